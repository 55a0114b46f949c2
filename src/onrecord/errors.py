"""Every error that OnRecord raises on purpose.

    OnRecordError
    ├── UsageError            the caller asked for something that makes no sense
    │   ├── NotFoundError     the record holds nothing of that id or name
    │   └── AmbiguousNameError    several people of the record have the name that was given
    ├── PageError             one page could not be read; the others can
    │   ├── FetchError        it could not be got: no such file, 404, timeout, too large, refused
    │   │   └── RefusedError  our own rules forbid it: robots.txt, a private address
    │   └── UnreadableError   it was got, but holds no article we can read
    ├── ModelError            the model's files are missing or do not fit this version
    └── RecordError           the record cannot be opened, read or written: no permission, a full disk
        ├── ForeignRecordError    the file is something else than a record
        ├── DamagedRecordError    it was a record, and is broken
        └── NewerRecordError      a later version of OnRecord made it

A message says what was wrong, with the value, and what to do next. The library never exits.
"""

from __future__ import annotations


class OnRecordError(Exception):
    """Base of all errors raised on purpose."""


class UsageError(OnRecordError):
    """The caller asked for something that makes no sense."""


class NotFoundError(UsageError):
    """The record holds nothing of the id or the name that was given."""


class AmbiguousNameError(UsageError):
    """Several people of the record have the name that was given. ``candidates`` are their public ids."""

    def __init__(self, message: str, *, candidates: tuple[str, ...]) -> None:
        super().__init__(message)
        self.candidates = candidates


class PageError(OnRecordError):
    """One page could not be read. ``source`` says which, ``advice`` what to do next."""

    def __init__(self, source: str, problem: str, *, advice: str) -> None:
        super().__init__(f"{source}: {problem}. {advice}")
        self.source = source
        self.problem = problem
        self.advice = advice


class FetchError(PageError):
    """The page could not be got."""

    status: int | None = None
    """What the server answered, where that was the reason."""


class RefusedError(FetchError):
    """Our own rules forbid fetching the page."""


class UnreadableError(PageError):
    """The page was got, but holds no article that can be read."""


class ModelError(OnRecordError):
    """The model's files are missing or do not fit this version of the package."""


class RecordError(OnRecordError):
    """The record cannot be opened, read or written. ``path`` says which, ``advice`` what to do next."""

    def __init__(self, path: str, problem: str, *, advice: str) -> None:
        super().__init__(f"{path}: {problem}. {advice}")
        self.path = path
        self.problem = problem
        self.advice = advice


class ForeignRecordError(RecordError):
    """The file is something else than a record."""


class DamagedRecordError(RecordError):
    """The file was a record, and is broken."""


class NewerRecordError(RecordError):
    """A later version of OnRecord made the record."""
