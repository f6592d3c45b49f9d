"""P9: pages of the public site a second, rendered and kept, beside a bare view of Django.

    python -m bench.portal [--rounds 5] [--seconds 3] [--articles 200] [--large 5000]

Real processes of ``nguon portal`` are asked over connections that stay open, by a client on the
same machine, which takes a good part of it. Rounds go over all sides in turn; medians of them are
printed as one JSON object. ``peer`` are figures that were published, not measured here.
"""

import argparse
import gzip
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.portal_sides import Asked, ask
from bench.start import family

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = (1, 8, 32)
USUAL = 8
SOUGHT = ("chi bộ", "nghi quyet dai hoi", "đảng viên mới", "tham tra ly lich", "công đoàn")
TICKS = os.sysconf("SC_CLK_TCK")
# A portal of NukeViet on a machine like the one of the design, 200 articles x 20 comments, with
# eight connections: published in the design and not measured in this run.
PEER = {
    "article": {"per_second": 75, "p50_ms": 102, "p99_ms": 194, "cpu_ms": 25, "statements": 24},
    "home": {"per_second": 124, "p99_ms": 106},
    "search": {"per_second": 43, "p99_ms": 461},
    "page": {"requests": 45, "kilobytes": 623},
}
TARGETS = {
    "article_rendered_per_second": 300,
    "article_rendered_p99_ms": 60,
    "home_rendered_per_second": 300,
    "search_per_second": 200,
    "kept_per_second": 10_000,
    "kept_to_rendered": 40,
    "already_to_rendered": 4,
    "article_statements": 8,
    "article_cpu_ms": 8,
    "search_large_to_usual": 0.5,
    "html_gzip_bytes": 12_000,
    "requests": 12,
}

Cell = tuple[str, str, int]  # side, page, connections
Sites = dict[str, "Site"]


class Site:
    """A serving process: its port and its number."""

    def __init__(self, port: int, pid: int, pages: dict[str, list[bytes]]) -> None:
        self.port, self.pid, self.pages = port, pid, pages

    def cpu(self) -> float:
        """Processor seconds that it and all it started have taken."""
        return sum(map(_cpu_of, family(self.pid)))


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.portal", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--large", type=int, default=5_000)
    chosen = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nguon-bench-")))
        usual = filled(folder / "usual", chosen.articles)
        large = filled(folder / "large", chosen.large)
        sites = {
            "rendered": stack.enter_context(served(folder / "usual", usual, kept=False)),
            "large": stack.enter_context(served(folder / "large", large, kept=False)),
        }
        page = fetched(sites["rendered"], usual["articles"][0])
        (folder / "page.html").write_bytes(page)
        sites["bare"] = stack.enter_context(bare(folder / "page.html"))
        # On a database of its own: one folder, one process.
        kept = filled(folder / "kept", chosen.articles)
        sites["kept"] = stack.enter_context(served(folder / "kept", kept, kept=True))
        sites["kept"].pages["already"] = [already(sites["kept"], kept["articles"][0])]
        found = measured(sites, chosen.rounds, chosen.seconds)
        weight = weight_of(sites["rendered"], page)
    print(json.dumps(report(found, chosen, usual, weight), indent=2, ensure_ascii=False))
    return 0


def cells() -> Iterator[Cell]:
    for many in CONNECTIONS:
        for name in ("article", "home", "search"):
            yield "rendered", name, many
        for name in ("article", "home", "already"):
            yield "kept", name, many
        yield "bare", "article", many
    for name in ("article", "home", "search"):
        yield "large", name, USUAL


def measured(sites: Sites, rounds: int, seconds: float) -> dict[Cell, list[dict[str, float]]]:
    found: dict[Cell, list[dict[str, float]]] = {}
    for side, name, many in cells():  # whatever is looked up or kept once
        ask(sites[side].port, sites[side].pages[name], connections=many, seconds=0.3)
    for _ in range(rounds):
        for cell in cells():
            side, name, many = cell
            site, before = sites[side], sites[side].cpu()
            asked = ask(site.port, site.pages[name], connections=many, seconds=seconds)
            found.setdefault(cell, []).append(summary(asked, site.cpu() - before))
    return found


def summary(asked: Asked, cpu: float) -> dict[str, float]:
    assert asked.statuses.keys() <= {200, 304}, asked.statuses
    spent = sorted(asked.spent)
    return {
        "per_second": len(spent) / asked.seconds,
        "p50_ms": 1000 * statistics.median(spent),
        "p99_ms": 1000 * spent[min(len(spent) - 1, int(len(spent) * 0.99))],
        "cpu_ms": 1000 * cpu / len(spent),
    }


def report(
    found: dict[Cell, list[dict[str, float]]],
    chosen: argparse.Namespace,
    usual: dict[str, Any],
    weight: dict[str, int],
) -> dict[str, Any]:
    middle = {
        cell: {key: round(statistics.median(r[key] for r in rounds), 2) for key in rounds[0]}
        for cell, rounds in found.items()
    }
    rate = {cell: it["per_second"] for cell, it in middle.items()}
    article, home = ("rendered", "article", USUAL), ("rendered", "home", USUAL)
    search = ("rendered", "search", USUAL)
    return {
        "id": "P9",
        "rounds": chosen.rounds,
        "articles": [chosen.articles, chosen.large],
        "at_connections": {
            f"{side} {name}": {
                str(c): middle[side, name, c] for c in CONNECTIONS if (side, name, c) in middle
            }
            for side, name, _ in dict.fromkeys((s, n, 0) for s, n, _ in middle)
        },
        "ratios": {
            "kept_to_rendered": round(rate["kept", "article", USUAL] / rate[article], 1),
            "already_to_rendered": round(rate["kept", "already", USUAL] / rate[article], 1),
            "rendered_to_bare": round(rate[article] / rate["bare", "article", USUAL], 2),
            "kept_to_bare": round(
                rate["kept", "article", USUAL] / rate["bare", "article", USUAL], 2
            ),
            "article_large_to_usual": round(rate["large", "article", USUAL] / rate[article], 2),
            "home_large_to_usual": round(rate["large", "home", USUAL] / rate[home], 2),
            "search_large_to_usual": round(rate["large", "search", USUAL] / rate[search], 2),
        },
        "statements": usual["statements"],
        "weight": weight,
        "targets": TARGETS,
        "peer_published_not_measured": PEER,
    }


# --- sites --------------------------------------------------------------------------------------


def environment(data: Path, *, kept: bool) -> dict[str, str]:
    told = {
        "NGUON_DATA": str(data),
        "NGUON_SITE": "portal",
        "DJANGO_SETTINGS_MODULE": "nguon.settings",
        "NGUON_KEEP_PAGES": "1" if kept else "0",
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": "",
    }
    return os.environ | told


def filled(data: Path, articles: int) -> dict[str, Any]:
    """A site's folder with content; what may be asked of it, and statements of its pages."""
    words = [sys.executable, "-W", "ignore", "-m", "bench.portal_sides", "fill", str(articles)]
    told = environment(data, kept=False)
    subprocess.run([sys.executable, "-m", "nguon", "prepare"], env=told, cwd=ROOT, check=True)
    done = subprocess.run(words, env=told, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def served(data: Path, content: dict[str, Any], *, kept: bool) -> Iterator[Site]:
    port = free_port()
    words = [sys.executable, "-W", "ignore", "-m", "nguon", "portal", "--port", str(port)]
    with running(words, environment(data, kept=kept), port) as pid:
        searches = [f"/tim-kiem/?q={quote(words)}" for words in SOUGHT]
        pages = {"article": content["articles"], "home": ["/"], "search": searches}
        yield Site(port, pid, {name: list(map(request, paths)) for name, paths in pages.items()})


@contextmanager
def bare(page: Path) -> Iterator[Site]:
    port = free_port()
    words = [sys.executable, "-m", "bench.portal_sides", "bare", str(page), str(port)]
    with running(words, os.environ | {"PYTHONPATH": str(ROOT)}, port) as pid:
        yield Site(port, pid, {"article": [request("/")]})


@contextmanager
def running(words: Sequence[str], told: dict[str, str], port: int) -> Iterator[int]:
    server = subprocess.Popen(words, env=told, cwd=ROOT, start_new_session=True, stdout=sys.stderr)
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.1)
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def request(path: str, *more: str) -> bytes:
    told = ["Host: localhost", "User-Agent: Mozilla/5.0 Firefox/140.0", "Accept-Encoding: gzip"]
    return "\r\n".join([f"GET {path} HTTP/1.1", *told, *more, "", ""]).encode()


def fetched(site: Site, path: str) -> bytes:
    return exchanged(site, request(path).replace(b"Accept-Encoding: gzip\r\n", b""))[1]


def already(site: Site, path: str) -> bytes:
    """The request of a browser that has the page."""
    head, _ = exchanged(site, request(path))
    etag = re.search(r"etag: (\S+)", head.decode(), re.IGNORECASE)
    assert etag, head
    return request(path, f"If-None-Match: {etag[1]}")


def exchanged(site: Site, asked: bytes) -> tuple[bytes, bytes]:
    with socket.create_connection(("127.0.0.1", site.port)) as link:
        link.sendall(asked.replace(b"HTTP/1.1\r\n", b"HTTP/1.1\r\nConnection: close\r\n", 1))
        came = b"".join(iter(lambda: link.recv(65_536), b""))
    head, _, body = came.partition(b"\r\n\r\n")
    return head, body


def weight_of(site: Site, page: bytes) -> dict[str, int]:
    """What a browser fetches for one article, packed, and from how many addresses elsewhere."""
    text = page.decode()
    parts = set(re.findall(r'<(?:script|img)[^>]* src="([^"]+)"', text))
    parts |= set(re.findall(r'<link rel="(?:icon|stylesheet)" href="([^"]+)"', text))
    ours = sorted(part for part in parts if part.startswith("/"))
    bodies = [exchanged(site, request(part))[1] for part in ours]
    html = len(gzip.compress(page, 6))
    return {
        "html_bytes": len(page),
        "html_gzip_bytes": html,
        "all_gzip_bytes": html + sum(map(len, bodies)),
        "requests": 1 + len(parts),
        "elsewhere": len(parts) - len(ours),
    }


def _cpu_of(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / TICKS


if __name__ == "__main__":
    sys.exit(main())
