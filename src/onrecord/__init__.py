"""OnRecord reads news pages and keeps the record: who said what, about whom, to whom, when, and where the page says so.

    >>> import onrecord
    >>> reading = onrecord.read("page.html")
    >>> for statement in reading.statements:
    ...     print(statement.speaker_name, [reading.article.words(span) for span in statement.content])

``Reader`` reads many pages, ``Record`` keeps what they say and answers questions; docs/python.md shows both. Names in
``__all__`` are stable; everything else may change.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from onrecord.codec import from_record, to_json, to_record
from onrecord.errors import (
    AmbiguousNameError,
    DamagedRecordError,
    FetchError,
    ForeignRecordError,
    ModelError,
    NewerRecordError,
    NotFoundError,
    OnRecordError,
    OverBudgetError,
    PageError,
    QueryTimeoutError,
    RecordError,
    RefusedError,
    UnreadableError,
    UsageError,
)
from onrecord.settings import Settings
from onrecord.types import (
    Article,
    Citation,
    Furniture,
    Organisation,
    Page,
    Person,
    Reading,
    Relationship,
    Stated,
    Statement,
    Turn,
    When,
)
from onrecord.version import VERSION

if TYPE_CHECKING:
    from onrecord.check.checking import check_draft
    from onrecord.check.report import DraftCheck
    from onrecord.export.formats import ExportFormat, text_format
    from onrecord.ingest.add_pages import Added
    from onrecord.judge.judgement_log import Judgement
    from onrecord.pages.openers import PageOpener
    from onrecord.pages.recognise import make_page
    from onrecord.reading import Reader, read
    from onrecord.record import Filters, Record
    from onrecord.search import Hit, SearchPage
    from onrecord.store.pages import StoredPage
    from onrecord.store.statements import StoredStatement

__all__ = [
    "Added",
    "AmbiguousNameError",
    "Article",
    "Citation",
    "DamagedRecordError",
    "DraftCheck",
    "ExportFormat",
    "FetchError",
    "Filters",
    "ForeignRecordError",
    "Furniture",
    "Hit",
    "Judgement",
    "ModelError",
    "NewerRecordError",
    "NotFoundError",
    "OnRecordError",
    "Organisation",
    "OverBudgetError",
    "Page",
    "PageError",
    "PageOpener",
    "Person",
    "QueryTimeoutError",
    "Reader",
    "Reading",
    "Record",
    "RecordError",
    "RefusedError",
    "Relationship",
    "SearchPage",
    "Settings",
    "Stated",
    "Statement",
    "StoredPage",
    "StoredStatement",
    "Turn",
    "UnreadableError",
    "UsageError",
    "When",
    "__version__",
    "check_draft",
    "from_record",
    "make_page",
    "read",
    "text_format",
    "to_json",
    "to_record",
]

__version__ = VERSION


# The model's runtime, the HTML parser and the database take a second to import: only what needs them should wait.
_IMPORTED_WHEN_USED = {
    "Added": "onrecord.ingest.add_pages",
    "DraftCheck": "onrecord.check.report",
    "ExportFormat": "onrecord.export.formats",
    "Filters": "onrecord.record",
    "SearchPage": "onrecord.search",
    "Hit": "onrecord.search",
    "Judgement": "onrecord.judge.judgement_log",
    "PageOpener": "onrecord.pages.openers",
    "Reader": "onrecord.reading",
    "Record": "onrecord.record",
    "StoredPage": "onrecord.store.pages",
    "StoredStatement": "onrecord.store.statements",
    "check_draft": "onrecord.check.checking",
    "make_page": "onrecord.pages.recognise",
    "read": "onrecord.reading",
    "text_format": "onrecord.export.formats",
}


def __getattr__(name: str) -> object:
    if name not in _IMPORTED_WHEN_USED:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
    return getattr(import_module(_IMPORTED_WHEN_USED[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
