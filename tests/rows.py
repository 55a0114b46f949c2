"""Rows of tables that are checked in one test.

To set up, report and send a test between processes takes longer than most rows take. Up to ``MOST_ROWS`` rows of one
table are therefore one test, which checks each of them and names those that fail. A row that has a mark or a fixture of
its own is a test of its own, as is each row under ``--each-row`` and one that is asked for by name.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

import pytest

MOST_ROWS: Final = 64
"""A test is the unit that processes share, and a few tables take seconds."""

_OF_EVERY_TEST: Final = {"request", "_temporary_databases"}


def join_rows(items: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
    """These tests, with one for each ``MOST_ROWS`` rows of a table."""
    for table, group in groupby(items, _find_table):
        rows = [*group]
        size = MOST_ROWS if table else 1
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            yield part[0] if len(part) == 1 else _make_test(part, start + 1)


def check_rows(check: Callable[..., None], rows: Mapping[str, Mapping[str, object]], **fixtures: object) -> None:
    """Call ``check`` with each of ``rows``, the arguments by the name of the row.

    Raises the error of the row that fails, and an ``ExceptionGroup`` if several do. The errors' notes name the rows.
    """
    errors: list[Exception] = []
    for name, arguments in rows.items():
        try:
            check(**arguments, **fixtures)
        except pytest.fail.Exception as failure:
            errors.append(AssertionError(failure.msg).with_traceback(failure.__traceback__))
        except Exception as error:
            errors.append(error)
        else:
            continue
        errors[-1].add_note(f"This is row {name} of {check.__name__}.")
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ExceptionGroup(f"{len(errors)} of {len(rows)} rows failed", errors)


def _find_table(item: pytest.Item) -> object:
    """The function that checks ``item``, if it is one row of several that need nothing of their own; or else null."""
    if not isinstance(item, pytest.Function) or item.cls or not hasattr(item, "callspec"):
        return None
    arguments = item.callspec.params
    fixtures = item.session._fixturemanager
    of_test = set(item.fixturenames) - _OF_EVERY_TEST
    if any(fixtures.getfixturedefs(name, item) for name in arguments) or "postgres" in of_test:
        return None
    if any(mark.name not in {"parametrize", "both_databases", "sqlite_only"} for mark in item.own_markers):
        return None
    used = (fixtures.getfixturedefs(name, item) for name in of_test - set(arguments))
    return item.function if all(definitions and definitions[-1].scope != "function" for definitions in used) else None


def _make_test(rows: Sequence[pytest.Item], first: int) -> pytest.Item:
    """A test of ``rows``, of which the first has the number ``first`` in its table."""
    row = rows[0]
    assert isinstance(row, pytest.Function)
    function = row.function
    arguments = {item.name: dict(item.callspec.params) for item in rows if isinstance(item, pytest.Function)}
    assert len(arguments) == len(rows)
    check = functools.wraps(function)(functools.partial(check_rows, function, arguments))
    parameters = inspect.signature(function).parameters.values()
    signature = inspect.Signature([parameter for parameter in parameters if parameter.name not in row.callspec.params])
    check.__signature__ = signature  # type: ignore[attr-defined]
    name = f"{row.originalname}[rows {first} to {first + len(rows) - 1}]"
    test: pytest.Item = pytest.Function.from_parent(row.parent, name=name, callobj=check)
    return test
