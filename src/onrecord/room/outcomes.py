"""What comes of adding: of each page, and of a whole job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onrecord.errors import PageError
from onrecord.ingest.add_pages import Outcome, PageList
from onrecord.room.sending import shown

State = Literal["waiting", "running", "done", "stopped", "failed"]
"""``stopped`` by a person or because the room was closed; ``failed`` because the record or the model did."""
CameTo = Literal["new", "changed", "earlier", "reread", "known", "list", "failed"]


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one page, or of a list of pages."""

    number: int
    """Counted from 1 in its job."""
    source: str
    """Its address, or the name of the file."""
    came_to: CameTo
    page: str | None = None
    """Public id of the page; null where it was not read."""
    title: str | None = None
    version: int | None = None
    statements: int | None = None
    changes: int = 0
    """How many of the page's statements this version changed."""
    problem: str | None = None
    """Why it failed; of a list, what it is and how many pages it lists."""
    advice: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands."""

    id: str
    who: str
    """Who asked for it."""
    state: State
    asked: str
    """When it was asked for, ISO 8601 in UTC."""
    ended: str | None
    total: int
    """Links, files and archives, as far as they are known."""
    done: int
    current: str | None
    """What is being read."""
    counts: dict[str, int]
    """How many pages came to what."""
    statements: int
    """Statements on the pages that are new or changed."""
    outcomes: tuple[Came, ...]
    """What came of each page, in order; of a long job the last ones."""
    problem: str | None
    """Why the whole of it failed."""

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.state in {"done", "stopped", "failed"}

    @property
    def pages(self) -> int:
        """Pages dealt with so far."""
        return sum(number for name, number in self.counts.items() if name != "list")


@dataclass(frozen=True, slots=True)
class Event:
    """How a job stands now, and what came of pages since the event before."""

    id: int
    """To go on from: the number of the last outcome."""
    job: Job
    """Its outcomes are only those since the event before."""


def came_of(outcome: Outcome, *, number: int) -> Came:
    """``outcome`` as people are told of it."""
    source = shown(outcome.source)
    if isinstance(outcome, PageError):
        return Came(number, source, "failed", problem=outcome.problem, advice=outcome.advice)
    if isinstance(outcome, PageList):
        many = f"{outcome.pages:,} address{'' if outcome.pages == 1 else 'es'} not on the way already"
        return Came(number, source, "list", problem=f"{outcome.kind}: {many}")
    kept = outcome.kept
    if kept is None:
        return Came(number, source, "known")
    return Came(
        number,
        source,
        kept.outcome,
        page=kept.page,
        title=outcome.title,
        version=kept.version,
        statements=kept.statements,
        changes=len(kept.changes),
    )
