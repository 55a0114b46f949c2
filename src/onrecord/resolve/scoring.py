"""What speaks for and against two sightings being of one person: weights in natural logarithms of odds, with reasons.

The weights say how many times likelier each finding is of one person than of two who are called alike. They are
judged, not fitted: nothing but names of one kind and another is alike in all archives.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.people.lexicon import FEMALE_ROLES, MALE_ROLES, Gender, given_names
from onrecord.people.lexicon import fold as fold_word
from onrecord.resolve.name_similarity import WHOLE, Likeness, far_apart, is_common, is_given, is_surname, likeness
from onrecord.resolve.profiles import Age, Company, Neighbour, Profile, Sighting
from onrecord.store.codecs import fold
from onrecord.store.days import whole_years
from onrecord.store.name_keys import person_name

SAME_FROM = 2.2
"""Log odds from which two are the same: nine to one."""
DIFFERENT_FROM = -2.2

_NAMED: dict[Likeness, float] = {
    "same": 4.0,
    "middle": 3.0,
    "longer": 1.0,
    "single": 1.2,
    "short": 0.5,
    "generations": -3.0,
    "surname": -1.5,
    "given": -1.5,
}
_WORDS: dict[Likeness, str] = {
    "same": "the same full name",
    "middle": "the same name but for what stands between",
    "longer": "one name goes on where the other ends",
    "single": "the same single name",
    "short": "one is short for the other",
    "generations": "one is junior, the other not",
    "surname": "the surname alone",
    "given": "the given name alone",
}
_RARE_SINGLE = 2.0
_SINGLE_A_PAGE = 0.35
_MOST_SINGLE = 1.5
_KNOWN = 0.6
_MOST_KNOWN = 2.0
"""How far it counts that somebody is written of much: readers know whom a part of the name means."""
_SOLE_BEARER = 1.0
_COMMON_NAME = -0.5
_ALSO_CALLED = 2.0
_OF_ONE_NAME = 1.2
_MAIN_FIGURE = 4
"""Mentions from which somebody who is given one name only is likely to have no other."""
_BARE_SURNAME = -0.6
_STANDS_BESIDE = -4.0
_MOST_COMPANY = 5.0
_LEAST_COMPANY = 2.5
_COMPANY_A_PAGE = 0.5
_MOST_OF_KIN = 1.5
"""What company can tell of two names that relatives may have: relatives have the same company."""
_MOST_OF_ONE = 3.0
_PARTIAL = frozenset({"surname", "given", "longer"})
_A_LIFE = 70
_CALLINGS = {
    "performer": "actor actress singer rapper musician comedian comedienne supermodel songwriter "
    "singer-songwriter vocalist frontman drummer guitarist popstar dancer entertainer filmmaker actor-director "
    "songstress hitmaker starlet crooner",
    "politics": "president senator governor mayor congressman congresswoman minister chancellor premier "
    "nominee lawmaker politician representative sen rep gov republican democrat vice-president ambassador "
    "councilman councilwoman president-elect statesman",
    "law": "judge justice prosecutor lawyer attorney counsel solicitor barrister",
    "police": "sheriff detective constable sergeant inspector superintendent trooper",
    "sport": "quarterback coach footballer golfer boxer wrestler striker athlete goalkeeper midfielder sprinter "
    "swimmer pitcher linebacker cyclist",
    "medicine": "doctor surgeon physician nurse neurosurgeon psychiatrist psychologist therapist dentist",
    "learning": "professor scientist researcher economist historian physicist biologist astronomer",
    "faith": "pope bishop archbishop pastor priest rabbi imam cardinal reverend",
}
_CALLING = {word: calling for calling, words in _CALLINGS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Weighed:
    """How likely two are one, in log odds, and why: each reason with what it weighs."""

    odds: float
    reasons: tuple[str, ...]

    @property
    def score(self) -> float:
        """The probability."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.odds))))


Finding = tuple[float, str]


def weigh(
    sighting: Sighting,
    profile: Profile,
    *,
    company: Company | None = None,
    neighbours: Sequence[Neighbour] = (),
    pages: int = 1,
    others: Sequence[Profile] = (),
) -> Weighed:
    """Whether ``sighting`` is of the person of ``profile``.

    ``company`` is with whom that person stands, where it was looked up, and ``neighbours`` who stands beside the
    sighting; ``pages`` is how many the record holds; ``others`` who else in it may be called by this name.
    """
    if sighting.kind != "person":
        return Weighed(4.0, ("+4.0 the same name",))
    how, name = called(sighting.name, profile)
    found = list(_by_name(sighting, profile, how=how, name=name))
    found += _by_share(sighting, profile, how=how, others=others)
    if how == "surname":
        found += _by_gender(sighting, profile)
    for look in (_by_roles, _by_ages, _by_time):
        found += look(sighting, profile)
    if company is not None:
        most = min(_MOST_COMPANY, _LEAST_COMPANY + _COMPANY_A_PAGE * company.pages)
        most = min(most, _MOST_OF_KIN) if how in {"short", "generations"} else most
        found += _by_company(company, neighbours, pages=pages, most=most)
        found += _by_ties(sighting, company)
        found += _by_others(sighting, company, how=how, others=others)
        if sighting.outlet_id in company.outlets:
            found.append((0.3, "in the same outlet"))
    reasons = tuple(f"{weight:+.1f} {reason}" for weight, reason in found)
    return Weighed(sum(weight for weight, _ in found), reasons)


def called(name: str, profile: Profile) -> tuple[Likeness, str]:
    """How ``name`` and the likest of the profile's names are alike, and which that is."""
    alike = ((likeness(name, one), one) for one in profile.names)
    return max(alike, key=lambda found: _NAMED.get(found[0], -9.0))


def may_be_one(one: Profile, other: Profile) -> bool:
    """Whether nothing tells two apart: their names are alike, and no callings or births are against it."""
    if called(one.names[0], other)[0] in {"none", "generations"}:
        return False
    sighting = Sighting(one.names[0], roles=one.roles, ages=one.ages)
    found = (*_by_roles(sighting, other), *_by_ages(sighting, other))
    return all(weight >= 0 for weight, _ in found)


def gender_of(name: str, roles: Iterable[str]) -> Gender | None:
    """The gender that roles or else the given name tell."""
    words = {fold_word(word) for role in roles for word in role.split()}
    female, male = bool(words & FEMALE_ROLES), bool(words & MALE_ROLES)
    if female != male:
        return "female" if female else "male"
    parsed = person_name(name)
    return given_names().get(parsed.given) if parsed.full else None


def callings(roles: Iterable[str]) -> set[str]:
    """The walks of life that roles belong to."""
    return {_CALLING[word] for role in roles for part in role.split() if (word := fold_word(part)) in _CALLING}


def _by_name(sighting: Sighting, profile: Profile, *, how: Likeness, name: str) -> Iterable[Finding]:
    if how == "none":
        yield -6.0, "other names"
        return
    both = "" if how in {"same", "single"} else f" ({sighting.name}; {name})"
    yield _NAMED[how], _WORDS[how] + both
    if how == "generations" and far_apart(sighting.name, name):
        yield -8.0, "two generations of one name"
    if how == "single" and is_surname(sighting.name):
        yield _BARE_SURNAME, "a surname that many have"
    if how in {"same", "middle"} and is_common(sighting.name):
        yield _COMMON_NAME, "a frequent name"
    if how not in {"same", "single"} and any(likeness(sighting.name, one) == "same" for one in profile.also):
        yield _ALSO_CALLED, f"called {sighting.name} elsewhere too"


def _by_share(sighting: Sighting, profile: Profile, *, how: Likeness, others: Sequence[Profile]) -> Iterable[Finding]:
    """How much of what is said of people so called is said of this one."""
    if how in _PARTIAL and profile.pages > 1:
        known = min(_MOST_KNOWN, _KNOWN * math.log(profile.pages))
        yield known, f"well known: on {profile.pages} pages"
    rivals = [one.pages for one in others if _rivals(sighting, profile, one, how=how)]
    if rivals:
        share = (profile.pages + 0.5) / (profile.pages + sum(rivals) + 0.5 * (len(rivals) + 1))
        if (weight := math.log(share)) <= -0.05:
            yield weight, f"{share:.0%} of the pages on which somebody is called so"
    elif how in {"surname", "given"} and profile.pages > 1:
        yield _SOLE_BEARER, "nobody else is called so"
    elif how == "single":
        if not is_given(sighting.name) and not is_surname(sighting.name):
            yield _RARE_SINGLE, "nobody else is called so"
        elif (alone := profile.pages + _called_so_alone(sighting, others)) > 1:
            yield min(_MOST_SINGLE, _SINGLE_A_PAGE * alone), f"called so alone on {alone} pages"
        elif sighting.mentions >= _MAIN_FIGURE and profile.quoted:
            yield _OF_ONE_NAME, "a main figure, with no other name"


def _called_so_alone(sighting: Sighting, others: Sequence[Profile]) -> int:
    """On how many pages others are called by this one word."""
    return sum(one.pages for one in others if called(sighting.name, one)[0] == "single")


def _rivals(sighting: Sighting, profile: Profile, other: Profile, *, how: Likeness) -> bool:
    """Whether ``other``, who is somebody else than ``profile``, may be meant by this name or this part of a name."""
    theirs = called(sighting.name, other)[0]
    if how in {"single", "surname", "given"} and not person_name(sighting.name).full:
        return theirs in {"surname", "given"} and (how == "single" or not may_be_one(profile, other))
    return theirs in WHOLE and not may_be_one(profile, other)


def _by_others(sighting: Sighting, company: Company, *, how: Likeness, others: Sequence[Profile]) -> Iterable[Finding]:
    """Whether another who bears the very name stands beside this one on some page: then they are two."""
    if how in {"same", "single"}:
        return
    for one in others:
        if one.person_id in company.beside and called(sighting.name, one)[0] == "same":
            yield _STANDS_BESIDE, f"stands beside {one.names[0]} on a page"
            return


def _by_gender(sighting: Sighting, profile: Profile) -> Iterable[Finding]:
    theirs = gender_of(profile.names[0], profile.roles)  # given names mislead too often to tell two of one name apart
    if sighting.gender and theirs:
        same = sighting.gender == theirs
        yield (0.5, f"both {theirs}") if same else (-3.0, f"{sighting.gender} here, {theirs} there")


def _by_roles(sighting: Sighting, profile: Profile) -> Iterable[Finding]:
    mine, theirs = ({fold(role) for role in roles} for roles in (sighting.roles, profile.roles))
    if shared := sorted(mine & theirs):
        yield 1.5, f"both “{shared[0]}”"
        return
    one, other = callings(sighting.roles), callings(profile.roles)
    if both := sorted(one & other):
        yield 0.8, f"both of one calling ({both[0]})"
    elif one and other:
        yield -3.0, f"of other callings ({', '.join(sorted(one))}; {', '.join(sorted(other))})"


def _by_ages(sighting: Sighting, profile: Profile) -> Iterable[Finding]:
    gaps = [(gap, a, b) for a in sighting.ages for b in profile.ages if (gap := _gap(a, b)) is not None]
    if not gaps:
        return
    gap, one, other = min(gaps, key=lambda found: found[0])
    if gap == 0:
        yield 1.5, f"{one.years} and {other.years} years old: born in one year"
    elif gap > 2:
        dated = one.born() and other.born()
        yield -4.0 if gap > 8 and dated else -2.5, f"{one.years} and {other.years} years old: born {gap} years apart"


def _gap(one: Age, other: Age) -> int | None:
    """Years between two births; null where ages do not tell."""
    first, second = one.born(), other.born()
    if first and second:
        return max(0, first[0] - second[1], second[0] - first[1])
    apart = abs(one.years - other.years)
    # Pages with no date may lie years apart, and only a generation tells.
    return 0 if apart == 0 else apart if apart > 18 else None


def _by_time(sighting: Sighting, profile: Profile) -> Iterable[Finding]:
    if sighting.day is None or profile.day_from is None or profile.day_to is None:
        return
    apart = max(whole_years(sighting.day, profile.day_from), whole_years(profile.day_to, sighting.day))
    if apart >= _A_LIFE:
        yield -3.0, f"{apart} years apart"


def _by_company(company: Company, neighbours: Sequence[Neighbour], *, pages: int, most: float) -> Iterable[Finding]:
    """Who stands beside both, each weighed by how much oftener beside this person than on any page."""
    if not company.pages:
        return
    found = []
    for one in neighbours:
        together = company.beside.get(one.person_id, 0)
        if together:
            beside = (together + 0.3) / (company.pages + 1)
            anywhere = (one.pages + 1) / (pages + 2)
            found.append((min(_MOST_OF_ONE, math.log(beside / anywhere)), one.name))
    found = sorted(((weight, name) for weight, name in found if weight > 0), reverse=True)
    if found:
        weight = min(most, sum(weight for weight, _ in found))
        yield weight, "together with " + ", ".join(name for _, name in found[:3])
    elif len(neighbours) > 2 and company.pages > 10:
        yield -0.7, f"with nobody of whom {company.pages} pages show beside them"


def _by_ties(sighting: Sighting, company: Company) -> Iterable[Finding]:
    shared = sorted(sighting.ties & company.ties)
    if shared:
        relation, other = shared[0]
        yield 2.5, f"{relation} of {other} in both"
