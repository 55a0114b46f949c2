"""Readings with the people that a test wants, in a text that names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

from onrecord.types import Organisation, Person, Reading, Relationship, Span, Stated, Statement
from tests.conftest import ReadText

FILLER = "The harbour board met on Monday and spoke of boats, of the weather and of the long winter at Elmouth."


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody on a page."""

    name: str
    roles: tuple[str, ...] = ()
    age: int | None = None
    words: str = ""
    """What they say there, as their speaker is printed."""
    pronoun: str = ""
    kind: str = "person"


_numbers = count(1)


def page(
    read_text: ReadText,
    *figures: Figure | str,
    url: str | None = None,
    published: str | None = None,
    ties: Sequence[tuple[str, str, str]] = (),
    by: str | None = None,
    lead: str = "",
    fetched: str = "2031-04-02T08:00:00Z",
) -> Reading:
    """The reading of a page with these people, one in each paragraph."""
    people = [Figure(figure) if isinstance(figure, str) else figure for figure in figures]
    lines = [_line(person) for person in people]
    text = f"Boats\n\n{lead}" + "\n\n".join([FILLER, *lines, FILLER]) + "\n"
    path = url or f"https://bell.example/{next(_numbers)}"
    read = read_text(text, url=path, by=by, fetched=fetched)
    entities = [_person(person, f"p{number}", text=read.article.text) for number, person in enumerate(people, 1)]
    persons = [item for item in entities if isinstance(item, Person)]
    ids = {item.name: item.id for item in entities}
    said = [
        replace(item, speaker=ids.get(item.speaker_name or ""), about=tuple(ids)[:2]) if item.speaker_name else item
        for item in _spoken(read, people)
    ]
    return replace(
        read,
        article=replace(read.article, published=published),
        statements=tuple(said),
        people=tuple(persons),
        organisations=tuple(item for item in entities if isinstance(item, Organisation)),
        relationships=tuple(Relationship(a, kind, b, None, "asserted", (0, 5), 0.9) for a, kind, b in ties),  # type: ignore[arg-type]
    )


def _line(one: Figure) -> str:
    words = f'"{one.words}" ' if one.words else ""
    role = f", the {one.roles[0]}," if one.roles else ""
    pronoun = f" Later {one.pronoun} left." if one.pronoun else ""
    return f"{words}{one.name}{role} was at the quay on Thursday, as gulls circled overhead.{pronoun}"


def _spoken(read: Reading, people: Sequence[Figure]) -> list[Statement]:
    by_words = {f'"{person.words}"': person.name for person in people if person.words}
    text = read.article.text
    return [
        replace(statement, speaker_name=by_words[words], speaker_kind="person")
        for statement in read.statements
        if (words := text[slice(*statement.content[0])]) in by_words
    ]


def _person(one: Figure, key: str, *, text: str) -> Person | Organisation:
    start = text.index(one.name, text.index("\n\n" + _line(one)[:12]))
    spans: tuple[Span, ...] = ((start, start + len(one.name)),)
    if one.pronoun:
        index = text.index(f"Later {one.pronoun} ", start) + len("Later ")
        spans += ((index, index + len(one.pronoun)),)
    if one.kind == "organisation":
        return Organisation(key, one.name, (), spans)
    ages = (Stated(str(one.age), spans[0]),) if one.age else ()
    return Person(key, one.name, (), spans, roles=tuple(Stated(role, spans[0]) for role in one.roles), ages=ages)
