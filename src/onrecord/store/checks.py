"""Validation of table rows and readings that may be damaged or imported.

Used by ``verify`` and by the importer of exports. Each problem names the field, its value and the expected value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache
from math import isfinite
from typing import Any, Final, TypeAlias, cast, get_args, get_type_hints

from sqlalchemy import Float, Integer, LargeBinary, Table

from onrecord.store.schema import values
from onrecord.times import is_edtf, is_timestamp
from onrecord.types import Reading, Stated

_LONGEST_VALUE: Final = 60
"""Maximum number of characters of a value that a problem quotes."""
_LARGEST_INTEGER: Final = 2**63 - 1
_LARGEST_COUNT: Final = 2**31 - 1
_FORMATTED: Final = frozenset({"edtf", "fetched", "published", "sha256"})
"""Names of the fields of a reading whose texts have a format; beside the texts of ages."""
TIME: Final = "a time in ISO 8601, such as 2025-02-26T10:00:00Z"
_Path: TypeAlias = "tuple[Any, str | int] | None"
"""A field: the path of what it belongs to, and its name or number there; null for the reading itself."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class InvalidValue:
    """A value that breaks a rule."""

    field: str
    """Path of the value, such as ``statements[3].content[0]``, or the name of a column."""
    value: object
    expected: str
    """A noun phrase."""

    def within(self, place: str) -> InvalidValue:
        """Return the same problem with ``place`` prepended to the path of its field."""
        return replace(self, field=f"{place}.{self.field}")

    def __str__(self) -> str:
        value = repr(self.value)
        shortened = value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
        return f"{self.field or 'the value'} is {shortened}, but should be {self.expected}"


def convert_value(value: object, type_: Any) -> Any:
    """Convert ``value`` to this type, such as a ``TypedDict``. Raises ``ValueError`` that names the invalid part."""
    import msgspec

    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        raise ValueError(str(invalid_value(error, value))) from error


def convert_json(text: str | bytes, type_: Any) -> Any:
    """Decode the JSON in ``text`` to this type. Raises ``ValueError`` as ``convert_value`` does."""
    import msgspec

    try:
        value = msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(str(InvalidValue("", text, f"JSON ({error})"))) from error
    return convert_value(value, type_)


def invalid_value(error: Exception, value: object) -> InvalidValue:
    """Locate the invalid part of ``value`` from a msgspec error, such as "Expected `int` - at `$.people[0].id`"."""
    message, _, place = str(error).partition(" - at `$")
    field = place.removesuffix("`").removeprefix(".")
    part: Any = value
    for step in field.replace("[", ".").replace("]", "").split("."):
        try:
            part = part[int(step) if isinstance(part, list | tuple) else step]
        except (KeyError, IndexError, ValueError, TypeError):
            break
    return InvalidValue(field, part, f"a value that the format allows ({message})")


def row_problems(table: Table, row: Mapping[str, object]) -> Iterator[InvalidValue]:
    """Yield values in a row of ``table`` that are not allowed in their columns. ``row`` may be partial."""
    words, json_types = values.WORDS.get(table.name, {}), values.JSON.get(table.name, {})
    times = values.TIMES.get(table.name, frozenset())
    for name, value in row.items():
        type_, expected = _column_type(table, name)
        if value is None and table.c[name].nullable:
            continue
        if not isinstance(value, type_) or (isinstance(value, int) and abs(value) > _LARGEST_INTEGER):
            yield InvalidValue(name, value, expected)
        elif name in json_types or name in words:
            try:
                if name in words:
                    convert_value(value, words[name])
                else:
                    convert_json(cast(str, value), json_types[name])
            except ValueError as error:
                yield InvalidValue(name, value, f"a value that the column allows ({error})")
        elif name in {"day_from", "day_to"} and not _is_day(value):
            yield InvalidValue(name, value, "a day such as 20250226")
        elif name in times and not _is_time(value):
            yield InvalidValue(name, value, TIME)
        elif name == "confidence" and not _is_probability(value):
            yield InvalidValue(name, value, "a number from 0 to 1")


def reading_problems(reading: Reading) -> Iterator[InvalidValue]:
    """Yield invalid values in ``reading``: spans outside the text, malformed dates, duplicate ids.

    A load checks all readings of an archive, so that this visits only fields that may be invalid.
    """
    problems: list[InvalidValue] = []
    _check_parts(reading, None, problems, length=len(reading.article.text))
    yield from problems
    yield from repeated((statement.id for statement in reading.statements), field="statements[].id")
    yield from repeated((entity.id for entity in reading.entities), field="people[].id and organisations[].id")


def _expected_instead(name: str | int, value: Any) -> str | None:
    """Describe the expected value of this field of a reading; null if ``value`` is valid."""
    if isinstance(value, float):
        return None if _is_probability(value) else "a number from 0 to 1"
    if isinstance(value, int) or name == "text":
        return None if 0 <= int(value) <= _LARGEST_COUNT else f"a number from 0 to {_LARGEST_COUNT}"
    if name in {"edtf", "published"}:
        return None if value is None or is_edtf(value) else "a date in EDTF, such as 2025-02-26"
    if name == "fetched":
        return None if value is None or is_timestamp(value) else TIME
    return None if _SHA256.fullmatch(value) else "a SHA-256 in hexadecimal"


def repeated(ids: Iterable[object], *, field: str) -> Iterator[InvalidValue]:
    """Yield a problem for each duplicate in ``ids``."""
    yield from (InvalidValue(field, id_, "unique") for id_, count in Counter(ids).items() if count > 1)


def missing_from(ids: Collection[object], references: Iterable[object], *, field: str) -> Iterator[InvalidValue]:
    """Yield a problem for each of ``references`` that is neither null nor one of ``ids``."""
    missing = dict.fromkeys(reference for reference in references if reference is not None and reference not in ids)
    yield from (InvalidValue(field, reference, "the id or number of an existing item") for reference in missing)


@cache
def _column_type(table: Table, name: str) -> tuple[type | tuple[type, ...], str]:
    column = table.c[name].type
    if isinstance(column, Integer):
        return int, "a whole number of at most 64 bits"
    if isinstance(column, Float):
        return (float, int), "a number"
    return (bytes, "bytes") if isinstance(column, LargeBinary) else (str, "text")


def _check_parts(value: Any, path: _Path, problems: list[InvalidValue], *, length: int) -> None:
    """Check every span and number within ``value``, and every string that has a format."""
    parts: Iterable[tuple[str | int, Any]] = enumerate(value) if type(value) is tuple else _checked_parts(value)
    for name, part in parts:
        kind = type(part)
        if kind is tuple and len(part) == 2 and type(part[0]) is int and type(part[1]) is int:
            if not 0 <= part[0] <= part[1] <= length:
                expected = f"a span of the text, which has {length} characters"
                problems.append(InvalidValue(_join_path((path, name)), list(part), expected))
        elif kind is str or part is None or kind is int or kind is float:
            is_checked = kind is int or kind is float or name in _FORMATTED or _is_age(path)
            if is_checked and (problem := _expected_instead(name, part)):
                problems.append(InvalidValue(_join_path((path, name)), part, problem))
        else:
            _check_parts(part, (path, name), problems, length=length)


def _is_age(path: _Path) -> bool:
    return path is not None and path[0] is not None and path[0][1] == "ages"


def _checked_parts(noun: Any) -> list[tuple[str, Any]]:
    kind: Any = type(noun)
    return [(name, getattr(noun, name)) for name in _checked_fields(kind)]


@cache
def _checked_fields(kind: Any) -> tuple[str, ...]:
    """The fields of a noun whose values are or contain spans, numbers, nouns or strings with a format."""
    types = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    return tuple(name for name in names if name in _FORMATTED or kind is Stated or _has_numbers(types[name]))


def _has_numbers(type_: Any) -> bool:
    return type_ in {int, float} or is_dataclass(type_) or any(map(_has_numbers, get_args(type_)))


def _join_path(path: _Path) -> str:
    """Write a path as ``statements[3].content[0]``."""
    if path is None:
        return ""
    parent, name = path
    return f"{_join_path(parent)}[{name}]" if isinstance(name, int) else f"{_join_path(parent)}.{name}".lstrip(".")


def _is_probability(value: Any) -> bool:
    return isfinite(value) and 0 <= value <= 1


def _is_day(value: Any) -> bool:
    try:
        date(value // 10_000, value // 100 % 100, value % 100)
    except ValueError:
        return False
    return True


def _is_time(value: Any) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
