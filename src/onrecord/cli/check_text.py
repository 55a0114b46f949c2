"""Draw the report on a checked draft for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rich.text import Text

from onrecord.cli.statement_text import NO_SPEAKER, make_safe
from onrecord.cli.terminal import DIFF_STYLES, format_count, mark_words, tidy
from onrecord.explaining import CHECK_LABELS, OTHERS, TEXT_OF_PAGE, count_others

if TYPE_CHECKING:
    from onrecord.check.report import CheckedStatementRecord, CheckRecord, MatchRecord

_STYLES: Final = {
    "verbatim": "green",
    "shortened": "cyan",
    "supported": "green",
    "altered": "bold red",
    "joined": "bold red",
    "reversed": "bold red",
    "differs": "bold red",
    "not-found": "bold magenta",
}
_SUBJECTS: Final = {"speaker": "speaker", "when": "time", "told": "addressee"}
_INDENT: Final = 2

Line = tuple[Text, int]
"""A line and its indent in spaces."""


def draw_check(checked: CheckRecord, *, is_linked: bool) -> Iterator[Line]:
    """Draw each statement of the draft with its verdict, then the totals.

    With ``is_linked`` an address is a hyperlink to the words; otherwise it is printed with the fragment of the words.
    """
    text = checked["text"]
    for statement in checked["statements"]:
        yield from _draw_statement(statement, text, is_linked=is_linked)
        yield Text(), 0
    summary = checked["summary"]
    counts = ", ".join(f"{count} {verdict.replace('-', ' ')}" for verdict, count in summary["verdicts"].items())
    others = count_others(checked["statements"])
    counts += f"; {others} with another {OTHERS}" if others else ""
    flagged = summary["flagged"]
    total = format_count(summary["statements"], "statement")
    line = Text(f"{tidy(checked['draft']['source'])}: {total}, ")
    line.append(f"{flagged} to look at" if flagged else "none to look at", style="bold red" if flagged else "green")
    line.append(f". {counts}; compared with {format_count(summary['pages'], 'page')}." if counts else ".")
    yield line, 0


def _draw_statement(statement: CheckedStatementRecord, text: str, *, is_linked: bool) -> Iterator[Line]:
    verdict = statement["verdict"]
    heading = Text(CHECK_LABELS[verdict], style=_STYLES[verdict])
    for field, subject in _SUBJECTS.items():
        agreement = statement[field]  # type: ignore[literal-required]
        if agreement != "unknown":
            style = "bold red" if agreement == "different" else "dim"
            heading.append(f"  {agreement} {subject}", style=f"not bold {style}")
        elif field == "speaker" and statement["speaker_name"] and verdict != "not-found":
            heading.append("  speaker not confirmed", style="not bold yellow")
    yield heading, 0
    yield _draw_sentence(statement, text), _INDENT
    if statement["reason"]:
        yield Text(tidy(statement["reason"]), style="yellow"), _INDENT
    matches = statement["matches"][: 2 if verdict == "joined" else 1]
    for match in matches:
        if verdict == "not-found":
            label = "Nearest statement:" if match["statement"] else "Nearest words of a page:"
            yield Text(label, style="dim"), _INDENT
            yield make_safe(Text(tidy(match["quote"]), style="dim")), _INDENT
        elif verdict == "joined" or any(part["op"] != "same" for part in match["diff"]):
            yield _draw_diff(match), _INDENT
        yield _draw_citation(match, is_linked=is_linked), _INDENT
        for correction in match["corrections"]:
            yield Text(f"The outlet has corrected this: “{tidy(correction)}”", style="yellow"), _INDENT


def _draw_sentence(statement: CheckedStatementRecord, text: str) -> Text:
    """The sentence of the draft, with the words of the statement in bold."""
    start, end = statement["sentence"]
    sentence = Text(text[start:end])
    for first, last in statement["content"]:
        sentence.stylize("bold", max(first - start, 0), last - start)
    return make_safe(sentence)


def _draw_diff(match: MatchRecord) -> Text:
    """The words of the draft against those of the page."""
    diff = Text()
    for part in match["diff"]:
        if diff:
            diff.append(" ")
        if part["op"] == "same":
            diff.append(tidy(part["draft"]))
        if part["op"] in {"changed", "dropped"}:
            diff.append(mark_words(tidy(part["source"]), "gone"), style=DIFF_STYLES["gone"])
        if part["op"] == "changed":
            diff.append(" ")
        if part["op"] in {"changed", "added"}:
            diff.append(mark_words(tidy(part["draft"]), "new"), style=DIFF_STYLES["new"])
    return make_safe(diff)


def _draw_citation(match: MatchRecord, *, is_linked: bool) -> Text:
    """The page's speaker, outlet and date, with an address to open."""
    speaker = match["speaker_name"] or (NO_SPEAKER if match["statement"] else TEXT_OF_PAGE)
    parts = [speaker, match["outlet"], match["published"]]
    citation = Text(tidy(", ".join(part for part in parts if part)), style="dim")
    address = tidy(match["url"] or match["source"])
    shown = address.partition("#")[0] if is_linked else address
    citation.append(f" · {shown}", style=f"not dim blue link {address}" if match["url"] else "")
    return citation
