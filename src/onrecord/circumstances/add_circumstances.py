"""The stage that adds ``told`` and ``when`` to statements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.circumstances.clauses import Clause, find_clauses
from onrecord.circumstances.told import find_told, find_told_in_lead
from onrecord.circumstances.when import find_when
from onrecord.times import find_times, is_vague
from onrecord.types import Article, Statement, When

# Further cues of a speaker: "told the Bell it floats, adding ...", "... and said".
_FURTHER_CUE = re.compile(r"\w+ing|added|adds|and \w+")


def add_circumstances(article: Article, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return ``statements`` with ``told`` and ``when``, where the page gives them.

    Both come from the sentence of the cue, outside of all contents. A statement whose cue continues an earlier one in
    the same sentence ("..., adding, ...") shares the values of the earlier statement. A quotation without a cue gets
    neither.
    """
    results: list[Statement] = []
    with_clauses: list[tuple[Clause, Statement]] = []
    for statement, clause in zip(statements, find_clauses(article, statements), strict=True):
        if clause is None:
            results.append(statement)
            continue
        times = find_times(clause.text, published=article.published, offset=clause.sentence[0])
        told = find_told(clause, stops=frozenset(time.span[0] - clause.sentence[0] for time in times))
        when = find_when(clause, times, published=article.published)
        if told is None and statement.kind in {"direct", "mixed"}:
            told = find_told_in_lead(clause)
            if told and when is None:
                when = find_when_in_lead(clause, published=article.published)
        for earlier_clause, earlier in reversed(with_clauses):
            if _continues(clause, earlier_clause):
                told, when = told or earlier.told, when or earlier.when
                break
        statement = replace(statement, told=told, when=when)
        results.append(statement)
        with_clauses.append((clause, statement))
    return tuple(results)


def find_when_in_lead(clause: Clause, *, published: str | None) -> When | None:
    """Return the time of the sentence before, if it has exactly one, adverbs such as "recently" aside."""
    times = [
        time for time in find_times(clause.lead, published=published, offset=clause.lead_start) if not is_vague(time)
    ]
    return times[0] if len(times) == 1 else None


def _continues(clause: Clause, earlier: Clause) -> bool:
    """Return true if the cue of ``clause`` is a further verb of the speaker of ``earlier``, in the same sentence."""
    in_same_sentence = clause.sentence == earlier.sentence and not clause.is_first
    source = clause.statement.source
    has_same_speaker = not source or source == earlier.statement.source
    return in_same_sentence and has_same_speaker and _FURTHER_CUE.match(clause.cue_words) is not None
