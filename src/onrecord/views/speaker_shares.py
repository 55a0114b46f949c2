"""Who is heard: the shares of voices among all statements, year by year, in the record and in each outlet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, column, func, select

from onrecord.errors import NotFoundError
from onrecord.resolve import name_resolver
from onrecord.store.days import year_of
from onrecord.store.dialect import without_index
from onrecord.store.entities import EntityRef, load_entities
from onrecord.store.schema import CURRENT, pages, statements
from onrecord.store.store import Store

_VOICES: Final = 12

_SAID_IN = year_of(statements.c.day_from).label("year")
_COUNT = func.count().label("times")


@dataclass(frozen=True, slots=True)
class HeardYear:
    """A year's statements, by who they are from."""

    year: int
    statements: int
    person: int
    """Of people who are named."""
    organisation: int
    document: int
    unnamed: int
    """Of sources that a page describes and does not name."""
    unknown: int
    """Of speakers that the page does not state."""


@dataclass(frozen=True, slots=True)
class SpeakerShare:
    """Somebody who is heard."""

    who: EntityRef
    said: int
    """Statements in all these years."""
    times: tuple[int, ...]
    """Statements in each of them."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Who is heard, in the record or in one outlet."""

    outlet: str | None
    years: tuple[HeardYear, ...]
    """Every year with a statement, in order. What has no date is not counted."""
    voices: tuple[SpeakerShare, ...]
    """Those with the most statements, first; everybody else is the rest of each year."""


def heard(record: Store, *, outlet: str | None = None) -> Heard:
    """The shares of voices in ``outlet``, or in all pages: this reads every statement, which takes a while.

    Raises ``NotFoundError`` where no page is of that outlet.
    """
    with record.snapshot() as connection:
        keys = () if outlet is None else name_resolver.name_keys(connection, outlet)
        if outlet is not None and not _has_pages(connection, keys):
            raise NotFoundError(name_resolver.describe_unknown(connection, outlet, among="outlets"))
        years = _years(connection, keys)
        return Heard(outlet, years, _voices(connection, keys, [one.year for one in years]))


def _has_pages(connection: Connection, keys: tuple[int, ...]) -> bool:
    return connection.execute(select(pages.c.id).where(pages.c.outlet_id.in_(keys)).limit(1)).first() is not None


def _of(rows: Select[*tuple[Any, ...]], keys: tuple[int, ...]) -> Select[*tuple[Any, ...]]:
    """Of current statements that have a date; with ``keys``, those on pages of these outlets."""
    rows = rows.where(statements.c.state == CURRENT, statements.c.day_from.is_not(None))
    if not keys:
        return rows
    return rows.join(pages, statements.c.page_id == without_index(pages.c.id)).where(pages.c.outlet_id.in_(keys))


def _years(connection: Connection, keys: tuple[int, ...]) -> tuple[HeardYear, ...]:
    rows = _of(select(_SAID_IN, statements.c.speaker_kind, _COUNT), keys).group_by(
        column("year"), column("speaker_kind")
    )
    found: dict[int, dict[str, int]] = {}
    for year, kind, times in connection.execute(rows):
        found.setdefault(year, {})[kind] = times
    kinds = ("person", "organisation", "document", "unnamed", "unknown")
    return tuple(
        HeardYear(year, sum(of.values()), **{kind: of.get(kind, 0) for kind in kinds})
        for year, of in sorted(found.items())
    )


def _voices(connection: Connection, keys: tuple[int, ...], years: list[int]) -> tuple[SpeakerShare, ...]:
    speaker = statements.c.speaker_id
    most = _of(select(speaker), keys).where(speaker.is_not(None)).group_by(speaker)
    most = most.order_by(func.count().desc(), speaker).limit(_VOICES)
    speakers = list(connection.execute(most).scalars())
    of_them = without_index(speaker).in_(speakers) if keys else speaker.in_(speakers)
    rows = _of(select(speaker, _SAID_IN, _COUNT), keys).where(of_them).group_by(speaker, column("year"))
    times: dict[int, dict[int, int]] = {key: {} for key in speakers}
    for key, year, count in connection.execute(rows):
        times[key][year] = count
    called = load_entities(connection, speakers)
    voices = [
        SpeakerShare(called[key], sum(of.values()), tuple(of.get(year, 0) for year in years))
        for key, of in times.items()
    ]
    return tuple(sorted(voices, key=lambda one: -one.said))
