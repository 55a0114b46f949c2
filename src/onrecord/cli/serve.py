"""``onrecord serve``: the reading room, on this machine or, with names and secrets, for others; ``onrecord access``."""

from __future__ import annotations

import getpass
import ipaddress
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer
from rich.table import Table

from onrecord.cli import terminal
from onrecord.cli.options import RecordPath
from onrecord.errors import UsageError, install_command, missing_extra
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.room import Access

EPILOG = """On this machine alone the room is open and whoever uses it is an editor. On any other
address it wants names and secrets: make them with `onrecord access add`.

[bold]Examples[/bold]

onrecord serve --open

onrecord access add mara --role editor

onrecord serve --host 0.0.0.0 --port 8000
"""
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")

access_app = typer.Typer(no_args_is_help=True)

AccessPath: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--access",
        metavar="PATH",
        help="The file of names and secrets. Else ONRECORD_ACCESS, else access.json in your configuration folder.",
        show_default=False,
    ),
]


class RoleChoice(StrEnum):
    """What somebody may do."""

    reader = "reader"
    editor = "editor"


def serve(
    *,
    record: RecordPath = None,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", help="The port; 0 for any that is free.")] = 8000,
    show: Annotated[bool, typer.Option("--open", help="Open it in your browser.")] = False,
    access: AccessPath = None,
    secure: Annotated[
        bool, typer.Option("--https", help="It is reached over HTTPS, through a proxy: keep its cookies to that.")
    ] = False,
) -> None:
    """Open the record in a browser: search it, read it, correct it, add to it."""
    _, errors = terminal.consoles()
    with terminal.orderly_exit(errors):
        settings = Settings.from_environment()
        need_room()
        from onrecord.record import Record
        from onrecord.room import create_app, server

        loopback = _is_loopback(host)
        visitors = _visitors(access, settings=settings, loopback=loopback)
        with Record.open(record, settings=settings) as opened:
            app = create_app(
                opened,
                access=visitors,
                settings=settings,
                hosts={*_LOOPBACK_NAMES, host} if loopback else None,
                secure=secure,
            )
            server.run(app, host=host, port=port, ready=lambda url: _say_ready(url, path=opened.path, show=show))


@access_app.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who is let in.", show_default=False)],
    *,
    role: Annotated[RoleChoice, typer.Option("--role", help="A reader sees all; an editor also adds and corrects.")],
    token: Annotated[bool, typer.Option("--token", help="Make a secret for a program, and print it.")] = False,
    access: AccessPath = None,
) -> None:
    """Let somebody in, with a password that is asked for; or give a new role and password."""
    output, errors = terminal.consoles()
    with terminal.orderly_exit(errors):
        need_room()
        from onrecord.room import access as keys

        secret = keys.new_token() if token else _ask_secret()
        keys.add(_access_path(access), name, role=role.value, secret=secret)
        if token:
            terminal.put(f"{name}:{secret}", console=output)
        terminal.say(errors, f"{name} is let in as {role.value}.")


@access_app.command("list")
def listing(*, access: AccessPath = None) -> None:
    """Show who is let in."""
    output, errors = terminal.consoles()
    with terminal.orderly_exit(errors):
        need_room()
        from onrecord.room import access as keys

        users = keys.load(_access_path(access)).users.values()
        if output.is_terminal:
            table = Table("name", "role", box=None, header_style="bold")
            for user in users:
                table.add_row(user.name, user.role)
            output.print(table)
        else:
            for user in users:
                terminal.put(f"{user.name}\t{user.role}", console=output)


@access_app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who is let in no more.", show_default=False)],
    *,
    access: AccessPath = None,
) -> None:
    """Let somebody in no more."""
    _, errors = terminal.consoles()
    with terminal.orderly_exit(errors):
        need_room()
        from onrecord.room import access as keys

        keys.remove(_access_path(access), name)
        terminal.say(errors, f"{name} is let in no more.")


def need_room() -> None:
    """Raises ``UsageError`` where the libraries of the reading room are not installed."""
    try:
        import onrecord.room  # noqa: F401 - to know whether it can be
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("onrecord"):
            raise
        command = install_command("room")
        raise missing_extra("The reading room", missing=f"the package {error.name}", command=command) from error


def _visitors(path: Path | None, *, settings: Settings, loopback: bool) -> Access:
    from onrecord.room import Access
    from onrecord.room import access as keys

    if loopback and path is None:
        return Access(owner=getpass.getuser())
    where = path or keys.default_path(settings)
    visitors = Access(where)
    if not visitors.users:
        raise UsageError(
            f"{where}: nobody is let in yet, and others can reach this address. "
            "Run `onrecord access add NAME --role editor`, or leave --host out to open the room on this machine alone."
        )
    return visitors


def _access_path(path: Path | None) -> Path:
    from onrecord.room import access as keys

    return path or keys.default_path(Settings.from_environment())


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _ask_secret() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise UsageError("the two passwords differ. Try again.")
    return first


def _say_ready(url: str, *, path: Path, show: bool) -> None:
    _, errors = terminal.consoles()
    terminal.say(errors, f"The reading room of {path} is open: {url}  (Ctrl-C closes it)")
    if show:
        typer.launch(url)
