"""The room behind a proxy: the examples of docs/room.md are run."""

from __future__ import annotations

import json
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from onrecord.record import Record
from onrecord.room import Access, access, create_app
from onrecord.room.request_log import open_access_log
from tests.room.serving import listening

DOCUMENT = Path(__file__).parents[2] / "docs" / "room.md"
SECRET = "a long enough secret"
VISITOR = "203.0.113.9"


@pytest.fixture
def room(new_record: Record, tmp_path: Path) -> Iterator[int]:
    """The port of a room that wants names, and writes an access log."""
    access.add_account(tmp_path / "access.json", "rhea", role="reader", secret=SECRET)
    app = create_app(new_record, access=Access(tmp_path / "access.json"))
    with open_access_log(str(tmp_path / "log")), listening(app) as port:
        yield port


def clients(tmp_path: Path, *, requests: int = 1) -> list[str]:
    """The addresses of visitors in the access log, once it has all ``requests``: each is written after its response."""
    until = time.monotonic() + 30
    while len(lines := (tmp_path / "log").read_text().splitlines()) < requests:
        assert time.monotonic() < until
        time.sleep(0.01)
    return [json.loads(line)["client"] for line in lines]


def sign_in(client: httpx2.Client, *, origin: str, **headers: str) -> httpx2.Response:
    form = {"name": "rhea", "secret": SECRET, "back": "/about"}
    return client.post("/login", data=form, headers={"origin": origin, **headers})


@pytest.mark.parametrize(
    ("trusted", "client", "secure"),
    [(None, VISITOR, True), ("127.0.0.1", VISITOR, True), ("10.0.0.5", "127.0.0.1", False)],
)
def test_only_a_trusted_proxy_says_who_asks(
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    trusted: str | None,
    client: str,
    secure: bool,
) -> None:
    """The headers are those that the documented nginx and Caddy send."""
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    if trusted:
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", trusted)
    port = request.getfixturevalue("room")
    headers = {"host": "record.example", "x-forwarded-for": VISITOR, "x-forwarded-proto": "https"}
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as visitor:
        answer = sign_in(visitor, origin="https://record.example", **headers)
    assert (answer.status_code, answer.headers["location"]) == (303, "/about")
    assert ("secure" in answer.headers["set-cookie"].lower()) == secure
    assert clients(tmp_path) == [client]


def test_a_visitor_cannot_pretend_to_be_another(room: int, tmp_path: Path) -> None:
    """A proxy that appends to the header leaves what the visitor wrote before it."""
    httpx2.get(f"http://127.0.0.1:{room}/login", headers={"x-forwarded-for": f"198.51.100.1, {VISITOR}"})
    assert clients(tmp_path) == [VISITOR]


@contextmanager
def nginx(folder: Path, *, room: int) -> Iterator[int]:
    """nginx with the documented server, on a port of its own, with a certificate of its own."""
    for program in ("nginx", "openssl"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: apt-get install nginx-light openssl")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    making = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost "
        f"-addext subjectAltName=DNS:localhost -keyout {key} -out {certificate}"
    )
    subprocess.run(making.split(), check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = documented("nginx")
    for printed_address, tested in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/ssl/record.example.pem", str(certificate)),
        ("/etc/ssl/record.example.key", str(key)),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{room}"),
    ):
        assert server.count(printed_address) == 1, printed_address
        server = server.replace(printed_address, tested)
    paths = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; user root; pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}} "
        f"http {{ access_log off; {paths} {server} }}",
        encoding="utf-8",
    )
    process = subprocess.Popen(["nginx", "-c", configuration, "-p", folder], stderr=subprocess.PIPE)
    try:
        until = time.monotonic() + 20
        while not answers(port):
            assert process.poll() is None, process.stderr and process.stderr.read()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.communicate()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


def documented(language: str) -> str:
    """The only block of code in this language in the document."""
    (block,) = re.findall(
        rf"^```{language}\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return str(block)


def test_the_documented_nginx_serves_the_room(room: int, tmp_path: Path) -> None:
    with nginx(tmp_path, room=room) as port:
        trusted = ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))
        home = f"https://localhost:{port}"
        with httpx2.Client(base_url=home, verify=trusted, timeout=60, headers={"accept": "text/html"}) as visitor:
            refused = sign_in(visitor, origin="https://elsewhere.example")
            answer = sign_in(visitor, origin=home, **{"x-forwarded-for": VISITOR})
            about = visitor.get("/about")
            health = visitor.get("/health")
    assert refused.status_code == 403
    assert (answer.status_code, "secure" in answer.headers["set-cookie"].lower()) == (303, True)
    assert (about.status_code, "rhea, reader" in about.text) == (200, True)
    assert health.json()["status"] == "ok"
    assert set(clients(tmp_path, requests=4)) == {"127.0.0.1"}, "what a visitor says of an address is not believed"
