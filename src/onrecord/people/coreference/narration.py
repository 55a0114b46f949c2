"""The first pass over a page: resolve names, pronouns and descriptions in reading order, by salience and the model's
scores."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile

from onrecord.people.coreference.antecedents import MIN_LOG_PROBABILITY, MODEL_WEIGHT, Antecedents
from onrecord.people.coreference.bodies import MAX_ORGANISATIONS, Bodies
from onrecord.people.coreference.clusters import Cluster, Entities, role_forms
from onrecord.people.coreference.references import Reference, age_at, description_at, is_of_other_age
from onrecord.people.coreference.salience import Points, Salience, is_role_noun, lead_of, sort_by_points
from onrecord.people.coreference.speaker import Speaker
from onrecord.people.lexicon import ACCUSED, INDEFINITE, OFFICES, PARTIES, PRONOUN_GENDER, Gender, word_list, word_set
from onrecord.people.names.evidence import SPEECH
from onrecord.people.names.mentions import Sort
from onrecord.people.names.titles import gender_of_role
from onrecord.people.view import CLOSING_QUOTES, View
from onrecord.types import Span, Spans, SpeakerBasis, Stated

MIN_MARGIN = 0.1
"""Minimum lead of the best candidate: after "With Orla Tarn came Una Quill", “she said” is neither of them."""
SHARED_MARGIN = 6 * MIN_MARGIN
"""The same between two people of one name or one role, since a wrong one attributes words to a real person."""
CLEAR_LEAD = MODEL_WEIGHT * -MIN_LOG_PROBABILITY + MIN_MARGIN
"""A lead in salience that the model cannot overturn with its lowest log-probability, so that it is not asked."""
MIN_SCORE = -0.6
"""Minimum score for a description, or for a pronoun that is resolved however close the second candidate is. With a
lower one nobody suitable was in focus for paragraphs: "the actress" is probably not named on the page."""
MIN_PROBABILITY = 0.8
"""Minimum probability for a source that no rule resolves. On held-out articles 13 of 30 people whom the rules describe
are named, and none of 228 unnamed sources; at 0.5, 17 and 4."""
MIN_PROBABILITY_UNSOURCED = 0.6
"""The same for a statement without a source, which somebody must have made. Of 30 people, 14 are right at any value
from 0.5 to 0.8; without the model 11 are."""

_ROLE_POINTS = 1.2
"""Points of a candidate for "the director" whom the page calls a director."""

_CHARGES = word_list("charges")
_PREPOSITIONS = word_list("prepositions")
_FIRST_WORDS = PRONOUN_GENDER.keys() | {"the"}
_MAX_SENTENCE = 100
"""Most words of a sentence that is searched for people it introduces: a bound on the cost of an endless sentence."""
_HAVING = word_set("have has had share shares shared raise raises raised raising")
_OFFSPRING = word_set("daughter son child children daughters sons baby")
"""Nouns before the name of a child that a sentence says its subject has: "They have a daughter, Una"."""
_BEFORE_OWN_ROLES = word_list("before_own_roles")
"""Words between a name and "the minister" that let the two be one person: "Tarn was the minister"."""
_DETERMINERS = PRONOUN_GENDER.keys() | INDEFINITE | {"the", "'s"}
_MAX_WORDS_SINCE_ROLE = 60
"""Most words between "a teacher" and "the teacher" who is the same person."""
_MAX_APPOSED = 6
"""Most words between a possessive and the name in apposition: "his long-time friend and agent, Orla Tarn"."""
_MAX_NAMES_READ, _MAX_WORDS_TO_CHARGE = 5, 8
_MAX_WORDS_OF_LIST = 8
"""Most words between "the pilots" and the last of the names that follow."""
_JOINING = word_set("and & , both")
_FORMER = word_set("former ex outgoing ousted retired then")
"""Words before a role of somebody who has left it."""
_NEW = word_set("new incoming current acting")
"""Words before a role of somebody who has taken it over."""

_HELD = OFFICES | {"governor", "pope", "president", "senator"}
"""Offices whose bare name means somebody to whom the page gives them, if it gives them to anybody."""


@dataclass(slots=True)
class Narration:
    """The state of the first pass at a point of the page."""

    view: View
    entities: Entities
    antecedents: Antecedents | None = None
    """The model's antecedent scores; null without a model."""
    salience: Salience = field(init=False)
    names: dict[int, Span] = field(default_factory=dict)
    """The mention that each word of a name belongs to, by index of the word."""
    undecided: dict[Span, list[Cluster]] = field(default_factory=dict)
    """Pronouns and descriptions with two candidates that score alike."""
    leads: dict[Span, float] = field(default_factory=dict)
    """The points by which the antecedent of each pronoun leads the second candidate."""
    warnings: list[str] = field(default_factory=list)
    bodies: Bodies = field(init=False)
    role_words: set[str] = field(init=False)
    """The words, folded, of the roles that the page gives to anybody."""
    held_offices: set[str] = field(init=False)
    """The offices that the page gives to somebody: "the president" is not Quill on a page about President Tarn."""

    def __post_init__(self) -> None:
        self.salience = Salience(self.view, self.entities)
        self.bodies = Bodies(self.view, self.entities, self.salience, self.antecedents)
        self.role_words = {word for person in self.entities.persons for word in person.role_spans}
        self.held_offices = {office for office in _HELD if not self.role_words.isdisjoint(role_forms(office))}
        for span in [*self.entities.by_span, *self.entities.ambiguous]:
            self.names.update(dict.fromkeys(self.view.inside(span), span))

    def mention_starts(self) -> list[int]:
        """Indices of the words that a name, a pronoun or a description may begin with."""
        anaphors = (n for n, word in enumerate(self.view.words) if word.folded in _FIRST_WORDS)
        return sorted({*self.names, *anaphors})

    def resolve_at(self, index: int) -> None:
        """Resolve the name, pronoun or description that begins with word ``index``, if any, and update salience."""
        word = self.view.words[index]
        if index in self.names:
            span = self.names[index]
            if word.start == span[0] and (cluster := self.resolve_name(span)):
                self.salience.note_mention(cluster, span)
                self.bodies.note_group(cluster, self.view.index(span[1]))
        elif word.folded in PRONOUN_GENDER and not word.quoted:
            self.resolve_pronoun(word.span, decide=True, barred=self.apposed_relative(index))
        elif not word.quoted and (description := description_at(self.view, index)):
            self.resolve_description(description, standing=True, barred=self._subject_before(index))

    def _subject_before(self, index: int) -> Collection[int]:
        """The id of the person who is not meant by "the minister" at word ``index``: "Tarn met the minister", "Tarn and
        the minister", but not "Tarn is the minister"."""
        before = next((n for n in range(index - 2, max(index - 4, -1), -1) if n in self.names), None)
        between = self.view.form(range(before + 1, index)) if before is not None else ()
        is_clause = all(word.isalpha() and word not in _BEFORE_OWN_ROLES for word in between)
        cluster = self.entities.by_span.get(self.names[before]) if before is not None and is_clause else None
        return (id(cluster),) if cluster else ()

    def is_of_another(self, description: Reference) -> bool:
        """True if the page has just spoken of somebody without a name by the head of ``description``: "Tarn met a
        teacher. “It is late,” the teacher said". A suspect is often named only after the arrest."""
        is_held = not self.role_words.isdisjoint(role_forms(description.head))
        if is_held or description.head in ACCUSED:
            return False
        words, last = self.view.words, self.view.index(description.span[0])
        for index in range(last - 1, max(last - _MAX_WORDS_SINCE_ROLE, -1), -1):
            word = words[index]
            if word.folded != description.head or word.quoted or index in self.names or not word.text[0].islower():
                continue
            begin = next((n for n in range(index - 1, max(index - 5, -1), -1) if words[n].folded in _DETERMINERS), None)
            after = index + 1 + (self.view.folded(index + 1) == ",")
            if begin is None or after in self.names or self.view.folded(begin - 1) in _BEFORE_OWN_ROLES:
                return False
            return (words[begin].start, word.end) not in self.entities.by_span
        return False

    def apposed_relative(self, index: int) -> Collection[int]:
        """The id of the person named in the noun phrase that "his" or "her" at word ``index`` opens, who is not its
        owner: Tarn in "His agent, Orla Tarn, wept", "his wife Orla Tarn"."""
        words = self.view.words
        phrase = range(index + 1, min(index + _MAX_APPOSED, len(words)))
        ends = (n for n in phrase if n in self.names or not (words[n].text[0].isalnum() or words[n].text == ","))
        name = next(ends, -1)
        cluster = self.entities.by_span.get(self.names[name]) if name in self.names else None
        last = name - 1 - (self.view.folded(name - 1) == ",")
        return (id(cluster),) if cluster and last > index and is_role_noun(words[last]) else ()

    def resolve_name(self, span: Span) -> Cluster | None:
        """The cluster of the name at ``span``; of two, the more salient one if its lead is large."""
        if span in self.entities.by_span:
            return self.entities.by_span[span]
        ranked = self.salience.rank(self.entities.ambiguous[span], self.view.index(span[0]), gender=None)
        if lead_of(ranked) < SHARED_MARGIN:
            return None
        cluster = ranked[0][1]
        self.entities.add_mention(cluster, span, self.view.phrase(span), plain=False)
        cluster.note_roles_and_ages(self.view, span)
        return cluster

    def resolve_pronoun(self, span: Span, *, decide: bool = False, barred: Collection[int] = ()) -> Cluster | None:
        """The antecedent of the third-person pronoun at ``span``. With ``decide`` the best candidate is taken even if
        the second is close. ``barred`` holds ids of clusters that cannot be meant."""
        if span in self.entities.by_span:
            return self.entities.by_span[span]
        gender = self.view.gender_of_pronoun(span)
        ranked = self.rank_antecedents(span, gender=gender, barred=barred)
        ranked = [(points, cluster) for points, cluster in ranked if self._is_within_reach(cluster, span)]
        if not ranked or (ranked[0][0] < MIN_SCORE and decide):
            return None
        self.leads[span] = lead_of(ranked)
        is_joined = self._are_joined(*(cluster for _, cluster in ranked[:2]))
        if is_joined or (self.leads[span] < MIN_MARGIN and not decide):
            if not decide:
                self.warn_ambiguous(span, [cluster for _, cluster in ranked[:2]])
            return None
        cluster = ranked[0][1]
        self._link(cluster, span)
        cluster.note_pronoun(gender, self.view.word_at(span[0]).sentence)
        return cluster

    def _are_joined(self, *people: Cluster) -> bool:
        """True for two people of one gender whom the narration has last named together: after "Orla Tarn and the pilot
        Una Quill rowed", “she said” is neither of them."""
        last = [self.salience.mentioned.get(id(person), {}).get(False) for person in people]
        starts = [self.view.index(mention.word.start) for mention in last if mention]
        if len(starts) < 2 or people[0].gender != people[1].gender:
            return False
        before = self.view.just_before(max(starts), _MAX_APPOSED)
        link = max((n for n in before if self.view.folded(n) in {"and", "&"}), default=0)
        name = self.names.get(link - 1, (0, 0))
        # "Moved by people like Ivo Moll and Hugh Quill, he rowed".
        is_example = self.view.folded(self.view.index(name[0]) - 1) in _PREPOSITIONS | {"like"}
        return not is_example and self.entities.by_span.get(name) is people[starts.index(min(starts))]

    def sentence_before(self, offset: int) -> range:
        """Indices of the words of the sentence up to ``offset`` or, where that opens one, of the sentence before, even
        in the paragraph before. Empty where a headline or a quotation comes before."""
        index = self.view.index(offset)
        last = self.view.words[index - 1] if index else None
        if last is None or last.text in CLOSING_QUOTES or self.view.block_of(last).role != "body":
            return range(0)
        sentence = self.view.sentence_of(index - 1)
        before = range(sentence.start, min(index, sentence.stop))
        if len(before) > _MAX_SENTENCE:
            return range(0)
        # "Tarn wept. In a letter to the court, she said".
        is_adjunct = index < sentence.stop and self.view.words[sentence.start].folded in _PREPOSITIONS
        is_adjunct &= not any(n in self.names or self.view.words[n].folded in PRONOUN_GENDER for n in before)
        return self.sentence_before(self.view.words[sentence.start].start) if is_adjunct else before

    def find_introduced(self, span: Span, sentence: range, *, quoted: bool) -> Cluster | None:
        """The antecedent of "he" or "she" at ``span`` that ``sentence``, the one before, introduces: "Tarn’s sister Una
        was there. “I wept,” she said", "He met the pilot Piet Quill. “She wept,” he said".

        A person of unknown gender is meant only if the pronoun speaks in quotation marks (``quoted``), or as the
        subject of a sentence that names nobody else: "Her neighbour, Lan Quill, wept. She said it was late".
        """
        words = self.view.words
        gender = self.view.gender_of_pronoun(span)
        people = self.people_named(sentence)
        if not people or self._are_joined(*(person for _, person in people[-2:])):
            return None
        earlier = words[sentence.start].start
        new = [p for p in people if all(m[0] >= earlier or self.view.block_at(m).role != "body" for m in p[1].mentions)]
        # Quill in "The pilot Piet Quill said Tarn, whom the page has named before, was late".
        name, person = next((pair for pair in reversed(new) if self.salience.is_subject(pair[0])), people[-1])
        is_new = (name, person) in new
        is_whole = sentence == self.view.sentence_of(sentence.start)
        is_alone = all(other is person for _, other in people) and self.salience.is_subject(name)
        if not is_new or not is_whole or (person.gender != gender and (person.gender or not (quoted or is_alone))):
            return None
        has_rival = any(rival is not person and rival.may_be(gender) for _, rival in people)
        has_rival |= any(PRONOUN_GENDER.get(words[n].folded) == gender for n in sentence)
        return person if self.salience.is_subject(name) or (person.gender and not has_rival) else None

    def find_child_of_subject(self, span: Span, sentence: range) -> Cluster | None:
        """The child that ``sentence`` says its subject has, as an antecedent of "he" or "she" at ``span``: "They have a
        daughter, Una, seven"."""
        gender = self.view.gender_of_pronoun(span)
        people = self.people_named(sentence)
        if not people or any(not person.may_be(gender) for _, person in people[:-1]):
            return None
        name, child = people[-1]
        before = [self.view.folded(n) for n in sentence if self.view.words[n].start < name[0]]
        is_apposed = before[-1:] == [","] and not _OFFSPRING.isdisjoint(before[-2:])
        return child if is_apposed and not _HAVING.isdisjoint(before) else None

    def people_named(self, sentence: range) -> list[tuple[Span, Cluster]]:
        """The people whom the narrator names in ``sentence``, each with the name."""
        entities = self.entities_named(n for n in sentence if not self.view.words[n].quoted)
        return [(name, cluster) for name, cluster in entities.items() if cluster.sort == "person"]

    def entities_named(self, indices: Iterable[int]) -> dict[Span, Cluster]:
        """The entities that the words ``indices`` name, by name. Ambiguous names are left out."""
        names = dict.fromkeys(self.names[index] for index in indices if index in self.names)
        return {name: cluster for name in names if (cluster := self.entities.by_span.get(name))}

    def _is_within_reach(self, cluster: Cluster, span: Span) -> bool:
        """True if ``cluster`` has been mentioned or, for a cataphor at ``span``, is named later in the paragraph. A
        headline may speak of somebody whom the article names further down. "She" is not the author of the article."""
        block, named_in = self.view.block_at(span), map(self.view.block_at, cluster.mentions[:_MAX_NAMES_READ])
        if id(cluster) in self.salience.mentioned:
            return block.role != "body" or any(part.role != "furniture" for part in named_in)
        if block.role == "headline" and self.antecedents:
            return cluster.mentions[0][0] - span[1] <= self.antecedents.reach(span)
        return next(named_in) is block

    def resolve_description(
        self, description: Reference, *, standing: bool, barred: Collection[int] = ()
    ) -> Cluster | None:
        """The antecedent of a definite description: somebody with the role that is its head or, with ``standing`` (a
        role that the press uses for people already named, as in "the actress"), anybody in focus."""
        if description.span in self.entities.by_span:
            return self.entities.by_span[description.span]
        gender: Gender | None = gender_of_role(description.head)
        parties = {PARTIES[word] for word in (*description.words, description.head) if word in PARTIES}
        is_held = description.head in self.held_offices and "former" not in description.words
        age = age_at(self.view, description.span)
        people = self.salience.people_in_focus(self.view.index(description.span[0]), gender=gender)
        agreeing = (person for person in people if person.may_be(gender) and id(person) not in barred)
        holders = {id(person): person for person in agreeing if self._holds_role(person, description.head)}
        fits = {key: self._fit(holders[key], description) for key in holders if key in self.salience.mentioned}
        unfit = {key for key, value in fits.items() if value < max(fits.values())}

        def bonus(cluster: Cluster) -> float | None:
            # "The 67-year-old" is somebody of that age, as "the pilot" is a pilot.
            has_head = id(cluster) in holders or age in cluster.ages_in_years
            own_parties = {party for word, party in PARTIES.items() if parties and cluster.count_role_words([word])}
            # "The Democratic nominee" is not the Republican one.
            is_other_party = bool(parties and own_parties) and parties.isdisjoint(own_parties)
            # "The defendant" is not the judge.
            is_accused = description.head not in ACCUSED or has_head or self._is_charged(cluster)
            # "The energy secretary" is not Orla Tarn, whom the page calls the harbour director.
            is_other = not has_head and description.head in OFFICES and cluster.has_other_role(description.head)
            is_other |= is_held and not has_head
            ranks = {"prime", "vice", "deputy", "shadow"}.intersection(description.words)
            is_other |= cluster.count_role_words([*ranks]) < len(ranks)
            # "The minister" is not the prime minister.
            is_other |= description.head == "minister" and cluster.count_role_words(["prime"]) > ("prime" in ranks)
            is_other |= id(cluster) in unfit or is_other_party or is_of_other_age(cluster, age)
            if not (has_head or standing) or is_other or not is_accused:
                return None
            # The head counts most, and further matching words of the role help (0.6 each, at most two).
            modifiers = cluster.count_role_words(description.words) or len(parties & own_parties)
            # "The judge" is Judge Tarn, who spoke last, even when others have been named since.
            is_last = bool(has_head) and cluster is self.salience.last_speaker
            return _ROLE_POINTS * bool(has_head) + 0.6 * min(modifiers, 2) + 0.5 * is_last

        scored = self.rank_antecedents(description.span, gender=gender, barred=barred, bonus=bonus)
        scored = [pair for pair in scored if self._is_within_reach(pair[1], description.span)]
        # "The novelist" is not the painter Orla Tarn, where the page has a novelist.
        is_held = any(points > MIN_SCORE and id(cluster) in holders for points, cluster in scored)
        scored = [pair for pair in scored if not is_held or id(pair[1]) in holders or not pair[1].roles]
        if not scored or scored[0][0] < MIN_SCORE:
            return None
        # After "Senator Orla Tarn met Senator Una Quill" the first of them is not more the senator than the second.
        is_shared = all(id(cluster) in holders for _, cluster in scored[:2])
        if lead_of(scored) < (SHARED_MARGIN if is_shared else MIN_MARGIN):
            self.undecided[description.span] = [cluster for _, cluster in scored[:2]]
            return None
        cluster = scored[0][1]
        self._link(cluster, description.span)
        # From now on "the actress" is rather Orla Tarn, who was called "the Saltmarsh actress".
        if age and description.head[0].isdigit():
            cluster.ages_in_years.add(age)
        elif standing and _FORMER.isdisjoint(description.words):
            last = self.view.words[self.view.index(description.span[1]) - 1]
            cluster.add_roles([Stated(last.text, last.span)])
            self.role_words.add(last.folded)
        if standing and self.salience.is_only_person(gender):
            cluster.certain_descriptions.append(Stated(self.view.phrase(description.span), description.span))
        return cluster

    def _holds_role(self, cluster: Cluster, head: str) -> bool:
        """True if the page gives ``cluster`` the role ``head``, if only in "the pilots Orla Tarn and Una Quill"."""
        starts = [self.view.index(start) for start, _ in cluster.mentions[:_MAX_NAMES_READ]]
        words = (
            (n for n in self.view.just_before(start, _MAX_WORDS_OF_LIST)[::-1] if n not in self.names)
            for start in starts
        )
        nouns = {next((word for word in self.view.form(before) if word not in _JOINING), "") for before in words}
        return bool(cluster.count_role_words([head])) or not nouns.isdisjoint(f"{form}s" for form in role_forms(head))

    def _fit(self, holder: Cluster, description: Reference) -> tuple[int, int]:
        """A score of the modifiers of ``description`` for the ``holder`` of its role: "the former mayor" is not the new
        one, "the foreign minister" not the transport minister, and "the Calder mayor" is the mayor of Calder."""
        after = [self.view.index(end) for _, end in (description.span, *holder.mentions[:_MAX_NAMES_READ])]
        complement, *own = [self.view.folded(n + 1) if self.view.folded(n) in {"of", "for"} else "" for n in after]
        modifiers = {*description.words, complement} - {""}
        opposite = _FORMER if _FORMER.isdisjoint(modifiers) else _NEW
        spans = (holder.role_spans.get(form, ()) for form in role_forms(description.head))
        roles = [holder.roles[index].text.casefold().split() for same in spans for index, _ in same]
        is_opposite = bool(roles) and all(not opposite.isdisjoint(role) for role in roles)
        return -is_opposite, holder.count_role_words([*modifiers]) + len(modifiers.intersection(own))

    def _is_charged(self, cluster: Cluster) -> bool:
        """True if the page says after a name of ``cluster`` that it is accused: "Piet Tarn, 44, denies murder"."""
        ends = (self.view.index(end) for _, end in cluster.mentions[:_MAX_NAMES_READ])
        after = (takewhile(lambda n: n not in self.names, range(end, end + _MAX_WORDS_TO_CHARGE)) for end in ends)
        return any(self.view.folded(index) in _CHARGES for words in after for index in words)

    def rank_antecedents(
        self,
        anaphor: Span,
        *,
        gender: Gender | None,
        barred: Collection[int],
        salience: Salience | None = None,
        bonus: Callable[[Cluster], float | None] | None = None,
    ) -> Sequence[Points]:
        """Candidate antecedents of the pronoun or description at ``anaphor``, best first. ``salience`` defaults to that
        of the first pass. ``bonus`` gives further points, or null to leave a candidate out. If it gives one the points
        of a role, the model chooses among those not left out."""
        index = self.view.index(anaphor[0])
        salience = salience or self.salience
        people = salience.people_in_focus(index, gender=gender)
        ranked = scored = salience.rank(people, index, gender=gender, barred=barred)
        held: set[int] = set()
        if bonus is not None:
            points = [(score, bonus(cluster), cluster) for score, cluster in ranked]
            scored = sort_by_points((score + extra, cluster) for score, extra, cluster in points if extra is not None)
            # "The headteacher" is not the cook whom the page has just named, but the headteacher Orla Tarn.
            held = {id(cluster) for _, extra, cluster in points if (extra or 0) >= _ROLE_POINTS}
        # The model does not choose between "Senator Orla Tarn" and "Senator Una Quill" of one sentence.
        is_shared = lead_of(scored) < SHARED_MARGIN and held.issuperset(id(cluster) for _, cluster in scored[:2])
        if self.antecedents is None or is_shared or _is_decided(scored, is_description=bonus is not None):
            return scored
        return self.antecedents.rerank(anaphor, scored if held else ranked, scored)

    def decide_by_model(
        self,
        anaphor: Span,
        *,
        sort: Sort | None = None,
        gender: Gender | None = None,
        barred: Collection[int] = (),
        phrase_end: int = 0,
        min_probability: float = MIN_PROBABILITY,
    ) -> Cluster | None:
        """The entity that the words at ``anaphor`` refer to by the model's scores alone, "the ministry", "Mother of
        three"; null if none is probable enough. Candidates are those of ``sort`` (null: both) and ``gender`` in focus,
        and those named up to ``phrase_end``, "the latest issue of Quay Weekly", or soon after a headline. "The minister
        said it was late. Piet Tarn wept" are two people."""
        if self.antecedents is None or self.antecedents.is_exhausted():
            return None
        people = self.salience.people_in_focus(self.view.index(anaphor[0]), gender=None)
        people = [person for person in people if self._may_precede_name(anaphor, person)]
        recent = islice(self.salience.organisations.all(), MAX_ORGANISATIONS)
        block = self.view.block_at(anaphor)
        is_headline = block.headline_style or block.role == "headline"
        last = anaphor[1] + self.antecedents.reach(anaphor) if is_headline else phrase_end
        following = self.view.inside((anaphor[1], last))
        age = age_at(self.view, anaphor)
        entities = dict.fromkeys([*people, *recent, *self.entities_named(following).values()])
        allowed = (c for c in entities if id(c) not in barred and sort in (None, c.sort))
        candidates = [c for c in allowed if c.may_be(gender) and not is_of_other_age(c, age)]
        return self.antecedents.decide(anaphor, candidates, min_probability=min_probability)

    def _may_precede_name(self, anaphor: Span, person: Cluster) -> bool:
        """True if the page has mentioned ``person`` before the description ``anaphor``, or names them after it as if
        known: "The minister said it was late. Piet Tarn said why", but not "Piet Tarn, 34," or “...,” said Tarn."""
        start, end = (self.view.index(offset) for offset in person.mentions[0])
        head = self.view.words[self.view.index(anaphor[1]) - 1].folded
        is_new = self.view.folded(end) == "," or person.has_other_role(head)
        is_new |= self.view.folded(start - 1) in SPEECH
        return id(person) in self.salience.mentioned or not is_new

    def _link(self, cluster: Cluster, span: Span) -> None:
        self.entities.by_span[span] = cluster
        insort(cluster.anaphors, span)
        self.salience.note_mention(cluster, span)

    def antecedent_of(self, cluster: Cluster, span: Span) -> Spans:
        """The name that explains ``span``, as evidence in the record: the nearest before a pronoun or description, else
        the first after it; for a name the fullest form. Empty if it is ``span`` itself."""
        rank = bisect_left(cluster.mentions, span)
        if cluster.mentions[rank : rank + 1] == [span]:
            is_full = self.view.phrase(span) == cluster.name
            name = span if is_full else cluster.first_mentions.get(cluster.name, span)
        else:
            # The nearest before it, else the first of all.
            name = next(iter(cluster.mentions[max(0, rank - 1) :][:1]), span)
        return () if name == span else (name,)

    def speaker(self, cluster: Cluster, basis: SpeakerBasis, span: Span, *reasons: Span) -> Speaker:
        """``cluster`` as the speaker, with its evidence: ``span``, further ``reasons``, and the name that explains
        ``span``."""
        return Speaker.of(cluster, basis, span, *reasons, *self.antecedent_of(cluster, span))

    def warn_ambiguous(self, span: Span, clusters: list[Cluster]) -> None:
        """Add a warning that the words at ``span`` may refer to any of ``clusters``."""
        self.undecided[span] = clusters
        names = " or ".join(cluster.name for cluster in sorted(clusters, key=lambda cluster: cluster.mentions[0]))
        text = self.view.text[slice(*span)]
        self.warnings.append(f"A statement has no speaker, because “{text}” (character {span[0]}) may be {names}.")


def _is_decided(scored: list[tuple[float, Cluster]], *, is_description: bool) -> bool:
    """True if the model cannot overturn the best of ``scored`` or, for a description, take it below ``MIN_SCORE``."""
    if not scored:
        return True
    is_close = is_description and MIN_SCORE <= scored[0][0] < MIN_SCORE + CLEAR_LEAD
    return lead_of(scored) > CLEAR_LEAD and not is_close
