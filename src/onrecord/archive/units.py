"""Work units: the parts into which the sources of an archive are split, each read into one shard."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from glob import has_magic
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec
from fastwarc.warc import ArchiveIterator

from onrecord.archive.folders import Folder, fetch, source_files
from onrecord.errors import UsageError
from onrecord.pages.files import open_file
from onrecord.pages.find import archive_suffixes, can_be_page, find_sources, is_url
from onrecord.pages.inflate import GZIP_MAGIC, gunzip
from onrecord.pages.warc import starts_archive
from onrecord.settings import Settings

PLANS: Final = "plans"
"""Subfolder with the work units of each run, for reports on its progress, and so that archives are split once."""
_PLAN_FORMAT: Final = 1
_LISTS: Final = (".paths", ".paths.gz")
_COMMON_CRAWL: Final = "https://data.commoncrawl.org/"
"""Server of paths that begin with ``crawl-data/``, unless their list comes from a copy such as ``s3://commoncrawl``."""
_LOCAL_SCHEMES: Final = frozenset({"file", "local"})
_MAX_LIST_BYTES: Final = 100_000_000
_MOST_FILES: Final = 1_000
# A unit of single pages ends after a file whose hash is divisible by this number. A file that is added to a folder
# thus changes the unit that it falls into, and not all units after it.
_FILES_PER_UNIT: Final = 200
_SIZES_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True)
class WorkUnit:
    """A source, a part of a web archive, or several files with a page each."""

    sources: tuple[str, ...]
    size: int | None
    """Bytes of the sources, which show that a source has changed; null if unknown."""
    start: int = 0
    """Byte at which the first record of the part begins."""
    end: int | None = None
    """Byte at which the first record after the part begins; null for the end of the archive."""

    @property
    def is_part(self) -> bool:
        """True for a part of a web archive."""
        return self.start > 0 or self.end is not None

    @property
    def name(self) -> str:
        """The name of its shard without the suffix: readable, and unique for each unit."""
        first = Path(urlsplit(self.sources[0]).path if is_url(self.sources[0]) else self.sources[0])
        word = re.sub(r"[^A-Za-z0-9.]+", "-", first.name)[-60:].strip("-.")
        identity = [[identify(source) for source in self.sources], self.size, self.start, self.end]
        return f"{word}-{hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:16]}"

    def __str__(self) -> str:
        more = f" and {len(self.sources) - 1:,} more" if len(self.sources) > 1 else ""
        part = f" from byte {self.start:,}" if self.is_part else ""
        return f"{self.sources[0]}{more}{part}"


def identify(source: str) -> str:
    """The real path of ``source``, or its address."""
    return source if is_url(source) else os.path.realpath(source)


def find_units(
    targets: Sequence[str],
    *,
    settings: Settings,
    lists: Sequence[str] = (),
    part_bytes: int = 0,
    planned: Iterable[WorkUnit] = (),
) -> Iterator[WorkUnit]:
    """Yield the work units of ``targets``, in order: files, folders, globs, addresses, and lists of them.

    Web archives of more than ``part_bytes`` bytes are split into parts of at least that size, unless it is 0. Archives
    among the ``planned`` units are split as before. Raises ``UsageError`` if a list cannot be read.
    """
    listed = [line for name in lists for line in _read_list(name, settings=settings)]
    for target in targets:
        listed += _read_list(target, settings=settings) if target.lower().endswith(_LISTS) else [target]
    sources = list(dict.fromkeys(source for target in listed for source in _expand(target, settings=settings)))
    with ThreadPoolExecutor(_SIZES_AT_ONCE) as threads:
        sizes = dict(zip(sources, threads.map(partial(_size, settings=settings), sources), strict=True))
    parts: dict[tuple[str, int | None], list[WorkUnit]] = {}
    for unit in dict.fromkeys(planned):  # two runs may have the same source
        if unit.is_part:
            parts.setdefault((unit.sources[0], unit.size), []).append(unit)
    for group in _group(sources):
        size = sum(sizes[source] or 0 for source in group) if len(group) > 1 else sizes[group[0]]
        if len(group) == 1 and (known_parts := parts.get((group[0], size))):
            yield from known_parts
        elif len(group) == 1 and size is not None and 0 < part_bytes < size:
            yield from _split(group[0], size=size, part_bytes=part_bytes, settings=settings)
        else:
            yield WorkUnit(tuple(group), size)


class _Plan(msgspec.Struct):
    """The file of a plan."""

    units: list[WorkUnit]


def write_plan(folder: Folder, units: Sequence[WorkUnit]) -> None:
    """Store the units of a run in ``folder``, after those of earlier runs, unless an earlier run had the same."""
    plans = read_plans(folder)
    if list(units) not in plans:
        content = {"format": _PLAN_FORMAT, "units": [asdict(unit) for unit in units]}
        with folder.write(f"{PLANS}/{len(plans) + 1:05}.json") as path:
            path.write_text(json.dumps(content), encoding="utf-8")


def read_plans(folder: Folder, names: Iterable[str] | None = None) -> list[list[WorkUnit]]:
    """The units of each run, in order. ``names`` are the files of ``folder``; by default they are listed.

    Raises ``UsageError`` if a plan is damaged.
    """
    plans = []
    for name in folder.names() if names is None else names:
        if name.startswith(f"{PLANS}/"):
            with folder.open(name) as file:
                content = file.read()
            try:
                plans.append(msgspec.json.decode(content, type=_Plan).units)
            except (msgspec.DecodeError, RecursionError) as error:
                raise UsageError(
                    f"{name}: this plan of a run is damaged ({error}). Delete it, and run `onrecord archive read` "
                    "again with the same sources: it writes the plan, and reads only what has no shard."
                ) from error
    return plans


def _read_list(name: str, *, settings: Settings) -> list[str]:
    """The sources in a list, one on each line."""
    try:
        if is_url(name):
            with fetch(name, settings=settings) as path:
                content = path.read_bytes()
        else:
            with open_file(name) as file:
                content = file.read()
        if content.startswith(GZIP_MAGIC):
            content = gunzip(name, content, settings=settings, max_bytes=_MAX_LIST_BYTES)
        lines = [line.strip() for line in content.decode("utf-8-sig").splitlines()]
    except Exception as error:
        raise UsageError(
            f"{name}: this list cannot be read ({error}). Give a text file with one source on each line."
        ) from error
    return [_resolve(line, listed_in=name) for line in lines if line and not line.startswith("#")]


def _resolve(line: str, *, listed_in: str) -> str:
    """The source in a line of a list. A list that was fetched may not name files of this machine."""
    is_fetched = is_url(listed_in)
    is_local = Path(line).is_absolute() or urlsplit(line).scheme in _LOCAL_SCHEMES
    if is_fetched and is_local:
        raise UsageError(f"{listed_in}: this list may not name a local file ({line}). Delete the line.")
    if is_local or is_url(line):
        return line
    if line.startswith("crawl-data/"):
        head, separator, _ = listed_in.partition("crawl-data/")
        return (head if separator else _COMMON_CRAWL) + line
    return line if not is_fetched and Path(line).exists() else f"{listed_in.rpartition('/')[0] or '.'}/{line}"


def _expand(target: str, *, settings: Settings) -> Iterable[str]:
    if not is_url(target):
        return find_sources([target])
    if not target.endswith("/") and not has_magic(target):
        return [target]
    files, path = source_files(target, settings=settings)
    paths = files.glob(path) if has_magic(target) else filter(can_be_page, files.find(path))
    addresses = [files.unstrip_protocol(name) for name in sorted(paths)]
    if not addresses:
        raise UsageError(f"{target} contains no pages and no web archives. Name another folder or glob.")
    return addresses


def _size(source: str, *, settings: Settings) -> int | None:
    """Bytes of a source; null if unknown, for instance if it is missing, which is an error when it is read."""
    with suppress(Exception):
        if not is_url(source):
            return Path(source).stat().st_size
        files, path = source_files(source, settings=settings)
        return int(files.info(path)["size"])
    return None


def _group(sources: Iterable[str]) -> Iterator[list[str]]:
    """Group files with a single page each; every other source is a group of its own."""
    archives = archive_suffixes()
    group: list[str] = []
    for source in sources:
        is_single_page = can_be_page(source) and not source.lower().removesuffix(".gz").endswith(archives)
        if not is_single_page:
            if group:
                yield group
            yield [source]
            group = []
            continue
        group.append(source)
        if len(group) == _MOST_FILES or _hash(source) % _FILES_PER_UNIT == 0:
            yield group
            group = []
    if group:
        yield group


def _hash(source: str) -> int:
    return int.from_bytes(hashlib.sha256(Path(source).name.encode()).digest()[:8], "big")


def _split(source: str, *, size: int, part_bytes: int, settings: Settings) -> Iterator[WorkUnit]:
    """Split a web archive at the beginnings of records. Other files, and archives in one gzip member, stay whole."""
    if is_url(source):
        with fetch(source, settings=settings) as copy:
            starts = _record_starts(copy, part_bytes=part_bytes)
    else:
        starts = _record_starts(Path(source), part_bytes=part_bytes)
    ends = [*starts[1:], None]
    for start, end in zip(starts, ends, strict=True):
        yield WorkUnit((source,), size, start, end)


def _record_starts(path: Path, *, part_bytes: int) -> list[int]:
    """Bytes at which parts begin: 0, and each record that begins at least ``part_bytes`` after the last start.

    All records are visited from the beginning. A search for the next record after an arbitrary byte could find a page
    that contains the text of a record.
    """
    starts = [0]
    with path.open("rb") as archive, path.open("rb") as probe:
        head = probe.read(8192)
        if not starts_archive(head) or not head.startswith((GZIP_MAGIC, b"WARC/")):
            return starts
        with suppress(OSError):  # damage: the rest becomes one part, and reading it reports the damage
            for record in ArchiveIterator(archive, parse_http=False):
                position = record.stream_pos
                if position - starts[-1] >= part_bytes:
                    probe.seek(position)
                    # If the whole archive is one gzip member, this is not the position of the record.
                    if not starts_archive(probe.read(8192)):
                        return [0]
                    starts.append(position)
    return starts
