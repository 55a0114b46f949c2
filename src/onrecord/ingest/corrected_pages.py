"""Judge facts of pages: relationships, aliases, roles, ages, subjects, addressees, times, and the page's own metadata.

In: a fact and its correct value, or a missed statement. Out: judgements in the log, and the page's current reading as
they correct it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final, get_args

from sqlalchemy import Connection, bindparam, select

from onrecord.errors import UsageError
from onrecord.ingest.keep import make_current
from onrecord.judge import judgement_log
from onrecord.judge.decisions import find_appearances, find_statement
from onrecord.judge.facts import FACT_KINDS, JUDGED, PAGE_FACTS, PERSON_FACTS, STATEMENT_FACTS
from onrecord.judge.judgement_log import Author, Judgement
from onrecord.judge.targets import appearance_target
from onrecord.resolve.name_resolver import resolve_person
from onrecord.selectors import TextQuote, find_quote, quote_words
from onrecord.store import schema
from onrecord.store.entities import load_names
from onrecord.store.name_table import Writer
from onrecord.store.readings import load_reading, reading_by_key
from onrecord.store.rows import AnyRow, public_id_of
from onrecord.store.schema import judgement_targets, pages, persons, readers, readings, relationships
from onrecord.store.schema.values import FactKind, FactTarget, Targets
from onrecord.store.store import Store
from onrecord.times import is_edtf
from onrecord.types import INVERSE_RELATIONS, Act, Kind, Reading, Relation

_OLDEST: Final = 150
_CHOICES: Final = {"act": get_args(Act), "kind": get_args(Kind), "relationship": get_args(Relation)}
_BASE = (
    select(readings.c.id)
    .join(readers, readers.c.id == readings.c.reader_id)
    .join(pages, pages.c.version_id == readings.c.version_id)
    .where(pages.c.id == bindparam("page"), readers.c.version == bindparam("reader"))
)
_CURRENT = (
    select(pages.c.reading_id, readers.c.version)
    .join(readings, readings.c.id == pages.c.reading_id)
    .join(readers, readers.c.id == readings.c.reader_id)
    .where(pages.c.id == bindparam("page"))
)


def judge_fact(
    record: Store,
    kind: FactKind,
    subject: str,
    *,
    by: Author,
    was: str | None = None,
    value: str | None = None,
    other: str | None = None,
    on_pages: Collection[str] | None = None,
) -> tuple[Judgement, ...]:
    """Judge that a fact is ``value`` instead of ``was``, or that there is no such fact if ``value`` is null.

    A ``value`` that equals ``was`` confirms that the page states the fact.

    ``subject`` is a statement's id (``told``, ``when``, ``act``, ``kind``, ``about``), a page's (``outlet``, ``title``,
    ``published``, ``byline``), or a person's name or id (``alias``, ``role``, ``age``, ``relationship``), also as
    NAME@PAGE. ``other`` is the other person of a relationship, whose ``was`` is the relation as read. A fact of a
    person is judged on every page that states it, or on those of ``on_pages``, public ids. Raises ``UsageError`` and
    ``NotFoundError``.
    """
    was, value = (text.strip() or None if text is not None else None for text in (was, value))
    _check_value(kind, was=was, value=value)
    with record.writer() as writer:
        if kind in PAGE_FACTS:
            facts = [_page_fact(writer.connection, kind, subject, was=was)]
        elif kind in STATEMENT_FACTS:
            facts = [_statement_fact(writer.connection, kind, subject, was=was)]
        elif kind in PERSON_FACTS:
            facts = _person_facts(writer.connection, kind, subject, was=was, on_pages=on_pages)
        elif kind == "relationship":
            return _judge_relationship(writer, subject, other, was=was, value=value, on_pages=on_pages, by=by)
        else:
            raise UsageError(f"{kind!r} is not a kind of fact. Choose one of {', '.join(FACT_KINDS)}.")
        return _append(writer, kind, [(*row, value) for row in facts], by=by)


def judge_missed(
    record: Store, page: str, words: str, *, by: Author, speaker: str | None = None, prefix: str = "", suffix: str = ""
) -> Judgement:
    """Add a statement that the reader missed: its ``words`` as printed, and the name of its speaker if there is one.

    ``prefix`` and ``suffix`` identify words that occur several times on the page. Raises ``UsageError`` if the words do
    not occur, or if they are still ambiguous.
    """
    with record.writer() as writer:
        stored = load_reading(writer.connection, page.strip().lower())
        span = _find_words(stored.text, words, prefix=prefix, suffix=suffix)
        quote = quote_words(stored.text, span)
        fact: FactTarget = {"page": stored.id, "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}
        value = " ".join((speaker or "").split()) or None
        (judgement,) = _append(writer, "missed", [(stored.id, {"fact": fact}, value)], by=by)
        return judgement


def withdraw(record: Store, judgement: str, *, by: Author) -> Judgement:
    """Withdraw any judgement, as ``judgement_log.withdraw``, and restore the reading if it was one of a fact."""
    with record.writer() as writer:
        page_ids = _pages_of(writer.connection, [judgement])
        withdrawal = judgement_log.withdraw(writer, judgement, by=by)
        _refresh(writer, page_ids)
        return withdrawal


def base_reading(connection: Connection, page_id: int) -> tuple[int, Reading]:
    """The page's current reading without judgements, and its key."""
    row = connection.execute(_CURRENT, {"page": page_id}).one()
    reader, _, judgement_hash = row.version.partition(JUDGED)
    key = (
        connection.execute(_BASE, {"page": page_id, "reader": reader}).scalar_one()
        if judgement_hash
        else row.reading_id
    )
    return key, reading_by_key(connection, key)


def _append(
    writer: Writer, kind: FactKind, facts: Sequence[tuple[str, Targets, str | None]], *, by: Author
) -> tuple[Judgement, ...]:
    """Log a judgement for each subject, targets and value, and correct the pages."""
    judgements = tuple(
        judgement_log.append(writer, kind=kind, subject=subject, targets=targets, value=value, by=by)
        for subject, targets, value in facts
    )
    _refresh(writer, _pages_of(writer.connection, [judgement.id for judgement in judgements]))
    return judgements


def _refresh(writer: Writer, page_ids: Iterable[int]) -> None:
    """Make the reading of these pages current again, with the judgements in force."""
    for page_id in sorted(page_ids):
        key, reading = base_reading(writer.connection, page_id)
        make_current(writer, reading, page_id=page_id, reading_id=key, linker=None)


def _pages_of(connection: Connection, public_ids: Sequence[str]) -> set[int]:
    """Keys of the pages with the facts of these judgements."""
    query = (
        select(judgement_targets.c.page_id)
        .join(schema.judgements, schema.judgements.c.id == judgement_targets.c.judgement_id)
        .where(schema.judgements.c.public_id.in_(public_ids), judgement_targets.c.side == "fact")
    )
    return set(connection.execute(query).scalars()) - {None}


def _page_fact(connection: Connection, kind: FactKind, page: str, *, was: str | None) -> tuple[str, Targets]:
    article = load_reading(connection, page.strip().lower())
    if kind != "byline":
        was = getattr(article.reading.article, kind)
    elif was is not None and was not in article.reading.article.bylines:
        raise UsageError(
            f"The page {page!r} has no byline {was!r}. It has {article.reading.article.bylines or 'none'}."
        )
    return article.id, {"fact": {"page": article.id, "was": was}}


def _statement_fact(connection: Connection, kind: FactKind, statement: str, *, was: str | None) -> tuple[str, Targets]:
    row = find_statement(connection, statement)
    page = public_id_of(connection, pages, row.page_id)
    read = reading_by_key(connection, row.reading_id).statements[row.position]
    if kind == "about":
        if was is not None and was not in read.about:
            raise UsageError(f"The statement {statement!r} is not about {was!r}. It is about {read.about or 'nobody'}.")
    elif kind == "when":
        was = read.when.text if read.when else None
    else:
        was = getattr(read, kind)
    fact: FactTarget = {"page": page, "was": was, "statement": row.public_id, "quote": row.quote}
    return row.public_id, {"fact": fact}


def _person_facts(
    connection: Connection, kind: FactKind, person: str, *, was: str | None, on_pages: Collection[str] | None
) -> list[tuple[str, Targets]]:
    """The fact on every page that states it; if it is to be added, on the person's first page."""
    facts = []
    for row in find_appearances(connection, person):
        stated_values = {"alias": row.aliases, "role": row.roles, "age": row.ages}[kind]
        is_meant = on_pages is None or row.page in on_pages
        if is_meant and (was is None or was in stated_values):
            targets: Targets = {"person": appearance_target(connection, row.id), "fact": {"page": row.page, "was": was}}
            facts.append((row.person, targets))
    if not facts:
        raise UsageError(f"No page states {kind} {was!r} of {person!r}. Take it from the person's page as printed.")
    return facts if was is not None else facts[:1]


def _judge_relationship(
    writer: Writer,
    subject: str,
    other: str | None,
    *,
    was: str | None,
    value: str | None,
    on_pages: Collection[str] | None,
    by: Author,
) -> tuple[Judgement, ...]:
    connection = writer.connection
    if other is None or was is None:
        raise UsageError("A relationship needs the other person and the relation as read.")
    person = resolve_person(connection, subject)
    facts = []
    for row in _stated_relationships(connection, person):
        names = load_names(connection, (row.from_name_id, row.to_name_id))
        is_from = row.from_id == person
        relation = row.relation if is_from else INVERSE_RELATIONS.get(row.relation, row.relation)
        other_id = connection.execute(
            select(persons.c.public_id).where(persons.c.id == (row.to_id if is_from else row.from_id))
        ).scalar()
        other_name = names[row.to_name_id if is_from else row.from_name_id].name
        if relation != was or other not in {other_id, other_name}:
            continue
        page = public_id_of(connection, pages, row.page_id)
        if on_pages is not None and page not in on_pages:
            continue
        fact: FactTarget = {
            "page": page,
            "was": row.relation,
            "from_name": names[row.from_name_id].name,
            "to_name": names[row.to_name_id].name,
            "exact": row.evidence,
        }
        right = value if is_from or value is None else INVERSE_RELATIONS.get(value, value)
        facts.append((public_id_of(connection, persons, person), Targets(fact=fact), right))
    if not facts:
        raise UsageError(f"No page states that {subject!r} is {was} of {other!r}. Take both from the person's page.")
    return _append(writer, "relationship", facts, by=by)


def _stated_relationships(connection: Connection, person: int) -> Sequence[AnyRow]:
    either = (relationships.c.from_id == person) | (relationships.c.to_id == person)
    return connection.execute(select(relationships).where(either).order_by(relationships.c.id)).all()


def _find_words(text: str, words: str, *, prefix: str, suffix: str) -> tuple[int, int]:
    """The span of ``words`` in ``text``, whatever white space is between them. Raises ``UsageError``."""
    if not words.split():
        raise UsageError("No words are given. Give the words of the statement as the page prints them.")
    exact = find_quote(TextQuote(words, prefix, suffix), text) if prefix or suffix else None
    if exact is not None:
        return exact
    places = list(re.finditer(r"\s+".join(map(re.escape, words.split())), text))
    if len(places) != 1:
        number = "not" if not places else f"{len(places)} times"
        raise UsageError(f"The words {words!r} are {number} on the page. Give more of them, as the page prints them.")
    return places[0].span()


def _check_value(kind: FactKind, *, was: str | None, value: str | None) -> None:
    """Raise ``UsageError`` for a value that the fact cannot have."""
    if kind in _CHOICES and value is not None and value not in _CHOICES[kind]:
        raise UsageError(f"{value!r} is no {kind}. Choose one of {', '.join(_CHOICES[kind])}.")
    if kind in {"act", "kind"} and value is None:
        raise UsageError(f"Every statement has a {kind}. Give the right one: {', '.join(_CHOICES[kind])}.")
    if kind in {"when", "published"} and value is not None and not is_edtf(value):
        raise UsageError(f"{value!r} is not a date in EDTF. Expected a date such as 2025-02-26, 2025-02 or 2016.")
    if kind == "age" and value is not None and not (value.isdecimal() and int(value) <= _OLDEST):
        raise UsageError(f"{value!r} is not an age. Expected a number of years from 0 to {_OLDEST}.")
    if kind in {"about", "alias", "role", "age", "byline"} and was is None and value is None:
        raise UsageError(f"No {kind} is given. Give the wrong one, the correct one, or both.")
