"""The API's routes as people read of them, taken from its OpenAPI document: for the room's page and for docs/api.md."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

_ADDRESS: Final = "http://localhost:8000"
_JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Field:
    """What a route takes: in its address, or in the JSON that is sent."""

    name: str
    where: str
    """``path``, ``query`` or ``body``."""
    kind: str
    needed: bool
    usual: str | None
    """What holds where it is not given."""
    meaning: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that the body of a request can have."""

    kind: str
    """A media type, and for JSON what it says."""
    meaning: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the API."""

    id: str
    method: str
    path: str
    summary: str
    meaning: str
    fields: tuple[Field, ...]
    sent: tuple[Sent, ...]
    status: int
    answer: str
    """What it gives back: a schema's name, or a media type."""
    example: str
    """A call of it."""


@dataclass(frozen=True, slots=True)
class Section:
    """Routes that belong together."""

    name: str
    meaning: str
    routes: tuple[Route, ...]


def sections(document: Mapping[str, Any]) -> tuple[Section, ...]:
    """All routes of ``document``, an OpenAPI document, by its tags and in its order."""
    routes: dict[str, list[Route]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            made = _Reading(document).route(method.upper(), path, operation)
            routes.setdefault(operation["tags"][0], []).append(made)
    return tuple(
        Section(tag["name"], tag["description"], tuple(routes[tag["name"]]))
        for tag in document["tags"]
        if tag["name"] in routes
    )


class _Reading:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self._schemas = document["components"]["schemas"]

    def route(self, method: str, path: str, operation: Mapping[str, Any]) -> Route:
        status, answer = next((code, told) for code, told in operation["responses"].items() if code.startswith("2"))
        media, content = next(iter(answer["content"].items()))
        return Route(
            id=operation["operationId"],
            method=method,
            path=path,
            summary=operation["summary"],
            meaning=operation.get("description", ""),
            fields=tuple(self._given(one) for one in operation.get("parameters", ())),
            sent=tuple(self._sent(operation)),
            status=int(status),
            answer=self._kind(content.get("schema", {})) if media == _JSON else media,
            example=self._example(method, path, operation),
        )

    def _given(self, one: Mapping[str, Any]) -> Field:
        schema = one["schema"]
        return Field(
            name=one["name"],
            where=one["in"],
            kind=f"{self._kind(schema['items'])} (may be repeated)" if "items" in schema else self._kind(schema),
            needed=one["required"],
            usual=_usual(schema),
            meaning=one.get("description", ""),
        )

    def _sent(self, operation: Mapping[str, Any]) -> Iterator[Sent]:
        for media, content in operation.get("requestBody", {}).get("content", {}).items():
            for schema in self._choices(content["schema"]):
                kind = media if len(self._choices(content["schema"])) == 1 else f"{media}, {self._kind(schema)}"
                yield Sent(kind, self._followed(schema).get("description", ""), tuple(self._fields(schema)))

    def _fields(self, schema: Mapping[str, Any]) -> Iterator[Field]:
        whole = self._followed(schema)
        for name, one in whole.get("properties", {}).items():
            yield Field(
                name=name,
                where="body",
                kind=self._kind(one),
                needed=name in whole.get("required", ()),
                usual=_usual(one),
                meaning=one.get("description", ""),
            )

    def _choices(self, schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return list(schema.get("oneOf", [schema]))

    def _followed(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        name = schema.get("$ref", "").rpartition("/")[2]
        found: Mapping[str, Any] = self._schemas[name] if name else schema
        return found

    def _kind(self, schema: Mapping[str, Any]) -> str:
        """What a schema allows, in a few words."""
        if "$ref" in schema:
            whole = self._followed(schema)
            return self._kind(whole) if "enum" in whole else str(schema["$ref"]).rpartition("/")[2]
        if "const" in schema:
            return str(schema["const"])
        if "enum" in schema:
            return " | ".join(map(str, schema["enum"]))
        if "anyOf" in schema or "oneOf" in schema:
            some = [one for one in schema.get("anyOf", schema.get("oneOf", ())) if one.get("type") != "null"]
            return " | ".join(dict.fromkeys(map(self._kind, some)))
        if schema.get("type") == "array":
            return f"list of {self._kind(schema.get('items') or {})}"
        if "minimum" in schema and "maximum" in schema:
            return f"{schema['minimum']} to {schema['maximum']:,}"
        return {"string": "text", "integer": "number", "boolean": "true | false"}.get(schema.get("type", ""), "JSON")

    def _example(self, method: str, path: str, operation: Mapping[str, Any]) -> str:
        asked: list[tuple[str, str]] = []
        for one in operation.get("parameters", ()):
            example = _example_of(one["schema"], one)
            if one["in"] == "path":
                path = path.replace(f"{{{one['name']}}}", quote(str(example)))
            elif one["required"] or (example is not None and method == "GET"):
                asked.append((one["name"], str(example)))
        words = ["curl", *(("-X", method) if method != "GET" else ()), *self._body(operation)]
        address = f"{_ADDRESS}{path}{'?' if asked else ''}{urlencode(asked, quote_via=quote)}"
        return shlex.join([*words, address])

    def _body(self, operation: Mapping[str, Any]) -> list[str]:
        content = operation.get("requestBody", {}).get("content", {}).get(_JSON)
        if content is None:
            return []
        whole = self._followed(self._choices(content["schema"])[0])
        given = {
            name: _example_of(one, one)
            for name, one in whole["properties"].items()
            if name in whole.get("required", ()) or (not whole.get("required") and _example_of(one, one))
        }
        first = given if whole.get("required") else dict(list(given.items())[:1])
        return ["-H", f"Content-Type: {_JSON}", "-d", json.dumps(first, ensure_ascii=False)]


def _example_of(schema: Mapping[str, Any], around: Mapping[str, Any]) -> Any:
    for one in (around, schema, *schema.get("anyOf", ())):
        if one.get("examples"):
            return one["examples"][0]
    return schema.get("const", schema.get("enum", [None])[0])


def _usual(schema: Mapping[str, Any]) -> str | None:
    if schema.get("default") in (None, "", []):
        return None
    return json.dumps(schema["default"]).strip('"')
