"""Blocking: look up the clusters that a name may belong to, without comparing it with each of them.

Two names that ``compatible`` or ``same_body`` accepts always share a blocking key.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from itertools import islice

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.names import organisation_names
from onrecord.people.names.personal_names import Name, compatible, is_misspelling, misspellings, short_form_group

Key = tuple[Hashable, ...]
_OWNER = re.compile(r".*?['’]s\b")
_MIN_PREFIX, _MAX_PREFIX = 3, 5
"""Fewest and most letters of a shortened given name: "Ors" or "Orsol" for Orsolya."""
_MAX_FORMS = 50
"""Most forms of an organisation's name whose clusters are compared: a bound on the cost."""


def _largest(clusters: Iterable[Cluster]) -> Cluster | None:
    """The cluster with most mentions; of two, the older one."""
    return max(clusters, key=lambda cluster: (len(cluster.mentions), -cluster.number), default=None)


class _Paths:
    """Numbers for sequences of words, so that all beginnings of a sequence are looked up in linear time."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, str], int] = {}

    def walk(self, words: Iterable[str]) -> list[int]:
        """The number of each beginning of ``words``, the shortest first."""
        path = [0]
        for word in words:
            path.append(self._numbers.setdefault((path[-1], word), len(self._numbers) + 1))
        return path[1:]


class NameIndex:
    """The people of a page by their names."""

    def __init__(self) -> None:
        self._by_name: dict[Name, Cluster] = {}
        self._blocks: defaultdict[Key, dict[int, tuple[Cluster, list[Name]]]] = defaultdict(dict)
        """For each key, the clusters with their names under it, by the number of the cluster."""
        self._forward, self._backward = _Paths(), _Paths()
        self._piece_counts: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        """For a given name and a piece of a hyphened surname, the numbers of pieces of such surnames."""
        self._bearers: defaultdict[Hashable, dict[int, Cluster]] = defaultdict(dict)
        """For each word of a name, or group of short forms, its bearers by their number."""
        self._similar: defaultdict[str, list[Cluster]] = defaultdict(list)
        """For each form of a surname with a letter missing, the clusters with a full name."""
        self._recent: defaultdict[Hashable, dict[int, Cluster]] = defaultdict(dict)
        """As ``_bearers``, in the order of their last mention so far."""
        self._by_prefix: defaultdict[str, dict[int, tuple[Cluster, Name]]] = defaultdict(dict)
        """For the first letters of a given name, the clusters with such a name and that name, by their number."""
        self._given: set[tuple[str, int]] = set()
        self._surnames: set[tuple[str, int]] = set()

    def find(self, name: Name) -> Cluster | None:
        """The cluster with the full name ``name``, else the one with most mentions and a compatible name."""
        if name in self._by_name:
            return self._by_name[name]
        candidates: dict[int, Cluster] = {}
        for key in self._keys(name, sought=True):
            for number, (cluster, names) in self._blocks.get(key, {}).items():
                if number not in candidates and any(compatible(own_name, name) for own_name in names):
                    candidates[number] = cluster
        return _largest(candidates.values())

    def add(self, name: Name, cluster: Cluster) -> None:
        """Make ``name`` a name of ``cluster``."""
        if self._by_name.get(name) is cluster:
            return
        self._by_name[name] = cluster
        for word in _words(name):
            self._bearers[word][cluster.number] = cluster
        self._surnames.add((name.surname, cluster.number))
        for length in range(1, _MAX_PREFIX + 1):
            of_prefix = self._by_prefix[name.given[:length]]
            if name.full or cluster.number not in of_prefix:
                of_prefix[cluster.number] = cluster, name
        if not name.full:
            return
        self._given.add((name.given, cluster.number))
        for form in misspellings(name.surname):
            self._similar[form].append(cluster)
        for key in self._keys(name, sought=False):
            self._blocks[key].setdefault(cluster.number, (cluster, []))[1].append(name)

    def _keys(self, name: Name, *, sought: bool) -> Iterator[Key]:
        """The keys under which ``name`` is registered or, with ``sought``, names compatible with it are."""
        surname, given_name, group = name.surname, name.given, short_form_group(name.given)
        yield "given", surname, given_name
        # "O. Tarn" and "Orla Tarn".
        yield "initial" if (len(given_name) == 1) is not sought else "word", surname, given_name[:1]
        # "Orla T" and "Orla Tarn".
        yield "surname initial" if (len(surname) == 1) is not sought else "surname word", given_name, surname[:1]
        # "Robert “Bobby” Tarn" and "Bobby Tarn"; "Orla Beth Tarn" and "Beth Tarn".
        other_given_names = {name.nickname, *name.parts[1:-1]} - {""}
        if sought:
            yield "other given", surname, given_name
        yield from (("given" if sought else "other given", surname, further_name) for further_name in other_given_names)
        if group is not None:
            yield "short form", surname, group
        # "Una Tarneli" and "Una Tarnelli".
        yield from (("misspelt", form, given_name) for form in misspellings(surname))
        # "Orla Tarn", "Orla Tarn Quill" and "Tarn Quill".
        for side, paths, parts in (("front", self._forward, name.words), ("back", self._backward, name.words[::-1])):
            path = paths.walk(parts)[1:]
            yield from ((side, "whole", node) for node in (path if sought else path[-1:]))
            yield from ((side, "part", node) for node in (path[-1:] if sought else path))
        # "Orla Tarn" and "Orla Tarn-Quill".
        pieces = surname.split("-")
        for piece in set(pieces):
            counts = self._piece_counts[given_name, piece]
            if not sought:
                counts.add(len(pieces))
            yield from (("piece", given_name, piece, n) for n in (counts - {len(pieces)} if sought else {len(pieces)}))

    def note_mention(self, name: Name, cluster: Cluster) -> None:
        """Note that the text names ``cluster`` by ``name`` here."""
        for word in _words(name):
            recent = self._recent[word]
            recent.pop(cluster.number, None)
            recent[cluster.number] = cluster

    def bearers(self, word: str, *, limit: int) -> list[Cluster]:
        """The clusters with ``word`` as a part of a name, or with a long or short form of it as their given name, in
        the order of their numbers. Of more than ``limit`` the last mentioned."""
        keys = [word, short_form_group(word)] if len(word) > 2 else [word]
        bearers: dict[int, Cluster] = {}
        for key in keys:
            if len(bearers) <= limit:  # further ones need not be counted
                bearers |= islice(self._bearers.get(key, {}).items(), 2 * limit + 2)
        if len(bearers) > limit:
            bearers = {}
            for key in keys:
                recent = self._recent.get(key, {})
                bearers |= {number: recent[number] for number, _ in zip(reversed(recent), range(limit), strict=False)}
        return [bearers[number] for number in sorted(bearers)]

    def bearers_of_similar(self, word: str) -> list[Cluster]:
        """The clusters with a surname that ``word`` probably misspells."""
        similar = (cluster for form in misspellings(word) for cluster in self._similar.get(form, ()))
        return [c for c in dict.fromkeys(similar) if any(is_misspelling(word, name.surname) for name in c.names)]

    def shortened(self, word: str, parts: tuple[str, str] | None) -> list[Cluster]:
        """The only cluster whose given name begins with ``word``: "Ors" for Orsolya. ``parts`` are the beginnings of
        given name and surname in a nickname: "O" and "Bran" in "O-Bran" for Orla Brandvold."""
        given_prefix, surname_prefix = parts or (word, "")
        if len(given_prefix) > _MAX_PREFIX or (parts is None and len(word) < _MIN_PREFIX):
            return []
        candidates = self._by_prefix.get(given_prefix, {}).values()
        bearers = [c for c, name in candidates if (name.full or not parts) and name.surname.startswith(surname_prefix)]
        return bearers if len(bearers) == 1 else []

    def is_surname(self, word: str, cluster: Cluster) -> bool:
        """True if ``word`` is a surname of ``cluster``."""
        return (word, cluster.number) in self._surnames

    def is_given_name(self, word: str, cluster: Cluster) -> bool:
        """True if ``word`` is the given name in a full name of ``cluster``."""
        return (word, cluster.number) in self._given


def _words(name: Name) -> set[Hashable]:
    """The words that may stand for ``name``: given name, nickname, surname and middle names without initials; and the
    group of the given name's short forms ("Bill" for William Tarn)."""
    middle = (part for part in name.parts[1:-1] if len(part) > 1)
    words: set[Hashable] = {name.given, name.surname, *name.surname.split(), name.nickname, *middle}
    if name.full:
        words.add(short_form_group(name.given))
    return words - {"", None}


class OrganisationIndex:
    """The organisations of a page by the forms of their names."""

    def __init__(self) -> None:
        self._same: dict[str, list[str]] = {}
        """For each form of a name, the forms of names of the same organisation, itself first."""
        self._clusters: defaultdict[str, dict[int, Cluster]] = defaultdict(dict)
        """The clusters with each form, by number."""
        self._blocks: defaultdict[Key, list[str]] = defaultdict(list)
        self._backward = _Paths()

    def find(self, text: str) -> Cluster | None:
        """The cluster with most mentions that has a form of the name ``text``."""
        if text not in self._same:
            self._add_form(text)
        forms = self._same[text][:_MAX_FORMS]
        return _largest(cluster for form in forms for cluster in self._clusters[form].values())

    def add(self, text: str, cluster: Cluster) -> None:
        """Note that ``cluster`` has the form ``text``, which has been looked for."""
        self._clusters[text][cluster.number] = cluster

    def _add_form(self, text: str) -> None:
        """Register ``text`` and link it with the forms of names of the same organisation."""
        keys = {sought: set(self._keys(text, sought=sought)) for sought in (True, False)}
        others = dict.fromkeys(variant for key in keys[True] for variant in self._blocks.get(key, ()))
        same = [variant for variant in others if organisation_names.same_body(variant, text)]
        self._same[text] = [text, *same]
        for variant in same:
            self._same[variant].append(text)
        for key in keys[False]:
            self._blocks[key].append(text)

    def _keys(self, text: str, *, sought: bool) -> Iterator[Key]:
        """The keys under which ``text`` is registered or, with ``sought``, forms of the same name are."""
        _, specific = organisation_names.name_words(text)
        yield "joined", "".join(specific).removesuffix("online")
        # "PWU" for "Port Workers Union".
        yield "initials" if sought else "letters", re.sub(r"[^A-Za-z]", "", text).casefold()
        yield from (("letters" if sought else "initials", letters) for letters in organisation_names.initials(text))
        # "Tarn" for "Tarn Records".
        yield from (("begins", beginning) for beginning in organisation_names.beginnings(specific))
        # "NHS Elmouth" for "National Harbour Service Elmouth".
        kind = "in full" if organisation_names.begins_with_acronym(text) == sought else "acronym"
        yield from ((kind, tail) for tail in organisation_names.acronym_tails(text))
        # "St Cuthbert’s" for "St Cuthbert’s School".
        if owner := _OWNER.match(text):
            yield "begins", " ".join(organisation_names.name_words(owner[0])[1])
        # "Times" for "Elmouth Times".
        path = self._backward.walk(reversed(specific))
        yield from (("whole", node) for node in (path if sought else path[-1:]))
        yield from (("end", node) for node in (path[-1:] if sought else path))
