"""Time and addressee of a draft's statement compared with those of the page."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise
from typing import Final, Literal

from onrecord.check.checked_pages import CheckedPage
from onrecord.check.speaker_agreement import Agreement
from onrecord.check.voices import bare, bearers_of_role
from onrecord.people.lexicon import OFFICES, word_set
from onrecord.store.codecs import fold
from onrecord.times import bounds
from onrecord.types import Statement

_ANYBODY: Final = word_set(
    "reporters reporter journalists journalist press media audience fans followers supporters viewers "
    "interview statement post tweet podcast us me him her them people"
)
"""Addressees that may include a named one: "reporters" work for some paper."""
_BODIES: Final[dict[str, frozenset[str]]] = {
    "court": word_set(
        "court courts jury jurors judge judges magistrate magistrates tribunal trial inquest coroner inquiry"
    ),
    "assembly": word_set(
        "council councillor councillors councilmen aldermen mp mps commons lords parliament congress senate senator "
        "senators lawmaker lawmakers legislator legislators committee committees"
    ),
    "police": word_set("police officers detectives constables"),
    "press": word_set("reporters journalists press newsmen"),
    "investors": word_set("analysts shareholders investors"),
    "staff": word_set("staff employees workers"),
    "family": word_set("mother father mum dad sister brother wife husband son daughter aunt uncle cousin"),
    "trustees": word_set("trustees governors"),
    "meeting": word_set("meeting meetings"),
    "public": word_set(
        "residents villagers islanders townspeople crowd crowds rally protesters demonstrators pensioners fishermen "
        "farmers miners nurses teachers"
    ),
}
"""Audiences that do not include each other: what a widow told the court she did not tell the council."""
_OWN: Final = word_set("me us programme program show podcast magazine newspaper paper")
_CROWDS: Final = word_set("crowd crowds rally protesters demonstrators fishermen farmers miners nurses teachers")
_MEDIA: Final = word_set(
    "radio tv television news times newspaper gazette herald tribune telegraph chronicle guardian bbc cnn itv abc nbc "
    "cbs reuters afp bloomberg post mail"
)
"""Words in the name of an outlet."""
_REACH: Final = 600
"""Characters before a statement in which its paragraph may name an audience."""
_LATER: Final = re.compile(
    r"\b(?:later|afterwards?|earlier|outside|meanwhile|elsewhere|interviews?|letters?|statements?|posts?|posted|wrote|emails?"
    r"|messages?|tweet\w*|texts?|video)\b",
    re.IGNORECASE,
)
"""Words after which the speaker may speak to somebody else."""
_RECENT: Final = re.compile(
    r"\A(?:on |early |late |last )?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|this (?:week|morning))\b",
    re.IGNORECASE,
)
"""A time without a date that is a few days ago at most."""
_LONG_AGO: Final = 180
"""Days after which nobody says "on Monday"."""
_WORD = re.compile(r"\w+")


def compare_when(statement: Statement, number: int, *, page: CheckedPage) -> Agreement:
    """Compare the time of saying with that of the statement ``number`` of ``page``. It differs if the page was
    published before the time in the draft, or is from long ago, and the draft has "on Monday"."""
    draft_bounds = bounds(statement.when.edtf) if statement.when else None
    page_bounds = bounds(page.facts[number].when) or bounds(_find_before(number, "when", page=page))
    published = bounds(page.article.published)
    if draft_bounds is None:
        # A draft that is written now has "on Monday" for what a page has "in 2019".
        is_recent = statement.when is not None and _RECENT.search(statement.when.text) is not None
        is_old = page_bounds and published and (published[0] - page_bounds[1]).days > _LONG_AGO
        return "different" if is_recent and is_old else "unknown"
    if page_bounds is not None:
        overlap = draft_bounds[0] <= page_bounds[1] and page_bounds[0] <= draft_bounds[1]
        return "same" if overlap else "different"
    return "different" if published is not None and draft_bounds[0] > published[1] else "unknown"


def is_published_then(statement: Statement, *, page: CheckedPage) -> bool:
    """True if ``page`` was published at the time that a draft's statement gives, or may have been: "on Monday"."""
    draft_bounds, published = bounds(statement.when.edtf) if statement.when else None, bounds(page.article.published)
    if draft_bounds is None or published is None:
        return statement.when is not None and draft_bounds is None
    return draft_bounds[0] <= published[1] and published[0] <= draft_bounds[1]


def compare_told(statement: Statement, number: int, *, page: CheckedPage, outlets: Collection[str] = ()) -> Agreement:
    """Compare the addressee with that of the statement ``number`` of ``page``. ``outlets`` are those of all pages.

    If the page names one only earlier in the paragraph, it counts if it is an audience: a court, a council, investors.
    """
    told = page.facts[number].told
    if statement.told and not told:
        earlier = _find_before(number, "told", page=page)
        return _compare_addressees(statement.told, earlier) if earlier and len(_bodies(earlier)) == 1 else "unknown"
    if not statement.told or not told:
        return "unknown"
    is_outlet = any(_words(statement.told) <= _words(outlet) for outlet in outlets)
    if _tells_own_outlet(told):
        is_elsewhere = is_outlet and page.article.outlet and _words(statement.told).isdisjoint(page.keys)
        told = page.article.outlet or told if is_elsewhere else told
    elif is_outlet and "meeting" in _bodies(told):
        return "different"
    pairs = (statement.told, told), (told, statement.told)
    if any(_is_office_of_another(office, name, page=page) for office, name in pairs):
        return "different"
    return _compare_addressees(statement.told, told)


def _tells_own_outlet(told: str) -> bool:
    """True for "me", "us" and "the programme", which are those of the page's outlet, unless it reprints a page."""
    return told.islower() and told.split()[-1] in _OWN


def _is_office_of_another(office: str, name: str, *, page: CheckedPage) -> bool:
    """True if ``office`` is that of one person of the page, and ``name`` the name of another: "the minister" and "Mr
    Moll" on a page about Orla Tarn, the minister for ports."""
    if not office.islower() or not office.startswith("the ") or office.split()[-1] not in OFFICES:
        return False
    bearers = bearers_of_role(office, page=page)
    named = [person for person in page.reading.people if _words(bare(name)) <= _words(person.name)]
    return len(bearers) == 1 and bool(named) and bearers[0] not in named


def _find_before(number: int, fact: Literal["told", "when"], *, page: CheckedPage) -> str | None:
    """The addressee to whom, or the time at which the speaker goes on speaking in a paragraph: "He told |investors|
    that butter was dear. “We cannot bake our way out of it,” he said.". The time is that of the sentence before."""
    start = page.reading.statements[number].content[0][0]
    facts = page.facts[number]
    for other in reversed(page.statements_at((max(page.block_at(start)[0], start - _REACH), start))):
        before = page.reading.statements[other].content
        if page.facts[other].speaker_name is None or page.facts[other].speaker_name != facts.speaker_name:
            return None
        if other == number or before[-1][1] > start:
            continue
        if _LATER.search(page.article.text, before[-1][1], page.sentence((start, start + 1))[1]):
            return None
        if fact == "when":
            gap = page.article.text[page.sentence(before[-1])[1] : page.sentence((start, start + 1))[0]]
            return None if gap.strip() else page.facts[other].when
        if told := page.facts[other].told:
            return told
    return None


def _compare_addressees(told: str, page_told: str) -> Agreement:
    """Compare two addressees. Names without a common word differ, as do a court and a council; another description may
    refer to any name."""
    draft, source = _words(told), _words(page_told)
    if not (draft and source) or _initials(told) & source or _initials(page_told) & draft:
        return "unknown"  # "told the magazine" may be any magazine, "the NFU" is the National Farmers' Union
    if draft <= source or source <= draft:
        return "same"
    bodies = _bodies(told), _bodies(page_told)
    if bodies[0] & bodies[1]:
        return "unknown"  # "told MPs" and "told the Commons"
    if all(len(kinds) == 1 for kinds in bodies):
        return "unknown" if _may_be_one_crowd(*bodies, draft | source) else "different"
    pairs = (bodies[0], source), (bodies[1], draft)
    if any(len(kinds - {"press"}) == 1 and names & _MEDIA for kinds, names in pairs):
        return "different"  # "told parliament" and "told Harbour Radio"
    names, source_names = _words(bare(told)), _words(bare(page_told))
    if names & source_names or not _ANYBODY.isdisjoint(_WORD.findall(f"{told} {page_told}")):  # "a |post|", "the Post"
        return "unknown"
    is_named = all(re.search(r"[A-Z]", name) for name in (told, page_told))
    return "different" if is_named else "unknown"


def _may_be_one_crowd(kinds: set[str], page_kinds: set[str], words: set[str]) -> bool:
    """True for "the crowd" or "nurses" and "staff": a crowd may be of staff, but hardly of reporters or of a court, and
    a meeting of anybody."""
    return "meeting" in kinds | page_kinds or (
        kinds | page_kinds == {"public", "staff"} and not words.isdisjoint(_CROWDS)
    )


def _initials(told: str) -> set[str]:
    """The initials of the names in ``told``, folded: "nfu" for "the National Farmers’ Union"."""
    names = re.findall(r"(?:\b[A-Z][\w’']*(?:\s(?:of|for|and|the)\b)*\s?){2,}", told)
    return {fold("".join(re.findall(r"\b[A-Z]", name))) for name in names}


def _bodies(told: str) -> set[str]:
    """The kinds of audience that ``told`` names: two for "the police tribunal", none for "the |Police Gazette|"."""
    names = [name for name in _WORD.findall(told) if not name.isdigit()]
    is_title = [name[0].isupper() and following[0].isupper() for name, following in pairwise([*names, "-"])]
    words = {fold(name) for name, title in zip(names, is_title, strict=True) if not title}
    kinds = {kind for kind, audiences in _BODIES.items() if words & audiences}
    return kinds - {"meeting"} or kinds  # "a meeting of fishermen"


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text))) - {"the", "a", "an", "magazine", "newspaper"}
