"""Time and addressee of a draft's statement compared with those of the page."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from onrecord.check.checked_pages import CheckedPage, StatementFacts
from onrecord.check.speaker_agreement import Agreement
from onrecord.check.voices import bare
from onrecord.people.lexicon import word_set
from onrecord.store.codecs import fold
from onrecord.times import bounds
from onrecord.types import Statement

_ANYBODY: Final = word_set(
    "reporters reporter journalists journalist press media crowd audience fans followers supporters viewers "
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
    "residents": word_set("residents villagers islanders townspeople"),
}
"""Audiences of which none includes another: what a widow told the court she did not tell the council."""
_MEDIA: Final = word_set(
    "radio tv television news times newspaper gazette herald tribune telegraph chronicle guardian bbc cnn itv abc nbc "
    "cbs reuters afp bloomberg post mail"
)
"""Words in the name of an outlet."""
_WORD = re.compile(r"\w+")


def compare_when(statement: Statement, facts: StatementFacts, *, draft: CheckedPage, page: CheckedPage) -> Agreement:
    """Compare the times of saying. The time differs if the page was published before the time in the draft."""
    draft_bounds = bounds(statement.when.edtf) if statement.when else None
    if draft_bounds is None:
        return "unknown"
    page_bounds = bounds(facts.when)
    if page_bounds is not None:
        overlap = draft_bounds[0] <= page_bounds[1] and page_bounds[0] <= draft_bounds[1]
        return "same" if overlap else "different"
    published = bounds(page.article.published)
    return "different" if published is not None and draft_bounds[0] > published[1] else "unknown"


def compare_told(statement: Statement, facts: StatementFacts) -> Agreement:
    """Compare the addressees. Names without a common word differ, as do a court and a council; another description may
    refer to any name."""
    if not statement.told or not facts.told:
        return "unknown"
    draft, source = _words(statement.told), _words(facts.told)
    if not (draft and source) or _initials(statement.told) & source or _initials(facts.told) & draft:
        return "unknown"  # "told the magazine" may be any magazine, "the NFU" is the National Farmers' Union
    if draft <= source or source <= draft:
        return "same"
    bodies = _bodies(statement.told), _bodies(facts.told)
    if bodies[0] & bodies[1]:
        return "unknown"  # "told MPs" and "told the Commons"
    if all(len(kinds) == 1 for kinds in bodies):
        return "different"
    pairs = (bodies[0], source), (bodies[1], draft)
    if any(len(kinds - {"press"}) == 1 and names & _MEDIA for kinds, names in pairs):
        return "different"  # "told parliament" and "told Harbour Radio"
    names, source_names = _words(bare(statement.told)), _words(bare(facts.told))
    if names & source_names or (draft | source) & _ANYBODY:
        return "unknown"
    is_named = all(re.search(r"[A-Z]", told) for told in (statement.told, facts.told))
    return "different" if is_named else "unknown"


def _initials(told: str) -> set[str]:
    """The initials of the names in ``told``, folded: "nfu" for "the National Farmers’ Union"."""
    names = re.findall(r"(?:\b[A-Z][\w’']*(?:\s(?:of|for|and|the)\b)*\s?){2,}", told)
    return {fold("".join(re.findall(r"\b[A-Z]", name))) for name in names}


def _bodies(told: str) -> set[str]:
    """The kinds of audience that ``told`` names: two for "the police tribunal", none for "the |Police Gazette|"."""
    names = [name for name in _WORD.findall(told) if not name.isdigit()]
    is_title = [name[0].isupper() and following[0].isupper() for name, following in pairwise([*names, "-"])]
    words = {fold(name) for name, title in zip(names, is_title, strict=True) if not title}
    return {kind for kind, audiences in _BODIES.items() if words & audiences}


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text))) - {"the", "a", "an", "magazine", "newspaper"}
