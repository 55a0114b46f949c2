"""The API's routes as a table of contents for people, taken from the OpenAPI document.

The room's page on the API and docs/api.md are made from it.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

_BASE_ADDRESS: Final = "http://localhost:8000"
_JSON: Final = "application/json"
_Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ApiParameter:
    """A parameter in the path or the query, or a field of the body."""

    name: str
    location: str
    """``path``, ``query`` or ``body``."""
    kind: str
    required: bool
    default: str | None
    description: str


@dataclass(frozen=True, slots=True)
class ApiBody:
    """A form that the body of a request can have."""

    kind: str
    """A media type; for JSON with alternatives also the name of the schema."""
    description: str
    fields: tuple[ApiParameter, ...]


@dataclass(frozen=True, slots=True)
class ApiRoute:
    """A route of the API."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[ApiParameter, ...]
    bodies: tuple[ApiBody, ...]
    status: int
    response: str
    """The name of a schema, or a media type."""
    example: str
    """A curl command."""


@dataclass(frozen=True, slots=True)
class ApiSection:
    """Routes with the same tag."""

    name: str
    description: str
    routes: tuple[ApiRoute, ...]


def list_sections(document: _Schema) -> tuple[ApiSection, ...]:
    """All routes of an OpenAPI document, by tag."""
    reader = _DocumentReader(document)
    routes: dict[str, list[ApiRoute]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            routes.setdefault(operation["tags"][0], []).append(reader.read_route(method.upper(), path, operation))
    return tuple(
        ApiSection(tag["name"], tag["description"], tuple(routes[tag["name"]]))
        for tag in document["tags"]
        if tag["name"] in routes
    )


class _DocumentReader:
    def __init__(self, document: _Schema) -> None:
        self._schemas = document["components"]["schemas"]

    def read_route(self, method: str, path: str, operation: _Schema) -> ApiRoute:
        status, response = next(
            (code, response) for code, response in operation["responses"].items() if code.startswith("2")
        )
        media_type, content = next(iter(response["content"].items()))
        return ApiRoute(
            id=operation["operationId"],
            method=method,
            path=path,
            summary=operation["summary"],
            description=operation.get("description", ""),
            parameters=tuple(self._read_parameter(parameter) for parameter in operation.get("parameters", ())),
            bodies=tuple(self._read_bodies(operation)),
            status=int(status),
            response=self._describe_type(content.get("schema", {})) if media_type == _JSON else media_type,
            example=self._make_example(method, path, operation),
        )

    def _read_parameter(self, parameter: _Schema) -> ApiParameter:
        schema = parameter["schema"]
        kind = self._describe_type(schema.get("items", schema))
        return ApiParameter(
            name=parameter["name"],
            location=parameter["in"],
            kind=f"{kind} (repeatable)" if "items" in schema else kind,
            required=parameter["required"],
            default=_default_of(schema),
            description=parameter.get("description", ""),
        )

    def _read_bodies(self, operation: _Schema) -> Iterator[ApiBody]:
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            alternatives = _list_alternatives(content["schema"])
            for schema in alternatives:
                kind = media_type if len(alternatives) == 1 else f"{media_type}, {self._describe_type(schema)}"
                yield ApiBody(kind, self._resolve(schema).get("description", ""), tuple(self._read_fields(schema)))

    def _read_fields(self, schema: _Schema) -> Iterator[ApiParameter]:
        resolved = self._resolve(schema)
        for name, field in resolved.get("properties", {}).items():
            yield ApiParameter(
                name=name,
                location="body",
                kind=self._describe_type(field),
                required=name in resolved.get("required", ()),
                default=_default_of(field),
                description=field.get("description", ""),
            )

    def _resolve(self, schema: _Schema) -> _Schema:
        """The schema behind a reference."""
        name = schema.get("$ref", "").rpartition("/")[2]
        resolved: _Schema = self._schemas[name] if name else schema
        return resolved

    def _describe_type(self, schema: _Schema) -> str:
        """``text``, ``1 to 100``, ``direct | mixed``, ``list of Statement``."""
        if "$ref" in schema:
            resolved = self._resolve(schema)
            return self._describe_type(resolved) if "enum" in resolved else str(schema["$ref"]).rpartition("/")[2]
        if "const" in schema:
            return str(schema["const"])
        if "enum" in schema:
            return " | ".join(map(str, schema["enum"]))
        if "anyOf" in schema or "oneOf" in schema:
            options = [option for option in schema.get("anyOf", schema.get("oneOf")) if option.get("type") != "null"]
            return " | ".join(dict.fromkeys(map(self._describe_type, options)))
        if schema.get("type") == "array":
            return f"list of {self._describe_type(schema.get('items') or {})}"
        if "minimum" in schema and "maximum" in schema:
            return f"{schema['minimum']} to {schema['maximum']:,}"
        return {"string": "text", "integer": "number", "boolean": "true | false"}.get(schema.get("type", ""), "JSON")

    def _make_example(self, method: str, path: str, operation: _Schema) -> str:
        query: list[tuple[str, str]] = []
        for parameter in operation.get("parameters", ()):
            example = _example_of(parameter, parameter["schema"])
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", quote(str(example)))
            elif parameter["required"] or (example is not None and method == "GET"):
                query.append((parameter["name"], str(example)))
        words = ["curl", *(("-X", method) if method != "GET" else ()), *self._make_body_options(operation)]
        address = f"{_BASE_ADDRESS}{path}{'?' if query else ''}{urlencode(query, quote_via=quote)}"
        return shlex.join([*words, address])

    def _make_body_options(self, operation: _Schema) -> list[str]:
        """``-d`` with the required fields of the first kind of body, or its first field that has an example."""
        content = operation.get("requestBody", {}).get("content", {}).get(_JSON)
        if content is None:
            return []
        schema = self._resolve(_list_alternatives(content["schema"])[0])
        required = schema.get("required", ())
        examples = {name: _example_of(field) for name, field in schema["properties"].items()}
        body = {name: examples[name] for name in required}
        if not required:
            body = dict([(name, example) for name, example in examples.items() if example][:1])
        return ["-H", f"Content-Type: {_JSON}", "-d", json.dumps(body, ensure_ascii=False)]


def _list_alternatives(schema: _Schema) -> list[_Schema]:
    return list(schema.get("oneOf", [schema]))


def _example_of(*schemas: _Schema) -> Any:
    """The first example in ``schemas`` or their alternatives, else the only or first value that is allowed."""
    for schema in (*schemas, *schemas[-1].get("anyOf", ())):
        if schema.get("examples"):
            return schema["examples"][0]
    return schemas[-1].get("const", schemas[-1].get("enum", [None])[0])


def _default_of(schema: _Schema) -> str | None:
    if schema.get("default") in (None, "", []):
        return None
    return json.dumps(schema["default"]).strip('"')
