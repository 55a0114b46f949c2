"""Ends of sentences, and the full stops that end none."""

from __future__ import annotations

import re

# "Mr. Quill", "Lt. Gov. Tarn", "J. Tarn", "Feb. 29", "U.S. Senate", "at 9 p.m.", "Yahoo! News"; but not "on X."
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Mme|Messrs|Drs?|Profs?|Sens?|Reps?|Govs?|Gens?|Lt|Col|Sgt|Capt|Cpl|Maj|Adm|Cmdr|Det|Insp|Supt"
    r"|Atty|Pres|Sec|Amb|Del|Asst|Cllr|Rev|Fr|Hon|St|Jr|Sr|vs|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Inc|Corp"
    r"|Co|Ltd|Bros|Assn|Dept|U\.S|U\.K|U\.N|E\.U|D\.C|[ap]\.m|(?!(?<=\bon )X)[A-Z])\."
    r"|\b(?:OK|E|Yahoo|Hello|omg|HELLO)!)\Z"
)
_LONGEST = 8
"""Characters of the longest abbreviation, with its mark."""


def is_abbreviation(text: str, end: int) -> bool:
    """Return true if the mark that ends at ``end``, before white space, is that of an abbreviation or a name."""
    return text[end : end + 1].isspace() and _ABBREVIATION.search(text, max(0, end - _LONGEST), end) is not None
