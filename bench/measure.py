"""The quality figures: the shipped reader on each corpus, scored by the scorers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.calibration import expected_error, precision_of_most_confident
from bench.corpora import TRUSTED_SETS, Corpora, read_lines, write_lines
from bench.expected import occurrences
from bench.floors import Figure
from bench.match import HALF, Claim, Words, overlap, pair, same_source
from bench.records import read_file, read_text
from bench.samples import Score, compare_all
from bench.samples import figures as sample_figures
from bench.trust import Verdict, judge_quoted, load_scorer, right_speaker
from onrecord.reading import Reader

CONFIDENT = 0.6
"""Share of the statements, most confident first, over which precision is reported."""
GOLD = {"outlets": "dev.jsonl"}
"""Files of annotations that are not called gold.jsonl, by corpus."""
TRUSTED = 0.7
"""The same for all pages with annotated speakers together."""

OF_STATEMENTS = (
    *("attribution", "kind.direct", "kind.mixed", "kind.indirect", "content.exact", "content.overlap", "cue"),
    *("speaker", "unnamed"),
)
OF_PAGES = ("body", "quoted", "quoted.speaker", "statements", "speaker", "unnamed", "told", "about", "people")
OF_CELEBRITY = (*OF_PAGES, "relationships")
"""The figures taken from each scorer. The real pages have too few relationships to report."""


@dataclass(slots=True)
class Measured:
    """The figures of one corpus, with misses and problems as text."""

    figures: list[Figure] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    """Pages that could not be read; they count as pages without statements."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Reader, corpora and working folder of a measurement."""

    reader: Reader
    corpora: Corpora
    work: Path
    """Folder for the records that the scorers read."""
    misses: int = 0
    """Number of misses to report for each corpus."""


def polnear(bench: Bench) -> Measured:
    """Statements of the development articles, read as plain text, and the calibration of their confidence."""
    gold_path = bench.corpora.data / "polnear" / "dev.jsonl"
    gold, measured = read_lines(gold_path), Measured()
    records = [read_text(bench.reader, row, troubles=measured.troubles) for row in gold]
    predicted = write_lines(bench.work / "polnear.jsonl", records)
    scored = bench.corpora.score("statement_score.py", gold=gold_path, predicted=predicted)
    measured.figures = [Figure(f"polnear.{name}", scored[name]["f1"]) for name in OF_STATEMENTS]
    same_name = load_scorer(bench.corpora.scorers / "page_score.py").same_name
    confidences: list[float] = []
    correct: list[bool] = []
    attributed = 0
    for row, record in zip(gold, records, strict=True):
        right, missed = verdicts(row, record)
        confidences += [statement["confidence"] for statement in record["statements"]]
        correct += [
            index in right and right_speaker(row["statements"][right[index]], statement, same_name=same_name)
            for index, statement in enumerate(record["statements"])
        ]
        attributed += len(right)
        measured.misses += missed
    agree(attributed, scored["attribution"])
    measured.misses = measured.misses[: bench.misses]
    if confidences:
        surest = precision_of_most_confident(confidences, correct, share=CONFIDENT)
        measured.figures += [
            Figure("polnear.calibration error", expected_error(confidences, correct), less_is_better=True),
            Figure(f"polnear.precision of the surest {CONFIDENT:.0%}", surest),
        ]
    return measured


def verdicts(gold: Mapping[str, Any], record: Mapping[str, Any]) -> tuple[dict[int, int], list[str]]:
    """Match ``record`` with ``gold``: index in ``gold`` of each correctly attributed statement, and a line for each
    miss."""
    text = gold["text"]
    gold_claims, read_claims = _claims(gold["statements"], text), _claims(record["statements"], text)
    right = {i: j for i, j in pair(gold_claims, read_claims).items() if same_source(gold_claims[i], read_claims[j])}
    missed = [
        f"{gold['id']}: {_words(row['source'], text)!r} {_words(row['cue'], text)!r}: {_words(row['content'], text)}"
        for i, row in enumerate(gold["statements"])
        if i not in right
    ]
    return {j: i for i, j in right.items()}, missed


def agree(correct: int, row: Mapping[str, float]) -> None:
    """Raise ``ValueError`` if the scorer's attribution ``row`` disagrees with ``correct``, the number counted here."""
    if abs(correct - row["p"] * row["predicted"]) > 1 + row["predicted"] * 5e-5:
        raise ValueError(
            f"bench.match finds {correct} statements right, the scorer {row['p']} of {row['predicted']}. "
            "Their rules differ: change bench/match.py to match the scorer."
        )


def pages(bench: Bench) -> Measured:
    """Real pages from HTML to record, and the speakers of the most confident statements."""
    measured = _records("pages", "html/{}.html", bench, parts=OF_PAGES)
    annotated = [verdict for verdict in _judge_quoted(bench, "pages") if verdict.is_annotated]
    if annotated:
        measured.figures.append(
            Figure(f"pages.right speakers of the surest {CONFIDENT:.0%}", _surest(annotated, CONFIDENT))
        )
    return measured


def celebrity(bench: Bench) -> Measured:
    """Celebrity news from plain text to record."""
    return _records("celebrity", "text/{}.txt", bench, parts=OF_CELEBRITY)


def outlets(bench: Bench) -> Measured:
    """Modern pages of many outlets, from HTML to record."""
    return _records("outlets", "html/{}.html", bench, parts=OF_CELEBRITY)


def trust(bench: Bench) -> Measured:
    """Confidence in the quoted statements of pages, celebrity news and outlets together, as measured before.

    A statement that is not annotated counts as wrong, or is left out: some are no statements, and some were left out
    by the annotators.
    """
    verdicts = [verdict for name in TRUSTED_SETS for verdict in _judge_quoted(bench, name)]
    annotated = [verdict for verdict in verdicts if verdict.is_annotated]
    if not annotated:
        return Measured()
    return Measured(
        figures=[
            Figure(f"trust.right speakers of the surest {TRUSTED:.0%}", _surest(annotated, TRUSTED)),
            Figure("trust.calibration error, annotated statements", _error(annotated), less_is_better=True),
            Figure("trust.calibration error, all quoted statements", _error(verdicts), less_is_better=True),
        ]
    )


def seed(bench: Bench) -> Measured:
    """The running example: statements found, quoted words wrongly read as statements, and facts that are right."""
    folder, measured = bench.corpora.seed, Measured()
    gold = read_lines(folder / "gold.jsonl")[0]
    text, wanted_rows = gold["text"], gold["statements"]
    record = read_file(bench.reader, folder / "page.txt", name=gold["id"], troubles=measured.troubles)
    rows, expected = record["statements"], json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    gold_claims, read_claims = _claims(wanted_rows, text), _claims(rows, text)
    pairs = pair(gold_claims, read_claims)
    right = {i: j for i, j in pairs.items() if same_source(gold_claims[i], read_claims[j])}
    quoted = [j for j, row in enumerate(rows) if row["kind"] in {"direct", "mixed"} and row["place"] != "furniture"]
    unmatched = [j for j in quoted if j not in pairs.values()]
    scares = _scare_quotes(expected, text)
    scares_read = [j for j, claim in enumerate(read_claims) if any(overlap(claim, scare) >= HALF for scare in scares)]
    kinds = sum(wanted_rows[i]["kind"] == rows[j]["kind"] for i, j in right.items())
    read_rows = {str(wanted_rows[i]["content"]): rows[j] for i, j in right.items()}
    facts = [*_facts_of_statements(expected, read_rows), *_facts_of_people(expected, record["people"])]
    measured.figures = [
        Figure("seed.statements found", len(right)),
        Figure("seed.of the right kind", kinds),
        Figure("seed.facts right", sum(is_right for _, is_right in facts)),
        Figure("seed.other quoted words taken", len(unmatched), less_is_better=True),
        Figure("seed.scare quotes taken", len(scares_read), less_is_better=True),
    ]
    measured.misses = [f"missed: {_words(row['content'], text)}" for i, row in enumerate(wanted_rows) if i not in right]
    measured.misses += [f"taken: {rows[j]['quote']}" for j in unmatched]
    measured.misses += [f"wrong: {fact}" for fact, is_right in facts if not is_right]
    measured.misses = measured.misses[: bench.misses]
    return measured


def _facts_of_statements(
    expected: Mapping[str, Any], read_rows: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, bool]]:
    """Each expected fact of a statement and whether it was read; ``read_rows`` are by the expected content."""
    for statement in expected.get("statements", ()):
        row = read_rows.get(str(statement["content"]), {})
        read_facts = {
            "speaker": row.get("speaker_name"),
            "mentions": row.get("about"),
            "told": row.get("told"),
            "when": (row.get("when") or {}).get("edtf"),
        }
        expected_facts = {**statement, "when": (statement["when"] or {}).get("edtf")}
        for name, value in read_facts.items():
            yield (
                f"{name} of {statement['content']}: {value!r}, not {expected_facts[name]!r}",
                value == expected_facts[name],
            )


def _facts_of_people(expected: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, bool]]:
    """Each expected fact of a person and whether it was read."""
    rows = {person["name"]: person for person in people}
    for person in expected.get("people_in_body", ()):
        row, name = rows.get(person["name"], {}), person["name"]
        ages = [person["age"]["value"]] if person["age"] else []
        yield f"aliases of {name}", "aliases" in row and set(row["aliases"]) == set(person["aliases"])
        yield f"roles of {name}", row.get("roles") == person["roles"]
        yield f"age of {name}", "ages" in row and [age["value"] for age in row["ages"]] == ages


def samples(bench: Bench) -> Measured:
    """The sample pages; ``bench.corpora`` is not used."""
    comparisons = list(compare_all(bench.reader))
    total = sum((comparison.score for comparison in comparisons), Score())
    return Measured(figures=sample_figures(total), misses=list(_differences(comparisons))[: bench.misses])


def _judge_quoted(bench: Bench, name: str) -> list[Verdict]:
    """Verdicts on the quoted statements of the records that were measured as ``name``."""
    scorer = load_scorer(bench.corpora.scorers / "page_score.py")
    records = {record["id"]: record for record in read_lines(bench.work / f"{name}.jsonl")}
    return [
        verdict
        for row in read_lines(bench.corpora.data / name / GOLD.get(name, "gold.jsonl"))
        for verdict in judge_quoted(row, records[row["id"]], scorer=scorer)
    ]


def _surest(verdicts: Sequence[Verdict], share: float) -> float:
    confidences = [verdict.confidence for verdict in verdicts]
    right = [verdict.has_right_speaker for verdict in verdicts]
    return precision_of_most_confident(confidences, right, share=share)


def _error(verdicts: Sequence[Verdict]) -> float:
    return expected_error(
        [verdict.confidence for verdict in verdicts], [verdict.has_right_speaker for verdict in verdicts]
    )


def _records(name: str, file: str, bench: Bench, *, parts: Sequence[str]) -> Measured:
    gold_path = bench.corpora.data / name / GOLD.get(name, "gold.jsonl")
    measured = Measured()
    paths = {row["id"]: gold_path.parent / file.format(row["id"]) for row in read_lines(gold_path)}
    records = [read_file(bench.reader, path, name=key, troubles=measured.troubles) for key, path in paths.items()]
    predicted = write_lines(bench.work / f"{name}.jsonl", records)
    scored = bench.corpora.score("page_score.py", gold=gold_path, predicted=predicted)
    measured.figures = [Figure(f"{name}.{part}", scored[part]["f1"]) for part in parts]
    if bench.misses:
        measured.misses = bench.corpora.misses(gold=gold_path, records=predicted, count=bench.misses)
    return measured


def _claims(rows: Sequence[Mapping[str, Any]], text: str) -> list[Claim]:
    words = Words(text)
    return [words.claim(content=row["content"], source=row["source"]) for row in rows]


def _scare_quotes(expected: Mapping[str, Any], text: str) -> list[Claim]:
    words = Words(text)
    parts = [row["text"] for row in expected["not_statements"]]
    return [words.claim(content=[span], source=()) for part in parts for span in occurrences(text, part)]


def _differences(comparisons: Sequence[Any]) -> Iterator[str]:
    for comparison in comparisons:
        yield from (f"{comparison.expected.id}: {line}" for line in comparison.differences())


def _words(spans: Sequence[Sequence[int]], text: str) -> str:
    return " … ".join(text[start:end] for start, end in spans)


CORPORA: dict[str, Callable[[Bench], Measured]] = {
    "polnear": polnear,
    "pages": pages,
    "celebrity": celebrity,
    "outlets": outlets,
    "trust": trust,
    "seed": seed,
}
"""The measurements that need corpora, by name."""
