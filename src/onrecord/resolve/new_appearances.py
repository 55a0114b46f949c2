"""The contract between adding pages and linking their people: appearances without a person in, persons out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.resolve.persons import AppearanceCounts
from onrecord.store.name_table import Writer
from onrecord.types import Reading, Relationship


@dataclass(frozen=True, slots=True)
class NewAppearances:
    """The appearances on a page that have no person yet."""

    page_id: int
    reading: Reading
    ids: Mapping[str, int]
    """Keys of the appearances by their ids in the reading, such as ``p1``."""
    outlet_id: int | None = None
    """Key of the outlet's name."""
    persons: frozenset[int] = frozenset()
    """Persons who are on the page already."""


@dataclass(frozen=True, slots=True)
class LinkedPage:
    """A new page whose appearances all have their persons."""

    page_id: int
    outlet_id: int | None
    persons: Mapping[int, int]
    """Persons by appearance."""
    created: Mapping[int, str]
    """Kinds of the persons that were created for this page."""
    counts: Sequence[AppearanceCounts]
    names: Mapping[int, str]
    """The names on the page by their keys."""
    relationships: Sequence[tuple[Relationship, int | None, int | None]] = field(default=())
    """Relationships on the page with the persons that they lead from and to."""


class Linker:
    """Links new appearances with the persons of the record; the base of all linkers.

    It works inside the transaction that keeps the pages. The rows of earlier pages may still wait in ``writer.rows``,
    where queries do not see them; ``learn`` tells of these pages.
    """

    def prepare(self, writer: Writer, readings: Iterable[Reading]) -> None:
        """Get ready to link the appearances of ``readings``."""

    def __call__(self, writer: Writer, new: NewAppearances, /) -> Mapping[int, int]:
        """Return the persons of linked appearances, by the keys of these; the caller creates a person for each of the
        rest.

        Reasons are added to ``links``, among the rows of ``writer`` or in ``finish``.
        """
        raise NotImplementedError

    def learn(self, page: LinkedPage) -> None:
        """Take note of a page whose rows are not written yet."""

    def finish(self, writer: Writer) -> None:
        """Add what is left to write to the rows of ``writer``; they are written next, and ``learn`` is over."""

    def forget(self) -> None:
        """Forget all persons and pages: pages since the last ``finish`` were rolled back, or persons have changed."""
