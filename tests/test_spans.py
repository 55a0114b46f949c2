"""Arithmetic on spans, and the index of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.spans import (
    SpanIndex,
    covered_length,
    merge_spans,
    overlap_length,
    overlaps_any,
    shares_characters,
    subtract_spans,
)
from onrecord.types import Span

SPANS = st.tuples(st.integers(0, 2000), st.integers(1, 1000)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(SPANS, max_size=20), st.lists(st.integers(0, 19), max_size=5), SPANS)
def test_the_index_finds_what_a_search_of_all_spans_finds(spans: list[Span], removed: list[int], span: Span) -> None:
    index = SpanIndex(spans)
    remaining = dict(enumerate(spans))
    for number in removed:
        if number in remaining:
            index.remove([remaining.pop(number)], number)
    assert index.overlapping(span) == [number for number, item in remaining.items() if overlap_length(span, item)]


@given(st.lists(SPANS, max_size=8), st.lists(SPANS, max_size=8))
def test_arithmetic_agrees_with_sets_of_characters(spans: list[Span], removed: list[Span]) -> None:
    characters = {offset for span in spans for offset in range(*span)}
    cut = {offset for span in removed for offset in range(*span)}
    assert {offset for span in merge_spans(spans) for offset in range(*span)} == characters
    assert {offset for span in subtract_spans(spans, removed) for offset in range(*span)} == characters - cut
    assert covered_length((0, 3000), merge_spans(spans)) == len(characters)


@given(st.lists(SPANS, max_size=8), SPANS)
def test_shared_characters_agree_with_their_number(spans: list[Span], span: Span) -> None:
    is_covered = covered_length(span, merge_spans(spans)) > 0
    assert shares_characters(span, merge_spans(spans)) == is_covered
    assert overlaps_any(span, spans) == is_covered
