"""Readings as text: speaker, cue, words and marks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from onrecord.cli.reading_text import plain_lines, show_reading, summarise_kinds
from onrecord.types import Citation, Furniture, Person, Reading, Relationship, Stated, Statement, When


def line_of(reading: Reading, statement: Statement) -> str:
    """The one line that shows ``statement``."""
    (line,) = [line for line in plain_lines(replace(reading, statements=(statement,))) if line.startswith("[")]
    return line


WORDS = '"it runs," … "and well" (88% sure)'


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, f"[direct] She → Ada Brannigan told: {WORDS}"),
        ({"speaker_name": None}, f"[direct] She told: {WORDS}"),
        ({"speaker_name": "She"}, f"[direct] She told: {WORDS}"),
        ({"source": ()}, f"[direct] Ada Brannigan told: {WORDS}"),
        ({"source": (), "speaker_basis": "continuation"}, f"[direct] (continuation) → Ada Brannigan told: {WORDS}"),
        ({"source": (), "speaker_name": None, "cue": ()}, f"[direct] (unknown speaker): {WORDS}"),
        ({"kind": "no-response"}, f"[no-response] She → Ada Brannigan: {WORDS}"),
        ({"cue": ((0, 0),)}, f"[direct] She → Ada Brannigan: {WORDS}"),
        ({"act": "thought", "kind": "indirect"}, f"[indirect, thought] She → Ada Brannigan told: {WORDS}"),
        ({"told": "Lantern"}, f"[direct] She → Ada Brannigan told · Lantern: {WORDS}"),
        (
            {"told": "statement", "when": When("Feb. 25", "2031-02-25", (0, 5))},
            f"[direct] She → Ada Brannigan told · statement · Feb. 25 (2031-02-25): {WORDS}",
        ),
        ({"when": When("recently", None, (0, 5))}, f"[direct] She → Ada Brannigan told · recently: {WORDS}"),
        ({"when": When("2016", "2016", (0, 5))}, f"[direct] She → Ada Brannigan told · 2016: {WORDS}"),
        (
            {"told": "Lantern", "about": ("Una Quill", "Quay Trust")},
            f"[direct] She → Ada Brannigan told · Lantern · about Una Quill, Quay Trust: {WORDS}",
        ),
        ({"place": "headline"}, f"[direct, headline] She → Ada Brannigan told: {WORDS}"),
        ({"place": "furniture"}, f"[direct, furniture: caption] She → Ada Brannigan told: {WORDS}"),
    ],
)
def test_a_statement_in_a_line(reading: Reading, changes: dict[str, object], line: str) -> None:
    article = replace(reading.article, furniture=(Furniture("credit", (0, 5)), Furniture("caption", (20, 60))))
    statement = replace(reading.statements[0], **changes)  # type: ignore[arg-type]
    assert line_of(replace(reading, article=article), statement) == line


def test_the_heading_leaves_out_unknown_parts(reading: Reading) -> None:
    bare = replace(reading.article, title=None, outlet=None, published=None, bylines=())
    assert list(plain_lines(reading))[:3] == [
        "Ferry runs again",
        "The Elmouth Bell · 2031-04-02 · by Ada Quill",
        "ferry.txt",
    ]
    assert list(plain_lines(replace(reading, article=bare)))[:3] == ["(no title)", "ferry.txt", ""]


@pytest.mark.parametrize(
    ("person", "line"),
    [
        (Person("p1", "Ada Brannigan", (), ()), "Ada Brannigan"),
        (Person("p1", "Ada Brannigan", ("Ada", "Brannigan"), ()), "Ada Brannigan (also: Ada, Brannigan)"),
        (
            Person("p1", "Ada Brannigan", (), (), roles=(Stated("pilot", (0, 5)),), ages=(Stated("71", (6, 8)),)),
            "Ada Brannigan, 71, pilot",
        ),
        (Person("p1", "A. B.", ("C", "D", "E", "F"), ()), "A. B. (also: C, D, E)"),
    ],
)
def test_a_person_in_a_line(reading: Reading, person: Person, line: str) -> None:
    with_person = replace(reading, people=(person,))
    assert line in list(plain_lines(with_person))
    console = Console(file=StringIO(), force_terminal=True, width=60, color_system=None)
    show_reading(with_person, console=console)
    assert isinstance(console.file, StringIO)
    assert f"  {line}" in console.file.getvalue()


ADA, CLEM = Person("p1", "Ada Brannigan", ("Ada",), ()), Person("p2", "Clem Oake", (), ())
RELATED = (
    Relationship("Ada Brannigan", "ex-spouse", "Clem Oake", None, "asserted", (0, 3), 0.9),
    Relationship("Ada Brannigan", "parent", "a daughter", 1, "asserted", (4, 9), 0.7),
    Relationship("Clem Oake", "parent", "Ivo Oake", None, "asserted", (10, 19), 0.9),
    Relationship("Ada Brannigan", "partner", "Clem Oake", None, "denied", (20, 29), 0.5),
    Relationship("Zuzka", "spouse", "Rafe Lund", None, "asked", (30, 39), 0.5),
)


def test_a_relationship_is_shown_with_both_people(reading: Reading) -> None:
    related = replace(reading, people=(ADA, CLEM, Person("p3", "Ivo Oake", (), ())), relationships=RELATED)
    lines = [
        "Ada Brannigan (also: Ada) — ex-spouse of Clem Oake; parent of a daughter; partner of Clem Oake (denied)",
        "Clem Oake — parent of Ivo Oake; ex-spouse of Ada Brannigan; partner of Ada Brannigan (denied)",
        "Ivo Oake — child of Clem Oake",
        "in furniture: Zuzka — spouse of Rafe Lund (asked)",
    ]
    plain = list(plain_lines(related))
    start = plain.index(lines[0])
    assert plain[start : start + 5] == [*lines, ""]
    console = Console(file=StringIO(), force_terminal=True, width=120, color_system=None)
    show_reading(related, console=console)
    assert isinstance(console.file, StringIO)
    assert all(f"  {line}" in console.file.getvalue() for line in lines)


def test_relationships_in_furniture_are_shown_without_people_in_the_article(reading: Reading) -> None:
    bare = replace(reading, people=(), relationships=RELATED[-1:])
    assert "in furniture: Zuzka — spouse of Rafe Lund (asked)" in list(plain_lines(bare))


def test_warnings_are_shown(reading: Reading) -> None:
    assert "Note: no byline" in list(plain_lines(reading))


def test_outlets_are_named_with_their_times(reading: Reading) -> None:
    cited = (Citation("Lantern", When("in 2016", "2016", (0, 3)), (0, 3)), Citation("The Bell", None, (4, 9)))
    line = "Cites Lantern · in 2016 (2016); The Bell."
    assert line in list(plain_lines(replace(reading, cited=cited)))
    assert not any(plain_line.startswith("Cites") for plain_line in plain_lines(reading))
    console = Console(file=StringIO(), force_terminal=True, width=72, color_system=None)
    show_reading(
        replace(reading, cited=cited, statements=(replace(reading.statements[0], told="Lantern"),)), console=console
    )
    assert isinstance(console.file, StringIO)
    assert line in console.file.getvalue()
    assert "told · Lantern" in console.file.getvalue()


@pytest.mark.parametrize(
    ("kinds", "hidden", "sentence"),
    [
        ({}, 0, "no statements."),
        ({}, 2, "no statements (2 more filtered out)."),
        ({"mixed": 1}, 0, "1 statement: 1 mixed."),
        ({"no-response": 1, "direct": 2}, 1, "3 statements: 2 direct, 1 no-response (1 more filtered out)."),
    ],
)
def test_the_summary(kinds: dict[str, int], hidden: int, sentence: str) -> None:
    assert summarise_kinds(Counter(kinds), hidden=hidden) == sentence


@pytest.mark.parametrize(
    ("confidence", "bar"),
    [(0.0, "□□□□□ under 1% sure"), (0.31, "■■□□□ 31% sure"), (0.88, "■■■■□ 88% sure"), (1.0, "■■■■■ over 99% sure")],
)
def test_confidence_is_a_bar_and_a_number(reading: Reading, confidence: float, bar: str) -> None:
    console = Console(file=StringIO(), force_terminal=True, width=60, color_system=None)
    statement = replace(reading.statements[0], confidence=confidence)
    show_reading(replace(reading, statements=(statement,)), console=console)
    assert isinstance(console.file, StringIO)
    assert bar in console.file.getvalue()
