"""The trail of words from page to page."""

from __future__ import annotations

import pytest

from onrecord.errors import UsageError
from onrecord.record import Record
from onrecord.search.find_statements import find
from onrecord.search.query import Query
from onrecord.store.schema import pages
from onrecord.views import wording
from onrecord.views.headlines import headlines
from onrecord.views.stories import near_copies
from onrecord.views.trail import Carrier, trail
from onrecord.views.wording import Quote, compare_wordings, differences, nearly_same
from onrecord.word_keys import WordKey, split_words
from tests.kept_record import ADA, JONAS, MARA, PROSE, WINTER
from tests.statement_pages import Said, edition, keep_all, page

pytestmark = pytest.mark.both_databases

SPEECH = "The engine is mended and the crew is glad to sail again"


@pytest.mark.parametrize(
    ("first", "other", "same_speaker", "expected"),
    [
        (SPEECH, SPEECH.upper() + "!", False, True),
        (SPEECH, SPEECH.replace("glad", "sorry"), False, True),
        (SPEECH, "The engine is mended and the crew is glad", False, True),
        (SPEECH, f"He says that {SPEECH}, and that all is well now for everybody on the bay", True, True),
        (SPEECH, "The crew is glad that it can sail", False, False),
        ("No comment", "No comment", False, False),
        ("No comment", "no comment.", True, True),
        ("It will not last until spring", "It will not last until summer", False, False),
        ("It will not last until spring", "It will not last until summer", True, True),
        (SPEECH, "It was a day on which, in his words, “the engine is mended and the crew” was happy", True, True),
        ("It is what it is", "We never had it so good as now", True, False),
    ],
)
def test_nearly_the_same_words(first: str, other: str, same_speaker: bool, expected: bool) -> None:
    assert nearly_same(first, other, same_speaker=same_speaker) is expected
    assert nearly_same(other, first, same_speaker=same_speaker) is expected


@pytest.mark.parametrize(
    ("other", "expected", "kind"),
    [
        ("“The engine is mended,” …", [("same", "“The engine is mended,” …")], "same"),
        ("the engine is", [("same", "the engine is"), ("gone", "mended")], "cut"),
        ("The old engine is mended", [("same", "The"), ("new", "old"), ("same", "engine is mended")], "longer"),
        (
            "The engine was mended",
            [("same", "The engine"), ("gone", "is"), ("new", "was"), ("same", "mended")],
            "altered",
        ),
    ],
)
def test_where_words_differ(other: str, expected: list[tuple[str, str]], kind: str) -> None:
    pieces = differences("The engine is mended", other)
    assert [(piece.part, piece.text) for piece in pieces] == expected
    assert compare_wordings(Quote("The engine is mended", "direct"), Quote(other, "direct")) == (kind, pieces)


PROMISE = "We will never cut one of 43 jobs. Nobody programmes a ferry by colour"


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        ("they had never lost a boat and that they would open their books to any judge who asked", True),
        ("they had lost a boat and would open their books to any judge who asked", False),
        ("she had never lost a coat, and would read her books to any child who slept", False),
    ],
)
def test_reported_speech_in_another_person_and_tense(reported: str, expected: bool) -> None:
    quote = "We have never lost a boat, and we will open our books to any judge who asks"
    assert nearly_same(quote, reported, same_speaker=True, is_reported=True) is expected


@pytest.mark.parametrize(
    ("first", "other", "kind", "expected"),
    [
        # Spelling, the style of numbers, dashes and capitals are the outlet's.
        (PROMISE, "We will never cut one of forty-three jobs. Nobody programs a ferry by color", "direct", "same"),
        ("It fell by 43 per cent — twice", "It fell by 43% - twice", "direct", "same"),
        # Marked words are the outlet's, and marked omissions are no alteration.
        (
            PROMISE,
            "We will never cut one of [the line’s] 43 jobs. Nobody programmes a ferry by colour",
            "direct",
            "same",
        ),
        (PROMISE, "[Skerry Line] will never cut one of 43 jobs", "direct", "cut"),
        ("[Skerry Line] will never cut a job", "We will never cut a job", "direct", "longer"),
        ("The boat that the county gave us is old", "The boat … is old", "direct", "cut"),
        # Each outlet quotes another sentence beside the same one.
        ("I love it. The boat will sail again soon", "Well, yes. The boat will sail again soon", "direct", "cut"),
        ("The boat will sail again. I love it", "The boat will sail again. Well, yes", "direct", "cut"),
        # Words outside quotation marks are not quoted.
        (PROMISE, "the line would “never cut one of 43 jobs”", "mixed", "cut"),
        ("The boat will sail again", "that the boat would sail again", "indirect", "reported"),
        # An outlet masks a swear word.
        ("It was a bloody shambles all day", "It was a b****y shambles all day", "direct", "same"),
        # A misprint is no word.
        ("They calculated what the dam would cost", "They calcuated what the dam would cost", "direct", "same"),
        ("They calculated what the dam would cost", "They calcluated what the dam would cost", "direct", "same"),
        ("It is our commitment to the town", "It is our committment to the town", "direct", "same"),
        ("We have a contract with the county", "We have a contact with the county", "direct", "altered"),
        ("It was a marital problem, they said", "It was a martial problem, they said", "direct", "altered"),
        ("We sold the trawlers in the end", "We sold the trawler in the end", "direct", "altered"),
        ("The dam is unsafe in winter", "The dam is safe in winter", "direct", "altered"),
        ("Ask Maddison about the dam", "Ask Madison about the dam", "direct", "altered"),
        # Dates and contractions are written as each outlet writes them.
        ("We knew on the third of May", "We knew on 3 May", "direct", "same"),
        ("We do not know, and it is late", "We don't know, and it's late", "direct", "same"),
        ("It cost us £4 million to mend", "It cost us 4 million pounds to mend", "direct", "same"),
        ("It cost us £4m to mend", "It cost us four million pounds to mend", "direct", "same"),
        ("If they ask, and they will ask, we will go", "If they ask, we’ll go", "direct", "cut"),
        ("It is the worst choice that I have made", "It’s the worst choice I’ve made", "direct", "cut"),
        ("If they ask, we’ll go", "If they ask, and they will ask, we will go", "direct", "longer"),
        ("If they ask, and they will ask, we will go", "If they ask, we’d go", "direct", "altered"),
        ("It is not only a shame but a loss", "It is … a shame but a loss", "direct", "cut"),
        ("It is no doubt a shame", "It is a shame", "direct", "cut"),
        ("It is … our fault at all", "It is not really our fault at all", "direct", "longer"),
        # These are alterations.
        ("It cost us £4 million to mend", "It cost us 4 million dollars to mend", "direct", "altered"),
        ("It cost us £4 million to mend", "It cost us £4 billion to mend", "direct", "altered"),
        ("It is not our fault at all", "It is … our fault at all", "direct", "altered"),
        ("We will certainly not now sell the boat", "We will sell the boat", "direct", "altered"),
        ("Not one pound will leave the county", "One pound will leave the county", "direct", "altered"),
        ("We knew on the third of May", "We knew on the thirteenth of May", "direct", "altered"),
        (PROMISE, "the line would “never lose one of 43 jobs”", "mixed", "altered"),
        ("We will never cut one of 43 jobs", "We will never cut one of 34 jobs", "direct", "altered"),
        ("It cost us £5 million", "It cost us $5 million", "direct", "altered"),
        ("It is not true that we knew", "It is true that we knew", "direct", "altered"),
        ("We do know what it costs", "We do not know what it costs", "direct", "altered"),
        ("The old boat will sail", "My new boat will sail", "direct", "altered"),
    ],
)
def test_outlets_that_shorten_or_restyle_words_do_not_alter_them(
    first: str, other: str, kind: str, expected: str
) -> None:
    assert compare_wordings(Quote(first, "direct"), Quote(other, kind))[0] == expected


def test_a_quotation_is_split_once_for_all_of_its_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []

    def split(text: str, span: tuple[int, int]) -> list[WordKey]:
        lengths.append(len(text))
        return split_words(text, span)

    monkeypatch.setattr(wording, "split_words", split)
    first, second = (
        " ".join(f"boat{number} is {cut}red{number}" for number in range(40)) for cut in ("not really ", "")
    )
    assert compare_wordings(Quote(first, "direct"), Quote(second, "direct"))[0] == "altered"
    assert lengths.count(len(first)) == 2


def test_an_outlet_that_printed_the_words_before_a_correction_did_not_alter_them(record: Record) -> None:
    corrected = SPEECH.replace("glad", "ready")
    gull = [page(Said(words, ADA), outlet="The Gull", published="2031-04-01") for words in (SPEECH, corrected)]
    versions = [edition(reading, url="https://gull.example/a", day=day) for day, reading in enumerate(gull, 1)]
    keep_all(record, versions[0], page(Said(SPEECH, ADA), outlet="The Lantern"), versions[1])
    copies = trail(record, corrected)
    assert (copies.words.strip("“”,"), copies.pages, copies.altered) == (corrected, 2, 0)
    assert copies.notes == ("The first page has changed its words since; 1 page has its earlier words.",)


@pytest.mark.parametrize(
    ("sites", "notes"),
    [
        (("gull.example", "www.gull.example", "sport.gull.example"), ()),
        (("gull.example", "evil.example"), ("Pages of several sites name The Gull as their outlet: {}, {}.",)),
    ],
)
def test_sites_that_share_a_name_are_noted(record: Record, sites: tuple[str, ...], notes: tuple[str, ...]) -> None:
    readings = [page(Said(SPEECH, ADA), outlet="The Gull", published=f"2031-04-0{day}") for day in (1, 2, 3)]
    pages_of_sites = [
        edition(reading, url=f"https://{site}/a", day=1) for reading, site in zip(readings, sites, strict=False)
    ]
    keep_all(record, *pages_of_sites)
    assert trail(record, SPEECH).notes == tuple(note.format(*sites) for note in notes)


def test_a_speaker_who_says_it_again_in_other_words_is_not_misquoted(record: Record) -> None:
    words = "We will open 12 new shops on this coast before the winter comes"
    again = words.replace("12", "15")
    keep_all(
        record,
        page(Said(words, ADA), outlet="The Gull", published="2031-04-01"),
        page(Said(again, ADA), outlet="The Lantern", published="2031-04-03"),
        page(Said(again, ADA), outlet="The Zephyr", published="2033-04-01"),
        page(Said(again, ADA, when="2031-04-01"), outlet="The Courier", published="2033-04-02"),
    )
    wordings = {item.entry.page.outlet: item.wording for item in trail(record, words).carriers}
    assert wordings == {
        "The Gull": "same",
        "The Lantern": "altered",
        "The Zephyr": "restated",
        "The Courier": "altered",
    }


def test_an_opponent_who_denies_the_words_does_not_repeat_them(record: Record) -> None:
    words = "The county will close this school and sell the land to the harbour board"
    denial = words.replace("will close", "will not close")
    keep_all(record, page(Said(words, ADA), outlet="The Gull"), page(Said(denial, JONAS), outlet="The Lantern"))
    assert trail(record, words).pages == 1


def test_stock_phrases_of_two_speakers_are_two_statements(record: Record) -> None:
    words = "We are watching the volcano very closely and will tell the public"
    keep_all(
        record,
        page(Said(words, ADA), outlet="The Gull", published="2031-04-01"),
        page(Said(words.replace("the public", "our own passengers"), JONAS), outlet="The Lantern"),
        page(Said(words.replace("tell", "warn"), JONAS), outlet="The Courier"),
        page(Said(words, JONAS), outlet="The Zephyr", published="2031-04-02"),
    )
    copies = trail(record, words)
    assert (copies.pages, copies.altered, copies.other_mouths) == (2, 0, 1)


def test_a_source_whom_a_later_page_names_is_not_another_speaker(record: Record) -> None:
    keep_all(
        record,
        page(Said(SPEECH, "a source close to the board", unnamed=True), outlet="The Gull", published="2031-04-01"),
        page(Said(SPEECH, ADA), outlet="The Lantern", published="2031-04-02"),
        page(Said(SPEECH, "Ada M. Quill"), outlet="The Zephyr", published="2031-04-03"),
    )
    assert trail(record, SPEECH).other_mouths == 0


@pytest.mark.parametrize(
    ("first", "other", "others"),
    [
        (Said(SPEECH, "William Quill"), Said(SPEECH, "Wlilliam Quill"), 0),
        (Said(SPEECH, "Martin Quill"), Said(SPEECH, "Martina Quill"), 1),
        (Said(SPEECH, ADA), Said(SPEECH, JONAS), 1),
        (Said(SPEECH, ADA), Said(SPEECH, JONAS, printed=""), 0),
    ],
)
def test_a_misprint_or_a_guess_is_not_another_speaker(record: Record, first: Said, other: Said, others: int) -> None:
    keep_all(
        record,
        page(first, outlet="The Gull", published="2031-04-01"),
        page(other, outlet="The Lantern", published="2031-04-02"),
    )
    copies = trail(record, SPEECH)
    assert (copies.pages, copies.other_mouths) == (2, others)


def test_a_trail(kept_record: Record) -> None:
    (statement,) = [hit.entry for hit in find(kept_record, Query("winter", by=(MARA,))).hits]
    copies = trail(kept_record, statement.id)
    assert (copies.pages, copies.voices, copies.altered, copies.other_mouths) == (5, 4, 1, 1)
    assert copies.statement == statement.id
    told = [
        (carrier.entry.page.outlet, carrier.first, carrier.story, carrier.copied, carrier.wording, carrier.mouth)
        for carrier in copies.carriers
    ]
    assert told == [
        ("The Harbour Bell", True, 1, None, "same", "same"),
        ("The Tarn Courier", False, 1, "whole", "same", "same"),
        ("The Elmouth Post", False, 2, None, "altered", "same"),
        ("The Lantern", False, 3, None, "same", "other"),
        ("The Gull", False, 4, None, "cut", "unnamed"),
    ]
    first, copy = copies.carriers[:2]
    assert (copy.copy_of, copy.cites, copy.cites_pages) == (
        first.entry.page.id,
        ("The Harbour Bell",),
        (first.entry.page.id,),
    )
    assert first.entry.headline == ("doomed for ever",)
    assert copies.notes == ("1 page states no date, and may have had the words before all other pages.",)


@pytest.mark.parametrize("words", [WINTER, WINTER.upper(), "another winter without the ferry on this bay"])
def test_a_trail_by_words(kept_record: Record, words: str) -> None:
    assert trail(kept_record, words).pages == 5


@pytest.mark.parametrize("words", ["nothing like it was ever said", "no", ""])
def test_no_such_statement(kept_record: Record, words: str) -> None:
    with pytest.raises(UsageError, match="The record has no statement"):
        trail(kept_record, words)


def test_a_trail_continues_where_it_ended(kept_record: Record) -> None:
    full_trail = trail(kept_record, WINTER)
    parts: list[Carrier] = []
    after = None
    for _ in range(3):
        part = trail(kept_record, WINTER, limit=2, after=after)
        assert (part.pages, part.voices) == (full_trail.pages, full_trail.voices)
        parts += part.carriers
        after = part.next
    assert (tuple(parts), after) == (full_trail.carriers, None)


def test_on_one_day_who_cites_was_later(record: Record) -> None:
    keep_all(
        record,
        page(Said(SPEECH, ADA), outlet="The Aardvark", cites=("The Zephyr",)),
        page(Said(SPEECH, ADA), outlet="The Zephyr"),
        page(Said(SPEECH, ADA), outlet="The Lantern"),
    )
    copies = trail(record, SPEECH)
    assert {carrier.entry.page.outlet for carrier in copies.carriers if carrier.first} == {"The Zephyr", "The Lantern"}
    assert copies.carriers[-1].entry.page.outlet == "The Aardvark"
    assert copies.notes == ("2 pages had the words on the first day, so the first of them is unknown.",)


def test_an_undated_page_is_not_first(record: Record) -> None:
    keep_all(record, *(page(Said(SPEECH, ADA), outlet=outlet, published=None) for outlet in ("The Gull", "The Tern")))
    copies = trail(record, SPEECH)
    assert [carrier.first for carrier in copies.carriers] == [False, False]
    assert copies.notes == ("2 pages state no date, and may have had the words before all other pages.",)


def test_a_paragraph_that_was_copied_is_no_voice_of_its_own(record: Record) -> None:
    own = [
        f"Our own reporter number {n} walked along pier {n} and counted {n} gulls on it before noon." for n in range(9)
    ]
    keep_all(
        record,
        page(Said(SPEECH, ADA), prose=(f"{PROSE[0]} {PROSE[1]}",)),
        page(Said(SPEECH, ADA), prose=(*own, f"{PROSE[0]} {PROSE[1]}"), outlet="The Lantern", published="2031-04-03"),
        page(Said(SPEECH, ADA), prose=own[:3], outlet="The Gull", published="2031-04-01"),
    )
    copies = trail(record, SPEECH)
    told = {carrier.entry.page.outlet: (carrier.story, carrier.copied) for carrier in copies.carriers}
    assert told["The Gull"] == (1, None)
    assert told["The Harbour Bell"] == (2, None)
    assert told["The Lantern"][1] == "paragraphs"
    assert copies.voices == 2


def test_of_two_pages_of_one_day_neither_is_called_the_copy(record: Record) -> None:
    gull, lantern = (page(Said(SPEECH, ADA), prose=PROSE, outlet=outlet) for outlet in ("The Gull", "The Lantern"))
    zephyr = page(Said(SPEECH, ADA), prose=PROSE, outlet="The Zephyr", published="2031-04-03")
    keep_all(record, gull, lantern, zephyr)
    copies = trail(record, SPEECH)
    told = {carrier.entry.page.outlet: (carrier.first, carrier.copied) for carrier in copies.carriers}
    assert told == {"The Gull": (True, None), "The Lantern": (True, None), "The Zephyr": (False, "whole")}
    assert copies.voices == 1


def test_near_copies_of_a_page(kept_record: Record) -> None:
    with kept_record.snapshot() as connection:
        keys = {row.title: row.id for row in connection.execute(pages.select())}
        bell, courier = (
            keys["Ferry “doomed for ever”, says harbour master"],
            keys["Harbour master warns of “another winter”"],
        )
        assert near_copies(connection, bell) == [courier]
        assert near_copies(connection, keys["Quill on life after Brannigan"]) == []


def test_headlines_that_quote_on_their_own(kept_record: Record) -> None:
    copies = headlines(kept_record)
    assert [(headline.day, headline.words) for headline in copies.headlines] == [
        ("2025-02-03", ("doomed for ever",)),
        ("2018-11-20", ("stormy",)),
    ]
    first = headlines(kept_record, limit=1)
    rest = headlines(kept_record, limit=1, after=first.next)
    assert (*first.headlines, *rest.headlines) == copies.headlines
    assert rest.next is None
    assert [headline.words for headline in headlines(kept_record, outlet=("the elmouth post",)).headlines] == [
        ("stormy",)
    ]
    assert [headline.words for headline in headlines(kept_record, since="2020").headlines] == [("doomed for ever",)]
    assert [headline.words for headline in headlines(kept_record, until="2020").headlines] == [("stormy",)]


def test_short_words_of_two_are_two_statements(record: Record) -> None:
    keep_all(
        record,
        page(Said("No comment", JONAS)),
        page(Said("No comment", MARA), published="2031-04-03"),
        page(Said("No comment", JONAS), published="2031-04-04"),
    )
    assert [carrier.entry.first for carrier in trail(record, "No comment").carriers] == ["2031-04-02", "2031-04-04"]
