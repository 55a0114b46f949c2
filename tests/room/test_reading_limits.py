"""Limits on reading: two requests per visitor at a time, eight in all, and a limit on waiting requests."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine

import httpx2
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from onrecord.room.access import Visitor
from onrecord.room.dependencies import SLOW_REQUESTS
from onrecord.room.reading_limits import MAX_READINGS, MAX_WAITING, MAX_WAITING_IN_ALL, ReadingLimitMiddleware


class ReadingApp:
    """Answers requests once ``finish`` is set, and counts those that it has at a time."""

    def __init__(self) -> None:
        self.finish = asyncio.Event()
        self.readings = Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["state"]["visitor"].name
        self.readings[name] += 1
        await self.finish.wait()
        self.readings[name] -= 1
        await PlainTextResponse("read")(scope, receive, send)


class Visits:
    """Requests of several visitors to ``ReadingApp`` behind the middleware."""

    def __init__(self) -> None:
        self.app = ReadingApp()
        self._limited = ReadingLimitMiddleware(self.app)
        self._requests: list[asyncio.Task[httpx2.Response]] = []

    async def __aenter__(self) -> Visits:
        return self

    async def __aexit__(self, *_: object) -> None:
        for request in self._requests:
            request.cancel()

    async def post(self, name: str, count: int, *, path: str = "/api/read") -> None:
        """Send requests, and let each come as far as it can."""

        async def named(scope: Scope, receive: Receive, send: Send) -> None:
            await self._limited({**scope, "state": {"visitor": Visitor(name, "editor")}}, receive, send)

        client = httpx2.AsyncClient(transport=httpx2.ASGITransport(named), base_url="http://room")
        self._requests += [asyncio.create_task(client.post(path)) for _ in range(count)]
        for _ in range(20):
            await asyncio.sleep(0)

    async def answers(self) -> list[httpx2.Response]:
        """All answers, in the order of their requests."""
        self.app.finish.set()
        return list(await asyncio.gather(*self._requests))


async def check_one_visitor() -> None:
    async with Visits() as visits:
        await visits.post("mara", MAX_READINGS + MAX_WAITING + 1)
        await visits.post("tarn", 1)
        assert visits.app.readings == {"mara": MAX_READINGS, "tarn": 1}
        answers = await visits.answers()
    assert [answer.status_code for answer in answers] == [200] * (MAX_READINGS + MAX_WAITING) + [429, 200]
    refusal = answers[-2]
    assert refusal.headers["retry-after"] == "30"
    assert refusal.json()["detail"] == "8 of your pages are already waiting to be read."
    assert refusal.json()["advice"] == "Try again when some of them have been read."


async def check_many_visitors() -> None:
    async with Visits() as visits:
        for number in range(SLOW_REQUESTS + MAX_WAITING_IN_ALL + 1):
            await visits.post(f"visitor {number}", 1)
        assert visits.app.readings.total() == SLOW_REQUESTS
        answers = await visits.answers()
    assert [answer.status_code for answer in answers] == [200] * (SLOW_REQUESTS + MAX_WAITING_IN_ALL) + [503]
    assert answers[-1].json()["detail"] == "32 pages are already waiting to be read."


async def check_other_requests() -> None:
    async with Visits() as visits:
        await visits.post("mara", 20, path="/api/judgements")
        assert visits.app.readings == {"mara": 20}


@pytest.mark.parametrize("check", [check_one_visitor, check_many_visitors, check_other_requests])
def test_readings_have_turns(check: Callable[[], Coroutine[None, None, None]]) -> None:
    asyncio.run(check())
