"""The contract between adding a page and linking its people: appearances without a person in, persons out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from onrecord.store.name_table import Writer
from onrecord.types import Reading


@dataclass(frozen=True, slots=True)
class NewAppearances:
    """The appearances on a page that have no person yet."""

    page_id: int
    reading: Reading
    ids: Mapping[str, int]
    """Keys of the appearances by their ids in the reading, such as ``p1``."""


class Linker(Protocol):
    """Links new appearances with the persons of the record."""

    def __call__(self, writer: Writer, new: NewAppearances, /) -> Mapping[int, int]:
        """The persons of the appearances that are linked, by their keys; for each of the others a person is created.

        It is called inside the transaction that keeps the page, and appends its reasons to ``links``.
        """
