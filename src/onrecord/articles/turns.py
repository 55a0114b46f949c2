"""Turns: answers of interviews whose questions are headings, block quotations without quotation marks, and letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from onrecord.types import Article, Span, Turn

# "What do you read?", "Tell us about the wall.", "The council says you signed the plans."
_QUESTION = re.compile(r"\?[\"”’)]*\Z|\b(?:you|your|yours)\b|\A(?:tell|describe|explain)\b", re.IGNORECASE)
_QUESTION_MARK = re.compile(r"\?[\"”’)]*\Z")
_QUOTATION = re.compile(r"[“\"][^“”\"]*+[”\"]?")
_SINGULAR = re.compile(r"\b(?:I|[Mm][ey]|[Mm]ine|[Mm]yself)\b")
_FIRST_PERSON = re.compile(rf"{_SINGULAR.pattern}|\b(?:[Ww]e|[Uu]s|[Oo]urs?|[Oo]urselves)\b")
_YOU = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
# Stage directions and answers in quotation marks, whose speaker the text around them names.
_NOT_ANSWERS = ("(", "[", "“", '"')
_MIN_QUESTIONS = 3
"""Minimum number of questions: two headings that ask are found in many articles."""
_MIN_SHARE = 0.5
"""Minimum share of headings that end in a question mark, and of answers in the first person: in "What will it cost?"
"The board puts it at 14 million." the outlet answers itself."""
_MIN_SHARE_SINGULAR = 0.3
"""Minimum share of answers with "I": a museum answers "We open at ten" to the questions of its visitors."""

# "Letters to the editor", "Reader letters: the bypass", "Our libraries are worth fighting for | Letters".
_LETTERS_TITLE = re.compile(
    r"(?:\A(?:your |readers?['’]? )?|[|:–—] *)letters?(?: to the editor)?(?:\Z| *[|:–—])", re.IGNORECASE
)
# "SIR – I was dismayed", "Dear Editor,".
_SALUTATION = re.compile(r"(?:S(?:IR|ir)|M(?:ADAM|adam)|Dear (?:[Ee]ditor|[Ss]irs?|[Mm]adam)) ?[,:–—-]\s*")
_BULLET = re.compile(r"[•*▪]\s*")
_CLOSING = re.compile(r"(?:Yours|Kind regards|Regards|Best wishes)\b")
# "Jane Poole, Lowton", "Dr Ivo Sallis", "Gwen and Peter Lisle, Nether Marrow."
_DASHES = "–—―-"
_NAME_WORD = r"[A-Z][\w'’-]*\.?"
_FURTHER_NAME = rf"(?: (?:and |& |de |la |van |von ){{0,2}}{_NAME_WORD})"
_SIGNATURE = re.compile(rf"(?:[{_DASHES}] ?)?(?P<name>{_NAME_WORD}{_FURTHER_NAME}{{1,5}})(?: ?[,(].*)?")
# "But in a letter to the board, |Orla Tarn| later wrote:" before a block quotation.
_SENTENCE_BREAK = re.compile(r"[.!?][”\"’)]* ")
_LEAD_IN = re.compile(r"(?:(?:and|but|so|then|as) |(?:in|on|at|after|during|asked)\b[^,]*, )*", re.IGNORECASE)
_SAYS = re.compile(
    r",?(?: (?:has|have|had|also|later|then|\w+ly))* (?:says?|said|writes?|wrote|adds?|added|explain(?:s|ed)"
    r"|continue[sd]|states?|stated|repl(?:ies|ied)|tweeted|posted|tells?|told|reads|recall(?:s|ed)|argue[sd]|conclude[sd])\b"
)
_NOT_INTRODUCED = frozenset(["who", "which", "that", "and", "here", "this", "it"])
_MAX_INTRODUCTION_WORDS = 16
"""Most words of a subject that introduces a block quotation."""
_MAX_SIGNATURE_WORDS = 14
"""Most words of a signature with place or role."""
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*\Z")


def find_turns(article: Article, *, headings: Sequence[bool] = (), quotations: Sequence[int] = ()) -> tuple[Turn, ...]:
    """Return the answers, block quotations and letters among the paragraphs of ``article``.

    ``headings`` is true for each that is printed as a heading; ``quotations`` has the number of the block quotation
    that it is in, or 0.
    """
    paragraphs = [article.words(span) for span in article.paragraphs]
    answers = find_answers(paragraphs, headings) if any(headings) else []
    turns = [Turn(article.paragraphs[number]) for number in answers]
    turns += _find_quotations(article, paragraphs, quotations)
    return tuple(turns or _find_letters(article, paragraphs))


def _find_quotations(article: Article, paragraphs: Sequence[str], quotations: Sequence[int]) -> Iterator[Turn]:
    """Yield the paragraphs of block quotations without quotation marks whose last is a dash and a name, "— Orla Tarn,
    Of Counsel", or that the paragraph before introduces: "Orla Tarn, a pilot, wrote:"."""
    for quotation, group in groupby(range(len(quotations)), key=quotations.__getitem__):
        numbers = [*group]
        if not quotation:
            continue
        last, before = numbers[-1], numbers[0] - 1
        signature = _match_signature(paragraphs[last]) if paragraphs[last][0] in _DASHES else None
        if signature:
            start, (name_start, name_end) = article.paragraphs[numbers.pop()][0], signature.span("name")
        elif introduction := _find_introduction(paragraphs[before]) if before >= 0 else None:
            start, (name_start, name_end) = article.paragraphs[before][0], introduction
        else:
            continue
        name = start + name_start, start + name_end
        yield from (Turn(article.paragraphs[n], name) for n in numbers if not paragraphs[n].startswith(_NOT_ANSWERS))


def _find_introduction(paragraph: str) -> Span | None:
    """Return the span of the subject in the last sentence of ``paragraph``, if that introduces somebody's words."""
    if not paragraph.endswith(":"):
        return None
    start = max((match.end() for match in _SENTENCE_BREAK.finditer(paragraph)), default=0)
    lead_in = _LEAD_IN.match(paragraph, start)
    start = lead_in.end() if lead_in else start
    verb = _SAYS.search(paragraph, start)
    subject = paragraph[start : verb.start()].casefold().split() if verb else []
    is_subject = 0 < len(subject) <= _MAX_INTRODUCTION_WORDS and _NOT_INTRODUCED.isdisjoint((subject[0], subject[-1]))
    return (start, verb.start()) if verb and is_subject else None


def _find_letters(article: Article, paragraphs: Sequence[str]) -> Iterator[Turn]:
    """Yield the paragraphs of letters to the editor, each with the signature of its letter.

    The signature is the first line after the letter's last sentence. Where the headline announces no letters, each
    needs a salutation.
    """
    is_titled = _is_titled_letters(article.title)
    letter: list[Span] = []
    is_addressed = is_closed = True
    for (start, end), text in zip(article.paragraphs, paragraphs, strict=True):
        salutation, bullet = _SALUTATION.match(text), _BULLET.match(text)
        signature = _match_signature(text)
        is_short = len(text.split()) <= _MAX_SIGNATURE_WORDS
        is_prose = signature is None if _SENTENCE_END.search(text) else not (is_short or is_closed)
        if salutation or (is_prose and is_closed):
            letter, is_addressed, is_closed = [], is_titled or salutation is not None, False
        if is_prose:
            opening = salutation or bullet
            letter.append((start + (opening.end() if opening else 0), end))
        elif not (is_closed or salutation or _CLOSING.match(text)):
            is_closed = True
            if is_addressed and signature:
                name = start + signature.start("name"), start + signature.end("name")
                yield from (Turn(span, name) for span in letter)


def is_letters_page(title: str | None, paragraphs: Sequence[str]) -> bool:
    """Return true if the headline announces letters to the editor, or a paragraph addresses the editor."""
    return _is_titled_letters(title) or any(map(_SALUTATION.match, paragraphs))


def is_signature(text: str) -> bool:
    """Return true if ``text`` may be the signature of a letter."""
    return _match_signature(text) is not None


def _is_titled_letters(title: str | None) -> bool:
    return bool(title and _LETTERS_TITLE.search(title))


def _match_signature(text: str) -> re.Match[str] | None:
    return _SIGNATURE.fullmatch(text) if len(text.split()) <= _MAX_SIGNATURE_WORDS else None


def find_answers(paragraphs: Sequence[str], headings: Sequence[bool]) -> list[int]:
    """Return the indexes of the paragraphs that answer the questions of an interview; none if it is not one.

    ``headings`` is true for each paragraph that is printed as a heading. A questioner says "you" and not "I", unlike
    the reader of an advice column ("My neighbour feeds the gulls. What can I do?"), and who answers says "I" or "we".
    """
    first = next((n for n, text in enumerate(paragraphs) if headings[n] and _QUESTION.search(text)), len(paragraphs))
    starts = [n for n in range(first, len(paragraphs)) if headings[n]]
    answers = [range(start + 1, end) for start, end in pairwise([*starts, len(paragraphs)]) if end > start + 1]
    questions = [paragraphs[start] for start in starts]
    has_marks = _share(questions, _QUESTION_MARK) >= _MIN_SHARE
    asks_somebody = _share(questions, _YOU) > _share(questions, _SINGULAR)
    if len(answers) < _MIN_QUESTIONS or not has_marks or not asks_somebody:
        return []
    own_words = [" ".join(_QUOTATION.sub("", paragraphs[n]) for n in answer) for answer in answers]
    if _share(own_words, _FIRST_PERSON) < _MIN_SHARE or _share(own_words, _SINGULAR) < _MIN_SHARE_SINGULAR:
        return []
    # The last answer ends before the outlet's own words: "The Slow Tide is out on Thursday."
    last = answers[-1]
    end = max(n for n in last if n == last.start or _FIRST_PERSON.search(_QUOTATION.sub("", paragraphs[n])))
    answers[-1] = range(last.start, end + 1)
    return [n for answer in answers for n in answer if not paragraphs[n].startswith(_NOT_ANSWERS)]


def _share(texts: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(bool(pattern.search(text)) for text in texts) / max(len(texts), 1)
