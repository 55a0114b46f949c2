"""Names in the code: variables are nouns, docstrings name the thing, and each class has its own name."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "onrecord"

VAGUE = frozenset(
    {
        "one",
        "ones",
        "other",
        "others",
        "found",
        "given",
        "some",
        "at",
        "held",
        "asked",
        "made",
        "known",
        "seen",
        "here",
        "there",
        "this",
        "what",
        "where",
        "who",
        "how",
        "why",
        "wanted",
        "shown",
        "left",
        "came",
        "goes_on",
        "sent",
        "whole",
        "mine",
        "theirs",
        "both",
        "each",
        "everybody",
        "nobody",
        "kept",
        "taken",
        "got",
        "it",
        "them",
        "alike",
        "beside",
        "along",
        "aside",
        "stated",
        "printed",
        "named",
        "marked",
        "judged",
    }
)
"""Pronouns, participles and adverbs, which do not say what a variable holds."""

MOST_VAGUE = 0.013
"""The share of vague names, most of them published fields of the API. It may fall, and this number with it."""

OPENER = re.compile(r"(What|Who|Whom|Whose|Whether|Those|How|Which)\b")
"""Beginnings of a docstring that does not name the thing it describes."""

EXEMPT = frozenset({"articles", "people", "statements"})
"""Packages whose classes may share a name with one elsewhere until they are restructured."""


@cache
def modules() -> list[tuple[Path, ast.Module]]:
    paths = sorted(SOURCE.rglob("*.py"))
    return [(path.relative_to(SOURCE), ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def variables(tree: ast.AST) -> Iterator[str]:
    """The names of variables, fields and parameters."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg) and node.arg not in {"self", "cls"}:
            yield node.arg


def docstrings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def public_classes(tree: ast.AST) -> Iterator[str]:
    return (n.name for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and not n.name.startswith("_"))


def test_variables_say_what_they_hold() -> None:
    names = [name for _, tree in modules() for name in variables(tree)]
    share = sum(name.strip("_") in VAGUE for name in names) / len(names)
    assert share <= MOST_VAGUE, f"{share:.1%} of the names are vague, at most {MOST_VAGUE:.1%} were: use nouns"


def test_docstrings_name_the_thing() -> None:
    openers = [f"{path}: {text[:60]}" for path, tree in modules() for text in docstrings(tree) if OPENER.match(text)]
    assert openers == []


def test_no_public_class_has_the_name_of_another() -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for path, tree in modules():
        if path.parts[0] not in EXEMPT:
            for name in public_classes(tree):
                homes[name].add(str(path))
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}
