"""Pages through the shipped reader, as the records that scorers read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from onrecord import Page, PageError, to_record
from onrecord.reading import Reader

NOTHING: dict[str, Any] = {"article": {"text": ""}, "statements": [], "people": [], "relationships": []}
"""The record of a page that could not be read, as far as scorers look at it."""


def read_text(reader: Reader, row: Mapping[str, Any], *, troubles: list[str]) -> dict[str, Any]:
    """The record of ``row["text"]`` read as a plain-text page, under the id of ``row``.

    What cannot be read becomes ``NOTHING`` and a line in ``troubles``. Raises ``ValueError`` where the article's text
    is not the text given: spans would point elsewhere.
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
    """The record of the page in ``path``, under the id ``name``. What cannot be read is as in ``read_text``."""
    outcome = next(reader.read_source(str(path)))
    if isinstance(outcome, PageError):
        troubles.append(str(outcome))
        return {**NOTHING, "id": name}
    return {**to_record(outcome), "id": name}
