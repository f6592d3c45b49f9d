"""Judge the whole corpus with one start of the program: ``python -m tests.hostile.judge``.

Each file still gets a process of its own, confined as uploads confine it, but one that is forked
from this one, where everything is imported already; some, or with ``all`` every one, also go
the whole way that a page sends them. Prints a JSON document: title, family, what must come, what
came; and by how many kilobytes this process grew while it sent them.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterable
from datetime import date
from importlib import import_module
from typing import Any

import django

from nguon.core import uploads
from nguon.core.confined import inside, office, pdf, picture
from nguon.core.confined.refusal import kind_of
from nguon.reports import apart, sheets
from nguon.reports.roster import Office, read_roster
from tests.hostile.corpus import ROSTER, TEMPLATE, Hostile
from tests.hostile.make import corpus
from tests.hostile.remains import remains

django.setup()
own = import_module("nguon.forms.own")  # it knows the register's words
OFFICE = Office({}, {"chibokhomkhexong": [1]}, {1: "Chi bộ khóm Khe Xong"})
TODAY = date(2025, 6, 2)
LIMITS = uploads.Limits()
IMPORTED = (office, pdf, picture)  # else every file would wait for them


def verdict(each: Hostile) -> str:
    """The code of the refusal, or ``taken``, or ``taken with …`` where something is left."""
    return _of_a_list(each) if each.where == ROSTER else _of_a_paper(each)


def _of_a_paper(each: Hostile) -> str:
    try:
        uploads.require_at_sight(each.content, kinds=uploads.PAPERS, limits=LIMITS)
    except uploads.Unacceptable as refused:
        return refused.code
    answer, ended = apart_from_here(lambda: _clean(each))
    if ended:
        return "too_costly" if ended != -signal.SIGSYS else "tried to reach somebody"
    told, _newline, made = answer.partition(b"\n")
    refusal: str = json.loads(told).get("refused", "")
    return refusal or (_of_a_template(made) if each.where == TEMPLATE else left(each, made))


def _of_a_template(made: bytes) -> str:
    try:
        own.names(made)
    except own.BadTemplate:
        return "bad_template"
    return "taken"


def _clean(each: Hostile) -> bytes:
    inside.confine()
    name = uploads.readable(each.name)
    return inside.judge("clean", each.content, name, LIMITS.pages, LIMITS.pixels)


def _of_a_list(each: Hostile) -> str:
    answer, ended = apart_from_here(lambda: _read(each))
    if ended:
        return "too_heavy" if ended != -signal.SIGSYS else "tried to reach somebody"
    refusal, _newline, made = answer.partition(b"\n")
    return refusal.decode() or left(each, made)


def _read(each: Hostile) -> bytes:
    apart.confine()
    try:
        sheets.check_start(each.content)
        found = read_roster(sheets.read(each.content), office=OFFICE, today=TODAY)
    except sheets.CannotRead as refused:
        return refused.code.encode()
    return b"\n" + repr(found).encode()


def left(each: Hostile, made: bytes) -> str:
    found = remains(made, each.gone)
    return f"taken with {found}" if found else "taken"


def apart_from_here(work: Callable[[], bytes]) -> tuple[bytes, int]:
    """What some work gives in a process of its own, and how that ended: 0, or minus a signal."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.close(ours)
        with os.fdopen(theirs, "wb") as out:
            out.write(work())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as answer:
        content = answer.read()
    _pid, status = os.waitpid(child, 0)
    return content, os.waitstatus_to_exitcode(status)


def at_the_door(each: Hostile) -> str:
    """The same answer, asked for as a page asks."""
    try:
        if each.where == ROSTER:
            apart.read_apart(each.content, office=OFFICE, today=TODAY)
            return "taken"
        made = uploads.clean(each.content, name=each.name).content
        return _of_a_template(made) if each.where == TEMPLATE else left(each, made)
    except (uploads.Unacceptable, sheets.CannotRead) as refused:
        return refused.code


def memory() -> int:
    """The most that this process ever held, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def one_of_a_kind(files: Iterable[Hostile]) -> list[Hostile]:
    """A file for each answer and each reader that gives it."""
    kinds = {(each.code, each.where, kind_of(each.content)): each for each in files}
    return list(kinds.values())


def main(form: str = "") -> dict[str, Any]:
    files = [each for each in corpus() if form == "all" or not each.slow]
    judged = [[e.title, e.family, e.expected, verdict(e)] for e in files]
    before = memory()
    asked = files if form == "all" else one_of_a_kind(files)
    door = [[e.title, e.family, e.expected, at_the_door(e)] for e in asked]
    return {"judged": judged, "door": door, "grew": memory() - before}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
