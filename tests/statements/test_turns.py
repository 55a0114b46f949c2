from __future__ import annotations

from collections.abc import Callable

from onrecord.encoder.words import Words
from onrecord.statements.drafts import Draft
from onrecord.statements.turns import find_turns

Cut = Callable[[str], Words]

TRANSCRIPT = """A transcript of the hearing follows.
TARN: When did you see it?
DR. MOLL: On the Monday.
(laughter)
I told Ms. Vey the next day.
TARN: And she said it was fine?
DR. MOLL: She did."""


def test_each_turn_is_its_speakers(cut: Cut) -> None:
    found = sorted(find_turns([], cut(TRANSCRIPT)), key=lambda draft: draft.start)
    said = [
        ("".join(TRANSCRIPT[a:b] for a, b in draft.source), TRANSCRIPT[slice(*draft.content[0])]) for draft in found
    ]
    assert said == [
        ("TARN", "When did you see it?"),
        ("DR. MOLL", "On the Monday."),
        ("", "I told Ms. Vey the next day."),
        ("TARN", "And she said it was fine?"),
        ("DR. MOLL", "She did."),
    ]
    assert {TRANSCRIPT[slice(*draft.cue[0])] for draft in found if draft.cue} == {":"}


def test_what_speakers_say_of_themselves_is_their_turn(cut: Cut) -> None:
    text = "TARN: Why?\nMOLL: I wanted to stay. Ms. Vey said no.\nTARN: I see."
    wanted, no = text.index("to stay"), text.index("no.")
    own = Draft(((wanted, wanted + 7),), ((wanted - 7, wanted - 1),), ((wanted - 9, wanted - 8),), "cue")
    other = Draft(((no, no + 2),), ((no - 5, no - 1),), ((no - 13, no - 6),), "cue")
    found = find_turns([own, other], cut(text))
    assert own not in found
    assert other in found


def test_labels_may_stand_inside_the_marks(cut: Cut) -> None:
    text = '"TARN: Why?\n"DR. MOLL: Because.\n"TARN: I see."'
    found = sorted(find_turns([], cut(text)), key=lambda draft: draft.start)
    assert [text[slice(*draft.content[0])] for draft in found] == ["Why?", "Because.", 'I see."']
    assert [text[slice(*draft.source[0])] for draft in found] == ["TARN", "DR. MOLL", "TARN"]


def test_the_turn_wins_over_another_reading_of_it_but_not_over_what_is_reported_in_it(cut: Cut) -> None:
    start = TRANSCRIPT.index("When")
    whole = Draft(((start, start + 20),), (), (), "quotation")
    inner = TRANSCRIPT.index("it was fine")
    she = TRANSCRIPT.index("she said")
    reported = Draft(((inner, inner + 11),), ((she + 4, she + 8),), ((she, she + 3),), "cue")
    found = find_turns([whole, reported], cut(TRANSCRIPT))
    assert whole not in found
    assert reported in found


def test_a_colon_or_two_make_no_transcript(cut: Cut) -> None:
    text = "Update: The boat left.\nNote: It came back.\nTARN: Yes."
    assert find_turns([], cut(text)) == []
    notes = (
        "Rovers: One is hurt.\nTown: None is.\nA long day.\nIt rained.\nIt blew.\nRovers: Home to Ansley.\nTown: Away."
    )
    assert find_turns([], cut(notes)) == []
