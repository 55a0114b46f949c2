"""Pages to check a draft against: readings as they are."""

from __future__ import annotations

from onrecord.check.passages import CheckedPage, StatementFacts
from onrecord.types import Reading, Spans


def page_of_reading(reading: Reading, *, block_quotes: Spans = ()) -> CheckedPage:
    """Return the page of a reading that no record holds."""
    article = reading.article
    facts = {
        position: StatementFacts(
            id=statement.id,
            speaker_name=statement.speaker_name,
            speaker_kind=statement.speaker_kind,
            person=None,
            told=statement.told,
            when=statement.when.edtf if statement.when else None,
            confidence=statement.confidence,
        )
        for position, statement in enumerate(reading.statements)
        if statement.kind != "no-response"
    }
    return CheckedPage(
        id=article.id,
        url=article.url or article.page.url,
        source=article.page.source,
        reading=reading,
        facts=facts,
        block_quotes=block_quotes,
    )
