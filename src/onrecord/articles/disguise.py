"""Signs that a page shows other words than its text has, as forged pages do: letters of another alphabet in a name, and
letters that are shown in reverse order. The text stays as it is; a warning says so.
"""

from __future__ import annotations

import re

# Cyrillic and Greek letters that look like Latin ones. "μm" and "Δt" have none of them.
_LOOK_ALIKES = "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
_LATIN = "A-Za-zÀ-ÖØ-öø-ÿ"
_MIXED = re.compile(rf"[{_LATIN}][{_LOOK_ALIKES}]|[{_LOOK_ALIKES}][{_LATIN}]")
_WORD_END = re.compile(r"\w{0,40}")
# Between these and the end of the text, "nraT alrO" is shown as "Orla Tarn".
_OVERRIDE = re.compile("[\u202d\u202e]")


def find_disguises(text: str) -> tuple[str, ...]:
    """Return a warning for each kind of disguise in ``text``."""
    warnings: list[str] = []
    if mixed := _MIXED.search(text):
        start = mixed.start() - len(_end_of_word(text[max(mixed.start() - 40, 0) : mixed.start()][::-1]))
        word = text[start : mixed.end()] + _end_of_word(text[mixed.end() : mixed.end() + 40])
        warnings.append(f"A word mixes letters of two alphabets that look alike, as forged names do: {word}")
    if _OVERRIDE.search(text):
        warnings.append("The page shows some letters in reverse order; compare its words on the screen.")
    return tuple(warnings)


def _end_of_word(text: str) -> str:
    match = _WORD_END.match(text)
    return match[0] if match else ""
