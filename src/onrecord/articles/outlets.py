"""The line at the top of a plain-text page that names the outlet, alone or with the date."""

from __future__ import annotations

import re

from onrecord.articles.dates import find_date

_NAME = re.compile(r"(?:[A-Z0-9&][\w.&'’-]*|of|the|and)(?: (?:[A-Z0-9&][\w.&'’-]*|of|the|and)){0,5}")
_PAPER = re.compile(
    r"\b(?:news|times|post|courier|herald|tribune|gazette|weekly|daily|mail|guardian|telegraph|journal|chronicle|mercury"
    r"|observer|review|press|star|sun|express|globe|examiner|register|standard|independent|echo|argus|ledger|magazine"
    r"|dispatch|bulletin|sentinel|record|today|wire|agency|radio|television|tv|bbc|cnn|reuters|afp|upi|npr)\b",
    re.IGNORECASE,
)
_DIVIDERS = " ,|–—-·•"


def outlet_in(line: str) -> str | None:
    """The outlet that ``line`` names, where it names one and holds nothing else but perhaps a date; else null."""
    match = find_date(line)
    if match:
        name, after = line[: match.start()].strip(_DIVIDERS), line[match.end() :].strip(_DIVIDERS + ".")
        return name if name and not after and _NAME.fullmatch(name) else None
    name = line.strip(_DIVIDERS)
    return name if _NAME.fullmatch(name) and _PAPER.search(name) else None
