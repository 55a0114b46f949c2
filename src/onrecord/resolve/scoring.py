"""Pairwise scoring: the log odds that a person on a page and a person of the record are the same, with reasons.

A weight is a natural logarithm: the ratio of the probabilities of a finding for one person and for two people with
similar names. +1.5 is 4.5 times likelier, -3.0 is 20 times less likely. The weights are set by hand, not fitted: the
275 judged pairs (``bench/identity.jsonl``) are from a single archive of celebrity news, too few and too uniform to fit
thirty weights that also hold for local news. ``python -m bench.identity`` measures the effect of a change.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.resolve.name_similarity import (
    FULL_NAME_SIMILARITIES,
    NameSimilarity,
    compare_names,
    have_different_suffixes,
    is_frequent_name,
    is_given_name,
    is_surname,
)
from onrecord.resolve.profiles import (
    TOLERATED_BIRTH_GAP,
    UNDATED_GAP,
    CoMention,
    CoMentions,
    DatedAge,
    Facts,
    PageProfile,
    PersonProfile,
)
from onrecord.resolve.roles import gender_of
from onrecord.store.days import whole_years
from onrecord.store.name_keys import person_name

# Odds of nine to one. A wrong link attributes words to the wrong person; a missed one only splits a person in two.
SAME_FROM = 2.2
"""Minimum log odds of a link."""
DIFFERENT_FROM = -2.2
"""Log odds below which two people are different; between the thresholds the pair is unsure."""

_SAME_ORGANISATION = 4.0  # organisations are looked up by their whole name
# In brackets: the number of judged pairs with such names that are one person, of all such pairs.
_NAME_WEIGHTS: dict[NameSimilarity, float] = {
    "same": 4.0,  # "Ada Brannigan", twice (83 of 83)
    "middle": 3.0,  # "Ada M. Brannigan", "Ada Brannigan" (2 of 2)
    "longer": 1.0,  # "Ada Brannigan", "Ada Brannigan Tarn": a married name, or one cut wrongly (10 of 10)
    "single": 1.2,  # "Zuleika", twice: a performer of one name, or the given names of two people (41 of 44)
    "short": 0.5,  # "Bill Okafor", "William Okafor" (5 of 6)
    "generations": -3.0,  # "Tom Okafor", "Tom Okafor Jr."
    "surname": -1.5,  # "Okafor", "Tom Okafor" (12 of 24, and many more pairs were not worth judging)
    "given": -1.5,  # "Tom", "Tom Okafor" (28 of 55, likewise)
}
_NAME_REASONS: dict[NameSimilarity, str] = {
    "same": "the same full name",
    "middle": "the same name but for the middle",
    "longer": "one name goes on where the other ends",
    "single": "the same single name",
    "short": "one is short for the other",
    "generations": "one is junior, the other not",
    "surname": "the surname alone",
    "given": "the given name alone",
}
_OTHER_NAMES = -6.0  # so that no other evidence links them
_TWO_GENERATIONS = -8.0  # "Tom Okafor Sr.", "Tom Okafor Jr.": printed to tell them apart
_BARE_SURNAME = -0.6  # "Smith", twice, as the only name
_FREQUENT_NAME = -0.5  # "John Smith": more namesakes than "Zuleika Quill"
_ALIAS = 2.0  # another page calls Ada Brannigan "Ada Tarn", and here "Ada Tarn" is the full name
# A part of a name means the best-known bearer: "Brannigan" alone is the star on 1,000 pages, not the clerk on one.
_KNOWN_PER_LOG_PAGE = 0.6
_MOST_KNOWN = 2.0
_LEAST_SHARE = -0.05  # a share of 95% or more is no reason worth listing
_SOLE_BEARER = 1.0  # one Brannigan in the whole record
# "Zuleika" is neither a frequent given name nor a surname, so two bearers are unlikely.
_RARE_SINGLE_NAME = 2.0
# A singer who is "Anna" on ten pages is known by that name; "Anna" on a single page may be anybody.
_SINGLE_NAME_PER_PAGE = 0.35
_MOST_SINGLE_NAME = 1.5
_MAIN_FIGURE_MENTIONS = 4
_MAIN_FIGURE = 1.2  # an article that mentions and quotes "Anna" throughout would print her surname if she used one
_SAME_GENDER = 0.5
_OTHER_GENDER = -3.0  # "she" here, and Robert Brannigan there
_SAME_ROLE = 1.5  # both "actress"
_SAME_OCCUPATION = 0.8  # "singer" and "rapper"
_OTHER_OCCUPATION = -3.0  # "actress" and "senator"
_SAME_BIRTH_YEAR = 1.5
_GENERATION_GAP = 8  # a slip in an age is smaller
_OTHER_BIRTH_YEAR = -2.5
_OTHER_GENERATION = -4.0  # 71 and 24 in the same year
_LIFETIME_YEARS = 70
_OTHER_LIFETIME = -3.0  # pages of 1931 and of 2031
_SAME_OUTLET = 0.3
_SAME_RELATIONSHIP = 2.5  # "William Okafor" and "Bill Okafor", both married to Ines Quill
# The person is mentioned on one page with a bearer of exactly this name: Alec and Alexander Brannigan are two people.
_NAMESAKE_ON_PAGE = -4.0
# Co-mentions weigh more if more pages of the person were read: from 2.5 for one page to 5.0 for five.
_CO_MENTIONS_FOR_ONE_PAGE = 2.5
_CO_MENTIONS_PER_PAGE = 0.5
_MOST_CO_MENTIONS = 5.0
# Father and son, and a name and its short form, are mentioned with the same people.
_MOST_CO_MENTIONS_OF_KIN = 1.5
_MOST_OF_ONE_CO_MENTION = 3.0
# None of the people on the page was mentioned with a person who has more than ten pages.
_NO_CO_MENTION = -0.7
_ENOUGH_CO_MENTIONS = 3
_ENOUGH_PAGES = 11

_PARTIAL = frozenset({"surname", "given", "longer"})
"""Similarities for which the prominence of the person counts."""
Finding = tuple[float, str]
"""A weight, and its reason in words."""


@dataclass(frozen=True, slots=True)
class PairScore:
    """The score of a pair: log odds that it is one person, and the reasons with their weights."""

    log_odds: float
    findings: tuple[Finding, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons with their weights, as they are logged."""
        return tuple(f"{weight:+.1f} {reason}" for weight, reason in self.findings)

    @property
    def probability(self) -> float:
        """The log odds as a probability."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.log_odds))))


def score_pair(
    appearance: PageProfile,
    person: PersonProfile,
    *,
    co_mentions: CoMentions | None = None,
    page_people: Sequence[CoMention] = (),
    pages: int = 1,
    rivals: Sequence[PersonProfile] = (),
) -> PairScore:
    """The score of ``appearance`` being the person ``person``.

    ``co_mentions`` are the person's, if they were loaded, and ``page_people`` the known people on the page of the
    appearance; ``pages`` is the number of pages in the record; ``rivals`` are other persons who may have this name.
    """
    if appearance.kind != "person":
        return PairScore(_SAME_ORGANISATION, ((_SAME_ORGANISATION, "the same name"),))
    similarity, name = match_name(appearance.name, person)
    findings = list(_score_name(appearance, person, similarity=similarity, name=name))
    findings += _score_prominence(appearance, person, similarity=similarity, rivals=rivals)
    if similarity == "surname":
        findings += _score_gender(appearance, person)
    for score_facts in (_score_roles, _score_ages, _score_time):
        findings += score_facts(appearance, person)
    if co_mentions is not None:
        most = min(_MOST_CO_MENTIONS, _CO_MENTIONS_FOR_ONE_PAGE + _CO_MENTIONS_PER_PAGE * co_mentions.pages)
        most = min(most, _MOST_CO_MENTIONS_OF_KIN) if similarity in {"short", "generations"} else most
        findings += _score_co_mentions(co_mentions, page_people, pages=pages, most=most)
        findings += _score_relationships(appearance, co_mentions)
        findings += _score_namesakes(appearance, co_mentions, similarity=similarity, rivals=rivals)
        if appearance.outlet_id in co_mentions.outlets:
            findings.append((_SAME_OUTLET, "in the same outlet"))
    return PairScore(sum([weight for weight, _ in findings]), tuple(findings))


def match_name(name: str, person: PersonProfile) -> tuple[NameSimilarity, str]:
    """The person's most similar name to ``name``, and how similar it is."""
    if len(person.names) == 1:  # as most persons have
        return compare_names(name, person.names[0]), person.names[0]
    similarities = ((compare_names(name, known_name), known_name) for known_name in person.names)
    return max(similarities, key=lambda match: _NAME_WEIGHTS.get(match[0], -9.0))


def may_be_same(first: PersonProfile, second: PersonProfile) -> bool:
    """True if two persons may be one: similar names, and no contradicting occupations or births."""
    if match_name(first.names[0], second)[0] in {"none", "generations"}:
        return False
    return all(weight >= 0 for weight, _ in _score_roles(first, second)) and not first.has_contradicting_births(second)


def _score_name(
    appearance: PageProfile, person: PersonProfile, *, similarity: NameSimilarity, name: str
) -> Iterable[Finding]:
    if similarity == "none":
        yield _OTHER_NAMES, "other names"
        return
    names = "" if similarity in {"same", "single"} else f" ({appearance.name}; {name})"
    yield _NAME_WEIGHTS[similarity], _NAME_REASONS[similarity] + names
    if similarity == "generations" and have_different_suffixes(appearance.name, name):
        yield _TWO_GENERATIONS, "two generations of one name"
    if similarity == "single" and is_surname(appearance.name):
        yield _BARE_SURNAME, "a frequent surname"
    if similarity in {"same", "middle"} and is_frequent_name(appearance.name):
        yield _FREQUENT_NAME, "a frequent name"
    if similarity not in {"same", "single"} and any(
        compare_names(appearance.name, alias) == "same" for alias in person.aliases
    ):
        yield _ALIAS, f"called {appearance.name} elsewhere too"


def _score_prominence(
    appearance: PageProfile, person: PersonProfile, *, similarity: NameSimilarity, rivals: Sequence[PersonProfile]
) -> Iterable[Finding]:
    """Weigh the person's share of the pages with this name."""
    if similarity in _PARTIAL and person.pages > 1:
        prominence = min(_MOST_KNOWN, _KNOWN_PER_LOG_PAGE * math.log(person.pages))
        yield prominence, f"well known: on {person.pages} pages"
    rival_pages = [rival.pages for rival in rivals if _is_rival(appearance, person, rival, similarity=similarity)]
    if rival_pages:
        share = (person.pages + 0.5) / (person.pages + sum(rival_pages) + 0.5 * (len(rival_pages) + 1))
        if (weight := math.log(share)) <= _LEAST_SHARE:
            yield weight, f"{share:.0%} of the pages on which people have this name"
    elif similarity in {"surname", "given"} and person.pages > 1:
        yield _SOLE_BEARER, "nobody else has this name"
    elif similarity == "single":
        if not is_given_name(appearance.name) and not is_surname(appearance.name):
            yield _RARE_SINGLE_NAME, "nobody else has this name"
        elif (single_pages := person.pages + _count_single_name_pages(appearance, rivals)) > 1:
            weight = min(_MOST_SINGLE_NAME, _SINGLE_NAME_PER_PAGE * single_pages)
            yield weight, f"no other name on {single_pages} pages"
        elif appearance.mentions >= _MAIN_FIGURE_MENTIONS and person.quoted:
            yield _MAIN_FIGURE, "a main figure, with no other name"


def _count_single_name_pages(appearance: PageProfile, rivals: Sequence[PersonProfile]) -> int:
    """Number of pages on which other people have this single name."""
    return sum(rival.pages for rival in rivals if match_name(appearance.name, rival)[0] == "single")


def _is_rival(
    appearance: PageProfile, person: PersonProfile, rival: PersonProfile, *, similarity: NameSimilarity
) -> bool:
    """True if the appearance's name may mean ``rival``, a different person than ``person``."""
    rival_similarity = match_name(appearance.name, rival)[0]
    if similarity in {"single", "surname", "given"} and not person_name(appearance.name).full:
        is_partial = rival_similarity in {"surname", "given"}
        return is_partial and (similarity == "single" or not may_be_same(person, rival))
    return rival_similarity in FULL_NAME_SIMILARITIES and not may_be_same(person, rival)


def _score_namesakes(
    appearance: PageProfile, co_mentions: CoMentions, *, similarity: NameSimilarity, rivals: Sequence[PersonProfile]
) -> Iterable[Finding]:
    """Weigh a mention of another bearer of exactly this name on a page of the person, a sign of two people."""
    if similarity in {"same", "single"}:
        return
    for rival in rivals:
        if rival.person_id in co_mentions.people and match_name(appearance.name, rival)[0] == "same":
            yield _NAMESAKE_ON_PAGE, f"on one page with {rival.names[0]}"
            return


def _score_gender(appearance: PageProfile, person: PersonProfile) -> Iterable[Finding]:
    # For bare surnames only: given names mislead too often to distinguish two people with one full name.
    gender = gender_of(person.names[0], person.roles)
    if appearance.gender and gender:
        same = appearance.gender == gender
        yield (_SAME_GENDER, f"both {gender}") if same else (_OTHER_GENDER, f"{appearance.gender} here, {gender} there")


def _score_roles(appearance: Facts, person: Facts) -> Iterable[Finding]:
    if shared_roles := sorted(appearance.folded_roles & person.folded_roles):
        yield _SAME_ROLE, f"both “{shared_roles[0]}”"
    elif shared := sorted(appearance.occupations & person.occupations):
        yield _SAME_OCCUPATION, f"the same occupation ({shared[0]})"
    elif appearance.occupations and person.occupations:
        listed = "; ".join(", ".join(sorted(facts.occupations)) for facts in (appearance, person))
        yield _OTHER_OCCUPATION, f"other occupations ({listed})"


def _score_ages(appearance: PageProfile, person: PersonProfile) -> Iterable[Finding]:
    gaps = [
        (gap, page_age, person_age)
        for page_age in appearance.ages
        for person_age in person.ages
        if (gap := _birth_gap(page_age, person_age)) is not None
    ]
    if not gaps:
        return
    gap, page_age, person_age = min(gaps, key=lambda pair: pair[0])
    ages = f"{page_age.years} and {person_age.years} years old"
    if gap == 0:
        yield _SAME_BIRTH_YEAR, f"{ages}: born in one year"
    elif gap > TOLERATED_BIRTH_GAP:
        dated = page_age.birth_years() and person_age.birth_years()
        weight = _OTHER_GENERATION if gap > _GENERATION_GAP and dated else _OTHER_BIRTH_YEAR
        yield weight, f"{ages}: born {gap} years apart"


def _birth_gap(first: DatedAge, second: DatedAge) -> int | None:
    """Years between two births; null if the ages do not determine it."""
    first_years, second_years = first.birth_years(), second.birth_years()
    if first_years and second_years:
        return max(0, first_years[0] - second_years[1], second_years[0] - first_years[1])
    difference = abs(first.years - second.years)
    return difference if difference == 0 or difference > UNDATED_GAP else None


def _score_time(appearance: PageProfile, person: PersonProfile) -> Iterable[Finding]:
    if appearance.day is None or person.day_from is None or person.day_to is None:
        return
    years = max(whole_years(appearance.day, person.day_from), whole_years(person.day_to, appearance.day))
    if years >= _LIFETIME_YEARS:
        yield _OTHER_LIFETIME, f"{years} years apart"


def _score_co_mentions(
    co_mentions: CoMentions, page_people: Sequence[CoMention], *, pages: int, most: float
) -> Iterable[Finding]:
    """Weigh each shared co-mention by its frequency on the person's pages relative to all pages."""
    if not co_mentions.pages:
        return
    weights = []
    for co_mention in page_people:
        shared_pages = co_mentions.people.get(co_mention.person_id, 0)
        if shared_pages:
            # Smoothed, so that a single shared page is not taken for certainty.
            rate = (shared_pages + 0.3) / (co_mentions.pages + 1)
            base_rate = (co_mention.pages + 1) / (pages + 2)
            weights.append((min(_MOST_OF_ONE_CO_MENTION, math.log(rate / base_rate)), co_mention.name))
    weights = sorted(((weight, name) for weight, name in weights if weight > 0), reverse=True)
    if weights:
        total = min(most, sum(weight for weight, _ in weights))
        yield total, "together with " + ", ".join(name for _, name in weights[:3])
    elif len(page_people) >= _ENOUGH_CO_MENTIONS and co_mentions.pages >= _ENOUGH_PAGES:
        yield _NO_CO_MENTION, f"with nobody of the {co_mentions.pages} pages"


def _score_relationships(appearance: PageProfile, co_mentions: CoMentions) -> Iterable[Finding]:
    shared = sorted(appearance.relationships & co_mentions.relationships)
    if shared:
        relation, name = shared[0]
        yield _SAME_RELATIONSHIP, f"{relation} of {name} in both"
