"""A damaged record, and a query that takes too long, are answered with 503 and advice."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from onrecord.errors import DamagedRecordError, QueryTimeoutError
from onrecord.record import Record
from onrecord.room import downloads
from onrecord.search import find_statements
from onrecord.search.find_statements import SearchPage
from tests.room.conftest import Opens


def test_a_query_that_takes_too_long(open_room: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    def search_for_long(*_: object, **__: object) -> None:
        raise QueryTimeoutError("record.sqlite", "a query exceeded its time limit", advice="Ask for less.")

    monkeypatch.setattr("onrecord.room.api.people_routes.list_people", search_for_long)
    response = open_room().get("/api/people")
    assert response.status_code == 503
    assert response.json()["detail"] == "A query exceeded its time limit."
    assert response.json()["advice"] == "Ask for less."


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_damaged_record(open_room: Opens, record: Record, accept: str) -> None:
    room = open_room()
    person = record.people().people[0].id
    page = record.find("").hits[0].entry.page.id
    with record.transaction() as connection:
        connection.exec_driver_sql("UPDATE texts SET body = x'00'")
    addresses = [f"/api/people/{person}", f"/person/{person}", f"/page/{page}", f"/api/pages/{page}/article"]
    responses = [room.get(address, headers={"accept": accept}) for address in addresses]
    assert 500 not in {response.status_code for response in responses}
    answers = [response for response in responses if response.status_code == 503]
    assert answers
    assert all("onrecord verify" in response.text for response in answers)


def test_a_download_that_meets_damage_is_broken_off(
    open_room: Opens, record: Record, monkeypatch: pytest.MonkeyPatch, log_records: list[logging.LogRecord]
) -> None:
    calls: list[object] = []

    def find_once(*arguments: Any, **options: Any) -> SearchPage:
        calls.append(options)
        if len(calls) > 1:
            raise DamagedRecordError("record.sqlite", "this record is damaged", advice="Run `onrecord verify`.")
        return find_statements.find(*arguments, **options)

    monkeypatch.setattr(downloads, "find", find_once)
    monkeypatch.setattr(downloads, "_BATCH_SIZE", 1)
    response = open_room().get("/search/download?form=jsonl")
    assert response.text.count("\n") == 1
    log = "\n".join(map(logging.Formatter().format, log_records))
    assert "The response to /search/download was broken off" in log
    assert "Traceback" not in log
