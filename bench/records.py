"""Pages read by the shipped reader, as records for the scorers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from onrecord import Page, PageError, to_record
from onrecord.reading import Reader

NOTHING: dict[str, Any] = {"article": {"text": ""}, "statements": [], "people": [], "relationships": []}
"""The record of a page that could not be read, with the fields that the scorers need."""


def read_text(reader: Reader, row: Mapping[str, Any], *, troubles: list[str]) -> dict[str, Any]:
    """Read ``row["text"]`` as a plain-text page; return its record with the id of ``row``.

    A page that cannot be read returns ``NOTHING`` and adds a line to ``troubles``. Raises ``ValueError`` if the
    article's text differs from the given text, since spans would be wrong.
    """
    body = row["text"].encode("utf-8")
    name = f"{row['id']}.txt"
    page = Page(
        source=name, body=body, sha256=hashlib.sha256(body).hexdigest(), content_type="text/plain", encoding="utf-8"
    )
    try:
        reading = reader.read(page)
    except PageError as error:
        troubles.append(str(error))
        return {**NOTHING, "id": row["id"]}
    if reading.article.text != row["text"]:
        raise ValueError(
            f"{name}: the article's text is not the page's; plain text must be kept character for character"
        )
    return {**to_record(reading), "id": row["id"]}


def read_file(reader: Reader, path: Path, *, name: str, troubles: list[str]) -> dict[str, Any]:
    """Read the page in ``path``; return its record with the id ``name``. Problems as in ``read_text``."""
    outcome = next(reader.read_source(str(path)))
    if isinstance(outcome, PageError):
        troubles.append(str(outcome))
        return {**NOTHING, "id": name}
    return {**to_record(outcome), "id": name}
