"""Judgements of facts: a reading with the corrections of its page, and a description of each judgement.

A correction does not change a reading. It makes a new one, marked in the name of its reader, which becomes the page's
current reading, so that every search, view and export uses it. After a withdrawal the earlier reading is current again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final, cast, get_args

from sqlalchemy import Connection, bindparam, select

from onrecord.judge.targets import find_entity
from onrecord.selectors import TextQuote, find_quote
from onrecord.store.schema import judgement_targets, judgements
from onrecord.store.schema.values import FactKind, FactTarget, Targets
from onrecord.types import Entity, Person, Reading, Relationship, Stated, Statement, When

FACT_KINDS: Final[tuple[FactKind, ...]] = get_args(FactKind)
PAGE_FACTS: Final = frozenset({"outlet", "title", "published", "byline"})
STATEMENT_FACTS: Final = frozenset({"told", "when", "act", "kind", "about"})
PERSON_FACTS: Final = frozenset({"alias", "role", "age"})
SINGLE: Final = frozenset({"told", "when", "act", "kind", "outlet", "title", "published"})
"""Facts with a single value: the latest judgement is in force, whatever value the reading has."""
JUDGED: Final = ", judged "
"""Separates reader and hash of the judgements in the reader's name of a corrected reading."""

_ON_PAGE = (
    select(judgements)
    .join(judgement_targets, judgement_targets.c.judgement_id == judgements.c.id)
    .where(judgement_targets.c.page_id == bindparam("page"), judgement_targets.c.side == "fact")
    .order_by(judgements.c.id)
)


@dataclass(frozen=True, slots=True)
class FactJudgement:
    """A judgement of a fact, in force."""

    key: int
    public_id: str
    kind: FactKind
    value: str | None
    """The correct value; null if there is none."""
    targets: Targets

    @property
    def fact(self) -> FactTarget:
        """The fact that it is about."""
        return self.targets["fact"]


@dataclass(frozen=True, slots=True)
class CorrectedReading:
    """A reading with judgements applied."""

    reading: Reading
    orphaned: Mapping[int, str]
    """Reasons why judgements do not apply to it, by their keys."""


def judgements_of_facts(connection: Connection, page_id: int) -> list[FactJudgement]:
    """The judgements of facts of a page that are not withdrawn, oldest first."""
    return [
        FactJudgement(row.id, row.public_id, row.kind, row.value, json.loads(row.target))
        for row in connection.execute(_ON_PAGE, {"page": page_id})
    ]


def correct_reading(
    reading: Reading, facts: Sequence[FactJudgement], *, positions: Mapping[str, int]
) -> CorrectedReading:
    """Apply ``facts`` to ``reading``; ``positions`` are those of statements in it, by their public ids."""
    orphaned: dict[int, str] = {}
    corrected = reading
    for judgement in facts:
        outcome = _CORRECTIONS[judgement.kind](corrected, judgement, positions)
        if isinstance(outcome, str):
            orphaned[judgement.key] = outcome
        else:
            corrected = outcome
    names = "".join(judgement.public_id for judgement in facts)
    version = f"{reading.reader}{JUDGED}{sha256(names.encode()).hexdigest()[:8]}"
    return CorrectedReading(replace(corrected, reader=version), orphaned)


def describe_fact(kind: str, *, fact: FactTarget, value: str | None, name: str | None = None) -> str:
    """A fact and its judgement in one line: ``role of Ada Quill: not “captain”, but “harbour master”``."""
    if kind == "missed":
        return f"missed statement “{fact.get('exact', '')}” by {value}"
    was = fact.get("was")
    if kind == "relationship":
        was = f"{fact.get('from_name')}, {was} of {fact.get('to_name')}"
    of = f" of {name}" if name else ""
    if was is None:
        return f"{kind}{of}: “{value}”"
    if fact.get("was") == value:
        return f"{kind}{of}: “{was}”, as printed"
    return f"{kind}{of}: not “{was}”" + (f", but “{value}”" if value is not None else "")


def _correct_article(reading: Reading, judgement: FactJudgement, _: Mapping[str, int]) -> Reading | str:
    article, kind, was = reading.article, judgement.kind, judgement.fact.get("was")
    if kind == "byline":
        bylines = _replace_item(article.bylines, was, judgement.value)
        return (
            f"the page has no byline “{was}”"
            if bylines is None
            else replace(reading, article=replace(article, bylines=bylines))
        )
    if judgement.value is None and getattr(article, kind) != was:
        return f"the page has another {kind} now"
    corrected: dict[str, Any] = {kind: judgement.value}
    return replace(reading, article=replace(article, **corrected))


def _correct_statement(reading: Reading, judgement: FactJudgement, positions: Mapping[str, int]) -> Reading | str:
    position = positions.get(judgement.fact["statement"])
    if position is None:
        return "the latest reading finds no such statement on the page"
    statement = reading.statements[position]
    corrected = _statement_with(statement, judgement)
    if isinstance(corrected, str):
        return corrected
    statements = (*reading.statements[:position], corrected, *reading.statements[position + 1 :])
    return replace(reading, statements=statements)


def _statement_with(statement: Statement, judgement: FactJudgement) -> Statement | str:
    was, value = judgement.fact.get("was"), judgement.value
    if judgement.kind == "about":
        about = _replace_item(statement.about, was, value)
        return f"the latest reading is not about “{was}”" if about is None else replace(statement, about=about)
    if judgement.kind == "when":
        stated_time = statement.when.text if statement.when else None
        if value is None:
            return replace(statement, when=None) if stated_time == was else "the latest reading has another time"
        start = statement.content[0][0]
        span = statement.when.span if statement.when else (start, start)
        return replace(statement, when=When(statement.when.text if statement.when else value, value, span))
    if value is None and getattr(statement, judgement.kind) != was:
        return f"the latest reading has another value of {judgement.kind}"
    return replace(statement, **{judgement.kind: value})  # type: ignore[arg-type]


def _correct_person(reading: Reading, judgement: FactJudgement, _: Mapping[str, int]) -> Reading | str:
    entity = find_entity(judgement.targets["person"], reading)
    if isinstance(entity, str):
        return entity
    corrected = _entity_with(entity, judgement)
    if isinstance(corrected, str):
        return corrected
    return replace(
        reading,
        people=tuple(corrected if row is entity else row for row in reading.people),  # type: ignore[misc]
        organisations=tuple(corrected if row is entity else row for row in reading.organisations),  # type: ignore[misc]
    )


def _entity_with(entity: Entity, judgement: FactJudgement) -> Entity | str:
    was, value = judgement.fact.get("was"), judgement.value
    gone = f"the latest reading has no {judgement.kind} “{was}” of {entity.name}"
    if judgement.kind == "alias":
        aliases = _replace_item(entity.aliases, was, value)
        return gone if aliases is None else replace(entity, aliases=aliases)
    if not isinstance(entity, Person):
        return f"{entity.name} is an organisation, which has no {judgement.kind}"
    attributes: tuple[Stated, ...] = entity.roles if judgement.kind == "role" else entity.ages
    texts = _replace_item(tuple(row.text for row in attributes), was, value)
    if texts is None:
        return gone
    spans = {row.text: row.span for row in attributes}
    other_span = spans.get(was or "", entity.mentions[0])
    rows = tuple(Stated(text, spans.get(text, other_span)) for text in texts)
    return replace(entity, roles=rows) if judgement.kind == "role" else replace(entity, ages=rows)


def _correct_relationship(reading: Reading, judgement: FactJudgement, _: Mapping[str, int]) -> Reading | str:
    fact = judgement.fact
    rows: list[Relationship] = []
    is_stated = False
    for row in reading.relationships:
        is_meant = (row.from_name, row.relation, row.to_name, reading.article.words(row.evidence)) == (
            *(fact.get(name) for name in ("from_name", "was", "to_name", "exact")),
        )
        is_stated |= is_meant
        if not is_meant:
            rows.append(row)
        elif judgement.value is not None:
            rows.append(replace(row, relation=cast(Any, judgement.value), confidence=1.0))
    if not is_stated:
        return "the latest reading has no such relationship"
    return replace(reading, relationships=tuple(rows))


def _add_missed(reading: Reading, judgement: FactJudgement, _: Mapping[str, int]) -> Reading | str:
    fact, article = judgement.fact, reading.article
    span = find_quote(TextQuote(fact["exact"], fact.get("prefix", ""), fact.get("suffix", "")), article.text)
    if span is None:
        return f"the words “{fact['exact']}” are gone from the page"
    if any(row.content == (span,) for row in reading.statements):
        return "the latest reading has this statement"
    bearers = [row for row in reading.entities if judgement.value in {row.name, *row.aliases}]
    speaker = bearers[0] if len(bearers) == 1 else None
    is_title = any(start <= span[0] < end for start, end in article.titles)
    is_beside = any(row.span[0] <= span[0] < row.span[1] for row in article.furniture)
    statement = Statement(
        id=f"judged-{judgement.public_id}",
        kind="direct" if fact["exact"][:1] in "“\"‘'«„" else "indirect",
        act="said",
        place="headline" if is_title else "furniture" if is_beside else "body",
        content=(span,),
        cue=(),
        source=(),
        speaker_name=speaker.name if speaker else judgement.value,
        speaker_kind=speaker.kind if speaker else "person" if judgement.value else "unknown",
        confidence=1.0,
        speaker=speaker.id if speaker else None,
        speaker_basis="judged",
    )
    return replace(reading, statements=(*reading.statements, statement))


def _replace_item(items: tuple[str, ...], was: str | None, value: str | None) -> tuple[str, ...] | None:
    """Replace ``was`` with ``value``, or add or remove one if the other is null; null if ``was`` is not there."""
    if was is None or (was not in items and value in items):
        return items if value is None or value in items else (*items, value)
    if was not in items:
        return None
    replaced = (value if item == was else item for item in items)
    return tuple(dict.fromkeys(item for item in replaced if item is not None))


_Correction = Callable[[Reading, FactJudgement, Mapping[str, int]], Reading | str]
_CORRECTIONS: Final[Mapping[str, _Correction]] = {
    **dict.fromkeys(PAGE_FACTS, _correct_article),
    **dict.fromkeys(STATEMENT_FACTS, _correct_statement),
    **dict.fromkeys(PERSON_FACTS, _correct_person),
    "relationship": _correct_relationship,
    "missed": _add_missed,
}
