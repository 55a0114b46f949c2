"""``onrecord check``: check every quotation and reported statement of a draft before it is published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

import typer
from rich.padding import Padding
from typer.core import TyperCommand

from onrecord.cli import terminal
from onrecord.cli.check_text import draw_check
from onrecord.cli.options import RecordPath, argument, help_epilog, option
from onrecord.cli.session import Session, reader_loader, start_session
from onrecord.codec import write_json
from onrecord.errors import OnRecordError, PageError, UsageError

if TYPE_CHECKING:
    from onrecord.check.read_draft import ReadDraft
    from onrecord.check.report import CheckRecord, DraftCheck
    from onrecord.reading import ReadsPages
    from onrecord.types import Reading

EPILOG = help_epilog(
    "Exit codes: [bold]0[/] nothing is flagged, [bold]1[/] something is flagged, [bold]2[/] wrong usage, [bold]3[/] a "
    r"draft or page could not be read. Words that the draft leaves out are in \[-brackets-], and words that it adds in "
    "{+braces+}; a terminal shows them in colour.",
    examples=[
        "onrecord check draft.md",
        "onrecord check draft.docx --against interview.html sources/",
        "pbpaste | onrecord check - --format json",
    ],
)
_AGAINST: Final = "--against"
_FLAGGED: Final = 1
_UNREADABLE: Final = 3


CheckFormat: TypeAlias = Literal["text", "json", "jsonl"]
"""Formats of a checked draft."""


def check(
    context: typer.Context,
    *,
    drafts: Annotated[
        list[str],
        argument("DRAFT", "Text, Markdown, HTML or .docx files, or - for standard input."),
    ],
    against: Annotated[
        list[str] | None,
        option(
            _AGAINST,
            "PAGE",
            "Check against these pages (files, folders, URLs) instead of the record. Put this option after the drafts.",
        ),
    ] = None,
    record: RecordPath = None,
    form: Annotated[
        CheckFormat,
        typer.Option("--format", metavar="FORMAT", help="text, json (one draft only) or jsonl (one draft per line)."),
    ] = "text",
) -> None:
    """Check that each quotation in a draft is on record, word for word and from the same speaker."""
    with start_session() as session:
        if form == "json" and len(drafts) > 1:
            raise UsageError("--format json prints a single draft, and there are several. Use --format jsonl.")
        with reader_loader(context, session.settings) as load:
            code = _Run(session, load(), form=form).check(drafts, against=against or [], record=record)
    raise typer.Exit(code)


class CheckCommand(TyperCommand):
    """A command with an option, ``--against``, that takes all arguments up to the next option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Write ``--against`` before each of its pages, since an option takes one value."""
        expanded: list[str] = []
        is_against = False
        for word in args:
            if word.startswith("-") and word != "-":
                is_against = word == _AGAINST
                expanded += [] if is_against else [word]
            else:
                expanded += [_AGAINST, word] if is_against else [word]
        return super().parse_args(ctx, expanded)


class _Run:
    """A run of the command: it reads pages and drafts, and prints a report on each draft."""

    def __init__(self, session: Session, reader: ReadsPages, *, form: CheckFormat) -> None:
        self._session = session
        self._reader = reader
        self._form = form
        self._is_unreadable = False
        self._is_flagged = False

    def check(self, drafts: Sequence[str], *, against: Sequence[str], record: str | None) -> int:
        """Check ``drafts`` and print their reports; return the exit code."""
        from onrecord.check.checking import check_against

        try:
            if against:
                readings = self._read_pages(against)
                if readings:
                    self._check_each(drafts, lambda draft: check_against(draft, readings))
            else:
                with self._session.open_record(record, read_only=True) as opened:
                    self._check_each(drafts, opened.check)
        except UsageError:
            raise
        except OnRecordError as error:
            self._fail(error)
        return _UNREADABLE if self._is_unreadable else _FLAGGED if self._is_flagged else 0

    def _check_each(self, drafts: Sequence[str], check_draft: Callable[[ReadDraft], DraftCheck]) -> None:
        from onrecord.check.read_draft import open_draft, read_draft

        settings = self._session.settings
        for source in drafts:
            try:
                body = open_draft(source, settings=settings)
                checked = check_draft(read_draft(source, body, reader=self._reader, settings=settings))
            except PageError as error:
                self._fail(error)
                continue
            self._is_flagged |= bool(checked.flagged)
            self._print(checked.to_record())

    def _read_pages(self, against: Sequence[str]) -> list[Reading]:
        from onrecord.pages import find_sources
        from onrecord.reading import open_or_fail

        readings: list[Reading] = []
        for source in find_sources(against):
            for page in open_or_fail(source, settings=self._session.settings):
                outcome = page if isinstance(page, PageError) else self._reader.attempt(page)
                if isinstance(outcome, PageError):
                    self._fail(outcome)
                else:
                    readings.append(outcome)
        return readings

    def _fail(self, error: OnRecordError) -> None:
        self._is_unreadable = True
        self._session.output.file.flush()
        self._session.say(f"onrecord: {error}")

    def _print(self, checked: CheckRecord) -> None:
        output = self._session.output
        if self._form == "text":
            for line, indent in draw_check(checked, is_linked=output.is_terminal):
                if output.is_terminal:
                    padded = Padding(line, (0, 0, 0, indent))
                    output.print(padded, width=min(output.width, terminal.READABLE_WIDTH))
                else:
                    terminal.put(f"{' ' * indent}{line.plain}", console=output)
        else:
            spaces = 2 if self._form == "json" else None
            terminal.put(write_json(checked, indent=spaces), console=output)
        output.file.flush()
