"""Folders of shards, on this machine or in an object store, and files at addresses."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol
from urllib.parse import urlsplit

from onrecord.errors import FetchError, RefusedError, UsageError, install_command, missing_extra
from onrecord.pages.client import private_address_error
from onrecord.pages.find import is_url
from onrecord.pages.network import is_public, resolve_host
from onrecord.settings import Settings
from onrecord.store.record_file import replace_when_done

_PIECE: Final = 1 << 22
"""Bytes to copy at a time from an object store."""


class Folder(Protocol):
    """A folder for files that appear only when they are complete."""

    def names(self) -> list[str]:
        """Sorted relative paths of its files and those of its subfolders, without files that are being written."""

    def open(self, name: str) -> BinaryIO:
        """Open a file as a seekable stream, for callers that read a small part of it. Raises ``FileNotFoundError``."""

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """Yield the file, or a copy of it, on this machine."""

    @contextmanager
    def write(self, name: str) -> Iterator[Path]:
        """Yield a local file that becomes ``name`` atomically at the end, or is deleted on an exception."""


class LocalFolder:
    """A folder on this machine, or on a disk that machines share."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        """See ``Folder``."""
        files = (path.relative_to(self.path) for path in self.path.rglob("*") if path.is_file())
        return sorted(path.as_posix() for path in files if not path.name.startswith("."))

    def open(self, name: str) -> BinaryIO:
        """See ``Folder``."""
        return (self.path / name).open("rb")

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """See ``Folder``."""
        yield self.path / name

    @contextmanager
    def write(self, name: str) -> Iterator[Path]:
        """See ``Folder``."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with replace_when_done(path) as part:
            yield part


class RemoteFolder:
    """A folder in an object store, at an fsspec address. Writing an object there is atomic.

    Each method raises ``FetchError`` if the store cannot be reached or refuses the request.
    """

    def __init__(self, url: str) -> None:
        self._files, root = file_system(url)
        self._root = root.rstrip("/")

    def names(self) -> list[str]:
        """See ``Folder``."""
        self._files.invalidate_cache()
        with self._clear_errors():
            try:
                return sorted(path[len(self._root) + 1 :] for path in self._files.find(self._root))
            except FileNotFoundError:
                return []

    def open(self, name: str) -> BinaryIO:
        """See ``Folder``."""
        with self._clear_errors(name, except_for=FileNotFoundError):
            stream: BinaryIO = self._files.open(f"{self._root}/{name}", "rb")
            return stream

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """See ``Folder``."""
        with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
            path = Path(folder) / "copy"
            with self._clear_errors(name):
                self._files.get_file(f"{self._root}/{name}", str(path))
            yield path

    @contextmanager
    def write(self, name: str) -> Iterator[Path]:
        """See ``Folder``."""
        with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
            path = Path(folder) / "part"
            yield path
            with self._clear_errors(name):
                self._files.put_file(str(path), f"{self._root}/{name}")

    @contextmanager
    def _clear_errors(self, name: str = "", *, except_for: type[Exception] | tuple[()] = ()) -> Iterator[None]:
        try:
            yield
        except except_for:
            raise
        except Exception as error:  # each kind of store has its own exceptions
            place = self._files.unstrip_protocol(f"{self._root}/{name}".rstrip("/"))
            raise FetchError(
                place,
                f"the store answers: {error or type(error).__name__}",
                advice="Check the address and your access.",
            ) from error


def open_folder(place: str) -> Folder:
    """The folder at ``place``, a path or an address. It need not exist."""
    if is_url(place):
        return RemoteFolder(place)
    path = Path(place)
    if path.exists() and not path.is_dir():
        raise UsageError(f"{place} is a file, not a folder for shards. Name a folder.")
    return LocalFolder(path)


def file_system(url: str, **options: Any) -> tuple[Any, str]:
    """The fsspec file system of ``url``, opened with ``options``, and the path in it.

    Raises ``UsageError`` if the protocol is unknown, or fsspec or the package for this protocol is not installed.
    """
    try:
        import fsspec
    except ImportError as error:
        command = install_command("archive")
        raise missing_extra(f"The address {url}", missing="the package fsspec", command=command) from error
    try:
        files, path = fsspec.core.url_to_fs(url, **options)
    except ImportError as error:
        raise UsageError(f"{url} cannot be opened: {error}. Install this package with pip.") from error
    except ValueError as error:
        raise UsageError(f"{url} has an unknown protocol: {error}. Use s3://, gs:// or https://.") from error
    return files, path


def source_files(url: str, *, settings: Settings) -> tuple[Any, str]:
    """The file system of a source, as ``file_system`` returns it.

    Raises ``RefusedError`` for a web address that resolves to a private one, unless ``settings`` allow it: lists may
    come from strangers. A redirect to a private address is refused when it is followed.
    """
    parts = urlsplit(url)
    if parts.scheme in {"http", "https"} and not settings.allow_private_addresses:
        host = parts.hostname or ""
        for address in resolve_host(host, parts.port or 443, timeout=settings.fetch_timeout):
            if not is_public(address):
                raise private_address_error(url, host, address)
        return file_system(url, get_client=_public_client)
    return file_system(url)


async def _public_client(**options: Any) -> Any:
    """An aiohttp client that connects to public addresses only, also after redirects."""
    import aiohttp

    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(socket_factory=_public_socket), **options)


def _public_socket(target: tuple[int, int, int, str, tuple[Any, ...]]) -> socket.socket:
    family, kind, protocol, _, (address, *_) = target
    if not is_public(address):
        raise private_address_error(address, "The source", address)
    return socket.socket(family, kind, protocol)


@contextmanager
def fetch(url: str, *, settings: Settings, start: int = 0, end: int | None = None) -> Iterator[Path]:
    """Yield a temporary file with the bytes of ``url`` from ``start`` to ``end``, fetched before any is read.

    A broken connection is thus an error of the whole file, never a damaged record in the middle of it. The file has the
    last part of the address as its name, since some kinds of files are recognised by their name.
    """
    files, path = source_files(url, settings=settings)
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        copy = Path(folder) / (Path(urlsplit(url).path).name or "page")
        missing = None if end is None else end - start
        with _open_stream(files, path) as stream, copy.open("wb") as file:
            stream.seek(start)
            while piece := stream.read(_PIECE if missing is None else min(_PIECE, missing)):
                file.write(piece)
                missing = None if missing is None else missing - len(piece)
        if missing:
            raise EOFError(f"{url} ended {missing:,} bytes too soon")
        yield copy


def _open_stream(files: Any, path: str) -> BinaryIO:
    try:
        stream: BinaryIO = files.open(path, "rb", **_cache_options(files.protocol))
    except FileNotFoundError as error:
        # fsspec reports a file as missing if it cannot find its size, even after a refused connection.
        raise (error.__cause__ if isinstance(error.__cause__, RefusedError) else error) from None
    return stream


@cache
def _cache_options(protocol: str | tuple[str, ...]) -> dict[str, object]:
    """Options for reading a file once from beginning to end, if the protocol takes them."""
    names = {protocol} if isinstance(protocol, str) else set(protocol)
    return {"cache_type": "readahead", "block_size": _PIECE} if names & {"s3", "gs", "gcs", "http", "https"} else {}
