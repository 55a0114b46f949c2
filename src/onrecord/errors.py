"""The error tree: every error that OnRecord raises on purpose.

    OnRecordError
    ├── UsageError                the call, the arguments or a setting are invalid
    │   ├── NotFoundError         the record has no such id or name
    │   └── AmbiguousNameError    several people in the record have this name
    ├── PageError                 a page could not be read; others are not affected
    │   ├── FetchError            it could not be opened or fetched: no such file, 404, timeout, too large
    │   │   └── RefusedError      it must not be fetched: robots.txt, a private address
    │   └── UnreadableError       it has no readable article
    │       └── OverBudgetError   reading it takes more time or memory than its budget
    ├── ModelError                the model's files are missing or do not fit this version
    └── RecordError               the record cannot be opened, read or written
        ├── QueryTimeoutError     a query exceeded its time limit
        ├── ForeignRecordError    the file is something other than a record
        ├── DamagedRecordError    the file is a damaged record
        └── NewerRecordError      a later version of OnRecord made it

A message is full sentences with the value, what was expected, and what to do. A command in it can be pasted into a
shell. The library never exits.
"""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb
from typing import Self


class OnRecordError(Exception):
    """Base class of all errors raised on purpose."""


class UsageError(OnRecordError):
    """The call, the arguments or a setting are invalid."""


class NotFoundError(UsageError):
    """The record has no such id or name."""


class AmbiguousNameError(UsageError):
    """Several people in the record have this name. ``candidates`` are their public ids."""

    def __init__(self, message: str, *, candidates: tuple[str, ...]) -> None:
        super().__init__(message)
        self.candidates = candidates


class PageError(OnRecordError):
    """A page could not be read.

    ``source`` names it. ``problem`` is a clause without a full stop, and ``advice`` a sentence on what to do.
    """

    def __init__(self, source: str, problem: str, *, advice: str) -> None:
        super().__init__(f"{source}: {problem}. {advice}")
        self.source = source
        self.problem = problem
        self.advice = advice

    def renamed(self, source: str) -> Self:
        """The same error with another ``source``."""
        self.source = source
        self.args = (f"{source}: {self.problem}. {self.advice}",)
        return self

    def without_traceback(self) -> Self:
        """Drop the traceback and earlier errors, because their frames keep the bytes of the page in memory.

        Otherwise a thousand bad lines, listed as failed, would keep a thousand lines of up to 40 MB in memory.
        """
        self.__traceback__ = self.__cause__ = self.__context__ = None
        return self


class FetchError(PageError):
    """The page could not be fetched or opened."""

    status: int | None = None
    """The server's HTTP status, if it was the reason."""


class RefusedError(FetchError):
    """The page must not be fetched: robots.txt forbids it, or its address is private."""


class UnreadableError(PageError):
    """The page has no readable article."""


class OverBudgetError(UnreadableError):
    """Reading the page takes more time or memory than its budget."""


class ModelError(OnRecordError):
    """The model's files are missing or do not fit this version of the package."""


class RecordError(OnRecordError):
    """The record cannot be opened, read or written.

    ``path`` names it. ``problem`` is a clause without a full stop, and ``advice`` a sentence on what to do.
    """

    def __init__(self, path: str, problem: str, *, advice: str) -> None:
        super().__init__(f"{path}: {problem}. {advice}")
        self.path = path
        self.problem = problem
        self.advice = advice


class QueryTimeoutError(RecordError):
    """A query of the record took longer than ``Settings.query_timeout``."""


class ForeignRecordError(RecordError):
    """The file is something other than a record."""


class DamagedRecordError(RecordError):
    """The file is a damaged record."""


class NewerRecordError(RecordError):
    """A later version of OnRecord made the record."""


def as_page_error(error: Exception, *, source: str, label: str | None = None) -> PageError:
    """``error`` itself if it is a ``PageError``, else a report of a bug on the page ``source``.

    An error of this page gets ``label`` as its source: the name that tells the page from others of the same file.
    """
    if isinstance(error, PageError):
        failure = error.without_traceback()
    else:
        frame = extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        failure = PageError(
            source,
            f"OnRecord failed on this page ({type(error).__name__}: {error}; {place})",
            advice="This is a bug. Please report it, with the page.",
        )
        failure.__cause__ = error
    return failure.renamed(label) if label and failure.source == source else failure


def missing_extra(feature: str, *, missing: str, command: str) -> UsageError:
    """The error of a feature that needs ``missing``, with ``command`` to install it."""
    return UsageError(f"{feature} needs {missing}, which is not installed. Run `{command}`.")


def install_command(extra: str) -> str:
    """The shell command that installs ``extra`` from the folder or wheel that OnRecord was installed from.

    If that is unknown, the command names the package, for pip to find in an index.
    """
    # Imported here, since only an error needs it and `import onrecord` should be fast.
    import json
    from importlib import metadata
    from pathlib import Path
    from shlex import quote
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    # pip and uv note the origin of a package (PEP 610). No index has a checkout, so "onrecord[room]" would fail.
    origin = json.loads(metadata.distribution("onrecord").read_text("direct_url.json") or "{}")
    address = urlsplit(origin.get("url", ""))
    path = url2pathname(address.path) if address.scheme == "file" else ""
    if not path or not Path(path).exists():
        return f"pip install 'onrecord[{extra}]'"
    editable = "-e " if origin.get("dir_info", {}).get("editable") else ""
    return f"pip install {editable}{quote(f'{path}[{extra}]')}"
