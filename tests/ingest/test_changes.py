"""Changes that a page made in its own words, and re-readings, which it did not make."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.ingest.changes import Change, compare
from onrecord.types import Article, Page, Person, Reading, Span, Spans, Statement

TARN, MOLL = "Orla Tarn", "Dex Moll"
PAGE = f"""{TARN} opened the new ferry on Monday. Rain fell all day.
“The engine is mended and the crew is glad to sail,” she said. The quay was full.
{MOLL} was there. “It will not last until spring,” {MOLL} told reporters.
“Yes,” said {TARN}."""


def reading(text: str, *statements: Statement) -> Reading:
    """A reading of ``text``, each line a paragraph."""
    body = text.encode()
    page = Page("ferry.txt", body, "0" * 64, "text/plain")
    article = Article("ferry", page, text, None, (), None, (), None, "en", ((0, len(text)),), ())
    numbered = tuple(replace(row, id=f"s{number}") for number, row in enumerate(statements, 1))
    people = tuple(Person(f"p{number}", name, (), ()) for number, name in enumerate((TARN, MOLL), 1))
    return Reading(article, numbered, "making 1", people=people)


def said(
    text: str, words: str, speaker: str | None, *, source: str | None = None, antecedent: str = "", cue: str = "said"
) -> Statement:
    """A statement of ``text`` with these words; its source stands after them, its antecedent first of all."""
    start, end = place(text, words)
    source_span = place(text, source or speaker or "", start=end)
    evidence: Spans = (source_span, place(text, antecedent)) if antecedent else (source_span,)
    cue_span = place(text, cue, start=end)
    return Statement(
        *("", "direct", "said", "body", ((start, end),), (cue_span,), (source_span,), speaker, "person", 0.9),
        speaker_evidence=evidence,
    )


def place(text: str, words: str, *, start: int = 0) -> Span:
    """The first place of ``words`` from ``start`` on."""
    start = text.index(words, start)
    return start, start + len(words)


def read(text: str, **others: str | None) -> Reading:
    """The statements of ``PAGE`` in its edited ``text``: ``others`` have other speakers or, if empty, are missed."""
    statements = []
    for name, first in (
        ("engine", "“The engine"),
        ("spring", "“It will"),
        ("yes", "“Yes" if "“Yes" in text else "“No"),
    ):
        if others.get(name) == "" or first not in text:
            continue
        start = text.index(first)
        words = text[start : text.index("”", start) + 1]
        printed = text[start + len(words) :].split("\n")[0]
        antecedent = text.split(" opened")[0] if name == "engine" else ""
        named = antecedent or next(full for full in (TARN, MOLL, "Ada Quill") if full in printed)
        cue = next(verb for verb in ("told", "said", "added") if verb in printed)
        source = "she" if antecedent else named
        statement = said(text, words, named, source=source, antecedent=antecedent, cue=cue)
        statements.append(replace(statement, speaker_name=others.get(name, named)))
    return reading(text, *statements)


def summary(change: Change) -> tuple[str, int | None, int | None]:
    return change.kind, change.before, change.after


@pytest.mark.parametrize(
    ("edit", "others", "changes"),
    [
        # Words of a statement.
        (("glad", "sorry"), {}, [("altered", 0, 0)]),
        (("crew is glad", "crew is not glad"), {}, [("altered", 0, 0)]),
        (("to sail,”", "to sail again today,”"), {}, [("altered", 0, 0)]),
        (("Yes", "No"), {}, [("altered", 2, 2)]),
        (("“It will", "“Surely it will"), {"spring": ""}, [("altered", 1, None)]),
        (("glad", "sorry"), {"engine": ""}, [("altered", 0, None)]),
        ((f" “It will not last until spring,” {MOLL} told reporters.", ""), {}, [("removed", 1, None)]),
        # Words beside the statements, punctuation and white space: no change, whoever the reader takes for the speaker.
        (("Rain", "Snow"), {}, []),
        (("glad to sail,”", "glad – to sail,”"), {}, []),
        (("The quay was full.", "The quay was empty."), {"engine": MOLL}, [("reread", 0, 0)]),
        (("The quay", "The pier"), {"spring": ""}, [("reread", 1, None)]),
        (("she said", "she added"), {}, []),
        # The source, the antecedent, and a cue that turns the sentence round.
        ((f"{MOLL} told", "Ada Quill told"), {}, [("reattributed", 1, 1)]),
        ((f"{TARN} opened", "Ada Quill opened"), {}, [("reattributed", 0, 0)]),
        ((f"said {TARN}", "said Ada Quill"), {}, [("reattributed", 2, 2)]),
        ((f"{TARN} opened", "Ada Quill opened"), {"spring": TARN}, [("reattributed", 0, 0), ("reread", 1, 1)]),
        # A fuller name is nobody else.
        ((f"{MOLL} told", "Captain Dex Moll told"), {"spring": "Captain Dex Moll"}, []),
        ((f"{MOLL} told", f"{MOLL}-Quill told"), {"spring": f"{MOLL}-Quill"}, []),
    ],
)
def test_only_edits_of_the_page_are_changes(
    edit: tuple[str, str], others: dict[str, str | None], changes: list[tuple[str, int | None, int | None]]
) -> None:
    assert PAGE.count(edit[0]) == 1
    edited = PAGE.replace(*edit)
    assert list(map(summary, compare(read(PAGE), read(edited, **others)))) == changes


def test_a_new_name_that_leaves_the_speaker_undecided_is_no_other_speaker() -> None:
    text = PAGE.replace("Rain fell", "Ada Quill fell")
    new = read(text, engine=None)
    first = new.statements[0]
    undecided = replace(first, speaker_evidence=(*first.speaker_evidence, place(text, "Ada Quill")))
    changes = compare(read(PAGE), replace(new, statements=(undecided, *new.statements[1:])))
    assert list(map(summary, changes)) == [("reread", 0, 0)]


def test_a_noun_inserted_before_a_verb_is_no_other_speaker() -> None:
    text = PAGE.replace(f"{MOLL} told", f"{MOLL} buildings told")
    new = read(text)
    noun = replace(new.statements[1], source=(place(text, "buildings"),), speaker_name="buildings", speaker_evidence=())
    changes = compare(read(PAGE), replace(new, statements=(new.statements[0], noun, new.statements[2])))
    assert list(map(summary, changes)) == [("reread", 1, 1)]


def test_a_name_that_replaces_another_is_no_other_speaker_of_somebody_else() -> None:
    """“It will not last,” is Moll's, although the reader thinks of Quill, who stands for Tarn now."""
    text = PAGE.replace(f"{TARN} opened", "Ada Quill opened")
    new = read(text, spring="Ada Quill")
    evidence = (*new.statements[1].source, place(text, "Ada Quill"))
    misread = replace(new.statements[1], speaker_evidence=evidence)
    changes = compare(read(PAGE), replace(new, statements=(new.statements[0], misread, new.statements[2])))
    assert list(map(summary, changes)) == [("reattributed", 0, 0), ("reread", 1, 1)]


def test_another_speaker_comes_with_the_words_around_its_source() -> None:
    (change,) = compare(read(PAGE), read(PAGE.replace(f"{MOLL} told", "Ada Quill told")))
    assert (change.was, change.is_now) == (MOLL, "Ada Quill")
    assert change.printed_before is not None
    assert change.printed_after is not None
    assert f"“It will not last until spring,” {MOLL} told reporters" in change.printed_before
    assert "“It will not last until spring,” Ada Quill told reporters" in change.printed_after


def test_an_altered_statement_shows_the_words_in_its_place() -> None:
    """Also where the reader takes the statement further, or misses it, in the new version."""
    edited = PAGE.replace("glad", "sorry")
    whole = read(edited)
    longer = said(
        edited, "“The engine is mended and the crew is sorry to sail,” she said. The quay", TARN, source="was"
    )
    for other in (whole, reading(edited, longer, *whole.statements[1:]), reading(edited, *whole.statements[1:])):
        change = next(change for change in compare(read(PAGE), other) if change.kind == "altered")
        assert change.is_now is not None
        assert change.is_now.strip("“”,") == "The engine is mended and the crew is sorry to sail"


def test_a_moved_statement_is_no_change() -> None:
    lines = PAGE.split("\n")
    moved = "\n".join([lines[2], lines[0], lines[1], lines[3]])
    old, new = read(PAGE), read(moved)
    assert [change for change in compare(old, new) if change.kind != "reread"] == []


def test_repetitive_texts_are_compared_without_alignment() -> None:
    """Twice 20,000 of one word would take difflib hours."""
    old, new = (f"{first} {'word ' * 20_000}\n{first}" for first in ("one", "two"))
    assert compare(reading(old), reading(new)) == []
