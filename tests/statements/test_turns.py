"""Turns of transcripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from onrecord.encoder.words import Words
from onrecord.statements.drafts import Draft
from onrecord.statements.turns import find_posts, find_turns, find_unlabelled_turns
from onrecord.types import Article, Furniture, Page, Turn
from tests.people.making import article_of

Cut = Callable[[str], Words]

TRANSCRIPT = """A transcript of the hearing follows.
TARN: When did you see it?
DR. MOLL: On the Monday.
(laughter)
I told Ms. Vey the next day.
TARN: And she said it was fine?
DR. MOLL: She did."""


def test_turns_have_their_label_as_source(cut: Cut) -> None:
    turns = sorted(find_turns([], cut(TRANSCRIPT)), key=lambda draft: draft.start)
    said = [
        ("".join(TRANSCRIPT[a:b] for a, b in draft.source), TRANSCRIPT[slice(*draft.content[0])]) for draft in turns
    ]
    assert said == [
        ("TARN", "When did you see it?"),
        ("DR. MOLL", "On the Monday."),
        ("", "I told Ms. Vey the next day."),
        ("TARN", "And she said it was fine?"),
        ("DR. MOLL", "She did."),
    ]
    assert {TRANSCRIPT[slice(*draft.cue[0])] for draft in turns if draft.cue} == {":"}


def test_first_person_statements_are_the_turn_itself(cut: Cut) -> None:
    text = "TARN: Why?\nMOLL: I wanted to stay. Ms. Vey said no.\nTARN: I see."
    stay, no = text.index("to stay"), text.index("no.")
    first_person = Draft(((stay, stay + 7),), ((stay - 7, stay - 1),), ((stay - 9, stay - 8),), "cue")
    reported = Draft(((no, no + 2),), ((no - 5, no - 1),), ((no - 13, no - 6),), "cue")
    turns = find_turns([first_person, reported], cut(text))
    assert first_person not in turns
    assert reported in turns


def test_the_answers_of_an_interview_may_have_the_only_label(cut: Cut) -> None:
    text = (
        "Orla Tarn sails.\nIs it late?\nOrla Tarn: Not yet.\nYou have a boat.\nTARN: Two of them.\nThey float.\n"
        "Who steers?\nTARN: My son.\nHe is nine."
    )
    turns = sorted(find_turns([], cut(text)), key=lambda draft: draft.start)
    assert [text[slice(*turn.content[0])] for turn in turns] == ["Not yet.", "Two of them.", "They float.", "My son."]
    notes = "Is it late?\nNote for all: It is.\nWhy?\nOne reason: Fog.\nAnd then?\nThe plan: We row."
    assert find_turns([], cut(notes)) == []


def test_labels_inside_quotation_marks(cut: Cut) -> None:
    text = '"TARN: Why?\n"DR. MOLL: Because.\n"TARN: I see."'
    turns = sorted(find_turns([], cut(text)), key=lambda draft: draft.start)
    assert [text[slice(*draft.content[0])] for draft in turns] == ["Why?", "Because.", 'I see."']
    assert [text[slice(*draft.source[0])] for draft in turns] == ["TARN", "DR. MOLL", "TARN"]


def test_a_turn_replaces_drafts_of_itself_but_not_reported_statements(cut: Cut) -> None:
    start = TRANSCRIPT.index("When")
    same_turn = Draft(((start, start + 20),), (), (), "quotation")
    content = TRANSCRIPT.index("it was fine")
    she = TRANSCRIPT.index("she said")
    reported = Draft(((content, content + 11),), ((she + 4, she + 8),), ((she, she + 3),), "cue")
    turns = find_turns([same_turn, reported], cut(TRANSCRIPT))
    assert same_turn not in turns
    assert reported in turns


def test_notes_with_labels_are_not_transcripts(cut: Cut) -> None:
    text = "Update: The boat left.\nNote: It came back.\nTARN: Yes."
    assert find_turns([], cut(text)) == []
    notes = (
        "Rovers: One is hurt.\nTown: None is.\nA long day.\nIt rained.\nIt blew.\nRovers: Home to Ansley.\nTown: Away."
    )
    assert find_turns([], cut(notes)) == []


def test_the_heading_of_a_transcript_is_no_turn(cut: Cut) -> None:
    text = "TRANSCRIPT: The harbour inquiry, day two\nTARN: It is late.\nMOLL: It is.\nTARN: We go."
    labels = [text[slice(*turn.source[0])] for turn in find_turns([], cut(text))]
    assert labels == ["TARN", "MOLL", "TARN"]


@pytest.mark.parametrize(
    ("paragraph", "is_turn"),
    [
        ("And the boat was late, which I told them.", True),
        ("The boat was late.", True),
        ("Tarn then left the room with the clerk.", False),
        ("Tarn, you know that.", True),
        ("Both Moll and Tarn laughed.", False),
    ],
)
def test_narration_inside_a_transcript_is_nobodys_turn(paragraph: str, is_turn: bool, cut: Cut) -> None:
    text = f"TARN: It is late.\n{paragraph}\nMOLL: It is.\nTARN: We go.\nMOLL: Yes."
    contents = [text[slice(*turn.content[0])] for turn in find_turns([], cut(text))]
    assert (paragraph in contents) == is_turn


def test_the_words_of_an_embedded_post_are_those_of_its_account() -> None:
    post = "“No boat like it,” I said. — Lotte Vink (@lottevink9) March 13, 2025"
    text = f"“I love it,” Tarn said.\n\n{post}"
    start = text.index(post)
    account = (text.index("Lotte"), text.index(" (@"))
    article = Article(
        id="boat",
        page=Page("boat.html", b"", "0", "text/html"),
        text=text,
        title=None,
        titles=(),
        outlet=None,
        bylines=(),
        published=None,
        language="en",
        paragraphs=((0, start - 2),),
        furniture=(Furniture("post", (start, len(text)), account),),
    )
    own = Draft(((0, 12),), ((18, 22),), ((13, 17),), "cue")
    stray = Draft(((start, start + 18),), (), ((13, 17),), "quotation")
    drafts = find_posts([own, stray], article)
    assert [(text[slice(*draft.content[0])], [text[a:b] for a, b in draft.source]) for draft in drafts] == [
        ("“I love it,”", ["Tarn"]),
        ("“No boat like it,” I said.", ["Lotte Vink"]),
    ]
    shared = text.replace("— Lotte Vink (@lottevink9) March 13, 2025", "A post shared by Lotte Vink (@lottevink9)")
    account = (shared.index("Lotte"), shared.index(" (@"))
    furniture = (Furniture("post", (start, len(shared)), account),)
    (_, post_draft) = find_posts([own], replace(article, text=shared, furniture=furniture))
    assert shared[slice(*post_draft.content[0])] == "“No boat like it,” I said."
    assert shared[slice(*post_draft.cue[0])] == "A post shared by"
    link = "View this post on Instagram "
    empty = f"{text[:start]}{link}A post shared by Lotte Vink (@lottevink9)"
    account = (empty.index("Lotte"), empty.index(" (@"))
    furniture = (Furniture("post", (start, len(empty)), account),)
    assert find_posts([own], replace(article, text=empty, furniture=furniture)) == [own]
    nameless = replace(article, furniture=(Furniture("post", (start, len(text))),))
    assert find_posts([own, stray], nameless) == [own]


def test_corrections_of_the_outlet_hold_no_statements() -> None:
    correction = "An earlier version of this article misquoted Mr. Tarn as saying “I quit.”"
    text = f"“I stay,” Tarn said.\n\n{correction}"
    start = text.index(correction)
    article = Article(
        id="boat",
        page=Page("boat.html", b"", "0", "text/html"),
        text=text,
        title=None,
        titles=(),
        outlet=None,
        bylines=(),
        published=None,
        language="en",
        paragraphs=((0, start - 2),),
        furniture=(Furniture("correction", (start, len(text))),),
    )
    said = Draft(((0, 9),), ((15, 19),), ((10, 14),), "cue")
    misquoted = Draft(((text.index("“I quit"), len(text)),), (), (), "quotation")
    assert find_posts([said, misquoted], article) == [said]


def test_a_letter_is_a_turn_with_its_signature_as_source(cut: Cut) -> None:
    text = "I was late. Ms. Vey said no. We at Elmouth Club believe it was late.\nOrla Tarn"
    content, club, no = text.index("it was late"), text.index("We at"), text.index("no.")
    own = Draft(((content, content + 11),), ((content - 8, content - 1),), ((club, content - 9),), "cue")
    reported = Draft(((no, no + 2),), ((no - 5, no - 1),), ((no - 13, no - 6),), "cue")
    letter, name = (0, text.index("\n")), (text.index("\n") + 1, len(text))
    article = replace(article_of(text), turns=(Turn(letter, name),))
    turn = Draft((letter,), (), (name,), "turn")
    assert find_unlabelled_turns([own, reported], article, cut(text)) == [reported, turn]
    labelled = Draft((letter,), (), (), "turn")
    assert find_unlabelled_turns([labelled], article, cut(text)) == [labelled]
