"""Finding expected strings in a text again."""

from __future__ import annotations

import pytest

from bench.expected import Expected, locate, occurrences, of_page

TEXT = "He said he was late. “The bus,” he said, “was late.” Theo said that he had walked."


@pytest.mark.parametrize(
    ("part", "places"),
    [
        ("Theo", [53]),
        ("he", [8, 32, 68]),  # not in "The" or "Theo"
        ("said", [3, 35, 58]),
        ("us", [27]),  # inside a word where it stands nowhere else
        ("“The bus,”", [21]),
        ("tram", []),
        ("", []),
    ],
)
def test_occurrences(part: str, places: list[int]) -> None:
    assert [start for start, _ in occurrences(TEXT, part)] == places


@pytest.mark.parametrize(
    ("content", "source", "cue", "spans"),
    [
        (["“The bus,”", "“was late.”"], "he", "said", ([21, 41], [32], [35])),
        (["he was late"], "He", "said", ([8], [0], [3])),
        (["he had walked"], "Theo", "said", ([68], [53], [58])),
        (["he had walked"], "", "", ([68], [], [])),
        (["he had flown"], "Theo", "said", ([], [], [])),
    ],
)
def test_locate(content: list[str], source: str, cue: str, spans: tuple[list[int], list[int], list[int]]) -> None:
    result = locate({"content": content, "source": source, "cue": cue}, TEXT)
    assert tuple([start for start, _ in part] for part in result) == spans


def test_a_page_has_one_expectation() -> None:
    def expected(page: str, url: str | None) -> Expected:
        return Expected(page, page, url, [], "", "", [], [], [])

    expectations = [
        expected("a.txt", None),
        expected("b.warc", "https://x.example"),
        expected("b.warc", "https://y.example"),
    ]
    assert of_page(expectations, name="a.txt", url=None) is expectations[0]
    assert of_page(expectations, name="b.warc", url="https://y.example") is expectations[2]
    with pytest.raises(LookupError, match=r"z\.example"):
        of_page(expectations, name="b.warc", url="https://z.example")
    with pytest.raises(LookupError, match=r"c\.txt"):
        of_page(expectations, name="c.txt", url=None)
