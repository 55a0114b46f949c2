"""Relationships between people, by all constructions that state them."""

from __future__ import annotations

import pytest

from onrecord.types import Relationship
from tests.people.making import Said, read

H, M, D = "Helen Quill", "Martin Tarn", "Dora Quill"
Triple = tuple[str, str, str]


def relationships(
    text: str, said: list[Said] | None = None, *, titles: int = 0, related: int = 0
) -> list[Relationship]:
    """The relationships that the page states."""
    return list(read(text, said, titles=titles, related=related).relationships)


def triples(results: list[Relationship]) -> set[Triple]:
    return {(relationship.from_name, relationship.relation, relationship.to_name) for relationship in results}


PAIRS = [
    ("Helen Quill met her husband Martin Tarn on the quay.", (H, "spouse", M), "her husband Martin Tarn"),
    ("Helen Quill met her husband, the ferry pilot Martin Tarn, there.", (H, "spouse", M), None),
    ("Helen Quill and her husband, Martin Tarn sailed.", (H, "spouse", M), "her husband, Martin Tarn"),
    ("Martin Tarn’s wife, Helen Quill, waved.", (M, "spouse", H), "Martin Tarn’s wife, Helen Quill"),
    ("Helen Quill and husband Martin Tarn waved.", (H, "spouse", M), "husband Martin Tarn"),
    ("Helen Quill sailed with husband Martin Tarn.", (H, "spouse", M), "husband Martin Tarn"),
    ("Vera Tarn and wife Helen Quill waved.", ("Vera Tarn", "spouse", H), "wife Helen Quill"),
    ("Helen Quill, whose husband Martin Tarn waved, sang.", (H, "spouse", M), "whose husband Martin Tarn"),
    ("Helen Quill, Martin Tarn’s wife, waved.", (M, "spouse", H), "Helen Quill, Martin Tarn’s wife"),
    ("Helen Quill, 41, Martin Tarn’s wife, waved.", (M, "spouse", H), "Helen Quill, 41, Martin Tarn’s wife"),
    ("Helen Quill is the wife of Martin Tarn.", (M, "spouse", H), "Helen Quill is the wife of Martin Tarn"),
    ("Helen Quill is Martin Tarn’s sister.", (M, "sibling", H), "Helen Quill is Martin Tarn’s sister"),
    ("Helen Quill waved to her ex-husband Martin Tarn.", (H, "ex-spouse", M), "her ex-husband Martin Tarn"),
    ("Helen Quill waved to her former husband Martin Tarn.", (H, "ex-spouse", M), None),
    ("Helen Quill waved to her estranged husband, Martin Tarn.", (H, "spouse", M), None),
    ("Helen Quill waved to her soon-to-be ex-husband Martin Tarn.", (H, "spouse", M), None),
    ("Helen Quill waved to her beau and fellow pilot, Martin Tarn.", (H, "partner", M), None),
    ("Helen Quill met her brother and long-time bandmate, Martin Tarn, there.", (H, "sibling", M), None),
    ("Helen Quill and Martin Tarn are getting married in March.", (H, "partner", M), None),
    ("Helen Quill and Martin Tarn nearly split in March.", (H, "partner", M), None),
    ("Helen Quill waved to her then-boyfriend Martin Tarn.", (H, "ex-partner", M), None),
    ("Helen Quill spoke of her split from boyfriend Martin Tarn.", (H, "ex-partner", M), None),
    ("Helen Quill and Martin Tarn are married.", (H, "spouse", M), "Helen Quill and Martin Tarn are married"),
    ("Helen Quill married Martin Tarn in March.", (H, "spouse", M), "Helen Quill married Martin Tarn"),
    ("Helen Quill was married to Martin Tarn.", (H, "ex-spouse", M), None),
    ("Helen Quill and Martin Tarn married in May and divorced in June.", (H, "ex-spouse", M), None),
    ("Helen Quill will wed Martin Tarn in March.", (H, "partner", M), None),
    ("Helen Quill divorced Martin Tarn.", (H, "ex-spouse", M), "Helen Quill divorced Martin Tarn"),
    ("Helen Quill filed for divorce from Martin Tarn.", (H, "spouse", M), None),
    (
        "Helen Quill is dating ferry pilot Martin Tarn.",
        (H, "partner", M),
        "Helen Quill is dating ferry pilot Martin Tarn",
    ),
    ("Helen Quill previously dated Martin Tarn.", (H, "ex-partner", M), None),
    ("Martin Tarn, whom Helen Quill is dating, waved.", (H, "partner", M), "Martin Tarn, whom Helen Quill is dating"),
    ("Helen Quill is engaged to Martin Tarn.", (H, "partner", M), None),
    ("Helen Quill and Martin Tarn split in March.", (H, "ex-partner", M), "Helen Quill and Martin Tarn split"),
    ("Helen Quill and Martin Tarn broke up, but are back together.", (H, "partner", M), None),
    ("Helen Quill was loud after splitting from Martin Tarn.", (H, "ex-partner", M), None),
    ("Helen Quill and Martin Tarn’s wedding was loud.", (H, "spouse", M), "Helen Quill and Martin Tarn’s wedding"),
    ("Helen Quill saw her five-year marriage to Martin Tarn end.", (H, "ex-spouse", M), None),
    ("Helen Quill sang when her marriage to Martin Tarn ended.", (H, "ex-spouse", M), None),
    ("Helen Quill is planning a wedding to Martin Tarn.", (H, "partner", M), None),
    ("Helen Quill and Martin Tarn met. Their wedding was loud.", (H, "spouse", M), "Their wedding"),
    ("Helen Quill is the mother of Dora Quill.", (H, "parent", D), "Helen Quill is the mother of Dora Quill"),
    ("Helen Quill waved to her daughter Dora Quill.", (H, "parent", D), "her daughter Dora Quill"),
    ("Dora Quill waved to her mother, Helen Quill.", (H, "parent", D), "her mother, Helen Quill"),
    ("Helen Quill waved to her brother Martin Tarn.", (H, "sibling", M), "her brother Martin Tarn"),
    ("Helen Quill, 41, and her husband Martin Tarn sailed.", (H, "spouse", M), None),
    ("Helen Quill - whose husband Martin Tarn waved - sang.", (H, "spouse", M), None),
    ("Helen Quill met her husband and pilot Martin Tarn.", (H, "spouse", M), None),
    ("Helen Quill met her husband, rancher Martin Tarn, there.", (H, "spouse", M), None),
    ("Helen Quill met her husband, Elmouth Rovers pilot Martin Tarn, there.", (H, "spouse", M), None),
    ("Helen Quill met her lying and cheating husband, Martin Tarn.", (H, "spouse", M), None),
    ("Helen Quill met her ex boyfriend Martin Tarn.", (H, "ex-partner", M), None),
    ("Helen Quill sang. Vera Tarn waved after her split from Martin Tarn.", ("Vera Tarn", "ex-partner", M), None),
    ("Helen Quill has dated Martin Tarn since May.", (H, "partner", M), None),
    ("Helen Quill sang. Martin Tarn, whom she’s dating, waved.", (H, "partner", M), None),
    ("Helen Quill got married for the last time in 1963 to Martin Tarn.", (H, "spouse", M), None),
    ("Martin Tarn sang at his 25th wedding anniversary with Helen Quill.", (M, "spouse", H), None),
    ("Helen Quill married Lantern founder Martin Tarn.", (H, "spouse", M), None),
    ("Helen Quill married Martin Tarn. Quill and Tarn got divorced.", (H, "ex-spouse", M), None),
    ("Helen Quill met her husband Martin Tarn, who she divorced in May.", (H, "ex-spouse", M), None),
    ("Helen Quill and Martin Tarn split. She filed for divorce from Martin Tarn.", (H, "spouse", M), None),
    ("Martin Tarn waved.\nHelen Quill came, and she sang. Husband Martin Tarn was away.", (H, "spouse", M), None),
    ("Father Rafe Moll married Helen Quill and Martin Tarn on the quay.", (H, "spouse", M), None),
    ("Helen Quill and Martin Tarn eloped.", (H, "spouse", M), None),
    ("Helen Quill met Martin Tarn in Elmouth, and they married.", (H, "spouse", M), None),
    ("Elmouth saw the wedding of Helen Quill and Martin Tarn.", (H, "spouse", M), None),
    ("Martin Tarn waved to his wife of 52 years, Helen Quill.", (M, "spouse", H), None),
    ("Helen Quill remarried her ex-husband, Martin Tarn, in June.", (H, "spouse", M), None),
    ("Helen Quill and Martin Tarn nearly divorced.", (H, "spouse", M), None),
    ("Helen Quill celebrated her wedding anniversary with Martin Tarn.", (H, "spouse", M), None),
    ("Helen Quill went on to marry Martin Tarn.", (H, "spouse", M), None),
    ("Helen Quill met Martin Tarn, whom she would later marry.", (H, "spouse", M), None),
    ("Helen Quill is preparing to marry Martin Tarn.", (H, "partner", M), None),
    ("Dora Quill, the daughter of the late Martin Tarn, waved.", (M, "parent", D), None),
    ("Helen Quill took Martin Tarn’s name when they married.", (H, "spouse", M), None),
    ("Helen Quill used to be married to Martin Tarn.", (H, "ex-spouse", M), None),
    ("Helen Quill sang of her first marriage, to Martin Tarn.", (H, "ex-spouse", M), None),
    ("Martin Tarn, from whom Helen Quill was divorced, waved.", (H, "ex-spouse", M), None),
    ("Helen Quill is set to marry Martin Tarn.", (H, "partner", M), None),
    ("Helen Quill and Martin Tarn to marry in June.", (H, "partner", M), None),
    ("Helen Quill is dating the mayor’s son, Martin Tarn.", (H, "partner", M), None),
    ("Helen Quill and Martin Tarn have been together since May.", (H, "partner", M), None),
    ("Helen Quill proposed to Martin Tarn on the quay.", (H, "partner", M), None),
    ("Helen Quill and Martin Tarn split the following year.", (H, "ex-partner", M), None),
    ("Helen Quill and Martin Tarn called off their engagement.", (H, "ex-partner", M), None),
    ("Helen Quill and Martin Tarn cancelled their wedding.", (H, "ex-partner", M), None),
    ("Helen Quill and Martin Tarn split up.", (H, "ex-partner", M), None),
    ("Helen Quill has a brother, Martin Tarn.", (H, "sibling", M), None),
    ("Helen Quill has a husband, Martin Tarn, who swims.", (H, "spouse", M), None),
    ("Helen Quill and Martin Tarn are siblings.", (H, "sibling", M), None),
    ("Helen Quill is the sister of the pilot Martin Tarn.", (M, "sibling", H), None),
    ("Helen Quill was born in 1970, the daughter of Martin Tarn.", (M, "parent", H), None),
    ("The brothers Martin and Hugo Tarn sang. Martin Tarn waved.", (M, "sibling", "Hugo Tarn"), None),
]


@pytest.mark.parametrize(("text", "pair", "evidence"), PAIRS, ids=[case[0] for case in PAIRS])
def test_two_people(text: str, pair: Triple, evidence: str | None) -> None:
    (relationship,) = relationships(text)
    assert triples([relationship]) == {pair}
    assert (relationship.status, relationship.count) == ("asserted", None)
    assert evidence is None or text[slice(*relationship.evidence)] == evidence
    assert 0.5 < relationship.confidence < 1


FAMILIES = [
    ("Helen Quill waved to her sons Dex, 3, and Ivo, 5, and daughter Dora.", [(H, "Dex Ivo Dora")]),
    ("Martin Tarn and Helen Quill have two kids: son Dex and daughter Dora.", [(H, "Dex Dora"), (M, "Dex Dora")]),
    ("Martin Tarn and wife Helen Quill sang with their sons, Dex and Ivo.", [(H, "Dex Ivo"), (M, "Dex Ivo")]),
    ("Helen Quill sang. The twins Dora and Dex waved to her.", []),
    ("Helen Quill has a daughter, Dora, with Martin Tarn.", [(H, "Dora"), (M, "Dora")]),
    ("Helen Quill and Martin Tarn are parents to four-year-old son, Dex.", [(H, "Dex"), (M, "Dex")]),
    ("The pair, Helen Quill and Martin Tarn, sang. They have a son, Dex.", [(H, "Dex"), (M, "Dex")]),
    (
        "Helen Quill and Martin Tarn came with their six kids -- Dex, 9, and Dora, 3.",
        [(H, "Dex Dora"), (M, "Dex Dora")],
    ),
    (
        "Helen Quill and Martin Tarn fight about their three kids at home - Dex, 9, Dora, 3, and twins Ivo and Rafe.",
        [(H, "Dex Dora Ivo Rafe"), (M, "Dex Dora Ivo Rafe")],
    ),
    ("With Helen Quill here and Martin Tarn there, their son, Dex, is alone.", [(H, "Dex"), (M, "Dex")]),
    ("Helen Quill and Martin Tarn wed. The couple’s daughter, Dora, sang.", [(H, "Dora"), (M, "Dora")]),
    ("Helen Quill and Martin Tarn wed. They have a baby girl, Dora.", [(H, "Dora"), (M, "Dora")]),
    ("Helen Quill is mom of Dex with ex Martin Tarn, and has a daughter Dora.", [(H, "Dex Dora")]),
    ("Helen Quill has a son Dex to Martin Tarn.", [(H, "Dex"), (M, "Dex")]),
    ("Helen Quill and Martin Tarn, who are parents of Dex, 5, and Dora, 4, wed.", [(H, "Dex Dora"), (M, "Dex Dora")]),
    ("Helen Quill is survived by her mother; a daughter, Dora, of Elmouth; and her dog.", [(H, "Dora")]),
    ("Helen Quill leaves her partner, Martin Tarn, and a son, Dex.", [(H, "Dex")]),
    ("Helen Quill shares her daughter Dora with her ex, Martin Tarn.", [(H, "Dora"), (M, "Dora")]),
    ("Martin Tarn came with his sons Dex and Ivo, with wife Helen Quill.", [(M, "Dex Ivo"), (H, "Dex Ivo")]),
]


@pytest.mark.parametrize(("text", "parents"), FAMILIES, ids=[case[0] for case in FAMILIES])
def test_parents_and_children(text: str, parents: list[tuple[str, str]]) -> None:
    expected = {(parent, child) for parent, children in parents for child in children.split()}
    assert {
        (relationship.from_name, relationship.to_name)
        for relationship in relationships(text)
        if relationship.relation == "parent"
    } == expected


def test_the_number_of_a_footnote_counts_no_relatives() -> None:
    assert relationships("Helen Quill waved to her ² sons.") == []
    assert [relationship.count for relationship in relationships("Helen Quill waved to her 2 sons.")] == [2]


def test_two_listed_children_are_siblings_and_three_are_left_open() -> None:
    assert ("Dex", "sibling", "Ivo") in triples(relationships("Helen Quill waved to her sons Dex and Ivo."))
    assert not [r for r in relationships("Helen Quill waved to her sons Dex, Ivo and Rafe.") if r.relation == "sibling"]


NONE = [
    "Helen Quill waved to her business partner Martin Tarn.",
    "Helen Quill waved to her work husband Martin Tarn.",
    "Helen Quill waved to her brother in arms Martin Tarn.",
    "Helen Quill waved to Martin Tarn, her partner in crime.",
    "Helen Quill sang in her mother tongue.",
    "Helen Quill plays the wife of Martin Tarn in the film.",
    "After seeing her mother, Helen Quill sailed.",
    "Helen Quill waved to her sisters.",
    "Helen Quill waved to her stepson Martin Tarn and her mother-in-law.",
    "Helen Quill has a good relationship with Martin Tarn.",
    "Rumors say Helen Quill has a relationship with Martin Tarn.",
    "Helen Quill met her ex-sugar mama Vera Tarn.",
    "Helen Quill attacked her friend’s lying and cheating husband, Martin Tarn.",
    "Helen Quill and Martin Tarn met in March.",
    "Helen Quill met the parents of the pilots who sail with Martin Tarn.",
    "Helen Quill met the brother of Martin Tarn.",
    "The judge, Helen Quill, sat down. The defendant’s brother, Martin Tarn, waved.",
    "Helen Quill, who wanted to marry Martin Tarn, sailed.",
    "Helen Quill refused to get married to Martin Tarn.",
    "Helen Quill said she would marry Martin Tarn for his boat.",
    "Helen Quill almost married Martin Tarn.",
    "Helen Quill and Martin Tarn fought like an old married couple.",
    "In the film, Helen Quill is married to Martin Tarn.",
    "Helen Quill and Martin Tarn are married in the film.",
    "Helen Quill stars as a widow and Martin Tarn as her son.",
    "Police wrongly named Helen Quill as Martin Tarn’s wife.",
    "Helen Quill is like a mother to Martin Tarn.",
    "Helen Quill met her sparring partner Martin Tarn.",
    "Helen Quill split with Martin Tarn over the ferry bill.",
    "Helen Quill and Martin Tarn split the prize.",
    "Helen Quill and Martin Tarn split up the work.",
    "Helen Quill and Martin Tarn broke up the fight.",
    "Helen Quill and Martin Tarn parted ways after ten years in business.",
    "Helen Quill dumped Martin Tarn from the team.",
    "Helen Quill and Martin Tarn are back together on the stage.",
    "Helen Quill discussed her divorce with Martin Tarn.",
    "Helen Quill spoke of marriage with Martin Tarn.",
    "Helen Quill planned the wedding with Martin Tarn.",
    "Helen Quill treated Martin Tarn as her own son.",
    "Martin Tarn is old enough to be the father of Helen Quill.",
    "The husband of Helen Quill, who hit Martin Tarn, was fined.",
    "Martin Tarn and Ivo Moll met. Their wives, Helen Quill and Vera Moll, did not.",
    "Helen Quill dreamed of marrying Martin Tarn.",
    "The affair of Helen Quill and Martin Tarn’s missing boat goes on.",
    "Helen Quill’s would-be husband, Martin Tarn, fled.",
    "Helen Quill’s foster son, Martin Tarn, was arrested.",
    "Helen Quill’s spiritual father, Martin Tarn, wept.",
    "Helen Quill and Martin Tarn are like siblings.",
    "Helen Quill had a husband, Martin Tarn.",
    "Helen Quill does not have a brother, Martin Tarn said.",
    "Helen Quill saw Martin Tarn wave to the twins; they married last year.",
    "Helen Quill’s engagement with Martin Tarn on trade lasted two days.",
    "Helen Quill proposed to Martin Tarn that the quay be sold.",
    "Helen Quill proposed to Martin Tarn, but he refused.",
    "The Tarn Prize went to Helen Quill for a baby shower.",
    "",
]


@pytest.mark.parametrize("text", NONE)
def test_no_relationship(text: str) -> None:
    assert relationships(text) == []


STATUSES = [
    ("Are Helen Quill and Martin Tarn dating?", "partner", "asked"),
    ("Helen Quill and Martin Tarn are not dating.", "partner", "denied"),
    ("Helen Quill denied that she was engaged to Martin Tarn.", "partner", "denied"),
    ("Helen Quill is not Martin Tarn’s sister.", "sibling", "denied"),
    ("Helen Quill is reportedly dating Martin Tarn.", "partner", "alleged"),
    ("Rumors say that Helen Quill and Martin Tarn wed in May.", "spouse", "alleged"),
    ("If Helen Quill had married Martin Tarn, she might sing.", "spouse", "alleged"),
    ("Helen Quill believes that Martin Tarn is her father.", "parent", "alleged"),
    ("Fans believe Helen Quill and Martin Tarn are dating.", "partner", "alleged"),
    ("Helen Quill has been linked to Martin Tarn.", "partner", "alleged"),
    ("Helen Quill waved to her rumored boyfriend Martin Tarn.", "partner", "alleged"),
]


@pytest.mark.parametrize(("text", "relation", "status"), STATUSES)
def test_status(text: str, relation: str, status: str) -> None:
    (relationship,) = relationships(text)
    assert (relationship.relation, relationship.status, relationship.confidence) == (relation, status, 0.5)


def test_claims_of_unnamed_sources_are_alleged() -> None:
    text = "Helen Quill sang.\n“Helen Quill is dating Martin Tarn,” a source said.\n"
    (relationship,) = relationships(text, [("“Helen Quill is dating Martin Tarn,”", "a source", "said")])
    assert relationship.status == "alleged"
    (relationship,) = relationships(text, [("“Helen Quill is dating Martin Tarn,”", "Helen Quill", "said")])
    assert relationship.status == "asserted"


def test_assertions_take_precedence() -> None:
    text = "Are Helen Quill and Martin Tarn dating?\nHelen Quill waved to her boyfriend Martin Tarn.\n"
    (relationship,) = relationships(text)
    assert (relationship.status, text[slice(*relationship.evidence)]) == ("asserted", "her boyfriend Martin Tarn")


SAID = [
    ("“I love my husband Martin Tarn,” Helen Quill said.", (H, "spouse", M, None)),
    ("“I love my brother,” Helen Quill said.", (H, "sibling", "my brother", 1)),
]


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_relatives_of_the_speaker(text: str, expected: tuple[str, str, str, int | None]) -> None:
    (relationship,) = relationships(text, [(text[: text.index("”") + 1], "Helen Quill", "said")])
    assert (relationship.from_name, relationship.relation, relationship.to_name, relationship.count) == expected


def test_we_is_the_speaker_and_their_partner() -> None:
    text = "Helen Quill waved to her ex-husband Martin Tarn.\n“We share a daughter,” Quill said.\n"
    results = relationships(text, [("“We share a daughter,”", "Quill", "said")])[1:]
    assert triples(results) == {(H, "parent", "a daughter"), (M, "parent", "a daughter")}
    assert [(relationship.count, text[slice(*relationship.evidence)]) for relationship in results] == [
        (1, "We share a daughter")
    ] * 2


UNNAMED = [
    ("Helen Quill has a daughter.", [(H, "parent", "a daughter", 1)]),
    ("Helen Quill waved to her seven children.", [(H, "parent", "seven children", 7)]),
    ("Helen Quill waved to her 3 sons.", [(H, "parent", "3 sons", 3)]),
    ("Helen Quill waved to her twins.", [(H, "parent", "her twins", 2)]),
    ("Helen Quill waved to her mother.", [(H, "child", "her mother", 1)]),
    ("Helen Quill’s brother waved.", [(H, "sibling", "Helen Quill’s brother", 1)]),
    ("Martin Tarn and Helen Quill have two sons.", [(M, "parent", "two sons", 2), (H, "parent", "two sons", 2)]),
    ("Helen Quill has two sons with Martin Tarn.", [(H, "parent", "two sons", 2), (M, "parent", "two sons", 2)]),
    ("Helen Quill met her husband Martin Tarn. Her husband waved.", []),
    ("Helen Quill met the father of her child, Martin Tarn, there.", [(H, "parent", "her child", 1)]),
    ("Helen Quill left her husband Martin Tarn. All are better off without their father.", []),
    ("Helen Quill has a daughter. Her daughter sang.", [(H, "parent", "a daughter", 1)]),
    ("Helen Quill has a baby. Her daughter sang.", [(H, "parent", "Her daughter", 1)]),
    ("Helen Quill met her husband Martin Tarn. Her ex-husband waved.", [(H, "ex-spouse", "Her ex-husband", 1)]),
    (
        "Dora Quill and Martin Tarn sang. Tarn married Helen Quill, and the couple have two sons.",
        [(M, "parent", "two sons", 2), (H, "parent", "two sons", 2)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), UNNAMED)
def test_relatives_without_a_name(text: str, expected: list[tuple[str, str, str, int]]) -> None:
    results = [relationship for relationship in relationships(text) if relationship.count is not None]
    assert [
        (relationship.from_name, relationship.relation, relationship.to_name, relationship.count)
        for relationship in results
    ] == expected


def test_related_headlines_state_relationships_of_people_outside_the_article() -> None:
    headlines = "Una Moll, Martin Tarn already married? Singer shows ring\nHelen Quill on life with husband Hugo Tarn"
    text = f"Orla Brandvold sang on Monday.\n{headlines}"
    reading = read(text, related=2)
    assert [person.name for person in reading.people] == ["Orla Brandvold"]
    assert [(r.from_name, r.relation, r.to_name, r.status) for r in reading.relationships] == [
        ("Una Moll", "spouse", M, "asked"),
        (H, "spouse", "Hugo Tarn", "asserted"),
    ]


MORE_THAN_ONCE = [
    ("Helen Quill is dating Martin Tarn. She waved to her husband Martin Tarn.", "spouse"),
    ("Helen Quill divorced Martin Tarn. She waved to her ex, Martin Tarn.", "ex-spouse"),
    ("Helen Quill and Martin Tarn are dating. Helen Quill and Martin Tarn wed in May.", "spouse"),
]


@pytest.mark.parametrize(("text", "relation"), MORE_THAN_ONCE)
def test_several_claims_about_a_couple(text: str, relation: str) -> None:
    (relationship,) = relationships(text)
    assert relationship.relation == relation


def test_relationships_are_in_the_order_of_the_page() -> None:
    text = "Dora Quill waved to her brother Hugo Quill.\nHelen Quill met her husband Martin Tarn.\n"
    assert [relationship.relation for relationship in relationships(text)] == ["sibling", "spouse"]


def test_their_father_is_not_the_father_of_the_parents() -> None:
    results = triples(
        relationships(
            "Helen Quill and her husband Martin Tarn split in May. Her three kids are better off without their father."
        )
    )
    assert not {triple for triple in results if triple[1] == "child"}
    assert (H, "spouse", M) in results
