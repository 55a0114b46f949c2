"""Drafts that are not statements: denied, asked or imagined words, titles and proverbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from onrecord.encoder.words import Words
from onrecord.statements.unsaid import drop_unsaid
from tests.statements.making import parse

Cut = Callable[[str], Words]


@pytest.mark.parametrize(
    "sentence",
    [
        # Denied
        "[Tarn] never <said> {“I resign”} to the board.",
        "[Tarn] did not <say> {“sorry”} to anybody.",
        "[The mayor] didn’t actually <call> {it “a swamp”} in March.",
        "[He] <never once called> {her “boss”}.",
        "[She] left without <saying> {“goodbye”}.",
        "Nobody <said> {“thank you”} to Moll.",
        "[Tarn] did not <say> {that the pier was unsafe}.",
        "[Tarn] has yet to <say> {the pier is safe}.",
        "Neither Moll nor [Oke] <said> {the pier was unsafe}.",
        "It was late, but no [officer] <claimed> {the pier was “rotten”}.",
        "None of [the ferrymen] <called> {her “boss”}.",
        "Not [everyone] <agrees> {that the pier is unsafe}.",
        "{“I resign,”} [Tarn] never <said>.",
        "{“I resign,”} [Tarn] <did not say>.",
        "[Tarn] <stopped short of saying> {“I resign”}.",
        "[Tarn] avoided <calling> {it “a swamp”}.",
        # Taken back by the page
        "[Tarn] denied <saying> {“I sank it”}.",
        "[Tarn] <denied> {having told the board “I sank it”}.",
        "[Tarn] <denied> {that she had ever said “I sank it”}.",
        "Quill denied that [Tarn] <said> {“I sank it”}.",
        "The board rejected the mayor’s claims that [Tarn] <said> {“I sank it”}.",
        "There is no evidence that [Tarn] <said> {“I sank it”}.",
        "It is not quite true that [Tarn] <said> {“I sank it”}.",
        "It is a complete myth that [Tarn] <said> {“I sank it”}.",
        "Quill falsely claimed that [Tarn] <said> {“I sank it”}.",
        "[Tarn] was falsely <quoted> as saying: {“I sank it.”}",
        "[Tarn] was misquoted by the Bell as <saying>: {“I sank it.”}",
        "{“I sank it,”} [Tarn] is wrongly quoted as <saying>.",
        "A false quotation going round online has [Tarn] <saying>: {“I sank it.”}",
        "[An AI-generated clip shows Orla Tarn] <saying>: {“I sank it.”}",
        "A fabricated post claims that [Tarn] <said> {“I sank it”}.",
        "Fake quote: [Tarn] <said> {“I sank it”}.",
        "In a deepfake, [Tarn] <says>: {“I sank it.”}",
        "{“I sank it,”} [Tarn] <says> in a doctored clip.",
        "{“I sank it,”} [a fake Orla Tarn] <said>.",
        "A parody account in the name of [Tarn] <wrote>: {“I sank it.”}",
        "The claim that [Tarn] <said> {“I sank it” is false}.",
        "The rumour that [Tarn] <said> {“I sank it”} has been debunked.",
        "Claim: [Tarn] <said> {“I sank it”}.",
        # Wished for
        "[Tarn] should have <said>: {“I sank it.”}",
        "[Tarn] might as well <have said> {“I sank it”}.",
        "One wishes that [Tarn] <had said> {“I sank it”}.",
        "[Tarn] <should say> {“sorry”}.",
        "[Tarn] ought to <say> {“sorry”}.",
        # Asked
        "How does [Tarn] <say> {“good night”} there?",
        "Would [the minister] <say> {“no”}? Probably not.",
        "So did [Moll] <call> {it “mad”}?",
        "Had [he] <said> {“stop”, the train would have stopped}.",
        "Imagine a mayor [who] <says> {“I was wrong”}.",
        # Everybody's
        "{“Never say never,”} <goes> [the motto] on the gate.",
        "{“Never say never,”} goes the old song.",
        "As the saying goes, {“never say never”}.",
        "She smiled as if to <say> {“You think so?”}",
        # Imagined
        "If [the county] <says> {“yes”}, the tower will rise.",
        "The board will sail if [Moll] <says> {“go”} by noon.",
        "The ferry stays, unless [the harbour board] <calls> {it “unsafe”}.",
        "If and when [Tarn] <says> {“done”}, we leave.",
        "Moll imagines the day when [Tarn] <says> {“I resign”}.",
        # Characters and dreams
        "In the novel, [Tarn] <says>: {“I sank it.”}",
        "In the second chapter of the novel, [Tarn] <says> {that he sank it}.",
        "In the play, a pilot named [Ivo Tarn] <says>: {“I sank it.”}",
        "In her dream, [Tarn] <told> her: {“I sank it.”}",
        "{“I sank it,”} <says> [Tarn] in the novel.",
        "[Tarn, the hero of the film], <says>: {“I sank it.”}",
        "[The novel’s hero, Ivo Tarn], <says>: {“I sank it.”}",
        "The novel’s hero, [Ivo Tarn], <says>: {“I sank it.”}",
        # Titles of works
        "[Quarrel] <presented> {such programmes as “Slate and Lead” and “Nine Ways to Hang a Door,”} for years.",
        "[Moll] <wrote the songs> for {the film “Tides of Elmouth”}.",
        "[Oke] <starred> in {shows including “Wake Up, Elmouth” and “Late Boat”}.",
        "[Moll] <wrote> {the novel “A Cold Quay”} in 2012.",
        "[Moll] <sang> {“Home Again”} at the fair.",
        # What the critics of the source say
        "[Moll] <came under attack for> {his “crude” remarks}.",
        # A word
        "The word {“quay”} <comes> from [the French].",
        # An idiom
        "[Tarn and Moll] <called> {it quits after four years}.",
        # Labels
        "[People here] <call> {it “the crab”, “the zip” or “old nine thousand”}.",
        "[Locals] <nicknamed> {the pier “the finger”}.",
        "[The residents] <call> {the field “little Rome”}.",
        "The wall is <known as> {“the sponge”} in the town.",
        "It stores what [it] <calls> {“harbour villages”}.",
        "The cod is kept for what [officials] <call> {“quay fleets”}.",
        "[Its] <slogan>, {“Sit down”}, was dropped.",
        # Empty
        "[Tarn] <said> {so} on Monday.",
        "[The board] <confirmed> {it} later.",
        "The leak, {which} [Moll] <denied>, went on.",
    ],
)
def test_drafts_of_nobodys_words_are_dropped(sentence: str, cut: Cut) -> None:
    for paragraph in (sentence, f"“It is late.”\n\n{sentence}"):
        text, draft = parse(paragraph)
        assert drop_unsaid([draft], cut(text)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "[Tarn] <said> {“I never resign”} to the board.",
        "{“I don’t see it,”} [Tarn] <said>.",
        "[Moll] did not <deny> {that it was “a swamp”}.",
        "[Moll] never <doubted> {“the old engine”}.",
        "{“If it floats, we go,”} [Moll] <said>.",
        "If it rains we stay, and [Moll] <said> {“we mean it”}.",
        "Even if [the county] <says> {“yes”}, the tower will not rise.",
        "[Tarn] <called> {the plan “a disgrace”}.",
        "[Locals] <called> {it “the worst thing that has happened to this harbour in years”}.",
        "It is what [officials] <called> {“late”}.",
        "It is what [Tarn] <calls> {“harbour villages”}.",
        "[Moll] <said> {the film “Tides of Elmouth”} was hers.",
        "[Moll] <praised> {the film as “late, long and loud”}.",
        "[Tarn] <said> {it floats}.",
        "[Will Tarn] <said> {it floats}.",
        "After no deal was made, [Tarn] <said> {it floats}.",
        "No more boats would sail, and [Tarn] <said> {it floats}.",
        "{“Do it,”} [Tarn] <said>.",
        "[Tarn] <denied> {that she “sank” it}.",
        "[Tarn] <called> {the false report “a disgrace”}.",
        "After the fake video appeared, [Tarn] <said>: {“I never said it.”}",
        "[A fabricated post] <claims> {that Tarn said “I sank it”}.",
        "[Quill] <wrote> in a satirical column: {“I sank it.”}",
        "[Tarn] <said> in a false statement: {“I was at home.”}",
        # About works, by those who make them
        "In the novel, [Tarn] <said>, {nobody is happy}.",
        "In the novel, [Tarn] <says>, {nobody is happy}.",
        "In her novel, [Tarn] <says>: {“Nobody is happy.”}",
        "In the documentary, [Tarn] <says>: {“I sank it.”}",
        "In an interview about the play, [Tarn] <says>: {“It was late.”}",
        "At the end of the play, [Tarn] <says> {“I laughed”}.",
        "[Tarn, who plays the hero of the film], <says>: {“It was late.”}",
        "{“I play a pilot,”} <says> [Tarn], who stars in the play.",
        # A denial of what is forged is said
        "{“It is not me,”} [Tarn] <said> on the doctored video.",
        "{“They are not ours,”} [Tarn] <said> in a statement on forged documents.",
        "Speaking on fabricated charges, [Tarn] <said>: {“We owe nothing.”}",
        "In a row over fake tickets, [Tarn] <said>: {“We sold none.”}",
        "In the deepfake row, [Tarn] <said>: {“I was asleep.”}",
        "[Tarn] <said> {“it is not true that I sank it”}.",
        "The claim that the pier sank is false, and [Tarn] <said> {“it floats”}.",
        "{“It is a fake,”} [Tarn] <said> on Monday.",
        "[Tarn] <said> {the board should have said “sorry”}.",
        "[Tarn] <would say> {“never mind”} to the crew.",
        "I should <say> {“sorry”}.",
        "[Moll] <wrote> {in the book “No Regrets” that it was “late”}.",
        "[Moll] <sang> {“we are never coming home”} to the mayor.",
        "[Moll] <used> {the word “quay”}.",
        "{“It is a lie,”} [Tarn] <said>, not for the first time.",
        "[Moll] <said> {the motto was “never say never”}.",
        "[Tarn] <thinks> {so}.",
    ],
)
def test_drafts_of_somebodys_words_are_kept(sentence: str, cut: Cut) -> None:
    text, draft = parse(sentence)
    assert drop_unsaid([draft], cut(text)) == [draft]


@pytest.mark.parametrize(
    ("sentence", "is_cue"),
    [
        ("{“You never watered the beans.”} [Gethin] <nodded>.", False),
        ('{"It was late."} [She] <smiled> at him.', False),
        ("{“It was late,”} [she] <laughed>.", True),
        ("{“It was late.”} [She] <said> no more.", True),
        ("{“It was late.”} [That] <said>, the ferry left.", False),
        ("{“It was late.”} [That] <said> it all.", True),
    ],
)
def test_a_gesture_after_a_full_stop_is_no_cue(sentence: str, is_cue: bool, cut: Cut) -> None:
    text, draft = parse(sentence)
    (kept,) = drop_unsaid([draft], cut(text))
    assert (bool(kept.cue), bool(kept.source), kept.basis) == (is_cue, is_cue, "cue" if is_cue else "quotation")


def test_refusals_are_kept(cut: Cut) -> None:
    text, draft = parse("[The board] did not <say> {that it was late}.")
    assert not drop_unsaid([draft], cut(text))
    assert drop_unsaid([replace(draft, basis="refusal")], cut(text))
