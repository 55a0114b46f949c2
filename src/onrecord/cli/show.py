"""A reading as a person would want to see it: in a terminal drawn and coloured, elsewhere in plain exact lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord.cli.explain import explain_speaker, relationship_reasons
from onrecord.cli.people import beside_lines, people_lines
from onrecord.cli.terminal import put, tidy
from onrecord.types import Article, Kind, Reading, Span, Spans, Statement, When

COLOURS: dict[Kind, str] = {"direct": "green", "mixed": "cyan", "indirect": "blue", "no-response": "yellow"}
_NOBODY = "(no speaker stated)"
_BAR_CELLS = 5
_KIND_WIDTH = max(map(len, COLOURS))
_GUTTER = 2
_READABLE_WIDTH = 110
_INDENT = "    "


def show(reading: Reading, *, console: Console, left_out: int = 0, explain: bool = False) -> None:
    """Print ``reading`` to ``console``. ``left_out`` counts the statements that the user asked not to see; with
    ``explain`` each speaker and relationship comes with the words that decided it."""
    if console.is_terminal:
        _draw(reading, console=console, left_out=left_out, explain=explain)
    else:
        for line in plain_lines(reading, left_out=left_out, explain=explain):
            put(line, console=console)


def plain_lines(reading: Reading, *, left_out: int = 0, explain: bool = False) -> Iterable[str]:
    """``reading`` in lines with no colour and no breaks: a heading, one line a statement, one a person, a summary.

    With ``explain`` a line under each statement says which words decided who speaks, and one for each relationship
    which words state it.
    """
    article = reading.article
    yield _title(article)
    yield from filter(None, [_imprint(article)])
    yield tidy(article.page.source)
    yield ""
    for statement in reading.statements:
        marks = ", ".join([statement.kind, *_marks(statement, article)])
        who = " ".join(filter(None, _who_and_cue(statement, article)))
        who = " · ".join([who, *_circumstances(statement.told, statement.when), *_about(statement)])
        yield f"[{marks}] {who}: {tidy(article.quote(statement.content))} ({statement.confidence:.2f})"
        if explain:
            yield f"{_INDENT}{_why(statement, article)}"
    yield from [""] if reading.statements else []
    people = [*people_lines(reading), *beside_lines(reading)]
    yield from people
    yield from [""] if people else []
    reasons = relationship_reasons(reading) if explain else []
    yield from reasons
    yield from [""] if reasons else []
    yield _closing(reading, left_out=left_out)
    yield from filter(None, [_credits(reading)])
    yield from (f"Note: {tidy(warning)}" for warning in reading.warnings)
    yield ""


def summary(kinds: Counter[Kind], *, left_out: int = 0) -> str:
    """How many statements there are of each kind, in one sentence."""
    total = kinds.total()
    if total:
        parts = ", ".join(f"{kinds[kind]} {kind}" for kind in COLOURS if kinds[kind])
        said = f"{total} statement{'s' if total > 1 else ''}: {parts}"
    else:
        said = "no statements"
    return f"{said} ({left_out} more left out, as asked)." if left_out else f"{said}."


def _closing(reading: Reading, *, left_out: int) -> str:
    said = summary(Counter(statement.kind for statement in reading.statements), left_out=left_out)
    return said[0].upper() + said[1:]


def _draw(reading: Reading, *, console: Console, left_out: int, explain: bool) -> None:
    article = reading.article
    width = min(console.width, _READABLE_WIDTH)
    console.print(Text(_title(article), style="bold"), width=width)
    if _imprint(article):
        console.print(Text(_imprint(article)), width=width)
    console.print(Text(tidy(article.page.source), style="dim"), soft_wrap=True)
    console.print()
    for statement in reading.statements:
        console.print(_block(statement, article), width=width)
        if explain:
            why = Text(_why(statement, article), style="dim")
            console.print(Padding(why, (0, 0, 0, _KIND_WIDTH + _GUTTER)), width=width)
        console.print()
    _draw_people(reading, console=console, width=width)
    reasons = relationship_reasons(reading) if explain else []
    if reasons:
        console.print(Text("Relationships", style="bold"), width=width)
        for line in reasons:
            console.print(Padding(Text(line), (0, 0, 0, _GUTTER)), width=width)
        console.print()
    console.print(Text(_closing(reading, left_out=left_out), style="bold"), width=width)
    if reading.cited:
        console.print(Text(_credits(reading)), width=width)
    for warning in reading.warnings:
        console.print(Text(f"Note: {tidy(warning)}", style="yellow"), width=width)
    console.print()


def _draw_people(reading: Reading, *, console: Console, width: int) -> None:
    people = [Text(line) for line in people_lines(reading)]
    for text, person in zip(people, reading.people, strict=True):
        text.stylize("bold", 0, len(tidy(person.name)))
    people += [Text(line, style="dim") for line in beside_lines(reading)]
    if people:
        console.print(Text("People", style="bold"), width=width)
        for text in people:
            console.print(Padding(text, (0, 0, 0, _GUTTER)), width=width)
        console.print()


def _block(statement: Statement, article: Article) -> Group:
    """Kind, who and cue, and confidence in one row; the words under who, as wide as the line."""
    colour = COLOURS[statement.kind]
    named = bool(statement.source or statement.speaker_name)
    who = Text()
    for part in filter(None, _who_and_cue(statement, article)):
        style = "italic" if part == _cue(statement, article) else "bold" if named else "dim"
        who.append(part if not who else f" {part}", style=style)
    for part in [*_circumstances(statement.told, statement.when), *_about(statement)]:
        who.append(f" · {part}")
    for mark in _marks(statement, article):
        who.append(f"  {mark}", style="magenta")
    row = Table.grid(padding=(0, _GUTTER), expand=True)
    row.add_column(width=_KIND_WIDTH, no_wrap=True)
    row.add_column(ratio=1)
    row.add_column(no_wrap=True, justify="right")
    row.add_row(Text(statement.kind, style=colour), who, _confidence(statement.confidence, colour=colour))
    words = Text(tidy(article.quote(statement.content)))
    return Group(row, Padding(words, (0, 0, 0, _KIND_WIDTH + _GUTTER)))


def _who_and_cue(statement: Statement, article: Article) -> list[str]:
    """Who and the cue, in the order in which a person would say them."""
    parts = [_who(statement, article), _cue(statement, article)]
    return parts[::-1] if parts[1].casefold().startswith("according") else parts


def _cue(statement: Statement, article: Article) -> str:
    """The cue as printed, unless it is a mere mark or part of the words that are shown anyway."""
    if statement.kind == "no-response":
        return ""
    cue = _printed(statement.cue, article)
    return cue if any(character.isalnum() for character in cue) else ""


def _confidence(value: float, *, colour: str) -> Text:
    full = round(value * _BAR_CELLS)
    bar = Text("■" * full, style=colour)
    bar.append("□" * (_BAR_CELLS - full), style="dim")
    return bar.append(f" {value:.2f}", style="not dim default")


def _title(article: Article) -> str:
    return tidy(article.title or "(no title)")


def _imprint(article: Article) -> str:
    by = f"by {', '.join(article.bylines)}" if article.bylines else None
    return tidy(" · ".join(filter(None, [article.outlet, article.published, by])))


def _who(statement: Statement, article: Article) -> str:
    """The source as printed, or how the speaker is known without one, and the name where those words do not give it."""
    printed, name = _printed(statement.source, article), statement.speaker_name
    if not printed:
        known = statement.speaker_basis in {"continuation", "carried", "subject"}
        way = f"({statement.speaker_basis}) → " if known else ""
        return f"{way}{tidy(name)}" if name else _NOBODY
    return f"{printed} → {tidy(name)}" if name and tidy(name) not in printed else printed


def _why(statement: Statement, article: Article) -> str:
    """Who speaks and which words decided it."""
    who = tidy(statement.speaker_name) if statement.speaker_name else statement.speaker_kind
    return f"{who} ({statement.speaker_basis}): {explain_speaker(statement, article)}"


def _circumstances(told: str | None, when: When | None) -> list[str]:
    """To whom or where, and when as printed with the date that it comes to."""
    parts = [tidy(told)] if told else []
    if when:
        parts.append(tidy(when.text) + (f" ({when.edtf})" if when.edtf and when.edtf != when.text else ""))
    return parts


def _about(statement: Statement) -> list[str]:
    """Whom the words refer to, in one phrase."""
    return [f"about {tidy(', '.join(statement.about))}"] if statement.about else []


def _credits(reading: Reading) -> str:
    """The outlets that the page has its news from, in one line; nothing where it names none."""
    named = "; ".join(" · ".join(_circumstances(one.outlet, one.when)) for one in reading.cited)
    return f"Cites {named}." if named else ""


def _marks(statement: Statement, article: Article) -> list[str]:
    """What sets the statement apart from speech in the article's body."""
    marks = ["thought"] if statement.act == "thought" else []
    if statement.place == "headline":
        marks.append("headline")
    elif statement.place == "furniture":
        kinds = [piece.kind for piece in article.furniture if _overlap(piece.span, statement.content)]
        marks.append(f"beside the article: {kinds[0]}" if kinds else "beside the article")
    return marks


def _printed(spans: Spans, article: Article) -> str:
    return tidy(" ".join(article.words(span) for span in spans))


def _overlap(span: Span, others: Spans) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
