from __future__ import annotations

import pytest

from onrecord.statements.sources import read_source

CASES = [
    ("Tarn", "Tarn", "person"),
    ("Orla Tarn", "Orla Tarn", "person"),
    ("Dr. Orla Tarn", "Orla Tarn", "person"),
    ("Orla Tarn’s", "Orla Tarn", "person"),
    ("Harbour Board spokesman Piet van der Moll", "Piet van der Moll", "person"),
    ("Vellmark Gov. Orla Tarn", "Orla Tarn", "person"),
    ("Orla Tarn, of the Quay Trust,", "Orla Tarn", "person"),
    ("Orla Tarn, who chairs the board", "Orla Tarn", "person"),
    ("President Tarn", "Tarn", "person"),
    ("the Quay Trust", "Quay Trust", "organisation"),
    ("The Vellmark Times", "Vellmark Times", "organisation"),
    ("Tarn’s campaign", "Tarn’s campaign", "unnamed"),
    ("she", None, "unknown"),
    ("He", None, "unknown"),
    ("", None, "unknown"),
    ("a source close to the couple", "a source close to the couple", "unnamed"),
    ("officials", "officials", "unnamed"),
    ("a police report", "a police report", "document"),
    ("the poll", "the poll", "document"),
]


@pytest.mark.parametrize(("source", "name", "kind"), CASES, ids=[case[0] or "none" for case in CASES])
def test_read_source(source: str, name: str | None, kind: str) -> None:
    assert read_source(source) == (name, kind)
