"""Headlines against bodies."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from onrecord.record import Record
from onrecord.store.headline_quotes import check_all, find_missing_words, headline_words, quoted
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Ferry “doomed for ever”, says harbour master", ["doomed for ever"]),
        ('Ferry "doomed", says "harbour master"', ["doomed", "harbour master"]),
        ("Captain’s ‘stormy’ years on the ferry", ["stormy"]),
        ("Captain's 'stormy' years on the boys' ferry", ["stormy"]),
        ("'It won't last,' says captain", ["It won't last,"]),
        ("The dogs' dinner and the cats' breakfast", []),
        ("Rock 'n' roll on the quay in '99", ["n"]),
        ("Ferry runs again", []),
        ("“ ”", [" "]),
    ],
)
def test_quoted_words_of_a_headline(headline: str, expected: list[str]) -> None:
    assert quoted(headline) == expected


@pytest.mark.parametrize(
    ("headline", "body", "expected"),
    [
        ("Ferry “doomed for ever”", "It is doomed for ever, he said.", []),
        ("Ferry “doomed for ever”", "It is DOOMED — for ever.", []),
        ("Ferry “doomed for ever”", "It is doomed. For how long, nobody knows.", ["doomed for ever"]),
        ("Ferry “mend”", "It was mended.", ["mend"]),
        ("“Mended” or “mended”?", "Nothing.", ["Mended", "mended"]),
        ("“…”", "Nothing.", []),
        # Spelling, numbers, marked omissions and the outlet's own words in brackets.
        ("Board ‘organized 200 jobs’", "They organised two hundred jobs, he said.", []),
        ("‘We tried … and we lost’", "“We tried for years and we lost,” he said.", []),
        ("‘[The board] knew’", "“They knew,” he said.", []),
        ("‘She sold it at last’", "“[My mother] sold it at last,” he said.", []),
        ("‘She sold it at last’", "“[My mother] bought it at last,” he said.", ["She sold it at last"]),
        ("‘We tried … and we won’", "“We tried for years and we lost,” he said.", ["We tried … and we won"]),
    ],
)
def test_quoted_words_that_the_body_lacks(headline: str, body: str, expected: list[str]) -> None:
    assert find_missing_words([headline], body=body) == expected


def test_flags_follow_the_page(record: Record) -> None:
    keep_all(record, page(Said("It will sail"), title="Ferry “doomed”"), page(Said("Doomed"), title="Ferry “doomed”"))
    with record.transaction() as connection:
        outcome = connection.execute(select(headline_words)).all()
        assert [row.words for row in outcome] == ["doomed"]
        connection.execute(delete(headline_words))
        check_all(connection)
        assert connection.execute(select(headline_words)).all() == outcome
        check_all(connection)
        assert connection.execute(select(headline_words)).all() == outcome
