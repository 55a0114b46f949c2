"""Candidate names: runs of capitalised words, before it is decided what they name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.people import lexicon
from onrecord.people.lexicon import KEPT, ORGANISATION, PARTICLES, SHARED_ROLES, SUFFIXES, TITLES, given_names, surnames
from onrecord.people.names.probabilities import NameProbabilities
from onrecord.people.view import View, follows
from onrecord.spans import SpanIndex

_TIMES_IN_TEXT = lexicon.TIMES - {"today"}
_IN_PORTFOLIOS, _MAX_PORTFOLIO = lexicon.PORTFOLIOS | {"and", "&", ",", "the"}, 8
_PERSONS = lexicon.NEVER_NAMED | SHARED_ROLES
_BEFORE_NAMES = _IN_PORTFOLIOS | {"for", "of"}
_ADDRESSES = frozenset(["mr", "mrs", "ms"])
_ARTICLE_PREFIX = re.compile(r"(?:(?:[ae][ldrstzn]|ash|ul|ibn|bin)-|d['’])[A-Z]")
"""The Arabic article, or "son of", in lower case before a surname, or "d’" of "d’Arvel"."""
_KINDS = lexicon.MAKERS | (SHARED_ROLES - TITLES)
# "Coun Orla Tarn |(Lib Dem, Eastwick)|": the party and the ward of a member.
_WARD = re.compile(r"\((?:Con|Lab|Lib Dem|LD|Green|Ind|Reform|SNP|Plaid)(?:[a-z]+)?, [^()\n]{1,40}\)")
_MODIFIER = re.compile(r".+-(?:[a-z]{3,}(?:ed|ing)|led|run|born|era|style|held|critical)")


def find_runs(view: View, *, ner: NameProbabilities | None = None) -> list[range]:
    """The runs that may be names, in order."""
    if ner is None:
        return [trimmed for run in _capitalised_runs(view) for trimmed in _trim_run(view, run)]
    return [piece for run in _capitalised_runs(view) for piece in _split_run(view, run, ner=ner)]


def _split_run(view: View, run: range, *, ner: NameProbabilities) -> list[range]:
    """Split ``run`` where the model sees a person's name begin or end. In a headline only the names that it sees are
    kept."""
    headline_style = view.block_of(view.words[run.start]).headline_style
    # "Today" has its capital in a name only: "Wexcombe Today" is no "Wexcombe".
    if len(run) > 1 and view.words[run[-1]].folded == "today" and not headline_style:
        return _trim_run(view, run)
    pieces: list[range] = []
    for piece in ner.split(run):
        if ner.is_person(piece):
            # "Carmaker Tarn", "Fisherman Tarn", "Trader Orla Tarn", but not "Fisher Tarn".
            first = view.words[piece.start]
            is_name = len(piece) == 2 and (first.folded in given_names() or first.folded in lexicon.surnames())
            is_kind = first.opens and first.folded in _KINDS and len(piece) > 1 and not is_name
            # "Will Tarn leave?", but not "Will Tarn left".
            is_will = first.folded == "will" and ner.is_outside_name(piece.start)
            is_verb = is_will and "?" in view.form(view.sentence_of(piece.start)[-3:])
            pieces.append(piece[1:] if is_kind or is_verb else piece)
        elif not headline_style:
            pieces += _trim_run(view, piece)
    return pieces


def is_modifier(word: str) -> bool:
    """True if ``word`` modifies what follows it and is no name: "Elmouth-based", "Tarn-inspired"."""
    return "-" in word and _MODIFIER.fullmatch(word) is not None


def has_capital(view: View, index: int) -> bool:
    """True if word ``index`` is capitalised and is neither the pronoun "I" nor a modifier."""
    text = view.words[index].text
    return text[0].isupper() and text != "I" and not text.startswith("I'") and not is_modifier(text)


def _capitalised_runs(view: View) -> Iterator[range]:
    """Adjacent capitalised words, with the particles, initials and nicknames between them."""
    end, count, wards = 0, len(view.words), SpanIndex(match.span() for match in _WARD.finditer(view.text))
    for start, word in enumerate(view.words):
        if start < end or not (has_capital(view, start) or _ARTICLE_PREFIX.match(word.text)):
            continue
        end = start + 1
        while end < count and (step := _continuation_length(view, end)):
            end += step
        # "Orla Tarn-inspired".
        is_part = end < count and follows(view, end) and is_modifier(view.words[end].text)
        is_part = is_part or bool(wards.overlapping(word.span))
        if not is_part and (run := range(_end_of_portfolio(view, range(start, end)), end)):
            yield run


def _end_of_portfolio(view: View, run: range) -> int:
    """Index of the word of ``run`` where a portfolio ends: that of "Orla" in "Minister for Ports and Fisheries Orla
    Tarn"."""
    if view.folded(run.start - 1) not in _BEFORE_NAMES:
        return run.start
    before = view.just_before(run.start, _MAX_PORTFOLIO)
    first = next((n + 1 for n in reversed(before) if view.words[n].folded not in _IN_PORTFOLIOS), run.start)
    if view.folded(first - 1) not in {"for", "of"} or view.folded(first - 2) not in lexicon.OFFICE_NOUNS:
        return run.start
    # "Bishop of Elmouth Orla Tarn".
    after_see = run.start + (len(run) > 2 and view.folded(first - 2).endswith("bishop"))
    return next((n for n in run[after_see - run.start :] if view.words[n].folded not in lexicon.PORTFOLIOS), run.stop)


def _continuation_length(view: View, index: int) -> int:
    """Number of words from ``index`` on that continue the name before them, 1 for a capitalised word, and more for "van
    der Moll", "“Bobby” Tarn" and ", Jr."; 0 if it has ended."""
    words = view.words
    # A domain ends a run: "TarnNews.com Orla Tarn" are two names.
    if not follows(view, index) or words[index - 1].text.casefold().endswith((".com", ".org", ".net")):
        return 0
    if has_capital(view, index):
        is_same = words[index].sentence == words[index - 1].sentence and not _switches_to_capitals(view, index)
        # "In her letter to Una Quill Ms Tarn said", but not "President Mr Tarn".
        is_other = words[index].folded in _ADDRESSES and words[index - 1].folded not in lexicon.ROLES
        return int(is_same and not is_other)
    # "Piet van Moll".
    text, remaining = words[index].text, len(words) - index
    # "Lord Tarn of Elmouth", but not "Lord Mayor of Elmouth" or "Lord Tarn of Elmouth University".
    is_peer = text == "of" and index > 1 and words[index - 2].folded in KEPT and words[index - 2].capital
    if is_peer and remaining > 1 and words[index - 1].folded not in lexicon.ROLES and has_capital(view, index + 1):
        return 2 * (remaining < 3 or not has_capital(view, index + 2))
    # "Samir al-Tarn".
    if _ARTICLE_PREFIX.match(text):
        return 1
    if text.casefold() in PARTICLES and remaining > 1 and has_capital(view, index + 1) and follows(view, index + 1):
        return 2
    # "Piet van der Moll"; "Piet van ’t Hof", "Sofie in ’t Hof".
    second = words[index + 1] if remaining > 2 and has_capital(view, index + 2) else None
    is_double = second and second.text in {"la", "las", "los", "der", "den", "l"} and text in {"de", "van", "von"}
    if is_double or (second and second.folded == "'t" and text in {"van", "in", "op"}):
        return 3
    # "Tarn & Quill", which ``evidence`` then takes for a firm, but not "Orla & Piet".
    if text == "&" and remaining > 1 and has_capital(view, index + 1):
        is_couple = {words[index - 1].folded, words[index + 1].folded} <= given_names().keys()
        return 0 if is_couple and not (remaining > 2 and has_capital(view, index + 2)) else 2
    # "Martin Tarn, Jr."
    if text == "," and remaining > 1 and words[index + 1].folded in SUFFIXES:
        return 2
    # "Orla [Tarn]": an editor completes the name. In "Orla [Zuzka]", where Zuzka has been named before, it is another.
    is_completed = remaining > 2 and text == "[" and has_capital(view, index + 1) and words[index + 2].text == "]"
    if is_completed and words[index - 1].folded in given_names() and view.counts[words[index + 1].folded] == 1:
        return 2
    return _nickname_length(view, index)


def _nickname_length(view: View, index: int) -> int:
    """Number of words of a nickname in marks from ``index`` on, with the name after it, "Robert “Quay Bob” Tarn"; else
    0. In "Elmouth (Wex) Harbour" no given name adjoins the mark; in "Zorlan “Quip” Smith" a common surname does."""
    words, remaining = view.words, len(view.words) - index
    # “the Eel” has a capital in its second word. An apostrophe follows no space: "Orla Brooks' Tide".
    has_article = remaining > 4 and words[index + 1].text == "the"
    is_mark = words[index].text in '“"(' or (words[index].text in "‘'" and view.gap(index - 1) == " ")
    if not is_mark or remaining < 4 or not has_capital(view, index + 1 + has_article):
        return 0
    close = index + 2 + (has_capital(view, index + 2) and remaining > 4)
    is_nickname = words[close].text in "”\")’'" and has_capital(view, close + 1)
    beside_given_name = words[index - 1].folded in given_names() or words[index + 1].folded in given_names()
    beside_given_name |= words[index].text != "(" and words[close + 1].folded in surnames()
    is_nickname &= beside_given_name and words[close + 1].folded not in lexicon.NOT_PERSONS
    return close + 2 - index if is_nickname else 0


def _switches_to_capitals(view: View, index: int) -> bool:
    """True if word ``index`` is in capitals after one that is not and ends the name: "Orla Tarn RESIGNS". Initials,
    suffixes and organisations ("Elmouth TV") continue it."""
    word, before = view.words[index], view.words[index - 1].text
    is_capitals = len(word.text) > 1 and word.text.isupper() and "." not in word.text
    continues = word.folded in SUFFIXES or word.folded in ORGANISATION or before.casefold() in PARTICLES
    return is_capitals and not before.isupper() and not continues


def _trim_run(view: View, run: range) -> list[range]:
    """``run`` without the opening of its sentence, and without days and months at its end."""
    words = view.words
    start, end = run.start, run.stop
    while start < end and words[start].opens and _is_only_opening(view, start, end):
        start += 1
    # A run may begin with a day of the week: "Monday Orla Tarn left".
    start += end - start > 1 and words[start].folded.endswith("day")
    # Days and months at the end are cut, unless they are a surname after a given name: "Greta May".
    while end - start > 1 and words[end - 1].folded in _TIMES_IN_TEXT and words[end - 2].folded not in given_names():
        end -= 1
    return [range(start, end)] if start < end else []


def _is_only_opening(view: View, index: int, end: int) -> bool:
    """True if word ``index`` is capitalised only because it opens a sentence.

    ``end`` is the end of its run. "However" in "However Orla Tarn left" is an opening; "Actress" in "Actress Orla Tarn
    left" is a title and stays.
    """
    word = view.words[index]
    if word.folded in TITLES or word.folded in lexicon.PEOPLES or word.folded in lexicon.PLACES:
        return False
    # "Pals waved." A role before a name is kept: "Pilot Orla Tarn".
    if word.folded in _PERSONS or word.folded.removesuffix("s") in SHARED_ROLES:
        return end - index == 1 or word.folded in lexicon.NEVER_NAMED
    # "Later Tarn came back." Before another word "Times" may begin a name: "Times Square".
    if word.folded in lexicon.COMMON and not (word.folded in ORGANISATION and end - index > 1):
        return True
    # "Sadly Orla Tarn left": adverbs, unless the page capitalises them elsewhere ("Kelly").
    adverb = word.folded.endswith("ly") and word.folded not in view.capitalised
    return word.folded not in given_names() and (word.folded in view.lowercased or adverb)
