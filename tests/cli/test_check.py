"""``onrecord check``: formats, exit codes and pages to check against."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kept_record import WINTER

Run = Callable[..., tuple[int, str, str]]

CLEAN = '"The engine is mended and the crew is glad," Brannigan said.\n'
ALTERED = '"The engine is mended and the cook is glad," Brannigan said.\n'


@pytest.fixture
def draft(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a draft and says where it is."""

    def write(text: str, name: str = "draft.txt") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_exit_code_0_where_nothing_is_flagged(
    run: Run, draft: Callable[..., Path], page_file: Callable[..., Path]
) -> None:
    code, output, errors = run("check", draft(CLEAN), "--against", page_file())
    assert (code, errors) == (0, "")
    assert output.splitlines()[:2] == ["Verbatim  same speaker", f"  {CLEAN.strip()}"]
    assert output.splitlines()[-1].endswith("1 statement, none to look at. 1 verbatim; compared with 1 page.")


def test_exit_code_1_where_something_is_flagged(
    run: Run, draft: Callable[..., Path], page_file: Callable[..., Path]
) -> None:
    page = page_file()
    code, output, errors = run("check", draft(ALTERED), "--against", page)
    assert (code, errors) == (1, "")
    assert "A word differs: “cook” instead of “crew”." in output
    assert "The engine is mended and the [-crew-] {+cook+} is glad" in output
    assert f"Brannigan · {page}" in output


def test_all_arguments_after_against_are_pages(
    run: Run, draft: Callable[..., Path], page_file: Callable[..., Path]
) -> None:
    pages = [page_file("one.txt"), page_file("two.txt", 'Other news\n\n"It floats and it always has," Quill said.\n')]
    text = CLEAN + '\n"It floats and it always has," Quill said.\n'
    code, output, _ = run("check", draft(text), "--against", *pages, "--format", "json")
    assert (code, json.loads(output)["summary"]["pages"]) == (0, 2)


def test_json_and_json_lines(run: Run, draft: Callable[..., Path], page_file: Callable[..., Path]) -> None:
    drafts = [draft(CLEAN, "a.txt"), draft(ALTERED, "b.txt")]
    code, output, _ = run("check", *drafts, "--format", "jsonl", "--against", page_file())
    reports = [json.loads(line) for line in output.splitlines()]
    assert code == 1
    assert [report["draft"]["source"] for report in reports] == list(map(str, drafts))
    assert [report["statements"][0]["verdict"] for report in reports] == ["verbatim", "altered"]
    code, _, errors = run("check", *drafts, "--format", "json", "--against", page_file())
    assert (code, "Use --format jsonl" in errors) == (2, True)


def test_a_draft_on_standard_input(run: Run, page_file: Callable[..., Path]) -> None:
    code, output, _ = run("check", "-", "--against", page_file(), "--format", "jsonl", stdin=ALTERED.encode())
    assert (code, json.loads(output)["draft"]["source"]) == (1, "-")


def test_exit_code_2_for_wrong_usage(run: Run, page_file: Callable[..., Path]) -> None:
    assert run("check", "--against", page_file())[0] == 2


@pytest.mark.parametrize("missing", ["draft", "page", "record"])
def test_exit_code_3_where_something_cannot_be_read(
    run: Run, draft: Callable[..., Path], page_file: Callable[..., Path], tmp_path: Path, missing: str
) -> None:
    nowhere = tmp_path / "nowhere.txt"
    written = nowhere if missing == "draft" else draft(ALTERED)
    options: list[object] = ["--record", nowhere] if missing == "record" else ["--against", page_file()]
    options += [nowhere] if missing == "page" else []
    code, _, errors = run("check", written, *options)
    assert (code, str(nowhere) in errors) == (3, True)


def test_a_draft_is_checked_against_the_record(
    run: Run, draft: Callable[..., Path], kept_file: Path, tmp_path: Path
) -> None:
    record = shutil.copy(kept_file, tmp_path / "record.sqlite")
    path = draft(f'"{WINTER}," Jonas said.\n')
    code, output, errors = run("check", path, "--record", record, "--format", "json")
    (statement,) = json.loads(output)["statements"]
    assert (code, errors, statement["verdict"]) == (0, "", "verbatim")
