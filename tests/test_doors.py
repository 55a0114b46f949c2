"""Every interface finds the same statements and people: command line, Python, API, room, assistant, watch."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from fastapi.testclient import TestClient
from mcp import Client
from mcp.types import CallToolResult
from sqlalchemy import select
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.errors import AmbiguousNameError, NotFoundError, UsageError
from onrecord.record import Record
from onrecord.resolve.name_resolver import find_people
from onrecord.room import Access, create_app
from onrecord.room.mcp_server import AssistantTools, create_server
from onrecord.search import find_on_page
from onrecord.settings import Settings
from onrecord.store.schema import pages, statements
from onrecord.watch.config import load
from tests import double
from tests.conftest import MakeRecord
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases

KIM, KIMBERLY, IDA, BELL = "Kim Tarn", "Kim Okafor", "Ida Bell", "Bell"
BOARD, FRIEND = "Elmouth Harbour Board", "a friend of the couple"
ALIASES = {KIM: ("Kim", "Tarn"), KIMBERLY: ("Kim", "Okafor"), IDA: ("Bell",), BOARD: ("the board",)}
ORGANISATIONS = (BOARD,)
KIM_TARN = "Kim Tarn, ferry captain, 3 pages, first in The Elmouth Post"
KIM_OKAFOR = "Kim Okafor, 1 page, first in The Elmouth Post"

FEED = '[[feed]]\nurl = "https://bell.example/feed"\n'

Filters = Mapping[str, Any]
AsksAssistant = Callable[[dict[str, Any]], CallToolResult]


def readings() -> Iterator[Any]:
    """Pages whose statements begin with a number, by which the tests call them."""
    yield page(
        Said("1 My ex-wife has the ferry now", KIM, told="The Gull", about=(KIMBERLY,)),
        Said("2 My ex wife has a bell", KIMBERLY, kind="mixed", about=(KIM, IDA)),
        Said("3 He is an ex of his wife", IDA),
        outlet="The Elmouth Post",
        published="2016-05-02",
        roles={KIM: "ferry captain"},
        aliases=ALIASES,
    )
    yield page(
        Said("4 Ferries need a bell", BELL, told="reporters", when="2016"),
        Said("5 The ferry is late", FRIEND, unnamed=True, about=(KIM,)),
        Said("6 We mended the ferry", BOARD, about=(IDA,)),
        Said("7 I want the board to go", KIM, act="thought", about=(BOARD,)),
        title="Ferry “doomed for ever”",
        outlet="The Gull",
        published="2025-02-03",
        aliases=ALIASES,
        organisations=ORGANISATIONS,
    )
    yield page(
        Said("8 “Late again” is what the café says", KIM, place="headline"),
        Said("9 Nobody was there", None, kind="indirect"),
        Said("0 We row together", "Olga Ferrier", others=("Piet Ferrier", BELL), about=(IDA,)),
        outlet="The Lantern",
        published=None,
        aliases=ALIASES,
    )


@pytest.fixture(scope="module")
def record(make_record: MakeRecord) -> Iterator[Record]:
    with Record.open(make_record()) as opened:
        keep_all(opened, *readings())
        yield opened


@pytest.fixture(scope="module")
def browser(record: Record) -> Iterator[TestClient]:
    room = create_app(record, access=Access(owner="mara"))
    with TestClient(room, base_url="http://localhost:8000", headers={"accept": "text/html"}) as client:
        yield client


@pytest.fixture(scope="module")
def ask_assistant(record: Record) -> Iterator[AsksAssistant]:
    """Calls the assistant's tool ``find``, in one session for all tests: each would check the tools' schemas anew."""
    server = create_server(record, load_reader=lambda: double.load(Settings()), settings=Settings())
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(server)) as client:
        yield lambda payload: portal.call(client.call_tool, "find", payload)


@pytest.fixture(scope="module")
def numbers(record: Record) -> Mapping[str, str]:
    """The number of each statement, by its id."""
    numbers = {hit.entry.id: hit.entry.quote.strip("“")[0] for hit in record.find(limit=100).hits}
    assert len(numbers) == 10
    return numbers


def run(record: Record, *arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [*arguments, "--record", str(record.database.location)], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def tools(record: Record) -> AssistantTools:
    return AssistantTools(record, load_reader=lambda: double.load(Settings()), settings=Settings())


def ids(text: str) -> list[str]:
    return [json.loads(line)["entry"]["id"] for line in text.splitlines()]


class Doors:
    """Ways to search, each from filters to the ids of statements."""

    def __init__(self, record: Record, browser: TestClient, ask_assistant: AsksAssistant, folder: Path) -> None:
        self._record = record
        self._browser = browser
        self._ask_assistant = ask_assistant
        self._file = folder / "feeds.toml"

    def command_line(self, filters: Filters) -> list[str]:
        options = []
        for name, value in filters.items():
            for item in value if isinstance(value, list) else [value]:
                options += [f"--{name}"] if item is True else [item] if name == "words" else [f"--{name}", item]
        code, output, said = run(self._record, "find", *options, "--format", "jsonl")
        assert code == 0, said
        return ids(output)

    def python(self, filters: Filters) -> list[str]:
        return [hit.entry.id for hit in self._record.find(**filters).hits]

    def api(self, filters: Filters) -> list[str]:
        answer = self._browser.get("/api/statements", params=dict(filters))
        assert answer.status_code == 200, answer.text
        return [hit["entry"]["id"] for hit in answer.json()["hits"]]

    def room(self, filters: Filters) -> list[str]:
        return re.findall(r'id="s-(\w+)"', self._browser.get("/search", params=dict(filters)).text)

    def download(self, filters: Filters) -> list[str]:
        return ids(self._browser.get("/search/download", params={**filters, "form": "jsonl"}).text)

    def assistant(self, filters: Filters) -> list[str]:
        lists = {"by", "about", "told", "outlet", "kind", "place"}
        payload: dict[str, Any] = {
            name: [value] if name in lists and isinstance(value, str) else value for name, value in filters.items()
        }
        answer = self._ask_assistant(payload)
        assert answer.structured_content, answer.content
        return [said["statement"] for said in answer.structured_content["statements"]]

    def watch(self, filters: Filters) -> list[str]:
        return self._match(FEED + self._browser.get("/search/feeds.toml", params=dict(filters)).text)

    def watch_by_hand(self, filters: Filters) -> list[str]:
        lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in filters.items()]
        return self._match("\n".join([FEED, "[[search]]", 'name = "by hand"', *lines]))

    def _match(self, toml: str) -> list[str]:
        self._file.write_text(toml, encoding="utf-8")
        (search,) = load(self._file).searches
        with self._record.snapshot() as connection:
            keys = [
                key
                for page_key in connection.execute(select(pages.c.id)).scalars().all()
                for key in find_on_page(connection, search.query, page_key=page_key)
            ]
            public = select(statements.c.public_id).where(statements.c.id.in_(keys))
            return list(connection.execute(public).scalars())


DOORS: Mapping[str, Callable[[Doors, Filters], list[str]]] = {
    "command line": Doors.command_line,
    "Python": Doors.python,
    "API": Doors.api,
    "room": Doors.room,
    "download": Doors.download,
    "assistant": Doors.assistant,
    "watch": Doors.watch,
    "watch by hand": Doors.watch_by_hand,
}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"words": "ex-wife"}, "1 2"),
        ({"words": "“ex wife”"}, "1 2"),
        ({"words": '"ex wife"'}, "1 2"),
        ({"words": "ex wife"}, "1 2 3"),
        ({"words": "ferr*"}, "1 4 5 6"),
        ({"words": "ferry NOT late"}, "1 4 6"),
        ({"words": "(bell OR late) NOT (ex* OR cafe)"}, "4 5"),
        ({"words": "“late again”"}, "8"),
        ({"words": "cafe"}, "8"),
        ({"words": "zeppelin"}, ""),
        ({"by": "Kim"}, "1 2 7 8"),
        ({"by": "kim tárn"}, "1 7 8"),
        ({"by": "Bell"}, "0 4"),
        ({"by": "Olga Ferrier"}, "0"),
        ({"by": "Piet Ferrier"}, "0"),
        ({"by": ["Piet Ferrier", FRIEND]}, "0 5"),
        ({"by": "Piet Ferrier", "about": IDA, "words": "row"}, "0"),
        ({"by": "Ida Bell"}, "3"),
        ({"by": FRIEND}, "5"),
        ({"by": [FRIEND, KIMBERLY]}, "2 5"),
        ({"by": "the board"}, "6"),
        ({"by": "Nobody Atall"}, ""),
        ({"about": "Kim"}, "1 2 5"),
        ({"about": [KIM, IDA]}, "2"),
        ({"about": "The Board"}, "7"),
        ({"told": "the gull"}, "1"),
        ({"told": ["The Gull", "reporters"]}, "1 4"),
        ({"outlet": "The Gull"}, "4 5 6 7"),
        ({"outlet": ["The Lantern", "The Elmouth Post"]}, "0 1 2 3 8 9"),
        ({"kind": ["mixed", "indirect"]}, "2 9"),
        ({"place": "headline"}, "8"),
        ({"since": "2016-06", "until": "2016"}, "4"),
        ({"until": "2020"}, "1 2 3 4"),
        ({"since": "2020"}, "5 6 7"),
        ({"said": True, "by": "Kim"}, "1 2 8"),
        ({"words": "ferry", "by": "Kim", "about": "Kim", "told": "The Gull", "kind": "direct", "until": "2016"}, "1"),
        (
            {
                "until": "2020",
                **dict.fromkeys(("words", "by", "about", "told", "outlet", "kind", "place", "since"), ""),
            },
            "1 2 3 4",
        ),
        ({"by": ["", "Ida Bell"], "kind": ["direct", " "], "since": " "}, "3"),
    ],
)
def test_every_door_finds_the_same(
    record: Record,
    browser: TestClient,
    ask_assistant: AsksAssistant,
    numbers: Mapping[str, str],
    tmp_path: Path,
    filters: Filters,
    expected: str,
) -> None:
    doors = Doors(record, browser, ask_assistant, tmp_path)
    result = {name: " ".join(sorted(numbers[key] for key in door(doors, filters))) for name, door in DOORS.items()}
    assert result == dict.fromkeys(DOORS, expected)


def test_an_empty_filter_is_none_in_the_other_listings(record: Record, browser: TestClient) -> None:
    headlines = record.headlines()
    assert len(headlines.headlines) == 1
    assert record.headlines(outlet="", since="", until=" ") == record.headlines(outlet=["", " "]) == headlines
    every = run(record, "headlines", "--format", "jsonl")
    assert run(record, "headlines", "--outlet", "", "--since", "", "--after", "", "--format", "jsonl") == every
    for path, parameters in (
        ("headlines", "outlet=&since=&until=&after="),
        ("people", "words=&order=&letter=&kind=&after="),
        ("changes", "kind=&after="),
        ("heard", "outlet="),
        ("facets", "by=&kind=&said="),
        ("loosenings", "by=&kind=&since="),
    ):
        answer = browser.get(f"/api/{path}?{parameters}")
        assert answer.status_code in {200, 503}, answer.text
        if answer.status_code == 200:
            assert answer.json() == browser.get(f"/api/{path}").json()


def test_every_door_refuses_a_prefix_of_one_letter(record: Record, browser: TestClient) -> None:
    advice = "has a prefix of a single letter. Give at least two letters."
    code, _, output = run(record, "find", "f*")
    assert (code, advice in " ".join(output.split())) == (2, True)
    answer = browser.get("/api/statements", params={"words": "f*"})
    assert (answer.status_code, advice in answer.json()["detail"]) == (400, True)
    page = browser.get("/search", params={"words": "f*"})
    assert (page.status_code, advice in page.text) == (400, True)
    with pytest.raises(UsageError, match=advice):
        record.find("f*")
    with pytest.raises(UsageError, match=advice):
        tools(record).find(words="f*")


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        (
            "Kim",
            AmbiguousNameError,
            f"2 people in the record are called 'Kim': {KIM_TARN} (ID); {KIM_OKAFOR} (ID). Choose one by its id.",
        ),
        ("Kim Tarm", NotFoundError, "Nobody in the record is called 'Kim Tarm'. Did you mean Kim Tarn or Kim Okafor?"),
    ],
)
def test_every_door_means_the_same(
    record: Record, browser: TestClient, name: str, error: type[Exception], message: str
) -> None:
    said: dict[str, str] = {}
    calls: dict[str, Callable[[], object]] = {
        "Record.person": lambda: record.person(name),
        "Record.between": lambda: record.between(IDA, name),
        "Record.timeline": lambda: record.timeline(name),
        "Record.judge": lambda: record.judge.people(name, IDA, "same", who="mara"),
        "assistant": lambda: tools(record).person(name),
    }
    for label, call in calls.items():
        with pytest.raises(error) as caught:
            call()
        said[label] = str(caught.value)
    commands = (("person", name), ("between", IDA, name), ("judge", "same", name, IDA, "--who", "mara"))
    for command in commands:
        code, _, errors = run(record, *command)
        assert code == 2
        said[" ".join(command)] = errors.removeprefix("onrecord: ").splitlines()[0]
    same = {"verdict": "same", "one": name, "other": IDA}
    answers = {
        "GET person": browser.get(f"/api/people/{name}"),
        "GET between": browser.get("/api/between", params={"one": name, "other": IDA}),
        "POST judgement": browser.post("/api/judgements", json=same),
    }
    for label, answer in answers.items():
        problem = answer.json()
        assert answer.status_code == (409 if error is AmbiguousNameError else 404), label
        if error is AmbiguousNameError:
            assert problem["candidates"] == [person.id for person in find_people(record, name)]
        said[label] = problem["detail"]
    assert {re.sub(r"\(\w{16}\)", "(ID)", text) for text in said.values()} == {message}, said


def test_the_room_describes_people_to_choose_from_as_errors_do(record: Record, browser: TestClient) -> None:
    described = [
        "Kim Tarn ferry captain · 3 pages, first in The Elmouth Post · 3 statements by",
        "Kim Okafor 1 page, first in The Elmouth Post · 1 statement by",
    ]
    (ida_bell,) = find_people(record, IDA)
    answers = {
        "person": browser.get("/person/Kim"),
        "between": browser.get("/between", params={"a": IDA, "b": "Kim"}),
        "same": browser.post(
            f"/person/{ida_bell.id}/judge",
            data={"other": "Kim", "verdict": "same"},
            headers={"origin": "http://localhost:8000"},
        ),
    }
    for name, answer in answers.items():
        text = " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.text)).split())
        assert [words for words in described if words not in text] == [], name


def test_the_search_page_says_whom_a_name_stands_for(record: Record, browser: TestClient) -> None:
    first, second = find_people(record, "Kim")
    page = unescape(browser.get("/search", params={"by": "Kim"}).text)
    assert (
        f"'Kim' may be any of 2 in the record: Kim Tarn, ferry captain, 3 pages, first in The Elmouth Post ({first.id})"
        in page
    )
    assert f"Kim Okafor, 1 page, first in The Elmouth Post ({second.id})." in page
    for field, note in (
        ("by", "Nobody in the record is called 'Kim Tarm'. Did you mean Kim Tarn or Kim Okafor?"),
        ("about", "Nobody in the record is called 'Kim Tarm'."),
        ("outlet", "No page in the record is from an outlet called 'The Gul'. Did you mean The Gull"),
        ("told", "Nothing in the record was said to 'The Gul'. Did you mean The Gull?"),
    ):
        value = "The Gul" if field in {"outlet", "told"} else "Kim Tarm"
        assert note in unescape(browser.get("/search", params={field: value}).text)
