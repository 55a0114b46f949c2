"""Verbs and nouns of a draft replaced by those of a page that mean the same: "resign" for "step down"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from onrecord.check.stems import stem
from onrecord.word_keys import WordKey

_GROUPS: Final = """
resign,quit,step down,stand down;plan,intend,aim;raise,increase,put up;cancel,call off;postpone,delay,put off,put back
continue,carry on;die,pass away;begin,start,commence;try,attempt;buy,purchase;block,obstruct;help,assist;need,require
hurt,injure,wound;answer,reply;film,movie;mother,mum,mom;father,dad;child,kid;student,pupil;photo,photograph
motorcycle,motorbike;truck,lorry;doctor,medic;reject,turn down;shut,close;stay,remain;back,support
jab,vaccine,vaccination;run again,stand again;refund,money back;prove,turn out;job,post;sack,dismiss
triple,treble;lack,shortage;mistake,error;scrap,abolish,axe;inquiry,investigation,probe
"""
"""Expressions that mean the same, in groups; a verb with an adverb may have its object between both."""
_GROUP_OF: Final = {
    (stem(expression.split()[0]), *expression.split()[1:]): number
    for number, group in enumerate(_GROUPS.replace("\n", ";").split(";"))
    for expression in group.split(",")
    if expression
}
_ADVERBS: Final = frozenset(expression[1] for expression in _GROUP_OF if len(expression) > 1)
_REACH: Final = 3
"""Words after a verb in which its adverb stands: "put the prices |up|"."""

Expression = tuple[str, ...]


def adapt_synonyms(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> tuple[WordKey, ...]:
    """Return ``words`` of a draft with the key of a page's word for one that means the same."""
    synonyms: dict[int, str] = {}
    expressions: set[Expression] = set()
    for position, expression in _find_expressions(page_words):
        synonyms.setdefault(_GROUP_OF[expression], page_words[position].key)
        expressions.add(expression)
    if not synonyms:
        return tuple(words)
    adapted = list(words)
    for position, expression in _find_expressions(words):
        key = synonyms.get(_GROUP_OF[expression])
        if key and expression not in expressions:
            adapted[position] = WordKey(key, words[position].span)
    return tuple(adapted)


def _find_expressions(words: Sequence[WordKey]) -> Iterator[tuple[int, Expression]]:
    """The expressions of ``words`` that are in a group, with their positions."""
    for position, word in enumerate(words):
        verb = stem(word.key)
        following = (item.key for item in words[position + 1 : position + 1 + _REACH])
        pairs = ((verb, key) for key in following if key in _ADVERBS)
        expression: Expression | None = next((pair for pair in pairs if pair in _GROUP_OF), None)
        if expression or (verb,) in _GROUP_OF:
            yield position, expression or (verb,)
