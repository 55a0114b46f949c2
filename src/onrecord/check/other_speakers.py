"""Signs on a page that its speaker is not the draft's: an office of another, words that name the draft's speaker, a
source that wants no name."""

from __future__ import annotations

import re
from typing import Final

from onrecord.check.checked_pages import CheckedPage
from onrecord.check.voices import (
    NAMED,
    SURE_DRAFT,
    SURE_NAMED,
    Voice,
    bare,
    bearers_of_role,
    has_other_gender,
    words_of,
)
from onrecord.people.lexicon import OFFICES, TITLES
from onrecord.resolve.name_similarity import FULL_NAME_SIMILARITIES, compare_names
from onrecord.store.codecs import fold
from onrecord.types import Person

_ANONYMOUS: Final = re.compile(
    r"\b(?:(?:asked|wanted|preferred|wish\w*|want) not to be|(?:not|n[’']t) w(?:ant|ish) to be) (?:named|identified)\b"
    r"|\bon condition of anonymity\b|\banonymously\b"
)
_EMPLOYEES: Final = re.compile(
    r"(?:[\w’-]+ ){0,2}(?:people|employees?|workers|insiders?)(?: \w+){0,3}? (?:at|in|inside|for|with)\b", re.IGNORECASE
)
"""The beginning of a source that does not speak for its organisation: "two |people who work at| Skerry Line"."""


def is_by_another(draft: Voice, page_voice: Voice, *, page: CheckedPage) -> bool:
    """True if the page's speaker is surely not the draft's, though the names need not tell."""
    if draft.confidence < SURE_DRAFT or page_voice.confidence < SURE_NAMED:
        return False
    return (
        _has_office_of_another(draft, page_voice, page=page)
        or _is_named_within(draft, page_voice)
        or _is_anonymous(draft, page_voice, page=page)
    )


def is_by_employees(draft: Voice, page_voice: Voice) -> bool:
    """True for "Skerry Line said", where the page has it from two people who work at Skerry Line."""
    source = page_voice.name or ""
    is_surely_read = draft.confidence >= SURE_DRAFT and page_voice.confidence >= SURE_NAMED
    # A single name may be read as a person's: "Monolith said"
    is_employer = draft.kind in ("organisation", "person") and words_of(draft.name or "-") <= words_of(source)
    return is_surely_read and page_voice.kind == "unnamed" and is_employer and _EMPLOYEES.match(source) is not None


def _has_office_of_another(draft: Voice, page_voice: Voice, *, page: CheckedPage) -> bool:
    """True if the draft's speaker is "the bishop", whom the page names, and the page's is named and has other roles."""
    person = page_voice.entity
    if page_voice.kind != "person" or not isinstance(person, Person) or not person.roles:
        return False
    words = words_of(draft.name or "")
    is_own = any(words & words_of(role.text) for role in person.roles) or bool(words & words_of(page_voice.source))
    bearer = None if is_own else _bearer_of_office(draft, page=page)
    if bearer is None or is_joint(draft, page_voice):
        return False
    # “It is safe,” |he| said, which Bishop Orla Tarn did not
    return page_voice.basis in NAMED or has_other_gender(bearer.name, page_voice.source)


def _bearer_of_office(draft: Voice, *, page: CheckedPage) -> Person | None:
    """The only person of the page who has the office that the draft calls its speaker: "the bishop"."""
    name = fold(draft.name or "")
    is_office = draft.kind == "unnamed" and name.startswith("the ") and name.split()[-1] in TITLES | OFFICES
    bearers = bearers_of_role(name, page=page) if is_office else []
    return bearers[0] if len(bearers) == 1 else None


def _is_named_within(draft: Voice, page_voice: Voice) -> bool:
    """True if the quoted words are about the draft's speaker: “|Una| is late. Her boat sank,” for Una."""
    name = bare(draft.name or "")
    return (
        draft.kind == "person"
        and page_voice.kind in ("person", "unnamed")
        and any(
            fold(name) == fold(bare(other)) or compare_names(name, bare(other)) in FULL_NAME_SIMILARITIES
            for other in page_voice.named_within
        )
    )


def _is_anonymous(draft: Voice, page_voice: Voice, *, page: CheckedPage) -> bool:
    """True if the page's speaker "asked not to be named", and the draft's is somebody whom the page names."""
    name, description = bare(draft.name or ""), words_of(page_voice.name or "")
    if page_voice.kind != "unnamed" or words_of(name) & description:
        return False
    sentences = re.split(r"[.?!]\s", page_voice.context)
    if not any(_ANONYMOUS.search(sentence) and description <= words_of(sentence) for sentence in sentences):
        return False
    is_named = draft.kind == "person" and any(
        compare_names(name, person.name) in FULL_NAME_SIMILARITIES for person in page.reading.people
    )
    return is_named or _bearer_of_office(draft, page=page) is not None


def is_joint(draft: Voice, page_voice: Voice) -> bool:
    """True if the page's source names the draft's speaker beside another: "the mayors, Orla Tarn |and| Dex Moll", "she
    agreed |with| Dex Moll that"."""
    surname = re.escape(bare(draft.name or "").split()[-1])
    if re.search(rf"\bagree(?:d|s|ing)? with\b[^;]*\b{surname}\b", page_voice.lead, re.IGNORECASE):
        return True
    joint = rf"(?:\b(?:and|with)\b|&)[^,;]*\b{surname}\b|\b{surname}\b,? (?:and|with|&) "
    return re.search(joint, page_voice.source, re.IGNORECASE) is not None
