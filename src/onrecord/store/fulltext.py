"""Which of a few texts hold the words that are looked for, and where they stand in them.

FTS5 finds the texts that hold a word quickly, and whether one text of a million holds it slowly. So a few are asked
apart from all others, cut into words in the same way.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing

from onrecord.store.migrations import TOKENS
from onrecord.types import Spans

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")
_FIND = f"SELECT rowid, highlight(few, 0, '{_OPEN}', '{_CLOSE}') FROM few WHERE few MATCH ?"  # noqa: S608


def marks(expression: str, texts: Mapping[int, str]) -> dict[int, Spans]:
    """Those of ``texts`` that ``expression``, of FTS5, finds, with the spans of its words in them."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE VIRTUAL TABLE few USING fts5(text, tokenize='{TOKENS}')")
        rows = [(key, _MARKS.sub(" ", text)) for key, text in texts.items()]
        connection.executemany("INSERT INTO few(rowid, text) VALUES (?, ?)", rows)
        return {key: _spans(text) for key, text in connection.execute(_FIND, [expression])}


def _spans(text: str) -> Spans:
    """Where the marks in ``text`` stand, in the text without them."""
    places = [match.start() - at for at, match in enumerate(_MARKS.finditer(text))]
    return tuple(zip(places[::2], places[1::2], strict=True))
