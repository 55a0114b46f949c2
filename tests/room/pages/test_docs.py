"""The page about the API shows all of it."""

from __future__ import annotations

from fastapi.testclient import TestClient

from onrecord.room import api


def test_every_route_and_every_parameter_is_shown(browser: TestClient) -> None:
    page = browser.get("/api/docs").text
    for path, operations in api.openapi()["paths"].items():
        for method, operation in operations.items():
            assert f'id="{operation["operationId"]}"' in page
            assert f"<code><b>{method.upper()}</b> {path}</code>" in page
            for parameter in operation.get("parameters", ()):
                assert f"<code>{parameter['name']}</code>" in page
    assert page.count("<h1>") == 1


def test_programs_get_the_document(browser: TestClient) -> None:
    document = browser.get("/api/openapi.json").json()
    assert document == api.openapi()
    assert document["openapi"].startswith("3.1")
