"""Pairing of quotation marks."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.encoder.quotations import find_quotations

CASES = {
    "straight, interrupted by the cue": ('"We go," he said. "Now."', ['"We go,"', '"Now."']),
    "curly": ("“We go,” he said. “Now.”", ["“We go,”", "“Now.”"]),
    "mixed on one page": ('“We go," he said. "Now.”', ['“We go,"', '"Now.”']),
    "angled": ("«We go», he said.", ["«We go»"]),
    "German": ("„We go“, he said. „Now.“", ["„We go“", "„Now.“"]),
    "German inside German": ("„He said „go“ twice“, she said.", ["„He said „go“ twice“", "„go“"]),
    "German and English": ("„We go“, he said. “Now.”", ["„We go“", "“Now.”"]),
    "angled inwards": ("»We go«, he said. »Now.«", ["»We go«", "»Now.«"]),
    "British single marks with apostrophes": (
        "‘The girls’ dog isn’t mine,’ he said, ‘it’s hers.’",
        ["‘The girls’ dog isn’t mine,’", "‘it’s hers.’"],
    ),
    "straight single marks": (
        "'I don't mind,' she said. 'It's the boys' turn.'",
        ["'I don't mind,'", "'It's the boys' turn.'"],
    ),
    "double inside single": ("‘He called it “mine” twice,’ she said.", ["‘He called it “mine” twice,’", "“mine”"]),
    "single inside double": ("“He said ‘go’ and I went.”", ["“He said ‘go’ and I went.”", "‘go’"]),
    "straight inside curly": ('“He told me "go" and I went.”', ['“He told me "go" and I went.”', '"go"']),
    "straight inside straight": ('said "one "two" three"', ['"one "two" three"', '"two"']),
    "unclosed": ("He said: “We go and", ["“We go and"]),
    "stray closing mark": ("We go,” he said.", []),
    "bad spacing": ('He said ," we go ", and left', ['" we go "']),
    "no space before the mark": ('"A" and"B"', ['"A"', '"B"']),
    "inches": ('a 6\'2" man said "yes"', ['"yes"']),
    "elisions": ("the 'big' show and the '90s rock 'n' roll, 'til dawn", ["'big'"]),
    "possessive plurals": ("the singers' wives' club", []),
    "typewriter marks": ("``We go,'' he said.", ["``We go,''"]),
    "closed with two single marks": ("“We go,’’ he said. “Now.”", ["“We go,’’", "“Now.”"]),
    "opened with the wrong mark": ("”We go,” he said.", ["”We go,”"]),
    "dropped letters": (
        "‘Sorry for ’em, an’ that,’ he said, ‘nothin’ more.’",
        ["‘Sorry for ’em, an’ that,’", "‘nothin’ more.’"],
    ),
    "elided years and words": (
        "‘We loved the ’90s and ’em drummers,’ he said. ‘Rock ’n’ roll paid for this roof.’",
        ["‘We loved the ’90s and ’em drummers,’", "‘Rock ’n’ roll paid for this roof.’"],
    ),
    "contraction with an opening mark": ('"It wouldn‘t float," he said.', ['"It wouldn‘t float,"']),
    "opened again where a paragraph break was lost": (
        'He said: "We go. "We go now. "All of us." She left. "No."',
        ['"We go. "We go now. "All of us."', '"No."'],
    ),
    "curly marks opened again": ("“We go. “We go now,” he said. “Now.”", ["“We go. “We go now,”", "“Now.”"]),
    "a title at the start of an inner sentence": (
        '"I like it. "Tides" is long," he said. "Now."',
        ['"I like it. "Tides" is long,"', '"Tides"', '"Now."'],
    ),
    "nickname": ('Orla "Pip" Tarn', ['"Pip"']),
}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("She said: 'It's late.", "'It's very late.'", ["'It's late.", "'It's very late.'"]),
        ("‘It’s late.", "‘It’s very late,’ she said.", ["‘It’s late.", "‘It’s very late,’"]),
        ("She left in '98 and 'em boats.", "'It's very late.'", ["'It's very late.'"]),
        ("She said: 'em boats", "It is late.", []),
    ],
)
def test_single_marks_continued_in_the_next_block(first: str, second: str, expected: list[str]) -> None:
    text = f"{first}\n{second}"
    blocks = [(0, len(first)), (len(first) + 1, len(text))]
    assert [text[slice(*quotation.span)] for quotation in find_quotations(text, blocks)] == expected


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_quotations_are_paired(text: str, expected: list[str]) -> None:
    pairs = find_quotations(text, [(0, len(text))])
    assert [text[slice(*quotation.span)] for quotation in pairs] == expected


def test_an_unclosed_quotation_ends_with_its_block() -> None:
    text = "“We go on.\n“And on,” he said."
    first, second = find_quotations(text, [(0, 10), (11, len(text))])
    assert (first.closed, text[slice(*first.span)]) == (False, "“We go on.")
    assert (second.closed, text[slice(*second.span)]) == (True, "“And on,”")


def test_depth_is_the_number_of_enclosing_quotations() -> None:
    text = "“He said ‘go’ and I went.”"
    assert [quotation.depth for quotation in find_quotations(text, [(0, len(text))])] == [0, 1]


def test_quotations_nest_at_most_twenty_deep() -> None:
    """A paragraph of 100,000 opening marks was as many quotations in one another, each up to its end."""
    text = "“" * 50 + "go”"
    depths = [quotation.depth for quotation in find_quotations(text, [(0, len(text))])]
    assert depths == list(range(20))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="ab s.,\"'“”‘’«»\n", max_size=60))
def test_quotations_nest_inside_their_block(text: str) -> None:
    pairs = find_quotations(text, [(0, len(text))])
    for quotation in pairs:
        assert 0 <= quotation.span[0] < quotation.inner[0] <= quotation.inner[1] <= quotation.span[1] <= len(text)
        for inner in pairs:
            if quotation.span[0] < inner.span[0] < quotation.span[1]:
                assert inner.span[1] <= quotation.span[1]
