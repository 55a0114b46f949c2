"""``onrecord`` as a process: terminals, pipes that close, signals, locales."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.command_server import ROOT, Command
from tests.cli.conftest import make_environment
from tests.test_reading_pool import is_running, wait_until

PageFile = Callable[..., Path]
Start = Callable[..., Command]

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def read_terminal(descriptor: int) -> str:
    """The output of a terminal, until its last writer closes it."""
    received = b""
    with suppress(OSError):  # how Linux says that the last writer is gone
        while more := os.read(descriptor, 65536):
            received += more
    os.close(descriptor)
    return received.decode().replace("\r\n", "\n")


def run_in_terminal(start: Start, *arguments: object, **variables: str) -> tuple[int, str]:
    """Run with standard output and standard error in a terminal of 60 columns; exit code and output."""
    reader, writer = pty.openpty()
    setup = {"TERM": "xterm-256color", "COLUMNS": "60"} | variables
    process = start(*arguments, variables=setup, stdout=writer, stderr=writer, stdin=subprocess.DEVNULL)
    os.close(writer)
    drawn = read_terminal(reader)
    return process.wait(timeout=60), drawn


def run_process(*arguments: object, variables: dict[str, str] | None = None) -> bytes:
    """The output of ``onrecord`` in a process that is started as those of users are, by the interpreter."""
    command = [sys.executable, "-m", "tests.double", *map(str, arguments)]
    environment = make_environment(variables)
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, timeout=120, check=True).stdout


def test_a_terminal_gets_colours_and_wrapped_words_with_a_hanging_indent(start: Start, page_file: PageFile) -> None:
    code, drawn = run_in_terminal(start, "read", page_file(), COLUMNS="54")
    assert code == 0
    assert "\x1b[32mdirect" in drawn
    lines = [line.rstrip() for line in ESCAPE.sub("", drawn).splitlines()]
    start_line = lines.index("direct       Brannigan said · Thursday  ■■■■□ 90% sure")
    assert lines[start_line + 1 : start_line + 4] == [
        '             "The engine is mended and the crew is',
        '             glad,"',
        "",
    ]
    assert "3 statements: 3 direct." in lines


def test_no_color_leaves_the_words(start: Start, page_file: PageFile) -> None:
    _, drawn = run_in_terminal(start, "read", page_file(), NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", drawn)
    assert "direct" in drawn


def test_one_page_shows_no_progress_and_more_do(start: Start, page_file: PageFile) -> None:
    _, single = run_in_terminal(start, "read", page_file("a.txt"))
    _, more = run_in_terminal(start, "read", page_file("a.txt"), page_file("b.txt"), page_file("c.txt"))
    assert "pages/s" not in single
    assert "pages/s" in more
    assert "9 statements: 9 direct." in ESCAPE.sub("", more)


def test_progress_goes_to_standard_error(start: Start, page_file: PageFile) -> None:
    reader, writer = pty.openpty()
    pages = [page_file(f"{name}.txt") for name in "abc"]
    process = start(
        "read", *pages, "--format", "jsonl", variables={"TERM": "xterm"}, stdout=subprocess.PIPE, stderr=writer
    )
    os.close(writer)
    output, _ = process.communicate(timeout=60)
    assert "pages/s" in read_terminal(reader)
    assert [json.loads(line)["id"] for line in output.decode().splitlines()] == ["a", "b", "c"]


def test_standard_error_is_silent_when_piped(start: Start, page_file: PageFile) -> None:
    process = start("read", page_file("a.txt"), page_file("b.txt"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    output, errors = process.communicate(timeout=60)
    assert errors == b""
    assert b"\x1b" not in output


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_a_reader_that_leaves_early_is_no_error(start: Start, page_file: PageFile, form: str) -> None:
    pages = [page_file(f"{number}.txt") for number in range(40)]
    process = start("read", *pages, "--format", form, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 141


def test_an_interrupt_ends_it_quietly(start: Start, page_file: PageFile) -> None:
    # Where the tests run in the background, interrupts are ignored, and a process would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    page = page_file().read_text(encoding="utf-8")
    process = start(
        "read", "nowhere.html", page_file(), "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline().decode().strip() == page.splitlines()[0]
    time.sleep(0.5)  # until it waits for standard input, which stays open, so that only the interrupt can end it
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 130
    _, errors = process.communicate()
    assert errors.decode().splitlines()[0] == "1 of 2 pages could not be read:"
    assert errors.decode().splitlines()[-1] == "onrecord: Stopped."


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_is_one_clear_line(page_file: PageFile, start: Start) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start("read", page_file(), stdout=full.fileno(), stderr=subprocess.PIPE)
        _, errors = process.communicate(timeout=60)
    assert errors.decode() == (
        "onrecord: The output cannot be written (No space left on device). Free some space or write elsewhere.\n"
    )
    assert process.returncode == 1


def test_output_is_utf_8_whatever_the_locale(start: Start, page_file: PageFile) -> None:
    text = page_file().read_text(encoding="utf-8").replace("The engine", "Ó “engine” 船")
    locale = {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    page = page_file("unicode.txt", text)
    assert "Ó “engine” 船" in run_process("read", page, variables=locale).decode("utf-8")
    process = start("read", page, "--format", "json", variables=locale, stdout=subprocess.PIPE)
    assert "Ó “engine” 船" in process.communicate(timeout=60)[0].decode("utf-8")


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "onrecord", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("onrecord ")


def descendants(process: int) -> list[int]:
    """Ids of the running processes that ``process``, or a process that it started, has started."""
    threads = Path(f"/proc/{process}/task").glob("*/children")
    children = [int(number) for thread in threads for number in thread.read_text().split()]
    return children + [number for child in children for number in descendants(child)]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="there is no /proc here")
def test_an_interrupt_ends_the_workers_too(start: Start, page_file: PageFile) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    pages = [page_file(f"{number}.txt") for number in range(5)]
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    # Alone in its group, which is sent the interrupt as a terminal sends it: to the command and its workers.
    process = start("read", *pages, "-", "--processes", 1, **streams, start_new_session=True)
    assert process.stdout is not None
    assert process.stdout.readline()
    workers = descendants(process.pid)
    assert workers
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=120) == 130
    assert process.communicate()[1].decode() == "onrecord: Stopped.\n"
    wait_until(lambda: not any(map(is_running, workers)))


def test_arguments_that_are_not_utf_8(start: Start, page_file: PageFile, tmp_path: Path) -> None:
    """A name in Latin-1 ended commands with a traceback when it was stored or printed."""
    named = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    os.rename(page_file("a.txt"), named)  # noqa: PTH104
    assert json.loads(run_process("read", os.fsdecode(named), "--format", "jsonl"))["id"] == "caf\\xe9"
    process = start("person", os.fsdecode(b"caf\xe9"), "--record", tmp_path / "none.sqlite", stderr=subprocess.PIPE)
    _, errors = process.communicate(timeout=60)
    assert errors.startswith(b"onrecord: ")
