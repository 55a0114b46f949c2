"""A record survives processes that are killed, and several processes at once.

``ONRECORD_TEST_KILLS`` and ``ONRECORD_TEST_SECONDS`` run longer tests than an ordinary run has time for.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KILLS = os.environ.get("ONRECORD_TEST_KILLS", "8")
SECONDS = os.environ.get("ONRECORD_TEST_SECONDS", "1")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize(("what", "number"), [("kill", KILLS), ("crowd", SECONDS)])
@pytest.mark.both_databases
def test_nothing_is_lost(request: pytest.FixtureRequest, database: str, tmp_path: Path, what: str, number: str) -> None:
    server = [request.getfixturevalue("postgres").address("postgres")] if database == "postgres" else []
    done = subprocess.run(
        [sys.executable, "-m", "tests.ingest.hardship", what, str(tmp_path), number, *server],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "whole" in done.stdout or "nothing lost" in done.stdout
