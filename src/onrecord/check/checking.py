"""Check a draft against pages or against a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike, fspath

from onrecord.check.check_draft import DraftChecker
from onrecord.check.checked_pages import CheckedPage, page_of_reading
from onrecord.check.draft_statements import find_draft_statements
from onrecord.check.identity import load_identities
from onrecord.check.read_draft import ReadDraft, open_draft, read_draft
from onrecord.check.record_pages import load_record_pages
from onrecord.check.report import DraftCheck
from onrecord.errors import PageError
from onrecord.reading import Reader
from onrecord.search.statement_vectors import StatementVectors
from onrecord.settings import Settings
from onrecord.store.store import Store
from onrecord.types import Reading


def check_draft(
    draft: str | PathLike[str], *, against: Sequence[str | PathLike[str]], reader: Reader | None = None
) -> DraftCheck:
    """Check a draft (a file or ``-``) against pages: files, folders, globs, URLs and web archives.

    ``Record.check`` checks it against a record. Raises ``PageError`` if the draft or a page cannot be read.
    """
    reader = reader or Reader.load(Settings.from_environment())
    source = fspath(draft)
    body = open_draft(source, settings=reader.settings)
    outcomes = reader.read_all([fspath(page) for page in against])
    readings = []
    for outcome in outcomes:
        if isinstance(outcome, PageError):
            raise outcome
        readings.append(outcome)
    return check_against(read_draft(source, body, reader=reader, settings=reader.settings), readings)


def check_against(draft: ReadDraft, readings: Iterable[Reading]) -> DraftCheck:
    """Check ``draft`` against these readings. Two readings of the same bytes count as one page."""
    distinct = {reading.article.page.sha256: reading for reading in readings}
    pages = [page_of_reading(reading) for reading in distinct.values()]
    checker = DraftChecker(draft.page, pages)
    return _report(draft, checker, pages)


def check_record(store: Store, draft: ReadDraft, *, meaning: StatementVectors | None = None) -> DraftCheck:
    """Check ``draft`` against the record, with its judgements applied."""
    text = draft.page.article.text
    statements = find_draft_statements(draft.page)
    speakers = [item.speaker_name for item in statements]
    with store.snapshot() as connection:
        pages = load_record_pages(connection, statements, draft_text=text, meaning=meaning)
        identities = load_identities(connection, [name for name in speakers if name])
    checker = DraftChecker(draft.page, pages, identities=identities)
    return _report(draft, checker, pages)


def _report(draft: ReadDraft, checker: DraftChecker, pages: Sequence[CheckedPage]) -> DraftCheck:
    return DraftCheck(
        source=draft.source,
        sha256=draft.sha256,
        text=draft.page.article.text,
        statements=tuple(checker.check()),
        pages=len(pages),
    )
