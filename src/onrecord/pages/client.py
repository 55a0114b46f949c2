"""HTTP client for one page: bounded in time and size, with every redirect checked. No cookies, logins or proxies."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from functools import cache
from types import MappingProxyType, TracebackType
from urllib.parse import quote, urljoin, urlsplit

import httpcore
import idna

from onrecord.errors import FetchError, RefusedError
from onrecord.pages.inflate import gunzip, too_large
from onrecord.pages.network import GuardedBackend, PrivateAddressError
from onrecord.settings import Settings
from onrecord.urls import web_url

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
# Without 300 (a choice for people) and 304 (not modified).
_REDIRECTS = {301, 302, 303, 307, 308}
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Printable ASCII that the WHATWG URL Standard does not percent-encode. The percent sign belongs to encoded characters.
_QUERY_SAFE = "".join(set(map(chr, range(0x21, 0x7F))) - set('"#<>'))
_PATH_SAFE = "".join(set(_QUERY_SAFE) - set("?`{}"))


@dataclass(frozen=True, slots=True)
class Response:
    """The response of a server, without the gzip of its transport."""

    status: int
    headers: Message
    body: bytes
    url: str
    """Its address, after redirects and without a fragment."""


class Client:
    """Makes the requests for a page: its robots.txt, the page itself, and its redirects.

    ``settings.fetch_timeout`` limits all of them together. ``headers`` are sent with every request.
    """

    def __init__(self, source: str, *, settings: Settings, headers: dict[str, str]) -> None:
        self._source = source
        self._settings = settings
        self._headers = headers
        backend = GuardedBackend(
            deadline=time.monotonic() + settings.fetch_timeout, allow_private=settings.allow_private_addresses
        )
        self._pool = httpcore.ConnectionPool(ssl_context=_default_tls(), network_backend=backend, max_connections=1)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()

    def get(
        self,
        url: str,
        *,
        max_bytes: int,
        cut: bool = False,
        check: Callable[[str], None],
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> Response:
        """Request ``url`` and follow redirects. ``check`` is called before each hop, and raises to forbid it.

        A body of more than ``max_bytes`` is an error or, with ``cut``, cut off there. ``headers`` are sent with these
        requests and override those of the client.
        """
        target = self._parse_url(url)
        # Redirects are followed here and not by the connection pool, so that each hop is checked before it is
        # requested.
        for _ in range(self._settings.max_redirects + 1):
            check(target)
            response = self._request(target, max_bytes=max_bytes, cut=cut, headers=headers)
            location = response.headers.get("Location")
            if response.status not in _REDIRECTS or not location:
                return response
            target = self._parse_url(location, base=target)
        raise FetchError(
            self._source,
            f"it redirects more than {self._settings.max_redirects} times",
            advice="Give the final address in a browser, or raise ONRECORD_MAX_REDIRECTS.",
        )

    def post(self, url: str, *, body: bytes, content_type: str, max_bytes: int) -> Response:
        """Post ``body`` to ``url``. Redirects are not followed, and the answer is cut off at ``max_bytes``."""
        headers = {"Content-Type": content_type, "Content-Length": str(len(body))}
        return self._request(self._parse_url(url), max_bytes=max_bytes, cut=True, headers=headers, body=body)

    def _parse_url(self, address: str, *, base: str = "") -> str:
        """Return ``address``, resolved against ``base``, percent-encoded, with an ASCII host and without a fragment."""
        try:
            address = urljoin(base, address.strip())
            url = urlsplit(address)
            host, port = url.hostname or "", url.port  # which raises for an invalid port
            if not host.isascii():
                host = idna.encode(host).decode("ascii")
        except ValueError as error:
            raise self._malformed_error(address, str(error)) from error
        if url.scheme not in _DEFAULT_PORTS or not host:
            raise RefusedError(
                self._source, f"{address!r} is not an http or https address", advice="Give one, or give a file."
            )
        if url.username is not None or url.password is not None:
            raise RefusedError(
                self._source,
                "the address contains a user name or password",
                advice="Give it without them, since records keep addresses.",
            )
        if web_url(address) is None:
            raise self._malformed_error(address, "its host or port is not valid")
        netloc = f"[{host}]" if ":" in host else host
        if port not in {None, _DEFAULT_PORTS[url.scheme]}:
            netloc += f":{port}"
        # Without dot segments, and without two slashes at the start of the path, which would mean another host.
        path = urljoin("/", url.path) if url.path and not url.path.startswith("//") else url.path
        query = f"?{quote(url.query, safe=_QUERY_SAFE)}" if "?" in address.partition("#")[0] else ""
        return f"{url.scheme}://{netloc}{quote(path, safe=_PATH_SAFE)}{query}"

    def _malformed_error(self, address: str, problem: str) -> FetchError:
        return FetchError(
            self._source, f"{address[:200]!r} is not a valid address ({problem})", advice="Check the spelling."
        )

    def _request(
        self, url: str, *, max_bytes: int, cut: bool, headers: Mapping[str, str], body: bytes | None = None
    ) -> Response:
        request_headers = [("Host", urlsplit(url).netloc), *{**self._headers, **headers}.items()]
        method = "GET" if body is None else "POST"
        with (
            self._explain_errors(url),
            self._pool.stream(method, url, headers=request_headers, content=body) as response,
        ):
            response_headers = _read_headers(response.headers)
            content = bytearray()
            # The body of a redirect is only for people, and may be endless.
            if response.status not in _REDIRECTS:
                for chunk in response.iter_stream():
                    content += chunk
                    if len(content) > max_bytes:
                        if not cut:
                            raise too_large(self._source, max_bytes)
                        break
        decoded = self._decode(bytes(content), headers=response_headers, max_bytes=max_bytes, cut=cut)
        return Response(status=response.status, headers=response_headers, body=decoded[:max_bytes], url=url)

    def _decode(self, content: bytes, *, headers: Message, max_bytes: int, cut: bool) -> bytes:
        coding = headers.get("Content-Encoding", "identity").strip().lower()
        if coding in {"identity", ""} or not content:
            return content
        if coding in {"gzip", "x-gzip"}:
            return gunzip(self._source, content, settings=self._settings, max_bytes=max_bytes, cut=cut)
        raise FetchError(
            self._source,
            f"the server sent it encoded as {coding!r}, which OnRecord had not accepted",
            advice="Save the page from a browser and give the file.",
        )

    @contextmanager
    def _explain_errors(self, url: str) -> Iterator[None]:
        """Turn errors of the network into ``FetchError`` and ``RefusedError``, with advice."""
        host = urlsplit(url).hostname
        source, try_again = self._source, "Check the address and the network, and try again."
        try:
            yield
        except PrivateAddressError as error:
            raise private_address_error(source, host or "", error.address) from error
        except httpcore.TimeoutException as error:
            raise FetchError(
                source,
                f"{host} did not send it within {self._settings.fetch_timeout:g} seconds",
                advice="Try again later, or raise ONRECORD_FETCH_TIMEOUT.",
            ) from error
        except httpcore.ConnectError as error:
            if _is_tls_error(error):
                raise FetchError(
                    source,
                    f"there is no secure connection to {host} ({error})",
                    advice="Open it in a browser: the site's certificate may have expired or belong to another site.",
                ) from error
            raise FetchError(source, f"{host} cannot be reached ({error})", advice=try_again) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
            raise FetchError(source, f"{host} broke off ({error})", advice=try_again) from error


def _read_headers(headers: Iterable[tuple[bytes, bytes]]) -> Message:
    """``headers`` by their case-insensitive names, decoded as UTF-8, or else as Latin-1, which HTTP once required."""
    message = Message()
    for name, value in headers:
        try:
            message[name.decode("latin-1")] = value.decode("utf-8")
        except UnicodeDecodeError:
            message[name.decode("latin-1")] = value.decode("latin-1")
    return message


@cache
def _default_tls() -> ssl.SSLContext:
    # Cached, since loading the certificates takes longer than a request.
    return httpcore.default_ssl_context()


def _is_tls_error(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def private_address_error(source: str, host: str, address: str) -> RefusedError:
    """Build the error for a ``source`` whose ``host`` has an ``address`` that is not public."""
    return RefusedError(
        source,
        f"{host} resolves to {address}, which is not a public address",
        advice="For a site on your own network set ONRECORD_ALLOW_PRIVATE_ADDRESSES=yes.",
    )
