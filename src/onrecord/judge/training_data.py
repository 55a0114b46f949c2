"""Judgements as training data, in the format of the training corpora.

statements   one page per line: id, text, title, publisher, published, and its judged statements: content, source, cue,
             kind, speaker, speaker_kind; words that are not a statement under not_statements
people       one pair of mentions a line: left and right as [page, start, end], and whether they are the same person
facts        one judged fact a line: its page, kind, value as read and correct value, and the statement, people or words
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypedDict

from sqlalchemy import Connection, bindparam, select

from onrecord.judge.facts import FACT_KINDS
from onrecord.judge.judgement_log import STATEMENT_KINDS, Judgement, list_judgements
from onrecord.judge.targets import locate_words
from onrecord.store.readings import load_reading_by_key, texts_of
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, pages, statements
from onrecord.store.schema.values import AppearanceTarget

_STATEMENT = select(statements, pages.c.reading_id.label("page_reading_id")).join(pages)
_MISSED = _STATEMENT.where(
    pages.c.public_id == bindparam("page"), statements.c.quote == bindparam("quote"), statements.c.state == CURRENT
)
_STATEMENT = _STATEMENT.where(statements.c.public_id == bindparam("statement"))
_READING = select(pages.c.reading_id).where(pages.c.public_id == bindparam("page"))


class JudgedStatement(TypedDict):
    """A statement as judged."""

    id: str
    content: list[list[int]]
    source: list[list[int]]
    cue: list[list[int]]
    kind: str
    speaker: str | None
    speaker_kind: str


class NoStatement(TypedDict):
    """Words that were judged not to be a statement."""

    content: list[list[int]]


class JudgedPage(TypedDict):
    """A page with its judged statements."""

    id: str
    text: str
    title: str | None
    publisher: str | None
    published: str | None
    statements: list[JudgedStatement]
    not_statements: list[NoStatement]


class JudgedPair(TypedDict):
    """Two mentions as page, start and end; ``same`` is true if they are one person."""

    left: list[str | int]
    right: list[str | int]
    same: bool


class JudgedFact(TypedDict):
    """A fact as read and as judged; ``value`` is null if the page has no such fact."""

    page: str
    kind: str
    was: str | None
    value: str | None
    statement: str | None
    names: list[str]
    words: str | None


def judged_statements(connection: Connection) -> Iterator[JudgedPage]:
    """Yield pages with their judged statements, each as its judgement in force has it.

    The verdict "wrong" is left out, since it does not name the right speaker.
    """
    by_reading: dict[tuple[int, int], list[tuple[AnyRow, Judgement]]] = defaultdict(list)
    for judgement in list_judgements(connection):
        row = _judged_row(connection, judgement) if judgement.in_force else None
        if row is not None:
            by_reading[row.page_id, row.page_reading_id].append((row, judgement))
    for page_id, reading_id in sorted(by_reading):
        yield _page(connection, reading_id, by_reading[page_id, reading_id])


def judged_pairs(connection: Connection) -> Iterator[JudgedPair]:
    """Yield the pairs of mentions judged the same person or different people, without unsure ones."""
    for judgement in list_judgements(connection):
        if judgement.kind in {"same", "different"} and judgement.in_force:
            left_target, right_target = judgement.target["left"], judgement.target["right"]
            left_place, right_place = _place(connection, left_target), _place(connection, right_target)
            if left_place and right_place:
                yield {"left": left_place, "right": right_place, "same": judgement.kind == "same"}


def judged_facts(connection: Connection) -> Iterator[JudgedFact]:
    """Yield the judgements of facts in force, missed statements included."""
    for judgement in list_judgements(connection):
        if judgement.kind in FACT_KINDS and judgement.in_force:
            fact, person = judgement.target["fact"], judgement.target.get("person")
            yield {
                "page": fact["page"],
                "kind": judgement.kind,
                "was": fact.get("was"),
                "value": judgement.value,
                "statement": fact.get("statement"),
                "names": [name for name in (fact.get("from_name"), fact.get("to_name")) if name is not None]
                or ([person["name"]] if person else []),
                "words": fact.get("exact") or fact.get("quote") or (person.get("exact") if person else None),
            }


def _judged_row(connection: Connection, judgement: Judgement) -> AnyRow | None:
    """The statement that the judgement confirms, corrects, adds or rejects."""
    if judgement.kind == "missed":
        fact = judgement.target["fact"]
        return connection.execute(_MISSED, {"page": fact["page"], "quote": fact["exact"]}).first()
    if judgement.kind in STATEMENT_KINDS and judgement.kind != "wrong":
        return connection.execute(_STATEMENT, {"statement": judgement.subject}).first()
    return None


def _page(connection: Connection, reading_id: int, judgements: list[tuple[AnyRow, Judgement]]) -> JudgedPage:
    page = load_reading_by_key(connection, reading_id)
    accepted: list[JudgedStatement] = []
    refused: list[NoStatement] = []
    for row, judgement in sorted(judgements, key=lambda pair: int(pair[0].position)):
        content, cue, source = json.loads(row.spans)
        if judgement.kind == "not-statement":
            refused.append({"content": content})
        else:
            accepted.append(
                {
                    "id": row.public_id,
                    "content": content,
                    "source": source,
                    "cue": cue,
                    "kind": row.kind,
                    "speaker": judgement.value,
                    "speaker_kind": row.speaker_kind,
                }
            )
    article = page.reading.article
    return {
        "id": page.id,
        "text": article.text,
        "title": article.title,
        "publisher": article.outlet,
        "published": article.published,
        "statements": accepted,
        "not_statements": refused,
    }


def _place(connection: Connection, target: AppearanceTarget) -> list[str | int] | None:
    """Page, start and end of the target's words; null if they are not found."""
    reading_id = connection.execute(_READING, {"page": target["page"]}).scalar()
    if reading_id is None:
        return None
    span = locate_words(target, texts_of(connection, [reading_id])[reading_id])
    return None if span is None else [target["page"], *span]


WRITERS: Final[Mapping[str, Callable[[Connection], Iterator[Any]]]] = {
    "statements": judged_statements,
    "people": judged_pairs,
    "facts": judged_facts,
}
"""Functions that yield training data, by kind."""
