"""Newcomers: the appearances on a page that belong to nobody yet, and the linker that says whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from onrecord.store.names import Writer


@dataclass(frozen=True, slots=True)
class Newcomers:
    """The appearances on a page that belong to nobody yet, for a linker to say whose they are."""

    page_id: int
    record: Mapping[str, Any]
    """The reading of the page, in the record format."""
    ids: Mapping[str, int]
    """Keys of the appearances by their ids in the record, such as ``p1``."""


class Linker(Protocol):
    """Says who people are across pages."""

    def __call__(self, writer: Writer, newcomers: Newcomers, /) -> Mapping[int, int]:
        """The person of each appearance that it knows, by their keys; who it does not name is somebody new.

        It is called inside the transaction that keeps the page, and appends its reasons to ``links``.
        """
