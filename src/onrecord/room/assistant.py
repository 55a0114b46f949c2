"""The record for an assistant, over the Model Context Protocol: answers are citations and nothing else.

    server = create_server(record, load_reader=Reader.load, settings=settings)
    server.run("stdio")

Its tools only read. What goes wrong is told in words, so that the assistant can ask better.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import BaseModel, ConfigDict, Field

from onrecord import search, views
from onrecord.cite.citation import CiteForm, cite
from onrecord.errors import OnRecordError, PageError, UnreadableError
from onrecord.pages import open_pages
from onrecord.reading import Reader
from onrecord.record import Record
from onrecord.resolve.name_resolver import EntitySummary
from onrecord.room.citing import Citation, Citing, Stated, read_citations
from onrecord.search.query import Query
from onrecord.settings import Settings
from onrecord.types import Kind, Place
from onrecord.version import VERSION
from onrecord.views.relationships import Tie

INSTRUCTIONS: Final = """These tools search a record of news pages: who said what, about whom, to whom and when, in
the words of the pages. Answer with what they return and nothing else. Give each claim with its source: outlet, date and
link. A statement says what a page attributes to somebody, not that it is true. Where nothing is found, say so. A name
may stand for several people: then ask for one of them by id."""
_MOST: Final = 50
_HERE: Final = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_WEB: Final = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=True)
_Answer = TypeVar("_Answer")

Somebody = Annotated[str, Field(min_length=1, max_length=500, description="A name, an alias or a public id.")]
Somebodies = Annotated[list[str], Field(max_length=20, description="Names, aliases or public ids.")]
Limit = Annotated[int, Field(ge=1, le=_MOST, description="How many are given at once.")]
After = Annotated[str | None, Field(description="The `next` of the answer before, with the same question, to go on.")]
Date = Annotated[str | None, Field(description="A year, a month or a day: 2016, 2016-05, 2016-05-12.")]


class _Told(BaseModel):
    # The library makes no schema from a dataclass with slots.
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Found(_Told):
    """Statements that were found."""

    statements: tuple[Citation, ...]
    notes: tuple[str, ...]
    next: str | None
    """To go on; null where these are the last."""


class Known(_Told):
    """Somebody of the record."""

    id: str
    name: str
    said: int
    """Statements by, and about it, in all."""
    spoken_of: int
    stated: tuple[Stated, ...]
    """Roles, ages, aliases and relationships, each with a page that states it."""
    latest: tuple[Citation, ...]
    """The latest statements by it."""
    latest_about: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A statement by one of two about the other, or a page's word for what they are to each other."""

    day: str | None
    said: Citation | None
    stated: Stated | None


class Between(_Told):
    """What was between two people, the oldest first."""

    one: str
    other: str
    moments: tuple[Moment, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Carrier:
    """A page that carries the words."""

    said: Citation
    first: bool
    """Whether no page of an earlier day had them."""
    wording: str
    """Against the first page: ``same``, ``altered``, ``cut`` or ``longer``."""
    mouth: str
    """Whether in the same mouth as on the first page, in ``other``, ``unnamed`` or ``unstated``."""
    copy: bool
    """Whether the page has its text from an earlier one: it is no voice of its own."""


class Trail(_Told):
    """The way that words took, the earliest page first."""

    pages: int
    voices: int
    """How many stories that makes: copies are not counted."""
    carriers: tuple[Carrier, ...]
    notes: tuple[str, ...]
    next: str | None


def create_server(record: Record, *, load_reader: Callable[[], Reader], settings: Settings) -> MCPServer[Any]:
    """A server whose tools read ``record``, which stays the caller's, to close.

    ``load_reader`` is called before the first page that has to be read.
    """
    tools = Tools(record, load_reader=load_reader, settings=settings)
    server: MCPServer[Any] = MCPServer(
        "onrecord", title="OnRecord", version=VERSION, instructions=INSTRUCTIONS, log_level="WARNING"
    )
    for tool in (tools.find, tools.person, tools.between, tools.trail, tools.cite):
        server.tool(annotations=_HERE)(_in_words(tool))
    server.tool(annotations=_WEB)(_in_words(tools.read))
    return server


class Tools:
    """What an assistant may ask."""

    def __init__(self, record: Record, *, load_reader: Callable[[], Reader], settings: Settings) -> None:
        self._record = record
        self._load_reader = functools.lru_cache(maxsize=1)(load_reader)
        self._settings = settings

    def find(
        self,
        words: Annotated[str, Field(description='Words, `"a phrase"`, `begin*`, AND, OR, NOT. May be empty.')] = "",
        by: Somebodies = [],  # noqa: B006 - the default that a schema shows; nobody changes it
        about: Somebodies = [],  # noqa: B006
        told: Somebodies = [],  # noqa: B006
        outlet: Annotated[list[str], Field(max_length=20, description="Names of outlets.")] = [],  # noqa: B006
        kind: list[Kind] = [],  # noqa: B006
        place: list[Place] = [],  # noqa: B006
        since: Date = None,
        until: Date = None,
        said: Annotated[bool, Field(description="Only what was said or written: no thoughts and intentions.")] = False,
        limit: Limit = 10,
        after: After = None,
    ) -> Found:
        """Find statements by their words, and by who said them about whom, to whom, where and when."""
        filters = {"words": words, "by": by, "about": about, "told": told, "outlet": outlet, "kind": kind}
        query = Query.from_mapping({**filters, "place": place, "since": since, "until": until, "said": said})
        found = search.find(self._record, query, limit=limit, after=after)
        cited = Citing(self._record).statements(hit.entry for hit in found.hits)
        return Found(statements=cited, notes=found.notes, next=found.next)

    def person(self, name: Somebody) -> Known:
        """Show somebody: what pages call it, its relationships as pages state them, its latest statements."""
        citing = Citing(self._record)
        portrait = views.person(self._record, name)
        called = views.around(self._record, portrait.who.id).stated
        facts = [citing.stated(f"{one.kind}: {one.text}", one.text, one.page) for one in called]
        ties = [
            citing.stated(_told(tie), stating.evidence, stating.page)
            for tie in portrait.ties
            for stating in tie.statings
        ]
        by, about = (
            search.find(self._record, query, limit=5, sort="newest").hits
            for query in (Query(by=(portrait.who.id,)), Query(about=(portrait.who.id,)))
        )
        return Known(
            id=portrait.who.id,
            name=portrait.who.name,
            said=portrait.who.said,
            spoken_of=portrait.who.spoken_of,
            stated=(*facts, *ties),
            latest=citing.statements(hit.entry for hit in by),
            latest_about=citing.statements(hit.entry for hit in about),
        )

    def between(self, one: Somebody, other: Somebody, limit: Limit = 20, after: After = None) -> Between:
        """Show all that two people said about each other and what pages say that they are, the oldest first."""
        citing = Citing(self._record)
        found = views.between(self._record, one, other, limit=limit, after=after)
        moments = [
            Moment(
                at.day,
                said=citing.statements([at.entry])[0] if at.entry else None,
                stated=citing.stated(_told(at.tie), at.stating.evidence, at.stating.page)
                if at.tie and at.stating
                else None,
            )
            for at in found.moments
        ]
        return Between(one=_called(found.one), other=_called(found.other), moments=tuple(moments), next=found.next)

    def trail(
        self,
        statement: Annotated[str, Field(min_length=1, description="A statement's public id, or its words.")],
        limit: Limit = 20,
        after: After = None,
    ) -> Trail:
        """Follow words from page to page: who had them first, who copied whom, and where they were altered."""
        found = views.trail(self._record, statement, limit=limit, after=after)
        cited = Citing(self._record).statements(one.entry for one in found.carriers)
        carriers = tuple(
            Carrier(said, first=one.first, wording=one.wording, mouth=one.mouth, copy=one.copy_of is not None)
            for said, one in zip(cited, found.carriers, strict=True)
        )
        return Trail(pages=found.pages, voices=found.voices, carriers=carriers, notes=found.notes, next=found.next)

    def cite(
        self,
        statement: Annotated[str, Field(min_length=1, description="A statement's public id.")],
        form: CiteForm = CiteForm.plain,
    ) -> str:
        """Write a citation of a statement, with a link that scrolls to its words."""
        with self._record.snapshot() as connection:
            return cite(connection, statement, form=form)

    def read(
        self, url: Annotated[str, Field(pattern=r"^https?://\S+$", description="The address of one news page.")]
    ) -> Found:
        """Read a page on the web that need not be in the record: its statements. Nothing is kept."""
        page = next(open_pages(url, settings=self._settings), None)
        if page is None:
            raise UnreadableError(url, "it holds no page", advice="Give the address of one.")
        if isinstance(page, PageError):
            raise page
        reading = self._load_reader().read(page)
        return Found(statements=read_citations(reading), notes=reading.warnings, next=None)


def _in_words(tool: Callable[..., _Answer]) -> Callable[..., _Answer]:
    """``tool``, with what OnRecord says went wrong told to the assistant."""

    @functools.wraps(tool)
    def told(*given: Any, **named: Any) -> _Answer:
        try:
            return tool(*given, **named)
        except OnRecordError as error:
            raise ToolError(str(error)) from error

    return told


def _told(tie: Tie) -> str:
    """What one is to another, and whether that is asserted."""
    status = "" if tie.status == "asserted" else f" ({tie.status})"
    return f"{tie.one.name} is {tie.relation} of {tie.other.name}{status}"


def _called(who: EntitySummary) -> str:
    return f"{who.name} ({who.id})"
