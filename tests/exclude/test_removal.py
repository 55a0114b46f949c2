"""Removing pages: no trace of them remains in the files, and they cannot be added again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from onrecord.errors import NotFoundError, RecordError, UsageError
from onrecord.export.importer import restore
from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from onrecord.search.statement_vectors import StatementVectors
from onrecord.search.vector_files import Floats, open_segments, vectors_folder
from onrecord.store.codecs import pack_text
from onrecord.store.schema import failures
from onrecord.store.schema.feeds import feed_pages
from onrecord.store.terms import join_terms
from onrecord.types import Reading
from tests.conftest import MakeRecord
from tests.kept_record import ADA, JONAS, PROSE
from tests.postgres_server import files_of
from tests.statement_pages import Said, edition, page

pytestmark = pytest.mark.both_databases

SECRET = "Nobody was to know that the harbour fund paid for a piano in the captain's cabin"
FORMER = SECRET.replace("a piano", "two harpsichords")
SHARED = "It will run again on Monday whatever the weather may bring to this bay"
ROLE = "first keeper of all seven lamps on the northern breakwater"
BELL, POST, COPY = (
    "https://bell.example/piano-paid-from-harbour-fund",
    "https://post.example/a",
    "https://copy.example/b",
)
WORDS = re.compile(r"\w+")
FOLDED = bytes(ord(chr(code).lower()) if WORDS.match(chr(code)) else 32 for code in range(256))
"""Latin-1 letters and digits in small letters, and all else as spaces."""


class Hashed:
    """Embeds a text as the hash of its characters."""

    version = "hashed"

    def embed(self, texts: Sequence[str], /) -> Floats:
        """*Shape:* [texts, 384]."""
        rows = [np.frombuffer((text.encode() * 400)[:384], dtype=np.uint8).astype(np.float32) for text in texts]
        return np.stack([row / np.linalg.norm(row) for row in rows])


def bell(secret: str = SECRET, *, day: int = 1) -> Reading:
    said = Said(secret, ADA, about=("Piet Harpsichord of the Northern Lamps",), told="a friend of the old lamp keeper")
    reading = page(
        said,
        Said(SHARED, JONAS),
        title="“Piano” was paid from the harbour fund",
        roles={ADA: ROLE},
        aliases={ADA: ("the keeper of the northern lamps herself",)},
        prose=PROSE,
    )
    return edition(reading, url=BELL, day=day)


@pytest.fixture
def filled(make_record: MakeRecord) -> Iterator[Record]:
    """A page with a secret, in two versions, a copy of it, and another page about the same people."""

    def fill(record: Record) -> None:
        linker = PersonLinker()
        told = page(Said(SHARED, JONAS, about=(ADA,)), outlet="The Elmouth Post", roles={ADA: "captain"})
        record.keep(edition(told, url=POST, day=1), linker=linker)
        for reading in (bell(FORMER), bell(day=2), edition(replace(bell(), reader="making 1"), url=COPY, day=3)):
            record.keep(reading, linker=linker)

    with Record.open(make_record("secret", fill)) as record:
        yield record


def run_words(text: str) -> set[str]:
    words = WORDS.findall(text.casefold())
    return {" ".join(words[start : start + 5]) for start in range(len(words) - 4)}


def left_in_files(record: Record, texts: Sequence[str], *, others: Sequence[str] = ()) -> set[str]:
    """Runs of five words of ``texts``, and of no other text, that are in any file of the record; and packed texts."""
    runs = set().union(*map(run_words, texts)) - set().union(*map(run_words, others))
    middles = {run.encode(): frozenset(run.encode().split()[1:-1]) for run in runs}
    packed = {text[:40]: pack_text(text) for text in texts}
    remaining = set()
    for path in files_of(record):
        if path.is_file():
            content = path.read_bytes()
            remaining |= {text for text, code in packed.items() if code in content}
            # UTF-8 in Latin-1 breaks words at quotation marks only, which are no letters of these texts.
            words = content.translate(FOLDED).split()
            known_words = frozenset(words)
            # The first and the last word of a run may stand beside a byte that looks like a letter.
            candidates = [run for run, middle in middles.items() if middle <= known_words]
            spaced = b" ".join(words) if candidates else b""
            remaining |= {run.decode() for run in candidates if run in spaced}
    return remaining


def page_id(record: Record, url: str) -> str:
    return next(entry["id"] for entry in export(record, "page") if entry["url"] == url)


def export(record: Record, kind: str) -> list[dict[str, str]]:
    import json

    lines = map(json.loads, record.export_lines("jsonl"))
    return [line for line in lines if line["type"] == kind]


def test_no_five_words_of_a_removed_page_are_left(filled: Record) -> None:
    removed, copy = page_id(filled, BELL), page_id(filled, COPY)
    texts = [bell(FORMER).article.text, bell().article.text, ROLE, "the keeper of the northern lamps herself"]
    other_texts = [
        reading.article.text for reading in (page(Said(SHARED, JONAS, about=(ADA,)), roles={ADA: "captain"}),)
    ]
    # As printed, and as the search index has them.
    texts, other_texts = ([*page_texts, *map(join_terms, page_texts)] for page_texts in (texts, other_texts))
    # Judged, withdrawn, embedded, searched for, listed by a feed, and once failed.
    for row in filled.find("piano").hits:
        judgement = filled.judge.statement(row.entry.id, "right", who="mara", why="as printed")
        filled.judge.withdraw(judgement.id, who="mara")
        filled.judge.statement(row.entry.id, "speaker", speaker=JONAS, who="mara")
    filled.judge.people(f"{ADA}@{removed}", f"{ADA}@{page_id(filled, POST)}", "same", who="mara")
    StatementVectors(filled, Hashed()).update()
    with filled.transaction() as connection:
        connection.execute(
            feed_pages.insert(),
            {"link": BELL, "feed": "f", "state": "added", "attempts": 1, "first": "2032", "due": None},
        )
        failure = dict.fromkeys(("error", "problem", "advice"), "the piano in the captain's cabin was paid")
        connection.execute(
            failures.insert(),
            failure | {"page": BELL, "source": BELL, "first": "2032", "last": "2032", "attempts": "1"},
        )
    assert left_in_files(filled, texts, others=other_texts)
    assert left_in_files(filled, texts[len(texts) // 2 :], others=[*other_texts, *texts[: len(texts) // 2]])

    outcome = filled.remove(removed, who="mara", why="a court order", copies=True)

    assert (sorted(outcome.pages), outcome.statements, outcome.copies) == (sorted([removed, copy]), 4, ())
    assert outcome.judgements >= 5
    assert left_in_files(filled, texts, others=other_texts) == set()
    assert filled.find("piano").hits == ()
    assert [segment.keys.tolist() for segment in open_segments(vectors_folder(filled.path) / "hashed")] == [[1]]
    assert [hit.entry.quote for hit in filled.find("Monday").hits] == [f"“{SHARED}”"]
    assert filled.counts() == {"pages": 1, "versions": 1, "readings": 1, "statements": 1, "changes": 0}
    assert filled.database.verify().damage == ()
    ada = filled.person(ADA)
    assert (ada.who.pages, ada.who.spoken_of, ada.who.roles) == (1, 1, ("captain",))
    assert filled.person(JONAS).who.said == 1
    with pytest.raises(NotFoundError):
        filled.person("Piet Harpsichord of the Northern Lamps")


def test_copies_stay_unless_they_are_asked_for(filled: Record) -> None:
    removed, copy = page_id(filled, BELL), page_id(filled, COPY)
    outcome = filled.remove(BELL, who="mara", why="a court order")
    assert outcome.pages == (removed,)
    assert [page.id for page in outcome.copies] == [copy]
    assert len(filled.find("piano").hits) == 1
    only_here = left_in_files(filled, [bell(FORMER).article.text], others=[bell().article.text])
    assert only_here == set()
    assert filled.database.verify().damage == ()


def test_a_removed_page_is_kept_out_until_it_is_allowed(filled: Record) -> None:
    removed = page_id(filled, BELL)
    filled.remove(removed, who="mara", why="a court order", copies=True)
    for reading in (bell(), bell("Something else that was never on that page before", day=9)):
        outcome = filled.keep(reading, linker=PersonLinker())
        assert (outcome.outcome, outcome.page) == ("removed", removed)
    assert left_in_files(filled, ["Piet Harpsichord of the Northern Lamps"], others=[]) == set()
    filled.allow(removed, who="ines", why="the order was lifted")
    assert filled.keep(bell(), linker=PersonLinker()).outcome == "new"
    log = [(entry.kind, entry.subject, entry.who, entry.why, entry.in_force) for entry in filled.exclusions()]
    log = [entry for entry in log if entry[1] == removed]
    assert log == [
        ("allow", removed, "ines", "the order was lifted", False),
        ("remove", removed, "mara", "a court order", False),
    ]
    with pytest.raises(NotFoundError, match="No page with the id 'nowhere' is removed"):
        filled.allow("nowhere", who="ines", why="x")


@pytest.mark.parametrize(("author", "reason", "words"), [("mara", " ", "needs a reason"), ("", "x", "needs an author")])
def test_a_removal_needs_an_author_and_a_reason(filled: Record, author: str, reason: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        filled.remove(BELL, who=author, why=reason)
    assert len(filled.find("piano").hits) == 2


def test_the_log_is_emptied_later_if_somebody_reads(filled: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    removed = page_id(filled, BELL)
    monkeypatch.setattr("onrecord.store.sqlite_file.BUSY_SECONDS", 0.2)
    monkeypatch.setattr("onrecord.store.postgres.server.SCRUB_SECONDS", 0.2)
    with filled.snapshot() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM pages").one()
        with pytest.raises(RecordError, match=r"may still contain erased words"):
            filled.remove(removed, who="mara", why="a court order", copies=True)
    assert filled.remove(removed, who="mara", why="a court order").statements == 0
    assert left_in_files(filled, [SECRET, FORMER]) == set()
    assert [entry.kind for entry in filled.exclusions()] == ["remove", "remove"]


def test_an_export_carries_removals(filled: Record, tmp_path: Path, empty_record: Path) -> None:
    before = list(filled.export_lines("jsonl"))
    removed = page_id(filled, BELL)
    filled.remove(removed, who="mara", why="a court order")
    lines = list(filled.export_lines("jsonl"))
    with Record.open(tmp_path / "moved.sqlite") as moved:
        list(restore(moved, lines, name="export"))
        assert list(moved.export_lines("jsonl")) == lines
        assert moved.keep(bell(), linker=PersonLinker()).outcome == "removed"
        outcomes = {(row.kind, row.outcome) for row in restore(moved, before, name="old export") if row.id == removed}
        assert outcomes == {("page", "removed")}
    with Record.open(tmp_path / "other.sqlite") as other_record:
        list(restore(other_record, before, name="old export"))
        outcomes = {
            (row.kind, row.outcome) for row in restore(other_record, lines, name="export") if row.kind == "exclusion"
        }
        assert outcomes == {("exclusion", "different")}
        assert len(other_record.find("piano").hits) == 2
