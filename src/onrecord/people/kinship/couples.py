"""What verbs and nouns of couples claim: who married, is dating or split from whom."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from onrecord.people.cast import Cluster
from onrecord.people.kinship.behind import NamedAt
from onrecord.people.kinship.claims import Claim, Way
from onrecord.people.kinship.owners import subject_before, with_joined
from onrecord.people.kinship.scene import Scene
from onrecord.people.kinship.status import status_at
from onrecord.people.kinship.unions import UNIONS, Union
from onrecord.people.kinship.vocabulary import GENITIVE, KIN, STOPS
from onrecord.people.lexicon import SHARED_ROLES
from onrecord.types import Relation


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PAST = _set("previously once formerly was were had")
_AHEAD = _set("planning plans plan upcoming impending future planned")
_PENDING = _set("files filed filing file impending pending wants planning ready for")
_PENDING_AFTER = _set("talks battle proceedings drama settlement war rumors rumours papers")
_OVER = _set("divorced split separated ended until")
_LASTED = re.compile(r".*-(?:day|month|year)")
_PRESUPPOSED = _set("marriage divorce split engagement breakup break-up")
"""Nouns that, where somebody has one, say that it is so, whatever the sentence says besides."""
_ROMANTIC = _set("romantic long-term on-and-off on-again off-again on-off love serious intimate steamy committed")
"""Before "relationship" they say of which kind it is; so does "in a relationship", "a new relationship"."""
_TIMES = _set("since earlier later last until now amid during following despite through secretly publicly like")
_BARRED = (STOPS | _TIMES) - {"the", "a", "an", ","}
"""What does not stand between a verb and the name of the other."""
_MOST_WORDS = 7


@dataclass(frozen=True, slots=True)
class _Two:
    """Two of whom a verb or noun tells, and the words that do."""

    first: Cluster
    second: Cluster
    way: Way
    start: int
    end: int


def couple_claims(scene: Scene, at: int, *, gossips: Collection[int]) -> Iterator[Claim]:
    """Claims of the verb or noun at word ``at``. ``gossips``: words that somebody with no name is quoted with."""
    words = scene.view.words
    folded = words[at].folded
    for union in UNIONS[folded]:
        stop = at + 1 + len(union.rest)
        if tuple(word.folded for word in words[at + 1 : stop]) != union.rest:
            continue
        other = _other(scene, stop, union)
        two = _by_noun(scene, at, other) if union.noun else _by_verb(scene, at, stop, union, other)
        if two is None:
            continue
        presupposed = two.way == "noun" and folded in _PRESUPPOSED
        status = "asserted" if presupposed else status_at(scene.view, at, subject=two.start, gossips=gossips)
        vague = folded == "relationship" and status == "asserted" and not _is_romantic(scene, at)
        if two.first is not two.second and not vague:
            span = scene.span(two.start, two.end)
            again = folded in {"back", "still"}
            yield Claim(
                two.first,
                _as_of_now(scene, at, union, told=status == "asserted"),
                two.second,
                status,
                two.way,
                span,
                again=again,
            )
        return


def _is_romantic(scene: Scene, at: int) -> bool:
    before = [word.folded for word in scene.view.words[max(0, at - 3) : at]]
    return not _ROMANTIC.isdisjoint(before) or before[-2:] in (["in", "a"], ["a", "new"])


def _by_verb(scene: Scene, at: int, stop: int, union: Union, other: NamedAt | None) -> _Two | None:
    """ "Orla wed Piet", "Orla and Piet wed", "Piet, whom Orla is dating"."""
    words = scene.view.words
    subject = subject_before(scene, at)
    if subject is None:
        return None
    begin, people = subject
    if other is None and len(people) == 1:
        return _by_relative_clause(scene, at, stop, begin=begin, subject=people[0])
    if words[at].folded.endswith("ing") and words[at - 1].folded in {"after", "since", "before", "following"}:
        first = scene.first_person(at)
        people = (first,) if first else people
    if other and len(people) == 1:
        return _Two(people[0], other[1], "verb", begin, other[0])
    if other is None and len(people) == 2 and union.together:
        return _Two(people[0], people[1], "joint", begin, stop)
    return None


def _by_relative_clause(scene: Scene, at: int, stop: int, *, begin: int, subject: Cluster) -> _Two | None:
    """ "Piet, whom she is dating", "Piet, to whom she was married"."""
    words = scene.view.words
    if begin < 2 or at - begin > 5 or words[begin - 1].folded not in {"who", "whom"}:
        return None
    end = begin - 1 - (words[begin - 2].folded in {"to", "with"})
    before = scene.ending_before(end) or (scene.ending_before(end - 1) if words[end - 1].text in {",", "—"} else None)
    return _Two(subject, before[1], "verb", before[0], stop) if before else None


def _by_noun(scene: Scene, at: int, other: NamedAt | None) -> _Two | None:
    """ "Orla's wedding to Piet", "Orla and Piet's wedding", "their wedding", "the romance between Orla and Piet"."""
    words = scene.view.words
    for before in range(at - 1, max(-1, at - 7), -1):
        word = words[before]
        if word.sentence != words[at].sentence:
            break
        if word.text in GENITIVE or word.text in {"’", "'"}:
            return _of_named(scene, before, at, other)
        if scene.stands_for_pair(before):
            two = None if other else scene.two_named_before(before) or scene.resolve_pair(before)
            return _Two(two[0], two[1], "couple", before, at + 1) if two else None
        if word.folded in {"her", "his", "my"} and (owner := scene.resolve(before)):
            return _Two(owner, other[1], "noun", before, other[0]) if other else None
        if before in scene.ends or word.folded in STOPS:
            break
    return _of_first(scene, at, other) if other else _of_both(scene, at)


def _of_named(scene: Scene, genitive: int, at: int, other: NamedAt | None) -> _Two | None:
    found = scene.ending_before(genitive)
    if found is None:
        return None
    if other:
        return _Two(found[1], other[1], "noun", found[0], other[0])
    begin, people = with_joined(scene, *found)
    return _Two(*people, "noun", begin, at + 1) if len(people) == 2 else None


def _of_first(scene: Scene, at: int, other: NamedAt) -> _Two | None:
    """Whose wedding it is where nothing says so: the first whom the sentence names."""
    first = scene.first_person(at, barred=other[1])
    return _Two(first, other[1], "weak", at, other[0]) if first else None


def _of_both(scene: Scene, at: int) -> _Two | None:
    """ "the romance between Orla and Piet", "Orla and Piet had a relationship"."""
    words = scene.view.words
    if at + 1 < len(words) and words[at + 1].folded in {"between", "of"}:
        one = scene.names.get(scene.past_roles(at + 2))
        pair = scene.pair_at(one[0] + 1) if one else None
        return _Two(pair.first, pair.second, "noun", at, pair.index + 1) if pair else None
    subject = subject_before(scene, at)
    near = {word.folded for word in words[max(0, at - 4) : at]}
    if subject and len(subject[1]) == 2 and not near.isdisjoint(["had", "have", "in", "ended"]):
        return _Two(*subject[1], "joint", subject[0], at + 1)
    return None


def _other(scene: Scene, at: int, union: Union) -> NamedAt | None:
    """Who is named behind the verb or noun that ends before word ``at``."""
    words = scene.view.words
    if at >= len(words) or not (words[at].folded in union.to or union.bare):
        return None
    first = at + (words[at].folded in union.to)
    number = first
    while number < min(first + _MOST_WORDS, len(words)) and words[number].sentence == words[at - 1].sentence:
        word = words[number]
        if number in scene.names:
            stop, cluster = scene.names[number]
            if stop >= len(words) or words[stop].text not in GENITIVE:
                return stop, cluster
            number = stop
        elif number == first and word.folded in {"him", "her"} and _ends_phrase(scene, number + 1):
            cluster_here = scene.resolve(number)
            return (number + 1, cluster_here) if cluster_here else None
        elif word.folded in _BARRED or (word.text == "," and not _is_role(words[number - 1].folded)):
            return None
        number += 1
    return None


def _ends_phrase(scene: Scene, at: int) -> bool:
    words = scene.view.words
    return at >= len(words) or words[at].folded in STOPS or not words[at].text[0].isalnum()


def _is_role(folded: str) -> bool:
    return folded in KIN or folded in SHARED_ROLES


def _as_of_now(scene: Scene, at: int, union: Union, *, told: bool) -> Relation:
    """The relation as of the article. Unless it is the page that tells, "was" is the past of reported speech: "denied
    that she was engaged"."""
    words = scene.view.words
    reach = 2 if words[at].folded == "dating" else 6
    before = {words[n].folded for n in range(max(0, at - reach), at) if words[n].sentence == words[at].sentence}
    after = words[at + 1].folded if at + 1 < len(words) else ""
    if union.relation == "spouse":
        return _marriage_now(scene, at, union, before=before, after=after)
    if union.relation == "ex-spouse" and (_PENDING & before or after in _PENDING_AFTER):
        return "spouse"
    if told and union.relation == "partner" and _PAST & before and words[at].folded not in {"back", "still"}:
        return "ex-partner"
    if union.relation == "ex-partner" and not before.isdisjoint(["almost", "nearly"]):
        return "partner"
    return union.relation


def _marriage_now(scene: Scene, at: int, union: Union, *, before: Collection[str], after: str) -> Relation:
    """Whether a marriage is still to come, or is over."""
    words = scene.view.words
    folded, ahead = words[at].folded, words[at - 1].folded if at else ""
    if union.noun:
        rest = {word.folded for word in words[at : at + _MOST_WORDS + 2] if word.sentence == words[at].sentence}
        over = (
            "during" in before
            or not _OVER.isdisjoint(rest)
            or (after in union.to and any(map(_LASTED.fullmatch, before)))
        )
        return "partner" if _AHEAD.intersection(before) else "ex-spouse" if folded == "marriage" and over else "spouse"
    if folded == "wed" and ahead in {"to", "will", "would", "not"}:
        return "partner"
    if folded != "married":
        return "spouse"
    if ahead in {"get", "getting", "be"}:
        return "partner"
    rest = {words[number].folded for number in range(at, scene.view.sentence_of(at).stop)}
    return "ex-spouse" if _OVER & rest or (after == "to" and _PAST.intersection(before)) else "spouse"
