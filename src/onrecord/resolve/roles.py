"""Gender and occupation, inferred from the roles that pages give people: "actress", "former senator", "pop singer"."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from onrecord.people.lexicon import FEMALE_ROLES, MALE_ROLES, Gender, fold, given_names
from onrecord.store import codecs
from onrecord.store.name_keys import person_name

_OCCUPATION_WORDS = {
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
_OCCUPATION_OF = {word: occupation for occupation, words in _OCCUPATION_WORDS.items() for word in words.split()}


def gender_of(name: str, roles: Iterable[str]) -> Gender | None:
    """The gender by the roles, such as "actress", or else by the given name."""
    words = {fold(word) for role in roles for word in role.split()}
    female, male = bool(words & FEMALE_ROLES), bool(words & MALE_ROLES)
    if female != male:
        return "female" if female else "male"
    parsed = person_name(name)
    return given_names().get(parsed.given) if parsed.full else None


def occupations(roles: Iterable[str]) -> set[str]:
    """The occupations that roles belong to: "pop singer" is a performer."""
    words = (fold(word) for role in roles for word in role.split())
    return {_OCCUPATION_OF[word] for word in words if word in _OCCUPATION_OF}


@lru_cache(maxsize=65_536)
def fold_role(role: str) -> str:
    """The form in which roles are compared."""
    return codecs.fold(role)
