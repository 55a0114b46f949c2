"""A record in a real file, and readings to keep in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from onrecord.reading import Reader
from onrecord.record import Record
from onrecord.settings import Settings
from onrecord.types import Page, Reading
from tests import double

STORY = """Ferry to run again, says harbour board
By Ada Quill
The ferry between Tarn Quay and Elmouth will run again from Monday, the harbour board announced this week.
"The engine is mended and the crew is glad," Brannigan said on the quay on Thursday, as gulls circled overhead.
"Nobody wants another winter without it." The board has run the crossing for forty years, in all kinds of weather.
"It will not last until spring," Okafor thinks, but she has been wrong before about boats and about the weather.
"""

ReadText = Callable[..., Reading]


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """A new record."""
    with Record.open(tmp_path / "record.sqlite") as opened:
        yield opened


@pytest.fixture(scope="session")
def reader() -> Reader:
    """Reads quotation marks, in the place of the model."""
    return double.load(Settings())


@pytest.fixture
def read_text(reader: Reader) -> ReadText:
    """The reading of a plain-text page with this text, URL and time of fetching, by a reader of this name."""

    def read(
        text: str = STORY,
        *,
        url: str | None = "https://bell.example/ferry",
        fetched: str = "2031-04-02T08:00:00Z",
        by: str | None = None,
    ) -> Reading:
        body = text.encode()
        digest = sha256(body).hexdigest()
        page = Page(url or "-", body, digest, content_type="text/plain", url=url, fetched=fetched, encoding="utf-8")
        reading = reader.read(page)
        return replace(reading, reader=by) if by else reading

    return read
