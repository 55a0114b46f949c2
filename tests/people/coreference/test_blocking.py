"""Organisations are found by the forms of their names, at a cost that hardly grows with their number."""

from __future__ import annotations

import pytest

from onrecord.people.coreference.blocking import OrganisationIndex
from onrecord.people.coreference.clusters import Cluster
from onrecord.people.names import organisation_names
from onrecord.people.names.organisation_names import same_body

NAMES = [f"{consonant}{vowel}rvold" for consonant in "BDGKLMNPRSTV" for vowel in "aeiou"]


@pytest.mark.parametrize("form", ["The North {} Treaty Union", "St {} School", "{}’s Bakery"])
def test_a_name_is_compared_with_few_others(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def count(first: str, second: str) -> bool:
        compared.append(first)
        return same_body(first, second)

    monkeypatch.setattr(organisation_names, "same_body", count)
    index = OrganisationIndex()
    for number, name in enumerate(NAMES):
        index.find(form.format(name))
        index.add(form.format(name), Cluster("organisation", number))
    assert len(compared) <= len(NAMES)


@pytest.mark.parametrize(
    ("first", "second"),
    [("NHS Elmouth", "National Harbour Service Elmouth"), ("PWU", "Port Workers Union"), ("Tarn", "Tarn Records")],
)
def test_short_and_full_names_find_each_other(first: str, second: str) -> None:
    for name, other in ((first, second), (second, first)):
        index, cluster = OrganisationIndex(), Cluster("organisation")
        index.find(name)
        index.add(name, cluster)
        assert index.find(other) is cluster
