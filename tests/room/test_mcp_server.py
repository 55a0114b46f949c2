"""What an assistant is told, asked by the protocol's own client."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.types import CallToolResult

from onrecord.record import Record
from onrecord.room.mcp_server import create_server
from onrecord.settings import Settings
from tests import double
from tests.kept_record import ADA, JONAS, WINTER, pages
from tests.statement_pages import keep_all

Ask = Callable[..., CallToolResult]
ROOT = Path(__file__).parents[2]
CITED = {"title", "outlet", "published", "link", "page"}


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a record of a few pages."""
    path = tmp_path_factory.mktemp("assistant") / "record.sqlite"
    with Record.open(path) as record:
        keep_all(record, *pages())
    return path


@pytest.fixture
def ask(where: Path) -> Iterator[Ask]:
    """Calls a tool of a server over that record, which it may not write to."""
    with Record.open(where, writable=False) as record:
        server = create_server(record, load_reader=lambda: double.load(Settings()), settings=Settings())

        async def call(tool: str, **given: Any) -> CallToolResult:
            async with Client(server) as client:
                return await client.call_tool(tool, given)

        yield lambda tool, **given: anyio.run(lambda: call(tool, **given))


def told(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error, result.content
    assert isinstance(result.structured_content, dict)
    return result.structured_content


def citations(value: object) -> Iterator[dict[str, Any]]:
    """All citations in ``value``."""
    if isinstance(value, dict):
        if "source" in value:
            yield value
        for one in value.values():
            yield from citations(one)
    elif isinstance(value, list):
        for one in value:
            yield from citations(one)


def test_it_has_tools_that_only_read(where: Path) -> None:
    async def listed() -> dict[str, Any]:
        with Record.open(where, writable=False) as record:
            server = create_server(record, load_reader=lambda: double.load(Settings()), settings=Settings())
            async with Client(server) as client:
                assert "Answer only from their results" in (client.instructions or "")
                return {tool.name: tool for tool in (await client.list_tools()).tools}

    tools = anyio.run(listed)
    assert set(tools) == {"find", "person", "between", "trail", "cite", "read"}
    assert all(tool.annotations.read_only_hint for tool in tools.values())
    assert all(tool.description for tool in tools.values())


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("find", {"words": "winter"}),
        ("find", {"by": [ADA], "about": [JONAS]}),
        ("person", {"name": ADA}),
        ("between", {"one": ADA, "other": JONAS}),
        ("trail", {"statement": WINTER}),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_whatever_is_told_is_cited(ask: Ask, tool: str, given: dict[str, Any]) -> None:
    found = list(citations(told(ask(tool, **given))))
    assert found
    for one in found:
        assert set(one["source"]) == CITED
        assert one["words"]
        assert one["source"]["page"]
        if "statement" in one and one["source"]["link"]:
            assert "#:~:text=" in one["source"]["link"]
    assert any(one["source"]["link"] for one in found)


def test_what_is_found_goes_on(ask: Ask) -> None:
    both = told(ask("find", limit=2))
    first = told(ask("find", limit=1))
    second = told(ask("find", limit=1, after=first["next"]))
    assert both["statements"] == first["statements"] + second["statements"]


def test_a_statement_is_cited_in_a_form(ask: Ask) -> None:
    statement = told(ask("find", words="winter"))["statements"][0]
    (content,) = ask("cite", statement=statement["statement"], form="markdown").content
    assert content.type == "text"
    assert content.text.startswith("> ")


@pytest.mark.parametrize(
    ("tool", "given", "says"),
    [
        ("person", {"name": "Nobody Atall"}, "Nobody in the record is called 'Nobody Atall'"),
        ("find", {"words": "("}, "something is missing"),
        ("find", {"since": "the other day"}, "is not a date"),
        ("find", {"after": "no cursor"}, "it is not a cursor"),
        ("find", {"limit": 1_000}, "less than or equal to 50"),
        ("trail", {"statement": "words that nobody said"}, "words that nobody said"),
        ("cite", {"statement": "k3v7"}, "The record holds no statement"),
        ("between", {"one": ADA, "other": ADA}, "are the same person"),
        ("read", {"url": "http://127.0.0.1/"}, "not an address on the open internet"),
        ("read", {"url": "/etc/passwd"}, "should match pattern"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_goes_wrong_is_told_in_words(ask: Ask, tool: str, given: dict[str, Any], says: str) -> None:
    result = ask(tool, **given)
    assert result.is_error
    assert says in result.content[0].text  # type: ignore[union-attr]


def test_the_command_speaks_over_standard_input_and_output(where: Path) -> None:
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "tests.double", "mcp", "--record", str(where)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name in {"PATH", "PYTHONPATH", "HOME"}},
    )

    async def call() -> CallToolResult:
        async with Client(stdio_client(server)) as client:
            return await client.call_tool("find", {"words": "winter", "limit": 1})

    result = anyio.run(call)
    (content,) = result.content
    assert json.loads(content.text) == told(result)  # type: ignore[union-attr]
