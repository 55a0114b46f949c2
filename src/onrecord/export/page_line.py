"""The line of a page in a JSON Lines export, which ``jsonl`` writes and ``page_importer`` reads."""

from __future__ import annotations

from typing import TypedDict

from onrecord.codec import ReadingRecord


class VersionLine(TypedDict):
    """A version of the page."""

    number: int
    fingerprint: str
    fetched: str | None
    copies: list[str]
    """SHA-256 of each copy of this version's bytes."""


class ReadingLine(TypedDict):
    """A reading of a version, whole, with all fields that its reader wrote."""

    version: int
    at: str
    record: ReadingRecord


class AppearanceLine(TypedDict):
    """A person or organisation on the page."""

    kind: str
    name: str
    nth: int
    person: str | None
    """Public id."""
    state: str
    local_id: str
    mentions: int
    aliases: list[str]
    roles: list[str]
    ages: list[int]


class StatementLine(TypedDict):
    """A statement that a reading of the page found, as it was read."""

    id: str
    state: str
    reading: int
    """Position among the page's readings."""
    position: int
    """Position among the statements of that reading."""
    speaker: int | None
    """Position among the page's people."""
    speaker_name: str | None
    person: str | None
    """Public id of the speaker."""


class ChangeLine(TypedDict):
    """A change of a statement from one version to another."""

    kind: str
    from_version: int
    to_version: int
    before_statement: str | None
    after_statement: str | None
    before: str | None
    after: str | None
    at: str


class PageLine(TypedDict):
    """A page: its addresses, versions and readings, its people and its statements over all readings."""

    type: str
    id: str
    key: str
    url: str | None
    source: str
    fetched: str | None
    addresses: list[str]
    versions: list[VersionLine]
    readings: list[ReadingLine]
    current: int
    """Position of the current reading among ``readings``."""
    people: list[AppearanceLine]
    statements: list[StatementLine]
    changes: list[ChangeLine]
