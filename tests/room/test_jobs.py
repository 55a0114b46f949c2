"""Background jobs: outcomes, listeners, stopping and closing."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO, TypeVar

import pytest
from starlette.exceptions import HTTPException

from onrecord.errors import ModelError, NotFoundError, UsageError
from onrecord.ingest import failures
from onrecord.reading import Reader
from onrecord.record import Record
from onrecord.room import jobs as jobs_module
from onrecord.room import uploads
from onrecord.room.job_status import Job, JobEvent
from onrecord.room.jobs import JobQueue
from onrecord.room.uploads import PastedPage, Upload, receive_upload
from onrecord.settings import Settings
from tests import double
from tests.pages.conftest import Site, site

__all__ = ["site"]
LOOPBACK = Settings(allow_private_addresses=True, ignore_robots=True, fetch_pause=0.001, max_page_bytes=50_000)
STORY = 'The ferry of Tarn Quay runs again, the board announced.\n"The engine is mended," Brannigan said on {day}.\n'

Opens = Callable[..., JobQueue]
T = TypeVar("T")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Record]:
    with Record.open(tmp_path / "record.sqlite") as opened:
        yield opened


@pytest.fixture
def open_jobs(empty: Record) -> Iterator[Opens]:
    queues: list[JobQueue] = []

    def open_(settings: Settings = LOOPBACK, load: Callable[[], Reader] | None = None) -> JobQueue:
        queues.append(JobQueue(empty, load_reader=load or (lambda: double.load(settings)), settings=settings))
        return queues[-1]

    yield open_
    for queue in queues:
        queue.close()


@pytest.fixture
def jobs(open_jobs: Opens) -> JobQueue:
    return open_jobs()


def wait_for(jobs: JobQueue, job: Job) -> Job:
    """The job once it is over."""
    deadline = time.monotonic() + 120
    while not (current := jobs.find(job.id)).over:
        assert time.monotonic() < deadline, current
        time.sleep(0.01)
    return current


def files(**contents: str | bytes) -> list[tuple[str | None, BinaryIO]]:
    """Files by name, with ``_`` for the dot."""
    return [
        (name.replace("_", "."), io.BytesIO(content if isinstance(content, bytes) else content.encode()))
        for name, content in contents.items()
    ]


def story(day: str = "Monday") -> str:
    return STORY.format(day=day)


def put(site: Site, path: str, text: str, *, title: str = "") -> str:
    """A page of ``site`` with ``text``: its address."""
    body = f"<html><head><title>{title}</title></head><body><p>{text}</p></body></html>"
    site.answer(path, body.encode(), headers={"Content-Type": "text/html"})
    return site.url(path)


def list_outcomes(job: Job) -> list[tuple[str, str]]:
    return [(outcome.source, outcome.came_to) for outcome in job.outcomes]


def warc(*pages: tuple[str, str]) -> bytes:
    """A web archive of HTML pages, as address and text."""
    archive = b""
    for url, text in pages:
        response = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>{text}</p></body></html>".encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2031-04-02T10:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{len(archive):012}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(response)}\r\n\r\n"
        )
        archive += head.encode() + response + b"\r\n\r\n"
    return archive


def test_files_pasted_pages_and_links_become_pages(jobs: JobQueue, site: Site, empty: Record) -> None:
    put(site, "/a.html", story("Tuesday"), title="A day")
    upload = receive_upload(
        links=[site.url("/a.html")],
        files=files(ferry_txt=story(), crawl_warc=warc(("https://bell.example/1", story("Friday")))),
        pasted=[PastedPage(story("Sunday"), url="https://bell.example/2", published="2031-04-02")],
    )
    job = wait_for(jobs, jobs.start(upload, editor="mara"))
    assert (job.state, job.who, job.total, job.done, job.problem) == ("done", "mara", 4, 4, None)
    assert list_outcomes(job) == [
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


def test_the_pages_of_a_feed_are_added(jobs: JobQueue, site: Site) -> None:
    put(site, "/a.html", story())
    item = f"<item><link>{site.url('/a.html')}</link></item>"
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel>{item}</channel></rss>'
    job = wait_for(jobs, jobs.start(receive_upload(files=files(feed_xml=feed)), editor="mara"))
    assert list_outcomes(job) == [("feed.xml", "list"), (site.url("/a.html"), "new")]
    assert (job.total, job.pages) == (2, 1)


def test_failed_pages_do_not_stop_the_job_and_failed_links_are_listed(
    jobs: JobQueue, site: Site, empty: Record
) -> None:
    upload = receive_upload(
        links=[site.url("/gone")],
        files=files(
            a_pdf=b"%PDF-1.7 not for us", big_txt="x" * 50_001, bug_txt='"BUG here," he said.\n' * 9, b_txt=story()
        ),
    )
    job = wait_for(jobs, jobs.start(upload, editor="mara"))
    assert job.counts == {"failed": 4, "new": 1}
    problems = {outcome.source: outcome.problem or "" for outcome in job.outcomes}
    assert "this is a PDF" in problems["a.pdf"]
    assert "50,000 bytes" in problems["big.txt"]
    assert "OnRecord failed on this page" in problems["bug.txt"]
    assert "404" in problems[site.url("/gone")]
    assert all(outcome.advice for outcome in job.outcomes if outcome.came_to == "failed")
    with empty.snapshot() as connection:
        assert [failure.page for failure in failures.list_failures(connection)] == [site.url("/gone")]


def test_a_page_that_is_sent_twice_is_added_once(jobs: JobQueue, empty: Record) -> None:
    for expected in ("new", "known"):
        job = wait_for(jobs, jobs.start(receive_upload(files=files(ferry_txt=story())), editor="mara"))
        assert list_outcomes(job) == [("ferry.txt", expected)]
    assert empty.counts()["pages"] == 1


def test_uploaded_files_are_deleted_in_every_case(open_jobs: Opens) -> None:
    def broken() -> Reader:
        raise ModelError("there is no model. Install the package anew")

    good, bad = open_jobs(), open_jobs(load=broken)
    for jobs, state in ((good, "done"), (bad, "failed")):
        upload = receive_upload(files=files(ferry_txt=story(state)))
        assert upload.folder is not None
        assert upload.folder.is_dir()
        job = wait_for(jobs, jobs.start(upload, editor="mara"))
        assert job.state == state
        assert not upload.folder.exists()
    assert job.problem == "there is no model. Install the package anew"


@pytest.mark.parametrize(
    ("sent_name", "name"),
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
def test_names_of_files_never_reach_the_disk(sent_name: str | None, name: str) -> None:
    upload = receive_upload(files=[(sent_name, io.BytesIO(b"words"))])
    assert [uploads.source_label(source) for source in upload.files] == [name]
    assert [path.parent for path in upload.files.values()] == [upload.folder]
    upload.discard()


@pytest.mark.parametrize(
    "link", ["/etc/passwd", "file:///etc/passwd", "ftp://bell.example/", "ferry", "http://", "-", "https://a b"]
)
def test_only_web_addresses_are_links(link: str) -> None:
    with pytest.raises(UsageError, match="is not a web address"):
        receive_upload(links=[link])


def test_empty_and_large_uploads_are_refused(monkeypatch: pytest.MonkeyPatch, jobs: JobQueue) -> None:
    with pytest.raises(UsageError, match="The upload is empty"):
        receive_upload()
    monkeypatch.setattr(uploads, "MAX_SOURCES", 2)
    with pytest.raises(UsageError, match="has 3 sources"):
        receive_upload(links=["https://a.example/1", "https://a.example/2", "https://a.example/3"])


def test_a_full_disk_leaves_nothing_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(HTTPException, match="No space left"):
        receive_upload(files=[("a.txt", Full())])
    assert list(tmp_path.iterdir()) == []


class Gate:
    """Lets a site answer only once it is opened."""

    def __init__(self, site: Site) -> None:
        self.reached, self.opened = Event(), Event()
        put(site, "/first.html", story())
        answer = site.answers["/first.html"]

        def wait(handler: object) -> None:
            self.reached.set()
            self.opened.wait(10)
            answer(handler)  # type: ignore[arg-type]

        site.answers["/slow.html"] = wait


def test_a_stopped_job_keeps_its_pages_and_the_next_one_starts(jobs: JobQueue, site: Site, empty: Record) -> None:
    gate = Gate(site)
    links = [site.url(path) for path in ("/first.html", "/slow.html", "/never.html")]
    job = jobs.start(receive_upload(links=links), editor="mara")
    second = jobs.start(receive_upload(files=files(ferry_txt=story("Friday"))), editor="mara")
    assert gate.reached.wait(10)
    assert (jobs.find(job.id).state, jobs.find(job.id).current) == ("running", links[1])
    assert jobs.find(second.id).state == "waiting"
    jobs.stop(job.id)
    gate.opened.set()
    ended = wait_for(jobs, job)
    assert ended.state == "stopped"
    assert ended.done < ended.total
    assert "/never.html" not in [path for path, _ in site.requests]
    assert wait_for(jobs, second).state == "done"
    assert empty.counts()["pages"] >= 2


def test_a_waiting_job_can_be_stopped(jobs: JobQueue, site: Site) -> None:
    gate = Gate(site)
    job = jobs.start(receive_upload(links=[site.url("/slow.html")]), editor="mara")
    second = jobs.start(receive_upload(files=files(ferry_txt=story())), editor="mara")
    assert gate.reached.wait(10)
    assert jobs.stop(second.id).state == "stopped"
    gate.opened.set()
    wait_for(jobs, job)
    assert jobs.find(second.id).outcomes == ()


def test_closing_stops_all_jobs(jobs: JobQueue, site: Site, empty: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "_CLOSING_WAIT", 0.2)
    gate = Gate(site)
    job = jobs.start(receive_upload(links=[site.url("/first.html"), site.url("/slow.html")]), editor="mara")
    second = jobs.start(receive_upload(files=files(ferry_txt=story())), editor="mara")
    assert gate.reached.wait(10)
    jobs.close()
    assert [jobs.find(queued.id).state for queued in (job, second)] == ["stopped", "stopped"]
    gate.opened.set()
    with pytest.raises(UsageError):
        jobs.start(receive_upload(files=files(ferry_txt=story())), editor="mara")
    assert empty.counts()["pages"] <= 2


def test_stopping_ends_the_pause_between_requests(open_jobs: Opens, site: Site) -> None:
    jobs = open_jobs(Settings(allow_private_addresses=True, ignore_robots=True, fetch_pause=60))
    put(site, "/a.html", story())
    job = jobs.start(receive_upload(links=[site.url("/a.html"), site.url("/b.html")]), editor="mara")
    deadline = time.monotonic() + 10
    while not jobs.find(job.id).outcomes and jobs.find(job.id).current != site.url("/b.html"):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    jobs.stop(job.id)
    assert wait_for(jobs, job).state == "stopped"
    assert [path for path, _ in site.requests] == ["/a.html"]


def test_the_number_of_jobs_is_bounded(jobs: JobQueue, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "MAX_WAITING", 1)
    monkeypatch.setattr(jobs_module, "MAX_JOBS", 2)
    gate = Gate(site)
    first = jobs.start(receive_upload(links=[site.url("/slow.html")]), editor="mara")
    assert gate.reached.wait(10)
    second = jobs.start(receive_upload(links=["https://bell.example/"]), editor="mara")
    refused = receive_upload(files=files(ferry_txt=story()))
    with pytest.raises(UsageError, match="are waiting already"):
        jobs.start(refused, editor="mara")
    assert refused.folder is not None
    assert not refused.folder.exists()
    jobs.stop(second.id)
    gate.opened.set()
    wait_for(jobs, first)
    third = jobs.start(receive_upload(files=files(ferry_txt=story("Friday"))), editor="mara")
    assert [listed.id for listed in jobs.list_jobs()] == [third.id, second.id]
    with pytest.raises(NotFoundError):
        jobs.find(first.id)


async def collect_events(jobs: JobQueue, job: Job, *, after: int = 0, limit: int = 99) -> list[JobEvent]:
    collected = []
    async with aclosing(jobs.listen(job.id, after=after)) as events:
        async for event in events:
            collected.append(event)
            if len(collected) == limit:
                break
    return collected


def run_async(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of ``coroutine``, run in another thread, since this thread may have a running event loop."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def numbers(events: list[JobEvent]) -> list[int]:
    return [outcome.number for event in events for outcome in event.job.outcomes]


def test_every_listener_gets_every_event_and_can_resume(jobs: JobQueue, site: Site) -> None:
    gate = Gate(site)
    upload = receive_upload(
        files=files(a_txt=story("Monday"), b_txt=story("Friday"), c_txt=story("Sunday")), links=[site.url("/slow.html")]
    )

    async def listen() -> None:
        job = jobs.start(upload, editor="mara")
        first = await collect_events(jobs, job, limit=1)
        listeners = [asyncio.create_task(collect_events(jobs, job)) for _ in range(2)]
        cancelled = asyncio.create_task(collect_events(jobs, job))
        await asyncio.to_thread(gate.reached.wait, 10)
        cancelled.cancel()
        gate.opened.set()
        for events in await asyncio.gather(*listeners):
            assert numbers(events) == [1, 2, 3, 4]
            assert events[-1].job.state == "done"
            assert [event.id for event in events] == sorted({event.id for event in events}) or events[0].id == events[
                1
            ].id
        resumed = await collect_events(jobs, job, after=2)
        assert numbers(resumed) == [3, 4]
        assert numbers(first) == list(range(1, first[0].id + 1))
        assert numbers(await collect_events(jobs, job, after=4)) == []

    run_async(listen())


def test_listeners_learn_that_the_room_closes(jobs: JobQueue, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "_CLOSING_WAIT", 0.1)
    gate = Gate(site)

    async def listen() -> list[JobEvent]:
        job = jobs.start(receive_upload(links=[site.url("/slow.html")]), editor="mara")
        await asyncio.to_thread(gate.reached.wait, 10)
        listening = asyncio.create_task(collect_events(jobs, job))
        await asyncio.sleep(0.05)
        await asyncio.to_thread(jobs.close)
        return await asyncio.wait_for(listening, timeout=5)

    assert run_async(listen())[-1].job.state == "stopped"
    gate.opened.set()


def test_the_last_outcomes_of_a_long_job_are_kept(jobs: JobQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "MAX_OUTCOMES", 3)
    lines = "".join(json.dumps({"text": story(f"day {number}")}) + "\n" for number in range(5))
    job = wait_for(jobs, jobs.start(receive_upload(files=files(many_jsonl=lines)), editor="mara"))
    assert job.counts == {"new": 5}
    assert [outcome.number for outcome in job.outcomes] == [3, 4, 5]


def test_an_unknown_job_has_no_events(jobs: JobQueue) -> None:
    with pytest.raises(NotFoundError, match="No job has the id"):
        run_async(collect_events(jobs, Job("x", "", "done", "", None, 0, 0, None, {}, 0, (), None)))


def test_an_upload_counts_its_sources() -> None:
    assert Upload(("https://a.example/",)).source_count == 1
