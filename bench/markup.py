"""CPU time of cutting hostile HTML: ``python -m bench.markup``.

Each page is of one kind that is slow for many parsers: thousands of head blocks, of attributes, of levels. It is cut at
two lengths. Linear reading spends four times as much on four times the length. The last column compares the longer page
with ordinary paragraphs of the same length.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from time import process_time

from rich.console import Console
from rich.table import Table

from onrecord import Page, Settings, UnreadableError
from onrecord.articles import cut

LENGTHS = (50_000, 200_000)
"""Lengths of the pages, in characters."""
MAX_GROWTH = 8.0
"""Most CPU time at the greater length against the lesser: between linear growth, 4, and quadratic growth, 16."""
_NEGLIGIBLE = 0.02
"""CPU seconds below which a time is mostly noise."""
_LEAD = "<p>The ferry will run again from Monday, the harbour board said. “It is mended,” said Tom Brannigan.</p>" * 3
_STORY = "<p>Orla Tarn said that the boat was late and that they would have it mended before the end of the week.</p>"


def _repeated(piece: str, *, head: bool = False) -> Callable[[int], str]:
    """Pages of ``piece`` again and again, each # in it a number, in the head or behind the first paragraphs."""

    def make_page(length: int) -> str:
        text = "".join(piece.replace("#", str(number)) for number in range(length // len(piece)))
        return f"<html><head>{text}</head><body>{_LEAD}" if head else f"<html><body>{_LEAD}{text}"

    return make_page


def _inside(opening: str, piece: str, closing: str) -> Callable[[int], str]:
    """Pages with one element of many equal pieces."""
    return lambda length: (
        f"<html><body>{_LEAD}{opening}"
        f"{''.join(piece.replace('#', str(number)) for number in range(length // len(piece)))}{closing}{_LEAD}"
    )


def _json_ld(length: int) -> str:
    items = [{"@type": "Thing", "name": f"n{number}"} for number in range(length // 40)]
    return f'<html><head><script type="application/ld+json">{json.dumps(items)}</script></head><body>{_LEAD}'


KINDS: Mapping[str, Callable[[int], str]] = {
    "styles": _repeated("<style>p{color:red}</style>", head=True),
    "scripts": _repeated("<script>run()</script>", head=True),
    "metas": _repeated('<meta name="n#" content="c">', head=True),
    "metas of one name": _repeated('<meta name="author" content="Ada Quill #">', head=True),
    "a long meta value": lambda length: f'<head><meta property="og:title" content="{"word " * (length // 5)}">{_LEAD}',
    "a long title": lambda length: f"<head><title>{'word - ' * (length // 7)}</title></head>{_LEAD}",
    "a long headline": lambda length: f"<h1>{'word ' * (length // 5)}</h1>{_LEAD}",
    "headlines": _repeated("<h1>Ferry # to run again</h1>"),
    "titles and headlines": lambda length: (
        "<html><head>"
        + "".join(f"<meta property='og:title' content='word{number}'>" for number in range(length // 80))
        + f"</head><body>{_LEAD}"
        + "".join(f"<h1>Ferry {number} to run again</h1>" for number in range(length // 80))
    ),
    "links in the head": _repeated('<link rel="canonical" href="https://bell.example/#">', head=True),
    "deep divs": _repeated("<div>"),
    "deep divs with text": _repeated("<div>word "),
    "deep classes": _repeated("<div class='related-#'>"),
    "deep quotations": _repeated("<blockquote class='tweet'>word "),
    "deep spans": _repeated("<span>"),
    "deep hidden spans": _repeated("<span class='tooltip'>word "),
    "deep authors": _repeated("<span itemprop='author'>Ada "),
    "deep tables": _repeated("<table><tr><td>word "),
    "deep lists": _repeated("<ul><li>word "),
    "deep links": _repeated("<a href='/x'><b>word "),
    "unclosed formatting": _repeated("<b><p>word"),
    "stray end tags": _inside("<div>" * 200, "</i></p></x>", ""),
    "attributes": _inside("<p ", "a#='1' ", ">word</p>"),
    "attributes behind a mark in a comment": _inside('<!-- <a b=" --><p ', "a#='1' ", ">word</p>"),
    "elements behind a mark in a comment": _inside('<!-- <a b=" -->', "<p>x", ""),
    "attributes without values": _inside("<p ", "a# = ", ">word</p>"),
    "a long class": _inside("<p class='", "related-# ", "'>word</p>"),
    "a long style": _inside("<p style='", "display : ", "'>word</p>"),
    "empty tags": _repeated("<i></i>"),
    "empty paragraphs": _repeated("<p></p>"),
    "line breaks": _repeated("a<br>"),
    "links": _repeated("<a href='/x#'>link #</a> "),
    "headlines of others": _repeated("<h3><a href='/x#'>Ferry to run again #</a></h3>"),
    "list items": _repeated("<ul><li>word #</li></ul>"),
    "table cells": _inside("<table><tr>", "<td>word</td>", "</tr></table>"),
    "entities": _repeated("&amp;&#8220;&bogus;"),
    "comments": _repeated("<!-- x -->a"),
    "open comments": _repeated("<!-- "),
    "processing instructions": _repeated("<?x y?>a"),
    "angle brackets": _repeated("< "),
    "open quotation marks in tags": _repeated('<a "'),
    "JSON-LD in one block": _json_ld,
    "JSON-LD in many blocks": _repeated('<script type="application/ld+json">{"@type":"Article"}</script>', head=True),
    "JSON-LD, deep": _inside('<script type="application/ld+json">', "[", "</script>"),
    "captions": _repeated("<figure><figcaption>“it is late # and cold,” he said</figcaption></figure>"),
    "posts": _repeated("<blockquote>Hello # — Ada Quill (@ada#) May 3</blockquote>"),
    "signatures without an end": _inside("<blockquote>", "— Ada Quill (@ada) ", "</blockquote>"),
    "one word": _inside("<p>", "a", "</p>"),
    "quotation marks": _inside("<p>", "“a", "</p>"),
    "short paragraphs": _repeated("<p>a</p>"),
    "zeros": _repeated("\0a"),
}
"""Makers of pages of about a length in characters, by kind."""


def cut_seconds(markup: str) -> float:
    """CPU seconds to cut ``markup``, an error about it included; the best of two runs."""
    body = markup.encode()
    page = Page(source="page.html", body=body, sha256=sha256(body).hexdigest(), content_type="text/html")
    times = []
    for _ in range(2):
        start_time = process_time()
        with suppress(UnreadableError):
            cut(page, settings=Settings(max_elements=1_000_000))
        times.append(process_time() - start_time)
    return min(times)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if a kind grows faster than its length."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", action="append", choices=list(KINDS), metavar="KIND", help="only this; repeatable")
    kinds = parser.parse_args(arguments).kind or list(KINDS)
    ordinary = cut_seconds(_repeated(_STORY)(LENGTHS[1]))
    table = Table("kind", *(f"{length // 1000} kB, ms" for length in LENGTHS), "growth", "against ordinary text")
    slow_kinds = []
    for kind in kinds:
        short, long = (cut_seconds(KINDS[kind](length)) for length in LENGTHS)
        growth = long / max(short, _NEGLIGIBLE / MAX_GROWTH)
        if long > _NEGLIGIBLE and growth > MAX_GROWTH:
            slow_kinds.append(kind)
        table.add_row(kind, f"{short * 1000:.0f}", f"{long * 1000:.0f}", f"{growth:.1f}", f"{long / ordinary:.1f}")
    Console().print(table)
    if slow_kinds:
        sys.stderr.write(f"Faster than linear: {', '.join(slow_kinds)}.\n")
    return bool(slow_kinds)


if __name__ == "__main__":
    sys.exit(main())
