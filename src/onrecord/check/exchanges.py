"""Words of a page that a draft exchanges: the owners of two figures, subject and object, "all but three" and "three",
"by accident" and "on purpose"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise, takewhile
from typing import Final, NamedTuple

from onrecord.check.alignment import FUNCTION_WORDS
from onrecord.check.checked_pages import PRONOUNS, CheckedPage, name_keys
from onrecord.check.figures import Contexts
from onrecord.check.stems import is_past, stem
from onrecord.people.lexicon import word_set
from onrecord.word_keys import WordKey, is_negation

_ALL: Final = word_set("all every everyone everybody everything each any none nobody nothing")
_BUT: Final = word_set("but except bar excepting")
_EXCLUDING: Final = word_set("but except bar excepting apart aside excluding other besides save")
_EXCLUSIONS: Final = frozenset({("apart", "from"), ("aside", "from"), ("except", "for"), ("other", "than")})
_SUPERLATIVE: Final = re.compile(r"(?:\A(?:best|worst|most|least|only|never)|(?<=\w{3})est)\Z")
_ALL_REACH: Final = 6
"""Most words from "all" to "but": "passed |every| inspection since 2011 |but| one"."""
_NEIGHBOURS: Final = 2
"""Content words on each side of an exception that the other text must have too."""
_FOLLOWING: Final = 4
"""Words after a figure among which may be what it belongs to: "$4.1 million |for the port|"."""
_CONJUNCTIONS: Final = word_set("and but or while whereas as")
_CLAUSE_STARTS: Final = word_set("that which who said says say told tells and")
_AUXILIARIES: Final = word_set("had has have also later first then once again")
"""Words between a subject and its verb."""
_DETERMINERS: Final = word_set("the a an his her its their our my your this that")
_SUBJECTS: Final = word_set("he she")
_MOST_NOUNS: Final = 3
"""Most words of a subject or an object that are looked at."""
_ACCIDENTAL: Final = word_set("accidentally unintentionally inadvertently")
_INTENDED: Final = word_set("deliberately intentionally purposely knowingly wilfully")
_BY_CHANCE: Final = word_set("accident mistake")
_MUTUAL: Final = frozenset(
    stem(verb) for verb in word_set("met married wed divorced dated kissed matched equalled joined resembled fought")
)
"""Stems of verbs whose subject and object may be exchanged."""
_PARTICLES: Final = word_set("on off")
_PAUSE: Final = re.compile(r"[,.;:?!()“”\"—–]")


def find_exceptions(words: Sequence[WordKey]) -> dict[str, tuple[int, int]]:
    """Find figures that are exceptions, with the positions of "all" and of the figure: "|all| but |three|"."""
    exceptions: dict[str, tuple[int, int]] = {}
    for position, word in enumerate(words):
        if word.number is None:
            continue
        mark = position - 2 if position > 1 and words[position - 1].key == "for" else position - 1
        if mark < 0 or words[mark].key not in _BUT:
            continue
        first = next((n for n in range(mark - 1, max(-1, mark - 1 - _ALL_REACH), -1) if words[n].key in _ALL), None)
        if first is not None:
            exceptions[word.key] = first, position
    return exceptions


def find_lost_exceptions(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> Iterator[WordKey]:
    """Find the figures of ``words`` that are exceptions there or on the page, but not on both.

    "The flood had ruined |three| of the silos" for "the flood had ruined all but three of its silos", but not "three of
    the silos were spared".
    """
    sides = [_Side.of(words), _Side.of(page_words)]
    for word in words:
        key = word.key
        if word.number is None or (key in sides[0].exceptions) == (key in sides[1].exceptions):
            continue
        side, other = sides if key in sides[0].exceptions else reversed(sides)
        if other.is_negated and not side.is_negated:
            continue  # "all but 40 were" agrees with "only 40 were not"
        if key in other.keys and _find_neighbours(side.words, *side.exceptions[key]) <= other.stems:
            yield word


def find_lost_exclusion(words: Sequence[WordKey], page_words: Sequence[WordKey], *, text: str) -> str | None:
    """Return the exclusion that a draft leaves out of a page's sentence: "the best, |apart from Moll|"; null if the
    draft has one.

    ``page_words`` point to ``text``. The draft has "all" or a superlative, and the last words before the exclusion.
    """
    keys = {word.key for word in words}
    if keys & _EXCLUDING or not any(map(_is_universal, keys)):
        return None
    stems = {stem(key) for key in keys}
    pairs = enumerate(pairwise(page_words))
    position = next((place for place, pair in pairs if (pair[0].key, pair[1].key) in _EXCLUSIONS), 0)
    before = page_words[:position]
    near = [item for item in before if _is_content(item)][-_NEIGHBOURS:]
    if not near or any(stem(item.key) not in stems for item in near) or not any(_is_universal(w.key) for w in before):
        return None
    start = page_words[position].span[0]
    end = _PAUSE.search(text, start)
    return text[start : end.start() if end else len(text)]


def _is_universal(key: str) -> bool:
    return key in _ALL or _SUPERLATIVE.search(key) is not None


class _Side(NamedTuple):
    """The words of a draft or of a page, with lookups."""

    words: Sequence[WordKey]
    exceptions: Mapping[str, tuple[int, int]]
    keys: frozenset[str]
    stems: frozenset[str]
    is_negated: bool

    @classmethod
    def of(cls, words: Sequence[WordKey]) -> _Side:
        keys = frozenset(word.key for word in words)
        return cls(words, find_exceptions(words), keys, frozenset(map(stem, keys)), any(map(is_negation, keys)))


def _find_neighbours(words: Sequence[WordKey], start: int, end: int) -> set[str]:
    """The stems of the nearest content words on both sides of an exception."""
    before = takewhile(lambda word: word.key not in _CLAUSE_STARTS, (words[n] for n in range(start - 1, -1, -1)))
    after = (words[n] for n in range(end + 1, len(words)))
    return {stem(word.key) for side in (before, after) for word in islice(filter(_is_content, side), _NEIGHBOURS)}


def _is_content(word: WordKey) -> bool:
    return word.key not in FUNCTION_WORDS and word.number is None


def has_exchanged_owners(
    contexts: Contexts, page_contexts: Contexts, *, words: Sequence[WordKey], page_words: Sequence[WordKey]
) -> bool:
    """True if two words before two figures have changed places.

    "Cost the |city| $4.1m and the |port| $1.6m" for "cost the port $4.1m and the city $1.6m". ``words`` are those of
    the draft's sentence, whose figures have ``contexts``. Both words stand after the same function word.
    """
    figures = contexts.keys() & page_contexts.keys()
    figure_of, page_figure_of = _find_figures_after(contexts), _find_figures_after(page_contexts)
    function_word, page_function_word = _find_function_words(words), _find_function_words(page_words)
    positions, page_positions = _find_first_positions(words), _find_first_positions(page_words)
    counted = set(find_counted(words, page_words).values())
    moves = {
        (function_word[noun], page_figure_of[noun], figure_of[noun])
        for noun in figure_of.keys() & page_figure_of.keys() & function_word.keys() - counted
        if figure_of[noun] != page_figure_of[noun]
        and {figure_of[noun], page_figure_of[noun]} <= figures
        and function_word[noun] == page_function_word.get(noun)
        and not _follows(words, positions[page_figure_of[noun]], noun)
        and not _follows(page_words, page_positions[figure_of[noun]], noun)
    }
    # "Rejected 3,100 claims and paid 45" for "paid 3,100 claims and rejected 45".
    figure_of, page_figure_of = _find_figures_next_to(words), _find_figures_next_to(page_words)
    moves |= {
        ("", page_figure_of[verb], figure_of[verb])
        for verb in figure_of.keys() & page_figure_of.keys() - counted
        if {figure_of[verb], page_figure_of[verb]} <= figures and figure_of[verb] != page_figure_of[verb]
    }
    return any((before, new, old) in moves for before, old, new in moves)


def _find_first_positions(words: Sequence[WordKey]) -> dict[str, int]:
    """The position of the first word with each key."""
    return {word.key: position for position, word in reversed([*enumerate(words)])}


def _find_figures_next_to(words: Sequence[WordKey]) -> dict[str, str]:
    """The figures directly after content words, by the stems of these, without those after which there are several."""
    figures: dict[str, set[str]] = {}
    for word, figure in pairwise(words):
        if figure.number is not None and _is_content(word):
            figures.setdefault(stem(word.key), set()).add(figure.key)
    return {key: next(iter(keys)) for key, keys in figures.items() if len(keys) == 1}


def find_other_particle(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> tuple[WordKey, WordKey] | None:
    """Find the "on" or "off" after a verb that only occurs with the other one on a page: "switched |on|" for "switched
    |off|"."""
    particles, page_particles = _find_particles(words), _find_particles(page_words)
    for verb in particles.keys() & page_particles.keys():
        if {word.key for word in particles[verb]}.isdisjoint(word.key for word in page_particles[verb]):
            return particles[verb][0], page_particles[verb][0]
    return None


def _find_particles(words: Sequence[WordKey]) -> dict[str, list[WordKey]]:
    """Each "on" and "off" directly after a content word, by the stem of this."""
    particles: dict[str, list[WordKey]] = {}
    for verb, particle in pairwise(words):
        if particle.key in _PARTICLES and _is_content(verb):
            particles.setdefault(stem(verb.key), []).append(particle)
    return particles


def find_lists(words: Sequence[WordKey]) -> dict[str, int]:
    """Number the lists of figures that ``words`` has, by the figures in them: "in |2011|, |2015| and |2019|"."""
    lists: dict[str, int] = {}
    number = 0
    last: int | None = None
    for position, word in enumerate(words):
        if word.number is None:
            continue
        between = [item.key for item in words[last + 1 : position]] if last is not None else ["-"]
        number += bool(between) and not (between[0] == "and" and len(between) <= 2)
        lists[word.key] = number
        last = position
    return lists


def are_listed(figure: str, page_figure: str, lists: Mapping[str, int], page_lists: Mapping[str, int]) -> bool:
    """True for two figures that are in one list of a draft and in one of a page: "2019 and 2011" is "2011 and 2019"."""
    return all(figure in side and side[figure] == side.get(page_figure) for side in (lists, page_lists))


def _follows(words: Sequence[WordKey], position: int, key: str) -> bool:
    """True for a word shortly after the figure at ``position``, to which it belongs: "$4.1m for the |port|"."""
    near = words[position + 1 : position + 1 + _FOLLOWING]
    following = takewhile(lambda word: word.number is None and word.key not in _CONJUNCTIONS, near)
    return any(stem(word.key) == key for word in following)


def _find_function_words(words: Sequence[WordKey]) -> dict[str, str]:
    """The function words before content words, by the stems of these: "|the| port", but not "exporters put"."""
    return {
        stem(word.key): before.key
        for before, word in pairwise(words)
        if before.key in FUNCTION_WORDS and word.key not in FUNCTION_WORDS and word.number is None
    }


def _find_figures_after(contexts: Contexts) -> dict[str, str]:
    """The figure that each word stands before, by the word's stem, without words before several figures."""
    figure_of: dict[str, str] = {}
    repeated = set()
    for figure, context in contexts.items():
        repeated |= figure_of.keys() & context.keys()
        figure_of.update(dict.fromkeys(context, figure))
    return {word: figure for word, figure in figure_of.items() if word not in repeated}


def find_counted(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> dict[str, str]:
    """Find the figures that count the same thing in a draft and on a page, with its stem, whatever their order.

    "14 boats and 12 lamps" for "12 |lamps| and 14 |boats|". Things with several figures are left out.
    """
    counted, page_counted = _find_figures(words), _find_figures(page_words)
    return {
        next(iter(figures)): key
        for key, figures in counted.items()
        if len(figures) == 1 and figures == page_counted.get(key)
    }


def _find_figures(words: Sequence[WordKey]) -> dict[str, set[str]]:
    """The figures directly before each content word, by its stem."""
    figures: dict[str, set[str]] = {}
    for figure, word in pairwise(words):
        if figure.number is not None and word.number is None and word.key not in FUNCTION_WORDS:
            figures.setdefault(stem(word.key), set()).add(figure.key)
    return figures


def find_intents(words: Sequence[WordKey]) -> tuple[list[WordKey], list[WordKey]]:
    """Find words for what happens by chance, and for what somebody wants: "by |accident|", "on |purpose|"."""
    before = ["", *(word.key for word in words)]
    pairs = list(zip(before, words, strict=False))
    chance = [word for left, word in pairs if word.key in _ACCIDENTAL or (left == "by" and word.key in _BY_CHANCE)]
    purpose = [word for left, word in pairs if word.key in _INTENDED or (left, word.key) == ("on", "purpose")]
    return chance, purpose


def find_exchanged_intent(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> tuple[WordKey, WordKey] | None:
    """Return a word of a draft and one of a page if one says "by accident" and the other "on purpose".

    "Not on purpose" agrees with "by accident".
    """
    if sum(is_negation(word.key) for word in (*words, *page_words)) % 2:
        return None
    sides, page_sides = find_intents(words), find_intents(page_words)
    for own, other in ((0, 1), (1, 0)):
        if sides[own] and not sides[other] and page_sides[other] and not page_sides[own]:
            return sides[own][0], page_sides[other][0]
    return None


def find_inversion(
    words: Sequence[WordKey], draft: CheckedPage, page_words: Sequence[WordKey], page: CheckedPage
) -> str | None:
    """Return the page's words if a draft has exchanged the subject and the object of a verb.

    "|The council| sued |Harrow Mills|" for "Harrow Mills sued the council", "|Moll| begged |her|" for "she begged him".
    Null for a passive and for a verb that either text has more than once.
    """
    verbs, page_verbs = _find_verbs(words), _find_verbs(page_words)
    for key in verbs.keys() & page_verbs.keys():
        subject, objects = _find_arguments(words, verbs[key], draft)
        page_subject, page_objects = _find_arguments(page_words, page_verbs[key], page)
        if _are_of_one_gender(page_subject, page_objects):
            continue
        keys, object_keys = _name_stems(subject, draft), _name_stems(objects, draft)
        page_keys, page_object_keys = _name_stems(page_subject, page), _name_stems(page_objects, page)
        is_exchanged = keys & page_object_keys and object_keys & page_keys
        if is_exchanged and not keys & page_keys and not object_keys & page_object_keys:
            return page.article.text[page_subject[0].span[0] : page_objects[-1].span[1]]
    return None


def _find_verbs(words: Sequence[WordKey]) -> dict[str, int]:
    """The positions of verbs in the past that occur once, by their stems."""
    stems = [stem(word.key) for word in words]
    counts = Counter(stems)
    return {
        key: position
        for position, key in enumerate(stems)
        if is_past(words[position].key) and key not in _MUTUAL and counts[key] == 1
    }


def _find_arguments(
    words: Sequence[WordKey], position: int, page: CheckedPage
) -> tuple[Sequence[WordKey], Sequence[WordKey]]:
    """The subject and the object next to the verb at ``position``: nouns or a pronoun. A passive has no subject."""
    text = page.article.text
    place = position - 1
    while place >= 0 and words[place].key in _AUXILIARIES and position - place <= 2:
        place -= 1
    before = (words[n] for n in range(place, -1, -1))
    place = position + 1
    following = words[place + 1].key if place + 1 < len(words) else "the"
    is_pronoun = place < len(words) and (
        words[place].key == "him" or (words[place].key == "her" and following in FUNCTION_WORDS)
    )
    if is_pronoun:
        return _take_nouns(before, text, pronouns=_SUBJECTS)[::-1], words[place : place + 1]
    if place < len(words) and words[place].key in _DETERMINERS:
        place += 1
    after = (words[n] for n in range(place, len(words)))
    return _take_nouns(before, text, pronouns=_SUBJECTS)[::-1], _take_nouns(after, text, pronouns=frozenset())


def _take_nouns(words: Iterable[WordKey], text: str, *, pronouns: Collection[str]) -> list[WordKey]:
    """The first words up to a function word or a comma, or one of ``pronouns``."""
    nouns: list[WordKey] = []
    for word in islice(words, _MOST_NOUNS):
        if not nouns and word.key in pronouns:
            return [word]
        gap = sorted((*nouns[-1:], word), key=lambda item: item.span)
        if word.key in FUNCTION_WORDS or _PAUSE.search(text, gap[0].span[1], gap[-1].span[0]):
            break
        nouns.append(word)
    return nouns


def _are_of_one_gender(subject: Sequence[WordKey], objects: Sequence[WordKey]) -> bool:
    """True for two pronouns of one gender: who is who in "he begged him" is less than certain."""
    keys = {word.key for word in (*subject, *objects)}
    return keys in ({"he", "him"}, {"she", "her"})


def _name_stems(nouns: Sequence[WordKey], page: CheckedPage) -> set[str]:
    """The stems of ``nouns``, or of the name that a pronoun refers to."""
    stems: set[str] = set()
    for word in nouns:
        entity = page.entity_at(word.span) if word.key in PRONOUNS else None
        stems.update(map(stem, name_keys(entity) if entity else {word.key}))
    return stems
