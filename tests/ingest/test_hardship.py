"""A record survives processes that are killed, and several processes at once.

``ONRECORD_TEST_KILLS`` and ``ONRECORD_TEST_SECONDS`` run longer tests than an ordinary run has time for.
"""

from __future__ import annotations

import os
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.cli.command_server import command_server

KILLS = os.environ.get("ONRECORD_TEST_KILLS", "8")
# Two processes fill at least one record, however long it takes them.
SECONDS = os.environ.get("ONRECORD_TEST_SECONDS", "0")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize(("what", "number"), [("kill", KILLS), ("crowd", SECONDS)])
@pytest.mark.both_databases
def test_nothing_is_lost(request: pytest.FixtureRequest, database: str, tmp_path: Path, what: str, number: str) -> None:
    server = [request.getfixturevalue("postgres").address("postgres")] if database == "postgres" else []
    words = [what, str(tmp_path), number, *server]
    process = command_server().start(words, module="tests.ingest.hardship", stdout=PIPE, stderr=PIPE)
    output, errors = process.communicate()
    assert process.returncode == 0, errors
    assert errors == b""
    assert b"whole" in output or b"nothing lost" in output
