"""Print a reading: drawn and coloured in a terminal, elsewhere in plain exact lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord import explaining
from onrecord.cli.statement_text import KIND_COLOURS, NO_SPEAKER, statement_marks
from onrecord.cli.terminal import READABLE_WIDTH, format_count, put, tidy
from onrecord.explaining import explain_confidence
from onrecord.types import INVERSE_RELATIONS, Article, Person, Reading, Relationship, Span, Spans, Statement, When

_BAR_CELLS: Final = 5
_KIND_WIDTH: Final = max(map(len, KIND_COLOURS))
_GUTTER: Final = 2
_INDENT: Final = "    "
# Roles and aliases of a person that are printed. A page may have ten descriptions; the record format has them all.
_MAX_SHOWN: Final = 3


def show_reading(reading: Reading, *, console: Console, hidden: int = 0, explain: bool = False) -> None:
    """Print ``reading``. ``hidden`` counts statements that options left out; ``explain`` adds the evidence."""
    if console.is_terminal:
        _draw(reading, console=console, hidden=hidden, explain=explain)
    else:
        for line in plain_lines(reading, hidden=hidden, explain=explain):
            put(line, console=console)


def plain_lines(reading: Reading, *, hidden: int = 0, explain: bool = False) -> Iterator[str]:
    """``reading`` without colours and line breaks: heading, statements, people and summary.

    With ``explain`` a line under each statement quotes the evidence for its speaker, and a line for each relationship
    quotes the words that state it.
    """
    article = reading.article
    yield _title(article)
    yield from filter(None, [_imprint(article)])
    yield tidy(article.page.source)
    yield ""
    for statement in reading.statements:
        marks = ", ".join([statement.kind, *_marks(statement, article)])
        speaker = " ".join(filter(None, _speaker_and_cue(statement, article)))
        circumstances = " · ".join([speaker, *_circumstances(statement)])
        words = tidy(article.quote(statement.content))
        yield f"[{marks}] {circumstances}: {words} ({explain_confidence(statement.confidence)})"
        if explain:
            yield f"{_INDENT}{_explain(statement, article)}"
    sections = [people_lines(reading), explain_relationships(reading) if explain else []]
    for lines in ([""] if reading.statements else [], *([*section, ""] for section in sections if section)):
        yield from lines
    yield _summary(reading, hidden=hidden)
    yield from filter(None, [_credits(reading)])
    yield from (f"Note: {tidy(warning)}" for warning in reading.warnings)
    yield ""


def summarise_kinds(kinds: Counter[str], *, hidden: int = 0) -> str:
    """A sentence with the number of statements of each kind."""
    total = kinds.total()
    parts = ", ".join(f"{kinds[kind]} {kind}" for kind in KIND_COLOURS if kinds[kind])
    counts = f"{format_count(total, 'statement')}: {parts}" if total else "no statements"
    return f"{counts} ({hidden} more filtered out)." if hidden else f"{counts}."


def people_lines(reading: Reading) -> list[str]:
    """A line for each person of the page, then one for each relationship between people named in furniture alone."""
    names = {person.name for person in reading.people}
    lines = [_person_line(person, reading.relationships) for person in reading.people]
    lines += [
        f"in furniture: {relationship.from_name} — {_describe(relationship)}"
        for relationship in reading.relationships
        # Related headlines name people who are not in the article: "Zuzka and Rafe Lund wed?"
        if not names & {relationship.from_name, relationship.to_name}
    ]
    return list(map(tidy, lines))


def explain_speaker(statement: Statement, article: Article) -> str:
    """A line with the words of ``article`` that decided the speaker, and their places."""
    spans = statement.speaker_evidence
    return explaining.explain_speaker(
        statement.speaker_basis,
        evidence=[_cite(span, article) for span in spans],
        continues=bool(spans) and spans[0] < statement.content[0],
    )


def explain_relationships(reading: Reading) -> list[str]:
    """A line for each relationship, with the words that state it."""
    return [
        tidy(
            f"{relationship.from_name}, {relationship.relation} of {relationship.to_name}: {relationship.status} by "
            f"{_cite(relationship.evidence, reading.article)}"
        )
        for relationship in reading.relationships
    ]


def _draw(reading: Reading, *, console: Console, hidden: int, explain: bool) -> None:
    article = reading.article
    width = min(console.width, READABLE_WIDTH)
    console.print(Text(_title(article), style="bold"), width=width)
    if imprint := _imprint(article):
        console.print(Text(imprint), width=width)
    console.print(Text(tidy(article.page.source), style="dim"), soft_wrap=True)
    console.print()
    for statement in reading.statements:
        console.print(_draw_statement(statement, article), width=width)
        if explain:
            explanation = Text(_explain(statement, article), style="dim")
            console.print(Padding(explanation, (0, 0, 0, _KIND_WIDTH + _GUTTER)), width=width)
        console.print()
    _draw_section("People", _people_texts(reading), console=console, width=width)
    if explain:
        relationships = list(map(Text, explain_relationships(reading)))
        _draw_section("Relationships", relationships, console=console, width=width)
    console.print(Text(_summary(reading, hidden=hidden), style="bold"), width=width)
    if reading.cited:
        console.print(Text(_credits(reading)), width=width)
    for warning in reading.warnings:
        console.print(Text(f"Note: {tidy(warning)}", style="yellow"), width=width)
    console.print()


def _people_texts(reading: Reading) -> list[Text]:
    texts = list(map(Text, people_lines(reading)))
    for text, person in zip(texts, reading.people, strict=False):
        text.stylize("bold", 0, len(tidy(person.name)))
    for text in texts[len(reading.people) :]:
        text.stylize("dim")
    return texts


def _draw_section(heading: str, texts: list[Text], *, console: Console, width: int) -> None:
    if texts:
        console.print(Text(heading, style="bold"), width=width)
        for text in texts:
            console.print(Padding(text, (0, 0, 0, _GUTTER)), width=width)
        console.print()


def _draw_statement(statement: Statement, article: Article) -> Group:
    """Kind, speaker and confidence in one row; the words under the speaker, as wide as the line."""
    colour = KIND_COLOURS[statement.kind]
    is_known = bool(statement.source or statement.speaker_name)
    cue = _cue(statement, article)
    line = Text()
    for part in filter(None, _speaker_and_cue(statement, article)):
        style = "italic" if part == cue else "bold" if is_known else "dim"
        line.append(part if not line else f" {part}", style=style)
    for part in _circumstances(statement):
        line.append(f" · {part}")
    for mark in _marks(statement, article):
        line.append(f"  {mark}", style="magenta")
    row = Table.grid(padding=(0, _GUTTER), expand=True)
    row.add_column(width=_KIND_WIDTH, no_wrap=True)
    row.add_column(ratio=1)
    row.add_column(no_wrap=True, justify="right")
    row.add_row(Text(statement.kind, style=colour), line, _draw_confidence(statement.confidence, colour=colour))
    words = Text(tidy(article.quote(statement.content)))
    return Group(row, Padding(words, (0, 0, 0, _KIND_WIDTH + _GUTTER)))


def _draw_confidence(confidence: float, *, colour: str) -> Text:
    filled = round(confidence * _BAR_CELLS)
    bar = Text("■" * filled, style=colour)
    bar.append("□" * (_BAR_CELLS - filled), style="dim")
    return bar.append(f" {explain_confidence(confidence)}", style="not dim default")


def _title(article: Article) -> str:
    return tidy(article.title or "(no title)")


def _imprint(article: Article) -> str:
    by = f"by {', '.join(article.bylines)}" if article.bylines else None
    return tidy(" · ".join(filter(None, [article.outlet, article.published, by])))


def _speaker_and_cue(statement: Statement, article: Article) -> list[str]:
    """Speaker and cue in spoken order."""
    # "Tolliver said", but "According to Tolliver".
    speaker, cue = _speaker(statement, article), _cue(statement, article)
    return [cue, speaker] if cue.casefold().startswith("according") else [speaker, cue]


def _cue(statement: Statement, article: Article) -> str:
    """The cue as printed; empty for a colon or a no-response."""
    # The content of a no-response includes its cue: "has not publicly responded to his ex-wife's remarks".
    if statement.kind == "no-response":
        return ""
    cue = _printed(statement.cue, article)
    # In a transcript the cue is a colon, as in "TOLLIVER: We all sit there".
    return cue if any(character.isalnum() for character in cue) else ""


def _speaker(statement: Statement, article: Article) -> str:
    """The source as printed, or without a source the basis; then the name, unless the source contains it."""
    source = _printed(statement.source, article)
    name = " and ".join(statement.speakers) or statement.speaker_name
    # "(continuation) → Maren Tolliver": no words name the speaker, so the basis replaces them.
    if not source:
        inferred = statement.speaker_basis in {"continuation", "carried", "subject"}
        return f"{f'({statement.speaker_basis}) → ' if inferred else ''}{tidy(name)}" if name else NO_SPEAKER
    # "she → Maren Tolliver", but "Maren Tolliver, the star" needs no name.
    return f"{source} → {tidy(name)}" if name and tidy(name) not in source else source


def _circumstances(statement: Statement) -> list[str]:
    """Addressee, time and subjects, for instance ``The Lantern``, ``Feb. 25 (2031-02-25)``, ``about Una Quill``."""
    parts = [*_told_and_when(statement.told, statement.when)]
    return [*parts, f"about {tidy(', '.join(statement.about))}"] if statement.about else parts


def _told_and_when(told: str | None, when: When | None) -> Iterator[str]:
    if told:
        yield tidy(told)
    if when:
        # "Feb. 29 (2024-02-29)", but "2015" alone.
        yield tidy(when.text) + (f" ({when.edtf})" if when.edtf and when.edtf != when.text else "")


def _credits(reading: Reading) -> str:
    """The outlets that the page credits, in one sentence; empty if there are none."""
    outlets = "; ".join(" · ".join(_told_and_when(citation.outlet, citation.when)) for citation in reading.cited)
    return f"Cites {outlets}." if outlets else ""


def _marks(statement: Statement, article: Article) -> list[str]:
    from onrecord.spans import overlaps_any  # here, since the command line starts with few modules

    kinds = (piece.kind for piece in article.furniture if overlaps_any(piece.span, statement.content))
    return statement_marks(statement.act, statement.place, furniture=next(kinds, None))


def _explain(statement: Statement, article: Article) -> str:
    speaker = tidy(statement.speaker_name) if statement.speaker_name else statement.speaker_kind
    return f"{speaker} ({statement.speaker_basis}): {explain_speaker(statement, article)}"


def _summary(reading: Reading, *, hidden: int) -> str:
    sentence = summarise_kinds(Counter(statement.kind for statement in reading.statements), hidden=hidden)
    return sentence[0].upper() + sentence[1:]


def _person_line(person: Person, relationships: tuple[Relationship, ...]) -> str:
    ages = ", ".join(dict.fromkeys(age.text for age in person.ages))
    roles = "; ".join(role.text for role in person.roles[:_MAX_SHOWN])
    aliases = ", ".join(person.aliases[:_MAX_SHOWN])
    related = [_describe(tie) for tie in relationships if tie.from_name == person.name]
    # "spouse of Clem Oake" is listed for both people, but "parent of two sons" (count 2) only for the parent.
    related += [
        _describe(tie, inverse=True) for tie in relationships if tie.to_name == person.name and tie.count is None
    ]
    line = ", ".join(filter(None, [person.name, ages, roles])) + (f" (also: {aliases})" if aliases else "")
    return line + (f" — {'; '.join(related)}" if related else "")


def _describe(relationship: Relationship, *, inverse: bool = False) -> str:
    """The relationship from one side: "spouse of Piet Tarn", "parent of two sons", "partner of Orla (denied)"."""
    relation = INVERSE_RELATIONS.get(relationship.relation, relationship.relation) if inverse else relationship.relation
    status = "" if relationship.status == "asserted" else f" ({relationship.status})"
    return f"{relation} of {relationship.from_name if inverse else relationship.to_name}{status}"


def _cite(span: Span, article: Article) -> str:
    return f"“{tidy(article.words(span))}” at {span[0]}"


def _printed(spans: Spans, article: Article) -> str:
    return tidy(" ".join(article.words(span) for span in spans))
