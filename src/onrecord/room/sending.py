"""What people send to be added: files and pasted pages, in a temporary folder until they have been read."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import BinaryIO, Final, Literal

from starlette.exceptions import HTTPException

from onrecord.errors import UsageError
from onrecord.pages.find import is_url

MOST_SOURCES: Final = 2_000
"""Links, files and pasted pages that are taken at once."""
PASTED: Final = "pasted"
"""The source of what was pasted, before a colon and its number."""
_SENT: Final = "sent:"
_LONGEST_NAME: Final = 120
_ENDING = re.compile(r"(\.[a-z0-9]{1,8}){1,2}$")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pasted:
    """A page that somebody pasted."""

    words: str
    form: Literal["text", "html"] = "text"
    url: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent, as sources that can be opened. ``discard`` it once it has been read."""

    links: tuple[str, ...] = ()
    files: Mapping[str, Path] = field(default_factory=dict)
    """Where the bytes of each file are, by the name that it goes by."""
    folder: Path | None = None

    @property
    def many(self) -> int:
        """How many sources there are."""
        return len(self.links) + len(self.files)

    def discard(self) -> None:
        """Remove what was written to disk."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def links_in(text: str) -> tuple[str, ...]:
    """The addresses that ``text`` names, one a line. Raises ``UsageError`` where a line is no address of the web."""
    lines = dict.fromkeys(line.strip() for line in text.splitlines())
    return checked(line for line in lines if line)


def checked(links: Iterable[str]) -> tuple[str, ...]:
    """``links``, each once. Raises ``UsageError`` where one is no address of the web: files of the server stay shut."""
    found = tuple(dict.fromkeys(links))
    for one in found:
        if not _ADDRESS.fullmatch(one) or not is_url(one):
            raise UsageError(
                f"{one[:200]!r} is no address. Expected one that begins with http:// or https://, one a line"
            )
    return found


def receive(
    *,
    links: Iterable[str] = (),
    files: Iterable[tuple[str | None, BinaryIO]] = (),
    pasted: Iterable[Pasted] = (),
) -> Sent:
    """What was sent, files and pasted pages written to a folder of their own.

    Raises ``UsageError`` where that is nothing, or too much, or a link is none; HTTP 507 where the disk is full.
    """
    addresses, named, pages = checked(links), list(files), list(pasted)
    many = len(addresses) + len(named) + len(pages)
    if not many:
        raise UsageError("nothing was sent. Give a link, paste a page or choose a file")
    if many > MOST_SOURCES:
        raise UsageError(f"that is {many:,} at once: expected {MOST_SOURCES:,} at most. Put them into one archive")
    if not named and not pages:
        return Sent(addresses)
    folder = Path(tempfile.mkdtemp(prefix="onrecord-"))
    try:
        return Sent(addresses, {**_write_files(folder, named), **_write_pasted(folder, pages)}, folder)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise HTTPException(507, f"What was sent cannot be put down here ({error.strerror}).") from error


def file_name(given: str | None) -> str:
    """The name of a file that was sent, for people: without its folders, and with nothing that does not show."""
    name = PureWindowsPath(given or "").name  # which takes both kinds of slashes
    shown = "".join(one if one.isprintable() else " " for one in name).strip()
    return shown[-_LONGEST_NAME:] or "file"


def shown(source: str) -> str:
    """``source`` as people call it: the name of a file that was sent, an address as it is."""
    name, _, number = source.partition(":")
    return f"pasted page {number}".rstrip() if name == PASTED else source.removeprefix(_SENT)


def _write_files(folder: Path, files: Iterable[tuple[str | None, BinaryIO]]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for number, (given, stream) in enumerate(files, start=1):
        name = file_name(given)
        ending = _ENDING.search(name.lower())
        # The disk sees nothing of the name but its ending, which tells what is in the file.
        path = folder / f"{number}{ending[0] if ending else ''}"
        with path.open("wb") as file:
            shutil.copyfileobj(stream, file)
        source = f"{_SENT}{name}"
        found[source if source not in found else f"{source} ({number})"] = path
    return found


def _write_pasted(folder: Path, pages: list[Pasted]) -> dict[str, Path]:
    if not pages:
        return {}
    path = folder / "pasted.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for one in pages:
            fields = {one.form: one.words, "url": one.url, "published": one.published}
            file.write(json.dumps(fields) + "\n")
    return {PASTED: path}
