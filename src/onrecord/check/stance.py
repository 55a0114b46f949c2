"""The stance of a report: its speaker asserts the words, denies them, asks them, or does not say them.

Words before the reported ones in their sentence decide: "denied |claims that| she lied". A denial of something else
does not count: "Tarn, who denies any wrongdoing, said that |it will reopen|".
"""

from __future__ import annotations

import re
from typing import Final, Literal

from onrecord.check.checked_pages import CheckedPage
from onrecord.people.lexicon import word_set
from onrecord.types import Span, Statement

Stance = Literal["asserts", "denies", "asks", "withholds"]
"""``withholds``: somebody does not say the words, or not yet: "has never said", "declined to confirm"."""
NEGATIVE: Final[frozenset[Stance]] = frozenset({"denies", "withholds"})

_SAY: Final = (
    r"(?:sa(?:id|y|ys|ying)|claim(?:s|ed|ing)?|call(?:s|ed|ing)?|t(?:old|ell|elling)|wr(?:ote|ite|itten|iting)"
    r"|suggest(?:s|ed|ing)?|confirm(?:s|ed|ing)?|announc(?:e|ed|ing)|promis(?:e|ed|ing)|stat(?:e|ed|ing)"
    r"|admit(?:s|ted|ting)?|acknowledg(?:e|ed|ing)|conced(?:e|ed|ing)|disclos(?:e|ed|ing)|reveal(?:ed|ing)?"
    # "never used the words", but not "did not use it lightly"
    r"|use[ds]?(?= (?:[a-z]+ ){0,2}(?:words?|terms?|phrases?|expressions?)\b| [“\"‘']))"
)
# "denied", "rejected |claims that|", "not true that", "has never said", "would not say", "asked", "wanted to know".
_GOVERNOR = re.compile(
    rf"\b(?:(?P<withholds>(?:never|not|cannot|[a-z]+n['’]t|nobody|no one|nothing|neither|without|refus(?:e[sd]?|ing) to"
    rf"|declin(?:e[sd]?|ing) to|stop(?:s|ped|ping)? short of|fail(?:s|ed|ing)? to|unwilling to"
    rf"|yet to)(?: (?:once|ever|even|actually|yet|publicly|explicitly|on the [a-z]+ ha[sd]))? {_SAY}"
    r"|unclear|(?:not|[a-z]+n['’]t) know|no idea)"
    r"|(?P<denies>den(?:y|ies|ied|ying|ials?)|refut(?:e[sd]?|ing)|disavow(?:s|ed|ing)?|contradict(?:s|ed|ing)?"
    r"|disput(?:e[sd]?|ing)|debunk(?:s|ed|ing)?|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|contest(?:s|ed|ing)?"
    r"|doubt(?:s|ed|ing)?|rubbish(?:es|ed|ing)?|quash(?:es|ed|ing)?|rul(?:e[sd]?|ing) out|laugh(?:s|ed|ing)? off"
    r"|shr?ugg?(?:s|ed|ing)? off|brush(?:es|ed|ing)? (?:off|aside)|sho(?:t|ot|oting) down|scoff(?:s|ed|ing)? at"
    r"|push(?:es|ed|ing)? back (?:on|against)|hit (?:back|out) at|(?:not|[a-z]+n['’]t) (?:true|right|correct|the case)"
    r"|(?:not|[a-z]+n['’]t) (?:believe|think|agree|accept|mean|(?:entirely |fully )?(?:convinced|certain|sure"
    r"|persuaded))|disagree[sd]?|untrue|false|a lie|nonsense|no evidence"
    r"|no truth (?:in|to))"
    r"|(?P<asks>ask(?:s|ed|ing)?|wonder(?:s|ed|ing)?|enquir(?:es?|ed|ing)|inquir(?:es?|ed|ing)"
    r"|question(?:s|ed|ing)?|put(?:s|ting)?(?: it)? to|quer(?:y|ies|ied|ying)|wan(?:ts?|ted) to know|like to know))\b",
    re.IGNORECASE,
)
# “Is it |not true| that you lied?” is a question.
_IS_IT = re.compile(r"\b(?:is|was) it \Z", re.IGNORECASE)
# “|Ask| me when the boiler works” requests a question and reports none.
_REQUEST = re.compile(r"(?:\A|[“\"‘'.?!:] ?)\Z")
# "did not |deny|", "never |ruled out|".
_NEGATED = re.compile(r"\b(?:not|never|cannot|nobody|no one|without|\w+n['’]t)(?: \w+ly)? \Z", re.IGNORECASE)
# "claims that |she lied| were false", "described the claim that |she lied| as untrue".
_CLAIM_BEFORE = re.compile(
    r"\b(?:claims?|reports?|suggestions?|accusations?|allegations?|rumou?rs?|idea|notion|assertions?) that \W{0,3}\Z",
    re.IGNORECASE,
)
_FALSE_AFTER = re.compile(
    r"\b(?:was|were|is|are|being|as) (?:(?:\w+ly|not|an?|all|total) )?(?:untrue|false|wrong|nonsense|baseless|unfounded"
    r"|lies?|true|correct|incorrect|rubbish|groundless|fabricat\w+|ridiculous|absurd)\b(?P<end>[ ,.;]|\Z)",
    re.IGNORECASE,
)
# “They wrote that |I had left|. I hadn't.”
_SUBORDINATE = re.compile(
    r"\b(?:sa(?:id|ys?)|wr(?:ote|ites?)|claim(?:s|ed)?|report(?:s|ed)?|t(?:old|ells?) \w+|believ(?:es?|ed)"
    r"|th(?:inks?|ought)) that \Z",
    re.IGNORECASE,
)
_ELLIPTIC_DENIAL = re.compile(
    r"\s?(?:But |Well, )?(?:I|we|he|she|they|it|that) "
    r"(?:[a-z]+n['’]t|(?:had|did|do|does|was|were|is|are|am|have|has|will) not)[.,;!]",
    re.IGNORECASE,
)
_COLON = re.compile(r":\s?[“\"‘'][.…\[]{0,4}\Z")
_WORD = re.compile(r"[^\s,:;“”\"‘—–-]+")
_REPORTS: Final = word_set(
    "claim claims report reports suggestion suggestions accusation accusations allegation allegations rumour rumours "
    "rumor rumors idea notion assertion assertions speculation charge charges talk theory theories assumption story "
    "stories insinuation insinuations possibility"
)
_FALSEHOODS: Final = word_set("lie lies smear smears slur slurs fabrication fabrications nonsense fiction invention")
_DETERMINERS: Final = word_set("the a an any all these those this that his her their its such")
_THAT: Final = word_set("that whether if")
_QUESTIONS: Final = word_set("whether if what why how who when where which")
# "denied |having ever| lied", "denied |that she had| lied", "denied |ever calling it| a gift".
_TOLD: Final = word_set("me us you him her them anyone anybody")
"""Words between "never told" and "to": "I never told |her| to hurry"."""
_ASIDE: Final = word_set("on in at to last this yesterday today again outright during through")
_CONNECTIVES: Final = word_set("and but or who which that's because said says telling saying adding insisting arguing")
_ADVERBS: Final = word_set("ever even also again once being having been saying calling describing using called used")
_FREE: Final = word_set(
    "he she they it i we you who had has have was were is are am be been would will could did do does there "
    "not no the a an of his her their its my our your as by to in word words phrase for"
)
_REACH: Final = 240
"""Characters before the words in which they may be denied or asked; twice as many after them, to be called false."""
_DENIAL_REACH: Final = 40
"""Characters of the sentence after the words that may deny them: "I had not."."""
_INTRODUCTION: Final = 8
"""Characters of a colon and the marks at the beginning of a quotation."""
_MOST_LEAD: Final = 14
"""Most words between a denial and the denied words."""
_MOST_TO_CLAIM: Final = 4
"""Most words between a denial and the denied claim: "dismissed as nonsense a |report|"."""
_MOST_ADDRESSEE: Final = 5
"""Most words between "asked" and "whether": "asked the board of the council whether"."""


def find_stance(statement: Statement, page: CheckedPage) -> Stance:
    """Return the stance of a statement on ``page``, from the words before it in its sentence and from its cue."""
    start, end = statement.content[0]
    sentence = page.sentence((start, start + 1))
    text = page.article.text
    is_question = "?" in page.article.quote(statement.content)
    is_content = statement.kind != "direct"
    stance = find_stance_before(text, (start, end), sentence=sentence, is_content=is_content, is_question=is_question)
    if stance != "asserts" or not statement.cue or statement.cue[0][0] < start:
        return stance
    # “Will it sell?” he asked; and "it was not sold, he denied".
    cue = " ".join(page.article.words(span) for span in statement.cue)
    governor = _GOVERNOR.search(cue)
    if governor is None or (statement.kind == "direct" and not governor["asks"]):
        return "asserts"
    return _stance_of(governor) if is_question or not governor["asks"] else "asserts"


def names_report(words: str) -> bool:
    """True if ``words`` are a name for something that somebody says: “a disgusting rumour”, which one may reject."""
    names = _WORD.findall(words.lower())
    return 0 < len(names) <= _MOST_TO_CLAIM and names[-1].strip(".?!’”\"'") in _REPORTS | _FALSEHOODS


def follows_colon(text: str, start: int) -> bool:
    """True for a quotation at ``start`` after a colon: 'denied the theft: |“I was at sea”|' does not deny its words."""
    return _COLON.search(text, max(0, start - _INTRODUCTION), start) is not None


def has_denial(words: str, *, start: int = 0, is_negated: bool = False) -> bool:
    """True if ``words`` deny something from ``start`` on, whatever it is: "denied speaking to", but not "did not rule
    out"; with ``is_negated`` the other way round."""
    return any(
        (_NEGATED.search(words, 0, governor.start()) is not None) == is_negated
        for governor in _GOVERNOR.finditer(words, start)
        if governor["denies"] or (governor["withholds"] and not is_negated)
    )


def explain_contrast(source: Stance, draft: Stance) -> str | None:
    """Explain that the page denies or asks the words that the draft asserts, or the reverse; null if they agree."""
    if source in NEGATIVE:
        explanation = "The page denies this." if source == "denies" else "According to the page this was not said."
        return None if draft in NEGATIVE else explanation
    if source == "asks":
        return None if draft == "asks" else "The page asks this."
    return "The draft denies this, but the page asserts it." if draft in NEGATIVE else None


def find_stance_before(
    text: str, span: Span, *, sentence: Span, is_content: bool = False, is_question: bool = False
) -> Stance:
    """Return the stance of the words at ``span``, from the words around them in the sentence: "He never said |“I
    resign”|".

    ``is_content`` is true for the content of a statement, ``is_question`` for one that ends in a question mark.
    """
    start, end = max(sentence[0], span[0] - _REACH), min(span[1], span[0] + _REACH)
    before = text[start : span[0]]
    if _CLAIM_BEFORE.search(before) and _is_called_false(text[span[0] : min(sentence[1], span[0] + 2 * _REACH)]):
        return "denies"
    for governor in reversed(list(_GOVERNOR.finditer(before))):
        if _NEGATED.search(before, 0, governor.start()) and not governor["withholds"]:
            continue
        if governor["denies"] and _IS_IT.search(before, 0, governor.start()):
            return "asks"
        if governor[0] in {"Ask", "ask"} and _REQUEST.search(before, 0, governor.start()):
            continue
        lead = text[start + governor.end() : end]
        if _leads(lead, span[0] - start - governor.end(), governor, is_content=is_content, is_question=is_question):
            return _stance_of(governor)
    if _SUBORDINATE.search(before) and _ELLIPTIC_DENIAL.match(text, sentence[1], sentence[1] + _DENIAL_REACH):
        return "denies"
    return "asserts"


def _stance_of(governor: re.Match[str]) -> Stance:
    return "withholds" if governor["withholds"] else "denies" if governor["denies"] else "asks"


def _is_called_false(words: str) -> bool:
    """True for "she lied |were false|" and "she lied |was not true|", not for "she lied was true"."""
    match = _FALSE_AFTER.search(words)
    if match is None:
        return False
    return match[0].lower().split()[-1].strip(" ,.;") not in {"true", "correct"} or " not " in match[0].lower()


def _leads(words: str, length: int, governor: re.Match[str], *, is_content: bool, is_question: bool) -> bool:
    """True if ``governor`` governs the reported words; ``length`` characters of ``words`` are between both.

    The reported words may begin with the claim: "denied |claims that she lied|".
    """
    lead = [word.lower() for word in _WORD.findall(words[:length])]
    if len(lead) > _MOST_LEAD or (governor["denies"] and follows_colon(words, length)):
        return False
    following = [word.lower() for word in _WORD.findall(words[length : length + 80])][: _MOST_TO_CLAIM + 2]
    if governor["asks"]:
        # "put it to him |that| he was late"
        starts = {*_QUESTIONS, "that"} if governor["asks"].lower().startswith("put") else _QUESTIONS
        place = next((number for number, word in enumerate([*lead, *following[:1]]) if word in starts), None)
        is_free = place is not None and all(word in _FREE or word in _ADVERBS for word in lead[place + 1 :])
        return (place is not None and place <= _MOST_ADDRESSEE and is_free) or (
            is_question and len(lead) <= _MOST_ADDRESSEE
        )
    if governor["withholds"]:
        lead = lead[1:] if lead[:1] and lead[0] in _TOLD and following[:1] == ["to"] else lead
        if lead == ["for"] and governor[0].lower().endswith(("call", "called", "calling")):
            return True  # "stopped short of |calling for| her to go"
        return (
            _is_free(lead)
            or _is_free([word for word in lead if word not in _QUESTIONS])
            or _is_clause(words[:length], lead)
            # “We do not claim that |this works|.”
            or (lead[:1] == ["that"] and _is_free(["that", *(word for word in lead[1:] if word not in _DETERMINERS)]))
        )
    if all(word.endswith("ly") for word in following[:2]):
        return False  # denied |“absolutely, categorically”| that he lied
    is_object = bool(following) and not following[0].endswith("ing") and following[0] not in _THAT
    if not lead and not words[:length].strip(" ,:") and is_object:
        # "denied |the theft|" is the content of a denial; "deny |the right to fish|" inside a quotation is not.
        return is_content and not _is_characterised(following)
    # "denied |on Friday that| he lied".
    words_to_that = [*lead, *following[:1]][: _MOST_TO_CLAIM + 1]
    that = next((place for place, word in enumerate(words_to_that) if word in _THAT), 0)
    is_aside = that and (lead[0] in _ASIDE or lead[0].endswith("ly")) and not _CONNECTIVES & set(lead[:that])
    if is_aside and _is_free(lead[that:]):
        return True
    return _leads_to_claim(lead, following) or (_is_free(lead) and not _is_characterised(following))


def _is_clause(words: str, lead: list[str]) -> bool:
    """True for "that the ferry is “": the beginning of a clause that the speaker does not say."""
    is_plain = not _CONNECTIVES & set(lead) and not any(mark in words for mark in ",;:—–")
    return lead[:1] == ["that"] and len(lead) <= _MOST_ADDRESSEE + 1 and is_plain and words[-1:] in "“\"‘'"


def _leads_to_claim(lead: list[str], following: list[str]) -> bool:
    """True for "the absurd |claim that|", also if the reported words begin with the claim."""
    words = [*lead, *following]
    number = next((number for number, word in enumerate(words[: _MOST_TO_CLAIM + 1]) if word in _REPORTS), None)
    if number is None:
        return False
    if number >= len(lead):
        return bool(_THAT & set(words[number + 1 : number + 3]))
    after = lead[number + 1 :]
    that = next((place for place, word in enumerate(after) if word in _THAT or word == "of"), None)
    return not after or (that is not None and not _CONNECTIVES & set(after[:that]) and _is_free(after[that + 1 :]))


def _is_characterised(following: list[str]) -> bool:
    """True for "the reports |as “rubbish”|": the quoted words are the denial."""
    return bool(following) and following[0] in _DETERMINERS | _REPORTS and "as" in following


def _is_free(lead: list[str]) -> bool:
    """True if ``lead`` has function words only: "that she had ever", "who had", "calling it"; not "us the right"."""
    if lead and lead[0] in _THAT | _QUESTIONS:
        return all(word in _FREE or word in _ADVERBS for word in lead[1:])
    if lead and lead[0] in _ADVERBS:
        return len(lead) <= _MOST_ADDRESSEE
    return not lead or lead == ["it"]
