"""The speaker of a draft's statement compared with that of the page: the same, different, or unknown where in doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final, Literal

from onrecord.check.identity import Bearer, choose_bearer
from onrecord.check.passages import CheckedPage, StatementFacts
from onrecord.people.lexicon import given_names, word_set
from onrecord.people.names.personal_names import parse, title_length
from onrecord.resolve.name_similarity import FULL_NAME_SIMILARITIES, compare_names
from onrecord.store.codecs import fold
from onrecord.types import Entity, Statement

Agreement = Literal["same", "different", "unknown"]

# Fitted on bench.check: of 1,240 right speakers five are called different, of 122 swapped ones 101. A source beside the
# words that is a name is surer than a pronoun or "the actress", and the calibrated confidence tells how sure.
_SURE_DRAFT: Final = 0.6
_SURE_NAMED: Final = 0.7
_SURE: Final = 0.65
_SURE_GENDER: Final = 0.4
_NAMED: Final = frozenset({"named", "turn", "signature"})
"""Speakers that the text names beside the words."""
_MISSPELT: Final = 0.75
"""Likeness of two surnames from which one may be a slip: "Wimes" and "Wines" have 0.8."""
_SPOKESPERSON = re.compile(
    r"\b(?:spokes(?:man|woman|person|people)|representative|rep|press officer|publicist)\b", re.IGNORECASE
)
_SMALL: Final = word_set("the a an of for and at in on to from by with his her their its s")
_MALE, _FEMALE = frozenset({"he", "him", "his"}), frozenset({"she", "her", "hers"})


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker as one text names it."""

    name: str | None
    kind: str
    entity: Entity | None
    basis: str
    confidence: float
    joint: tuple[str, ...]
    source: str
    """The words beside the statement that name the speaker: "she"."""
    context: str
    """The paragraph of the statement and the one before it, without its words."""
    person: str | None = None
    """Public id in the record."""

    @property
    def names(self) -> list[str]:
        """The name and its other forms."""
        aliases = self.entity.aliases if self.entity else ()
        return [name for name in (self.name, *aliases, *self.joint) if name]

    @property
    def descriptions(self) -> set[str]:
        """The roles of the speaker, folded, and the description by which the text calls it."""
        roles = [role.text for role in self.entity.roles] if self.entity else []
        own = [self.source] if self.source[:4].lower() == "the " else []
        return {fold(role).removeprefix("the ") for role in (*roles, *own)}


def voice_of(page: CheckedPage, statement: Statement, facts: StatementFacts | None = None) -> Voice:
    """Return the speaker of ``statement``; ``facts`` are those that judgements may have corrected."""
    source = " ".join(page.article.words(span) for span in statement.source)
    name = facts.speaker_name if facts else statement.speaker_name
    is_read = facts is None or not facts.is_judged
    entity = page.entities_by_id.get(statement.speaker or "") if is_read else page.entities_by_name.get(name or "")
    return Voice(
        name=name,
        kind=facts.speaker_kind if facts else statement.speaker_kind,
        entity=entity,
        basis=statement.speaker_basis if is_read else "named",
        confidence=statement.confidence if is_read else 1.0,
        joint=statement.speakers,
        source=source,
        context=page.context(statement),
        person=facts.person if facts else None,
    )


def compare_voices(
    draft: Voice, page_voice: Voice, *, page: CheckedPage, bearers: tuple[Bearer, ...] = ()
) -> Agreement:
    """Compare the speaker that the draft names with the page's.

    ``bearers`` are the people of the record with the draft's name: where it has several, the draft's role for the
    speaker decides, or nothing.
    """
    if draft.name is None or page_voice.name is None:
        return "unknown"
    if page_voice.person and any(bearer.id == page_voice.person for bearer in bearers):
        chosen = choose_bearer(bearers, draft.descriptions)
        if chosen is None:
            return "unknown"
        return "same" if chosen.id == page_voice.person else "different"
    if _is_same(draft, page_voice, page=page):
        return "same"
    if _is_doubtful(draft, page_voice, page=page):
        return "unknown"
    return "different" if _is_sure(draft, page_voice) else "unknown"


def _is_same(draft: Voice, page_voice: Voice, *, page: CheckedPage) -> bool:
    page_names = {fold(name) for name in page_voice.names}
    if any(fold(name) in page_names for name in (draft.name, *draft.joint) if name):
        return not _has_namesakes(draft.name, page_voice, page=page)
    if draft.kind == page_voice.kind == "person":
        return any(
            compare_names(_bare(name), _bare(other)) in FULL_NAME_SIMILARITIES - {"generations"}
            for name in [draft.name, *draft.joint]
            for other in [page_voice.name, *page_voice.joint]
            if name and other
        ) or (_is_part_of(draft, page_voice) and not _has_namesakes(draft.name, page_voice, page=page))
    if "organisation" in (draft.kind, page_voice.kind) or "document" in (draft.kind, page_voice.kind):
        return _is_organisation(draft, page_voice) or _is_organisation(page_voice, draft)
    return _is_described(draft, page_voice, page=page)


@lru_cache(maxsize=65_536)
def _bare(name: str) -> str:
    """``name`` without titles: "Dr. Adaeze Colby" is "Adaeze Colby"."""
    words = name.split()
    return " ".join(words[title_length([fold(word) for word in words]) :]) or name


def _is_part_of(draft: Voice, page_voice: Voice) -> bool:
    """True if one name is the surname or given name of the other: "Quill" and "Ada Quill"."""
    return any(
        compare_names(_bare(name), _bare(other)) in {"surname", "given", "single"}
        for name in (draft.name, *draft.joint)
        for other in (page_voice.name, *page_voice.joint)
        if name and other
    )


def _has_namesakes(name: str | None, page_voice: Voice, *, page: CheckedPage) -> bool:
    """True if ``name``, a part of a name, fits several people of the page."""
    if name is None or parse(_bare(name)).full:
        return False
    bearers = [
        person
        for person in page.reading.people
        if compare_names(_bare(name), person.name) in {"surname", "given", "single"}
    ]
    return len(bearers) > 1 and page_voice.entity in bearers


def _is_organisation(voice: Voice, other: Voice) -> bool:
    """True if ``voice`` is an organisation or document, and ``other`` is it or its unnamed spokesperson."""
    if voice.kind not in ("organisation", "document"):
        return False
    names = [_words(name) for name in voice.names]
    others = _words(" ".join([other.name or "", other.source]))
    if other.kind == "person":
        roles = " ".join(role.text for role in other.entity.roles) if other.entity else ""
        return bool(_SPOKESPERSON.search(f"{roles} {other.source}")) and any(
            name & _words(f"{roles} {other.source}") for name in names
        )
    if other.kind == "unnamed" and _SPOKESPERSON.search(f"{other.name} {other.source}"):
        # "Skerry Line said ... A spokesman said": whose spokesman, the paragraph tells.
        others |= _words(other.context)
    other_name = _words(other.name or "")
    return any(name and (name <= others or (bool(other_name) and other_name <= name)) for name in names)


def _is_described(draft: Voice, page_voice: Voice, *, page: CheckedPage) -> bool:
    """True if one is named, and the other is what the named one is called on the page or in the draft."""
    for voice, other in ((draft, page_voice), (page_voice, draft)):
        if voice.kind != "unnamed" or not voice.name:
            continue
        description = fold(voice.name).removeprefix("the ").removeprefix("a ").removeprefix("an ")
        if other.kind == "unnamed":
            # "a source" may be anybody: only a description that tells one from another is the same.
            return _words(voice.name) == _words(other.name or "") and len(_words(voice.name)) > 1
        if any(description == role or _words(description) <= _words(role) for role in other.descriptions):
            bearers = [
                person
                for person in page.reading.people
                if any(_words(description) <= _words(role.text) for role in person.roles)
            ]
            return len(bearers) <= 1
    return False


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", fold(text)) if word not in _SMALL}


def _is_doubtful(draft: Voice, page_voice: Voice, *, page: CheckedPage) -> bool:
    """True if the two may yet be one: a description, an unnamed source, a part of a name."""
    if "unnamed" in (draft.kind, page_voice.kind) or "unknown" in (draft.kind, page_voice.kind):
        return True
    if draft.kind != page_voice.kind:
        # A person may speak for an organisation of which the page says so in words that the reader does not see.
        return "document" in (draft.kind, page_voice.kind)
    if draft.kind == "organisation":
        return bool(_words(draft.name or "") & _words(page_voice.name or ""))
    return _is_part_of(draft, page_voice) or _is_misspelt(draft, page_voice)


def _is_misspelt(draft: Voice, page_voice: Voice) -> bool:
    """True for "McClenney" and "McLenney": one of the texts has a slip, or they are two; nobody can tell."""
    name, other = parse(_bare(draft.name or "")), parse(_bare(page_voice.name or ""))
    if name.full and other.full and name.given != other.given:
        return False
    return SequenceMatcher(None, name.surname, other.surname, autojunk=False).ratio() >= _MISSPELT


def _is_sure(draft: Voice, page_voice: Voice) -> bool:
    """True if both texts are sure enough of their speakers to say that they are two."""
    if draft.confidence < _SURE_DRAFT:
        return False
    if _has_other_gender(draft, page_voice.source):
        return page_voice.confidence >= _SURE_GENDER
    if page_voice.basis in _NAMED:
        return page_voice.confidence >= _SURE_NAMED and not (draft.basis not in _NAMED and _may_be(page_voice, draft))
    return page_voice.confidence >= _SURE and not _may_be(draft, page_voice)


def _may_be(voice: Voice, other: Voice) -> bool:
    """True if the text of ``other``, which names no speaker beside the words, mentions ``voice`` near them."""
    words = (voice.name or "").split()
    return bool(words) and words[-1] in other.context


def _has_other_gender(draft: Voice, source: str) -> bool:
    """True if the page says "she" beside the words, and the draft's speaker is a man, or the other way round."""
    gender = given_names().get(parse(_bare(draft.name or "")).given)
    word = source.lower().strip()
    return (gender == "male" and word in _FEMALE) or (gender == "female" and word in _MALE)


def rank(agreement: Agreement) -> int:
    """The order in which passages with the same words are preferred."""
    return {"same": 2, "unknown": 1, "different": 0}[agreement]
