"""Uploads: links, files and pasted pages, kept in a temporary folder until they are read."""

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

from onrecord.errors import PageError, UsageError
from onrecord.pages.find import is_url
from onrecord.room.problems import as_sentence

# Links, files and pasted pages in one upload.
MAX_SOURCES: Final = 2_000
# Source of a pasted page, before a colon and its number.
PASTED: Final = "pasted"
_FILE_PREFIX: Final = "sent:"
# Of a long name the end is kept, since it has the suffix.
_MAX_NAME_CHARACTERS: Final = 120
# ``.html``, ``.warc.gz``.
_SUFFIX = re.compile(r"(\.[a-z0-9]{1,8}){1,2}$")
# ``file:///etc/passwd`` would open a file of the server.
_WEB_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PastedPage:
    """A page whose text or HTML was pasted into a form."""

    words: str
    form: Literal["text", "html"] = "text"
    url: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """Sources to open. ``discard`` it once they are read."""

    links: tuple[str, ...] = ()
    files: Mapping[str, Path] = field(default_factory=dict)
    """Paths of files and pasted pages, by source."""
    folder: Path | None = None

    @property
    def source_count(self) -> int:
        """Number of links and files."""
        return len(self.links) + len(self.files)

    def discard(self) -> None:
        """Delete the temporary folder."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def parse_links(text: str) -> tuple[str, ...]:
    """The links in ``text``, one per line. Raises ``UsageError`` if a line is not a web address."""
    return check_links(line.strip() for line in text.splitlines() if line.strip())


def check_links(links: Iterable[str]) -> tuple[str, ...]:
    """``links`` without duplicates. Raises ``UsageError`` for anything but http and https, such as ``/etc/passwd``."""
    unique = tuple(dict.fromkeys(links))
    for link in unique:
        if not _WEB_ADDRESS.fullmatch(link) or not is_url(link):
            raise UsageError(
                f"{link[:200]!r} is not a web address. Expected one that begins with http:// or https://, one per line."
            )
    return unique


def receive_upload(
    *,
    links: Iterable[str] = (),
    files: Iterable[tuple[str | None, BinaryIO]] = (),
    pasted: Iterable[PastedPage] = (),
) -> Upload:
    """Check ``links``, and write ``files`` (name, content) and ``pasted`` pages to a temporary folder.

    Raises ``UsageError`` for an empty or too large upload and for a wrong link; HTTP 507 if the disk is full.
    """
    addresses, named_files, pages = check_links(links), list(files), list(pasted)
    count = len(addresses) + len(named_files) + len(pages)
    if not count:
        raise UsageError("The upload is empty. Give a link, paste a page or choose a file.")
    if count > MAX_SOURCES:
        raise UsageError(f"The upload has {count:,} sources, more than {MAX_SOURCES:,}. Send them as one archive.")
    if not named_files and not pages:
        return Upload(addresses)
    folder = Path(tempfile.mkdtemp(prefix="onrecord-"))
    try:
        return Upload(addresses, {**_write_files(folder, named_files), **_write_pasted(folder, pages)}, folder)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise HTTPException(507, f"The upload cannot be saved to a temporary folder ({error.strerror}).") from error


def file_label(name: str | None) -> str:
    """The name of an uploaded file to show: without folders and control characters."""
    base_name = PureWindowsPath(name or "").name  # splits at both kinds of slashes
    printable = "".join(character if character.isprintable() else " " for character in base_name).strip()
    return printable[-_MAX_NAME_CHARACTERS:] or "file"


def source_label(source: str) -> str:
    """``source`` to show: the name of an uploaded file, "pasted page 2", or the address as it is."""
    name, _, number = source.partition(":")
    return f"pasted page {number}".rstrip() if name == PASTED else source.removeprefix(_FILE_PREFIX)


def describe_error(error: PageError | UsageError) -> str:
    """``error`` as a sentence, with the label of the source that cannot be read."""
    if isinstance(error, PageError):
        return f"{source_label(error.source)}: {error.problem}. {error.advice}"
    return as_sentence(error)


def _write_files(folder: Path, files: Iterable[tuple[str | None, BinaryIO]]) -> dict[str, Path]:
    paths: dict[str, Path] = {}
    for number, (name, stream) in enumerate(files, start=1):
        label = file_label(name)
        suffix = _SUFFIX.search(label.lower())
        # Only the suffix of the name, which shows the format, reaches the disk: "..%2fpage.html" names another folder.
        path = folder / f"{number}{suffix[0] if suffix else ''}"
        with path.open("wb") as file:
            shutil.copyfileobj(stream, file)
        source = f"{_FILE_PREFIX}{label}"
        paths[source if source not in paths else f"{source} ({number})"] = path
    return paths


def _write_pasted(folder: Path, pages: list[PastedPage]) -> dict[str, Path]:
    if not pages:
        return {}
    path = folder / "pasted.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for page in pages:
            fields = {page.form: page.words, "url": page.url, "published": page.published}
            file.write(json.dumps(fields) + "\n")
    return {PASTED: path}
