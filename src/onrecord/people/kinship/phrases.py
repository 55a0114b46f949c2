"""Kinship phrases with the names after them: "her ex-husband Piet Tarn", "sons Piet, 3, and Ivo", "their children"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.kinship import vocabulary
from onrecord.people.kinship.claims import NOBODY, Ownership
from onrecord.people.kinship.context import KinshipContext, PersonMention
from onrecord.people.kinship.vocabulary import KINSHIP_NOUNS, Kin
from onrecord.people.lexicon import AND, ARTICLES, GENITIVE, PRONOUN_GENDER, ROLES, SHARED_ROLES, word_set
from onrecord.people.view import View, Word
from onrecord.types import Relation, Status

_MAX_WORDS = 8
"""Maximum number of words before the noun of a phrase."""
_MARKS = frozenset([",", ":", "—", "–", "-", "("])
_APPOSITION_ENDS = word_set(', . ) ; — – - ( and of who whom & ? ! … " ”')
# Words between a noun and its names: "her kids, including Piet", "two sons named Piet and Ivo".
_INTRODUCE = frozenset(["together", "named", "called", "were", "are", "include", "includes", "including", "”"])
_JOINS = frozenset([",", "&", ";", "/", "and", "plus"])
_BETWEEN = _JOINS | {"twins", "twin", "months", "(", ")"}
_NO_ADJECTIVES = vocabulary.STOPS | vocabulary.HAVE_CHILDREN
_MAX_MODIFIERS = 3
"""Most words of a role after the first of its modifiers."""
_DASHES = frozenset(["-", "–", "—", ":"])
_MAX_WORDS_TO_LIST = 8
"""Most words between a noun for children and the dash before their names."""
_MAX_ROLE_WORDS = 6
"""Maximum number of words of roles before a name. Between two names of a list there may be three more."""


@dataclass(slots=True)
class Phrase:
    """A noun for a relative with its modifiers, its owner and the names after it; it grows while it is read."""

    kin: Kin
    relation: Relation
    """The relation of the relative to the owner, former or not."""
    index: int
    """Index of the noun."""
    first: int
    """Index of its first word, without the owner."""
    start: int
    """Index of its first word, with the owner."""
    owner: int | None = None
    """Index of the possessive pronoun, or of the "’s" after the owner's name; null if it has neither."""
    article: str = ""
    """The article, folded; empty if it has none."""
    number: int | None = None
    modifiers: tuple[str, ...] = ()
    """Adjectives, folded, from right to left."""
    names: tuple[PersonMention, ...] = ()
    """The relatives named after it."""
    ownership: Ownership = NOBODY
    """Its owners, once they have been looked for."""

    @property
    def status(self) -> Status:
        """Alleged if the relation is rumoured, else asserted."""
        return "asserted" if vocabulary.RUMOURED.isdisjoint(self.modifiers) else "alleged"

    @property
    def stop(self) -> int:
        """The index after its last word."""
        return self.names[-1].stop if self.names else self.index + 1


def read_phrase(context: KinshipContext, index: int) -> Phrase | None:
    """The kinship phrase whose noun is word ``index``; null if it is not about a relative."""
    noun = context.words[index].folded
    kin = KINSHIP_NOUNS.get(noun)
    if kin is None or index in context.names or not _is_kinship_noun(context, index):
        return None
    phrase = Phrase(kin, kin.relation, index, first=index, start=index)
    _read_front(context, phrase)
    has_owner = phrase.owner is not None
    # "Plays the wife of Piet Tarn", "is like a mother to Piet Tarn", "is old enough to be the father of Piet Tarn".
    before = context.view.form(context.view.just_before(phrase.first, 6))
    is_figure = not vocabulary.PLAYS.isdisjoint(before) or (before[-1:] in {("like",), ("be",)} and phrase.article)
    if is_figure or not vocabulary.NO_RELATIVE.isdisjoint(phrase.modifiers):
        return None
    # "A partner of the firm" is a business partner; "longtime partner Piet Tarn" is not.
    if noun == "partner" and not has_owner and (phrase.article or vocabulary.LASTING.isdisjoint(phrase.modifiers)):
        return None
    phrase.start = phrase.first if phrase.owner is None else _owner_start(context, phrase.owner)
    # "Stars as her son", "wrongly named as his wife".
    before = context.view.form(context.view.just_before(phrase.start, 12))
    if before[-1:] == ("as",) and not vocabulary.CAST.isdisjoint(before):
        return None
    phrase.relation = _relation_now(context, phrase)
    is_joined = has_owner and context.view.folded(phrase.start - 1) in AND
    phrase.names = tuple(names_after(context, index, joined=is_joined))
    # In "the father of her child, Piet Tarn," that is the father.
    if context.view.folded(phrase.start - 2) in vocabulary.PARENTS_TO and noun in {"child", "children", "kids", "baby"}:
        phrase.names = ()
    return phrase


def _relation_now(context: KinshipContext, phrase: Phrase) -> Relation:
    relation = phrase.kin.relation
    if not vocabulary.STILL.isdisjoint(phrase.modifiers):
        return "spouse" if relation == "ex-spouse" else relation
    has_ended = any(word in vocabulary.FORMERLY or word.startswith(("then-", "ex-")) for word in phrase.modifiers)
    # "Her split from boyfriend Piet Tarn".
    if relation == "partner" and phrase.start > 1:
        before = [word.folded for word in context.words[max(0, phrase.start - 3) : phrase.start]]
        has_ended |= before[-1] in {"from", "with"} and not vocabulary.PARTED.isdisjoint(before)
    return vocabulary.FORMER.get(relation, relation) if has_ended else relation


def _is_kinship_noun(context: KinshipContext, index: int) -> bool:
    """True if word ``index`` is a common noun and not part of a name ("Father Tarn", "(Baby Tarn)"), a compound ("baby
    bump") or an idiom ("brother in arms")."""
    words = context.words
    word = words[index]
    before = context.view.folded(index - 1)
    if word.capital and not (word.opens and before != "(") and not context.view.block_of(word).headline_style:
        return before in vocabulary.POSSESSIVES
    after = words[index + 1] if index + 1 < len(words) else word
    if after.folded == "in" and context.view.folded(index + 2) in vocabulary.FIGURATIVE:
        return False
    # "Ex" in "her ex boyfriend" modifies the noun.
    is_modifier = word.folded == "ex" and after.folded in KINSHIP_NOUNS
    return after.sentence != word.sentence or not (is_modifier or after.folded in vocabulary.NO_RELATIVE_AFTER)


def _read_front(context: KinshipContext, phrase: Phrase) -> None:
    """Read the modifiers, the article and the owner before the noun of ``phrase``."""
    words, noun = context.words, phrase.index
    begin = context.view.just_before(noun, _MAX_WORDS).start
    while phrase.first > begin:
        position = phrase.first - 1
        word = words[position]
        if _is_owner_mark(context, position):
            phrase.owner = position
            return
        if word.folded in ARTICLES:
            phrase.article = word.folded
            phrase.number = phrase.number or vocabulary.NUMBERS.get(word.folded)
            phrase.first = position
            return
        if not _extend_front(context, position, phrase):
            break
        phrase.first = position - (word.folded in {"and", "or"})


def _is_owner_mark(context: KinshipContext, index: int) -> bool:
    """True if word ``index`` is a possessive pronoun or the possessive ending of an owner's name."""
    words = context.words
    word = words[index]
    is_pronoun = word.folded in vocabulary.POSSESSIVES and index not in context.names
    is_bare_mark = word.text in {"'", "’"} and index > 0 and words[index - 1].text.endswith("s")
    return is_pronoun or is_bare_mark or word.text in GENITIVE


def _extend_front(context: KinshipContext, index: int, phrase: Phrase) -> bool:
    """True if word ``index`` belongs to the phrase. Numbers and adjectives are added to it."""
    words = context.words
    word = words[index]
    if word.folded in vocabulary.NUMBERS or (word.text.isdecimal() and len(word.text) < 3):
        phrase.number = vocabulary.NUMBERS.get(word.folded) or int(word.text)
        return True
    if word.folded in {"and", "or"}:
        # "Her son and daughter", "her lying and cheating husband".
        before = context.view.folded(index - 1)
        return before in KINSHIP_NOUNS or before.endswith(("ing", "ed"))
    if word.text == ",":
        return index > 0 and _is_adjective(context, index - 1)
    is_modifier = _is_adjective(context, index)
    phrase.modifiers += (word.folded,) * is_modifier
    return is_modifier


def _is_adjective(context: KinshipContext, index: int) -> bool:
    """True if word ``index`` can come between an owner and a noun."""
    word = context.words[index]
    is_noun = word.folded in PRONOUN_GENDER or (word.folded in KINSHIP_NOUNS and word.folded != "ex")
    return index not in context.ends and word.text[0].isalnum() and word.folded not in _NO_ADJECTIVES and not is_noun


def _owner_start(context: KinshipContext, owner: int) -> int:
    """Index of the first word of the owner's name or description; ``owner`` itself for a pronoun."""
    words = context.words
    if words[owner].folded in vocabulary.POSSESSIVES:
        return owner
    if mention := context.ending_before(owner):
        return mention.first
    for first in range(owner - 1, max(0, owner - _MAX_WORDS), -1):
        if words[first].folded == "the":
            return first
    return owner - 1


def names_after(context: KinshipContext, index: int, *, joined: bool) -> list[PersonMention]:
    """The names after the noun at word ``index``. ``joined``: "and" joins it to its owner, so that no comma need
    follow."""
    view, words = context.view, context.words
    kin = KINSHIP_NOUNS[words[index].folded]
    start = index + 1
    # "Their baby girl, Una".
    start += words[index].folded == "baby" and view.folded(start) in {"girl", "boy"}
    while view.folded(start) in _INTRODUCE:
        start += 1
    start = past_duration(view, start)
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
        return [name] if not has_mark or joined or apposition_ends(words, name.stop) else []
    names = names_listed_from(context, name)
    return names if len(names) > 1 or not has_mark else []


def past_duration(view: View, index: int) -> int:
    """The index after "of 52 years" at word ``index``, "her husband of 52 years, Piet"; ``index`` itself without it."""
    following = view.form(range(index, min(index + _MAX_ROLE_WORDS, len(view.words))))
    return index + following.index("years") + 1 if following[:1] == ("of",) and "years" in following else index


def _names_behind_dash(context: KinshipContext, start: int) -> list[PersonMention]:
    """The names of children in "their six children are well -- Piet, 15, Ivo, 13, and Una"."""
    words = context.words
    stop = min(context.view.sentence_of(start - 1).stop, len(words) - 1)
    for index in range(start, min(start + _MAX_WORDS_TO_LIST, stop)):
        if index in context.ends or words[index].folded in KINSHIP_NOUNS:
            return []
        if words[index].text in _DASHES and words[index + 1].text not in _DASHES:
            name = name_at(context, index + 1)
            names = names_listed_from(context, name) if name else []
            return names if len(names) > 1 else []
    return []


def names_listed_from(context: KinshipContext, name: PersonMention) -> list[PersonMention]:
    """``name`` and the names that are listed after it."""
    names = [name]
    while first := next_in_list(context.words, names[-1].stop, context.names.__contains__):
        names.append(context.names[first])
    return names


def people_named_from(context: KinshipContext, start: int) -> tuple[tuple[Cluster, ...], int]:
    """The people named from word ``start`` on, "Orla", "Orla and Piet", and the index after them."""
    words = context.words
    first = context.past_roles(start)
    # "The son of the pilot Orla Tarn", "the son of the late Orla Tarn".
    roles = [word.folded for word in words[start:first] if word.folded not in {"the", "late"}]
    if first not in context.names or (roles and not (is_role(roles[-1]) and vocabulary.STOPS.isdisjoint(roles))):
        return (), start
    name = context.names[first]
    if context.view.folded(name.stop) in GENITIVE:
        return (), start
    names = names_listed_from(context, name)
    return tuple(name.person for name in names), names[-1].stop


def next_in_list(words: Sequence[Word], start: int, begins_name: Callable[[int], bool]) -> int | None:
    """Index of the next name of a list, after an age, a comma, "and" or "twins", from word ``start`` on."""
    is_joined = False
    for index, word in enumerate(words[start : start + _MAX_ROLE_WORDS + 3], start):
        if is_joined and begins_name(index):
            return index
        is_joined |= word.folded in _JOINS
        if not (word.folded in _BETWEEN or word.text[0].isdigit() or word.folded.endswith(vocabulary.AGED)):
            return None
    return None


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
            return position + 1 if name and position > index + 1 and apposition_ends(words, name.stop) else index
        if word.sentence != words[index].sentence or not word.text[0].islower() or word.folded in vocabulary.STOPS:
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
    if is_role(word.folded) or word.folded.endswith(vocabulary.AGED):
        return True
    # Other words may modify a role: "stage" in "stage designer Piet Tarn", "Elmouth Rovers" in "Elmouth Rovers player".
    if word.folded in vocabulary.STOPS:
        return False
    following = [after.folded for after in words[index + 1 : index + 1 + _MAX_MODIFIERS]]
    first_role = next((n for n, folded in enumerate(following) if folded in ROLES), None)
    is_name = first_role is not None and all(word.capital for word in words[index : index + 1 + first_role])
    return is_name or first_role == 0 or following[:1] == ["and"]


def apposition_ends(words: Sequence[Word], stop: int) -> bool:
    """True if an apposition can end before word ``stop``."""
    return stop >= len(words) or words[stop].text in _APPOSITION_ENDS
