"""The speakers of statements as a draft or a page names them, with the doubts of their readings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from onrecord.check.checked_pages import CheckedPage, StatementFacts
from onrecord.people.lexicon import Gender, given_names, word_set
from onrecord.people.names.personal_names import parse, title_length
from onrecord.spans import covered_length
from onrecord.store.codecs import fold
from onrecord.types import Entity, Person, Span, Statement

_UNNAMED: Final = frozenset({"pronoun", "continuation"})
_PASSIVE: Final = frozenset({"asked", "told"})
_RELAYS = re.compile(r"(?:quot|cit|recit)(?:e[sd]?|ing)|read(?:s|ing)?(?: out| aloud| from)?(?: (?:an?|the) \w+)?")
_ASKS = re.compile(r"(?:’s|'s)? (?:also |then |later |had )?asked\b")
"""Words after the name of somebody whom the next "he" rarely is: "Tarn |asked| the driver when he slept"."""
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? (?P<surname>[\w’'-]+)\Z")
_LEAD: Final = 160
"""Most characters before a statement in which somebody may be named who agrees with its speaker."""
_LONGEST_TITLE: Final = 5
_MALE, _FEMALE = frozenset({"he", "him", "his"}), frozenset({"she", "her", "hers"})


_SMALL: Final = word_set("the a an of for and at in on to from by with his her their its s")
# Fitted on 4,255 statements of training pages (bench.check --train): 0.8% of right speakers are called different, and
# 85% of swapped speakers. A name next to the words is surer than a pronoun or "the actress", and the calibrated
# confidence measures it.
SURE_DRAFT: Final = 0.6
SURE_NAMED: Final = 0.8
NAMED: Final = frozenset({"named", "turn", "signature"})
"""Bases of speakers who are named next to the words."""
_NESTED: Final = re.compile(r"(?<!\w)[‘'](?=\w)")
_NAMES_SELF: Final = re.compile(
    r"(?:\bI[ ’']a?m|\bname(?:[’']s| is| was)|\bme|\bmyself|\bas|\blike),? \Z", re.IGNORECASE
)
"""Words before the speaker's own name: “|My name is| Orla Tarn”."""
_BEFORE_NAME: Final = 16
_MOST_NAMED: Final = 10
"""Names in a statement that are compared."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker as a draft or a page names them."""

    name: str | None
    kind: str
    entity: Entity | None
    basis: str
    confidence: float
    joint: tuple[str, ...]
    source: str
    """The source of the statement: "she"."""
    context: str
    """The paragraph of the statement and the previous one, without the words of the statement."""
    is_rivalled: bool = False
    """True if no name is next to the words, and somebody else is named before them, or asked them."""
    lead: str = ""
    """The words before the statement in its sentence."""
    reported: str = ""
    """The words of the statement outside quotation marks, which may name its speaker: “It is late,” |Orla Tarn said|,
    according to the agency."""
    is_guessed: bool = False
    """True if the speaker is a guess: the text gives nobody the description in the source ("the judge" after the name
    of the accused), a cue has no source (“Late again,” tweeted @piet. Orla Tarn ...), or "she" stands before any name.
    """
    is_relayed: bool = False
    """True if the speaker reads out the words of others: 'Tarn quoted a letter: “It is late”'."""
    named_since: tuple[str, ...] = ()
    """People who are named after the speaker, before words without a name next to them."""
    titled_surname: str | None = None
    """The surname of the speaker's last mention before a pronoun, if it is one with a title: "Ms Tarn"."""
    named_within: tuple[str, ...] = ()
    """People whom the quoted words name, other than their speaker: “|Una| is late.”"""
    end: int = 0
    """The end of the statement in its text."""
    person: str | None = None
    """Public id in the record."""

    @property
    def names(self) -> list[str]:
        """The name and its other forms."""
        aliases = self.entity.aliases if self.entity else ()
        return [name for name in (self.name, *aliases, *self.joint) if name]

    @property
    def descriptions(self) -> set[str]:
        """The roles of the speaker and the description in the source, folded."""
        roles = [role.text for role in self.entity.roles] if self.entity else []
        own = [self.source] if self.source[:4].lower() == "the " else []
        return {fold(role).removeprefix("the ") for role in (*roles, *own)}


def voice_of(page: CheckedPage, statement: Statement, facts: StatementFacts | None = None) -> Voice:
    """Return the speaker of ``statement``; ``facts`` include corrections by judgements."""
    source = " ".join(page.article.words(span) for span in statement.source)
    name = facts.speaker_name if facts else statement.speaker_name
    is_read = facts is None or not facts.is_judged
    entity = page.entities_by_id.get(statement.speaker or "") if is_read else page.entities_by_name.get(name or "")
    return Voice(
        name=name,
        kind=facts.speaker_kind if facts else statement.speaker_kind,
        entity=entity,
        basis=statement.speaker_basis if is_read else "named",
        confidence=statement.confidence if is_read else 1.0,
        joint=statement.speakers,
        source=source,
        context=page.context(statement),
        is_rivalled=is_read and (_is_rivalled(page, statement) or _is_asked(page, statement)),
        lead=page.article.text[page.sentence(statement.content[0])[0] : statement.content[0][0]][-_LEAD:],
        reported=page.unquoted(statement),
        is_guessed=is_read
        and (_is_guessed(statement, entity, source) or (facts is None and _is_early(page, statement))),
        is_relayed=is_read and _RELAYS.fullmatch(_cue_of(page, statement)) is not None,
        named_since=_named_since(page, statement) if is_read else (),
        titled_surname=_find_titled_surname(page, statement) if is_read else None,
        named_within=_find_named_within(page, statement) if is_read else (),
        end=statement.content[-1][1],
        person=facts.person if facts else None,
    )


def voice_of_signature(name: str) -> Voice | None:
    """Return the signer of a block quotation; null if ``name`` may be no person's: "The Gull", "Paper Lanterns"."""
    if not parse(bare(name)).full or _gender(name) is None:
        return None
    return Voice(name, "person", None, "signature", 1.0, (), name, "")


def _cue_of(page: CheckedPage, statement: Statement) -> str:
    return " ".join(page.article.words(span) for span in statement.cue).lower()


def _is_guessed(statement: Statement, entity: Entity | None, source: str) -> bool:
    if statement.speaker_basis == "continuation":
        return bool(statement.cue) and not statement.source
    if statement.speaker_basis != "description" or entity is None:
        return False
    words = fold(source).split()
    if words and set(words) <= set(fold(entity.name).split()):
        return False  # a part of the name: "Baker" of Orla Baker
    return not any(words[-1:] == fold(role.text).split()[-1:] for role in entity.roles) and source not in entity.aliases


def _is_early(page: CheckedPage, statement: Statement) -> bool:
    """True for "she" before any name of hers: “It is late,” |she| told the Gull. Later Tarn said ..."""
    if statement.speaker_basis != "pronoun" or not statement.source:
        return False
    return all(person != statement.speaker for _, person in page.names_between(0, statement.source[0][0]))


def _named_since(page: CheckedPage, statement: Statement) -> tuple[str, ...]:
    if statement.speaker is None or statement.speaker_basis not in _UNNAMED:
        return ()
    start = statement.source[0][0] if statement.source else statement.content[0][0]
    return tuple(page.entities_by_id[person].name for person in page.named_since(statement.speaker, start))


def _find_named_within(page: CheckedPage, statement: Statement) -> tuple[str, ...]:
    """The people whom a direct statement names, without those of a quotation in it and of "my name is"."""
    text, (start, end) = page.article.text, (statement.content[0][0], statement.content[-1][1])
    if statement.kind != "direct" or any(_NESTED.search(text, first + 1, last) for first, last in statement.content):
        return ()
    spans = [
        (span, person)
        for span, person in page.names_between(start, end)[:_MOST_NAMED]
        if person != statement.speaker and covered_length(span, statement.content) == span[1] - span[0]
    ]
    return tuple(
        page.entities_by_id[person].name
        for span, person in spans
        if not _NAMES_SELF.search(text, max(start, span[0] - _BEFORE_NAME), span[0])
    )


def _find_titled_surname(page: CheckedPage, statement: Statement) -> str | None:
    if statement.speaker_basis != "pronoun" or not statement.source:
        return None
    text, start = page.article.text, statement.source[0][0]
    names = page.names_between(page.start_of_context(start), start)
    span = next((span for span, person in reversed(names) if person == statement.speaker), None)
    match = _TITLED.search(text, max(0, span[0] - _LONGEST_TITLE), span[1]) if span else None
    return match["surname"] if match else None


def _is_asked(page: CheckedPage, statement: Statement) -> bool:
    """True for 'Asked “Were you drunk?”, he did not flinch': the words are not those of whom they were said to."""
    return (
        _cue_of(page, statement) in _PASSIVE and not statement.source and statement.cue[0][1] <= statement.content[0][0]
    )


def _is_rivalled(page: CheckedPage, statement: Statement) -> bool:
    """True if no name is next to the words, and the last person named or described before is not their speaker.

    "Piet Tarn spoke about it. He added, ..." is by another man only if he was named after Tarn. On training pages 30%
    of the speakers from pronouns are wrong if this is true, and 2% if it is not.
    """
    if statement.speaker_basis not in _UNNAMED or statement.speaker_kind != "person":
        return False
    source = " ".join(page.article.words(span) for span in statement.source)
    text = page.article.text
    end = statement.source[0][0] if statement.source else statement.content[0][0]
    start = page.start_of_context(end)
    for span, person in reversed(page.names_between(start, end)):
        is_rival = not has_other_gender(page.entities_by_id[person].name, source)
        if is_rival and not page.statements_at(span) and not _is_subject_matter(text, span):
            return person != statement.speaker or _ASKS.match(text, span[1]) is not None
    return False


def _is_subject_matter(text: str, name: Span) -> bool:
    """True for "Of Orla Tarn, he added"."""
    return text[max(0, name[0] - 3) : name[0]].lower() == "of " and text[name[1] : name[1] + 1] == ","


def words_of(text: str) -> set[str]:
    """The words of a name or description, folded, without articles and prepositions."""
    return {word for word in re.findall(r"\w+", fold(text)) if word not in _SMALL}


def bearers_of_role(description: str, *, page: CheckedPage) -> list[Person]:
    """The people of ``page`` with a role that has all words of ``description``."""
    words = words_of(description)
    return [person for person in page.reading.people if any(words <= words_of(role.text) for role in person.roles)]


@lru_cache(maxsize=65_536)
def bare(name: str) -> str:
    """``name`` without titles: "Dr. Adaeze Colby" is "Adaeze Colby"."""
    words = name.split()
    return " ".join(words[title_length([fold(word) for word in words]) :]) or name


def has_other_gender(name: str | None, source: str) -> bool:
    """True if ``source`` is "she" and ``name`` is a man's, or the other way round."""
    gender, word = _gender(name), source.lower().strip()
    return (gender == "male" and word in _FEMALE) or (gender == "female" and word in _MALE)


def has_gender(name: str | None, source: str) -> bool:
    """True if ``source`` is "he" and ``name`` is a man's, or "she" and a woman's."""
    gender, word = _gender(name), source.lower().strip()
    return (gender == "male" and word in _MALE) or (gender == "female" and word in _FEMALE)


def _gender(name: str | None) -> Gender | None:
    return given_names().get(parse(bare(name or "")).given)
