"""Readings that are shown before they are kept.

What was read is held here, on the server, between the look at it and the decision: a browser gets nothing but a name
for it that cannot be guessed, and only who had it read can keep it.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Final

from onrecord.errors import NotFoundError, PageError
from onrecord.ingest.keep import Kept
from onrecord.pages import Listing, open_source
from onrecord.pages.find import is_url
from onrecord.pages.throttle import Throttle
from onrecord.reading import Reader, as_page_error
from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from onrecord.settings import Settings
from onrecord.types import Page, Reading
from onrecord.views.preview import KeptCopy, kept_copy

MOST_DRAFTS: Final = 64
MOST_BYTES: Final = 64_000_000
"""What the pages of all drafts may come to; the oldest go first."""
LASTING: Final = 1_800
"""Seconds after which a draft is dropped."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A reading that waits for somebody's decision."""

    id: str
    reading: Reading
    who: str
    since: float
    """On the clock of the drafts, in seconds."""


@dataclass(frozen=True, slots=True)
class Many:
    """A source that holds many pages, or lists them: too many to look at before they are kept."""


class Drafts:
    """The drafts of a room. Safe to share between threads."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._drafts: OrderedDict[str, Draft] = OrderedDict()
        self._lock = Lock()

    def hold(self, reading: Reading, *, who: str) -> Draft:
        """Hold ``reading`` until ``who`` decides, but not for long."""
        draft = Draft(secrets.token_urlsafe(16), reading, who, self._clock())
        with self._lock:
            self._drafts[draft.id] = draft
            self._drop()
        return draft

    def draft(self, draft: str, *, who: str) -> Draft:
        """The draft with this id. Raises ``NotFoundError`` where ``who`` has none of it, or no more."""
        with self._lock:
            self._drop()
            found = self._drafts.get(draft)
        if found is None or found.who != who:
            raise NotFoundError("this reading is held no longer, or was kept already. Read the page again at /add")
        return found

    def keep(self, draft: str, *, who: str, record: Record) -> Kept:
        """Keep the draft in ``record``, with its people linked. Raises ``NotFoundError`` as ``draft`` does."""
        found = self.draft(draft, who=who)
        linker = PersonLinker()
        kept = record.keep(found.reading, linker=linker)
        linker.look_again(record)
        self.discard(draft, who=who)
        return kept

    def discard(self, draft: str, *, who: str) -> None:
        """Hold the draft no longer."""
        with self._lock:
            if draft in self._drafts and self._drafts[draft].who == who:
                del self._drafts[draft]

    def _drop(self) -> None:
        """Let go of what is too old, and of the oldest where it is too much."""
        until = self._clock() - LASTING
        while self._drafts:
            oldest = next(iter(self._drafts.values()))
            if oldest.since > until and len(self._drafts) <= MOST_DRAFTS and self._bytes() <= MOST_BYTES:
                return
            del self._drafts[oldest.id]

    def _bytes(self) -> int:
        return sum(len(one.reading.article.page.body) for one in self._drafts.values())


def first_look(
    source: str,
    *,
    file: Path | None,
    record: Record,
    load_reader: Callable[[], Reader],
    settings: Settings,
    pace: Throttle,
) -> Reading | KeptCopy | Many:
    """What the one page of ``source`` says, or that it is kept already, or that there are many.

    ``file`` is where its bytes are, for what was sent. Raises ``PageError`` where the page cannot be read, and
    ``ModelError`` where there is no model.
    """
    try:
        if file is None and is_url(source):
            pace.wait(source)
        found: list[Page | Listing | PageError] = list(islice(open_source(source, settings=settings, file=file), 2))
    except PageError:
        raise
    except Exception as error:
        raise as_page_error(error, source=source) from error
    if len(found) != 1 or isinstance(found[0], Listing):
        return Many()
    page = found[0]
    if isinstance(page, PageError):
        raise page
    copy = kept_copy(record, page)
    if copy is not None:
        return copy
    read = load_reader().attempt(page)
    if isinstance(read, PageError):
        raise read
    return read
