"""Names after a kinship noun: the name in "husband Piet Tarn", the names in "sons Piet, 3, and Ivo"."""

from __future__ import annotations

from onrecord.people.kinship.context import KinshipContext, PersonMention
from onrecord.people.kinship.vocabulary import AGED, KIN, STOPS
from onrecord.people.lexicon import ARTICLES, GENITIVE, ROLES, SHARED_ROLES

_MARKS = frozenset([",", ":", "—", "–", "-", "("])
_APPOSITION_ENDS = frozenset(
    [",", ".", ")", ";", "—", "–", "and", "who", "whom", "&", "?", "!", "…", '"', "”", "-", "("]
)
# Words between a noun and its names: "her kids, including Piet", "two sons named Piet and Ivo".
_INTRODUCE = frozenset(["together", "named", "called", "were", "are", "include", "includes", "including", "”"])
_JOINS = frozenset([",", "&", ";", "/", "and", "plus"])
_BETWEEN = _JOINS | {"twins", "twin", "months", "(", ")"}
_MAX_MODIFIERS = 3
"""Most words of a role after the first of its modifiers."""
_DASHES = frozenset(["-", "–", "—", ":"])
_MAX_WORDS_TO_LIST = 8
"""Most words between a noun for children and the dash before their names."""
_MAX_ROLE_WORDS = 6
"""Maximum number of words of roles before a name. Between two names of a list there may be three more."""


def names_after(context: KinshipContext, index: int, *, joined: bool) -> list[PersonMention]:
    """The names of the relative, or relatives, whose noun is word ``index``.

    ``joined``: "and" joins it to its owner, so that no comma needs to follow the name.
    """
    view, words = context.view, context.words
    kin = KIN[words[index].folded]
    start = index + 1
    # "Their baby girl, Una".
    start += words[index].folded == "baby" and view.folded(start) in {"girl", "boy"}
    while view.folded(start) in _INTRODUCE:
        start += 1
    # "Past boyfriends such as Piet and Ivo".
    start += 2 * ([word.folded for word in words[start : start + 2]] == ["such", "as"])
    if start >= len(words) or words[start].sentence != words[index].sentence:
        return []
    has_mark = words[start].text in _MARKS
    name = name_at(context, start + has_mark)
    if name is None:
        return _names_behind_dash(context, start) if kin.plural and kin.relation == "child" else []
    # A comma on one side only is no apposition: "after seeing her mother, Helen Quill sailed".
    if not kin.plural:
        return [name] if not has_mark or joined or _apposition_ends(context, name.stop) else []
    names = _listed_names(context, start + has_mark)
    return names if len(names) > 1 or not has_mark else []


def _names_behind_dash(context: KinshipContext, start: int) -> list[PersonMention]:
    """The names of children in "their six children are well -- Piet, 15, Ivo, 13, and Una"."""
    words = context.words
    for index in range(start, min(start + _MAX_WORDS_TO_LIST, len(words) - 1)):
        if words[index].sentence != words[start - 1].sentence or index in context.ends or words[index].folded in KIN:
            return []
        if words[index].text in _DASHES and words[index + 1].text not in _DASHES:
            names = _listed_names(context, index + 1)
            return names if len(names) > 1 else []
    return []


def _listed_names(context: KinshipContext, index: int) -> list[PersonMention]:
    """The names of the list that begins at word ``index``."""
    name = name_at(context, index)
    return names_listed_from(context, name) if name else []


def names_listed_from(context: KinshipContext, name: PersonMention) -> list[PersonMention]:
    """``name`` and the names that are listed after it."""
    names = [name]
    while next_name := _next_listed_name(context, names[-1].stop):
        names.append(next_name)
    return names


def name_at(context: KinshipContext, index: int) -> PersonMention | None:
    """The name that begins at word ``index``, or after the roles and ages there."""
    words = context.words
    start = _past_second_role(context, index)
    for first in range(start, min(index + _MAX_ROLE_WORDS, len(words))):
        if first in context.names:
            name = context.names[first]
            # "Her brother Piet’s boat" names the brother; "her brother, pilot Tarn’s friend" does not.
            is_owner = context.view.folded(name.stop) in GENITIVE
            return None if is_owner and first > index else name
        if words[first].sentence != words[index].sentence or not _can_precede_name(context, first, start=start):
            return None
    return None


def is_role(folded: str) -> bool:
    """True if the word is a role or title, singular or plural."""
    return folded in ROLES or folded.removesuffix("s") in ROLES


def _past_second_role(context: KinshipContext, index: int) -> int:
    """Index of the name after a second role at word ``index``, "His wife and actor Orla Tarn" and "His brother and old
    crewmate, Piet Tarn,"; ``index`` itself if there is none."""
    words = context.words
    if context.view.folded(index) != "and":
        return index
    if index + 2 in context.names and is_role(words[index + 1].folded):
        return index + 2
    for position in range(index + 1, min(index + _MAX_ROLE_WORDS, len(words) - 1)):
        word = words[position]
        if word.text == ",":
            name = context.names.get(position + 1)
            return position + 1 if name and position > index + 1 and _apposition_ends(context, name.stop) else index
        if word.sentence != words[index].sentence or not word.text[0].islower() or word.folded in STOPS:
            return index
    return index


def _can_precede_name(context: KinshipContext, index: int, *, start: int) -> bool:
    """True if word ``index`` can come between a kinship noun and the name, as roles and ages do."""
    words = context.words
    word = words[index]
    # "Her husband, the ferry pilot Piet Tarn".
    if index == start and word.folded in ARTICLES:
        return words[index - 1].text == ","
    if word.text == ",":
        return index > start and words[index - 1].folded in SHARED_ROLES
    if is_role(word.folded) or word.folded.endswith(AGED):
        return True
    # Other words may modify a role: "stage" in "stage designer Piet Tarn", "Elmouth Rovers" in "Elmouth Rovers player".
    if word.folded in STOPS:
        return False
    following = [after.folded for after in words[index + 1 : index + 1 + _MAX_MODIFIERS]]
    first_role = next((n for n, folded in enumerate(following) if folded in ROLES), None)
    if first_role == 0 or following[:1] == ["and"]:
        return True
    return first_role is not None and all(word.capital for word in words[index : index + 1 + first_role])


def _apposition_ends(context: KinshipContext, stop: int) -> bool:
    """True if an apposition can end before word ``stop``."""
    return stop >= len(context.words) or context.words[stop].text in _APPOSITION_ENDS


def _next_listed_name(context: KinshipContext, index: int) -> PersonMention | None:
    """The next name of a list, after an age, a comma, "and" or "twins"."""
    words = context.words
    is_joined = False
    for first in range(index, min(index + _MAX_ROLE_WORDS + 3, len(words))):
        word = words[first]
        if first in context.names:
            return context.names[first] if is_joined else None
        is_joined |= word.folded in _JOINS
        if not (word.folded in _BETWEEN or word.text[0].isdigit() or word.folded.endswith(AGED)):
            return None
    return None
