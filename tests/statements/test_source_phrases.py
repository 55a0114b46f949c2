"""Sources as noun phrases."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from onrecord.encoder.words import Words
from onrecord.statements.agents import take_owners
from onrecord.statements.source_phrases import clean_source
from tests.statements.making import parse, words_of

Cut = Callable[[str], Words]

CASES = [
    # One noun phrase in parts
    (
        "{It is full}, <according to> [figures that the county] has on [its website].",
        ["figures that the county has on its website"],
    ),
    ("{It is full}, <according to figures> that [the county] keeps.", ["figures that the county"]),
    ("{It leaks}, <according to> a study that [Moll] wrote.", ["a study that Moll"]),
    ("{It leaks}, <according to> notes from [the harbour board].", ["notes from the harbour board"]),
    ("{It leaks}, <according to> Tarn, who met [Moll].", ["Moll"]),
    ("{It is full}, <said> [a] tired and wet [Moll].", ["a tired and wet Moll"]),
    ("{It is full}, <said> [a smiling] and wet [Moll].", ["a smiling and wet Moll"]),
    # A clause before the subject
    ("It was late when [one of the pilots left and the other] <asked for> {more light}.", ["the other"]),
    ("[Two boats sank and the third] <asked for> {a pilot}.", ["the third"]),
    ("[The first driver stopped and a second] <shouted> {at her}.", ["a second"]),
    ("[The two who left and the pilot] <said> {it leaks}.", ["The two who left and the pilot"]),
    ("[The owner and the pilot] <said> {it leaks}.", ["The owner and the pilot"]),
    ("[The owners involved and the pilot] <said> {it leaks}.", ["The owners involved and the pilot"]),
    # Who hears something does not say it
    ("{It leaks}, [a jury] <was told>.", []),
    ("[The court] <heard> that {it leaks}.", []),
    ("[Moll] <told> the court that {it leaks}.", ["Moll"]),
    ("[Moll], who owns the boat, is <said> to believe that {it leaks}.", []),
    ("[Moll] was later <warned> that {it leaks}.", []),
    ("[Moll], who was there, <is suspected of> {“sinking it”}.", []),
    ("On the podcast [the author] was <asked>: {“Does it leak?”}", []),
    ("[Moll] <asked>: {“Does it leak?”}", ["Moll"]),
    ("[Moll], who owns the boat, <said> that {it leaks}.", ["Moll"]),
    # The agent of a passive
    ("[Moll] was <told> by Orla Tarn that {it leaks}.", ["Orla Tarn"]),
    ("[Moll], the pilot, had been <assured> by the mayor: {“It leaks.”}", ["the mayor"]),
    ("{“It leaks,”} [Moll] <was told by> Orla Tarn, a nurse.", ["Orla Tarn"]),
    ("[Moll] <told> Ivo by the quay that {it leaks}.", ["Moll"]),
    ("[Moll] <advised> by letter that {it leaks}.", ["Moll"]),
    # The subject of a participle after "with", and of a relative clause
    ("[The crew] left, with their captain Una Moll <saying> {it leaks}.", ["their captain Una Moll"]),
    ("[The crew] told us, with [one pilot], Una Moll, <adding>: {“It leaks.”}", ["one pilot, Una Moll"]),
    ("{“It leaks,”} [Moll] said, with Orla Tarn <adding>: {“It sinks.”}", ["Orla Tarn"]),
    ("[Moll] left, with [Ivo Quill] previously <saying> {it leaks}.", ["Ivo Quill"]),
    ("[Moll] met with the mayor, <saying> {it leaks}.", ["Moll"]),
    ("[Moll] came with Orla Tarn <saying> {it leaks}.", ["Moll"]),
    ("[Una Moll], who her head Ivo Quill <said> was {“a wreck”}, left.", ["her head Ivo Quill"]),
    ("[Una Moll], whom Ivo Quill once <called> {“a wreck”}, left.", ["Ivo Quill"]),
    ("[Una Moll], who once <called> it {“a wreck”}, left.", ["Una Moll"]),
    # The author of a message, and the owner of words
    ("[Una Moll] <read out a text> from Ivo Quill: {“It leaks.”}", ["Ivo Quill"]),
    ("[Una Moll] <shared a post> by Ivo Quill that read: {“It leaks.”}", ["Ivo Quill"]),
    ("[Una Moll] <wrote> a letter to Ivo Quill: {“It leaks.”}", ["Una Moll"]),
    ("[Una Moll] <recalled her father’s words:> {“It leaks.”}", ["her father"]),
    ("[Una Moll] <remembers> {her father’s advice: “It leaks.”}", ["her father"]),
    ("[Una Moll] <recalled> her father’s boat: {“It leaks.”}", ["Una Moll"]),
    # Whose words they are
    ("[Moll] <knows> that {it is, in the words of its builder, “a wreck”}.", ["its builder"]),
    ("To quote an old pilot, {“it leaks”}. [Moll] <laughed>.", ["an old pilot"]),
    ("It is, <in the words of> [Orla Tarn], {“a wreck”}.", ["Orla Tarn"]),
    ("[Moll] <said> in words of one syllable that {it is “a wreck”}.", ["Moll"]),
    # Whom an agency quotes
    ("{“It leaks,”} [Bernama] <quoted> the pilot as saying.", ["the pilot"]),
    ("{“It leaks,”} [Bernama] <quoted> from a letter.", ["Bernama"]),
    ("{“It leaks,”} [Bernama] <quoted> the pilot.", ["the pilot"]),
    ("{“It leaks,”} [Bernama] <quoted> the pilot Ivo Moll saying.", ["the pilot Ivo Moll"]),
    ("{“It leaks,”} [Moll] <quoted> from the letter.", ["Moll"]),
    ("[Bernama] <quoted> Moll: {“It leaks.”}", ["Moll"]),
    ("[Bernama] <quoted> {the pilot as saying “it leaks”}.", ["the pilot"]),
    ("[Bernama] <quoted> {the pilot as saying that it leaks}.", ["the pilot"]),
    ("[Bernama] quoted the pilot, Ivo Moll, <saying> {“it leaks”}.", ["the pilot, Ivo Moll"]),
    ("[Moll] quoted from a letter, <saying> {“it leaks”}.", ["Moll"]),
    ("Orla Tarn was <quoted> by [Bernama] as saying: {“It leaks.”}", ["Orla Tarn"]),
    ("Orla Tarn, the mayor, was <quoted> by [the Quay Mail] as saying {“it leaks”}.", ["Orla Tarn"]),
    ("On Monday, Orla Tarn was <quoted> by [the Quay Mail] as saying: {“It leaks.”}", ["Orla Tarn"]),
    ("The mayor of Elmouth was <quoted> by [the Quay Mail] as saying: {“It leaks.”}", ["the Quay Mail"]),
    ("{Orla Tarn} was <quoted> by [the Quay Mail] as {saying: “It leaks.”}", ["Orla Tarn"]),
    ("He was <cited> by [the Quay Mail] as saying, {“It leaks.”}", ["He"]),
    ("[Tarn] <said>, quoting the pilot Ivo Moll, {“it leaks”}.", ["the pilot Ivo Moll"]),
    ("[Tarn] <stated>, {quoting Ivo Moll, “It leaks.”}", ["Ivo Moll"]),
    ("[Tarn] <said>, quoting from the log, {“it leaks”}.", ["Tarn"]),
    ("{“It leaks,”} [Tarn] <said>, quoting Ivo Moll.", ["Tarn"]),
    # A name that the model takes for part of the content
    ("{“It leaks,” Ivo Moll} <reportedly said> a meeting on Monday.", ["Ivo Moll"]),
    ("{“It leaks,” they} <reportedly said> a meeting on Monday.", []),
    # The subject of the main clause
    ("<Chanting> {“It leaks”} to a drum, the Quay Club marched off.", ["the Quay Club"]),
    ("<Calling> it {“a wreck”}, he walked off.", ["he"]),
    ("Moll left, <calling> it {“a wreck”}, and Tarn walked off.", []),
    ("<Chanting> {“It leaks”}. The Quay Club marched off.", []),
    # "Who" before the cue
    ("[Tarn] praised Una Moll, who <told> the jury that {it leaks}.", ["who"]),
    ("It rained on Una Moll, who later <said> {it leaks}.", ["who"]),
    ("[Tarn] lived with Una Moll, who took to her blog on Monday to <write>, {“It leaks.”}", ["who"]),
    ("[Tarn] lived with Una Moll, who took fish to <say> {“sorry”}.", ["Tarn"]),
    ("[Tarn], the mayor of Elmouth, who <said> {it leaks}, left.", ["Tarn"]),
    ("[The pilot who] <said> {it leaks} left.", ["The pilot who"]),
    ("[Tarn] met the man who met the pilot who <said> {it leaks}.", ["who"]),
    # A name in front of a role
    ("Orla Tarn, [mayor of Elmouth]<:> {“It leaks.”}", ["Orla Tarn, mayor of Elmouth"]),
    ("Late, [mayor of Elmouth]<:> {“It leaks.”}", ["mayor of Elmouth"]),
    # A name behind a description
    ("{“It leaks,”} [a woman] who gave her name as Una <said>.", ["Una"]),
    ("{“It leaks,”} [a man who] identified himself as Ivo Moll <said>.", ["Ivo Moll"]),
    ("{“It leaks,”} <said> [a man] who identified himself as a pilot.", ["a man"]),
    ("[His mother], Orla Tarn, <said> {it leaks}.", ["His mother, Orla Tarn"]),
    (
        "[The owner of the inn] in Elmouth, Orla Tarn, <said> {it leaks}.",
        ["The owner of the inn in Elmouth, Orla Tarn"],
    ),
    ("[The owner of the inn], a pub in Elmouth, Orla Tarn, <said> {it leaks}.", ["The owner of the inn"]),
    ("[Una Moll], Orla Tarn, <said> {it leaks}.", ["Una Moll"]),
    (
        "[Deputy Commissioner of Police (North)], Orla Tarn, <said> {it leaks}.",
        ["Deputy Commissioner of Police (North), Orla Tarn"],
    ),
    ("[Deputy Commissioner Una Moll], of Elmouth, <said> {it leaks}.", ["Deputy Commissioner Una Moll"]),
    # Whom the words were told
    ("{“It leaks,”} <said> [Orla Tarn to Ivo Quill].", ["Orla Tarn"]),
    ("{“It leaks,”} <said> [an aide to Ivo Quill].", ["an aide to Ivo Quill"]),
    # A place with its state
    ("[The Elmouth], N.C.[-based bank] <said> {it leaks}.", ["The Elmouth, N.C.-based bank"]),
    # The time of an entry
    ("[14.07 A pilot] <said> {it leaks}.", ["A pilot"]),
    ("[14 pilots] <said> {it leaks}.", ["14 pilots"]),
    # The sentence of the cue
    ("“It is full,” said [Moll]. [Tarn] disagreed, <saying>: {“It leaks.”}", ["Tarn"]),
    ("{“It is full,”} <said> [Tarn. Tarn] added that it leaks.", ["Tarn"]),
    ("“It is full,” said [Tarn. Tarn] <added> {that it leaks}.", ["Tarn"]),
    ("[Gen. Tarn] <added> {that it leaks}.", ["Gen. Tarn"]),
    ("{“It is full,”} <said> [Una Moll. Orla Tarn] left.", ["Una Moll"]),
    ("It rained on [Una Moll. Orla Tarn] <said> {it leaks}.", ["Orla Tarn"]),
    (
        "{“It is full,”} <said> [Lt. Gov. Tarn and Sens. Ivo Moll and Una Quill].",
        ["Lt. Gov. Tarn and Sens. Ivo Moll and Una Quill"],
    ),
    ("[Tarn] says the pilot, Una Moll, <told> her {“it leaks”}.", ["Una Moll"]),
    ("[He] claimed his boss, [Una Moll], <told> him {“it leaks”}.", ["Una Moll"]),
    ("[Tarn], flanked by the pilot, Una Moll, <told> reporters {“it leaks”}.", ["Tarn"]),
    ("[Tarn] met the pilot, Una Moll, and <told> her {“it leaks”}.", ["Tarn"]),
    ("{“It leaks,”} @[orla_tarn] <wrote>.", ["@orla_tarn"]),
    ("{“It leaks,”} <wrote> [@]orla.tarn on Quaybook.", ["@orla.tarn"]),
    ("{“It leaks,”} <wrote> [@orla_tarn, a pilot].", ["@orla_tarn, a pilot"]),
    # Lists
    ("[Moll], [Tarn] and [the pilot] <said> {it is full}.", ["Moll", "Tarn", "the pilot"]),
]


@pytest.mark.parametrize(("sentence", "source"), CASES)
def test_a_source_is_a_noun_phrase_or_a_list(sentence: str, source: list[str], cut: Cut) -> None:
    text, draft = parse(sentence)
    words = cut(text)
    probability = np.ones(len(words), dtype=np.float32)
    assert words_of(text, clean_source(draft, words, probability=probability).source) == source


@pytest.mark.parametrize(
    ("sentence", "likely", "source"),
    [
        ("[Moll], joined by [two pilots], <said> {it leaks}.", "Moll", "Moll"),
        ("[The ferry] sails, as [Moll] <said>, {at nine}.", "Moll", "Moll"),
        ("[The pair] married in May, with [Moll] <telling> {“us all”} of it.", "Moll", "Moll"),
        ("[Moll] baked bread [herself] and <said> {it is full}.", "Moll", "Moll"),
    ],
)
def test_the_part_that_most_likely_speaks_is_the_source(sentence: str, likely: str, source: str, cut: Cut) -> None:
    text, draft = parse(sentence)
    words = cut(text)
    probability = np.full(len(words), 0.4, dtype=np.float32)
    probability[words.within((text.index(likely), text.index(likely) + len(likely)))] = 0.9
    assert words_of(text, clean_source(draft, words, probability=probability).source) == [source]


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("[Moll] <slams> {Tarn's 'basket of fools' remark}", [("'basket of fools'", "remark", "Tarn")]),
        (
            "[The pilot] <refuses> {to accept Una Moll’s ‘save our quay’ memo}",
            [("‘save our quay’", "memo", "Una Moll")],
        ),
        (
            "[Moll] <defended> {the mayor’s “let them row” comments about the quay}.",
            [("“let them row”", "comments", "the mayor")],
        ),
        ("[Moll] <called> {the board’s “we are sorry”} tweet a joke.", [("“we are sorry”", "tweet", "the board")]),
        (
            "[Moll] <condemned> {Una Tarn’s “basket of fools” comment as “vile”}.",
            [("“basket of fools”", "comment", "Una Tarn"), ("as “vile”", "condemned", "Moll")],
        ),
        ("[Moll] <slams> {'let them row away' remark}", [("'let them row away'", "remark", None)]),
        ("[Moll] <condemned> {the “let them row” comment by Una Tarn}.", [("“let them row”", "comment", "Una Tarn")]),
        ("[Moll] <apologises for> {'let them row away' remark}", None),
        ("[Moll] <slams> {'truly vile and cruel' remark}", None),
        # The source's opinion
        ("[Moll] <slams> {Tarn's 'vile' remark}", None),
        ("[Moll] <slams> {Tarn's 'truly vile and cruel' remark}", None),
        ("[Moll] <slams> {Tarn's 'sick and twisted' joke}", None),
        ("[Moll] <slams> {Tarn's 'waste of money' plan}", None),
        # A clause of the source, and a remark of its own
        ("[Moll] <said> {Tarn’s “let them row” remark was cruel}.", None),
        ("[Moll] <regrets> {his “let them row” remark}.", None),
        ("[Moll] <defends> {Friday’s “let them row” speech}.", None),
        ("{Tarn’s “let them row” remark was cruel}, [Moll] <said>.", None),
    ],
)
def test_the_owner_of_a_remark_is_its_source(sentence: str, parts: list[tuple[str, str, str | None]] | None) -> None:
    text, draft = parse(sentence)
    drafts = take_owners([draft], text)
    spans = [(part.content, part.cue, part.source) for part in drafts]
    expected = [tuple([word] if word else [] for word in part) for part in parts or ()]
    assert [tuple(words_of(text, span) for span in part) for part in spans] == expected or (
        not parts and drafts == [draft]
    )
