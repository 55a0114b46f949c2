"""CPU time per word as a page grows, stage by stage: ``python -m bench.linear``.

Ordinary text is that of the sample pages, repeated. Each of the other texts is of one kind that may be slow: all names,
all pronouns, one endless sentence. A linear reader spends as much per word on a long page as on a short one, and about
as much on such a text as on ordinary text of the same length.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from itertools import cycle, islice, product
from time import process_time

from rich.console import Console
from rich.table import Table

from bench.expected import SAMPLES
from bench.pace import TimesItself
from onrecord import Page, PageError, Reading, Settings, to_json
from onrecord.articles import cut
from onrecord.circumstances import add_circumstances, find_cited
from onrecord.invisible import drop_invisible, find_visible
from onrecord.pages import open_pages
from onrecord.people.find import find_people
from onrecord.reading import collect_rarely
from onrecord.statements import StatementReader

STAGES = ("cut", "model", "statements", "people", "circumstances", "write")
LENGTHS = (50_000, 500_000, 5_000_000)
"""Lengths of ordinary text, in characters."""
MAX_GROWTH, MAX_COST = 1.3, 1.5
"""Most CPU per word at the greatest length against the least; most CPU of a text of one kind against ordinary text."""
_NO_LIMITS = Settings(max_page_bytes=10**9, max_article_characters=10**9, max_paragraphs=10**9)
_LEAD = 20_000
"""Characters of ordinary text before a text of one kind. The page's language is judged by them."""
_WEATHER = "yesterday afternoon there was wonderful weather over the whole harbour"
"""Words of few wordpieces, so that a paragraph of any length is read."""
_FORENAMES = (
    "Adam",
    "Anna",
    "Clara",
    "Dean",
    "Frank",
    "Grace",
    "Helen",
    "Henry",
    "Jack",
    "Luke",
    "Mark",
    "Paul",
    "Rose",
    "Ruth",
)
"""Words of one wordpiece each."""
_SYLLABLES = ["".join(letters) for letters in product("bdklmnrstv", "aeo")]


def _name(source: random.Random) -> str:
    """An invented name of one word; there are 27,000."""
    return "".join(source.choices(_SYLLABLES, k=3)).capitalize()


def _sentences(form: str) -> Callable[[random.Random], str]:
    """Sentences of one ``form``, in which each ``@`` stands for an invented name."""
    return lambda source: "".join(_name(source) if letter == "@" else letter for letter in form)


KINDS: Mapping[str, Callable[[random.Random], str]] = {
    "names": _sentences("@ @ waved. "),
    "names and verbs of speech": _sentences("@ @ said that it was late. "),
    "one surname": _sentences("@ Brandvold waved. "),
    "one given name": _sentences("Martin @ waved. "),
    "surnames alone": _sentences("On Monday @ waved. "),
    "a surname for many": _sentences("@ Brandvold waved. Then Brandvold left. "),
    "middle names": _sentences("Martin @ @ @ waved. "),
    "forms of one name": lambda source: " ".join(source.sample(_FORENAMES, source.randint(2, 4))) + " waved. ",
    "initials": _sentences("J.K. @ and M. B. @ waved. "),
    "hyphens": _sentences("@-@ @-@-@ waved. "),
    "titles": _sentences("Former Deputy Senator @ and Governor @ waved. "),
    "roles": lambda source: "the actor the singer the star ",
    "descriptions": _sentences("@ @ waved. The actress left. The 71-year-old senator sang. "),
    "pronouns": lambda source: "he said she told him that her boat was his and they saw it. ",
    "names and pronouns": _sentences("@ @ waved. She said that he left. "),
    "one endless sentence": _sentences("@ @ waved and he left while she sang, "),
    "possessives": _sentences("@’s @’s @’s boat left. "),
    "quotations": lambda source: "“It is late,” she said. “Very late.” ",
    "quotations without a source": lambda source: "“It is late.” “Very late.”\n\n",
    "quotations by names": _sentences("“It is late,” @ @ said. “I know,” he said. "),
    "first person": lambda source: "“We are late and I told you,” I said, we said. ",
    "transcript": _sentences("@: He is late, she said it.\n\n"),
    "relative clauses": _sentences("@ @, the pilot, who said it was late, who said it was cold, waved. "),
    "aliases": lambda source: ", also known as Martin",
    "couples": _sentences("@ @ married @ @. They have a son. "),
    "couples in one sentence": _sentences("@ @ and @ @ wed and they have a daughter, "),
    "families": _sentences("@ @ and his wife @ @ and their son @. "),
    "lists of children": _sentences("@, @, @ and @ and their sons @, @ and @. "),
    "pairs of children": _sentences("her children, @ and @ @, waved. "),
    "relatives of one person": _sentences("Martin Brandvold waved. “My sister left,” his sister @ @ said. "),
    "relatives without a name": lambda source: "her wife and his son and her two daughters and their mother ",
    "ages": _sentences("@ @, 41, and @, 9, waved. "),
    "acronyms": lambda source: "".join(source.choices("ABCDEFGHKLMNOPRST", k=4)) + " said it was late. ",
    "organisations": _sentences("The @ Trust and @ Records said it was late. "),
    "organisations with a possessive": _sentences("@’s Bakery and St @’s School said it was late. "),
    "organisations with the same initials": _sentences(
        "The North @ Treaty Union and the @ @ Treaty Union said it was late. "
    ),
    "the company": _sentences("The @ Trust said “the company is late and they know it”. "),
    "campaigns": _sentences("The @ campaign said it was late. "),
    "headlines": _sentences("@ @ Slams @ And @ Over Ferry\n\n"),
    "capitals": lambda source: "Ferry Harbour Trust Orla Weds ",
    "capitals in a row": _sentences("@ "),
    "quotations left open": lambda source: "He said “the boat and the crew ",
    "straight quotations left open": lambda source: 'He said "the boat and the crew were " there ',
    "single quotations left open": lambda source: "he said ‘the boat and the crew ",
    "apostrophes": lambda source: "the sailors' club said 'it was the dogs' house ",
    "quotation marks of all kinds": lambda source: "“the boat ‘said \"the crew 'was «there ",
    "nested quotations": lambda source: "“He said ‘she said “they go” then’ and left.” ",
    "turns of a word": lambda source: "Q: Is it?\n\nA: It is.\n\n",
    "words in quotation marks": lambda source: "They call it “late” or ‘slow’.\n\n",
    "refusals in one paragraph": lambda source: f"{_WEATHER} he declined to comment, ",
    "unnamed speakers and pronouns": lambda source: f"a spokesman said that {_WEATHER} and he said she had written, ",
    "statements told to one person": lambda source: f"“You {_WEATHER}, you told me,” she said to Martin, ",
    "signed quotations": _sentences("“Go home now.” — @ @\n\n"),
    "one endless paragraph": lambda source: source.choice(_prose()) + " ",
    "paragraphs of one word": lambda source: source.choice(_prose()).split()[0] + "\n\n",
    "brackets": lambda source: "the boat (he said [the crew {was (there ",
    "dashes": lambda source: "the boat — he said – the crew - was -- there ",
    "verbs of speech alone": lambda source: "said ",
    "statements in statements": lambda source: "he said that she said that they told him that ",
    "addressees": _sentences("He told The @ that it floats. "),
    "addressees in one sentence": _sentences("he told The @ that it floats and "),
    "outlets": _sentences("according to The @ News, "),
    "dates": lambda source: f"he said on March {source.randint(1, 28)}, {source.randint(1990, 2020)}, ",
    "months and weekdays": lambda source: "he said in March and on Monday and in May it sank, ",
    "numbers": lambda source: f"{source.randint(1, 99999)} ",
    "refusals": lambda source: "Brandvold declined to comment. ",
    "refusals in one sentence": lambda source: "and Brandvold declined to comment while Martin would not say ",
    "dialogue": lambda source: f"{source.choice(('TARN', 'MOLL', 'QUILL'))}: We left the boat and I said so.\n\n",
    "words without end": lambda source: "x" * 100_000 + " the crew said that ",
    "words of letters": lambda source: "".join(source.choices("bcdfghjklmnpqrstvwxz", k=8)) + " ",
    "single letters": lambda source: "a b ",
    "punctuation marks": lambda source: ",;",
    "text in capitals": lambda source: source.choice(_prose()).upper() + "\n\n",
    "invisible characters": lambda source: "\u200b".join(source.choice(_prose())) + "\n\n",
    "combining marks": lambda source: "\u0301".join(source.choice(_prose())) + "\n\n",
    "emoji": lambda source: "😂🚢👍🏽",
}
"""Texts of one kind, piece by piece, from a source of chance."""


def _prose() -> list[str]:
    """The paragraphs at the start of the sample pages."""
    return [paragraph for paragraph in ordinary_text(_LEAD).split("\n\n") if paragraph]


@cache
def ordinary_text(length: int) -> str:
    """``length`` characters of the sample pages, over and over."""
    texts = []
    for path in sorted((SAMPLES / "pages").iterdir()):
        pages = (page for page in open_pages(str(path), settings=Settings()) if not isinstance(page, PageError))
        texts += ["\n\n".join(article.text[slice(*span)] for span in article.paragraphs) for article in map(cut, pages)]
    count = length // sum(map(len, texts)) + 1
    return "\n\n".join(islice(cycle(texts), count * len(texts)))[:length]


def text_of_kind(kind: str, length: int) -> str:
    """``length`` characters: ordinary text, then pieces of the ``kind`` of ``KINDS``. The same each time."""
    source = random.Random(kind)
    pieces = [ordinary_text(_LEAD), "\n\n"]
    while (total := sum(map(len, pieces))) < length:
        pieces += [KINDS[kind](source) for _ in range(1 + (length - total) // 1000)]
    return "".join(pieces)[:length]


def measure(text: str, reader: TimesItself) -> dict[str, float]:
    """Seconds of CPU time that a page of ``text`` takes in each of ``STAGES``."""
    body = text.encode()
    page = Page("page.txt", body, sha256(body).hexdigest(), "text/plain")
    seconds: dict[str, float] = {}
    mark = process_time()

    def lap(stage: str) -> None:
        nonlocal mark
        now = process_time()
        seconds[stage], mark = now - mark, now

    article = cut(page, settings=_NO_LIMITS)
    visible = find_visible(article.text)
    article = drop_invisible(article, visible) if visible else article
    lap("cut")
    encoding = reader.encode(article)
    lap("model")
    statements = reader.find(article, encoding)
    lap("statements")
    people = find_people(article, statements, encoding=encoding)
    lap("people")
    statements = add_circumstances(article, people.statements)
    cited = find_cited(article, statements)
    lap("circumstances")
    to_json(
        Reading(
            article=article,
            statements=statements,
            reader="bench",
            people=people.people,
            organisations=people.organisations,
            relationships=people.relationships,
            cited=cited,
        )
    )
    lap("write")
    return seconds


def curve(reader: TimesItself, lengths: Sequence[int], *, rounds: int) -> dict[int, dict[str, float]]:
    """Microseconds of CPU per word of ordinary text, by its length and by stage. The least of ``rounds``."""
    rates: dict[int, dict[str, float]] = {}
    for length in lengths:
        text = ordinary_text(length)
        measured = [measure(text, reader) for _ in range(rounds)]
        words = len(text.split())
        rates[length] = {stage: 1e6 * min(seconds[stage] for seconds in measured) / words for stage in STAGES}
    return rates


def costs(reader: TimesItself, kinds: Sequence[str], *, length: int) -> dict[str, dict[str, float]]:
    """Seconds of CPU by stage for ``length`` characters of ordinary text, and of each of ``kinds``."""
    texts = {"ordinary text": ordinary_text(length), **{kind: text_of_kind(kind, length) for kind in kinds}}
    return {kind: measure(text, reader) for kind, text in texts.items()}


def main(arguments: Sequence[str] | None = None, *, console: Console | None = None) -> int:
    """Measure and print. Returns 1 if ordinary text is not read in linear time, or a kind costs too much; else 0."""
    options = _parser().parse_args(arguments)
    console = console or Console(stderr=options.json)
    reader = StatementReader.load(threads=1)
    collect_rarely()
    measure(ordinary_text(5_000), reader)
    rates = curve(reader, options.lengths, rounds=options.rounds)
    seconds = costs(reader, options.kinds, length=options.length) if options.kinds else {}
    if options.json:
        print(json.dumps({"microseconds_a_word": rates, "seconds": seconds}, indent=2))
    else:
        console.print(_curve_table(rates))
        if seconds:
            console.print(_costs_table(seconds, options.length))
    totals = [sum(rate.values()) for rate in rates.values()]
    ordinary = sum(seconds["ordinary text"].values()) if seconds else 0.0
    is_linear = totals[-1] <= MAX_GROWTH * totals[0]
    return int(not is_linear or any(sum(taken.values()) > MAX_COST * ordinary for taken in seconds.values()))


def _curve_table(rates: Mapping[int, Mapping[str, float]]) -> Table:
    """Microseconds per word, a column for each length; the last column is the growth from first to last."""
    table = Table("µs of CPU a word", title="Ordinary text")
    for length in rates:
        table.add_column(f"{length:,} characters", justify="right")
    table.add_column("growth", justify="right")
    by_stage = {stage: [rate[stage] for rate in rates.values()] for stage in STAGES}
    for stage, values in {**by_stage, "all": [sum(rate.values()) for rate in rates.values()]}.items():
        table.add_row(stage, *(f"{value:,.1f}" for value in values), f"{values[-1] / values[0]:.2f}")
    return table


def _costs_table(seconds: Mapping[str, Mapping[str, float]], length: int) -> Table:
    """Seconds by kind and stage; the last column is the cost against ordinary text."""
    table = Table("seconds of CPU", *STAGES, "all", "cost", title=f"Texts of {length:,} characters")
    ordinary = sum(seconds["ordinary text"].values())
    for kind, taken in seconds.items():
        total = sum(taken.values())
        table.add_row(kind, *(f"{taken[stage]:.2f}" for stage in STAGES), f"{total:.2f}", f"{total / ordinary:.2f}")
    return table


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.linear", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--lengths", type=int, nargs="+", default=LENGTHS, metavar="N", help="lengths of ordinary text, in characters"
    )
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="rounds to take the least of (1)")
    parser.add_argument("--kinds", nargs="*", choices=KINDS, default=list(KINDS), metavar="KIND", help="kinds of text")
    parser.add_argument("--length", type=int, default=100_000, metavar="N", help="length of each of them (100,000)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    return parser


if __name__ == "__main__":
    sys.exit(main())
