"""A room in its own process, with a stand-in for the model: ``python -m tests.room.room_process RECORD``.

It prints its address. A page that contains SLOW takes a while to be read, so that the process can be killed meanwhile.
"""

from __future__ import annotations

import sys
import time

from fastapi import FastAPI

from onrecord.reading import Reader
from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from onrecord.room import Access, create_app
from onrecord.room.server import run
from onrecord.settings import Settings
from onrecord.types import Article, Statement
from tests.double import QuotationMarks


class Slow(QuotationMarks):
    """Finds quotation marks, and takes its time where it is told to."""

    def find(self, article: Article, encoding: None) -> tuple[Statement, ...]:
        if "SLOW" in article.text:
            time.sleep(0.05)
        return super().find(article, encoding)


def load(settings: Settings) -> Reader:
    """A reader with ``Slow`` in the place of the model."""
    return Reader(statements=Slow(), settings=settings)


def create_room(record: Record) -> FastAPI:
    """A room of ``record`` that reads pages with the stand-in."""
    return create_app(record, access=Access(owner="mara"), pool=ReaderPool(Settings(), processes=1, load=load))


def main(path: str) -> None:
    """Open the room until it is told to close."""
    with Record.open(path) as record:
        run(create_room(record), host="127.0.0.1", port=0, ready=lambda address: print(address, flush=True))


if __name__ == "__main__":
    main(sys.argv[1])
