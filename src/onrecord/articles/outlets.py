"""Outlet names: in the lines at the top of a plain-text page, and of a page from another site than it says."""

from __future__ import annotations

import re
from collections.abc import Iterable

from onrecord.articles.dates import find_date
from onrecord.urls import bare_host, registered_domain

# Up to six words, each capitalised or one of "of", "the", "and": "Journal of the Tarn".
_NAME = re.compile(r"(?:[A-Z0-9&][\w.&'’-]*|of|the|and)(?: (?:[A-Z0-9&][\w.&'’-]*|of|the|and)){0,5}")
# Without a date, a capitalised line could be anything ("Glitterline"), so it needs a word such as "Times".
_OUTLET_WORD = re.compile(
    r"\b(?:news|times|post|courier|herald|tribune|gazette|weekly|daily|mail|guardian|telegraph|journal|chronicle|mercury"
    r"|observer|review|press|star|sun|express|globe|examiner|register|standard|independent|echo|argus|ledger|magazine"
    r"|dispatch|bulletin|sentinel|record|today|wire|agency|radio|television|tv|bbc|cnn|reuters|afp|upi|npr)\b",
    re.IGNORECASE,
)
_DIVIDERS = " ,|–—-·•"
# "The Elmouth and Tarn Valley Courier".
_MAX_NAME_WORDS = 12
_MIN_INITIALS = 3
# Outlets whose names forged pages give, and their hosts. Names that several outlets have ("The Times") are left out.
_HOSTS_OF_OUTLETS: dict[str, tuple[str, ...]] = {
    "abc news": ("abcnews.go.com", "abcnews.com", "abc.net.au"),
    "afp": ("afp.com",),
    "agence france-presse": ("afp.com",),
    "al jazeera": ("aljazeera.com", "aljazeera.net"),
    "al jazeera english": ("aljazeera.com", "aljazeera.net"),
    "ap news": ("apnews.com", "ap.org"),
    "associated press": ("apnews.com", "ap.org"),
    "bbc": ("bbc.com", "bbc.co.uk"),
    "bbc news": ("bbc.com", "bbc.co.uk"),
    "bbc sport": ("bbc.com", "bbc.co.uk"),
    "bloomberg": ("bloomberg.com",),
    "bloomberg news": ("bloomberg.com",),
    "cbc": ("cbc.ca",),
    "cbc news": ("cbc.ca",),
    "cbs news": ("cbsnews.com",),
    "cnbc": ("cnbc.com",),
    "cnn": ("cnn.com", "cnn.io"),
    "cnn international": ("cnn.com", "cnn.io"),
    "daily mail online": ("dailymail.co.uk", "dailymail.com"),
    "mail online": ("dailymail.co.uk", "dailymail.com"),
    "deutsche welle": ("dw.com",),
    "financial times": ("ft.com",),
    "fox news": ("foxnews.com",),
    "fox news channel": ("foxnews.com",),
    "france 24": ("france24.com",),
    "los angeles times": ("latimes.com",),
    "msnbc": ("msnbc.com",),
    "nbc news": ("nbcnews.com",),
    "new york post": ("nypost.com",),
    "new york times": ("nytimes.com",),
    "npr": ("npr.org",),
    "politico": ("politico.com", "politico.eu"),
    "reuters": ("reuters.com",),
    "sky news": ("news.sky.com", "skynews.com.au"),
    "south china morning post": ("scmp.com",),
    "sydney morning herald": ("smh.com.au",),
    "tmz": ("tmz.com",),
    "usa today": ("usatoday.com",),
    "wall street journal": ("wsj.com",),
    "washington post": ("washingtonpost.com",),
}


def find_outlet_name(line: str) -> str | None:
    """Return the outlet's name if ``line`` contains only that, or that and a date; otherwise null."""
    date_match = find_date(line)
    if date_match:
        name = line[: date_match.start()].strip(_DIVIDERS)
        rest = line[date_match.end() :].strip(_DIVIDERS + ".")
        return name if name and not rest and _NAME.fullmatch(name) else None
    name = line.strip(_DIVIDERS)
    return name if _NAME.fullmatch(name) and _OUTLET_WORD.search(name) else None


def choose_outlet_of_copy(names: Iterable[str], *, fetched_from: str, canonical: str) -> str:
    """Return the outlet of a page that was fetched from one site and names an address on another, ``canonical``.

    Anybody can copy the metadata of the Elmouth Courier, so a name counts only if the domain that the page came from is
    made of it ("Harbour Mirror" at harbourmirror.example), and the other domain is not. Otherwise it is the site.
    """
    is_one_domain = registered_domain(fetched_from) == registered_domain(canonical)
    for name in names:
        if names_site(name, fetched_from) and (is_one_domain or not names_site(name, canonical)):
            return name
    return bare_host(fetched_from)


def find_claimed_host(name: str, url: str) -> str | None:
    """Return the host of the outlet called ``name`` if it is well known and ``url`` is none of its addresses."""
    hosts = _HOSTS_OF_OUTLETS.get(name.casefold().removeprefix("the "), ())
    host = bare_host(url)
    is_own = any(host == own or host.endswith(f".{own}") for own in hosts)
    return hosts[0] if hosts and not is_own else None


def names_site(name: str, url: str) -> bool:
    """Return true if the domain of ``url`` is made of words of ``name`` ("Bell News": bell.example) or its initials."""
    label = registered_domain(url).split(".")[0].replace("-", "")
    words = re.findall(r"\w+", name.casefold())
    if len(words) > _MAX_NAME_WORDS:
        return False
    runs = [words[start:end] for start in range(len(words)) for end in range(start + 1, len(words) + 1)]
    return any(
        label == "".join(run) or (len(run) >= _MIN_INITIALS and label == "".join(word[0] for word in run))
        for run in runs
    )
