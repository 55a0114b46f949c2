"""``onrecord serve``, ``access`` and ``mcp``: the reading room, its accounts, and the server for assistants."""

from __future__ import annotations

import getpass
import ipaddress
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeAlias

import typer
from rich.table import Table

from onrecord.cli.options import RecordPath, argument, help_epilog, option
from onrecord.cli.session import Session, reader_loader, start_session
from onrecord.errors import UsageError, install_command, missing_extra
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.room import Access

SERVE_EPILOG = help_epilog(
    "On the default address only this computer can reach the room, and nobody has to sign in. On any other address "
    "people must sign in: create an account for each with `onrecord access add`.",
    examples=[
        "onrecord serve --open",
        "onrecord access add mara --role editor",
        "onrecord serve --host 0.0.0.0 --port 8000",
    ],
)
ACCESS_EPILOG = help_epilog(
    "A room on the default address needs no accounts. See `onrecord serve --help`.",
    examples=[
        "onrecord access add mara --role editor",
        "onrecord access add newsdesk --role reader --token",
        "onrecord access list",
    ],
)
MCP_EPILOG = help_epilog(
    "Register this command with your assistant as an MCP server that talks over standard input and output. Its tools "
    "(find, person, between, trail, cite, check and read) change nothing, and every result cites its page.",
    examples=["onrecord mcp --record record.sqlite"],
)
_LOOPBACK_NAMES: Final = ("localhost", "127.0.0.1", "::1")

access_app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")

AccessPath: TypeAlias = Annotated[
    Path | None,
    option(
        "--access",
        "PATH",
        "File of the accounts. Default: $ONRECORD_ACCESS, or access.json in your configuration folder.",
    ),
]


def serve(
    *,
    record: RecordPath = None,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65_535, help="Port to listen on; 0 takes any free port.")
    ] = 8000,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the room in your browser.")] = False,
    access: AccessPath = None,
    secure: Annotated[
        bool, typer.Option("--https", help="For a room behind an HTTPS proxy: send cookies over HTTPS only.")
    ] = False,
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", min=1, help="Number of processes that answer requests.")
    ] = 1,
) -> None:
    """Start the reading room: search, read and correct the record in a browser, and add pages."""
    with start_session() as session, _shared_metrics(session.settings, workers=workers) as metrics:
        require_room(module="server")
        from onrecord.room import create_app, server

        loopback = _is_loopback(host)
        accounts = _load_accounts(access, settings=session.settings, loopback=loopback)
        with session.open_record(record, create=True) as opened:
            app = create_app(
                opened,
                access=accounts,
                settings=session.settings,
                # A site could point a name of its own at 127.0.0.1 to read a room that asks nobody to sign in.
                hosts={*_LOOPBACK_NAMES, host} if accounts.owner is not None else None,
                secure=secure,
                metrics=metrics,
            )

            def announce(url: str) -> None:
                session.say(f"The reading room of {opened.database} is open at {url} (Ctrl-C closes it)")
                if open_browser:
                    typer.launch(url)

            server.run(app, host=host, port=port, ready=announce, workers=workers, metrics=metrics)


def mcp(context: typer.Context, *, record: RecordPath = None) -> None:
    """Answer an assistant's questions about the record, over the Model Context Protocol."""
    with start_session() as session:
        require_room("The assistant's server", module="mcp_server")
        from onrecord.record import Record
        from onrecord.room.mcp_server import create_server

        with (
            Record.open(record, settings=session.settings, create=False, writable=False) as opened,
            reader_loader(context, session.settings, processes=1) as load,
        ):
            create_server(opened, load_reader=load, settings=session.settings).run("stdio")


@access_app.command("add")
def add_account(
    name: Annotated[str, argument("NAME", "The name to sign in with.")],
    *,
    role: Annotated[
        Literal["reader", "editor"],
        typer.Option("--role", metavar="ROLE", help="reader (sees everything) or editor (also adds and corrects)."),
    ],
    token: Annotated[
        bool, typer.Option("--token", help="Create and print a secret for a program, instead of asking for a password.")
    ] = False,
    access: AccessPath = None,
) -> None:
    """Add an account, or change its role and password. Asks for the password."""
    with start_session() as session:
        file = _accounts_file(access, session)
        from onrecord.room import access as accounts

        secret = accounts.new_token() if token else _ask_password()
        accounts.add_account(file, name, role=role, secret=secret)
        if token:
            session.put(f"{name}:{secret}")
        session.say(f"{name} now has access as {role}.")


@access_app.command("list")
def list_accounts(*, access: AccessPath = None) -> None:
    """List accounts and their roles."""
    with start_session() as session:
        file = _accounts_file(access, session)
        from onrecord.room.access import load_accounts

        stored = load_accounts(file).values()
        if not stored:
            session.say("There are no accounts. Add one with `onrecord access add`.")
        elif session.output.is_terminal:
            table = Table("name", "role", box=None, header_style="bold")
            for account in stored:
                table.add_row(account.name, account.role)
            session.output.print(table)
        else:
            for account in stored:
                session.put(f"{account.name}\t{account.role}")


@access_app.command("remove")
def remove_account(
    name: Annotated[str, argument("NAME", "The account's name.")],
    *,
    access: AccessPath = None,
) -> None:
    """Remove an account. Its sessions end at once."""
    with start_session() as session:
        file = _accounts_file(access, session)
        from onrecord.room import access as accounts

        accounts.remove_account(file, name)
        session.say(f"{name} no longer has access.")


@contextmanager
def _shared_metrics(settings: Settings, *, workers: int) -> Iterator[str | None]:
    """A folder in which several processes count requests; null for one process, or without metrics.

    The library of the metrics looks for it in the environment when it is imported.
    """
    if workers == 1 or not settings.metrics:
        yield None
        return
    with TemporaryDirectory(prefix="onrecord-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield folder


def require_room(feature: str = "The reading room", *, module: str) -> None:
    """Import ``module`` of the room. Raises ``UsageError`` if the libraries of the reading room are not installed."""
    from onrecord.room.startup import collection_paused

    try:
        with collection_paused():
            import_module(f"onrecord.room.{module}")
    except ModuleNotFoundError as error:
        # A module of our own that is missing is a bug, and no extra would bring it.
        if error.name is None or error.name.startswith("onrecord"):
            raise
        raise missing_extra(feature, missing=f"the package {error.name}", command=install_command("room")) from error


def _load_accounts(path: Path | None, *, settings: Settings, loopback: bool) -> Access:
    from onrecord.room import Access
    from onrecord.room.access import default_path

    # A visitor at a loopback address is already logged in on this computer, or comes through a proxy.
    if loopback and path is None and not settings.user_header:
        return Access(owner=getpass.getuser())
    file = path or default_path(settings)
    accounts = Access(file)
    if not accounts.accounts and not settings.user_header:
        raise UsageError(
            f"{file} has no accounts yet, and other computers can reach this address. "
            "Run `onrecord access add NAME --role editor`, or leave out --host to open the room on this computer only."
        )
    return accounts


def _accounts_file(path: Path | None, session: Session) -> Path:
    require_room(module="access")
    from onrecord.room.access import default_path

    return path or default_path(session.settings)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _ask_password() -> str:
    # Piped in by a script: printf %s "$PASSWORD" | onrecord access add mara --role editor
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Repeat the password: ") != password:
        raise UsageError("The two passwords differ. Run the command again.")
    return password
