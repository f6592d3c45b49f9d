"""The front server as we hand it out: it starts, knows two names, and slow callers cost nobody."""

import os
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import quantiles
from threading import Thread

import pytest

from tools.programs import FRONT, find

pytestmark = pytest.mark.pure

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
KEPT_ASIDE = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
AT_ONCE = 400
SLOW, NORMAL = 120, 40
AS_WRITTEN = (
    "client_header_timeout 5s;", "client_body_timeout 10s;", "limit_conn callers 20;",
    "client_max_body_size 13m;", "proxy_request_buffering on;", "return 444;",
    "limit_req zone=pages", "proxy_set_header X-Forwarded-For $remote_addr;",
    'proxy_set_header X-Forwarded-Host "";', "ssl_protocols TLSv1.2 TLSv1.3;",
)  # fmt: skip
SHUT = {
    "ProtectSystem": "strict", "NoNewPrivileges": "true", "PrivateTmp": "true", "UMask": "0077",
    "ProtectHome": "true", "CapabilityBoundingSet": "", "IPAddressDeny": "any",
}  # fmt: skip


class Site(BaseHTTPRequestHandler):
    """A site behind the front server that tells what came."""

    seen: list[dict[str, str]]

    def do_GET(self) -> None:
        self.seen.append(dict(self.headers))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Front:
    port: int
    plain: int
    seen: list[dict[str, str]]
    folder: Path

    def ask(
        self,
        host: str,
        *,
        method: str = "GET",
        path: str = "/",
        body: bytes | None = None,
        caller: str = "127.0.0.1",
        **headers: str,
    ) -> HTTPResponse:
        trusting = ssl._create_unverified_context()
        raw = socket.create_connection(("127.0.0.1", self.port), 10, (caller, 0))
        line = HTTPSConnection("127.0.0.1", self.port, context=trusting, timeout=10)
        line.sock = trusting.wrap_socket(raw, server_hostname=host)
        line.request(method, path, body=body, headers={"Host": host, **headers})
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer

    def ask_at_once(self, host: str, path: str, *, caller: str, **headers: str) -> set[int]:
        """Many requests in one breath over one connection; which answers came."""
        told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        one = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{told}"
        trusting = ssl._create_unverified_context()
        raw = socket.create_connection(("127.0.0.1", self.port), 60, (caller, 0))
        with trusting.wrap_socket(raw, server_hostname=host) as line:
            line.sendall(
                f"{one}\r\n".encode() * AT_ONCE + f"{one}Connection: close\r\n\r\n".encode()
            )
            answers = line.makefile("rb").read().decode()
        return {int(status) for status in re.findall(r"^HTTP/1.1 (\d+)", answers, re.M)}


def hung_up(line: socket.socket) -> bool:
    try:
        return line.recv(100) == b""
    except ConnectionResetError:
        return True


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def own_certificate(folder: Path) -> None:
    for site in ("registry", "portal"):
        asked = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                 "-nodes", "-days", "1", "-subj", f"/CN={site}.example",
                 "-keyout", folder / f"{site}.key", "-out", folder / f"{site}.pem"]  # fmt: skip
        subprocess.run(asked, check=True, capture_output=True)


def as_handed_out(folder: Path, *, behind: int, secure: int, plain: int) -> str:
    """The file as it is, but for places and ports of this machine."""
    written = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    written = re.sub(r"\b127\.0\.0\.1:800[01]", f"127.0.0.1:{behind}", written)
    for place in ("/etc/ssl/nguon/", "/var/log/nginx/"):
        written = written.replace(place, f"{folder}/")
    written = re.sub(r"listen 443\b", f"listen 127.0.0.1:{secure}", written)
    return re.sub(r"listen 80\b", f"listen 127.0.0.1:{plain}", written)


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("front")
    own_certificate(folder)
    handler = type("Handler", (Site,), {"seen": []})
    site = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=site.serve_forever, daemon=True).start()
    secure, plain = free_port(), free_port()
    written = as_handed_out(folder, behind=site.server_port, secure=secure, plain=plain)
    main = folder / "main.conf"
    places = "".join(f"{name}_temp_path {folder}/{name};" for name in KEPT_ASIDE)
    user = "user root;" if os.geteuid() == 0 else ""
    main.write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/log; worker_processes 1;"
        "events { worker_connections 1024; }"
        f"http {{ {places} {written} }}",
        encoding="utf-8",
    )
    command = [str(find(FRONT)), "-c", str(main), "-p", str(folder), "-e", f"{folder}/log"]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    server = subprocess.Popen(command)
    try:
        for _ in range(100):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", secure)) == 0:
                    break
            time.sleep(0.05)
        yield Front(secure, plain, handler.seen, folder)
    finally:
        server.terminate()
        server.wait(10)
        site.shutdown()


def test_the_file_says_what_the_design_asks_for() -> None:
    written = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert [said for said in AS_WRITTEN if said not in written] == []


def test_both_names_are_answered_and_no_other(front: Front) -> None:
    assert front.ask("registry.example").status == 200
    assert front.ask("portal.example").status == 200
    with pytest.raises((ssl.SSLError, OSError)):
        front.ask("elsewhere.example")
    with socket.create_connection(("127.0.0.1", front.plain), 5) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n")
        assert hung_up(line)  # 444: without a word


def test_whoever_comes_without_encryption_is_sent_to_it(front: Front) -> None:
    with socket.create_connection(("127.0.0.1", front.plain), 5) as line:
        line.sendall(b"GET /a?b=1 HTTP/1.1\r\nHost: portal.example\r\nConnection: close\r\n\r\n")
        answer = line.makefile("rb").read().decode()
    assert "301" in answer.splitlines()[0]
    assert "Location: https://portal.example/a?b=1" in answer


def test_no_log_keeps_what_somebody_searched_for_or_came_from(front: Front) -> None:
    """Also not of calls that are refused: too many at once, and ones that nobody answers."""
    path, origin = "/nguoi/?q=MauHoBia", {"Referer": "https://registry.example/?ten=MauVanBia"}
    front.ask("registry.example", method="POST", path=path, body=b"q=MauThiBia", **origin)
    front.ask_at_once("registry.example", path, caller="127.0.0.9", **origin)

    kept = {file.name: file.read_text() for file in front.folder.glob("*log")}
    assert '"/nguoi/" 200' in kept["nguon.log"]
    assert " 429 " in kept["nguon.log"]
    assert [name for name, text in kept.items() if "Bia" in text] == []


def test_what_a_caller_says_of_itself_is_not_passed_on(front: Front) -> None:
    forged = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "http",
              "X-Forwarded-Host": "elsewhere.example", "Forwarded": "for=6.6.6.6"}  # fmt: skip
    front.ask("registry.example", **forged)
    seen = front.seen[-1]
    assert (seen["X-Forwarded-For"], seen["X-Forwarded-Proto"]) == ("127.0.0.1", "https")
    assert "X-Forwarded-Host" not in seen
    assert "Forwarded" not in seen


def test_more_than_a_form_holds_does_not_reach_the_site(front: Front) -> None:
    before = len(front.seen)
    assert front.ask("registry.example", method="POST", body=b"0" * (14 << 20)).status == 413
    assert len(front.seen) == before
    assert front.ask("registry.example", method="POST", body=b"0" * (12 << 20)).status == 200


def test_slow_callers_are_dropped_and_nobody_else_waits_for_them(front: Front) -> None:
    """PA-08: half of them never end their heads, half never end a form."""
    trusting = ssl._create_unverified_context()
    with ExitStack() as lines:
        slow = []
        for number in range(SLOW):
            source = (f"127.0.0.{2 + number % 12}", 0)
            raw = socket.create_connection(("127.0.0.1", front.port), 10, source_address=source)
            line = lines.enter_context(trusting.wrap_socket(raw, server_hostname="portal.example"))
            half = b"GET / HTTP/1.1\r\nHost: portal.example\r\nX-A: "
            body = b"POST / HTTP/1.1\r\nHost: portal.example\r\nContent-Length: 900\r\n\r\na"
            line.sendall(body if number % 2 else half)
            slow.append(line)
        began = time.monotonic()
        taken = []
        for _ in range(NORMAL):
            asked = time.monotonic()
            assert front.ask("registry.example").status == 200
            taken.append(time.monotonic() - asked)
        assert quantiles(taken, n=20)[-1] < 0.2
        for line in slow[::2]:
            line.settimeout(12)
            while line.recv(500):
                pass  # it may say 408 before it hangs up
        assert 3 < time.monotonic() - began < 12


def test_too_many_requests_of_one_caller_are_refused(front: Front) -> None:
    assert front.ask_at_once("portal.example", "/", caller="127.0.0.99") == {200, 429}


@pytest.mark.parametrize(("site", "other"), [("registry", "portal"), ("portal", "registry")])
def test_a_service_sees_its_own_folder_and_nothing_else(site: str, other: str) -> None:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(DEPLOY / f"nguon-{site}.service", encoding="utf-8")
    service = unit["Service"]
    assert {name: service[name] for name in SHUT} == SHUT
    assert service["User"] == f"nguon-{site}"
    assert service["ReadWritePaths"].split()[0] == f"/srv/nguon/{site}"
    assert f"/srv/nguon/{other}" in service["InaccessiblePaths"]
    assert service["MemoryMax"]
