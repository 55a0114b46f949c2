"""Recognise names of outlets: newspapers, magazines, broadcasters, agencies, news sites."""

from __future__ import annotations

import re
from collections.abc import Collection

from onrecord.circumstances.channels import SITES
from onrecord.circumstances.word_lists import AUDIENCES, OUTLETS, OUTLETS_WITH_ARTICLE

# Last words of outlets' names: "The Elmouth Times", "Harbour Radio", "tide.com".
_OUTLET_ENDING = re.compile(
    r"(?:\b(?:News|Times|Post|Courier|Herald|Tribune|Gazette|Weekly|Mail|Telegraph|Chronicle|Observer|Press|Journal|Mercury"
    r"|Examiner|Inquirer|Enquirer|ENQUIRER|Dispatch|Bulletin|Sentinel|Gossip|Reporter|Magazine|magazine|newspaper|Radio|TV"
    r"|Television|Tonight|Insider|Online|Monthly|Quarterly|Globe|Ledger|Argus|Echo|Standard|Independent|Today|Newsweek"
    r"|Broadcasting|Network|Newswire|Agency|Podcast|Digest)|\w\.(?:com|org|net|co\.uk|tv))$"
)
# Endings that are surnames too. A name of this form needs "the": "the Elmouth Ledger", but "Heath Ledger" is a person.
_SURNAME_ENDING = re.compile(r"(?:[A-Z][\w'’-]+ )?(?:Ledger|Mercury|Post|Press|Argus|Echo|Globe|Standard|Independent)$")
# "A Times reporter", "TV", "Twitter", "the Elmouth Medical Examiner".
_NOT_OUTLETS = re.compile(rf"An? |(?:TV|Radio|Magazine|US|{SITES.pattern})$|.*\bMedical Examiner$")
# Words before and after a name that is an addressee or reports: "told Lantern", "Lantern first reported".
_TOLD = re.compile(r"\b(?:tell|tells|told|telling|with|to|for|by|of|in)(?: the)? $")
_REPORTED = re.compile(r" (?:first |also |previously |has )?(?:report|learn|publish)")


def find_outlets(phrase: str) -> list[str]:
    """Return the outlets that ``phrase`` names: "CNN" in "CNN's Ada Quill", two in "the Sun and the Elmouth Times"."""
    names = []
    for raw_part in re.split(r",? and |, | (?:from|of|by|in) ", phrase):
        part = raw_part.strip('"“”‘’ ')
        owner = re.match(r"(.+?)['’]s? ", part)
        part = owner[1] if owner and is_outlet(owner[1]) else part
        # Words in lower case before the name describe it: "gossip website TideTalk", "the Bell".
        name = re.sub(r"^(?:[a-z]\S* )+(?=[A-Z])", "", part)
        if is_outlet(name if name == part or not part.startswith("the ") else f"The {name}"):
            names.append(name)
    return names


def is_outlet(name: str) -> bool:
    """Return true if ``name`` is a well-known outlet or has the form of an outlet's name."""
    bare = re.sub(r"^[Tt]he ", "", name.strip('"“”‘’ '))
    if not bare or not (bare[0].isupper() or bare.endswith("!") or "." in bare) or _NOT_OUTLETS.match(bare):
        return False
    lowered = bare.lower().replace("’", "'")
    has_article = bare != name.strip('"“”‘’ ')
    if lowered in OUTLETS:
        return has_article or lowered not in OUTLETS_WITH_ARTICLE
    return _OUTLET_ENDING.search(bare) is not None and (has_article or _SURNAME_ENDING.match(bare) is None)


def may_be_outlet(name: str, *, text: str, speakers: Collection[str]) -> bool:
    """Return true if ``name``, an addressee, is more likely an outlet than a person: "Quill told Lantern".

    It must be one word, apart from "The"; every occurrence in ``text`` must follow "told", "to" and the like or precede
    "reported"; and it must not be part of a name in ``speakers``.
    """
    bare = name.removeprefix("The ")
    if not bare[:1].isupper() or bare.isupper() or not bare.isalpha() or bare.lower() in AUDIENCES:
        return False
    if _NOT_OUTLETS.match(bare) or any(bare in speaker.split() for speaker in speakers):
        return False
    uses = list(re.finditer(rf"\b{re.escape(name)}\b(?! [A-Z][a-z])", text))
    return len(uses) == len(re.findall(rf"\b{re.escape(bare)}\b", text)) and all(
        _TOLD.search(text, 0, use.start()) or _REPORTED.match(text, use.end()) for use in uses
    )
