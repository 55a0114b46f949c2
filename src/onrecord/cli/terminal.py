"""Write to standard output and standard error: consoles, safe text and exit codes."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import typer
from rich.console import Console
from rich.text import Text

from onrecord.errors import OnRecordError, UsageError
from onrecord.invisible import replace_unsafe

if TYPE_CHECKING:
    from onrecord.views.wording import Piece

FAILED: Final = 1
WRONG_USAGE: Final = 2
# 128 and the number of the signal, as shells report it: SIGINT and SIGPIPE.
INTERRUPTED: Final = 130
CLOSED_PIPE: Final = 141
# Columns. Longer lines are hard to read, so nothing is drawn wider.
READABLE_WIDTH: Final = 110

# Characters of the name of a file in an error.
_MAX_NAME: Final = 200

DIFF_STYLES: Final = {"same": "", "gone": "red strike", "new": "bold green"}
_DIFF_MARKS: Final = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}


def consoles() -> tuple[Console, Console]:
    """Standard output and standard error, in UTF-8 whatever the locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    plain = {"highlight": False, "markup": False, "emoji": False}
    return Console(file=sys.stdout, **plain), Console(file=sys.stderr, **plain)  # type: ignore[arg-type]


def tidy(text: str) -> str:
    """``text`` on one line, with unsafe characters replaced. Pages are written by strangers."""
    return replace_unsafe(" ".join(text.split()), by="\ufffd")


def format_count(number: int, noun: str, plural: str = "") -> str:
    """``1 page``, ``2,000 pages``, ``2 stories``."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


@contextmanager
def orderly_exit(errors: Console) -> Iterator[None]:
    """End the process without a traceback and with the right exit code if an error stops the work inside."""
    try:
        yield
        sys.stdout.flush()
    except OnRecordError as error:
        say(errors, f"onrecord: {error}")
        raise typer.Exit(WRONG_USAGE if isinstance(error, UsageError) else FAILED) from error
    except BrokenPipeError as error:
        # The reader of our output has seen enough: `onrecord read ... | head`.
        _abandon_output()
        raise typer.Exit(CLOSED_PIPE) from error
    except OSError as error:
        if error.filename is None:
            _abandon_output()
        say(errors, f"onrecord: {_describe_os_error(error)}")
        raise typer.Exit(FAILED) from error
    except KeyboardInterrupt as error:
        say(errors, "onrecord: Stopped.")
        raise typer.Exit(INTERRUPTED) from error


def _describe_os_error(error: OSError) -> str:
    if error.filename is None or error.errno == errno.ENOSPC:
        return f"The output cannot be written ({error.strerror}). Free some space or write elsewhere."
    path = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else str(error.filename)
    name = path if len(path) <= _MAX_NAME else f"{path[:_MAX_NAME]}..."
    return f"{name} cannot be used ({error.strerror}). Check its name, its folder and its permissions."


def put(line: str, *, console: Console) -> None:
    """Print ``line`` exactly. Rich would expand its tabs, and handle a closed pipe in its own way."""
    console.file.write(f"{line}\n")


def put_part(part: str, *, console: Console) -> None:
    """Print ``part`` of a file: exactly, except on a terminal, which would obey the escape sequences of pages."""
    console.file.write(replace_unsafe(part.replace("\r\n", "\n"), by="\ufffd") if console.is_terminal else part)


def mark_words(words: str, part: str) -> str:
    """``words`` of a word diff, marked as by wdiff: ``[-glad-]`` if they are gone, ``{+sorry+}`` if they are new."""
    return _DIFF_MARKS[part].format(words)


def put_diff(pieces: Sequence[Piece], *, label: str, console: Console) -> None:
    """Print a word diff after ``label``: in colour on a terminal, elsewhere with marks."""
    line = Text(f"  {label}: ")
    for number, piece in enumerate(pieces):
        words = tidy(piece.text)
        line.append(" " if number else "")
        line.append(words if console.is_terminal else mark_words(words, piece.part), style=DIFF_STYLES[piece.part])
    console.print(line, soft_wrap=True)


def say(errors: Console, line: str, *, indent: int = 0) -> None:
    """Print ``line`` to standard error, without line breaks."""
    errors.print(" " * indent + tidy(line), soft_wrap=True)


def _abandon_output() -> None:
    """Discard the rest of standard output, or Python complains again when it closes it."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    os.close(devnull)
