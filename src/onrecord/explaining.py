"""Explanations in words: of speakers, of confidence, and of verdicts on a draft.

The command line, the API and the reading room all use them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

_WITHOUT_LINK: Final[dict[str, str]] = {
    "named": "{own} is named next to the words",
    "pronoun": "{own} stands next to the words",
    "description": "the page calls the speaker {own}, and gives no name",
    "continuation": "no cue of its own: it continues a quotation of {own}",
    "carried": "no source of its own: it shares the source of the previous cue, {own}",
    "subject": "no source of its own: the words before it are about {own}",
    "turn": "spoken in a turn of {own}",
    "signature": "signed by {own}",
    "page": "{own} is the page's own outlet or author",
    "unnamed": "the page withholds the name: {own}",
    "undecided": "{own} may be more than one person",
}
"""Explanations by speaker basis, if the source was not linked to another mention. ``own`` is the source."""
_WITHOUT_EVIDENCE: Final = {
    "unstated": "nothing on the page says who speaks",
    "unnamed": "the page does not say who",
    "judged": "a person added it",
}


CHECK_LABELS: Final[dict[str, str]] = {
    "verbatim": "Verbatim",
    "shortened": "Shortened, and marked",
    "supported": "Supported",
    "altered": "Altered",
    "joined": "Joined",
    "reversed": "Reversed",
    "differs": "Differs",
    "not-found": "Not found",
}
"""Verdicts on the words of a draft."""
TEXT_OF_PAGE: Final = "text of the page"
"""Shown instead of a speaker for words of a page that are nobody's statement."""
OTHERS: Final = "speaker, time or addressee"


def count_others(statements: Sequence[Mapping[str, object]]) -> int:
    """Count the ``statements`` of a checked draft whose speaker, time or addressee is another one on the page."""
    return sum("different" in (item["speaker"], item["when"], item["told"]) for item in statements)


def explain_speaker(basis: str, *, evidence: Sequence[str], continues: bool) -> str:
    """A sentence with the words that decided the speaker.

    ``evidence`` is ``Statement.speaker_evidence`` as quoted words: the source, then the mentions it was linked to.
    ``continues`` is true if the first of them comes before the quotation.
    """
    if not evidence:
        return _WITHOUT_EVIDENCE.get(basis, basis)
    own, *linked = evidence
    if basis == "continuation" and not continues:
        phrase = f"no cue of its own: it runs on into a quotation of {own}"
    else:
        phrase = _WITHOUT_LINK.get(basis, "{own}").format(own=own)
    if not linked:
        return phrase
    if basis == "undecided":
        return f"{own} may be {' or '.join(linked)}"
    if basis in {"pronoun", "description"}:
        # "her" refers to "Quill" through "the captain": a role joins a description to its name.
        return f"{own} refers to {linked[-1]}" + (f" through {linked[0]}" if len(linked) > 1 else "")
    link = "short for" if basis in {"named", "turn", "signature"} else "meaning"
    return f"{phrase}, {link} {linked[-1]}"


def explain_confidence(confidence: float) -> str:
    """A probability as a percentage: ``87% sure``. It is never shown as 0% or 100%."""
    percent = int(confidence * 100 + 0.5)
    if percent >= 100:
        return "over 99% sure"
    return f"{percent}% sure" if percent else "under 1% sure"
