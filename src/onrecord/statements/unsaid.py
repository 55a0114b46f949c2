"""Drafts that report nobody's words: denied or imagined ones, titles of works, labels, and empty fragments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from onrecord.encoder.quotations import MARKS
from onrecord.encoder.words import Words
from onrecord.statements.completion import quoted_share
from onrecord.statements.drafts import Draft, text_before
from onrecord.statements.false_reports import is_taken_back
from onrecord.works import WORK

_SAYING = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|call(?:s|ed|ing)?|us(?:e|es|ed|ing)|utter(?:s|ed|ing)?"
    r"|wr(?:ite|ites|ote|itten|iting)|claim(?:s|ed|ing)?|describ(?:e|es|ed|ing)|suggest(?:s|ed|ing)?|promis(?:e|es|ed|ing)"
    r"|ask(?:s|ed|ing)?|shout(?:s|ed|ing)?|mention(?:s|ed|ing)?|answer(?:s|ed|ing)?|repl(?:y|ies|ied|ying))\Z",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"\b(?:sa(?:y|id)|tell|told|announc|confirm|den(?:y|ie)|report|add|explain|stat|declar|disclos|detail|insist|disput|mention"
    r"|talk|spoke|speak)",
    re.IGNORECASE,
)
# "never said “I resign”", "did not actually call it “mad”", "avoided saying “sorry”".
_NEGATION = re.compile(
    r"(?:\b(?:never|not|without|nobody|no one|yet to|short of|refrain(?:s|ed|ing)? from|avoid(?:s|ed|ing)?)|n['’]t)"
    r"(?: (?:once|ever|even|actually|\w+ly|has|had))* \Z",
    re.IGNORECASE,
)
# "Neither Moll nor Oke |said", "None of them has |called", "But no officer |claimed".
_NOBODY = re.compile(
    r"(?:\A|[,;:—–] |\b(?:but|and|that|while) )(?:neither|none|nobody|no one|no)\b(?: [\w'’.-]+){0,8} \Z", re.IGNORECASE
)
# "Not |everyone| agrees that".
_NOT = re.compile(r"\bnot (?:all of )?\Z", re.IGNORECASE)
# "Would the minister |say “no”?", "How did Moll |call it “mad”?", but not "Will Oke |said"; "Tarn should |say “no”".
_MODAL = re.compile(
    r"(?<!\bI )\b(?:should|ought to|might)(?: also| just| simply)? \Z"
    r"|\A(?:and |but |so |then |how |why |when )?"
    r"(?:would|will|could|can|should|might|did|does|do)\b(?: [\w'’.-]+){1,8} \Z",
    re.IGNORECASE,
)
_BASE_FORM = re.compile(
    r"(?:say|tell|call|use|utter|write|claim|describe|suggest|promise|ask|shout|mention|answer|reply)\Z", re.IGNORECASE
)
# "Tarn should have said", "might as well have said".
_WOULD_HAVE = re.compile(
    r"\b(?:should|could|would|might|may)(?:n['’]t| not| just| as well| easily| simply| at least| also)* have"
    r"(?: just| simply)* [\w'’-]+\Z",
    re.IGNORECASE,
)
# "Had he |said “stop”, the train would have stopped".
_HAD = re.compile(r"\A(?:and |but |so )?had(?: [\w'’.-]+){1,8} \Z", re.IGNORECASE)
# "“Never say never,” |goes the motto", "as the old song goes, |“...”", "as if to say |“...”".
_PROVERB = r"(?:\w+ )?(?:motto|saying|song|chorus|refrain|adage|proverb|joke|slogan|rhyme|hymn|clich[eé])\b"
_PROVERB_AFTER = re.compile(rf"[\s,.!?\"'”’]*(?:goes|went|runs|ran) (?:the|an?) {_PROVERB}", re.IGNORECASE)
_PROVERB_BEFORE = re.compile(
    rf"\bas (?:(?:the|an?) {_PROVERB} (?:goes|went|has it)|(?:if|though) to say)[,:]? \Z", re.IGNORECASE
)
_NEGATED_CUE = re.compile(r"(?:\w+ )?(?:never|not|without|short of)\b|(?:refrain|avoid)|\w+n['’]t\b", re.IGNORECASE)
# "If the county |says “yes”", "Imagine a mayor |who says", but not "even if", which grants that it does.
_IF = re.compile(
    r"(?<!\beven )(?<!\bas )\b(?:(?:if|unless)(?: and when)?,?"
    r"|(?:imagin(?:e|es|ed|ing)|suppose|supposing)\b(?: [\w'’-]+){0,5}) \Z",
    re.IGNORECASE,
)
# "In the second chapter of the novel, |Orla Tarn says", "In her dream, |Tarn told her".
_IN_PLOT = re.compile(
    r"\A(?:and |but |then )?(?:in (?:an?|the|this|that|one) (?:[\w'’-]+ ){0,2}?"
    r"(?:(?:chapter|scene|act|part|end) of (?:an?|the|this|that|one) (?:[\w'’-]+ )?)?"
    r"(?:novel|novella|short story|fairy tale|fable|play|sitcom|comic|cartoon|opera|musical)"
    r"|(?P<dream>in (?:an?|the|one|his|her|my|their) (?:[\w'’-]+ ){0,2}?(?:dream|nightmare)))"
    r"(?: (?:[\w'’-]+ ){0,3}(?:named|called))?,(?: an? (?:[\w'’-]+ ){1,3}(?:named|called))? \Z",
    re.IGNORECASE,
)
# "“...,” says Orla Tarn |in the novel".
_PLOT_AFTER = re.compile(r" in (?:the|this|that) (?:novel|novella|fairy tale|fable|play|sitcom|opera|musical)\b")
# "|Orla Tarn, the hero of the novel, says", "|The novel’s hero|, Orla Tarn, says".
_INVENTED = r"(?:hero|heroine|antihero|protagonist|narrator|villain|(?:main|title|central) character)"
_STORY = r"(?:novel|novella|play|film|movie|opera|musical|sitcom)"
_HERO_AFTER = re.compile(
    rf"[\w.'’-]+(?: [\w.'’-]+){{0,4}}, (?:the|an?) (?:[\w-]+ )?{_INVENTED} of (?:[\w'’-]+ ){{1,3}}?{_STORY},"
)
_HERO_BEFORE = re.compile(rf"\b(?:[Tt]he|[Hh]is|[Hh]er) {_STORY}['’]s (?:[\w-]+ )?{_INVENTED}(?:,|\Z| [A-Z])")
_TOLD_NOW = re.compile(r"\b(?:says|tells|asks|shouts|whispers|cries|declares|announces|confesses|replies|explains)\Z")
# "|sang “Home Again” at the fair", "|wrote the novel |“Cold Quay”".
_PERFORMING = re.compile(r"(?:sang|sings?|singing|sung|perform(?:s|ed|ing)?)\Z", re.IGNORECASE)
_WRITING = re.compile(r"(?:wr(?:ote|ites?|itten)|writing)\Z", re.IGNORECASE)
# "such programmes as “Slate and Lead”", "her film |“Tides”".
_WORK = re.compile(rf"\b{WORK}(?: (?:such as|as|like|including|called|titled|entitled|named))? \Z", re.IGNORECASE)
_WRITTEN_WORK = re.compile(
    rf" (?:an?|the|his|her|their|[a-z]+[’']s)(?: [\w-]+){{0,2}} {WORK}(?:,| called| titled)? ", re.IGNORECASE
)
_QUOTED = re.compile(r"[\"“‘']([^\"“”]+?)[,.]?[\"”’'](?!\w)")
_SMALL_WORDS = frozenset([
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "off", "on", "or", "over", "the", "to", "up",
    "with",
])  # fmt: skip
# "People here call it “the crab”": a name for a thing that everybody uses.
_LABELLING = re.compile(r"\b(?:call|calls|nicknames?|nicknamed|dubs?|dubbed|christened|known as)\Z", re.IGNORECASE)
_EVERYBODY = re.compile(
    r"(?:people|locals?|residents|villagers|townspeople|neighbou?rs|everyone|everybody|fans|some|many|others|most|children"
    r"|friends|they|we|you|the (?:locals|residents|villagers|neighbou?rs|fans|children))\b",
    re.IGNORECASE,
)
# "It sells what it |calls “harbour villages”", "which officials |call “quay fleets”": names that bodies and trades use.
_NAMING = re.compile(r"\bcalls?\Z")
_NAMED_BY = re.compile(r"(?:it|they|[a-z]+s|the (?:[a-z]+ ){0,2}(?:report|plan|document|guidance|industry))\Z")
_NAMED = re.compile(r"\b(?:what|which) (?:[a-z]+ )?\Z", re.IGNORECASE)
# "Its |slogan, “Sit down”, was dropped".
_SLOGAN = re.compile(r"\b(?:slogan|motto|tagline|strapline|nickname)\Z", re.IGNORECASE)
# "He |came under fire for| his “crude” remarks": his critics called them so.
_CRITICISED = re.compile(r"c(?:ame|omes?|oming) under (?:\w+ )?(?:fire|attack|criticism|scrutiny)\b", re.IGNORECASE)
# "The word |“quay” comes from the French".
_TERM = re.compile(r"\b(?:word|term|phrase|expression|acronym|hashtag) \Z", re.IGNORECASE)
_MAX_LABEL_WORDS = 4
# Contents that say nothing, after a verb of saying: "he said |so|", "she confirmed |it|", "which he denied".
_EMPTY_WORDS = frozenset(["it", "so", "this", "that", "him", "her", "them", "which", "what", "as", "much"])
# "They called |it quits|", "the band called |it a day|": an idiom, and nobody's words.
_IDIOM = re.compile(r"(?:it|things) (?:quits|off|even|a (?:day|night|draw))\b")
# Movements after a quotation that has ended: “You never watered the beans.” Gethin nodded.
_GESTURE = re.compile(
    r"(?:nod|smil|shrug|laugh|grin|sigh|frown|wink|blush|wav|glanc|gestur|paus|star|look|turn|gigg?l|chuckl)\w{0,4}",
    re.I,
)
_THAT_SAID = re.compile(r"\s+That said,")


def drop_unsaid(drafts: Iterable[Draft], words: Words) -> list[Draft]:
    """Return ``drafts`` without those that report nobody's words, and without cues that are mere gestures."""
    return [
        _drop_false_cue(draft, words.text)
        for draft in drafts
        if draft.basis == "refusal" or not _is_unsaid(draft, words)
    ]


def _is_unsaid(draft: Draft, words: Words) -> bool:
    cue = words.text[draft.cue[0][0] : draft.cue[-1][1]] if draft.cue else ""
    contents = [words.text[start:end] for start, end in draft.content]
    if _is_negated(draft, cue, words.text) or _is_asked(draft, cue, words.text) or _is_proverb(draft, words.text):
        return True
    if is_taken_back(draft, words.text) or _is_invented(draft, cue, words.text) or _CRITICISED.match(cue):
        return True
    if not quoted_share(words, draft.content):
        is_empty = all(word in _EMPTY_WORDS for content in contents for word in content.lower().split())
        is_idiom = cue.lower().endswith(("call", "calls", "called", "calling")) and _IDIOM.match(contents[0])
        return bool(is_idiom) or (is_empty and _REPORTING.search(cue) is not None)
    if not draft.cue:
        return False
    return _is_condition(draft, words.text) or _is_title(draft, cue, words.text) or _is_label(draft, cue, words.text)


def _is_negated(draft: Draft, cue: str, text: str) -> bool:
    """Return true if the draft is what nobody said, after a negated cue or source: "He never said “I resign”"."""
    if draft.source and draft.source[0][0] < draft.start and _NOT.search(text_before(text, draft.source[0][0])):
        return True
    if not cue or _SAYING.search(cue) is None:
        return False
    # "“I resign,” Tarn never |said."
    is_after = draft.cue[0][0] > draft.start
    before = text[draft.content[-1][1] : draft.cue[0][0]] if is_after else text_before(text, draft.cue[0][0])
    return bool(_NEGATED_CUE.match(cue) or _NEGATION.search(before) or _NOBODY.search(before))


def _is_asked(draft: Draft, cue: str, text: str) -> bool:
    """Return true if the draft is what might be said, or might have been: "Would the minister say “no”?"."""
    if not cue or draft.cue[0][0] > draft.start:
        return False
    before = text_before(text, draft.cue[0][0])
    verb = cue.rsplit(maxsplit=1)[-1]
    is_question = (
        _BASE_FORM.match(verb) is not None
        and _MODAL.search(text_before(text, draft.cue[-1][1] - len(verb))) is not None
    )
    is_unreal = _HAD.search(before) or _WOULD_HAVE.search(text_before(text, draft.cue[-1][1]))
    return is_question or (_SAYING.search(cue) is not None and is_unreal is not None)


def _is_proverb(draft: Draft, text: str) -> bool:
    """Return true if the draft is everybody's words: "“Never say never,” goes the motto"."""
    after = _PROVERB_AFTER.match(text, draft.content[-1][1])
    return after is not None or _PROVERB_BEFORE.search(text_before(text, draft.start)) is not None


def _is_invented(draft: Draft, cue: str, text: str) -> bool:
    """Return true if a character says the words: "In the novel, Orla Tarn says “no”". In the past tense, and before a
    comma, the words are the author's: "In the novel, Orla Tarn said, nobody is happy"."""
    if not cue or not draft.source:
        return False
    source_start, source_end = draft.source[0]
    plot = _IN_PLOT.match(text_before(text, source_start))
    if plot and plot["dream"]:
        return True
    if _TOLD_NOW.search(cue) is None or text.startswith(",", draft.cue[-1][1]):
        return False
    last = max(source_end, draft.cue[-1][1])
    is_after = draft.cue[0][0] > draft.start and _PLOT_AFTER.match(text, last) is not None
    # "The novel’s hero, |Orla Tarn|, says" and "|The novel’s hero, Orla Tarn|, says".
    named = text_before(text, source_start) + text[source_start:source_end]
    is_hero = _HERO_AFTER.match(text, source_start) or _HERO_BEFORE.search(named)
    return plot is not None or is_after or is_hero is not None


def _is_condition(draft: Draft, text: str) -> bool:
    """Return true if the draft is what may be said: "If the county says “yes”"."""
    start = min(span[0] for span in (*draft.source, *draft.cue))
    return start < draft.start and _IF.search(text_before(text, start)) is not None


def _is_title(draft: Draft, cue: str, text: str) -> bool:
    """Return true if all quoted words are in title case, after a word for a kind of work, or sung."""
    start, end = draft.content[0]
    mark = next((offset for offset in range(start, end) if text[offset] in MARKS), end)
    quoted = _quoted_parts(draft, text)
    if not quoted or not all(map(_is_title_case, quoted)):
        return False
    if _WRITING.search(cue):
        return _WRITTEN_WORK.fullmatch(text, draft.cue[-1][1], max(mark, draft.cue[-1][1])) is not None
    return _PERFORMING.search(cue) is not None or (
        _SAYING.search(cue) is None and _WORK.search(text_before(text, mark)) is not None
    )


def _quoted_parts(draft: Draft, text: str) -> list[str]:
    return [part for span in draft.content for part in _QUOTED.findall(text[slice(*span)])]


def _is_title_case(quoted: str) -> bool:
    return all(word[0].isupper() or word.lower() in _SMALL_WORDS or not word[0].isalpha() for word in quoted.split())


def _is_label(draft: Draft, cue: str, text: str) -> bool:
    """Return true if the draft is a name for a thing, or a slogan, and no evaluation: “a disgrace”."""
    is_term = _SAYING.search(cue) is None and _TERM.search(text_before(text, draft.start)) is not None
    if is_term or _SLOGAN.search(cue):
        return True
    source = text[slice(*draft.source[0])] if draft.source else ""
    is_common = _LABELLING.search(cue) is not None and (not source or _EVERYBODY.match(source) is not None)
    is_own = _NAMING.search(cue) is not None and _NAMED_BY.match(source) is not None
    is_own = is_own and _NAMED.search(text_before(text, draft.source[0][0])) is not None
    return (is_common or is_own) and all(len(part.split()) <= _MAX_LABEL_WORDS for part in _quoted_parts(draft, text))


def _drop_false_cue(draft: Draft, text: str) -> Draft:
    """Drop a cue that is a gesture after the quotation, or belongs to the next sentence: "That said, ..."."""
    end = draft.content[-1][1]
    if not draft.cue or draft.cue[0][0] < end:
        return draft
    is_gesture = _GESTURE.fullmatch(text[slice(*draft.cue[0])]) and text[:end].endswith((".”", '."', ".’", ".'"))
    if not is_gesture and not _THAT_SAID.match(text, end):
        return draft
    return replace(draft, cue=(), source=(), basis="quotation", attribution=None)
