"""A statement as its page in the room shows it: the view, and citations of it to copy."""

from __future__ import annotations

from dataclasses import dataclass, fields

from onrecord.cite.citation import cite_in_every_form
from onrecord.store.store import Store
from onrecord.views.statement import KeptStatement, statement_of


@dataclass(frozen=True, slots=True)
class CitedStatement(KeptStatement):
    """A statement of the record, with citations of it."""

    cited: dict[str, str]
    """Citations of it, by their form; none where it is not current."""


def cited_statement(store: Store, public_id: str) -> CitedStatement:
    """The statement with this public id, whether or not its page still makes it.

    Raises ``NotFoundError`` where the record never held one.
    """
    with store.snapshot() as connection:
        view = statement_of(connection, public_id)
        values = {field.name: getattr(view, field.name) for field in fields(KeptStatement)}
        return CitedStatement(**values, cited=cite_in_every_form(connection, public_id))
