"""What people judged, as a listing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import dropwhile

from onrecord.record.finding.cursors import cursor, place
from onrecord.record.finding.search import check_limit
from onrecord.record.judgements import Judgement, listed
from onrecord.record.store import Record


@dataclass(frozen=True, slots=True)
class Judgements:
    """A page of what people judged."""

    judgements: tuple[Judgement, ...]
    next: str | None
    """The cursor to the next page; null on the last."""


def judgements(record: Record, *, every: bool = False, limit: int = 20, after: str | None = None) -> Judgements:
    """The judgements, the newest first; withdrawn ones and withdrawals too with ``every``.

    ``after`` is the cursor that the page before ended with. Raises ``UsageError`` for what makes no sense.
    """
    check_limit(limit)
    listing = ("judgements", every)
    last = place(after, listing=listing, shape=(str,))[0] if after else None
    with record.snapshot() as connection:
        log = list(reversed(listed(connection, all_of_them=True)))
    if last is not None:
        log = list(dropwhile(lambda one: one.id != last, log))[1:]
    wanted = [one for one in log if every or not (one.withdrawn or one.kind == "withdraw")]
    page = wanted[:limit]
    goes_on = cursor(page[-1].id, listing=listing) if len(wanted) > limit else None
    return Judgements(tuple(page), next=goes_on)
