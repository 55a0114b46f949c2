"""References inside a quotation: pronouns, "my" as in "my wife", "the couple", "the company"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onrecord.people.lexicon import BODY_WORDS, COUPLES, OUTLET_WORDS, PRONOUN_GENDER, THEY, WE, YOU
from onrecord.people.view import View
from onrecord.types import Span

Form = Literal["pronoun", "they", "we", "you", "couple", "my", "body"]


@dataclass(frozen=True, slots=True)
class Refers:
    """An expression inside a quotation that refers to somebody."""

    form: Form
    span: Span
    head: str


def read_reference(view: View, index: int) -> Refers | None:
    """The reference that begins with word ``index``, if there is one."""
    word = view.words[index]
    # "She's" and "they're" are one word here.
    folded = word.folded.split("'")[0]
    span = word.start, word.end
    if folded in PRONOUN_GENDER:
        return Refers("pronoun", span, folded)
    if folded in THEY:
        return Refers("they", span, folded)
    if folded == "my":
        return Refers("my", span, folded)
    # "US" in capitals is the country.
    if folded in WE and word.text != "US":
        return Refers("we", span, folded)
    if folded in YOU:
        return Refers("you", span, folded)
    if folded == "the" and index + 1 < len(view.words):
        after = view.words[index + 1]
        if after.folded in COUPLES:
            return Refers("couple", (word.start, after.end), after.folded)
        if after.folded in BODY_WORDS or after.folded in OUTLET_WORDS:
            return Refers("body", (word.start, after.end), after.folded)
    return None
