"""Pages added over the API, and watched while they are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from onrecord.record import Record
from tests.conftest import PAGE


def events(browser: TestClient, job: str, **headers: str) -> list[tuple[str, dict[str, Any]]]:
    """All that is told of a job until it is over."""
    told = browser.get(f"/api/jobs/{job}/events", headers=headers)
    assert told.headers["content-type"].startswith("text/event-stream")
    result = []
    for block in told.text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "data" in fields:
            result.append((fields["event"], json.loads(fields["data"])))
    return result


def test_a_page_is_added_and_can_be_found(browser: TestClient, record: Record) -> None:
    payload = {"pages": [{"text": PAGE, "url": "https://bell.example/ferry", "published": "2031-04-02"}]}
    started = browser.post("/api/add", json=payload)
    assert (started.status_code, started.json()["who"]) == (202, "mara")
    told = events(browser, started.json()["id"])
    assert told[-1][0] == "over"
    job = browser.get(f"/api/jobs/{started.json()['id']}").json()
    assert (job["state"], job["counts"]) == ("done", {"new": 1})
    page = browser.get(f"/api/pages/{job['outcomes'][0]['page']}").json()
    assert (page["page"]["url"], page["article"]["published"]) == ("https://bell.example/ferry", "2031-04-02")
    result = browser.get("/api/statements", params={"words": '"engine is mended"'}).json()
    assert len(result["hits"]) == 1
    assert [item["id"] for item in browser.get("/api/jobs").json()] == [job["id"]]


def test_a_file_is_added_as_it_is(browser: TestClient) -> None:
    started = browser.post("/api/add?name=ferry.txt", content=PAGE.encode(), headers={"content-type": "text/plain"})
    assert started.status_code == 202
    last = events(browser, started.json()["id"])[-1][1]
    assert (last["state"], last["counts"]) == ("done", {"new": 1})


def test_a_reconnected_client_gets_the_missed_events(browser: TestClient) -> None:
    payload = {"pages": [{"text": PAGE}, {"text": PAGE.replace("ferry", "boat")}]}
    job = browser.post("/api/add", json=payload).json()["id"]
    events(browser, job)
    (over,) = events(browser, job, **{"last-event-id": "1"})
    assert [outcome["number"] for outcome in over[1]["outcomes"]] == [2]


@pytest.mark.parametrize(
    ("payload", "status", "says"),
    [
        ({}, 400, "upload is empty"),
        ({"pages": [{"url": "https://bell.example/"}]}, 400, "either html or text"),
        ({"pages": [{"text": "a", "html": "b"}]}, 400, "either html or text"),
        ({"links": ["/etc/passwd"]}, 422, "links"),
        ({"links": ["file:///etc/passwd"]}, 422, "links"),
        ({"link": ["https://bell.example/"]}, 422, "link: "),
        ([], 422, "object"),
    ],
)
def test_invalid_sources_are_reported(browser: TestClient, payload: object, status: int, says: str) -> None:
    answer = browser.post("/api/add", json=payload)
    assert (answer.status_code, says in answer.json()["detail"]) == (status, True)


def test_a_form_and_nothing_are_refused(browser: TestClient) -> None:
    assert browser.post("/api/add", data={"links": "https://bell.example/"}).status_code == 415
    assert browser.post("/api/add", content=b"", headers={"content-type": "text/html"}).status_code == 400


def test_a_job_can_be_stopped(browser: TestClient) -> None:
    job = browser.post("/api/add", json={"pages": [{"text": PAGE}]}).json()["id"]
    assert browser.post(f"/api/jobs/{job}/stop").json()["id"] == job
    assert events(browser, job)[-1][1]["state"] in {"stopped", "done"}


def test_an_unknown_job_is_reported(browser: TestClient) -> None:
    for address in ("/api/jobs/none", "/api/jobs/none/events"):
        assert browser.get(address).status_code == 404, address


def test_adding_has_a_rate_limit(browser: TestClient) -> None:
    answers = [browser.post("/api/add", json={}) for _ in range(21)]
    assert {answer.status_code for answer in answers[:20]} == {400}
    assert answers[-1].status_code == 429
