"""Status of a claim: asserted, denied, asked or alleged."""

from __future__ import annotations

import re
from collections.abc import Collection

from onrecord.people.lexicon import word_list, word_set
from onrecord.people.view import View
from onrecord.types import Status

# Words that report without vouching: "is reportedly dating", "rumors say that".
_HEARSAY = word_list("hearsay")
# Negation between the subject and the verb: "are not dating", "never married".
_DENIED = word_list("denied")
_REACH = 12
"""Number of words before the subject that are searched for hearsay and denials."""
_NEGATED = re.compile(r"n't$")
# Words that deny the clause after them: "denied that she was engaged to".
_DENIED_BEFORE = word_set("denied denies deny denying false untrue debunked debunks refuted refutes")


def status_at(view: View, index: int, *, subject: int, hearsay_words: Collection[int]) -> Status:
    """The status of the clause whose verb or noun is word ``index``.

    ``subject`` is the index of the first word of its subject. ``hearsay_words`` holds the indices of words inside
    quotations of unnamed sources, which only allege.
    """
    sentence = view.sentence_of(index)
    words = view.words
    # A question mark among the last words of the sentence, before any closing marks.
    tail = {words[position].text for position in range(max(index, sentence.stop - 3), sentence.stop)}
    if "?" in tail:
        return "asked"
    if any(_denies(words[position].folded) for position in range(subject, index)):
        return "denied"
    before = [words[position].folded for position in range(max(sentence.start, subject - _REACH), index + 1)]
    if _DENIED_BEFORE.intersection(before):
        return "denied"
    if index in hearsay_words or _HEARSAY.intersection(before):
        return "alleged"
    return "asserted"


def _denies(folded: str) -> bool:
    return folded in _DENIED or bool(_NEGATED.search(folded))
