"""Work grows linearly with the length of any page. The test counts executed lines of code, not seconds."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import partial

import pytest

from bench.linear import KINDS
from onrecord.people.find import find_people
from onrecord.types import Statement
from tests.people.making import article_of
from tests.work import lines_run

_SAID = re.compile(
    r"(?P<content>“[^”]+”)(?:,? (?P<source>\w+(?: \w+)?) (?P<cue>said))?"
    r"|(?P<speaker>\w+(?: \w+)?) (?P<verb>said|who said) (?P<words>(?:that )?it was \w+)"
)
LENGTH, GROWTH, MOST = 1_500, 3, 3.6
"""Characters of the shorter text; the longer text is ``GROWTH`` times as long and may take ``MOST`` times the work: a
tenth of the work of the shorter text may be quadratic."""


def _statements(text: str) -> Iterator[Statement]:
    for number, match in enumerate(_SAID.finditer(text)):
        groups = ("content", "source", "cue") if match["content"] else ("words", "speaker", "verb")
        content, source, cue = (match.span(group) for group in groups)
        yield Statement(
            id=f"s{number}",
            kind="direct" if match["content"] else "indirect",
            act="said",
            place="body",
            content=(content,),
            cue=(cue,) if cue[0] >= 0 else (),
            source=(source,) if source[0] >= 0 else (),
            speaker_name=None,
            speaker_kind="unknown",
            confidence=1.0,
        )


@pytest.mark.parametrize("kind", KINDS)
def test_work_grows_with_the_length_of_the_page(kind: str) -> None:
    source = random.Random(kind)
    text = "".join(KINDS[kind](source) for _ in range(GROWTH * LENGTH // 10)).replace("\n\n", "\n")
    work = []
    for length in (LENGTH, GROWTH * LENGTH):
        article = article_of(text[:length] + ".")
        statements = list(_statements(article.text))
        work.append(lines_run(partial(find_people, article, statements)))
    assert work[1] <= MOST * work[0], f"{work[1]:,} lines of code for {GROWTH} times the text of {work[0]:,}."
