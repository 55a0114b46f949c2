from __future__ import annotations

import numpy as np
import pytest
from tokenizers import Tokenizer

from onrecord.encoder.encode import Encoding, blocks_of
from onrecord.encoder.model import NAMES, Encoded, Model
from onrecord.encoder.words import cut_words
from onrecord.people.coreference.bodies import has_own_name
from onrecord.people.coreference.gather import gather
from onrecord.people.names.mentions import find_mentions
from onrecord.people.names.probabilities import NameProbabilities
from onrecord.people.view import View
from onrecord.types import Article
from tests.people.making import article_of

Marks = dict[str, tuple[str, float]]


class NoModel(Model):
    """Stands in for the model where no scores are asked of it."""

    def __init__(self) -> None:
        pass


def encoding_of(article: Article, marks: Marks, tokenizer: Tokenizer) -> Encoding:
    """The encoding of a model that sees each word of ``marks`` as a name of a sort, with a probability."""
    words = cut_words(article.text, blocks_of(article), tokenizer=tokenizer)
    names = np.zeros((len(words), 1 + 2 * len(NAMES)), dtype=np.float32)
    names[:, 0] = 1.0
    for number, (start, end) in enumerate(words.spans.tolist()):
        if article.text[start:end] in marks:
            sort, sure = marks[article.text[start:end]]
            names[number, 0] = 1 - sure
            names[number, 2 + 2 * NAMES.index(sort)] = sure
    nothing = np.zeros((len(words), 7), dtype=np.float32)
    return Encoding(words, Encoded(np.zeros((len(words), 384), dtype=np.float32), nothing, names), NoModel())


def test_words_that_the_encoder_left_out_are_in_no_name(tokenizer: Tokenizer) -> None:
    article = article_of("Tarn spoke.\n" + "!" * 4_000 + "Moll\nZuzka left.")
    encoding = encoding_of(article, dict.fromkeys(("Tarn", "Moll", "left"), ("person", 0.9)), tokenizer)
    assert encoding.words.dense_blocks == 1
    view = View(article)
    ner = NameProbabilities.from_encoding(view, encoding)
    probabilities = dict(zip((word.text for word in view.words), ner.person_probabilities, strict=True))
    assert {word: probability for word, probability in probabilities.items() if probability} == {
        "Tarn": pytest.approx(0.9),
        "left": pytest.approx(0.9),
    }


def test_a_page_of_which_the_encoder_left_out_everything_has_no_probabilities(tokenizer: Tokenizer) -> None:
    article = article_of("!" * 4_000 + "Moll")
    encoding = encoding_of(article, {"Moll": ("person", 0.9)}, tokenizer)
    assert len(encoding.words) == 0
    assert set(NameProbabilities.from_encoding(View(article), encoding).person_probabilities) == {0.0}


def mentions(text: str, marks: Marks, tokenizer: Tokenizer, *, titles: int = 0) -> list[tuple[str, str]]:
    article = article_of(text, titles=titles)
    page_mentions = find_mentions(View(article), encoding=encoding_of(article, marks, tokenizer))
    return [(mention.text, mention.sort) for mention in page_mentions]


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        # the model tells a company of two plain words from a person
        ("We asked Tarn Moll about it.", {"Tarn": ("organisation", 0.9), "Moll": ("organisation", 0.9)},
         [("Tarn Moll", "organisation")]),
        ("We asked Tarn Moll about it.", {"Tarn": ("person", 0.9), "Moll": ("person", 0.9)}, [("Tarn Moll", "person")]),
        # an uncertain word next to a name belongs to it
        ("We saw Zuzka Moll again.", {"Zuzka": ("person", 0.2), "Moll": ("person", 0.9)}, [("Zuzka Moll", "person")]),
        # other words before a name are cut off
        ("Backstage Orla Tarn laughed.", {"Orla": ("person", 0.9), "Tarn": ("person", 0.9)}, [("Orla Tarn", "person")]),
        # a month that is a given name, if the model is sure
        ("We met April May there.", {"April": ("person", 0.97), "May": ("person", 0.97)}, [("April May", "person")]),
        ("We met April Tarn there.", {"April": ("person", 0.97), "Tarn": ("person", 0.97)}, [("April Tarn", "person")]),
        ("We met in April May said.", {}, []),
        # a given name that is a time of year too
        ("Dance teacher Eve Tarn spoke.", {"Eve": ("person", 0.9), "Tarn": ("person", 0.9)}, [("Eve Tarn", "person")]),
        # a word beside a full name that may be something else
        ("Rival Orla Tarn spoke.", {"Rival": ("person", 0.14), "Orla": ("person", 0.97), "Tarn": ("person", 0.97)},
         [("Orla Tarn", "person")]),
        ("We asked Orla Beth Tarn.", {"Orla": ("person", 0.97), "Beth": ("person", 0.97), "Tarn": ("person", 0.2)},
         [("Orla Beth Tarn", "person")]),
        # a title that the name needs
        ("We asked Lord Tarn.", {"Lord": ("person", 0.9), "Tarn": ("person", 0.97)}, [("Lord Tarn", "person")]),
        # a title, and people of a place, who are no organisation
        ("We asked the Cardinal.", {"Cardinal": ("organisation", 0.9)}, []),
        ("Irish authorities met.", {"Irish": ("other", 0.9)}, []),
        # a body, and somebody who works for it
        ("We met Quayline’s Martin Moll there.", dict.fromkeys(("Quayline’s", "Martin", "Moll"), ("organisation", 0.9)),
         [("Quayline", "organisation"), ("Martin Moll", "organisation")]),
        # a magazine
        ("We read Quill magazine there.", {"Quill": ("organisation", 0.9)}, [("Quill magazine", "organisation")]),
        # the last part of a title
        ("The Chief Of Staff Orla Tarn spoke.", {"Staff": ("person", 0.7), "Orla": ("person", 0.97),
         "Tarn": ("person", 0.97)}, [("Orla Tarn", "person")]),
        # a town, which the model takes for a person
        ("Elmouth votes. The town of Elmouth is small.", {"Elmouth": ("person", 0.9)}, []),
        ("We asked the MP for Elmouth.", {"Elmouth": ("person", 0.9)}, []),
        ("We asked Elmouth Mayor Orla Tarn.", dict.fromkeys(("Orla", "Tarn", "Elmouth"), ("person", 0.97)),
         [("Orla Tarn", "person")]),
        ("Orla Tarn, 42, of Elmouth, spoke.", dict.fromkeys(("Orla", "Tarn", "Elmouth"), ("person", 0.97)),
         [("Orla Tarn", "person")]),
        ("The Elmouth MP met the MP for Quill and Wex.",
         dict.fromkeys(("Elmouth", "Quill", "Wex"), ("person", 0.97)), []),
        ("Elmouth South voted. Brave Tarn met Ivo Tarn.", dict.fromkeys(("Elmouth", "Ivo", "Tarn"), ("person", 0.97)),
         [("Tarn", "person"), ("Ivo Tarn", "person")]),
        ("Bill Tarn met Ivo Tarn.", dict.fromkeys(("Bill", "Ivo", "Tarn"), ("person", 0.97)),
         [("Bill Tarn", "person"), ("Ivo Tarn", "person")]),
        ("We met Orla Tarn. We met Orla Tarn Presidential.",
         {"Orla": ("person", 0.9), "Tarn": ("person", 0.9), "Presidential": ("person", 0.4)},
         [("Orla Tarn", "person"), ("Orla Tarn", "person")]),
        ("We asked Elmouth, the mayor of Wex and Tarn.", dict.fromkeys(("Elmouth", "Tarn"), ("person", 0.97)),
         [("Elmouth", "person"), ("Tarn", "person")]),
        # a name that the model does not see in full
        ("Ines Tarn spoke.", {"Tarn": ("person", 0.97)}, [("Ines Tarn", "person")]),
        # a party, and a firm of two families
        ("The Gullik leader, Orla Tarn, left.", dict.fromkeys(("Gullik", "Orla", "Tarn"), ("person", 0.97)),
         [("Gullik", "organisation"), ("Orla Tarn", "person")]),
        ("We saw Zuzka & Orla Tarn.", {"Zuzka": ("person", 0.9), "Orla": ("person", 0.9), "Tarn": ("person", 0.4)},
         [("Zuzka", "person"), ("Orla Tarn", "person")]),
        ("We asked Brandvold & Quill about it.", {"Brandvold": ("person", 0.9), "Quill": ("organisation", 0.2)},
         [("Brandvold & Quill", "organisation")]),
        # a film, a law and a pet
        ("We saw the film “Orla Tarn” there.", {"Orla": ("person", 0.97), "Tarn": ("person", 0.97)}, []),
        ("We asked about Tarn’s Law there.", {"Tarn": ("person", 0.9)}, []),
        ("We met her dog, Rufus, there.", {"Rufus": ("person", 0.97)}, []),
        # a name that rules would not have alone
        ("Their son North was there.", {"North": ("person", 0.97)}, [("North", "person")]),
        ("They went north to the sea.", {}, []),
        # a line in title case, of which the model takes all words for one name
        ("We asked Orla Tarn and Ivo Quill.\nOrla Tarn Hints Quill Lied",
         {"Ivo": ("person", 0.95), **dict.fromkeys(("Orla", "Tarn", "Hints", "Quill"), ("person", 0.95))},
         [("Orla Tarn", "person"), ("Ivo Quill", "person"), ("Orla Tarn", "person"), ("Quill", "person")]),
        # a storm, a firm after its noun, and one in an apposition
        ("Storm Odile came.", {"Storm": ("person", 0.6), "Odile": ("person", 0.9)}, []),
        ("We asked the law firm Moll Tarn.", {"Moll": ("person", 0.9), "Tarn": ("person", 0.9)},
         [("Moll Tarn", "organisation")]),
        ("Her label, Zuzka, said so.", {"Zuzka": ("person", 0.9)}, []),
        # initials without full stops
        # a family name that comes first and stands alone elsewhere; an occupation
        ("We asked Hong Mei-ling. Hong said no.", {"Hong": ("person", 0.4), "Mei-ling": ("person", 0.4)},
         [("Hong Mei-ling", "person"), ("Hong", "person")]),
        ("The ceramicist Zuzka Moll spoke.", {"Zuzka": ("person", 0.4), "Moll": ("person", 0.4)},
         [("Zuzka Moll", "person")]),
        # an honour behind a name
        ("We asked Helen Tarn KC.", {"Helen": ("person", 0.97), "Tarn": ("person", 0.97), "KC": ("person", 0.9)},
         [("Helen Tarn", "person")]),
        # how a child calls her mother
        ("We asked Mum there.", {"Mum": ("person", 0.9)}, []),
        # a place with a body of its own
        ("We asked the Elmouth police.", {"Elmouth": ("place", 0.9)}, [("Elmouth police", "organisation")]),
        ("West Elmouth police came.", {}, [("West Elmouth police", "organisation")]),
        ("On Monday police came.", {}, []),
        ("We asked the Committee on Quays.", {"Committee": ("organisation", 0.9)},
         [("Committee on Quays", "organisation")]),
        ("We asked the Ministry of Ports.", {"Ministry": ("organisation", 0.3), "Ports": ("organisation", 0.9)},
         [("Ministry of Ports", "organisation")]),
        ("We asked the Bureau of Ports and Prevention.",
         {"Bureau": ("organisation", 0.9), "of": ("organisation", 0.9), "Ports": ("organisation", 0.9)},
         [("Bureau of Ports and Prevention", "organisation")]),
        ("We asked the Bureau of Ports and Google.",
         {"Bureau": ("organisation", 0.9), "of": ("organisation", 0.9), "Ports": ("organisation", 0.9),
          "and": ("organisation", 0.2), "Google": ("organisation", 0.9)},
         [("Bureau of Ports", "organisation"), ("Google", "organisation")]),
        ("We asked the Committee on Monday.", {"Committee": ("organisation", 0.9)}, [("Committee", "organisation")]),
        ("We asked Orla Tarn Company.",
         {"Orla": ("person", 0.97), "Tarn": ("person", 0.97), "Company": ("organisation", 0.9)},
         [("Orla Tarn", "person")]),
        ("We asked the Irish government.", {"Irish": ("other", 0.9)}, [("Irish government", "organisation")]),
        # organisations with a possessive inside, of which the model sees a part or a person
        ("We asked St Cuthbert's School.", {"Cuthbert": ("person", 0.9), "School": ("organisation", 0.9)},
         [("St Cuthbert's School", "organisation")]),
        ("We asked St Bede’s Primary School.", {"Primary": ("organisation", 0.9), "School": ("organisation", 0.9)},
         [("St Bede’s Primary School", "organisation")]),
        ("We asked All Saints' Church there.", {"Saints": ("organisation", 0.9)},
         [("All Saints' Church", "organisation")]),
        ("We asked King’s College Elmouth.", {"Elmouth": ("person", 0.9)},
         [("King’s College Elmouth", "organisation")]),
        ("We asked the Port Workers’ Union.", {"Union": ("organisation", 0.9)},
         [("Port Workers’ Union", "organisation")]),
        ("We asked Tarn Children's Hospital.", {"Tarn": ("place", 0.9)},
         [("Tarn Children's Hospital", "organisation")]),
        ("We asked Quill's Bakery.", {"Quill's": ("organisation", 0.9), "Bakery": ("organisation", 0.9)},
         [("Quill's Bakery", "organisation")]),
        # a noun before the name, and a name of two parts of which the model sees one
        ("We asked the union Port Tarn.", dict.fromkeys(["union", "Port", "Tarn"], ("organisation", 0.9)),
         [("Port Tarn", "organisation")]),
        ("Publisher Tarn Quay met.", dict.fromkeys(["Publisher", "Tarn", "Quay"], ("organisation", 0.9)),
         [("Tarn Quay", "organisation")]),
        ("We asked the auction house Tarn & Quill.", {"Quill": ("organisation", 0.9)},
         [("Tarn & Quill", "organisation")]),
        # a person after a body, and a body named after a person, of which the model sees a part or a person
        ("We asked the chair of the Quay Trust Orla Tarn.",
         {"Trust": ("person", 0.4), "Orla": ("person", 0.97), "Tarn": ("person", 0.97)}, [("Orla Tarn", "person")]),
        ("We asked Orla Tarn University.",
         {"Orla": ("place", 0.9), "Tarn": ("place", 0.9), "University": ("organisation", 0.6)},
         [("Orla Tarn University", "organisation")]),
        ("We asked Orla Tarn University.", dict.fromkeys(["Orla", "Tarn", "University"], ("person", 0.9)), []),
        # an office that the model takes for a part of the body; a day, which is none
        ("We asked Quay House Press Secretary Orla Tarn.",
         {**dict.fromkeys(["Quay", "House", "Press", "Secretary"], ("organisation", 0.9)),
          **dict.fromkeys(["Orla", "Tarn"], ("person", 0.97))},
         [("Quay House", "organisation"), ("Orla Tarn", "person")]),
        ("We asked the Harbour on Monday.", {"Harbour": ("organisation", 0.9), "Monday": ("organisation", 0.9)},
         [("Harbour", "organisation")]),
        # the body of somebody else, and that of a firm which the page names without it
        ("We asked Orla Tarn's Trust.", {"Orla": ("person", 0.9), "Tarn's": ("person", 0.9)},
         [("Orla Tarn", "person")]),
        ("We asked Quill. Quill's Board met.",
         {"Quill": ("organisation", 0.9), "Quill's": ("organisation", 0.9), "Board": ("organisation", 0.9)},
         [("Quill", "organisation"), ("Quill", "organisation"), ("Board", "organisation")]),
    ],
)  # fmt: skip
def test_rules_and_model_decide_together(
    text: str, marks: Marks, expected: list[tuple[str, str]], tokenizer: Tokenizer
) -> None:
    assert mentions(text, marks, tokenizer) == expected


def test_two_people_joined_by_an_ampersand_are_two(tokenizer: Tokenizer) -> None:
    marks: Marks = dict.fromkeys(["Orla", "Tarn", "Dex", "Moll"], ("person", 0.95))
    text = "Orla Tarn & Dex Moll On The Brink\nThey did not say."
    assert mentions(text, marks, tokenizer, titles=1) == [("Orla Tarn", "person"), ("Dex Moll", "person")]


def test_a_name_of_several_words_is_the_same_thing_all_over_the_page(tokenizer: Tokenizer) -> None:
    article = article_of("Tarn Quay is old. At Tarn Quay they wait.")
    view = View(article)
    ner = NameProbabilities.from_encoding(
        view, encoding_of(article, {"Tarn": ("place", 0.9), "Quay": ("place", 0.8)}, tokenizer)
    )
    first = ner.person_log_odds(range(2))
    ner.cumulative = [
        [total + (1.5 if number > 1 else 0) for total in row] for number, row in enumerate(ner.cumulative)
    ]
    ner.pool([range(2), range(6, 8)])
    assert ner.person_log_odds(range(2)) == ner.person_log_odds(range(6, 8)) > first


def test_a_headline_does_not_lengthen_a_name(tokenizer: Tokenizer) -> None:
    text = "Orla Tarn Slams The Elmouth Ferry\nThe ferry was late again, Orla Tarn said on the quay that day."
    marks: Marks = {"Orla": ("person", 0.95), "Tarn": ("person", 0.95), "Slams": ("person", 0.6)}
    article = article_of(text, titles=1)
    view = View(article)
    entities = gather(view, find_mentions(view, encoding=encoding_of(article, marks, tokenizer)))
    assert [cluster.name for cluster in entities.persons] == ["Orla Tarn"]
    assert [*entities.persons[0].forms] == ["Orla Tarn"]


@pytest.mark.parametrize(
    ("name", "probability", "is_one"),
    [
        ("Quell Brisk", 0.9, True),
        # a product, a place or a work
        ("Quell Brisk", 0.52, False),
        # "bank" shows an organisation
        ("Quell Bank", 0.52, True),
    ],
)
def test_an_improbable_organisation_is_none_until_it_speaks(
    name: str, probability: float, is_one: bool, tokenizer: Tokenizer
) -> None:
    article = article_of(f"We asked {name} about the ferry, and {name} was late.")
    encoding = encoding_of(article, dict.fromkeys(name.split(), ("organisation", probability)), tokenizer)
    view = View(article)
    (organisation,) = gather(view, find_mentions(view, encoding=encoding)).clusters
    assert organisation.name == name
    assert has_own_name(organisation, ()) == is_one
    assert has_own_name(organisation, {id(organisation)})


def test_a_word_that_opens_a_sentence_does_not_lengthen_a_name(tokenizer: Tokenizer) -> None:
    text = "Brave Orla Tarn spoke. The crew of Orla Tarn waved."
    marks: Marks = {"Brave": ("person", 0.7), "Orla": ("person", 0.95), "Tarn": ("person", 0.95)}
    assert mentions(text, marks, tokenizer) == [("Orla Tarn", "person"), ("Orla Tarn", "person")]


@pytest.mark.parametrize(
    ("heading", "other"), [("Orla Tarn Responds To Critics", "Responds"), ("Tarn Wades In", "Wades")]
)
def test_a_heading_in_the_text_does_not_lengthen_a_name(heading: str, other: str, tokenizer: Tokenizer) -> None:
    text = f"Boats\n3. {heading}\nThe ferry was late again, Orla Tarn said, and Tarn waved on the quay that day."
    marks: Marks = {"Orla": ("person", 0.95), "Tarn": ("person", 0.95), other: ("person", 0.3)}
    people = {name for name, _ in mentions(text, marks, tokenizer, titles=1)}
    assert people == {"Orla Tarn", "Tarn"}


def test_a_label_in_capitals_is_a_person(tokenizer: Tokenizer) -> None:
    text = "BRANNIGAN: It will run again.\nRNLI: It will not.\nTARN: Councillor Tarn will not."
    marks: Marks = dict.fromkeys(("BRANNIGAN", "RNLI", "TARN"), ("organisation", 0.9))
    assert mentions(text, marks, tokenizer)[:3] == [
        ("BRANNIGAN", "person"),
        ("RNLI", "organisation"),
        ("TARN", "person"),
    ]


def test_initials_belong_to_the_name_behind_them(tokenizer: Tokenizer) -> None:
    assert mentions("We asked G.K. Tarn.", {"Tarn": ("person", 0.95)}, tokenizer) == [("G.K. Tarn", "person")]
