"""Words that the page itself takes back: those of a report that it calls false, or that a person denies having said."""

from __future__ import annotations

import re

from onrecord.statements.drafts import SENTENCE_END, Draft, text_before
from onrecord.types import Spans

# Maximum number of characters before a source or after a content that are examined.
_MAX_CHARS = 160
_FALSELY = r"\b(?:falsely|wrongly|wrongfully|incorrectly|inaccurately|mistakenly|erroneously|untruthfully)"
_CLAIMS = (
    r"(?:claim|alleg|suggest|sa(?:y|id)|show|ha(?:s|d|ve|ving)\b|depict|featur|quot|purport|impl|report|assert|stat)\w*"
)
_FORGED = (
    r"\b(?:faked?|fabricated|forged|bogus|hoax|phone?y|doctored|manipulated|deep-?fake|(?:ai|computer)[- ]generated)\b"
)
_FAKE = rf"(?:{_FORGED}|\b(?:false|spoof|satirical|parody|made-up|invented|fictitious)\b)"
_MEDIUM = (
    r"(?:videos?|clips?|footage|recordings?|audio|images?|photos?|pictures?|screenshots?|graphics?|posts?|tweets?"
    r"|messages?|e-?mails?|letters?|statements?|speech|interviews?|articles?|quot(?:e|ation)s?|ad(?:vert)?s?)"
)
# "In a doctored clip that went round", but not "in the fake video row", "in a row over fake tickets" or "on the
# doctored clip", which the person may deny.
_IN_FORGERY = (
    rf"in (?:an?|the|this|that|one|another) (?:[\w'’-]+ )?(?:{_FORGED} (?:[\w'’-]+ )?{_MEDIUM}|deep-?fake)"
    r"(?=[,.;]|\Z| (?:of|on|that|which|shared|posted|published|made|seen|circulat\w+|going)\b)"
)
_REPORT = (
    r"(?:claim|rumou?r|allegation|suggestion|report|story|storie|idea|notion|assertion|post|assumption|impression)s?"
)
_LIE = r"an? (?:\w+ )?(?:lie|myth|hoax|falsehood|invention|fabrication)"
# Directly before the source of a statement:
_NOT_SO = re.compile(
    # "There is no evidence that |Tarn said", "It is not true that |Tarn said", "It is a myth that |Tarn said".
    r"(?:\bno (?:evidence|proof|record|sign|indication|suggestion)"
    r"|(?:\bnot|n['’]t|\bnever) (?:\w+ ){0,2}(?:true|correct|proven|the case)"
    rf"|\b(?:untrue|incorrect|false|{_LIE}))(?: of| that)? \Z"
    # "Quill falsely claimed that |Tarn said", "Quill lied that |Tarn said", "She wished |Tarn had said".
    rf"|{_FALSELY} {_CLAIMS}(?: that)? \Z"
    r"|\b(?:lied|joked|wish(?:es)?) that \Z|\b(?:dream(?:ed|t)|wished|pretend(?:s|ed))(?: that)? \Z"
    # "Quill denied that |Tarn said", "The board rejected claims that |Tarn said".
    rf"|\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|refut(?:es?|ed|ing)|debunk(?:s|ed|ing)?)"
    rf"(?: (?:[\w'’-]+ ){{0,3}}{_REPORT})? that \Z"
    # "A false quotation going round has |Tarn saying", "A fabricated post claims that |Tarn said", "Fake quote: |Tarn".
    rf"|{_FAKE}(?: [\w'’-]+){{0,8}}"
    rf" (?:{_CLAIMS}(?: that| to show| to be)?|attributed to|in the name of|in which|where) \Z"
    rf"|{_FAKE} {_MEDIUM}: \Z"
    # "In a deepfake, |Tarn says".
    rf"|\b{_IN_FORGERY}(?: [\w'’-]+){{0,6}}, \Z",
    re.IGNORECASE,
)
# "The claim that |Tarn said", if the sentence says after the words that it is false.
_CLAIM = re.compile(rf"\b{_REPORT} that \Z", re.IGNORECASE)
_IS_FALSE = re.compile(
    r"\b(?:is|was|are|were|be|been)(?: [\w'’-]+){0,2} (?:false|fake|untrue|not true|incorrect|wrong|bogus|baseless"
    rf"|unfounded|fabricated|invented|misleading|debunked|denied|{_LIE})\b",
    re.IGNORECASE,
)
# A fact check prints the claim first, as a label or a paragraph: "Claim: |Tarn said", "What was claimed: |Tarn said".
_CLAIM_LABEL = re.compile(r"(?:the |what was )?claim(?:ed)?: \Z", re.IGNORECASE)
# "denied having |said".
_DENIES = re.compile(
    r"\bden(?:y|ies|ied|ying)(?: that)?(?: (?:ever|having|to have|had|he|she|they|it))* [\w'’-]+\Z", re.IGNORECASE
)
# "was misquoted", "was falsely quoted as saying".
_MISQUOTED = re.compile(
    rf"(?:\b(?:misquot|misreport)ed|{_FALSELY} (?:quoted|reported|cited|credited|accused|alleged|portrayed|shown))"
    r"(?: (?:as|with|of|to have|having|by (?:[\w'’-]+ ){1,5}as))*(?: [\w'’-]+)?\Z",
    re.IGNORECASE,
)
# "“I sank it,” |Tarn says in a doctored clip".
_IN_FAKE = re.compile(rf",? {_IN_FORGERY}", re.IGNORECASE)
# A source that names the person whom it imitates: "A false quotation has Tarn |saying", "a fake Orla Tarn |said".
_FAKE_SOURCE = re.compile(
    rf"(?i:(?:an? |the |this )?(?:[\w'’-]+ ){{0,3}}?{_FAKE}(?: [\w'’-]+){{0,8}}? {_CLAIMS}(?: that)?) [A-Z]"
    r"|(?:[Aa]n? |[Tt]he )?(?:fake|bogus|deepfake|parody|AI-generated) [A-Z]"
)
# The content of "denied |having said “no”|".
_HAVING_SAID = re.compile(
    r"(?:(?:that )?(?:she|he|they|it) )?(?:ever |having |had |to have )*"
    r"(?:sa(?:id|y|ying)|t(?:old|elling)|call(?:ed|ing)|wr(?:itten|ote|iting))\b",
    re.IGNORECASE,
)
_DENYING = re.compile(r"\bden(?:y|ies|ied|ying)\Z", re.IGNORECASE)


def is_taken_back(draft: Draft, text: str) -> bool:
    """Return true if the page says that nobody said the words of ``draft``."""
    if not draft.cue:
        return False
    cue_start, cue_end = draft.cue[0][0], draft.cue[-1][1]
    source_start = draft.source[0][0] if draft.source else cue_start
    source_end = draft.source[-1][1] if draft.source else cue_end
    if _FAKE_SOURCE.match(text[source_start:source_end]):
        return True
    if cue_start > draft.start:
        # "“I sank it,” Tarn was falsely quoted as |saying", "“I sank it,” Tarn |says in a deepfake".
        before_verb = text[draft.content[-1][1] : cue_end][-_MAX_CHARS:]
        return _disowns(before_verb) or _IN_FAKE.match(text, max(source_end, cue_end)) is not None
    before = text_before(text, source_start, limit=_MAX_CHARS)
    return (
        any(pattern.search(before) for pattern in (_NOT_SO, _CLAIM_LABEL))
        or _disowns(text_before(text, cue_end, limit=_MAX_CHARS))
        or (_CLAIM.search(before) is not None and _IS_FALSE.search(_rest_of_sentence(text, draft.content)) is not None)
        or (_DENYING.search(text[cue_start:cue_end]) is not None and _HAVING_SAID.match(text, draft.start) is not None)
    )


def _disowns(words: str) -> bool:
    """Return true if ``words``, which end in a cue, disown what it introduces."""
    return _DENIES.search(words) is not None or _MISQUOTED.search(words) is not None


def _rest_of_sentence(text: str, content: Spans) -> str:
    """The end of the sentence of ``content``, from its last quotation mark, since it may have the words after that."""
    start, end = content[-1]
    quoted_end = max(text.rfind(mark, start, end) for mark in '”"’') + 1
    return SENTENCE_END.split(text[max(start, quoted_end) : end + _MAX_CHARS])[0]
