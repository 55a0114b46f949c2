"""Open and read a draft: a file, standard input, or a text."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onrecord.check.checked_pages import CheckedPage, page_of_reading
from onrecord.check.draft_formats import DraftFormat, DraftText, read_text, recognise_format
from onrecord.errors import PageError, UnreadableError, UsageError
from onrecord.pages.files import open_file
from onrecord.pages.find import STDIN
from onrecord.pages.inflate import too_large
from onrecord.pages.recognise import PLAIN
from onrecord.reading import ReadsPages
from onrecord.settings import Settings
from onrecord.times import now
from onrecord.types import Page

MAX_CHARACTERS: Final = 50_000
"""Characters of a draft that the room, the API or an assistant may check: about 8,000 words."""
MAX_STATEMENTS: Final = 300
"""Statements of such a draft; each takes about 0.02 s to compare."""


@dataclass(frozen=True, slots=True)
class ReadDraft:
    """A draft with its reading."""

    source: str
    sha256: str
    """Hash of its bytes."""
    page: CheckedPage


def open_draft(source: str, *, settings: Settings) -> bytes:
    """Return the bytes of the file ``source``, or of standard input (``-``).

    Raises ``FetchError`` if it cannot be opened, or is larger than a page may be.
    """
    limit = settings.max_page_bytes
    if source == STDIN:
        body = sys.stdin.buffer.read(limit + 1)
    else:
        with open_file(source) as stream:
            body = stream.read(limit + 1)
    if len(body) > limit:
        raise too_large(source, limit)
    return body


def read_draft(
    source: str, body: bytes, *, reader: ReadsPages, settings: Settings, form: DraftFormat | None = None
) -> ReadDraft:
    """Read the draft ``body`` in the format ``form``, by default recognised from the name in ``source`` and the bytes.

    Raises ``UnreadableError`` if it has no text, or none in English.
    """
    if not body.strip():
        raise UnreadableError(source, "the draft is empty", advice="Give a draft with text.")
    form = form or recognise_format("" if source == STDIN else Path(source).name, body)
    draft = read_text(source, body, form=form, settings=settings)
    if not draft.text.strip():
        raise UnreadableError(source, "the draft has no text", advice="Give a draft with text.")
    return read_draft_text(source, draft, sha256=hashlib.sha256(body).hexdigest(), reader=reader)


def read_draft_text(source: str, draft: DraftText, *, sha256: str, reader: ReadsPages) -> ReadDraft:
    """Read the text of a draft. Raises ``PageError`` if it cannot be read."""
    page = Page(
        source=source,
        body=draft.text.encode(),
        sha256=sha256,
        content_type=PLAIN,
        encoding="utf-8",
        fetched=now(),
    )
    outcome = reader.attempt(page)
    if isinstance(outcome, PageError):
        raise outcome
    return ReadDraft(source, sha256, page_of_reading(outcome, block_quotes=draft.block_quotes))


def read_brief_draft(
    source: str, body: bytes, *, reader: ReadsPages, settings: Settings, form: DraftFormat | None = None
) -> ReadDraft:
    """Read a draft in the room, the API or an assistant, as ``read_draft`` does. Raises ``UsageError`` if too long."""
    form = form or recognise_format(source, body)
    if form in ("text", "markdown"):
        _require_at_most(MAX_CHARACTERS, len(body.decode(errors="replace")), "characters")
    draft = read_draft(source, body, reader=reader, settings=settings, form=form)
    _require_at_most(MAX_CHARACTERS, len(draft.page.article.text), "characters")
    _require_at_most(MAX_STATEMENTS, len(draft.page.reading.statements), "statements")
    return draft


def _require_at_most(limit: int, count: int, unit: str) -> None:
    if count > limit:
        raise UsageError(
            f"The draft has {count:,} {unit}, but at most {limit:,} can be checked here. Check it in parts, or with "
            "`onrecord check`."
        )
