"""Similarity of names, and blocking keys."""

from __future__ import annotations

import pytest

from onrecord.resolve.name_similarity import compare_names, have_different_suffixes
from onrecord.store.name_keys import stored_keys, wanted_keys
from tests.work import bytes_allocated


@pytest.mark.parametrize(
    ("first", "other", "similarity"),
    [
        ("Ada Brannigan", "Ada Brannigan", "same"),
        ("Ada Brannigan", "ADA BRANNIGAN", "same"),
        ("Zoë Brannigan", "Zoe Brannigan", "same"),
        ("Ada Brannigan", "Ada M. Brannigan", "middle"),
        ("Ada M. Brannigan", "Ada P. Brannigan", "none"),
        ("Ada M. Brannigan", "Ada Mary Brannigan", "middle"),
        ("Bill Okafor", "William Okafor", "short"),
        ("TOM-Q", "Tom Q", "same"),
        ("Ada Brannigan-Tarn", "Ada Brannigan Tarn", "same"),
        ("Mary-Ann Okafor", "Mary Ann Okafor", "same"),
        ("Ada Brannigan", "Ada Brannigan Tarn", "longer"),
        ("Ada Brannigan", "Ada Brannigan Tells Everybody All", "none"),
        ("Tom Okafor Jr.", "Tom Okafor", "generations"),
        ("Tom Okafor Jr.", "Tom Okafor Sr.", "generations"),
        ("Queen Orla II", "Queen Orla", "middle"),
        ("Zuleika", "Zuleika", "single"),
        ("Brannigan", "Ada Brannigan", "surname"),
        ("Ada", "Ada Brannigan", "given"),
        ("Kimura", "Ada Brannigan", "none"),
        ("Ada Brannigan", "Ada Kimura", "none"),
    ],
)
def test_names_have_a_similarity(first: str, other: str, similarity: str) -> None:
    assert compare_names(first, other) == compare_names(other, first) == similarity


def test_names_of_thousands_of_words_are_compared_in_linear_time() -> None:
    def work(count: int) -> int:
        names = [" ".join(["Ada", *(f"{letter}o{number}" for number in range(count)), "Tarn"]) for letter in "bc"]
        compare_names(*reversed(names))  # fills the caches of words, which earlier tests may have filled in part
        return bytes_allocated(lambda: compare_names(*names))

    assert work(800) < 8 * work(200)


@pytest.mark.parametrize(
    ("first", "other"),
    [("TOM-Q", "Tom Q"), ("Ada Brannigan-Tarn", "Ada Brannigan Tarn"), ("Mary-Ann Okafor", "Mary Ann Okafor")],
)
def test_names_are_looked_up_with_or_without_hyphens(first: str, other: str) -> None:
    for name, stored in ((first, other), (other, first)):
        assert set(wanted_keys(name, kind="person").full) & set(stored_keys(stored, kind="person"))


@pytest.mark.parametrize(
    ("first", "other", "apart"),
    [("Tom Okafor Jr.", "Tom Okafor Sr.", True), ("Tom Okafor Jr.", "Tom Okafor", False)],
)
def test_two_suffixes_are_two_generations(first: str, other: str, apart: bool) -> None:
    assert have_different_suffixes(first, other) == apart


@pytest.mark.parametrize(
    ("stored", "name", "kind"),
    [
        ("Ada Brannigan", "Ada Brannigan", "person"),
        ("Ada Mary Brannigan", "Ada Brannigan", "person"),
        ("William Okafor", "Bill Okafor", "person"),
        ("Ada Brannigan", "Ada Brannigan Tarn", "person"),
        ("Ada Brannigan", "Brannigan", "person"),
        ("Brannigan", "Ada Brannigan", "person"),
        ("Zuleika", "Zuleika", "person"),
        ("The Bell", "Bell", "organisation"),
    ],
)
def test_a_name_is_found_by_its_forms_and_its_parts(stored: str, name: str, kind: str) -> None:
    expected = wanted_keys(name, kind=kind)
    assert set(stored_keys(stored, kind=kind)) & {*expected.full, *expected.bare}


def test_a_person_is_not_found_as_an_organisation() -> None:
    expected = wanted_keys("Bell", kind="organisation")
    assert not set(stored_keys("Bell", kind="person")) & {*expected.full, *expected.bare}
