"""Names of authors in byline lines and in metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable

from onrecord.articles.dates import DAY_OF_YEAR, find_date, is_dateline

_PARTICLE = (
    r"(?:de|van|der|den|von|zu|zum|zur|al|el|bin|ibn|la|le|del|della|di|da|das|dos|do|du|ten|ter|te|af|av|y|e|i|mac|st)"
)
_PARTICLES = re.compile(_PARTICLE)
_NAME_WORD = rf"(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w.'’-]*|{_PARTICLE})"
_NAME = rf"{_NAME_WORD}(?: {_NAME_WORD}){{1,4}}"
# Six authors with roles fit into 160 characters; a longer line that begins with "By" is a sentence.
_MAX_BYLINE_CHARS = 160
_ROLE = (
    r"(?:(?:[\w&'’-]+ ){0,4}(?:(?:writer|reporter|correspondent|editor|columnist|critic|contributor|producer"
    r"|journalist)s?|staff|press|reuters|cnn|agency|bureau|news|desk)(?:\s(?:for|in|at|of)\s[\w '’]{1,40})?)"
)
# "By Ada Quill, Tom Hale and Jo van der Meer", "Words by Ada Quill | Elmouth Courier reporter", "-- By: Ada Quill",
# "By Ada Quill, Elmouth", "By Ada Quill / Elmouth Courier".
# ``rest``, the text after it, must be a date: "Submitted by Ada Quill on Fri, 03/05/2024 - 13:20".
_BYLINE = re.compile(
    r"(?:[–—-]{1,2} ?)?(?i:(?:(?:(?:words|story|text)(?: and (?:photos|pictures))?|written|report|article|posted"
    r"|submitted|interview|reported) )?by:?|(?:author|reporter|writer|words|text|interview):) "
    rf"(?P<names>{_NAME}(?:(?:, and |, | and | & ){_NAME}){{0,5}})"
    rf"(?: ?[,|/–—-] ?(?i:{_ROLE})(?:[,|/ –—-]+[\w.'’ –—-]{{1,50}})?| (?i:for|in) [A-Z][\w .'’-]{{1,40}}"
    r"|, [A-Z][a-z]+| ?[|/] ?[A-Z][\w.'’ -]{1,40}|,? (?:and|with) (?:(?:news )?agencies|wires)){0,2}"
    r"(?:\W+(?P<rest>.{0,60}))?"
)
# "Reported by: Ada Quill, Edited by: Tom Hale", "Words: Ada Quill Photography: Mina Hart": the rest names no author.
_WORK = r"(?:edit(?:ed|ing)|photo(?:s|graphs|graphy)?|pictures?|images?)"
_OTHER_WORK = re.compile(rf"(?: ?[,;|/·–—-] ?{_WORK}(?: by:?|:)| {_WORK}:) .*", re.IGNORECASE)
# Without "by", only a role after the name marks a byline: "Ada Quill, political correspondent".
_BARE_BYLINE = re.compile(
    rf"(?P<names>{_NAME}(?:(?:,? and|,| &) {_NAME}){{0,3}}),\s*(?i:{_ROLE})(?:, [A-Z][\w.'’ -]{{1,40}})?\W*"
)
# "Ada Quill, Business Editor, and Tom Hale, Political Correspondent": the first role.
_ROLE_OF_AUTHOR = re.compile(rf",\s*(?i:{_ROLE})(?=(?:,|,? and) {_NAME},)")
# "By Monday", "By The Sea", "By Contrast": capitalised, but not a name.
_NOT_NAMES = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august|september"
    r"|october|november|december|the|contrast|comparison|then|now|in|news|sport|politics|opinion|business|world|local|national)\b",
    re.IGNORECASE,
)
# After a byline: "By Ada Quill on May 3, 2024 @adaquill 76 Comments", "By Ada Quill Follow @adaquill".
_HANDLE = re.compile(
    r"(?: [Ff]ollow)? ?\(?@\w{2,30}\)?| ?(?<!\d)\d{1,7}+ ?[Cc]omments?|[ |·]{0,3}\b[Vv]iews: ?\d[\d ,.]{0,9}"
    r"| ?\(?(?<![\w.+-])[\w.+-]{1,60}@[\w.-]{1,60}\)?"
)
# "By Ada Quill in Tarn Quay, Tom Hale in Elmouth and Jo Meer": the places.
_PLACE_OF_AUTHOR = re.compile(r"(?<=\w) in [A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2}(?=,? and |, )")
# "Ada Quill in Tarn Quay", "Ada Quill at the Quay Arena", "Ada Quill, Elmouth".
_PLACE_AT_END = re.compile(r"(?<=\w)(?: (?:in|at(?: the)?) [A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2}|, [A-Z][a-z]+)$")
# "Posted on May 3, 2024 by Ada Quill", "3 May 2024, 10:30 by Ada Quill".
_BY = re.compile(r"\b(?:(?:(?:posted|written) )?by:?|(?:author|reporter|writer):) ", re.IGNORECASE)
# "By Ada Quill on May 3, 2024 in Harbour".
_SECTION_AT_END = re.compile(r" in [A-Z][\w &]{1,40}$", re.IGNORECASE)
_BEFORE_DATE = re.compile(
    r"(?<![ ,|·–—-])[ ,|·–—-]++"
    r"(?:(?:on|(?:(?:last|first) )?(?:posted|published|updated)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"[ ,|·:–—-]++)?$",
    re.IGNORECASE,
)
# A line below an author's name: "Political correspondent, Elmouth".
_ROLE_LINE = re.compile(rf"(?i:{_ROLE})(?:, [A-Z][\w ]{{1,40}})?")
# Where markup announces an author: "Ada Quill, ELMOUTH COURIER 3:53 p.m.", "Ada Quill Senior Harbour Correspondent".
_NAME_AND_EMPLOYER = re.compile(
    rf"(?P<name>{_NAME_WORD}(?: {_NAME_WORD}){{1,2}}?)"
    r"(?:, [A-Z][A-Z.&]+(?: [A-Z.&]+)*"
    r"|(?:,| [–—-])? (?i:(?:senior|chief|staff|deputy|executive|associate|contributing|special|local|political"
    rf"|democracy|crime|business|education|health|sports?|environment|transport|arts|courts?|city|national|world"
    rf"|foreign|home affairs|royal|showbiz|entertainment|technology|science|culture|music|film|food|travel|news"
    rf"|football) {_ROLE})(?:, [\w ]{{1,40}})?"
    # "Ada Quill, Senior Lecturer in Maritime Law, University of Elmouth".
    r"|, (?i:(?:\w+ ){0,2}(?:lecturer|professor|fellow|researcher|reader|candidate))\b(?: [io][nf]|,) .{1,80})"
)
_TIME_AT_END = re.compile(
    r" \d{1,2}[:.]\d\d\b.{0,20}$"
    r"|(?<![ ,|/·–—-])[ ,|/·–—-]{1,4}(?:\d{1,3} [a-z]{1,8} ago|(?:posted|published|updated)(?: on|:)?)$",
    re.IGNORECASE,
)
# "Ada Quill / HP /", "Ada Quill | Our Correspondent", "Ada Quill · Harbour News ·": the names are in front.
_AUTHOR_DIVIDER = re.compile(r" ?[|·•] ?| / ")
_DIVIDER = re.compile(r" [|·•] ")
_SYMBOLS_BEFORE = re.compile(r"^[^\w\s]{1,3} ")
# "Text Size", "Story Highlights", "City Council Meeting", "Read More", "Follow Us": labels. "Una Read" is an author.
_LABEL_WORD = re.compile(
    r"\b(?:text|size|highlights?|via|source|related|items?|what|how|why|you|your|can|user|share|topics?|tags?|updates?"
    r"|comments?|tools?|photos?|videos?|pictures?|exclusive|advertisement|statement|transcript|story|stories"
    r"|city|county|council|meeting|awards?|department|committee|university|board|trust|authority|ministry|government"
    r"|association|society|union|company|limited|ltd|inc|media|press|institute|foundation|commission|police)\b"
    r"|^(?:read|more|follow|dear)\b",
    re.IGNORECASE,
)
# "Elmouth Courier editor-at-large" and "Courier staff" are roles, not names.
_ROLE_WORD = re.compile(
    r"\b(?:editors?|writers?|reporters?|correspondents?|columnists?|critics?|staff|contributors?|producers?|desk|team|admin|newsroom"
    r"|journalists?|agency|agencies)\b",
    re.IGNORECASE,
)
# "The Tarn Space Agency" is an author, "Courier Staff" is not.
_STAFF = re.compile(r"\b(?:staff|desk|team|newsroom|admin|writers?|reporters?|correspondents?)\b", re.IGNORECASE)
# "Analysis by Ada Quill", "By: Ada Quill".
_OPENING = re.compile(r"^.*\bby:?\s+", re.IGNORECASE)
# "https://courier.example/ada", "www.courier.example", "@adaquill", "courier.example".
_ADDRESS = re.compile(r"https?:|www\.|@|\w\.(?:com|org|net|co|tv|news|info|[a-z]{2})\b(?!\.\s)", re.IGNORECASE)
# "Ada Quill aquill@courier.example".
_ADDRESS_AT_END = re.compile(r"(?<=\w)[ ,|(]{1,3}[\w.+-]{1,60}@[\w.-]{1,60}\)?$")
# "TOM HALE Harbour Press": the name in capitals, the employer in title case. "TOMHALE Harbour Press" counts too.
_CAPITALS_THEN_EMPLOYER = re.compile(
    r"((?:[A-Z][A-Z.'’-]++ ){1,3}[A-Z][A-Z.'’-]++|(?=[A-Z][A-Z.'’-]+[A-Z][A-Z.'’-])[A-Z][A-Z.'’-]++) (?:[A-Z][a-z]+ ?)+"
)
# "Ada Quill for The Courier", "Harbour Press in Tarn": the rest is no name.
_EMPLOYER_OR_PLACE = re.compile(r"\s(?:for|in|at)\s[A-Z].*")
_SUFFIX = re.compile(r"(?:[JS]r|II|III|IV|MD|M\.D|Ph\.?D)\.?", re.IGNORECASE)
_AGENCIES = (
    r"(?:reuters|afp|ap|pa|aap|dpa|upi|ani|pti|ians|cnn|bbc|bloomberg|tass|xinhua|kyodo|sapa|(?:the )?associated press"
    r"|(?:the )?canadian press)"
)
_AGENCY = re.compile(_AGENCIES, re.IGNORECASE)
# "Tom Hale Associated Press".
_AGENCY_AFTER_NAME = re.compile(rf"(?<=\w)[ ,]+{_AGENCIES}$", re.IGNORECASE)
# A longer "name" is a sentence or a list: "Ada Quill And The Whole Elmouth Sports Team".
_MAX_NAME_WORDS = 6
# Metadata of a page names up to a dozen authors.
_MAX_AUTHORS = 50


def parse_byline(line: str) -> tuple[str, ...]:
    """Return the authors' names if ``line`` is a byline; otherwise an empty tuple."""
    line = " ".join(line.split())
    if len(line) > _MAX_BYLINE_CHARS:
        return ()
    if "@" in line or "omment" in line or "iews" in line:
        line = _HANDLE.sub("", line)
    if " in " in line:
        line = _PLACE_OF_AUTHOR.sub("", line)
    line = _OTHER_WORK.sub("", line)
    if line.count(",") > 1:
        line = _ROLE_OF_AUTHOR.sub("", line)
    line = _SECTION_AT_END.sub("", line) if find_date(line) else line
    date = find_date(line)
    if date is None:
        # "Harbour, Top Story | Published: 5 hours ago | Written by Ada Quill"
        parts = [line, *(part for part in _DIVIDER.split(line)[1:] if _BY.match(part))]
        # "Jan 14 Written by Ada Quill"
        if day := DAY_OF_YEAR.match(line):
            parts.append(line[day.end() :].lstrip(" ,"))
        return next(filter(None, map(_parse_names, parts)), ())
    by = _BY.search(line, date.end())
    if by and is_dateline(line[: by.start()]):
        return _parse_names(line[by.start() :])
    # "By Ada Quill May 3, 2024 10:14 AM": the month is no part of the name.
    head = _BEFORE_DATE.sub("", line[: date.start()]) if is_dateline(line[date.start() :]) else ""
    return _parse_names(head) or _parse_names(line)


def _parse_names(line: str) -> tuple[str, ...]:
    """Return the names in ``line``, a byline with no date right after a name."""
    match = _BYLINE.fullmatch(line) or _BARE_BYLINE.fullmatch(line)
    if match is None or _NOT_NAMES.search(match["names"]):
        return ()
    rest = match.groupdict().get("rest") or ""
    if rest and not is_dateline(rest):
        return ()
    first, *others = re.split(r",\s*and\b|,|\band\b|&", match["names"], flags=re.IGNORECASE)
    # "By Ada Quill, Harbour Press", "By Ada Quill and Tom Hale, Courier Staff Writers"
    names = [first, *(name for name in others if not (_LABEL_WORD.search(name) or _ROLE_WORD.search(name)))]
    return tuple(_proper_case(_AGENCY_AFTER_NAME.sub("", name.strip(" ."))) for name in names if name.strip(" ."))


def is_role(line: str) -> bool:
    """Return true if ``line`` is the role of an author: "Political correspondent, Elmouth"."""
    return len(line) <= _MAX_BYLINE_CHARS and _ROLE_LINE.fullmatch(line) is not None


def is_agency(line: str) -> bool:
    """Return true if ``line`` is the name of a news agency: "AFP"."""
    return _AGENCY.fullmatch(line) is not None


def is_role_name(name: str) -> bool:
    """Return true if ``name`` is that of a role or a department: "Courier Staff"."""
    return _STAFF.search(name) is not None


def parse_bare_names(line: str) -> tuple[str, ...]:
    """Return the names if ``line`` contains only names of two or three words: "Ada Quill/Tom Hale"."""
    if len(line) > _MAX_BYLINE_CHARS:
        return ()
    names = [_AGENCY_AFTER_NAME.sub("", name.strip()) for name in re.split(r"/|,|\band\b|&", line)]
    is_byline = all(
        re.fullmatch(_NAME, name)
        and len(name.split()) <= 4
        and not any(words.search(name) for words in (_NOT_NAMES, _ROLE_WORD, _LABEL_WORD))
        for name in names
    )
    return tuple(map(_proper_case, names)) if is_byline else ()


def parse_author_line(line: str) -> tuple[str, ...]:
    """Return the names in ``line``, which by its markup or place names the author, maybe with employer and date."""
    line = " ".join(line.split())
    if len(line) > _MAX_BYLINE_CHARS:
        return ()
    if "@" in line:
        line = _HANDLE.sub("", line)
    date = find_date(line)
    line = (_BEFORE_DATE.sub("", line[: date.start()]) if date else line).rstrip(" ,|/·–—-")
    part = _AUTHOR_DIVIDER.split(_TIME_AT_END.sub("", line.removeprefix("By ")), maxsplit=1)[0]
    # "✍ Ada Quill"
    part = _SYMBOLS_BEFORE.sub("", part)
    if _AGENCY.fullmatch(part):
        return (part,)
    part = _PLACE_AT_END.sub("", part)
    with_employer = _NAME_AND_EMPLOYER.fullmatch(part)
    return parse_bare_names(with_employer["name"] if with_employer else part)


def parse_authors(authors: Iterable[str], *, publishers: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names of people and agencies in ``authors``, the authors in a page's metadata.

    Roles, addresses, handles and ``publishers`` are left out. "Quill, Ada" is turned round.
    """
    # "Elmouth Courier | News of the day" is also "Elmouth Courier".
    not_authors = {name.casefold() for publisher in publishers for name in (publisher, publisher.partition(" | ")[0])}
    values = (part for author in list(authors)[:_MAX_AUTHORS] for part in _split_authors(author))
    names = list(
        dict.fromkeys(name for value in values if (name := _clean_name(value)) and name.casefold() not in not_authors)
    )
    # A single word among full names is a handle or a section: "adaquill".
    full_names = [name for name in names if " " in name]
    return tuple(name for name in names if " " in name or not full_names or _AGENCY.fullmatch(name))


def _split_authors(author: str) -> list[str]:
    """Split "Ada Quill, Tom Hale and Jo Meer" into names, and turn "Quill, Ada" round."""
    author = _ADDRESS_AT_END.sub("", author)
    if _ADDRESS.search(author):
        return []
    parts = re.split(r";|\||,? and | & |/", _OPENING.sub("", " ".join(author.split())))
    names: list[str] = []
    for part in filter(lambda text: text.strip(" ,"), parts):
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        if _AGENCY.fullmatch(pieces[0]):
            # "Reuters, London".
            names.append(pieces[0])
            continue
        if len(pieces) == 2 and _is_surname_first(*pieces):
            names.append(f"{pieces[1]} {pieces[0]}")
            continue
        for piece in pieces:
            if names and _SUFFIX.fullmatch(piece):
                names[-1] += f", {piece}"
            else:
                names.append(piece)
    return names


def _is_surname_first(surname: str, given_names: str) -> bool:
    """Return true for the two parts of "Quill, Ada" and "van der Meer, Jo A.", not of "Reuters, London"."""
    surname_words = [word for word in surname.split() if not _PARTICLES.fullmatch(word.lower())]
    return (
        len(surname_words) == 1
        and len(given_names.split()) <= 2
        and not any(
            _AGENCY.fullmatch(part) or _SUFFIX.fullmatch(part) or _ROLE_WORD.search(part)
            for part in (surname, given_names)
        )
        and not surname.isupper()
    )


def _clean_name(author: str) -> str | None:
    name = _EMPLOYER_OR_PLACE.sub("", " ".join(author.split())).strip(" ,|:")
    name = name if _AGENCY.fullmatch(name) else _AGENCY_AFTER_NAME.sub("", name)
    name = name if _SUFFIX.fullmatch(name.split()[-1] if name else "") else name.rstrip(".")
    if match := _CAPITALS_THEN_EMPLOYER.fullmatch(name):
        name = match[1]
    words = name.split()
    has_lower_case = any(
        word[0].islower() and not _PARTICLES.fullmatch(word) and not word[1:2].isupper() for word in words
    )
    is_person = not has_lower_case and not name.startswith("The ") and len(words) <= _MAX_NAME_WORDS
    is_name = bool(name) and (is_person or _AGENCY.fullmatch(name) is not None)
    return _proper_case(name) if is_name and not _ROLE_WORD.search(name) and not re.search(r"[\d_]", name) else None


def _proper_case(name: str) -> str:
    """Change a name in capitals to title case ("ADA QUILL"), but not one of up to four letters: "AFP" is an agency."""
    return name.title() if name.isupper() and len(name) > 4 else name
