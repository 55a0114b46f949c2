"""Settings come from the environment, each checked."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from onrecord.errors import UsageError
from onrecord.settings import Settings


def test_defaults_where_nothing_is_set() -> None:
    assert Settings.from_environment({}) == Settings()


@pytest.mark.parametrize(
    ("name", "raw", "field", "value"),
    [
        ("ONRECORD_MAX_PAGE_BYTES", "1000", "max_page_bytes", 1000),
        ("ONRECORD_FETCH_TIMEOUT", "2.5", "fetch_timeout", 2.5),
        ("ONRECORD_FETCH_TIMEOUT", "3", "fetch_timeout", 3.0),
        ("ONRECORD_MAX_REDIRECTS", "1", "max_redirects", 1),
        ("ONRECORD_ALLOW_PRIVATE_ADDRESSES", "yes", "allow_private_addresses", True),
        ("ONRECORD_ALLOW_PRIVATE_ADDRESSES", "0", "allow_private_addresses", False),
        ("ONRECORD_IGNORE_ROBOTS", "TRUE", "ignore_robots", True),
        ("ONRECORD_IGNORE_ROBOTS", "", "ignore_robots", False),
        ("ONRECORD_THREADS", "4", "threads", 4),
        ("ONRECORD_WORKERS", "0", "workers", 0),
        ("UNRELATED_THREADS", "4", "threads", 1),
    ],
)
def test_each_setting_can_be_given(name: str, raw: str, field: str, value: object) -> None:
    payload = getattr(Settings.from_environment({name: raw}), field)
    assert (payload, type(payload)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("ONRECORD_MAX_PAGE_BYTES", "20 MB", "a whole number above 0, at most 10^15"),
        ("ONRECORD_THREADS", "0", "a whole number above 0, at most 10^15"),
        ("ONRECORD_THREADS", "1.5", "a whole number above 0, at most 10^15"),
        ("ONRECORD_FETCH_TIMEOUT", "-1", "a number above 0, at most 10^15"),
        ("ONRECORD_MAX_PAGE_BYTES", "1" + 18 * "0", "a whole number above 0, at most 10^15"),
        ("ONRECORD_FETCH_TIMEOUT", "inf", "a number above 0, at most 10^15"),
        ("ONRECORD_FETCH_TIMEOUT", "nan", "a number above 0, at most 10^15"),
        ("ONRECORD_IGNORE_ROBOTS", "perhaps", "yes or no"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(name: str, raw: str, expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        Settings.from_environment({name: raw})
    assert str(caught.value) == f"{name} is {raw!r}, but should be {expected}. Change or unset it."


def test_they_read_the_process_environment_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_THREADS", "3")
    assert Settings.from_environment().threads == 3


def test_they_cannot_be_changed_afterwards() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().threads = 2  # type: ignore[misc]
