"""Sign-in by a proxy, which names the visitor and their role in headers of each request.

It is off unless ``ONRECORD_USER_HEADER`` names a header, and works only for connections from
``ONRECORD_TRUSTED_PROXIES``. The address of the connection itself decides, since headers can be forged.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final, Self

from starlette.requests import Request

from onrecord.errors import UsageError
from onrecord.room.access import Visitor
from onrecord.room.connections import PEER
from onrecord.settings import Settings

_MAX_NAME_CHARACTERS: Final = 200
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class ProxySignIn:
    """The headers of the proxy, in lower case, and the networks that are trusted to send them."""

    user_header: str
    role_header: str
    networks: tuple[_Network, ...]

    @classmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """The sign-in of ``settings``; null if they name no header.

        Raises ``UsageError`` for a header without trusted addresses, and for invalid addresses.
        """
        if not settings.user_header:
            return None
        try:
            networks = tuple(
                ipaddress.ip_network(address.strip()) for address in settings.trusted_proxies.split(",") if address
            )
        except ValueError as error:
            raise UsageError(
                f"ONRECORD_TRUSTED_PROXIES is {settings.trusted_proxies!r} ({error}). Expected addresses or networks "
                "with commas between them, such as 127.0.0.1,10.0.0.0/24."
            ) from error
        if not networks:
            raise UsageError(
                "ONRECORD_USER_HEADER is set, but ONRECORD_TRUSTED_PROXIES is not: anybody could send the header. Set "
                "it to the address of the proxy that signs people in, such as 127.0.0.1."
            )
        return cls(settings.user_header.lower(), settings.role_header.lower(), networks)

    @property
    def headers(self) -> frozenset[bytes]:
        """The names of the headers, as in a request."""
        return frozenset(name.encode() for name in (self.user_header, self.role_header) if name)

    def trusts(self, request: Request) -> bool:
        """True if the other end of the connection of ``request`` is the proxy."""
        peer = request.scope.get("state", {}).get(PEER)
        try:
            address = ipaddress.ip_address(peer or "")
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self.networks)

    def find_visitor(self, request: Request) -> Visitor | None:
        """The visitor that the proxy names, by default a reader; null if it names nobody, or several.

        The caller has checked that ``request`` can be trusted.
        """
        names = request.headers.getlist(self.user_header)
        name = names[0].strip() if len(names) == 1 else ""
        if not name or len(name) > _MAX_NAME_CHARACTERS or not name.isprintable():
            return None
        roles = request.headers.getlist(self.role_header) if self.role_header else []
        return Visitor(name, "editor" if roles == ["editor"] else "reader")
