"""Speakers of drafts: the same as on the page, different, or unknown if either text leaves it open."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from onrecord.check.checked_pages import page_of_reading
from onrecord.check.checking import check_against
from onrecord.check.read_draft import read_draft
from onrecord.check.speaker_agreement import compare_voices
from onrecord.check.voices import Voice
from onrecord.cli.check_text import draw_check
from onrecord.pages.recognise import make_page
from onrecord.settings import Settings
from onrecord.types import Reading
from tests.shipped import load_shipped_reader

WORDS = "We have waited eleven years for the new ferry"
BY_NAME = f"The harbour board met on Monday.\n\n“{WORDS},” said Orla Brandvold, the harbour master.\n"
BY_PRONOUN = f"Orla Brandvold, the harbour master, spoke on Monday about the winter. “{WORDS},” she said.\n"
TWO_WOMEN = (
    "Orla Brandvold, the harbour master, opened the meeting on Monday. Greta Dunmore, a teacher, spoke next.\n\n"
    f"“{WORDS},” she said.\n"
)
AFTER_ANOTHER = (
    "“The winter was long,” Orla Brandvold said.\n\nGreta Dunmore, a teacher, came to the quay in the evening.\n\n"
    f"She said that the rain was cold.\n\n“{WORDS},” she said.\n"
)
BY_SURNAME = (
    "Orla Brandvold and her brother Piet Brandvold run the ferry.\n\n"
    f"“{WORDS},” Brandvold said.\n\nPiet Brandvold was at sea on Monday.\n"
)
BY_RANK = f"The house met on Monday.\n\n“{WORDS},” said Lord Brandvold.\n"
JOINT = (
    "The county met on Monday.\n\nIn a joint statement, the mayors of Elmouth and Tarn Quay, Greta Dunmore and Silas "
    f"Kimura, said: “{WORDS}.”\n"
)
BY_AGENCY = (
    f"The fare rises in May.\n\n“{WORDS},” Orla Brandvold, head of Skerry Line, said on Tuesday, according to "
    "the Estuary Press Agency.\n"
)
BY_ORGANISATION = f"The fare rises in May.\n\n“{WORDS},” the Brandvold Foundation said in a statement on Monday.\n"
BY_JUDGE = f"Colm Frayne, a baker, was jailed on Monday.\n\n“{WORDS},” Judge Greta Dunmore told him.\n"
MARRIED = (
    "Orla Brandvold, the harbour master, who was born Orla Kimura, married the pilot Silas Dunmore in 2016. The pair "
    f"have a daughter, Una, seven.\n\n“{WORDS},” she said. “I am tired,” Brandvold added.\n"
)
SWAPPED = (
    "The board met on Monday. Orla Brandvold said that she would support a second dam if the county agreed to it. "
    "Silas Kimura said that he opposed the dam.\n"
)
BY_NEE = f"The harbour board met on Monday.\n\n“{WORDS},” said Orla Brandvold, 44, née Kimura, the harbour master.\n"
BY_MARRIED = (
    "The harbour board met on Monday. Orla Brandvold, who was Orla Kimura until her marriage in 1974, came late.\n\n"
    f"“{WORDS},” Brandvold said.\n"
)
COUSINS = (
    "The harbour board met on Monday. The ferry belongs to Orla Brandvold of Tarn Quay.\n\n"
    f"“{WORDS},” Brandvold said.\n\nHer cousin Piet Brandvold was at sea. “The ice came early,” he said.\n"
)
SON = (
    "The novelist was married to the engineer Nikolai Brandvold, and later to Silas Kimura.\n\nShe has a boat.\n\n"
    f"Dimitar Brandvold, who is 58, does not remember it. “{WORDS},” he said.\n"
)
BY_FRIEND = (
    "Orla Brandvold could not be reached. A friend of the pilot told the Gull: “Piet and Orla Brandvold are a "
    f"couple. {WORDS}.”\n"
)
OF_UNA = (
    "Lorna Brandvold, whose daughter Una is in Year 9, said that the dam was dangerous. “Una is ill, and "
    f"{WORDS[:1].lower() + WORDS[1:]},” she said.\n"
)
ANONYMOUS = (
    "The mayor, Orla Brandvold, opened the quay on Monday with Silas Kimura.\n\nA sailor, who asked not to be named, "
    f"said that the dam was dangerous. “{WORDS},” he said.\n"
)
RELAYED = (
    "Silas Kimura, the novelist, spoke of his father, the pilot Piet Kimura. He quotes a letter that Piet sent him at "
    f"school: “{WORDS}.”\n"
)
SIGNED = f"Letters\n\nSir — {WORDS}. The old one leaks.\n\nOrla Brandvold, Tarn Quay\n"
BY_MOTHER = (
    f"PJ Brandvold, known as Piet, sank in May.\n\n“{WORDS},” said Brandvold of son, PJ, who was a pilot.\n\nGreta "
    "Brandvold has a boat.\n"
)
ASKED = (
    "Silas Dunmore spoke in the evening.\n\nAs the boats came in, Tavi Quist asked the harbour master what he thought "
    f"the sea was saying to the town.\n\n“{WORDS},” he said.\n"
)
BY_FERRY_GIRL = f"The Ferry Girls will sing again.\n\n“{WORDS},” the former Ferry Girl said on Monday.\n"
AGREED = f"Orla Brandvold agreed with Silas Kimura, her pilot, that “{WORDS.lower()}”.\n"
TWO_SISTERS = "Orla Brandvold, a pilot, and Greta Brandvold, a teacher, joined the harbour board on Monday.\n"
BY_BISHOP = (
    "Bishop Orla Brandvold and the builder Silas Kimura met the board on Monday. Captain Greta Dunmore came late.\n\n"
    f"“{WORDS},” said Silas Kimura. “I am tired,” the bishop said.\n"
)
HEARSAY = (
    "The board met on Monday.\n\nThe councillor Greta Dunmore said that Kimura had told her in June that the dam was "
    "“as safe as your own bath and mine”. Silas Kimura, a pilot, left early.\n"
)
NAMESAKES = (
    f"Piet Brandvold, the pilot, has a namesake on the island.\n\n“{WORDS},” Piet Brandvold told the board on Monday.\n"
)
BEST = (
    "Greta Dunmore sailed on Monday. Orla Brandvold, the harbour master, said that it was the best ferry that she had "
    "seen in the town.\n"
)


@cache
def read_text(text: str) -> Reading:
    reading = load_shipped_reader().attempt(make_page("page.txt", text.encode(), media_type="text/plain"))
    assert isinstance(reading, Reading)
    return reading


@pytest.mark.parametrize(
    ("page", "draft", "expected"),
    [
        (BY_NAME, f"“{WORDS},” said Orla Brandvold.", "same"),
        (BY_NAME, f"“{WORDS},” said Greta Dunmore.", "different"),
        (BY_NAME, f"“{WORDS},” said Cordelia Brandvold.", "different"),
        (BY_PRONOUN, f"“{WORDS},” said Orla Brandvold.", "same"),
        (BY_PRONOUN, f"“{WORDS},” said Leopold Brandvold.", "different"),
        (BY_PRONOUN, f"Silas Kimura spoke at length. “{WORDS},” he said.", "different"),
        (TWO_WOMEN, f"“{WORDS},” said Silas Kimura.", "different"),  # the page does not name him at all
        (TWO_WOMEN, f"“{WORDS},” said Greta Dunmore.", "same"),
        (TWO_WOMEN, f"“{WORDS},” said Orla Brandvold.", "different"),
        (AFTER_ANOTHER, f"“{WORDS},” said Cordelia Quill.", "different"),
        (BY_SURNAME, f"“{WORDS},” said Piet Brandvold.", "unknown"),
        (BY_RANK, f"“{WORDS},” said Piet Brandvold.", "unknown"),
        (BY_ORGANISATION, f"“{WORDS},” said Orla Brandvold.", "unknown"),
        (JOINT, f"“{WORDS},” Greta Dunmore said in a joint statement.", "same"),
        (JOINT, f"“{WORDS},” Silas Kimura said in a joint statement.", "unknown"),
        (JOINT, f"“{WORDS},” said Leopold Brandvold.", "different"),
        (BY_AGENCY, f"“{WORDS},” said Orla Brandvold.", "unknown"),
        # "The judge" is not the accused, whom alone the draft names.
        (SIGNED, f"“{WORDS},” wrote Silas Kimura.", "different"),
        (BY_JUDGE, f"Jailing Colm Frayne, the judge told him: “{WORDS}.”", "same"),
        # Names at birth and after marriage.
        (MARRIED, f"“{WORDS},” said Orla Brandvold.", "unknown"),
        (MARRIED, f"“I am tired,” said Orla Kimura, and “{WORDS}.”", "same"),
        (MARRIED, f"“{WORDS},” said Orla Dunmore.", "unknown"),
        (MARRIED, f"“{WORDS},” said Silas Dunmore.", "different"),
        # An account may be anybody's.
        (BY_NAME, f"“{WORDS},” tweeted @orlabrand. Greta Dunmore of Elmouth did not.", "unknown"),
        (BY_NEE, f"“{WORDS},” said Orla Kimura.", "unknown"),
        (BY_MARRIED, f"“{WORDS},” said Orla Kimura.", "unknown"),
        (BY_MARRIED, f"“{WORDS},” said Orla Quill.", "different"),
        # Two cousins, one of whom the page first names after the words.
        (COUSINS, f"“{WORDS},” said Orla Brandvold.", "same"),
        (COUSINS, f"“{WORDS},” said Piet Brandvold.", "different"),
        (SON, f"“{WORDS},” said Nikolai Brandvold.", "different"),
        # Words about somebody are not that person's.
        (OF_UNA, f"“{WORDS},” said Una.", "different"),
        (OF_UNA.replace("“Una is ill", "“My name is Una"), f"“{WORDS},” said Una.", "unknown"),
        (BY_FRIEND, f"“{WORDS},” said Orla Brandvold.", "different"),
        (BY_FRIEND.replace("and Orla", "and Ida"), f"“{WORDS},” said Orla Brandvold.", "unknown"),
        (ANONYMOUS, f"“{WORDS},” said Silas Kimura.", "different"),
        (ANONYMOUS, f"“{WORDS},” the mayor said.", "different"),
        (ANONYMOUS, f"“{WORDS},” said a sailor.", "same"),
        (ANONYMOUS, f"“{WORDS},” said Greta Dunmore.", "unknown"),  # a sailor whom the page does not name
        # A letter that somebody reads out is by somebody else.
        (RELAYED, f"“{WORDS},” wrote Piet Kimura.", "unknown"),
        (NAMESAKES, f"“{WORDS},” said Piet Brandvold.", "unknown"),
        (BY_MOTHER, f"“{WORDS},” said PJ Brandvold.", "unknown"),
        (BY_NAME, f"Orla Brandvold met Greta Dunmore.\n\nIt had “{WORDS[8:]}”, the Carlow-Tarn TD said.", "unknown"),
        # A description with capitals is nobody's name.
        (BY_NAME, f"“{WORDS},” said the former Ferry Queen.", "unknown"),
        (BY_NAME, f"“{WORDS},” the ex-Ferry Girl said.", "unknown"),
        (BY_FERRY_GIRL, f"“{WORDS},” said Orla Brandvold.", "unknown"),
        (AGREED, f"“{WORDS},” said Silas Kimura.", "unknown"),
        # A description of somebody whom the page names, and who is not the speaker.
        (BY_BISHOP, f"“{WORDS},” the bishop said.", "different"),
        (BY_BISHOP, f"“{WORDS},” the builder said.", "same"),
        (BY_BISHOP.replace("said Silas Kimura", "he said"), f"“{WORDS},” the captain said.", "different"),
        (BY_BISHOP, f"“{WORDS},” the pilot said.", "unknown"),
        (BY_BISHOP, "“I am tired,” said Bishop Orla Brandvold.", "same"),
        # What somebody heard may be told as the words of either.
        (HEARSAY, "The dam was “as safe as your own bath and mine”, Silas Kimura told Dunmore.", "unknown"),
        (HEARSAY, "The dam was “as safe as your own bath and mine”, said Colm Frayne.", "different"),
        (ASKED, f"“{WORDS},” said Silas Dunmore.", "unknown"),
        (
            BY_NAME,
            f"Greta Dunmore spoke first. Orla Brandvold’s boat was, she said, “{WORDS[:1].lower() + WORDS[1:]}”.",
            "unknown",
        ),
    ],
)
def test_speakers(page: str, draft: str, expected: str) -> None:
    read = read_draft("draft.txt", draft.encode(), reader=load_shipped_reader(), settings=Settings())
    (statement,) = check_against(read, [read_text(page)]).to_record()["statements"]
    assert (statement["verdict"], statement["speaker"]) == ("verbatim", expected)


@pytest.mark.parametrize(
    ("page", "draft", "expected"),
    [
        (
            SWAPPED,
            "Orla Brandvold said that there would be support for a second dam if the county agreed to it.",
            "same",
        ),
        (
            SWAPPED,
            "Silas Kimura said that there would be support for a second dam if the county agreed to it.",
            "different",
        ),
        (BEST, "Greta Dunmore sailed. It was the best ferry that the harbour master had seen, she said.", "unknown"),
        (BEST, "Greta Dunmore sailed. It was the best ferry that any of them had seen, she said.", "different"),
    ],
)
def test_reported_words_of_another_speaker_in_one_paragraph(page: str, draft: str, expected: str) -> None:
    read = read_draft("draft.txt", f"{draft}\n".encode(), reader=load_shipped_reader(), settings=Settings())
    (statement,) = check_against(read, [read_text(page)]).to_record()["statements"]
    assert (statement["verdict"], statement["speaker"]) == ("supported", expected)


@pytest.mark.parametrize(
    ("told", "draft", "expected"),
    [
        ("the magazine", "the Skerry Gull", "unknown"),
        ("Elmouth Magazine", "the magazine", "unknown"),
        ("Elmouth Crown Court", "the council", "different"),
        ("the jury", "reporters", "different"),
        ("the jury", "the court", "unknown"),
        ("the licensing committee", "the coroner", "different"),
        ("the licensing committee", "councillors", "unknown"),
        ("MPs", "the Commons", "unknown"),
        ("the Police Gazette", "reporters", "unknown"),
        ("Elmouth Radio", "parliament", "different"),
        ("the Elmouth Gazette", "the council", "different"),
        ("the Elmouth Gazette", "reporters", "unknown"),
        ("the Harbour Farmers’ Union", "the HFU conference", "unknown"),
        ("Senator Moll", "Senator Quill", "different"),
        ("the Elmouth Post", "the inquiry", "different"),
        ("reporters", "villagers", "different"),
        ("the crowd", "reporters", "different"),
        ("the crowd", "staff", "unknown"),
        ("nurses", "staff", "unknown"),
        ("fishermen", "parliament", "different"),
        ("her sister", "the trustees", "different"),
        ("her sister", "the police", "different"),
        ("Silas Kimura", "the mayor", "different"),
        ("the mayor", "Silas Kimura", "different"),
        ("Mr Moll", "the mayor", "different"),
        ("Silas Kimura", "the minister", "unknown"),
    ],
)
def test_a_magazine_without_a_name_may_be_any_but_a_court_is_no_council(told: str, draft: str, expected: str) -> None:
    page = "Greta Dunmore, the mayor, wrote about it in Elmouth Magazine, as did Silas Kimura.\n\n"
    page += f"“{WORDS},” Orla Brandvold told {told}.\n"
    text = f"“{WORDS},” Orla Brandvold told {draft}.\n"
    read = read_draft("draft.txt", text.encode(), reader=load_shipped_reader(), settings=Settings())
    (statement,) = check_against(read, [read_text(page)]).to_record()["statements"]
    assert statement["told"] == expected


@pytest.mark.parametrize(
    ("told", "between", "draft", "expected"),
    [
        ("investors", "", "staff", "different"),
        ("the inquiry", "She was calm. ", "reporters", "different"),
        ("the inquiry", "", "the inquiry", "same"),
        ("the inquiry", "", "the court", "unknown"),
        ("the inquiry", "She spoke to the press later. ", "reporters", "unknown"),
        ("the inquiry", "“It is late,” said Greta Dunmore. ", "reporters", "unknown"),
        ("a friend", "", "reporters", "unknown"),
        ("Elmouth Magazine", "", "the Skerry Gull", "different"),
    ],
)
def test_an_audience_is_told_the_rest_of_the_paragraph(told: str, between: str, draft: str, expected: str) -> None:
    said = "Brandvold said" if between else "she said"
    page = f"The boats are old.\n\nOrla Brandvold told {told} that the ferry was late. {between}“{WORDS},” {said}.\n"
    read = read_draft(
        "draft.txt",
        f"“{WORDS},” Orla Brandvold told {draft}.\n".encode(),
        reader=load_shipped_reader(),
        settings=Settings(),
    )
    (statement,) = check_against(read, [read_text(page)]).to_record()["statements"]
    assert statement["told"] == expected


def read_outlet(outlet: str, published: str, text: str) -> Reading:
    page = (
        f'<html><head><meta property="og:site_name" content="{outlet}">'
        f'<meta property="article:published_time" content="{published}"></head>'
        f"<body><article><h1>The ferry</h1><p>The boats are old.</p><p>{text}</p></article></body></html>"
    )
    return load_shipped_reader().read(make_page(f"{outlet}.html", page.encode(), media_type="text/html"))


@pytest.mark.parametrize(
    ("pages", "draft", "differs"),
    [
        (
            [("Elmouth Post", "2016-05-02", f"“{WORDS},” Orla Brandvold told a public meeting.")],
            f"“{WORDS},” Orla Brandvold told the Skerry Gull.",
            [],  # no outlet of the pages: it may be the name of a meeting
        ),
        (
            [
                ("Elmouth Post", "2016-05-02", f"“{WORDS},” Orla Brandvold told a public meeting."),
                ("Skerry Gull", "2016-05-03", "“It is late,” Orla Brandvold told the Gull."),
            ],
            f"“{WORDS},” Orla Brandvold told the Skerry Gull.",
            ["told"],
        ),
        (
            [
                ("Elmouth Post", "2016-05-02", f"“{WORDS},” Orla Brandvold told the programme."),
                ("Skerry Gull", "2016-05-03", "“It is late,” Orla Brandvold told the Gull."),
            ],
            f"“{WORDS},” Orla Brandvold told the Skerry Gull.",
            ["told"],
        ),
        (
            [
                ("Elmouth Post", "2016-05-02", f"“{WORDS},” Orla Brandvold told the Elmouth Post."),
                ("Skerry Gull", "2021-05-03", f"“{WORDS},” Orla Brandvold told the Gull in 2021."),
            ],
            f"“{WORDS},” Orla Brandvold told the Skerry Gull in 2021.",
            [],
        ),
        (
            [
                ("Elmouth Post", "2016-05-02", f"“{WORDS},” Orla Brandvold told the Elmouth Post."),
                ("Skerry Gull", "2021-05-03", f"“{WORDS},” Orla Brandvold said."),
            ],
            f"“{WORDS},” Orla Brandvold told the Skerry Gull in 2021.",
            [],
        ),
        (
            [
                ("Elmouth Post", "2016-05-02", f"“{WORDS},” Orla Brandvold told the Elmouth Post."),
                ("Skerry Gull", "2021-05-03", f"“{WORDS},” said Jonas Kimura."),
            ],
            f"“{WORDS},” Orla Brandvold told the Skerry Gull in 2021.",
            ["told", "when"],
        ),
        (
            [
                (
                    "Skerry Gull",
                    "2021-05-03",
                    f"In 2009 Orla Brandvold told the Gull that she had slept. “{WORDS},” she said.",
                )
            ],
            f"“{WORDS},” Orla Brandvold told the Skerry Gull in 1999.",
            ["when"],
        ),
        (
            [("Skerry Gull", "2025-05-03", f"In 2019 Orla Brandvold told the council: “{WORDS}.”")],
            f"“{WORDS},” Orla Brandvold said on Monday.",
            ["when"],
        ),
        (
            [
                ("Skerry Gull", "2025-05-03", f"In 2019 Orla Brandvold told the council: “{WORDS}.”"),
                ("Elmouth Post", "2025-05-03", f"“{WORDS},” Orla Brandvold said."),
            ],
            f"“{WORDS},” Orla Brandvold said on Monday.",
            [],
        ),
    ],
)
def test_time_and_addressee_of_the_same_words_on_several_pages(
    pages: list[tuple[str, str, str]], draft: str, differs: list[str]
) -> None:
    read = read_draft("draft.txt", draft.encode(), reader=load_shipped_reader(), settings=Settings())
    for order in (pages, pages[::-1]):
        (statement,) = check_against(read, [read_outlet(*page) for page in order]).to_record()["statements"]
        assert [field for field in ("told", "when") if statement[field] == "different"] == differs


def test_a_page_that_names_the_speaker_comes_before_one_that_does_not() -> None:
    pages = [
        "The harbour was closed.\n\nOne person of the four-man crew died in the storm, Orla Brandvold said.\n",
        "The police came at night.\n\nTwo gunmen died in Merrow, officials said.\n",
    ]
    read = read_draft(
        "draft.txt",
        b"Orla Brandvold said that two of the men had died.\n",
        reader=load_shipped_reader(),
        settings=Settings(),
    )
    (statement,) = check_against(read, [read_text(page) for page in pages]).to_record()["statements"]
    assert statement["verdict"] != "supported"


def test_words_around_a_quotation_are_looked_up_near_it() -> None:
    page = (
        "“We had a hard winter in the town,” said Orla Brandvold, the harbour master. “The ice came early.\n\n“The dam "
        "was closed for a month, and many boats sank.\n\n“The school had no heat, and a doctor came by sled.\n\n“Now "
        "I have to say that enough is enough.”\n\nBrandvold, who faces a vote on fraud among Kimura judges, laughed.\n"
    )
    text = "Orla Brandvold said that on fraud among the Kimura county judges “enough is enough”.\n"
    read = read_draft("draft.txt", text.encode(), reader=load_shipped_reader(), settings=Settings())
    (statement,) = check_against(read, [read_text(page)]).to_record()["statements"]
    assert not statement["flagged"]


@pytest.mark.parametrize(("titled_surname", "expected"), [("Brandvold", "unknown"), (None, "different")])
def test_a_pronoun_after_a_surname_with_a_title_may_be_either_sister(titled_surname: str | None, expected: str) -> None:
    draft = Voice("Greta Brandvold", "person", None, "named", 0.95, (), "Greta Brandvold", "")
    orla = Voice("Orla Brandvold", "person", None, "pronoun", 0.95, (), "she", "", titled_surname=titled_surname)
    assert compare_voices(draft, orla, page=page_of_reading(read_text(TWO_SISTERS))) == expected


def test_a_speaker_who_cannot_be_compared_is_not_confirmed() -> None:
    text = f"“{WORDS},” said a spokesman for the harbour.\n"
    read = read_draft("draft.txt", text.encode(), reader=load_shipped_reader(), settings=Settings())
    report = check_against(read, [read_text(BY_NAME)]).to_record()
    assert next(draw_check(report, is_linked=False))[0].plain == "Verbatim  speaker not confirmed"
    assert report["summary"]["flagged"] == 0


def test_the_totals_count_other_speakers_and_words_without_a_speaker_are_text_of_the_page() -> None:
    text = f"“{WORDS},” said Greta Dunmore.\n\nGreta Dunmore said that the board was cheap.\n"
    read = read_draft("draft.txt", text.encode(), reader=load_shipped_reader(), settings=Settings())
    lines = [
        line.plain for line, _ in draw_check(check_against(read, [read_text(BY_NAME)]).to_record(), is_linked=False)
    ]
    assert lines[-5:-2] == [
        "Nearest words of a page:",
        "The harbour board met on Monday.",
        "text of the page · page.txt",
    ]
    assert lines[-1].endswith(
        "1 verbatim, 1 not found; 1 with another speaker, time or addressee; compared with 1 page."
    )


def test_a_statement_in_a_paragraph_of_its_own_after_a_colon_is_quoted() -> None:
    page = read_text(
        "Edgar Brandvold has been missing since Monday.\n\nIn a statement issued by police, his parents said:\n\n"
        "Our son would never leave without a word. If you have seen him, please ring the police tonight.\n\n"
        "The search goes on.\n"
    )
    text = "“Our son would never leave without a word,” his parents said.\n"
    read = read_draft("draft.txt", text.encode(), reader=load_shipped_reader(), settings=Settings())
    assert [row["verdict"] for row in check_against(read, [page]).to_record()["statements"]] == ["verbatim"]


def test_a_question_of_the_writer_of_the_draft_is_not_checked() -> None:
    text = f"Asked whether she would sell the boat, Orla Brandvold said: “{WORDS}.”\n"
    read = read_draft("draft.txt", text.encode(), reader=load_shipped_reader(), settings=Settings())
    assert [row["kind"] for row in check_against(read, [read_text(BY_NAME)]).to_record()["statements"]] == ["direct"]


def test_a_word_that_is_itself_discussed_is_nobodys_statement() -> None:
    page = "Silas Kimura said that the team had argued about the word “wet”. Orla Brandvold said she had lost it.\n"
    text = "Orla Brandvold conceded that she lost an argument about the word “wet”.\n"
    read = read_draft("draft.txt", text.encode(), reader=load_shipped_reader(), settings=Settings())
    (statement,) = check_against(read, [read_text(page)]).to_record()["statements"]
    assert not statement["flagged"]


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        ("Orla Brandvold, harbour master", "same"),
        ("Greta Dunmore", "different"),
        ("Paper Lanterns", "unknown"),  # a band, a book?
        ("The Skerry Gull", "unknown"),
    ],
)
def test_the_signature_of_a_block_quotation_names_its_speaker(signature: str, expected: str) -> None:
    text = f"The board met.\n\n> {WORDS}.\n>\n> — {signature}\n\nIt will meet again.\n"
    read = read_draft("draft.md", text.encode(), reader=load_shipped_reader(), settings=Settings())
    (statement,) = check_against(read, [read_text(BY_NAME)]).to_record()["statements"]
    assert (statement["verdict"], statement["speaker"]) == ("verbatim", expected)


def test_words_that_a_correction_withdraws_are_no_source() -> None:
    page = (
        "Pier to cost more\n\nA third of the piles are rotten. “You could push a biro into some of them,” said Orla "
        "Brandvold, the engineer.\n\nCorrection, 3 May: An earlier version of this article quoted Orla Brandvold as "
        "saying “You could push a finger into all of them”. She said “You could push a biro into some of them”.\n"
    )
    for words, verdict in (("a finger into all", "altered"), ("a biro into some", "verbatim")):
        text = f"“You could push {words} of them,” said Orla Brandvold.\n"
        read = read_draft("draft.txt", text.encode(), reader=load_shipped_reader(), settings=Settings())
        (statement,) = check_against(read, [read_text(page)]).to_record()["statements"]
        assert (statement["verdict"], statement["speaker"]) == (verdict, "same")


def test_words_that_a_page_of_corrections_withdraws_are_no_source() -> None:
    page = (
        "Corrections and clarifications\n\nAn article on 27 February quoted Orla Brandvold, the engineer, as saying "
        "that the board “will not shut the pier this year”. Ms Brandvold in fact said: “We will not shut the pier.” "
        "The words “this year” were added in error.\n"
    )
    for words, verdict in (("shut the pier this year", "altered"), ("shut the pier", "verbatim")):
        text = f"“We will not {words},” said Orla Brandvold.\n"
        read = read_draft("draft.txt", text.encode(), reader=load_shipped_reader(), settings=Settings())
        (statement,) = check_against(read, [read_text(page)]).to_record()["statements"]
        assert (statement["verdict"], statement["speaker"]) == (verdict, "same")


@pytest.mark.parametrize(
    ("speaker", "verdict"), [("Orla Brandvold", "verbatim"), ("Brandvold", "verbatim"), ("Silas Kimura", "altered")]
)
def test_words_of_a_column_are_those_of_its_author(speaker: str, verdict: str) -> None:
    page = (
        "Keep off the marsh\nBy Orla Brandvold\n\nI have lived by a river for thirty years. I do not want your "
        "sympathy.\n\nThe minister says that it would cost too much. Perhaps it would. But a house under water is no "
        "home to anybody.\n"
    )
    text = f"“A house under water is no home to anybody,” wrote {speaker}.\n"
    read = read_draft("draft.txt", text.encode(), reader=load_shipped_reader(), settings=Settings())
    (statement,) = check_against(read, [read_text(page)]).to_record()["statements"]
    assert statement["verdict"] == verdict


def test_an_outlet_that_prints_words_is_not_another_speaker() -> None:
    reading = read_text(BY_NAME)
    page = replace(reading, article=replace(reading.article, outlet="The Skerry Gull"))
    for outlet, expected in (("The Gull", "unknown"), ("Skerry Line", "different")):
        text = f"{outlet} said: “{WORDS}.”\n"
        read = read_draft("draft.txt", text.encode(), reader=load_shipped_reader(), settings=Settings())
        (statement,) = check_against(read, [page]).to_record()["statements"]
        assert (statement["speaker_name"], statement["speaker"]) == (outlet, expected)


def test_a_question_that_somebody_was_asked_is_not_by_that_person() -> None:
    words = "Is it true that we have waited eleven years"
    page = read_text(f"The board met on Monday.\n\nGreta Dunmore, a lawyer, asked: “{words}?”\n")
    text = f"Orla Brandvold, the harbour master, was there.\n\nAsked “{words}?”, she did not answer.\n"
    read = read_draft("draft.txt", text.encode(), reader=load_shipped_reader(), settings=Settings())
    speakers = [row["speaker"] for row in check_against(read, [page]).to_record()["statements"]]
    assert "different" not in speakers


@pytest.mark.parametrize(
    ("source", "draft", "expected"),
    [
        ("Two people who work at Skerry Line", "Skerry Line", "different"),
        ("A spokesman for Skerry Line", "Skerry Line", "same"),
        ("Two people who work at Elmouth Ferries", "Skerry Line", "unknown"),
    ],
)
def test_people_who_work_for_an_organisation_do_not_speak_for_it(source: str, draft: str, expected: str) -> None:
    page = f"The fare rises in May.\n\n{source} said that the board had discussed a second ferry in February.\n"
    text = f"{draft} said that the board had discussed a second ferry in February.\n"
    read = read_draft("draft.txt", text.encode(), reader=load_shipped_reader(), settings=Settings())
    (statement,) = check_against(read, [read_text(page)]).to_record()["statements"]
    assert (statement["verdict"], statement["speaker"]) == ("supported", expected)
