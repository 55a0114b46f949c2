"""Claims: what a construction says about two people, and its status."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.lexicon import word_list, word_set
from onrecord.people.view import View
from onrecord.types import Relation, Span, Status

Construction = Literal[
    "possessed", "of", "apposed", "is", "bare", "list", "siblings", "shared", "verb", "joint", "noun",
    "couple", "weak", "unnamed",
]  # fmt: skip
"""The construction that makes a claim.

possessed: "her husband Piet", "Orla, whose husband Piet"; of: "the wife of Piet"; apposed: "Orla, his wife"; is:
"Orla is his wife"; bare: "husband Piet"; list: "her sons Piet and Ivo"; siblings: two names of such a list; shared: "a
son with Piet"; verb: "Orla wed Piet", "they have a son, Ivo"; joint: "Orla and Piet wed"; noun: "her wedding to Piet";
couple: "their wedding"; weak: "a wedding to Piet"; unnamed: "her daughter".
"""

BY_NOUN: frozenset[Construction] = frozenset(["possessed", "of", "apposed", "is", "bare"])
"""Constructions that apply a kinship noun to one of the two people."""
# Words that report without vouching: "is reportedly dating", "rumors say that".
_HEARSAY = word_list("hearsay")
# Negation between the subject and the verb: "are not dating", "never married".
_DENIED = word_list("denied")
_REACH = 12
"""Number of words before the subject that are searched for hearsay and denials."""
# Words that deny the clause after them: "denied that she was engaged to".
_DENIED_BEFORE = word_set("denied denies deny denying false untrue debunked debunks refuted refutes")


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a relationship: ``person`` is the ``relation`` (such as a parent) of ``relative``, or of
    somebody without a name on the page, whom ``description`` describes."""

    person: Cluster
    relation: Relation
    relative: Cluster | None
    status: Status
    construction: Construction
    evidence: Span
    description: str = ""
    count: int | None = None
    again: bool = False
    """True if the page says that two people are a couple again, or still: "back together"."""
    pending: bool = False
    """True if their divorce is not final: "filed for divorce", "divorce talks"."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """The owners of a kinship phrase, and the construction that names them."""

    owners: Sequence[Cluster]
    construction: Construction
    start: int
    """Index of the first word of the construction."""


NOBODY = Ownership((), "bare", 0)


def status_at(view: View, index: int, *, subject: int, hearsay_words: Collection[int]) -> Status:
    """The status of the clause whose verb or noun is word ``index``. ``subject`` is the index of the first word of its
    subject. ``hearsay_words``: indices of words in quotations of unnamed sources, which only allege."""
    sentence = view.sentence_of(index)
    # A question mark among the last words of the sentence, before any closing marks.
    if any(word.text == "?" for word in view.words[max(index, sentence.stop - 3) : sentence.stop]):
        return "asked"
    if any(word in _DENIED or word.endswith("n't") for word in view.form(range(subject, index))):
        return "denied"
    before = view.form(range(max(sentence.start, subject - _REACH), index + 1))
    if _DENIED_BEFORE.intersection(before):
        return "denied"
    if index in hearsay_words or _HEARSAY.intersection(before):
        return "alleged"
    return "asserted"
