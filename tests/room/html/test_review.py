"""Review: the least certain first; answers by buttons and keys, with undo."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from onrecord.judge import judgement_log
from onrecord.judge.judgement_log import Judgement
from onrecord.record import Record
from onrecord.review import review_items, review_queue
from onrecord.review.review import Review
from onrecord.review.review_items import QueueItem, ReviewStatement
from onrecord.review.review_keys import REVIEW_KEYS
from onrecord.room import Access
from onrecord.room import access as keys
from onrecord.room import review_sessions as sessions_module
from onrecord.room.review_sessions import ReviewSession, ReviewSessions
from onrecord.views.overview import overview
from tests.room.conftest import Opens


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the first form that asks."""
    form = re.search(r'<form class="answers".*?</form>', page, re.DOTALL)
    assert form, page
    return {
        name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0])
    }


def asked(page: str) -> str:
    """Kind and key of the item in question."""
    form_fields = fields(page)
    return f"{form_fields['kind']} {form_fields['key']}"


def answer(browser: TestClient, page: str, verdict: str, **more: str) -> str:
    """The page that comes after ``verdict``."""
    return send(browser, {**fields(page), "verdict": verdict, **more}).text


def send(browser: TestClient, data: dict[str, str]) -> Response:
    answered = browser.post("/review", data=data)
    assert answered.status_code == 200
    return answered


def count(page: str) -> str:
    form_fields = re.search(r'<p class="count">(.*?)</p>', page)
    assert form_fields
    return form_fields[1]


def log(record: Record) -> list[Judgement]:
    with record.snapshot() as connection:
        return judgement_log.list_judgements(connection, everything=True)


def first_item(record: Record) -> QueueItem:
    queued = Review("mara").next_item(record)
    assert queued
    return queued


def test_the_least_certain_comes_first_with_its_page_beside_it(browser: TestClient, record: Record) -> None:
    queued = first_item(record)
    assert isinstance(queued.item, ReviewStatement)
    page = browser.get("/review").text
    assert asked(page) == f"statement {queued.place.key}"
    assert f"/statement/{queued.item.id}" in page
    assert f"/page/{queued.item.shown.page}#s-{queued.item.id}" in page
    assert 'class="words"' in page
    for key in "nki":
        assert f'data-key="{key}"' in page
    assert count(page) == f"0 judged, {overview(record).waiting.total} left"
    assert page.count("<h1>") == 1


def test_each_verdict_is_logged_and_the_next_comes(browser: TestClient, record: Record) -> None:
    page = browser.get("/review").text
    waiting = overview(record).waiting.total
    seen_questions = []
    for verdict, more in (("not-statement", {}), ("speaker", {"speaker": "Orla Kimura"}), ("skip", {})):
        seen_questions.append(asked(page))
        page = answer(browser, page, verdict, **more)
    assert len({*seen_questions, asked(page)}) == 4
    assert [(entry.kind, entry.value, entry.who) for entry in log(record)] == [
        ("not-statement", None, "mara"),
        ("speaker", "Orla Kimura", "mara"),
    ]
    assert count(page) == f"2 judged, 1 skipped, {waiting - 3} left"


def test_undo_brings_back_what_was_done_last_and_withdraws_it(browser: TestClient, record: Record) -> None:
    first = browser.get("/review").text
    second = answer(browser, first, "not-statement")
    third = answer(browser, second, "skip")
    fourth = answer(browser, third, "not-statement")
    for back in (third, second, first):
        fourth = send(browser, {"sitting": fields(fourth)["sitting"], "verdict": "undo"}).text
        assert asked(fourth) == asked(back)
    assert count(fourth) == count(first)
    assert [entry.withdrawn for entry in log(record) if entry.kind != "withdraw"] == [True, True]
    nothing = send(browser, {"sitting": fields(fourth)["sitting"], "verdict": "undo"}).text
    assert "There is nothing to undo" in nothing


def test_skipped_items_stay_away_for_one_review_only(browser: TestClient) -> None:
    first = browser.get("/review").text
    page, seen_questions = first, [asked(first)]
    for _ in range(4):
        page = answer(browser, page, "skip")
        seen_questions.append(asked(page))
    assert len(set(seen_questions)) == 5
    address = re.search(r'data-address="([^"]+)"', page)
    assert address
    assert asked(browser.get(address[1]).text) == seen_questions[-1]
    assert asked(browser.get("/review").text) == seen_questions[0]


def test_a_form_that_is_sent_twice_counts_once(browser: TestClient, record: Record) -> None:
    page = browser.get("/review").text
    data = {**fields(page), "verdict": "not-statement"}
    once = send(browser, data).text
    send(browser, {**data, "sitting": fields(once)["sitting"]})
    assert len(log(record)) == 1


def test_an_item_that_somebody_else_judged_is_not_judged_again(browser: TestClient, record: Record) -> None:
    page = browser.get("/review").text
    answer(browser, page, "not-statement")
    late = answer(browser, page, "not-statement")
    assert "has judged this item in the meantime" in late
    assert len(log(record)) == 1


@pytest.mark.parametrize(
    ("verdict", "more", "says"),
    [
        ("same", {}, "does not answer this question"),
        ("quit", {}, "does not answer this question"),
        ("speaker", {"speaker": "  "}, "no speaker is named"),
    ],
)
def test_an_answer_that_does_not_fit_changes_nothing(
    browser: TestClient, record: Record, verdict: str, more: dict[str, str], says: str
) -> None:
    page = browser.get("/review").text
    after = answer(browser, page, verdict, **more)
    assert says.lower() in html.unescape(after).lower()
    assert 'role="alert"' in after
    assert asked(after) == asked(page)
    assert log(record) == []


def test_two_people_are_asked_about_too(browser: TestClient, record: Record) -> None:
    with record.transaction() as connection:
        pair = connection.exec_driver_sql(
            "select a.id, b.id from appearances a join appearances b on b.page_id > a.page_id"
            " where a.person_id != b.person_id and a.kind = 'person' and b.kind = 'person'"
            " and a.state = 1 and b.state = 1 order by a.id, b.id limit 1"
        ).one()
        names = connection.exec_driver_sql("select id from names limit 1").scalar_one()
        connection.exec_driver_sql(
            "insert into links (left_id, right_id, verdict, score, reasons, by_id, at)"
            " values (?, ?, 'UNSURE', 0.5, ?, ?, '')",
            (*pair, json.dumps(["they <share> a name"]), names),
        )
    page = browser.get("/review").text
    while fields(page)["kind"] != "pair":
        page = answer(browser, page, "skip")
    assert "they &lt;share&gt; a name" in page
    assert [key in page for key in ('data-key="y"', 'data-key="d"', 'data-key="c"', 'data-key="r"')] == [True] * 3 + [
        False
    ]
    assert "does not answer this question" in answer(browser, page, "right")
    after = answer(browser, page, "different")
    assert log(record)[-1].kind == "different"
    back = send(browser, {"sitting": re.findall(r'name="sitting" value="([^"]+)"', after)[0], "verdict": "undo"}).text
    assert asked(back) == asked(page)


def test_facts_are_wrong_in_one_click_here_too(browser: TestClient, record: Record) -> None:
    page = browser.get("/review").text
    while 'name="kind" value="about"' not in page:
        page = answer(browser, page, "skip")
    form = re.search(r'<form class="fact-form".*?value="about".*?</form>', page, re.DOTALL)
    assert form
    names = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0].rpartition("<form")[2])
    data = {name: html.unescape(value) for name, value in names}
    subjects = record.statement(data["subject"]).entry.about
    screen = browser.post("/facts", data={**data, "value": ""})
    assert screen.url.path == "/review"
    assert asked(screen.text) == asked(page)
    assert [subject.name for subject in record.statement(data["subject"]).entry.about] == [
        subject.name for subject in subjects if subject.name != data["was"]
    ]


def test_scripts_get_only_what_changes(browser: TestClient) -> None:
    part = browser.get("/review", headers={"hx-request": "true"}).text
    assert part.lstrip().startswith('<div id="review"')
    assert "<html" not in part


def test_names_are_offered_as_they_are_written(browser: TestClient, record: Record) -> None:
    with record.snapshot() as connection:
        name = connection.exec_driver_sql(
            "select n.text from persons p join names n on n.id = p.name_id where p.kind = 'person' order by p.said desc"
        ).scalar()
    assert isinstance(name, str)
    assert f'<option value="{html.escape(name)}">' in browser.get("/review/names", params={"speaker": name[:5]}).text
    assert browser.get("/review/names", params={"speaker": ""}).text.strip() == ""


def test_the_page_shows_the_keys_of_the_table(browser: TestClient) -> None:
    page = html.unescape(browser.get("/review").text)
    for key in REVIEW_KEYS:
        assert (f"<dt><kbd>{key.key}</kbd></dt><dd>{key.label}" in page) == (key.action != "quit")


def test_counts_beyond_the_limit_say_so(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (review_items, review_queue):
        monkeypatch.setattr(module, "MOST_COUNTED", 1)
    assert count(browser.get("/review").text).startswith("0 judged, more than ")


def test_readers_see_and_do_not_judge(open_room: Opens, tmp_path: Path, record: Record) -> None:
    path = tmp_path / "access.json"
    keys.add_account(path, "rena", role="reader", secret="rena has a long secret")
    room = open_room(Access(path))
    head = {"authorization": "Bearer rena:rena has a long secret"}
    page = room.get("/review", headers=head).text
    assert "Your account is a reader of this room" in page
    assert '<form class="answers"' not in page
    assert room.post("/review", data={"verdict": "skip"}, headers=head).status_code == 403


def test_sessions_belong_to_one_person_and_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions_module, "MAX_SESSIONS", 2)
    sessions = ReviewSessions()
    saved = [ReviewSession(str(number), Review("mara")) for number in range(3)]
    for session in saved:
        sessions.save(session)
    assert [sessions.find(session.id, reviewer="mara") is session for session in saved] == [False, True, True]
    assert sessions.find("2", reviewer="odo") is not saved[2]


def test_nothing_waits_in_an_empty_record(tmp_path: Path) -> None:
    with Record.open(tmp_path / "empty.sqlite") as empty:
        assert Review("mara").next_item(empty) is None
