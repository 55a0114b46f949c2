"""Every error that OnRecord raises on purpose.

    OnRecordError
    ├── UsageError            the caller asked for something that makes no sense
    ├── PageError             one page could not be read; the others can
    │   ├── FetchError        it could not be got: no such file, 404, timeout, too large, refused
    │   │   └── RefusedError  our own rules forbid it: robots.txt, a private address
    │   └── UnreadableError   it was got, but holds no article we can read
    └── ModelError            the model's files are missing or do not fit this version

A message says what was wrong, with the value, and what to do next. The library never exits.
"""

from __future__ import annotations


class OnRecordError(Exception):
    """Base of all errors raised on purpose."""


class UsageError(OnRecordError):
    """The caller asked for something that makes no sense."""


class PageError(OnRecordError):
    """One page could not be read. ``source`` says which, ``advice`` what to do next."""

    def __init__(self, source: str, problem: str, *, advice: str) -> None:
        super().__init__(f"{source}: {problem}. {advice}")
        self.source = source
        self.problem = problem
        self.advice = advice


class FetchError(PageError):
    """The page could not be got."""


class RefusedError(FetchError):
    """Our own rules forbid fetching the page."""


class UnreadableError(PageError):
    """The page was got, but holds no article that can be read."""


class ModelError(OnRecordError):
    """The model's files are missing or do not fit this version of the package."""
