"""Words, their alignment, and the verdict on quoted words: tables of drafts against one page."""

from __future__ import annotations

import pytest

from onrecord.check import alignment
from onrecord.check.alignment import align, align_each
from onrecord.check.checking import check_against
from onrecord.check.draft_formats import DraftText
from onrecord.check.read_draft import read_draft_text
from onrecord.pages.recognise import make_page
from onrecord.reading import Reader
from onrecord.types import Reading
from onrecord.word_keys import split_words

PAGE = """Ferry to run again, says harbour board
By Ada Quill

The ferry between Tarn Quay and Elmouth will run again from Monday, the harbour board announced this week.

“The engine is mended — and the crew is glad,” Jonas Brannigan said on the quay. \
“Nobody wants another winter without it, and 43% of them have told me so.”

“Orla Tarn paid £4 million for it. She has never travelled on it,” Brannigan said. “I don’t know why.”

“It cost us two winters … but we went on,” said Brannigan, who has run the crossing for forty years and is tired of it.
"""


def keys(text: str) -> list[str]:
    return [word.key for word in split_words(text, (0, len(text)))]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("43% of them", "43 per cent of them"),
        ("forty-three percent", "43%"),
        ("$5 million", "5 million dollars"),
        ("£4,000, and more", "4,000 pounds and more"),
        ("the first of 2 colours", "the 1st of two colors"),
        ("It was cancel\u00adled — at the centre", "it was canceled at the center"),
        ("[T]he U.S. organisation’s defence", "THE US organization's defense"),
        ("rock & roll, naïve café", "rock and roll naive cafe"),
        ("3pm", "3 p.m."),
        ("on the third of May", "on 3 May"),
        ("May the twenty-first", "May 21st"),
        ("f***ing", "f------"),  # an outlet's asterisks or dashes for a swear word
        ("s**t happens", "s*** happens"),
    ],
)
def test_equal_words_have_equal_keys(text: str, same: str) -> None:
    assert keys(text) == keys(same)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("don’t", "do not"),
        ("34%", "43%"),
        ("$5", "£5"),
        ("among", "amongst"),
        ("four", "tour"),
        ("the 3rd of many", "3 of many"),
    ],
)
def test_other_words_have_other_keys(text: str, other: str) -> None:
    assert keys(text) != keys(other)


def test_words_divided_in_another_way_are_the_same() -> None:
    draft, source = (split_words(text, (0, len(text))) for text in ("a longtime friend", "a long-time friend"))
    assert [segment.operation for segment in align(draft, source)] == ["same"]


@pytest.mark.parametrize(
    ("draft", "source", "operations"),
    [
        ("not here any more it is gone", "not here anymore there is no hope it is gone", ["same", "dropped", "same"]),
        ("not here anymore it is gone", "not here any more and no hope it is gone", ["same", "dropped", "same"]),
        ("not here any longer it is gone", "not here anymore there is no hope it is gone", ["same", "changed", "same"]),
    ],
)
def test_a_compound_next_to_dropped_words_is_the_same(draft: str, source: str, operations: list[str]) -> None:
    words, page_words = (split_words(text, (0, len(text))) for text in (draft, source))
    assert [segment.operation for segment in align(words, page_words)] == operations


SOURCES = ("the boat sank", "a boat that sank here", "boats", "she told us that [the boat] sank, and so the crew swam")


@pytest.mark.parametrize("draft", ["the boat sank", "the boats never sank", "boat ... swam", "the crew"])
def test_several_alignments_at_once_are_those_of_each_text_alone(draft: str) -> None:
    words, *sources = (split_words(text, (0, len(text))) for text in (draft, *SOURCES))
    alone = [align_each(words, [source], breaks={1}, bracketed={2})[0] for source in sources]
    assert align_each(words, sources, breaks={1}, bracketed={2}) == alone


def test_texts_that_are_too_long_are_not_aligned(monkeypatch: pytest.MonkeyPatch) -> None:
    words = split_words("the boat never sank", (0, 19))
    assert len(align(words, words[:1] + words[2:])) > 1
    monkeypatch.setattr(alignment, "MOST_CELLS", 11)
    (segment,) = align(words, words[:1] + words[2:])
    assert (segment.operation, segment.draft, segment.source) == ("changed", (0, 4), (0, 3))
    assert [segment.operation for segment in align(words, words)] == ["same"]


VERDICTS = [
    ("the engine is mended - and the crew is GLAD", "verbatim", ""),
    ("Nobody wants another winter without it", "verbatim", ""),
    ("and the crew is glad. Nobody wants another winter", "verbatim", ""),
    ("43 per cent of them have told me so", "verbatim", ""),
    ("It cost us two winters… but we went on", "verbatim", ""),
    ("She has never traveled on it", "verbatim", ""),
    ("Nobody wants another winter ... 43% of them have told me so", "shortened", "Left out: “without it, and”."),
    ("Nobody wants another winter [...]", "shortened", "Left out"),
    ("[Orla Tarn] has never travelled on it", "shortened", "Left out: “She”."),
    # Marked remarks and adjustments of the writer's change nothing; a name, a number or a negation is checked.
    ("Nobody wants another winter [laughs] without it", "shortened", ""),
    ("Nobody wants another winter [on the island] without it", "shortened", ""),
    ("Nobody [wanted] another winter without it", "shortened", "Left out: “wants”."),
    ("[He does not] know why", "altered", "bracket"),
    ("She has [often] travelled on it", "altered", "bracket"),
    ("He has never travelled on it", "altered", "A word differs"),
    ("[He] has never travelled on it", "altered", "bracket"),
    ("Nobody [fears] another winter without it", "altered", "bracket"),
    ("[Brannigan does] know why", "altered", "bracket"),
    ("[Brannigan does not] know why", "shortened", ""),
    ("[Brannigan’s cook] has never travelled on it", "altered", "bracket"),
    ("Nobody needs another winter without it", "altered", "A word differs: “needs” instead of “wants”."),
    ("Orla Tarn paid £3 million for it", "altered", "A number differs: “£3 million” instead of “£4 million”."),
    ("Orla Quill paid £4 million for it", "altered", "A name differs: “Quill” instead of “Tarn”."),
    ("She has travelled on it", "altered", "A negation is missing: “never”."),
    ("I do not know why", "altered", "A word differs: “do not” instead of “don’t”."),
    ("Nobody wants another without it", "altered", "Left out without a mark: “winter”."),
    ("The ferry will run again from Monday", "altered", "The page reports these words without quotation marks."),
    ("Nobody wants another winter without it. Orla Tarn paid £4 million for it", "joined", "several statements"),
    ("Nobody wants another winter … Orla Tarn paid £4 million for it", "joined", "several statements"),
    ("Passengers are the salt of this island and always will be", "not-found", ""),
]


@pytest.fixture(scope="module")
def reading(shipped_reader: Reader) -> Reading:
    return shipped_reader.read(make_page("ferry.txt", PAGE.encode(), media_type="text/plain"))


@pytest.mark.parametrize(("words", "verdict", "reason"), VERDICTS, ids=[words for words, _, _ in VERDICTS])
@pytest.mark.parametrize("marks", ["“”", '""'])
def test_verdict_on_quoted_words(
    words: str, verdict: str, reason: str, marks: str, shipped_reader: Reader, reading: Reading
) -> None:
    text = (
        f"Jonas Brannigan spoke on Monday.\n\n{marks[0]}{words},{marks[1]} Brannigan said on the quay that evening.\n"
    )
    draft = read_draft_text("-", DraftText(text), sha256="0" * 64, reader=shipped_reader)
    (statement,) = check_against(draft, [reading]).to_record()["statements"]
    assert (statement["verdict"], statement["flagged"]) == (verdict, verdict not in {"verbatim", "shortened"})
    assert reason in statement["reason"]


def test_a_quotation_that_is_too_long_to_compare_says_so(
    monkeypatch: pytest.MonkeyPatch, reading: Reading, shipped_reader: Reader
) -> None:
    monkeypatch.setattr(alignment, "MOST_CELLS", 40)
    draft = DraftText("“Nobody needs another winter without it, and 43% of them told me so,” Brannigan said.\n")
    checked = check_against(read_draft_text("draft", draft, sha256="", reader=shipped_reader), [reading])
    (statement,) = checked.statements
    assert statement.verdict == "not-found"
    assert "It is too long to be compared with the page: check it by hand." in statement.reasons
