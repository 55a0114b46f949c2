"""Progress of an archive: the shards of a folder, compared with its planned work units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

from onrecord.archive.folders import Folder
from onrecord.archive.shards import SHARDS, ShardCounts, ShardReader
from onrecord.archive.units import WorkUnit, read_plans
from onrecord.errors import PageError

_OPEN_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True)
class ReaderStatus:
    """The shards of one reader."""

    reader: str
    shards: int
    counts: ShardCounts
    missing: tuple[WorkUnit, ...]
    """Planned units without a shard of this reader, in order."""


def list_shards(folder: Folder, names: Sequence[str] | None = None) -> list[str]:
    """The names of all shards: first those of planned units in the order of the plans, then the rest by name."""
    names = folder.names() if names is None else names
    shards = {name for name in names if name.startswith(f"{SHARDS}/") and name.endswith(".parquet")}
    order: dict[str, int] = {}
    for plan in read_plans(folder, names):
        for unit in plan:
            order.setdefault(f"{unit.name}.parquet", len(order))
    return sorted(shards, key=lambda name: (order.get(name.rpartition("/")[2], len(order)), name))


def describe_folder(folder: Folder) -> list[ReaderStatus]:
    """The status of each reader with shards in ``folder``, by name; without shards, one status without a name."""
    names = folder.names()
    planned = _latest_units(read_plans(folder, names))
    shards = list_shards(folder, names)
    with ThreadPoolExecutor(_OPEN_AT_ONCE) as threads:
        opened = list(threads.map(partial(_read_counts, folder), shards))
    statuses = []
    for reader in sorted({reader for reader, _ in opened}) or [""]:
        own = [(name, counts) for name, (by, counts) in zip(shards, opened, strict=True) if by == reader]
        present = {name.rpartition("/")[2] for name, _ in own}
        missing = tuple(unit for unit in planned if f"{unit.name}.parquet" not in present)
        total = sum((counts for _, counts in own), start=ShardCounts())
        statuses.append(ReaderStatus(reader, len(own), total, missing))
    return statuses


def _latest_units(plans: Sequence[Sequence[WorkUnit]]) -> list[WorkUnit]:
    """The units of all plans in order. For each source, only the units of the last plan that contains it."""
    by_source: dict[str, list[WorkUnit]] = {}
    for plan in plans:
        for source in {unit.sources[0] for unit in plan}:
            by_source[source] = []
        for unit in plan:
            by_source[unit.sources[0]].append(unit)
    return [unit for units in by_source.values() for unit in units]


def list_failures(folder: Folder) -> Iterator[PageError]:
    """Yield the failures in all shards, and an error for each reading that is not valid, which cannot be loaded."""
    for name in list_shards(folder):
        with folder.local(name) as path, path.open("rb") as stream:
            outcomes = ShardReader(stream, name=name).outcomes()
            yield from (outcome for outcome in outcomes if isinstance(outcome, PageError))


def _read_counts(folder: Folder, name: str) -> tuple[str, ShardCounts]:
    with folder.open(name) as stream:
        shard = ShardReader(stream, name=name)
        return shard.reader, shard.counts
