"""Speakers without a name, documents, and cues that nobody speaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.people.find import find_people
from tests.people.making import BOTH, SpeakerCase, article_of, speakers_of, statements_of

CASES: list[SpeakerCase] = [
    (
        "a letter from her lawyer",
        BOTH + "A letter from Orla Tarn’s lawyer said it was late.",
        [("it was late", "A letter from Orla Tarn’s lawyer", "said")],
        [("A letter from Orla Tarn’s lawyer", "document")],
    ),
    (
        "a statement that ends the page",
        "“It is late,” said a statement from Orla Tarn",
        [("“It is late,”", "a statement from Orla Tarn", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "a statement from her on Friday",
        "A statement from pilot Orla Tarn on Friday said it was late.",
        [("it was late", "A statement from pilot Orla Tarn on Friday", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "a statement from lawyers for her",
        BOTH + "A statement from lawyers for Orla Tarn said it was late.",
        [("it was late", "A statement from lawyers for Orla Tarn", "said")],
        [("A statement from lawyers for Orla Tarn", "document")],
    ),
    (
        "her voice",
        BOTH + "Her voice breaks. “It is late.”",
        [("“It is late.”", "Her voice", "breaks")],
        [("Orla Tarn", "person")],
    ),
    (
        "the voice",
        BOTH + "“It is late,” the voice said.",
        [("“It is late,”", "the voice", "said")],
        [("the voice", "unnamed")],
    ),
    (
        "a suspicion",
        "Orla Tarn said it was late. Piet Brandvold is suspected of “sinking it”.",
        [("it was late", "Orla Tarn", "said"), ("“sinking it”", "", "suspected of")],
        [("Orla Tarn", "person"), (None, "unnamed")],
    ),
    (
        "a warning",
        BOTH + "Tarn was warned that “it is late”.",
        [("“it is late”", "", "warned")],
        [(None, "unnamed")],
    ),
    (
        "the recipient of a message",
        BOTH + "The email Tarn received said it was late. The reply she got, from a manager, said it was cold.",
        [("it was late", "The email Tarn", "said"), ("it was cold", "she", "said")],
        [("The email", "document"), ("The reply", "document")],
    ),
    (
        "an impersonal cue",
        BOTH + "Tarn is reportedly late.",
        [("is reportedly late", "", "reportedly")],
        [(None, "unnamed")],
    ),
    (
        "a newspaper of a place",
        BOTH + "An Elmouth newspaper said it was late.",
        [("it was late", "An Elmouth newspaper", "said")],
        [("An Elmouth newspaper", "unnamed")],
    ),
    (
        "an unnamed source",
        BOTH + "“It is late,” a source close to Tarn said.",
        [("“It is late,”", "a source close to Tarn", "said")],
        [("a source close to Tarn", "unnamed")],
    ),
    (
        "an unnamed source, again",
        "“It is late,” an insider close to the crew said.\n“Very late,” the source added.",
        [("“It is late,”", "an insider close to the crew", "said"), ("“Very late,”", "the source", "added")],
        [("an insider close to the crew", "unnamed"), ("an insider close to the crew", "unnamed")],
    ),
    (
        "aides",
        BOTH + "Tarn’s aides said it was late.",
        [("it was late", "Tarn’s aides", "said")],
        [("Tarn’s aides", "unnamed")],
    ),
    (
        "a political party's members",
        "Republicans say it is late.",
        [("it is late", "Republicans", "say")],
        [("Republicans", "unnamed")],
    ),
    (
        "a document",
        "A police report says it is late.",
        [("it is late", "A police report", "says")],
        [("A police report", "document")],
    ),
    (
        "a statement that speaks for its author",
        BOTH + "Tarn’s statement said it was late.",
        [("it was late", "Tarn’s statement", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "a clause behind an unnamed source",
        BOTH + "“It is late,” said a friend, fearing Tarn.",
        [("“It is late,”", "a friend, fearing Tarn", "said")],
        [("a friend, fearing Tarn", "unnamed")],
    ),
    (
        "supporters of somebody",
        "Orla Tarn waved. Voters backing Orla Tarn said it was late. A pilot representing Tarn said it was cold.",
        [("it was late", "Voters backing Orla Tarn", "said"), ("it was cold", "A pilot representing Tarn", "said")],
        [("Voters backing Orla Tarn", "unnamed"), ("A pilot representing Tarn", "unnamed")],
    ),
    (
        "a letter that is not the last speaker's",
        "Orla Tarn said it was cold. The letter, which came on Monday, said it was late.",
        [("it was cold", "Orla Tarn", "said"), ("it was late", "The letter, which came on Monday,", "said")],
        [("Orla Tarn", "person"), ("The letter, which came on Monday", "document")],
    ),
    (
        "who is said to do something does not say so",
        "Orla Tarn left. Tarn is said to have been “late” on Monday.",
        [("to have been “late” on Monday", "", "said")],
        [(None, "unnamed")],
    ),
    (
        "who was told something does not say so",
        "Orla Tarn left. Tarn was told it was “very late” then.",
        [("it was “very late” then", "", "told")],
        [(None, "unnamed")],
    ),
    (
        "whom a speaker quotes did not speak last",
        BOTH + "“The boss said: ‘Go’,” she said.",
        [("“The boss said: ‘Go’,”", "she", "said"), ("‘Go’", "The boss", "said")],
        [("Orla Tarn", "person"), ("The boss", "unnamed")],
    ),
    (
        "the friend of an actor is not the actor",
        "Friend of actor Orla Tarn said it was late.",
        [("it was late", "Friend of actor Orla Tarn", "said")],
        [("Friend of actor Orla Tarn", "unnamed")],
    ),
    (
        "an official of a body with its abbreviation in brackets is not the body",
        "The Quay Party (QP) met. A Quay Party (QP) official said it was late.",
        [("it was late", "A Quay Party (QP) official", "said")],
        [("A Quay Party (QP) official", "unnamed")],
    ),
    (
        "the friend of somebody who says something",
        "Orla Tarn left. A friend of Orla Tarn who said it was late wept. It rained on Tarn who said it was cold.",
        [("it was late", "who", "said"), ("it was cold", "who", "said")],
        [("A friend of Orla Tarn", "unnamed"), ("Orla Tarn", "person")],
    ),
    (
        "people in a place who say something",
        "The voters in there who said it was late wept. Protesters shouted, and who said it was cold is not known.",
        [("it was late", "who", "said"), ("it was cold", "who", "said")],
        [("The voters", "unnamed"), (None, "unknown")],
    ),
    (
        "the Elmouth TD is no organisation",
        "The Elmouth TD said it was late.",
        [("it was late", "The Elmouth TD", "said")],
        [("The Elmouth TD", "unnamed")],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_unnamed_speakers(case: SpeakerCase) -> None:
    assert speakers_of(case) == case[3]


def test_a_headline_may_report_what_nobody_says() -> None:
    text = "Ferry reportedly late\nThe mayor of Elmouth, Una Quill, left."
    (statement,) = statements_of(text, [("Ferry", "", "reportedly")])
    article = article_of(text, titles=1)
    headline = replace(statement, place="headline", kind="indirect")
    (resolved,) = find_people(article, [headline]).statements
    assert (resolved.speaker_name, resolved.speaker_kind) == (None, "unnamed")
