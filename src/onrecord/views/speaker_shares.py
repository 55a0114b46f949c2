"""Speaker shares: the most quoted people and the kinds of speakers by year, in the record or in one outlet."""

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

_SPEAKERS: Final = 12

_SAID_IN = year_of(statements.c.day_from).label("year")
_COUNT = func.count().label("times")


@dataclass(frozen=True, slots=True)
class SpeakerKinds:
    """Numbers of statements in one year by kind of speaker."""

    year: int
    statements: int
    person: int
    """By named people."""
    organisation: int
    document: int
    unnamed: int
    """By sources that pages describe without a name."""
    unknown: int
    """By speakers that pages do not state."""


@dataclass(frozen=True, slots=True)
class SpeakerShare:
    """A speaker with numbers of statements."""

    who: EntityRef
    said: int
    """Statements in all years."""
    times: tuple[int, ...]
    """Statements in each year."""


@dataclass(frozen=True, slots=True)
class SpeakerShares:
    """Speaker shares of the record or of one outlet."""

    outlet: str | None
    years: tuple[SpeakerKinds, ...]
    """Years with a statement, in order. Undated statements are not counted."""
    voices: tuple[SpeakerShare, ...]
    """Speakers with the most statements."""


def speaker_shares(record: Store, *, outlet: str | None = None) -> SpeakerShares:
    """Compute speaker shares of ``outlet``, or of all pages. Reads every statement, which takes a while.

    Raises ``NotFoundError`` if no page is from that outlet.
    """
    with record.snapshot(limited=False) as connection:
        keys = () if outlet is None else name_resolver.name_keys(connection, outlet)
        if outlet is not None and not _has_pages(connection, keys):
            raise NotFoundError(name_resolver.describe_unknown(connection, outlet, among="outlets"))
        years = _years(connection, keys)
        return SpeakerShares(outlet, years, _shares(connection, keys, [year.year for year in years]))


def _has_pages(connection: Connection, keys: tuple[int, ...]) -> bool:
    return connection.execute(select(pages.c.id).where(pages.c.outlet_id.in_(keys)).limit(1)).first() is not None


def _of(rows: Select[*tuple[Any, ...]], keys: tuple[int, ...]) -> Select[*tuple[Any, ...]]:
    """Restrict ``rows`` to current, dated statements and, with ``keys``, to pages of these outlets."""
    rows = rows.where(statements.c.state == CURRENT, statements.c.day_from.is_not(None))
    if not keys:
        return rows
    return rows.join(pages, statements.c.page_id == without_index(pages.c.id)).where(pages.c.outlet_id.in_(keys))


def _years(connection: Connection, keys: tuple[int, ...]) -> tuple[SpeakerKinds, ...]:
    rows = _of(select(_SAID_IN, statements.c.speaker_kind, _COUNT), keys).group_by(
        column("year"), column("speaker_kind")
    )
    counts: dict[int, dict[str, int]] = {}
    for year, kind, times in connection.execute(rows):
        counts.setdefault(year, {})[kind] = times
    kinds = ("person", "organisation", "document", "unnamed", "unknown")
    return tuple(
        SpeakerKinds(year, sum(by_kind.values()), **{kind: by_kind.get(kind, 0) for kind in kinds})
        for year, by_kind in sorted(counts.items())
    )


def _shares(connection: Connection, keys: tuple[int, ...], years: list[int]) -> tuple[SpeakerShare, ...]:
    speaker = statements.c.speaker_id
    most = _of(select(speaker), keys).where(speaker.is_not(None)).group_by(speaker)
    most = most.order_by(func.count().desc(), speaker).limit(_SPEAKERS)
    speakers = list(connection.execute(most).scalars())
    by_these = without_index(speaker).in_(speakers) if keys else speaker.in_(speakers)
    rows = _of(select(speaker, _SAID_IN, _COUNT), keys).where(by_these).group_by(speaker, column("year"))
    times: dict[int, dict[int, int]] = {key: {} for key in speakers}
    for key, year, count in connection.execute(rows):
        times[key][year] = count
    entities = load_entities(connection, speakers)
    shares = [
        SpeakerShare(entities[key], sum(by_year.values()), tuple(by_year.get(year, 0) for year in years))
        for key, by_year in times.items()
    ]
    return tuple(sorted(shares, key=lambda share: -share.said))
