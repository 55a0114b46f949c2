"""A tour of a record: every command that reads it, and every page and answer of the room, to see whether any fails.

``Tour.of`` takes names and ids from a sound record. ``run`` then visits a copy that may be damaged, and lists
everything that ended in a traceback or in an answer that reports a bug of OnRecord.
"""

from __future__ import annotations

import logging
import random
import tempfile
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi.testclient import TestClient
from sqlalchemy import select
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.errors import OnRecordError
from onrecord.export.formats import format_names
from onrecord.record import Record
from onrecord.room import Access, create_app
from onrecord.settings import Settings
from onrecord.store.schema import CURRENT, pages, persons, statement_subjects, statements

_INTERNAL_ERROR: Final = 500


@dataclass(frozen=True, slots=True)
class Tour:
    """The commands and addresses to visit."""

    commands: tuple[tuple[str, ...], ...]
    """Arguments of ``onrecord``, without the record."""
    addresses: tuple[str, ...]
    """Paths of the room."""

    @classmethod
    def of(cls, path: Path) -> Tour:
        """A tour of the record in ``path``: its first and last page, statement and people."""
        with Record.open(path) as record, record.snapshot() as connection:
            page_ids = connection.execute(select(pages.c.public_id).order_by(pages.c.id)).scalars().all()
            current = select(statements.c.public_id).where(statements.c.state == CURRENT).order_by(statements.c.id)
            statement_ids = connection.execute(current).scalars().all()
            speaking = select(persons.c.public_id).where(persons.c.said > 0).order_by(persons.c.said.desc())
            people = connection.execute(speaking.limit(2)).scalars().all()
            subjects = select(persons.c.public_id).join(
                statement_subjects, statement_subjects.c.person_id == persons.c.id
            )
            subject = connection.execute(subjects.limit(1)).scalars().all()
        people = [*people, *subject][:3]
        ends = dict.fromkeys((statement_ids[0], statement_ids[-1]))
        return cls(
            commands=tuple(_commands(ends, people)),
            addresses=tuple(_addresses(dict.fromkeys((page_ids[0], page_ids[-1])), ends, people)),
        )

    def run(self, path: Path, *, source: random.Random | None = None) -> list[str]:
        """Everything that fails on the record in ``path``, a line each. With ``source`` a random sixth of the tour."""
        commands, addresses = self.commands, self.addresses
        if source is not None:
            commands = tuple(source.sample(commands, len(commands) // 6))
            addresses = tuple(source.sample(addresses, len(addresses) // 6))
        return [*_run_commands(commands, path), *_visit(addresses, path)]


def _run_commands(commands: Iterable[Sequence[str]], path: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        for command in commands:
            words = [word.format(folder=folder) for word in command]
            result = CliRunner().invoke(app, [*words, "--record", str(path)])
            if result.exception is not None and not isinstance(result.exception, SystemExit):
                yield f"onrecord {' '.join(command)}: {_describe(result.exception)}"


def _visit(addresses: Iterable[str], path: Path) -> Iterator[str]:
    logging.disable(logging.CRITICAL)
    try:
        with Record.open(path, create=False) as record:
            room = create_app(record, access=Access(owner="bench"), settings=Settings())
            with TestClient(room, base_url="http://localhost:8000", raise_server_exceptions=False) as client:
                for address in addresses:
                    yield from _answer_problems(client, address)
    except OnRecordError:
        return
    except Exception as error:
        yield f"onrecord serve: {_describe(error)}"
    finally:
        logging.disable(logging.NOTSET)


def _answer_problems(client: TestClient, address: str) -> Iterator[str]:
    accept = "application/json" if address.startswith("/api/") else "text/html"
    response = client.get(address, headers={"accept": accept})
    if response.status_code == _INTERNAL_ERROR:
        yield f"GET {address}: 500"


def _describe(error: BaseException) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"


def _commands(statement_ids: dict[str, None], people: Sequence[str]) -> Iterator[tuple[str, ...]]:
    yield from ((name,) for name in ("find", "headlines", "review", "retry"))
    yield "find", "the", "--by", people[0]
    yield "find", "--about", people[-1], "--format", "jsonl"
    yield from (("person", person) for person in people)
    yield "between", people[0], people[-1]
    for statement in statement_ids:
        yield from ((command, statement) for command in ("trail", "cite"))
    yield "judge", "list", "--all"
    for form in format_names():
        yield "export", "--format", form, *(("--output", "{folder}/record") if form == "parquet" else ())


def _addresses(page_ids: dict[str, None], statement_ids: dict[str, None], people: Sequence[str]) -> Iterator[str]:
    yield from ("/", "/about", "/people", "/review", "/judgements", "/outlets", "/heard", "/headlines", "/changes")
    yield from ("/search?words=the", "/search?words=a*&sort=oldest", "/search/feed.atom?words=the", "/add", "/between")
    for person in people:
        yield from (f"/person/{person}", f"/person/{person}/feed.atom", f"/api/people/{person}")
        yield from (f"/api/people/{person}/timeline", f"/api/people/{person}/around")
    yield f"/between/{people[0]}/{people[-1]}"
    for page in page_ids:
        yield from (f"/page/{page}", f"/api/pages/{page}", f"/api/pages/{page}/article")
    for statement in statement_ids:
        yield from (f"/statement/{statement}", f"/statement/{statement}/trail", f"/api/statements/{statement}")
        yield f"/api/statements/{statement}/citation"
    names = ("overview", "outlets", "heard", "about", "headlines", "changes", "judgements", "people", "statements")
    yield from (f"/api/{name}" for name in names)
    yield from ("/api/facets?words=the", "/api/review/statements", "/api/review/people")
    yield "/api/suggestions?text=a"
