"""Matching of statements after an edit."""

from __future__ import annotations

import pytest

from onrecord.ingest.differences import StatementWords, match


def words(text: str, *quotes: str, speaker: str | None = None, place: str = "body") -> list[StatementWords]:
    """Statements with these words, each at its next occurrence in ``text``."""
    found, after = [], 0
    for quote in quotes:
        start = text.index(quote, after)
        after = start + len(quote)
        found.append(StatementWords(quote, ((start, after),), place, speaker, text))
    return found


LONG = "the ferry will run in all kinds of weather"
SHORT = "no comment"


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        (words(f"a {LONG} b", LONG), words(f"quite another {LONG}", LONG), {0: 0}),
        (words(f"a {LONG} b", LONG), words(f"a {LONG}\nb", LONG), {0: 0}),
        (
            words(f"a {LONG} b", LONG),
            words(f"a {LONG} b".replace("in all", "in  all"), LONG.replace("in all", "in  all")),
            {0: 0},
        ),
        (words(f"a {LONG} b", LONG), words("a the ferry will not run", "the ferry will not run"), {}),
        (words(f"a {SHORT} b", SHORT, speaker="Ada"), words(f"c {SHORT} d", SHORT, speaker="Ada"), {0: 0}),
        (words(f"a {SHORT} b", SHORT, speaker="Ada"), words(f"c {SHORT} d", SHORT, speaker="Bob"), {}),
        (words(f"a {SHORT} b", SHORT, speaker="Ada"), words(f"a {SHORT} b!", SHORT, speaker="Bob"), {}),
        (words(f"a {SHORT} b", SHORT, speaker="Ada"), words(f"0 a {SHORT} b", SHORT, speaker="Bob"), {}),
        (words(f"a {SHORT} b", SHORT, speaker="Ada"), words(f"a {SHORT} b", SHORT, speaker="Bob"), {0: 0}),
        # two of the same words: only where the words around them tell
        (
            words(f"Ada had {SHORT} on it. Bob had {SHORT} at all.", SHORT, SHORT),
            words(f"Bob had {SHORT} at all. Ada had {SHORT} on it.", SHORT, SHORT),
            {},
        ),
        (
            words(f"{'x' * 90} Ada had {SHORT} on it {'y' * 90} Bob had {SHORT} at all {'z' * 90}", SHORT, SHORT),
            words(
                f"{'y' * 90} Bob had {SHORT} at all {'z' * 90} {'x' * 90} Ada had {SHORT} on it {'y' * 90}",
                SHORT,
                SHORT,
            ),
            {0: 1, 1: 0},
        ),
    ],
)
def test_statements_are_matched_only_where_there_is_no_doubt(
    old: list[StatementWords], new: list[StatementWords], pairs: dict[int, int]
) -> None:
    assert match(old, new) == pairs
