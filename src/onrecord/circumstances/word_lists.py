"""Word lists for noun phrases, addressees and outlets. All entries are in lower case."""

from __future__ import annotations


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _name_set(names: str) -> frozenset[str]:
    return frozenset(name.strip() for name in names.split(","))


# Words that may open a noun phrase: "the crew", "two deckhands".
DETERMINERS = _word_set(
    """
    a an the his her their its my our your this these those one two three four several some many most other
    another both fellow all
    """
)
# Pronouns that can be an addressee on their own: "told them". "people" may also open a phrase: "People magazine".
PRONOUNS = _word_set(
    """
    me us him her them you everyone everybody anyone someone people
    """
)
# Words that end a noun phrase: "told Lantern |that it floats", "told reporters |backstage".
STOP_WORDS = _word_set(
    """
    that if whether to in on at by for from with about during after before while when as who whom whose which
    how why what where because via per into over against through since until upon under amid without following
    than then also still just only not never is are was were has have had be been being do does did will would
    can could should may might must he she it they we i there here or but so earlier later again once
    exclusively backstage onstage outside inside ahead shortly saying adding speaking calling regarding
    concerning last this today yesterday tonight recently previously it's that's he's she's they're we're i'm
    and according out up down off next on-air online published aired broadcast released posted dated
    """
)
# Common nouns that continue a name: "Lantern magazine", "Harbour Radio listeners".
NAME_TAILS = _word_set(
    """
    magazine newspaper news network tabloid deputy host hosts audience viewers fans followers radio tv television show
    site website staff staffers employees lawyers reporters correspondent anchor editor podcast blog agency
    outlet station crowd readers listeners podcaster columnist reporter presenter interviewer producers
    officials lawmakers users supporters students leaders executives police investigators prosecutors account
    page story stories post posts feed livestream live video tweet
    court crown district high magistrates magistrates’ magistrates' sheriff council county city town borough
    committee assembly parliament hearing inquest inquiry union club party festival conference
    """
)
# Head nouns of addressees. After a mere preposition only these are: "said to the crowd", but not "admitted to a theft".
AUDIENCES = _word_set(
    """
    reporters journalists fans followers viewers listeners readers audiences audience lawmakers senators
    deputies investors analysts friends pals colleagues supporters police investigators detectives officers
    prosecutors jurors parliament congress parents students employees workers staff staffers voters delegates
    residents shareholders customers clients officials members guests attendees concertgoers onlookers
    bystanders crowd crowds court judge jury press media public magazine publication outlet site website paper
    newspaper tabloid mag station network broadcaster agency committee panel commission council inquiry tribunal
    hearing conference house senate nation world country family mother father parents brother sister son
    daughter wife husband boyfriend girlfriend lawyer attorney doctor doctors host interviewer reporter
    journalist presenter programme program show podcast blog camera cameras board union group regulators
    authorities regulator watchdog government management ministers ambassadors outlets contestant contestants allies
    aides donors affiliates players teammates children kids friend pal colleague fan neighbour neighbours neighbor
    neighbors teacher teachers
    """
)
# Well-known outlets, without "the".
OUTLETS = _name_set(
    """
    abc, abc news, access hollywood, afp, agence france-presse, al jazeera, allure, ap, associated press,
    atlantic, axios, bbc, billboard, bloomberg, breitbart, buzzfeed, cbc, cbs, cbs news, cbs this morning,
    closer, cnbc, cnn, complex, cosmopolitan, c-span, cut, daily beast, daily express, daily mail,
    daily mirror, daily star, deadline, der spiegel, e!, e! news, economist, elle, entertainment tonight,
    entertainment weekly, espn, esquire, essence, et, extra, financial times, forbes, fortune, fox,
    fox business, fox news, glamour, gma, good morning america, good housekeeping, gossip cop, gq, grazia,
    guardian, harper's bazaar, heat, hello, hello!, hill, hollywood reporter, huffington post, huffpost,
    in touch, in touch weekly, independent, insider, instyle, itv, jezebel, le monde, life & style,
    los angeles times, marie claire, mashable, metro, mirror, msnbc, nature, nbc, nbc news, new york times,
    new yorker, newsweek, npr, nylon, ok, ok!, page six, pbs, people, people magazine, perez hilton, playboy,
    politico, press association, propublica, radar, radar online, radaronline, radio times, recode, reuters,
    rolling stone, science, sky, sky news, slate, star, stat, sun, sun on sunday, mail on sunday, sunday times,
    sunday mirror, sunday telegraph, telegraph, time, times, tmz, today, today show, town & country, upi,
    us weekly, us, usa today, vanity fair, variety, verge, vice, vogue, vox, vulture, w, wall street journal,
    washington post, wired, xinhua, yahoo, yahoo news
    """
)
# Those that are also common words or surnames, and are outlets only with "the": "the Sun".
OUTLETS_WITH_ARTICLE = _name_set(
    """
    atlantic, cut, economist, guardian, hill, independent, mirror, sun, telegraph, verge, times
    """
)
