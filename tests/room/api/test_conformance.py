"""The API conforms to its OpenAPI document for generated requests (schemathesis, all checks)."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from limits.strategies import MovingWindowRateLimiter
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.openapi import from_asgi

from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from onrecord.room import Access, create_app

LEAST = 500
"""Requests that are made at least: fewer would mean that something was left out."""
TOLD_BY_NO_SCHEMA = ["2xx", "400", "404", "409"]
"""What is wrong with words, dates and cursors is told with 400."""
ITSELF = {"extra-data-sources": {"responses": False}}
"""Answers hold times and so differ from run to run: nothing is made from them."""
CONFIG: dict[str, Any] = {
    "seed": 7,
    "workers": 1,
    "generation": {"max-examples": 5, "deterministic": True, "no-shrink": True, "database": "none"},
    "phases": {"fuzzing": ITSELF, "coverage": ITSELF, "stateful": {"enabled": False}},
    "checks": {"positive_data_acceptance": {"expected-statuses": TOLD_BY_NO_SCHEMA}},
    "operations": [
        # They have the parameters of `find`, which is tested exhaustively.
        {"include-operation-id": ["facets", "loosenings"], "phases": {"coverage": {"enabled": False}}},
        # A page may hold no article, and an address may lead nowhere.
        {
            "include-operation-id": "read",
            "checks": {"positive_data_acceptance": {"expected-statuses": [*TOLD_BY_NO_SCHEMA, "403", "422"]}},
        },
    ],
}


@pytest.fixture
def no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asks too often."""
    monkeypatch.setattr(MovingWindowRateLimiter, "hit", lambda *_, **__: True)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name leads anywhere."""

    def nowhere(host: str, *_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is not looked up")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)


@pytest.mark.usefixtures("no_network", "no_limits")
def test_every_answer_is_as_described(filled: Path, tmp_path: Path, pool: ReaderPool) -> None:
    path = tmp_path / "record.sqlite"
    shutil.copy(filled, path)
    failures: list[str] = []
    made = 0
    with Record.open(path) as record:
        app = create_app(record, access=Access(owner="mara"), pool=pool)
        document = from_asgi("/api/openapi.json", app, config=SchemathesisConfig.from_dict(CONFIG))
        for event in from_schema(document).execute():
            if isinstance(event, events.ScenarioFinished):
                made += len(event.recorder.interactions)
                failures += list(_failures(event))
            elif isinstance(event, events.NonFatalError | events.FatalError):
                failures.append(str(event))
        app.state.room.jobs.close()
        app.state.room.overviews.close()
        app.state.room.state.close()
    assert failures == []
    assert made >= LEAST


def _failures(event: events.ScenarioFinished) -> list[str]:
    return [
        f"{event.label}, {check.name}: {check.failure_info.failure.message}\n{check.failure_info.code_sample}"
        for checks in event.recorder.checks.values()
        for check in checks
        if check.failure_info
    ]
