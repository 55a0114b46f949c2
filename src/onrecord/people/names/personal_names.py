"""Personal names as strings: parsing, titles, and whether two forms can belong to the same person."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.people import lexicon
from onrecord.people.lexicon import BEFORE_TITLES, ORGANISATION, PEOPLES, PLACES, SUFFIXES, TITLES, fold, given_names

# In front of a name and no part of it: "Harbour Board", "Former", "Texas".
_BEFORE_NAMES = PEOPLES | BEFORE_TITLES | ORGANISATION | PLACES
# Endings of modifiers before a name: "Korean-born Orla Tarn", "the award-winning Piet Quill".
_ORIGIN_SUFFIXES = ("-born", "-based", "-raised", "-elect", "-turned", "-winning")
_MIN_MISSPELT, _MAX_MISSPELT = 5, 20
"""Letters of names that may be misspelt: "Kahn" and "Khan" are two families."""
_MIN_END = 4
"""Letters of a name for a couple that are the end of a given name. One fewer is enough at its beginning."""
_UMLAUT = re.compile("([aou])e")
_PART = re.compile(r"[A-Z]\.(?=\w{2})|[^\s“”\"(),]+")
_NICKNAME = re.compile(r"([A-Z])[.-]?\s?([A-Z][a-z]{1,3})|([A-Z][a-z])([A-Z][a-z])")
GIVEN_NAME_LAST = re.compile(r"[A-Z][a-z]+-[a-z]+")
_LEADING_STYLES = lexicon.word_list("leading_styles")
_WITH_SRI = frozenset((style, "sri") for style in ("tan", "puan", "datuk", "dato", "dato'"))
# Groups of given names that are forms of each other: Bill Tarn and William Tarn are the same person.
_SHORT_FORMS = lexicon.word_rows("short_forms")
_SHORT_FORM_GROUP = {name: number for number, group in enumerate(_SHORT_FORMS) for name in group}


@dataclass(frozen=True, slots=True)
class Name:
    """A personal name in parts, folded."""

    parts: tuple[str, ...]
    """Given names, initials and surname, in order, without titles and suffix."""
    suffix: str = ""
    nickname: str = ""

    @property
    def words(self) -> list[str]:
        """The words of ``parts``: a surname such as "van der Moll" has several."""
        return " ".join(self.parts).split()

    @property
    def surname(self) -> str:
        return self.parts[-1]

    @property
    def given(self) -> str:
        return self.parts[0]

    @property
    def full(self) -> bool:
        return len(self.parts) > 1


def parse(text: str) -> Name:
    """Parse a name without titles. ``text`` must hold at least one word."""
    nickname = re.search(r"(?:[“\"(]|(?<= )[‘'])([^“”\"()‘]+?)(?:[”\")]|[’'](?= ))", text)
    bare = text[: nickname.start()] + text[nickname.end() :] if nickname else text
    raw_parts = _PART.findall(bare) or [text]
    parts = [fold(part) for part in raw_parts]
    # "E." in "Loretta E. Tarn" is an initial, "e" in "Sousa e Tarn" a particle.
    particles = lexicon.PARTICLES - {fold(part) for part in raw_parts if part.endswith(".") and len(part) == 2}
    suffix = parts.pop() if len(parts) > 1 and parts[-1] in SUFFIXES else ""
    # "Lord Tarn of Elmouth".
    if len(parts) > 3 and parts[2] == "of" and parts[0] in lexicon.KEPT:
        parts = parts[:2]
    joined: list[str] = []
    for part in reversed(parts):
        # "van der Moll" is one surname, but "Al Brandvold" begins with a given name.
        if joined and len(parts) > 2 and part in particles and (len(joined) == 1 or " " in joined[0]):
            joined[0] = f"{part} {joined[0]}"
        else:
            joined.insert(0, part)
    if len(joined) == 2 and joined[0] in particles and joined[0] not in given_names():
        joined = [" ".join(joined)]
    # "Hong Mei-ling" is Mei-ling Hong.
    if len(joined) == 2 and GIVEN_NAME_LAST.fullmatch(raw_parts[-1]):
        joined.reverse()
    return Name(tuple(joined), suffix, fold(nickname[1]) if nickname else "")


def compatible(first: Name, second: Name) -> bool:
    """True if two full names can be forms of the same person's name."""
    # "Martin Tarn Jr." is not "Martin Tarn Sr.", but may be plain "Martin Tarn".
    has_other_suffix = first.suffix != second.suffix and first.suffix and second.suffix
    # A junior has exactly the given name of his father, so "Bill Tarn Jr." is not "William Tarn".
    if has_other_suffix or (first.given != second.given and "jr" in (first.suffix, second.suffix)):
        return False
    is_misspelt = first.given == second.given and is_misspelling(first.surname, second.surname)
    if is_misspelt or (first.surname == second.surname and _same_given(first, second)):
        return True
    # "Orla T" is "Orla Tarn".
    if 1 in (len(first.surname), len(second.surname)) and first.given == second.given:
        return first.surname[0] == second.surname[0]
    shorter, longer = sorted((first.words, second.words), key=len)
    if len(shorter) < len(longer):
        # A further name was added: "Orla Tarn" became "Orla Tarn Quill", who may also be "Tarn Quill".
        return shorter in (longer[: len(shorter)], longer[-len(shorter) :])
    # A double surname after marriage: "Orla Tarn" and "Orla Tarn-Quill".
    married = first.surname.split("-"), second.surname.split("-")
    return first.given == second.given and len(married[0]) != len(married[1]) and bool({*married[0]} & {*married[1]})


def is_misspelling(first: str, second: str) -> bool:
    """True if one of two surnames is probably the other, misspelt: "Tarneli" for "Tarnelli", "Bryne" for "Byrne". At
    most one of the two is a listed surname, unless both are spellings of a name with an umlaut: "Muller", "Mueller"."""
    if first in lexicon.surnames() and second in lexicon.surnames():
        return first != second and _UMLAUT.sub(r"\1", first) == _UMLAUT.sub(r"\1", second)
    return first != second and not misspellings(first).isdisjoint(misspellings(second))


@lru_cache(maxsize=4096)
def misspellings(name: str) -> frozenset[str]:
    """``name``, and ``name`` without one of its letters, other than the first; none for a short name."""
    if not _MIN_MISSPELT <= len(name) <= _MAX_MISSPELT:
        return frozenset()
    return frozenset([name, *(name[:n] + name[n + 1 :] for n in range(1, len(name)))])


def _same_given(first: Name, second: Name) -> bool:
    """True if the given and middle names of two people with the same surname agree."""
    first_given, second_given = first.given, second.given
    if first_given == second_given:
        # Middle names must agree only if both forms have one: "Orla Tarn" and "Orla Beth Tarn" fit "Orla B. Tarn".
        if len(first.parts) < 3 or len(second.parts) < 3:
            return True
        lengths = (len(first.parts[1]), len(second.parts[1]))
        return first.parts[1][0] == second.parts[1][0] or 1 not in lengths
    # "O. Tarn" fits "Orla Tarn".
    if len(first_given) == 1 or len(second_given) == 1:
        return first_given[0] == second_given[0]
    # "Robert “Bobby” Tarn" fits "Bobby Tarn".
    is_nickname = "" != first.nickname == second_given or "" != second.nickname == first_given
    is_short = first_given in _SHORT_FORM_GROUP and short_form_group(first_given) == short_form_group(second_given)
    # People who use their middle name: "Orla Beth Tarn" and "Beth Tarn".
    is_middle = first_given in second.parts[1:-1] or second_given in first.parts[1:-1]
    return is_nickname or is_short or is_middle


def nickname_parts(text: str) -> tuple[str, str] | None:
    """The beginnings of given name and surname, folded, in "O.Ta" or "OrTa" for Orla Tarn; null for other names."""
    match = _NICKNAME.fullmatch(text)
    return (fold(match[1] or match[3]), fold(match[2] or match[4])) if match else None


def is_blend(word: str, given: Collection[str]) -> bool:
    """True if ``word``, folded, names a couple: "orla-ivo", or the beginning of one of the names ``given`` and the end
    of another, "orlivo". A word that is a name itself, "johnson", must have five letters of the second."""
    least = _MIN_END + (word in given_names() or word in lexicon.surnames())
    for cut in range(1, min(len(word), _MAX_MISSPELT) - 1):
        first = [name for name in given if name.startswith(word[:cut])]
        last = [name for name in given if name.endswith(word[cut:])]
        is_long = len(word) - cut >= least or _MIN_END == least <= cut + 1
        if is_long and first and last and (first != last or len(first) > 1):
            return True
    return {*word.split("-")} <= {*given}


def short_form_group(name: str) -> int | None:
    """The number of the group of short and long forms that the given name ``name``, folded, belongs to."""
    return _SHORT_FORM_GROUP.get(name)


def short_forms(name: str) -> tuple[str, ...]:
    """The usual short and long forms of the given name ``name``, folded, without itself."""
    group = _SHORT_FORM_GROUP.get(name)
    return () if group is None else tuple(form for form in _SHORT_FORMS[group] if form != name)


def title_length(words: Sequence[str]) -> int:
    """Number of words at the start of ``words``, folded, that are titles, parties and places of office: "former harbour
    secretary" in "former harbour secretary orla tarn". A title that is the whole name ("Queen") or half of it ("Prince
    Rupert") is not counted."""
    # "Tan Sri Ahmad Tarn", "Dato' Sri Ahmad Tarn", "Tun Ahmad", though "Tan", "Sri" and "Tun" are names too.
    first = 2 if tuple(words[:2]) in _WITH_SRI else sum(word in _LEADING_STYLES for word in words[:1])
    if 0 < first < len(words):
        return first + title_length(words[first:])
    name_length = len(words) - (len(words) > 1 and words[-1] in SUFFIXES)
    # The last title decides, unless the first word is a given name, as in "Martin King Jr"; "Lance Corporal" is a rank.
    candidates = list(enumerate(words[: name_length - 1]))
    titles = [index for index, word in candidates if word in TITLES or word.endswith(_ORIGIN_SUFFIXES)]
    if titles and not (words[0] in given_names() and words[0] not in TITLES | PLACES and words[1] != "corporal"):
        length = titles[-1] + 1
        # "Lord Tarn" and "Lord Tarn of Elmouth", but not "Lord Chancellor".
        is_short = name_length == length + 1 or tuple(words[length + 1 : length + 2]) == ("of",)
        is_kept = words[length - 1] in lexicon.KEPT and is_short and words[length] not in TITLES
        return length - 1 if is_kept else length
    # Or a given name begins after an occupation or affiliation: "scientologist Jenna Tarn", "Harbour Board Orla Tarn".
    given = (index for index, word in candidates[1:] if word in given_names() and word not in PLACES)
    return next((n for n in given if _BEFORE_NAMES.issuperset(words[:n]) or _is_role(words[n - 1])), 0)


def _is_role(word: str) -> bool:
    """True if ``word`` ends like an occupation and is no name: "scientologist", but not "taylor"."""
    is_name = word in given_names() or word in lexicon.surnames()
    return not is_name and word.endswith(("ist", "er", "or", "ian", "man", "woman"))


def gender_of_title(words: Sequence[str]) -> lexicon.Gender | None:
    """The gender of the first gendered title among ``words``, folded."""
    return next((gender for word in words if (gender := lexicon.HONORIFICS.get(word))), None)
