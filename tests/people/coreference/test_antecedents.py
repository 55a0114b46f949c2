"""The number of mentions that the model is asked about is limited."""

from __future__ import annotations

from hashlib import sha256

import pytest

from onrecord.people.coreference import antecedents
from onrecord.people.coreference.antecedents import EXHAUSTED
from onrecord.reading import Reader
from onrecord.types import Page

TEXT = (
    "Orla Tarn met Una Quill and Ada Moll on the quay. " + "She waved, and she left. She said that she was late. " * 20
)


def read(reader: Reader) -> tuple[str, ...]:
    body = TEXT.encode()
    return reader.read(Page("late.txt", body, sha256(body).hexdigest(), content_type="text/plain")).warnings


@pytest.mark.parametrize("limit", [20_000, 50])
def test_beyond_the_limit_rules_decide_alone(
    shipped_reader: Reader, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(antecedents, "_MIN_PAIRS", limit)
    monkeypatch.setattr(antecedents, "_PAIRS_PER_CHARACTER", 0.0)
    assert (EXHAUSTED in read(shipped_reader)) is (limit == 50)
