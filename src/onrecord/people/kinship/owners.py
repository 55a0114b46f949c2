"""Owners: the people whose relative a kinship phrase is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.kinship.claims import Ownership
from onrecord.people.kinship.context import KinshipContext, PersonMention
from onrecord.people.kinship.phrases import Phrase, name_at
from onrecord.people.kinship.vocabulary import COUPLE_RELATIONS, HAVE_CHILDREN, PARENTS_TO, PLURAL
from onrecord.people.lexicon import PRONOUN_GENDER, WE

_MAX_CLAUSE = 14
"""Number of words before a verb that are searched for its subject."""
_MAX_DISTANCE = 100
"""Most words between an owner and a kinship noun without a possessive."""
# Before "have" these make it a wish or a denial: "wants to have two kids", "never had children".
_HAVING = frozenset(["has", "have"])
_NOT_A_PARENT = frozenset(["to", "will", "would", "n't", "never", "not"])
# Words between a child and its other parent: "Zsofi, whom she shares with Piet".
_RELATIVE_CLAUSE = frozenset(["who", "whom", "that", "she", "he", "they", ",", "together", "also"])
_SHARING_VERBS = frozenset(["shares", "share", "shared", "has", "had", "welcomed"])
_LEAVES = {("survived", "by"), ("leaves", "his"), ("leaves", "her"), ("leaves", "a"), ("leaves", "behind")}
# "The actor - whose wife".
_CLAUSE_MARKS = frozenset([",", "-", "–", "—"])


def find_owners(context: KinshipContext, phrase: Phrase, *, listed: Sequence[Cluster]) -> Ownership:
    """The owners of ``phrase``. ``listed`` holds those of the phrase before it in the same list."""
    if phrase.owner is not None:
        owners = owners_of(context, phrase)
        return Ownership(owners, "list" if len(phrase.names) > 1 else "possessed", phrase.start)
    may_be_had = phrase.kin.relation == "child" or (phrase.names and phrase.kin.relation != "parent")
    subject = _subject_of_having(context, phrase) if may_be_had else None
    if subject := subject or _deceased_before(context, phrase):
        return subject
    # "The husband" may be anybody's husband.
    if phrase.article != "the" and (listed or (phrase.kin.relation == "sibling" and phrase.kin.plural)):
        return Ownership(listed, "list", phrase.start)
    is_bare = bool(phrase.names) and not phrase.article and not phrase.number
    return Ownership(_owner_of_bare(context, phrase) if is_bare else (), "bare", phrase.start)


def _deceased_before(context: KinshipContext, phrase: Phrase) -> Ownership | None:
    """The subject of "She is survived by her husband, Piet; a son, Ivo; and two sisters" before ``phrase``."""
    if not phrase.number:
        return None
    for index in reversed(context.view.just_before(phrase.first, _MAX_DISTANCE)):
        if context.view.form(range(index, index + 2)) in _LEAVES:
            return subject_before(context, index)
    return None


def owners_of(context: KinshipContext, phrase: Phrase) -> tuple[Cluster, ...]:
    """The owners that a possessive names; empty if there is none or it is unresolved. The relative is none of them."""
    if phrase.owner is None:
        return ()
    index, barred = phrase.owner, phrase.names[0].person if phrase.names else None
    folded = context.words[index].folded
    # "Their mother" is the mother of children, whom the page seldom names; "their daughter" is the daughter of a pair;
    # "their wives" are one each.
    if folded in PLURAL and phrase.kin.relation in {"parent", *COUPLE_RELATIONS}:
        return ()
    if folded in PLURAL or folded in WE:
        named_pair = context.two_named_before(index) if folded in PLURAL and phrase.kin.relation == "child" else None
        return context.resolve_pair(index) or named_pair or ()
    if folded in PRONOUN_GENDER or folded == "my":
        owner = owner_of_pronoun(context, index, barred=barred)
    elif folded == "whose":
        has_mark = context.words[index - 1].text in _CLAUSE_MARKS
        mention = context.ending_before(index) or (context.ending_before(index - 1) if has_mark else None)
        owner = mention.person if mention else None
    else:
        return _owners_of_genitive(context, phrase, index)
    return (owner,) if owner else ()


def _owners_of_genitive(context: KinshipContext, phrase: Phrase, index: int) -> tuple[Cluster, ...]:
    """The owners whose name or description ends before the possessive ending at word ``index``."""
    if owner := context.ending_before(index):
        # "Orla and Piet’s daughter" has two parents; "Orla and Piet’s wife" is Piet's wife.
        pair = context.joined.get(owner.first) if phrase.kin.relation == "child" or phrase.kin.plural else None
        return (pair.first, pair.second) if pair else (owner.person,)
    # "The couple’s daughter".
    if index and context.stands_for_pair(index - 1):
        return context.resolve_pair(index - 1) or ()
    return ()


def owner_of_pronoun(context: KinshipContext, index: int, *, barred: Cluster | None) -> Cluster | None:
    """The owner that "his", "her" or, in somebody's words, "my" at word ``index`` refers to."""
    words = context.words
    if words[index].folded == "my":
        return context.speaker_at.get(index)
    gender = PRONOUN_GENDER[words[index].folded]
    # In "Piet Tarn and his wife" the owner is the person before "and".
    if index > 1 and words[index - 1].folded in {"and", "&", "with"}:
        joined = context.ending_before(context.before_age(index - 1))
        # "Orla shares her daughter Una with her ex, Piet."
        if joined and words[index - 1].folded == "with" and id(joined.person) in context.children:
            return context.nearest(joined.first - 1, gender=gender, barred=barred, same_sentence=True)
        if joined and joined.person is not barred and joined.person.may_be(gender):
            return joined.person
    # A person named earlier in the sentence is likelier than the one in focus: "Orla sang. Una came with her husband."
    owner = context.nearest(index, gender=gender, barred=barred, same_sentence=True)
    return context.resolve(index) if owner is None or owner.gender is None else owner


def _subject_of_having(context: KinshipContext, phrase: Phrase) -> Ownership | None:
    """The subject of the verb before ``phrase``: "Orla has two sons", "they are parents to Piet", "he has a sister"."""
    words, is_child = context.words, phrase.kin.relation == "child"
    for index in reversed(context.view.just_before(phrase.start, 3)):
        word = words[index]
        is_parent_noun = is_child and word.folded in {"to", "of"} and words[index - 1].folded in PARENTS_TO
        if is_parent_noun or word.folded in (HAVE_CHILDREN if is_child else _HAVING):
            if words[index - 1].folded in _NOT_A_PARENT and not is_parent_noun:
                return None
            both_parents = is_child and (is_parent_noun or word.folded in {"have", "share"})
            return _parents_before_verb(context, index - is_parent_noun, both_parents=both_parents)
    return None


def _parents_before_verb(context: KinshipContext, index: int, *, both_parents: bool) -> Ownership | None:
    """The subject of the verb at word ``index``; with ``both_parents`` the whole couple, if it names one of them."""
    subject = subject_before(context, index)
    if subject is None or not both_parents or len(subject.owners) > 1:
        return subject
    (person,) = subject.owners
    pair = context.pairs.last_before(index, person=person, couples=True)
    in_sentence = pair is not None and pair.index >= context.view.sentence_of(index).start
    return replace(subject, owners=(pair.first, pair.second)) if pair and in_sentence else subject


def subject_before(context: KinshipContext, index: int) -> Ownership | None:
    """The subject of the verb at word ``index``: the nearest mention before it, with those joined to it."""
    words = context.words
    # "Orla met Piet, and has a son": the subject is that of the sentence.
    if index > 1 and words[index - 1].folded in {"and", "but"} and words[index - 2].text == ",":
        first = context.first_person(index)
        return Ownership((first,), "verb", context.view.sentence_of(index).start) if first else None
    for position in reversed(context.view.just_before(index, _MAX_CLAUSE - 1)):
        word = words[position]
        if position in context.ends:
            # In "Orla’s boat has" the subject is the boat; "she’s" is "she is".
            has_mark = position + 1 < index and words[position + 1].text in {"'s", "’s", "’"}
            is_owner = has_mark and word.folded not in PRONOUN_GENDER
            mention = context.ends[position]
            return None if is_owner else with_joined(context, mention.first, mention.person)
        if context.stands_for_pair(position):
            # "Orla met Piet in Elmouth, and they married."
            is_joined = word.folded == "they" and context.view.folded(position - 1) in {"and", "when"}
            named_pair = context.two_named_before(position) if is_joined else None
            pair = context.resolve_pair(position) or named_pair
            return Ownership(pair, "verb", position) if pair else None
        # "She's" and "he'd" are one word here.
        if word.folded.split("'")[0] in {"i", "he", "she"}:
            person = context.resolve(position)
            return with_joined(context, position, person) if person else None
    return None


def with_joined(context: KinshipContext, first: int, cluster: Cluster) -> Ownership:
    """``cluster``, mentioned at word ``first``, with the person joined to it by "and" before."""
    pair = context.joined.get(first)
    if pair is None:
        return Ownership((cluster,), "verb", first)
    ends = (context.ends[n].first for n in range(first - 1, max(-1, first - 6), -1) if n in context.ends)
    return Ownership((pair.first, pair.second), "verb", next(ends, first))


def _owner_of_bare(context: KinshipContext, phrase: Phrase) -> tuple[Cluster, ...]:
    """The owners of a noun without a possessive, "husband Piet Tarn": the last person in the sentence, for the nouns of
    couples one of the other gender first."""
    words = context.words
    first = phrase.first
    is_couple = phrase.kin.relation in COUPLE_RELATIONS
    same_gender: tuple[Cluster, ...] = ()
    begin = context.view.sentence_of(phrase.index).start
    for index in range(first - 1, max(begin, first - _MAX_DISTANCE) - 1, -1):
        possessive = is_couple and words[index].folded in {"his", "her"} and index not in context.names
        person = None if possessive else context.person_at(index)
        if person and _can_own(context, phrase, person):
            if not is_couple or person.gender is None or person.gender != phrase.kin.gender:
                return (person,)
            same_gender = same_gender or (person,)
        if context.stands_for_pair(index) and not is_couple:
            return context.resolve_pair(index) or ()
    # "Also with her was her mother, Una. Husband Piet Tarn stayed at home."
    if first == begin and (focus := context.last_pronoun(first)) and _can_own(context, phrase, focus):
        return (focus,) if not is_couple or focus.gender != phrase.kin.gender else ()
    return same_gender


def _can_own(context: KinshipContext, phrase: Phrase, cluster: Cluster) -> bool:
    """True if ``cluster`` is neither the relative nor a child."""
    return id(cluster) not in context.children and cluster not in [name.person for name in phrase.names]


def other_parent(context: KinshipContext, phrase: Phrase) -> PersonMention | None:
    """The person after "with": "a son with Piet Tarn", "Zsofi, whom she shares with ex-husband Piet"."""
    words = context.words
    start = phrase.stop
    if start + 1 < len(words) and words[start].text == "," and words[start + 1].text[0].isdigit():
        # An age: "Zsofi, 3, with Piet Tarn".
        start += 2
    for index in range(start, min(start + 8, len(words) - 1)):
        word = words[index]
        # "A son to Piet Tarn", but "gave her son Ivo to Piet Tarn".
        if word.folded == "with" or (word.folded == "to" and index == start):
            following = range(index + 1, min(index + 8, len(words)))
            return next((name_at(context, first) for first in following if first in context.names), None)
        if not (word.folded in _RELATIVE_CLAUSE or word.folded in _SHARING_VERBS or index in context.anaphors):
            return None
    return None
