"""The sides of ``bench.portal``: a filled site, a bare view of the same bytes, a client.

python -m bench.portal_sides fill ARTICLES      in the portal's environment
python -m bench.portal_sides bare FILE PORT     serve the bytes of FILE at every address
"""

import json
import random
import re
import selectors
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

COMMENTS = 20
FIRST_COMMENTED = 200
SENTENCES = 60
WORDS = re.findall(
    r"\w+",
    """chi bộ khóm phố họp bàn việc tìm nguồn phát triển đảng viên mới trong quý này cùng đoàn
    thanh niên hội phụ nữ và công đoàn cơ sở nghị quyết đại hội nhiệm kỳ kế hoạch giúp đỡ quần
    chúng ưu tú bồi dưỡng nhận thức phân công chính thức hồ sơ thẩm tra lý lịch cấp ủy địa""",
)
PATIENCE = 30.0  # seconds after which a server that has answered nothing is given up
SERVED_BY = 8  # threads of one process, as ``nguon portal`` has


# --- a site with content ------------------------------------------------------------------------


def fill(articles: int) -> None:
    """Fill an empty site; print what a client may ask, and what the pages cost in statements."""
    import_module("nguon")
    import_module("django").setup()
    import_module("nguon.cli.prepare").prepare()
    from django.utils import timezone  # noqa: PLC0415 - once settings are there

    paths = _content(articles, timezone.now())
    print(json.dumps({"articles": paths, "statements": _statements(paths[0])}))


def _content(number: int, now: Any) -> list[str]:
    from django.db import transaction  # noqa: PLC0415

    from nguon.portal import models, operations  # noqa: PLC0415
    from nguon.portal.roles import system_actor  # noqa: PLC0415
    from nguon.portal.search import operations as search  # noqa: PLC0415

    chance, by = random.Random(6), system_actor(today=now.date(), at=now)
    poster = operations.open_account("do", "Đo Đạc", roles=["approver"], on=by.today, by=by)
    parts = [
        models.Category.objects.create(slug=f"muc-{n}", name=f"Mục {n}", order=n) for n in range(8)
    ]
    written = []
    for n in range(number):
        text = [_sentence(chance) for _ in range(SENTENCES)]
        at = now - timedelta(hours=n + 1)
        article = models.Article(
            slug=f"bai-{n}",
            title=_sentence(chance)[:90],
            lead=text[0],
            body="".join(f"<p>{' '.join(text[i : i + 6])}</p>" for i in range(0, SENTENCES, 6)),
            category=parts[n % len(parts)],
            poster=poster,
            state=models.ArticleState.PUBLISHED,
            stage="",
            published_at=at,
            found_by="",
            views=n % 90,
        )
        written.append((article, " ".join(text)))
    with transaction.atomic():
        models.Article.objects.bulk_create([article for article, _ in written])
        _comments([article for article, _ in written[:FIRST_COMMENTED]], now)
        for article, said in written:
            search.put(
                "article",
                article.ref,
                title=article.title,
                text=said,
                address=article.get_absolute_url(),
                day=article.published_at.date(),
                shown_from=article.published_at,
                category=article.category.slug,
            )
    return [article.get_absolute_url() for article, _ in written[:FIRST_COMMENTED]]


def _comments(articles: Sequence[Any], now: Any) -> None:
    from nguon.portal import models  # noqa: PLC0415

    models.Comment.objects.bulk_create(
        models.Comment(
            article=article,
            name=f"Bạn đọc {n}",
            text="Một ý kiến của bạn đọc, dài chừng này chữ.",
            state=models.CommentState.SHOWN,
            posted_at=now - timedelta(minutes=n),
            decided_at=now,
        )
        for article in articles
        for n in range(COMMENTS)
    )


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=14)).capitalize() + "."


def _statements(article: str) -> dict[str, dict[str, int]]:
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    found, client = {}, Client(headers={"host": "localhost", "user-agent": "Mozilla/5.0"})
    for name, path in {"article": article, "home": "/", "search": "/tim-kiem/?q=chi+bộ"}.items():
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200, path
        told = [query["sql"].lstrip().upper() for query in seen]
        writes = sum(sql.startswith(("INSERT", "UPDATE", "DELETE")) for sql in told)
        found[name] = {"all": len(told), "writes": writes}
    return found


# --- a bare view --------------------------------------------------------------------------------


def bare(file: Path, port: int) -> None:
    """Serve one page by a view of Django that does nothing else, by the same server."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415
    from django.http import HttpRequest, HttpResponse  # noqa: PLC0415
    from django.urls import re_path  # noqa: PLC0415
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415

    page = file.read_bytes()

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(page)

    class Bare(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            chosen = {"bind": f"127.0.0.1:{port}", "workers": 1, "worker_class": "gthread"}
            more = {"threads": SERVED_BY, "keepalive": 5, "control_socket_disable": True}
            for name, value in (chosen | more).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return get_wsgi_application()

    urls = type(sys)("bare_urls")
    urls.urlpatterns = [re_path("", view)]  # type: ignore[attr-defined]
    settings.configure(
        ROOT_URLCONF=urls,
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="x",
        MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    )
    Bare().run()


# --- a client with connections ------------------------------------------------------------------


@dataclass(slots=True)
class Asked:
    """What came of asking for a while: seconds of each answer, and of all."""

    spent: list[float] = field(default_factory=list)
    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Line:
    """One connection with what has come of its answer so far."""

    link: socket.socket
    begun: float = 0.0
    came: bytes = b""


def ask(port: int, requests: Sequence[bytes], *, connections: int, seconds: float) -> Asked:
    """Ask over so many connections that stay open, each for the next page when one has come."""
    chosen, found, turn = selectors.DefaultSelector(), Asked(), _turns(requests)
    lines = [Line(socket.create_connection(("127.0.0.1", port))) for _ in range(connections)]
    start = time.perf_counter()
    for line in lines:
        chosen.register(line.link, selectors.EVENT_READ, line)
        _send(line, next(turn), port)
    end, patience = start + seconds, start + seconds + PATIENCE
    while (now := time.perf_counter()) < end or (not found.spent and now < patience):
        for key, _ in chosen.select(timeout=1):
            _receive(key.data, found, next(turn), port, chosen)
    found.seconds = now - start
    for line in lines:
        line.link.close()
    return found


def _turns(requests: Sequence[bytes]) -> Iterator[bytes]:
    while True:
        yield from requests


def _send(line: Line, request: bytes, port: int) -> None:
    line.begun, line.came = time.perf_counter(), b""
    line.link.sendall(request)


def _receive(
    line: Line, found: Asked, following: bytes, port: int, chosen: selectors.BaseSelector
) -> None:
    part = line.link.recv(262_144)
    line.came += part
    status = _whole(line.came, ended=not part)
    if status is None:
        return
    found.spent.append(time.perf_counter() - line.begun)
    found.statuses[status] = found.statuses.get(status, 0) + 1
    if not part or b"onnection: close" in line.came[:2_000]:
        chosen.unregister(line.link)
        line.link.close()
        line.link = socket.create_connection(("127.0.0.1", port))
        chosen.register(line.link, selectors.EVENT_READ, line)
    _send(line, following, port)


def _whole(came: bytes, *, ended: bool) -> int | None:
    """The status of an answer once all of it is there."""
    head, found, body = came.partition(b"\r\n\r\n")
    if not found:
        if ended:
            raise SystemExit(f"the server hung up: {came[:200]!r}")
        return None
    status = int(head.split(b" ", 2)[1])
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return status if len(body) >= int(line.split(b":")[1]) else None
        if line.startswith(b"transfer-encoding:"):
            return status if body.endswith(b"0\r\n\r\n") else None
    return status if status == 304 or ended else None


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        bare(Path(sys.argv[2]), int(sys.argv[3]))
