"""Subjects of a statement that are outside its words, in the sentence around them."""

from __future__ import annotations

from collections.abc import Mapping

from onrecord.people.coreference.salience import Salience
from onrecord.people.lexicon import AUXILIARIES, word_set
from onrecord.people.view import View
from onrecord.types import Span, Statement

_COMPLEMENTS = word_set("as of for to")
_SAYING = word_set("saying telling claiming")
"""Words that report what the object of the cue has said: "teased Tarn for saying it was late"."""
_NAMING = word_set("call calls called calling dub dubs dubbed dubbing brand brands branded branding")
_MAX_NAME = 6
"""Maximum number of words before "who" that may contain the name it refers to, with a punctuation mark between."""


def find_object_of_cue(view: View, statement: Statement, mention_starts: Mapping[int, Span]) -> Span | None:
    """The mention between the cue and words that are about it: "accused Tarn of “being late”", "described her as
    “late”", "urged the board to pay". On the training pages 7 of 9 are right."""
    if not statement.cue:
        return None
    begin, end = view.index(statement.content[0][0]), view.index(statement.cue[-1][1])
    first = _first_word(view, begin)
    has_complement = view.words[begin - 1].folded in _COMPLEMENTS
    is_clause = first in _SAYING or not (first == "to" or first.endswith("ing") or has_complement)
    span = mention_starts.get(end) or mention_starts.get(end + 1)
    if span is None or span in statement.source or (is_clause and view.words[end - 1].folded not in _NAMING):
        return None
    return span if view.index(span[1]) == begin - has_complement else None


def find_elided_subject(
    view: View, statement: Statement, mention_starts: Mapping[int, Span], salience: Salience
) -> Span | None:
    """The subject of words that begin with their verb or "who": "Tarn has “had enough”, Quill said", "Tarn—who is late,
    according to Quill"."""
    begin = view.index(statement.content[0][0])
    first = _first_word(view, begin)
    if not first:
        return None
    before = range(view.sentence_of(begin).start, begin)
    if first in {"who", "whose", "whom"}:
        spans = (mention_starts.get(position) for position in reversed(before[-_MAX_NAME:]))
        span = next(filter(None, spans), None)
        return span if span and view.index(span[1]) >= begin - 1 else None
    if statement.kind != "mixed" or first not in AUXILIARIES:
        return None
    source_words = view.indices(statement.source)
    spans = (mention_starts.get(position) for position in before if position not in source_words)
    return next((span for span in spans if span and salience.is_subject(span)), None)


def _first_word(view: View, begin: int) -> str:
    """The first word of a content, folded, after any quotation mark at word ``begin``."""
    return next((word.folded for word in view.words[begin : begin + 2] if word.text[0].isalnum()), "")
