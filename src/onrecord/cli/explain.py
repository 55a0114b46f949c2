"""Say in words which of the page's words decided who speaks, and who is what to whom."""

from __future__ import annotations

from onrecord import explaining
from onrecord.cli.terminal import tidy
from onrecord.types import Article, Reading, Span, Statement


def explain_speaker(statement: Statement, article: Article) -> str:
    """Which words decided who speaks in ``statement``, in one line."""
    spans = statement.speaker_evidence
    return explaining.explain_speaker(
        statement.speaker_basis,
        evidence=[_cite(span, article) for span in spans],
        goes_on=bool(spans) and spans[0] < statement.content[0],
    )


def relationship_reasons(reading: Reading) -> list[str]:
    """For each relationship of ``reading``, one a line, the words that state it."""
    return [
        tidy(f"{one.from_name}, {one.relation}, {one.to_name}: {one.status} by {_cite(one.evidence, reading.article)}")
        for one in reading.relationships
    ]


def _cite(span: Span, article: Article) -> str:
    return f"“{tidy(article.words(span))}” at {span[0]}"
