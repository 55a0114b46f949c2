"""OnRecord reads news pages and keeps the record: who said what, in whose words, and where the page says so.

    >>> import onrecord
    >>> reading = onrecord.read("page.html")
    >>> for statement in reading.statements:
    ...     print(statement.speaker_name, [reading.article.words(span) for span in statement.content])

For many pages load a ``Reader`` once and walk ``Reader.read_all``. What is named in ``__all__`` is kept stable;
everything else may change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.errors import (
    AmbiguousNameError,
    DamagedRecordError,
    FetchError,
    ForeignRecordError,
    ModelError,
    NewerRecordError,
    NotFoundError,
    OnRecordError,
    PageError,
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
    When,
)
from onrecord.version import VERSION
from onrecord.writing import to_json, to_record

if TYPE_CHECKING:
    from onrecord.reading import Reader, read
    from onrecord.record import Record

__all__ = [
    "AmbiguousNameError",
    "Article",
    "Citation",
    "DamagedRecordError",
    "FetchError",
    "ForeignRecordError",
    "Furniture",
    "ModelError",
    "NewerRecordError",
    "NotFoundError",
    "OnRecordError",
    "Organisation",
    "Page",
    "PageError",
    "Person",
    "Reader",
    "Reading",
    "Record",
    "RecordError",
    "RefusedError",
    "Relationship",
    "Settings",
    "Stated",
    "Statement",
    "UnreadableError",
    "UsageError",
    "When",
    "__version__",
    "read",
    "to_json",
    "to_record",
]

__version__ = VERSION


def __getattr__(name: str) -> object:
    # The model's runtime and the HTML parser take a second to import: only what reads pages should wait for them.
    if name in {"Reader", "read"}:
        from onrecord import reading

        return getattr(reading, name)
    if name == "Record":
        from onrecord import record

        return record.Record
    raise AttributeError(f"module 'onrecord' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
