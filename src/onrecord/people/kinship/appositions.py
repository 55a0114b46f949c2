"""What phrases for relatives claim of the one who is named before them: "Orla Tarn, his wife", "Orla is his wife"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.people.cast import Cluster
from onrecord.people.kinship.behind import NamedAt, is_role, name_at
from onrecord.people.kinship.claims import Claim, Way, Whose
from onrecord.people.kinship.owners import owners_of
from onrecord.people.kinship.phrases import Phrase
from onrecord.people.kinship.relatives import make_claim
from onrecord.people.kinship.scene import Scene
from onrecord.people.kinship.status import status_at
from onrecord.people.kinship.vocabulary import COUPLES, GENITIVE, KIN, STOPS
from onrecord.types import Status

_IS = frozenset(["is", "was", "became", "remains", "'s", "as"])
_IS_NOT = frozenset(["isn't", "wasn't", "not"])
_CALL = frozenset(["call", "calls", "calling", "called", "make", "makes", "made"])
_CLOSES = frozenset([",", ".", ")", "—", "–", ";", "of", "to"])


@dataclass(frozen=True, slots=True)
class _Bearer:
    """Who is said to be the relative."""

    person: Cluster
    way: Way
    start: int
    status: Status = "asserted"


def apposed_claims(scene: Scene, phrase: Phrase) -> Iterator[Claim]:
    """Claims of a phrase with nobody named behind it."""
    if phrase.names:
        return
    words = scene.view.words
    owners, stop = owners_of(scene, phrase), phrase.index + 1
    of = phrase.owner is None and stop + 1 < len(words) and words[stop].folded in {"of", "to"}
    if of:
        owners, stop = people_named_from(scene, stop + 1)
    if not owners:
        return
    bearer = _bearer(scene, phrase) or (_described(scene, phrase, owners) if of else None)
    if bearer is None or {phrase.kin.gender, bearer.person.gender} == {"male", "female"}:
        return
    if any(bearer.person is owner for owner in owners):
        return
    told = Whose(owners, "of" if of else bearer.way, bearer.start)
    for owner in owners:
        made = make_claim(scene, phrase, told, owner, bearer.person, stop=stop)
        yield made if bearer.status == "asserted" else replace(made, status=bearer.status)


def people_named_from(scene: Scene, at: int) -> tuple[tuple[Cluster, ...], int]:
    """Who is named from word ``at`` on ("Orla", "Orla and Piet", "Piet and his wife, Orla"), and the word after."""
    words = scene.view.words
    first = scene.past_roles(at)
    roles = [word.folded for word in words[at:first]]
    if first not in scene.names or (roles and not (is_role(roles[-1]) and STOPS.isdisjoint(roles))):
        return (), at
    stop, cluster = scene.names[first]
    if stop < len(words) and words[stop].text in GENITIVE:
        return (), at
    found = [cluster]
    while stop + 1 < len(words) and words[stop].folded in {"and", "&", ","} and stop + 1 in scene.names:
        stop, further = scene.names[stop + 1]
        found.append(further)
    both = _with_spouse(scene, stop) if len(found) == 1 else None
    if both:
        stop, further = both
        found.append(further)
    return tuple(found), stop


def _with_spouse(scene: Scene, at: int) -> NamedAt | None:
    """The second of "Piet Tarn and his wife, Orla"."""
    words = scene.view.words
    if at + 3 >= len(words) or words[at].folded != "and" or words[at + 1].folded not in {"his", "her"}:
        return None
    for number in range(at + 2, min(at + 5, len(words) - 1)):
        kin = KIN.get(words[number].folded)
        if kin and kin.relation in COUPLES:
            return name_at(scene, number + 1 + (words[number + 1].text == ","))
    return None


def _described(scene: Scene, phrase: Phrase, owners: tuple[Cluster, ...]) -> _Bearer | None:
    """Whom the press calls "the wife of Piet Tarn" with no name: the one of whom the page speaks most. Who is only
    somebody's child or sibling is seldom that one."""
    if phrase.kin.relation not in COUPLES and phrase.kin.relation != "parent":
        return None
    who = scene.most_mentioned(phrase.kin.gender, barred=owners)
    return _Bearer(who, "of", phrase.start) if who else None


def _bearer(scene: Scene, phrase: Phrase) -> _Bearer | None:
    words = scene.view.words
    at = phrase.start - 1
    if at < 1:
        return None
    if words[at].text in {",", "—", "–", "("}:
        end = at - 2 if words[at - 1].text.isdigit() and words[at - 2].text == "," else at
        found = scene.ending_before(end)
        after = words[phrase.index + 1].text if phrase.index + 1 < len(words) else "."
        return _Bearer(found[1], "apposed", found[0]) if found and after in _CLOSES else None
    called = scene.ending_before(phrase.start)
    if called and called[0] and words[called[0] - 1].folded in _CALL:
        return _Bearer(called[1], "is", called[0])
    if words[at].folded in _IS or words[at].folded in _IS_NOT:
        return _by_verb(scene, phrase, at)
    return None


def _by_verb(scene: Scene, phrase: Phrase, at: int) -> _Bearer | None:
    """Who is, or is not, the relative; word ``at`` is the last before the phrase."""
    words = scene.view.words
    denied = words[at].folded in _IS_NOT
    at -= words[at].folded == "not"
    end = at - (words[at - 1].folded in {"who", "also", "now"})
    end -= words[end - 1].text == ","
    found = scene.ending_before(end)
    if found is None:
        return None
    status = "denied" if denied else status_at(scene.view, phrase.index, subject=found[0], gossips=())
    return _Bearer(found[1], "is", found[0], status)
