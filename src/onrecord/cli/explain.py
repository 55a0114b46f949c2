"""Say in words which of the page's words decided who speaks, and who is what to whom."""

from __future__ import annotations

from onrecord.cli.terminal import tidy
from onrecord.types import Article, Reading, Span, SpeakerBasis, Statement

_WITHOUT_LINK: dict[SpeakerBasis, str] = {
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


def explain_speaker(statement: Statement, article: Article) -> str:
    """Which words decided who speaks in ``statement``, in one line."""
    spans = statement.speaker_evidence
    basis = statement.speaker_basis
    if not spans:
        return {
            "unstated": "nothing on the page tells",
            "unnamed": "the page does not say who",
        }.get(basis, basis)
    own, *linked = (_cite(span, article) for span in spans)
    way = "on from" if spans[0] < statement.content[0] else "over into"
    said = _WITHOUT_LINK.get(basis, "{own}").format(own=own, way=way)
    if basis == "undecided":
        return f"{own} may be {' or '.join(linked)}" if linked else said
    if not linked:
        return said
    link = "a form of" if basis in {"named", "turn", "signature"} else "that is"
    if basis in {"pronoun", "description"}:
        return f"{own} stands for {linked[-1]}" + (f", by {linked[0]}" if len(linked) > 1 else "")
    return f"{said}, {link} {linked[-1]}"


def relationship_reasons(reading: Reading) -> list[str]:
    """For each relationship of ``reading``, one a line, the words that state it."""
    return [
        tidy(f"{one.from_name}, {one.relation}, {one.to_name}: {one.status} by {_cite(one.evidence, reading.article)}")
        for one in reading.relationships
    ]


def _cite(span: Span, article: Article) -> str:
    return f"“{tidy(article.words(span))}” at {span[0]}"
