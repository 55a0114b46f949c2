"""A client of a room in the same process, for tests that send many requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

import anyio
import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message


class RoomClient(TestClient):
    """A ``TestClient`` that passes each request to the app as a whole, and takes the response as a whole.

    That of Starlette changes threads eight times for a request, which takes more time than many responses.
    """

    __test__ = False

    def __init__(self, app: FastAPI) -> None:
        super().__init__(app, base_url="http://localhost:8000", headers={"accept": "text/html"})
        self._transport = _WholeMessages(self)

    def show_faults(self) -> None:
        """Where the app fails, answer with status 500 instead of raising its error here."""
        assert isinstance(self._transport, _WholeMessages)
        self._transport.raises_faults = False

    def request_all(
        self, requests: Iterable[tuple[str, str]], *, headers: Mapping[str, str] | None = None
    ) -> list[httpx2.Response]:
        """The responses to ``requests``, methods with encoded addresses, each of them without a body or cookies."""
        transport = self._transport
        assert isinstance(transport, _WholeMessages)
        names = {"host": "localhost:8000", "accept": "text/html", **(headers or {})}
        raw_headers = [(name.encode(), value.encode()) for name, value in names.items()]

        async def ask() -> list[httpx2.Response]:
            return [
                await transport.respond(method, address.encode(), headers=raw_headers) for method, address in requests
            ]

        with self._portal_factory() as portal:
            return portal.call(ask)


class _WholeMessages(httpx2.BaseTransport):
    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.raises_faults = True

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        headers = [(name.lower(), value) for name, value in request.headers.raw]

        async def respond() -> httpx2.Response:
            url = request.url
            return await self.respond(request.method, url.raw_path, headers=headers, body=request.read(), url=url)

        with self.client._portal_factory() as portal:
            return portal.call(respond)

    async def respond(
        self,
        method: str,
        address: bytes,
        *,
        headers: list[tuple[bytes, bytes]],
        body: bytes = b"",
        url: httpx2.URL | None = None,
    ) -> httpx2.Response:
        path, _, query = address.partition(b"?")
        scope: dict[str, Any] = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": unquote(path.decode("ascii")),
            "raw_path": path,
            "root_path": "",
            "scheme": url.scheme if url else "http",
            "query_string": query,
            "headers": headers,
            "client": ("testclient", 50_000),
            "server": (url.host if url else "localhost", (url and url.port) or 80),
            "state": self.client.app_state.copy(),
        }
        request_messages: list[Message] = [{"type": "http.request", "body": body}]
        response_messages: list[Message] = []
        complete = anyio.Event()

        async def receive() -> Message:
            if request_messages:
                return request_messages.pop()
            await complete.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            response_messages.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                complete.set()

        try:
            await self.client.app(scope, receive, send)
        except Exception:
            if self.raises_faults:
                raise
        if not response_messages:
            return httpx2.Response(500)
        start, *parts = response_messages
        content = b"" if method == "HEAD" else b"".join(part.get("body", b"") for part in parts)
        return httpx2.Response(start["status"], headers=start["headers"], stream=httpx2.ByteStream(content))
