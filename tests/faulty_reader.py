"""A stand-in for the model that harms its process if a page tells it to, and one that cannot be loaded."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping

from onrecord.errors import ModelError
from onrecord.reading import Reader
from onrecord.settings import Settings
from onrecord.types import Article, Statement
from tests.double import QuotationMarks


def _spin() -> None:
    while True:
        pass


FAULTS: Mapping[str, Callable[[], object]] = {
    "SPIN": _spin,
    "FILL": lambda: bytes(10_000_000_000),
    "CRASH": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "LEAVE": lambda: os._exit(3),
    "SLEEP": lambda: time.sleep(60),
}


class FaultyStatements(QuotationMarks):
    """Finds quotation marks, after the faults that the page names."""

    def find(self, article: Article, encoding: None) -> tuple[Statement, ...]:
        for word, fault in FAULTS.items():
            if word in article.text:
                fault()
        return super().find(article, encoding)


def load(settings: Settings) -> Reader:
    """A reader with faults."""
    return Reader(statements=FaultyStatements(), settings=settings)


def load_nothing(settings: Settings) -> Reader:
    """Fail as a reader does whose model is missing."""
    raise ModelError(f"There is no model for {settings.threads} threads. Install the package anew.")
