"""Statements and relationships of invented constructions: ``python -m bench.constructions``; needs no corpora.

Corpora show how often an error occurs, and not that a whole construction is read wrongly. Each construction of
``constructions.toml`` is filled with several names and quotations, read as a page, and compared with what it states.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from bench.edits import text_page
from onrecord.errors import ModelError
from onrecord.reading import Reader
from onrecord.types import INVERSE_RELATIONS, Reading, Statement

_FILE: Final = Path(__file__).with_name("constructions.toml")
_CASTS: Final = (
    {"A": "Orla", "a": "Tarn", "B": "Peter", "b": "Varga", "K": "Lena", "O": "Quay Trust", "P": "Harbour Board"},
    {
        "A": "Maria",
        "a": "Quill",
        "B": "David",
        "b": "Askey",
        "K": "Nora",
        "O": "Elmouth Council",
        "P": "Wexford Ferries",
    },
    {
        "A": "Helen",
        "a": "Lomax",
        "B": "Martin",
        "b": "Pryce",
        "K": "Rose",
        "O": "Ministry of Ports",
        "P": "Sailors’ Union",
    },
    {"A": "Ada", "a": "Stroud", "B": "Hugo", "b": "Brandvold", "K": "Ines", "O": "Calder Police", "P": "Tarn Lines"},
)
"""Names that the constructions are filled with."""
_NAMES: Final = {"A": "{A} {a}", "B": "{B} {b}", "O": "{O}", "P": "{P}", "K": "{K}"}


class Said(msgspec.Struct, frozen=True, array_like=True):
    """What a construction states about some of its words. Names are as printed, or placeholders such as ``A``."""

    words: str
    speaker: str = ""
    """Empty for a description, a document or none."""
    about: tuple[str, ...] | None = None
    """The people and organisations that the words are about; null where that is not compared."""
    told: str | None = None
    """Whom the words were told, as printed, without "the"; empty for nobody; null where that is not compared."""
    when: str | None = None
    """The date of saying, as EDTF; empty for none; null where that is not compared."""


class Construction(msgspec.Struct, frozen=True):
    """A text with placeholders, and what it states."""

    text: str
    said: tuple[Said, ...] = ()
    """Empty for those of the group."""
    unsaid: tuple[str, ...] = ()
    """Words that nobody is stated to have said."""
    related: tuple[tuple[str, str, str], ...] | None = None
    """All relationships between two named people that the text asserts; null where they are not compared."""
    people: tuple[str, ...] | None = None
    """All people that the text names, by full name; null where they are not compared."""


class Group(msgspec.Struct, frozen=True):
    """Constructions of one kind, in the frame of a page."""

    name: str
    frame: str
    constructions: tuple[Construction, ...]
    said: tuple[Said, ...] = ()
    q: tuple[str, ...] = ("",)
    r: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True)
class InventedPage:
    """A page made from a construction, and what it states, with names in place of placeholders."""

    text: str
    construction: str
    """The part of ``text`` that is not of the frame."""
    said: tuple[Said, ...]
    unsaid: tuple[str, ...]
    related: frozenset[tuple[str, str, str]] | None
    people: frozenset[str] | None

    @property
    def fact_count(self) -> int:
        """The number of facts that are compared."""
        optional_facts = [
            self.related,
            self.people,
            *(fact for said in self.said for fact in (said.about, said.told, said.when)),
        ]
        return len(self.said) + len(self.unsaid) + sum(fact is not None for fact in optional_facts)


def load_groups() -> list[Group]:
    """The groups of ``constructions.toml``."""
    return msgspec.toml.decode(_FILE.read_bytes(), type=dict[str, list[Group]])["groups"]


def make_pages(group: Group) -> Iterator[InventedPage]:
    """Yield each construction of ``group`` with each cast and each pair of quotations."""
    for construction, cast, q, r in product(group.constructions, _CASTS, group.q, group.r):
        filling = {**cast, "q": q, "r": r}
        text = construction.text.format(**filling)
        related = construction.related
        yield InventedPage(
            text=group.frame.format(text="{text}", **filling).replace("{text}", text),
            construction=text,
            said=tuple(_fill_said(said, filling) for said in construction.said or group.said),
            unsaid=tuple(words.format(**filling) for words in construction.unsaid),
            related=None
            if related is None
            else frozenset(_normal_relation(*(_fill(word, filling) for word in relation)) for relation in related),
            people=None
            if construction.people is None
            else frozenset(_fill(name, filling) for name in construction.people),
        )


def _fill(text: str, filling: Mapping[str, str]) -> str:
    return _NAMES.get(text, text).format(**filling)


def _fill_said(said: Said, filling: Mapping[str, str]) -> Said:
    return Said(
        said.words.format(**filling),
        _fill(said.speaker, filling),
        None if said.about is None else tuple(_fill(name, filling) for name in said.about),
        None if said.told is None else _fill(said.told, filling),
        said.when,
    )


def _normal_relation(first: str, relation: str, second: str) -> tuple[str, str, str]:
    """The same relationship in one direction: from parent to child, or in the order of the names."""
    if relation == "child" or (relation != "parent" and second < first):
        return second, INVERSE_RELATIONS.get(relation, relation), first
    return first, relation, second


def find_errors(reading: Reading, page: InventedPage) -> list[str]:
    """Describe the facts of ``page`` that ``reading`` lacks or states otherwise."""
    errors = []
    for said in page.said:
        statements = _find_innermost(reading, said.words)
        errors += _compare(said, {_name(item) for item in statements}, {said.speaker}, "speaker")
        if said.about is not None:
            errors += _compare(
                said,
                {name.removeprefix("The ") for item in statements for name in item.about},
                set(said.about),
                "about",
            )
        if said.told is not None:
            told = {(item.told or "").removeprefix("the ").removeprefix("The ") for item in statements}
            errors += _compare(said, told, {said.told}, "told")
        if said.when is not None:
            dates = {(item.when and (item.when.edtf or item.when.text)) or "" for item in statements}
            errors += _compare(said, dates, {said.when}, "when")
    for words in page.unsaid:
        speakers = {_name(item) for item in reading.statements if words in reading.article.quote(item.content)}
        errors += [f"{words}: said by nobody, read as said by {_list(speakers)}"] if speakers else []
    names = {person.name for person in reading.people}
    if page.people is not None and page.people != names:
        errors.append(f"people {_list(page.people)}, read as {_list(names)}")
    if page.related is not None:
        related = {
            _normal_relation(relation.from_name, relation.relation, relation.to_name)
            for relation in reading.relationships
            if relation.status == "asserted" and relation.to_name in names
        }
        if related != page.related:
            errors.append(f"relationships {sorted(page.related)}, read as {sorted(related)}")
    return errors


def _find_innermost(reading: Reading, words: str) -> list[Statement]:
    """The statements of ``words``, those within others first: what Tarn said, not that somebody heard it."""
    statements = [item for item in reading.statements if words in reading.article.quote(item.content)]
    lengths = [len(reading.article.quote(item.content)) for item in statements]
    return [item for item, length in zip(statements, lengths, strict=True) if length == min(lengths)]


def _compare(said: Said, read: set[str], expected: set[str], field: str) -> list[str]:
    """One error if ``read`` is not ``expected``."""
    if read == expected:
        return []
    return [f"{said.words}: {field} {_list(expected)}, read as {_list(read)}"]


def _list(names: Iterable[str]) -> str:
    return " and ".join(name or "no name" for name in sorted(names)) or "nothing"


def _name(statement: Statement) -> str:
    """The name of the speaker, without "The"; empty for a description, a document or none."""
    is_named = statement.speaker_kind in {"person", "organisation"}
    return (statement.speaker_name or "").removeprefix("The ") if is_named else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table of the groups, with ``--misses`` also each error; return 1 if the model cannot be loaded."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.constructions", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--misses", action="store_true", help="list the errors")
    options = parser.parse_args(arguments)
    console = Console()
    try:
        reader = Reader.load()
    except ModelError as error:
        console.print(f"Constructions: not read. {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        return 1
    table = Table("constructions", title="Invented constructions")
    for column in ("pages", "facts", "wrong"):
        table.add_column(column, justify="right")
    for group in load_groups():
        pages = list(make_pages(group))
        errors = [
            (page.construction, fault)
            for page in pages
            for fault in find_errors(reader.read(text_page("page", page.text)), page)
        ]
        table.add_row(group.name, str(len(pages)), str(sum(page.fact_count for page in pages)), str(len(errors)))
        for construction, fault in errors if options.misses else ():
            console.print(f"{construction}\n    {fault}", markup=False, highlight=False, soft_wrap=True)
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
