"""The stage from article to statements, with a model of fixed answers."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pytest
from tokenizers import Tokenizer

from bench.linear import KINDS
from onrecord.circumstances import add_circumstances
from onrecord.encoder.encode import blocks_of
from onrecord.encoder.model import TAGS, WIDTH, Encoded, Floats, Model
from onrecord.encoder.words import InputBlock, Ints, Words
from onrecord.spans import SpanIndex
from onrecord.statements import StatementReader
from onrecord.statements.attribution import Attribution, Thresholds, decode_attributions
from onrecord.statements.confidence import FEATURES
from onrecord.statements.drafts import Draft
from onrecord.statements.find import _place
from onrecord.statements.paths import CONTENT, SOURCE
from onrecord.types import Article, Furniture, FurnitureKind, Page, Span
from tests.people.making import article_of
from tests.work import lines_run

TEXT = """Ferry runs again
The engine is mended
Picture: A. Quill
Brannigan said they were glad
More: Gulls "angry"
Nobody slept"""
ENDLESS = (
    "one endless sentence",
    "couples in one sentence",
    "refusals in one sentence",
    "statements in statements",
    "addressees in one sentence",
    "months and weekdays",
    "verbs of speech alone",
    "quotations left open",
)
"""Texts of ``bench.linear`` in which no sentence ends."""
LINES = TEXT.split("\n")


def line(number: int) -> Span:
    start = sum(len(before) + 1 for before in LINES[:number])
    return start, start + len(LINES[number])


def article(*, titles: Sequence[int], paragraphs: Sequence[int], furniture: dict[int, FurnitureKind]) -> Article:
    return Article(
        id="ferry",
        page=Page(source="ferry.txt", body=b"", sha256="", content_type="text/plain"),
        text=TEXT,
        title=LINES[0],
        titles=tuple(line(number) for number in titles),
        outlet=None,
        bylines=(),
        published=None,
        language="en",
        paragraphs=tuple(line(number) for number in paragraphs),
        furniture=tuple(Furniture(kind, line(number)) for number, kind in furniture.items()),
    )


FERRY = article(titles=[0], paragraphs=[1, 3, 5], furniture={4: "related", 2: "caption"})


def test_blocks_are_in_text_order_with_their_roles() -> None:
    assert blocks_of(FERRY) == [
        InputBlock(line(0), "headline"),
        InputBlock(line(1)),
        InputBlock(line(2)),
        InputBlock(line(3)),
        InputBlock(line(4), "headline"),
        InputBlock(line(5)),
    ]


def test_an_article_without_parts_has_no_blocks() -> None:
    assert blocks_of(article(titles=[], paragraphs=[], furniture={})) == []


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ("Ferry runs again", "headline"),
        ("runs", "headline"),
        ("they were glad", "body"),
        ("Picture", "furniture"),
        ('"angry"', "furniture"),
        ("Nobody slept", "body"),
    ],
)
def test_the_place_is_that_of_the_first_span(part: str, place: str) -> None:
    start = TEXT.index(part)
    second_span = line(4)
    draft = Draft(((start, start + len(part)), second_span), (), (), "cue")
    titles, furniture = SpanIndex(FERRY.titles), SpanIndex(piece.span for piece in FERRY.furniture)
    assert _place(draft, titles=titles, furniture=furniture) == place


class Clock:
    """A clock that stands still between explicit changes of ``now``."""

    def __init__(self) -> None:
        self.now = 0.0

    def process_time(self) -> float:
        return self.now


class FakeModel(Model):
    """Replaces the model: "said" is a cue, the word before it the source, the next three words the content.

    Encoding takes two seconds of ``clock`` and linking three.
    """

    def __init__(self, tokenizer: Tokenizer, clock: Clock) -> None:
        self.tokenizer = tokenizer
        self.clock = clock
        self.left, self.right = 1, 3
        self.transitions = np.zeros((4, 4), dtype=np.float32)
        self.timings = defaultdict(float)
        self.settings = {
            "version": "fake 1",
            "thresholds": {"edge": 0.2, "peak": 0.5},
            "selection": {"weights": [0.0] * len(FEATURES), "least": 0.0},
            "quotations": {"alone": 0.5, "filling": 0.5},
            "confidence": [0.0] * len(FEATURES),
        }

    def encode(self, words: Words) -> Encoded:
        self.clock.now += 2
        self.timings["encode"] += 2
        tags = np.zeros((len(words), TAGS), dtype=np.float32)
        tags[[words.text[start:end] == "said" for start, end in words.spans.tolist()], 5] = 0.9
        return Encoded(
            np.zeros((len(words), WIDTH), dtype=np.float32), tags, np.zeros((len(words), 9), dtype=np.float32)
        )

    def link(self, encoded: Encoded, words: Words, anchors: Ints) -> Floats:
        self.clock.now += 3
        self.timings["link"] += 3
        emissions = np.zeros((len(anchors), 5, 4), dtype=np.float32)
        emissions[:, 0, SOURCE] = emissions[:, 2:, CONTENT] = 3.0
        return emissions


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for name in ("onrecord.statements.find", "onrecord.encoder.encode"):
        monkeypatch.setattr(import_module(name), "time", SimpleNamespace(process_time=clock.process_time))
    return clock


def test_an_attribution_becomes_a_statement(tokenizer: Tokenizer, clock: Clock) -> None:
    reader = StatementReader(FakeModel(tokenizer, clock))
    (statement,) = reader.find(FERRY, reader.encode(FERRY))
    assert [FERRY.words(span) for span in (*statement.source, *statement.cue, *statement.content)] == [
        "Brannigan",
        "said",
        "they were glad",
    ]
    assert (statement.id, statement.kind, statement.act, statement.place) == ("s1", "indirect", "said", "body")
    assert (statement.speaker_name, statement.speaker_kind) == (None, "unknown")
    assert statement.confidence == 0.5
    assert reader.version == "fake 1"


def test_timings_add_up(tokenizer: Tokenizer, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(words: Words, encoded: Encoded, *, model: Model, thresholds: Thresholds) -> list[Attribution]:
        clock.now += 5
        return decode_attributions(words, encoded, model=model, thresholds=thresholds)

    monkeypatch.setattr("onrecord.statements.find.decode_attributions", decode)
    reader = StatementReader(FakeModel(tokenizer, clock))
    reader.find(FERRY, reader.encode(FERRY))
    reader.find(FERRY, reader.encode(FERRY))
    expected_seconds = {"tokenise": 0, "encode": 4, "link": 6, "decode": 10, "complete": 0, "finish": 0}
    assert dict(reader.timings) == expected_seconds
    assert sum(expected_seconds.values()) == clock.now


@pytest.mark.parametrize("kind", ENDLESS)
def test_work_grows_with_the_length_of_a_sentence(kind: str, tokenizer: Tokenizer, clock: Clock) -> None:
    reader = StatementReader(FakeModel(tokenizer, clock))
    source = random.Random(kind)
    sentence = "".join(KINDS[kind](source) for _ in range(400))

    def work(length: int) -> int:
        article = article_of(sentence[:length])
        encoding = reader.encode(article)
        return lines_run(lambda: add_circumstances(article, reader.find(article, encoding)))

    assert work(3_000) <= 3.6 * work(1_000)


@pytest.mark.parametrize(
    ("piece", "ending"),
    [
        ("“Boat # is late,” Orla Tarn said.", " "),
        ("“Boat # is late,” Orla Tarn said.", "\n\n"),
        ("“Boat # is late.” — Orla Tarn", "\n\n"),
        ("MOLL: Boat # is late.", "\n\n"),
        ("They call it “boat #” there.", " "),
    ],
)
def test_the_end_of_a_text_with_too_many_statements_is_left_out(
    piece: str, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.statements.find.MAX_SIGNS", 3)
    monkeypatch.setattr("onrecord.statements.find.MAX_SIGNS_PER_CHAR", 0.0)
    pieces = [piece.replace("#", str(number)) for number in range(6)]
    article = article_of(ending.join(pieces))
    reader = StatementReader(Model.load())
    encoding = reader.encode(article)
    end = len(ending.join(pieces[:3]))
    assert encoding.words.spans[-1, 1] == end
    assert encoding.warnings == (
        f"The text has too many statements to be prose: none were read after character {end}.",
    )
    statements = reader.find(article, encoding)
    assert all(statement.content[-1][1] <= end for statement in statements)


def test_a_text_with_few_statements_is_read_whole() -> None:
    encoding = StatementReader(Model.load()).encode(article_of("“Boats are late,” Orla Tarn said. " * 60))
    assert (encoding.is_cut, encoding.warnings) == (False, ())
