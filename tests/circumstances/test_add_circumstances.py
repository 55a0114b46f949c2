"""``told`` and ``when`` of statements."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.circumstances import add_circumstances, find_cited
from onrecord.types import Article, Span, Statement
from tests.circumstances.notation import parse

PUBLISHED = "2031-04-02"
"""A Wednesday."""


@pytest.mark.parametrize(
    ("paragraph", "told"),
    [
        # The addressee is the object
        ('{"It floats,"} [Quill] <told> The Elmouth Bell on Friday. {"It really does."}', "The Elmouth Bell"),
        ("[Quill] <told> the Tarn Quay Times that {it floats}.", "Tarn Quay Times"),
        ("[Quill] <tells> Lantern exclusively {it floats}.", "Lantern"),
        ("[Quill] <told> In Harbour magazine {it floats}.", "In Harbour magazine"),
        ("[Quill] <told> OK! Magazine that {it floats}.", "OK! Magazine"),
        ("[Quill] <told> reporters {it floats}.", "reporters"),
        ("[Quill] <told> visiting fishermen {it floats}.", "visiting fishermen"),
        ("[Quill] <told> a radio interviewer {it floats}.", "a radio interviewer"),
        ("[Quill] <told> her that {it floats}.", "her"),
        ("[Quill] <told> her brother Rolf {it floats}.", "her brother Rolf"),
        ("[Quill] <told> Channel 9’s Dora Finch, {“It floats.”}", "Channel 9’s Dora Finch"),
        ('[Quill] <told> "The Morning Tide" audience Monday {it floats}.', '"The Morning Tide" audience'),
        ("[Quill] <told> the court {it floats}.", "the court"),
        ("[Quill] <told> Ada Holm and Bram Oke {it floats}.", "Ada Holm and Bram Oke"),
        ("[Quill] <asked> the mayor {whether it floats}.", "the mayor"),
        ("[Quill] <urged> lawmakers {to let it float}.", "lawmakers"),
        ("[Quill] <asked> for {a boat}.", None),
        ("The captain was <asked> by [a clerk] {whether it floats}.", "The captain"),
        ("[Quill] <told> of {a boat that floats}.", None),
        ("[Quill] <told> her weekly podcast {it floats}.", "her weekly podcast"),
        ("{“It floats,”} [Quill] <said> with Ada Holm at her side.", None),
        ("{“It floats,”} [Quill] <confided> to a friend of the family.", "a friend of the family"),
        ("In an interview with the Elmouth Bell published on Monday, [Quill] <said>: {“It floats.”}", "Elmouth Bell"),
        ("Asked by reporters about her boat, [Quill] <said>: {“It floats.”}", "reporters"),
        ("[Quill] shared the news with her fans, <writing>: {“It floats.”}", "her fans"),
        ("[Quill] <said> {it floats} in post-race press conference.", "post-race press conference"),
        ("In a post on Facebook, [Quill] <said> {it floats}.", "post on Facebook"),
        ("[Quill] posted a longer tribute to Instagram, <writing>, {“It floats.”}", "Instagram"),
        (
            "In an interview with Bell deputy editor Ada Holm, [Quill] <said> {it floats}.",
            "Bell deputy editor Ada Holm",
        ),
        ("Amid <claims> that {it floats}, Quill wept at her birthday dinner.", None),
        ("[The waterworks] <told> 12,500 households {to boil it}.", "12,500 households"),
        ("[Quill] <told> 40 deckhands {it floats}.", "40 deckhands"),
        ("[Quill] <told> 12 {it floats}.", None),
        ("[Quill] <told> Harrow crown court {it floats}.", "Harrow crown court"),
        ("[Quill] <told> Elmouth town council on Monday {it floats}.", "Elmouth town council"),
        ("[Quill] <told> Us Weekly of it, {“It floats.”}", "Us Weekly"),
        ("[Quill] <told> us {it floats}.", "us"),
        ("[Quill] <told> The Elmouth on Sunday {it floats}.", "The Elmouth"),
        ("[Quill] <told> The Sun on Sunday {it floats}.", "The Sun on Sunday"),
        ("[Quill] <told> Monday {it floats}.", None),
        ("[Quill] <advised> sailors against {a late start}.", "sailors"),
        ("[Quill] <urged> the harbour board {to let it float}.", "the harbour board"),
        ("[Quill] <urged> {the harbour board to let it float}.", "the harbour board"),
        ("[Quill] <urged> {new boats to be built}.", None),
        ("[Quill] <called on> {Parliament to let it float}.", "Parliament"),
        ("[Quill] <called> on {Parliament to let it float}.", "Parliament"),
        ("[Quill] has <called> the idea {“bad”}.", None),
        ('{"It floats,"} we’re <told>.', "we"),
        ("{It floats}, we've been <told>.", "we"),
        ("In the end, Quill <was asked> {how it floats}.", "Quill"),
        ("[Quill] is <telling> pals {it floats}.", "pals"),
        ('{"It floats,"} [Quill] <told> concert goers on Nov. 17.', "concert goers"),
        ('{"It floats,"} [Quill] <tells> Italy’s La Barca.', "Italy’s La Barca"),
        ("[Quill] <told> the family {it floats}.", "the family"),
        ('{"It floats,"} [Quill] <told> Today last summer.', "Today"),
        ('{"It floats,"} [Quill] <told> Today’s Dora Finch.', "Today’s Dora Finch"),
        (
            "[Quill] <told> a previously scheduled harbour meeting {it floats}.",
            "a previously scheduled harbour meeting",
        ),
        # The addressee follows a preposition
        ("[Quill] <revealed> to Lantern last week {it floats}.", "Lantern"),
        ("[Quill] <confirmed> exclusively to The Bell that {it floats}.", "The Bell"),
        ('{"It floats,"} [Quill] <said> to the crowd.', "the crowd"),
        ('[Quill] <said>, {"It floats,"} to the reporters.', "the reporters"),
        ("Addressing parliament, [Quill] <said> {it floats}.", "parliament"),
        ("Addressing Mr Tarn, [Quill] <said> {it floats}.", "Mr Tarn"),
        ("Addressing rumours, [Quill] <said> {it floats}.", None),
        ("Speaking to the Bell, [Quill] <said> {it floats}.", "Bell"),
        ("In an interview with Lantern published on Feb. 2, [Quill] <said> {it floats}.", "Lantern"),
        ('{"It floats,"} [Quill] <said> during an appearance on Wake Up Elmouth.', "Wake Up Elmouth"),
        ("[Quill] <admitted> to {a fondness for boats}.", None),
        ("[Quill] <referred> to the plan as {a boat}.", None),
        # Channels
        ("[Quill] <said> in a statement {it floats}.", "statement"),
        ("In a statement, [Quill] <said> {it floats}.", "statement"),
        ("Quill stopped by the “Morning Tide Show,” <saying> {it floats}.", "Morning Tide Show"),
        ("Quill sat up with them, <saying> {it floats}.", None),
        ("In a statement to The Bell, [Quill] <said> {it floats}.", "The Bell"),
        ("[Quill] <wrote> in a strongly worded letter that {it floats}.", "strongly worded letter"),
        ("[Quill] <wrote> in her memoir that {it floats}.", "her memoir"),
        ("[Quill] <wrote> on Instagram that {it floats}.", "Instagram"),
        ('{"It floats,"} [Quill] <tweeted>.', None),
        ('{"It floats,"} [Quill] <captioned> an Instagram video of it.', "Instagram"),
        ("[Quill] used his Twitter account <to say> {it floats}.", "Twitter"),
        ("[Quill] <posted> in a Facebook group that {it floats}.", "Facebook"),
        ("[Quill] filed a lawsuit <saying> {it floats}.", "lawsuit"),
        ("[Quill] sent a letter to management <saying> {it floats}.", "management"),
        ("[Quill] wrote a piece for the Bell, <saying> {it floats}.", "Bell"),
        ("Quill is speaking exclusively to Lantern, <saying> {it floats}.", "Lantern"),
        ("Speaking to the Bell [Quill] <claimed> {it floats}.", "Bell"),
        ("[A study published in the Quay Review] <found> {it floats}.", "Quay Review"),
        (
            "Speaking at Mayor Ada Oke’s rally, [Quill] <said> {it floats}.",
            "Mayor Ada Oke’s rally",
        ),
        ("But in a speech, [Quill] <said> {it floats}.", "speech"),
        ('{"It floats,"} <shared> [the crew] with Lantern.', "Lantern"),
        ('{"It floats,"} [he] <replied> awkwardly to The Bell.', "The Bell"),
        ("[Quill] took to Twitter on Friday, <saying> {it floats}.", "Twitter"),
        ("[Quill] <said> at a news conference that {it floats}.", "news conference"),
        ("[Quill] <said> at Friday’s event that {it floats}.", "Friday’s event"),
        ("[Quill] <testified> before the harbour committee that {it floats}.", "the harbour committee"),
        ("[Quill] <said> in court that {it floats}.", "court"),
        ("[Quill] <declined> {to comment on the statement}.", None),
        ("[Quill] <said> on a brighter note that {it floats}.", None),
        ("In a rare interview, [Quill] <said> {it floats}.", "interview"),
        ("In an exclusive tell-all interview on Friday, [Quill] <said> {it floats}.", "interview"),
        ("In a phone interview, [Quill] <said> {it floats}.", "phone interview"),
        ("[Quill] <wrote> on her site that {it floats}.", "her site"),
        # No addressee
        ("[The captain] <said> {it floats} but the crew wants it on the show.", None),
        ("After looking at it at the event, [Quill] <said> {it floats}.", None),
        ("[Quill] <said> {it floats}, though it appears to show leaks.", None),
        ("Work on the site stopped when [the third] <asked> for {more money}.", None),
        ("In a clip that was shared on TikTok, [Quill] <said> {it floats}.", "clip"),
        ("In words that went viral on Instagram, [Quill] <said> {it floats}.", None),
        ("[Quill] <said> {it floats}.", None),
        ('{"I told the Bell it floats,"} [Quill] <said>.', None),
        ("The Bell spoke to [a deckhand] who <said> {it floats}.", None),
        ("[Quill], who sings on “Deep Water,” <said> {it floats}.", None),
    ],
)
def test_told(paragraph: str, told: str | None) -> None:
    article, statements = parse(paragraph, published=PUBLISHED)
    (statement,) = add_circumstances(article, statements)
    assert statement.told == told


@pytest.mark.parametrize(
    ("paragraph", "when"),
    [
        ('{"It floats,"} [Quill] <said> on Monday night.', ("Monday night", "2031-03-31")),
        ("[Quill] <said> Tuesday that {it floats}.", ("Tuesday", "2031-04-01")),
        ("[Quill] on Tuesday <said> {it floats}.", ("Tuesday", "2031-04-01")),
        ("On Tuesday, while the harbour slept, [Quill] <said> {it floats}.", ("Tuesday", "2031-04-01")),
        ("But in March, [Quill] <told> the Bell {it floats}.", ("in March", "2031-03")),
        ("Speaking on Friday in Elmouth, [Quill] <said> {it floats}.", ("Friday", "2031-03-28")),
        ("It is a long way from 2015, when [Quill] <said> {it floats}.", ("2015", "2015")),
        ("It sank, but on Friday, [Quill] <told> the Bell {it floats}.", ("Friday", "2031-03-28")),
        ("Back in 2016, [she] <told> The Bell that {it floated}.", ("Back in 2016", "2016")),
        ('{"It floats,"} [Quill] <told> Lantern in an interview published on March 25.', ("March 25", "2031-03-25")),
        ("In a 2014 magazine interview, [Quill] <said> {it floats}.", ("2014", "2014")),
        ("[Quill] <wrote> in her 1991 memoir that {it floats}.", ("1991", "1991")),
        ("[Quill] <said> {it floats} in a statement on Friday.", ("Friday", "2031-03-28")),
        ("[Quill] recently <told> Lantern {it floats}.", ("recently", None)),
        ("As [the Bell] previously <reported> last May, {it floats}.", ("last May", "2030-05")),
        ("As [the Bell] previously <reported>, {it floats}.", ("previously", None)),
        ("On March 3 [Ada Quill], a pilot, <told> the Bell that {it floats}.", ("March 3", "2031-03-03")),
        ("Ten years ago [Ada Quill] <said> {it floats}.", ("Ten years ago", "2021~")),
        # Times ahead
        ("[Quill] will <tell> the council on Monday {it floats}.", ("Monday", "2031-04-07")),
        ("[Quill] is due to <tell> the court on Friday that {it floats}.", ("Friday", "2031-04-04")),
        ("[Quill] will also <tell> them on June 3 that {it floats}.", ("June 3", None)),
        ("[Quill] will <say> in June 2032 that {it floats}.", ("in June 2032", "2032-06")),
        # Times of other events
        ("[Quill] <said> {it will float on Monday}.", None),
        ("[Quill], who was sacked on Monday, <said> {it floats}.", None),
        ("[Quill] <said> after the launch on Monday that {it floats}.", None),
        ("The boat sank on Monday, and [Quill] <says> {it floats}.", None),
        ("[Quill] has <said> since 2019 that {it floats}.", None),
        ("[Quill] <said> before next week’s launch that {it floats}.", None),
        ("Now, [Quill] <says> {it floats}.", None),
        ("The two parted in June 2012, with [Quill] <claiming> {it floats}.", None),
        ("On the 2015 Quay Prize, [Quill] <said> {it floats}.", None),
        ("The boat (it sank on Monday) is safe, [Quill] <said>, and {it floats}.", None),
        ("ELMOUTH, March 30 (NPA) — [A clerk] <said> {it floats}.", None),
        ("In 2044, [Quill] <said>, {it will float}.", None),
    ],
)
def test_when(paragraph: str, when: tuple[str, str | None] | None) -> None:
    article, statements = parse(paragraph, published=PUBLISHED)
    (statement,) = add_circumstances(article, statements)
    result = statement.when
    assert (None if result is None else (result.text, result.edtf)) == when
    assert result is None or article.words(result.span) == result.text


def test_a_further_cue_in_a_sentence_shares_told_and_when() -> None:
    article, statements = parse(
        "On Monday, [1:Quill] <1:told> the Bell {1:it floats}, <2:adding>, {2:“And it flies.”}",
        "Last week, [3:Oke] <3:told> Lantern {3:it sank}, while [4:Holm] <4:added> {4:it burned}.",
        published=PUBLISHED,
    )
    first, second, third, fourth = add_circumstances(article, statements)
    assert first.when is not None
    assert (second.told, second.when) == (first.told, first.when)
    assert second.told == "Bell"
    assert (third.told, fourth.told, fourth.when) == ("Lantern", None, None)


@pytest.mark.parametrize(
    ("paragraphs", "told"),
    [
        # The same speaker goes on
        (["[1:Quill] <1:told> the Bell {1:it floats}, but <2:said> {2:it leaks}."], "Bell"),
        (['[1:Quill] <1:told> the Bell {1:it floats}. {2:"It leaks,"} [2:Quill] <2:said>.'], "Bell"),
        (["[1:Quill] <1:wrote> on Instagram {1:it floats}.", '{2:"It leaks,"} [2:Quill] <2:wrote>.'], "Instagram"),
        # Somebody else does; it may be another occasion
        (['[1:Quill] <1:told> the Bell {1:it floats}. {2:"It leaks,"} [2:Oke] <2:said>.'], None),
        (['[1:Quill] <1:told> the Bell {1:it floats}. It is new. {2:"It leaks,"} [2:Quill] <2:said>.'], None),
        (["[1:Quill] <1:told> the Bell {1:it floats}.", '{2:"It leaks,"} [2:Quill] <2:said>.'], None),
        (["[1:Quill] <1:told> reporters {1:it floats}. [2:Quill] <2:said> {2:it leaks}."], None),
    ],
)
def test_an_addressee_goes_over_to_what_follows(paragraphs: list[str], told: str | None) -> None:
    article, statements = parse(*paragraphs)
    assert add_circumstances(article, statements)[1].told == told


@pytest.mark.parametrize(
    ("lead", "told"),
    [
        ("Quill opened up to Lantern in March.", "Lantern"),
        ("In an interview with the Bell, Quill spoke of boats.", "Bell"),
        ("The boat is new.", None),
        ("The Bell spoke to Ada Quill.", None),
    ],
)
def test_the_paragraph_before_may_name_the_addressee(lead: str, told: str | None) -> None:
    article, statements = parse(lead, "{“It floats,”} [Quill] <said>.")
    (statement,) = add_circumstances(article, statements)
    assert statement.told == told


def test_two_speakers_in_a_sentence_share_nothing() -> None:
    article, statements = parse(
        "[1:Quill] <1:told> the Bell {1:it floats} and [2:Oke] <2:told> Lantern on Friday {2:it sank}.",
        published=PUBLISHED,
    )
    first, second = add_circumstances(article, statements)
    assert (first.told, first.when) == ("Bell", None)
    assert second.told == "Lantern"
    assert second.when is not None
    assert second.when.text == "Friday"


def test_told_and_when_end_with_the_paragraph() -> None:
    article, statements = parse(
        'On Monday, [1:Quill] <1:told> the Bell: {1:"It floats."}',
        '{2:"It flies, too."}',
        '{3:"And it sings,"} [3:she] <3:shared>.',
        published=PUBLISHED,
    )
    _, without_cue, next_cue = add_circumstances(article, statements)
    assert (without_cue.told, without_cue.when) == (None, None)
    assert (next_cue.told, next_cue.when) == (None, None)


def test_the_sentence_before_may_name_the_addressee() -> None:
    article, statements = parse(
        "Quill opened up to Lantern in March. {“It floats,”} [she] <said>.", published=PUBLISHED
    )
    (statement,) = add_circumstances(article, statements)
    assert statement.told == "Lantern"
    assert statement.when is not None
    assert statement.when.edtf == "2031-03"


def test_a_reported_statement_has_its_own_addressee() -> None:
    article, statements = parse(
        '{1:"[2:The mayor] <2:told> me in May {2:it floats},"} [1:Quill] <1:told> the Bell on Tuesday.',
        published=PUBLISHED,
    )
    outer, inner = add_circumstances(article, statements)
    assert (outer.told, inner.told) == ("Bell", "me")
    assert outer.when is not None
    assert inner.when is not None
    assert (outer.when.text, inner.when.text) == ("Tuesday", "in May")


def test_what_a_source_relays_was_told_the_addressee_before_it() -> None:
    article, statements = parse(
        "In an interview with Lantern, <1:according to> [1:the Bell], {1:[2:Quill] <2:said> {2:it floats}}."
    )
    assert [statement.told for statement in add_circumstances(article, statements)] == [None, "Lantern"]


def test_a_cue_outside_all_paragraphs_is_read_in_its_line() -> None:
    article, statements = parse("[Quill] <told> the Bell {it floats}.")
    assert [statement.told for statement in add_circumstances(replace(article, paragraphs=()), statements)] == ["Bell"]


WORDS = (
    "told",
    "on",
    "Friday",
    "Quill",
    "in",
    "a",
    "statement",
    "to",
    "the",
    "Bell",
    "2016",
    '"',
    "”",
    ".",
    "\n",
    ",",
    "(",
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=60).map(" ".join),
    st.lists(st.lists(st.integers(0, 200), min_size=6, max_size=6), max_size=4),
)
def test_random_statements_get_valid_spans(text: str, marks: list[list[int]]) -> None:
    article = replace(parse("")[0], text=text, paragraphs=tuple(_lines(text)), published=PUBLISHED)
    statements = [
        statement for number, offsets in enumerate(marks) if (statement := _make_statement(number, offsets, text))
    ]
    results = add_circumstances(article, statements)
    assert [replace(statement, told=None, when=None) for statement in results] == statements
    for statement in results:
        assert statement.when is None or article.words(statement.when.span) == statement.when.text
    assert all(article.words(citation.evidence) for citation in find_cited(article, results))


def _lines(text: str) -> list[Span]:
    ends = [offset for offset, character in enumerate(text) if character == "\n"]
    return [(a, b) for a, b in zip([0, *(end + 1 for end in ends)], [*ends, len(text)], strict=True) if a < b]


def _make_statement(number: int, offsets: list[int], text: str) -> Statement | None:
    a, b, c, d, e, f = (min(offset, len(text)) for offset in sorted(offsets))
    if not a < b <= c < d <= e < f:
        return None
    template = parse("[Quill] <said> {so}.")[1][0]
    return replace(template, id=str(number), source=((a, b),), cue=((c, d),), content=((e, f),))


@pytest.mark.parametrize(
    "filler", ["about a ", "Ada ", "in a small ", "spoke about ", "2016 ", '" ', "said on a, who "]
)
def test_very_long_sentences(filler: str) -> None:
    long = filler * 3000
    article, statements = parse(
        *[f"{long}[1:Quill] <1:told> {long}{{1:it floats}}", f"[2:Oke] <2:said> {{2:so}} {long}"]
    )
    start_time = time.perf_counter()
    find_cited(article, add_circumstances(article, statements))
    assert time.perf_counter() - start_time < 5


def test_an_article_without_statements() -> None:
    article: Article = parse("The boat floats.")[0]
    assert add_circumstances(article, []) == ()
