"""The status of a job: its progress, and the outcome of each page. Routes and the API serve these as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onrecord.errors import PageError
from onrecord.ingest.add_pages import Outcome, PageList
from onrecord.room.uploads import source_label

JobState = Literal["waiting", "running", "done", "stopped", "failed"]
"""``stopped`` by a person or because the room was closed; ``failed`` because of the record or the model."""
OutcomeKind = Literal["new", "changed", "earlier", "reread", "known", "removed", "list", "failed"]


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """The outcome of one page, or of a list of pages."""

    number: int
    """Counted from 1 in its job."""
    source: str
    """The page's address, or the name of the file."""
    came_to: OutcomeKind
    page: str | None = None
    """Public id of the page; null if it was not read."""
    title: str | None = None
    version: int | None = None
    statements: int | None = None
    changes: int = 0
    """Number of statements that changed in this version."""
    problem: str | None = None
    """Why the page failed; for a list, its kind and the number of its pages."""
    advice: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """The progress of a job."""

    id: str
    who: str
    """The name of the editor who started it."""
    state: JobState
    asked: str
    """Start time, ISO 8601 in UTC."""
    ended: str | None
    total: int
    """Links, files and archives found so far."""
    done: int
    current: str | None
    """The source being read."""
    counts: dict[str, int]
    """Number of pages by outcome."""
    statements: int
    """Statements on the pages that are new or changed."""
    outcomes: tuple[PageOutcome, ...]
    """The outcome of each page, in order; only the last ones of a long job."""
    problem: str | None
    """Why the whole job failed."""

    @property
    def over(self) -> bool:
        """True for a job that has ended."""
        return self.state in {"done", "stopped", "failed"}

    @property
    def pages(self) -> int:
        """Pages finished so far."""
        return sum(count for kind, count in self.counts.items() if kind != "list")


@dataclass(frozen=True, slots=True)
class JobEvent:
    """The progress of a job, with the outcomes since the previous event."""

    id: int
    """The number of the last outcome, after which listeners resume."""
    job: Job


def describe_outcome(outcome: Outcome, *, number: int) -> PageOutcome:
    """``outcome`` of adding a page, for display."""
    source = source_label(outcome.source)
    if isinstance(outcome, PageError):
        return PageOutcome(number, source, "failed", problem=outcome.problem, advice=outcome.advice)
    if isinstance(outcome, PageList):
        addresses = f"{outcome.pages:,} new address{'' if outcome.pages == 1 else 'es'}"
        return PageOutcome(number, source, "list", problem=f"{outcome.kind}: {addresses}")
    saved = outcome.kept
    if saved is None:
        return PageOutcome(number, source, "known")
    return PageOutcome(
        number,
        source,
        saved.outcome,
        page=saved.page,
        title=outcome.title,
        version=saved.version,
        statements=saved.statements,
        changes=len(saved.changes),
    )
