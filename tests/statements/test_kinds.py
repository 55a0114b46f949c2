from __future__ import annotations

from collections.abc import Callable

import pytest

from onrecord.encoder.words import Words
from onrecord.statements.drafts import Draft
from onrecord.statements.kinds import act_of, kind_of

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
    assert kind_of(draft, words) == kind
    assert act_of(draft, words, kind=kind_of(draft, words)) == act


def test_a_refusal_and_a_turn_keep_their_kind(cut: Callable[[str], Words]) -> None:
    words = cut("declined to comment")
    assert kind_of(Draft(((0, 19),), (), (), "refusal"), words) == "no-response"
    assert kind_of(Draft(((0, 19),), (), (), "turn"), words) == "direct"
