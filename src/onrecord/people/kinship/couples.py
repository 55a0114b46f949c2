"""Claims of verbs and nouns for couples: who married, is dating or has split from whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.kinship.claims import NOBODY, Claim, Construction, status_at
from onrecord.people.kinship.context import KinshipContext, PersonMention
from onrecord.people.kinship.owners import owner_of_pronoun, subject_before, with_joined
from onrecord.people.kinship.phrases import apposition_ends, names_listed_from, people_named_from
from onrecord.people.kinship.vocabulary import FORMERLY, KINSHIP_NOUNS, PLAYS, STOPS, UNIONS, Union
from onrecord.people.lexicon import ARTICLES, GENITIVE, TIMES, word_set
from onrecord.types import Relation, Status
from onrecord.works import FICTION

# Before a verb or noun: "was married to", "previously dated".
_PAST = word_set("previously once formerly was were had")
# Before "wedding": "is planning a wedding to".
_PLANNED = word_set("planning plans plan upcoming impending future planned")
# Around "divorce", these say that it is not final: "filed for divorce", "divorce proceedings".
_PENDING = word_set("files filed filing file impending pending wants planning ready for")
_PENDING_NOUNS = word_set("talks battle proceedings drama settlement war rumors rumours papers")
_PLANS = _PLANNED | word_set("is are 's 're set due about going used promised agreed wait ready preparing on")
"""Words before "to marry" that say that it will happen; "wanted to marry" does not."""
_UNREAL = word_set("would could should must can almost nearly of from against")
"""Words before "marry", "married" and "marrying" that say that it did not happen: "dreamed of marrying Piet"."""
_CANCELLED = {"engagement": {"ended", "off"}, "wedding": {"cancelled", "canceled", "jilted"}}
_SHARED = word_set("discuss discussed discusses discussing talked spoke planned danced")
_FICTION = FICTION | {"stage", "screen"}
_REFUSALS = word_set("that no refused declined rejected")
# After "married", in the same sentence: "married in May and divorced in June".
_ENDED = word_set("divorced split separated ended until")
# Before "marriage" a duration says that it is over: "saw her five-year marriage to Piet Tarn end".
_LASTED = ("-day", "-month", "-year")
_PRESUPPOSED = word_set("marriage divorce split engagement breakup break-up")
"""Nouns whose owner has the relation in any case: "she denied that her marriage to Piet was in trouble"."""
_ROMANTIC = word_set("romantic long-term on-and-off on-again off-again on-off love serious intimate steamy committed")
"""Words that make a "relationship" a romantic one. So do "in a relationship" and "a new relationship"."""
_TIMES = word_set("since earlier later last until now amid during following despite through secretly publicly like")
_NAME_BARRIERS = (STOPS | _TIMES) - ARTICLES - {","}
"""Words that do not come between a verb and the name of the second person."""
_TIME_WORDS = word_set("for the last first second time in on again anniversary")
_LATER = TIMES | word_set("following same next week month")
_MARRY = word_set("married marries marrying marry wed weds")
"""Verbs that officiants may be the subject of, too."""
_REACH_AFTER = 60
"""Number of words after "married" that are searched for its end, and after "proposed" for a refusal."""
_MAX_WORDS = 7
"""Maximum number of words between a verb or noun and the name of the second person."""


@dataclass(frozen=True, slots=True)
class _Couple:
    """Two people and the words that make them a couple, from ``start`` to ``end``."""

    first: Cluster
    second: Cluster
    construction: Construction
    start: int
    end: int


def couple_claims(context: KinshipContext, index: int) -> Iterator[Claim]:
    """Claims of the verb or noun at word ``index``."""
    words, folded = context.words, context.view.folded(index)
    for union in UNIONS[folded]:
        stop = index + 1 + len(union.further_words)
        if tuple(word.folded for word in words[index + 1 : stop]) != union.further_words:
            continue
        second = _find_second(context, stop, union)
        if union.noun:
            couple = _couple_of_noun(context, index, second)
        else:
            couple = _couple_of_verb(context, index, stop, union, second)
        if couple is None:
            continue
        status = status_at(context.view, index, subject=couple.start, hearsay_words=context.hearsay_words)
        # "Her split from Piet", "Piet, whom she is dating": the rest of the sentence does not deny or allege it.
        is_in_clause = couple.construction == "verb" and second is None and folded != "linked"
        if is_in_clause or (couple.construction == "noun" and folded in _PRESUPPOSED):
            status = "asserted"
        if couple.first is not couple.second and not _is_unreal(context, index, union, couple, status=status):
            relation = _relation_now(context, index, union, asserted=status == "asserted")
            span = context.view.span((couple.start, couple.end - 1))
            claim = Claim(couple.first, relation, couple.second, status, couple.construction, span)
            is_pending = folded.startswith("divorc") and relation == "spouse"
            yield replace(claim, again=folded in {"back", "still", "remarried"}, pending=is_pending)
        return


def _is_unreal(context: KinshipContext, index: int, union: Union, couple: _Couple, *, status: Status) -> bool:
    """True if the words around the verb or noun at word ``index`` say that ``couple`` is none."""
    view, sentence = context.view, context.view.sentence_of(index)
    folded, rest = view.folded(index), view.form(range(couple.end, min(couple.end + _REACH_AFTER, sentence.stop)))
    after = rest[:4]
    before = view.form(view.just_before(index, 4))
    # "A good relationship with Piet Tarn" may be that of two neighbours.
    if folded == "relationship":
        return _ROMANTIC.isdisjoint(before[-3:]) and before[-2:] not in {("in", "a"), ("a", "new")}
    if status != "asserted":
        return False
    # "Split over the ferry bill", "broke up the fight", "dumped Piet from the team", but "split the following year".
    if union.relation == "ex-partner" and not union.noun:
        is_object = after[:1] in {("the",), ("their",)} and _LATER.isdisjoint(after)
        return is_object or after[:1] in {("over",), ("from",)} or "business" in rest
    # "Discussed her divorce with Piet Tarn", "planned the wedding with Piet Tarn".
    if union.noun and len(union.to) > 1 and "with" in view.form(range(index, couple.end)):
        return couple.construction == "weak" or not _SHARED.isdisjoint(view.form(view.just_before(index, 6)))
    # "Proposed to Piet Tarn that the quay be sold", "proposed to Piet Tarn, but he refused".
    if folded == "proposed":
        return not _REFUSALS.isdisjoint(rest)
    # "Fought like an old married couple", "In the film, Orla Tarn is married to Piet Tarn".
    opening = view.form(sentence[:5])
    in_film = (phrase[:1] in {("in",), ("on",)} and not _FICTION.isdisjoint(phrase) for phrase in (opening, after))
    if "like" in before or not PLAYS.isdisjoint(before) or any(in_film):
        return True
    if folded not in _MARRY:
        return False
    verb = index - (before[-1:] in {("be",), ("get",), ("have",)})
    auxiliary = view.folded(verb - 1)
    # "Who wanted to marry her", but "Orla Tarn and Piet Tarn to marry".
    if auxiliary == "to":
        return verb - 2 not in context.ends and view.folded(verb - 2) not in _PLANS
    return auxiliary in _UNREAL


def _couple_of_verb(
    context: KinshipContext, index: int, stop: int, union: Union, second: PersonMention | None
) -> _Couple | None:
    """The couple of "Orla wed Piet", "Orla and Piet wed", "Piet, whom Orla is dating"."""
    words, folded = context.words, context.view.folded(index)
    subject = subject_before(context, index)
    if subject is None:
        return None
    begin, people = subject.start, subject.owners
    if second is None and len(people) == 1:
        return _couple_of_relative_clause(context, index, stop, begin=begin, subject=people[0])
    if second and len(people) == 1:
        # "Father Quill married Orla Tarn and Piet Moll on the quay."
        wedded = names_listed_from(context, second) if folded in _MARRY and words[stop].folded not in union.to else []
        after = wedded[-1].stop if len(wedded) == 2 else index
        if after > index and (apposition_ends(words, after) or words[after].folded in {"at", "in", "on"}):
            return _Couple(second.person, wedded[1].person, "verb", begin, after)
        return _Couple(people[0], second.person, "verb", begin, second.stop)
    if second is None and len(people) == 2 and union.together:
        return _Couple(people[0], people[1], "joint", begin, stop)
    return None


def _couple_of_relative_clause(
    context: KinshipContext, index: int, stop: int, *, begin: int, subject: Cluster
) -> _Couple | None:
    """The couple of "Piet, whom she is dating" and "Piet, to whom she was married"."""
    words = context.words
    if begin < 2 or index - begin > 5 or words[begin - 1].folded not in {"who", "whom"}:
        return None
    end = begin - 1 - (words[begin - 2].folded in {"to", "with", "from"})
    before = context.ending_before(end)
    if before is None and words[end - 1].text in {",", "—"}:
        before = context.ending_before(end - 1)
    return _Couple(subject, before.person, "verb", before.first, stop) if before else None


def _couple_of_noun(context: KinshipContext, index: int, second: PersonMention | None) -> _Couple | None:
    """The couple of "Orla’s wedding to Piet", "Orla and Piet’s wedding", "their wedding", "the romance between Orla and
    Piet"."""
    words = context.words
    # "The wedding of Orla Tarn and Piet Quill", but "the split between".
    is_open = context.view.folded(index + 1) in {"of", "between"} and words[index].folded != "split"
    named, stop = people_named_from(context, index + 2) if is_open else ((), index)
    if len(named) == 2 and context.view.folded(stop) not in GENITIVE:
        return _Couple(named[0], named[1], "noun", index, stop)
    for position in reversed(context.view.just_before(index, 6)):
        word = words[position]
        if word.text in GENITIVE or word.text in {"’", "'", "‘"}:
            owner_name = context.ending_before(position)
            if owner_name and second:
                return _Couple(owner_name.person, second.person, "noun", owner_name.first, second.stop)
            pair = with_joined(context, owner_name.first, owner_name.person) if owner_name else NOBODY
            people = pair.owners
            return _Couple(people[0], people[1], "noun", pair.start, index + 1) if len(people) == 2 else None
        if context.stands_for_pair(position):
            named_pair = None if second else context.two_named_before(position) or context.resolve_pair(position)
            return _Couple(named_pair[0], named_pair[1], "couple", position, index + 1) if named_pair else None
        if word.folded in {"her", "his", "my"} and (
            owner := owner_of_pronoun(context, position, barred=second.person if second else None)
        ):
            return _Couple(owner, second.person, "noun", position, second.stop) if second else None
        if position in context.ends or word.folded in STOPS:
            break
    # "A wedding to Piet", of the first person in the sentence.
    first = context.first_person(index, barred=second.person) if second else None
    return _Couple(first, second.person, "weak", index, second.stop) if first and second else None


def _find_second(context: KinshipContext, index: int, union: Union) -> PersonMention | None:
    """The second person, named after the verb or noun that ends before word ``index``."""
    words = context.words
    index = _past_time(context, index, union)
    # "Her first marriage, to Piet Tarn".
    index += union.noun and context.view.form(range(index, min(index + 2, len(words)))) == (",", "to")
    if index >= len(words) or not (words[index].folded in union.to or union.bare):
        return None
    first = index + (words[index].folded in union.to)
    position = first
    while position < min(first + _MAX_WORDS, len(words)) and words[position].sentence == words[index - 1].sentence:
        word, is_relative = words[position], union.bare and words[position - 1].folded in KINSHIP_NOUNS
        if position in context.names:
            name = context.names[position]
            if context.view.folded(name.stop) not in GENITIVE:
                return name
            # "Wed Orla’s brother, Piet Tarn": the owner is not the second person.
            position = name.stop
        # "Orla is dating him."
        elif position == first and word.folded in {"him", "her"} and _ends_phrase(context, position + 1):
            person = context.resolve(position)
            return PersonMention(position, position + 1, person) if person else None
        elif word.folded in _NAME_BARRIERS or (word.text == "," and not is_relative):
            return None
        position += 1
    return None


def _past_time(context: KinshipContext, index: int, union: Union) -> int:
    """Index of the preposition after a time or an occasion, from word ``index`` on, "married for the last time in 1963
    |to Piet", "their wedding anniversary |with Piet"; ``index`` itself without one."""
    words = context.words
    for position in range(index, min(index + _MAX_WORDS, len(words))):
        if words[position].folded in union.to:
            return position
        is_time = words[position].folded in _TIME_WORDS or words[position].text.isdigit()
        if position in context.names or not is_time:
            break
    return index


def _ends_phrase(context: KinshipContext, index: int) -> bool:
    words = context.words
    return index >= len(words) or words[index].folded in STOPS or not words[index].text[0].isalnum()


def _relation_now(context: KinshipContext, index: int, union: Union, *, asserted: bool) -> Relation:
    """The relation at the time of the article. In reported speech "was" is a shifted present, "denied that she was
    engaged", so it ends a relation only if the page asserts it."""
    words = context.words
    reach = 2 if words[index].folded == "dating" else 6
    before = set(context.view.form(context.view.just_before(index, reach)))
    rest = context.view.form(range(index, min(index + _REACH_AFTER, context.view.sentence_of(index).stop)))
    after = context.view.folded(index + 1)
    # "Went on to marry Piet Tarn", "whom she would later marry".
    previous = context.view.form(range(max(index - 2, 0), index))
    if rest[0] == "marry" and (previous == ("on", "to") or previous[-1:] == ("later",)):
        return "spouse"
    # "Called off their engagement", "their wedding was cancelled".
    near, ends = {*before, *rest[: _MAX_WORDS + 2]}, _CANCELLED.get(rest[0], set())
    if ends and (not ends.isdisjoint(near) or near >= {"called", "off"}):
        return "ex-partner"
    if union.relation == "spouse":
        return _marriage_now(context, index, union, before=before, rest=rest)
    if union.relation == "ex-spouse" and (_PENDING & before or after in _PENDING_NOUNS):
        return "spouse"
    # "Has dated Piet Tarn since May."
    if words[index].folded == "dated" and not before.isdisjoint(["has", "have", "'s"]):
        return "partner"
    if asserted and union.relation == "partner" and _PAST & before and words[index].folded not in {"back", "still"}:
        return "ex-partner"
    # "Orla and Piet nearly split."
    if union.relation.startswith("ex-") and not before.isdisjoint(["almost", "nearly"]):
        return "partner" if union.relation == "ex-partner" else "spouse"
    return union.relation


def _marriage_now(
    context: KinshipContext, index: int, union: Union, *, before: Collection[str], rest: Sequence[str]
) -> Relation:
    """The relation of a couple who have married, or are to marry, at the time of the article."""
    folded, previous, after = rest[0], context.view.folded(index - 1), context.view.folded(index + 1)
    if union.noun:
        # "Her first marriage to Piet Tarn", "her five-year marriage".
        has_lasted = after in union.to and any(word.endswith(_LASTED) for word in before)
        has_ended = has_lasted or previous in FORMERLY - {"second"} or "during" in before
        has_ended |= not _ENDED.isdisjoint(rest[: _MAX_WORDS + 2])
        if _PLANNED.intersection(before):
            return "partner"
        return "ex-spouse" if folded == "marriage" and has_ended else "spouse"
    # "Will wed Piet Tarn."
    if folded == "wed" and previous in {"to", "will", "would", "not"}:
        return "partner"
    if folded != "married":
        return "spouse"
    # "Are getting married in March."
    if previous in {"get", "getting", "be"}:
        return "ex-spouse" if "used" in before else "partner"
    has_ended = not _ENDED.isdisjoint(rest) or (after == "to" and not _PAST.isdisjoint(before))
    return "ex-spouse" if has_ended else "spouse"
