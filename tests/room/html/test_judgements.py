"""The log of judgements."""

from __future__ import annotations

import json
import re

from fastapi.testclient import TestClient

from onrecord.judge.decisions import judge_people, judge_statement, withdraw
from onrecord.judge.judgement_log import Author
from onrecord.record import Record
from onrecord.views.log_entries import log
from tests.room.statements import first_statement


def people(record: Record) -> list[str]:
    with record.snapshot() as connection:
        return list(
            connection.exec_driver_sql(
                "select public_id from persons where kind = 'person' and merged_into is null and pages > 0"
                " order by id limit 2"
            ).scalars()
        )


def test_judgements_are_listed_newest_first(browser: TestClient, record: Record) -> None:
    statement = first_statement(record)
    judge_statement(record, statement, verdict="right", by=Author("mara", "<b>heard</b> it"))
    first_person, right = people(record)
    judge_people(record, first_person, right, verdict="different", by=Author("odo"))
    page = browser.get("/judgements").text
    assert page.index("Different people") < page.index("<b>Right</b>")
    assert "&lt;b&gt;heard&lt;/b&gt; it" in page
    assert f'href="/statement/{statement}"' in page
    assert f'href="/person/{first_person}"' in page
    assert f'href="/person/{right}"' in page


def test_withdrawing_keeps_both_in_the_log(browser: TestClient, record: Record) -> None:
    judgement = judge_statement(record, first_statement(record), verdict="wrong", by=Author("mara"))
    response = browser.post(
        "/judgements/withdraw", data={"judgement": judgement.id, "why": "misheard"}, follow_redirects=False
    )
    assert response.headers["location"] == "/judgements"
    page = browser.get("/judgements").text
    assert '<span class="tag">withdrawn</span>' in page
    assert f'href="#j-{judgement.id}"' in page
    assert "misheard" in page
    assert 'value="' + judgement.id not in page
    assert browser.post("/judgements/withdraw", data={"judgement": judgement.id}).status_code == 400
    assert browser.post("/judgements/withdraw", data={"judgement": "nothing"}).status_code == 404


def test_the_log_is_paged(browser: TestClient, record: Record) -> None:
    statement = first_statement(record)
    for number in range(26):
        judgement = judge_statement(record, statement, verdict="right", by=Author("mara", f"number {number}"))
        withdraw(record, judgement.id, by=Author("mara"))
    first = browser.get("/judgements").text
    more = re.search(r'rel="next" href="([^"]+)"', first)
    assert more
    second = browser.get(more[1].replace("&amp;", "&")).text
    assert first.count('class="log-entry') + second.count('class="log-entry') == 52
    assert "number 0" in second
    assert 'rel="next"' not in second
    assert log(record, limit=200).total == 52


def test_judgements_are_exported_as_training_data(browser: TestClient, record: Record) -> None:
    judge_statement(record, first_statement(record), verdict="right", by=Author("mara"))
    first_person, right = people(record)
    judge_people(record, first_person, right, verdict="different", by=Author("odo"))
    export = browser.get("/judgements/statements.jsonl")
    assert export.headers["content-type"].startswith("application/x-ndjson")
    assert [len(json.loads(line)["statements"]) for line in export.text.splitlines()] == [1]
    assert [json.loads(line)["same"] for line in browser.get("/judgements/people.jsonl").text.splitlines()] == [False]
    assert browser.get("/judgements/passwords.jsonl").status_code == 422


def test_an_empty_log_leads_to_the_review(browser: TestClient) -> None:
    assert "There are no judgements yet" in browser.get("/judgements").text
