"""The demonstration of the public site with everybody who may ask, for odd requests."""

import random
import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from nguon.core import installation
from nguon.portal import demonstration
from nguon.portal.models import Role, User
from tests.portal.conftest import sign_in

LINK = re.compile(rb'(?:href|action|src)="(/[^"#]*)"')
MOST = 300


def clients() -> dict[str, Client]:
    """A reader, and one member of the staff for each role, on a site that has something on it."""
    now = timezone.now()
    if installation.kind() is None:
        demonstration.create(today=timezone.localdate(now), at=now)
    staff = {}
    for role in Role:
        user = User.objects.filter(roles_held__role=role).order_by("pk").first()
        if user is not None:
            staff[str(role)] = sign_in(user)
    return {"anonymous": Client(), **staff}


def addresses(who: dict[str, Client]) -> Callable[[Any, random.Random], str]:
    """Addresses that pages link to, by route; where none does, with parts made up."""
    known = crawled(who)

    def address(route: Any, chance: random.Random) -> str:
        if route.name in known and chance.random() < 0.8:
            return str(chance.choice(known[route.name]))
        made_up = quote(chance.choice(("1", "0", "a b", "đ", "..", "2025", "x" * 300)), safe="")
        return re.sub(r"<[^>]+>", made_up, route.path)

    return address


def crawled(who: dict[str, Client]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for client in who.values():
        seen, waiting = {"/", "/ban-bien-tap/"}, ["/", "/ban-bien-tap/"]
        while waiting and len(seen) < MOST:
            page = client.get(waiting.pop(0))
            for link in () if page.streaming else LINK.findall(page.content):
                path = urlsplit(link.decode()).path
                if path not in seen and (name := name_of(path)):
                    seen.add(path)
                    found[name].append(path)
                    waiting.append(path)
    return {name: sorted(set(paths)) for name, paths in found.items()}


def name_of(path: str) -> str:
    try:
        return str(resolve(path).view_name) if not path.startswith("/static/") else ""
    except Resolver404:
        return ""
