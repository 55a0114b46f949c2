"""Quotations in paragraphs of their own, and the lines beside them that name their speakers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from onrecord.encoder.words import Words
from onrecord.statements.drafts import Draft
from onrecord.statements.signatures import find_signatures, warn_of_undecided_lists

Cut = Callable[[str], Words]


def sources_of(lines: list[str], cut: Cut) -> list[str]:
    """The source of each of ``lines`` that is a quotation, where the model sees nothing but quotations."""
    text = "\n".join(lines)
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    drafts = [
        Draft(((start, start + len(line)),), (), (), "quotation")
        for start, line in zip(starts, lines, strict=True)
        if line.startswith("“")
    ]
    return [" ".join(text[slice(*span)] for span in draft.source) for draft in find_signatures(drafts, cut(text))]


LATE, COLD, DARK = "“It is late.”", "“It is cold.”", "“It is dark.”"


@pytest.mark.parametrize(
    ("lines", "sources"),
    [
        # Quotations come first
        ([LATE, "Orla Tarn, on the ferry.", COLD, "Calder chef Piet Quill"], ["Orla Tarn", "Calder chef Piet Quill"]),
        ([LATE, COLD, "Orla Tarn after the vote", DARK, "Piet Quill, who won it"], ["Orla Tarn"] * 2 + ["Piet Quill"]),
        ([LATE, "Orla Tarn", COLD, "Piet Quill when asked", DARK, "A pilot"], ["Orla Tarn", "Piet Quill", "A pilot"]),
        (["The vote ran late.", LATE, "— Orla Tarn", COLD, "— Piet Quill"], ["Orla Tarn", "Piet Quill"]),
        # Names come first
        (["Orla Tarn", LATE, "Piet Quill, pilot", COLD, DARK], ["Orla Tarn", "Piet Quill", "Piet Quill"]),
        (["Orla Tarn, on the ferry:", LATE, "Piet Quill:", COLD], ["Orla Tarn", "Piet Quill"]),
        (["Orla Tarn, 42, teacher", LATE, "She left.", "Piet Quill", COLD], ["Orla Tarn", "Piet Quill"]),
        # Either is possible
        (["Orla Tarn", LATE, "Piet Quill", COLD, "Una Moll"], ["", ""]),
        ([LATE, "Orla Tarn", COLD, "Piet Quill", DARK], ["", "", ""]),
        # A name with an age is no author
        (["Orla Tarn, 42, teacher", LATE, COLD, "She left."], ["Orla Tarn", "Orla Tarn"]),
        # A single name may be that of the author; sentences and headings are no lines with names
        (["Orla Tarn", LATE, "Piet Quill met the crew.", COLD], ["", ""]),
        ([LATE, "Orla Tarn, the mayor, was late.", COLD, "Piet Quill wept."], ["", ""]),
        ([LATE, "Why ferries sink", COLD, "Where they go"], ["", ""]),
        # Below a lead quotation
        ([LATE, "That was the blunt verdict of mayor Orla Tarn on Monday."], ["mayor Orla Tarn"]),
        ([LATE, "Those are the words of Orla Tarn, the mayor."], ["Orla Tarn"]),
        ([LATE, "So said Orla Tarn on Monday."], ["Orla Tarn"]),
        ([LATE, "The words of Orla Tarn, the mayor."], ["Orla Tarn"]),
        ([LATE, "With those words Orla Tarn left."], ["Orla Tarn"]),
        ([LATE, "This is how Orla Tarn, the mayor, summed up the vote."], ["Orla Tarn"]),
        ([LATE, "Orla Tarn, the mayor, was speaking after the vote."], ["Orla Tarn"]),
        (["The vote ran late.", LATE, "Orla Tarn was speaking of something else."], [""]),
        ([LATE, "That was not the verdict of Orla Tarn."], [""]),
        ([LATE, "That was the verdict of Orla Tarn’s lawyer."], [""]),
        ([LATE, "That was the verdict of the court, and Orla Tarn wept."], [""]),
        ([LATE, "The words of his manager made Orla Tarn cross."], [""]),
    ],
)  # fmt: skip
def test_lines_name_the_speakers_of_quotations(lines: list[str], sources: list[str], cut: Cut) -> None:
    assert sources_of(lines, cut) == sources


TITLED = [
    # The name above the first quotation may look like a title
    ("The strike", "Orla Tarn, nurse", [LATE, "Piet Quill", COLD], ["Orla Tarn", "Piet Quill"]),
    # A title alone and an author's line above a list of signatures are no speakers
    ("Orla Tarn", "", [LATE, "Piet Quill, pilot", COLD], ["", ""]),
    ("The strike", "Orla Tarn", [LATE, "Piet Quill", COLD, "Una Moll"], ["Piet Quill", "Una Moll"]),
]


@pytest.mark.parametrize(("title", "line", "lines", "sources"), TITLED)
def test_the_last_title_may_be_the_first_name_of_a_list(
    title: str, line: str, lines: list[str], sources: list[str], cut: Cut
) -> None:
    titles = [title, line] if line else [title]
    text = "\n".join([*titles, *lines])
    words = cut(text)
    headlines = [replace(block, role="headline") for block in words.blocks[: len(titles)]]
    titled = replace(words, blocks=(*headlines, *words.blocks[len(titles) :]))
    spans = [(text.index(quoted), text.index(quoted) + len(quoted)) for quoted in lines if quoted[0] == "“"]
    drafts = find_signatures([Draft((span,), (), (), "quotation") for span in spans], titled)
    assert [" ".join(text[slice(*span)] for span in draft.source) for draft in drafts] == sources


EITHER_WAY = (
    "3 quotations have no speaker, because the line above or the line below each may name the speaker "
    "(from character 0)."
)


@pytest.mark.parametrize(
    ("lines", "warnings"),
    [
        ([LATE, "Orla Tarn", COLD, "Piet Quill", DARK], [EITHER_WAY]),
        ([LATE, "Orla Tarn", COLD, "Piet Quill"], []),
        ([LATE, COLD], []),
    ],
)
def test_a_list_that_may_be_read_either_way_has_a_warning(lines: list[str], warnings: list[str], cut: Cut) -> None:
    text = "\n".join(lines)
    quoted = [line for line in lines if line[0] == "“"]
    drafts = [Draft(((text.index(line), text.index(line) + len(line)),), (), (), "quotation") for line in quoted]
    words = cut(text)
    assert warn_of_undecided_lists(find_signatures(drafts, words), words) == warnings


def test_a_colon_above_a_quotation_keeps_the_paragraph_below_from_it(cut: Cut) -> None:
    text = f"Orla Tarn told us:\n{LATE}\nPiet Quill agreed."
    late, cue = (text.index(LATE), text.index(LATE) + len(LATE)), (len(text) - 7, len(text) - 1)
    drafts = [Draft((late,), (cue,), ((cue[0] - 11, cue[0] - 1),), "cue")]
    assert find_signatures(drafts, cut(text)) == [Draft((late,), (), (), "cue")]
    assert find_signatures(drafts, cut(text.replace(":", "."))) == drafts


def test_a_source_elsewhere_stays(cut: Cut) -> None:
    text = f"Una Moll was cross:\n{LATE}\nOrla Tarn\n{COLD}\nPiet Quill"
    late, cold = ((text.index(words), text.index(words) + len(words)) for words in (LATE, COLD))
    drafts = [Draft((late,), ((9, 18),), ((0, 8),), "cue"), Draft((cold,), (), ((late[1] + 1, late[1] + 10),), "cue")]
    sources = [text[slice(*draft.source[0])] for draft in find_signatures(drafts, cut(text))]
    assert sources == ["Una Moll", "Piet Quill"]
