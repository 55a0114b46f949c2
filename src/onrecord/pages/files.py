"""Open files that users name, except pipes and devices, which could make the process wait for ever."""

from __future__ import annotations

import os
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


def open_file(name: str) -> BinaryIO:
    """Open the regular file ``name``, or a pipe that the shell has set up for this command.

    Raises ``FetchError`` for anything else. Reading from a named pipe or a terminal waits, perhaps for ever.
    """
    path = Path(name)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise FetchError(
                name, "this folder contains no pages", advice="Name a folder with .html, .txt or .warc files in it."
            )
        if not stat.S_ISREG(mode) and not os.path.abspath(name).startswith(_PIPES_OF_THE_SHELL):  # noqa: PTH100
            kind = next((kind for is_kind, kind in _KINDS if is_kind(mode)), "something else")
            raise FetchError(
                name,
                f"this is {kind}, not a file",
                advice=f"Give its content on standard input: `onrecord read - < {name}`.",
            )
        return path.open("rb")
    except FileNotFoundError as error:
        raise FetchError(name, "there is no such file", advice="Check the name.") from error
    except PermissionError as error:
        raise FetchError(name, "this file may not be read", advice="Check its permissions.") from error
    except (OSError, ValueError) as error:
        raise FetchError(name, f"this file cannot be opened ({error})", advice="Check the name.") from error
