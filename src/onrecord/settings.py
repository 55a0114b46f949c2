"""Settings: one frozen object, read once from the environment and passed down. Nothing else reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from onrecord.errors import UsageError

PREFIX = "ONRECORD_"
_MOST = 10**15
"""The greatest number of a setting. Files cannot be read by more bytes at a time, and no wait can be infinite."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that users may change. The environment variable of each field is ``ONRECORD_<NAME>``."""

    max_page_bytes: int = 20_000_000
    """Largest page that is read, in bytes, both compressed and decompressed."""
    max_gzip_members: int = 1_000
    """Maximum number of gzip members (separately compressed parts) of a page; a page with more is refused."""
    max_declaration_characters: int = 1_000
    """Longest declarations (XML, document type) before an HTML page, in characters; longer ones are left out."""
    max_elements: int = 100_000
    """Maximum number of elements of an HTML page; a page with more is refused."""
    max_tag_attributes: int = 200
    """Maximum number of attributes of a tag of an HTML page; the rest are left out, with a warning."""
    max_article_characters: int = 500_000
    """Longest text of an article, in characters; the rest is cut off, with a warning."""
    max_paragraphs: int = 10_000
    """Maximum number of paragraphs of an article; the rest are cut off, with a warning."""
    max_title_characters: int = 1_000
    """Longest title of an article, in characters; the rest is cut off, with a warning."""
    max_false_starts: int = 1_000
    """Places in a damaged web archive that only look like the start of a record; after so many, reading stops."""
    max_upload_bytes: int = 200_000_000
    """Largest upload to the reading room, in bytes."""
    max_reading_seconds: float = 60.0
    """Longest time that reading a page may take in a reading worker, in seconds of processor time."""
    max_worker_bytes: int = 1_000_000_000
    """Most memory that a reading worker may use, including the model, in bytes."""
    fetch_timeout: float = 30.0
    """Longest time for one fetch, from start to end, in seconds."""
    fetch_pause: float = 1.0
    """Shortest time between two fetches from the same site, in seconds."""
    max_redirects: int = 5
    """Maximum number of redirects that a fetch follows."""
    allow_private_addresses: bool = False
    """Fetch from loopback addresses and private networks."""
    ignore_robots: bool = False
    """Ignore robots.txt. Only for sites that you run yourself."""
    query_timeout: float = 10.0
    """Longest time for one query of the record, in seconds. Exports, writing and migrations are not limited."""
    threads: int = 1
    """Number of threads for the model."""
    workers: int = 0
    """Number of processes that read pages for the reading room. If 0: the processors less one, at least one."""
    record: str = ""
    """File of the record, or address of a PostgreSQL database. If empty: `record.sqlite` in your data folder."""
    access: str = ""
    """File of the accounts of the reading room. If empty: `access.json` in your configuration folder."""
    user_header: str = ""
    """Header with the visitor's name, from a proxy that signs people in, such as `X-Remote-User`. If empty: none."""
    role_header: str = ""
    """Header of the proxy with the visitor's role, `reader` or `editor`. Without it visitors are readers."""
    trusted_proxies: str = ""
    """Addresses or networks of the proxy, separated by commas. Its headers are ignored from any other address."""
    access_log: str = ""
    """File of the reading room's access log, one JSON object per line; `-` for standard error. If empty: no log."""
    metrics: str = ""
    """Address and port of the Prometheus metrics of the reading room, such as `127.0.0.1:9464`. If empty: none."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings in ``environment``, by default that of the process.

        Raises ``UsageError`` for a value of the wrong type.
        """
        environment = os.environ if environment is None else environment
        defaults = cls()
        values: dict[str, object] = {}
        for field in fields(cls):
            raw = environment.get(PREFIX + field.name.upper())
            if raw is not None:
                values[field.name] = _parse(field.name, raw, default=getattr(defaults, field.name))
        return replace(defaults, **values)  # type: ignore[arg-type]


def _parse(name: str, raw: str, *, default: str | float) -> str | float:
    """The value ``raw`` of a setting: of the type of its ``default``, and above 0 or the default itself."""
    if isinstance(default, str):
        return raw
    if isinstance(default, bool):
        if raw.lower() in {"1", "true", "yes", "on"}:
            return True
        if raw.lower() in {"0", "false", "no", "off", ""}:
            return False
    else:
        try:
            value = type(default)(raw)
        except ValueError:
            value = None
        if value is not None and (0 < value <= _MOST or value == default):
            return value
    number = "number above 0, at most 10^15"
    expected = {bool: "yes or no", int: f"a whole {number}", float: f"a {number}"}[type(default)]
    raise UsageError(f"{PREFIX}{name.upper()} is {raw!r}, but should be {expected}. Change or unset it.")
