"""The API conforms to its OpenAPI document for generated requests (schemathesis, all checks).

An editor sends everything, so that writes are tried too, on a record that is thrown away afterwards.
"""

from __future__ import annotations

import json
import shutil
import socket
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from limits.strategies import MovingWindowRateLimiter

from onrecord.judge.decisions import judge_statement
from onrecord.judge.judgement_log import Author
from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from onrecord.room import Access, api, create_app
from onrecord.room.access import add_account
from onrecord.room.dependencies import Room
from onrecord.room.uploads import Upload
from onrecord.search.find_statements import find
from onrecord.search.query import Query

if TYPE_CHECKING:
    from schemathesis.engine import events

LEAST = 500
"""Requests that are made at least: fewer would mean that something was left out."""
TOLD_BY_NO_SCHEMA = ["2xx", "400", "404", "409"]
"""What is wrong with words, dates and cursors is told with 400."""
ITSELF = {"extra-data-sources": {"responses": False}}
"""Answers hold times and so differ from run to run: nothing is made from them."""
SECRET = "a long enough secret"
CONFIG: dict[str, Any] = {
    "seed": 7,
    "headers": {"authorization": f"Bearer edda:{SECRET}"},
    "workers": 1,
    "generation": {"max-examples": 3, "deterministic": True, "no-shrink": True, "database": "none"},
    # Every other method of every route is tried in test_attacks.py.
    "phases": {
        "fuzzing": ITSELF,
        "coverage": {**ITSELF, "unexpected-methods": ["TRACE"]},
        "stateful": {"enabled": False},
    },
    "checks": {"positive_data_acceptance": {"expected-statuses": TOLD_BY_NO_SCHEMA}},
    "operations": [
        # They have the parameters of `find`, `review_statements` or `hide_person`, which are tested exhaustively.
        {
            "include-operation-id": [
                *("facets", "loosenings", "judgements", "review_contradictions", "review_people"),
                *("allow_page", "unhide_person"),
            ],
            "phases": {"coverage": {"enabled": False}},
        },
        # Its schema is that of the stream, which is text; schemathesis takes it for that of an event.
        {"include-operation-id": "watch", "checks": {"response_schema_conformance": {"enabled": False}}},
        # A page may hold no article, and an address may lead nowhere. Any text is a page, and a draft.
        {
            "include-operation-id": ["read", "check"],
            "checks": {
                "positive_data_acceptance": {"expected-statuses": [*TOLD_BY_NO_SCHEMA, "403", "422"]},
                "negative_data_rejection": {"enabled": False},
            },
        },
    ],
}


@pytest.fixture
def no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asks too often."""
    monkeypatch.setattr(MovingWindowRateLimiter, "hit", lambda *_, **__: True)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name leads anywhere, and no proxy is looked for: each request would read all variables of the environment."""

    def nowhere(host: str, *_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is not looked up")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    monkeypatch.setattr("requests.sessions.get_environ_proxies", lambda *_, **__: {})


SUCCESSES = {
    ("POST /api/read", 200),
    ("POST /api/check", 200),
    ("POST /api/add", 202),
    ("POST /api/jobs/{job}/stop", 200),
    ("POST /api/judgements", 201),
    ("POST /api/judgements/{judgement}/withdraw", 201),
}


def put_ids(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put ids of the record into the examples of the document, so that writes succeed."""
    room: Room = app.state.room
    statement = find(room.record, Query(), limit=1).hits[0].entry
    # Another page, since one route removes it with the judgements that quote it.
    hits = find(room.record, Query(), limit=100).hits
    page = next(hit.entry.page.id for hit in hits if hit.entry.page.id != statement.page.id)
    ids = {
        "k3v7qx2mnb5d4e6f": statement.id,
        "a2b3c4d5e6f7g2h3": page,
        "m5n4b3v2c6x7z2a3": judge_statement(room.record, statement.id, verdict="right", by=Author("edda")).id,
        "9f8e7d6c5b4a3210": room.jobs.start(Upload(("https://bell.example/ferry",)), editor="edda").id,
    }
    text = json.dumps(api.openapi())
    for example, public_id in ids.items():
        assert example in text
        text = text.replace(example, public_id)
    monkeypatch.setattr("onrecord.room.html.front_pages.openapi", lambda: json.loads(text))


@pytest.mark.usefixtures("no_network", "no_limits")
def test_every_answer_is_as_described(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pool: ReaderPool
) -> None:
    # Imported here, since every process of a test run collects this module and one alone runs the test.
    from schemathesis.config import SchemathesisConfig
    from schemathesis.engine import events, from_schema
    from schemathesis.openapi import from_asgi

    path = tmp_path / "record.sqlite"
    shutil.copy(filled, path)
    add_account(tmp_path / "access.json", "edda", role="editor", secret=SECRET)
    failures: list[str] = []
    answers: Counter[tuple[str, int]] = Counter()
    with Record.open(path) as record:
        visitors = Access(tmp_path / "access.json")
        app = create_app(record, access=visitors, pool=pool)
        put_ids(app, monkeypatch)
        config = SchemathesisConfig.from_dict(CONFIG)
        document = from_asgi("/api/openapi.json", app, config=config, headers=CONFIG["headers"])
        for event in from_schema(document).execute():
            if isinstance(event, events.ScenarioFinished):
                for interaction in event.recorder.interactions.values():
                    if interaction.response is not None:
                        answers[event.label or "", interaction.response.status_code] += 1
                failures += list(_failures(event))
            elif isinstance(event, events.NonFatalError | events.FatalError):
                failures.append(str(event))
        app.state.room.jobs.close()
        app.state.room.overviews.close()
        app.state.room.state.close()
        visitors.close()
    assert failures == []
    assert answers.total() >= LEAST
    assert SUCCESSES - set(answers) == set()
    assert {key for key in answers if key[1] >= 500} == set()


def _failures(event: events.ScenarioFinished) -> list[str]:
    return [
        f"{event.label}, {check.name}: {check.failure_info.failure.message}\n{check.failure_info.code_sample}"
        for checks in event.recorder.checks.values()
        for check in checks
        if check.failure_info
    ]
