"""Import an export in JSON Lines: restore the record from the lines that ``jsonl`` writes.

Existing data is not changed, so an interrupted import can be repeated and two records can be merged: a page whose
versions differ from the export is skipped and reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Final, cast

from msgspec import MsgspecError
from msgspec.json import decode as json_decode
from sqlalchemy import Connection, Table, select, update
from sqlalchemy.exc import IntegrityError

from onrecord.errors import UsageError
from onrecord.export.jsonl import FORMAT
from onrecord.export.line_shapes import Line, PageLine, line_problems
from onrecord.export.link_importer import KnownLinks, restore_link
from onrecord.export.page_importer import Outcome, person_keys, restore_page
from onrecord.judge.application import rebuild
from onrecord.store import migrations
from onrecord.store.dialect import insert_new, insert_or_update
from onrecord.store.exclusions import is_excluded, keep_out, let_in, list_exclusions
from onrecord.store.name_table import Writer
from onrecord.store.rows import add_row, find_key
from onrecord.store.schema import (
    appearances,
    exclusions,
    failures,
    judgements,
    meta,
    pages,
    persons,
    statements,
)
from onrecord.store.schema.feeds import feed_pages, feeds, page_visits, search_hits
from onrecord.store.store import Store

_LOT: Final = 200
"""Number of lines in one transaction."""

_MAX_COMMAS: Final = 5_000_000
"""In one line: 33 million empty lists, in 100 MB, took 2 GB. A page of 500,000 characters has some 100,000."""

_ADD_PERSON = insert_new(persons).returning(persons.c.id)


@dataclass(frozen=True, slots=True)
class Restored:
    """A line of an export and the outcome of its import."""

    kind: str
    """Its ``type``; empty if it is invalid."""
    outcome: Outcome
    id: str | None
    """Public id of its page, person or judgement."""
    problem: str | None = None
    """The reason why the line is invalid, in full sentences that begin with its place."""


def restore(record: Store, lines: Iterable[str], *, name: str) -> Iterator[Restored]:
    """Import the ``lines`` of an export; yields each once it is committed. ``name`` names their source in errors.

    An invalid line is yielded as ``invalid`` and the others are imported. Raises ``UsageError`` if the first line is
    not from an export, and the errors of ``lines``; what came before them stays imported.
    """
    numbered = ((f"{name}:{number}", line) for number, line in enumerate(lines, 1) if not line.isspace())
    header = next(numbered, None)
    if header is None:
        raise UsageError(f"{name}: it is empty. Give a file from `onrecord export --format jsonl`.")
    known_links = KnownLinks()
    with record.writer() as writer, _explained(header[0]):
        restored = restore_line(writer, _parsed(header[1], place=header[0], first=True), known_links=known_links)
    yield restored
    try:
        yield from _restore_lots(record, numbered, known_links=known_links)
    except Exception:  # the file is damaged halfway, and what came before is to be found
        _finish(record)
        raise
    _finish(record)


def _finish(record: Store) -> None:
    with record.writer() as writer:
        finish(writer)


def _restore_lots(record: Store, numbered: Iterator[tuple[str, str]], *, known_links: KnownLinks) -> Iterator[Restored]:
    """Import lines, each of them whole or not at all."""
    while lot := list(islice(numbered, _LOT)):
        with record.writer() as writer:
            known_links.follow(writer.connection)
            done = []
            for place, line in lot:
                try:
                    with _explained(place):
                        entry = _parsed(line, place=place, first=False)
                        _check(entry)
                        with writer.connection.begin_nested():
                            done.append(_put_back(writer, entry, known_links=known_links))
                except UsageError as error:
                    writer.forget()
                    done.append(Restored("", "invalid", None, problem=str(error)))
        yield from done


@contextmanager
def _explained(place: str) -> Iterator[None]:
    """Turn the errors of a line into a ``UsageError`` that begins with its place."""
    try:
        yield
    except (ValueError, IntegrityError, UsageError) as error:
        if isinstance(error, UsageError) and str(error).startswith(f"{place}: "):
            raise
        reason = error.orig if isinstance(error, IntegrityError) else error
        raise UsageError(
            f"{place}: this line cannot be imported: {reason}. "
            "Give an unchanged file from `onrecord export --format jsonl`."
        ) from error


def restore_line(writer: Writer, entry: Line, *, known_links: KnownLinks) -> Restored:
    """Import one decoded line. Raises ``ValueError``, ``UsageError`` or ``IntegrityError`` if it is not valid."""
    _check(entry)
    return _put_back(writer, entry, known_links=known_links)


def _check(entry: Line) -> None:
    problem = next(line_problems(entry), None)
    if problem is not None:
        raise ValueError(problem)


def _put_back(writer: Writer, entry: Line, *, known_links: KnownLinks) -> Restored:
    if entry["type"] == "link":
        return Restored("link", restore_link(writer, entry, known_links=known_links), None)
    return _PUT_BACK[entry["type"]](writer, entry)


def finish(writer: Writer) -> None:
    """Compute what an export does not contain: search indexes and the effects of judgements."""
    migrations.derive(writer.connection)
    rebuild(writer)


def _parsed(line: str, *, place: str, first: bool) -> Line:
    try:
        if line.count(",") > _MAX_COMMAS:
            raise ValueError(f"it has more than {_MAX_COMMAS:,} values")
        entry = json_decode(line)
    except (MsgspecError, ValueError, RecursionError) as error:
        raise UsageError(
            f"{place}: this line is not JSON ({error}). Give a file from `onrecord export --format jsonl`."
        ) from error
    kind = entry.get("type") if isinstance(entry, dict) else None
    if not isinstance(kind, str) or kind not in _KINDS or (first and kind != "record"):
        expected = "'record'" if first else f"one of {', '.join(sorted(_KINDS))}"
        raise UsageError(
            f"{place}: this line is not from an export: its type is {kind!r}, expected {expected}. "
            "To read pages, use `onrecord add`."
        )
    assert isinstance(entry, dict)
    if kind == "record" and entry.get("format") != FORMAT:
        raise UsageError(
            f"{place}: the export has format {entry.get('format')!r}, and this version reads {FORMAT}. "
            "Install the latest version of OnRecord."
        )
    return entry


def _record(writer: Writer, entry: Line) -> Restored:
    empty = writer.connection.execute(select(pages.c.id).limit(1)).first() is None
    rows = [{"key": key, "value": value} for key, value in entry["meta"].items()]
    if rows:
        replacing = insert_or_update(meta, key=[meta.c.key], update=lambda new: {"value": new.value})
        writer.connection.execute(replacing if empty else insert_new(meta), rows)
    return Restored("record", "new", None)


def _exclusion(writer: Writer, entry: Line) -> Restored:
    """Take over a removal or a hiding. A page that this record has stays, and is not removed by an import."""
    connection, subject = writer.connection, entry["subject"]
    values = {column.name: entry[column.name] for column in exclusions.c if column.name != "id"}
    if connection.execute(select(exclusions.c.id).filter_by(**values)).first() is not None:
        return Restored("exclusion", "known", subject)
    if entry["kind"] == "remove" and find_key(connection, pages, subject) is not None:
        return Restored("exclusion", "different", subject)
    add_row(connection, exclusions, **values)
    if entry["kind"] == "remove":
        keep_out(connection, subject, map(bytes.fromhex, entry["hashes"]))
    elif entry["kind"] == "allow":
        let_in(connection, subject)
    return Restored("exclusion", "new", subject)


def _person(writer: Writer, entry: Line) -> Restored:
    values = {"public_id": entry["id"], "kind": entry["kind"], "wikidata": entry["wikidata"]}
    values["name_id"] = writer.name_key(entry["name"])
    added = writer.connection.execute(_ADD_PERSON, values).first()
    return Restored("person", "new" if added else "known", entry["id"])


def _merged(writer: Writer, entry: Line) -> Restored:
    keys = person_keys(writer.connection, (entry["id"], entry["into"]))
    has_appearance = select(appearances.c.id).where(appearances.c.person_id == persons.c.id).exists()
    setting = update(persons).where(persons.c.id == keys[entry["id"]], persons.c.merged_into.is_(None), ~has_appearance)
    changed = writer.connection.execute(setting.values(merged_into=keys[entry["into"]])).rowcount
    return Restored("merged", "new" if changed else "known", entry["id"])


def _page(writer: Writer, entry: Line) -> Restored:
    if is_excluded(writer.connection, entry["id"]):
        return Restored("page", "removed", entry["id"])
    return Restored("page", restore_page(writer, cast(PageLine, entry)), entry["id"])


def _judgement(writer: Writer, entry: Line) -> Restored:
    public = entry["public_id"]
    if find_key(writer.connection, judgements, public) is not None:
        return Restored("judgement", "known", public)
    targets = json_decode(entry["target"]).values()
    if any("page" in target and is_excluded(writer.connection, target["page"]) for target in targets):
        return Restored("judgement", "removed", public)
    values = {column.name: entry[column.name] for column in judgements.c if column.name not in {"id", "withdraws"}}
    withdraws = entry["withdraws"]
    if withdraws is not None:
        withdraws = find_key(writer.connection, judgements, withdraws)
        if withdraws is None and any(row.kind == "remove" for row in list_exclusions(writer.connection)):
            return Restored("judgement", "removed", public)
        if withdraws is None:
            raise ValueError(f"it withdraws a judgement that no earlier line has: {entry['withdraws']!r}")
    add_row(writer.connection, judgements, **values, withdraws=withdraws)
    return Restored("judgement", "new", public)


def _hit(writer: Writer, entry: Line) -> Restored:
    statement = find_key(writer.connection, statements, entry["statement"])
    if statement is None:
        return Restored("hit", "different", None)
    values = {field: entry[field] for field in ("search", "found", "sent")} | {"statement_id": statement}
    return _new_row(writer.connection, search_hits, values, kind="hit")


def _as_it_is(table: Table, kind: str) -> Callable[[Writer, Line], Restored]:
    columns = [column.name for column in table.c if column.name != "id"]

    def put_back(writer: Writer, entry: Line) -> Restored:
        return _new_row(writer.connection, table, {name: entry[name] for name in columns}, kind=kind)

    return put_back


def _new_row(connection: Connection, table: Table, values: Mapping[str, object], *, kind: str) -> Restored:
    added = connection.execute(insert_new(table), values).rowcount
    return Restored(kind, "new" if added else "known", None)


_PUT_BACK: Final[Mapping[str, Callable[[Writer, Line], Restored]]] = {
    "record": _record,
    "exclusion": _exclusion,
    "person": _person,
    "merged": _merged,
    "page": _page,
    "judgement": _judgement,
    "failure": _as_it_is(failures, "failure"),
    "feed": _as_it_is(feeds, "feed"),
    "feed_page": _as_it_is(feed_pages, "feed_page"),
    "page_visit": _as_it_is(page_visits, "page_visit"),
    "hit": _hit,
}
_KINDS: Final = frozenset({*_PUT_BACK, "link"})
