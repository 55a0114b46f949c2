"""Mentions of organisations: by their words, by the model, and by being the source of a statement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from onrecord.people.lexicon import (
    AUXILIARIES,
    BODY_WORDS,
    GENERIC_BODIES,
    KIN,
    MAKERS,
    NEVER_NAMED,
    ORGANISATION,
    ROLES,
    SHARED_ROLES,
    TITLES,
    given_names,
)
from onrecord.people.names.evidence import SPEECH
from onrecord.people.names.probabilities import RULED_OUT, NameProbabilities
from onrecord.people.names.runs import has_capital
from onrecord.people.places import COMMON, NATIONALITIES, PEOPLES, PLACES, TIMES
from onrecord.people.view import View, follows

_DOMAIN = re.compile(r"\.(?:com|org|net|co|gov|tv)$", re.IGNORECASE)
# Legal forms are no name on their own: "Inc" in "Elmouth Press, Inc".
_ENDINGS = frozenset(["inc", "corp", "co", "ltd", "llc", "plc"])
_BODIES_OF_PLACES = frozenset(["government", "police", "military", "army", "forces", "parliament", "ministry"])
"""Bodies of which a place or a people has exactly one."""
_BODIES = ORGANISATION | BODY_WORDS
_BODIES_OF_OWNERS = (ORGANISATION | _BODIES_OF_PLACES) - {"magazine"}
_OFFICE_HOLDERS = ROLES | {"examiner", "ombudsman", "king", "queen"}
_POSSESSIVES = frozenset(["'s", "’s", "’", "'"])
_SAINTS = frozenset(["st", "saint"])
_PLURALS = frozenset(["children", "men", "people", "women"])
_INNER_WORDS = frozenset(["of", "for", "and", "&"])
_MODIFIER_ENDINGS = ("-based", "-owned", "-led", "-backed", "-listed", "-run", "-dominated", "-controlled")
_STATE_ACRONYM = re.compile(r"US|U\.S\.")
_MODIFIED_NOUNS = SHARED_ROLES | BODY_WORDS | KIN
_MEMBERS = frozenset(["republican", "democrat"])
_CLAUSE_WORDS = AUXILIARIES | {"be"}
_MAX_COMPLEMENTS = 40
"""Most words of complements in the name of an organisation."""
_NO_EVIDENCE = TITLES | TIMES | COMMON


def find_organisations(
    view: View, runs: Sequence[range], *, source_words: set[int], ner: NameProbabilities | None
) -> Iterator[range]:
    """The runs that name organisations.

    ``source_words``: indices of the words in sources of statements.
    """
    model_runs = ner.organisation_runs() if ner else []
    organisations = _outermost(
        _widen(view, run, ner=ner)
        for run in model_runs
        if not (
            _is_only_ending(view, run)
            or _is_only_nationality(view, run)
            or _is_no_name(view, run)
            or _is_headline_word(view, run)
            or _is_modifier(view, run)
        )
    )
    covered = {index for run in organisations for index in run}
    organisations += [
        group for run in runs if (group := _place_with_body(view, run, ner=ner)) and not covered.intersection(group)
    ]
    yield from organisations
    covered = {index for run in organisations for index in run}
    full_names = {view.words[run.start].folded for run in organisations if len(run) > 1}
    for run in runs:
        # "Tarn said", after "Tarn Lines": the model may see a person.
        is_short = len(run) == 1 and run[0] in source_words and view.words[run[0]].folded in full_names
        if covered.intersection(run) or (ner and not is_short and ner.organisation_log_odds(run) < RULED_OUT):
            continue
        words = [view.words[index] for index in run]
        has_organisation_word = any(word.folded in ORGANISATION for word in words) or bool(
            _DOMAIN.search(words[0].text)
        )
        # "PWU" and "R.N.L.I.", but not the title "VP".
        is_acronym = (
            len(run) == 1 and re.fullmatch(r"(?:[A-Z]\.?){2,6}", words[0].text) and words[0].folded not in _NO_EVIDENCE
        )
        # "Wexcombe said it was late": a source that is no person is an organisation.
        is_source = (
            run[0] in source_words
            and _can_be_source(view, run, source_words=source_words)
            and not (ner and _is_place_modifier(view, ner, run, source_words=source_words))
        )
        if (has_organisation_word or is_acronym or is_source) and not _is_modifier(view, run):
            organisation = _widen(view, run, ner=ner)
            # "Locks" in "Bureau of Locks" is no organisation of its own.
            covered.update(organisation)
            yield organisation


def find_owned_bodies(
    view: View, runs: Sequence[range], *, source_words: set[int], ner: NameProbabilities | None
) -> list[range]:
    """The names of organisations with a possessive inside, "St Cuthbert’s School", "Elmouth County Sheriff’s Office",
    "Port Workers’ Union", "Quill’s Bakery", or at their end: "Quill’s said it was late"."""
    words = view.words
    owner_counts = Counter(word.folded for word, mark in pairwise(words) if mark.text in _POSSESSIVES)
    bodies = []
    for run in runs:
        mark, first, owner = run.stop, words[run.start], words[run[-1]].folded
        if mark + 1 >= len(words) or words[mark].text not in _POSSESSIVES or words[mark + 1].opens:
            continue
        is_only_owner = owner_counts[owner] == view.counts[owner]
        end = mark + 1
        while end < len(words) and words[end].capital and follows(view, end):
            end += 1
        if end > mark + 1:
            is_saint = first.folded in _SAINTS or words[run[-1]].text == "Saints"
            is_group = owner in _PLURALS or owner.removesuffix("s") in SHARED_ROLES
            has_body = not _BODIES.isdisjoint((words[mark + 1].folded, words[end - 1].folded))
            parts = (run, range(mark + 1, end))
            is_firm = is_only_owner and ner is not None and all(ner.organisation_log_odds(part) > 0 for part in parts)
            # "Wexland’s Defence Ministry": many places have one.
            is_place = owner in PLACES or (ner is not None and ner.is_place(run))
            is_local = is_place and len(run) == 1 and end - mark < 5 and words[end - 1].folded in _BODIES_OF_OWNERS
            if is_firm or is_local or (has_body and (is_saint or is_group or owner in _OFFICE_HOLDERS)):
                bodies.append(_widen(view, range(run.start, end), ner=ner))
        elif is_only_owner and words[end].folded in SPEECH and mark in source_words and end not in source_words:
            bodies.append(range(run.start, end))
    return bodies


def _outermost(runs: Iterable[range]) -> list[range]:
    """``runs`` in order, without those that begin inside another: "Quays" in "Bureau of Quays"."""
    outermost: list[range] = []
    for run in sorted(runs, key=lambda run: (run.start, -run.stop)):
        if not outermost or run.start >= outermost[-1].stop:
            outermost.append(run)
    return outermost


def _is_only_ending(view: View, run: range) -> bool:
    """True if ``run`` holds nothing but legal forms and lower-case words: "Inc"."""
    return all(view.words[index].folded in _ENDINGS or not view.words[index].capital for index in run)


def _is_no_name(view: View, run: range) -> bool:
    """True if ``run`` is a title ("the Cardinal said"), a member of a party ("the Ohio Democrat said") or a clause of a
    headline ("Pilot Wants Ferries To Be Sold")."""
    words = [view.words[index].folded for index in run]
    is_clause = view.block_of(view.words[run.start]).headline_style and not _CLAUSE_WORDS.isdisjoint(words[1:])
    return words[-1] in _MEMBERS or is_clause or all(word in TITLES for word in words)


def _is_headline_word(view: View, run: range) -> bool:
    """True if ``run`` is a word of a headline that the text prints in lower case: "Rocket firm scrubs launch"."""
    word = view.words[run.start]
    return len(run) == 1 and view.block_of(word).role == "headline" and word.folded in view.lowercased


def _is_modifier(view: View, run: range) -> bool:
    """True if ``run`` is a common noun that opens a sentence before another: "Council leader", "Power company"."""
    word = view.words[run.start]
    is_common = word.folded in BODY_WORDS or word.folded in view.lowercased
    if len(run) > 1 or not (word.opens and is_common) or word.text.isupper() or run.stop >= len(view.words):
        return False
    after = view.words[run.stop]
    return after.folded in _MODIFIED_NOUNS and after.text.islower() and follows(view, run.stop)


def _is_only_nationality(view: View, run: range) -> bool:
    """True if ``run`` is an adjective or a noun of nationality, which names no organisation: "Norwegian officials",
    "the American firm"."""
    words = [view.words[index] for index in run]
    return all(
        word.folded in NATIONALITIES or (word.text.islower() and word.folded in GENERIC_BODIES) for word in words
    )


def _is_place_modifier(view: View, ner: NameProbabilities, run: range, *, source_words: set[int]) -> bool:
    """True if ``run`` is a place in a longer source: "Elmouth residents", "mayors of Elmouth", but not "the U.S."."""
    before = run.start - 1
    is_complement = before in source_words and view.words[before].folded != "the"
    return ner.is_place(run) and (run.stop in source_words or is_complement)


def _place_with_body(view: View, run: range, *, ner: NameProbabilities | None) -> range | None:
    """``run``, a place or a people, with the body after it: "the Elmouth police", "the Irish government"."""
    words, end = view.words, run.stop
    if end >= len(words) or words[end].folded not in _BODIES_OF_PLACES or not follows(view, end):
        return None
    last = words[end - 1].folded
    is_place = last in PEOPLES or last in PLACES or (ner is not None and ner.is_place(run))
    return range(run.start, end + 1) if is_place else None


def _can_be_source(view: View, run: Sequence[int], *, source_words: set[int]) -> bool:
    """True if the capitalised words of a source are a name, and not a people, a role or the opening of a sentence."""
    words = [view.words[index] for index in run]
    last = words[-1].folded
    # "Republicans say", "Tarn’s aides said".
    if last in PEOPLES or last in NEVER_NAMED or last in SHARED_ROLES or last.removesuffix("s") in SHARED_ROLES:
        return False
    # "Federal and local officials say", "Coastal towns say".
    after = run[-1] + 1
    if words[0].opens and after in source_words and view.words[after].text.islower():
        return False
    # "Voters say it is late", "Residents say so".
    if len(words) == 1 and words[0].opens and (last.endswith("s") or last in view.lowercased):
        return False
    # "US" and "U.S." are states, "us" is a pronoun.
    return not all(word.folded in _NO_EVIDENCE and not _STATE_ACRONYM.fullmatch(word.text) for word in words)


def _is_list_of_fields(view: View, start: int, comma: int) -> bool:
    """True if the comma at word ``comma`` is inside the name of a body that begins with word ``start``: "Ministry of
    Quays, Locks and Harbours"."""
    words = view.words
    first, last = words[start : start + 2], words[comma + 1 : comma + 4]
    return (
        words[comma].text == ","
        and first[0].folded in ORGANISATION
        and first[-1].text in _INNER_WORDS
        and len(last) == 3
        and last[0].capital
        and last[1].text in {"and", "&"}
        and last[2].capital
    )


def _widen(view: View, run: range, *, ner: NameProbabilities | None) -> range:
    """``run`` with complements after it: "Board of Elections", "Centre for Public Health".

    A modifier before the name is no part of it: "Elmouth-based Tarn Lines", "Carmaker Tarn", "the union Quays United".
    """
    words, end = view.words, run.stop
    first = words[run.start]
    is_kind = (first.opens and first.folded in MAKERS) or (first.text.islower() and first.folded in BODY_WORDS)
    if len(run) > 1 and (first.text.endswith(_MODIFIER_ENDINGS) or is_kind):
        run = run[1:]
    # "Tarn & Quill", where the model sees "Quill".
    while run.start > 1 and words[run.start - 1].text == "&" and has_capital(view, run.start - 2):
        run = range(run.start - 2, run.stop)
    while end + 1 < len(words) and end - run.stop < _MAX_COMPLEMENTS and follows(view, end):
        # "To" continues only the words of an organisation: "Alliance to Reclaim Our Quays".
        is_to = words[end].text in {"to"} and words[end - 1].folded in ORGANISATION
        is_joined = words[end].text in _INNER_WORDS and (
            words[end].text != "and" or ner is None or ner.joins_organisation(end)
        )
        if not (is_to or is_joined or _is_list_of_fields(view, run.start, end)):
            break
        step = 2 if words[end + 1].text in {"the", "a"} else 1
        next_start = end + step
        if (
            next_start >= len(words)
            or not has_capital(view, next_start)
            or words[next_start].sentence != words[run.start].sentence
        ):
            break
        # "Orla Tarn and Piet Brandvold" are two people.
        if words[end].text == "and" and words[run.start].folded in given_names():
            break
        end = next_start + 1
        while end < len(words) and has_capital(view, end) and follows(view, end):
            end += 1
    # "Quill magazine".
    end += end < len(words) and words[end].text == "magazine" and follows(view, end)
    return range(run.start, end)
