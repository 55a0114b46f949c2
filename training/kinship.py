"""Who is kin to whom: pairs of mentions from KnowledgeNet, Re-DocRED and the celebrity pages."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from onrecord.encoder.model import RELATIONS
from training.corpora import INVERSE, Example, Pair, mark_names, read_lines, unannotated, word_at

_CLASS = {relation: number for number, relation in enumerate(RELATIONS)}
_SPOUSES = frozenset([_CLASS["spouse"], _CLASS["ex-spouse"]])
_CHILD, _PARENT, _SIBLING = (frozenset([_CLASS[name]]) for name in ("child", "parent", "sibling"))
_NONE = frozenset([0])
_PROPERTIES = {"P26": _SPOUSES, "P40": _PARENT, "P22": _CHILD, "P25": _CHILD, "P3373": _SIBLING}
"""Wikidata's properties, read as what the head of the triple is to its tail."""
_SORTS = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "other"}


def both_ways(left: int, right: int, allowed: frozenset[int]) -> list[Pair]:
    return [Pair(left, right, allowed), Pair(right, left, frozenset(INVERSE[number] for number in allowed))]


def read_knowledgenet(path: Path, *, tokenizer: Tokenizer) -> Iterator[Example]:
    """KnowledgeNet: sentences with marked pairs of kin. What else is in them is not marked."""
    texts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in read_lines(path):
        texts[line["text"]].append(line)
    for number, (text, lines) in enumerate(texts.items()):
        example = unannotated(f"knowledgenet-{number}", text, tokenizer=tokenizer)
        for line in lines:
            if line["relation"]:
                left, right = (word_at(example.words, line[part][1] - 1) for part in ("subject", "object"))
                allowed = _SPOUSES if line["relation"] == "SPOUSE" else _CHILD
                if left != right:
                    example.pairs.extend(both_ways(left, right, allowed))
        yield example


def read_redocred(paths: Iterable[Path], *, tokenizer: Tokenizer) -> Iterator[Example]:
    """Re-DocRED: every name of a passage by its sort, and which people are kin, in the sentences that say so."""
    for path in paths:
        for passage in json.loads(path.read_text(encoding="utf-8")):
            text, starts = _joined(passage["sents"])
            example = unannotated(f"redocred-{passage['title']}", text, tokenizer=tokenizer)
            example.names[:] = 0
            mark_names(example, _names(passage, starts))
            example.pairs.extend(_pairs(passage, starts, example=example))
            yield example


def _joined(sentences: list[list[str]]) -> tuple[str, list[list[tuple[int, int]]]]:
    """The passage as one paragraph, and where each token of each sentence stands in it."""
    at, starts, parts = 0, [], []
    for sentence in sentences:
        row = []
        for token in sentence:
            token = re.sub(r"\s", " ", token)
            row.append((at, at + len(token)))
            parts.append(token + " ")
            at += len(token) + 1
        starts.append(row)
    return "".join(parts), starts


def _names(passage: dict[str, Any], starts: list[list[tuple[int, int]]]) -> list[tuple[int, int, str]]:
    found = []
    for entity in passage["vertexSet"]:
        for mention in entity:
            row = starts[mention["sent_id"]]
            if mention["type"] in _SORTS:
                found.append((row[mention["pos"][0]][0], row[mention["pos"][1] - 1][1], _SORTS[mention["type"]]))
    return found


def _pairs(passage: dict[str, Any], starts: list[list[tuple[int, int]]], *, example: Example) -> Iterator[Pair]:
    related, said = _kin_of(passage)
    people: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, entity in enumerate(passage["vertexSet"]):
        for mention in entity:
            if mention["type"] == "PER":
                end = starts[mention["sent_id"]][mention["pos"][1] - 1][1]
                people[mention["sent_id"]].append((number, word_at(example.words, end - 1)))
    for sentence, mentions in people.items():
        for (one, left), (other, right) in permutations(mentions, 2):
            if one != other and (one, other) not in related:
                yield Pair(left, right, _NONE)
            elif sentence in said.get((one, other), ()) and left != right:
                yield Pair(left, right, related[one, other])


def _kin_of(
    passage: dict[str, Any],
) -> tuple[dict[tuple[int, int], frozenset[int]], dict[tuple[int, int], set[int]]]:
    """What kin each two entities are, and the numbers of the sentences that say so."""
    related: dict[tuple[int, int], frozenset[int]] = {}
    said: dict[tuple[int, int], set[int]] = defaultdict(set)
    for label in passage["labels"]:
        if allowed := _PROPERTIES.get(label["r"]):
            ends = (label["h"], label["t"])
            related[ends] = allowed
            related.setdefault(ends[::-1], frozenset(INVERSE[number] for number in allowed))
            for one in (ends, ends[::-1]):
                said[one].update(label["evidence"])
    return related, said


def mark_kin(example: Example, article: dict[str, Any], persons: list[tuple[int, int, str | None]]) -> None:
    """Mark the pairs of named people on a celebrity page that a sentence makes kin, whatever the page thinks of it, and
    those in one sentence that are none. ``persons``: where people are named, and who."""
    text = article["text"]
    related: dict[tuple[str, str], int] = {}
    evidence: dict[tuple[str, str], tuple[int, int]] = {}
    for one, relation, other, _, words in article["relations"]:
        at = text.find(words)
        for ends, number in (((one, other), _CLASS[relation]), ((other, one), INVERSE[_CLASS[relation]])):
            related[ends] = number
            if at >= 0:
                evidence[ends] = (at, at + len(words))
    for start, end in _sentences(text):
        here = [(word_at(example.words, e - 1), who) for s, e, who in persons if start <= s < end and who]
        for (left, one), (right, other) in permutations(here, 2):
            ends = (one, other)
            if one != other and ends not in related:
                example.pairs.append(Pair(left, right, _NONE))
            elif ends in evidence and start < evidence[ends][1] and evidence[ends][0] < end:
                example.pairs.append(Pair(left, right, frozenset([related[ends]])))
        example.pairs.extend(_with_pronoun(example, (start, end), here, related=related, evidence=evidence))


def _with_pronoun(
    example: Example,
    sentence: tuple[int, int],
    here: list[tuple[int, str]],
    *,
    related: dict[tuple[str, str], int],
    evidence: dict[tuple[str, str], tuple[int, int]],
) -> Iterator[Pair]:
    """Pairs of a possessive and the one name of the two that the sentence holds: "her husband Dex Vale"."""
    for (one, other), (start, end) in evidence.items():
        start, end = max(start, sentence[0]), min(end, sentence[1])
        names = [word for word, who in here if who == other and start <= example.words.spans[word, 0] < end]
        owners = list(
            re.finditer(r"\b(?:his|her|my|their)\b", example.words.text[start : max(start, end)], re.IGNORECASE)
        )
        if names and owners and not any(who == one for _, who in here):
            at = word_at(example.words, start + owners[0].start())
            yield from both_ways(at, names[0], frozenset([related[one, other]]))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for stop in re.finditer(r"[.?!][”\"’')]*\s+(?=[A-Z“\"‘])", line[0]):
            yield start, line.start() + stop.end()
            start = line.start() + stop.end()
        if start < line.end():
            yield start, line.end()
