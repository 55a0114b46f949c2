"""Training examples for the pair scorer from labelled speakers: the mentions that a statement's source refers to.

An anaphor is the word that the scorer is asked about: the head of a source (a pronoun, a description, an acronym or a
part of a name) or, where a statement has no source, its cue or the mark that opens its quotation. Its candidates are
mentions of the people and organisations in the article, distant ones included. If the label is not a name ("a White
House official", a document, unknown), no candidate is right.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.encoder.words import Words
from onrecord.people.lexicon import PRONOUNS, fold
from training.corpora import Anaphor, word_at

BEFORE = 3
"""Number of mentions of an entity before an anaphor that are candidates, besides its first mention and the next one."""
AHEAD, AHEAD_OF_HEADLINE = 60, 400
"""Words after an anaphor in which a candidate may be. Headlines refer to people whom the article names later."""
NAMED = frozenset(["person", "organisation", "joint"])
"""Kinds of speakers whose label is a name."""

_WORD = re.compile(r"[\w.&’'-]*\w")
_SMALL = frozenset(["the", "of", "and", "for", "in", "on", "to", "a", "an", "at", "&", "de", "la", "van", "von", "del"])
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
_TITLES = frozenset(
    re.findall(
        r"\w+",
        "mr mrs ms miss dr sir lord lady sen rep gov senator representative governor president congressman "
        "congresswoman secretary judge justice rev gen lt col sgt mayor professor prof",
    )
)
_AFTER_HEAD = frozenset([",", "of", "who", "from", "for", "in", "to", "with", "that", "which", "at", "on", "by"])
_QUOTES = frozenset("\"“‘'«")


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names or stands for an entity.

    ``owners`` are the names of the entities that its form may belong to; ``form`` is empty for pronouns and
    descriptions.
    """

    word: int
    owners: frozenset[str]
    form: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Occurrences of names: spans (start, end) in code points, by form."""

    owners: Mapping[str, frozenset[str]]
    spans: Mapping[str, Sequence[tuple[int, int]]]


def speakers_of(statement: Mapping[str, Any]) -> frozenset[str]:
    """Names of the people and organisations who speak according to the label; none for speakers without a name."""
    if statement["speaker_kind"] not in NAMED or not statement["speaker"]:
        return frozenset()
    joint = statement.get("speakers") or statement["speaker"].split("; ")
    return frozenset(joint)


def find_places(text: str, owners: Mapping[str, frozenset[str]]) -> Places:
    """Occurrences in ``text`` of the forms in ``owners``; of several that begin at the same place, the longest."""
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    forms = "|".join(re.escape(form) for form in sorted(owners, key=len, reverse=True))
    for match in re.finditer(rf"(?<!\w)(?:{forms})(?!\w)", text) if forms else ():
        spans[match[0]].append(match.span())
    return Places(owners, spans)


def owners_of_forms(
    entities: Mapping[str, Iterable[str]],
    *,
    others: Iterable[str] = (),
    statements: Sequence[Mapping[str, Any]],
    text: str,
) -> dict[str, frozenset[str]]:
    """The entities that each form of a name may belong to.

    Forms are the names of ``entities`` with their aliases, ``others`` (further names in the article, assigned to the
    entities that they fit) and the labelled sources of ``statements`` that are names.
    """
    owners: dict[str, set[str]] = defaultdict(set)
    for name, aliases in entities.items():
        for form in (name, *aliases):
            owners[form].add(name)
    full = list(entities)
    for name in sorted(set(others) - owners.keys(), key=len, reverse=True):
        owners[name] = {entity for entity in full if same_name(name, entity)} or {name}
        if owners[name] == {name}:
            full.append(name)
    for statement in statements:
        speakers = speakers_of(statement)
        form = name_in(text, statement["source"]) if len(speakers) == 1 else ""
        if form and owners[form] == {form}:  # a name that fits no entity
            owners[form] = set(speakers)
        elif form:
            owners[form] |= speakers
    return {form: frozenset(names) for form, names in owners.items() if form}


def same_name(short: str, long: str) -> bool:
    """True if ``short`` can be another form of ``long``: equal but for small words, an acronym, or a part of it."""
    first, second = _content(short), _content(long)
    if not first or not second:
        return False
    letters = re.sub(r"[^A-Za-z]", "", short)
    if letters.isupper() and 1 < len(letters) < 7 and len(second) > 1:
        return letters.casefold() == "".join(word[0] for word in second) or first == second
    if len(first) == 1:
        return first[0] in (second[0], second[-1])
    return set(first) <= set(second) or (set(second) <= set(first) and len(second) > 1)


def _content(name: str) -> list[str]:
    words = [fold(word).rstrip(".") for word in _WORD.findall(name)]
    return [word for word in words if word not in _SMALL | _SUFFIXES | _TITLES]


def is_capitalised(form: str) -> bool:
    """True if all words of ``form`` are capitalised, except small ones such as "of"."""
    content = [word for word in _WORD.findall(form) if word not in _SMALL]
    return bool(content) and all(word[0].isupper() or word[0].isdigit() for word in content)


def name_in(text: str, spans: Sequence[Sequence[int]]) -> str:
    """The name that a source consists of, without article, title and possessive; empty if it is not a name."""
    if len(spans) != 1:
        return ""
    words = list(_WORD.finditer(text, *spans[0]))
    while words and fold(words[0][0]).rstrip(".") in _TITLES | {"the"}:
        words.pop(0)
    form = text[words[0].start() : words[-1].end()] if words else ""
    if not is_capitalised(form) or len(_WORD.findall(form)) > 6:
        return ""
    # "He" and "Officials" are capitalised as the first word of a sentence.
    if fold(form) in PRONOUNS or (" " not in form and re.search(rf"\b{re.escape(form.lower())}\b", text)):
        return ""
    return "" if re.search(r"[,;:()\n]", form) else re.sub(r"['’]s$", "", form)


def mentions_of(places: Places, statements: Sequence[Mapping[str, Any]], *, text: str, words: Words) -> list[Mention]:
    """Named mentions, and sources that are not names with their labelled speakers, in order of position."""
    mentions = [
        Mention(word_at(words, end - 1), places.owners[form], form)
        for form, spans in places.spans.items()
        for _, end in spans
    ]
    named_words = {mention.word for mention in mentions}
    for statement in statements:
        speakers = speakers_of(statement)
        if len(speakers) == 1 and statement["source"]:
            word = word_at(words, head_of(text, statement["source"][0]))
            if word not in named_words:
                mentions.append(Mention(word, speakers))
    return sorted(set(mentions), key=lambda mention: mention.word)


def anaphors_of(
    statements: Sequence[Mapping[str, Any]], mentions: Sequence[Mention], *, text: str, words: Words
) -> Iterator[Anaphor]:
    """The anaphor of each statement that has one, with its candidates."""
    forms = {mention.word: mention.form for mention in mentions if mention.form}
    anchors: set[int] = set()
    for statement in statements:
        word = anchor_of(statement, text=text, words=words)
        if word is None or word in anchors:
            continue
        anchors.add(word)
        anaphor = choose(word, speakers_of(statement), mentions, form=forms.get(word, ""), words=words)
        # A name without another form of it on the page is no training example.
        if anaphor.candidates and (word not in forms or any(anaphor.right)):
            yield anaphor


def anchor_of(statement: Mapping[str, Any], *, text: str, words: Words) -> int | None:
    """The word that the scorer is asked about; null for statements without source, cue and quotation mark."""
    if statement["source"]:
        return word_at(words, head_of(text, statement["source"][0]))
    if statement["cue"]:
        return word_at(words, statement["cue"][-1][1] - 1)
    start = int(statement["content"][0][0])
    return word_at(words, start) if text[start] in _QUOTES else None


def head_of(text: str, span: Sequence[int]) -> int:
    """Offset of the last word of a source before "of", "who" or a comma; for a pronoun, of the pronoun."""
    parts = list(re.finditer(r"[\w'’.&-]*\w|,", text[span[0] : span[1]]))
    stop = next((index for index, part in enumerate(parts) if index and part[0].casefold() in _AFTER_HEAD), len(parts))
    return int(span[0]) + (parts[stop - 1].start() if parts else 0)


def choose(word: int, speakers: frozenset[str], mentions: Sequence[Mention], *, form: str, words: Words) -> Anaphor:
    """The anaphor at ``word``, with candidates.

    Mentions that may be of the speaker or of another entity are excluded, and so are those of the same form.
    """
    near = [mention for mention in _near(word, mentions, words=words) if not form or mention.form not in ("", form)]
    clear = [mention for mention in near if len(mention.owners) == 1 or not mention.owners & speakers]
    right = (len(mention.owners) == 1 and bool(mention.owners & speakers) for mention in clear)
    return Anaphor(word, tuple(mention.word for mention in clear), tuple(right))


def _near(word: int, mentions: Sequence[Mention], *, words: Words) -> list[Mention]:
    ahead = AHEAD_OF_HEADLINE if words.block[word] == 0 else AHEAD
    by_entity: dict[frozenset[str], list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.word != word and (mention.word < word or (mention.form and mention.word - word <= ahead)):
            by_entity[mention.owners].append(mention)
    near: set[Mention] = set()
    for of_entity in by_entity.values():
        before = [mention for mention in of_entity if mention.word < word]
        near.update([*before[:1], *before[-BEFORE:], *of_entity[len(before) : len(before) + 1]])
    return sorted(near, key=lambda mention: mention.word)
