"""Recognise names of outlets: newspapers, magazines, broadcasters, agencies, news sites."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from functools import cached_property

from onrecord.circumstances.channels import SITES
from onrecord.circumstances.word_lists import AUDIENCES, OUTLETS, OUTLETS_WITH_ARTICLE
from onrecord.types import Span

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
_MAX_TOLD_CHARS = 20
_MORE_NAME = re.compile(r" [A-Z][a-z]")
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


class WordUses:
    """The places of each word of a text."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _offsets(self) -> dict[str, list[int]]:
        offsets: dict[str, list[int]] = defaultdict(list)
        for match in re.finditer(r"\w+", self.text):
            offsets[match[0]].append(match.start())
        return offsets

    def find(self, name: str) -> list[Span]:
        """Return the spans of ``name``, one word with "The " before it or not; none if a use has no "The " or more
        words of a name follow it."""
        article = "The " if name.startswith("The ") else ""
        bare = name.removeprefix("The ")
        spans = [(start - len(article), start + len(bare)) for start in self._offsets.get(bare, ())]
        has_other_use = any(
            (article and not self.text.startswith(article, start)) or _MORE_NAME.match(self.text, end)
            for start, end in spans
        )
        return [] if has_other_use else spans


def may_be_outlet(name: str, *, uses: WordUses, speaker_words: Collection[str]) -> bool:
    """Return true if ``name``, an addressee, is more likely an outlet than a person: "Quill told Lantern".

    It must be one word, apart from "The"; every occurrence in the text must follow "told", "to" and the like or precede
    "reported"; and it must not be among ``speaker_words``, the words of the speakers' names.
    """
    bare = name.removeprefix("The ")
    if not bare[:1].isupper() or bare.isupper() or not bare.isalpha() or bare.lower() in AUDIENCES:
        return False
    if _NOT_OUTLETS.match(bare) or bare in speaker_words:
        return False
    spans = uses.find(name)
    return bool(spans) and all(
        _TOLD.search(uses.text, max(0, start - _MAX_TOLD_CHARS), start) or _REPORTED.match(uses.text, end)
        for start, end in spans
    )
