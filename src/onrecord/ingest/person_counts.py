"""What one reading adds to the names that are kept, and to the counts and facts of its people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from onrecord.ingest.page_entities import Cast
from onrecord.resolve import persons
from onrecord.store.days import day_range
from onrecord.store.readings import everybody


def words_in(record: Mapping[str, Any]) -> Iterator[str | None]:
    """Everything in ``record`` that is kept as a name."""
    yield record["article"]["outlet"]
    for one in record["statements"]:
        yield from (one["speaker_name"], one["told"], *one["about"])
    for _, one in everybody(record):
        yield from (one["name"], *(word for _, word in _facts(one)))
    for one in record["relationships"]:
        yield from (one["from"], one["to"])
    yield from (one["outlet"] for one in record["cited"])


def _facts(one: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the page calls somebody beside the name: kinds and words, each once."""
    told = [("alias", word) for word in one["aliases"]]
    told += [("role", word) for word in one.get("roles", [])]
    told += [("age", str(age["value"])) for age in one.get("ages", [])]
    return list(dict.fromkeys(told))


def shares_of(
    record: Mapping[str, Any],
    *,
    values: Sequence[Mapping[str, Any]],
    abouts: Sequence[Mapping[str, Any]],
    cast: Cast,
    keys: Mapping[str, int],
) -> list[persons.Share]:
    """What the appearances on a new page add to their persons."""
    said = Counter(one["speaker_appearance_id"] for one in values)
    of = Counter(appearance for _, appearance in {(one["statement_id"], one["appearance_id"]) for one in abouts})
    first, last = day_range(record["article"]["published"])
    here: set[int] = set()
    shares = []
    for _, one in everybody(record):
        appearance = cast.by_local_id[one["id"]]
        person = cast.person[appearance]
        facts = (("name", keys[one["name"]]), *((kind, keys[word]) for kind, word in _facts(one)))
        shares.append(
            persons.Share(person, int(person not in here), said[appearance], of[appearance], first, last, facts=facts)
        )
        here.add(person)
    return shares
