"""A room in its own process, with a stand-in for the model: ``python -m tests.room.room_process RECORD``.

``--workers N`` has N processes answer requests, and ``--access FILE`` has visitors sign in. The room prints its
address. A page that contains SLOW takes a while to be read, so that the process can be killed meanwhile.
"""

from __future__ import annotations

import argparse
import time
from functools import partial
from pathlib import Path

from onrecord.reading import Reader
from onrecord.settings import Settings
from onrecord.types import Article, Statement
from tests.double import QuotationMarks


class Slow(QuotationMarks):
    """Finds quotation marks, and takes its time where it is told to."""

    def find(self, article: Article, encoding: None) -> tuple[Statement, ...]:
        if "SLOW" in article.text:
            time.sleep(0.15)
        return super().find(article, encoding)


def load(settings: Settings) -> Reader:
    """A reader with ``Slow`` in the place of the model."""
    return Reader(statements=Slow(), settings=settings)


def main() -> None:
    """Open the room until it is told to close."""
    # Imported here: a process that reads pages imports this module too, and does not need the room.
    from onrecord.reading_pool import ReaderPool
    from onrecord.record import Record
    from onrecord.room import Access, create_app
    from onrecord.room.server import run
    from tests.room.room_process import load  # by the name of its module, so that another process can import it

    parser = argparse.ArgumentParser()
    parser.add_argument("record")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--access", type=Path)
    options = parser.parse_args()
    with Record.open(options.record) as record:
        pool = ReaderPool(Settings(), processes=1, load=load, niceness=10)
        app = create_app(record, access=Access(options.access) if options.access else Access(owner="mara"), pool=pool)
        ready = partial(print, flush=True)
        run(app, host="127.0.0.1", port=0, ready=ready, workers=options.workers)


if __name__ == "__main__":
    main()
