"""One frozen ``Settings``, read once from the environment and handed down; nothing else reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from onrecord.errors import UsageError

PREFIX = "ONRECORD_"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set. Each field can be given as ``ONRECORD_<NAME>`` in the environment."""

    max_page_bytes: int = 20_000_000
    """Largest page that is read, in bytes, before and after gzip is undone."""
    max_upload_bytes: int = 200_000_000
    """Most bytes that may be sent to the reading room at once, to be added."""
    fetch_timeout: float = 30.0
    """Longest time that one fetch may take from start to end, in seconds."""
    fetch_pause: float = 1.0
    """Shortest time between two fetches from one site when pages are added, in seconds."""
    max_redirects: int = 5
    """Most redirects that one fetch follows."""
    allow_private_addresses: bool = False
    """Whether addresses on loopback and private networks may be fetched."""
    ignore_robots: bool = False
    """Whether robots.txt may be passed over. For sites that you run yourself."""
    threads: int = 1
    """Threads that the model may use."""
    record: str = ""
    """The file in which the record is kept. Where it is not set: `record.sqlite` in the user's data folder."""
    access: str = ""
    """The file of who may enter the reading room. Where it is not set: `access.json` in the configuration folder."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings that ``environment`` (by default the process's own) asks for.

        Raises ``UsageError`` for a value of the wrong kind.
        """
        environment = os.environ if environment is None else environment
        given: dict[str, object] = {}
        for field in fields(cls):
            raw = environment.get(PREFIX + field.name.upper())
            if raw is not None:
                given[field.name] = _parse(field.name, raw, kind=type(field.default))
        return replace(cls(), **given)  # type: ignore[arg-type]


def _parse(name: str, raw: str, *, kind: type) -> object:
    if kind is str:
        return raw
    if kind is bool:
        if raw.lower() in {"1", "true", "yes", "on"}:
            return True
        if raw.lower() in {"0", "false", "no", "off", ""}:
            return False
    else:
        try:
            value = kind(raw)
        except ValueError:
            value = None
        if value is not None and value > 0:
            return value
    expected = {bool: "yes or no", int: "a whole number above 0", float: "a number above 0"}[kind]
    raise UsageError(f"{PREFIX}{name.upper()}={raw!r}: expected {expected}. Set it to one, or unset it.")
