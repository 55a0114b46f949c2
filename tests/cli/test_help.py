"""Help texts read well at any width of the terminal, and their examples can be pasted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
import typer.main
from rich.text import Text
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.cli.options import help_epilog


def list_commands(command: object, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Every command with the words that call it."""
    yield words, command
    for name, subcommand in getattr(command, "commands", {}).items():
        yield from list_commands(subcommand, (*words, name))


COMMANDS = dict(list_commands(typer.main.get_command(app)))


def help_at(words: tuple[str, ...], width: int) -> list[str]:
    terminal = {"COLUMNS": str(width), "NO_COLOR": "1", "TERM": "xterm"}
    result = CliRunner().invoke(app, [*words, "--help"], prog_name="onrecord", env=terminal, catch_exceptions=False)
    return [line.rstrip() for line in Text.from_ansi(result.stdout).plain.splitlines()]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_example_fits_on_a_line_of_80_columns(words: tuple[str, ...]) -> None:
    _, _, examples = (getattr(COMMANDS[words], "epilog", None) or "").partition("[bold]Examples[/bold]\n")
    lines = help_at(words, 80)
    for example in examples.splitlines():
        assert f" {Text.from_markup(example).plain}" in lines


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_says_what_it_does_in_a_sentence(words: tuple[str, ...]) -> None:
    summary = getattr(COMMANDS[words], "help", None) or ""
    assert summary[:1].isupper()
    assert summary.endswith(".")


def test_paragraphs_wrap_at_the_width_of_the_terminal() -> None:
    for width in (80, 100, 120):
        lines = help_at(("export",), width)
        first = next(number for number, line in enumerate(lines) if line.startswith(" jsonl is the whole record"))
        paragraph = lines[first : lines.index("", first)]
        assert all(len(line) + len(following.split()[0]) + 1 > width - 2 for line, following in pairwise(paragraph))


def test_an_epilog_joins_broken_lines_and_escapes_markup() -> None:
    epilog = help_epilog("Words that\n  wrap.", "More.", examples=["onrecord find '[red]'"])
    assert epilog == "Words that wrap.\n\nMore.\n\n[bold]Examples[/bold]\n  onrecord find '\\[red]'"
