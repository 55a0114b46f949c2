"""A statement with citations to copy, as the room shows it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from onrecord.cite.citation import CiteForm, write_citation
from onrecord.store.store import Store
from onrecord.views.statement import KeptStatement, statement_on_page


@dataclass(frozen=True, slots=True)
class CitedStatement(KeptStatement):
    """A statement of the record, with citations of it."""

    cited: dict[str, str]
    """Citations by form; empty if the statement is not current."""


def cited_statement(store: Store, public_id: str) -> CitedStatement:
    """The statement with this public id, even if its page no longer makes it. Raises ``NotFoundError`` if it never
    existed."""
    with store.snapshot() as connection:
        view, page, statement = statement_on_page(connection, public_id)
    values = {field.name: getattr(view, field.name) for field in fields(KeptStatement)}
    forms = CiteForm if view.standing == "current" else ()
    cited = {form.value: write_citation(page, statement, form=form) for form in forms}
    return CitedStatement(**values, cited=cited)
