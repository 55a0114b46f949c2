"""Say in words how a speaker is known, how sure a reading is, and what its terms mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_WITHOUT_LINK: Final[dict[str, str]] = {
    "named": "{own} stands beside the words",
    "pronoun": "{own} stands beside the words",
    "description": "{own} is all that the page calls the speaker",
    "continuation": "no cue of its own: it goes {way} a quotation of {own}",
    "carried": "no source of its own: it shares that of the cue before it, {own}",
    "subject": "no source of its own: the narrator speaks of {own}",
    "turn": "a turn of {own}",
    "signature": "signed {own}",
    "page": "{own} is the page itself",
    "unnamed": "the page keeps the name back: {own}",
    "undecided": "{own} may be more than one",
}
"""How the source's own words, ``own``, decide."""
_WITHOUT_EVIDENCE: Final = {"unstated": "nothing on the page tells", "unnamed": "the page does not say who"}

_SURENESS: Final = (
    (0.95, "almost certain"),
    (0.9, "very likely"),
    (0.7, "likely"),
    (0.6, "more likely than not"),
    (0.5, "as likely as not"),
    (0.3, "doubtful"),
    (0.0, "very doubtful"),
)
_FINELY: Final = (10, 20, 100)


def explain_speaker(basis: str, *, evidence: Sequence[str], goes_on: bool) -> str:
    """Which words decided who speaks, in one line.

    ``evidence`` are the words of ``Statement.speaker_evidence`` as they are to be cited; ``goes_on`` tells whether the
    first of them stand before what was said.
    """
    if not evidence:
        return _WITHOUT_EVIDENCE.get(basis, basis)
    own, *linked = evidence
    said = _WITHOUT_LINK.get(basis, "{own}").format(own=own, way="on from" if goes_on else "over into")
    if basis == "undecided":
        return f"{own} may be {' or '.join(linked)}" if linked else said
    if not linked:
        return said
    if basis in {"pronoun", "description"}:
        return f"{own} stands for {linked[-1]}" + (f", by {linked[0]}" if len(linked) > 1 else "")
    link = "a form of" if basis in {"named", "turn", "signature"} else "that is"
    return f"{said}, {link} {linked[-1]}"


def explain_confidence(confidence: float) -> str:
    """What a probability comes to: ``likely: about 8 in 10 such readings are right``."""
    for of in _FINELY:
        right = int(confidence * of + 0.5)
        if right < of:
            break
    right = min(right, of - 1)
    word = next(word for least, word in _SURENESS if right >= least * of)
    often = f"about {right} in {of}" if right else f"fewer than 1 in {of}"
    return f"{word}: {often} such readings {'is' if right == 1 else 'are'} right"
