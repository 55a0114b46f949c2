"""Judgements as they are printed: one a line, drawn as a table, or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

from onrecord.cli import terminal

if TYPE_CHECKING:
    from onrecord.judge.judgement_log import Judgement


def line(one: Judgement) -> str:
    """One judgement on one line."""
    parts = [one.id, one.kind, _of_what(one), f"by {one.who}", one.at]
    parts += [f"because {one.why}"] if one.why else []
    return terminal.tidy("  ".join([*parts, *([state] if (state := _state(one)) else [])]))


def _of_what(one: Judgement) -> str:
    """What the judgement is of, in words."""
    target: dict[str, Any] = dict(one.target)
    if "right" in target:
        return " / ".join(f"{target[side]['name']} ({target[side]['page']})" for side in ("left", "right"))
    if "left" in target:
        return f"{target['left']['name']} is {one.value}"
    if "statement" in target:
        by = f" by {one.value}" if one.value else ""
        return f"{target['statement']['quote']}{by}"
    return str(one.value)


def _state(one: Judgement) -> str:
    if one.withdrawn:
        return "withdrawn"
    if one.orphaned:
        return f"orphaned: {one.orphaned}"
    return "overruled by a newer one" if one.overruled else ""


def table(found: list[Judgement]) -> Table:
    """Judgements for a terminal."""
    drawn = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("id", "judgement", "of", "who", "when", "why", "state"):
        drawn.add_column(name, overflow="fold" if name in {"of", "why", "state"} else "ignore")
    for one in found:
        cells = (one.id, one.kind, _of_what(one), one.who, one.at[:10], one.why or "", _state(one))
        drawn.add_row(*(terminal.tidy(cell) for cell in cells), style="dim" if _state(one) else None)
    return drawn


def fields(one: Judgement) -> dict[str, Any]:
    """One judgement as JSON has it."""
    return {
        "id": one.id,
        "kind": one.kind,
        "subject": one.subject,
        "value": one.value,
        "who": one.who,
        "why": one.why,
        "at": one.at,
        "withdrawn": one.withdrawn,
        "overruled": one.overruled,
        "orphaned": one.orphaned,
        "target": dict(one.target),
    }
