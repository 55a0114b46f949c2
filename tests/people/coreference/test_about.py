"""References inside statements, resolved from the speaker's side."""

from __future__ import annotations

import pytest

from tests.people.making import Said, read

COUPLE = (
    "Orla Tarn and Piet Brandvold married in June.\nTarn met her husband Piet Brandvold on the quay.\n"
    "Orla Tarn and Piet Brandvold are the parents of twins.\n"
)
FAMILY = "Orla Tarn met her husband Piet Brandvold and their kids Dex and Ivo.\n"
BOARD = "The Quay Board fined Elmouth Ferries in May.\n"

CASES: list[tuple[str, str, list[Said], list[list[str]]]] = [
    (
        "a name",
        "Orla Tarn met Piet Brandvold.\n“Brandvold is late,” Tarn said.",
        [("“Brandvold is late,”", "Tarn", "said")],
        [["Piet Brandvold"]],
    ),
    (
        "names in text order",
        "Orla Tarn met Piet Brandvold and Una Quill.\n“Una is late, Brandvold too, and Una knows,” Tarn said.",
        [("“Una is late, Brandvold too, and Una knows,”", "Tarn", "said")],
        [["Una Quill", "Piet Brandvold"]],
    ),
    (
        "not the speaker",
        "Orla Tarn met Piet Brandvold.\nTarn said that Orla Tarn was late.",
        [("that Orla Tarn was late", "Tarn", "said")],
        [[]],
    ),
    (
        "she in a quotation is not its speaker",
        "Orla Tarn spoke of Una Quill.\n“She is late,” Tarn said.",
        [("“She is late,”", "Tarn", "said")],
        [["Una Quill"]],
    ),
    (
        "he in indirect speech can be the speaker",
        "Piet Brandvold waved. Brandvold said he was late.",
        [("he was late", "Brandvold", "said")],
        [[]],
    ),
    (
        "she in the words of a representative is whom he speaks for",
        "Orla Tarn met the crew. Her spokesman admitted that she was late.",
        [("that she was late", "Her spokesman", "admitted")],
        [["Orla Tarn"]],
    ),
    (
        "she in the words of a source is whom the page is about",
        "Orla Tarn met the crew. A source admitted that she was late.",
        [("that she was late", "A source", "admitted")],
        [["Orla Tarn"]],
    ),
    (
        "the only person whom the page calls so",
        "Orla Tarn, the director of the museum, left.\n“The director was kind,” a guard said.",
        [("“The director was kind,”", "a guard", "said")],
        [["Orla Tarn"]],
    ),
    (
        "the nominee is nobody yet",
        "Orla Tarn, the nominee, left.\n“I shall back the nominee,” Piet Brandvold said.",
        [("“I shall back the nominee,”", "Piet Brandvold", "said")],
        [[]],
    ),
    (
        "the singer whose boat it is",
        "Orla Tarn, a singer, left.\nA fan said the singer’s boat had sunk.",
        [("the singer’s boat had sunk", "A fan", "said")],
        [["Orla Tarn"]],
    ),
    (
        "who continues the name before it",
        "The hall was full. Orla Tarn, who was late, according to a guard, waved.",
        [("who was late", "a guard", "according to")],
        [["Orla Tarn"]],
    ),
    (
        "the company of the source",
        "The Quay Board fined Tarn Lines Inc. A spokesman for Tarn Lines Inc said the company was late.",
        [("the company was late", "A spokesman for Tarn Lines Inc", "said")],
        [["Tarn Lines Inc"]],
    ),
    (
        "the company is another than that of the source, if that has been named",
        "A spokesman for Tarn Lines Inc said Quay Ferries Ltd was late and the company knew.",
        [("Quay Ferries Ltd was late and the company knew", "A spokesman for Tarn Lines Inc", "said")],
        [["Quay Ferries Ltd"]],
    ),
    (
        "a council that the page does not name",
        f"{BOARD}A captain said the council was late. A mate said the Elmouth council was late.",
        [("the council was late", "A captain", "said"), ("the Elmouth council was late", "A mate", "said")],
        [[], []],
    ),
    (
        "the council by its name",
        "Elmouth Council fined Orla Tarn. A captain said the council was late. A mate said the council papers were.",
        [("the council was late", "A captain", "said"), ("the council papers were", "A mate", "said")],
        [["Elmouth Council"], []],
    ),
    (
        "the party of the source, not the last",
        "The Harbour Party met the Quay Party. A Harbour Party spokesman said the party was late.",
        [("the party was late", "A Harbour Party spokesman", "said")],
        [["Harbour Party"]],
    ),
    (
        "their marriage is a couple’s, whatever nouns come before",
        f"{COUPLE}The neighbours claimed that their marriage was over.",
        [("that their marriage was over", "The neighbours", "claimed")],
        [["Orla Tarn", "Piet Brandvold"]],
    ),
    (
        "months are not they",
        f"{COUPLE}A neighbour said that it lasted for months, and that they were happy.",
        [("that it lasted for months, and that they were happy", "A neighbour", "said")],
        [["Orla Tarn", "Piet Brandvold"]],
    ),
    (
        "two names between a plural noun and they",
        f"{COUPLE}The sailors told Tarn and Brandvold that they were late.",
        [("that they were late", "The sailors", "told")],
        [["Orla Tarn", "Piet Brandvold"]],
    ),
    (
        "two speakers speak of themselves",
        f"{COUPLE}Orla Tarn and Piet Brandvold said they were happy.\nShe and Piet Brandvold said they were happy.",
        [
            ("they were happy", "Orla Tarn and Piet Brandvold", "said"),
            ("they were happy", "She and Piet Brandvold", "said"),
        ],
        [[], []],
    ),
    (
        "an ex-wife is not the wife",
        (
            "Orla Tarn and Piet Brandvold met. Orla Tarn and Piet Brandvold sailed, and Tarn waved.\n"
            "Brandvold married Una Quill in May. Brandvold met his wife Una Quill there.\n"
            "“My ex-wife is late,” Brandvold said."
        ),
        [("“My ex-wife is late,”", "Brandvold", "said")],
        [["Orla Tarn"]],
    ),
    (
        "the council leader is not the council, and the site no outlet",
        "The Elmouth Council met. The Elmouth Bell reported.\n“The council leader saw the site,” Orla Tarn said.",
        [("“The council leader saw the site,”", "Orla Tarn", "said")],
        [[]],
    ),
    (
        "a pronoun after a name in the same quotation",
        "Orla Tarn met Piet Brandvold and Karl Moll.\n“Moll is late, and he knows it,” Tarn said.",
        [("“Moll is late, and he knows it,”", "Tarn", "said")],
        [["Karl Moll"]],
    ),
    (
        "they, after a couple of whom the page speaks in passing",
        "Orla Tarn left.\nPiet Moll sat. His wife, Una, waved. It sank. It was cold.\n“We warned them,” Tarn said.",
        [("“We warned them,”", "Tarn", "said")],
        [[]],
    ),
    (
        "they as a pair",
        COUPLE + "“They are late,” Una Quill said.",
        [("“They are late,”", "Una Quill", "said")],
        [["Orla Tarn", "Piet Brandvold"]],
    ),
    (
        "the couple as a pair",
        COUPLE + "Una Quill said the couple were late.",
        [("the couple were late", "Una Quill", "said")],
        [["Orla Tarn", "Piet Brandvold"]],
    ),
    (
        "the singers as a pair",
        COUPLE + "Una Quill said the singers were late.",
        [("the singers were late", "Una Quill", "said")],
        [["Orla Tarn", "Piet Brandvold"]],
    ),
    (
        "other singers",
        COUPLE + "“The singers of the choir are late, and the singers she knows,” Una Quill said of Tarn.",
        [("“The singers of the choir are late, and the singers she knows,”", "Una Quill", "said")],
        [["Orla Tarn"]],
    ),
    (
        "a handle and a hashtag",
        "Orla Tarn met Piet Brandvold.\n“Thank you @OrlaTarn, @QuayFans #pietbrandvold,” Una Quill said.",
        [("“Thank you @OrlaTarn, @QuayFans #pietbrandvold,”", "Una Quill", "said")],
        [["Orla Tarn", "Piet Brandvold"]],
    ),
    (
        "an insider speaks of others",
        "Orla Tarn waved. Tarn sang. An insider told the press she was late.",
        [("she was late", "An insider", "told")],
        [["Orla Tarn"]],
    ),
    (
        "their kids, when a parent is named",
        FAMILY + "It was late.\n" * 5 + "A source said that Brandvold may not leave their kids.",
        [("Brandvold may not leave their kids", "A source", "said")],
        [["Piet Brandvold", "Dex", "Ivo"]],
    ),
    (
        "the object of the cue",
        "Orla Tarn waved. Piet Brandvold accused Tarn of “being late”.",
        [("“being late”", "Piet Brandvold", "accused")],
        [["Orla Tarn"]],
    ),
    (
        "the object of a verb of naming",
        "Orla Tarn waved. Piet Brandvold called her “a gull”.",
        [("“a gull”", "Piet Brandvold", "called")],
        [["Orla Tarn"]],
    ),
    (
        "an addressee is no subject of a clause",
        "Piet Brandvold told Orla Tarn “it is late”.",
        [("“it is late”", "Piet Brandvold", "told")],
        [[]],
    ),
    (
        "we without the speaker",
        COUPLE + "“We are late,” Tarn said.",
        [("“We are late,”", "Tarn", "said")],
        [["Piet Brandvold"]],
    ),
    (
        "they with a nearer plural noun",
        COUPLE + "“The ferries come when they like,” Una Quill said.",
        [("“The ferries come when they like,”", "Una Quill", "said")],
        [[]],
    ),
    (
        "they without a pair on the page",
        "Orla Tarn waved.\nPiet Brandvold sang.\n“They are late,” Una Quill said.",
        [("“They are late,”", "Una Quill", "said")],
        [[]],
    ),
    (
        "my husband",
        COUPLE + "“My husband is late,” Tarn said.",
        [("“My husband is late,”", "Tarn", "said")],
        [["Piet Brandvold"]],
    ),
    (
        "a husband with a named owner",
        COUPLE + "“Orla's husband is late,” Una Quill said.",
        [("“Orla's husband is late,”", "Una Quill", "said")],
        [["Orla Tarn", "Piet Brandvold"]],
    ),
    (
        "a husband without a name",
        "Una Quill waved.\n“My husband is late,” Quill said.",
        [("“My husband is late,”", "Quill", "said")],
        [[]],
    ),
    (
        "their kids",
        FAMILY + "“They like their kids,” Una Quill said.",
        [("“They like their kids,”", "Una Quill", "said")],
        [["Orla Tarn", "Piet Brandvold", "Dex", "Ivo"]],
    ),
    (
        "my children",
        FAMILY + "“My children are late,” Tarn said.",
        [("“My children are late,”", "Tarn", "said")],
        [["Dex", "Ivo"]],
    ),
    (
        "the kids of the only family",
        FAMILY + "“The two kids are late,” Una Quill said.",
        [("“The two kids are late,”", "Una Quill", "said")],
        [["Dex", "Ivo"]],
    ),
    (
        "one of several sons",
        FAMILY + "“Her son is late,” Una Quill said of Tarn.",
        [("“Her son is late,”", "Una Quill", "said")],
        [["Orla Tarn"]],
    ),
    (
        "somebody for whom the words are said",
        "Ivo Tarn waved.\n“He is late,” said a lawyer for Piet Brandvold.",
        [("“He is late,”", "a lawyer for Piet Brandvold", "said")],
        [["Piet Brandvold"]],
    ),
    (
        "the defendant whom a judge addresses",
        "On Monday, sentencing Piet Brandvold, Judge Una Quill said: “You are late.”",
        [("“You are late.”", "Judge Una Quill", "said")],
        [["Piet Brandvold"]],
    ),
    (
        "somebody whom the words are said of",
        "Ivo Tarn waved.\n“He is late,” Una Quill said of Piet Brandvold. “I never met him.”",
        [("“He is late,”", "Una Quill", "said")],
        [["Piet Brandvold"]],
    ),
    (
        "the couple with adjectives",
        FAMILY + "“The famous Elmouth couple is late,” Una Quill said.",
        [("“The famous Elmouth couple is late,”", "Una Quill", "said")],
        [["Orla Tarn", "Piet Brandvold"]],
    ),
    (
        "these kids",
        FAMILY + "“These kids are late,” Una Quill said.",
        [("“These kids are late,”", "Una Quill", "said")],
        [["Dex", "Ivo"]],
    ),
    (
        "a further child",
        "Orla Tarn met her son, Dex.\n“Her second child is late,” Una Quill said of Tarn.",
        [("“Her second child is late,”", "Una Quill", "said")],
        [["Orla Tarn"]],
    ),
    (
        "a baby that is nobody's yet",
        "Orla Tarn met her son, Dex.\n“She wants a baby,” Una Quill said of Tarn.",
        [("“She wants a baby,”", "Una Quill", "said")],
        [["Orla Tarn"]],
    ),
    (
        "a couple that speaks of itself",
        COUPLE + "They confirmed their divorce.",
        [("their divorce", "They", "confirmed")],
        [[]],
    ),
    (
        "a couple of which its spokesman speaks",
        COUPLE + "Their spokesman confirmed their divorce.",
        [("their divorce", "Their spokesman", "confirmed")],
        [["Orla Tarn", "Piet Brandvold"]],
    ),
    (
        "you with an addressee",
        "Orla Tarn met Piet Brandvold.\nTarn told Brandvold: “You are late.”",
        [("“You are late.”", "Tarn", "told")],
        [["Piet Brandvold"]],
    ),
    (
        "you without an addressee",
        "Orla Tarn met Piet Brandvold.\nTarn said: “You are late.”",
        [("“You are late.”", "Tarn", "said")],
        [[]],
    ),
    (
        "gender from a pronoun elsewhere",
        "Orla Tarn met Avon Lisk. Lisk hurt his hand. Lisk sang. Lisk waved.\n“She is late,” Una Quill said.",
        [("“She is late,”", "Una Quill", "said")],
        [["Orla Tarn"]],
    ),
    (
        "he in a transcript is not the speaker",
        "Piet Brandvold met Karl Moll.\nBRANDVOLD: He is late.",
        [("He is late.", "BRANDVOLD", ":")],
        [["Karl Moll"]],
    ),
    (
        "an organisation",
        BOARD + "Una Quill said that the Quay Board was wrong.",
        [("that the Quay Board was wrong", "Una Quill", "said")],
        [["Quay Board"]],
    ),
    (
        "the company with two in focus",
        "The Elmouth Press sued the Quay Trust.\n“The company was wrong,” Una Quill said.",
        [("“The company was wrong,”", "Una Quill", "said")],
        [[]],
    ),
    (
        "the party of whoever speaks",
        "The Labour Party met the Conservative Party.\nA Tory source said the party was late.",
        [("the party was late", "A Tory source", "said")],
        [["Conservative Party"]],
    ),
    (
        "a party that nobody speaks for",
        "The Labour Party met.\n“The party went on all night,” Una Quill said.",
        [("“The party went on all night,”", "Una Quill", "said")],
        [[]],
    ),
    (
        "the bureau",
        "The FBI met.\n“The bureau is late,” Una Quill said.",
        [("“The bureau is late,”", "Una Quill", "said")],
        [["FBI"]],
    ),
    (
        "an organisation that speaks elsewhere",
        "Wexcombe said it was late.\n“Ask Wexcombe,” Una Quill said.",
        [("it was late", "Wexcombe", "said"), ("“Ask Wexcombe,”", "Una Quill", "said")],
        [[], ["Wexcombe"]],
    ),
    (
        "a state that speaks elsewhere",
        "Iceland said it was late.\n“Ask Iceland,” Una Quill said.",
        [("it was late", "Iceland", "said"), ("“Ask Iceland,”", "Una Quill", "said")],
        [[], ["Iceland"]],
    ),
    (
        "a state that does not speak",
        "“It rains in Iceland,” Una Quill said.",
        [("“It rains in Iceland,”", "Una Quill", "said")],
        [[]],
    ),
    (
        "a competition is no organisation",
        "“The Elmouth Union Cup is late,” Una Quill said.",
        [("“The Elmouth Union Cup is late,”", "Una Quill", "said")],
        [[]],
    ),
    (
        "an organisation with a modifier",
        "“The Wexcombe-based Quay Trust is late,” Una Quill said.",
        [("“The Wexcombe-based Quay Trust is late,”", "Una Quill", "said")],
        [["Quay Trust"]],
    ),
    (
        "a body of several fields",
        "“The Ministry of Quays, Locks and Harbours is late,” Una Quill said.",
        [("“The Ministry of Quays, Locks and Harbours is late,”", "Una Quill", "said")],
        [["Ministry of Quays, Locks and Harbours"]],
    ),
    (
        "a generic acronym",
        "“It is on TV,” Una Quill said.",
        [("“It is on TV,”", "Una Quill", "said")],
        [[]],
    ),
    (
        "you after a turn that begins with the third person",
        "Una Quill met the press.\nUNA QUILL: She is late, you know.",
        [("She is late, you know.", "UNA QUILL", ":")],
        [[]],
    ),
    (
        "an elided subject",
        "Orla Tarn met Una Quill.\nTarn has “had enough of ferries,” Quill said.",
        [("has “had enough of ferries,”", "Quill", "said")],
        [["Orla Tarn"]],
    ),
]


@pytest.mark.parametrize(("text", "said", "about"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_about(text: str, said: list[Said], about: list[list[str]]) -> None:
    assert [list(statement.about) for statement in read(text, said).statements] == about


def test_an_ambiguous_pronoun_refers_to_nobody() -> None:
    text = "With Orla Tarn came Una Quill.\n“She is late,” Piet Brandvold said.\n"
    (statement,) = read(text, [("“She is late,”", "Piet Brandvold", "said")]).statements
    assert statement.about == ()


def test_pronouns_inside_a_quotation_are_mentions() -> None:
    text = "Orla Tarn spoke of Una Quill.\n“She is late,” Tarn said."
    reading = read(text, [("“She is late,”", "Tarn", "said")])
    quill = next(person for person in reading.people if person.name == "Una Quill")
    start = text.index("She")
    assert (start, start + 3) in quill.mentions
