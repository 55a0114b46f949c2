"""The direction of imports: a package imports only packages before it in the data flow."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"

ORDER = {
    "types": 0,
    "errors": 0,
    "version": 0,
    "spans": 1,
    "explaining": 0,
    "urls": 0,
    "selectors": 1,
    "invisible": 1,
    "spelling": 1,
    "channel_words": 0,
    "works": 0,
    "sentences": 0,
    "word_keys": 2,
    "plugins": 1,
    "settings": 1,
    "times": 1,
    "encoder": 1,
    "pages": 2,
    "articles": 2,
    "statements": 2,
    "people": 2,
    "circumstances": 2,
    "models": 2,
    "reading": 3,
    "record_format": 1,
    "codec": 3,
    "child_processes": 1,
    "reading_worker": 4,
    "reading_pool": 5,
    "reading_imports": 4,
    "store": 4,
    "resolve": 5,
    "judge": 6,
    "ingest": 7,
    "review": 8,
    "search": 8,
    "views": 9,
    "check": 10,
    "exclude": 10,
    "cite": 11,
    "export": 12,
    "watch": 13,
    "archive": 13,
    "record": 14,
    "room": 15,
    "": 16,  # the package itself: its public names
    "cli": 17,
    "__main__": 18,
}
"""The order of packages. A package may import packages with a lower number, and itself; packages with the same number
do not import each other."""

LARGEST_SHARE = 0.2
"""No package holds more than this share of the lines."""

MOST_UNTYPED_LINES = 40
"""At most so many lines have a dictionary of anything: only where JSON is decoded."""

LIGHT = {
    *("types", "errors", "explaining", "version", "settings", "record_format", "codec", "invisible", "urls"),
    "channel_words",
}
"""What ``import onrecord`` may load at once, so that the command line answers without delay."""

IMPORTED_AS = {
    "argon2-cffi": "argon2",
    "markdown-it-py": "markdown_it",
    "prometheus-client": "prometheus_client",
    "pystemmer": "Stemmer",
    "python-docx": "docx",
    "sse-starlette": "sse_starlette",
}
"""What is imported under another name than that under which it is declared."""

NEVER = {"torch", "training", "bench", "tests", "samples"}


def wrong_imports(code: str, *, part: str, package: str) -> list[str]:
    """Imports of ``code``, a module of ``package`` in ``part`` of onrecord, that break the direction."""
    return [name for name in imports_of(code, package=package) if not _allowed(name, part=part)]


@cache
def imports_of(code: str, *, package: str) -> list[str]:
    """Names that ``code``, a module of ``package``, imports, each once."""
    names = (name for node in _statements(ast.parse(code)) for name in _imported(node, package=package))
    return list(dict.fromkeys(names))


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """All statements in ``tree``, in their order. An expression, which has none, is not walked."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            yield node
            yield from _statements(node)


def _imported(node: ast.AST, *, package: str) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*above, *filter(None, [node.module])])
        if base == "onrecord":
            return [f"onrecord.{alias.name}" for alias in node.names]
        return [base]
    return []


def _allowed(name: str, *, part: str) -> bool:
    top, _, rest = name.partition(".")
    if top in NEVER:
        return False
    if top != "onrecord":
        return True
    second = rest.split(".")[0]
    if second not in ORDER:
        second = ""  # a name of the package's own, such as onrecord.read
    return second == part or ORDER[second] < ORDER[part]


def modules() -> list[tuple[str, Path]]:
    result = []
    for path in sorted((SOURCE / "onrecord").rglob("*.py")):
        parts = path.relative_to(SOURCE / "onrecord").with_suffix("").parts
        result.append(("" if parts == ("__init__",) else parts[0], path))
    return result


@pytest.mark.parametrize(("part", "path"), modules(), ids=lambda value: str(value).removeprefix(str(SOURCE)))
def test_every_module_keeps_the_direction(part: str, path: Path) -> None:
    assert part in ORDER, f"{path} has no place in the order: give it one"
    assert wrong_imports(path.read_text(encoding="utf-8"), part=part, package=package_of(path)) == []


def package_of(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).parent.parts)


@pytest.mark.parametrize(
    ("part", "code", "wrong"),
    [
        ("types", "from onrecord.errors import UsageError", ["onrecord.errors"]),
        ("settings", "from onrecord.errors import UsageError", []),
        ("pages", "from onrecord.articles import cut", ["onrecord.articles"]),
        ("pages", "import onrecord.statements.decode", ["onrecord.statements.decode"]),
        ("pages", "from onrecord.pages.find import find", []),
        ("pages", "from ..articles import cut", ["onrecord.articles"]),
        ("pages", "from . import find", []),
        ("articles", "def late():\n    from onrecord.reading import read", ["onrecord.reading"]),
        ("statements", "from onrecord import read", ["onrecord.read"]),
        ("statements", "from onrecord import types", []),
        ("circumstances", "from onrecord.times import find_times", []),
        ("circumstances", "from onrecord.statements.drafts import covered", ["onrecord.statements.drafts"]),
        ("times", "from onrecord.circumstances import find_cited", ["onrecord.circumstances"]),
        ("statements", "import onrecord", ["onrecord"]),
        ("statements", "import torch.nn", ["torch.nn"]),
        ("reading", "from onrecord.cli.read import read", ["onrecord.cli.read"]),
        ("reading", "from training import export", ["training"]),
        ("views", "from onrecord.cite import citation", ["onrecord.cite"]),
        ("room", "from onrecord.record import Record", []),
        ("cli", "import onrecord\nfrom onrecord.reading import Reader", []),
    ],
)
def test_the_check_sees_what_is_wrong(part: str, code: str, wrong: list[str]) -> None:
    assert wrong_imports(code, part=part, package=f"onrecord.{part}") == wrong


def test_no_package_outgrows_the_others() -> None:
    lines = Counter[str]()
    for part, path in modules():
        lines[part] += len(path.read_text(encoding="utf-8").splitlines())
    package, most = lines.most_common(1)[0]
    assert most <= LARGEST_SHARE * lines.total(), f"{package} has {most:,} of {lines.total():,} lines: split it"


def test_values_that_are_passed_on_have_types_of_their_own() -> None:
    lines = [line for _, path in modules() for line in path.read_text(encoding="utf-8").splitlines()]
    untyped = [line.strip() for line in lines if re.search(r"(?:dict|Mapping)\[str, Any\]", line)]
    assert len(untyped) <= MOST_UNTYPED_LINES, untyped


def test_imports_and_declared_dependencies_agree() -> None:
    sources = [(path.read_text(encoding="utf-8"), package_of(path)) for _, path in modules()]
    tops = {name.split(".")[0] for code, package in sources for name in imports_of(code, package=package)}
    project = tomllib.loads((SOURCE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = [re.split(r"[<>=]", name)[0] for name in project["dependencies"]]
    declared = {IMPORTED_AS.get(name, name.replace("-", "_")) for name in required}
    extras = {re.split(r"[<>=\[]", name)[0] for extra in project["optional-dependencies"].values() for name in extra}
    optional = {IMPORTED_AS.get(name, name) for name in extras}
    needed = tops - sys.stdlib_module_names - {"onrecord"}
    assert needed - optional == declared


def test_importing_the_package_loads_only_what_is_light() -> None:
    loaded = _loaded_by("import onrecord, onrecord.cli, onrecord.room")
    parts = {name.split(".")[1] for name in loaded if name.startswith("onrecord.")}
    assert parts == LIGHT | {"cli", "review", "room"}
    assert {name for name in loaded if name.startswith("onrecord.room.")} == {"onrecord.room.startup"}
    # The help of `onrecord review` takes its keys from the table that the room has too.
    assert {name for name in loaded if name.startswith("onrecord.review.")} == {"onrecord.review.review_keys"}


READING_FILES = f"""
from onrecord import Settings
from onrecord.pages import open_pages
import onrecord.reading, onrecord.statements
list(open_pages({__file__!r}, settings=Settings()))
"""


def test_reading_never_loads_torch() -> None:
    loaded = _loaded_by(READING_FILES)
    assert "onrecord.statements" in loaded
    assert "torch" not in loaded


def test_reading_files_loads_no_http_client() -> None:
    loaded = _loaded_by(READING_FILES)
    assert "onrecord.reading" in loaded
    assert "httpcore" not in loaded


def test_searching_loads_neither_the_model_nor_a_parser(empty_record: Path) -> None:
    loaded = _loaded_by(
        "from onrecord import Record\n"
        f"with Record.open({str(empty_record)!r}, writable=False) as record: record.find('ferry')"
    )
    assert "onrecord.search.find_statements" in loaded
    assert loaded.isdisjoint({"onnxruntime", "numpy", "tokenizers", "lxml", "onrecord.reading"})


@cache
def _loaded_by(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())
