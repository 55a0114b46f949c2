"""Public and other network addresses."""

from __future__ import annotations

import pytest

from onrecord.pages.network import is_public


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        # Loopback, private, link-local (cloud metadata), shared by providers, multicast, reserved, broadcast, examples.
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.2.1", False),
        # IETF protocol assignments and 6to4 relays: blocks that Python takes for public.
        ("192.0.0.1", False),
        ("192.0.0.9", False),
        ("192.0.0.171", False),
        ("192.0.0.255", False),
        ("192.0.1.1", True),
        ("192.88.99.1", False),
        ("192.88.99.255", False),
        ("192.88.98.255", True),
        ("198.18.0.1", False),
        # The same for IPv6.
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        # IPv6 addresses that stand for IPv4 addresses: mapped, NAT64, compatible, 6to4, Teredo.
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d70e", True),
        ("64:ff9b::c000:1", False),
        ("64:ff9b::192.88.99.1", False),
        ("64:ff9b:1::7f00:1", False),
        ("64:ff9b:1::5db8:d70e", False),
        ("::ffff:192.0.0.8", False),
        ("::7f00:1", False),
        ("::5db8:d70e", False),
        ("2002:7f00:1::", False),
        ("2002:a00:1::1", False),
        ("2002:5db8:d70e::1", False),
        ("2001::1", False),
        ("2001:0:7f00:1::1", False),
        ("2001:0:5db8:d70e:0:f7f7:f7f7:f7f7", False),
        # Protocol assignments and documentation within 2000::/3, then blocks outside it.
        ("2001:20::1", False),
        ("2001:db8::1", False),
        ("2001:4860:4860::8888", True),
        ("3fff::1", False),
        ("5f00::1", False),
        ("fec0::1", False),
        ("100::1", False),
        ("4000::1", False),
    ],
)
def test_addresses_are_public_or_not(address: str, *, public: bool) -> None:
    assert is_public(address) is public
