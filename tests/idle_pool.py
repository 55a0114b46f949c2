"""A process whose worker reads without end: ``python -m tests.idle_pool`` prints the id of the worker and waits."""

from __future__ import annotations

import time

from onrecord.pages.recognise import make_page
from onrecord.reading_pool import ReaderPool
from onrecord.settings import Settings
from tests import faulty_reader

PAGE = b"""SLEEP: ferry to run again from Monday, says harbour board
The ferry between Tarn Quay and Elmouth will run again from Monday, the harbour board announced this week.
The board has run the crossing for forty years, in all kinds of weather, and nobody wants a winter without it.
"""


def main() -> None:
    """Start the worker, and wait."""
    pool = ReaderPool(Settings(), processes=1, load=faulty_reader.load)
    assert pool.version
    pool.start(make_page("ferry.txt", PAGE, media_type="text/plain"))
    print(*pool.worker_ids(), flush=True)
    time.sleep(60)


if __name__ == "__main__":
    main()
