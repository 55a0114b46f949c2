"""Names in the code: variables are nouns, docstrings name the thing, and each class has its own name."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Names:
    """The names and docstrings of a module."""

    path: Path
    variables: list[str] = field(default_factory=list)
    """Names of variables, fields and parameters."""
    docstrings: list[str] = field(default_factory=list)
    public_classes: list[str] = field(default_factory=list)


@cache
def modules() -> list[Names]:
    return [names_in(path) for path in sorted(SOURCE.rglob("*.py"))]


def names_in(path: Path) -> Names:
    names = Names(path.relative_to(SOURCE))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.variables.append(node.id)
        elif isinstance(node, ast.arg) and node.arg not in {"self", "cls"}:
            names.variables.append(node.arg)
        elif isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.docstrings.append(ast.get_docstring(node) or "")
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                names.public_classes.append(node.name)
    return names


def test_variables_say_what_they_hold() -> None:
    names = [name for module in modules() for name in module.variables]
    share = sum(name.strip("_") in VAGUE for name in names) / len(names)
    assert share <= MOST_VAGUE, f"{share:.1%} of the names are vague, at most {MOST_VAGUE:.1%} were: use nouns"


def test_docstrings_name_the_thing() -> None:
    texts = [(module.path, text) for module in modules() for text in module.docstrings]
    assert [f"{path}: {text[:60]}" for path, text in texts if OPENER.match(text)] == []


def test_no_public_class_has_the_name_of_another() -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for module in modules():
        if module.path.parts[0] not in EXEMPT:
            for name in module.public_classes:
                homes[name].add(str(module.path))
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}
