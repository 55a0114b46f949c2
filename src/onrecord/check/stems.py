"""Stems of words, and words with opposite meanings, for comparing reported words."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import Final

from onrecord.people.lexicon import word_set
from onrecord.spelling import spelling_key

# "Shred" has no ending: what is left has a vowel.
_SUFFIX = re.compile(r"(?<=\w{3})(?<!\A[^aeiouy]{3})(?:ies|ied|ying|ingly|edly|ing|ed|es|s|ly|y|e)\Z")
_FORMS: Final = """
eat:ate,eaten begin:began,begun buy:bought bear:bore,borne break:broke,broken bring:brought build:built come:came
catch:caught choose:chose,chosen deal:dealt draw:drew,drawn drive:drove,driven fall:fell,fallen feed:fed fight:fought
feel:felt fly:flew,flown freeze:froze,frozen forget:forgot,forgotten give:gave,given get:got,gotten grow:grew,grown
hear:heard
hide:hid,hidden hold:held keep:kept know:knew,known lead:led lend:lent lose:lost make:made mean:meant meet:met
pay:paid run:ran ring:rang,rung rise:rose,risen say:said see:saw,seen seek:sought send:sent shake:shook,shaken
shoot:shot show:shown sink:sank,sunk sit:sat sleep:slept sell:sold spend:spent speak:spoke,spoken steal:stole,stolen
stand:stood strike:struck swear:swore,sworn teach:taught think:thought throw:threw,thrown tell:told take:took,taken
understand:understood use:used,using win:won wear:wore,worn write:wrote,written
"""
_BASES: Final = {
    form: forms.partition(":")[0] for forms in _FORMS.split() for form in forms.partition(":")[2].split(",")
}
"""Verbs by their irregular forms: “I know” is "she knew" in reported speech. "Left" is no form of "leave" here, as it
also means what remains."""
_PLURALS: Final = {"people": "person", "children": "child", "men": "man", "women": "woman"}
_NOUNS: Final = {
    "decision": "decide",
    "decisions": "decide",
    "choice": "choose",
    "choices": "choose",
    "belief": "believe",
    "refusal": "refuse",
    "denial": "deny",
    "approval": "approve",
    "arrival": "arrive",
    "closure": "close",
    "closures": "close",
    "resignation": "resign",
    "departure": "depart",
    "removal": "remove",
    "survival": "survive",
    "prosecution": "prosecute",
    "prosecutions": "prosecute",
    "payment": "pay",
    "payments": "pay",
}
"""Verbs by the nouns made of them: "has made no |decision|" is "has not |decided|"."""
_DOUBLED: Final = re.compile(r"([b-df-hj-np-tv-z])\1\Z")


@lru_cache(maxsize=65_536)
def stem(key: str) -> str:
    """``key`` without its ending: "rising", "rises" and "rose" give "ris", "admitted" and "admits" "admit"."""
    key = key.removesuffix("'s").removesuffix("s'")
    return _DOUBLED.sub(r"\1", _SUFFIX.sub("", _BASES.get(key) or _PLURALS.get(key) or _NOUNS.get(key, key)))


_PAIRS: Final = """
rose/fell up/down more/less most/least higher/lower high/low accept/reject support/oppos
back/oppos approv/reject agre/refus win/los won/lost always/never all/none before/after begin/end start/stop open/clos
hir/fir buy/sell bought/sold gain/los love/hat lov/hat like/hat confirm/den admit/den
allow/ban pass/fail succeed/fail success/failur first/last 1st/last old/new early/late best/worst better/worse
good/bad happ/sad happi/sad right/wrong true/fals guilt/innocent alive/dead with/without for/against strong/weak
safe/danger keep/drop maximum/minimum major/minor join/leav remain/leav import/export strengthen/weaken
rais/cut rais/lower rais/reduc extend/shorten easi/hard easier/harder improv/worsen public/privat legal/illegal
larg/small big/small rich/poor cheap/expensiv friend/enem support/against back/against favor/against
possibl/impossibl likel/unlikel fair/unfair able/unable married/divorced father/mother son/daughter brother/sister
husband/wif mum/dad aunt/uncl niec/nephew grandmother/grandfather boy/girl
part/full partial/full partial/complet domestic/international domestic/foreign within/outside inside/outside
men/women man/woman convict/acquit conviction/acquittal
deliberate/error deliberate/mistak deliberate/accident doubl/halv long/short longer/shorter longest/shortest
earlier/later sooner/later fast/slow faster/slower faster/slow quicker/slow slower/fast slower/quick
north/south east/west northern/southern eastern/western ris/freez rais/freez cut/freez
hold/collaps widen/narrow wid/narrow unanimous/narrow strong/littl ampl/littl ful/empt
appear/disappear agre/disagre approv/disapprov
satisf/dissatisf honest/dishonest trust/mistrust trust/distrust adequat/inadequat sufficient/insufficient
effectiv/ineffectiv accurat/inaccurat complet/incomplet legal/illegal
prevent/allow prevent/caus prevent/lead prevent/trigger prevent/encourag prevent/ensur avoid/caus avoid/lead
"""
_UP, _DOWN = (
    frozenset(map(stem, word_set(words)))
    for words in (
        "increase rise rose soar climb jump grow grew surge",
        "decrease fall drop plunge plummet shrink shrank",
    )
)
"""Stems of verbs for more and for less, each the opposite of all those on the other side."""
_MORE, _FEWER = (
    frozenset(map(spelling_key, word_set(words)))
    for words in ("more higher larger bigger greater", "less fewer lower smaller")
)
"""Comparatives, likewise: "8% |fewer|" and "8% |higher|"."""
DIRECTIONS: Final = (_MORE | _FEWER) - {"more", "less"} | {"longer", "shorter"}
"""Keys of comparatives that are seldom about anything but size."""
_LEAST_REST: Final = 4
"""Letters of a word after "over" or "un": "til" and "until" are no opposites."""
_SAME_WITH_PREFIX: Final = frozenset({"cover", "cov", "earth", "leash", "veil", "ravel"})
"""Stems of words that "un" gives another meaning: "covered" and "uncovered"."""
_OPPOSITES: Final = {
    *(frozenset(_DOUBLED.sub(r"\1", word) for word in pair.split("/")) for pair in _PAIRS.split()),
    *(frozenset(pair) for pair in (*product(_UP, _DOWN), *product(_MORE, _FEWER))),
}
"""Pairs of stems with opposite meanings."""
CUES: Final = tuple(
    tuple(frozenset(stem(spelling_key(word)) for word in side.split()) for side in pair.split("/"))
    for pair in (
        "welcome praise applaud hail endorse back support/condemn criticise denounce deplore oppose attack",
        "promise vow pledge agree/refuse decline",
    )
)
"""Stems of cues with opposite meanings: "|promised| to sell" and "|refused| to sell"."""


def is_past(key: str) -> bool:
    """True for a regular or a known irregular form of the past: "sued", "wrote", "known"."""
    return key.endswith("ed") or key in _BASES


def are_opposite(key: str, other_key: str) -> bool:
    """True for words with opposite meanings: "rose" and "falls", "large" and "small", "overrated" and "underrated"."""
    return (
        _has_other_prefix(stem(key), stem(other_key))
        or _is_without(key, other_key)
        or not _OPPOSITES.isdisjoint({frozenset((stem(key), stem(other_key))), frozenset((key, other_key))})
    )


def _is_without(key: str, other_key: str) -> bool:
    """True for "careful" and "careless", "harmful" and "harmlessly"."""
    short, long = sorted((key.removesuffix("ly"), other_key.removesuffix("ly")), key=len)
    return long.endswith("less") and short.endswith("ful") and short[:-3] == long[:-4]


def _has_other_prefix(key: str, other_key: str) -> bool:
    """True for "overrated" and "underrated", "safe" and "unsafe"."""
    short, long = sorted((key, other_key), key=len)
    rest = short.removeprefix("over")
    is_reverse = len(rest) < len(short) and long == f"under{rest}"
    return len(rest) >= _LEAST_REST and (is_reverse or (long == f"un{short}" and short not in _SAME_WITH_PREFIX))
