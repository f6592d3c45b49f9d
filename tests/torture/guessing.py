"""What is out of sight answers like what never was, also by the clock; numbers open nothing."""

import re
from collections.abc import Iterable, Iterator
from statistics import NormalDist, median
from time import perf_counter
from typing import Any

from nguon.core.http.policy import OWN_ACCOUNT, PUBLIC, SIGNED_IN, Route, routes
from tests.test_scope_matrix import ARGUMENT, arguments, plain

PAIRS = 2_000
MOST_APART, LEAST_P = 0.002, 0.01  # seconds between the medians; chance of such a difference
TICK = 0.05  # seconds, as a site has it
NUMBERS = range(1, 21)
NAMED = {"place", "slug", "period", "term", "kind", "form", "row", "act", "purpose", "step"}
NAMED |= {"book", "drawing", "provision", "page", "username", "code", "token"}


def pairs(matrix: Any, who: str, wanted: int) -> Iterator[tuple[str, float]]:
    """Ask for what is foreign and for what is not there by turns: the fault and the difference."""
    someone = matrix.who[who]
    inside = [route for route in routes() if arguments(route) and _is_inside(route)]
    places = ("thon-mau", "mo-o", "tan-mau", "huong-hoa")
    for number in range(wanted):
        route = inside[number % len(inside)]
        there = matrix.path(route, places[number // len(inside) % len(places)])
        order = (there, matrix.path(route, ""))
        answers = {path: _timed(matrix, someone, path) for path in order[:: (-1) ** number]}
        (foreign, took), (missing, took_too) = (answers[path] for path in order)
        same = plain(foreign, order[0]) == plain(missing, order[1])
        yield "" if same else there, took - took_too


def apart(differences: list[float]) -> tuple[float, float]:
    """The median difference, and how likely chance makes as many of one sign."""
    longer = sum(each > 0 for each in differences)
    spread = (len(differences) ** 0.5) / 2
    p = 2 * (1 - NormalDist().cdf(abs(longer - len(differences) / 2) / spread))
    return median(differences), p


def by_number(
    matrix: Any, who: str, numbers: Iterable[int] = NUMBERS
) -> Iterator[tuple[str, bool]]:
    """Put row numbers where references belong: the address, and whether it opens anything."""
    someone = matrix.who[who]
    for route in routes():
        if not _is_inside(route) or set(ARGUMENT.findall(route.path)) <= NAMED:
            continue
        for number in numbers:
            path = _numbered(matrix, route, number)
            yield path, matrix.ask(someone, "GET", path).status not in (403, 404, 405)


def _numbered(matrix: Any, route: Route, number: int) -> str:
    """The address of what the own cell has, its references replaced by a number."""
    kept = matrix.path(route, "khe-xong").strip("/").split("/")
    parts = route.path.strip("/").split("/")
    said = [
        str(number) if (found := re.fullmatch(r"<(?:\w+:)?(\w+)>", part)) and found[1] not in NAMED
        else value
        for part, value in zip(parts, kept, strict=True)
    ]  # fmt: skip
    return f"/{'/'.join(said)}/"


def _is_inside(route: Route) -> bool:
    return route.policy not in (PUBLIC, SIGNED_IN, OWN_ACCOUNT)


def _timed(matrix: Any, someone: Any, path: str) -> tuple[Any, float]:
    began = perf_counter()
    response = matrix.page(someone, path)
    return response, perf_counter() - began
