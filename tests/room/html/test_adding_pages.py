"""The Add page: previews, jobs and retries."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from onrecord.errors import NotFoundError
from onrecord.record import Record
from onrecord.room import Access
from onrecord.room import access as keys
from onrecord.room import previews as previews_module
from onrecord.room.dependencies import Room
from onrecord.room.previews import Previews
from onrecord.settings import Settings
from tests.conftest import PAGE
from tests.pages.conftest import Site, site
from tests.room.conftest import Opens

__all__ = ["site"]
LOOPBACK = Settings(allow_private_addresses=True, ignore_robots=True, fetch_pause=0.001, max_page_bytes=40_000)
HOSTILE = """<script>alert(1)</script> & "quoted" headline
"<img src=x onerror=alert(2)>" Brannigan said on the quay, as everybody there could hear and nobody would later deny.
</textarea></blockquote>{{ 7 * 7 }} {% raw %} "javascript:alert(3)" Okafor said, more of it than anybody wanted.
"""

Put = Callable[..., str]


@pytest.fixture
def room(open_room: Opens) -> TestClient:
    """The owner's browser in a room that may fetch from this machine."""
    return open_room(settings=LOOPBACK)


@pytest.fixture
def put(site: Site) -> Put:
    """Puts a page on the site and says where it is."""

    def put_(path: str = "/ferry.html", text: str = PAGE, *, kind: str = "text/html") -> str:
        body = text if text.startswith("<") else f"<html><body><p>{'</p><p>'.join(text.splitlines())}</p></body></html>"
        site.answer(path, body.encode(), headers={"Content-Type": kind})
        return site.url(path)

    return put_


def pages(record: Record) -> int:
    return record.counts()["pages"]


def over(room: TestClient, started: Response) -> str:
    """The page of the job that was ``started``, once it is over."""
    assert started.status_code == 303, started.text
    assert started.headers["location"].startswith("/add/jobs/")
    until = time.monotonic() + 20
    while True:
        page = room.get(started.headers["location"]).text
        if "data-events" not in page:
            return page
        assert time.monotonic() < until
        time.sleep(0.02)


def post(room: TestClient, address: str, **data: str) -> Response:
    return room.post(address, data=data, follow_redirects=False)


def words(page: str) -> str:
    """The text of a page, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def test_pasted_text_is_shown_first_and_kept_then(room: TestClient, record: Record) -> None:
    before = pages(record)
    read = post(room, "/add/read", words=PAGE, url="https://bell.example/ferry", published="2031-04-02")
    assert read.status_code == 303
    screen = room.get(read.headers["location"]).text
    assert "Preview." in screen
    assert "2 April 2031" in screen
    assert "The engine is mended" in words(screen)
    assert "/statement/" not in screen
    assert pages(record) == before
    saved = post(room, f"{read.headers['location']}/keep")
    assert pages(record) == before + 1
    page = record.reading(saved.headers["location"].removeprefix("/page/"))
    assert (page.article.page.url, page.article.published) == ("https://bell.example/ferry", "2031-04-02")
    assert room.get(saved.headers["location"]).status_code == 200
    again = room.get(read.headers["location"])
    assert again.status_code == 404
    assert "has expired" in again.text


def test_outlet_and_date_are_asked_for_where_the_page_has_none(room: TestClient, record: Record) -> None:
    screen = room.post("/add/read", data={"words": PAGE})
    assert 'name="outlet"' in screen.text
    assert 'name="published"' in screen.text
    keep = f"{screen.url.path}/keep"
    wrong = room.post(keep, data={"outlet": "The Lantern", "published": "last week"})
    assert wrong.status_code == 400
    saved = room.post(keep, data={"outlet": " The Lantern ", "published": "2031-05-02"})
    page = record.article(saved.url.path.removeprefix("/page/")).page
    assert (page.outlet, page.published) == ("The Lantern", "2031-05-02")
    assert {entry.judgement.kind for entry in record.judge.log().entries} == {"outlet", "published"}


def test_a_discarded_preview_is_not_added(room: TestClient, record: Record) -> None:
    before = pages(record)
    read = post(room, "/add/read", words=PAGE)
    assert post(room, f"{read.headers['location']}/discard").headers["location"] == "/add"
    assert post(room, f"{read.headers['location']}/keep").status_code == 404
    assert pages(record) == before


def test_a_link_is_fetched_and_shown(room: TestClient, put: Put, record: Record) -> None:
    read = post(room, "/add/read", links=put())
    assert "The engine is mended" in words(room.get(read.headers["location"]).text)
    saved = post(room, f"{read.headers['location']}/keep")
    answer_of_known = post(room, "/add/read", links=put())
    assert answer_of_known.headers["location"] == f"/add?known={saved.headers['location'].removeprefix('/page/')}"
    assert "is already in the record" in room.get(answer_of_known.headers["location"]).text


def test_one_file_is_shown_first(room: TestClient, record: Record) -> None:
    before = pages(record)
    upload = room.post("/add/files", files=[("files", ("ferry.txt", PAGE.encode()))], follow_redirects=False)
    screen = room.get(upload.headers["location"]).text
    assert "ferry.txt, read by" in words(screen)
    post(room, f"{upload.headers['location']}/keep")
    assert pages(record) == before + 1


def test_many_links_files_and_lists_become_jobs(room: TestClient, put: Put, site: Site, record: Record) -> None:
    before = pages(record)
    links = [put(f"/{day}.html", PAGE.replace("Monday", day)) for day in ("Tuesday", "Friday")]
    done = over(room, post(room, "/add/read", links="\n".join([*links, "", site.url("/gone.html")])))
    assert pages(record) == before + 2
    assert "404" in done
    assert done.count('class="outcome new"') == 2
    item = "".join(f"<outline xmlUrl='{link}'/>" for link in links)
    feed = put("/list.opml", f"<?xml version='1.0'?><opml version='2.0'><body>{item}</body></opml>", kind="text/xml")
    assert done != over(room, post(room, "/add/read", links=feed))
    assert pages(record) == before + 2
    files = [("files", (f"{day}.txt", PAGE.replace("Monday", day).encode())) for day in ("Sunday", "Saturday")]
    bad = ("files", ("paper.pdf", b"%PDF-1.7 words"))
    page = over(room, room.post("/add/files", files=[*files, bad], follow_redirects=False))
    assert page.count('class="outcome new"') == 2
    assert "This is a PDF" in page
    assert pages(record) == before + 4
    assert "3 pages from 3 of 3 sources" in words(room.get("/add").text)


def test_failed_pages_are_listed_and_tried_again(room: TestClient, put: Put, site: Site, record: Record) -> None:
    over(room, post(room, "/add/read", links="\n".join(map(site.url, ("/a.html", "/b.html")))))
    page = words(room.get("/add").text)
    assert "Failed pages (2)" in page
    assert "look for the page in a web archive" in page
    put("/a.html")
    assert 'class="outcome new"' in over(room, post(room, "/add/retry", source=site.url("/a.html")))
    assert "Failed pages (1)" in words(room.get("/add").text)
    put("/b.html", PAGE.replace("Monday", "Friday"))
    over(room, post(room, "/add/retry"))
    assert "Failed pages" not in room.get("/add").text
    assert post(room, "/add/retry", source="/etc/passwd").status_code == 400


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        ({}, "there is nothing to read"),
        ({"links": "file:///etc/passwd"}, "is not a web address"),
        ({"links": "/etc/passwd"}, "is not a web address"),
        ({"words": PAGE, "published": "next week"}, "should be a date such as"),
        ({"words": "   \n "}, "nothing to read"),
        ({"words": "x" * 40_001}, "40,000 bytes"),
        ({"words": '"BUG here," he said, for longer than anybody would care to hear him out on the quay.'}, "bug"),
    ],
)
def test_an_unreadable_page_is_reported_and_the_form_keeps_its_content(
    room: TestClient, record: Record, payload: dict[str, str], says: str
) -> None:
    before = pages(record)
    answer = post(room, "/add/read", **payload)
    assert answer.status_code == 422
    assert says.lower() in words(answer.text).lower()
    assert 'role="alert"' in answer.text
    for value in payload.values():
        assert html.escape(value.strip(), quote=False)[:60] in answer.text.replace("&#34;", '"')
    assert pages(record) == before


def test_private_addresses_are_not_fetched_where_they_may_not_be(open_room: Opens, put: Put, site: Site) -> None:
    room = open_room(settings=Settings())
    answer = post(room, "/add/read", links=put())
    assert answer.status_code == 422
    assert "not a public address" in words(answer.text)
    assert site.requests == []


def test_robots_are_heeded(open_room: Opens, put: Put, site: Site) -> None:
    room = open_room(settings=Settings(allow_private_addresses=True))
    site.answer("/robots.txt", b"User-agent: *\nDisallow: /\n")
    assert "robots.txt disallows" in words(post(room, "/add/read", links=put()).text)
    assert site.paths() == ["/robots.txt"]


@pytest.mark.parametrize("form", ["text", "html"])
def test_hostile_words_stay_words(room: TestClient, form: str) -> None:
    body = HOSTILE if form == "text" else f"<html><body><p>{html.escape(HOSTILE)}</p></body></html>"
    read = post(room, "/add/read", words=body, form=form, url="javascript:alert(4)")
    screen = room.get(read.headers["location"]).text
    saved = room.get(post(room, f"{read.headers['location']}/keep").headers["location"]).text
    for page in (screen, saved):
        assert "<script>alert" not in page
        assert "<img" not in page
        assert 'href="javascript:' not in page
        assert "{{ 7 * 7 }}" in page
    name = '"><script>alert(5)</script>.txt'
    job = over(
        room,
        room.post("/add/files", files=[("files", (name, b"")), ("files", ("a.pdf", b"%PDF-"))], follow_redirects=False),
    )
    assert "<script>alert" not in job


def test_too_much_at_once_is_refused_before_it_is_taken_in(open_room: Opens, record: Record) -> None:
    room = open_room(settings=Settings(max_page_bytes=1_000, max_upload_bytes=5_000))
    big = [("files", (f"{number}.txt", b"x" * 40_000)) for number in range(2)]
    assert room.post("/add/files", files=big).status_code == 413
    assert post(room, "/add/read", words="x" * 80_000).status_code == 413
    two = over(room, room.post("/add/files", files=[*big[:1], ("files", ("b.txt", b"y"))], follow_redirects=False))
    assert "1,000 bytes" in two


def test_a_job_reports_its_progress(room: TestClient) -> None:
    files = [("files", (f"{day}.txt", PAGE.replace("Monday", day).encode())) for day in ("Friday", "Sunday")]
    started = room.post("/add/files", files=files, follow_redirects=False)
    address = f"{started.headers['location']}/events"
    with room.stream("GET", address) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        heard = "".join(stream.iter_text())
    assert heard.count('class="outcome new"') == 2
    assert heard.count("event: over") == 1
    with room.stream("GET", address, headers={"last-event-id": "1"}) as stream:
        again = "".join(stream.iter_text())
    assert again.count('class="outcome') == 1
    assert room.get("/add/jobs/nothing").status_code == 404
    assert room.get("/add/jobs/nothing/events").status_code == 404


def test_a_page_without_scripts_comes_again_until_the_job_is_over(room: TestClient, site: Site) -> None:
    started = post(room, "/add/read", links="\n".join(map(site.url, ("/a", "/b"))))
    first = room.get(started.headers["location"]).text
    assert ('http-equiv="refresh"' in first) == ("data-events" in first)
    assert 'http-equiv="refresh"' not in over(room, started)
    assert post(room, f"{started.headers['location']}/stop").status_code == 303


def test_readers_change_nothing_and_see_nothing_of_others(open_room: Opens, tmp_path: Path, record: Record) -> None:
    path = tmp_path / "access.json"
    secrets = {"rena": "reader", "edda": "editor", "odo": "editor"}
    for name, role in secrets.items():
        keys.add_account(path, name, role=role, secret=f"{name} has a long secret")  # type: ignore[arg-type]
    room = open_room(Access(path))

    def as_(name: str) -> dict[str, str]:
        return {"authorization": f"Bearer {name}:{name} has a long secret"}

    page = room.get("/add", headers=as_("rena"))
    assert page.status_code == 200
    assert '<form class="add-form' not in page.text
    for address in ("/add/read", "/add/files", "/add/retry"):
        assert room.post(address, data={"words": PAGE}, headers=as_("rena")).status_code == 403
    read = room.post("/add/read", data={"words": PAGE}, headers=as_("edda"), follow_redirects=False)
    address = read.headers["location"]
    assert room.get(address, headers=as_("edda")).status_code == 200
    assert room.get(address, headers=as_("odo")).status_code == 404
    assert room.post(f"{address}/keep", headers=as_("odo")).status_code == 404
    room.post(f"{address}/discard", headers=as_("odo"))
    assert room.get(address, headers=as_("edda")).status_code == 200


def test_reading_has_a_rate(room: TestClient) -> None:
    answers = [post(room, "/add/read").status_code for _ in range(31)]
    assert answers == [422] * 30 + [429]


def test_previews_are_bounded_in_number_bytes_and_time(room: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    previews = Previews(clock=lambda: clock[0])
    location = post(room, "/add/read", words=PAGE).headers["location"]
    opened: Room = room.app.state.room  # type: ignore[attr-defined]
    reading = opened.previews.find(location.rpartition("/")[2], editor="mara").reading

    def available(ids: list[str]) -> list[bool]:
        return [preview_id in previews._previews for preview_id in ids]

    monkeypatch.setattr(previews_module, "MAX_PREVIEWS", 2)
    ids = [previews.add(reading, editor="mara").id for _ in range(3)]
    assert available(ids) == [False, True, True]
    monkeypatch.setattr(previews_module, "MAX_BYTES", len(reading.article.page.body))
    ids.append(previews.add(reading, editor="mara").id)
    assert available(ids) == [False, False, False, True]
    clock[0] += previews_module.LIFETIME
    with pytest.raises(NotFoundError, match="has expired"):
        previews.find(ids[-1], editor="mara")
    assert available(ids) == [False] * 4
