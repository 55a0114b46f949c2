"""The command line: one file a command, each thin over what the library does.

Standard output carries what was asked for and nothing else; everything said about the work goes to standard error.
"""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.cli import add, export, find, judge, mcp, person, read, review, serve, trail, watch
from onrecord.version import VERSION

__all__ = ["app", "main"]

app = typer.Typer(
    name="onrecord",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line on the process's own arguments."""
    app(prog_name="onrecord")


def _print_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"onrecord {VERSION}")
        raise typer.Exit


@app.callback(
    epilog="Exit codes: [bold]0[/] all went well, [bold]1[/] some pages could not be read, [bold]2[/] wrong usage."
)
def onrecord(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and stop.", is_eager=True, callback=lambda v: _print_version(wanted=v)
        ),
    ] = False,
) -> None:
    """Read news pages and keep the record: [bold]who said what[/], in whose words, and where the page says so."""


app.command(epilog=read.EPILOG, no_args_is_help=False)(read.read)
app.command(epilog=add.EPILOG)(add.add)
app.command()(add.retry)
app.command(epilog=watch.EPILOG)(watch.watch)
app.command(epilog=export.CITE_EPILOG)(export.cite)
app.command(epilog=export.EPILOG)(export.export)
app.command("import", epilog=export.IMPORT_EPILOG)(export.take_back)
app.command(epilog=review.EPILOG)(review.review)
app.add_typer(judge.app, name="judge", epilog=judge.EPILOG, help="Say who is who and who said what, or take it back.")
app.command(epilog=find.EPILOG)(find.find)
app.command(epilog=person.EPILOG)(person.person)
app.command(epilog=person.BETWEEN_EPILOG)(person.between)
app.command(epilog=trail.EPILOG)(trail.trail)
app.command()(find.headlines)
app.command(epilog=serve.EPILOG)(serve.serve)
app.command(epilog=mcp.EPILOG)(mcp.mcp)
app.add_typer(serve.access_app, name="access", help="Who may enter a reading room that others can reach.")
