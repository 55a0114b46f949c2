"""Capitalised words that are no evidence of a person: places, nationalities, days, sentence openers, headline words."""

from __future__ import annotations

from onrecord.people.lexicon import word_set

STATES = word_set(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho "
    "illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi "
    "missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia "
    "wisconsin wyoming carolina dakota hampshire jersey mexico york ontario quebec"
)
COUNTRIES = word_set(
    "afghanistan albania algeria argentina australia austria bangladesh belgium bolivia brazil britain bulgaria "
    "cambodia canada chile china colombia cuba cyprus denmark ecuador egypt england ethiopia finland france "
    "germany ghana greece guatemala haiti honduras hungary iceland india indonesia iran iraq ireland israel italy "
    "jamaica japan kenya kosovo kuwait lebanon libya malaysia mali malta mexico morocco nepal netherlands "
    "nicaragua nigeria norway pakistan palestine panama paraguay peru philippines poland portugal qatar romania "
    "russia rwanda scotland senegal serbia singapore slovakia slovenia somalia spain sudan sweden switzerland "
    "syria taiwan tanzania thailand tunisia turkey uganda ukraine uruguay venezuela vietnam wales yemen zambia "
    "zimbabwe korea africa europe asia america us usa uk angola armenia azerbaijan bahrain belarus belize bhutan "
    "botswana burma burundi cameroon croatia czechia djibouti eritrea estonia fiji gabon gambia gaza guinea guyana "
    "iceland kazakhstan kyrgyzstan laos latvia lesotho liberia lithuania luxembourg macedonia madagascar malawi "
    "mauritania mauritius moldova mongolia montenegro mozambique myanmar namibia niger oman samoa suriname tajikistan "
    "togo turkmenistan uzbekistan vanuatu"
)
CITIES = word_set(
    "washington london paris berlin moscow beijing brussels tokyo rome madrid vienna geneva delhi mumbai kabul "
    "baghdad tehran damascus jerusalem cairo istanbul sydney melbourne toronto vancouver montreal ottawa dublin "
    "edinburgh manchester liverpool birmingham chicago boston philadelphia detroit cleveland pittsburgh cincinnati "
    "columbus miami orlando tampa atlanta dallas houston austin denver phoenix seattle portland baltimore milwaukee "
    "minneapolis charlotte nashville memphis manhattan brooklyn bronx hollywood malibu aleppo benghazi vegas "
    "wimbledon cannes sundance guantanamo"
)
TERRITORIES = STATES | COUNTRIES | CITIES
"""States, countries and cities whose name is a single word."""
# Single words of the names of places, including "los", "angeles", "north", and nouns that end them ("Union",
# "Republic").
PLACES = TERRITORIES | word_set(
    "los angeles las san francisco diego antonio orleans queens beverly hills capitol hill wall street east west "
    "north south northern southern eastern western central middle coast island islands beach lake mount mountain "
    "river valley county city town village park avenue road square bridge airport santa fort pacific atlantic "
    "arctic gulf bay harbor harbour quay district crimea broadway midwest republic kingdom emirates union"
)
# "A Texan", "Norwegian".
NATIONALITIES = word_set(
    "american americans british english french german germans russian russians chinese japanese italian spanish "
    "mexican mexicans canadian canadians australian irish scottish welsh european europeans african asian asians "
    "latino latinos latina hispanic hispanics indian indians iranian iraqi israeli israelis syrian syrians turkish "
    "saudi saudis arab arabs korean cuban cubans texan californian hawaiian african-american african-americans dutch "
    "swedish norwegian danish polish greek ukrainian vietnamese pakistani pakistanis afghan egyptian brazilian haitian "
    "jamaican puerto rican non-hispanic albanian algerian argentine argentinian armenian austrian azerbaijani "
    "bangladeshi belarusian belgian bolivian bosnian bulgarian burmese chilean colombian congolese croatian czech "
    "dominican emirati estonian ethiopian filipino finnish ghanaian guatemalan honduran hungarian icelandic indonesian "
    "kazakh kenyan kuwaiti latvian lebanese libyan lithuanian malaysian moroccan nepali nicaraguan nigerian omani "
    "palestinian palestinians peruvian portuguese qatari romanian rwandan serbian singaporean slovak slovenian somali "
    "sudanese swiss taiwanese tanzanian thai tunisian ugandan venezuelan yemeni zambian zimbabwean iranians iraqis "
    "italians australians ukrainians filipinos philippine scots brits britons koreans nigerians"
)
# Adjectives and nouns of nationality, religion, party and colour: "a Texan", "Republicans".
PEOPLES = NATIONALITIES | word_set(
    "jewish jews muslim muslims islamic christian christians catholic catholics protestant evangelical mormon hindu "
    "buddhist black blacks white whites republican republicans democrat democrats democratic gop liberal conservative "
    "socialist communist libertarian tory labour green marxist nazi democratic-controlled republican-controlled"
)
# Some of these are surnames too ("May", "Winter"): see ``mentions._single_word_names``.
TIMES = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december jan feb mar apr jun jul aug sept sep oct nov dec christmas thanksgiving "
    "easter halloween am pm est edt gmt spring summer autumn winter fall today tomorrow yesterday tonight "
    "valentine's new year eve day"
)
COMMON = word_set(
    "trophy streets mansion sales elections article revolution studies control research politics change live "
    "hotel a an the this that these those and or but nor so yet if then than as at by for from in into of off on "
    "onto out over to up with within without about above after again against all also although always am among "
    "any are aren't around back be because been before behind being below beneath beside besides between beyond "
    "both can can't cannot could did didn't do does doesn't don't done down during each either else even ever "
    "every everyone everything few finally first former get gets getting go goes going good got great had has "
    "hasn't have haven't having he he's he'd he'll her here here's hers him himself his how however i i'd i'll "
    "i'm i've indeed instead is isn't it it's its itself just last later latest least less let let's like likely "
    "little long look made make makes many may maybe me meanwhile might more moreover most much must my near "
    "nearly never next no nobody none not nothing now obviously often once one ones only other others our ours "
    "own past people per perhaps please quite rather really recently right said same say saying says second see "
    "seems several shall she she's she'd should since six some somebody someone something sometimes soon still "
    "such sure take than thank thanks that's their them themselves then there there's therefore they they'd "
    "they're they've third though three through throughout thus till time together too toward towards two under "
    "unless unlike until unlikely upon us very via was wasn't way we we'd we'll we're we've well were weren't "
    "what what's when whenever where whether which while who who's whoever whom whose why will with won't would "
    "wouldn't yeah yes you you'd you'll you're you've your yours according asked added additionally ahead amid "
    "apparently currently earlier eventually fortunately four five seven eight nine ten following given hello hi "
    "hey oh okay ok wow ahh sorry welcome source sources insider insiders report reports reportedly exclusive "
    "breaking update watch read photo photos video related story advertisement click share follow getty image "
    "images credit caption editor's note correction copyright reuters ap afp inside meet new old big best top "
    "early late young real world war president's voters critics supporters officials police friends fans experts "
    "analysts authorities everybody nowhere somewhere part whatever wherever twenty thirty forty hundred million "
    "billion half another speaking talking asked told tell ask call think know want need come came went gone put "
    "set use used using work working play show shows star stars film movie series season episode album song "
    "single tour life love death baby god jesus lord sir madam mom dad mother father wife husband son daughter "
    "brother sister happy merry dear exactly actually basically honestly clearly certainly especially essentially "
    "despite except neither nor either whereas hence anyway nonetheless nevertheless otherwise similarly likewise "
    "conversely furthermore specifically generally ultimately initially originally previously subsequently "
    "presumably supposedly allegedly nobody's constitution amendment act bill law state states united nation "
    "national federal government house white senate congress supreme court justice department secretary attorney "
    "office agency bureau committee council commission board party campaign convention primary caucus election "
    "debate super tuesday general union university college school institute center centre foundation association "
    "street avenue road building tower plaza hotel hospital church stadium arena theater theatre museum library "
    "award awards prize cup bowl league series championship olympics games festival week month weekend year years "
    "day days hour night morning afternoon evening times post news journal press magazine tribune herald network "
    "tv radio channel studios records pictures entertainment media company inc corp medicare medicaid obamacare "
    "internet twitter facebook instagram snapchat youtube google apple microsoft amazon netflix wikileaks brexit "
    "isis isil al-qaida al-qaeda nato covid bible quran koran oscar oscars emmy emmys grammy grammys golden globe "
    "globes tony emmy-winning oscar-winning grammy-winning trans-pacific partnership cold security social "
    "intelligence budget tax reform health care affordable clean energy climate foreign affairs policy defense "
    "army navy force air corps guard fed bank wall capitol pentagon kremlin parliament republic kingdom treaty "
    "agreement deal plan project program initiative fund trust society club team group rights civil human liberty "
    "freedom peace hall fame red blue green black brown gray grey gold silver pink orange purple high low open "
    "free father's mother's cops cop doctor's nominee candidate front-runner hopeful chapter section title page "
    "column"
)
"""Words, folded, that are often capitalised without being a name: at the start of a sentence ("However"), in a headline
("Exclusive"), or inside the name of a thing ("Award")."""

NOT_PERSONS = PLACES | PEOPLES | TIMES | COMMON
"""Words, folded, that do not name a person on their own."""
