"""Read a source on its own: is it a name, and whose? Pronouns and descriptions are left for who-is-who to work out."""

from __future__ import annotations

import re

from onrecord.types import SpeakerKind

_PRONOUN = re.compile(
    r"(?:i|me|my|we|us|our|you|your|he|him|his|she|her|hers|they|them|their|it|its|one|who|whom|whose|which|that|this|these|"
    r"those|some|many|others?|both|all|everyone|nobody|anyone|someone)",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"\b(?:reports?|polls?|surveys?|stud(?:y|ies)|documents?|records?|lawsuits?|complaints?|filings?|statements?|letters?|e-?mails?|"
    r"memos?|transcripts?|articles?|editorials?|posts?|tweets?|books?|bills?|laws?|rules?|orders?|rulings?|affidavits?|petitions?|"
    r"analysis|data|figures|statistics|headlines?|captions?|signs?|stor(?:y|ies)|websites?|platform|constitution|census)\b",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:Inc|Corp|Ltd|LLC|Co|Company|Corporation|Group|Department|Ministry|Office|Bureau|Agency|Administration|Commission|"
    r"Committee|Council|Court|Congress|Senate|House|Parliament|Party|Union|Association|Federation|League|Club|University|College|"
    r"School|Institute|Foundation|Centre|Center|Bank|Times|Post|News|Journal|Press|Magazine|Tribune|Herald|Gazette|Guardian|Mail|"
    r"Television|TV|Radio|Network|Police|Army|Navy|Force|Campaign|Board|Authority|Service|Society|Trust|Fund|Organi[sz]ation|"
    r"Hospital|Church|Records|Studios?|Pictures|Entertainment|Media|Airlines|Airways|Motors|Systems|Technologies|Weekly|Daily)\b|"
    r"\bcampaign\b|\b[A-Z]{2,6}\b(?=$|['’]s)"
)
_TITLE = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Fr|St|Gov|Sen|Sens|Rep|Reps|Gen|Lt|Col|Maj|Capt|Cmdr|Sgt|Cpl|Det|Insp|Supt|Hon|Pres|Sec|Atty|"
    r"Amb|Jr|Adm|Cllr)\.?|Sir|Dame|Lord|Lady|Baroness|Baron|Prince|Princess|King|Queen|Pope|President|Vice|Prime|Minister|"
    r"Chancellor|Secretary|Senator|Representative|Congressman|Congresswoman|Governor|Mayor|Speaker|Judge|Justice|Chief|General|"
    r"Attorney|Ambassador|Admiral|Captain|Colonel|Major|Sergeant|Lieutenant|Officer|Sheriff|Detective|Inspector|Superintendent|"
    r"Professor|Doctor|Reverend|Father|Sister|Brother|Bishop|Archbishop|Cardinal|Rabbi|Imam|Coach|Director|Chairman|Chairwoman|"
    r"Chair|CEO|Executive|Former|Ex|State|Deputy|Councillor|Councilman|Councilwoman|Republican|Democrat|Democratic|Republicans)",
)
_WORD = re.compile(r"[^\W\d_][\w.'’-]*|\d\S*|[,;(]|\S")
_FIRST_PARTICLE = frozenset(["de", "van", "von", "al", "el", "bin", "ibn"])
_PARTICLE = _FIRST_PARTICLE | frozenset(
    ["del", "della", "der", "den", "di", "da", "dos", "du", "la", "le", "ter", "ten", "y", "of", "the", "&", "and"]
)
_NAME_END = re.compile(r"\s+(?:who|whom|whose|which|that|of|from|in|at|for|with|on)\s|[,;(–—]")
_POSSESSIVE = re.compile(r"['’]s?$")


def read_source(source: str) -> tuple[str | None, SpeakerKind]:
    """The name in ``source`` without titles, and what kind of speaker it is.

    The name is null for pronouns; for speakers with no name it is the description as printed.
    """
    source = " ".join(source.split()).strip(' ,.:;"“”')
    if not source or _PRONOUN.fullmatch(_POSSESSIVE.sub("", source)):
        return None, "unknown"
    head = _POSSESSIVE.sub("", _NAME_END.split(source, maxsplit=1)[0].strip())
    name = _capitalised_end(head)
    if name is None:
        return source, "document" if _DOCUMENT.search(head) else "unnamed"
    person = _without_titles(name)
    if _ORGANISATION.search(head) and (person == head or len(person.split()) < 2 or _ORGANISATION.search(person)):
        return name, "organisation"
    if source.startswith(("The ", "the ")) and name == head[4:]:
        return name, "organisation"
    return person, "person"


def _capitalised_end(head: str) -> str | None:
    """The capitalised words that end ``head``, with the particles between them."""
    tail: list[str] = []
    for word in reversed(_WORD.findall(head)):
        if not (word[0].isupper() or (tail and (word.lower() in _PARTICLE or word[0].isdigit()))):
            break
        tail.insert(0, word)
    while tail and tail[0].lower() in _PARTICLE - _FIRST_PARTICLE:
        tail.pop(0)
    if not tail or (len(tail) == 1 and _DOCUMENT.fullmatch(tail[0])):
        return None
    return " ".join(tail)


def _without_titles(name: str) -> str:
    """What follows the last title in ``name``, if anything does."""
    words = name.split()
    titles = [at for at, word in enumerate(words[:-1]) if _TITLE.fullmatch(word)]
    return " ".join(words[titles[-1] + 1 :]) if titles else name
