"""Training examples of names and antecedents from PolNeAR, the pages annotated for this project, GUM, GAP and
Re-DocRED."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from onrecord.people.lexicon import PRONOUN_GENDER, PRONOUNS, fold
from onrecord.people.names.personal_names import title_length
from training.corpora import NOT_PERSON, Anaphor, Example, mark_names, unannotated, word_at
from training.speaker_labels import (
    anaphors_of,
    find_places,
    is_capitalised,
    mentions_of,
    owners_of_forms,
    speakers_of,
)

BACK, AHEAD = 400, 60
"""Number of words before and after an anaphor in which its antecedent may be."""
THIRD_PERSON = frozenset([*PRONOUN_GENDER, "it", "its", "itself", "they", "them", "their", "theirs", "themselves"])
_SORTS = {"PERSON": "person", "ORGANIZATION": "organisation", "LOCATION": "place", "MISC": "other"}
_GUM_SORTS = {"person": "person", "organization": "organisation", "place": "place"}
_REDOCRED_SORTS = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "other"}
_UNNAMED = frozenset(["time", "quantity"])


def mark_news(example: Example, article: dict[str, Any], entities: Sequence[tuple[int, int, str]]) -> None:
    """PolNeAR: mark the names that CoreNLP found (``entities``), those of labelled speakers, and the antecedents of
    sources."""
    text, statements = article["text"], article["statements"]
    if entities:  # an article that CoreNLP did not read has no negative examples
        example.names[:] = 0
    mark_names(example, [(start, end, _SORTS[sort]) for start, end, sort in entities])
    sorts = {s["speaker"]: s["speaker_kind"] for s in statements if s["speaker_kind"] in ("person", "organisation")}
    names = {name: () for statement in statements for name in sorted(speakers_of(statement))}
    other_names = {text[start:end] for start, end, sort in entities if sort in ("PERSON", "ORGANIZATION")}
    owners = owners_of_forms(names, others=other_names, statements=statements, text=text)
    places = find_places(text, owners)
    for form, spans in places.spans.items():
        owner_sorts = {sorts.get(owner) for owner in owners[form]}
        sort = next(iter(owner_sorts)) if len(owner_sorts) == 1 else None
        if sort == "person" or (sort == "organisation" and is_capitalised(form)):
            mark_names(example, [(*span, sort) for span in spans])
    mentions = mentions_of(places, statements, text=text, words=example.words)
    example.anaphors.extend(anaphors_of(statements, mentions, text=text, words=example.words))


def mark_annotated(example: Example, article: dict[str, Any]) -> None:
    """Pages annotated for this project: mark their people and organisations, and the antecedents of sources.

    Organisations are annotated only where they speak or are spoken of, so other capitalised words are "not a person".
    """
    text, statements = article["text"], article["statements"]
    capital = np.array([text[start].isupper() for start, _ in example.words.spans])
    example.names[:] = np.where(capital, NOT_PERSON, 0)
    people = {person["name"]: [*filter(is_capitalised, person["aliases"])] for person in article["people"]}
    names = people | {name: [] for name in article["organisations"]}
    owners = owners_of_forms(names, statements=statements, text=text)
    places = find_places(text, owners)
    for form, spans in places.spans.items():
        sorts = {"person" if owner in people else "organisation" for owner in owners[form]}
        if len(sorts) == 1:
            mark_names(example, [(*span, *sorts) for span in spans])
    mentions = mentions_of(places, statements, text=text, words=example.words)
    example.anaphors.extend(anaphors_of(statements, mentions, text=text, words=example.words))


def read_gap(paths: Iterable[Path], *, tokenizer: Tokenizer) -> Iterator[Example]:
    """GAP: one pronoun a text, and two names, one or neither of which is its antecedent. Other names are not marked."""
    for path in paths:
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                example = unannotated(row["ID"], row["Text"], tokenizer=tokenizer)
                spans = [(int(row[f"{name}-offset"]), len(row[name])) for name in "AB"]
                mark_names(example, [(start, start + length, "person") for start, length in spans])
                heads = tuple(word_at(example.words, start + length - 1) for start, length in spans)
                pronoun_word = word_at(example.words, int(row["Pronoun-offset"]))
                example.names[pronoun_word] = 0
                example.anaphors.append(
                    Anaphor(pronoun_word, heads, tuple(row[f"{name}-coref"] == "TRUE" for name in "AB"))
                )
                yield example


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int
    tag: str


@dataclass(frozen=True)
class _Entity:
    group: str
    sort: str
    first: int
    last: int
    head: int
    """Token index; the head is the last token of its shortest span."""


def read_gum(folder: Path, *, tokenizer: Tokenizer) -> Iterator[Example]:
    """GUM: every mention with its entity. Names are the runs of proper nouns around the heads of mentions."""
    for path in sorted(folder.glob("*.conllu")):
        text, tokens, entities = _parse_gum(path.read_text(encoding="utf-8"))
        example = unannotated(path.stem, text, tokenizer=tokenizer)
        example.names[:] = 0
        names = {entity: run for entity in entities if (run := _name_in(tokens, entity))}
        spans = [
            (tokens[first].start, tokens[last].end, _GUM_SORTS.get(entity.sort, "other"))
            for entity, (first, last) in names.items()
            if entity.sort not in _UNNAMED
        ]
        mark_names(example, sorted(spans, key=lambda span: span[0] - span[1], reverse=True))
        example.anaphors.extend(_gum_anaphors(example, tokens, entities, names=names))
        yield example


def _gum_anaphors(
    example: Example, tokens: list[_Token], entities: list[_Entity], *, names: dict[_Entity, tuple[int, int]]
) -> Iterator[Anaphor]:
    """Pronouns and descriptions of people and organisations, with the names and pronouns that may be antecedents."""
    actors = sorted((e for e in entities if e.sort in ("person", "organization")), key=lambda entity: entity.head)
    place = {entity: word_at(example.words, tokens[names.get(entity, (0, entity.head))[1]].start) for entity in actors}
    forms = {entity: fold(tokens[entity.head].text) for entity in actors}
    able = [(place[e], e) for e in actors if e in names or forms[e] in THIRD_PERSON]
    for entity in actors:
        described = forms[entity] not in PRONOUNS and entity not in names and entity.first != entity.head
        if forms[entity] not in THIRD_PERSON and not described:
            continue
        position = place[entity]
        near = [
            (word, e)
            for word, e in able
            if (word < position or e in names) and -BACK <= word - position <= AHEAD and word != position
        ]
        yield Anaphor(position, tuple(word for word, _ in near), tuple(e.group == entity.group for _, e in near))


def _name_in(tokens: list[_Token], entity: _Entity) -> tuple[int, int] | None:
    """First and last token of the name around the head of ``entity``, without titles; null if it has none."""
    if not tokens[entity.head].tag.startswith("NNP"):
        return None
    first = last = entity.head
    while first > entity.first and tokens[first - 1].tag.startswith("NNP"):
        first -= 1
    while last < entity.last and tokens[last + 1].tag.startswith("NNP"):
        last += 1
    if entity.sort == "person":
        first += title_length([fold(token.text) for token in tokens[first : last + 1]])
    return first, last


def _parse_gum(content: str) -> tuple[str, list[_Token], list[_Entity]]:
    parts: list[str] = []
    tokens: list[_Token] = []
    entities: list[_Entity] = []
    open_: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    offset = 0
    for line in content.splitlines():
        if line.startswith("# newpar") and "_block" not in line and parts:
            parts.append("\n")
            offset += 1
        if not line or line.startswith("#") or not line.split("\t")[0].isdigit():
            continue
        columns = line.split("\t")
        tokens.append(_Token(columns[1], offset, offset + len(columns[1]), columns[4]))
        space = "" if "SpaceAfter=No" in columns[9] else " "
        parts.append(columns[1] + space)
        offset += len(parts[-1])
        marks = re.search(r"(?:^|\|)Entity=([^|]*)", columns[9])
        for mark in re.findall(r"\([^()]+\)?|[^()]+\)", marks[1]) if marks else []:
            _take_mark(mark, index=len(tokens) - 1, open_=open_, entities=entities)
    return "".join(parts), tokens, entities


def _take_mark(mark: str, *, index: int, open_: dict[str, list[tuple[str, int, str]]], entities: list[_Entity]) -> None:
    name = mark.strip("()").split("-")
    group = name[0]
    if mark.startswith("("):
        open_[group].append((name[1], index, name[5]))
    if mark.endswith(")"):
        sort, first, least = open_[group].pop()
        head = first + int(least.split(",")[-1]) - 1 if least.replace(",", "").isdigit() else index
        entities.append(_Entity(group, sort, first, index, min(head, index)))


def read_redocred(paths: Iterable[Path], *, tokenizer: Tokenizer) -> Iterator[Example]:
    """Re-DocRED: every name of a passage with its class."""
    for path in paths:
        for passage in json.loads(path.read_text(encoding="utf-8")):
            text, starts = _joined(passage["sents"])
            example = unannotated(f"redocred-{passage['title']}", text, tokenizer=tokenizer)
            example.names[:] = 0
            mark_names(example, _names(passage, starts))
            yield example


def _joined(sentences: list[list[str]]) -> tuple[str, list[list[tuple[int, int]]]]:
    """The passage as one paragraph, and the span of each token of each sentence in it."""
    offset, starts, parts = 0, [], []
    for sentence in sentences:
        row = []
        for token in sentence:
            token = re.sub(r"\s", " ", token)
            row.append((offset, offset + len(token)))
            parts.append(token + " ")
            offset += len(token) + 1
        starts.append(row)
    return "".join(parts), starts


def _names(passage: dict[str, Any], starts: list[list[tuple[int, int]]]) -> list[tuple[int, int, str]]:
    name_spans = []
    for entity in passage["vertexSet"]:
        for mention in entity:
            row = starts[mention["sent_id"]]
            if mention["type"] in _REDOCRED_SORTS:
                name_spans.append(
                    (row[mention["pos"][0]][0], row[mention["pos"][1] - 1][1], _REDOCRED_SORTS[mention["type"]])
                )
    return name_spans
