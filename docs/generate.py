"""Writes the parts of README.md and docs/ that are generated: ``make docs``.

A generated part stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``. Those that are made from the code
alone are checked by the tests. Those that show what the model finds are written anew when the model changes.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import cache
from io import StringIO
from itertools import pairwise
from pathlib import Path

import typer.main
from rich import _export_format
from rich.console import Console
from rich.text import Text
from typer.testing import CliRunner

from onrecord import Reader, Reading, Settings, cli, settings, to_json, urls
from onrecord.articles.bylines import _MAX_AUTHORS
from onrecord.articles.metadata import (
    _MAX_JSON_LD_CHARS,
    _MAX_JSON_LD_OBJECTS,
    _MAX_TITLES,
    _MAX_VALUE_CHARS,
    _MAX_VALUES,
)
from onrecord.articles.parts import MAX_FURNITURE
from onrecord.articles.style_sheets import MAX_STYLE_CHARACTERS
from onrecord.check.alignment import MOST_CELLS
from onrecord.check.read_draft import MAX_CHARACTERS as MAX_DRAFT
from onrecord.check.read_draft import MAX_STATEMENTS
from onrecord.check.word_documents import MAX_ELEMENTS as MAX_DRAFT_ELEMENTS
from onrecord.cli.reading_text import plain_lines, show_reading
from onrecord.encoder.words import MAX_PIECES_OF_TEXT, MAX_PIECES_PER_CHAR
from onrecord.export.importer import _MAX_COMMAS
from onrecord.pages.inflate import MAX_GROWTH
from onrecord.pages.listing import MAX_LINKS, MAX_MARKS
from onrecord.pages.robots import _MAX_CRAWL_DELAY, MAX_BYTES
from onrecord.pages.warc import _MAX_HTTP_HEADER_BYTES
from onrecord.pages.warc_records import MAX_HEADER_BYTES
from onrecord.people.coreference.antecedents import _PAIRS_PER_CHARACTER
from onrecord.review.review import MOST_STEPS
from onrecord.review.review_items import MOST_CONTRADICTIONS
from onrecord.room import api, reading_limits
from onrecord.room.api import reference
from onrecord.room.api.check_routes import MAX_PAGES
from onrecord.room.api.shared import MAX_CHARACTERS, MAX_VALUES
from onrecord.room.authentication import _FREE_FAILURES, _MAX_DELAY, _MAX_PENDING
from onrecord.room.connections import _DELIVERY_SECONDS, _MAX_HEADER_BYTES, _MIN_BYTES_PER_SECOND
from onrecord.room.downloads import MAX_STATEMENTS as MAX_DOWNLOAD
from onrecord.room.html import sign_in
from onrecord.room.jobs import MAX_JOBS, MAX_OUTCOMES, MAX_WAITING
from onrecord.room.mcp_messages import MAX_LINE_BYTES
from onrecord.room.mcp_server import _MAX_RESULTS, _MAX_TEXT
from onrecord.room.previews import MAX_BYTES as MAX_PREVIEW_BYTES
from onrecord.room.previews import MAX_PREVIEWS
from onrecord.room.review_sessions import MAX_SESSIONS
from onrecord.room.server import _KEEP_ALIVE_SECONDS, _MAX_CONNECTIONS
from onrecord.room.uploads import MAX_SOURCES
from onrecord.search.query_language import _MOST_TERMS
from onrecord.search.statement_vectors import MOST_COMPARED
from onrecord.statements.find import MAX_SIGNS, MAX_SIGNS_PER_CHAR
from onrecord.store.pagination import MOST
from onrecord.views.article import MOST_COPIES
from onrecord.views.statement import _MOST_ALIKE
from onrecord.views.timeline import MOST_POINTS
from onrecord.views.trail import MOST_PAGES
from onrecord.views.versions import MOST_CHANGES
from onrecord.watch.poll import _LONGEST_RETRY_AFTER, _MOST_ATTEMPTS
from onrecord.watch.searches import _MOST_SENT

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "read.svg"
EXAMPLE = "samples/pages/tolliver-interview.html"
PART = re.compile(r"(?<=<!-- generated: )(?P<name>[a-z-]+)( -->\n)(?P<body>.*?)(?=<!-- end -->)", re.DOTALL)


def documents() -> list[Path]:
    """Every document that may have generated parts."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


# The limited quantity; the field of ``Settings``, or the value of a fixed limit; the consequence at the limit.
LIMITS: tuple[tuple[str, str | float, str], ...] = (
    ("bytes of a page, compressed or not", "max_page_bytes", "the page is refused"),
    ("characters of an address", urls._MAX_CHARACTERS, "the address is refused"),
    ("gzip members of a page", "max_gzip_members", "the page is refused"),
    ("characters of the declarations before an HTML page", "max_declaration_characters", "left out, with a warning"),
    ("elements of an HTML page", "max_elements", "the page is refused"),
    ("levels of nested elements", 2_048, "deeper elements are left out, with a warning"),
    ("levels of nested elements of NewsML-G2", 256, "the page is refused"),
    ("attributes of a tag", "max_tag_attributes", "the rest is left out, with a warning"),
    ("characters of the style sheets in an HTML page", MAX_STYLE_CHARACTERS, "the rest is not read, with a warning"),
    ("characters of a title, an author or another value of metadata", _MAX_VALUE_CHARS, "the rest is left out"),
    ("`meta` elements of one name", _MAX_VALUES, "the rest is left out"),
    ("social media titles (`og:title` and others) of a page", _MAX_TITLES, "the rest is left out"),
    ("characters of JSON-LD on a page", _MAX_JSON_LD_CHARS, "further scripts are left out"),
    ("objects in the JSON-LD of a page", _MAX_JSON_LD_OBJECTS, "the rest is left out"),
    ("authors of a page", _MAX_AUTHORS, "the rest is left out"),
    ("characters of a title", "max_title_characters", "the rest is cut off, with a warning"),
    ("characters of an article", "max_article_characters", "the rest is cut off, with a warning"),
    ("paragraphs, headlines and furniture of an article", "max_paragraphs", "the rest is cut off, with a warning"),
    ("posts, captions and related headlines of an article", MAX_FURNITURE, "the rest is left out"),
    (
        f"wordpieces of a text: {MAX_PIECES_OF_TEXT:,}, plus this number for each character",
        MAX_PIECES_PER_CHAR,
        "further paragraphs are left out, with a warning",
    ),
    (
        f"signs of statements in a text (cues, quotations, turns): {MAX_SIGNS}, plus this number for each character",
        MAX_SIGNS_PER_CHAR,
        "statements in the rest are not read, with a warning",
    ),
    (
        "pairs of pronoun and mention that the model scores, for each character of a text; at least 20,000",
        _PAIRS_PER_CHARACTER,
        "rules decide alone, with a warning",
    ),
    (
        "false starts of records in a damaged web archive",
        "max_false_starts",
        "reading the archive stops, with an error",
    ),
    ("bytes of the header of a record in a web archive", MAX_HEADER_BYTES, "the record is refused"),
    ("bytes of the HTTP headers of a record in a web archive", _MAX_HTTP_HEADER_BYTES, "the page is refused"),
    (
        "bytes that a byte of JSON Lines, Parquet or a gzip member of a web archive may decompress to, above 268 MB",
        MAX_GROWTH,
        "the rest of the lines, the row group or the record is refused",
    ),
    ("values in a line of an export", _MAX_COMMAS, "the line is not imported"),
    ("pages of a feed or a sitemap", MAX_LINKS, "the rest is left out"),
    ("tags of a feed or a sitemap", MAX_MARKS, "the feed or sitemap is refused"),
    ("bytes of a robots.txt", MAX_BYTES, "the rest is left out"),
    ("seconds between requests that a robots.txt asks for", _MAX_CRAWL_DELAY, "OnRecord waits this long"),
    ("attempts to open a page of a watched feed", _MOST_ATTEMPTS, "the page is listed as failed"),
    ("seconds that a watched feed may ask to wait", _LONGEST_RETRY_AFTER, "OnRecord waits this long"),
    ("statements in a request to a webhook", _MOST_SENT, "further requests send the rest"),
    (
        "seconds of processor time of a page in a worker",
        "max_reading_seconds",
        "the page fails, and can be tried again",
    ),
    ("bytes of memory of a worker", "max_worker_bytes", "the page fails, and can be tried again"),
    ("seconds of a fetch", "fetch_timeout", "the page fails, and can be tried again"),
    ("redirects of a fetch", "max_redirects", "the page is refused"),
    (
        "seconds of a query of the record",
        "query_timeout",
        "the query ends with an error; the room and the API answer 503",
    ),
    ("words of a search", _MOST_TERMS, "the search is refused"),
    ("statements that a search by meaning compares", MOST_COMPARED, "the least similar ones are left out"),
    ("pages that a trail lists", MOST_PAGES, "the rest is left out"),
    ("statements with similar words that are listed for a statement", _MOST_ALIKE, "the rest is left out"),
    ("near-duplicates that are listed for a page", MOST_COPIES, "the rest is left out"),
    ("changes that are listed for a page", MOST_CHANGES, "the rest is left out; `compare` has all"),
    ("statements of a year in a timeline", MOST_POINTS, "only the counts of the year are shown"),
    (
        "words of a quotation in a draft, times words of the passage that it is compared with",
        MOST_CELLS,
        "the quotation is `not-found`, and the reason says so",
    ),
    ("elements of a Word document", MAX_DRAFT_ELEMENTS, "the draft is refused"),
    ("characters of a draft in the room, the API or an assistant", MAX_DRAFT, "the draft is refused"),
    ("statements of a draft in the room, the API or an assistant", MAX_STATEMENTS, "the draft is refused"),
    ("pages that the room, the API or an assistant checks a draft against", MAX_PAGES, "the draft is refused"),
    ("bytes of a message from an assistant", MAX_LINE_BYTES, "the message is refused"),
    ("results in an answer to an assistant", _MAX_RESULTS, "the cursor requests the next ones"),
    ("characters of a search or a statement from an assistant", _MAX_TEXT, "the request is refused"),
    ("connections to the reading room", _MAX_CONNECTIONS, "the request is refused with 503"),
    ("bytes of the headers of a request", _MAX_HEADER_BYTES, "the request is refused with 431"),
    (
        "bytes a second that a client must send at least, after 20 seconds",
        _MIN_BYTES_PER_SECOND,
        "the connection is closed",
    ),
    ("seconds in which a client takes 64 kB of a response", _DELIVERY_SECONDS, "the connection is closed"),
    ("seconds that a connection may be idle after a response", _KEEP_ALIVE_SECONDS, "the connection is closed"),
    ("attempts to sign in from one address at a time", _MAX_PENDING, "429, with `Retry-After`"),
    ("seconds that a wrong secret delays the next attempts", _MAX_DELAY, "the delay grows no further"),
    ("wrong secrets without a delay", _FREE_FAILURES, "the next attempts are delayed"),
    ("characters of a name or secret in the sign-in form", sign_in._MAX_CHARACTERS, "the request is refused"),
    ("bytes of an upload to the reading room", "max_upload_bytes", "the upload is refused"),
    ("sources of an upload to the reading room", MAX_SOURCES, "the upload is refused"),
    ("readings of one visitor of the reading room at a time", reading_limits.MAX_READINGS, "the next waits"),
    ("waiting readings of one visitor", reading_limits.MAX_WAITING, "429, with `Retry-After`"),
    ("waiting readings in all", reading_limits.MAX_WAITING_IN_ALL, "503, with `Retry-After`"),
    ("previews of one visitor a minute", 30, "429, with `Retry-After`"),
    ("previews in all", MAX_PREVIEWS, "the oldest expires"),
    ("bytes of the pages of all previews", MAX_PREVIEW_BYTES, "the oldest expires"),
    ("reviews in all", MAX_SESSIONS, "the oldest ends"),
    ("steps of a review that can be undone", MOST_STEPS, "earlier steps cannot be undone"),
    (
        "pairs or people whose contradictions are shown at a time",
        MOST_CONTRADICTIONS,
        "the next follow when they are settled",
    ),
    ("drafts that one visitor checks a minute", 30, "429, with `Retry-After`"),
    ("uploads of one visitor a minute", 20, "429, with `Retry-After`"),
    ("requests of one visitor to the API for outlets and speaker shares, a minute", 30, "429, with `Retry-After`"),
    ("waiting jobs of the reading room", MAX_WAITING, "the upload is refused; try again later"),
    (
        "jobs of the reading room, finished ones included",
        MAX_JOBS,
        "the oldest finished jobs are removed from the list",
    ),
    ("outcomes that a job of the reading room lists", MAX_OUTCOMES, "the earliest are only counted"),
    (
        "statements of a download from the reading room",
        MAX_DOWNLOAD,
        "the rest is left out; `onrecord export` writes all",
    ),
    ("results on a page of a listing", MOST, "the request is refused; the cursor requests the next page"),
    ("characters of a name or an id in a request", MAX_CHARACTERS, "the request is refused"),
    ("values of one filter in a request", MAX_VALUES, "the request is refused"),
)


def commands_part() -> str:
    """The output of ``--help`` for onrecord and each of its commands."""
    names = list(_commands(typer.main.get_command(cli.app), []))
    return "\n".join(f"## onrecord {' '.join(name)}".rstrip() + "\n\n" + _block(_help(name)) for name in names)


def _commands(command: object, name: list[str]) -> Iterator[list[str]]:
    """The full names of ``command`` and of its subcommands, as lists of words."""
    yield name
    for word, below in sorted(getattr(command, "commands", {}).items()):
        yield from _commands(below, [*name, word])


def settings_part() -> str:
    """The table of settings, from the fields of ``Settings`` and the strings below them."""
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    meanings = setting_meanings()
    for field in fields(Settings):
        default = {True: "yes", False: "no"}[field.default] if isinstance(field.default, bool) else field.default
        lines.append(f"| `{settings.PREFIX}{field.name.upper()}` | {default} | {meanings.get(field.name, '')} |")
    return "\n".join(lines) + "\n"


def limits_part() -> str:
    """The table of limits."""
    lines = ["| limit | default | setting | at the limit |", "|---|---|---|---|"]
    for quantity, limit, consequence in LIMITS:
        default = getattr(Settings(), limit) if isinstance(limit, str) else limit
        setting = f"`{settings.PREFIX}{limit.upper()}`" if isinstance(limit, str) else "fixed"
        lines.append(f"| {quantity} | {default:,} | {setting} | {consequence} |")
    return "\n".join(lines) + "\n"


def setting_meanings() -> dict[str, str]:
    """The description of each setting in the source, by its name."""
    tree = ast.parse(Path(settings.__file__).read_text(encoding="utf-8"))
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings")
    meanings = {}
    for field, text in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            meanings[ast.unparse(field.target)] = str(text.value.value)
    return meanings


def routes_part() -> str:
    """Every route of the API, section by section, with its parameters, body and response."""
    return "\n".join(_section(section) for section in reference.list_sections(api.openapi()))


def _section(section: reference.ApiSection) -> str:
    parts = [f"## {section.name.capitalize()}\n\n{section.description}\n"]
    for route in section.routes:
        parts.append(f"### {route.summary}\n\n`{route.method} {route.path}`\n\n{route.description}\n")
        parts += [_parameter_table(route.parameters)] if route.parameters else []
        for body in route.bodies:
            parts.append(f"Body: `{body.kind}`{f'. {body.description}' if body.description else ''}\n")
            parts += [_parameter_table(body.fields)] if body.fields else []
        parts.append(f"Response: {route.status} with `{route.response}`.\n")
        parts.append(_block(route.example))
    return "\n".join(parts)


def _parameter_table(parameters: tuple[reference.ApiParameter, ...]) -> str:
    lines = ["| name | type | default | description |", "|---|---|---|---|"]
    for parameter in parameters:
        default = "required" if parameter.required else parameter.default or ""
        cells = (f"`{parameter.name}`", parameter.kind, default, parameter.description)
        lines.append(f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def fields_part() -> str:
    """The table of the record format's fields, from the docstrings in ``onrecord.record_format``."""
    return "| field | meaning |\n|---|---|\n" + "\n".join(_field_rows("ReadingRecord"))


def check_fields_part() -> str:
    """The table of the fields of a report on a draft, from the docstrings in ``onrecord.check.report``."""
    return "| field | meaning |\n|---|---|\n" + "\n".join(_field_rows("CheckRecord"))


def _field_rows(record: str, *, before: str = "") -> Iterator[str]:
    """A row for each field of ``record`` and of its nested records. A record that may be null gets a single row."""
    schemas = api.openapi()["components"]["schemas"]
    for name, schema in schemas[record]["properties"].items():
        inner = schema.get("items", schema).get("$ref", "").rpartition("/")[2]
        meaning = schema["description"] if "description" in schema else schemas[inner]["description"]
        yield f"| `{before}{name}` | {' '.join(meaning.split())} |"
        if inner:
            yield from _field_rows(inner, before=f"{before}{name}{'[]' if 'items' in schema else ''}.")


def text_part() -> str:
    """The output of ``onrecord read`` for the example page in a pipe."""
    return _block(f"$ onrecord read {EXAMPLE} | cat\n" + "\n".join(plain_lines(_example())))


def json_part() -> str:
    """The record of the example page."""
    return _block(to_json(_example(), indent=2), language="json")


def picture() -> str:
    """The output of ``onrecord read`` for the example page in a terminal, as an SVG that fetches nothing."""
    console = Console(record=True, width=96, force_terminal=True, color_system="truecolor", file=StringIO())
    show_reading(_example(), console=console)
    template = re.sub(r"@font-face \{\{.*?\}\}\s*", "", _export_format.CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    return console.export_svg(title=f"onrecord read {EXAMPLE}", code_format=template, unique_id="onrecord")


WITHOUT_MODEL: dict[str, Callable[[], str]] = {
    "commands": commands_part,
    "fields": fields_part,
    "check-fields": check_fields_part,
    "settings": settings_part,
    "limits": limits_part,
    "routes": routes_part,
}
WITH_MODEL: dict[str, Callable[[], str]] = {"text": text_part, "json": json_part}


def parts(document: str) -> dict[str, str]:
    """The current generated parts of ``document``, by their names."""
    return {match["name"]: match["body"] for match in PART.finditer(document)}


def renewed(document: str, *, makers: dict[str, Callable[[], str]]) -> str:
    """``document`` with new contents in the parts that ``makers`` can generate."""

    def renew(match: re.Match[str]) -> str:
        make = makers.get(match["name"])
        return f"{match['name']}{match[2]}\n{make()}\n" if make else match[0]

    return PART.sub(renew, document)


def main() -> None:
    """Generate every part again."""
    for path in documents():
        path.write_text(renewed(path.read_text(encoding="utf-8"), makers=WITHOUT_MODEL | WITH_MODEL), encoding="utf-8")
    PICTURE.write_text(picture(), encoding="utf-8")


@cache
def _example() -> Reading:
    os.chdir(ROOT)
    (reading,) = Reader.load().read_source(EXAMPLE)
    if not isinstance(reading, Reading):
        raise reading
    # The time of reading would change the document each time.
    page = replace(reading.article.page, fetched=f"{reading.article.published}T12:00:00Z")
    return replace(reading, article=replace(reading.article, page=page))


def _help(command: list[str]) -> str:
    """The help of ``command`` as a terminal of 100 columns shows it, without colours."""
    terminal = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "xterm"}
    result = CliRunner().invoke(
        cli.app, [*command, "--help"], prog_name="onrecord", env=terminal, catch_exceptions=False
    )
    return "\n".join(line.rstrip() for line in Text.from_ansi(result.stdout).plain.strip().splitlines())


def _block(content: str, *, language: str = "console") -> str:
    return f"```{language}\n{content.strip()}\n```\n"


if __name__ == "__main__":
    main()
