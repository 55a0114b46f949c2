"""References to people and organisations: pronouns, and descriptions such as "the Harbour Lights actress"."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from onrecord.people import lexicon
from onrecord.people.coreference.clusters import Cluster
from onrecord.people.lexicon import CHILDREN, COMMON, COUPLES, PRONOUN_GENDER, STANDING_ROLES, THEY, WE, YOU, word_set
from onrecord.people.names.titles import ages_at
from onrecord.people.view import View, Word
from onrecord.types import Span

MAX_MODIFIERS = 7
"""Most words between "the" and the role: "the two-time Elmouth Harbour Festival Golden Gull winner" has six."""
_YEARS_OLD = re.compile(r"\b\d{1,3}-year-old")
# Common adjectives before a role, "the late actress". Other common words end the search: "the day after the actress".
_PLAIN_MODIFIERS = word_set("former new old young late first second third top best red big little")
_MAX_ADJECTIVES = 3
"""Most words between "the" and a noun for two people or for children."""

Form = Literal["pronoun", "they", "we", "you", "couple", "children", "my", "body", "description", "handle"]
GROUP_FORMS = frozenset[Form](["they", "we", "couple"])
"""The forms that refer to two people."""
_PRONOUNS: dict[Form, Collection[str]] = {"pronoun": PRONOUN_GENDER, "they": THEY, "we": WE, "you": YOU, "my": ["my"]}
_PRONOUN_FORMS = {word: form for form, words in _PRONOUNS.items() for word in words}
_NO_PEOPLE = CHILDREN | lexicon.TIME_NOUNS
_BODIES = lexicon.word_list("described_bodies")
_HEADS_IN_SPEECH = STANDING_ROLES | lexicon.SHARED_ROLES | _BODIES
_AFTER_MODIFIERS = STANDING_ROLES | {"of", "for", "'s"}
"""Words before which a role is not the head of its description."""
_COMPOUNDS = lexicon.DOCUMENT | lexicon.ROLES | lexicon.BODY_WORDS | lexicon.word_list("compounds_of_bodies")
_AFTER_MODIFIERS_IN_SPEECH = STANDING_ROLES | {"of", "for"} | _COMPOUNDS | {f"{noun}s" for noun in _COMPOUNDS}
_FIRST_WORDS = _PRONOUN_FORMS.keys() | {"these", "those", "the", "@", "#"}
_PAIRS = word_set("actors artists athletes musicians parents rappers singers stars superstars")
"""Nouns for two people whom the page names together: "A source said the singers had parted"."""
_NO_PAIRS = lexicon.PRONOUNS | lexicon.POSSESSIVE_MARKS | word_set("of for in at on from with")
"""Words after which a noun in the plural is a description of others: "the stars of the show"."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An expression that refers to somebody."""

    form: Form
    span: Span
    head: str
    words: tuple[str, ...] = ()
    """The modifiers of a description between "the" and the head, folded."""


def description_at(view: View, index: int, *, in_speech: bool = False) -> Reference | None:
    """The definite description of a person that begins with word ``index``, if there is one. ``in_speech``: also one by
    any other role, "the director", of an organisation, "the company", or of an owner, "the singer’s mother"."""
    words = view.words
    if words[index].folded != "the":
        return None
    for position in range(index + 1, min(index + MAX_MODIFIERS + 2, len(words))):
        word = words[position]
        if word.sentence != words[index].sentence or word.text in ",;:()—–'’" or word.folded == "'s":
            return None
        # In capitals the role is a title of the name after it: "the Director Orla Tarn".
        role = word.folded in (_HEADS_IN_SPEECH if in_speech else STANDING_ROLES) and word.text[0].islower()
        is_noun = role or _YEARS_OLD.fullmatch(word.text)
        if is_noun and not _noun_phrase_continues(view, position, in_speech=in_speech):
            inner = tuple(words[n].folded for n in range(index + 1, position) if words[n].text not in '“”"')
            form: Form = "body" if word.folded in _BODIES else "description"
            # "The Quay council" is not another council.
            if form == "body" and any(words[n].capital for n in range(index + 1, position)):
                return None
            return Reference(form, view.span((index, position)), word.folded, inner)
        if word.text[0].islower() and word.folded in COMMON and word.folded not in _PLAIN_MODIFIERS:
            return None
    return None


def age_at(view: View, span: Span) -> str | None:
    """The age in years that the description at ``span`` states: "the 41-year-old singer", "the singer, 41, said"."""
    inside = _YEARS_OLD.search(view.text, *span)
    if inside:
        return inside[0].partition("-")[0]
    return next((age.text for age in ages_at(view, span) if age.span[0] >= span[1]), None)


def is_of_other_age(cluster: Cluster, age: str | None) -> bool:
    """True if ``cluster`` has another age on the page than ``age``. A year between two ages is a birthday."""
    ages = cluster.ages_in_years
    return age is not None and bool(ages) and all(abs(int(age) - int(own)) > 1 for own in ages)


def _noun_phrase_continues(view: View, index: int, *, in_speech: bool) -> bool:
    """True if word ``index`` is no head: a name ("the actress Orla Tarn") or noun ("the model actress") follows."""
    if index + 1 >= len(view.words):
        return False
    after = view.words[index + 1]
    if after.capital and not view.gap(index).strip() and after.sentence == view.words[index].sentence:
        return True
    # "The governor of Elmouth", "the singer’s mother", "the court papers".
    return after.folded in (_AFTER_MODIFIERS_IN_SPEECH if in_speech else _AFTER_MODIFIERS)


def may_begin_reference(word: Word) -> bool:
    """False for most words, which ``read_reference`` need not look at."""
    return word.folded in _FIRST_WORDS or "'" in word.folded


def read_reference(view: View, index: int) -> Reference | None:
    """The reference that begins with word ``index``, if there is one."""
    word = view.words[index]
    # "She's" and "they're" are one word here.
    folded = word.folded.partition("'")[0]
    # "US" in capitals is the country.
    if folded in _PRONOUN_FORMS and word.text != "US":
        return Reference(_PRONOUN_FORMS[folded], word.span, folded)
    if folded in {"these", "those"} and view.folded(index + 1) in CHILDREN:
        return Reference("children", word.span, folded)
    # "So proud of @OrlaTarn".
    if folded in {"@", "#"}:
        following = view.words[index + 1 : index + 2]
        return Reference("handle", following[0].span, following[0].folded) if following else None
    return _read_description(view, index) if folded == "the" else None


def _read_description(view: View, index: int) -> Reference | None:
    """The description that begins with "the" at word ``index``: of a couple, children, a person or an organisation."""
    words = view.words[index : index + 2 + _MAX_ADJECTIVES]
    # "The couple", "the former Hollywood couple", "the three kids".
    for position, noun in enumerate(words[1:]):
        if noun.sentence != words[0].sentence or not noun.text[0].isalnum():
            break
        span = words[0].start, noun.end
        is_two = noun.folded == "two" and not any(word.folded in _NO_PEOPLE for word in words[position + 2 :])
        if is_two or (noun.folded in COUPLES and noun.folded != "two"):
            return Reference("couple", span, noun.folded)
        if noun.folded in CHILDREN:
            return Reference("children", span, noun.folded)
        if noun.folded in _PAIRS and view.folded(index + position + 2) not in _NO_PAIRS:
            return Reference("couple", span, noun.folded)
    return description_at(view, index, in_speech=True)
