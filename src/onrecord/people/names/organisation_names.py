"""Names of organisations as strings: whether two forms can belong to the same organisation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from onrecord.people.lexicon import NATIONALITIES, ORGANISATION, PARTIES, TERRITORIES, fold, word_list, word_set

# Words that do not tell organisations apart: "The Quay Trust" and "Quay Trust Inc." are the same.
_GENERIC = word_list("generic")

_LEGAL = word_set("group holdings holding resources industries")
_COMPANY = _LEGAL | word_list("company")
"""Words at the end of a company's name that its short form leaves out: "Tarn Quay Holdings"."""
_MAX_ENDING = 4
"""Maximum number of words that are left out. An acronym at the start of a name may have one letter more than this."""
_SHARED_NOUNS = word_set("house senate congress party government bank police") | set(map(fold, PARTIES.values()))
"""Last words of many organisations that, on their own, name a different one: the House is not the White House, the
Republicans are not the Elmouth Republicans."""


def same_body(first: str, second: str) -> bool:
    """True if ``first`` and ``second`` can be names of the same organisation: they differ in articles and legal forms
    only, or one is an acronym of the other, its first words, or its last words."""
    (first_words, first_specific), (second_words, second_specific) = name_words(first), name_words(second)
    stripped = [first_specific, second_specific]
    is_same = first_words == second_words or len({"".join(words).removesuffix("online") for words in stripped}) == 1
    if is_same or _is_acronym(first, second) or _is_acronym(second, first):
        return True
    # "NHS Elmouth" for "National Harbour Service Elmouth".
    if len(first_specific) != len(second_specific) and not acronym_tails(first).isdisjoint(acronym_tails(second)):
        return True
    shorter, longer = sorted(stripped, key=len)
    # A place or a people is no body named after it: "Norway" is not "Norway Airlines", nor "Norwegian" their army.
    if len(shorter) == 1 and (shorter[0] in TERRITORIES or shorter[0] in NATIONALITIES):
        return False
    # The first words, if the rest only says what kind of organisation it is: "Tarn" for "Tarn Records", "Tarn Quay" for
    # "Tarn Quay Holdings". An acronym is shortened so only before a legal form: "PWU" for "PWU Holdings", never for
    # "PWU Entertainment".
    rest = longer[len(shorter) :]
    is_acronym = len(shorter) == 1 and min(first, second, key=len).isupper()
    is_beginning = " ".join(shorter) in beginnings(longer) and (not is_acronym or all(word in _LEGAL for word in rest))
    # "St Cuthbert’s" for "St Cuthbert’s School".
    is_saint = min(first, second, key=len).endswith(("'s", "’s")) and longer[: len(shorter)] == shorter
    if is_saint or (rest and is_beginning):
        return True
    longer_words = first_words if longer is first_specific else second_words
    # A complement is not the whole: "Elmouth" is not the "Bank of Elmouth", "Control" not the "Line of Control".
    if not rest or longer[-len(shorter) :] != shorter or longer_words[-len(shorter) - 1] in {"of", "for"}:
        return False
    # The last words: "Times" for "Elmouth Times", but not "Bar", of three letters, for "The Elmouth Bay Bar".
    return len(shorter) > 1 or (len(shorter[0]) > 3 and shorter[0] not in _SHARED_NOUNS)


def differs(name: str, forms: Iterable[str]) -> bool:
    """True if one of ``forms`` is as long as ``name`` and names another organisation: "Tarn Quay Records" is not "Tarn
    Quay Holdings", though "Tarn Quay" may be either."""
    length = len(name_words(name)[1])
    return length > 1 and any(len(name_words(form)[1]) >= length and not same_body(form, name) for form in forms)


def _is_acronym(short: str, name: str) -> bool:
    """True if ``short`` has the initials of ``name``, with or without its small words: "PWU" for "Port Workers Union",
    "AROQ" for "Alliance to Reclaim Our Quays", "BoQ" for "Bank of Quays"."""
    letters = re.sub(r"[^A-Za-z]", "", short)
    return sum(letter.isupper() for letter in letters) > 1 and letters.casefold() in initials(name)


def initials(name: str) -> set[str]:
    """The initials of ``name``, with its small words and without them: "pwu", "tq" for "Tarn-Quay"; and "ctd" for
    "Centre for Tide Defence and Repair". None for a single word."""
    words = name_words(name.replace("-", " "))
    before_and = name_words(name.rpartition(" and ")[0])[1]
    forms = [*words, before_and] if len(before_and) > 2 else words
    return {"".join(word[0] for word in form) for form in forms if len(words[1]) > 1}


def beginnings(words: Sequence[str]) -> list[str]:
    """The beginnings of the name ``words`` that are short forms of it: without the words at the end that say what kind
    of organisation it is. Of several words only those for companies are dropped: the White House is not the "White
    House Council"."""
    ends = [len(words)]
    for end in range(len(words) - 1, max(0, len(words) - 1 - _MAX_ENDING), -1):
        endings = _COMPANY if end > 1 else ORGANISATION | _COMPANY
        if all(word in endings for word in words[end:]):
            ends.append(end)
    return [" ".join(words[:end]) for end in ends]


def begins_with_acronym(name: str) -> bool:
    """True for a name like "NHS Elmouth"."""
    return re.match(r"[A-Z]{2,5}\b", name) is not None and len(name_words(name)[1]) > 1


@lru_cache(maxsize=4096)
def acronym_tails(name: str) -> frozenset[str]:
    """Forms of ``name`` with its first words as an acronym: "nhs elmouth" of "National Harbour Service Elmouth"."""
    _, words = name_words(name)
    if begins_with_acronym(name):
        return frozenset([" ".join(words)])
    initials = ("".join(word[0] for word in words[:end]) for end in range(2, min(len(words), _MAX_ENDING + 2)))
    return frozenset(f"{acronym} {' '.join(words[end:])}" for end, acronym in enumerate(initials, start=2))


@lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[list[str], list[str]]:
    """The words of ``name``, folded, without the domain ending ".com"; and those that tell it from other names."""
    raw_words = re.findall(r"[\w&][\w.&’'-]*", re.sub(r"\.com\b", "", name, flags=re.IGNORECASE))
    # "The sheriff’s office" is the Elmouth Sheriff’s Office.
    words = [fold(word).removesuffix("'s") for word in raw_words]
    # "The Tories" are the Conservative Party.
    words = [fold(PARTIES.get(word, word)) for word in words]
    return words, [word for word in words if word not in _GENERIC] or words
