"""Word lists for person and organisation names: titles, roles, pronouns, and words that organisations are called by."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

Gender = Literal["male", "female"]


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """``word`` in the form in which names are compared: lower case, no accents, straight apostrophes, no full stops."""
    if word.isascii():
        return word.lower().replace(".", "")
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return plain.casefold().replace("’", "'").replace(".", "")


@cache
def given_names() -> dict[str, Gender | None]:
    """Given names, folded, each with its gender; null where both genders bear it.

    They come from the US census of 1990, with additions: see ``names/README.md``.
    """
    names: dict[str, Gender | None] = dict.fromkeys(_read_names("either"))
    names |= dict.fromkeys(_read_names("male"), "male")
    return names | dict.fromkeys(_read_names("female"), "female")


@cache
def surnames() -> frozenset[str]:
    """The most frequent surnames of the US census of 1990, folded."""
    return frozenset(_read_names("surnames"))


def _read_names(file: str) -> list[str]:
    return (files("onrecord.people") / "names" / f"{file}.txt").read_text("utf-8").split()


def word_set(words: str) -> frozenset[str]:
    """The words in ``words``, separated by spaces, as a set."""
    return frozenset(words.split())


# The gender of a title is the first evidence for agreement: "Mr. Tarn" cannot be Orla Tarn.
HONORIFICS: dict[str, Gender | None] = dict.fromkeys(["dr", "prof", "rev", "hon", "mx"]) | {
    "mr": "male", "sir": "male", "lord": "male", "mister": "male", "king": "male", "prince": "male", "father": "male",
    "congressman": "male", "councilman": "male", "assemblyman": "male", "chairman": "male", "fr": "male",
    "mrs": "female", "ms": "female", "miss": "female", "dame": "female", "lady": "female", "queen": "female",
    "princess": "female", "baroness": "female", "sister": "female", "congresswoman": "female", "madam": "female",
    "councilwoman": "female", "chairwoman": "female", "duchess": "female", "duke": "male", "señor": "male",
}  # fmt: skip
"""Titles, folded, each with its gender; null where it has none."""

KEPT = word_set("prince princess king queen pope lord lady baroness duchess duke saint st")
"""Titles that belong to the name if a single word follows: "Prince Rupert", "Lady Quill"."""

STYLES = word_set("mr mrs ms mx miss dr prof sir dame lord lady madam mister hon")
"""Forms of address, which are not roles: "Mrs. Orla Tarn" says nothing about her office."""

TITLES = frozenset(HONORIFICS) | word_set(
    "gov sen sens rep reps gen lt col maj capt cmdr sgt cpl det insp supt pres sec atty amb adm cllr president "
    "vice-president minister chancellor secretary senator representative governor mayor speaker judge justice "
    "general attorney ambassador admiral captain colonel major sergeant lieutenant officer sheriff detective "
    "inspector superintendent professor doctor reverend brother bishop archbishop cardinal rabbi imam coach "
    "director chair ceo executive deputy councillor spokesman spokeswoman spokesperson strategist adviser advisor "
    "manager chief commissioner treasurer premier emperor pope sheikh ayatollah leader whip republican democrat "
    "nominee candidate host anchor actor actress singer star rapper correspondent reporter editor author producer "
    "pollster founder president-elect pastor chairperson prosecutor lawyer counsel agent analyst columnist "
    "comedian comic economist model historian delegate trooper co-founder coo cfo vp svp evp mp msp mep writer "
    "photographer singer-songwriter administrator undersecretary envoy curator composer poet novelist captain "
    "constable skipper harbourmaster harbormaster foreman forewoman headteacher headmaster headmistress vicar coroner "
    "magistrate warden coxswain principal mama papa aunt uncle grandma grandpa adv ag advocate commander staff "
    "presidents justices senators governors judges ministers"
)
"""Words, folded, that precede a name and are not part of it: "Senator", "Detective", "rapper"."""

BEFORE_TITLES = word_set(
    "former ex acting vice prime deputy attorney lieutenant chief state house senate majority minority united "
    "states republican democratic democrat gop conservative labour liberal tory national press campaign executive "
    "first new rear maj lt brig white foreign defense defence home interior treasury finance retired late "
    "assistant associate wing squadron"
)
"""Modifiers of a title: "former", "deputy", "White House" in "former White House press secretary"."""

# After a surname: "Martin Tarn Jr." and "Martin Tarn Sr." are two people.
SUFFIXES = word_set("jr sr ii iii iv")
# Lower-case words inside a name: "Piet van der Moll", "Zsofi de la Cruz".
PARTICLES = word_set("de van von der den del della di da dos du la le al el bin ibn ter ten y st af ben abu e")

SHE = word_set("she her hers herself")
HE = word_set("he him his himself")
PRONOUN_GENDER: dict[str, Gender] = {**dict.fromkeys(SHE, "female"), **dict.fromkeys(HE, "male")}
OWN = word_set("i me my mine myself we us our ours ourselves")
AUXILIARIES = word_set("has have had is are was were will would can could should did does might")
"""Verbs that open a clause whose subject is outside the content: "Tarn has “had enough”", with content from "has"
on."""
WE = word_set("we us our ours ourselves")
THEY = word_set("they them their theirs themselves")
YOU = word_set("you your yours yourself")
IT = word_set("it its itself")
RELATIVE = word_set("who whom whose which that")
# Pronouns that are never resolved to a single person. As a source ("some say") they are an unnamed speaker.
OTHER_PRONOUNS = word_set(
    "you your yours they them their theirs themselves one this these those some many other others both all "
    "everyone nobody anyone someone most few several each another none everybody anybody somebody neither either"
)
PRONOUNS = frozenset(PRONOUN_GENDER) | OWN | IT | RELATIVE | OTHER_PRONOUNS

FEMALE_ROLES = word_set(
    "actress wife ex-wife mother mom mum daughter sister girlfriend ex-girlfriend fiancee fiancée stepmother "
    "grandmother aunt niece widow songstress businesswoman congresswoman chairwoman spokeswoman councilwoman "
    "queen princess duchess woman girl heiress mama lady starlet hostess waitress bride mommy first-lady "
    "comedienne anchorwoman stepdaughter granddaughter"
)
MALE_ROLES = word_set(
    "husband ex-husband father dad son brother boyfriend ex-boyfriend fiance fiancé stepfather grandfather uncle "
    "nephew widower businessman congressman chairman spokesman councilman king prince duke man boy groom hubby "
    "guy daddy frontman actor stepson grandson cowboy anchorman statesman"
)
KIN = word_set(
    "wife ex-wife husband ex-husband mother mom mum mama mommy father dad daddy daughter sister brother son "
    "stepmother stepfather stepdaughter stepson grandmother grandfather granddaughter grandson aunt uncle niece "
    "nephew widow widower girlfriend ex-girlfriend boyfriend ex-boyfriend fiance fiancee hubby bride groom "
    "partner cousin friend baby child neighbor neighbour woman man girl boy guy lady ex"
)
"""Nouns for relatives and for people in general. They are left out of a person's roles in the record: "his wife, Orla
Tarn" gives her no role."""

CHILDREN = word_set("kids children twins youngsters babies")
"""Nouns for several children, also after "the": "the kids"."""
RELATIVES = word_set("sons daughters brothers sisters siblings parents exes spouse parent sibling")
"""Further nouns for relatives."""
PARTNERS = word_set(
    "wife ex-wife husband ex-husband hubby girlfriend ex-girlfriend boyfriend ex-boyfriend fiance fiancee bride groom "
    "partner ex"
)
"""Nouns for one member of a couple."""
COUPLES = word_set("couple pair duo two exes newlyweds lovebirds twosome spouses")
"""Nouns for both members of a couple: "the pair", "the newlyweds"."""
TOGETHER = (
    KIN
    | COUPLES - {"two"}
    | word_set(
        "married marry marriage wed wedding dating date dated relationship romance romantic divorce divorced split "
        "engaged engagement breakup reunited parents"
    )
)
"""Words that show that a sentence about two people is about them as a couple or family."""

STANDING_ROLES = word_set(
    "actor actress singer rapper star superstar songstress musician comedian comic comedienne model supermodel "
    "starlet entertainer songwriter crooner hitmaker vocalist frontman drummer guitarist popstar diva beauty hunk "
    "heartthrob suspect defendant co-host filmmaker host anchor presenter author novelist playwright designer "
    "fashionista mogul tycoon billionaire millionaire businessman businesswoman entrepreneur neurosurgeon heiress "
    "socialite celebrity athlete player quarterback golfer boxer wrestler footballer striker president senator "
    "governor mayor congressman congresswoman chairman chairwoman secretary candidate nominee front-runner "
    "frontrunner democrat republican socialist libertarian politician lawmaker statesman contender hopeful "
    "minister premier chancellor pope king queen prince princess duke duchess magnate developer dancer chef "
    "blogger youtuber athlete icon legend personality veteran winner alum alumna alumnus lady mother-of-two "
    "father-of-two brunette blonde bombshell newlywed conservative liberal texan vermonter businessperson widow "
    "widower expert fan artist playboy performer rocker stunner songbird celeb teenager"
)
"""Roles that the press uses as a definite description of a person already named: "the actress", "the governor"."""

SHARED_ROLES = (
    FEMALE_ROLES
    | MALE_ROLES
    | STANDING_ROLES
    | word_set(
        "spokesman spokeswoman spokesperson lawyer attorney strategist adviser advisor aide official officer chief "
        "commissioner economist analyst historian correspondent reporter editor columnist journalist writer producer "
        "pollster founder co-founder co-star partner trainer therapist surgeon physician scientist researcher teacher "
        "student counsel agent publicist consultant sheriff detective pastor priest rabbi bishop archbishop cardinal "
        "treasurer judge justice manager coach director doctor professor executive ceo founder prosecutor "
        "representative speaker activist organizer ambassador general colonel captain sergeant lieutenant deputy "
        "leader expert chairperson director donor owner photographer stylist bodyguard nurse farmer soldier victim "
        "defendant suspect resident voter delegate veteran moderator narrator witness boss head whip child baby "
        "cousin friend neighbor neighbour designer baker driver pilot engineer astronaut skipper harbourmaster "
        "harbormaster foreman forewoman headteacher headmaster headmistress vicar coroner magistrate warden coxswain "
        "fisherman shopkeeper landlord landlady plumber electrician carpenter butcher gardener midwife paramedic "
        "firefighter lifeguard librarian caretaker mechanic dentist vet pharmacist conductor"
    )
)
"""Roles that identify a person only next to a name: "spokesman Piet Tarn", "Orla Tarn, the harbour director"."""

NEVER_NAMED = word_set(
    "source sources insider insiders informant informants tipster snitch pal pals onlooker eyewitness "
    "eyewitnesses bystander friend friends rep reps spy user users fan fans critic critics official officials "
    "aide aides"
)
"""Head nouns for a speaker whose name the press withholds: "a source", "an insider", "aides"."""

# Sources of the kind "document": "a police report says it is late".
DOCUMENT = word_set(
    "report reports poll polls survey surveys study studies document documents record records lawsuit lawsuits "
    "suit complaint complaints filing filings statement statements letter letters email emails e-mail e-mails "
    "memo memos transcript transcripts article articles editorial editorials post posts tweet tweets book books "
    "bill bills law laws rule rules order orders ruling rulings affidavit affidavits petition petitions analysis "
    "data figures statistics headline headlines caption captions sign signs story stories platform constitution "
    "census ad ads release biography papers paperwork results result findings legislation message messages video "
    "text texts indictment warrant file files lyrics song resolution agreement website-post memoir interview "
    "itinerary review op-ed rumor rumors rumour rumours gossip speculation allegation allegations version polling "
    "returns"
)
OWN_WORDS = word_set(
    "op-ed statement statements letter tweet tweets post posts email e-mail message caption interview memoir "
    "speech remarks video comment comments account"
)
"""Documents that speak for their author: "Tarn's statement said" is attributed to Tarn, but "a police report said" is
not attributed to the police."""

EVENTS = word_set(
    "cup cups slam slams championship championships premiership nations olympics games awards award oscars emmys "
    "grammys prize amendment constitution resolution act bill tax survey treaty war tour festival gala"
)
"""Last words of capitalised names that no organisation has: competitions, prizes and laws."""

# Heads of definite descriptions of a news outlet ("the magazine") and of other organisations ("the committee").
OUTLET_WORDS = word_set(
    "outlet magazine mag tabloid paper newspaper publication website site network blog news journal weekly "
    "broadcaster station channel daily newsletter webloid"
)
BODY_WORDS = word_set(
    "company firm group organization organisation committee agency department commission court board union party "
    "foundation campaign administration bureau office association league club university college school institute "
    "council congress senate house bank government police ministry authority airline team camp coalition "
    "federation fund society trust church hospital studio label brand charity panel network corporation service"
)
GENERIC_BODIES = word_set("company firm group organization organisation agency brand label")
"""Heads of descriptions that may refer to any organisation: "the company"."""
GROUPS = word_set("campaign administration camp team foundation organization organisation government police")
"""Nouns that form an organisation with the name before them: "the Tarn campaign"."""

ORGANISATION = word_set(
    "univision telemundo gallup quinnipiac pew intel huffpost solutions promotions poll patrol bros survey inc "
    "corp ltd llc co company corporation group department ministry office bureau agency administration commission "
    "committee council court congress assembly senate house parliament party union association federation league club "
    "university college school institute foundation centre center bank times post news journal press magazine "
    "tribune herald gazette guardian television tv radio network police army navy force campaign board authority "
    "service services society trust fund organization organisation hospital church records studios studio "
    "pictures entertainment media airlines airways motors systems technologies weekly daily pac partners "
    "coalition alliance enquirer cop examiner globe sun telegraph observer chronicle inquirer sentinel register "
    "dispatch online project center reserve treasury pentagon kremlin museum library academy conference caucus "
    "forum industries holdings cosmetics energy coal oil gas steel foods financial insurance motor electric "
    "mining aviation international communications productions films brothers theatre theater insider reporter "
    "weekend digest tmz variety people billboard politico reuters bloomberg breitbart buzzfeed facebook twitter "
    "google apple microsoft amazon instagram youtube netflix disney cnn msnbc nbc abc cbs fox bbc npr pbs"
)
"""Words, folded, that mark a capitalised name as an organisation's: "Trust", "Board", "Weekly"."""
