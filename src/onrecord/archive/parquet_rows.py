"""Rows of Parquet files, which may come from strangers, in little memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any, Final

from onrecord.errors import UnreadableError
from onrecord.pages.inflate import GROWTH_COUNTS_FROM, MAX_GROWTH

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

_MOST_ROWS: Final = 100
_BATCH_BYTES: Final = 150_000_000
_VALUE_BYTES: Final = 50
"""Memory of a short value. A list of 60 million equal ones was stored in 900 bytes, and took 3 GB."""


def read_rows(file: ParquetFile, *, source: str, group: int, columns: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a row group of ``file`` with the given ``columns``.

    A value that is stored once may be in every row: a hundred of 30 MB took 6 GB, from a file of 6 kB. So a batch has
    as many rows as take 150 MB if each has all that is stored. Raises ``UnreadableError`` for a column that grows more
    than 200 times when it is decompressed: 28 kB may be a value of 900 MB. See also ``check_row_count``.
    """
    metadata = file.metadata.row_group(group)
    chunks = [metadata.column(number) for number in range(metadata.num_columns)]
    size = 0
    for chunk in chunks:
        name = chunk.path_in_schema.partition(".")[0]
        if name not in columns:
            continue
        grown = max(chunk.total_uncompressed_size, _VALUE_BYTES * chunk.num_values)
        if _grows_too_much(grown, stored=chunk.total_compressed_size):
            raise UnreadableError(
                source,
                f"its column {name} grows more than {MAX_GROWTH} times when it is decompressed",
                advice="Write it again without that value.",
            )
        size += chunk.total_uncompressed_size + _VALUE_BYTES * (chunk.num_values - metadata.num_rows)
    batch_size = max(1, min(_MOST_ROWS, _BATCH_BYTES // max(1, size)))
    for batch in file.iter_batches(batch_size=batch_size, row_groups=[group], columns=list(columns)):
        yield from batch.to_pylist()


def check_row_count(file: ParquetFile, *, source: str, stored: int) -> None:
    """Raise ``UnreadableError`` for a ``file`` of ``stored`` bytes with far too many rows: nulls take no space."""
    if _grows_too_much(_VALUE_BYTES * file.metadata.num_rows, stored=stored):
        raise UnreadableError(
            source, f"it has {file.metadata.num_rows:,} rows in {stored:,} bytes", advice="Write it again without them."
        )


def _grows_too_much(grown: int, *, stored: int) -> bool:
    return grown > GROWTH_COUNTS_FROM and grown > MAX_GROWTH * stored
