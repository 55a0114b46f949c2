"""A text cut at the ends of its marks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.types import Article, Furniture, Page, Spans
from onrecord.views.segments import Mark, Role, blocks, blocks_around, segments

pytestmark = pytest.mark.both_databases

TEXT = 'Ferry runs\n"It runs," she said, "and well".\nMore: gulls'


def article(text: str, *, titles: Spans, paragraphs: Spans, furniture: tuple[Furniture, ...]) -> Article:
    return Article(
        id="ferry",
        page=Page("ferry.txt", text.encode(), "0", "text/plain"),
        text=text,
        title=None,
        titles=titles,
        outlet=None,
        bylines=(),
        published=None,
        language=None,
        paragraphs=paragraphs,
        furniture=furniture,
    )


ARTICLE = article(TEXT, titles=((0, 10),), paragraphs=((11, 43),), furniture=(Furniture("related", (44, 55)),))


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], [('"It runs," she said, "and well".', ())]),
        (
            [Mark("content", 0, span('"It runs,"')), Mark("content", 0, span('"and well"'))],
            [('"It runs,"', (0,)), (" she said, ", ()), ('"and well"', (0,)), (".", ())],
        ),
        (
            [Mark("content", 1, span("runs,")), Mark("content", 0, span('"It runs," she'))],
            [('"It ', (0,)), ("runs,", (0, 1)), ('" she', (0,)), (' said, "and well".', ())],
        ),
        (
            [Mark("content", 0, span('"It runs,')), Mark("content", 1, span('runs," she'))],
            [('"It ', (0,)), ("runs,", (1, 0)), ('" she', (1,)), (' said, "and well".', ())],
        ),
    ],
)
def test_statements_in_a_paragraph(marks: list[Mark], expected: list[tuple[str, tuple[int, ...]]]) -> None:
    cut_segments = segments(TEXT, marks, within=(11, 43))
    assert [(item.text, item.content) for item in cut_segments] == expected


def test_a_statement_opens_once_and_a_mention_ends_once() -> None:
    marks = [
        Mark("content", 0, span('"It runs,"')),
        Mark("content", 0, span('"and well"')),
        Mark("cue", 0, span("said")),
        Mark("source", 0, span("she")),
        Mark("mention", 4, span('," she')),
    ]
    cut_segments = segments(TEXT, marks)
    assert [item.text for item in cut_segments if item.opens == (0,)] == ['"It runs']
    assert [(item.text, item.mention) for item in cut_segments if item.ends == (4,)] == [("she", (4,))]
    assert [(item.text, item.cue, item.source) for item in cut_segments if item.cue or item.source] == [
        ("she", (), (0,)),
        ("said", (0,), ()),
    ]


def test_the_blocks_of_a_page() -> None:
    cut_segments = blocks(ARTICLE)
    assert [(item.kind, item.furniture, item.text) for item in cut_segments] == [
        ("title", None, "Ferry runs"),
        ("gap", None, "\n"),
        ("paragraph", None, '"It runs," she said, "and well".'),
        ("gap", None, "\n"),
        ("furniture", "related", "More: gulls"),
    ]


def test_furniture_inside_a_paragraph_and_text_outside_all_parts_are_blocks() -> None:
    parts = replace(ARTICLE, titles=(), furniture=(Furniture("promo", (21, 30)),))
    cut_segments = [(block.kind, block.text) for block in blocks(parts)]
    assert cut_segments == [
        ("other", "Ferry runs\n"),
        ("paragraph", '"It runs,"'),
        ("furniture", " she said"),
        ("paragraph", ', "and well".'),
        ("other", "\nMore: gulls"),
    ]


def test_the_blocks_around_words() -> None:
    assert [item.kind for item in blocks_around(ARTICLE, span("and well"), more=1)] == [
        "title",
        "paragraph",
        "furniture",
    ]
    assert [item.kind for item in blocks_around(ARTICLE, span("and well"), more=0)] == ["paragraph"]
    assert blocks_around(ARTICLE, (10, 11)) == ()


_SPAN = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda ends: (min(ends), max(ends)))
_ROLES: list[Role] = ["content", "cue", "mention"]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text("ab \n", min_size=30, max_size=30),
    st.lists(st.builds(Mark, st.sampled_from(_ROLES), st.integers(0, 3), _SPAN), max_size=6),
    st.lists(_SPAN, max_size=3),
    st.lists(_SPAN, max_size=2),
)
def test_every_character_is_printed_once_in_all_its_marks(
    text: str, marks: list[Mark], paragraphs: list[tuple[int, int]], furniture: list[tuple[int, int]]
) -> None:
    promos = tuple(Furniture("promo", span) for span in furniture)
    cut_segments = blocks(article(text, titles=(), paragraphs=tuple(paragraphs), furniture=promos), marks)
    assert "".join(item.text for item in cut_segments) == text
    for piece in (piece for item in cut_segments for piece in item.segments):
        assert piece.text == text[piece.start : piece.start + len(piece.text)] != ""
        for offset in range(piece.start, piece.start + len(piece.text)):
            for role in _ROLES:
                owners = {mark.of for mark in marks if mark.role == role and mark.span[0] <= offset < mark.span[1]}
                assert set(getattr(piece, role)) == owners
