"""The outlet's name in the lines at the top of a plain-text page: "Elmouth Courier, 3 May 2024"."""

from __future__ import annotations

import re

from onrecord.articles.dates import find_date

# Up to six words, each capitalised or one of "of", "the", "and": "Journal of the Tarn".
_NAME = re.compile(r"(?:[A-Z0-9&][\w.&'’-]*|of|the|and)(?: (?:[A-Z0-9&][\w.&'’-]*|of|the|and)){0,5}")
# Without a date, a capitalised line could be anything ("Glitterline"), so it needs a word such as "Times".
_OUTLET_WORD = re.compile(
    r"\b(?:news|times|post|courier|herald|tribune|gazette|weekly|daily|mail|guardian|telegraph|journal|chronicle|mercury"
    r"|observer|review|press|star|sun|express|globe|examiner|register|standard|independent|echo|argus|ledger|magazine"
    r"|dispatch|bulletin|sentinel|record|today|wire|agency|radio|television|tv|bbc|cnn|reuters|afp|upi|npr)\b",
    re.IGNORECASE,
)
_DIVIDERS = " ,|–—-·•"


def find_outlet_name(line: str) -> str | None:
    """Return the outlet's name if ``line`` contains only that, or that and a date; otherwise null."""
    date_match = find_date(line)
    if date_match:
        name = line[: date_match.start()].strip(_DIVIDERS)
        rest = line[date_match.end() :].strip(_DIVIDERS + ".")
        return name if name and not rest and _NAME.fullmatch(name) else None
    name = line.strip(_DIVIDERS)
    return name if _NAME.fullmatch(name) and _OUTLET_WORD.search(name) else None
