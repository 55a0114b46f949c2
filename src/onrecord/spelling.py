"""Spelling variants: British and American spellings of a word have one key, so that a quotation may use either.

"Among" and "amongst" are two words, not two spellings. Each rule is for a kind of words. Its result need not be a word
("promize"): it only has to be the same for both spellings, and different for all other words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_PAIRS: Final = """
advisor=adviser advisors=advisers ageing=aging alright=allright aluminium=aluminum analogue=analog artefact=artifact
artefacts=artifacts axe=ax benefitted=benefited benefitting=benefiting burnt=burned catalogue=catalog
catalogues=catalogs cheque=check cheques=checks cosy=cozy
kerb=curb dialogue=dialog dialogues=dialogs doughnut=donut doughnuts=donuts draught=draft draughts=drafts
dreamt=dreamed enrol=enroll enrolment=enrollment focussed=focused fulfil=fulfill grey=gray instalment=installment
gaol=jail jewellery=jewelry judgement=judgment judgements=judgments leapt=leaped learnt=learned license=licence
licenses=licences manoeuvre=maneuver manoeuvres=maneuvers mould=mold moustache=mustache okay=ok pyjamas=pajamas
plough=plow practise=practice practises=practices programme=program programmes=programs sceptic=skeptic
sceptical=skeptical scepticism=skepticism sceptics=skeptics skilful=skillful spelt=spelled spilt=spilled
spoilt=spoiled sulphur=sulfur tyre=tire tyres=tires versus=vs whisky=whiskey yoghurt=yogurt
"""
_VARIANTS: Final = dict(pair.split("=") for pair in _PAIRS.split())
"""The American spelling of each British one."""
# "colour", "neighbours", "favourite": the stems before "our". They are written out, since "four" and "tour" have none.
_OUR = re.compile(
    r"\A((?:un|dis|mis)?(?:col|fav|hon|hum|lab|neighb|rum|harb|vap|flav|behavi|endeav|arm|od|cand|clam|glam|rig|sav|splend"
    r"|val|vig|parl|ferv|demean|ranc|tum|enam|savi))our"
)
# "centre", "theatres", "metres".
_RE = re.compile(r"(cent|theat|[mt]et|lit|fib|calib|lust|meag|somb|spect|sab|och|mit|goit)re(s|d)?\Z")
# "realise", "organisation", "analysed"; three letters before it keep "wise" and "prise" apart from "size" and "prize".
_ISE = re.compile(r"(?<=\w{3})(?:is(e|es|ed|ing|ation|ations|er|ers)|ys(e|ed|es|ing|er))\Z")
# "travelled", "cancelling", "counsellor"; three letters before it leave "called" and "filled" alone.
_LL = re.compile(r"(?<=\w{2}[aeiou])ll(ed|ing|er|ers|or|ors)\Z")
# "defence", "offence", "pretence".
_ENCE = re.compile(r"\A(def|off|pret)ence(s|less)?\Z")
_AE = re.compile(
    r"(?:(?<=\Ap)ae(?=diatric)|(?<=an)ae(?=mi)|(?<=h)ae(?=mo)|(?<=op)ae(?=d)|(?<=leuk)ae(?=mi)|(?<=arch)ae(?=olog)"
    r"|(?<=\A)ae(?=sthet)|(?<=\Af)oe(?=t)|(?<=\A)oe(?=strogen)|(?<=di)arrhoe(?=a))"
)


@lru_cache(maxsize=65_536)
def spelling_key(word: str) -> str:
    """Return the form of ``word``, folded, that all its spellings share: "colour" and "color" give "color"."""
    if word in _VARIANTS:
        return _VARIANTS[word]
    key = _OUR.sub(r"\1or", word)
    key = _RE.sub(r"\1er\2", key)
    key = _ISE.sub(lambda match: f"iz{match[1]}" if match[1] else f"yz{match[2]}", key)
    key = _LL.sub(r"l\1", key)
    key = _ENCE.sub(r"\1ense\2", key)
    return _AE.sub("e", key)
