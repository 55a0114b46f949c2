"""What ``onrecord add`` and ``retry`` print: what came of each page, what changed, and what failed."""

from __future__ import annotations

import json
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from rich.console import Console

from onrecord.cli.terminal import put, say, tidy
from onrecord.errors import PageError

if TYPE_CHECKING:
    from onrecord.ingest.add_pages import Added
    from onrecord.ingest.differences import Change
    from onrecord.ingest.keep import Kept

_WORDS = {
    "new": "new",
    "changed": "changed",
    "earlier": "older than what is kept",
    "reread": "read anew",
    "known": "known",
}


class AddFormat(StrEnum):
    """How what came of each page is printed."""

    text = "text"
    jsonl = "jsonl"


class Report:
    """Prints what changed as it comes, and at the end what it all came to."""

    def __init__(self, output: Console, *, form: AddFormat) -> None:
        self.failed: list[PageError] = []
        self._output = output
        self._form = form
        self._outcomes: Counter[str] = Counter()
        self._statements = 0

    def add(self, outcome: Added | PageError) -> None:
        """Print what came of one page, or remember why nothing did."""
        if isinstance(outcome, PageError):
            self.failed.append(outcome)
            return
        kept = outcome.kept
        came_to = kept.outcome if kept else "known"
        self._outcomes[came_to] += 1
        self._statements += kept.statements if kept and came_to in {"new", "changed"} else 0
        if self._form is AddFormat.jsonl:
            self._put(json.dumps(_fields(outcome.source, kept), ensure_ascii=True))
        elif kept and kept.changes:
            self._put(f"{tidy(outcome.source)}: version {kept.version}")
            for change in kept.changes:
                self._put(f"  {change_line(change)}")

    def finish(self) -> None:
        """Print what all pages came to."""
        if self._form is AddFormat.text:
            self._put(self._summary())

    def report(self, errors: Console) -> None:
        """List the pages that failed, with why and what to do."""
        if not self.failed:
            return
        pages = self._outcomes.total() + len(self.failed)
        say(errors, f"{len(self.failed)} of {pages} page{'s' if pages > 1 else ''} could not be added:")
        for failure in self.failed:
            say(errors, str(failure), indent=2)
        say(errors, "They are kept with their reasons: `onrecord retry` tries them again.")

    def _summary(self) -> str:
        total = self._outcomes.total()
        parts = ", ".join(f"{self._outcomes[one]:,} {words}" for one, words in _WORDS.items() if self._outcomes[one])
        pages = f"{total:,} page{'' if total == 1 else 's'}" + (f": {parts}" if parts else "")
        statements = f"{self._statements:,} statement{'' if self._statements == 1 else 's'}"
        fresh = self._outcomes["new"] + self._outcomes["changed"]
        return f"{pages}; {statements} in those that are new or changed." if fresh else f"{pages}."

    def _put(self, line: str) -> None:
        put(line, console=self._output)
        self._output.file.flush()


def change_line(change: Change) -> str:
    """What became of one statement, in one line."""
    was, now = (tidy(words or "(nobody)") for words in (change.was, change.is_now))
    return {
        "added": f"added: {now}",
        "removed": f"removed: {was}",
        "altered": f"altered: {was} -> {now}",
        "reattributed": f"another speaker: {was} -> {now}",
    }[change.kind]


def _fields(source: str, kept: Kept | None) -> dict[str, object]:
    changes = kept.changes if kept else ()
    return {
        "source": source,
        "outcome": kept.outcome if kept else "known",
        "page": kept.page if kept else None,
        "version": kept.version if kept else None,
        "statements": kept.statements if kept else None,
        "changes": [{"kind": one.kind, "before": one.was, "after": one.is_now} for one in changes],
    }
