"""The API does what its OpenAPI document says, whatever it is sent: schemathesis tries."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.openapi import from_asgi
from schemathesis.schemas import BaseSchema

from onrecord.record import Record
from onrecord.room import Access, create_app
from onrecord.settings import Settings
from tests import double

CONFIG: dict[str, Any] = {
    "seed": 7,
    "generation": {"max-examples": 12, "deterministic": True, "no-shrink": True, "database": "none"},
    "checks": {
        # What no schema says of words, dates and cursors is told with 400.
        "positive_data_acceptance": {"expected-statuses": ["2xx", "400", "404", "409", "429"]},
    },
}


@pytest.fixture(scope="module")
def api(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    """The API of a room that is open, over a record that may be written to."""
    path = tmp_path_factory.mktemp("conformance") / "record.sqlite"
    shutil.copy(filled, path)
    with Record.open(path) as record:
        app = create_app(record, access=Access(owner="mara"), load_reader=lambda: double.load(Settings()))
        yield from_asgi("/api/openapi.json", app, config=SchemathesisConfig.from_dict(CONFIG))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name leads anywhere."""

    def nowhere(host: str, *_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is not looked up")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)


schema = schemathesis.pytest.from_fixture("api")


@schema.parametrize()
def test_every_answer_is_as_described(case: schemathesis.Case) -> None:
    case.call_and_validate()
