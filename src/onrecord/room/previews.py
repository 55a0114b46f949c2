"""Previews: readings that an editor has seen but not saved yet.

The reading stays on the server until the editor decides. The browser gets only an id that cannot be guessed, and only
the editor who requested the preview can save it.
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

from onrecord.errors import NotFoundError, PageError, as_page_error
from onrecord.ingest.keep import Kept
from onrecord.pages import Listing, open_source
from onrecord.pages.find import is_url
from onrecord.pages.throttle import Throttle
from onrecord.reading import ReadsPages
from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from onrecord.settings import Settings
from onrecord.types import Page, Reading
from onrecord.views.preview import KeptCopy, kept_copy

# An editor looks at one page at a time, so this serves dozens of editors.
MAX_PREVIEWS: Final = 64
# Bytes of the pages of all previews; the oldest previews are dropped first.
MAX_BYTES: Final = 64_000_000
# Seconds after which a preview is dropped.
LIFETIME: Final = 1_800


@dataclass(frozen=True, slots=True)
class Preview:
    """A reading that waits for its editor's decision."""

    id: str
    reading: Reading
    editor: str
    created: float
    """Seconds on the clock of ``Previews``."""


class Previews:
    """The previews of a room. Safe to share between threads."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._previews: OrderedDict[str, Preview] = OrderedDict()
        self._lock = Lock()

    def add(self, reading: Reading, *, editor: str) -> Preview:
        """Keep ``reading`` until ``editor`` decides."""
        preview = Preview(secrets.token_urlsafe(16), reading, editor, self._clock())
        with self._lock:
            self._previews[preview.id] = preview
            self._drop_old()
        return preview

    def find(self, preview_id: str, *, editor: str) -> Preview:
        """The preview with this id. Raises ``NotFoundError`` if ``editor`` does not have it (any more)."""
        with self._lock:
            self._drop_old()
            preview = self._previews.get(preview_id)
        if preview is None or preview.editor != editor:
            raise NotFoundError("This preview has expired or is already saved. Read the page again at /add.")
        return preview

    def save(self, preview_id: str, *, editor: str, record: Record) -> Kept:
        """Save the reading to ``record`` and link its people. Raises ``NotFoundError`` as ``find`` does."""
        preview = self.find(preview_id, editor=editor)
        linker = PersonLinker()
        saved = record.keep(preview.reading, linker=linker)
        linker.look_again(record)
        self.discard(preview_id, editor=editor)
        return saved

    def discard(self, preview_id: str, *, editor: str) -> None:
        """Drop the preview if it belongs to ``editor``."""
        with self._lock:
            if preview_id in self._previews and self._previews[preview_id].editor == editor:
                del self._previews[preview_id]

    def _drop_old(self) -> None:
        expiry = self._clock() - LIFETIME
        while self._previews:
            oldest = next(iter(self._previews.values()))
            if oldest.created > expiry and len(self._previews) <= MAX_PREVIEWS and self._size() <= MAX_BYTES:
                return
            del self._previews[oldest.id]

    def _size(self) -> int:
        return sum(len(preview.reading.article.page.body) for preview in self._previews.values())


def read_single_page(
    source: str,
    *,
    file: Path | None,
    record: Record,
    reader: ReadsPages,
    settings: Settings,
    throttle: Throttle,
) -> Reading | KeptCopy | None:
    """The reading of the one page of ``source``, or the page of the record with the same bytes.

    Null if the source has or lists several pages, which are added without a preview. ``file`` is the path of an upload.
    Raises ``PageError`` if the page cannot be read, and ``ModelError`` if there is no model.
    """
    try:
        if file is None and is_url(source):
            throttle.wait(source)
        # Two are enough to know that there are several: an archive may hold a million.
        pages: list[Page | Listing | PageError] = list(islice(open_source(source, settings=settings, file=file), 2))
    except PageError:
        raise
    except Exception as error:
        raise as_page_error(error, source=source) from error
    if len(pages) != 1 or isinstance(pages[0], Listing):
        return None
    page = pages[0]
    if isinstance(page, PageError):
        raise page
    copy = kept_copy(record, page)
    if copy is not None:
        return copy
    reading = reader.attempt(page)
    if isinstance(reading, PageError):
        raise reading
    return reading
