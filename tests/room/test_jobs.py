"""Adding in the background: what comes of jobs, who listens to them, and what stops them."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from pathlib import Path
from threading import Event as Flag
from typing import Any, BinaryIO, TypeVar

import pytest
from starlette.exceptions import HTTPException

from onrecord.errors import ModelError, NotFoundError, UsageError
from onrecord.ingest import failures
from onrecord.reading import Reader
from onrecord.record import Record
from onrecord.room import jobs as jobs_module
from onrecord.room import sending
from onrecord.room.jobs import Jobs
from onrecord.room.outcomes import Event, Job
from onrecord.room.sending import Pasted, Sent, receive
from onrecord.settings import Settings
from tests import double
from tests.pages.conftest import Site, site

__all__ = ["site"]
LOOPBACK = Settings(allow_private_addresses=True, ignore_robots=True, fetch_pause=0.001, max_page_bytes=50_000)
STORY = 'The ferry of Tarn Quay runs again, the board announced.\n"The engine is mended," Brannigan said on {day}.\n'

Opens = Callable[..., Jobs]
T = TypeVar("T")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Record]:
    with Record.open(tmp_path / "record.sqlite") as opened:
        yield opened


@pytest.fixture
def open_jobs(empty: Record) -> Iterator[Opens]:
    made: list[Jobs] = []

    def open_(settings: Settings = LOOPBACK, load: Callable[[], Reader] | None = None) -> Jobs:
        made.append(Jobs(empty, load_reader=load or (lambda: double.load(settings)), settings=settings))
        return made[-1]

    yield open_
    for one in made:
        one.close()


@pytest.fixture
def jobs(open_jobs: Opens) -> Jobs:
    return open_jobs()


def over(jobs: Jobs, job: Job) -> Job:
    """The job once it is over."""
    until = time.monotonic() + 20
    while not (now := jobs.job(job.id)).over:
        assert time.monotonic() < until, now
        time.sleep(0.01)
    return now


def files(**given: str | bytes) -> list[tuple[str | None, BinaryIO]]:
    """Files by their names, ``_`` for the dot."""
    return [
        (name.replace("_", "."), io.BytesIO(one if isinstance(one, bytes) else one.encode()))
        for name, one in given.items()
    ]


def story(day: str = "Monday") -> str:
    return STORY.format(day=day)


def put(site: Site, path: str, text: str, *, title: str = "") -> str:
    """A page of ``site`` with ``text``: its address."""
    body = f"<html><head><title>{title}</title></head><body><p>{text}</p></body></html>"
    site.answer(path, body.encode(), headers={"Content-Type": "text/html"})
    return site.url(path)


def came_to(job: Job) -> list[tuple[str, str]]:
    return [(one.source, one.came_to) for one in job.outcomes]


def warc(*pages: tuple[str, str]) -> bytes:
    """A web archive of HTML pages, as address and text."""
    found = b""
    for url, text in pages:
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>{text}</p></body></html>".encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2031-04-02T10:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{len(found):012}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        found += head.encode() + answer + b"\r\n\r\n"
    return found


def test_files_pasted_pages_and_links_become_pages(jobs: Jobs, site: Site, empty: Record) -> None:
    put(site, "/a.html", story("Tuesday"), title="A day")
    sent = receive(
        links=[site.url("/a.html")],
        files=files(ferry_txt=story(), crawl_warc=warc(("https://bell.example/1", story("Friday")))),
        pasted=[Pasted(story("Sunday"), url="https://bell.example/2", published="2031-04-02")],
    )
    job = over(jobs, jobs.start(sent, who="mara"))
    assert (job.state, job.who, job.total, job.done, job.problem) == ("done", "mara", 4, 4, None)
    assert came_to(job) == [
        ("ferry.txt", "new"),
        ("crawl.warc", "new"),
        ("pasted page 1", "new"),
        (site.url("/a.html"), "new"),
    ]
    assert job.counts == {"new": 4}
    assert job.statements == 4 == empty.counts()["statements"]
    pasted = empty.reading(job.outcomes[2].page or "")
    assert (pasted.article.page.url, pasted.article.published) == ("https://bell.example/2", "2031-04-02")
    assert job.outcomes[3].title == "A day"


def test_a_list_stands_for_the_pages_that_it_lists(jobs: Jobs, site: Site) -> None:
    put(site, "/a.html", story())
    item = f"<item><link>{site.url('/a.html')}</link></item>"
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel>{item}</channel></rss>'
    job = over(jobs, jobs.start(receive(files=files(feed_xml=feed)), who="mara"))
    assert came_to(job) == [("feed.xml", "list"), (site.url("/a.html"), "new")]
    assert (job.total, job.pages) == (2, 1)


def test_bad_pages_do_not_keep_good_ones_out_and_links_can_be_tried_again(
    jobs: Jobs, site: Site, empty: Record
) -> None:
    sent = receive(
        links=[site.url("/gone")],
        files=files(
            a_pdf=b"%PDF-1.7 not for us", big_txt="x" * 50_001, bug_txt='"BUG here," he said.\n' * 9, b_txt=story()
        ),
    )
    job = over(jobs, jobs.start(sent, who="mara"))
    assert job.counts == {"failed": 4, "new": 1}
    problems = {one.source: one.problem or "" for one in job.outcomes}
    assert "this is a PDF" in problems["a.pdf"]
    assert "50,000 bytes" in problems["big.txt"]
    assert "OnRecord failed on this page" in problems["bug.txt"]
    assert "404" in problems[site.url("/gone")]
    assert all(one.advice for one in job.outcomes if one.came_to == "failed")
    with empty.snapshot() as connection:
        assert [one.page for one in failures.listed(connection)] == [site.url("/gone")]


def test_the_same_page_sent_twice_is_one(jobs: Jobs, empty: Record) -> None:
    for expected in ("new", "known"):
        job = over(jobs, jobs.start(receive(files=files(ferry_txt=story())), who="mara"))
        assert came_to(job) == [("ferry.txt", expected)]
    assert empty.counts()["pages"] == 1


def test_what_was_sent_is_removed_whatever_becomes_of_it(open_jobs: Opens) -> None:
    def broken() -> Reader:
        raise ModelError("there is no model. Install the package anew")

    good, bad = open_jobs(), open_jobs(load=broken)
    for jobs, state in ((good, "done"), (bad, "failed")):
        sent = receive(files=files(ferry_txt=story(state)))
        assert sent.folder is not None
        assert sent.folder.is_dir()
        job = over(jobs, jobs.start(sent, who="mara"))
        assert job.state == state
        assert not sent.folder.exists()
    assert job.problem == "there is no model. Install the package anew"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("ferry.txt", "ferry.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\papers\\ferry.html", "ferry.html"),
        ("fer\nry\x00\x1b[31m.txt", "fer ry  [31m.txt"),
        ("", "file"),
        (None, "file"),
        (f"{'n' * 300}.html", f"{'n' * 115}.html"),
    ],
)
def test_names_of_files_are_for_people_and_never_for_the_disk(given: str | None, name: str) -> None:
    sent = receive(files=[(given, io.BytesIO(b"words"))])
    assert [sending.shown(one) for one in sent.files] == [name]
    assert [path.parent for path in sent.files.values()] == [sent.folder]
    sent.discard()


@pytest.mark.parametrize(
    "link", ["/etc/passwd", "file:///etc/passwd", "ftp://bell.example/", "ferry", "http://", "-", "https://a b"]
)
def test_only_addresses_of_the_web_are_links(link: str) -> None:
    with pytest.raises(UsageError, match="no address"):
        receive(links=[link])


def test_too_much_or_nothing_is_refused(monkeypatch: pytest.MonkeyPatch, jobs: Jobs) -> None:
    with pytest.raises(UsageError, match="nothing was sent"):
        receive()
    monkeypatch.setattr(sending, "MOST_SOURCES", 2)
    with pytest.raises(UsageError, match="3 at once"):
        receive(links=["https://a.example/1", "https://a.example/2", "https://a.example/3"])


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(HTTPException, match="No space left"):
        receive(files=[("a.txt", Full())])
    assert list(tmp_path.iterdir()) == []


class Gate:
    """Lets a site answer only once it is opened."""

    def __init__(self, site: Site) -> None:
        self.reached, self.opened = Flag(), Flag()
        put(site, "/first.html", story())
        whole = site.answers["/first.html"]

        def wait(handler: object) -> None:
            self.reached.set()
            self.opened.wait(10)
            whole(handler)  # type: ignore[arg-type]

        site.answers["/slow.html"] = wait


def test_a_job_that_is_stopped_keeps_what_it_has_and_the_next_goes_on(jobs: Jobs, site: Site, empty: Record) -> None:
    gate = Gate(site)
    links = [site.url(path) for path in ("/first.html", "/slow.html", "/never.html")]
    job = jobs.start(receive(links=links), who="mara")
    behind = jobs.start(receive(files=files(ferry_txt=story("Friday"))), who="mara")
    assert gate.reached.wait(10)
    assert (jobs.job(job.id).state, jobs.job(job.id).current) == ("running", links[1])
    assert jobs.job(behind.id).state == "waiting"
    jobs.stop(job.id)
    gate.opened.set()
    ended = over(jobs, job)
    assert ended.state == "stopped"
    assert ended.done < ended.total
    assert "/never.html" not in [path for path, _ in site.requests]
    assert over(jobs, behind).state == "done"
    assert empty.counts()["pages"] >= 2


def test_one_that_waits_can_be_stopped_before_its_turn(jobs: Jobs, site: Site) -> None:
    gate = Gate(site)
    job = jobs.start(receive(links=[site.url("/slow.html")]), who="mara")
    behind = jobs.start(receive(files=files(ferry_txt=story())), who="mara")
    assert gate.reached.wait(10)
    assert jobs.stop(behind.id).state == "stopped"
    gate.opened.set()
    over(jobs, job)
    assert jobs.job(behind.id).outcomes == ()


def test_closing_ends_what_runs_and_what_waits(
    jobs: Jobs, site: Site, empty: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "_LEAVE", 0.2)
    gate = Gate(site)
    job = jobs.start(receive(links=[site.url("/first.html"), site.url("/slow.html")]), who="mara")
    behind = jobs.start(receive(files=files(ferry_txt=story())), who="mara")
    assert gate.reached.wait(10)
    jobs.close()
    assert [jobs.job(one.id).state for one in (job, behind)] == ["stopped", "stopped"]
    gate.opened.set()
    with pytest.raises(UsageError):
        jobs.start(receive(files=files(ferry_txt=story())), who="mara")
    assert empty.counts()["pages"] <= 2


def test_a_wait_for_a_site_does_not_hold_up_who_stops_the_job(open_jobs: Opens, site: Site) -> None:
    jobs = open_jobs(Settings(allow_private_addresses=True, ignore_robots=True, fetch_pause=60))
    put(site, "/a.html", story())
    job = jobs.start(receive(links=[site.url("/a.html"), site.url("/b.html")]), who="mara")
    until = time.monotonic() + 10
    while not jobs.job(job.id).outcomes and jobs.job(job.id).current != site.url("/b.html"):
        assert time.monotonic() < until
        time.sleep(0.01)
    jobs.stop(job.id)
    assert over(jobs, job).state == "stopped"
    assert [path for path, _ in site.requests] == ["/a.html"]


def test_too_many_jobs_do_not_wait_and_old_ones_are_forgotten(
    jobs: Jobs, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "MOST_WAITING", 1)
    monkeypatch.setattr(jobs_module, "MOST_JOBS", 2)
    gate = Gate(site)
    first = jobs.start(receive(links=[site.url("/slow.html")]), who="mara")
    assert gate.reached.wait(10)
    second = jobs.start(receive(links=["https://bell.example/"]), who="mara")
    refused = receive(files=files(ferry_txt=story()))
    with pytest.raises(UsageError, match="wait already"):
        jobs.start(refused, who="mara")
    assert refused.folder is not None
    assert not refused.folder.exists()
    jobs.stop(second.id)
    gate.opened.set()
    over(jobs, first)
    third = jobs.start(receive(files=files(ferry_txt=story("Friday"))), who="mara")
    assert [one.id for one in jobs.listed()] == [third.id, second.id]
    with pytest.raises(NotFoundError):
        jobs.job(first.id)


async def heard(jobs: Jobs, job: Job, *, after: int = 0, most: int = 99) -> list[Event]:
    found = []
    async with aclosing(jobs.events(job.id, after=after)) as events:
        async for event in events:
            found.append(event)
            if len(found) == most:
                break
    return found


def listened(listening: Coroutine[Any, Any, T]) -> T:
    """What came of ``listening``, on a loop and in a thread of its own: this one may be in a loop."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, listening).result()


def numbers(events: list[Event]) -> list[int]:
    return [one.number for event in events for one in event.job.outcomes]


def test_all_listeners_hear_all_and_who_comes_back_goes_on(jobs: Jobs, site: Site) -> None:
    gate = Gate(site)
    sent = receive(
        files=files(a_txt=story("Monday"), b_txt=story("Friday"), c_txt=story("Sunday")), links=[site.url("/slow.html")]
    )

    async def listen() -> None:
        job = jobs.start(sent, who="mara")
        first = await heard(jobs, job, most=1)
        both = [asyncio.create_task(heard(jobs, job)) for _ in range(2)]
        gone = asyncio.create_task(heard(jobs, job))
        await asyncio.to_thread(gate.reached.wait, 10)
        gone.cancel()
        gate.opened.set()
        for events in await asyncio.gather(*both):
            assert numbers(events) == [1, 2, 3, 4]
            assert events[-1].job.state == "done"
            assert [one.id for one in events] == sorted({one.id for one in events}) or events[0].id == events[1].id
        again = await heard(jobs, job, after=2)
        assert numbers(again) == [3, 4]
        assert numbers(first) == list(range(1, first[0].id + 1))
        assert numbers(await heard(jobs, job, after=4)) == []

    listened(listen())


def test_listeners_are_told_when_the_room_closes(jobs: Jobs, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "_LEAVE", 0.1)
    gate = Gate(site)

    async def listen() -> list[Event]:
        job = jobs.start(receive(links=[site.url("/slow.html")]), who="mara")
        await asyncio.to_thread(gate.reached.wait, 10)
        listening = asyncio.create_task(heard(jobs, job))
        await asyncio.sleep(0.05)
        await asyncio.to_thread(jobs.close)
        return await asyncio.wait_for(listening, timeout=5)

    assert listened(listen())[-1].job.state == "stopped"
    gate.opened.set()


def test_of_a_long_job_the_last_outcomes_are_remembered(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "MOST_OUTCOMES", 3)
    lines = "".join(json.dumps({"text": story(f"day {number}")}) + "\n" for number in range(5))
    job = over(jobs, jobs.start(receive(files=files(many_jsonl=lines)), who="mara"))
    assert job.counts == {"new": 5}
    assert [one.number for one in job.outcomes] == [3, 4, 5]


def test_nobody_is_told_of_a_job_that_is_not_there(jobs: Jobs) -> None:
    with pytest.raises(NotFoundError, match="no job"):
        listened(heard(jobs, Job("x", "", "done", "", None, 0, 0, None, {}, 0, (), None)))


def test_sent_counts_its_sources() -> None:
    assert Sent(("https://a.example/",)).many == 1
