"""Standard output and standard error as every command uses them."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from onrecord.errors import OnRecordError, UsageError

FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130
CLOSED_PIPE = 141

# Pages are written by strangers: none of their characters may command a terminal.
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def consoles() -> tuple[Console, Console]:
    """Standard output and standard error, writing UTF-8 whatever the locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    plain = {"highlight": False, "markup": False, "emoji": False}
    return Console(file=sys.stdout, **plain), Console(file=sys.stderr, **plain)  # type: ignore[arg-type]


def tidy(text: str) -> str:
    """``text`` on one line, with no character that a terminal would obey."""
    return _COMMANDS.sub("\ufffd", " ".join(text.split()))


@contextmanager
def orderly_exit(errors: Console) -> Iterator[None]:
    """End the process as a good command does, whatever stops the work inside: no traceback, the right exit code."""
    try:
        yield
        sys.stdout.flush()
    except OnRecordError as error:
        say(errors, f"onrecord: {error}")
        raise typer.Exit(WRONG_USAGE if isinstance(error, UsageError) else FAILED) from error
    except BrokenPipeError as error:
        # Whoever read our output has seen enough.
        _abandon_output()
        raise typer.Exit(CLOSED_PIPE) from error
    except OSError as error:
        _abandon_output()
        say(errors, f"onrecord: the output could not be written ({error.strerror}).")
        raise typer.Exit(FAILED) from error
    except KeyboardInterrupt as error:
        say(errors, "onrecord: stopped.")
        raise typer.Exit(INTERRUPTED) from error


def put(line: str, *, console: Console) -> None:
    """Print ``line`` as it is: drawing would expand its tabs, and answer a closed pipe in its own way."""
    console.file.write(f"{line}\n")


def say(errors: Console, line: str, *, indent: int = 0) -> None:
    """Print ``line`` to standard error, never broken."""
    errors.print(" " * indent + tidy(line), soft_wrap=True)


def _abandon_output() -> None:
    """Send the rest of standard output nowhere, or Python complains again when it closes it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
