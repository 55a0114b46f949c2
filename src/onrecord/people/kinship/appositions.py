"""Claims about a person named before the kinship phrase: "Orla Tarn, his wife", "Orla is his wife"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.kinship.claims import Claim, Construction, Ownership, status_at
from onrecord.people.kinship.context import KinshipContext
from onrecord.people.kinship.names_after import is_role, next_listed_name
from onrecord.people.kinship.owners import owners_of, with_joined
from onrecord.people.kinship.phrases import Phrase
from onrecord.people.kinship.relatives import make_claim
from onrecord.people.kinship.vocabulary import COUPLES, STOPS
from onrecord.people.lexicon import GENITIVE
from onrecord.types import Status

_IS = frozenset(["is", "are", "was", "were", "became", "remains", "'s", "as"])
_IS_NOT = frozenset(["isn't", "wasn't", "not"])
_NAMING_VERBS = frozenset(["call", "calls", "calling", "called", "make", "makes", "made"])
_MAX_ASIDE = 5
"""Most words of an aside, with its first comma."""
_PHRASE_ENDS = frozenset([",", ".", ")", "—", "–", ";", "of", "to"])


@dataclass(frozen=True, slots=True)
class _Relative:
    """The person whom a phrase calls a relative."""

    person: Cluster
    construction: Construction
    start: int
    status: Status = "asserted"


def apposed_claims(context: KinshipContext, phrase: Phrase) -> Iterator[Claim]:
    """Claims of a phrase without names after it."""
    if phrase.names:
        return
    words = context.words
    owners, stop = owners_of(context, phrase), phrase.index + 1
    has_complement = phrase.owner is None and stop + 1 < len(words) and words[stop].folded in {"of", "to"}
    if has_complement:
        owners, stop = people_named_from(context, stop + 1)
    if not owners:
        return
    relative = _find_relative(context, phrase) or (_find_described(context, phrase, owners) if has_complement else None)
    if relative is None or {phrase.kin.gender, relative.person.stated_gender} == {"male", "female"}:
        return
    if any(relative.person is owner for owner in owners):
        return
    ownership = Ownership(owners, "of" if has_complement else relative.construction, relative.start)
    # "Orla and Piet are the parents of Ivo."
    people = with_joined(context, relative.start, relative.person).people if phrase.kin.plural else (relative.person,)
    for owner, person in product(owners, people):
        claim = make_claim(context, phrase, ownership, owner, person, stop=stop)
        yield claim if relative.status == "asserted" else replace(claim, status=relative.status)


def people_named_from(context: KinshipContext, start: int) -> tuple[tuple[Cluster, ...], int]:
    """The people named from word ``start`` on, and the index after them.

    "Orla", "Orla and Piet".
    """
    words = context.words
    first = context.past_roles(start)
    roles = [word.folded for word in words[start:first]]
    if first not in context.names or (roles and not (is_role(roles[-1]) and STOPS.isdisjoint(roles))):
        return (), start
    name = context.names[first]
    if context.view.folded(name.stop) in GENITIVE:
        return (), start
    names = [name]
    while next_name := next_listed_name(context, names[-1].stop):
        names.append(next_name)
    return tuple(name.person for name in names), names[-1].stop


def _find_described(context: KinshipContext, phrase: Phrase, owners: tuple[Cluster, ...]) -> _Relative | None:
    """The person meant by "the wife of Piet Tarn" without a name: the person whom the page is about.

    This holds for partners and parents only: a page is seldom about somebody's child or sibling.
    """
    if phrase.kin.relation not in COUPLES and phrase.kin.relation != "parent":
        return None
    person = context.most_mentioned(phrase.kin.gender, barred=owners)
    return _Relative(person, "of", phrase.start) if person else None


def _find_relative(context: KinshipContext, phrase: Phrase) -> _Relative | None:
    """The person whom ``phrase`` calls a relative: by an apposition, a verb of naming, or a copula."""
    words = context.words
    index = phrase.start - 1
    if index < 1:
        return None
    if words[index].text in {",", "—", "–", "("}:
        # "Orla Tarn, 41, his wife".
        end = index - 2 if words[index - 1].text.isdigit() and words[index - 2].text == "," else index
        mention = context.ending_before(end)
        after = words[phrase.index + 1].text if phrase.index + 1 < len(words) else "."
        return _Relative(mention.person, "apposed", mention.first) if mention and after in _PHRASE_ENDS else None
    named = context.ending_before(phrase.start)
    # "Piet can call Orla Tarn his wife".
    if named and context.view.folded(named.first - 1) in _NAMING_VERBS:
        return _Relative(named.person, "is", named.first)
    if words[index].folded in _IS or words[index].folded in _IS_NOT:
        return _by_verb(context, phrase, index)
    return None


def _before_aside(context: KinshipContext, end: int) -> int:
    """The index before an aside in commas that ends at word ``end``: "Orla, of course, is his wife"."""
    words = context.words
    if end < len(words) and words[end].text == ",":
        for index in range(end - 1, max(0, end - _MAX_ASIDE), -1):
            if words[index].text == ",":
                return index
    return 0


def _by_verb(context: KinshipContext, phrase: Phrase, index: int) -> _Relative | None:
    """The person who is, or is not, the relative. Word ``index``, a copula, is the last before the phrase."""
    words = context.words
    is_denied = words[index].folded in _IS_NOT
    index -= words[index].folded == "not"
    end = index - (words[index - 1].folded in {"who", "also", "now"})
    end -= words[end - 1].text == ","
    mention = context.ending_before(end) or context.ending_before(_before_aside(context, end))
    if mention is None:
        return None
    status = "denied" if is_denied else status_at(context.view, phrase.index, subject=mention.first, hearsay_words=())
    return _Relative(mention.person, "is", mention.first, status)
