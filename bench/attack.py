"""Hostile pages: ``python -m bench.attack pages`` reads damaged ones, ``python -m bench.attack room RECORD`` posts slow
ones to a room.

``pages`` reads sample pages with random damage in a pool of workers. Each must come out as a reading or as a
``PageError`` within its budget. ``room`` has four visitors post the slowest pages without a pause, while another one
searches; it measures how long searches take, and the memory of the room with its workers.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from urllib.parse import urlencode

import httpx2

from bench.expected import SAMPLES
from bench.finding import Questions
from bench.linear import text_of_kind
from bench.room import served
from onrecord import OverBudgetError, Page, PageError, Record, Settings
from onrecord.pages import open_pages
from onrecord.pages.recognise import make_page
from onrecord.reading import look_ahead
from onrecord.reading_pool import ReaderPool
from onrecord.room.access import add_account

VISITORS = 4
LENGTHS = (100_000, 5_000_000)
"""Lengths of posted pages, in characters: the slowest texts, and the longest."""
MAX_SEARCH_MILLISECONDS, MAX_ROOM_BYTES = 200, 1_500_000_000
_KINDS = ("couples in one sentence", "families", "aliases", "names", "roles", "quotations by names")
_SECRET = "a secret of the bench"
_FRAGMENTS = (
    b"<", b">", b"</p>", b"<!--", b"-->", b"<script>", b"<table><tr>", b"</body>", b"<blockquote>", b'<p class="',
    b"&", b"&#0;", b"&#xD800;", b"&nbsp;" * 50, b"\x00", b"\xff\xfe", b"\xc3", b"\xe2\x80\xae", b"\xf0\x9f\x98\x80",
    b'"', b"\xe2\x80\x9c", b"\xe2\x80\x9d", b"'", b" said ", b", she told him that ", b"\r", b"\n\n", b"\t" * 200,
    b"Mr. ", b"A" * 3_000, b"<b>" * 300, b'<script type="application/ld+json">{"@graph": [',
)  # fmt: skip


def mutate(body: bytes, others: Sequence[bytes], source: random.Random) -> bytes:
    """``body`` with one to eight faults: bytes changed, cut, repeated or inserted, or a part of another page."""
    for _ in range(source.randint(1, 8)):
        start = source.randrange(len(body) + 1)
        end = min(len(body), start + source.choice((0, 1, 10, 200, 3_000)))
        other = source.choice(others)
        middle = source.randrange(len(other))
        part = source.choice((
            bytes(source.randrange(256) for _ in range(source.randint(1, 4))),
            source.choice(_FRAGMENTS) * source.choice((1, 1, 1, 20)),
            body[start:end] * source.randint(0, 3),
            other[middle : middle + 500],
        ))  # fmt: skip
        body = body[:start] + part + body[end:]
    return body


def mutated_pages(count: int, *, seed: int = 1) -> Iterator[Page]:
    """``count`` sample pages with damage, the same for the same ``seed``."""
    paths = sorted(map(str, (SAMPLES / "pages").iterdir()))
    pages = [page for path in paths for page in open_pages(path, settings=Settings()) if isinstance(page, Page)]
    bodies = [page.body for page in pages]
    source = random.Random(seed)
    for number in range(count):
        page = source.choice(pages)
        media_type = source.choice((page.content_type, page.content_type, "text/html", "text/plain", ""))
        encoding = source.choice((None, None, "utf-8", "latin-1", "utf-16", "shift_jis", "no such encoding"))
        try:
            body = mutate(page.body, bodies, source)
            yield make_page(f"mutated-{number}", body, media_type=media_type, encoding=encoding)
        except PageError:
            continue  # such a page is refused before it is read


def read_mutated(count: int, *, processes: int, seed: int) -> Counter[str]:
    """Read damaged pages: counts of readings and errors. A fault of OnRecord itself is printed and counted as a bug."""
    outcomes: Counter[str] = Counter()
    with ReaderPool(Settings(), processes=processes) as pool:
        for future in look_ahead(map(pool.start, mutated_pages(count, seed=seed)), count=4 * processes):
            outcome = future.result()
            if not isinstance(outcome, PageError):
                outcomes["read"] += 1
            elif type(outcome) is PageError or isinstance(outcome, OverBudgetError):
                outcomes["bugs"] += 1
                print(outcome, flush=True)
            else:
                outcomes[type(outcome).__name__] += 1
    return outcomes


def slow_pages() -> list[bytes]:
    """Pages of texts of one kind, alternately short and long. Made before the attack, to measure the room alone."""
    return [text_of_kind(kind, length).encode() for kind, length in zip(_KINDS, cycle(LENGTHS), strict=False)]


async def post_pages(home: str, visitor: str, pages: Sequence[bytes], *, until: float) -> Counter[int]:
    """Post one of ``pages`` after another: counts of the answers by status."""
    statuses: Counter[int] = Counter()
    headers = {"authorization": f"Bearer {visitor}:{_SECRET}", "content-type": "text/plain"}
    async with httpx2.AsyncClient(base_url=home, headers=headers, timeout=None) as client:

        async def post(number: int) -> None:
            for page in islice(cycle(pages), number, None):
                statuses[(await client.post("/api/read", content=page)).status_code] += 1
                await asyncio.sleep(0.05)

        # More at a time than are read at a time, so that some wait.
        posts = [asyncio.create_task(post(number)) for number in range(4)]
        await asyncio.sleep(until - perf_counter())
        for task in posts:
            task.cancel()
        await asyncio.gather(*posts, return_exceptions=True)
    return statuses


async def search(home: str, addresses: Sequence[str], *, until: float) -> list[float]:
    """Milliseconds that each of a reader's searches took."""
    milliseconds: list[float] = []
    headers = {"authorization": f"Bearer reader:{_SECRET}", "accept": "text/html"}
    async with httpx2.AsyncClient(base_url=home, headers=headers, timeout=60) as client:
        for address in cycle(addresses):
            if perf_counter() >= until:
                return milliseconds
            start = perf_counter()
            (await client.get(address)).raise_for_status()
            milliseconds.append(1000 * (perf_counter() - start))
            await asyncio.sleep(0.2)
    return milliseconds


async def watch_memory(process: int, *, until: float) -> int:
    """The most bytes that ``process`` and the processes that it started had in memory, shared ones counted once."""
    most = 0
    while perf_counter() < until:
        most = max(most, sum(map(_resident_bytes, _family(process))))
        await asyncio.sleep(0.25)
    return most


def _family(process: int) -> list[int]:
    threads = Path(f"/proc/{process}/task").glob("*/children")
    children = [int(number) for thread in threads for number in thread.read_text().split()]
    return [process, *(number for child in children for number in _family(child))]


def _resident_bytes(process: int) -> int:
    try:
        match = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:  # it has just ended
        return 0
    return int(match[1]) * 1024 if match else 0


async def attack(home: str, process: int, addresses: Sequence[str], *, seconds: float) -> bool:
    """Attack the room and print what it cost. True if the bars hold."""
    names = [f"visitor {number}" for number in range(VISITORS)]
    pages = slow_pages()
    async with httpx2.AsyncClient(base_url=home) as client:
        for name in names:  # Few secrets are checked at a time; those that were are remembered.
            await client.get("/about", headers={"authorization": f"Bearer {name}:{_SECRET}"})
    alone = await search(home, addresses, until=perf_counter() + seconds / 4)
    until = perf_counter() + seconds
    posts = asyncio.gather(*(post_pages(home, name, pages, until=until) for name in names))
    memory = asyncio.create_task(watch_memory(process, until=until))
    milliseconds = await search(home, addresses, until=until)
    statuses: Counter[int] = sum(await posts, Counter())
    most = await memory
    answers = ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items()))
    for label, values in (("nobody posts", alone), ("they post", milliseconds)):
        print(f"searches while {label}: {len(values)}, median {median(values):.0f} ms, 95% {_p95(values):.0f} ms")
    print(f"answers to posted pages: {answers or 'none yet'}; memory: {most / 1e6:,.0f} MB at most")
    return _p95(milliseconds) <= MAX_SEARCH_MILLISECONDS and most <= MAX_ROOM_BYTES


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


def attack_room(path: Path, *, seconds: float) -> bool:
    """Serve the record in ``path`` to visitors with accounts, and attack it. True if the bars hold."""
    with Record.open(path, create=False) as record:
        questions = Questions(record, count=200)
    addresses = ["/search?" + urlencode({"words": questions.word(row.quote)}) for row in questions.rows]
    with tempfile.TemporaryDirectory() as folder:
        accounts = Path(folder) / "access.json"
        for name in ("reader", *(f"visitor {number}" for number in range(VISITORS))):
            add_account(accounts, name, role="editor", secret=_SECRET)
        with served(path, "--access", str(accounts)) as (home, process):
            return asyncio.run(attack(home, process, addresses, seconds=seconds))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. Returns 1 if a bar does not hold, else 0."""
    parser = argparse.ArgumentParser(prog="python -m bench.attack", description=(__doc__ or "").partition(":")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    pages = commands.add_parser("pages", help="read damaged pages")
    pages.add_argument("--pages", type=int, default=100_000, metavar="N", help="number of pages (100,000)")
    pages.add_argument(
        "--processes", type=int, default=os.cpu_count() or 1, metavar="N", help="workers (all processors)"
    )
    pages.add_argument("--seed", type=int, default=1, metavar="N", help="for other damage (1)")
    room = commands.add_parser("room", help="post slow pages to a room")
    room.add_argument("record", type=Path, metavar="RECORD", help="a record of bench.synthetic")
    room.add_argument("--seconds", type=float, default=120, metavar="S", help="length of the attack (120)")
    options = parser.parse_args(arguments)
    if options.command == "room":
        return int(not attack_room(options.record, seconds=options.seconds))
    outcomes = read_mutated(options.pages, processes=options.processes, seed=options.seed)
    print(", ".join(f"{count:,} {name}" for name, count in outcomes.most_common()))
    return int(outcomes["bugs"] > 0)


if __name__ == "__main__":
    sys.exit(main())
