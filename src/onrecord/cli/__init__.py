"""The command line, a thin layer over the library: one module for each command or group of commands.

Results go to standard output, and nothing else does. Progress, notes and errors go to standard error.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from typer.core import TyperGroup

from onrecord.cli import (
    add,
    archive,
    between,
    check,
    dataset,
    exclude,
    export,
    find,
    judge,
    maintenance,
    person,
    read,
    review,
    serve,
    trail,
    watch,
)
from onrecord.cli.options import help_epilog
from onrecord.version import VERSION

__all__ = ["app", "main"]

# Wording of Typer about a value of the wrong type, and ours.
_WORDINGS = {
    "Value error, ": "",
    "Input should be a valid integer, unable to parse string as an integer": "It is not a whole number.",
    "Input should be a valid number, unable to parse string as a number": "It is not a number.",
    "Input should be": "It should be",
}


class _Commands(TyperGroup):
    """The commands; an error about an option is in plain English."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            for typed, plain in _WORDINGS.items():
                error.message = error.message.replace(typed, plain, 1)
            if error.message:  # a missing argument has none
                error.message = error.message.removesuffix(".") + "."
            raise


app = typer.Typer(
    name="onrecord",
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line with the arguments of the process."""
    arguments = sys.argv[1:]
    try:
        "".join(arguments).encode()
    except UnicodeEncodeError:  # a name in Latin-1, which could neither be stored nor printed
        from onrecord.pages.files import escape_name

        arguments = [*map(escape_name, arguments)]
    app(arguments, prog_name="onrecord")


def _print_version(*, requested: bool) -> None:
    if requested:
        typer.echo(f"onrecord {VERSION}")
        raise typer.Exit


@app.callback(
    epilog=help_epilog(
        "Exit codes: [bold]0[/] success, [bold]1[/] some pages could not be read, [bold]2[/] wrong usage.",
        examples=[
            "onrecord read page.html",
            "onrecord add archive/",
            'onrecord find "sea wall"',
            "onrecord serve --open",
        ],
    )
)
def onrecord(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Show the version and exit.",
            is_eager=True,
            callback=lambda value: _print_version(requested=value),
        ),
    ] = False,
) -> None:
    """Read news pages and keep the record: [bold]who said what[/], about whom, to whom and when, and on which page."""


app.command(epilog=read.EPILOG)(read.read)
app.command(epilog=add.ADD_EPILOG)(add.add)
app.command(epilog=add.RETRY_EPILOG)(add.retry)
app.command(epilog=watch.EPILOG)(watch.watch)
app.command(epilog=find.FIND_EPILOG)(find.find)
app.command(epilog=person.EPILOG)(person.person)
app.command(epilog=between.EPILOG)(between.between)
app.command(epilog=trail.EPILOG)(trail.trail)
app.command(cls=check.CheckCommand, epilog=check.EPILOG)(check.check)
app.command(epilog=find.HEADLINES_EPILOG)(find.headlines)
app.command(epilog=review.EPILOG)(review.review)
app.add_typer(judge.app, name="judge", epilog=judge.EPILOG, help="Correct statements and people, and list corrections.")
app.command(epilog=exclude.REMOVE_EPILOG)(exclude.remove)
app.command(epilog=exclude.ALLOW_EPILOG)(exclude.allow)
app.command(epilog=exclude.HIDE_EPILOG)(exclude.hide)
app.command(epilog=exclude.UNHIDE_EPILOG)(exclude.unhide)
app.command(epilog=export.CITE_EPILOG)(export.cite)
app.command(epilog=export.EXPORT_EPILOG)(export.export)
app.command("import", epilog=export.IMPORT_EPILOG)(export.import_export)
app.add_typer(
    archive.app,
    name="archive",
    epilog=archive.EPILOG,
    help="Read large archives on many processors, and load them into a record.",
)
app.command(epilog=dataset.EPILOG)(dataset.dataset)
app.command(epilog=maintenance.VERIFY_EPILOG)(maintenance.verify)
app.command(epilog=maintenance.BACKUP_EPILOG)(maintenance.backup)
app.command(epilog=serve.SERVE_EPILOG)(serve.serve)
app.add_typer(
    serve.access_app,
    name="access",
    epilog=serve.ACCESS_EPILOG,
    help="Manage the accounts of a shared reading room.",
)
app.command(epilog=serve.MCP_EPILOG)(serve.mcp)
