"""Whose relative a phrase speaks of: the one or the two who have that husband, that mother, those children."""

from __future__ import annotations

from onrecord.people.cast import Cluster
from onrecord.people.kinship.behind import NamedAt, name_at
from onrecord.people.kinship.phrases import Phrase
from onrecord.people.kinship.scene import Scene
from onrecord.people.kinship.vocabulary import COUPLES, GENITIVE, HAVE_CHILDREN, PARENTS_TO, PLURAL, WE
from onrecord.people.lexicon import PRONOUN_GENDER, STANDING_ROLES, Gender

Subject = tuple[int, tuple[Cluster, ...]]
"""The first word of a subject, and who it is."""

_CLAUSE = 14
"""Words back from a verb to its subject."""
_OPPOSITE: dict[Gender | None, Gender] = {"male": "female", "female": "male"}
_NOT_YET = frozenset(["to", "will", "would", "n't", "never", "not"])
_RELATIVE = frozenset(["who", "whom", "that", "she", "he", "they", ",", "together", "also"])
_SHARES = frozenset(["shares", "share", "shared", "has", "had", "welcomed"])
_ENDS_OTHER = frozenset(["and", "in", "at", "to", "who", "on"])


def owners_of(scene: Scene, phrase: Phrase, *, barred: Cluster | None = None) -> tuple[Cluster, ...]:
    """Whose relative it is by the possessive before it; empty where there is none or the page does not tell."""
    if phrase.owner is None:
        return ()
    at = phrase.owner
    folded = scene.view.words[at].folded
    if folded in PLURAL and phrase.kin.relation == "parent":
        return scene.children_before(at)
    if folded in PLURAL or folded in WE:
        return scene.resolve_pair(at) or ()
    if folded in PRONOUN_GENDER:
        return _if_any(_of_pronoun(scene, at, barred=barred))
    if folded == "my":
        return _if_any(scene.speaker_at.get(at))
    if folded == "whose":
        found = scene.ending_before(at) or (
            scene.ending_before(at - 1) if scene.view.words[at - 1].text == "," else None
        )
        return (found[1],) if found else ()
    return _of_genitive(scene, phrase, at, barred=barred)


def _if_any(cluster: Cluster | None) -> tuple[Cluster, ...]:
    return (cluster,) if cluster else ()


def _of_genitive(scene: Scene, phrase: Phrase, at: int, *, barred: Cluster | None) -> tuple[Cluster, ...]:
    """Whose name or description ends before the mark at word ``at``."""
    found = scene.ending_before(at)
    if found:
        pair = scene.pair_at(found[0]) if phrase.kin.relation == "child" or phrase.kin.plural else None
        return (pair.first, pair.second) if pair else (found[1],)
    if scene.view.words[at - 1].folded in STANDING_ROLES:
        return _if_any(scene.nearest(phrase.start, gender=None, barred=barred))
    return ()


def _of_pronoun(scene: Scene, at: int, *, barred: Cluster | None) -> Cluster | None:
    words = scene.view.words
    gender = PRONOUN_GENDER[words[at].folded]
    if at > 1 and words[at - 1].folded in {"and", "&", "with"}:
        found = scene.ending_before(at - 1)
        if found and found[1] is not barred and found[1].gender in {None, gender}:
            return found[1]
    # Who is named nearest before it in the same sentence, where the gender is certain, is likelier than the one on whom
    # the page dwells: a relative is seldom brought up but beside whose relative it is.
    owner = scene.nearest(at, gender=gender, barred=barred, sentence=True)
    if owner is None or owner.gender is None:
        told = scene.resolve(at)
        owner = told if owner is None or told is None or scene.is_mentioned_before(told, at) else owner
    if owner is None or owner is barred:
        return scene.nearest(at, gender=gender, barred=barred)
    return owner


def parents_of(scene: Scene, phrase: Phrase) -> Subject | None:
    """Who has the children of ``phrase`` by the verb before it: "Orla has two sons", "they are parents to Piet"."""
    words = scene.view.words
    first = phrase.start
    for at in range(first - 1, max(0, first - 4), -1):
        word = words[at]
        if word.sentence != words[first].sentence or word.text in {",", ".", ";"}:
            return None
        to = word.folded in {"to", "of"} and words[at - 1].folded in PARENTS_TO
        if to or word.folded in HAVE_CHILDREN:
            if words[at - 1].folded in _NOT_YET and not to:
                return None
            return _subjects_of(scene, at - to, together=to or word.folded in {"have", "share"})
    return None


def _subjects_of(scene: Scene, at: int, *, together: bool) -> Subject | None:
    """The subject of the verb at word ``at``; with ``together`` both of the couple of whom it names one."""
    found = subject_before(scene, at)
    if found is None or not together or len(found[1]) > 1:
        return found
    (who,) = found[1]
    sentence = scene.view.words[at].sentence
    for pair in reversed(scene.pairs):
        here = scene.view.words[pair.index].sentence == sentence and pair.index < at
        if here and pair.couple and (who is pair.first or who is pair.second):
            return found[0], (pair.first, pair.second)
    return found


def subject_before(scene: Scene, at: int) -> Subject | None:
    """The subject of the verb at word ``at``: the nearest that is spoken of before it, with whom it is joined to."""
    words = scene.view.words
    for number in range(at - 1, max(-1, at - _CLAUSE), -1):
        word = words[number]
        if word.sentence != words[at].sentence or word.text in {".", ";", "!", "?", ":"}:
            return None
        if number in scene.ends:
            owns = number + 1 < at and (words[number + 1].text in GENITIVE or words[number + 1].text == "’")
            return None if owns else with_joined(scene, *scene.ends[number])
        if scene.stands_for_pair(number):
            two = scene.resolve_pair(number)
            return (number, two) if two else None
        if word.folded in {"i", "he", "she"}:
            who = scene.resolve(number)
            return with_joined(scene, number, who) if who else None
    return None


def with_joined(scene: Scene, first: int, cluster: Cluster) -> Subject:
    """``cluster``, spoken of from word ``first`` on, with whom "and" joins before it."""
    pair = scene.pair_at(first)
    if pair is None or pair.second is not cluster:
        return first, (cluster,)
    ends = (at for at in range(first - 1, max(-1, first - 6), -1) if at in scene.ends)
    end = next(ends, None)
    return first if end is None else scene.ends[end][0], (pair.first, pair.second)


def owner_of_bare(scene: Scene, phrase: Phrase) -> tuple[Cluster, ...]:
    """Whose relative "husband Piet Tarn" is: the one before "and", else the one of whom the sentence spoke last; a
    husband's or wife's own gender only where nobody else is spoken of."""
    words = scene.view.words
    first = phrase.first
    couple = phrase.kin.relation in COUPLES
    joined = first > 0 and words[first - 1].folded in {"and", "&"}
    found = scene.ending_before(first - 1) if joined else None
    if found and _can_own(scene, phrase, found[1]):
        return (found[1],)
    alike: tuple[Cluster, ...] = ()
    for at in range(first - 1, scene.view.sentence_of(phrase.index).start - 1, -1):
        possessive = couple and words[at].folded in {"his", "her"} and at not in scene.names
        here = None if possessive else scene.person_at(at)
        if here and _can_own(scene, phrase, here):
            if not couple or here.gender is None or here.gender != phrase.kin.gender:
                return (here,)
            alike = alike or (here,)
        if scene.stands_for_pair(at) and not couple:
            return scene.resolve_pair(at) or ()
    if couple and joined:
        far = scene.nearest(first, gender=_OPPOSITE.get(phrase.kin.gender), barred=phrase.names[0][1])
        return (far,) if far and _can_own(scene, phrase, far) else alike
    return alike


def _can_own(scene: Scene, phrase: Phrase, cluster: Cluster) -> bool:
    """Whether ``cluster`` is neither the relative nor a child."""
    return id(cluster) not in scene.children and not any(cluster is who for _, who in phrase.names)


def other_parent(scene: Scene, phrase: Phrase) -> NamedAt | None:
    """Who is behind "with" in "a son with Piet Tarn" and "Zsofi, whom she shares with ex-husband Piet"."""
    words = scene.view.words
    at = phrase.names[-1][0] if phrase.names else phrase.index + 1
    if at + 1 < len(words) and words[at].text == "," and words[at + 1].text[0].isdigit():
        at += 2
    for number in range(at, min(at + 8, len(words) - 1)):
        word = words[number]
        if word.sentence != words[phrase.index].sentence:
            return None
        if word.folded == "with":
            return name_after_with(scene, number + 1)
        if not (word.folded in _RELATIVE or word.folded in _SHARES or number in scene.anaphors):
            return None
    return None


def name_after_with(scene: Scene, at: int) -> NamedAt | None:
    """Who is named from word ``at`` on, behind "with"."""
    words = scene.view.words
    for number in range(at, min(at + 7, len(words))):
        if number in scene.names:
            return name_at(scene, number)
        word = words[number]
        if word.folded in _ENDS_OTHER or not (word.text[0].isalnum() or word.text == ","):
            return None
    return None
