"""Named entity recognition: the mentions of people and organisations by name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from onrecord.encoder import Encoding
from onrecord.people.lexicon import (
    GENERIC_BODIES,
    KEPT,
    KIN,
    MAKERS,
    NEVER_NAMED,
    ORGANISATION,
    POST_NOMINALS,
    SUFFIXES,
    TITLES,
    given_names,
    surnames,
)
from onrecord.people.names.evidence import is_brand, is_person, is_place_or_thing, place_forms
from onrecord.people.names.organisations import find_organisations, find_owned_bodies
from onrecord.people.names.personal_names import title_length
from onrecord.people.names.probabilities import RULED_OUT, NameProbabilities
from onrecord.people.names.runs import find_runs
from onrecord.people.places import COMMON, NOT_PERSONS, TERRITORIES, TIMES
from onrecord.people.view import View, follows
from onrecord.types import Span

Sort = Literal["person", "organisation"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names a person, without titles, or an organisation, without its article."""

    span: Span
    sort: Sort
    text: str


_NAMED_AFTER_PEOPLE = frozenset(["show", "tour", "foundation", "library", "museum", "prize", "award"])
"""Things that are named after people: in "the Orla Tarn Show" the mention ends before "Show"."""
_INITIAL = re.compile(r"[B-HJ-Z]")
_MAX_ACRONYM = 5
"""Longest acronym in letters. A longer label in capitals is a surname, as in "BRANNIGAN: It is late"."""
_MAX_NAME = 4
"""Maximum length in words of one person's name. A longer run is split into the full names that the page has elsewhere,
if there are several."""
_COMPANY_NOUNS = MAKERS | GENERIC_BODIES
_NEVER_ALONE = NOT_PERSONS | ORGANISATION | SUFFIXES | KIN | {"mam", "nan"}


def find_mentions(view: View, *, sources: Sequence[Span] = (), encoding: Encoding | None = None) -> tuple[Mention, ...]:
    """The mentions on the page, in order.

    ``sources`` are the spans that statements have as their source. The rules and the model's view in ``encoding``
    decide together; without an encoding the rules decide alone.
    """
    ner = NameProbabilities.from_encoding(view, encoding) if encoding else None
    runs = _complete_runs(view, find_runs(view, ner=ner))
    if ner:
        ner.pool(runs)
    source_words = {index for span in sources for index in view.inside(span)}
    bodies = find_owned_bodies(view, runs, source_words=source_words, ner=ner)
    owned = {index for body in bodies for index in body}
    runs = [run for run in runs if owned.isdisjoint(run)]
    persons = _person_runs(view, runs, source_words=source_words, ner=ner)
    mentions = [Mention(_span(view, run), "person", _text(view, run)) for run in persons]
    mentions = _trim_names(view, mentions, ner=ner)
    mentions += _find_repeats(view, mentions)
    mentions = [mention for mention in mentions if owned.isdisjoint(view.inside(mention.span))]
    mentions += [Mention(_span(view, body), "organisation", _text(view, body)) for body in bodies]
    covered = {index for mention in mentions for index in view.inside(mention.span)}
    page_surnames = {view.words[view.index(mention.span[1]) - 1].folded for mention in mentions}
    turn_labels = _find_turn_labels(view)
    for run in find_organisations(view, runs, source_words=source_words, ner=ner):
        word = view.words[run[0]]
        is_person_label = (
            len(run) == 1 and word.text.isupper() and (word.folded in page_surnames or run[0] in turn_labels)
        )
        if not covered.intersection(run):
            mentions.append(
                Mention(_span(view, run), "person" if is_person_label else "organisation", _text(view, run))
            )
    return tuple(sorted(set(mentions), key=lambda mention: mention.span))


def _complete_runs(view: View, runs: Sequence[range]) -> list[range]:
    """``runs`` with all initials, and without honours and offices after a name.

    "KC" in "Helena Tarn KC" may be a run of its own.
    """
    kept: list[range] = []
    ends = {run.stop for run in runs}
    for run in runs:
        # "S K Tarn": initials without a full stop may be runs of their own.
        while kept and len(kept[-1]) == 1 and kept[-1].stop == run.start and _is_initial(view, kept[-1].start):
            run = range(kept.pop().start, run.stop)
        run = range(run.start - _initials_before(view, run, after=kept[-1].stop if kept else 0), run.stop)
        last = view.words[run[-1]]
        is_post_nominal = last.folded in POST_NOMINALS and (last.text.isupper() or last.folded in {"phd", "esq"})
        if is_post_nominal and (len(run) > 2 or (len(run) == 1 and run[0] in ends)):
            run = run[:-1]
        if run:
            kept.append(run)
    return kept


def _initials_before(view: View, run: range, *, after: int) -> int:
    """Number of initials without a full stop before ``run``, from word ``after`` on."""
    count = 0
    while run.start - count > after and _is_initial(view, run.start - count - 1):
        count += 1
    return count


def _is_initial(view: View, index: int) -> bool:
    """True if word ``index`` is an initial without a full stop, before another word."""
    return _INITIAL.fullmatch(view.words[index].text) is not None and follows(view, index + 1)


def _find_turn_labels(view: View) -> list[int]:
    """Indices of the words in capitals that open the turns of a transcript, as in "BRANNIGAN: It is late".

    A single turn is a dateline: "ELMOUTH: The ferry was late". Short labels are acronyms: "RNLI: It will not".
    """
    turns = [
        index
        for index, (word, after) in enumerate(pairwise(view.words))
        if after.text == ":" and word.opens and word.text.isupper()
    ]
    return [index for index in turns if len(turns) > 1 and len(view.words[index].text) > _MAX_ACRONYM]


def _span(view: View, run: Sequence[int]) -> Span:
    return view.words[run[0]].start, view.words[run[-1]].end


def _text(view: View, run: Sequence[int]) -> str:
    # "Orla [Tarn]", completed by an editor, is Orla Tarn.
    return " ".join(view.text[slice(*_span(view, run))].replace("[", "").replace("]", "").split())


def _person_runs(
    view: View, runs: Sequence[range], *, source_words: set[int], ner: NameProbabilities | None
) -> list[range]:
    """The runs that name people, without titles."""
    single_counts = Counter(view.words[run[0]].folded for run in runs if len(run) == 1)
    # "Prince Rupert Tarn" on a page about the singer Prince.
    kept_singles = {
        folded
        for run in runs
        if len(run) == 1 and (folded := view.words[run[0]].folded) in KEPT and ner and ner.is_surely_person(run)
    }
    untitled_runs = []
    for run in runs:
        words = [view.words[index].folded for index in run]
        length = 0 if words[0] in kept_singles else title_length(words) or _words_of_office(view, run)
        is_namesake = len(run) > 2 and words[-1] in _NAMED_AFTER_PEOPLE and words[0] in given_names()
        untitled_runs.append((run[length : -1 if is_namesake else None], length > 0))
    # A full name after "in" or "at" anywhere on the page is a place: "in Wex Harbour".
    places = place_forms(view, [run for run, titled in untitled_runs if len(run) > 1 and not titled], ner=ner)
    untitled_runs = [
        (run, titled) for run, titled in untitled_runs if tuple(view.words[n].folded for n in run) not in places
    ]
    full_names = [
        run
        for run, titled in untitled_runs
        if len(run) > 1
        and is_person(view, run, titled=titled, single_counts=single_counts, source_words=source_words, ner=ner)
    ]
    name_parts = {view.words[index].folded for run in full_names for index in (run[0], _surname_index(view, run))}
    # The first word of an organisation's name is no person on its own, unless a person on the page has that name too:
    # "Quay" on a page about the Quay Trust.
    organisation_starts = {
        view.words[run[0]].folded
        for run in runs
        if len(run) > 1
        and (view.words[run[-1]].folded in ORGANISATION or (ner is not None and ner.organisation_log_odds(run) > 0))
    }
    surnames = {view.words[run[-1]].folded for run in full_names}
    # "Launch company Tarn".
    singles_after_nouns = (run[0] for run in runs if len(run) == 1 and run[0] and follows(view, run[0]))
    companies = {
        view.words[index].folded for index in singles_after_nouns if view.words[index - 1].folded in _COMPANY_NOUNS
    }
    no_people = (organisation_starts | companies) - name_parts
    singles = [
        (run[0], titled)
        for run, titled in untitled_runs
        if len(run) == 1
        and not _is_family(view, run[0], surnames_on_page=surnames)
        and (titled or view.words[run[0]].folded not in no_people)
    ]
    attested = _attested_singles(view, singles, single_counts=single_counts, source_words=source_words, ner=ner)
    attested -= {
        form[0] for form in place_forms(view, [range(index, index + 1) for index, _ in singles], ner=ner)
    } - name_parts
    return sorted(
        [
            *full_names,
            *_single_word_names(
                view, singles, attested=attested, name_parts=name_parts, source_words=source_words, ner=ner
            ),
        ],
        key=_run_start,
    )


def _is_family(view: View, index: int, *, surnames_on_page: Collection[str]) -> bool:
    """True if word ``index`` names several people: "the Tarns", or "Mr. and Mrs. Quill" with no other Quill."""
    folded = view.words[index].folded
    before = [word.folded for word in view.words[max(index - 3, 0) : index]]
    if before[:1] == ["mr"] and before[1:] in (["and", "mrs"], ["&", "mrs"]):
        return folded not in surnames_on_page
    return folded.endswith("s") and folded not in surnames_on_page and folded[:-1] in surnames_on_page


def _words_of_office(view: View, run: Sequence[int]) -> int:
    """1 if the first word of ``run`` belongs to a title before the name: "President of Iceland Ivo Tarn", "MCA Orla
    Tarn"; else 0."""
    before = [word.folded for word in view.words[max(run[0] - 2, 0) : run[0]]]
    first, *others = (view.words[index] for index in run)
    is_place = len(before) == 2 and before[0] in TITLES and before[1] == "of" and first.folded in TERRITORIES
    # "JD Tarn" are initials.
    is_acronym = len(first.text) > 2 and first.text.isupper() and first.text.isalpha()
    is_acronym = is_acronym and not others[0].text.isupper() and others[0].folded in given_names() if others else False
    return int(len(run) > 2 and (is_place or is_acronym))


def _run_start(run: range) -> int:
    return run.start


def _surname_index(view: View, run: Sequence[int]) -> int:
    """Index of the surname in ``run``, before any suffix such as "Jr."."""
    return run[-2] if len(run) > 1 and view.words[run[-1]].folded in SUFFIXES else run[-1]


def _attested_singles(
    view: View,
    singles: Sequence[tuple[int, bool]],
    *,
    single_counts: Counter[str],
    source_words: set[int],
    ner: NameProbabilities | None,
) -> set[str]:
    """The words, folded, that at least one occurrence on the page shows to be a one-word name."""
    return {
        view.words[index].folded
        for index, titled in singles
        if (_can_be_single(view, index) or (ner and ner.is_surely_person((index,))))
        and _is_attested_here(
            view, index, titled=titled, single_counts=single_counts, source_words=source_words, ner=ner
        )
    }


def _single_word_names(
    view: View,
    singles: Sequence[tuple[int, bool]],
    *,
    attested: set[str],
    name_parts: set[str],
    source_words: set[int],
    ner: NameProbabilities | None,
) -> list[range]:
    """One-word names: parts of full names on the page, and the words in ``attested``."""
    names = []
    for index, titled in singles:
        word, run = view.words[index], range(index, index + 1)
        is_part = (
            word.folded in name_parts
            and word.folded not in SUFFIXES
            and not (ner and ner.person_log_odds(run) < RULED_OUT)
        )
        if is_part and word.folded in TERRITORIES and ner is not None and not titled:
            # A name of a person may be that of a place: on a page about Israel Tarn, "Israel" seldom names him.
            is_part = ner.person_log_odds(run) > 0
        if is_part and (word.folded in TIMES or word.folded in COMMON):
            # The capital of a common word must be evidence: on a page about Una Winter, "Winter" names her in the
            # middle of a sentence, but not in "Winter came".
            is_part = (not word.opens or index in source_words) and not is_place_or_thing(view, run)
        if is_part or (
            word.folded in attested
            and (titled or (ner is not None and ner.is_surely_person(run)) or not is_place_or_thing(view, run))
        ):
            names.append(run)
    return names


def _can_be_single(view: View, index: int) -> bool:
    """True if word ``index`` has the form of a one-word name: it is no acronym, no brand and no common word."""
    word = view.words[index]
    if not word.text[-1].isalnum() or len(word.text) < 2 or word.folded in _NEVER_ALONE:
        return False
    if is_brand(word.text):
        return False
    # Short words in capitals are acronyms; seven letters or more are a name in capitals: "BRANNIGAN".
    return not (word.text.isupper() and len(word.text) < 7 and "-" not in word.text)


def _is_attested_here(
    view: View,
    index: int,
    *,
    titled: bool,
    single_counts: Counter[str],
    source_words: set[int],
    ner: NameProbabilities | None,
) -> bool:
    """True if the word at ``index`` is shown to be a name by this occurrence."""
    word = view.words[index]
    if titled:
        # In "the General Assembly" and "General President Orla Tarn" a title precedes no name.
        is_name = ner is None or ner.person_log_odds((index,)) > RULED_OUT
        return is_name and word.folded not in TITLES and word.folded not in ORGANISATION
    # "Prince" and "Pope" are names too: "an indication that Prince was ill".
    is_title = word.folded in TITLES and not (word.folded in KEPT and ner and ner.is_surely_person((index,)))
    can_be_name = not is_title and word.folded not in NEVER_NAMED
    # Without a model: "Cal" in "On Friday Cal waved", where its capital does not open the sentence.
    if ner is None and word.folded in given_names() and (not word.opens or single_counts[word.folded] > 1):
        return True
    return can_be_name and is_person(
        view, range(index, index + 1), titled=False, single_counts=single_counts, source_words=source_words, ner=ner
    )


def _trim_names(view: View, mentions: Sequence[Mention], *, ner: NameProbabilities | None) -> list[Mention]:
    """Trim ``mentions`` to the name that the page uses elsewhere.

    Headlines put other words before and after a name: "Hopeful Orla Tarn", where the text has "Orla Tarn".
    """
    forms = Counter(tuple(view.words[n].folded for n in view.inside(mention.span)) for mention in mentions)
    page_surnames = {form[-1] for form in forms if len(form) > 1}
    trimmed = []
    for mention in mentions:
        run = view.inside(mention.span)
        form = tuple(view.words[index].folded for index in run)
        # A caption: "Orla Tarn Una Winter Piet Quill Agency".
        if len(form) > _MAX_NAME and len(names := _full_names(form, forms)) > 1:
            trimmed += [Mention(_span(view, run[part]), "person", _text(view, run[part])) for part in names]
            continue
        is_longer = len(form) > 2 and forms[form[1:]] > 0 and form[0] not in given_names()
        # The capital of a word that opens a sentence is no evidence: "Brave Orla Tarn".
        if ner and ner.is_wholly_person(run) and not (is_longer and view.words[run[0]].opens):
            trimmed.append(mention)
            continue
        # "Hopeful Orla Tarn", where "Orla Tarn" is a mention too.
        if is_longer:
            run = run[1:]
        # "Orla Tarn Weds".
        elif len(form) > 2 and not _can_end_name(view, run[-1], ner) and _is_trailing_word(view, run, forms, ner=ner):
            run = run[:-1]
        # "Tarn Weds", if "Tarn" is a surname on the page and "Tarn Weds" occurs once.
        elif len(form) == 2 and form[0] in page_surnames and forms[form[:1]] and not _can_end_name(view, run[1], ner):
            run = run[:1] if forms[form] == 1 else run
        # "Asserting Tarn".
        elif len(form) == 2 and form[1] in page_surnames and _is_headline_word(view, run[0], forms, ner=ner):
            run = run[1:]
        trimmed.append(Mention(_span(view, run), "person", _text(view, run)))
    return trimmed


def _full_names(form: tuple[str, ...], forms: Counter[tuple[str, ...]]) -> list[slice]:
    """The full names of two or three words in ``form`` that the page has elsewhere."""
    names, start = [], 0
    while start < len(form) - 1:
        length = next((n for n in (3, 2) if len(form) >= start + n and forms[form[start : start + n]]), 0)
        if length:
            names.append(slice(start, start + length))
        start += length or 1
    return names


def _is_headline_word(
    view: View, index: int, forms: Counter[tuple[str, ...]], *, ner: NameProbabilities | None
) -> bool:
    """True if word ``index`` is no given name but a common word or, in a headline, a participle: "Asserting", "Stop".

    Outside headlines a capital is evidence: "the analyst Flemming Tarn".
    """
    word = view.words[index]
    if word.folded in given_names():
        return False
    # "Continued Tarn:" at the start of a sentence, where "Tarn" is a mention too.
    is_repeated = forms[view.words[index + 1].folded,] > 0
    is_opening = word.opens and is_repeated and ner is not None and ner.is_outside_name(index)
    is_common = is_opening or word.folded in COMMON or word.folded in view.lowercased
    return is_common or (word.folded.endswith("ing") and (word.opens or view.blocks[word.block].headline_style))


def _can_end_name(view: View, index: int, ner: NameProbabilities | None) -> bool:
    word = view.words[index].folded
    return word in SUFFIXES or (word in surnames() and not (ner and ner.is_outside_name(index)))


def _is_trailing_word(
    view: View, run: Sequence[int], forms: Counter[tuple[str, ...]], *, ner: NameProbabilities | None
) -> bool:
    """True if the last word of ``run`` is no part of the name: "Weds" in the headline "Orla Tarn Weds"."""
    form = tuple(view.words[index].folded for index in run)
    if form[-1] in COMMON or form[-1] in view.lowercased:
        return bool(forms[form[:-1]]) or (len(form) == 3 and form[0] in given_names())
    is_doubtful = view.blocks[view.words[run[0]].block].headline_style or (ner and ner.is_outside_name(run[-1]))
    return bool(forms[form[:-1]]) and bool(is_doubtful)


def _find_repeats(view: View, mentions: Sequence[Mention]) -> list[Mention]:
    """Further occurrences of names already found: in headlines, and surnames in capitals before a colon."""
    forms = {tuple(view.words[n].folded for n in view.inside(mention.span)) for mention in mentions}
    covered = {index for mention in mentions for index in view.inside(mention.span)}
    singles = {form[0] for form in forms if len(form) == 1} | {form[-1] for form in forms if len(form) > 1}
    lengths: dict[str, set[int]] = {}
    """Lengths in words of the full names that begin with each word."""
    for form in forms:
        if len(form) > 1:
            lengths.setdefault(form[0], set()).add(len(form))
    first_words = singles | lengths.keys()
    repeats = []
    for index, word in enumerate(view.words):
        if word.folded not in first_words or not word.capital or index in covered:
            continue
        runs = (view.words[index : index + n] for n in lengths.get(word.folded, ()))
        length = max((len(run) for run in runs if tuple(w.folded for w in run) in forms), default=0)
        if (
            not length
            and word.folded in singles
            and _is_capitalised_throughout(view, index)
            and word.folded not in NOT_PERSONS
        ):
            length = 1
        if length and not covered.intersection(range(index, index + length)):
            run = range(index, index + length)
            covered.update(run)
            repeats.append(Mention(_span(view, run), "person", _text(view, run)))
    return repeats


def _is_capitalised_throughout(view: View, index: int) -> bool:
    """True if word ``index`` is in a headline, or is in capitals before a colon."""
    word = view.words[index]
    return view.blocks[word.block].headline_style or (
        word.text.isupper() and view.words[min(index + 1, len(view.words) - 1)].text == ":"
    )
