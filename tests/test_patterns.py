r"""Every regular expression takes linear time on repetitive inputs of two sizes.

``re`` backtracks while holding the interpreter: a pattern such as ``(?:<!--.*?-->\s*)*<html`` takes twice as long with
each further comment, and one such page blocks the whole room.
"""

from __future__ import annotations

import ast
import gc
import importlib
import pkgutil
import re
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from inspect import getsource
from itertools import islice, product
from types import FrameType, FunctionType, ModuleType
from typing import Any

import pytest

import onrecord

parser: Any = importlib.import_module("re._parser")
codes: Any = importlib.import_module("re._constants")

METHODS = frozenset({"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
NAMED = re.compile(rf"\b(?:re|{'|'.join(sorted(METHODS))})\b")
"""Modules without such a word apply no pattern, and need not be parsed."""
SMALL, LARGE = 500, 2_000
MOST_GROWTH = 8.0
"""Between linear growth, which is LARGE / SMALL = 4, and quadratic growth, which is 16."""
NEGLIGIBLE = 0.000_75
"""CPU seconds: a run of the large input that is faster counts as linear. A quadratic scan at one nanosecond a step
takes 2 ms."""
BUDGET = 0.1
"""CPU seconds after which a run is stopped and the pattern fails: exponential patterns never end."""
ENDLESS = f"no end within {BUDGET} s"
CHARACTERS = " aA0.,-\"'\n“’(:/<>;&é"
PROSE = (
    "Aa ",
    "aa ",
    "A. ",
    "Aa, ",
    "aa, ",
    "Aa and ",
    "Aa-",
    '"a" ',
    "' ",
    "- ",
    "0 ",
    "a.",
    "&a;",
    "<a ",
    "<!-- -->",
)
"""Repeated for every pattern, in addition to its own repeats."""
MOST_INPUTS = 80
CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}
REPEATS = {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}
LONG_REPEAT = 8
"""A repeat of at most this many is not pumped."""


@dataclass(frozen=True, slots=True)
class Use:
    """A pattern and the method by which the code applies it: ``match`` need not be linear as ``search``."""

    name: str
    pattern: re.Pattern[Any]
    method: str

    def apply(self, text: str) -> object:
        subject: Any = text.encode() if isinstance(self.pattern.pattern, bytes) else text
        method = getattr(self.pattern, self.method)
        if self.method in {"sub", "subn"}:
            return method(subject[:0], subject)
        return list(method(subject)) if self.method == "finditer" else method(subject)


# Which patterns there are, and by which methods they are applied.


@cache
def modules() -> tuple[ModuleType, ...]:
    names = (module.name for module in pkgutil.walk_packages(onrecord.__path__, "onrecord."))
    return tuple(importlib.import_module(name) for name in names if not name.endswith("__main__"))


def patterns_in(value: object, *, path: str, visited: set[int]) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every compiled pattern that ``value`` is or holds, with its path."""
    if isinstance(value, re.Pattern):
        yield path, value
    elif id(value) not in visited:
        visited.add(id(value))
        for key, part in _parts(value):
            if not isinstance(part, (str, bytes, int, float, FunctionType)):
                yield from patterns_in(part, path=f"{path}.{key}", visited=visited)


def _parts(value: object) -> Iterator[tuple[object, object]]:
    if isinstance(value, dict):
        yield from (pair for key, part in value.items() for pair in ((f"{key!r}"[:20], part), ("key", key)))
    elif isinstance(value, (list, tuple, set, frozenset)):
        yield from enumerate(value)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from ((field.name, getattr(value, field.name)) for field in fields(value))
    elif isinstance(value, type) and value.__module__.startswith("onrecord."):
        yield from vars(value).items()


def uses_in(module: ModuleType) -> tuple[dict[re.Pattern[Any], set[str]], set[str]]:
    """Patterns that the code of ``module`` applies by name, with the methods; and the methods applied to the rest.

    The rest are patterns that a loop takes out of a table.
    """
    applied: dict[re.Pattern[Any], set[str]] = {}
    methods: set[str] = set()
    source = getsource(module)
    for node in ast.walk(ast.parse(source)) if NAMED.search(source) else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_re(node.func.value):
            if pattern := _literal(node, module):
                applied.setdefault(pattern, set()).update({node.func.attr} & METHODS)
        elif isinstance(node, ast.Attribute) and node.attr in METHODS:
            target = _evaluated(node.value, module)
            if isinstance(target, re.Pattern):
                applied.setdefault(target, set()).add(node.attr)
            elif target is None and node.attr != "split":  # which strings have too
                methods.add(node.attr)
    return applied, methods


def _is_re(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "re"


def _literal(call: ast.Call, module: ModuleType) -> re.Pattern[Any] | None:
    """The pattern of a call such as ``re.search(r"...", line, re.I)``, where it does not depend on local variables."""
    pattern = _evaluated(call.args[0], module) if call.args else None
    if not isinstance(pattern, (str, bytes)) or ast.unparse(call.func).endswith(".escape"):
        return None
    flags = [keyword.value for keyword in call.keywords if keyword.arg == "flags"]
    flags += [argument for argument in call.args[1:] if ast.unparse(argument).startswith("re.")]
    return re.compile(pattern, *(_evaluated(flag, module) or 0 for flag in flags))


def _evaluated(node: ast.expr, module: ModuleType) -> Any:
    """The value of ``node`` at the top level of ``module``; null if it depends on anything else."""
    if isinstance(node, (ast.Name, ast.Attribute, ast.Constant, ast.JoinedStr, ast.BinOp)):
        with suppress(NameError, AttributeError, TypeError):
            return eval(compile(ast.Expression(node), "pattern", "eval"), vars(module))
    return None


@cache
def uses() -> tuple[Use, ...]:
    """Every pattern of the package with each method by which it is applied."""
    names: dict[re.Pattern[Any], str] = {}
    by_name: dict[re.Pattern[Any], set[str]] = defaultdict(set)
    from_tables: dict[re.Pattern[Any], set[str]] = defaultdict(set)
    for module in modules():
        applied, to_the_rest = uses_in(module)
        for name, value in vars(module).items():
            for path, pattern in patterns_in(value, path=f"{module.__name__}.{name}", visited=set()):
                names.setdefault(pattern, path)
                from_tables[pattern] |= to_the_rest
        for pattern, methods in applied.items():
            names.setdefault(pattern, f"{module.__name__}:{pattern.pattern!r:.30}")
            by_name[pattern] |= methods
    return tuple(
        Use(name.removeprefix("onrecord."), pattern, method)
        for pattern, name in names.items()
        for method in sorted(by_name[pattern] or from_tables[pattern] or {"search"})
    )


# Inputs that a pattern's own repeats say are hard for it.


def inputs_for(pattern: re.Pattern[Any]) -> list[tuple[str, str, str]]:
    """Prefix, repeated part, and a suffix that prevents a match."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    pumped = list(dict.fromkeys(_pumped(tree, before="")))
    step = max(1, len(pumped) // MOST_INPUTS)
    inputs = [(before, pump, "!") for before, pump in pumped[::step]]
    inputs += [("", before + pump, "!") for before, pump in pumped[::step] if before]
    inputs += [("", example[:length], "\x01") for example in _examples(tree) for length in (len(example), -1)]
    inputs += [("", pump, "\x01") for pump in (*CHARACTERS, *PROSE)]
    return [(before, pump, after) for before, pump, after in dict.fromkeys(inputs) if pump]


def _pumped(tree: Any, *, before: str) -> Iterator[tuple[str, str]]:
    """For each unbounded repeat an example of the text before it, and examples of the repeated text."""
    for code, value in tree:
        if code in REPEATS:
            _, most, body = value
            if most > LONG_REPEAT:
                yield from ((before, example) for example in _repeated(body))
            yield from _pumped(body, before=before)
        elif code is codes.BRANCH:
            for branch in value[1]:
                yield from _pumped(branch, before=before)
        elif code in {codes.SUBPATTERN, codes.ATOMIC_GROUP, codes.ASSERT, codes.ASSERT_NOT}:
            yield from _pumped(_body(code, value), before=before)
        before += _examples_of(code, value)[0]


def _repeated(body: Any) -> list[str]:
    code, value = body[0]
    if len(body) == 1 and code is codes.IN:
        return _characters(value)
    if len(body) == 1 and code in {codes.ANY, codes.NOT_LITERAL}:
        return list(CHARACTERS)
    return _examples(body)


def _examples(tree: Any, *, most: int = 6) -> list[str]:
    """A few strings that ``tree`` matches, looked at on its own."""
    examples = [""]
    for code, value in tree:
        choices = _examples_of(code, value)
        examples = ["".join(parts) for parts in islice(product(choices, examples), most)]
    return list(dict.fromkeys(examples))


def _examples_of(code: Any, value: Any) -> list[str]:
    if code is codes.LITERAL:
        return [chr(value)]
    if code in {codes.NOT_LITERAL, codes.ANY}:
        return ["a", " "]
    if code is codes.IN:
        return _characters(value)[:3]
    if code is codes.BRANCH:
        return [example for branch in value[1] for example in _examples(branch, most=2)][:12]
    if code in {codes.SUBPATTERN, codes.ATOMIC_GROUP}:
        return _examples(_body(code, value))
    if code in REPEATS:
        least, _, body = value
        return [example * max(1, min(least, 50)) for example in _examples(body)] + [""] * (least == 0)
    return [""]


def _body(code: Any, value: Any) -> Any:
    return {codes.SUBPATTERN: lambda: value[3], codes.ATOMIC_GROUP: lambda: value}.get(code, lambda: value[1])()


def _characters(members: Any) -> list[str]:
    """Characters of a set, those first that other sets have too: there two repeats can share them out in many ways."""
    shared = [character for character in CHARACTERS if _is_member(character, members)]
    first = [chr(value if code is codes.LITERAL else value[0]) for code, value in members if code in _STATED]
    return shared or first or ["\x02"]


_STATED = {codes.LITERAL, codes.RANGE}


def _is_member(character: str, members: Any) -> bool:
    hit = any(
        (code is codes.LITERAL and value == ord(character))
        or (code is codes.RANGE and value[0] <= ord(character) <= value[1])
        or (code is codes.CATEGORY and bool(re.match(CATEGORIES[value], character)))
        for code, value in members
    )
    return hit != (members[0][0] is codes.NEGATE)


# The time they take.


class OverBudgetError(Exception):
    """A run took more CPU time than a linear one can."""


def seconds(run: Callable[[str], object], text: str) -> float:
    """CPU time of ``run``: infinite where it is over the budget. ``re`` looks for signals while it backtracks."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise OverBudgetError

    gc.disable()  # a collection takes CPU time, and the alarm must not ring inside one of its callbacks
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, BUDGET)
    began = time.thread_time()
    try:
        run(text)
        return time.thread_time() - began
    except OverBudgetError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        gc.enable()


def steep_growth(use: Use, before: str, pump: str, after: str, *, scale: int) -> str | None:
    """The times of a short and a long input if they grow faster than the length, in words; null where they do not."""
    small, large = (before + pump * (scale * size // len(pump)) + after for size in (SMALL, LARGE))
    spent = seconds(use.apply, large)
    if spent < NEGLIGIBLE:
        return None
    if spent == float("inf"):
        return ENDLESS
    spent = min(spent, *(seconds(use.apply, large) for _ in range(2)))
    shorter = min(seconds(use.apply, small) for _ in range(3))
    if spent > MOST_GROWTH * max(shorter, NEGLIGIBLE / MOST_GROWTH):
        return f"{shorter:.4f} s, four times as long {spent:.4f} s"
    return None


def hard_input(use: Use) -> str | None:
    """A description of the first input whose time grows faster than its length; null if there is none."""
    for before, pump, after in inputs_for(use.pattern):
        # A busy machine may stretch a run by chance, so what looks steep is measured again with longer inputs.
        growth = steep_growth(use, before, pump, after, scale=1)
        if growth is not None and growth != ENDLESS:
            growth = steep_growth(use, before, pump, after, scale=4)
        if growth is not None:
            return f"{before!r} + {pump!r} * n + {after!r}: {growth}"
    return None


@pytest.mark.parametrize("part", [module.name for module in pkgutil.iter_modules(onrecord.__path__)])
def test_patterns_are_linear(part: str) -> None:
    """One test for each package: collecting patterns while pytest collects tests would cost every run some seconds."""
    own = [use for use in uses() if use.name.partition(":")[0].split(".")[0] == part]
    hard = {f"{use.name} by {use.method}: {use.pattern.pattern!r:.200}": hard_input(use) for use in own}
    assert {name: text for name, text in hard.items() if text} == {}


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"(?:<!--.*?-->\s*)*<html", "match"),
        (r"(a+)+b", "match"),
        (r"(?:\w+\s*)*$", "match"),
        (r"\s+$", "search"),
        (r"[^>]+\s+encoding", "match"),
        (r"\w+, \w+:", "sub"),
        (rb"<!--.*?-->", "findall"),
    ],
)
def test_a_pattern_that_is_not_linear_is_seen(pattern: str | bytes, method: str) -> None:
    assert hard_input(Use("example", re.compile(pattern, re.DOTALL), method))


def test_patterns_are_found_wherever_they_stand() -> None:
    names = {use.name for use in uses()}
    assert {"pages.recognise._ROOT", "articles.decode._DECLARATION"} <= names
    assert any(name.startswith("articles.furniture.RULES.") for name in names), "in a table"
    assert any(name.startswith("articles.headlines:") for name in names), "written where it is applied"
