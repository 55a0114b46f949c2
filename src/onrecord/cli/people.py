"""The people of a page, a line each: who they are, what the page calls them, and what they are to each other."""

from __future__ import annotations

from onrecord.cli.terminal import tidy
from onrecord.types import Person, Reading, Relation, Relationship

_MOST_SHOWN = 3
"""Roles and other names of one person that are shown; the record has them all."""
_BACK: dict[Relation, Relation] = {"parent": "child", "child": "parent"}
"""What the second of two is to the first, where it is not the same."""


def people_lines(reading: Reading) -> list[str]:
    """The people of the page, one a line: name, age, roles, how else the page calls them, and whose relatives they
    are."""
    return [tidy(_person(person, reading.relationships)) for person in reading.people]


def beside_lines(reading: Reading) -> list[str]:
    """The relationships of those who are named only beside the article, as in related headlines, one a line."""
    known = {person.name for person in reading.people}
    return [
        tidy(f"beside the article: {one.from_name} — {_as_seen(one, first=True)}")
        for one in reading.relationships
        if not known.intersection([one.from_name, one.to_name])
    ]


def _person(person: Person, relationships: tuple[Relationship, ...]) -> str:
    ages = ", ".join(dict.fromkeys(age.text for age in person.ages))
    roles = "; ".join(role.text for role in person.roles[:_MOST_SHOWN])
    forms = ", ".join(person.aliases[:_MOST_SHOWN])
    called = f" (also: {forms})" if forms else ""
    first = [_as_seen(one, first=True) for one in relationships if one.from_name == person.name]
    second = [_as_seen(one, first=False) for one in relationships if one.to_name == person.name and one.count is None]
    related = "; ".join(first + second)
    return ", ".join(filter(None, [person.name, ages, roles])) + called + (f" — {related}" if related else "")


def _as_seen(one: Relationship, *, first: bool) -> str:
    """What one of two is to the other: "spouse of Piet Tarn", "parent of two sons", "partner of Orla (denied)"."""
    relation = one.relation if first else _BACK.get(one.relation, one.relation)
    status = "" if one.status == "asserted" else f" ({one.status})"
    return f"{relation} of {one.to_name if first else one.from_name}{status}"
