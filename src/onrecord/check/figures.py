"""Figures of a draft that belong to somebody else on the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import combinations, pairwise, product
from math import isclose
from typing import Final

from onrecord.check.alignment import FUNCTION_WORDS
from onrecord.check.checked_pages import CheckedPage
from onrecord.check.comparison import is_name
from onrecord.check.passage_index import Place
from onrecord.check.stems import are_opposite, stem
from onrecord.people.lexicon import word_set
from onrecord.word_keys import WordKey, is_negation, split_words

_MOST_STATEMENTS: Final = 20
"""Statements of a paragraph among which the draft's speaker is looked for."""
_MOST_WORDS: Final = 12
"""Content words before a figure that are kept."""
_LEAST_FIGURES: Final = 2
"""Least number of figures with a name before them, on the page and in the draft, to tell whether they are swapped."""
_MOST_FIGURES: Final = 40
"""Figures of a sentence that are compared with one another."""
_LEAST_MOVED: Final = 2
"""Content words before a figure that tell what it is: "|repairs| would |cost| £2.3m"."""

_PART_REACH: Final = 4
"""Words after "of" in which the whole stands: "12 of |the museum's 14| cameras"."""
FRACTIONS: Final = word_set("half 3rd quarter fifth 5th tenth 10th")
"""Keys of fractions: "a third of them" is not "half of them"."""
_SHARES: Final = {
    "half": 1 / 2,
    **dict.fromkeys(("3rd", "thirds"), 1 / 3),
    **dict.fromkeys(("quarter", "quarters"), 1 / 4),
    **dict.fromkeys(("fifth", "5th", "fifths"), 1 / 5),
    **dict.fromkeys(("tenth", "10th", "tenths"), 1 / 10),
}
"""Their sizes, with the plurals: "two |thirds|"."""

_ORDINAL: Final = re.compile(r"\d+(?:st|nd|rd|th)")
_SIGN: Final = re.compile(r"\A[$£€¥]|%\Z")
_ROUNDED: Final = 0.1
"""Largest difference of a figure and a rounded one, as a share of the larger one."""

_ONE: Final = re.compile(
    r"\b(?:first|second|third|fourth|fifth|last|next|other|another|same|this|that|old|new|only|each|every|which) \Z",
    re.I,
)

_NOTHING: Final = WordKey("", (0, 0))

Contexts = dict[str, dict[str, WordKey]]
"""Content words before each figure, by the keys of the figures and their own stems."""
Owners = dict[str, tuple[str, str]]
"""The names before each figure, on the page and in the draft, by the key of the figure."""


def is_year(word: WordKey) -> bool:
    """True for a number from 1800 to 2100 without a sign or a unit."""
    return word.number is not None and word.key.isdigit() and 1800 <= word.number <= 2100


def is_pronoun(word: WordKey, text: str) -> bool:
    """True for "one" in "90 at the first |one|", but not in "the only |one| boat"."""
    start, end = word.span
    is_last = re.match(r"\s?(?:[^\w\s]|\Z)", text[end : end + 2]) is not None
    return (
        word.key == "1"
        and text[start].isalpha()
        and is_last
        and _ONE.search(text[max(0, start - 10) : start]) is not None
    )


def find_owners(place: Place, sentence: Sequence[WordKey], draft_words: Sequence[WordKey]) -> Owners:
    """Find the names before the figures that a ``sentence`` of the page and a sentence of the draft both have."""
    page = place.page
    names = {word.key for word in sentence if is_name(page.article.text, word) or page.entity_at(word.span)}
    owners, draft_owners = _owners(sentence, names), _owners(draft_words, names)
    return {key: (owners[key], draft_owners[key]) for key in owners.keys() & draft_owners.keys()}


def are_swapped(owners: Owners) -> bool:
    """True for "Skerry Line had 40 boats and Elmouth Ferries 30" if Elmouth Ferries had 40 and Skerry Line 30."""
    pairs = set(owners.values())
    return len(pairs) >= _LEAST_FIGURES and all(left != right and (right, left) in pairs for left, right in pairs)


def kept_figures(owners: Owners) -> set[str]:
    """The figures that have the same names before them, in whatever order: "Elmouth Ferries had 30 boats and Skerry
    Line 40" for "Skerry Line had 40 boats and Elmouth Ferries 30"."""
    return {key for key, (left, right) in owners.items() if left == right} if len(owners) >= _LEAST_FIGURES else set()


def find_contexts(words: Iterable[WordKey]) -> Contexts:
    """The content words before each figure and after the one before it, by their stems: "|calls had risen| 9%"."""
    contexts: Contexts = {}
    context: dict[str, WordKey] = {}
    for word in words:
        if word.number is not None:
            contexts.setdefault(word.key, context)
            context = {}
        elif word.key not in FUNCTION_WORDS:
            context[stem(word.key)] = word
            if len(context) > _MOST_WORDS:
                del context[next(iter(context))]
    return contexts


def share_contexts(contexts: Contexts) -> Contexts:
    """``contexts``, where a figure without words before it has those of the one before it: "fell from 600 to |450|"."""
    shared: Contexts = {}
    context: dict[str, WordKey] = {}
    for figure, words in contexts.items():
        context = words or context
        shared[figure] = context
    return shared


def is_reordered(figure: str, page_figure: str, *, contexts: Contexts, page_contexts: Contexts) -> bool:
    """True if a draft and a page have both figures, each after a word of its own: "The union said it cost $35m, while
    |exporters| put it at $90m" for "|Exporters| said it had cost them $90m; the union put it at $35m"."""
    if _belongs_to_another(figure, page_figure, contexts=contexts, page_contexts=page_contexts):
        return True
    if not {figure, page_figure} <= contexts.keys() & page_contexts.keys():
        return False
    if contexts[figure] is contexts[page_figure] and page_contexts[figure] is page_contexts[page_figure]:
        return False  # "fell from 450 to 600" for "fell from 600 to 450"
    return any(not contexts[key].keys().isdisjoint(page_contexts[key]) for key in (figure, page_figure))


def _belongs_to_another(figure: str, page_figure: str, *, contexts: Contexts, page_contexts: Contexts) -> bool:
    """True if the page has the draft's figure elsewhere, after a word of the draft that is not before ``page_figure``.

    "Elmouth Ferries has |30| boats" for "Skerry Line has |40| boats, and Elmouth Ferries has |30|".
    """
    if not (figure in contexts and {figure, page_figure} <= page_contexts.keys()):
        return False
    draft, own, other = contexts[figure].keys(), page_contexts[figure].keys(), page_contexts[page_figure].keys()
    return not draft.isdisjoint(own - other) and draft.isdisjoint(other - own)


def find_opposites(contexts: Contexts, page_contexts: Contexts) -> Iterator[tuple[WordKey, WordKey]]:
    """Find words with opposite meanings before the same figure of the same thing: "calls had |fallen| 9%" for "calls
    had |risen| 9%"."""
    for figure in contexts.keys() & page_contexts.keys():
        draft, page = contexts[figure], page_contexts[figure]
        if draft.keys().isdisjoint(page) or _has_both(draft) or _has_both(page):
            continue
        for key, word in draft.items():
            for page_key, page_word in page.items():
                if key not in page and page_key not in draft and are_opposite(word.key, page_word.key):
                    yield word, page_word


def find_other_fractions(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> Iterator[tuple[WordKey, WordKey]]:
    """Find fractions of one thing that differ: "half a |century|" and "a quarter |century|"."""
    fractions, page_fractions = _fractions(words), _fractions(page_words)
    for thing in fractions.keys() & page_fractions.keys():
        (word, size), (page_word, page_size) = fractions[thing], page_fractions[thing]
        # "A third of them were not sold" for "two thirds of them were sold"
        if not isclose(size, page_size) and not (isclose(size + page_size, 1) and _may_be_rest(words, page_words)):
            yield word, page_word


def _may_be_rest(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> bool:
    """True if only one side has a negation, or each has a word with the opposite meaning of one of the other."""
    negated, page_negated = (any(is_negation(word.key) for word in side) for side in (words, page_words))
    pairs = product(words[:_MOST_FIGURES], page_words[:_MOST_FIGURES])
    return negated != page_negated or any(are_opposite(word.key, other.key) for word, other in pairs)


def _fractions(words: Sequence[WordKey]) -> dict[str, tuple[WordKey, float]]:
    """The fractions with their sizes by the stem of the next content word; those of a thing that has several are left
    out."""
    fractions: dict[str, tuple[WordKey, float]] = {}
    several: set[str] = set()
    fraction: tuple[WordKey, float] | None = None
    for before, word in pairwise((_NOTHING, *words)):
        if word.key in _SHARES:
            is_counted = before.number is not None and before.key.isdigit()
            span = before.span[0] if is_counted else word.span[0], word.span[1]
            fraction = WordKey(word.key, span), _SHARES[word.key] * ((is_counted and before.number) or 1)
        elif fraction is not None and word.key not in FUNCTION_WORDS:
            thing = stem(word.key)
            several.update([thing] if thing in fractions else [])
            fractions[thing] = fraction
            fraction = None
    return {thing: fraction for thing, fraction in fractions.items() if thing not in several}


def find_other_figures(
    words: Sequence[WordKey], page_words: Sequence[WordKey], page_keys: Collection[str]
) -> Iterator[tuple[WordKey, WordKey]]:
    """Find the only figure of a kind that a draft has and a page lacks, with the page's only one that the draft lacks.

    "His pay is cut by |83%|" for "a |38%| cut in his pay", "the |first| boat" for "the |second| boat", "since |2012|"
    for "since they parted in |2021|". Figures that differ little may be rounded, unless they are years.
    """
    figures = _figures_by_kind(words, without=page_keys)
    page_figures = _figures_by_kind(page_words, without={word.key for word in words})
    for kind in figures.keys() & page_figures.keys():
        if len(figures[kind]) == len(page_figures[kind]) == 1:
            figure, page_figure = figures[kind][0], page_figures[kind][0]
            if kind == "year" or not _are_close(figure.number, page_figure.number):
                yield figure, page_figure


def _figures_by_kind(words: Sequence[WordKey], *, without: Collection[str]) -> dict[str, list[WordKey]]:
    """The figures of ``words`` by their currency or percent sign, and ordinals by the stem of the next word."""
    figures: dict[str, list[WordKey]] = {}
    for position, word in enumerate(words):
        following = stem(words[position + 1].key) if position + 1 < len(words) else ""
        is_ordinal = _ORDINAL.fullmatch(word.key) is not None and word.key not in FRACTIONS
        sign = _SIGN.search(word.key) if word.number is not None else None
        kind = sign[0] if sign else f"th {following}" if is_ordinal and following else None
        kind = "year" if is_year(word) else kind
        if kind and word.key not in without:
            figures.setdefault(kind, []).append(word)
    return figures


def _are_close(number: float | None, other_number: float | None) -> bool:
    return (
        number is not None
        and other_number is not None
        and abs(number - other_number) <= _ROUNDED * max(abs(number), abs(other_number))
    )


def find_moved_figures(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> Iterator[tuple[WordKey, WordKey]]:
    """Find a figure that a draft has in the place of another one of its kind: "repairs would cost |£190,000|" for
    "repairs would cost |£2.3m|, and the parish had raised £190,000"."""
    contexts, page_contexts = find_contexts(words), find_contexts(page_words)
    figures, page_figures = (
        {word.key: word for word in side if word.number is not None} for side in (words, page_words)
    )
    for key in contexts.keys() & page_contexts.keys() if len(page_contexts) <= _MOST_FIGURES else ():
        own = page_contexts[key].keys() - contexts[key].keys()
        for other in page_contexts.keys() - figures.keys():
            shared = contexts[key].keys() & (page_contexts[other].keys() - page_contexts[key].keys())
            is_alike = _signs(key) == _signs(other) != ("", "")
            if is_alike and own == page_contexts[key].keys() and len(shared) >= _LEAST_MOVED:
                yield figures[key], page_figures[other]


def find_complements(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> set[str]:
    """The keys of parts that make a whole with a part of the page: "|12| of the 14 cameras were not working" for "|2|
    of the 14 cameras were working", "a |third| were not" for "two thirds were"."""
    parts, page_parts = _parts(words), _parts(page_words)
    fractions, page_fractions = _fractions(words), _fractions(page_words)
    common = fractions.keys() & page_fractions.keys()
    return {
        fractions[thing][0].key for thing in common if isclose(fractions[thing][1] + page_fractions[thing][1], 1)
    } | {
        part.key
        for part, whole in parts
        for other, page_whole in page_parts
        if _is_whole(part, other, whole, page_whole)
    }


def _is_whole(part: WordKey, other: WordKey, whole: WordKey, page_whole: WordKey) -> bool:
    return whole.key == page_whole.key and (part.number or 0) + (other.number or 0) == whole.number


def _parts(words: Sequence[WordKey]) -> list[tuple[WordKey, WordKey]]:
    """The parts and wholes of "|12| of the museum's |14| cameras"."""
    parts = []
    for position, word in enumerate(words[:-1]):
        if word.number is not None and words[position + 1].key == "of":
            following = words[position + 2 : position + 2 + _PART_REACH]
            whole = next((item for item in following if item.number is not None), None)
            parts += [(word, whole)] if whole else []
    return parts


def _signs(key: str) -> tuple[str, str]:
    """The currency or percent sign of a figure's key."""
    start, end = ("" if character.isdigit() else character for character in (key[0], key[-1]))
    return start, end


def _has_both(context: dict[str, WordKey]) -> bool:
    """True for words with opposite meanings in one context: "would |oppose| the duty but |support| the extra" £2bn."""
    return any(are_opposite(word.key, other.key) for word, other in combinations(context.values(), 2))


def find_figures_of_others(
    place: Place, words: Iterable[WordKey], *, is_by_draft_speaker: Callable[[int], bool]
) -> Iterator[str]:
    """Explain figures among the common ``words`` that a paragraph has from another speaker than the draft's.

    "Skerry Line said that fares had fallen by 7%" for "Skerry Line said that fares had risen by 12%. Elmouth Ferries
    said that its own had fallen by 7%". ``is_by_draft_speaker`` is asked about positions of statements.
    """
    page, passage = place.page, place.passage
    if passage.kind != "text":
        return
    figures = [word for word in words if word.number is not None]
    figures = [word for word in figures if not any(map(is_by_draft_speaker, page.statements_at(word.span)))]
    if not figures:
        return
    numbers: set[int] = set()
    for word in passage.words:
        numbers.update(page.statements_at(word.span))
        if len(numbers) >= _MOST_STATEMENTS:
            break
    names = {key for number in numbers if is_by_draft_speaker(number) for key in _speaker_keys(page, number)}
    for word in figures if names else ():
        around = page.statements_at(word.span)
        if around and all(_is_by_another(page, number, names) for number in around):
            yield f"On the page “{page.article.words(word.span)}” is said by {page.facts[around[0]].speaker_name}."


def _owners(words: Sequence[WordKey], names: set[str]) -> dict[str, str]:
    """The name before each figure, without another figure between: "|Skerry Line| had |40| boats"."""
    owners: dict[str, str] = {}
    name: str | None = None
    for word in words:
        if word.number is not None:
            if name is not None:
                owners[word.key] = name
            name = None
        elif word.key in names:
            name = word.key
    return owners


def _speaker_keys(page: CheckedPage, number: int) -> set[str]:
    name = page.facts[number].speaker_name or ""
    return {word.key for word in split_words(name, (0, len(name)))} - FUNCTION_WORDS


def _is_by_another(page: CheckedPage, number: int, names: set[str]) -> bool:
    """True if a statement names its speaker beside it, and the name shares no word with ``names``."""
    keys = _speaker_keys(page, number)
    return page.reading.statements[number].speaker_basis == "named" and bool(keys) and not keys & names
