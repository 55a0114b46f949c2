"""Load shards into a record, each exactly once.

A transaction writes the pages of a batch and the new position in their shard, so that a stopped load continues after
the last batch. Shards that are still being written are loaded by the next run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlalchemy import bindparam, select

from onrecord.archive.folder_status import list_shards
from onrecord.archive.folders import Folder
from onrecord.archive.shards import SHARDS, ShardReader
from onrecord.errors import PageError
from onrecord.ingest import failures
from onrecord.ingest.keep import keep_each
from onrecord.pages.find import is_url
from onrecord.resolve.linker import PersonLinker
from onrecord.store.dialect import insert_or_update
from onrecord.store.schema import loads
from onrecord.store.store import Store
from onrecord.times import now
from onrecord.types import Reading

_BATCH: Final = 200
"""Pages in a transaction. More would save little, and make other writers wait for more than a second."""
_LOAD: Final = select(loads).where(loads.c.shard == bindparam("shard"))
_NOTE: Final = insert_or_update(
    loads,
    key=[loads.c.shard],
    update=lambda new: {name: new[name] for name in ("pages", "complete", "loaded")},
)


@dataclass(frozen=True, slots=True)
class LoadedBatch:
    """A batch of pages that was loaded, or the end of a shard."""

    shard: str
    outcomes: Mapping[str, int]
    """Number of pages by their outcome, as in ``Kept``; pages that could not be read are ``failed``."""
    statements: int = 0
    """Statements of new and changed pages."""
    is_last: bool = False


def load_shards(store: Store, folder: Folder) -> Iterator[LoadedBatch]:
    """Load the shards of ``folder`` into ``store``, in the order of their sources; yield each batch.

    People are linked as pages are added, and undecided pairs are compared again at the end. A page is skipped if the
    record has a reading of it by the same reader. A reading of known bytes by another reader is stored but not used, as
    in ``onrecord add --again``. Raises ``RecordError`` if the record fails, and ``UsageError`` for a file that is no
    shard.
    """
    linker = PersonLinker()
    for name in list_shards(folder):
        yield from _ShardLoad(store, folder, name, linker=linker).run()
    linker.look_again(store)


class _ShardLoad:
    """Loads one shard."""

    def __init__(self, store: Store, folder: Folder, name: str, *, linker: PersonLinker) -> None:
        self._store = store
        self._folder = folder
        self._name = name
        self._shard = name.removeprefix(f"{SHARDS}/")
        self._linker = linker

    def run(self) -> Iterator[LoadedBatch]:
        with self._store.snapshot() as connection:
            load = connection.execute(_LOAD, {"shard": self._shard}).first()
        if load is None or not load.complete:
            pages = 0 if load is None else load.pages
            with self._folder.local(self._name) as path, path.open("rb") as stream:
                shard = ShardReader(stream, name=self._name)
                rest = shard.outcomes(after=pages)
                while outcomes := list(islice(rest, _BATCH)):
                    pages += len(outcomes)
                    yield self._load(outcomes, pages=pages, source=shard.source)
            with self._store.transaction() as connection:
                connection.execute(_NOTE, self._row(pages, complete=True))
        yield LoadedBatch(self._shard, {}, is_last=True)

    def _row(self, pages: int, *, complete: bool) -> dict[str, object]:
        return {"shard": self._shard, "pages": pages, "complete": int(complete), "loaded": now()}

    def _load(self, outcomes: Sequence[Reading | PageError], *, pages: int, source: str | None) -> LoadedBatch:
        """Load a batch, with which the first ``pages`` pages of the shard are loaded."""
        counts: Counter[str] = Counter()
        statements = 0
        with self._store.writer() as writer:
            readings = [outcome for outcome in outcomes if isinstance(outcome, Reading)]
            failed = [outcome for outcome in outcomes if isinstance(outcome, PageError)]
            for kept in keep_each(writer, readings, linker=self._linker, pending=True):
                if isinstance(kept, PageError):
                    failed.append(kept)
                else:
                    counts[kept.outcome] += 1
                    statements += kept.statements if kept.outcome in {"new", "changed"} else 0
            for error in failed:
                counts["failed"] += 1
                # The record tries a page again from where it is; an object store is for `archive read` to try.
                if not is_url(source or error.source):
                    failures.note(writer.connection, error, source=source or error.source)
            writer.connection.execute(_NOTE, self._row(pages, complete=False))
        return LoadedBatch(self._shard, counts, statements)
