from __future__ import annotations

import pytest

from onrecord.people.coreference.blocking import OrganisationIndex
from onrecord.people.coreference.clusters import Cluster
from onrecord.people.names.organisation_names import same_body

PAIRS = [
    ("Quay Trust", "The Quay Trust", True),
    ("Quay Trust", "Quay Trust Inc.", True),
    ("Port Workers Union", "PWU", True),
    ("Alliance to Reclaim Our Quays", "AROQ", True),
    ("Elmouth Times", "Times", True),
    ("TarnNews.com", "TarnNews", True),
    ("Tarn Records", "Tarn", True),
    ("Big Tarn Records", "Big Tarn", True),
    ("Tarn Holdings", "Tarn", True),
    ("PWU Holdings", "PWU", True),
    ("Big Tarn Club", "Big Tarn", False),
    ("Quay Trust", "Harbour Trust", False),
    ("White House", "House", False),
    ("PWU", "PWU Entertainment", False),
    ("Quay Trust", "Quay Board", False),
    ("Norway Airlines", "Norway", False),
    ("Norwegian Army", "Norwegian", False),
    ("Bank of Elmouth", "Elmouth", False),
    ("Line of Control", "Control", False),
    ("Bank of Quays", "BoQ", True),
    ("Centre for Tide Defence and Repair", "CTD", True),
    ("Centre for Tide and Repair", "CT", False),
    ("National Harbour Service Elmouth", "NHS Elmouth", True),
    ("Port Workers of Elmouth", "PW Elmouth", True),
    ("National Harbour Service Elmouth", "NHS Wexland", False),
    ("Tarn Quay Holdings", "Tarn Quay", True),
    ("Tarn Quay Research & Associates Inc.", "Tarn Quay Research", True),
    ("White House Council", "White House", False),
    ("Tarn-Quay", "TQ", True),
    ("New Harbour Times", "New Harbour", False),
    ("St Cuthbert’s School", "St Cuthbert’s", True),
    ("St Cuthbert's School", "St Bede's", False),
    ("Conservative Party", "Tories", True),
    ("Elmouth Republicans", "GOP", False),
    ("Elmouth Republicans", "Republicans", False),
    ("Liberal Democrats", "Lib Dems", True),
    ("Conservative Party", "Labour", False),
    ("Young Conservatives", "Conservative Party", False),
]


@pytest.mark.parametrize(("first", "second", "same"), PAIRS)
def test_the_index_finds_the_forms_of_a_name(first: str, second: str, same: bool) -> None:
    for known, sought in ((first, second), (second, first)):
        index, cluster = OrganisationIndex(), Cluster("organisation")
        assert index.find(known) is None
        index.add(known, cluster)
        assert (index.find(sought) is cluster) is same


@pytest.mark.parametrize(("first", "second", "same"), PAIRS)
def test_forms_of_an_organisations_name(first: str, second: str, same: bool) -> None:
    assert same_body(first, second) is same
    assert same_body(second, first) is same
