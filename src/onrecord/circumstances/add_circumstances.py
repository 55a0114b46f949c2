"""The stage that adds ``told`` and ``when`` to statements."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from onrecord.circumstances.channels import SITES
from onrecord.circumstances.clauses import MASK, Clause, find_clauses
from onrecord.circumstances.noun_phrases import is_named
from onrecord.circumstances.told import find_told, find_told_in_lead
from onrecord.circumstances.when import find_when
from onrecord.times import find_times, is_vague
from onrecord.types import Article, Span, Statement, When

# Characters of an expression of time, such as "Wednesday afternoon (September 27, 2017)".
_MAX_TIME_CHARS = 40
_UNMASKED = re.compile(f"[^{MASK}]+")
# Further cues of a speaker: "told the Bell it floats, adding ...", "... and said".
_CONJUNCTION = re.compile(r",? (?:and|but|then)(?: also| then)? ")
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s")
_FURTHER_CUE = re.compile(r"\w+ing|added|adds|and \w+")


def add_circumstances(article: Article, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return ``statements`` with ``told`` and ``when``, where the page gives them.

    Both come from the sentence of the cue, outside of all contents. A statement whose cue continues an earlier one in
    the same sentence ("..., adding, ...") shares the values of the earlier statement; one that it relays takes them.
    ``told`` goes over to what the speaker says next: see ``_still_told``.
    """
    results: list[Statement] = []
    in_sentence: dict[Span, list[int]] = defaultdict(list)
    for statement, clause in zip(statements, find_clauses(article, statements), strict=True):
        still_told = _still_told(article, results[-1], statement) if results else None
        if clause is None:
            results.append(replace(statement, told=still_told) if still_told else statement)
            continue
        times = _find_times(clause, published=article.published)
        stops = [time.span[0] for time in times if not is_vague(time)] + [start for start, _ in statement.source]
        told = find_told(clause, stops=frozenset(stop - clause.sentence[0] for stop in stops))
        when = find_when(clause, times, published=article.published)
        if told is None and statement.kind in {"direct", "mixed"}:
            told = find_told_in_lead(clause)
            if told and when is None:
                when = find_when_in_lead(clause, published=article.published)
        for number in reversed(in_sentence[clause.sentence]):
            earlier = results[number]
            is_relayed = _relays(article, earlier, statement)
            if is_relayed:
                # "In an interview with Lantern, according to the Bell, Tarn said it floats": Lantern is whom Tarn told.
                results[number] = replace(earlier, told=None)
            if is_relayed or _continues(article, clause, earlier):
                told, when = told or earlier.told, when or earlier.when
                break
        told = told or still_told
        if told or when:
            statement = replace(statement, told=told, when=when)
        results.append(statement)
        in_sentence[clause.sentence].append(len(results) - 1)
    return tuple(results)


def _find_times(clause: Clause, *, published: str | None) -> tuple[When, ...]:
    """Find the times between the cues before and after that of ``clause``, or up to the ends of the sentence."""
    start, end = 0 if clause.is_first else clause.before[0], clause.after[1] + _MAX_TIME_CHARS
    offset = clause.sentence[0]
    # A long sentence may be contents for the most part, and is searched for each of its cues.
    return tuple(
        time
        for match in _UNMASKED.finditer(clause.text, start, end)
        for time in find_times(match[0], published=published, offset=offset + match.start())
    )


def find_when_in_lead(clause: Clause, *, published: str | None) -> When | None:
    """Return the time of the sentence before, if it has exactly one, not counting adverbs such as "recently"."""
    times = [
        time for time in find_times(clause.lead, published=published, offset=clause.lead_start) if not is_vague(time)
    ]
    return times[0] if len(times) == 1 else None


def _still_told(article: Article, before: Statement, statement: Statement) -> str | None:
    """Return the addressee of ``before``, the statement before, if ``statement`` clearly goes on speaking to it.

    A quotation in the next sentence does: 'Quill told the Bell it floats. "It flies," she said.' In the next paragraph
    only a post does; of 78 others in the training pages, 17 were told the same.
    """
    if before.told is None or before.speaker_name is None or before.speaker_name != statement.speaker_name:
        return None
    gap = article.text[before.content[-1][1] : statement.content[0][0]]
    is_next = is_named(before.told) and "\n" not in gap and len(_SENTENCE_END.findall(gap)) <= 1
    is_post = SITES.fullmatch(before.told) is not None and gap.count("\n") <= 2
    return before.told if statement.kind == "direct" and statement.cue and (is_next or is_post) else None


def _relays(article: Article, outer: Statement, statement: Statement) -> bool:
    """Return true if ``outer`` relays ``statement``: "In a talk with Bell, according to the Mail, Tarn said ..."."""
    if not outer.cue or article.words(outer.cue[0]).casefold() != "according to":
        return False
    return bool(statement.cue) and any(start <= statement.cue[0][0] < end for start, end in outer.content)


def _continues(article: Article, clause: Clause, earlier: Statement) -> bool:
    """Return true if the cue of ``clause`` is a further verb of the speaker of ``earlier``, in the same sentence."""
    source = clause.statement.source
    if clause.is_first or (source and source != earlier.source):
        return False
    # "Told the Bell it floats, but said it leaks".
    gap = article.text[earlier.content[-1][1] : clause.statement.cue[0][0]]
    return _FURTHER_CUE.match(clause.cue_words) is not None or _CONJUNCTION.fullmatch(gap) is not None
