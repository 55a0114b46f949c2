"""Archives of invented pages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

from onrecord.archive.folders import LocalFolder
from onrecord.archive.shards import ShardReader
from onrecord.errors import PageError
from onrecord.types import Reading
from tests.pages.test_warc import record

OUTLETS = ("The Elmouth Bell", "Tarn Courier", "Saltmarsh Post")
SPEAKERS = ("Brannigan", "Okafor", "Quill", "Tolliver")


def page_html(number: int, *, words: str = "") -> bytes:
    """A page with two statements; ``words`` are added to its text."""
    outlet, speaker = OUTLETS[number % len(OUTLETS)], SPEAKERS[number % len(SPEAKERS)]
    day = f"20{21 + number % 3}-0{1 + number % 9}-{10 + number % 19}"
    return f"""<!doctype html><html lang="en"><head><title>Ferry report {number}</title>
<meta property="og:site_name" content="{outlet}"><meta property="article:published_time" content="{day}"></head>
<body><article><h1>Ferry report {number}</h1>
<p>The ferry between Tarn Quay and Elmouth made crossing number {number} this week, the harbour board announced</p>
<p>"The engine of boat {number} is mended and the crew is glad," {speaker} said on the quay, as gulls circled.</p>
<p>"Nobody wants winter {number} without it." The board has run the crossing for forty years, in any weather.</p>
<p>{words}</p></article></body></html>""".encode()


def warc_records(numbers: Iterable[int]) -> list[bytes]:
    """A record for each page."""
    return [record(f"page-{number}", page_html(number)) for number in numbers]


def write_warc(path: Path, records: Iterable[bytes]) -> Path:
    """Write a web archive with a gzip member for each record."""
    path.write_bytes(b"".join(gzip.compress(part, mtime=0) for part in records))
    return path


def write_json_lines(path: Path, numbers: Iterable[int]) -> Path:
    """Write pages as JSON Lines."""
    lines = (
        json.dumps({"url": f"https://press.example/page-{number}", "html": page_html(number).decode()})
        for number in numbers
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def shard_files(folder: Path) -> dict[str, bytes]:
    """The content of each shard by its name."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("shards/**/*.parquet"))}


def outcomes(folder: Path, name: str) -> list[Reading | PageError]:
    """The readings and failures of the shard whose name begins with ``name``."""
    (path,) = [name_ for name_ in LocalFolder(folder).names() if Path(name_).name.startswith(name)]
    with (folder / path).open("rb") as stream:
        return list(ShardReader(stream, name=path).outcomes())
