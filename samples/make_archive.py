"""Packs ``archive/*.http`` into ``pages/archive.warc.gz``, the same records every time.

Run it as ``python samples/make_archive.py``.

Each ``.http`` file is one answer as a crawler would have got it: status line, headers (``Date`` says when,
``Content-Location`` from where), an empty line, the page.
"""

from __future__ import annotations

import gzip
import io
import uuid
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from fastwarc.warc import WarcRecord, WarcRecordType

FOLDER = Path(__file__).parent
ARCHIVE = FOLDER / "pages" / "archive.warc.gz"


def answers() -> list[tuple[bytes, Message, bytes]]:
    """The answers to pack, by file name: status line, headers, body."""
    found = []
    for path in sorted((FOLDER / "archive").glob("*.http")):
        head, _, body = path.read_bytes().partition(b"\n\n")
        status, _, headers = head.partition(b"\n")
        found.append((status, BytesParser().parsebytes(headers), body))
    return found


def record(status: bytes, headers: Message, body: bytes) -> bytes:
    """One ``response`` record, as it stands in an archive that is not compressed."""
    url = headers["Content-Location"]
    lines = b"".join(f"{name}: {value}\r\n".encode() for name, value in headers.items())
    payload = status + b"\r\n" + lines + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    made = WarcRecord()
    made.init_headers()
    made.record_type = WarcRecordType.response
    made.headers["WARC-Record-ID"] = f"<{uuid.uuid5(uuid.NAMESPACE_URL, url).urn}>"
    made.headers["WARC-Target-URI"] = url
    made.headers["WARC-Date"] = parsedate_to_datetime(headers["Date"]).strftime("%Y-%m-%dT%H:%M:%SZ")
    made.headers["Content-Type"] = "application/http; msgtype=response"
    made.set_bytes_content(payload)
    written = io.BytesIO()
    made.write(written, checksum_data=True)
    return written.getvalue()


def pack() -> bytes:
    """The archive. Each record is a gzip member of its own, as the WARC standard asks."""
    return b"".join(gzip.compress(record(*answer), mtime=0) for answer in answers())


if __name__ == "__main__":
    ARCHIVE.write_bytes(pack())
