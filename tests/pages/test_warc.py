"""Web archives: a page for each response; a broken record affects no other."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastwarc.stream_io import BrotliWriter, ZstdWriter, zstd_train_dictionary_from_samples

from onrecord.errors import FetchError, PageError, UnreadableError
from onrecord.pages import archive_streams, open_pages, warc_records
from onrecord.settings import Settings
from onrecord.types import Page
from tests.work import bytes_allocated

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


def brotli(content: bytes) -> bytes:
    packed = io.BytesIO()
    writer = BrotliWriter(packed)
    writer.write(content)
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


def length_line(value: bytes) -> bytes:
    return record("x").replace(b"Content-Length: 104", b"Content-Length: " + value)


@pytest.mark.parametrize(
    "broken",
    [
        # Ends in the middle of a later record, at the end of a line of one, and after the end of the file.
        record("x", length=700),
        record("x", length=104 + 4 + 8),
        record("x", length=104 + 4 + 322 + 10),
        record("x", length=5_000_000),
        # More than a page may have, so that it is skipped, and no page at all.
        record("x", length=200_000),
        record("x", kind=b"request", length=700),
        record("x", kind=b"request", length=10_000_000),
        # Too small, and no length.
        record("x", length=0),
        record("x", length=80),
        *map(length_line, (b"-104", b"9" * 30, b"9223372036854775808", b"0x68", b"many", b"")),
        record("x").replace(b"Content-Length", b"Length"),
        # No blank line between the headers and the content, and a header without an end.
        record("x").replace(b"\r\n\r\nHTTP", b"\r\nHTTP"),
        b"WARC/1.0\r\nWARC-Type: response\r\nX: " + b"a" * 3_000_000 + b"\r\n",
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd])
@pytest.mark.parametrize("joined", [False, True])
def test_a_wrong_length_costs_no_other_record(broken: bytes, pack: Callable[[bytes], bytes], *, joined: bool) -> None:
    """Neither the records after it nor their text may become part of the record."""
    names = [f"page-{number}" for number in range(8)]
    records = [*map(record, names[:3]), broken, *map(record, names[3:])]
    items = read(pack(b"".join(records)) if joined else b"".join(map(pack, records)))
    assert items[:3] + items[4:] == names
    assert "is broken" in items[3]


def test_the_end_of_a_record_is_tolerant() -> None:
    ends = [b"", b"\n", b"\r\n", b"\r\n\r\n\r\n"]
    records = [record(str(number)).removesuffix(b"\r\n\r\n") + end for number, end in enumerate(ends)]
    assert read(b"".join(records) + record("last")) == ["0", "1", "2", "3", "last"]
    assert read(b"".join(map(gzip.compress, records))) == ["0", "1", "2", "3"]


@pytest.mark.parametrize("start", [b"\r\n\r\n", b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("version", [b"WARC/0.18", b"WARC/1.1", b"WARC/2", b"WARC/1.0 "])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_archives_of_other_programs_are_read(start: bytes, version: bytes, pack: Callable[[bytes], bytes]) -> None:
    records = [start + record("one"), record("two").replace(b"\r\nWARC-", b"\nWARC-")]
    assert read(b"".join(pack(each.replace(b"WARC/1.0", version)) for each in records)) == ["one", "two"]


def test_folded_headers_and_long_addresses() -> None:
    address = b"https://press.example/" + b"x" * 100_000
    long = record("x").replace(b"https://press.example/x", address)
    folded = record("two").replace(b"WARC-Target-URI: ", b"WARC-Target-URI:\r\n ")
    first, second, third = open_pages("-", settings=SETTINGS, stdin=io.BytesIO(record("one") + long + folded))
    assert isinstance(second, Page)
    assert (second.url, second.body) == (None, HTML)  # longer than an address may be
    assert isinstance(first, Page)
    assert isinstance(third, Page)
    assert third.url == "https://press.example/two"


def test_folded_headers_take_linear_time() -> None:
    def work(folds: int) -> int:
        folded = record("one").replace(
            b"\r\nContent-Type: app", b"\r\nX: x" + b"\r\n and so on" * folds + b"\r\nX-App: app"
        )
        return bytes_allocated(lambda: read(folded))

    assert work(2_000) < 6 * work(500)


def test_a_record_in_the_text_of_a_page_is_no_page() -> None:
    """Damage after a page must not make its text a record, with any address that its author likes."""
    page = record("one", b"<html><pre>\n" + record("forged") + b"\n</pre></html>")
    for archive in (page + b"damage" + record("two"), gzip.compress(page) + b"damage" + gzip.compress(record("two"))):
        first, error, last = read(archive)
        assert (first, last) == ("one", "two")
        assert "is broken" in error


def test_a_record_in_the_text_of_a_broken_record_is_no_page_where_each_record_is_a_member() -> None:
    broken = record("x", b"<html><pre>\n" + record("forged") * 3 + b"\n</pre></html>", length=20)
    parts = [record("one"), record("two"), broken, record("three"), broken, record("four")]
    items = read(b"".join(map(gzip.compress, parts)))
    assert [item for item in items if " " not in item] == ["one", "two", "three", "four"]
    assert len(items) == 6


def test_an_empty_member_does_not_end_an_archive() -> None:
    parts = [record("one"), b"", b"\r\n", record("two"), b"", record("three"), b""]
    assert read(b"".join(map(gzip.compress, parts))) == ["one", "two", "three"]


@pytest.mark.parametrize("end", [12, -1, -9])
def test_a_last_member_that_breaks_off_is_an_error(end: int) -> None:
    first, error = read(gzip.compress(record("one")) + gzip.compress(record("two"))[:end])
    assert first == "one"
    assert "its gzip breaks off" in error


def test_a_member_that_grows_without_limit_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_streams, "GROWTH_COUNTS_FROM", 1_000_000)
    members = [record("one"), record("x", bytes(20_000_000)), record("two")]
    first, error, last = read(b"".join(map(gzip.compress, members)))
    assert (first, last) == ("one", "two")
    assert "its gzip grows more than 200 times" in error


def test_decompressing_again_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive in one gzip member whose lengths are all wrong is decompressed again for each."""
    monkeypatch.setattr(warc_records, "_REREAD_BYTES", 100_000)
    settings = Settings(max_page_bytes=1_000, max_false_starts=20)
    archive = gzip.compress(b"".join(record("x", b"word " * 2_000, length=10_000_000) for _ in range(100)))
    *_, last = open_pages("-", settings=settings, stdin=io.BytesIO(archive))
    assert isinstance(last, PageError)
    assert "ONRECORD_MAX_FALSE_STARTS" in last.advice


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
        # Padded with zeros; a header for gzip that was dropped; several members; deflate as old servers send it.
        (b"Transfer-Encoding: chunked\r\n", b"%012x\r\n%s\r\n000\r\n\r\n" % (len(HTML), HTML)),
        (b"", gzip.compress(HTML)),
        (b"Content-Encoding: x-gzip\r\n", gzip.compress(HTML[:9]) + gzip.compress(HTML[9:])),
        (b"Content-Encoding: deflate\r\n", zlib.compress(HTML)),
        (b"Content-Encoding: deflate\r\n", zlib.compress(HTML, wbits=-15)),
        *((b"Content-Encoding: " + coding + b"\r\n", HTML) for coding in (b"gzip", b"br", b"deflate", b"zstd")),
        (b"Content-Encoding: zstd\r\n", zstd(HTML)),
    ],
)
def test_the_body_of_a_response_is_decoded(headers: bytes, body: bytes) -> None:
    archive = record("one", body, headers=b"Content-Type: text/html\r\n" + headers)
    (page,) = open_pages("-", settings=SETTINGS, stdin=io.BytesIO(archive))
    assert isinstance(page, Page)
    assert page.body == HTML


@pytest.mark.parametrize(
    ("headers", "body", "problem"),
    [
        (b"Content-Encoding: gzip\r\n", gzip.compress(HTML)[:-20], "its gzip breaks off before the end"),
        (b"Content-Encoding: deflate\r\n", zlib.compress(HTML)[:-9], "it is not deflate, or breaks off"),
        (b"Content-Encoding: br\r\n", brotli(HTML)[:-5], "its content is damaged"),
        (b"Content-Encoding: zstd\r\n", zstd(HTML)[:-5], "its content is damaged"),
        # FastWARC would give the first 8 MB.
        (b"Content-Encoding: zstd\r\n", zstd(b"a" * 9_000_000), "it is Zstandard of 8,388,608 bytes or more"),
        (b"Transfer-Encoding: chunked\r\n", b"fffffffffff\r\nzz", "a chunk of 17,592,186,044,415 bytes"),
    ],
)
def test_a_body_that_breaks_off_is_an_error(headers: bytes, body: bytes, problem: str) -> None:
    archive = record("one", body, headers=b"Content-Type: text/html\r\n" + headers)
    (error,) = open_pages("-", settings=Settings(), stdin=io.BytesIO(archive))
    assert isinstance(error, PageError)
    assert problem in error.problem


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
    archive = record("one") + (good + b"\nWARC/1.0\nnothing\n\n") * 50_000
    items = list(open_pages("-", settings=settings, stdin=io.BytesIO(archive)))
    assert isinstance(items[0], Page)
    assert isinstance(items[-1], PageError)
    assert items[-1].problem.startswith("more than 20 places look like the beginning of a record but are not")
    assert "ONRECORD_MAX_FALSE_STARTS" in items[-1].advice
    assert len(items) < 50
