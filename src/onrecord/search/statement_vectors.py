"""Sentence vectors of statements, in files beside the record. They are updated on request, not when pages are added.

Of each statement the words alone are taken, so that a vector holds for as long as the words do. Whom it is by and about
is asked for by filters.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from sqlalchemy import bindparam, func, select

from onrecord.errors import RecordError
from onrecord.search import vector_files
from onrecord.search.vector_files import Floats, Nearest
from onrecord.store.rows import AnyRow
from onrecord.store.schema import statements
from onrecord.store.store import Store

LOOKED_AT: Final = 10_000
"""So many of the nearest are looked at closely."""
LEAST: Final = 0.3
"""What is less like the words that are looked for has as a rule nothing to do with them."""
_AT_ONCE = 2_048
_AFTER = statements.c.id > bindparam("after")
_WITHIN = _AFTER & (statements.c.id <= bindparam("upto"))
_SOME = (
    select(statements.c.id, statements.c.words_hash, statements.c.quote)
    .where(_WITHIN)
    .order_by(statements.c.id)
    .limit(_AT_ONCE)
)
_COUNT = select(func.count()).select_from(statements).where(_WITHIN)
_LAST = select(func.coalesce(func.max(statements.c.id), 0))

Told = Callable[[int, int], None]
"""Called with how many statements are done, and of how many."""


class Embedder(Protocol):
    """Embeds sentences as vectors, as ``encoder.sentences.Sentences`` does."""

    @property
    def version(self) -> str:
        """Vectors of another version cannot be compared with this one's. It names a folder."""

    def embed(self, texts: Sequence[str], /) -> Floats:
        """*Shape:* [texts, 384], each of length 1."""


class StatementVectors:
    """The vectors of one record's statements. May be shared by threads."""

    def __init__(self, record: Store, embedder: Embedder, *, folder: Path | None = None) -> None:
        """``folder`` is where the vectors are kept: by default beside the record."""
        self.embedder = embedder
        self._record = record
        self._all = folder or record.path.with_name(record.path.name + "-meaning")
        self._folder = self._all / embedder.version
        self._segments: tuple[vector_files.VectorSegment, ...] = ()

    @property
    def kept(self) -> int:
        """Count the statements with a vector."""
        self._segments = vector_files.open_segments(self._folder, known=self._segments)
        return sum(len(one.keys) for one in self._segments)

    def waiting(self) -> int:
        """Count the statements without a vector."""
        with self._record.snapshot() as connection:
            last = connection.execute(_LAST).scalar_one()
            missing = self._missing(last)
            return sum(
                int(connection.execute(_COUNT, {"after": after, "upto": upto}).scalar_one()) for after, upto in missing
            )

    def bring_up(self, *, told: Told | None = None) -> int:
        """Make the vectors that are missing: how many. Work that is stopped goes on where it was.

        Vectors of other versions are taken away. Raises ``RecordError`` where there is no writing.
        """
        total = self.waiting()
        done = 0
        if not total:
            return 0
        with self._record.snapshot() as connection:
            last = connection.execute(_LAST).scalar_one()
        try:
            self._drop_others()
            for after, upto in self._missing(last):
                while rows := self._read(after, upto):
                    end = int(rows[-1].id) if len(rows) == _AT_ONCE else upto
                    self._write(rows, after=after, upto=end)
                    after = end
                    done += len(rows)
                    if told is not None:
                        told(done, total)
        except OSError as error:
            raise RecordError(
                str(self._folder),
                f"the meaning of {total - done} statements cannot be kept there ({error.strerror or error})",
                advice="Make room, or make the folder one that you may write to; what is there is safe.",
            ) from error
        return done

    def nearest(self, words: str, *, keys: Iterable[int] | None = None) -> Nearest:
        """The statements that come nearest to ``words`` in meaning: among those with these ``keys``, or among all."""
        self._segments = segments = vector_files.open_segments(self._folder, known=self._segments)
        vector = self.embedder.embed([words])[0]
        if keys is None:
            return vector_files.nearest(segments, vector, most=LOOKED_AT, least=LEAST)
        among = np.array(sorted(keys), dtype=np.int64)
        return vector_files.nearest_among(segments, vector, keys=among, least=LEAST)

    def forget(self, keys: Collection[int]) -> None:
        """The record has other words for these now: let their vectors be made again, with those in the same file."""
        wrong = np.array(sorted(keys), dtype=np.int64)
        for one in self._segments:
            if np.isin(wrong, one.keys).any():
                vector_files.drop(one)

    def _missing(self, last: int) -> list[tuple[int, int]]:
        self._segments = segments = vector_files.open_segments(self._folder, known=self._segments)
        ranges = [(after, last if upto is None else min(upto, last)) for after, upto in vector_files.gaps(segments)]
        return [(after, upto) for after, upto in ranges if after < upto]

    def _read(self, after: int, upto: int) -> Sequence[AnyRow]:
        with self._record.snapshot() as connection:
            return connection.execute(_SOME, {"after": after, "upto": upto}).all()

    def _write(self, rows: Sequence[AnyRow], *, after: int, upto: int) -> None:
        """Make and keep the vectors of ``rows``, in one file with those before them where that is not full yet."""
        made = self.embedder.embed([row.quote for row in rows])
        self._segments = segments = vector_files.open_segments(self._folder, known=self._segments)
        beside = next((one for one in segments if one.upto == after), None)
        if beside is not None and len(beside.keys) + len(rows) > vector_files.MOST_ROWS:
            beside = None
        vector_files.write_segment(
            self._folder,
            after=after,
            upto=upto,
            keys=np.array([row.id for row in rows], dtype=np.int64),
            hashes=np.array([row.words_hash for row in rows], dtype=np.int64),
            vectors=made,
            beside=beside,
        )

    def _drop_others(self) -> None:
        for path in self._all.glob("*/*.vectors"):
            if path.parent != self._folder:
                path.unlink(missing_ok=True)
                with suppress(OSError):  # not yet empty
                    path.parent.rmdir()
