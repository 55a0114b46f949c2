"""Matches of saved searches are sent to webhooks: complete, once, and again after a failure."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from onrecord.errors import FetchError
from onrecord.watch.poll import Watching
from onrecord.watch.searches import SearchMatch
from tests.pages.conftest import Site
from tests.watch.conftest import Clock, poll, publish, saved

pytestmark = pytest.mark.both_databases


@dataclass
class Hook:
    """A webhook with its received requests and its responses."""

    url: str = ""
    status: int = 204
    got: list[dict[str, Any]] = field(default_factory=list)
    kinds: set[str | None] = field(default_factory=set)


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.kinds.add(self.headers["Content-Type"])
            if made.status < 300:
                made.got.append(json.loads(body))
            self.send_response(made.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """A server of a test says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}/here"
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_match_is_sent_once(site: Site, watching: Callable[..., Watching], clock: Clock, hook: Hook) -> None:
    publish(site, "ferry", "quay")
    search = saved("glad", by="Kimura", words="glad", webhook=hook.url)
    printed = [event.statement for event in poll(watching(search)) if isinstance(event, SearchMatch)]
    clock.on(900)
    poll(watching(search))
    (sent,) = hook.got
    assert sent["search"] == {"name": "glad", "by": "Kimura", "about": None, "words": "glad"}
    assert sorted(one["statement"] for one in sent["statements"]) == sorted(one["statement"] for one in printed)
    assert {one["speaker"] for one in sent["statements"]} == {"Kimura"}
    assert hook.kinds == {"application/json"}


def test_an_unconfirmed_match_is_sent_again(
    site: Site, watching: Callable[..., Watching], clock: Clock, hook: Hook
) -> None:
    publish(site, "ferry")
    hook.status = 500
    search = saved("glad", words="glad", webhook=hook.url)
    failed = [event for event in poll(watching(search)) if isinstance(event, FetchError)]
    assert [error.status for error in failed] == [500]
    hook.status = 200
    clock.on(900)
    poll(watching(search))
    assert [len(sent["statements"]) for sent in hook.got] == [1]
