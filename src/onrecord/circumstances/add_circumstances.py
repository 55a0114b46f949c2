"""The stage that adds ``told`` and ``when`` to statements."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from onrecord.circumstances.clauses import Clause, find_clauses
from onrecord.circumstances.told import find_told, find_told_in_lead
from onrecord.circumstances.when import find_when
from onrecord.times import find_times, is_vague
from onrecord.types import Article, Span, Statement, When

# Characters of an expression of time, such as "Wednesday afternoon (September 27, 2017)".
_MAX_TIME_CHARS = 40
# Further cues of a speaker: "told the Bell it floats, adding ...", "... and said".
_FURTHER_CUE = re.compile(r"\w+ing|added|adds|and \w+")


def add_circumstances(article: Article, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return ``statements`` with ``told`` and ``when``, where the page gives them.

    Both come from the sentence of the cue, outside of all contents. A statement whose cue continues an earlier one in
    the same sentence ("..., adding, ...") shares the values of the earlier statement. A quotation without a cue gets
    neither.
    """
    results: list[Statement] = []
    in_sentence: dict[Span, list[Statement]] = defaultdict(list)
    for statement, clause in zip(statements, find_clauses(article, statements), strict=True):
        if clause is None:
            results.append(statement)
            continue
        times = _find_times(clause, published=article.published)
        told = find_told(clause, stops=frozenset(time.span[0] - clause.sentence[0] for time in times))
        when = find_when(clause, times, published=article.published)
        if told is None and statement.kind in {"direct", "mixed"}:
            told = find_told_in_lead(clause)
            if told and when is None:
                when = find_when_in_lead(clause, published=article.published)
        for earlier in reversed(in_sentence[clause.sentence]):
            if _continues(clause, earlier):
                told, when = told or earlier.told, when or earlier.when
                break
        statement = replace(statement, told=told, when=when)
        results.append(statement)
        in_sentence[clause.sentence].append(statement)
    return tuple(results)


def _find_times(clause: Clause, *, published: str | None) -> tuple[When, ...]:
    """Find the times between the cues before and after that of ``clause``, or up to the ends of the sentence."""
    start = 0 if clause.is_first else clause.before[0]
    text = clause.text[start : clause.after[1] + _MAX_TIME_CHARS]
    return find_times(text, published=published, offset=clause.sentence[0] + start)


def find_when_in_lead(clause: Clause, *, published: str | None) -> When | None:
    """Return the time of the sentence before, if it has exactly one, adverbs such as "recently" aside."""
    times = [
        time for time in find_times(clause.lead, published=published, offset=clause.lead_start) if not is_vague(time)
    ]
    return times[0] if len(times) == 1 else None


def _continues(clause: Clause, earlier: Statement) -> bool:
    """Return true if the cue of ``clause`` is a further verb of the speaker of ``earlier``, in the same sentence."""
    source = clause.statement.source
    has_same_speaker = not source or source == earlier.source
    return not clause.is_first and has_same_speaker and _FURTHER_CUE.match(clause.cue_words) is not None
