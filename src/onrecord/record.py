"""``Record``: the public face of the store, to add readings and to ask for what was said.

>>> from onrecord import Record
>>> with Record.open("record.sqlite") as record:
...     kept = record.keep(reading)  # one reading: a new page, a new version of one, or nothing new
...     record.reading(kept.page) == to_record(reading)
"""

from __future__ import annotations

from onrecord.ingest import keep
from onrecord.ingest.keep import Kept
from onrecord.ingest.known_pages import is_known
from onrecord.resolve.newcomers import Linker
from onrecord.store.store import Store
from onrecord.types import Page, Reading


class Record(Store):
    """Readings, kept: one SQLite file that many may read while one writes.

    Use it as a context manager, or ``close`` it. It may be shared by threads; a transaction may not.
    """

    def keep(self, reading: Reading, *, linker: Linker | None = None) -> Kept:
        """Keep ``reading``: all of it or, where that fails, nothing. A reading that is kept already changes nothing."""
        return keep.keep_reading(self, reading, linker=linker)

    def knows(self, page: Page, *, by: str | None = None) -> bool:
        """True where these bytes from this address are kept, with a reading by the reader ``by`` where one is named."""
        return is_known(self, page, by=by)
