"""Degrees of certainty of a draft and a page compared: "will", "may", "allegedly"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from onrecord.check.alignment import FUNCTION_WORDS
from onrecord.check.stems import stem
from onrecord.people.lexicon import word_set
from onrecord.word_keys import WordKey, is_negation, spell_out, split_words

_UNSURE: Final = word_set(
    "may might could possibly perhaps probably likely unlikely maybe allegedly reportedly apparently seems seem "
    "seemed appears appear appeared suggests hopes hope expects expected worry worries worried fear fears feared"
)
_HEDGES: Final = word_set(
    "may might could can would possibl possibly possibility possibilit potential potentially perhap maybe likel allow "
    "permit free let chance risk fear suggest speculat predict expect hop warn think believ appear seem if"
)
"""Stems of words that leave a thing open, or allow it."""
_UNSURE_STEMS: Final = (_HEDGES - {"would", "can"}) | word_set("whether decid choos consider probab possib like")
_OPEN: Final = word_set("may might")
_DUE: Final = word_set("should")
_LIKELY: Final = word_set("likely probably")
_COMPARING: Final = word_set("as more less most least")
_UNDECIDED: Final = word_set("whether")
_UNREAL: Final = word_set("would could")
"""Words that with "have" say what did not happen: "|would have| built a fence"."""
_INTENDED: Final = word_set("consider threaten tri intend")
"""Stems of words before what has not happened: "|considered| selling"."""
_PONDERED: Final = re.compile(
    r"\b(?:consider\w{0,3}|contemplat\w{1,3}|ponder\w{0,3}|th(?:ought|ink|inking) (?:of|about)) \Z", re.IGNORECASE
)
"""Words before a verb with which "would" is too sure: "had |thought of| selling" for "would sell"."""
_PONDERED_REACH: Final = 16
"""Characters of these."""
_HOPED: Final = word_set("hop aim")
"""The same, with which "would" is too sure: "|hoped| to sell" for "would sell"."""
_REVIEWED: Final = re.compile(
    r"\b(?:under (?:review|consideration|discussion)|being (?:considered|reviewed|discussed))\b"
)
"""Words after what is not decided: "a ban was |under review|"."""
_WEIGHED: Final = re.compile(r"\b(?:considering|contemplating|weighing(?: up)?|thinking (?:of|about)) (?:an?|the) ")
"""Words before what is not decided: "she was |considering a| ban"."""
_REVIEWED_REACH: Final = 80
"""Characters before these in which that stands."""
_REVIEWS: Final = word_set("review consider consideration discuss discussion look think weigh study examin propos plan")
_PERFECT: Final = word_set("had has have")
_FUTURE: Final = word_set("would will shall to")
_PASSIVE_REACH: Final = 3
"""Words after "been" or "be" up to the verb: "would be |newly fitted|"."""
_OFFERED: Final = word_set("available free able")
"""Words with which "will" is no surer than "could": "tickets will be |available|" for "they could buy tickets"."""
_WILL: Final = word_set(
    "will willing ready want plan agre promis vow offer attempt try look seek wish lik goal ambition"
)
"""Stems of words with which a draft says no more."""
_AUXILIARIES: Final = word_set("have be been to")
_DEMANDS: Final = word_set(
    "should must need ought have to urg call demand want ask advis recommend propos plan would could can tell beg plead"
)
"""Stems of words that say what should be."""
_CONDITIONS: Final = word_set(
    "if whether unless provided providing should were when once until till without assuming depending depends "
    "conditional condition conditions case except subject otherwise might may could"
)
"""Words of a draft that may be a condition, or leave the thing open."""
_ANYBODY: Final = word_set("those anyone anybody everyone everybody people")
"""Words that make a condition with "who": "|those who| have never stolen an egg" for "if you have never stolen one"."""
_HAD_THEY: Final = word_set("had would have")
"""Words of an unreal condition: "|had| they asked, she |would have| come"."""
_IF: Final = word_set("if unless")
_NOTHING: Final = WordKey("", (0, 0))
_NO_CONDITION: Final = word_set("even as what")
_QUESTIONING: Final = word_set("ask wonder see know tell sur question doubt check say clear unclear")
"""Stems of words with which "if" is "whether"."""
_THINKING: Final = word_set("think believ know feel suppos imagin")
"""Stems of verbs between "if" and the words of a condition: "if I |thought| that it was safe"."""
_LEAST_TELLING: Final = 2
_CONDITION_REACH: Final = 2
"""Words between the common ones and the condition: "will sell it |on Friday| unless"."""
_COMMA: Final = 2
"""Characters of a comma and a space between a condition and what depends on it."""
_CLAUSE_END: Final = frozenset('.,;:?!—–”"\n')
_CERTAIN: Final = word_set("will would shall must")
_POSSIBLE: Final = word_set("may might could")
_ABLE: Final = word_set("can")
_MODALS: Final = _CERTAIN | _POSSIBLE | _ABLE
_ADVERBS: Final = word_set("also well still even now then yet soon always ever just")
_SURE: Final = word_set("will must definitely certainly surely undoubtedly shall")
_POLITE_REACH: Final = 4
"""First words of a condition in which one of these stands: "if I am |honest| with you"."""
_SAME_STEM: Final = 4
"""First letters that the forms of a word share: "agreement" and "agreed"."""
_PROMISING: Final = word_set("will would shall can could must won't can't cannot")
_PROMISE_REACH: Final = 4
"""First words of a clause in which its modal stands: "nobody |will| be happier"."""
_POLITE: Final = word_set(
    "only honest frank truthful anything necessary possible need ask look looked think thought consider read listen "
    "like please mind may excuse pardon remember recall"
)
"""Words of an "if" on which nothing depends: "if you ask me", "if I may"."""


@dataclass(frozen=True, slots=True)
class LostCondition:
    """A condition of a page that a draft leaves out."""

    clause: str
    """As printed: "if the bank agrees"."""
    is_own: bool
    """True if the draft has the words of the condition itself, as if it were met: "the bank agrees"."""
    is_next: bool = False
    """True if nothing stands between it and the draft's words: "|they can wait| if it is done properly"."""

    @property
    def reason(self) -> str:
        """A sentence that explains it."""
        return (
            f"On the page this is a condition: “{self.clause}”."
            if self.is_own
            else f"The draft leaves out the condition “{self.clause}”."
        )


def compare_certainty(words: Sequence[WordKey], context: Collection[str]) -> Iterator[str]:
    """Explain that only one of a draft's ``words`` and the page's ``context``, as keys, are certain."""
    draft, page = {word.key for word in words}, set(context)
    is_offered = page & _UNSURE == {"could"} and not draft.isdisjoint(_OFFERED)
    if draft & _SURE and not page & _SURE and page & _UNSURE and not draft & _UNSURE and not is_offered:
        yield f"The page is less certain: “{sorted(page & _UNSURE)[0]}”."
    elif draft & _UNSURE and not page & _UNSURE and page & _SURE and not draft & _SURE:
        yield f"The page is more certain: “{sorted(page & _SURE)[0]}”."


def find_lost_condition(
    draft_keys: Set[str],
    common: Sequence[WordKey],
    sentence: Sequence[WordKey],
    *,
    text: str,
    least: int = _LEAST_TELLING,
) -> LostCondition | None:
    """Find the condition that the draft leaves out before or after the words that it has in ``common`` with a sentence,
    or that these are.

    "Would sell the boat" for "would sell the boat |if the bank agreed|" or "|if the bank agreed|, she would sell the
    boat", and "the bank agreed"; but not for "asked |if the bank agreed|".

    ``draft_keys`` are the words of the draft from the beginning of its sentence, ``least`` the least number of content
    words in common.
    """
    common = _without_condition(common, sentence, draft_keys, text=text)
    telling = [word for word in common if word.key not in FUNCTION_WORDS]
    if len(telling) < least or not _CONDITIONS.isdisjoint(draft_keys):
        return None
    if ("who" in draft_keys and not _ANYBODY.isdisjoint(draft_keys)) or draft_keys >= _HAD_THEY:
        return None
    first, last = telling[0].span[0], max(word.span[1] for word in common)
    following = [word for word in sentence if word.span[0] >= last][: _CONDITION_REACH + 1]
    leading = [word for word in sentence if word.span[1] <= first]
    pairs = [*pairwise([telling[-1], *following]), *pairwise([_NOTHING, *leading])]
    for before, word in pairs:
        if word.key not in _IF or before.key in _NO_CONDITION or stem(before.key) in _QUESTIONING:
            continue
        end = next((mark for mark in range(word.span[0], len(text)) if text[mark] in _CLAUSE_END), len(text))
        if word.span[0] >= last or (end < first and text[end] == ","):
            if _names_condition(draft_keys, word, sentence, end=end):
                continue
            is_next = word in following[:1] or (end < first and common[0].span[0] - end <= _COMMA)
            return LostCondition(text[word.span[0] : end], is_own=False, is_next=is_next)
        between = [item for item in leading if item.span[0] > word.span[0]]
        is_own = end > first and all(item.key in FUNCTION_WORDS or stem(item.key) in _THINKING for item in between)
        if is_own or end >= last:
            return LostCondition(text[word.span[0] : end], is_own=is_own)
    return None


def _without_condition(
    common: Sequence[WordKey], sentence: Sequence[WordKey], draft_keys: Set[str], *, text: str
) -> Sequence[WordKey]:
    """``common`` without its last words if they are a small part of a condition: "would sell it |on Friday|" for "would
    sell it unless he paid the rent by |Friday|"."""
    for word in sentence:
        if word.key not in _IF or not common or not common[0].span[0] < word.span[0] < common[-1].span[0]:
            continue
        end = next((mark for mark in range(word.span[0], len(text)) if text[mark] in _CLAUSE_END), len(text))
        clause = {
            item.key for item in sentence if word.span[1] <= item.span[0] < end and item.key not in FUNCTION_WORDS
        }
        if common[-1].span[0] < end and 2 * len(clause & draft_keys) <= len(clause):
            return [item for item in common if item.span[0] < word.span[0]]
    return common


def _names_condition(draft_keys: Set[str], word: WordKey, sentence: Sequence[WordKey], *, end: int) -> bool:
    """True if a draft has the content words of the condition from ``word`` to ``end`` in other forms: "with the
    |agreement| of the board" for "if the board |agreed|", but not if it has them as they are."""
    clause = [item.key for item in sentence if word.span[1] <= item.span[0] < end and item.key not in FUNCTION_WORDS]
    stems = {key[:_SAME_STEM] for key in draft_keys}
    return {key[:_SAME_STEM] for key in clause} <= stems and not draft_keys >= set(clause)


def depends_on(condition: LostCondition, words: Sequence[WordKey]) -> bool:
    """True if a clause with the first ``words`` promises or warns of something that depends on ``condition``.

    "|They can wait| another six years |if it is done properly|", but not "if you ask me, they were late".
    """
    modals = {word.key for word in spell_out(words[:_PROMISE_REACH])}
    clause = split_words(condition.clause, (0, len(condition.clause)))
    keys = [word.key for word in clause[:_POLITE_REACH]]
    is_polite = not _POLITE.isdisjoint(keys) and keys[-1:] != ["that"]
    return condition.is_next and not modals.isdisjoint(_PROMISING) and not is_polite


def compare_modals(words: Sequence[WordKey], page_words: Sequence[WordKey], *, page_text: str) -> Iterator[str]:
    """Explain that a verb of a draft is surer than the same verb of a page, "would never double" for "may double", or
    less sure: "might never sail" for "would never sail".

    ``page_text`` is the text to which ``page_words`` point.
    """
    modals, page_modals = _find_modals(words), _find_modals(page_words)
    is_unsure = not _UNSURE.isdisjoint(word.key for word in words)
    may_be_unsure = not (_UNSURE | _IF).isdisjoint(word.key for word in page_words)
    for verb in modals.keys() & page_modals.keys():
        modal, page_modal = modals[verb], page_modals[verb]
        printed = page_text[slice(*page_modal.span)].lower()
        is_surer = modal.key in _CERTAIN and page_modal.key in _POSSIBLE
        is_overstated = modal.key in _SURE and page_modal.key in _ABLE
        if not is_unsure and (is_surer or is_overstated):
            yield f"The page is less certain: “{printed}”."
        if not may_be_unsure and modal.key in _OPEN and page_modal.key in _CERTAIN:
            yield f"The page is more certain: “{printed}”."


def find_pondered(words: Sequence[WordKey], sentence: Sequence[WordKey], *, text: str) -> Iterator[str]:
    """Explain that a draft has as a promise what a ``sentence`` of a page has as a thought.

    "Would sell" for "considered selling".
    """
    if any(is_negation(word.key) for word in words if word.key != "no"):
        return  # "had thought of selling. “I won’t,” she said"
    promised = {key for key, modal in _find_modals(words).items() if modal.key in _CERTAIN}
    for word in sentence:
        start = max(0, word.span[0] - _PONDERED_REACH)
        is_promised = word.key.endswith("ing") and stem(word.key) in promised
        match = _PONDERED.search(text, start, word.span[0]) if is_promised else None
        if match:
            yield f"The page is less certain: “{match[0].strip()}”."


def find_reviewed(words: Sequence[WordKey], sentence: Sequence[WordKey], *, text: str) -> Iterator[str]:
    """Explain that a draft has as done what a ``sentence`` of a page has under review.

    "Fishing had been banned in the bay" for "a ban on fishing in the bay was under review", or "was considering a ban".
    """
    stems = {stem(word.key) for word in words}
    if not stems.isdisjoint(_UNSURE_STEMS | _REVIEWS | (_DEMANDS - _MODALS - {"to", "have"})) or not sentence:
        return
    span = sentence[0].span[0], sentence[-1].span[1]
    reviewed, weighed = _REVIEWED.search(text, *span), _WEIGHED.search(text, *span)
    match = reviewed or weighed
    if match is None:
        return
    start = match.start() - _REVIEWED_REACH if reviewed else match.end()
    clause = [word for word in sentence if start <= word.span[0] < start + _REVIEWED_REACH]
    subject = {stem(word.key) for word in clause if word.key not in FUNCTION_WORDS}
    if len(subject & stems) >= _LEAST_TELLING:
        yield f"The page is less certain: “{match[0].strip()}”."


def find_promised(words: Sequence[WordKey], sentence: Sequence[WordKey], *, text: str) -> Iterator[str]:
    """Explain that a draft has as done what a ``sentence`` of a page has as still to come.

    "The doors had been fitted" for "the doors would be fitted".
    """
    done, promised = _find_passives(words, _PERFECT, "been"), _find_passives(sentence, _FUTURE, "be")
    counts = Counter(stem(word.key) for word in sentence)
    for verb in done.keys() & promised.keys():
        if counts[verb] == 1:
            yield f"On the page this is still to come: “{text[slice(*promised[verb].span)]}”."


def _find_passives(words: Sequence[WordKey], auxiliaries: Set[str], be: str) -> dict[str, WordKey]:
    """The verbs after "had been" or "would be", by their stems; none after a further auxiliary: "should have been"."""
    verbs: dict[str, WordKey] = {}
    for position, (word, following) in enumerate(pairwise(words)):
        is_modal = position > 0 and words[position - 1].key in _MODALS | _DEMANDS
        if word.key in auxiliaries and following.key == be and not is_modal:
            rest = words[position + 2 : position + 2 + _PASSIVE_REACH]
            verb = next((item for item in rest if not _is_adverb(item)), None)
            if verb is not None and verb.key not in FUNCTION_WORDS:
                verbs[stem(verb.key)] = verb
    return verbs


def _find_modals(words: Sequence[WordKey]) -> dict[str, WordKey]:
    """The modals before verbs, by the stems of these; verbs that occur twice are left out."""
    counts = Counter(stem(word.key) for word in words)
    modals: dict[str, WordKey] = {}
    modal: WordKey | None = None
    for word, following in pairwise([*words, _NOTHING]):
        if word.key in _MODALS and not (word.key == "could" and is_negation(following.key)):
            modal = word  # "could not confirm" is as certain as "would not confirm"
        elif modal is not None and word.key not in _AUXILIARIES and not _is_adverb(word):
            if counts[stem(word.key)] == 1:
                modals[stem(word.key)] = modal
            modal = None
    return modals


def _is_adverb(word: WordKey) -> bool:
    """True for a word that may stand between a modal and its verb: "would |never|", "may |well|"."""
    return is_negation(word.key) or word.key in _ADVERBS or word.key.endswith("ly")


def find_lost_modal(draft_words: Sequence[WordKey], sentence: Sequence[WordKey], *, text: str) -> Iterator[str]:
    """Explain that the draft leaves out "may", "should", "would have" or "considered" before a verb.

    "Needs £60m" for "may need £60m", "had been told" for "should have been told", "had built a fence" for "would have
    built a fence", "had sold" for "considered selling", "would come" for "was likely to come", "would fund it" for
    "would decide whether to fund it". "Twice as likely to smoke" compares.

    ``sentence`` are the words of a sentence of the page with the text ``text``.
    """
    stems = {stem(word.key) for word in draft_words}
    verbs = [word for word in sentence if word.key not in _AUXILIARIES | _ADVERBS]
    following = {word: after.key for word, after in pairwise(sentence)}
    before = {word: earlier.key for earlier, word in pairwise(sentence)}
    for word, verb in pairwise(verbs):
        modal = text[slice(*word.span)]  # "May" is a month
        hedges = _HEDGES if modal in _OPEN else _DEMANDS if modal in _DUE else stems
        hedges = _HEDGES | _INTENDED | _HOPED | _WILL if stem(word.key) in _INTENDED | _HOPED else hedges
        hedges = hedges - _MODALS if stem(word.key) in _HOPED else hedges
        is_compared = before.get(word) in _COMPARING
        hedges = _UNSURE_STEMS if modal in _LIKELY | _UNDECIDED and not is_compared else hedges
        hedges = _HEDGES if modal in _UNREAL and following.get(word) == "have" else hedges
        if not stems & hedges and verb.key not in FUNCTION_WORDS and stem(verb.key) in stems:
            yield f"The page is less certain: “{modal}”." if modal in _OPEN else f"The draft leaves out “{modal}”."
            return
