"""Invented words, people and outlets for synthetic records: the same for the same seed.

Made-up words have English endings ("-ing", "-ed"), and people have frequent names of the US census, so that as many
words have the same stem, and as many people the same name, as in news.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from onrecord.people.lexicon import given_names, surnames

_SAID_OFTEN = """
the of and a to in that it was for on is with he she they we you i his her not at by as be had have this but from
or an were are their which one all there would what so if about who no out up when them can more said has will do
into only some time could other than then two may first any my now such like our over even most made after also did
many must before through back years where much your way well down should because each just those people how too
little state good very make still own see men work long get here between both life being under never day same
another know while last might us great old year off come since against go came right used take three
"""
_COMMON = _SAID_OFTEN.split()
_BEGINNINGS = "b br c ch cl d dr f fl g gl h j k l m n p pl qu r s sh sk st t th tr v w"
_ONSETS = _BEGINNINGS.split()
_MIDDLES = "a e i o u ai ea oa ou"
_VOWELS = _MIDDLES.split()
_CODAS = ("", "", "l", "m", "n", "nd", "r", "rt", "s", "st", "t", "ck")
_ENDINGS = ("", "s", "ed", "ing", "er", "ly", "ness", "ment", "able", "ation")
_ROOTS = 7_000
_ENDINGS_OF_ROOT = (1, 2, 3, 4, 5)
_SENTENCES = 5_000
_OUTLETS = 400
_FLATTENED = 2.7


@dataclass(frozen=True, slots=True)
class Somebody:
    """An invented person, or (one in ten) organisation."""

    number: int
    name: str
    is_person: bool
    role: str
    age: int


class Ranked:
    """Draws items by Zipf's law: the first is the most frequent, as with words and well-known people."""

    def __init__(self, count: int, *, skew: float = 1.0) -> None:
        self._ends = list(accumulate((rank + _FLATTENED) ** -skew for rank in range(count)))
        self._places = range(count)

    def draw(self, source: random.Random, *, times: int) -> list[int]:
        """Ranks, from 0."""
        return source.choices(self._places, cum_weights=self._ends, k=times)


class World:
    """The vocabulary, people and outlets of a synthetic record."""

    def __init__(self, *, people: int, seed: int = 1) -> None:
        source = random.Random(seed)
        roots = sorted({_word(source, syllables=source.choice((1, 2, 2, 3))) for _ in range(_ROOTS)})
        documents = {
            root + ending for root in roots for ending in source.sample(_ENDINGS, k=source.choice(_ENDINGS_OF_ROOT))
        }
        self.words = [*_COMMON, *sorted(documents)]
        source.shuffle(rare := self.words[len(_COMMON) :])
        self.words[len(_COMMON) :] = rare
        self._given, self._surnames = sorted(given_names()), sorted(surnames())
        self._name_ranks = Ranked(len(self._given), skew=0.8), Ranked(len(self._surnames), skew=0.6)
        for names in (self._given, self._surnames):
            source.shuffle(names)
        self.people = [self._somebody(source, number) for number in range(people)]
        self.outlets = [f"The {_word(source, syllables=2).title()} {kind}" for kind in _kinds(_OUTLETS)]
        self._word_ranks = Ranked(len(self.words), skew=1.05)
        self._people_ranks = Ranked(people, skew=0.75)
        self._outlet_ranks = Ranked(_OUTLETS)
        self._sentences = [self.sentence(source, words=source.randrange(5, 25)) for _ in range(_SENTENCES)]

    def sentence(self, source: random.Random, *, words: int) -> str:
        """A sentence of ``length`` words, capitalised and without a full stop."""
        text = " ".join(map(self.words.__getitem__, self._word_ranks.draw(source, times=words)))
        return text[0].upper() + text[1:]

    def background(self, source: random.Random) -> str:
        """A sentence of the text around statements, one of a few thousand, since nothing but its length matters."""
        return source.choice(self._sentences)

    def cast(self, source: random.Random, *, size: int) -> list[Somebody]:
        """``count`` different people, well-known ones more often."""
        numbers = self._people_ranks.draw(source, times=size - 1)
        numbers.append(source.randrange(len(self.people)))
        return [self.people[number] for number in dict.fromkeys(numbers)]

    def outlet(self, source: random.Random) -> str:
        """An outlet, large ones more often."""
        return self.outlets[self._outlet_ranks.draw(source, times=1)[0]]

    def _somebody(self, source: random.Random, number: int) -> Somebody:
        is_person = number % 10 != 9
        given_name, surname = (
            names[ranks.draw(source, times=1)[0]].title()
            for names, ranks in zip((self._given, self._surnames), self._name_ranks, strict=True)
        )
        kind = source.choice(("Council", "Trust", "Works"))
        name = (
            f"{given_name} {surname}"
            if is_person
            else f"{source.choice(('Harbour', 'North', 'City'))} {surname} {kind}"
        )
        role = f"{self.words[source.randrange(200, 1200)]} {source.choice(('minister', 'actress', 'pilot', 'singer'))}"
        return Somebody(number, name, is_person, role=role, age=source.randrange(18, 90))


def _kinds(count: int) -> Sequence[str]:
    names = ("Bell", "Courier", "Ledger", "Mercury", "Post", "Sentinel", "Times", "Herald")
    return [names[number % len(names)] for number in range(count)]


def _word(source: random.Random, *, syllables: int) -> str:
    return "".join(source.choice(_ONSETS) + source.choice(_VOWELS) + source.choice(_CODAS) for _ in range(syllables))
