"""The command line, run in this process or in another, with a stand-in for the model."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from onrecord.cli import app
from tests import double
from tests.cli.command_server import Command, command_server

QUIET = {"NO_COLOR": None, "FORCE_COLOR": None, "GITHUB_ACTIONS": None, "PY_COLORS": None, "COLUMNS": None}
"""Variables that change the output, unset."""


def run_command(*arguments: object, stdin: bytes | None = None) -> tuple[int, str, str]:
    """Run ``onrecord`` in this process: exit code, standard output, standard error."""
    words = [str(argument) for argument in arguments]
    done = CliRunner().invoke(app, words, input=stdin, env=QUIET, obj=double.load, catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def run() -> Callable[..., tuple[int, str, str]]:
    """Runs ``onrecord`` in this process."""
    return run_command


@pytest.fixture
def draw() -> Callable[..., str]:
    """Runs ``onrecord`` in this process as in a terminal of a width: the text and the control codes that it writes."""

    def draw_here(*arguments: object, width: int) -> str:
        words = [str(argument) for argument in arguments]
        terminal = {**QUIET, "TTY_COMPATIBLE": "1", "COLUMNS": str(width), "TERM": "xterm-256color"}
        result = CliRunner().invoke(app, words, env=terminal, obj=double.load, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    return draw_here


@pytest.fixture
def start() -> Callable[..., Command]:
    """Starts ``onrecord`` as a process of its own, in an environment with the given variables."""

    def start_there(*arguments: object, variables: dict[str, str] | None = None, **options: Any) -> Command:
        return command_server().start([*map(str, arguments)], environment=make_environment(variables), **options)

    return start_there


def make_environment(variables: dict[str, str] | None = None) -> dict[str, str]:
    """This environment with the given variables, without those that change the output."""
    return {name: value for name, value in os.environ.items() if name not in QUIET} | (variables or {})
