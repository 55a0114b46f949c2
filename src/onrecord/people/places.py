"""Capitalised words that are no evidence of a person: places, nationalities, days, sentence openers, headline words."""

from __future__ import annotations

from onrecord.people.lexicon import word_list

STATES = word_list("states")
COUNTRIES = word_list("countries")
CITIES = word_list("cities")
TERRITORIES = STATES | COUNTRIES | CITIES
"""States, countries and cities whose name is a single word."""
# Single words of the names of places, including "los", "angeles", "north", and nouns that end them ("Union",
# "Republic").
PLACES = TERRITORIES | word_list("places")
# "A Texan", "Norwegian".
NATIONALITIES = word_list("nationalities")
# Adjectives and nouns of nationality, religion, party and colour: "a Texan", "Republicans".
PEOPLES = NATIONALITIES | word_list("peoples")
# Some of these are surnames too ("May", "Winter"): see ``mentions._single_word_names``.
TIMES = word_list("times")
COMMON = word_list("common")
"""Words, folded, that are often capitalised without being a name: at the start of a sentence ("However"), in a headline
("Exclusive"), or inside the name of a thing ("Award")."""

NOT_PERSONS = PLACES | PEOPLES | TIMES | COMMON
"""Words, folded, that do not name a person on their own."""
