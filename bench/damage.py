"""Damaged records, poisoned exports and killed writers: ``python -m bench.damage``.

A copy of a record is damaged in one of a dozen ways, and a random part of a tour of all commands and of the room is
made through it: nothing may end in a traceback. An export with one value changed is imported: it is refused, or the
whole tour can be made through the new record, and its export can be imported again. A process that adds pages is killed
at random moments: every page that was kept is whole.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from bench.expected import SAMPLES
from bench.tour import Tour
from onrecord.errors import UsageError
from onrecord.record import Record
from onrecord.store.record_file import APPLICATION_ID
from onrecord.store.schema import metadata

_SQLITE_PAGE: Final = 4096
_GARBAGE: Final = ("x", "", "[]", "{}", "null", "[[[1,2]]]", -1, 0, 10**15, 0.5, b"\xff\xfe", b"", None, "9999-99-99")
_POISON: Final[tuple[object, ...]] = (
    *(None, True, -1, 0, 1.5, 10**30, 2**63, float("nan"), "", "x", "1.5", "9999-99-99", "javascript:alert(1)"),
    *("\ud800", "a\x00b", "\x1b[2J", "A" * 100_000, [], {}, [[0, 1]], [[5, 2]], [[0, 10**9]], ["x", "x"], {"x": 1}),
)

Damager = Callable[[Path, random.Random], None]


def flip_bits(path: Path, source: random.Random) -> None:
    """Flip 16 bits anywhere in the file."""
    content = bytearray(path.read_bytes())
    for _ in range(16):
        content[source.randrange(len(content))] ^= 1 << source.randrange(8)
    path.write_bytes(content)


def flip_bits_of_a_page(path: Path, source: random.Random) -> None:
    """Flip 40 bits in one of SQLite's pages."""
    content = bytearray(path.read_bytes())
    start = source.randrange(len(content) // _SQLITE_PAGE) * _SQLITE_PAGE
    for _ in range(40):
        content[start + source.randrange(_SQLITE_PAGE)] ^= 1 << source.randrange(8)
    path.write_bytes(content)


def overwrite(path: Path, source: random.Random) -> None:
    """Write zeros or random bytes over a part of the file."""
    content = bytearray(path.read_bytes())
    start = source.randrange(100, len(content))
    length = min(source.choice((200, _SQLITE_PAGE, len(content))), len(content) - start)
    content[start : start + length] = bytes(length) if source.random() < 0.5 else source.randbytes(length)
    path.write_bytes(content)


def truncate(path: Path, source: random.Random) -> None:
    """Cut the end off."""
    os.truncate(path, source.choice((0, 10, 100, source.randrange(path.stat().st_size))))


def replace_file(path: Path, source: random.Random) -> None:
    """Replace the file with a text, another application's database, or a database with only the header of a record."""
    path.unlink()
    if source.random() < 0.3:
        path.write_text("This is a letter, and no database.\n" * source.randrange(1, 200), encoding="utf-8")
        return
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE letters (id INTEGER PRIMARY KEY, words TEXT)")
        if source.random() < 0.5:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {source.choice((1, 9, 9, 9, 1000))}")
        connection.commit()


def garble_column(path: Path, source: random.Random) -> None:
    """Write a value that a column may not hold into a few rows of a table."""
    table = source.choice(metadata.sorted_tables)
    column = source.choice([column for column in table.c if not column.primary_key] or list(table.c))
    value = source.choice((*_GARBAGE, source.randbytes(30)))
    _execute(path, f"UPDATE OR IGNORE {table.name} SET {column.name} = ? WHERE random() % 3 = 0", value)


def garble_json(path: Path, source: random.Random) -> None:
    """Change one character of JSON, or one byte of what is packed, in every row of a table."""
    table, column = source.choice(
        (
            *(("appearances", name) for name in ("aliases", "roles", "ages")),
            *(("statements", "spans"), ("links", "reasons"), ("judgements", "target")),
            *(("readings", "record"), ("texts", "body"), ("texts", "sha256")),
        )
    )
    half = f"length({column}) / {source.randrange(2, 9)}"
    _execute(
        path,
        f"UPDATE {table} SET {column} = CAST(substr({column}, 1, {half}) || ? || substr({column}, {half} + 2) AS "
        + ("BLOB)" if table in {"readings", "texts"} else "TEXT)"),
        source.choice(("]", '"', "7", "x", "")),
    )


def delete_rows(path: Path, source: random.Random) -> None:
    """Delete rows that others refer to."""
    table = source.choice(metadata.sorted_tables)
    _execute(path, f"DELETE FROM {table.name} WHERE abs(random()) % 4 = 0")


def drop_object(path: Path, source: random.Random) -> None:
    """Drop a table, an index, a trigger or a view."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        kind, name = source.choice(connection.execute(query).fetchall())
    _execute(path, f"DROP {kind} {name}", ignore=True)


def garble_search_index(path: Path, source: random.Random) -> None:
    """Damage the tables below the full-text index."""
    index = "statement_words"
    command = source.choice(
        (
            f"UPDATE {index}_data SET block = randomblob(length(block)) WHERE id > {source.choice((0, 10, 11))}",
            f"DELETE FROM {index}_data WHERE id > 10",
            f"DELETE FROM {index}_docsize",
            f"DELETE FROM {index}_idx",
            f"UPDATE {index}_docsize SET sz = x''",
        )
    )
    _execute(path, command)


def garble_log(path: Path, source: random.Random) -> None:
    """Put a write-ahead log next to the record that is random, cut off, or from another record."""
    log = path.with_name(path.name + "-wal")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("INSERT INTO names (text, folded) VALUES ('Log', 'log')")
        connection.commit()
        content = bytearray(log.read_bytes())
    for _ in range(source.choice((1, 20))):
        content[source.randrange(len(content))] ^= 1 << source.randrange(8)
    log.write_bytes(content[: source.choice((len(content), len(content) // 2, 20))])


def garble_vectors(path: Path, source: random.Random) -> None:
    """Write random bytes into the files of statement vectors."""
    folder = path.with_name(path.name + "-meaning") / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"0-{source.choice((5, 10**6))}.vectors").write_bytes(
        source.randbytes(source.choice((0, 448, 4_480, 77)))
    )


DAMAGERS: Final[tuple[Damager, ...]] = (
    *(flip_bits, flip_bits_of_a_page, overwrite, truncate, replace_file, garble_column, garble_column, garble_json),
    *(delete_rows, drop_object, garble_search_index, garble_log, garble_vectors),
)


def damage_copies(original: Path, tour: Tour, *, copies: int, folder: Path, seed: int = 1) -> list[str]:
    """Damage ``copies`` copies of a record and tour each: everything that fails, a line each."""
    problems = []
    for number in range(copies):
        source = random.Random(seed * 1_000_003 + number)
        damager = DAMAGERS[number % len(DAMAGERS)]
        path = _copy(original, folder / f"damaged-{number}")
        damager(path, source)
        problems += [f"{number} {damager.__name__}: {problem}" for problem in tour.run(path, source=source)]
        shutil.rmtree(path.parent)
        _show_progress(number + 1, copies, problems)
    return problems


def poison_imports(
    lines: Sequence[str], tour: Tour, *, imports: int, folder: Path, seed: int = 1
) -> tuple[Counter[str], list[str]]:
    """Import an export with one value changed: the numbers of refused and accepted ones, and everything that fails."""
    outcomes: Counter[str] = Counter()
    problems = []
    for number in range(imports):
        source = random.Random(seed * 1_000_003 + number)
        changed, place = poison(lines, source)
        (folder / "imported").mkdir()
        path = folder / "imported" / "record.sqlite"
        try:
            with Record.open(path) as record:
                restored = record.restore(changed, name="poisoned")
        except UsageError:  # its first line is no longer that of an export
            outcomes["refused"] += 1
        except Exception as error:
            problems.append(f"{number} {place}: {type(error).__name__}: {error}")
        else:
            outcomes["refused" if any(line.outcome == "invalid" for line in restored) else "taken"] += 1
            problems += [f"{number} {place}: {problem}" for problem in tour.run(path, source=source)]
            problems += [f"{number} {place}: {problem}" for problem in _import_again(path)]
        shutil.rmtree(path.parent)
        _show_progress(number + 1, imports, problems)
    return outcomes, problems


def poison(lines: Sequence[str], source: random.Random) -> tuple[list[str], str]:
    """``lines`` with one value changed, and its place."""
    kinds = sorted({json.loads(line)["type"] for line in lines})
    kind = source.choice((*kinds, "page", "page", "judgement"))
    number = source.choice([number for number, line in enumerate(lines) if json.loads(line)["type"] == kind])
    value = json.loads(lines[number])
    steps = list(_steps(value, source))
    parent: Any = value
    for step in steps[:-1]:
        parent = parent[step]
    poisoned = source.choice(_POISON)
    before = parent[steps[-1]]
    if source.random() < 0.1:
        del parent[steps[-1]]
        poisoned = "(left out)"
    elif source.random() < 0.2 and isinstance(parent, list):
        parent.append(before)
        poisoned = "(twice)"
    elif isinstance(before, str) and before.startswith("{") and before != "{}" and source.random() < 0.8:
        parent[steps[-1]] = poison_json(before, source)
    else:
        parent[steps[-1]] = poisoned
    changed = [*lines[:number], json.dumps(value), *lines[number + 1 :]]
    return changed, f"{kind} {'.'.join(map(str, steps))} = {repr(poisoned)[:40]}"


def poison_json(text: str, source: random.Random) -> str:
    """The JSON in ``text`` with one value changed: of a judgement's target."""
    value = json.loads(text)
    steps = list(_steps(value, source))
    parent = value
    for step in steps[:-1]:
        parent = parent[step]
    parent[steps[-1]] = source.choice(_POISON)
    return json.dumps(value)


def _steps(value: Any, source: random.Random) -> Iterator[str | int]:
    """The path to a random value; in a list or an object each item is equally likely, at any depth."""
    while isinstance(value, Mapping | list) and value:
        step = source.choice(list(value)) if isinstance(value, Mapping) else source.randrange(len(value))
        yield step
        value = value[step]
        if source.random() < 0.1:
            return


def _import_again(path: Path) -> Iterator[str]:
    """Differences of the export of ``path`` after an import, one a line."""
    with Record.open(path) as record, Record.open(path.with_name("again.sqlite")) as again:
        exported = list(record.export_lines("jsonl"))
        try:
            again.restore(exported)
        except Exception as error:
            yield f"its own export is refused: {type(error).__name__}: {error}"
            return
        if list(again.export_lines("jsonl")) != exported:
            yield "its own export comes back otherwise"


def make_record(path: Path) -> None:
    """A record of the sample pages, with judgements."""
    with Record.open(path) as record:
        record.add(SAMPLES / "pages")
        hits = record.find("", limit=3).hits
        for hit, verdict in zip(hits, ("right", "wrong", "not-statement"), strict=True):
            record.judge.statement(hit.entry.id, verdict, who="Ada")  # type: ignore[arg-type]
        people = [person.id for person in record.people().people[:3]]
        record.judge.people(people[0], people[1], "different", who="Ada", why="They met.")
        record.judge.wikidata(people[2], "Q42", who="Ada")
        record.judge.withdraw(record.judge.log().entries[0].judgement.id, who="Bo")


def _copy(original: Path, folder: Path) -> Path:
    folder.mkdir()
    return Path(shutil.copy(original, folder / "record.sqlite"))


def _execute(path: Path, command: str, *values: object, ignore: bool = False) -> None:
    """Run a command past the triggers that guard the logs. ``ignore``: it may fail."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        try:
            connection.execute(command, values)
        except sqlite3.DatabaseError:
            if not ignore and "UPDATE" not in command:
                raise
        for name, sql in triggers:
            if name not in command:
                with suppress(sqlite3.DatabaseError):  # its table is the one that was dropped
                    connection.execute(sql)


def _show_progress(done: int, total: int, problems: Sequence[str]) -> None:
    print(f"\r{done:,} of {total:,}, {len(problems)} problems", end="", file=sys.stderr, flush=True)


def _report(name: str, summary: str, problems: Sequence[str]) -> None:
    print(f"\n{name}: {summary}, {len(problems)} problems", flush=True)
    for problem in problems:
        print(f"  {problem}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the measurements of the command line; return 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m bench.damage", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--record", type=Path, help="the record to damage; by default one of the sample pages")
    parser.add_argument("--copies", type=int, default=500, metavar="N", help="damaged copies (500)")
    parser.add_argument("--imports", type=int, default=200, metavar="N", help="poisoned imports (200)")
    parser.add_argument("--kills", type=int, default=1_000, metavar="N", help="killed writers (1,000)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number damages in other ways (1)")
    options = parser.parse_args(arguments)
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        original = options.record or folder / "record.sqlite"
        if options.record is None:
            make_record(original)
        tour = Tour.of(original)
        problems = damage_copies(original, tour, copies=options.copies, folder=folder, seed=options.seed)
        _report("damaged copies", f"{options.copies} toured", problems)
        failed |= bool(problems)
        with Record.open(original) as record:
            lines = list(record.export_lines("jsonl"))
        outcomes, problems = poison_imports(lines, tour, imports=options.imports, folder=folder, seed=options.seed)
        _report("poisoned imports", f"{outcomes['refused']} refused, {outcomes['taken']} taken whole", problems)
        failed |= bool(problems)
        if options.kills:
            command = [sys.executable, "-m", "tests.ingest.hardship", "kill", name, str(options.kills)]
            failed |= subprocess.run(command, check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
