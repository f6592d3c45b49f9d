"""BI-01, BI-02: every address and every form of a site, with values that nobody would type.

``python -m tests.torture.fuzzing --cases N``, of the site ``NGUON_SITE``. A case is one request in
somebody's name, taken back afterwards. It fails if the site answers with a fault of its own (5xx),
or with a sentence of the framework that nobody translated. The same seed sends the same.
"""

import argparse
import importlib
import logging
import os
import random
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from tests.torture import campaign
from tests.torture.engines import prepared

ROLES = ("clerk", "cell_secretary", "data_protection", "anonymous")
LONG = 20_000
SHORT = 400  # cases of the short form
ENGLISH = (b"This field is required", b"Enter a valid", b"Ensure this value", b"Select a valid")
WORDS = (
    "", " ", "\u00a0", "0", "-1", "1", "99999999999999999999", "1e309", "NaN", "0x10", "٣", "½",
    "１２", "null", "true", "on", "[]", "{}", "01/01/1899", "30/02/2025", "29/02/2100",
    "29/02/2000", "31/12/9999", "01/01/10000", "9999-12-31", "2025-06-31", "32/13/2025", "1/1/25",
    "T2", "24:61", "=1+1", "+1", "@SUM(A1)", "\t=1", "'", '"', "' OR 1=1 --", "%", "_", "%_%",
    "\\", "../../etc", "<script>alert(1)</script>", "{{ 7*7 }}", "{% load i18n %}", "${7*7}",
    "{person.full_name}", "a\r\nSet-Cookie: a=b", "a\nb", "\u202egnp.exe", "a\u200bb",
    "e\u0301\u0301\u0301", "Đ", "Ð", "Ɖ", "MA\u0323\u0302", "😀" * 20, "\ufffe", "\ud7ff",
    "\x01", "\x7f", "0" * 400, "a" * LONG, "đ" * 5000, "Nguyễn Văn A", "không", "khe-xong",
    "khong-co-ai", "AbCdEfGhIjKl", "012345678901", "2024-q1", "2020-2025",
    "person__user__password__startswith", "csrfmiddlewaretoken", "a\0b",
)  # fmt: skip
NAMES = (
    "q", "ngay", "tai", "trang", "page", "next", "id", "pk", "user", "organization", "order_by",
    "person__user__password__startswith", "__class__", "a[b]", "form", "purposes", "format",
)  # fmt: skip
FILES = (b"", b"%PDF-1.7", b"PK\x03\x04", b"\xff\xd8\xff", b"MZ", b"<svg/>")


@dataclass
class Tally:
    """How many requests, what they answered, and what broke."""

    cases: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    routes: set[str] = field(default_factory=set)
    wrong: dict[str, str] = field(default_factory=dict)  # the first request that shows a fault


class Fuzz:
    """Sends odd requests; ``addresses`` gives the paths of a route, with real things or none."""

    def __init__(
        self,
        clients: dict[str, Any],
        addresses: Callable[[Any, random.Random], str],
        *,
        seed: int,
        clean: Callable[[], Any] = nullcontext,
    ) -> None:
        self.clients, self.addresses, self.clean = clients, addresses, clean
        self.chance = random.Random(seed)
        self.tally = Tally()
        self.forms: dict[tuple[str, str], dict[str, Any]] = {}
        client = importlib.import_module("django.test.client")
        self.site = client.ClientHandler()
        self.site.load_middleware()
        self.factory = client.RequestFactory()
        self.fault = ""
        signals = importlib.import_module("django.core.signals")
        signals.got_request_exception.connect(self.note)

    def run(self, cases: int) -> Tally:
        """Send so many requests, every route in turn."""
        routes = list(importlib.import_module("nguon.core.http.policy").routes())
        self.chance.shuffle(routes)
        for number in range(cases):
            self.one(routes[number % len(routes)])
        return self.tally

    def note(self, **_rest: Any) -> None:
        """Keep what a page raised and where, so that equal faults are told once."""
        raised = sys.exc_info()[1]
        assert raised is not None
        ours = [
            each
            for each in traceback.extract_tb(raised.__traceback__)
            if "/nguon/" in each.filename
        ]
        place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
        self.fault = f"{type(raised).__name__} {str(raised)[:120]} at {place}"

    def one(self, route: Any) -> None:
        who = self.chance.choice(sorted(self.clients))
        path = self.addresses(route, self.chance)
        method = self.chance.choices(("GET", "POST", "PUT"), (5, 9, 1))[0]
        sent = self.body(who, path) if method == "POST" else {}
        query = urlencode(self.pairs(self.chance.randrange(3)), errors="surrogatepass")
        with self.clean():
            answer = self.send(who, method, f"{path}?{query}", sent)
        self.judge(route, f"{who} {method} {path}?{query}", sent, answer)

    def send(self, who: str, method: str, path: str, sent: dict[str, Any]) -> Any:
        make = getattr(self.factory, method.lower())
        said = {"HTTP_COOKIE": self.clients[who].cookies.output(header="", sep=";").strip()}
        if self.chance.random() < 0.1:
            said["HTTP_ACCEPT_LANGUAGE"] = self.chance.choice(("en", "vi", "xx", "*" * 300))
        request = make(path, sent, **said) if method == "POST" else make(path, **said)
        request._dont_enforce_csrf_checks = True
        return self.site.get_response(request)

    def body(self, who: str, path: str) -> dict[str, Any]:
        """A form of that page, some of it as it stands there, some of it odd."""
        standing = self.learnt(who, path)
        sent = {name: self.value(value) for name, value in standing if self.chance.random() > 0.15}
        sent |= dict(self.pairs(self.chance.randrange(3)))
        if self.chance.random() < 0.03:
            sent["file"] = self.file()
        return sent

    def learnt(self, who: str, path: str) -> Any:
        if (who, path) not in self.forms:
            bodies = importlib.import_module("tests.torture.bodies")
            with self.clean():
                page = self.send(who, "GET", path, {})
            text = b"" if page.streaming else page.content
            self.forms[who, path] = bodies.forms_of(text.decode("utf-8", "replace"), path)
        return self.forms[who, path].get(path, ())

    def value(self, standing: str) -> str:
        if self.chance.random() < 0.5:
            return standing
        return self.chance.choice(WORDS)

    def pairs(self, number: int) -> list[tuple[str, str]]:
        return [(self.chance.choice(NAMES), self.chance.choice(WORDS)) for _ in range(number)]

    def file(self) -> Any:
        files = importlib.import_module("django.core.files.uploadedfile")
        name = self.chance.choice(("a.pdf", "../a.xlsx", "MẶT.docx", "a" * 300, "\u202efdp.exe"))
        return files.SimpleUploadedFile(name, self.chance.choice(FILES))

    def judge(self, route: Any, asked: str, sent: dict[str, Any], answer: Any) -> None:
        self.tally.cases += 1
        self.tally.answers[answer.status_code] += 1
        self.tally.routes.add(route.name)
        said = b"" if answer.streaming else answer.content
        if answer.status_code >= 500:
            self.tell(self.fault, f"{asked[:300]} {shown(sent)}")
        elif b'<html lang="vi"' in said and any(each in said for each in ENGLISH):
            self.tell(f"English on {route.name}", f"{asked[:300]} {shown(sent)}")

    def tell(self, what: str, asked: str) -> None:
        self.tally.wrong.setdefault(what, asked)


def shown(sent: dict[str, Any]) -> str:
    return repr({name: str(value)[:60] for name, value in sent.items()})


def odd_or(standing: str, chance: random.Random) -> str:
    """One part of an address: as it should be, or not."""
    if chance.random() < 0.8:
        return standing
    word = chance.choice([word for word in WORDS if word.strip() and len(word) < 500])
    return quote(word.encode("utf-8", "surrogatepass"), safe="")


def of_the_register(matrix: Any) -> Callable[[Any, random.Random], str]:
    """Addresses of real things of the country's places, now and then of what never was."""
    scope = importlib.import_module("tests.test_scope_matrix")

    def address(route: Any, chance: random.Random) -> str:
        held = matrix.country.holdings[chance.choice(("khe-xong", "krong-klang", "thon-mau"))]
        return scope.ARGUMENT.sub(
            lambda found: odd_or(value(route, found, held), chance), route.path
        )

    def value(route: Any, found: Any, held: Any) -> str:
        for (start, name), get in scope.ARGUMENTS.items():
            if route.path.startswith(start) and name == found[1]:
                return str(get(held))
        return "1"

    return address


def taken_back() -> Iterator[None]:
    transaction = importlib.import_module("django.db").transaction
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, required=True, help="of the whole campaign")
    wanted = parser.parse_args().cases
    site = os.environ.get("NGUON_SITE", "registry")
    settings = {"NGUON_PLAIN_STATIC": "1", "NGUON_KEEP_PAGES": "0"}
    with prepared(campaign.ENGINE, site=site, **settings):
        tally = sent(site, campaign.times(SHORT, wanted))
    answers = ", ".join(f"{n:,} {code}" for code, n in sorted(tally.answers.items()))
    line = campaign.hand_in(
        "BI-01 BI-02", f"odd requests to the {site}", count=tally.cases, wanted=wanted,
        wrong=[f"{fault}: {asked}" for fault, asked in tally.wrong.items()], passes="0 × 5xx",
        note=f"{len(tally.routes)} routes; {answers}",
    )  # fmt: skip
    return int(bool(line.failures))


def sent(site: str, cases: int) -> Tally:
    """Prepare an empty database, settle whom to ask about, and send; settings are read by now."""
    test = importlib.import_module("django.test.utils")
    context = importlib.import_module("contextlib").contextmanager(taken_back)
    test.setup_test_environment()
    logging.disable(logging.CRITICAL)
    with context():
        clients, addresses = SETTLED[site](campaign.SEED)
        return Fuzz(clients, addresses, seed=campaign.SEED, clean=context).run(cases)


def settle_registry(seed: int) -> tuple[dict[str, Any], Any]:
    everybody = importlib.import_module("tests.torture.everybody")
    matrix = everybody.settle(random.Random(seed), learn=False)
    return {name: matrix.who[name].client for name in ROLES}, of_the_register(matrix)


def settle_portal(seed: int) -> tuple[dict[str, Any], Any]:
    demonstration = importlib.import_module("tests.portal.fuzzed")
    who = demonstration.clients()
    return who, demonstration.addresses(who)


SETTLED = {"registry": settle_registry, "portal": settle_portal}


if __name__ == "__main__":
    sys.exit(main())
