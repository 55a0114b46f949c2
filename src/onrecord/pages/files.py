"""Open files that users name, except pipes and devices, which could make the process wait for ever."""

from __future__ import annotations

import os
import re
import shlex
import stat
from pathlib import Path
from typing import BinaryIO

from onrecord.errors import FetchError

# Standard input and the pipes of a shell's process substitution: onrecord read <(curl ...)
_PIPES_OF_THE_SHELL = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")
_KINDS = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


# "caf\xe9.html"
_ESCAPED_BYTE = re.compile(rb"\\x([89a-f][0-9a-f])")


def escape_name(name: str) -> str:
    """Return the ``name`` of a file as text that can be stored and printed: bytes that are not UTF-8 become ``\\xe9``.

    Old files often have names in Latin-1. ``open_file`` accepts both forms.
    """
    try:
        return os.fsencode(name).decode(errors="backslashreplace")
    except UnicodeEncodeError:  # a name that no file can have: "\ud800"
        return name.encode(errors="backslashreplace").decode()


def unescape_name(name: str) -> str:
    """Return the name that ``escape_name`` has made ``name`` of, unless there is a file called ``name``."""
    if "\\x" not in name or Path(name).exists():
        return name
    return os.fsdecode(_ESCAPED_BYTE.sub(lambda byte: bytes.fromhex(byte[1].decode()), os.fsencode(name)))


def open_file(name: str) -> BinaryIO:
    """Open the regular file ``name``, or a pipe that the shell has set up for this command.

    Raises ``FetchError`` for anything else. Reading from a named pipe or a terminal waits, perhaps for ever.
    """
    try:
        path = Path(unescape_name(name))
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise FetchError(
                name,
                "this is a folder without pages",
                advice="Name a file, or a folder with .html, .txt or .warc files.",
            )
        if not stat.S_ISREG(mode) and not os.path.abspath(name).startswith(_PIPES_OF_THE_SHELL):  # noqa: PTH100
            kind = next((kind for is_kind, kind in _KINDS if is_kind(mode)), "something else")
            advice = f"Give its content on standard input, with `- < {shlex.quote(name)}`."
            raise FetchError(
                name, f"this is {kind}, not a file", advice=advice if stat.S_ISFIFO(mode) else "Name a file."
            )
        return path.open("rb")
    except FileNotFoundError as error:
        problem = "this link leads to no file" if Path(name).is_symlink() else "there is no such file"
        raise FetchError(name, problem, advice="Check the name.") from error
    except PermissionError as error:
        raise FetchError(name, "this file may not be read", advice="Check its permissions.") from error
    except (OSError, ValueError) as error:
        raise FetchError(name, f"this file cannot be opened ({error})", advice="Check the name.") from error
