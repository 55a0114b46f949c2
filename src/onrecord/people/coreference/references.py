"""References inside statements: pronouns and descriptions of the people and organisations that the words are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onrecord.people.coreference.descriptions import description_at
from onrecord.people.lexicon import (
    BODY_WORDS,
    CHILDREN,
    COUPLES,
    OUTLET_WORDS,
    PRONOUN_GENDER,
    SHARED_ROLES,
    THEY,
    WE,
    YOU,
)
from onrecord.people.view import View, Word
from onrecord.types import Span

_MAX_ADJECTIVES = 3
"""Most words between "the" and a noun for two people or for children."""

_FIRST_WORDS = THEY | WE | YOU | PRONOUN_GENDER.keys() | {"my", "these", "those", "the"}

Form = Literal["pronoun", "they", "we", "you", "couple", "children", "my", "body", "description"]
GROUP_FORMS = frozenset[Form](["they", "we", "couple"])
"""The forms that refer to two people."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An expression inside a quotation that refers to somebody."""

    form: Form
    span: Span
    head: str


def may_begin_reference(word: Word) -> bool:
    """False for most words, which ``read_reference`` need not look at."""
    return word.folded in _FIRST_WORDS or "'" in word.folded


def read_reference(view: View, index: int) -> Reference | None:
    """The reference that begins with word ``index``, if there is one."""
    word = view.words[index]
    # "She's" and "they're" are one word here.
    folded = word.folded.partition("'")[0]
    span = word.span
    if folded in PRONOUN_GENDER:
        return Reference("pronoun", span, folded)
    if folded in THEY:
        return Reference("they", span, folded)
    if folded == "my":
        return Reference("my", span, folded)
    # "US" in capitals is the country.
    if folded in WE and word.text != "US":
        return Reference("we", span, folded)
    if folded in YOU:
        return Reference("you", span, folded)
    if folded in {"these", "those"} and view.words[index + 1 : index + 2] and view.words[index + 1].folded in CHILDREN:
        return Reference("children", span, folded)
    return _read_description(view, index) if folded == "the" else None


def _read_description(view: View, index: int) -> Reference | None:
    """The description that begins with "the" at word ``index``: of a couple, of children, of a body or of a person."""
    words = view.words[index : index + 2 + _MAX_ADJECTIVES]
    # "The couple", "the former Hollywood couple", "the three kids".
    for position, noun in enumerate(words[1:]):
        if noun.sentence != words[0].sentence or not noun.text[0].isalnum():
            break
        span = words[0].start, noun.end
        is_two = noun.folded == "two" and not any(word.folded in CHILDREN for word in words[position + 2 :])
        if is_two or (noun.folded in COUPLES and noun.folded != "two"):
            return Reference("couple", span, noun.folded)
        if noun.folded in CHILDREN:
            return Reference("children", span, noun.folded)
        # "The site" of a new harbour is no outlet, and "the council leader" no council.
        is_body = noun.folded in BODY_WORDS or (noun.folded in OUTLET_WORDS and noun.folded != "site")
        has_role = any(word.folded in SHARED_ROLES for word in words[2:3])
        if position == 0 and is_body and not has_role:
            return Reference("body", span, noun.folded)
    description = description_at(view, index)
    return Reference("description", description.span, description.head) if description else None
