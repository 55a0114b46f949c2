"""``onrecord dataset``: write a dataset to cite."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli import terminal
from onrecord.cli.options import argument, help_epilog, option
from onrecord.cli.session import start_session

EPILOG = help_epilog(
    "The folder has the statements and pages as Parquet, a manifest with hashes, a datasheet with the accuracy and "
    "known errors of the reader, and a citation file. The same input gives the same files and the same version. "
    "Hidden people and removed pages of a record are left out.",
    examples=[
        "onrecord dataset news.sqlite --to dataset --title 'Words of the harbour'",
        "onrecord dataset shards --to dataset --author 'Ada Quill'",
    ],
)


def dataset(
    *,
    origin: Annotated[str, argument("RECORD_OR_SHARDS", "A record, or a folder of shards, or the address of either.")],
    target: Annotated[Path, option("--to", "FOLDER", "The folder to write, which must not exist.")],
    title: Annotated[
        str, typer.Option("--title", metavar="TITLE", help="Title of the dataset.")
    ] = "Statements in the news",
    authors: Annotated[list[str] | None, option("--author", "NAME", "An author to cite; repeatable.")] = None,
    version: Annotated[
        str | None, option("--version", "VERSION", "Version of the dataset. Default: a hash of its content.")
    ] = None,
) -> None:
    """Write the statements of a record or of shards as a dataset that can be cited."""
    with start_session() as session:
        from onrecord.archive.datasheet import DatasetDescription
        from onrecord.archive.folders import open_folder
        from onrecord.archive.write_dataset import record_pages, shard_pages, write_dataset
        from onrecord.pages.find import is_url
        from onrecord.store.locations import is_server

        names = tuple(authors or ())
        if not is_server(origin) and (is_url(origin) or Path(origin).is_dir()):
            description = DatasetDescription("shards", title, names, version)
            written = write_dataset(shard_pages(open_folder(origin)), target, description=description)
        else:
            description = DatasetDescription("record", title, names, version)
            with session.open_record(origin, read_only=True) as record:
                written = write_dataset(record_pages(record), target, description=description)
        pages, statements = (
            terminal.format_count(number, noun)
            for number, noun in ((written.pages, "page"), (written.statements, "statement"))
        )
        line = f"{target} is version {written.version}: {statements} on {pages}."
        session.put(line)
