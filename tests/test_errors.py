"""Install commands in errors can be pasted into a shell."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

import pytest

from onrecord.errors import install_command


@pytest.mark.parametrize(
    ("origin", "command"),
    [
        ({"url": "file://{folder}", "dir_info": {}}, "pip install '{folder}[room]'"),
        ({"url": "file://{folder}", "dir_info": {"editable": True}}, "pip install -e '{folder}[room]'"),
        ({"url": "file:///nowhere", "dir_info": {}}, "pip install 'onrecord[room]'"),
        ({"url": "https://index.example/onrecord.whl"}, "pip install 'onrecord[room]'"),
        (None, "pip install 'onrecord[room]'"),
    ],
)
def test_extras_are_installed_from_where_the_package_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, origin: object, command: str
) -> None:
    (tmp_path / "METADATA").write_text("Name: onrecord\nVersion: 1\n", encoding="utf-8")
    if origin:
        direct_url = json.dumps(origin).replace("{folder}", str(tmp_path))
        (tmp_path / "direct_url.json").write_text(direct_url, encoding="utf-8")
    monkeypatch.setattr(metadata, "distribution", lambda _: metadata.PathDistribution(tmp_path))
    assert install_command("room") == command.replace("{folder}", str(tmp_path))
