"""Read the words inside a quotation that stand for somebody: pronouns, "my wife", "the couple", "the company"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onrecord.people.lexicon import BODY_WORDS, COUPLES, OUTLET_WORDS, PRONOUN_GENDER, THEY, WE, YOU
from onrecord.people.view import View
from onrecord.types import Span

Form = Literal["pronoun", "they", "we", "you", "couple", "my", "body"]


@dataclass(frozen=True, slots=True)
class Refers:
    """What a word inside somebody's words stands for."""

    form: Form
    span: Span
    head: str


def read_reference(view: View, at: int) -> Refers | None:
    """What word ``at`` refers with, if it does."""
    word = view.words[at]
    folded = word.folded.split("'")[0]
    span = word.start, word.end
    if folded in PRONOUN_GENDER:
        return Refers("pronoun", span, folded)
    if folded in THEY:
        return Refers("they", span, folded)
    if folded == "my":
        return Refers("my", span, folded)
    if folded in WE and word.text != "US":
        return Refers("we", span, folded)
    if folded in YOU:
        return Refers("you", span, folded)
    if folded == "the" and at + 1 < len(view.words):
        after = view.words[at + 1]
        if after.folded in COUPLES:
            return Refers("couple", (word.start, after.end), after.folded)
        if after.folded in BODY_WORDS or after.folded in OUTLET_WORDS:
            return Refers("body", (word.start, after.end), after.folded)
    return None
