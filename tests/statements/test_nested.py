"""Statements within statements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from onrecord.encoder.words import Words
from onrecord.statements.attribution import Attribution
from onrecord.statements.drafts import Draft
from onrecord.statements.kinds import classify_kind
from onrecord.statements.nested import MIN_PROBABILITY, find_nested
from tests.statements.making import parse

Cut = Callable[[str], Words]


def with_attribution(draft: Draft, words: Words) -> Draft:
    """``draft`` as the model would have decoded it."""
    cue, source, content = (
        np.concatenate([np.arange(len(words))[words.within(span)] for span in spans])
        for spans in (draft.cue, draft.source, draft.content)
    )
    return replace(draft, attribution=Attribution(cue, source, content, score=1.0, peak=0.5, path=-1.0))


def nested(sentence: str, outer: str, cut: Cut, *, probability: float = 0.5) -> list[Draft]:
    """The nested statements in the text of ``sentence``, whose draft has ``probability``; Moll says ``outer``."""
    text, draft = parse(sentence)
    words, start = cut(text), text.index(outer)
    said = Draft(((start, start + len(outer)),), ((text.rindex("said"), text.rindex("said") + 4),), (), "cue")
    return find_nested([(probability, with_attribution(draft, words))], [said], words)


CASES = [
    # Words in marks of their own are extended to them
    ("“[Tarn] <told> me: ‘{Go home}.’” Moll said.", "“Tarn told me: ‘Go home.’”", ["‘Go home.’"], "direct"),
    ("Moll said [he] then <announced>: “{My friend is} late.”", "he then announced: “My friend is late.”",
     ["“My friend is late.”"], "direct"),
    ("“[She] <said>: ‘{Go home.’ I have been home},” Moll said.", "“She said: ‘Go home.’ I have been home,”",
     ["‘Go home.’"], "direct"),
    ("“[The board] <called> {it ‘a mess} today’ then,” Moll said.", "“The board called it ‘a mess today’ then,”",
     ["it ‘a mess today’"], "mixed"),
    ("“[She] <said> {‘go home’ and I did},” Moll said.", "“She said ‘go home’ and I did,”", ["‘go home’"], "direct"),
    ("“[She] <said> {‘go home’ if it rains},” Moll said.", "“She said ‘go home’ if it rains,”",
     ["‘go home’ if it rains,"], "mixed"),
    # Reported within a quotation
    ("“[Tarn] <told> me {he had left},” Moll said.", "“Tarn told me he had left,”", ["he had left"], "indirect"),
    ("“[They] <denied> {it was late},” Moll said.", "“They denied it was late,”", ["it was late"], "indirect"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "outer", "contents", "kind"), CASES)
def test_statements_are_found_within_others(
    sentence: str, outer: str, contents: list[str], kind: str, cut: Cut
) -> None:
    text, _ = parse(sentence)
    [draft] = nested(sentence, outer, cut)
    assert [text[start:end] for start, end in draft.content] == contents
    assert classify_kind(draft, cut(text)) == kind


@pytest.mark.parametrize(
    ("sentence", "outer"),
    [
        # no marks around the verb or the words: they are part of what Moll says
        ("Moll said [Tarn] <told> her {he had left}.", "Tarn told her he had left"),
        # no verb of saying
        ("“[Tarn] <fixed> {the old boat},” Moll said.", "“Tarn fixed the old boat,”"),
        # not within what Moll says
        ("“I left,” Moll said as [Tarn] <told> her: “{Go home}.”", "“I left,”"),
    ],
)
def test_other_drafts_are_no_statements_within_others(sentence: str, outer: str, cut: Cut) -> None:
    assert nested(sentence, outer, cut) == []


def test_an_improbable_draft_is_no_statement(cut: Cut) -> None:
    sentence, outer, *_ = CASES[0]
    assert nested(sentence, outer, cut, probability=MIN_PROBABILITY - 0.01) == []


RELAYED = "“It is late,” Orla Tarn told the crew, according to the report. “I left.” It is cold."


def test_a_quotation_that_a_document_passes_on_is_its_speakers(cut: Cut) -> None:
    start, cue = RELAYED.index(", according"), RELAYED.index("according to")
    rest = RELAYED.index("“I left.”")
    outer = Draft(((0, start), (rest, rest + 9)), ((cue, cue + 12),), ((cue + 13, cue + 23),), "cue")
    [draft] = find_nested([], [outer], cut(RELAYED))
    assert [RELAYED[slice(*span)] for span in (*draft.content, *draft.source, *draft.cue)] == [
        "“It is late,”",
        "“I left.”",
        "Orla Tarn",
        "told",
    ]
    assert classify_kind(draft, cut(RELAYED)) == "direct"


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("The court heard that Orla Tarn had told a friend: “It is late.”", ["“It is late.”", "Orla Tarn", "told"]),
        ("The court heard him shout: “It is late.”", ["“It is late.”", "him", "shout"]),
        ("The court heard of a post by Orla Tarn that said “It is late.”", ["“It is late.”", "Orla Tarn", "said"]),
        ("The court heard what the late Orla Tarn wrote, “It is late.”", ["“It is late.”", "Orla Tarn", "wrote"]),
        (
            "The court heard that her husband had shouted: “It is late.” She left.",
            ["“It is late.”", "her husband", "shouted"],
        ),
        (
            "The court heard that his pilot, Orla Tarn, whispered: “It is late.”",
            ["“It is late.”", "Orla Tarn", "whispered"],
        ),
        (
            "The court heard that a friend of Orla Tarn told him: “It is late.”",
            ["“It is late.”", "a friend of Orla Tarn", "told"],
        ),
        (
            "The court heard that Orla Tarn’s sister told him: “It is late.”",
            ["“It is late.”", "Orla Tarn’s sister", "told"],
        ),
        ("The court heard Orla Tarn had called him “a wreck”.", ["“a wreck”", "Orla Tarn", "called"]),
        (
            "The court heard that his pilot, Orla Tarn, leaned over and whispered: “It is late.”",
            ["“It is late.”", "Orla Tarn", "whispered"],
        ),
        ("The court heard that Orla Tarn left Elmouth and said: “It is late.”", []),
        ("The court heard of a road to what it called “a wreck”.", []),
        ("The court heard what he called “a wreck”.", []),
        ("The court heard what Orla Tarn had told her: “It is late.”", ["“It is late.”", "Orla Tarn", "told"]),
        ("The court heard that it was late to tell Orla and told: “It is late.”", []),
        ("The court heard that he said the word “late”", []),
        ("The court heard that it was “late”", []),
        ("The court heard that Orla Tarn said it was “late” and left.", []),
    ],
)
def test_a_quotation_that_somebody_heard_is_its_speakers(text: str, inner: list[str], cut: Cut) -> None:
    outer = Draft(((16, len(text)),), ((10, 15),), ((0, 9),), "cue")
    drafts = find_nested([], [outer], cut(text))
    assert [text[slice(*span)] for draft in drafts for span in (*draft.content, *draft.source, *draft.cue)] == inner


def test_what_a_name_said_according_to_another_is_its_statement(cut: Cut) -> None:
    text = "According to the report, Orla Tarn said that it was late."
    outer = Draft(((25, 56),), ((0, 12),), ((13, 23),), "cue")
    [draft] = find_nested([], [outer], cut(text))
    assert [text[slice(*span)] for span in (*draft.content, *draft.source, *draft.cue)] == [
        "it was late",
        "Orla Tarn",
        "said",
    ]


def test_a_document_speaks_for_itself_without_another_speaker(cut: Cut) -> None:
    text = "“It is late,” according to the report."
    outer = Draft(((0, 13),), ((14, 26),), ((27, 37),), "cue")
    assert find_nested([], [outer], cut(text)) == []
