"""``onrecord read``: output, errors and exit codes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord import child_processes
from onrecord.cli.session import count_workers
from onrecord.codec import to_record
from onrecord.reading import Reader
from onrecord.record_format import ReadingRecord
from onrecord.settings import Settings
from onrecord.types import Reading
from tests import double

PageFile = Callable[..., Path]
Run = Callable[..., tuple[int, str, str]]

PLAIN = """\
Ferry to run again, says harbour board
by Ada Quill
{path}

[direct] Brannigan said · Thursday: "The engine is mended and the crew is glad," (90% sure)
[direct] (continuation) → Brannigan: "Nobody wants another winter without it." (40% sure)
[direct, thought] Okafor thinks: "It will not last until spring," (90% sure)

Brannigan
Okafor

3 statements: 3 direct.

"""


def record_of(path: Path) -> ReadingRecord:
    (reading,) = double.load(Settings()).read_source(str(path))
    assert isinstance(reading, Reading)
    return to_record(reading)


def test_plain_text_is_exact(run: Run, page_file: PageFile) -> None:
    path = page_file()
    assert run("read", path) == (0, PLAIN.format(path=path), "")


def test_explain_shows_the_deciding_words(run: Run, page_file: PageFile) -> None:
    path = page_file()
    code, output, errors = run("read", path, "--explain")
    lines = output.splitlines()
    offset = path.read_text().index("Brannigan")
    assert (code, errors) == (0, "")
    assert lines[5] == f"    Brannigan (named): “Brannigan” at {offset} is named next to the words"
    assert lines[7] == (
        f"    Brannigan (continuation): no cue of its own: it continues a quotation of “Brannigan” at {offset}"
    )
    assert [line for line in lines if not line.startswith("    ")] == PLAIN.format(path=path).splitlines()


def test_piped_lines_are_never_wrapped(run: Run, page_file: PageFile) -> None:
    long = "and the crew is glad " * 40
    code, output, _ = run("read", page_file(text=page_file().read_text().replace("and the crew is glad,", long)))
    assert code == 0
    assert f'"The engine is mended {long.strip()} "'.replace(' "', '"') in output.replace(' "', '"')


def test_jsonl_is_one_record_a_line(run: Run, page_file: PageFile) -> None:
    first, second = page_file("a.txt"), page_file("b.txt")
    code, output, errors = run("read", first, second, "--format", "jsonl")
    assert (code, errors) == (0, "")
    assert [json.loads(line) | {"page": None} for line in output.splitlines()] == [
        record_of(first) | {"page": None},
        record_of(second) | {"page": None},
    ]


def test_json_is_one_record_spread_out(run: Run, page_file: PageFile) -> None:
    path = page_file()
    code, output, errors = run("read", path, "--format", "json")
    assert (code, errors) == (0, "")
    assert json.loads(output) | {"page": None} == record_of(path) | {"page": None}
    assert output.startswith('{\n  "id": "ferry",\n')


def test_json_refuses_more_than_one_page_and_prints_none(run: Run, page_file: PageFile) -> None:
    code, output, errors = run("read", page_file("a.txt"), page_file("b.txt"), "--format", "json")
    assert (code, output) == (2, "")
    assert "--format jsonl" in errors


@pytest.mark.parametrize(
    ("options", "quotes"),
    [
        ([], ["The engine", "Nobody", "It will"]),
        (["--said"], ["The engine", "Nobody"]),
        (["--min-confidence", "0.5"], ["The engine", "It will"]),
        (["--min-confidence", "0.4"], ["The engine", "Nobody", "It will"]),
        (["--said", "--min-confidence", "0.5"], ["The engine"]),
        (["--min-confidence", "1"], []),
    ],
)
def test_statements_can_be_left_out(run: Run, page_file: PageFile, options: list[str], quotes: list[str]) -> None:
    _, output, _ = run("read", page_file(), "--format", "json", *options)
    texts = [statement["quote"] for statement in json.loads(output)["statements"]]
    assert [quote[1 : len(start) + 1] for quote, start in zip(texts, quotes, strict=True)] == quotes
    _, output, _ = run("read", page_file(), *options)
    assert ("filtered out" in output) == (len(quotes) < 3)


def test_a_page_with_no_statements_says_so(run: Run, page_file: PageFile) -> None:
    text = page_file().read_text(encoding="utf-8").replace('"', "")
    code, output, _ = run("read", page_file("silent.txt", text))
    assert code == 0
    assert output.endswith("\n\nNo statements.\n\n")


def test_several_pages_end_with_a_total(run: Run, page_file: PageFile) -> None:
    _, output, _ = run("read", page_file("a.txt"), page_file("b.txt"))
    assert output.endswith("\n2 pages, 6 statements: 6 direct.\n")


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_failed_pages_stop_nothing_and_are_listed_at_the_end(run: Run, page_file: PageFile, form: str) -> None:
    broken = page_file("broken.txt", page_file().read_text(encoding="utf-8").replace('"The', '"BUG'))
    empty = page_file("empty.txt", "")
    code, output, errors = run("read", "nowhere.html", broken, page_file(), empty, "--format", form)
    assert code == 1
    assert output.count("ferry.txt") == 1
    lines = errors.splitlines()
    assert lines[0] == "3 of 4 pages could not be read:"
    assert lines[1].startswith("  nowhere.html: there is no such file. ")
    assert lines[2].startswith(f"  {broken}: OnRecord failed on this page (ZeroDivisionError: division by zero; ")
    assert lines[3].startswith(f"  {empty}: ")
    assert len(lines) == 4


def test_json_of_a_page_that_fails_prints_nothing(run: Run) -> None:
    code, output, errors = run("read", "nowhere.html", "--format", "json")
    assert (code, output) == (1, "")
    assert errors.startswith("1 of 1 page could not be read:\n  nowhere.html: ")


def test_pages_can_be_named_in_a_list_and_on_standard_input(run: Run, page_file: PageFile) -> None:
    names = page_file("names.lst", f"{page_file('a.txt')}\n-\n")
    code, output, _ = run("read", "--from", names, "--format", "jsonl", stdin=page_file().read_bytes())
    records = [json.loads(line) for line in output.splitlines()]
    assert code == 0
    assert [record["page"]["source"] for record in records] == [str(names.parent / "a.txt"), "-"]
    assert records[1]["page"]["sha256"].startswith(records[1]["id"])


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["read"], "There is nothing to read."),
        (["read", "--from", "nowhere.lst"], "nowhere.lst"),
        (["read", "a.html", "--format", "yaml"], "yaml"),
        (["read", "a.html", "--min-confidence", "2"], "--min-confidence"),
        (["read", "a.html", "--nonsense"], "--nonsense"),
        (["write"], "write"),
        ([], "Usage"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_prints_nothing(run: Run, arguments: list[str], problem: str) -> None:
    code, output, errors = run(*arguments)
    assert code == 2
    assert problem in output + errors
    assert not output or arguments == []


def test_a_wrong_setting_is_wrong_usage(run: Run, monkeypatch: pytest.MonkeyPatch, page_file: PageFile) -> None:
    monkeypatch.setenv("ONRECORD_THREADS", "many")
    code, _, errors = run("read", page_file())
    assert code == 2
    assert errors.startswith("onrecord: ONRECORD_THREADS is 'many', but should be a whole number above 0,")


def test_escape_sequences_of_pages_never_reach_the_terminal(run: Run, page_file: PageFile) -> None:
    text = page_file().read_text(encoding="utf-8").replace("engine", "\x1b[31m\x9bengine\x07\u202e")
    for form in ("text", "jsonl"):
        _, output, _ = run("read", page_file(text=text), "--format", form)
        assert "engine" in output
        assert not set("\x1b\x9b\x07") & set(output)


def test_the_version_is_printed_alone(run: Run) -> None:
    assert run("--version") == (0, "onrecord 0.1.0\n", "")


def test_a_broken_model_is_one_clear_line(page_file: PageFile, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from onrecord.cli import app
    from onrecord.errors import ModelError

    def fail(_: Settings) -> Reader:
        raise ModelError("models/en: model.onnx is missing. Install the package anew")

    done = CliRunner().invoke(app, ["read", str(page_file())], obj=fail)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "onrecord: models/en: model.onnx is missing. Install the package anew\n"


@pytest.mark.parametrize(
    ("sources", "processes", "processors", "workers"),
    [
        (["a.txt"], None, 4, None),
        (["a.txt"], 1, 4, 1),
        (["a.txt"] * 9, None, 4, None),
        (["a.txt"] * 10, None, 4, 2),
        (["a.txt"] * 100, None, 4, 4),
        (["a.txt"] * 100, None, 1, None),
        (["a.txt"] * 100, 2, 4, 2),
        (["crawl.WARC.gz"], None, 4, 4),
        (["https://bell.example/pages.jsonl"], None, 4, 4),
        (None, None, 4, 4),
    ],
)
def test_one_worker_for_each_processor_unless_the_pages_are_few(
    sources: list[str] | None,
    processes: int | None,
    processors: int,
    workers: int | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(child_processes, "count_processors", lambda: processors)
    assert count_workers(sources, processes=processes) == workers


def test_several_workers_print_the_same_bytes_as_none(
    run: Run, page_file: PageFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = page_file().read_text(encoding="utf-8")
    broken = page_file("broken.txt", text.replace('"The engine', '"BUG engine'))
    days = [page_file(f"{day}.txt", text * (1 + day % 3)) for day in range(12)]
    arguments = ("read", *days[:6], "nowhere.html", broken, *days[6:], page_file("empty.txt", ""), "--format", "jsonl")
    monkeypatch.setattr(child_processes, "count_processors", lambda: 1)
    code, output, errors = run(*arguments)
    assert len(output.splitlines()) == len(days)
    monkeypatch.setattr(child_processes, "count_processors", lambda: 2)
    fetched = re.compile(r'"fetched": "[^"]*"')
    for options in (["--processes", 1], ["--processes", 2], []):
        pooled_code, pooled_output, pooled_errors = run(*arguments, *options)
        assert (pooled_code, pooled_errors) == (code, errors)
        assert fetched.sub("", pooled_output) == fetched.sub("", output)
