"""Classify statements: direct, mixed, indirect or no-response; said or thought."""

from __future__ import annotations

import re

from onrecord.encoder.words import Words
from onrecord.spans import merge_spans
from onrecord.statements.completion import quoted_share
from onrecord.statements.drafts import Draft
from onrecord.types import Act, Kind

# Minimum share of quoted words in a direct statement. Below 1 because a content may include a word of the narrator's:
# 'that "we go now, all of us, and then we stay gone"' has 10 quoted words of 11. ``confidence`` uses it too.
DIRECT = 0.9

# Cues of thoughts and intentions: "Tarn believes", "hopes to", "is aware that".
_THOUGHT = re.compile(
    r"\b(?:think|thinks|thinking|thought|thoughts|believ\w+|belief|beliefs|want|wants|wanted|wanting|hope|hopes|hoped|hoping|"
    r"wish|wishes|wished|expect|expects|expected|expecting|expectations?|plan|plans|planned|planning|intend\w*|intention|"
    r"intentions|fear|fears|feared|fearing|feel|feels|feeling|felt|know|knows|knew|knowing|known|consider\w*|decid\w+|decision|"
    r"prefer\w*|desire\w*|dream\w*|doubts?|doubted|assum\w+|suspect\w*|understand\w*|understood|remember\w*|forget|forgot|"
    r"reali[sz]\w+|worr\w+|seek\w*|sought|trying|tries|tried|aim\w*|hate[sd]?|love[sd]?|liked?|likes|enjoy\w*|view|views|"
    r"viewed|mind|opinions?|sees?|saw|seen|looking|hopeful|optimistic|convinced|confident|aware|eager|willing|interested|"
    r"concerned|surprised|resolved?|determined|regard\w*|imagin\w+|wonder\w*|learn\w*|discover\w*|anticipat\w+|supports?)\b",
    re.IGNORECASE,
)
# A verb of saying next to it takes precedence: "Tarn said she hopes" reports words.
_SAID = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|wr(?:ite|ites|ote|itten|iting)|sp(?:eak|eaks|oke|oken|eaking)|ask\w*|"
    r"announc\w+|claim\w*|express\w*|voic\w+|share[ds]?|sharing|stat\w+|declar\w+|explain\w*|report\w*|tweet\w*|post\w*)\b",
    re.IGNORECASE,
)


def classify_kind(draft: Draft, words: Words) -> Kind:
    """Return the kind by the share of quoted words. A turn of a transcript is direct, with or without marks."""
    if draft.basis == "refusal":
        return "no-response"
    if draft.basis == "turn":
        return "direct"
    share = quoted_share(words, draft.content) if not draft.nested else _own_quoted_share(draft, words)
    return "direct" if share >= DIRECT else "mixed" if share > 0 else "indirect"


def _own_quoted_share(draft: Draft, words: Words) -> float:
    """Return the share of words of a nested statement in marks of its own: “He said ‘go,’” but not “He said no”."""
    start, end = draft.content[0][0], draft.content[-1][1]
    own = merge_spans(q.span for q in words.quotations if start <= q.span[0] < end)
    total = sum(words.count(words.within(span))[0] for span in draft.content)
    return sum(words.count(words.within(span))[0] for span in own) / total if total else 0.0


def classify_act(draft: Draft, words: Words, *, kind: Kind) -> Act:
    """Return "thought" if the cue reports a thought or an intention. Quoted words were always said."""
    if kind != "indirect":
        return "said"
    cue = " ".join(words.text[start:end] for start, end in draft.cue)
    return "thought" if _THOUGHT.search(cue) and not _SAID.search(cue) else "said"
