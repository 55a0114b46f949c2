"""Who is named and who is meant: names and antecedents from PolNeAR's silver entities, celebrity pages, GUM,
GAP and Re-DocRED."""

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
from onrecord.people.naming import title_length
from training.corpora import NOT_PERSON, Anaphor, Example, mark_names, unannotated, word_at

BACK, AHEAD = 400, 60
"""Words before and behind an anaphor in which its antecedent is looked for."""
_SORTS = {"PERSON": "person", "ORGANIZATION": "organisation", "LOCATION": "place", "MISC": "other"}
_GUM_SORTS = {"person": "person", "organization": "organisation", "place": "place"}
_REDOCRED_SORTS = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "other"}
_UNNAMED = frozenset(["time", "quantity"])


def mark_silver(example: Example, line: dict[str, Any]) -> None:
    """Mark the names that CoreNLP found."""
    example.names[:] = 0
    mark_names(example, [(start, end, _SORTS[sort]) for start, end, sort in line["entities"]])


def mark_celebrity(example: Example, article: dict[str, Any]) -> None:
    """Mark the people that a person annotated, and whom the sources that are no names stand for.

    Of organisations only those that speak or are spoken of are annotated: other words with capitals are just no person.
    """
    text, words = article["text"], example.words
    capital = np.array([text[start].isupper() for start, _ in words.spans])
    example.names[:] = np.where(capital, NOT_PERSON, 0)
    persons = persons_of(article)
    mark_names(example, [(*span, "organisation") for form in article["organisations"] for span in _places(text, form)])
    mark_names(example, [(start, end, "person") for start, end, _ in persons])
    heads = [(word_at(words, end - 1), who) for _, end, who in persons]
    example.anaphors.extend(_of_sources(article, words=words, heads=heads))


def persons_of(article: dict[str, Any]) -> list[tuple[int, int, str | None]]:
    """Where the people of a celebrity page are named, and by which canonical name: null where several share a form."""
    owners: dict[str, set[str]] = defaultdict(set)
    for person in article["people"]:
        for form in [person["name"], *person["aliases"]]:
            owners[form].add(person["name"])
    found: list[tuple[int, int, str | None]] = []
    taken: set[int] = set()
    for form in sorted(owners, key=len, reverse=True):
        who = next(iter(owners[form])) if len(owners[form]) == 1 else None
        for start, end in _places(article["text"], form):
            if not taken.intersection(range(start, end)):
                taken.update(range(start, end))
                found.append((start, end, who))
    return sorted(found, key=lambda one: one[:2])


def _places(text: str, form: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text):
        yield match.span()


def _of_sources(article: dict[str, Any], *, words: Any, heads: Sequence[tuple[int, str | None]]) -> Iterator[Anaphor]:
    names = {word for word, _ in heads}
    for statement in article["statements"]:
        if statement["speaker_kind"] != "person" or not statement["source"]:
            continue
        head = head_word(article["text"], statement["source"][0])
        at = word_at(words, head)
        if at not in names:
            yield anaphor_of(at, heads, right=statement["speaker"])


def head_word(text: str, span: Sequence[int]) -> int:
    """Where the last word of a description before "of", "who" or a comma begins; for a pronoun, the pronoun."""
    words = list(re.finditer(r"[\w'’-]+|,", text[span[0] : span[1]]))
    stop = next(
        (n for n, word in enumerate(words) if n and word[0] in {",", "of", "who", "from", "for", "in", "to", "with"}),
        len(words),
    )
    return int(span[0]) + (words[stop - 1].start() if words else 0)


def anaphor_of(at: int, heads: Sequence[tuple[int, str | None]], *, right: str) -> Anaphor:
    near = [(word, who) for word, who in heads if who is not None and -BACK <= word - at <= AHEAD and word != at]
    return Anaphor(at, tuple(word for word, _ in near), tuple(who == right for _, who in near))


def read_gap(paths: Iterable[Path], *, tokenizer: Tokenizer) -> Iterator[Example]:
    """GAP: one pronoun a text and two names of which it stands for one or for neither. Other names are not marked."""
    for path in paths:
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                example = unannotated(row["ID"], row["Text"], tokenizer=tokenizer)
                spans = [(int(row[f"{name}-offset"]), len(row[name])) for name in "AB"]
                mark_names(example, [(start, start + length, "person") for start, length in spans])
                heads = tuple(word_at(example.words, start + length - 1) for start, length in spans)
                at = word_at(example.words, int(row["Pronoun-offset"]))
                example.names[at] = 0
                example.anaphors.append(Anaphor(at, heads, tuple(row[f"{name}-coref"] == "TRUE" for name in "AB")))
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
    """Tokens by index; the head is the last of its least span."""


def read_gum(folder: Path, *, tokenizer: Tokenizer) -> Iterator[Example]:
    """GUM: every mention and whom it stands for. Names are the runs of proper nouns about the heads of mentions."""
    for path in sorted(folder.glob("*.conllu")):
        text, tokens, entities = _parse_gum(path.read_text(encoding="utf-8"))
        example = unannotated(path.stem, text, tokenizer=tokenizer)
        example.names[:] = 0
        named = {entity: run for entity in entities if (run := _name_in(tokens, entity))}
        spans = [
            (tokens[first].start, tokens[last].end, _GUM_SORTS.get(entity.sort, "other"))
            for entity, (first, last) in named.items()
            if entity.sort not in _UNNAMED
        ]
        mark_names(example, sorted(spans, key=lambda span: span[0] - span[1], reverse=True))
        example.anaphors.extend(_gum_anaphors(example, tokens, entities, named=named))
        yield example


def _gum_anaphors(
    example: Example, tokens: list[_Token], entities: list[_Entity], *, named: dict[_Entity, tuple[int, int]]
) -> Iterator[Anaphor]:
    people = sorted((entity for entity in entities if entity.sort == "person"), key=lambda entity: entity.head)
    place = {entity: word_at(example.words, tokens[named.get(entity, (0, entity.head))[1]].start) for entity in people}
    able = [(place[e], e) for e in people if e in named or fold(tokens[e.head].text) in PRONOUN_GENDER]
    for entity in people:
        form = fold(tokens[entity.head].text)
        described = form not in PRONOUNS and entity not in named and entity.first != entity.head
        if form not in PRONOUN_GENDER and not described:
            continue
        at = place[entity]
        near = [
            (word, e) for word, e in able if (word < at or e in named) and -BACK <= word - at <= AHEAD and word != at
        ]
        yield Anaphor(at, tuple(word for word, _ in near), tuple(e.group == entity.group for _, e in near))


def _name_in(tokens: list[_Token], entity: _Entity) -> tuple[int, int] | None:
    """First and last token of the name about the head of ``entity``, without titles; null where it has none."""
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
    at = 0
    for line in content.splitlines():
        if line.startswith("# newpar") and "_block" not in line and parts:
            parts.append("\n")
            at += 1
        if not line or line.startswith("#") or not line.split("\t")[0].isdigit():
            continue
        columns = line.split("\t")
        tokens.append(_Token(columns[1], at, at + len(columns[1]), columns[4]))
        space = "" if "SpaceAfter=No" in columns[9] else " "
        parts.append(columns[1] + space)
        at += len(parts[-1])
        marks = re.search(r"(?:^|\|)Entity=([^|]*)", columns[9])
        for mark in re.findall(r"\([^()]+\)?|[^()]+\)", marks[1]) if marks else []:
            _take_mark(mark, at=len(tokens) - 1, open_=open_, entities=entities)
    return "".join(parts), tokens, entities


def _take_mark(mark: str, *, at: int, open_: dict[str, list[tuple[str, int, str]]], entities: list[_Entity]) -> None:
    name = mark.strip("()").split("-")
    group = name[0]
    if mark.startswith("("):
        open_[group].append((name[1], at, name[5]))
    if mark.endswith(")"):
        sort, first, least = open_[group].pop()
        head = first + int(least.split(",")[-1]) - 1 if least.replace(",", "").isdigit() else at
        entities.append(_Entity(group, sort, first, at, min(head, at)))


def read_redocred(paths: Iterable[Path], *, tokenizer: Tokenizer) -> Iterator[Example]:
    """Re-DocRED: every name of a passage by its sort."""
    for path in paths:
        for passage in json.loads(path.read_text(encoding="utf-8")):
            text, starts = _joined(passage["sents"])
            example = unannotated(f"redocred-{passage['title']}", text, tokenizer=tokenizer)
            example.names[:] = 0
            mark_names(example, _names(passage, starts))
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
            if mention["type"] in _REDOCRED_SORTS:
                found.append(
                    (row[mention["pos"][0]][0], row[mention["pos"][1] - 1][1], _REDOCRED_SORTS[mention["type"]])
                )
    return found
