"""Hide people: they stay in the record, but no search, listing, page or publication shows them."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Connection

from onrecord.errors import NotFoundError
from onrecord.judge.judgement_log import Author
from onrecord.resolve.name_resolver import resolve_person
from onrecord.store import exclusions
from onrecord.store.rows import public_id_of
from onrecord.store.schema import persons
from onrecord.store.store import Store


def hide(record: Store, person: str, *, by: Author) -> exclusions.Exclusion:
    """Hide the person with this name or public id, and log it.

    Raises ``NotFoundError`` and ``AmbiguousNameError`` as ``resolve_person`` does, and ``UsageError`` without an author
    and a reason.
    """
    with record.transaction() as connection:
        public_id = _public_id(connection, person)
        return _log(connection, "hide", public_id, by=by)


def unhide(record: Store, person: str, *, by: Author) -> exclusions.Exclusion:
    """Show the hidden person with this public id or name again, and log it. Raises ``NotFoundError``."""
    with record.transaction() as connection:
        entries = exclusions.list_exclusions(connection)
        hidden = {entry.subject for entry in entries if entry.kind == "hide" and entry.in_force}
        subject = person.strip().lower()
        if subject not in hidden:
            subject = _public_id(connection, person)
        if subject not in hidden:
            raise NotFoundError(f"{person!r} is not hidden. See `onrecord hide --list`.")
        return _log(connection, "unhide", subject, by=by)


def _log(connection: Connection, kind: Literal["hide", "unhide"], subject: str, *, by: Author) -> exclusions.Exclusion:
    entry = exclusions.log_exclusion(connection, kind, subject, who=by.who, why=by.why or "")
    exclusions.refresh_hidden(connection)
    return entry


def _public_id(connection: Connection, person: str) -> str:
    return public_id_of(connection, persons, resolve_person(connection, person))
