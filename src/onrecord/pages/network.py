"""Connections to public addresses only, with a time limit: the network side of the HTTP client."""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore

_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Blocks of the special-purpose address registries of IANA that ``is_global`` calls public in some versions of Python.
# IPv4: protocol assignments, 6to4 relays. IPv6: protocol assignments (with Teredo), 6to4, documentation. They have no
# public websites, and 6to4 and Teredo addresses can embed private IPv4 addresses.
_NOT_PUBLIC = {
    4: [ipaddress.ip_network(network) for network in ("192.0.0.0/24", "192.88.99.0/24")],
    6: [ipaddress.ip_network(network) for network in ("2001::/23", "2002::/16", "3fff::/20")],
}


class PrivateAddressError(Exception):
    """A host name resolves to an address that is not public."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(f"{host} leads to {address}")
        self.address = address


class GuardedBackend(httpcore.NetworkBackend):
    """Network backend of ``httpcore`` that connects to public addresses only.

    It resolves the host itself and connects to the address that it has checked, as a defence against name servers that
    answer differently the second time (DNS rebinding). ``httpcore`` takes ``Host`` and the TLS name from the URL, so
    they do not change. ``deadline`` is a time of ``time.monotonic`` in seconds, for all reads and writes together.
    """

    def __init__(self, *, deadline: float, allow_private: bool) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolve_host(host, port, timeout=_seconds_left(self._deadline))
        if not self._allow_private:
            # One private address among several is enough to refuse, because the page's owner may control the name
            # server.
            for address in addresses:
                if not is_public(address):
                    raise PrivateAddressError(host, address)
        failure: httpcore.ConnectError | None = None
        for address in addresses:
            try:
                stream = self._backend.connect_tcp(
                    address, port, timeout=_seconds_left(self._deadline), socket_options=socket_options
                )
            except httpcore.ConnectError as error:
                failure = error
            else:
                return _BoundedStream(stream, deadline=self._deadline)
        raise failure or httpcore.ConnectError(f"{host} has no address")


class _BoundedStream(httpcore.NetworkStream):
    """A connection with a deadline for all reads and writes together."""

    # A timeout for each read is not enough: a server could send a byte every ten seconds for ever.

    def __init__(self, stream: httpcore.NetworkStream, *, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, timeout=_seconds_left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout=_seconds_left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, timeout=_seconds_left(self._deadline))
        return _BoundedStream(stream, deadline=self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _seconds_left(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return seconds


def resolve_host(host: str, port: int, *, timeout: float) -> list[str]:
    """Return the addresses of ``host``.

    Raises ``httpcore.ConnectError`` if it has none and ``ConnectTimeout`` after ``timeout`` seconds.
    """
    answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def resolve() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in entries)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    # The system's resolver has no timeout, so it runs in a daemon thread, which can block without harm.
    threading.Thread(target=resolve, daemon=True).start()
    try:
        answer = answers.get(timeout=timeout)
    except queue.Empty:
        raise httpcore.ConnectTimeout(f"looking up {host} took too long") from None
    if isinstance(answer, Exception):
        raise httpcore.ConnectError(f"the name {host} is not known ({answer})") from answer
    return answer


def is_public(address: str) -> bool:
    """Return true if ``address`` is on the open internet: not loopback, private, link-local, reserved or multicast.

    IPv6 addresses are public only within 2000::/3, the only block that is assigned to networks. For an address that
    embeds an IPv4 address (::ffff:10.0.0.1, 64:ff9b::10.0.0.1), the IPv4 address decides.
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped or ip in _NAT64:
            ip = ip.ipv4_mapped or ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip not in _GLOBAL_UNICAST:
            return False
    is_special = ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_link_local
    return ip.is_global and not is_special and not any(ip in network for network in _NOT_PUBLIC[ip.version])
