"""Statements of drafts made from annotated statements, each with the verdict that it should get.

The words are those of the annotation, changed as people and programs change them: typography, a part, omissions, a
word, a negation, a number, two statements in one, another speaker, a denial asserted, reported words in marks.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.draft_words import (
    ASKS,
    DENIES,
    FUNCTION,
    INVENTED,
    MARKS,
    NEGATION,
    NUMBER,
    SAYS,
    WORD,
    name_of,
    other_number,
    other_word,
    plain_words,
    quoted_parts,
    restyle,
    split_sentences,
    strip_marks,
)
from onrecord.people.lexicon import given_names
from onrecord.word_keys import is_negation

_BEFORE = 60
"""Characters before the content of a statement in which it may be denied."""
KINDS = (
    "verbatim",
    "part",
    "mixed",
    "shortened",
    "altered",
    "dropped",
    "negation",
    "number",
    "joined",
    "speaker",
    "denial",
    "question",
    "reported in marks",
    "invented",
    "supported",
    "differs",
)


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence of a draft with one statement in it, and the verdict that the statement should get."""

    kind: str
    text: str
    quoted: str
    """The words of the statement in ``text``, to find it by."""
    verdicts: frozenset[str]
    speaker: str | None
    """``same`` or ``different``; null if the annotation does not say."""
    lead: str = ""
    """A sentence before it that names the speaker."""
    how: str = ""


@dataclass(slots=True)
class GoldPage:
    """An annotated page: its text, and its statements with their speakers."""

    id: str
    text: str
    statements: list[dict[str, Any]]
    people: list[str]
    rest: dict[str, Any] = field(default_factory=dict)


class ItemMaker:
    """Makes items of one page; the same seed makes the same items."""

    def __init__(self, page: GoldPage, *, foreign: Sequence[str], vocabulary: Sequence[str], seed: int) -> None:
        self._page = page
        self._foreign = foreign
        self._vocabulary = vocabulary
        self._random = random.Random(f"{seed}-{page.id}")
        self._quotes = [(parts, s) for s in page.statements if (parts := quoted_parts(page.text, s)) and name_of(s)]
        self._all_quotes = " ".join(plain_words(part) for parts, _ in self._quotes for part in parts)

    def items(self) -> Iterator[Item]:
        """All items that the page's statements allow, in random order."""
        items: list[Item] = []
        makers: Sequence[Callable[[list[str], dict[str, Any]], Item | None]] = (
            self._verbatim, self._part, self._shortened, self._altered, self._dropped, self._negation, self._number,
            self._joined, self._speaker,
        )  # fmt: skip
        for parts, statement in self._quotes:
            items += [item for make in makers if (item := make(parts, statement))]
            items.append(self._invented(statement))
        for statement in self._page.statements:
            items += [item for item in self._reported(statement) if item]
        self._random.shuffle(items)
        yield from items

    # Words in quotation marks

    def _verbatim(self, parts: list[str], statement: dict[str, Any]) -> Item | None:
        words = self._choose(parts)
        if not words or len(words.split()) < 2:
            return None
        style = self._random.choice(("marks", "dashes", "capitals", "spaces", "numbers"))
        return self._quote_item("verbatim", words, statement, {"verbatim"}, change=style)

    def _part(self, parts: list[str], statement: dict[str, Any]) -> Item | None:
        words = max(parts, key=len).split()
        if len(words) < 9:
            return None
        start = self._random.randrange(0, len(words) - 6)
        length = self._random.randrange(4, min(14, len(words) - start))
        return self._quote_item("part", strip_marks(" ".join(words[start : start + length])), statement, {"verbatim"})

    def _shortened(self, parts: list[str], statement: dict[str, Any]) -> Item | None:
        words = max(parts, key=len).split()
        if len(words) < 12:
            return None
        start = self._random.randrange(3, len(words) - 7)
        end = self._random.randrange(start + 2, len(words) - 3)
        first, last = " ".join(words[:start]), " ".join(words[end:])
        if self._random.random() < 0.3:
            return self._two_pieces(strip_marks(first), strip_marks(last), statement)
        mark = self._random.choice((" … ", "... ", " [...] ", " […] "))
        # “I think all … go on” for "I think all of us saw that it did |not| go on" is altered.
        verdicts = {"shortened", "altered"} if is_negation(words[end - 1].lower()) else {"shortened"}
        return self._quote_item("shortened", strip_marks(f"{first.rstrip(',;')}{mark}{last}"), statement, verdicts)

    def _two_pieces(self, first: str, last: str, statement: dict[str, Any]) -> Item:
        name, lead = self._introduce(statement)
        text = f"“{first},” {name} said, “{last}.”"
        return Item("shortened", text, first, frozenset({"shortened"}), "same", lead, how="two pieces")

    def _altered(self, parts: list[str], statement: dict[str, Any]) -> Item | None:
        words = self._choose(parts, least=6)
        places = [m for m in WORD.finditer(words) if m[0].lower() not in FUNCTION and len(m[0]) > 3] if words else []
        if not words or not places:
            return None
        place = self._random.choice(places)
        new = other_word(self._random, self._vocabulary, place[0])
        changed = words[: place.start()] + new + words[place.end() :]
        return self._quote_item("altered", changed, statement, {"altered"}, original=words)

    def _dropped(self, parts: list[str], statement: dict[str, Any]) -> Item | None:
        words = (self._choose(parts, least=7) or "").split()
        places = [
            n for n in range(1, len(words) - 1) if strip_marks(words[n]).lower() not in FUNCTION and len(words[n]) > 3
        ]
        if not places:
            return None
        place = self._random.choice(places)
        changed = " ".join([*words[:place], *words[place + 1 :]])
        return self._quote_item("dropped", changed, statement, {"altered"}, original=" ".join(words))

    def _negation(self, parts: list[str], statement: dict[str, Any]) -> Item | None:
        for part in parts:
            for sentence in split_sentences(part):
                match = NEGATION.search(sentence)
                if match and 4 <= len(sentence.split()) <= 40 and not sentence[: match.start()].endswith(("ca", "wo")):
                    changed = sentence[: match.start()] + sentence[match.end() :]
                    return self._quote_item("negation", changed, statement, {"altered"}, original=sentence)
        return None

    def _number(self, parts: list[str], statement: dict[str, Any]) -> Item | None:
        for part in parts:
            for sentence in split_sentences(part):
                match = NUMBER.search(sentence)
                if match and 4 <= len(sentence.split()) <= 40:
                    changed = sentence[: match.start()] + other_number(self._random, match[0]) + sentence[match.end() :]
                    return self._quote_item("number", changed, statement, {"altered"}, original=sentence)
        return None

    def _joined(self, parts: list[str], statement: dict[str, Any]) -> Item | None:
        passages = [
            passage for other_parts, other_statement in self._quotes
            if other_statement is not statement and other_statement["speaker"] == statement["speaker"]
            and self._is_apart(statement, other_statement)
            and (passage := self._choose(other_parts, least=4, most=20))
        ]  # fmt: skip
        words = self._choose(parts, least=4, most=20)
        if not words or not passages:
            return None
        passage = self._random.choice(passages)
        if plain_words(passage) in plain_words(words) or plain_words(words) in plain_words(passage):
            return None
        glue = self._random.choice((". ", " … ", ", "))
        return self._quote_item("joined", strip_marks(words) + glue + strip_marks(passage), statement, {"joined"})

    def _is_apart(self, statement: dict[str, Any], other_statement: dict[str, Any]) -> bool:
        """True if there is other text between two statements: the paragraphs of one quotation are one statement."""
        earlier, later = sorted((statement["content"], other_statement["content"]))
        return sum(map(str.isalpha, self._page.text[earlier[-1][1] : later[0][0]])) >= 40

    def _invented(self, statement: dict[str, Any]) -> Item:
        words = self._random.choice(self._foreign) if self._random.random() < 0.7 else self._random.choice(INVENTED)
        item = self._quote_item("invented", words, statement, {"not-found"})
        assert item
        return item

    def _speaker(self, parts: list[str], statement: dict[str, Any]) -> Item | None:
        words = self._choose(parts, least=4)
        if not words or statement.get("speaker_kind") != "person" or statement.get("speakers"):
            return None
        speaker = statement["speaker"]
        other_people = [
            name for name in self._page.people if " " in name and not set(name.split()) & set(speaker.split())
        ]
        naming = self._random.choice(("full name", "surname", "pronoun", "namesake"))
        if naming == "namesake":
            given_name = self._random.choice(("Leopold", "Cordelia", "Barnaby", "Winifred"))
            if " " not in speaker:
                return None
            name, lead = f"{given_name} {speaker.split()[-1]}", ""
        elif not other_people:
            return None
        else:
            other_person = self._random.choice(other_people)
            name, lead = self._call(other_person, naming)
            if not name:
                return None
        item = self._shape(words, name)
        return Item("speaker", item, words, frozenset({"verbatim"}), "different", lead, how=naming)

    # Reported words

    def _reported(self, statement: dict[str, Any]) -> Iterator[Item | None]:
        cue = " ".join(self._page.text[a:b] for a, b in statement["cue"])
        content = " ".join(self._page.text[a:b] for a, b in statement["content"])
        content = " ".join(content.split())
        name, lead = self._introduce(statement)
        if any(mark in content for mark in '“"') and SAYS.search(cue) and self._is_clause(content):
            yield self._mixed(content, statement)
        if any(mark in content for mark in MARKS) or len(statement["content"]) > 1 or not name_of(statement):
            return
        printed = content.rstrip(" .,;")
        content = re.sub(r"\A(?:that|whether|if) ", "", printed)
        if len(content.split()) < 6 or len(content.split()) > 45 or ". " in content or "—" in content:
            return
        name, lead = self._introduce(statement)
        start = statement["content"][0][0] + len(printed) - len(content)
        before = " ".join(self._page.text[max(0, start - _BEFORE) : start].split())
        if DENIES.search(before) or ASKS.search(before):
            verb = "admitted" if re.match(r"\w+ing\b", content) else "said that" if self._is_clause(content) else ""
            if verb:
                text = f"{name} {verb} {content}."
                kind = "denial" if DENIES.search(before) else "question"
                yield Item(kind, text, content, frozenset({"reversed"}), "same", lead)
            return
        if not SAYS.search(cue) or not self._is_clause(content):
            return
        yield Item("supported", self._report(name, content), content, frozenset({"supported"}), "same", lead)
        changed = self._different(content)
        if changed:
            yield Item("differs", self._report(name, changed), changed, frozenset({"differs"}), "same", lead)
        words = content.split()
        length = self._random.randrange(4, min(12, len(words)))
        start = self._random.randrange(0, len(words) - length + 1)
        part = strip_marks(" ".join(words[start : start + length]))
        if plain_words(part) not in self._all_quotes and len(part.split()) >= 4:
            text = f"{name} spoke of it: “{part}.”" if start else f"“{part[0].upper() + part[1:]},” {name} said."
            yield Item("reported in marks", text, part, frozenset({"altered"}), "same", lead)

    def _mixed(self, content: str, statement: dict[str, Any]) -> Item | None:
        """A statement that the page quotes in part, unchanged."""
        quoted = re.findall(r"[“\"]([^“”\"]{6,})[”\"]", content)
        if len(statement["content"]) > 1 or not quoted or content.count("“") != content.count("”") or ". " in content:
            return None
        name = name_of(statement)
        if not name or len(content.split()) > 45 or "'" in content:
            return None
        return Item("mixed", f"{name} said that {content.rstrip(' .,')}.", content, frozenset({"verbatim"}), "same")

    @staticmethod
    def _is_clause(content: str) -> bool:
        """True for words that can stand after "said that"."""
        return bool(
            re.match(r"(?:the|a|an|he|she|they|it|there|his|her|their|we|I|[A-Z]\w+)\b", content)
        ) and not re.match(r"\w+(?:ing|ed)\b", content)

    def _report(self, name: str, content: str) -> str:
        shape = self._random.randrange(3)
        if shape == 0:
            return f"{name} said that {content}."
        if shape == 1:
            return f"According to {_object(name)}, {content}."
        return f"{content[0].upper() + content[1:]}, {name} said."

    def _different(self, content: str) -> str | None:
        match = NUMBER.search(content)
        if match:
            return content[: match.start()] + other_number(self._random, match[0]) + content[match.end() :]
        names = list(re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b", content))
        if names and self._random.random() < 0.5:
            match = self._random.choice(names)
            new = self._random.choice(("Brannock", "Elmouth", "Tolliver", "Quillfeather", "Skerry"))
            return content[: match.start()] + new + content[match.end() :]
        match = NEGATION.search(content)
        if match and not content[: match.start()].endswith(("ca", "wo")):
            return content[: match.start()] + content[match.end() :]
        match = re.search(r"\b(?:will|would|is|are|was|were|has|have|had|can|could|should)\b", content)
        return content[: match.end()] + " not" + content[match.end() :] if match else None

    # Shapes

    def _quote_item(
        self,
        kind: str,
        words: str,
        statement: dict[str, Any],
        verdicts: set[str],
        *,
        change: str = "",
        original: str = "",
    ) -> Item | None:
        if original and plain_words(original) == plain_words(words):
            return None
        name, lead = self._introduce(statement)
        text = self._shape(strip_marks(words), name, change=change)
        return Item(kind, text, words, frozenset(verdicts), "same", lead, how=change)

    def _shape(self, words: str, name: str, *, change: str = "") -> str:
        if change:
            words = restyle(words, change)
        opening, closing = ('"', '"') if change in ("marks", "spaces") or self._random.random() < 0.25 else ("“", "”")
        if opening == '"':
            words = words.replace("“", "'").replace("”", "'").replace('"', "'")
        else:
            words = words.replace("“", "‘").replace("”", "’").replace('"', "’")
        subject = name[0].upper() + name[1:]
        end = "" if words[-1] in "?!" else ","
        stop = "" if words[-1] in "?!." else "."
        capital = words[0].upper() + words[1:]
        small = words if re.match(r"I\b|[A-Z]{2}|[A-Z]\w+ [A-Z]", words) else words[0].lower() + words[1:]
        return self._random.choice(
            (
                f"{opening}{capital}{end}{closing} {name} said.",
                f"{opening}{capital}{end}{closing} said {name}.",
                f"{subject} said: {opening}{capital}{stop}{closing}",
                f"{subject} added, {opening}{capital}{stop}{closing}",
                f"According to {_object(name)}, {opening}{small}{stop}{closing}",
                f"{opening}{capital}{end}{closing} {name} told reporters.",
                f"{subject} put it this way: {opening}{capital}{stop}{closing}",
                f"{subject} said that {opening}{small}{stop}{closing}",
            )
        )

    def _introduce(self, statement: dict[str, Any]) -> tuple[str, str]:
        """The name by which a draft calls the speaker, and the sentence before that gives the full name."""
        name = name_of(statement) or ""
        if statement.get("speaker_kind") != "person" or " " not in name:
            return name, ""
        naming = self._random.choice(("full name", "full name", "surname", "pronoun"))
        called, lead = self._call(name, naming)
        return (called, lead) if called else (name, "")

    def _call(self, name: str, naming: str) -> tuple[str, str]:
        if naming == "full name":
            return name, ""
        if naming == "surname":
            return name.split()[-1], f"{name} spoke about it at length."
        gender = given_names().get(name.split()[0].lower())
        pronoun = {"male": "he", "female": "she"}.get(gender or "")
        return (pronoun, f"{name} spoke about it at length.") if pronoun else ("", "")

    def _choose(self, parts: list[str], *, least: int = 2, most: int = 40) -> str | None:
        """A sentence, or several that follow one another, of one of ``parts``."""
        sentences = split_sentences(self._random.choice(parts))
        start = self._random.randrange(len(sentences))
        chosen = ""
        for sentence in sentences[start:]:
            if chosen and len(f"{chosen} {sentence}".split()) > most:
                break
            chosen = f"{chosen} {sentence}".strip()
            if len(chosen.split()) >= least and self._random.random() < 0.5:
                break
        return chosen if least <= len(chosen.split()) <= most else None


def _object(name: str) -> str:
    return {"he": "him", "she": "her"}.get(name, name)
