"""What a browser has is good until the record changes."""

from __future__ import annotations

from fastapi.testclient import TestClient

from onrecord.record import Record
from onrecord.record.judging import judge_statement
from tests.room.statements import first_statement


def test_a_page_is_not_sent_twice_until_the_record_changes(browser: TestClient, record: Record) -> None:
    first = browser.get("/about")
    again = browser.get("/about", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    judge_statement(record, first_statement(record), verdict="right", who="mara")
    assert browser.get("/about", headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_each_address_has_a_tag_of_its_own(browser: TestClient) -> None:
    one, other = (browser.get(address).headers["etag"] for address in ("/about", "/about?x=1"))
    assert one != other
