"""The stage that adds to each statement to whom and when it was said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.circumstances.clauses import Clause, find_clauses
from onrecord.circumstances.told import find_told, find_told_in_lead
from onrecord.circumstances.when import find_when
from onrecord.times import find_times, is_vague
from onrecord.types import Article, Statement, When

_GOES_ON = re.compile(r"\w+ing|added|adds|and \w+")


def add_circumstances(article: Article, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """``statements`` with ``told`` and ``when``, as far as the page states them for each.

    They are looked for in the sentence of the cue, outside of what anybody said. A statement that goes on from the
    one before it in the same sentence ("..., adding, ...") shares what is stated for that one. A quotation with no
    cue has neither.
    """
    done: list[Statement] = []
    told_so_far: list[tuple[Clause, Statement]] = []
    for statement, clause in zip(statements, find_clauses(article, statements), strict=True):
        if clause is None:
            done.append(statement)
            continue
        times = find_times(clause.text, published=article.published, offset=clause.sentence[0])
        told = find_told(clause, stops=frozenset(time.span[0] - clause.sentence[0] for time in times))
        when = find_when(clause, times, published=article.published)
        if told is None and statement.kind in {"direct", "mixed"}:
            told = find_told_in_lead(clause)
            if told and when is None:
                when = find_when_in_lead(clause, published=article.published)
        for earlier, known in reversed(told_so_far):
            if _carries_on(clause, earlier):
                told, when = told or known.told, when or known.when
                break
        statement = replace(statement, told=told, when=when)
        done.append(statement)
        told_so_far.append((clause, statement))
    return tuple(done)


def find_when_in_lead(clause: Clause, *, published: str | None) -> When | None:
    """The only date that the sentence before states, where that one leads up to the words."""
    times = [
        time for time in find_times(clause.lead, published=published, offset=clause.lead_start) if not is_vague(time)
    ]
    return times[0] if len(times) == 1 else None


def _carries_on(clause: Clause, before: Clause) -> bool:
    """Whether the cue is a further verb of the one before it in the same sentence."""
    same = clause.sentence == before.sentence and not clause.first
    own = clause.statement.source
    shared = not own or own == before.statement.source
    return same and shared and _GOES_ON.match(clause.cue_words) is not None
