"""Coreference of names: cluster the mentions of a page by the person or organisation that they name.

Full names join a cluster with a compatible name; single names ("Tarn") the one that fits best, or none if two do.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from onrecord.people import lexicon
from onrecord.people.coreference.blocking import NameIndex, OrganisationIndex
from onrecord.people.coreference.clusters import Cluster, Entities
from onrecord.people.lexicon import AND, KIN, PRONOUN_GENDER, Gender, fold, given_names, surnames, word_list, word_set
from onrecord.people.names.mentions import Mention
from onrecord.people.names.organisation_names import differs, initials
from onrecord.people.names.personal_names import Name, gender_of_title, nickname_parts, parse
from onrecord.people.names.titles import ages_at, gender_at, gender_of_role, titles_before
from onrecord.people.view import View
from onrecord.types import Span

MIN_MARGIN = 0.25
"""Minimum lead of the best cluster for a single name: "Tarn", after "Orla Tarn and Una Tarn", is neither of them."""
_FAMILY = lexicon.TOGETHER | lexicon.RELATIVES | {"family"}
_FAMILIES = (lexicon.RELATIVES | lexicon.CHILDREN | {"couple", "grandchildren", "grandkids", "newlyweds"}) - {"exes"}
# "Zuzka (a.k.a. |Orla Tarn|)", "Orla Tarn, better known as |Zuzka|", "Zuzka, whose real name is |Orla Tarn|".
_ALSO_KNOWN_AS = re.compile(
    r",? \(?(?:a\.?k\.?a\.? |(?:(?:also|better|best|otherwise) )?known as |whose real name is |real name:? )(?:the )?",
    re.IGNORECASE,
)
_PEERS = frozenset({"lord", "lady", "baroness"})
_AT_BIRTH = frozenset({"born", "nee"})
_GIVEN_OR_FAMILY = word_set("dong jin jung li lin lu song su wei xi yang yu")
"""Given names that are family names too, which stand first in Chinese and Korean names."""
_FEMALE_WORDS = word_list("female_words")
_MALE_WORDS = word_set("baron dallas duke earl houston israel king lord prince viscount")
_GENDER_OF_WORD: dict[str, Gender] = {**dict.fromkeys(_FEMALE_WORDS, "female"), **dict.fromkeys(_MALE_WORDS, "male")}
"""The gender of titles, and of given names that are also common words or places, which are no evidence of a name."""
_SPOUSES = {("his", "wife"): ("male", "mrs"), ("her", "husband"): ("female", "mr")}
"""The gender of the owner, and the title with the owner's surname, of "his wife" and "her husband"."""
_DATELINE_END = re.compile(r"\)\s?[—–-]")
_MAX_FORMS = 20
"""Most forms of an organisation's name that a new one is compared with."""
_MAX_BEARERS = 50
"""Most clusters that are scored for a single name: the last mentioned of those that share it."""
_MAX_TO_RELATIVE = 6
"""Most words from a name to "son" or "sister" and the name of the relative."""


def gather(view: View, mentions: Sequence[Mention]) -> Entities:
    """Cluster ``mentions``, in the order of the text, by name and by what the page says about each."""
    entities = Entities()
    parsed = _share_surnames(view, [(mention, parse(mention.text)) for mention in mentions if mention.sort == "person"])
    # Full names first, so that the single names have clusters to choose from, and genders to agree with.
    index = NameIndex()
    for mention, name in sorted(parsed, key=lambda row: row[1].given in _PEERS):
        if name.full and not nickname_parts(mention.text):
            bearer = _find_bearer_of_birth_name(view, mention, name, index) or _find_peer(view, mention, name, index)
            cluster = bearer or index.find(name) or entities.new_cluster("person")
            index.add(name, cluster)
            cluster.names.add(name)
            plain = _is_plain(view, mention) and bearer is None
            entities.add_mention(cluster, mention.span, mention.text, plain=plain)
            cluster.note_roles_and_ages(view, mention.span)
    for cluster in entities.clusters:
        cluster.gender = _infer_gender(view, cluster) or _gender_of_relative(view, cluster)
    _SingleNames(view, entities, index).add_all(parsed)
    for (first, _), (second, _) in pairwise(parsed):
        if _ALSO_KNOWN_AS.fullmatch(view.text, first.span[1], second.span[0]):
            entities.merge(first.span, second.span)
    for cluster in entities.clusters:
        cluster.gender = cluster.gender or _gender_of_relative(view, cluster)
    _gather_organisations(view, entities, mentions)
    for cluster in entities.persons:
        cluster.sort_roles()
    return entities


def _find_bearer_of_birth_name(view: View, mention: Mention, name: Name, index: NameIndex) -> Cluster | None:
    """The person whose name at birth is at ``mention``: "Orla Quill, who was born Orla Tarn", "Orla Quill (née Orla
    Tarn)". It has the same given name, and nobody else on the page so far has that."""
    first = view.index(mention.span[0])
    if not first or view.words[first - 1].folded not in _AT_BIRTH:
        return None
    bearers = [c for c in index.bearers(name.given, limit=_MAX_BEARERS) if index.is_given_name(name.given, c)]
    return bearers[0] if len(bearers) == 1 else None


def _find_peer(view: View, mention: Mention, name: Name, index: NameIndex) -> Cluster | None:
    """The person whom ``name`` at ``mention``, "Lord Tarn", stands for: Piet Tarn, if nobody else on the page has the
    surname and no sentence speaks of relatives, "Lord Tarn met his son, Piet Tarn"."""
    gender = lexicon.HONORIFICS.get(name.given) if name.given in _PEERS else None
    bearers = index.bearers(name.surname, limit=_MAX_BEARERS) if gender else []
    bearers = [cluster for cluster in bearers if index.is_surname(name.surname, cluster)]
    if len(bearers) != 1 or gender != _infer_gender(view, bearers[0]):
        return None
    sentences = [view.sentence_of(view.index(start)) for start, _ in (mention.span, bearers[0].mentions[0])]
    return bearers[0] if all((KIN - _PEERS).isdisjoint(view.form(sentence)) for sentence in sentences) else None


def _gather_organisations(view: View, entities: Entities, mentions: Sequence[Mention]) -> None:
    organisations = OrganisationIndex()
    previous: Mention | None = None
    for mention in mentions:
        if mention.sort == "organisation":
            organisation = organisations.find(mention.text)
            forms = organisation.forms if organisation else ()
            if mention.text not in forms and differs(mention.text, islice(forms, _MAX_FORMS)):
                organisation = None
            if previous and _is_acronym_of(view, mention, previous):
                organisation = entities.by_span[previous.span]
            cluster = organisation or entities.new_cluster("organisation")
            entities.add_mention(cluster, mention.span, mention.text, plain=True)
            cluster.probabilities.append(mention.probability)
            organisations.add(mention.text, cluster)
            previous = mention


def _share_surnames(view: View, parsed: list[tuple[Mention, Name]]) -> list[tuple[Mention, Name]]:
    """``parsed`` with a full name for the first of two who share a surname: "Ivo and Una Tarn", "her children, Ivo and
    Una Tarn". It must be a new given name: in "Jane, Piet and Una Tarn" it may be that of a third family."""
    used = {part for _, name in parsed if name.full for part in name.parts}
    family_blocks = {word.block for word in view.words if word.folded in _FAMILY}
    shared = []
    for (mention, name), (next_mention, next_name) in pairwise([*parsed, *parsed[-1:]]):
        noun = view.index(mention.span[0]) - 1
        in_list = view.folded(noun) == ","
        is_announced = view.folded(noun - in_list) in _FAMILIES
        is_joined = view.text[mention.span[1] : next_mention.span[0]].strip() in AND
        is_pair = is_joined and (is_announced or not in_list) and len(next_name.parts) == 2
        # "Peter and Una Tarn wed": in another sentence "Peter" may be a surname.
        is_family = not lexicon.TOGETHER.isdisjoint(view.form(view.following(noun + 1, 2 * _MAX_TO_RELATIVE)))
        is_given = is_announced or (name.given in given_names() and (is_family or name.given not in surnames()))
        if is_pair and is_given and not name.full and name.given not in used:
            # "Alice and Una Tarn sang": two women may be a singer with one name and another, unless they are relatives.
            is_kin = view.word_at(mention.span[0]).block in family_blocks or f"{next_name.surname}s" in view.counts
            genders = {given_names().get(name.given), given_names().get(next_name.given)}
            if is_announced or is_kin or genders not in ({"male"}, {"female"}):
                mention = replace(mention, text=" ".join([mention.text, *next_mention.text.split()[1:]]))
                name = parse(mention.text)
        used.add(name.given)
        shared.append((mention, name))
    return shared


def _is_acronym_of(view: View, mention: Mention, name: Mention) -> bool:
    """True if ``mention`` is an acronym in parentheses behind ``name``, perhaps of its name in another language: "Quay
    Research Institute (KVO)". "ELMOUTH (NPA) — The ferry" is a place with its agency."""
    opens_block = name.span[0] == view.block_at(name.span).span[0]
    if opens_block and _DATELINE_END.match(view.text, mention.span[1]):
        return False
    is_acronym = mention.text.isupper() or fold(mention.text) in initials(name.text)
    return is_acronym and view.text[name.span[1] : mention.span[0]].strip() == "("


def _is_plain(view: View, mention: Mention) -> bool:
    """True if ``mention`` is in running text, where capitals are evidence of a name."""
    return not view.block_at(mention.span).headline_style


def _infer_gender(view: View, cluster: Cluster) -> Gender | None:
    """The gender that most titles and roles of the cluster imply; if there are none, that of its given names."""
    votes = Counter(gender for span in cluster.mentions if (gender := gender_at(view, span)))
    if votes:
        return votes.most_common(1)[0][0]
    # "Jr." and "Sr." imply a man, "Kaur" a woman.
    if any(name.suffix or name.surname == "kaur" for name in cluster.names):
        return "male" if any(name.suffix for name in cluster.names) else "female"
    known_given_names = given_names()
    # "Lin" in "Lin Jian" is the surname.
    names = (name for name in cluster.names if name.given not in _GIVEN_OR_FAMILY or name.surname in surnames())
    # "Mac Tarn", the surname of Sorcha Mac Tarn, has no given name.
    family_names = {name.surname for name in cluster.names}
    first_names = [name.given.split("-")[0] for name in names if " ".join(name.parts) not in family_names]
    genders = {gender for word in first_names if (gender := known_given_names.get(word, _GENDER_OF_WORD.get(word)))}
    return genders.pop() if len(genders) == 1 else None


def _gender_of_relative(view: View, cluster: Cluster) -> Gender | None:
    """The gender of the nouns for relatives before the name: "her son Korvin", "his wife, Orla Tarn, waved"."""
    genders: set[Gender] = set()
    for start, end in cluster.mentions:
        index = view.index(start)
        is_apposed = view.text[end : end + 1] == "," and index > 1 and view.words[index - 1].text == ","
        word = view.words[index - 1 - is_apposed].folded if index else ""
        if word in KIN and (gender := gender_of_role(word)):
            genders.add(gender)
    return genders.pop() if len(genders) == 1 else None


@dataclass(slots=True)
class _Focus:
    """The state of a cluster while the single names are read in the order of the text."""

    last: Span | None = None
    """Its last mention so far."""
    in_headline: bool = False
    named_in_full: bool = False


class _SingleNames:
    """Adds the mentions of a single word ("Tarn") to the clusters that they most likely name."""

    def __init__(self, view: View, entities: Entities, index: NameIndex) -> None:
        self.view, self.entities, self.index = view, entities, index
        self.focus: dict[int, _Focus] = {}
        """The state of each cluster, by its number."""
        self.full_starts = sorted(start for start, _ in entities.by_span)
        self.titled: dict[tuple[str, str], Cluster] = {}
        """The last bearer of each name with a title, both folded."""
        self.spouses: dict[tuple[str, str], Cluster] = {}
        """Husbands and wives with a given name only, by the surname of the other and the title: "mr", "mrs"."""
        self.last_of: dict[str | None, Cluster] = {}
        """The last person of each gender."""
        self.last_start = -1
        """Start of the last single name that was added."""
        for span, cluster in entities.by_span.items():
            self._note_name(cluster, span)

    def add_all(self, parsed: Iterable[tuple[Mention, Name]]) -> None:
        """Add the single names among ``parsed``."""
        for mention, name in parsed:
            if mention.span not in self.entities.by_span:
                self._add(mention, name)
            cluster = self.entities.by_span.get(mention.span)
            if cluster is not None:
                focus = self.focus[cluster.number]
                focus.last = mention.span
                # A surname with its particle, "van Moll", counts as a full name here.
                focus.named_in_full |= " " in mention.text
                self.index.note_mention(name, cluster)
                self.last_of[cluster.gender] = cluster

    def _note_name(self, cluster: Cluster, span: Span) -> None:
        focus = self.focus.setdefault(cluster.number, _Focus())
        focus.in_headline |= self.view.block_at(span).role == "headline"

    def _add(self, mention: Mention, name: Name) -> None:
        word = name.parts[0]
        title = self.view.form(titles_before(self.view, self.view.index(mention.span[0])))
        gender = gender_of_title(title)
        candidates = self._bearers(mention, word)
        # Gender agreement: "Mr. Tarn" is not Orla Tarn, whom the page calls an actress.
        candidates = [c for c in candidates if c.may_be(gender)]
        # "Tarn Sr." is Martin Tarn Sr.
        candidates = [c for c in candidates if name.suffix and name.suffix in {n.suffix for n in c.names}] or candidates
        scores = sorted(((self._score(c, mention, word, title), n) for n, c in enumerate(candidates)), reverse=True)
        if len(scores) > 1 and scores[0][0] - scores[1][0] < MIN_MARGIN:
            self.entities.ambiguous[mention.span] = [candidates[n] for _, n in scores[:2]]
            return
        spouse = self.spouses.get((word, title[-1])) if title and not scores else None
        if spouse:
            mention = replace(mention, text=f"{max(spouse.forms, key=len)} {mention.text}")
        cluster = spouse or (candidates[scores[0][1]] if scores else self.entities.new_cluster("person"))
        self._note_spouse(mention, cluster)
        if title:
            self.titled[word, title[-1]] = cluster
        self.index.add(name, cluster)
        cluster.names.add(name)
        self.entities.add_mention(cluster, mention.span, mention.text, plain=_is_plain(self.view, mention))
        cluster.note_roles_and_ages(self.view, mention.span)
        self._note_name(cluster, mention.span)
        self.last_start = mention.span[0]
        # A new cluster of a single word takes the gender of its title or, if it is a given name, of that name.
        cluster.gender = cluster.gender or gender or (None if scores else given_names().get(word))

    def _note_spouse(self, mention: Mention, cluster: Cluster) -> None:
        """Note that ``cluster`` may be called Mrs Tarn where ``mention`` is "Una" in "Piet Tarn swam with his wife
        Una", or Mr Tarn for "her husband Ivo"."""
        index = self.view.index(mention.span[0])
        noun = index - 1 - (self.view.folded(index - 1) == ",")
        owner_gender, title = _SPOUSES.get((self.view.folded(noun - 1), self.view.folded(noun)), (None, ""))
        owner = self.last_of.get(owner_gender)
        for name in owner.names if owner and not any(" " in form for form in cluster.forms) else ():
            self.spouses[name.surname, title] = cluster

    def _bearers(self, mention: Mention, word: str) -> list[Cluster]:
        """The clusters with a name that ``word`` of ``mention`` may stand for."""
        bearers = self.index.bearers(word, limit=_MAX_BEARERS)
        bearers = bearers or self.index.shortened(word, nickname_parts(mention.text))
        # "Tarneli", after "Una Tarnelli"; of two such people it may be neither.
        similar = [] if bearers or word in given_names() else self.index.bearers_of_similar(word)
        bearers = bearers or (similar if len(similar) == 1 else [])
        # With an age the page introduces somebody: "their sons Jack, 10, and Ivo, 8" are not Johnny and Piet Ivo Quill.
        if ages_at(self.view, mention.span):
            return [c for c in bearers if any(word in (n.given, n.surname, n.nickname) for n in c.names)]
        return bearers

    def _score(self, cluster: Cluster, mention: Mention, word: str, title: Sequence[str]) -> float:
        """Points for ``cluster`` as the bearer of a single name. The weights were set by hand: frequency and recency
        decide most cases, the later cues between two people who are equally in focus."""
        view, index = self.view, self.view.index(mention.span[0])
        name_word, focus = view.words[index], self.focus[cluster.number]
        # Frequency, damped. A cluster that is first named further down is an unlikely bearer.
        score = 0.6 * math.log1p(len(cluster.mentions)) + (0.5 if focus.last else -1.0)
        # The usual order of the press: the full name first, then the surname.
        score += 0.5 * focus.named_in_full
        if focus.last:
            # Recency: in the same paragraph, in the same sentence, and fading with each paragraph between.
            nearest = view.word_at(focus.last[0])
            score += 0.6 * (nearest.block == name_word.block) + 0.4 * (nearest.sentence == name_word.sentence)
            score += 0.4 / (1 + name_word.block - nearest.block)
        # The page is usually about the people in its headline.
        score += 0.4 * focus.in_headline
        # A given name identifies a person better than a surname that a family shares: "Piet" is Piet Tarn.
        if self.index.is_given_name(word, cluster):
            score += 0.3
        # A middle name is no surname: on a page about Orla Tarn, "Tarn" is not her son, Dex Tarn Brandvold.
        if not (self.index.is_given_name(word, cluster) or self.index.is_surname(word, cluster)):
            score -= 1.0
        # "Tarn of her son, TJ" and "Tarn’s sister Una" are not TJ and Una Tarn.
        after = range(index + 1, min(index + _MAX_TO_RELATIVE, len(view.words) - 2))
        relatives = (word.folded for n in after if view.folded(n) in KIN for word in view.words[n + 1 : n + 3])
        score -= 3.0 * any(relative in cluster.words for relative in relatives)
        # The title agrees with a role: "Gov. Tarn" is the Tarn whom the page calls "Ohio Gov. Orla Tarn".
        if title:
            score += 1.0 * any(word in cluster.role_spans for word in title)
            # One member of a family is "Mr. Tarn" throughout.
            score += 1.0 * (self.titled.get((word, title[-1])) is cluster)
        return score + self._score_pronoun_agreement(cluster, index)

    def _score_pronoun_agreement(self, cluster: Cluster, index: int) -> float:
        """Points for agreement with the next pronoun of the sentence, "On Monday Tarn broke his leg"; 0 if the pronoun
        may refer to another mention in the sentence."""
        words, sentence = self.view.words, self.view.sentence_of(index)
        pronouns = self.view.pronouns[words[index].quoted]
        rank = bisect_right(pronouns, index)
        if cluster.gender is None or rank == len(pronouns) or pronouns[rank] >= sentence.stop:
            return 0.0
        pronoun, begins = words[pronouns[rank]], words[sentence.start].start
        rival = bisect_left(self.full_starts, begins)
        if self.last_start >= begins or (rival < len(self.full_starts) and self.full_starts[rival] < pronoun.start):
            return 0.0
        return 0.5 if cluster.gender == PRONOUN_GENDER[pronoun.folded] else -0.5
