"""Organisations that the words of statements name."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Iterable

from onrecord.people.coreference.clusters import Cluster, Entities
from onrecord.people.lexicon import EVENTS, ORGANISATION, fold, word_set
from onrecord.people.places import PEOPLES, PLACES
from onrecord.people.view import View

_GENERIC_ACRONYMS = word_set("tv inc corp ltd llc co pac ai aids ceo covid dna dvd gdp hiv id mp mps pm")
# Acronyms of broadcasters and other organisations ("BBC") name an entity; "TV" and legal forms do not.
_KNOWN_ACRONYMS = ORGANISATION - _GENERIC_ACRONYMS
_MIN_MENTIONS = 3
"""Number of mentions that make any other acronym one. On training pages of outlets ``about`` is .687 without these,
.691 from 3 mentions on and .689 from 2 on."""


def has_own_name(cluster: Cluster, speakers: Collection[int]) -> bool:
    """True if ``cluster`` is more than a place, an event or a generic acronym such as "TV".

    ``speakers`` has the ids of the clusters that speak.
    """
    words = [fold(word) for form in cluster.forms for word in form.split()]
    if all(word in PLACES or word in PEOPLES for word in words):
        # "Iceland said": the state and not the place.
        return id(cluster) in speakers
    if any(fold(form.split()[-1]) in EVENTS for form in cluster.forms):
        return False
    if any(not form.replace(".", "").isupper() or fold(form) in _KNOWN_ACRONYMS for form in cluster.forms):
        return True
    # An acronym counts if it speaks on the page, "PWU said", or if the page repeats it.
    is_generic = any(fold(form) in _GENERIC_ACRONYMS for form in cluster.forms)
    is_repeated = sum(cluster.forms.values()) >= _MIN_MENTIONS
    return id(cluster) in speakers or (is_repeated and not is_generic)


def add_repeated(view: View, entities: Entities, indices: Iterable[int]) -> None:
    """Add mentions of known organisations where their names recur among the words ``indices``."""
    words = view.words
    covered = {index for span in entities.by_span for index in view.inside(span)}
    forms: dict[tuple[str, ...], Cluster] = {}
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    """Lengths in words of the forms that begin with each word."""
    for cluster in entities.clusters:
        if cluster.sort == "organisation":
            for span in cluster.mentions:
                form = tuple(words[index].text for index in view.inside(span))
                forms[form] = cluster
                lengths[form[0]].add(len(form))
    for index in indices:
        if words[index].text not in lengths or not words[index].capital or index in covered:
            continue
        for length in sorted(lengths[words[index].text], reverse=True):
            run = words[index : index + length]
            cluster_of_form = forms.get(tuple(word.text for word in run))
            if cluster_of_form:
                span = run[0].start, run[-1].end
                entities.by_span[span] = cluster_of_form
                insort(cluster_of_form.mentions, span)
                break
