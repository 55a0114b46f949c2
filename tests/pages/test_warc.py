"""Web archives: a page for each response; a broken record affects no other."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from fastwarc.stream_io import ZstdWriter, zstd_train_dictionary_from_samples

from onrecord.errors import FetchError, PageError, UnreadableError
from onrecord.pages import open_pages
from onrecord.settings import Settings
from onrecord.types import Page

HTML = b"<html><p>The ferry will run again.</p></html>"
SETTINGS = Settings(max_page_bytes=100_000)


def record(
    name: str,
    body: bytes = HTML,
    *,
    headers: bytes = b"Content-Type: text/html; charset=utf-8\r\n",
    status: bytes = b"HTTP/1.1 200 OK",
    kind: bytes = b"response",
    length: int | None = None,
) -> bytes:
    block = status + b"\r\n" + headers + b"\r\n" + body
    return (
        b"WARC/1.0\r\nWARC-Type: " + kind + b"\r\nWARC-Record-ID: <urn:uuid:" + name.encode() + b">\r\n"
        b"WARC-Target-URI: https://press.example/" + name.encode() + b"\r\nWARC-Date: 2024-05-03T10:00:00Z\r\n"
        b"Content-Type: application/http\r\n"
        b"Content-Length: " + str(len(block) if length is None else length).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
    )


def read(archive: bytes) -> list[str]:
    """Return the last part of the address of each page, and the message of each error."""
    items = open_pages("-", settings=SETTINGS, stdin=io.BytesIO(archive))
    return [(item.url or "").rpartition("/")[2] if isinstance(item, Page) else str(item) for item in items]


def zstd(*parts: bytes, **options: Any) -> bytes:
    """Compress each part to a frame of its own."""
    packed = io.BytesIO()
    for part in parts:
        writer = ZstdWriter(packed, **options)
        writer.write(part)
        writer.close()
    return packed.getvalue()


def damaged(member: bytes) -> bytes:
    return member[:40] + bytes(byte ^ 0x55 for byte in member[40:70]) + member[70:]


def test_each_response_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "press.warc.gz"
    path.write_bytes(gzip.compress(record("one")) + gzip.compress(record("two", b"Plain.", headers=b"")))
    first, second = open_pages(str(path), settings=SETTINGS)
    assert isinstance(first, Page)
    assert isinstance(second, Page)
    assert (first.body, first.source, first.url) == (HTML, str(path), "https://press.example/one")
    assert (first.content_type, first.encoding, first.fetched) == ("text/html", "utf-8", "2024-05-03T10:00:00Z")
    assert (second.body, second.content_type) == (b"Plain.", "text/plain")


@pytest.mark.parametrize(
    "without_page",
    [
        record("x", kind=b"request"),
        record("x", status=b"HTTP/1.1 404 Not Found"),
        record("x", status=b"HTTP/1.1 301 Moved"),
        # An image, although its status is 200.
        record("x", b"\x89PNG\r\n", headers=b"Content-Type: image/png\r\n"),
    ],
)
def test_records_without_a_page_are_skipped(without_page: bytes) -> None:
    assert read(record("one") + without_page + record("two")) == ["one", "two"]


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        # Announced longer than it is; no WARC header at all.
        (record("x", length=5000), "broken"),
        (b"no record at all\r\n\r\n", "broken"),
        # Whole records whose content is no page.
        (record("x", b""), "empty"),
        (record("x", b"%PDF-1.7"), "PDF"),
        # Content that cannot be decoded.
        (record("x", bytes(99), headers=b"Content-Type: text/html\r\nContent-Encoding: br\r\n"), "damaged"),
        (
            record("x", b"ff\r\nzz", headers=b"Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n"),
            "a chunk of 255 bytes was announced, 2 are there",
        ),
        (
            record("x", b"2\r\nzz\r\nzz", headers=b"Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n"),
            "no chunk begins at byte 7",
        ),
        # Larger than a page may be, at once and when decompressed.
        (record("x", b"a" * 200_000), "larger than"),
        (
            record(
                "x", gzip.compress(bytes(5_000_000)), headers=b"Content-Type: text/html\r\nContent-Encoding: gzip\r\n"
            ),
            "larger than",
        ),
    ],
)
@pytest.mark.parametrize("compressed", [False, True])
def test_a_broken_record_costs_no_other(broken: bytes, problem: str, *, compressed: bool) -> None:
    parts = [record("one"), broken, record("two"), record("three")]
    archive = b"".join(gzip.compress(part) if compressed else part for part in parts)
    first, error, *rest = read(archive)
    assert first == "one"
    assert any(word in error for word in problem.split("|")), error
    assert rest == ["two", "three"]


@pytest.mark.parametrize("compressed", [False, True])
def test_a_record_longer_than_announced_costs_no_other(*, compressed: bool) -> None:
    parts = [record("one"), record("x", length=50), record("two")]
    items = read(b"".join(gzip.compress(part) if compressed else part for part in parts))
    assert [item for item in items if " " not in item] == ["one", "two"]
    assert any("broken" in item for item in items)


def test_a_damaged_member_costs_no_other() -> None:
    members = [gzip.compress(record(name)) for name in ("one", "two", "three", "four")]
    first, error, *rest = read(members[0] + damaged(members[1]) + members[2] + members[3])
    assert (first, rest) == ("one", ["three", "four"])
    assert "broken" in error


def test_an_archive_that_breaks_off_is_an_error() -> None:
    first, error = read(record("one") + record("two")[:-30])
    assert first == "one"
    assert "broken" in error


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (b"Content-Encoding: gzip\r\n", gzip.compress(HTML)),
        (b"Transfer-Encoding: chunked\r\n", b"%x\r\n%s\r\n0\r\n\r\n" % (len(HTML), HTML)),
        (b"Transfer-Encoding: chunked\r\n", b"10\r\n%s\r\n1d;x=y\r\n%s\r\n0\r\n\r\n" % (HTML[:16], HTML[16:])),
        # Decoded before it was written; only the headers still say otherwise.
        (b"Transfer-Encoding: Chunked\r\n", HTML),
        (
            b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(HTML)), gzip.compress(HTML)),
        ),
        (b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", gzip.compress(HTML)),
        *((b"Content-Encoding: " + coding + b"\r\n", HTML) for coding in (b"gzip", b"br", b"deflate", b"zstd")),
        (b"Content-Encoding: zstd\r\n", zstd(HTML)),
    ],
)
def test_the_body_of_a_response_is_decoded(headers: bytes, body: bytes) -> None:
    archive = record("one", body, headers=b"Content-Type: text/html\r\n" + headers)
    (page,) = open_pages("-", settings=SETTINGS, stdin=io.BytesIO(archive))
    assert isinstance(page, Page)
    assert page.body == HTML


def test_an_archive_without_pages_is_an_error() -> None:
    with pytest.raises(UnreadableError, match="contains no page"):
        read(record("x", kind=b"request"))


def test_an_archive_is_read_from_a_pipe() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: object) -> int:
            raise io.UnsupportedOperation

    items = list(open_pages("-", settings=SETTINGS, stdin=Pipe(record("one") + record("two"))))
    assert [type(item) for item in items] == [Page, Page]


def test_an_error_in_an_archive_names_the_record() -> None:
    (error,) = open_pages("-", settings=SETTINGS, stdin=io.BytesIO(record("x", b"")))
    assert isinstance(error, PageError)
    assert not isinstance(error, FetchError)
    assert error.source == "- (https://press.example/x)"


@pytest.mark.parametrize(
    "target", [b"javascript:alert(1)", b"urn:uuid:1", b"http://[::1", b"dns:bell.example", b"file:///a"]
)
def test_a_target_that_is_not_on_the_web_is_not_the_address_of_a_page(target: bytes) -> None:
    archive = record("one").replace(b"https://press.example/one", target)
    (page,) = open_pages("-", settings=SETTINGS, stdin=io.BytesIO(archive))
    assert isinstance(page, Page)
    assert (page.url, page.source) == (None, "- (the record at byte 0)")


@pytest.mark.parametrize("date", [b"lately", b"2024-05-03T10:00:00Z onclick", b""])
def test_an_invalid_date_is_ignored(date: bytes) -> None:
    archive = record("one").replace(b"2024-05-03T10:00:00Z", date)
    (page,) = open_pages("-", settings=SETTINGS, stdin=io.BytesIO(archive))
    assert isinstance(page, Page)
    assert page.fetched is not None
    assert len(page.fetched) == len("2024-05-03T10:00:00Z")


ZEROS = bytes(100_000)


@pytest.mark.parametrize(
    "archive",
    [
        record("one") + record("two") + ZEROS,
        record("one") + record("two") + b"\r\n\r\n\0\0 \n" + ZEROS,
        # The last record need not be a response.
        record("one") + record("two") + record("x", kind=b"metadata") + ZEROS,
        gzip.compress(record("one")) + gzip.compress(record("two")) + ZEROS,
        # Not as the standard has it, one member for each record, but not rare.
        gzip.compress(record("one") + record("two")) + ZEROS,
    ],
)
def test_zeros_at_the_end_are_no_error(archive: bytes) -> None:
    assert read(archive) == ["one", "two"]


@pytest.mark.parametrize(
    "archive",
    [
        # The zeros follow a record that is not complete.
        record("one") + record("two")[:-30] + ZEROS[:10],
        record("one") + ZEROS + record("two")[9:],
        gzip.compress(record("one")) + gzip.compress(record("two"))[:-12],
        gzip.compress(record("one")) + ZEROS + b"x",
    ],
)
def test_zeros_hide_no_damage(archive: bytes) -> None:
    first, error = read(archive)
    assert first == "one"
    assert "is broken" in error


def test_zeros_between_records_cost_no_record() -> None:
    first, error, last = read(record("one") + ZEROS + record("two"))
    assert (first, last) == ("one", "two")
    assert "is broken" in error


def test_an_archive_compressed_with_zstandard_is_read() -> None:
    names = [str(number) for number in range(40)]
    records = [record(name) for name in names]
    dictionary = zstd_train_dictionary_from_samples(records, 2_000)
    assert read(zstd(*records)) == names
    assert read(zstd(b"".join(records))) == names
    # With the dictionary in a frame of its own, as the standard has it.
    assert read(zstd(b"".join(records), dictionary=dictionary, compress_dictionary_frame=True)) == names
    assert read(zstd(records[0]) + b"damage" + zstd(records[1]))[::2] == ["0", "1"]


@pytest.mark.parametrize("data", [zstd(HTML), zstd(record("one"))[:40], b"\x28\xb5\x2f\xfd and so on"])
def test_another_zstandard_file_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"Zstandard file that does not contain a web archive.*zstd -d"):
        read(data)


@pytest.mark.parametrize("good", [b"", record("two")])
def test_false_starts_are_bounded(good: bytes) -> None:
    settings = Settings(max_false_starts=20)
    archive = record("one") + (good + b"WARC/ WARC/ ") * 50_000
    items = list(open_pages("-", settings=settings, stdin=io.BytesIO(archive)))
    assert isinstance(items[0], Page)
    assert isinstance(items[-1], PageError)
    assert items[-1].problem.startswith("more than 20 places look like the beginning of a record but are not")
    assert "ONRECORD_MAX_FALSE_STARTS" in items[-1].advice
    assert len(items) < 50
