"""Sentence embeddings of statements, in files next to the record, updated on request and not when pages are added.

A vector depends only on the statement's words, so it stays valid while the words do. Speakers, subjects and the like
are filters.
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
from onrecord.search.filters import last_key
from onrecord.search.vector_files import Floats, Nearest
from onrecord.store.rows import AnyRow
from onrecord.store.schema import statements
from onrecord.store.store import Store

MOST_COMPARED: Final = 10_000
"""Number of statements with the most similar signs, whose vectors are compared."""
LEAST_SIMILARITY: Final = 0.3
"""Minimum cosine similarity; below it, statements usually say something else. For "money troubles", "I am broke" has
0.45, "I cannot pay the rent" 0.28, "The ferry is late again" 0.09 and "My son starts school" 0.04. Chosen by eye."""
_BATCH = 2_048
_AFTER = statements.c.id > bindparam("after")
_WITHIN = _AFTER & (statements.c.id <= bindparam("upto"))
_NEXT_BATCH = (
    select(statements.c.id, statements.c.words_hash, statements.c.quote)
    .where(_WITHIN)
    .order_by(statements.c.id)
    .limit(_BATCH)
)
_COUNT = select(func.count()).select_from(statements).where(_WITHIN)

Progress = Callable[[int, int], None]
"""Called with the number of finished statements and of all statements."""


class Embedder(Protocol):
    """Embeds sentences as vectors, as ``encoder.sentences.Sentences`` does."""

    @property
    def version(self) -> str:
        """Version of the vectors; also the name of their folder. Different versions are not comparable."""

    def embed(self, texts: Sequence[str], /) -> Floats:
        """*Shape:* [texts, 384], each of length 1."""


class StatementVectors:
    """The vectors of one record's statements. May be shared by threads."""

    def __init__(self, record: Store, embedder: Embedder, *, folder: Path | None = None) -> None:
        """``folder`` has the vector files; by default it is next to the record."""
        self.embedder = embedder
        self._record = record
        self._all = folder or vector_files.vectors_folder(record.path)
        self._folder = self._all / embedder.version
        self._segments: tuple[vector_files.VectorSegment, ...] = ()

    def __len__(self) -> int:
        """Count the statements with a vector."""
        return sum(len(segment.keys) for segment in self._open())

    def count_missing(self) -> int:
        """Count the statements without a vector."""
        with self._record.snapshot(limited=False, complete=True) as connection:
            last = last_key(connection)
            return sum(
                int(connection.execute(_COUNT, {"after": after, "upto": upto}).scalar_one())
                for after, upto in self._missing_ranges(last)
            )

    def update(self, *, progress: Progress | None = None) -> int:
        """Compute missing vectors, and return their number. Interrupted work resumes. Vectors of other versions are
        deleted.

        Raises ``RecordError`` if the folder cannot be written.
        """
        total = self.count_missing()
        done = 0
        if not total:
            return 0
        with self._record.snapshot(limited=False, complete=True) as connection:
            last = last_key(connection)
        try:
            self._drop_other_versions()
            for after, upto in self._missing_ranges(last):
                while rows := self._read(after, upto):
                    end = int(rows[-1].id) if len(rows) == _BATCH else upto
                    self._write(rows, after=after, upto=end)
                    after = end
                    done += len(rows)
                    if progress is not None:
                        progress(done, total)
        except OSError as error:
            raise RecordError(
                str(self._folder),
                f"the vectors of {total - done} statements cannot be written ({error.strerror or error})",
                advice="Free some space, or make the folder writable. Vectors written before are safe.",
            ) from error
        return done

    def nearest(self, words: str, *, keys: Iterable[int] | None = None) -> Nearest:
        """The statements most similar in meaning to ``words``: among those with these ``keys``, or among all."""
        segments = self._open()
        vector = self.embedder.embed([words])[0]
        if keys is None:
            return vector_files.nearest(segments, vector, most=MOST_COMPARED, least=LEAST_SIMILARITY)
        among = np.array(sorted(keys), dtype=np.int64)
        return vector_files.nearest_among(segments, vector, keys=among, least=LEAST_SIMILARITY)

    def forget(self, keys: Collection[int]) -> None:
        """Delete the files with the vectors of these statements, whose words have changed; they will be computed
        again."""
        stale = np.array(sorted(keys), dtype=np.int64)
        for segment in self._segments:
            if np.isin(stale, segment.keys).any():
                vector_files.drop(segment)

    def _open(self) -> tuple[vector_files.VectorSegment, ...]:
        self._segments = vector_files.open_segments(self._folder, opened=self._segments)
        return self._segments

    def _missing_ranges(self, last: int) -> list[tuple[int, int]]:
        ranges = [(after, last if upto is None else min(upto, last)) for after, upto in vector_files.gaps(self._open())]
        return [(after, upto) for after, upto in ranges if after < upto]

    def _read(self, after: int, upto: int) -> Sequence[AnyRow]:
        with self._record.snapshot(limited=False, complete=True) as connection:
            return connection.execute(_NEXT_BATCH, {"after": after, "upto": upto}).all()

    def _write(self, rows: Sequence[AnyRow], *, after: int, upto: int) -> None:
        """Compute and write the vectors of ``rows``, in one file with those before them if it is not full."""
        vectors = self.embedder.embed([row.quote for row in rows])
        previous = next((segment for segment in self._open() if segment.upto == after), None)
        if previous is not None and len(previous.keys) + len(rows) > vector_files.MOST_ROWS:
            previous = None
        vector_files.write_segment(
            self._folder,
            after=after,
            upto=upto,
            keys=np.array([row.id for row in rows], dtype=np.int64),
            hashes=np.array([row.words_hash for row in rows], dtype=np.int64),
            vectors=vectors,
            previous=previous,
        )

    def _drop_other_versions(self) -> None:
        for path in self._all.glob("*/*.vectors"):
            if path.parent != self._folder:
                path.unlink(missing_ok=True)
                with suppress(OSError):  # not yet empty
                    path.parent.rmdir()
