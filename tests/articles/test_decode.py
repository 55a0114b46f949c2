"""Decoding a page: only encodings of the web, each with the right Python codec."""

from __future__ import annotations

import codecs
import tracemalloc
import zlib

import pytest

from onrecord.articles.decode import decode
from onrecord.articles.encodings import _CODECS, find_codec
from onrecord.errors import UnreadableError
from tests.articles.factories import LEAD, QUOTE, page

WORDS = f"{LEAD}\n\n{QUOTE}\n"
HTML = f"<html><head><meta charset='{{}}'></head><body><p>{LEAD}</p><p>{QUOTE}</p></body></html>"
NOT_TEXT = ["zlib", "zip", "bz2", "hex", "rot13", "base64", "uu", "quopri", "idna", "punycode", "unicode_escape"]
NOT_TEXT += ["raw_unicode_escape", "undefined", "mbcs", "utf-7", "string-escape", "iso-2022-kr", "hz-gb-2312", "cp037"]


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("utf-8", "utf-8"),
        (" UTF8 ", "utf-8"),
        ("ISO-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("latin1", "cp1252"),
        ("latin-1", "cp1252"),
        ("iso-8859-9", "cp1254"),
        ("iso_8859-2:1987", "iso-8859-2"),
        ("gb2312", "gb18030"),
        ("Shift_JIS", "cp932"),
        ("ks_c_5601-1987", "cp949"),
        ("utf-16", "utf-16-le"),
        ("windows-1251", "cp1251"),
        ("x-mac-ukrainian", "mac-cyrillic"),
        ("", None),
        ("utf-32", None),
        ("none", None),
        *((label, None) for label in NOT_TEXT),
    ],
)
def test_a_label_names_a_codec(label: str, codec: str | None) -> None:
    assert find_codec(label) == codec


@pytest.mark.parametrize(("label", "codec"), [("utf-16", "utf-8"), ("UTF-16LE", "utf-8"), ("big5", "big5hkscs")])
def test_a_page_that_can_be_read_to_its_declaration_is_not_utf_16(label: str, codec: str) -> None:
    assert find_codec(label, in_page=True) == codec


def test_every_codec_decodes_text() -> None:
    assert len(_CODECS) == 223
    for codec in set(_CODECS.values()):
        assert LEAD.encode(codec).decode(codec) == LEAD
        assert codecs.lookup(codec)._is_text_encoding


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("label", [*NOT_TEXT, "none", "utf-8; x", "x" * 500])
def test_an_unknown_encoding_is_ignored_with_a_warning(label: str, kind: str) -> None:
    decoded = decode(page(WORDS, kind=kind, encoding=label))
    assert decoded.text == WORDS
    (warning,) = decoded.warnings
    assert warning.startswith(f"The page declares the encoding {label[:40]!r}")
    assert warning.endswith("it was read as utf-8.")


@pytest.mark.parametrize(
    ("body", "encoding", "text", "warned"),
    [
        (HTML.format("utf-8").encode(), None, HTML.format("utf-8"), False),
        (HTML.format("utf-16").encode(), None, HTML.format("utf-16"), False),
        (HTML.format("rot13").encode(), None, HTML.format("rot13"), True),
        (HTML.format("rot13").encode("cp1252"), None, HTML.format("rot13"), True),
        (HTML.format("rot13").encode("cp1252"), "windows-1252", HTML.format("rot13"), False),
        (codecs.BOM_UTF8 + HTML.format("zlib").encode(), "zlib", HTML.format("zlib"), False),
        (HTML.format("utf-8").encode("utf-16-le"), None, HTML.format("utf-8"), False),
    ],
)
def test_declarations_are_trusted_in_order(body: bytes, encoding: str | None, text: str, *, warned: bool) -> None:
    decoded = decode(page(body, kind="html", encoding=encoding))
    assert decoded.text == text
    assert bool(decoded.warnings) is warned


@pytest.mark.parametrize(
    ("name", "codec", "declared", "warning"),
    [
        ("José Muñoz", "cp1252", "utf-8", "is not in the encoding 'utf-8' that it declares; it was read as cp1252."),
        ("Íñigo São", "cp1252", "", "does not declare its encoding; it was read as cp1252."),
        ("Bjørn Tårn", "cp1252", "", "does not declare its encoding; it was read as cp1252."),
        ("Łukasz Kwięła", "cp1250", "", "does not declare its encoding; it was read as cp1250."),
        ("Zoë Quièl", "mac_roman", "", "does not declare its encoding; it was read as mac_roman."),
    ],
)
def test_a_guessed_encoding_is_the_one_of_browsers_if_it_fits(
    name: str, codec: str, declared: str, warning: str
) -> None:
    text = HTML.format(declared) + f"<p>\u201cI have paid,\u201d {name} said. It\u2019s over.</p>"
    decoded = decode(page(text.encode(codec), kind="html"))
    assert decoded.text == text
    assert decoded.warnings == (f"The page {warning} Check the letters with accents.",)


@pytest.mark.parametrize(
    ("body", "encoding", "problem"),
    [
        (b"\xef\xbb\xbfcaf\xe9", None, "its bytes are not valid UTF-8, the encoding of its byte order mark"),
        (WORDS.encode() + zlib.compress(b"".join(b"%d" % n for n in range(9_000))), None, "its bytes are not text"),
        (zlib.compress(WORDS.encode()), "zlib", "declares the encoding 'zlib', and its bytes are not text"),
    ],
)
def test_binary_data_is_refused(body: bytes, encoding: str | None, problem: str) -> None:
    with pytest.raises(UnreadableError, match=problem) as raised:
        decode(page(body, encoding=encoding))
    assert raised.value.advice.startswith("Save it as UTF-8")


@pytest.mark.parametrize(("kind", "encoding"), [("html", None), ("plain", "zlib")])
def test_a_page_that_inflates_to_megabytes_is_refused_in_little_memory(kind: str, encoding: str | None) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = HTML.format("zlib").encode() + b"".join(packer.compress(b"a" * 1_000_000) for _ in range(25))
    tracemalloc.start()
    with pytest.raises(UnreadableError, match="declares the encoding 'zlib'"):
        decode(page(body, kind=kind, encoding=encoding))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000
