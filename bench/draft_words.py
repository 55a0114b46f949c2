"""Words of annotated statements, and the changes that people and programs make in them."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any, Final

from onrecord.people.lexicon import word_set

MARKS = ("“", "”", '"', "„", "«", "»", "''", " '", " ‘")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
FUNCTION = word_set(
    "the a an of to in on at by for from with as and or but if that this these those it its is are was were be "
    "been am do does did has have had i you he she we they me him her us them my your his our their so not no "
    "will would can could there here what which who when than then about into out up just very all"
)
NEGATION = re.compile(r"\b(?:not|never)\b |(?<=\w)n['’]t\b")
NUMBER = re.compile(
    r"\b\d[\d,]*(?:\.\d+)?\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|hundred)\b"
)
_OTHERS = (
    "two=three three=five four=seven five=four six=eight seven=six eight=nine nine=eleven ten=twelve twelve=ten "
    "twenty=thirty thirty=forty hundred=thousand"
)
_SPELLED: Final = dict(pair.split("=") for pair in _OTHERS.split())
SAYS = re.compile(
    r"\b(?:said|says|told|tells|added|adds|announced|claimed|claims|explained|wrote|stated|insisted|noted|argued|warned"
    r"|reported)\b"
)
DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|(?:rejected|dismissed|disputed|refuted|laughed off|pushed back on) (?:the |any )?"
    r"(?:claims?|reports?|suggestions?|idea|notion|rumou?rs?)(?: that)?|disputed|doubt(?:s|ed)|(?:not|n't) true"
    r"|(?:never|not|n't|refused to|declined to|no one|nobody) (?:ever )?(?:sa(?:y|id)|claim(?:ed)?|confirm(?:ed)?))"
    r"(?: that| whether| if)?\s*\Z",
    re.IGNORECASE,
)
ASKS = re.compile(r"\b(?:ask(?:s|ed)|wonder(?:s|ed)|questioned)(?: \w+){0,4} (?:whether|if)\s*\Z", re.IGNORECASE)
"""Words before the content of a statement that deny it, or ask it."""
INVENTED = (
    "We are delighted with the response and look forward to sharing more in the coming weeks",
    "This is a proud moment for everyone who has worked so hard behind the scenes",
    "I have always believed that honesty is the best way forward, and nothing will change that",
    "Our thoughts are with the families affected, and we will cooperate fully with the authorities",
    "It was the hardest decision I ever had to make, but it was the right one",
    "People want to see real change, and they want to see it now",
    "I wish them nothing but happiness as they begin this new chapter together",
    "The numbers speak for themselves, and the voters will not be fooled twice",
    "Nobody should have to choose between heating their home and feeding their children",
    "We take these allegations very seriously and have launched an internal review",
    "There is a lot of love in this room tonight and I can feel every bit of it",
    "He is a fighter, and he will come back stronger than ever before",
    "This deal is a betrayal of the workers who built this company from the ground up",
    "I am not going to comment on rumours, but I will say that we are stronger than ever",
    "The science is clear, the clock is ticking and leaders must act before it is too late",
    "It was like watching a car crash in slow motion, and none of us could look away",
)


def name_of(statement: dict[str, Any]) -> str | None:
    """The speaker's name; null without one, or with several speakers."""
    name = statement.get("speaker")
    return (
        name
        if name and ";" not in name and statement.get("speaker_kind") in ("person", "organisation", "unnamed")
        else None
    )


def quoted_parts(text: str, statement: dict[str, Any]) -> list[str]:
    """The parts of a statement's content that are in double quotation marks, without the marks."""
    parts = []
    for start, end in statement["content"]:
        part = " ".join(text[max(0, start - 1) : end + 1].split())
        parts += [strip_marks(quoted_part) for quoted_part in re.findall(r"[“\"]([^“”\"]{6,})(?:[”\"]|\Z)", part)]
    return [part for part in parts if len(part.split()) >= 2]


def restyle(words: str, style: str) -> str:
    """Change the typography of ``words``, and nothing else."""
    if style == "marks":
        return words.replace("’", "'").replace("‘", "'")
    if style == "dashes":
        return re.sub(r" ?[—–] ?| -{1,2} ", " – ", words)
    if style == "capitals":
        return (words[0].swapcase() if words[1:2].islower() else words[0]) + words[1:].rstrip(".,")
    if style == "spaces":
        return words.replace(" ", "\u00a0", 1).replace("ti", "t\u00adi")
    words = re.sub(r"(\d)%", r"\1 per cent", words).replace(
        " percent", "%" if re.search(r"\d percent", words) else " per cent"
    )
    words = re.sub(r"\b(\w{4,}i)z(ed|ing|e|ation)\b", r"\1s\2", words)
    return re.sub(r"\b(col|fav|hon|lab|neighb|behavi)or", r"\1our", words)


def split_sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!]) (?=[A-Z“])", text)


def plain_words(text: str) -> str:
    return " ".join(WORD.findall(text.lower().replace("’", "'")))


def strip_marks(words: str) -> str:
    return words.strip(" ,;:—–-").rstrip(".").strip()


def other_word(source: random.Random, vocabulary: Sequence[str], word: str) -> str:
    """Another word with the same ending, if there is one."""
    rhymes = [
        candidate for candidate in vocabulary if candidate[-2:] == word[-2:].lower() and candidate != word.lower()
    ]
    new = source.choice(rhymes or list(vocabulary))
    return new.capitalize() if word[0].isupper() else new


def other_number(source: random.Random, number: str) -> str:
    """Another number, with one digit changed."""
    if number in _SPELLED:
        return _SPELLED[number]
    position = source.choice([position for position, character in enumerate(number) if character.isdigit()])
    digit = (int(number[position]) + 3) % 9 + 1
    return f"{number[:position]}{digit}{number[position + 1 :]}"
