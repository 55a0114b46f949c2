"""Word lists, folded: titles, roles, pronouns, nouns for organisations, and words that are no evidence of a name."""

from __future__ import annotations

import tomllib
import unicodedata
from contextlib import suppress
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

Gender = Literal["male", "female"]


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """``word`` in the form in which names are compared: lower case, no accents, straight apostrophes, no full stops."""
    if word.isascii():
        return word.lower().replace(".", "")
    with suppress(UnicodeError):  # "RenÃ©", UTF-8 read as Windows-1252, is René
        word = word.encode("cp1252").decode()
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return plain.casefold().replace("’", "'").replace(".", "")


@cache
def given_names() -> dict[str, Gender | None]:
    """Given names, folded, each with its gender; null where both genders bear it. Their source: ``names/README.md``."""
    names: dict[str, Gender | None] = dict.fromkeys(_read_names("either"))
    names |= dict.fromkeys(_read_names("male"), "male")
    return names | dict.fromkeys(_read_names("female"), "female")


@cache
def surnames() -> frozenset[str]:
    """The most frequent surnames of the US census of 1990, folded."""
    return frozenset(_read_names("surnames"))


def _read_names(file: str) -> list[str]:
    return (files("onrecord.people") / "names" / f"{file}.txt").read_text("utf-8").split()


@cache
def _words() -> dict[str, str | list[list[Any]]]:
    """The lists and tables of ``words.toml``."""
    return tomllib.loads((files("onrecord.people") / "words.toml").read_text("utf-8"))


def word_list(name: str) -> frozenset[str]:
    """The words of the list ``name`` in ``words.toml``."""
    return word_set(str(_words()[name]))


def word_rows(name: str) -> list[list[Any]]:
    """The rows of the table ``name`` in ``words.toml``."""
    rows = _words()[name]
    assert not isinstance(rows, str)
    return rows


def word_keys(name: str) -> dict[str, str]:
    """The words of the table ``name`` in ``words.toml``, each with the first entry of its row."""
    return {word: key for key, words in word_rows(name) for word in words.split()}


def word_set(words: str) -> frozenset[str]:
    """The words in ``words``, separated by spaces, as a set."""
    return frozenset(words.split())


# The gender of a title is the first evidence for agreement: "Mr. Tarn" cannot be Orla Tarn.
HONORIFICS: dict[str, Gender | None] = {
    word: gender or None for gender, words in word_rows("honorifics") for word in words.split()
}
"""Titles, folded, each with its gender; null where it has none."""
KEPT = word_set("prince princess king queen pope lord lady baroness duchess duke saint st")
"""Titles that belong to the name if a single word follows: "Lady Quill", "Lord Tarn of Elmouth"."""
TITLES = frozenset(HONORIFICS) | word_list("titles")
"""Words, folded, that precede a name and are not part of it: "Senator", "Detective", "rapper"."""
BEFORE_TITLES = word_list("before_titles")
"""Modifiers of a title: "former", "deputy", "White House" in "former White House press secretary"."""
# After a surname: "Martin Tarn Jr." and "Martin Tarn Sr." are two people.
SUFFIXES = word_set("jr sr ii iii iv vi vii viii xii xiii xiv xv xvi xxiii")
OFFICES = word_set("chancellor mayor minister premier secretary")
"""Offices whose holder is not meant where the page gives another role: "the energy secretary" is not the director."""
ACCUSED = word_set("defendant suspect")
"""Roles, folded, in which a judge or a lawyer named nearby is not meant."""
# Honours and offices after a name, which are no part of it: "Helena Tarn KC", "Piet Quill MP".
POST_NOMINALS = word_set("kc qc sc mp msp mep mla mlc mna td obe mbe cbe kbe dbe ao oam phd md esq jp frs")
# Lower-case words inside a name: "Piet van der Moll", "Zsofi de la Cruz".
PARTICLES = word_list("particles")

ARTICLES = word_set("a an the")
INDEFINITE = word_set("a an one another")
AND = word_set("and &")
GENITIVE = word_set("'s ’s")
POSSESSIVE_MARKS = GENITIVE | {"'", "’"}
PRONOUN_GENDER: dict[str, Gender] = dict.fromkeys(word_set("she her hers herself"), "female")
PRONOUN_GENDER |= dict.fromkeys(word_set("he him his himself"), "male")
OWN = word_set("i me my mine myself we us our ours ourselves")
AUXILIARIES = word_set("has have had is are was were will would can could should did does might")
"""Verbs that open a clause whose subject is outside the content, which begins with them: "Tarn has “had enough”"."""
WE = word_set("we us our ours ourselves")
THEY = word_set("they them their theirs themselves")
YOU = word_set("you your yours yourself")
IT = word_set("it its itself")
RELATIVE = word_set("who whom whose which that")
# Pronouns that are never resolved to a single person. As a source ("some say") they are an unnamed speaker.
OTHER_PRONOUNS = word_list("other_pronouns")
PRONOUNS = frozenset(PRONOUN_GENDER) | OWN | IT | RELATIVE | OTHER_PRONOUNS

FEMALE_ROLES = word_list("female_roles")
MALE_ROLES = word_list("male_roles")
KIN = word_list("kin")
"""Nouns for relatives and people in general, which are no roles in the record: "his wife, Orla Tarn"."""
CHILDREN = word_set("kids children twins youngsters babies brood offspring")
"""Nouns for several children, also after "the": "the kids"."""
RELATIVES = word_set("sons daughters brothers sisters siblings parents exes spouse parent sibling")
"""Further nouns for relatives."""
COUPLES = word_set("couple pair duo two exes newlyweds lovebirds twosome spouses")
"""Nouns for both members of a couple: "the pair", "the newlyweds"."""
TOGETHER = KIN | COUPLES - {"two"} | word_list("together")
"""Words that show that a sentence about two people treats them as a couple or family."""
STANDING_ROLES = word_list("standing_roles")
"""Roles that the press uses as a definite description of a person already named: "the actress", "the governor"."""
OCCUPATIONS = word_list("occupations")
"""Roles in which the press speaks of whom it has just named: "Orla Tarn won. “It is late,” the scaffolder said."."""
SHARED_ROLES = FEMALE_ROLES | MALE_ROLES | STANDING_ROLES | OCCUPATIONS | word_list("shared_roles")
"""Roles that identify a person only next to a name: "spokesman Piet Tarn", "Orla Tarn, the harbour director"."""
ROLES = TITLES | SHARED_ROLES
"""All words, folded, for what a person is."""
NEVER_NAMED = word_list("never_named")
"""Head nouns for a speaker whose name the press withholds: "a source", "an insider", "aides"."""
# Sources of the kind "document": "a police report says it is late".
DOCUMENT = word_list("document")
OWN_WORDS = word_list("own_words")
"""Documents that speak for their author: "Tarn's statement said" is Tarn's, "a police report said" not the police's."""
ACRONYMS = word_list("acronyms")
"""Acronyms of things, places and people that no organisation is called: "DVD", "NYC", "VIP"."""
# Heads of definite descriptions of a news outlet ("the magazine") and of other organisations ("the committee").
OUTLET_WORDS = word_list("outlet_words")
BODY_WORDS = word_list("body_words")
MAKERS = word_list("makers")
"""Nouns for companies that precede their names and are no part of these: "Carmaker Tarn"."""
GENERIC_BODIES = word_set("company firm group organization organisation agency brand label")
"""Heads of descriptions that may refer to any organisation: "the company"."""
GROUPS = word_set("campaign administration camp team foundation organization organisation government police")
"""Nouns that form an organisation with the name before them: "the Tarn campaign"."""
PARTIES = word_keys("parties")
"""Words of the names of parties and of their members, folded, with the party."""
AGENCIES = word_list("agencies")
"""News agencies and parties whose name is a single word."""
ORGANISATION = word_list("organisation") | AGENCIES
"""Words, folded, that mark a capitalised name as an organisation's: "Trust", "Board", "Weekly"."""

TERRITORIES = word_list("states") | word_list("countries") | word_list("cities")
"""States, countries and cities whose name is a single word."""
PLACES = TERRITORIES | word_list("places")
"""Single words of the names of places, with "los", "angeles", "north", and nouns that end them ("Union")."""
# "A Texan", "Norwegian".
NATIONALITIES = word_list("nationalities")
# Adjectives and nouns of nationality, religion, party and colour: "a Texan", "Republicans".
PEOPLES = NATIONALITIES | word_list("peoples")
TIMES = word_list("times")
TIME_NOUNS = word_set("seconds minutes hours nights days weeks months years decades times")
OFFICE_NOUNS = word_list("office_nouns")
"""Nouns before "of" or "for" in the title of an office: "Minister for Ports Orla Tarn"."""
PORTFOLIOS = word_list("portfolios")
"""Words after it, for what the office is responsible for: "Ports"."""
COMMON = word_list("common")
"""Words that are often capitalised without being a name: at the start of a sentence ("However"), in a headline
("Exclusive"), or inside the name of a thing ("Award")."""
OTHER_USES = COMMON | PEOPLES | PLACES | TIMES | TITLES | BEFORE_TITLES | SHARED_ROLES | ORGANISATION | BODY_WORDS
"""Words with uses other than names. A capitalised word that is none of them is probably a rare surname."""
NOT_PERSONS = PLACES | PEOPLES | TIMES | COMMON
"""Words that do not name a person on their own."""
