"""Changes reported after one edit of a page: ``python -m bench.edits``; uses the corpora if they are there.

On 200 pages one word is edited: a statement that contains it has to be reported as altered, and nothing else. On 50
pages a source, or the name that a pronoun refers to, is replaced: its statements have to be reported with another
speaker. Half of the pages are invented, half are samples and development pages of ``ONRECORD_DATA``.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice

from bench import corpora
from bench.expected import SAMPLES
from onrecord.errors import ModelError, PageError
from onrecord.ingest.changes import Change, compare
from onrecord.ingest.text_alignment import Alignment
from onrecord.pages import open_pages
from onrecord.reading import Reader
from onrecord.settings import Settings
from onrecord.types import Page, Reading, Span, Statement

WORDS: int = 200
SOURCES: int = 50
_CONTEXT = 30
_FITTED = 150
"""Training pages of celebrity news before this one were used while the rules for changes were written."""
_FIRST = ("Orla", "Piet", "Mira", "Anselm", "Tilda", "Joss", "Greta", "Corin", "Nadja", "Ruben", "Hedda", "Silas")
_LAST = ("Tarn", "Brandvold", "Dunmore", "Quill", "Okafor", "Strake", "Fairlamb", "Balcombe", "Kimura", "Abara", "Holm")
_TOPICS = ("the sea wall", "the new ferry", "the night bus", "the old library", "the fish market", "the swimming pool")
_QUOTES = (
    "We have waited eleven years for {topic}, and nobody in this town will accept another delay",
    "I was told in March that {topic} would cost nothing, which was plainly untrue",
    "My children learned more from {topic} than from any school on this coast",
    "There is no money left for {topic}, and there has been none since the summer",
    "People who laughed at {topic} are now the first to stand in the queue",
    "The council promised a decision about {topic} before winter and then lost the papers",
)
_REPORTED = (
    "the plans for {topic} had been drawn up without any engineer",
    "{topic} would remain closed until the autumn at the earliest",
    "nobody had asked the fishermen about {topic}",
)
_PROSE = (
    "The building on the quay dates from 1931 and was painted green in the spring.",
    "About forty people came to the meeting, which lasted for almost three hours.",
    "Rain had fallen since the morning, and the road along the harbour was flooded.",
    "A second meeting is planned for the end of the month in the sports hall.",
    "The town has two bridges, five churches and a small museum of fishing.",
)


@dataclass(frozen=True, slots=True)
class Edited:
    """A page before and after one edit."""

    before: Page
    after: Page
    span: Span
    """The edited words in the text before."""
    name: str | None = None
    """The name that replaced that of the source; null where a single word was edited."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Changes that should have been reported and were not, and those that should not have been."""

    expected: int
    missed: tuple[str, ...]
    false: tuple[str, ...]


def invent_page(source: random.Random) -> str:
    """The text of a page about invented people."""
    people = [f"{first} {last}" for first, last in zip(source.sample(_FIRST, 3), source.sample(_LAST, 3), strict=True)]
    topic = source.choice(_TOPICS)
    quotes = [words.format(topic=topic) for words in source.sample(_QUOTES, 5)]
    reported = source.choice(_REPORTED).format(topic=topic)
    prose = source.sample(_PROSE, 3)
    pronoun = "she" if people[0].split()[0][-1] in "ae" else "he"
    return "\n\n".join(
        [
            f"Anger over {topic} grows",
            f"{people[0]}, who has led the harbour board since 2019, spoke on Tuesday about {topic}. {prose[0]}",
            f"“{quotes[0]},” {pronoun} said.",
            f"{people[1]}, a teacher, disagreed. “{quotes[1]},” {people[1].split()[1]} said. “{quotes[2]}.”",
            prose[1],
            f"{people[2]} said that {reported}. “{quotes[3]},” added {people[2].split()[1]}.",
            prose[2],
            f"“{quotes[4]},” said {people[1]}.",
        ]
    )


def text_page(name: str, text: str) -> Page:
    """A page of plain text."""
    body = text.encode()
    return Page(f"{name}.txt", body, sha256(body).hexdigest(), "text/plain", encoding="utf-8")


def edit_page(page: Page, reading: Reading, span: Span, words: str) -> Page | None:
    """Replace the words at ``span`` of the article's text in the bytes of its page; null if they occur twice."""
    text = reading.article.text
    body = page.body.decode(page.encoding or "utf-8", errors="replace")
    context = text[max(0, span[0] - _CONTEXT) : span[0]], text[span[1] : span[1] + _CONTEXT]
    old = f"{context[0]}{text[span[0] : span[1]]}{context[1]}"
    if body.count(old) != 1:
        return None
    edited = body.replace(old, f"{context[0]}{words}{context[1]}").encode(page.encoding or "utf-8", errors="replace")
    return replace(page, body=edited, sha256=sha256(edited).hexdigest())


def edit_word(page: Page, reading: Reading, source: random.Random) -> Edited | None:
    """Replace, drop or add one word of the body, or change a number; half of the time in a statement."""
    article = reading.article
    words, numbers = (
        [
            (start + match.start(), start + match.end())
            for start, end in article.paragraphs
            for match in re.finditer(pattern, article.text[start:end])
        ]
        for pattern in (r"\b[a-z]{4,}\b", r"\b\d+\b")
    )
    for _ in range(50):
        kind = source.choice(("replace", "replace", "drop", "add", "number"))
        places = numbers if kind == "number" and numbers else words
        said = [place for place in places if any(_touches(row.content, place) for row in reading.statements)]
        if not places:
            return None
        start, end = source.choice(said if said and source.random() < 0.5 else places)
        span, new = _change_word(article.text, (start, end), kind, other=article.words(source.choice(places)))
        after = edit_page(page, reading, span, new) if article.words(span) != new else None
        if after is not None:
            return Edited(page, after, span)
    return None


def _change_word(text: str, word: Span, kind: str, *, other: str) -> tuple[Span, str]:
    """The span to replace and the words to put there."""
    start, end = word
    if kind == "drop" and text[end : end + 1] == " ":
        return (start, end + 1), ""
    if kind == "add":
        return (start, start), f"{other} "
    if kind == "number" and text[start:end].isdecimal():
        return word, str(int(text[start:end]) + 3)
    return word, other


def edit_source(page: Page, reading: Reading, source: random.Random) -> Edited | None:
    """Replace the name that a source prints, or that its pronoun refers to, with the name of somebody else."""
    by_name = [statement for statement in reading.statements if _name_of(reading, statement) is not None]
    source.shuffle(by_name)
    for statement in by_name:
        span = _name_of(reading, statement)
        others = [f"{first} {last}" for first in _FIRST for last in _LAST if first not in reading.article.text]
        name = source.choice([other for other in others if other.split()[1] not in reading.article.text] or others)
        after = None if span is None else edit_page(page, reading, span, name)
        if span is not None and after is not None:
            return Edited(page, after, span, name)
    return None


def judge(edited: Edited, old: Reading, changes: Sequence[Change]) -> Outcome:
    """Compare ``changes`` with those that the edit made."""
    reported: Counter[tuple[str, int | None]] = Counter(
        (change.kind, change.before) for change in changes if change.kind != "reread"
    )
    numbered = list(enumerate(old.statements))
    must = {("altered", number) for number, row in numbered if _touches(row.content, edited.span)}
    name = old.article.words(edited.span)
    may = {
        ("reattributed", number)
        for number, row in numbered
        # "Reay" may mean somebody else where the page's only "Callum Reay" was replaced, and a word beside a source may
        # become a part of it: "Tarn took to the stage" -> "Tarn source to the stage".
        if _touches((*_widen(row.source), *row.speaker_evidence), edited.span) or row.speaker_name == name
    }
    # "confirmed that they have" -> "confirmed that even they have".
    may |= {
        ("altered", number) for number, row in numbered if edited.span in {(s, s) for part in row.content for s in part}
    }
    if edited.name is not None:
        # "Lawmakers, led by Mike Gallagher" are still lawmakers if he is another.
        must |= {
            ("reattributed", number)
            for number, row in numbered
            if _touches(row.source, edited.span) and row.speaker_kind != "unnamed"
        }
    missed = [change for change in must if not reported[change]]
    false = [change for change in reported.elements() if change not in must | may]
    return Outcome(len(must), *(tuple(map(repr, rows)) for rows in (missed, false)))


def _touches(spans: Sequence[Span], place: Span) -> bool:
    return any(start < place[1] and place[0] < end for start, end in spans)


def _widen(spans: Sequence[Span]) -> list[Span]:
    return [(start - 2, end + 2) for start, end in spans]


def _name_of(reading: Reading, statement: Statement) -> Span | None:
    """The one name that the statement's speaker is read from, in full; null if there is none."""
    names = {
        span for span in statement.speaker_evidence if reading.article.words(span) == (statement.speaker_name or "")
    }
    return next(iter(names)) if len(names) == 1 and statement.speaker_kind == "person" else None


def _training_pages() -> Iterator[Page]:
    """Annotated training pages on which no rule for changes was fitted: celebrity news and pages of outlets."""
    data = corpora.find(os.environ).data
    celebrity = list(corpora.read_lines(data / "celebrity" / "train.jsonl"))[_FITTED:]
    paths = [data / "celebrity" / "text" / f"{row['id']}.txt" for row in celebrity]
    outlets = corpora.read_lines(data / "outlets" / "train.jsonl")
    paths += [data / "outlets" / "html" / f"{row['id']}.html" for row in outlets]
    for path in paths:
        if path.is_file():
            yield from (page for page in open_pages(str(path), settings=Settings()) if isinstance(page, Page))


def _development_pages() -> Iterator[Page]:
    """The annotated development pages, and the sample pages."""
    paths = sorted((SAMPLES / "pages").glob("*.*"))
    try:
        data = corpora.find(os.environ).data
    except corpora.NotMeasuredError as error:
        sys.stderr.write(f"{error} All pages are invented or samples.\n")
    else:
        celebrity = [row["id"] for row in corpora.read_lines(data / "celebrity" / "gold.jsonl")]
        paths += [data / "celebrity" / "text" / f"{page}.txt" for page in celebrity]
        paths += sorted((data / "pages" / "html").glob("*.html"))
        outlets = data / "outlets"
        if (outlets / "dev.jsonl").is_file():
            paths += [outlets / "html" / f"{row['id']}.html" for row in corpora.read_lines(outlets / "dev.jsonl")]
    for path in paths:
        if path.is_file() and path.suffix != ".gz":
            yield from (page for page in open_pages(str(path), settings=Settings()) if isinstance(page, Page))


def make_edits(
    reader: Reader,
    edit: Callable[[Page, Reading, random.Random], Edited | None],
    *,
    count: int,
    training: bool,
    seed: int,
) -> list[tuple[Edited, Reading, Reading]]:
    """``count`` edited pages, with the readings before and after.

    Half of the pages are invented, half are development pages; or all are training pages.
    """
    source = random.Random(seed)

    def attempt(page: Page) -> tuple[Edited, Reading, Reading] | None:
        reading = reader.attempt(page)
        edited = None if isinstance(reading, PageError) else edit(page, reading, source)
        new_reading = None if edited is None else reader.attempt(edited.after)
        if edited is None or not isinstance(reading, Reading) or not isinstance(new_reading, Reading):
            return None
        # The words may stand elsewhere in the page too, as in its description.
        return (edited, reading, new_reading) if new_reading.article.text != reading.article.text else None

    invented = (text_page(f"invented-{number}", invent_page(source)) for number in range(10 * count))
    if training:
        shuffled = [page for page in _training_pages() for _ in range(2)]
        source.shuffle(shuffled)
        return list(islice(filter(None, map(attempt, shuffled)), count))
    real = [page for page in _development_pages() for _ in range(2)]
    edits = list(islice(filter(None, map(attempt, real)), count // 2))
    return edits + list(islice(filter(None, map(attempt, invented)), count - len(edits)))


def _describe(edited: Edited, old: Reading, new: Reading) -> str:
    """The edited sentence before and after."""
    start, end = max(0, edited.span[0] - 2 * _CONTEXT), edited.span[1] + 2 * _CONTEXT
    was = old.article.text[start:end]
    place = Alignment(old.article.text, new.article.text).project((start, end))
    return f"{was!r} -> {new.article.words(place)!r}"


def main(arguments: Sequence[str]) -> int:
    """Print both figures; return 1 if a change is missed or false."""
    parser = argparse.ArgumentParser(prog="python -m bench.edits", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="print each missed and each false change")
    parser.add_argument("--train", action="store_true", help="edit training pages, on which nothing was fitted")
    parser.add_argument("--seed", type=int, default=7, help="make other edits of the same pages")
    options = parser.parse_args(arguments)
    try:
        reader = Reader.load()
    except ModelError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    failed = False
    for title, edit, count in (("one word", edit_word, WORDS), ("a source", edit_source, SOURCES)):
        outcomes = []
        for edited, old, new in make_edits(reader, edit, count=count, training=options.train, seed=options.seed):
            changes = compare(old, new)
            outcome = judge(edited, old, changes)
            outcomes.append(outcome)
            if options.misses and (outcome.missed or outcome.false):
                print(f"{edited.before.source}: {_describe(edited, old, new)}")
                print(f"    missed {outcome.missed}; false {outcome.false}")
                print(*(f"    {change}" for change in changes if change.kind != "reread"), sep="\n")
        missed, false = (sum(len(getattr(row, name)) for row in outcomes) for name in ("missed", "false"))
        expected = sum(row.expected for row in outcomes)
        print(f"{title} edited on {len(outcomes)} pages: {expected} changes, {missed} missed, {false} false")
        failed = failed or bool(missed or false)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
