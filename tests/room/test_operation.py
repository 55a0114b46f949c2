"""Health, metrics and the access log."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from threading import Event

import httpx2
import pytest
from fastapi.testclient import TestClient

from onrecord.errors import ModelError, RecordError, UsageError
from onrecord.reading_pool import PoolStatus, ReaderPool
from onrecord.record import Record
from onrecord.room import Access, access, health
from onrecord.room.metrics import serve_metrics
from onrecord.room.request_log import open_access_log
from tests.conftest import PAGE
from tests.room.conftest import Opens

SECRET = "a long enough secret"
HOME = {"origin": "http://localhost:8000"}
KNOWN = {"authorization": f"Bearer rhea:{SECRET}"}


@pytest.fixture
def record(new_record: Record) -> Record:
    """Operation does not depend on the pages."""
    return new_record


@pytest.fixture
def closed(open_room: Opens, tmp_path: Path) -> TestClient:
    """A browser of nobody, before a room that wants names."""
    access.add_account(tmp_path / "access.json", "rhea", role="reader", secret=SECRET)
    return open_room(Access(tmp_path / "access.json"))


def test_a_sound_room_says_so(closed: TestClient) -> None:
    stranger = closed.get("/health")
    assert (stranger.status_code, stranger.json()) == (200, {"status": "ok"})
    reader = closed.get("/health", headers=KNOWN)
    assert reader.json() == {"status": "ok", "checks": {"database": "ok", "model": "ok", "workers": "ok"}}
    assert stranger.headers["cache-control"] == "no-store"


def test_the_reason_of_a_failing_health_check_is_for_accounts_only(
    closed: TestClient, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged() -> None:
        raise RecordError("/srv/record.sqlite", "the disk is gone", advice="Plug it in.")

    def missing() -> None:
        raise ModelError("/opt/encoder.onnx: this model file is missing.")

    monkeypatch.setattr(record, "snapshot", damaged)
    monkeypatch.setattr(health, "check_files", missing)
    stranger = closed.get("/health")
    assert (stranger.status_code, stranger.json()) == (503, {"status": "failing"})
    checks = closed.get("/health", headers=KNOWN).json()["checks"]
    assert "the disk is gone" in checks["database"]
    assert "this model file is missing" in checks["model"]


def test_pages_that_no_worker_reads_are_a_failure(
    closed: TestClient, pool: ReaderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    status = PoolStatus(processes=1, workers=0, busy=0, waiting=3, read=0, failed=0)
    monkeypatch.setattr(pool, "status", lambda: status)
    answer = closed.get("/health", headers=KNOWN)
    assert (answer.status_code, "3 pages are waiting" in answer.json()["checks"]["workers"]) == (503, True)


def test_a_check_that_does_not_end_is_a_failure(closed: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    released = Event()
    monkeypatch.setattr(health, "_MAX_SECONDS", 0.1)
    monkeypatch.setattr(health, "check_files", lambda: released.wait(60))
    try:
        answer = closed.get("/health", headers=KNOWN)
    finally:
        released.set()
    assert (answer.status_code, answer.json()["checks"]["model"]) == (503, "No answer within 0 seconds.")


def samples(text: str) -> dict[str, float]:
    """The samples of a metrics page by name and labels."""
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def test_requests_and_pages_are_counted(browser: TestClient, pool: ReaderPool) -> None:
    browser.get("/about")
    browser.get("/about")
    browser.head("/people")
    browser.get("/person/nobody-of-that-name")
    browser.get("/nowhere/at/all")
    browser.get("/assets/room.css")
    browser.request("BREW", "/about")
    job = browser.post("/api/add", json={"pages": [{"text": PAGE}]}).json()["id"]
    browser.get(f"/api/jobs/{job}/events")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with serve_metrics(browser.app.state.room.metrics, f"127.0.0.1:{port}"):  # type: ignore[attr-defined]
        metrics = samples(httpx2.get(f"http://127.0.0.1:{port}/metrics").text)
    count = "onrecord_request_seconds_count"
    for labels in (
        'method="GET",route="/about",status="200"',
        'method="GET",route="cached",status="200"',
        'method="HEAD",route="/people",status="200"',
        'method="GET",route="/person/{name}",status="404"',
        'method="GET",route="none",status="404"',
        'method="GET",route="/assets",status="200"',
        'method="other",route="/about",status="405"',
        'method="POST",route="/api/add",status="202"',
    ):
        assert metrics.get(f"{count}{{{labels}}}") == 1, (labels, [key for key in metrics if count in key])
    assert metrics['onrecord_pages_total{outcome="new"}'] == 1
    assert metrics['onrecord_jobs{state="done"}'] == 1
    assert metrics['onrecord_jobs{state="waiting"}'] == 0
    assert (metrics["onrecord_readings_total"], metrics["onrecord_readings_failed_total"]) == (pool.status().read, 0)
    assert (metrics["onrecord_reading_workers_busy"], metrics["onrecord_reading_workers_waiting"]) == (0, 0)
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"http://127.0.0.1:{port}/metrics")


@pytest.mark.parametrize("address", ["9464", "127.0.0.1", "127.0.0.1:no", "127.0.0.1:99999", "192.0.2.1:9464", ":"])
def test_an_unusable_address_is_reported(browser: TestClient, address: str) -> None:
    metrics = browser.app.state.room.metrics  # type: ignore[attr-defined]
    with pytest.raises(UsageError, match="metrics cannot be served there"), serve_metrics(metrics, address):
        pass


def test_every_request_is_a_line_without_secrets(closed: TestClient, tmp_path: Path) -> None:
    path = tmp_path / "access.jsonl"
    with open_access_log(str(path)):
        closed.get("/api/about?token=hidden", headers=KNOWN)
        closed.post("/login", data={"name": "rhea", "secret": SECRET}, headers=HOME, follow_redirects=False)
        path.rename(tmp_path / "access.jsonl.1")
        closed.cookies.clear()
        closed.get("/person/a%0Ab", headers={"accept": "text/html"}, follow_redirects=False)
    closed.get("/about")
    lines = (tmp_path / "access.jsonl.1").read_text().splitlines() + path.read_text().splitlines()
    entries = [json.loads(line) for line in lines]
    assert [(entry["account"], entry["method"], entry["path"], entry["status"]) for entry in entries] == [
        ("rhea", "GET", "/api/about", 200),
        (None, "POST", "/login", 303),
        (None, "GET", "/person/a\nb", 303),
    ]
    assert entries[0]["bytes"] > 100
    assert all(entry["milliseconds"] > 0 and entry["client"] == "testclient" for entry in entries)
    assert all(word not in "".join(lines) for word in ("hidden", SECRET, "Bearer"))


def test_a_log_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="ONRECORD_ACCESS_LOG"), open_access_log(os.fspath(tmp_path)):
        pass
