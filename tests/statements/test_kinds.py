"""Kind and act of statements."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onrecord.encoder.words import Words
from onrecord.statements.drafts import Draft
from onrecord.statements.kinds import classify_act, classify_kind

CASES = [
    ('"We go," | said Tarn', "said", "direct", "said"),
    ('the plan was "mad" | said Tarn', "said", "mixed", "said"),
    ("they would go | said Tarn", "said", "indirect", "said"),
    ("they would go | Tarn believes", "believes", "indirect", "thought"),
    ("they would go | Tarn said she hopes", "said she hopes", "indirect", "said"),
    ('"it is mine" | Tarn thought', "thought", "direct", "said"),
]


@pytest.mark.parametrize(("text", "cue", "kind", "act"), CASES, ids=[case[0] for case in CASES])
def test_kind_and_act(cut: Callable[[str], Words], text: str, cue: str, kind: str, act: str) -> None:
    start = text.index(cue, text.index("|"))
    draft = Draft(((0, text.index(" |")),), ((start, start + len(cue)),), (), "cue")
    words = cut(text)
    assert classify_kind(draft, words) == kind
    assert classify_act(draft, words, kind=classify_kind(draft, words)) == act


def test_refusals_and_turns_have_a_fixed_kind(cut: Callable[[str], Words]) -> None:
    words = cut("declined to comment")
    assert classify_kind(Draft(((0, 19),), (), (), "refusal"), words) == "no-response"
    assert classify_kind(Draft(((0, 19),), (), (), "turn"), words) == "direct"
