"""The canonical name of a person."""

from __future__ import annotations

import pytest

from onrecord.people.coreference.clusters import Cluster


@pytest.mark.parametrize(
    ("further_forms", "name"),
    [
        (0, "Piet Brandvold"),
        # Each form is compared with the name, and a hostile page has thousands.
        (200, "Piet Brandvolds"),
    ],
)
def test_the_usual_spelling_is_chosen_among_a_hundred_forms(further_forms: int, name: str) -> None:
    cluster = Cluster("person")
    for form in ["Piet Brandvolds", "Piet Brandvold", "Brandvold", *(f"Piet {n}" for n in range(further_forms))]:
        cluster.add_form(form, plain=True)
    cluster.add_form("Piet Brandvold", plain=True)
    assert cluster.name == name
