"""The speaker of a draft's statement compared with the page's: the same, different, or unknown in case of doubt."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final, Literal

from onrecord.check.checked_pages import CheckedPage
from onrecord.check.identity import Bearer, choose_bearer
from onrecord.check.other_speakers import is_by_another, is_by_employees, is_joint
from onrecord.check.voices import (
    NAMED,
    SURE_DRAFT,
    SURE_NAMED,
    Voice,
    bare,
    bearers_of_role,
    has_gender,
    has_other_gender,
    words_of,
)
from onrecord.people.lexicon import KEPT, OFFICES, POST_NOMINALS, word_set
from onrecord.people.names.personal_names import parse
from onrecord.resolve.name_similarity import FULL_NAME_SIMILARITIES, compare_names
from onrecord.store.codecs import fold

Agreement = Literal["same", "different", "unknown"]

_SURE_SIGNED: Final = 0.7
"""The same for a name below the words: a letter and its signature."""
_SURE: Final = 0.65
_SURE_GENDER: Final = 0.4
_SURE_ABSENT: Final = 0.5
"""Least confidence if the page does not name the draft's speaker at all: Leopold Tarn on a page about Piet Tarn."""
_MISSPELT: Final = 0.66
"""Surnames with at least this similarity may be misspelt: "Wimes" and "Wines" have 0.8, "Jensen" and "Janzen" 0.67."""
_SPOKESPERSON = re.compile(
    r"\b(?:spokes(?:man|woman|person|people)|representative|rep|press officer|publicist)\b", re.IGNORECASE
)
_OF = re.compile(r"\b(?:of|about|on|to)\b")
"""Words after a name in a source: "said |Tarn of| his father"."""
_TELLS: Final = "told|tells?|said|says?|wrote|writes?|asked|promised|warned|assured"
_FORMER = re.compile(r"\A(?:the|an?) (?:former|ex|onetime|one-time|sometime|erstwhile|then)[ -]")
"""The beginning of a description: "|the former| Harbour Queen"."""
_NAMESAKES: Final = word_set("namesake namesakes")
"""Words of a page on which two people may have one full name: "Piet Tarn and his namesake"."""


def compare_voices(
    draft: Voice, page_voice: Voice, *, page: CheckedPage, bearers: tuple[Bearer, ...] = ()
) -> Agreement:
    """Compare the draft's speaker with the page's.

    ``bearers`` are the people in the record with the draft's name. If there are several, the speaker's role in the
    draft decides; otherwise the result is ``unknown``.
    """
    if draft.name is None or page_voice.name is None or draft.is_rivalled:
        return "unknown"
    if page_voice.person and any(bearer.id == page_voice.person for bearer in bearers):
        chosen = choose_bearer(bearers, draft.descriptions)
        if chosen is None or (len(bearers) == 1 and _has_namesakes(draft.name, page_voice, page=page)):
            return "unknown"
        return "same" if chosen.id == page_voice.person else "different"
    if is_by_employees(draft, page_voice):
        return "different"
    if _is_same(draft, page_voice, page=page):
        return "unknown" if page_voice.is_rivalled else "same"
    if draft.is_guessed:
        return "same" if draft.source and _has_role(page_voice, draft.source, page=page) else "unknown"
    if is_by_another(draft, page_voice, page=page):
        return "different"
    if _is_doubtful(draft, page_voice, page=page):
        return "unknown"
    return "different" if _is_sure(draft, page_voice, page=page) else "unknown"


def _is_same(draft: Voice, page_voice: Voice, *, page: CheckedPage) -> bool:
    page_names = {fold(name) for name in page_voice.names}
    if any(fold(name) in page_names for name in (draft.name, *draft.joint) if name):
        return not _has_namesakes(draft.name, page_voice, page=page)
    if draft.kind == page_voice.kind == "person":
        return any(
            compare_names(bare(name), bare(page_name)) in FULL_NAME_SIMILARITIES - {"generations"}
            for name in [draft.name, *draft.joint]
            for page_name in [page_voice.name, *page_voice.joint]
            if name and page_name
        ) or (_is_part_of(draft, page_voice) and not _has_namesakes(draft.name, page_voice, page=page))
    if "organisation" in (draft.kind, page_voice.kind) or "document" in (draft.kind, page_voice.kind):
        return _is_organisation(draft, page_voice) or _is_organisation(page_voice, draft)
    return _is_described(draft, page_voice, page=page)


def _without_rank(name: str) -> str:
    """``name`` without a title before a single name: "Lord Tarn" may be Piet Tarn."""
    words = bare(name).split()
    return " ".join(words[1:] if len(words) == 2 and fold(words[0]) in KEPT else words)


def _is_part_of(draft: Voice, page_voice: Voice) -> bool:
    """True if one name is the surname or given name of the other: "Quill" and "Ada Quill"."""
    return any(
        compare_names(bare(name), bare(page_name)) in {"surname", "given", "single"}
        for name in (draft.name, *draft.joint)
        for page_name in (page_voice.name, *page_voice.joint)
        if name and page_name
    )


def _has_namesakes(name: str | None, page_voice: Voice, *, page: CheckedPage) -> bool:
    """True if ``name`` is a part of the names of several people on the page, or the page calls two namesakes."""
    if name is None:
        return False
    if parse(bare(name)).full:
        return not page.keys.isdisjoint(_NAMESAKES)
    bearers = [
        person
        for person in page.reading.people
        if compare_names(bare(name), person.name) in {"surname", "given", "single"}
    ]
    return len(bearers) > 1 and page_voice.entity in bearers


def _is_organisation(voice: Voice, other_voice: Voice) -> bool:
    """True if ``voice`` is an organisation or document, and ``other_voice`` is it or its unnamed spokesperson."""
    if voice.kind not in ("organisation", "document"):
        return False
    names = [words_of(name) for name in voice.names]
    other_words = words_of(" ".join([other_voice.name or "", other_voice.source]))
    if other_voice.kind == "person":
        roles = " ".join(role.text for role in other_voice.entity.roles) if other_voice.entity else ""
        return bool(_SPOKESPERSON.search(f"{roles} {other_voice.source}")) and any(
            name & words_of(f"{roles} {other_voice.source}") for name in names
        )
    if other_voice.kind == "unnamed" and _SPOKESPERSON.search(f"{other_voice.name} {other_voice.source}"):
        # "Skerry Line said ... A spokesman said": the paragraph names the organisation.
        other_words |= words_of(other_voice.context)
    other_name = words_of(other_voice.name or "")
    return any(name and (name <= other_words or (bool(other_name) and other_name <= name)) for name in names)


def _is_described(draft: Voice, page_voice: Voice, *, page: CheckedPage) -> bool:
    """True if one speaker is named, and the other is described by a role of the named one."""
    for voice, other_voice in ((draft, page_voice), (page_voice, draft)):
        if voice.kind != "unnamed" or not voice.name:
            continue
        description = fold(voice.name).removeprefix("the ").removeprefix("a ").removeprefix("an ")
        if other_voice.kind == "unnamed":
            # "a source" may be anybody, so only longer descriptions can be the same.
            return words_of(voice.name) == words_of(other_voice.name or "") and len(words_of(voice.name)) > 1
        if any(description == role or words_of(description) <= words_of(role) for role in other_voice.descriptions):
            return len(bearers_of_role(description, page=page)) <= 1
    return False


def _has_role(voice: Voice, description: str, *, page: CheckedPage) -> bool:
    """True if ``description`` is a role of ``voice`` and of nobody else on the page: "the judge"."""
    bearers = bearers_of_role(description, page=page)
    return len(bearers) == 1 and bearers[0] == voice.entity


def _is_doubtful(draft: Voice, page_voice: Voice, *, page: CheckedPage) -> bool:
    """True if both may be the same after all: a description, an unnamed source, a part of a name."""
    # "|Ada Quill’s| boat was “a wreck”, she said", after a paragraph about Orla Tarn
    # "It was the best innings that |the captain| had seen, she said", after a sentence about another player
    reported = fold(draft.reported)
    is_beside = draft.basis == "pronoun" and (
        _is_near(page_voice, draft.reported) or any(f"the {role} " in reported for role in page_voice.descriptions)
    )
    is_description = any(map(_is_bare_description, (draft, page_voice)))
    is_hearsay = _is_hearsay(draft, page_voice) or _is_hearsay(page_voice, draft)
    if draft.is_relayed or page_voice.is_relayed or is_beside or is_description or is_hearsay:
        return True
    if "unnamed" in (draft.kind, page_voice.kind) or "unknown" in (draft.kind, page_voice.kind):
        return True
    if draft.kind != page_voice.kind:
        # A person may speak for an organisation, which the reader may have missed on the page.
        if "document" in (draft.kind, page_voice.kind) or _is_family(draft, page_voice):
            return True
        # "Tarn told the Quay Review": the reader may take the outlet for the speaker.
        # “It is late,” Tarn said, according to the agency: the words around the quotation name its speaker.
        return page_voice.kind == "organisation" and _is_near(draft, f"{page_voice.context} {page_voice.reported}")
    if draft.kind == "organisation":
        return bool(words_of(draft.name or "") & words_of(page_voice.name or ""))
    names = _without_rank(draft.name or ""), _without_rank(page_voice.name or "")
    is_part = compare_names(*names) not in {"none", "generations"}
    if is_joint(draft, page_voice) or _is_handle(draft, page_voice):
        return True
    if page_voice.name and _has_other_surname(draft, page_voice.name, page=page):
        return True
    if is_part or _is_part_of(draft, page_voice) or _is_misspelt(draft, page_voice):
        return True
    if _may_be_namesake(draft, page_voice):
        return True
    # "Tarn said" on a page about a couple: the reader may take the wrong one.
    source = page_voice.source if page_voice.basis == "named" and bare(page_voice.source) == page_voice.source else ""
    source = _OF.split(source)[0]
    is_partial = bool(source) and compare_names(source, draft.name or "") in {"surname", "given"}
    return is_partial and _is_on_page(draft, page) and not _is_named_later(draft, page_voice, page=page)


def _is_hearsay(voice: Voice, other_voice: Voice) -> bool:
    """True if one text reports what its speaker heard from the other's: "said that |Moll had told her| it was safe"."""
    surname = re.escape(bare(voice.name or "-").split()[-1])
    return re.search(rf"\b{surname}(?: \w+){{0,2}} (?:{_TELLS})\b", other_voice.reported) is not None


def _is_bare_description(voice: Voice) -> bool:
    """True if the name is a description: "the former |Harbour Queen|" and "the |Elmouth North TD|", which may be read
    as organisations."""
    name, source = fold(voice.name or ""), fold(voice.source)
    is_office = name.split()[-1:] and name.split()[-1] in POST_NOMINALS | OFFICES
    is_bare = source == f"the {name}" and (voice.kind == "person" or bool(is_office))
    return is_bare or _FORMER.sub("", source) == name != source


def _may_be_namesake(draft: Voice, page_voice: Voice) -> bool:
    """True if "she" may be the draft's speaker, who has the surname of the page's: "|Ms Tarn| spoke. She said ..." on a
    page about Orla Tarn and Greta Tarn."""
    names = (parse(bare(voice.name or "")).surname for voice in (draft, page_voice))
    is_shared = set(names) == {fold(page_voice.titled_surname or "")}
    return is_shared and has_gender(draft.name, page_voice.source)


def _is_handle(draft: Voice, page_voice: Voice) -> bool:
    """True if the draft's source is an account, whose name need not be its owner's: "@orlatarn"."""
    return any("@" in source for voice in (draft, page_voice) for source in (voice.source, voice.name or ""))


def _has_other_surname(draft: Voice, person: str, *, page: CheckedPage) -> bool:
    """True if the draft's speaker has the given name of ``person`` and another surname of that person: Orla Quill, whom
    the page calls Orla Tarn, the wife of Piet Quill, or Orla Tarn, née Quill."""
    name, page_name = parse(bare(draft.name or "")), parse(bare(person))
    if not (name.full and page_name.full and name.given == page_name.given):
        return False
    if name.surname in page.surnames_at_birth:
        return True
    spouses = [row.to_name if row.from_name == person else row.from_name for row in page.couples_of(person)]
    return any(name.surname == parse(bare(spouse)).surname for spouse in spouses)


def _is_family(draft: Voice, page_voice: Voice) -> bool:
    """True for a person and an organisation with the surname in its name: George Tarn and "the Tarns"."""
    person, organisation = (draft, page_voice) if draft.kind == "person" else (page_voice, draft)
    surname = parse(bare(person.name or "")).surname
    return any(word in (surname, f"{surname}s") for word in words_of(organisation.name or ""))


def _is_on_page(draft: Voice, page: CheckedPage) -> bool:
    """True if the page mentions somebody with the name of the draft's speaker, or with all of its words."""
    name = bare(draft.name or "")
    names = [form for person in page.reading.people for form in (person.name, *person.aliases)]
    return (
        any(compare_names(name, bare(form)) in FULL_NAME_SIMILARITIES for form in names)
        or words_of(name) <= page.keys
        or any(_has_other_surname(draft, person.name, page=page) for person in page.reading.people)
    )


def _is_named_later(draft: Voice, page_voice: Voice, *, page: CheckedPage) -> bool:
    """True if the page first names the draft's speaker after its statement: “It is late,” Tarn said. His cousin |Piet
    Tarn| was not there."""
    name = bare(draft.name or "")
    people = [
        person for person in page.reading.people if compare_names(name, bare(person.name)) in FULL_NAME_SIMILARITIES
    ]
    starts = [span[0] for person in people for span in person.mentions]
    return min(starts, default=page.article.text.find(name)) > page_voice.end


def _is_misspelt(draft: Voice, page_voice: Voice) -> bool:
    """True for "McClenney" and "McLenney": one text may have a misspelling, or there are two people."""
    name, page_name = parse(bare(draft.name or "")), parse(bare(page_voice.name or ""))
    if name.full and page_name.full and name.given != page_name.given:
        return False
    return SequenceMatcher(None, name.parts[-1], page_name.parts[-1], autojunk=False).ratio() >= _MISSPELT


def _is_sure(draft: Voice, page_voice: Voice, *, page: CheckedPage) -> bool:
    """True if the readings of both texts are sure enough to call their speakers different."""
    if draft.confidence < SURE_DRAFT:
        return False
    if has_other_gender(draft.name, page_voice.source):
        return page_voice.confidence >= _SURE_GENDER
    if page_voice.basis == "signature":
        return page_voice.confidence >= _SURE_SIGNED
    if page_voice.basis in NAMED:
        return page_voice.confidence >= SURE_NAMED
    if draft.kind == "person" and parse(bare(draft.name or "")).full and not _is_on_page(draft, page):
        return page_voice.confidence >= _SURE_ABSENT
    if page_voice.is_rivalled or page_voice.confidence < _SURE:
        return False
    if any(compare_names(draft.name or "", name) not in {"none", "generations"} for name in page_voice.named_since):
        return False  # "he" may be the draft's speaker, who is named later than the page's
    # "Piet Tarn" is not near because of "Silas Tarn", the page's speaker
    context = page_voice.context.replace(page_voice.name or "-", "")
    return not (_is_near(draft, context) and _may_be_source(draft, page_voice))


def _may_be_source(draft: Voice, page_voice: Voice) -> bool:
    """True if the page's source may refer to the draft's speaker, who is named near it.

    "He" after Jim Carrey and Catt Sadler is rather Carrey, whose given name is a man's. A quotation that continues
    without a source may be by anybody who is named before it.
    """
    if page_voice.basis != "pronoun":
        return page_voice.basis in ("continuation", "carried", "description")
    return has_gender(draft.name, page_voice.source) and not has_gender(page_voice.name, page_voice.source)


def _is_near(voice: Voice, text: str) -> bool:
    """True if ``text``, the context of words without a name next to them, mentions ``voice``."""
    words = (voice.name or "").split()
    return bool(words) and words[-1] in text


def names_organisation(name: str, other_name: str) -> bool:
    """True if ``name`` is ``other_name`` or a part of it: "the Gull" and "The Skerry Gull"."""
    words = words_of(name)
    return bool(words) and words <= words_of(other_name)


def rank(agreement: Agreement) -> int:
    """Preference among passages with the same words: the higher, the better."""
    return {"same": 2, "unknown": 1, "different": 0}[agreement]
