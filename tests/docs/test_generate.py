"""The generated parts of the docs are up to date."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from docs import generate
from onrecord.codec import to_record
from onrecord.room import api
from onrecord.settings import Settings
from onrecord.types import Citation, Organisation, Person, Reading, Relationship, Stated, Turn


def every_part() -> list[tuple[Path, str, str]]:
    return [
        (path, name, body)
        for path in generate.documents()
        for name, body in generate.parts(path.read_text(encoding="utf-8")).items()
    ]


def test_every_generated_part_is_in_a_document() -> None:
    names = [name for _, name, _ in every_part()]
    assert sorted(names) == sorted(generate.WITHOUT_MODEL | generate.WITH_MODEL)


@pytest.mark.parametrize("path", generate.documents(), ids=lambda path: path.name)
def test_no_part_is_stale(path: Path) -> None:
    document = path.read_text(encoding="utf-8")
    assert generate.renewed(document, makers=generate.WITHOUT_MODEL) == document, "stale: run `make docs`"


def test_every_setting_says_what_it_sets() -> None:
    assert set(generate.setting_meanings()) == {field.name for field in fields(Settings)}


def test_every_limit_that_can_be_set_is_in_the_table() -> None:
    limits = {field.name for field in fields(Settings) if field.name.startswith("max_") or "timeout" in field.name}
    assert limits == {limit for _, limit, _ in generate.LIMITS if isinstance(limit, str)}


def test_every_route_says_what_it_is_for() -> None:
    document = api.openapi()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            assert operation["description"], (method, path)
            assert "4XX" in operation["responses"], (method, path)
            assert all(item["description"] for item in operation.get("parameters", ())), (method, path)
    ids = [value["operationId"] for operations in document["paths"].values() for value in operations.values()]
    assert len(set(ids)) == len(ids)


def test_every_route_is_documented() -> None:
    """Every route under /api, including those that are not in the OpenAPI document."""
    told = (generate.ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    routes = [route for part in api.SECTIONS for route in part.router.routes]
    assert routes
    for route in routes:
        assert isinstance(route, APIRoute)
        for method in route.methods or ():
            assert f"`{method} {route.path}`" in told


def test_a_stale_part_is_seen() -> None:
    document = "before\n<!-- generated: settings -->\nold\n<!-- end -->\nafter\n"
    renewed = generate.renewed(document, makers=generate.WITHOUT_MODEL)
    assert generate.parts(renewed) == {"settings": f"\n{generate.settings_part()}\n"}
    assert renewed.startswith("before\n<!-- generated: settings -->\n\n")
    assert renewed.endswith("\n<!-- end -->\nafter\n")
    assert generate.renewed(renewed, makers=generate.WITHOUT_MODEL) == renewed


def test_every_field_of_the_record_is_described(reading: Reading) -> None:
    described = set(re.findall(r"^\| `([a-z0-9_.\[\]]+)` \|", generate.fields_part(), flags=re.MULTILINE))
    full = replace(
        reading,
        article=replace(
            reading.article, warnings=("The page is cut short by a paywall.",), turns=(Turn((0, 2), (3, 5)),)
        ),
        statements=tuple(replace(s, speakers=("Ada Brannigan", "Quay Trust")) for s in reading.statements),
        people=(Person("p1", "Ada Brannigan", (), (), ages=(Stated("71", (0, 2)),)),),
        organisations=(Organisation("o1", "Quay Trust", (), ()),),
        cited=(Citation("The Bell", None, (0, 2)),),
        relationships=(Relationship("Ada Brannigan", "parent", "a son", 1, "asserted", (0, 2), 0.7),),
    )
    of_furniture = {f"article.furniture[].{name}" for name in ("kind", "span", "text", "account")}
    assert described == field_paths(to_record(full)) | of_furniture


def test_the_example_record_has_every_field(reading: Reading) -> None:
    parts_shown = generate.parts((generate.ROOT / "docs" / "record-format.md").read_text(encoding="utf-8"))["json"]
    record = json.loads(parts_shown.strip().removeprefix("```json").removesuffix("```"))
    assert field_paths(record) >= field_paths(to_record(reading))
    assert record["statements"]


def test_links_between_documents_lead_somewhere() -> None:
    for path in generate.documents():
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


def field_paths(record: Mapping[str, object], *, before: str = "") -> set[str]:
    """Paths of all fields, such as ``statements[].kind``, without those of times, which are null here."""
    paths: set[str] = set()
    for name, value in record.items():
        paths.add(before + name)
        if isinstance(value, dict) and name != "when":
            paths |= field_paths(value, before=f"{before}{name}.")
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    paths |= field_paths(item, before=f"{before}{name}[].")
    return paths
