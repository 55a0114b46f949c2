"""OnRecord accepts the commands of the guide for newsrooms and of the container."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from docs import generate
from onrecord.cli import app

GUIDE = (generate.ROOT / "docs" / "newsroom.md").read_text(encoding="utf-8")
CONTAINER = (generate.ROOT / "Containerfile").read_text(encoding="utf-8")
COMMAND = re.compile(
    r"(?:^|[ =]|/bin/)onrecord (?P<words>(?:serve|access|watch|add|retry|backup|verify|export)\b[^`#\n]*)"
)


def list_commands() -> Iterator[str]:
    for match in COMMAND.finditer(GUIDE):
        yield match["words"]
    container = json.loads(CONTAINER.rpartition("CMD ")[2])
    assert isinstance(container, list)
    yield shlex.join(container)
    yield from (match["words"].partition("\n")[0] for match in COMMAND.finditer(CONTAINER))


@pytest.mark.parametrize("words", sorted(set(list_commands())))
def test_commands_are_accepted(words: str) -> None:
    command: Any = typer.main.get_command(app)
    arguments = shlex.split(words)
    while subcommands := getattr(command, "commands", None):
        name, *arguments = arguments
        command = subcommands[name]
    command.make_context(words, arguments).close()


def test_commands_for_a_shell_name_the_record() -> None:
    """The variables of the services' file are not set in a shell: `onrecord backup` would look for a record at home."""
    commands = [words for words in list_commands() if words.split()[0] in {"add", "backup", "verify", "export"}]
    assert commands
    # `onrecord add --again` in the text has a link to its explanation.
    assert [words for words in commands if "--record" not in words and words != "add --again"] == []


def test_every_service_is_enabled() -> None:
    (enabled,) = re.findall(r"^# systemctl enable --now (.+)$", GUIDE, re.MULTILINE)
    assert enabled.split() == re.findall(r"^<!-- file: ([\w-]+)\.service -->$", GUIDE, re.MULTILINE)


def test_there_are_a_room_and_a_watch() -> None:
    started = re.findall(r"^ExecStart=/opt/onrecord/bin/onrecord (\w+)", GUIDE, re.MULTILINE)
    assert started == ["serve", "watch"]
    for service in re.findall(r"^```ini\n(.*?\[Unit\].*?)^```", GUIDE, re.DOTALL | re.MULTILINE):
        assert [name for name in ("[Unit]", "[Service]", "[Install]") if name not in service] == []


def test_the_container_can_use_both_databases() -> None:
    (extras,) = re.findall(r"onrecord-\*\.whl\)\[([\w,]+)\]", CONTAINER)
    assert set(extras.split(",")) == {"room", "postgres"}
