"""A room with several worker processes: all of them share sessions, jobs and limits."""

from __future__ import annotations

import inspect
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI

from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from onrecord.room import Access, access, api, create_app, health, html
from onrecord.room.forwarding import is_forwarded
from onrecord.room.server import make_config
from onrecord.settings import Settings
from tests.conftest import PAGE
from tests.room.serving import listening

ROOT = Path(__file__).parents[2]
SECRET = "a long enough secret"
STATE = re.compile(r"room\.(?:jobs|previews|review_sessions|overviews|pool|limiter|authenticator|count_request)\b")
pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="there is no /proc here")


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 300
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def children(process: int) -> list[int]:
    """Ids of the processes that ``process`` started and that are running."""
    return [
        int(child) for task in Path(f"/proc/{process}/task").glob("*/children") for child in task.read_text().split()
    ]


def find_workers(process: int) -> set[int]:
    """Ids of the workers of the room ``process``: they are forked from a process that it started.

    So are those that read pages, but with a lower priority.
    """
    return {
        worker
        for child in children(process)
        if b"multiprocessing.forkserver" in Path(f"/proc/{child}/cmdline").read_bytes()
        for worker in children(child)
        if os.getpriority(os.PRIO_PROCESS, worker) == os.getpriority(os.PRIO_PROCESS, process)
    }


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A room with two workers and two accounts, and its address."""
    folder = tmp_path_factory.mktemp("workers")
    with Record.open(folder / "record.sqlite", create=True):
        pass
    access.add_account(folder / "access.json", "mara", role="editor", secret=SECRET)
    command = ["tests.room.room_process", str(folder / "record.sqlite"), "--access", str(folder / "access.json")]
    environment = {**os.environ, "TMPDIR": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-m", *command, "--workers", "2"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stderr
    try:
        yield process, process.stdout.readline().strip().rstrip("/")
        workers = find_workers(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) in {0, -signal.SIGTERM}
        wait_until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
        assert [path for path in folder.iterdir() if path.name.startswith("onrecord-")] == []
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@pytest.fixture
def visitors(room: tuple[subprocess.Popen[str], str]) -> Iterator[tuple[httpx2.Client, httpx2.Client]]:
    """Two programs of one editor, each with a connection to another worker: their tags of one page differ."""
    process, address = room
    with ExitStack() as stack:
        clients: dict[str, httpx2.Client] = {}
        wait_until(lambda: len(find_workers(process.pid)) == 2)
        for _ in range(100):
            client = httpx2.Client(base_url=address, timeout=300, headers={"accept": "text/html"})
            stack.callback(client.close)
            tag = client.get("/about", headers={"authorization": f"Bearer mara:{SECRET}"}).headers["etag"]
            clients.setdefault(tag, client)
            if len(clients) == 2:
                break
        first, second = clients.values()
        yield first, second


def sign_in(visitor: httpx2.Client) -> str:
    """Sign in; the session's token."""
    origin = {"origin": str(visitor.base_url).rstrip("/")}
    answer = visitor.post("/login", data={"name": "mara", "secret": SECRET, "back": "/about"}, headers=origin)
    assert answer.status_code == 303
    return str(answer.cookies["session"])


def test_a_session_holds_and_ends_in_every_process(visitors: tuple[httpx2.Client, httpx2.Client]) -> None:
    first, second = visitors
    first.cookies = second.cookies = httpx2.Cookies({"session": sign_in(first)})
    assert first.get("/about").status_code == second.get("/about").status_code == 200
    assert second.post("/logout", headers={"sec-fetch-site": "same-origin"}).status_code == 303
    assert [first.get("/about").status_code, second.get("/about").status_code] == [303, 303]


def test_a_job_is_seen_and_followed_from_every_process(visitors: tuple[httpx2.Client, httpx2.Client]) -> None:
    first, second = visitors
    headers = {"authorization": f"Bearer mara:{SECRET}"}
    files = [("files", (f"{day}.txt", f"{PAGE}\nDay {day}.".encode())) for day in range(3)]
    job = first.post("/add/files", files=files, headers=headers).headers["location"]
    assert second.get(job, headers=headers).status_code == 200
    with second.stream("GET", f"{job}/events", headers=headers) as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        assert "event: over" in events.read().decode()
    for visitor in visitors:
        assert visitor.get("/api/overview", headers=headers).json()["pages"] == 3


def test_a_rate_limit_counts_the_requests_of_all_processes(visitors: tuple[httpx2.Client, httpx2.Client]) -> None:
    headers = {"authorization": f"Bearer mara:{SECRET}", "content-type": "text/plain"}
    statuses = [
        visitor.post("/api/read", content=PAGE, headers=headers).status_code for _ in range(16) for visitor in visitors
    ]
    assert statuses == [200] * 30 + [429] * 2


def test_a_worker_that_is_killed_is_started_again(room: tuple[subprocess.Popen[str], str]) -> None:
    process, address = room
    headers = {"authorization": f"Bearer mara:{SECRET}"}
    wait_until(lambda: len(find_workers(process.pid)) == 2)
    workers = find_workers(process.pid)
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    # A connection that was waiting for a worker that died is answered by the next.
    assert httpx2.get(f"{address}/about", headers=headers, timeout=300).status_code == 200
    wait_until(lambda: len(find_workers(process.pid) - workers) == 2)


def test_metrics_and_the_log_have_the_requests_of_all_processes(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        metrics = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {
        **os.environ,
        "ONRECORD_METRICS": metrics,
        "ONRECORD_ACCESS_LOG": str(tmp_path / "log"),
        "TMPDIR": str(tmp_path),
    }
    command = ["onrecord", "serve", "--record", str(tmp_path / "record.sqlite"), "--port", "0", "--workers", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    try:
        opened = re.search(r"http://localhost:(\d+)/", process.stderr.readline())
        assert opened
        for path in ["/about"] * 20 + ["/health"] * 3:
            # Each on a connection of its own: the kernel shares them out among the workers.
            assert httpx2.get(f"http://127.0.0.1:{opened[1]}{path}", timeout=300).status_code == 200

        def count_requests() -> list[int]:
            text = httpx2.get(f"http://{metrics}/metrics", timeout=60).text
            counts = re.findall(r'^onrecord_request_seconds_count\{.*route="(.*?)".*\} ([\d.]+)$', text, re.MULTILINE)
            return [
                sum(int(float(count)) for route, count in counts if (route == "/health") is of_main)
                for of_main in (False, True)
            ]

        wait_until(lambda: count_requests() == [20, 3])
        wait_until(lambda: len((tmp_path / "log").read_text().splitlines()) == 23)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        assert [path for path in tmp_path.iterdir() if path.name.startswith("onrecord-")] == []
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_routes_that_use_the_state_of_the_room_are_forwarded() -> None:
    pages = [(route, route.path) for router in (*html.ROUTERS, health.router) for route in router.routes]
    sections = [(route, route.path) for section in api.SECTIONS for route in section.router.routes]
    stateful = [
        (path, route.methods)
        for route, path in [*pages, *sections]
        if STATE.search(inspect.getsource(inspect.unwrap(route.endpoint)))
        or any("rate_limit" in repr(dependency.dependency) for dependency in route.dependencies)
    ]
    assert len(stateful) > 20
    for path, methods in stateful:
        for method in methods:
            assert is_forwarded(method, path), path
    assert not is_forwarded("GET", "/address-book")
    assert not is_forwarded("HEAD", "/search")


@contextmanager
def main_process(app: FastAPI, path: str) -> Iterator[list[str]]:
    """Serves ``app`` at the Unix socket ``path``; yields the addresses that it is asked for."""
    asked_paths: list[str] = []

    async def noting(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        if scope["type"] == "http":
            asked_paths.append(scope["path"])
        await app(scope, receive, send)

    running = uvicorn.Server(make_config(noting, socket_path=path))  # type: ignore[arg-type]
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    wait_until(lambda: running.started)
    try:
        yield asked_paths
    finally:
        running.should_exit = True
        thread.join()


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    access.add_account(tmp_path / "access.json", "mara", role="editor", secret=SECRET)
    return tmp_path / "access.json"


def test_secrets_are_verified_and_guesses_counted_in_one_process(
    new_record: Record, accounts: Path, pool: ReaderPool, tmp_path: Path
) -> None:
    main = create_app(new_record, access=Access(accounts), pool=pool)
    path = str(tmp_path / "main")
    worker = create_app(new_record, access=Access(accounts), pool=pool, main_socket=path)
    right, wrong = ({"authorization": f"Bearer mara:{secret}"} for secret in (SECRET, "a wrong secret of mine"))
    with listening(worker) as port, httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as visitor:
        assert visitor.get("/about", headers=right).status_code == 503
        with main_process(main, path) as asked_paths:
            answers = [visitor.get("/about", headers=right) for _ in range(3)]
            assert [answer.status_code for answer in answers] == [200] * 3
            assert "x-onrecord-seal" not in answers[0].headers
            assert asked_paths == ["/about"]
            assert [visitor.get("/about", headers=wrong).status_code for _ in range(3)] == [401] * 3
            assert asked_paths == ["/about"] * 4
            access.add_account(accounts, "mara", role="editor", secret="another long secret")
            assert visitor.get("/about", headers=right).status_code == 401
            assert visitor.head("/health").status_code == 200


def test_bodies_and_their_limits_are_forwarded(new_record: Record, pool: ReaderPool, tmp_path: Path) -> None:
    path, owner = str(tmp_path / "main"), Access(owner="mara")
    main = create_app(new_record, access=owner, pool=pool, settings=Settings(max_page_bytes=5_000))
    worker = create_app(new_record, access=owner, pool=pool, main_socket=path)
    with (
        main_process(main, path),
        listening(worker) as port,
        httpx2.Client(
            base_url=f"http://127.0.0.1:{port}", headers={"content-type": "text/plain"}, timeout=60
        ) as visitor,
    ):
        parts = [PAGE[:100].encode(), PAGE[100:].encode()]
        read = visitor.post("/api/read", content=iter(parts))
        assert read.json()["article"]["text"] == PAGE
        assert visitor.post("/api/read", content=b"x" * 1_000_000).status_code == 413
        assert visitor.post("/api/read", content=iter([b"x" * 1_000_000])).status_code == 413
        accented = visitor.post("/api/read?url=https://bell.example/caf%25C3%25A9&published=2031", content=PAGE).json()
        assert accented["page"]["url"] == "https://bell.example/caf%C3%A9"


def test_a_visitor_who_leaves_ends_what_was_forwarded(new_record: Record, pool: ReaderPool, tmp_path: Path) -> None:
    ended = threading.Event()

    async def endless(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        if scope["type"] != "http":
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"one", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        ended.set()

    path = str(tmp_path / "main")
    worker = create_app(new_record, access=Access(owner="mara"), pool=pool, main_socket=path)
    with main_process(endless, path), listening(worker) as port:  # type: ignore[arg-type]
        with httpx2.stream("GET", f"http://127.0.0.1:{port}/add/jobs/1/events") as answer:
            assert next(answer.iter_bytes()) == b"one"
        assert ended.wait(60)
