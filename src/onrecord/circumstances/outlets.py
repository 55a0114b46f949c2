"""Which names are those of outlets: newspapers, magazines, broadcasters, agencies, news sites."""

from __future__ import annotations

import re
from collections.abc import Collection

from onrecord.circumstances.channels import SITES
from onrecord.circumstances.vocabulary import AUDIENCES, OUTLETS, WITH_ARTICLE

_FORM = re.compile(
    r"(?:\b(?:News|Times|Post|Courier|Herald|Tribune|Gazette|Weekly|Mail|Telegraph|Chronicle|Observer|Press|Journal|Mercury"
    r"|Examiner|Inquirer|Enquirer|ENQUIRER|Dispatch|Bulletin|Sentinel|Gossip|Reporter|Magazine|magazine|newspaper|Radio|TV"
    r"|Television|Tonight|Insider|Online|Monthly|Quarterly|Globe|Ledger|Argus|Echo|Standard|Independent|Today|Newsweek"
    r"|Broadcasting|Network|Newswire|Agency|Podcast|Digest)|\w\.(?:com|org|net|co\.uk|tv))$"
)
_ALSO_A_SURNAME = re.compile(r"(?:[A-Z][\w'’-]+ )?(?:Ledger|Mercury|Post|Press|Argus|Echo|Globe|Standard|Independent)$")
"""Names of this form are an outlet's only with a "the": "Heath Ledger" is none."""
_NOT_OUTLETS = re.compile(rf"An? |(?:TV|Radio|Magazine|US|{SITES.pattern})$|.*\bMedical Examiner$")
_TOLD = re.compile(r"\b(?:tell|tells|told|telling|with|to|for|by|of|in)(?: the)? $")
_REPORTED = re.compile(r" (?:first |also |previously |has )?(?:report|learn|publish)")


def outlet_names(phrase: str) -> list[str]:
    """The outlets that ``phrase`` names: "CNN" of "CNN's Ada Quill", two of "the Bell and the Elmouth Times"."""
    found = []
    for part in re.split(r",? and |, | (?:from|of|by|in) ", phrase):
        whole = part.strip('"“”‘’ ')
        owner = re.match(r"(.+?)['’]s? ", whole)
        whole = owner[1] if owner and is_outlet(owner[1]) else whole
        # What stands before it in small letters says what it is: "gossip website", "the".
        name = re.sub(r"^(?:[a-z]\S* )+(?=[A-Z])", "", whole)
        if is_outlet(name if name == whole or not whole.startswith("the ") else f"The {name}"):
            found.append(name)
    return found


def is_outlet(name: str) -> bool:
    """Whether ``name`` is an outlet's by its form, or is that of a well-known one."""
    bare = re.sub(r"^[Tt]he ", "", name.strip('"“”‘’ '))
    if not bare or not (bare[0].isupper() or bare.endswith("!") or "." in bare) or _NOT_OUTLETS.match(bare):
        return False
    small = bare.lower().replace("’", "'")
    articled = bare != name.strip('"“”‘’ ')
    if small in OUTLETS:
        return articled or small not in WITH_ARTICLE
    return _FORM.search(bare) is not None and (articled or _ALSO_A_SURNAME.match(bare) is None)


def may_be_outlet(name: str, *, text: str, speakers: Collection[str]) -> bool:
    """Whether ``name``, that of someone who was told something, is an outlet's rather than a person's.

    It is of one word, or has a "The" that belongs to it; ``text`` uses it only as whom one tells or who reports; and
    it is no part of the name of any of ``speakers``.
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
