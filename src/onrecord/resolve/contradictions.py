"""Contradictions across pages: relationships of two people, or ages of one person, that cannot both be true.

In: what pages assert. Out: pairs of claims, each with the pages that state it. "Parent" and "partner" of one person
contradict each other; "partner" and "ex-spouse" do not, since couples marry and part. Two ages contradict each other if
no date of birth gives both ages on the dates of their pages.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Integer, Select, case, cast, func, select

from onrecord.resolve.profiles import stable_relation
from onrecord.store.days import YEAR
from onrecord.store.schema import CURRENT, appearances, facts, names, pages, relationships

ContradictionKind = Literal["relationship", "age"]

_OLDEST = 150
_SOME_DAY = 2000_01_01
"""The day of a page without a date. Its ages are compared with one another only."""

_IS_TURNED = relationships.c.from_id > relationships.c.to_id
_LEFT = case((_IS_TURNED, relationships.c.to_id), else_=relationships.c.from_id)
_RIGHT = case((_IS_TURNED, relationships.c.from_id), else_=relationships.c.to_id)
_TURNED_RELATION = case(
    (_IS_TURNED & (relationships.c.relation == "parent"), "child"),
    (_IS_TURNED & (relationships.c.relation == "child"), "parent"),
    else_=relationships.c.relation,
)
_FAMILY = case(
    (_TURNED_RELATION.in_(("parent", "child", "sibling")), _TURNED_RELATION),
    else_="couple",
)
_ASSERTED = (relationships.c.status == "asserted", relationships.c.from_id != relationships.c.to_id)


@dataclass(frozen=True, slots=True)
class ContradictedFact:
    """A relationship or an age with the pages that state it."""

    values: tuple[str, ...]
    """The age; or the relations of the first person to the second, which may all be true: spouse and ex-spouse."""
    pages: tuple[int, ...]
    """Keys of the pages in the order of adding. A page that states the claim twice is listed twice."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two claims that cannot both be true."""

    kind: ContradictionKind
    person: int
    """Key of the person; for a relationship, the lower of both keys."""
    relative: int | None
    """Key of the other person of a relationship; null for ages."""
    stronger: ContradictedFact
    """The claim that is stated more often."""
    weaker: ContradictedFact

    @property
    def share(self) -> float:
        """The share of the stronger claim: 0.5 if both are stated equally often."""
        stronger, weaker = len(self.stronger.pages), len(self.weaker.pages)
        return stronger / (stronger + weaker)


def relations_contradict(first: str, second: str) -> bool:
    """True if a person cannot have both relations to another person: parent and partner, sibling and child."""
    return stable_relation(first) != stable_relation(second)


def find_contradictions(
    connection: Connection, persons_shown: Collection[int] | None = None, *, most: int | None = None
) -> list[Contradiction]:
    """The contradictions of these persons, or of all persons: relationships, then ages.

    ``most`` limits the number of couples and the number of persons with ages, since a record may have thousands.
    """
    return [*_of_relationships(connection, persons_shown, most=most), *_of_ages(connection, persons_shown, most=most)]


def _of_relationships(
    connection: Connection, persons_shown: Collection[int] | None, *, most: int | None
) -> list[Contradiction]:
    statings: dict[tuple[int, int], dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in connection.execute(_relationships(persons_shown, most=most)):
        statings[row.left_key, row.right_key][row.family].append(row)
    contradictions = []
    for (person, relative), families in statings.items():
        claims = sorted(map(_relationship_claim, families.values()), key=lambda claim: -len(claim.pages))
        contradictions += [Contradiction("relationship", person, relative, claims[0], weaker) for weaker in claims[1:]]
    return contradictions


def _relationships(persons_shown: Collection[int] | None, *, most: int | None) -> Select[*tuple[Any, ...]]:
    """Select the asserted relationships of pairs of people with more than one family of relations."""
    conditions = list(_ASSERTED)
    if persons_shown is not None:
        keys = list(persons_shown)
        conditions.append(relationships.c.from_id.in_(keys) | relationships.c.to_id.in_(keys))
    pairs = (
        select(_LEFT.label("left_key"), _RIGHT.label("right_key"))
        .where(*conditions)
        .group_by(_LEFT, _RIGHT)
        .having(func.count(_FAMILY.distinct()) > 1)
        .order_by(_LEFT, _RIGHT)
        .limit(most)
        .subquery()
    )
    either: ColumnElement[bool] = (
        (relationships.c.from_id == pairs.c.left_key) & (relationships.c.to_id == pairs.c.right_key)
    ) | ((relationships.c.from_id == pairs.c.right_key) & (relationships.c.to_id == pairs.c.left_key))
    return (
        select(pairs, _FAMILY.label("family"), _TURNED_RELATION.label("relation"), relationships.c.page_id)
        .select_from(pairs)
        .join(relationships, either)
        .where(relationships.c.status == "asserted")
        .order_by(pairs.c.left_key, pairs.c.right_key, relationships.c.id)
    )


def _relationship_claim(rows: Sequence[Any]) -> ContradictedFact:
    return ContradictedFact(tuple(dict.fromkeys(row.relation for row in rows)), tuple(row.page_id for row in rows))


@dataclass(frozen=True, slots=True)
class _StatedAge:
    """An age on a page, with the possible days of birth: after ``after``, and not after ``latest``."""

    years: int
    page: int
    after: int
    latest: int

    def is_possible(self, day_of_birth: int) -> bool:
        return self.after < day_of_birth <= self.latest


def _of_ages(connection: Connection, persons_shown: Collection[int] | None, *, most: int | None) -> list[Contradiction]:
    candidates = connection.execute(_persons_with_ages(persons_shown, most=most)).scalars().all()
    rows = connection.execute(
        select(appearances.c.person_id, appearances.c.page_id, appearances.c.ages, pages.c.day_from, pages.c.day_to)
        .join(pages, pages.c.id == appearances.c.page_id)
        .where(appearances.c.person_id.in_(candidates), appearances.c.state == CURRENT, appearances.c.ages != "[]")
        .order_by(appearances.c.person_id, appearances.c.page_id)
    )
    # Ages on pages without a date are compared only on their own page.
    ages_of: dict[tuple[int, int | None], list[_StatedAge]] = defaultdict(list)
    for row in rows:
        is_dated = row.day_from is not None and row.day_to is not None
        for years in dict.fromkeys(years for years in map(int, json.loads(row.ages)) if years <= _OLDEST):
            first, last = (row.day_from, row.day_to) if is_dated else (_SOME_DAY, _SOME_DAY)
            # A person who is 45 on 1 May 2020 was born after 1 May 1974, and on 1 May 1975 at the latest.
            age = _StatedAge(years, row.page_id, first - (years + 1) * YEAR, last - years * YEAR)
            ages_of[row.person_id, None if is_dated else row.page_id].append(age)
    return [row for (person, _), ages in ages_of.items() for row in _contradictory_ages(person, ages)]


def _persons_with_ages(persons_shown: Collection[int] | None, *, most: int | None) -> Select[int]:
    """Select the persons whose ages contradict each other, or may do so on a page without a date.

    Ages are found by an index of their texts, since most facts are names and roles.
    """
    numbers = names.c.text.in_([str(age) for age in range(_OLDEST + 1)])
    rows = select(facts.c.person_id).join(names, names.c.id == facts.c.name_id).where(facts.c.kind == "age", numbers)
    if persons_shown is not None:
        rows = rows.where(facts.c.person_id.in_(list(persons_shown)))
    years = cast(names.c.text, Integer)
    is_contradictory = func.max(facts.c.day_to - (years + 1) * YEAR) >= func.min(facts.c.day_from - years * YEAR)
    is_undated = (func.count() > 1) & (func.count() > func.count(facts.c.day_from))
    persons_of = rows.group_by(facts.c.person_id).having(is_contradictory | is_undated)
    return persons_of.order_by(facts.c.person_id).limit(most)


def _contradictory_ages(person: int, ages: Sequence[_StatedAge]) -> Iterable[Contradiction]:
    """Compare each age with the ages that most pages agree on, or else with the first age.

    A person may have an age on thousands of pages, so no age is compared with each other one.
    """
    day_of_birth = _most_possible_day(ages)
    agreeing = [age for age in ages if age.is_possible(day_of_birth)]
    doubtful: dict[int, list[_StatedAge]] = defaultdict(list)
    for age in ages:
        if not age.is_possible(day_of_birth):
            doubtful[age.years].append(age)
    for years, weaker in doubtful.items():
        # All days of birth of the weaker ages are before or after the one that agrees.
        latest_before = max((age.latest for age in weaker if age.latest < day_of_birth), default=-math.inf)
        first_after = min((age.after for age in weaker if age.after >= day_of_birth), default=math.inf)
        stronger = [age for age in agreeing if age.after >= latest_before and age.latest <= first_after]
        if stronger:
            closest = min((age.years for age in stronger), key=lambda years_of: abs(years_of - years))
            pages_of = tuple(age.page for age in stronger if age.years == closest)
            yield Contradiction(
                "age",
                person,
                None,
                ContradictedFact((str(closest),), pages_of),
                ContradictedFact((str(years),), tuple(age.page for age in weaker)),
            )


def _most_possible_day(ages: Sequence[_StatedAge]) -> int:
    """The day of birth that most ages allow; of several such days, one that the first of the ages allows."""
    by_first_day = sorted(range(len(ages)), key=lambda number: ages[number].after)
    started = 0
    ends: list[int] = []
    numbers: list[int] = []
    best_day, best_rank = 0, (0, 0)
    for day in sorted({age.latest for age in ages}):
        while started < len(ages) and ages[by_first_day[started]].after < day:
            heappush(ends, ages[by_first_day[started]].latest)
            heappush(numbers, by_first_day[started])
            started += 1
        while ends[0] < day:
            heappop(ends)
        while ages[numbers[0]].latest < day:
            heappop(numbers)
        if (rank := (len(ends), -numbers[0])) > best_rank:
            best_day, best_rank = day, rank
    return best_day
