"""BI-13: no regular expression of ours can be made to work for long, whatever it is given.

They are found by reading every module, so that a new one is tried by itself. Time is that of the
processor: another process on the machine changes nothing.
"""

import ast
import importlib
import os
import pkgutil
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import nguon

pytestmark = pytest.mark.pure

ROOT = Path(nguon.__file__).parent
LENGTH = int(os.environ.get("NGUON_LENGTH", "4000"))  # of an input; torture gives a megabyte
MOST = 0.1 if LENGTH > 100_000 else 0.01  # seconds of the processor
GIVEN_UP = 1.0
ANYWHERE = ("search", "sub", "subn", "split", "findall", "finditer")
USED = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
PIECES = (
    "a", " ", "0", "\n", "-", ".", "_", "aA1", "a ", "a.", "a-", "<", "<a", "<a ", "&", "'", '"',
    "\\", "(", "[", "{", "{{", "/", "//", "://", ":", "@", "%", "=", "đ", "ậ", "\u0302", "<!--",
    "<?", "0/", '="', "a=", "a='", "<w:t ", "https://a/", "mật ", "toi ", "1.1", ",a", "+", "#",
    "  a", "\t",
)  # fmt: skip
ENDS = ("", "!", "\x00")


# What cannot be imported beside the register, or does something when it is.
ELSEWHERE = re.compile(r"portal|migrations|__main__|\.cli|confined\.inside|wsgi")


class TooLong(Exception):
    pass


@dataclass(frozen=True)
class Found:
    """An expression, where it stands, and whether it is looked for inside a text."""

    where: str
    pattern: str | bytes
    flags: int
    anywhere: bool


@cache
def sources() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in sorted(ROOT.rglob("*.py"))
    }


@cache
def looked_for() -> set[str]:
    """The names of expressions that some module looks for inside a text, not at its start."""
    used = re.compile(rf"\b(\w+)\.(?:{'|'.join(ANYWHERE)})\b")
    return {name for text in sources().values() for name in used.findall(text)}


def written() -> Iterator[Found]:
    """Every expression that stands in our files as a plain text, where it is not compiled."""
    for path, text in sources().items():
        for node in ast.walk(ast.parse(text)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            said = node.args[0] if node.args else None
            if of_re and node.func.attr in USED and isinstance(said, ast.Constant):
                line = text.splitlines()[node.lineno - 1]
                name = line.partition("=")[0].strip() if node.func.attr == "compile" else ""
                anywhere = name in looked_for() if name else node.func.attr in ANYWHERE
                yield Found(f"{path}:{node.lineno}", said.value, flags_of(node), anywhere)


def flags_of(call: ast.Call) -> int:
    told = [ast.unparse(each) for each in [*call.args[1:], *(k.value for k in call.keywords)]]
    names = re.findall(r"re\.([A-Z]+)", " ".join(told))
    return sum(int(getattr(re, name)) for name in set(names))


def held() -> Iterator[Found]:
    """Every expression that a module of the register holds, however it was put together."""
    for found in pkgutil.walk_packages([str(ROOT)], "nguon."):
        if ELSEWHERE.search(found.name):
            continue
        for name, value in vars(importlib.import_module(found.name)).items():
            if isinstance(value, re.Pattern):
                anywhere = name in looked_for()
                yield Found(f"{found.name}.{name}", value.pattern, value.flags, anywhere)


def expressions() -> list[Found]:
    found: dict[object, Found] = {}
    for each in (*written(), *held()):
        plain = re.compile(each.pattern, each.flags)  # type: ignore[call-overload]
        found.setdefault((plain.pattern, plain.flags, each.anywhere), each)
    return list(found.values())


@contextmanager
def given_up_after(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def slow(found: Found, length: int) -> str:
    """The input that makes an expression work for long, if there is one."""
    plain = re.compile(found.pattern, found.flags)  # type: ignore[call-overload]
    work = plain.search if found.anywhere else plain.match
    for piece in PIECES:
        for end in ENDS:
            text = (piece * (length // len(piece) + 1))[:length] + end
            given = text.encode() if isinstance(found.pattern, bytes) else text
            for asked in (work, plain.fullmatch):
                if taken(asked, given) > MOST and taken(asked, given) > MOST:
                    return f"{piece!r}… {end!r}"
    return ""


def taken(work: Callable[[Any], object], given: Any) -> float:
    began = time.thread_time()
    try:
        with given_up_after(GIVEN_UP):
            work(given)
    except TooLong:
        return GIVEN_UP
    return time.thread_time() - began


@pytest.mark.parametrize(
    ("pattern", "anywhere", "is_slow"),
    [(r"(?:a+)+$", False, True), (r"\s+$", True, True), (r"\s+$", False, False),
     ("[a-z]+", True, False)],
)  # fmt: skip
def test_an_expression_that_works_for_long_is_found(
    pattern: str, anywhere: bool, is_slow: bool
) -> None:
    assert bool(slow(Found("", pattern, 0, anywhere), LENGTH)) == is_slow


def test_no_expression_of_ours_works_for_long() -> None:
    found = expressions()
    assert len(found) > 60
    assert {each.where: said for each in found if (said := slow(each, LENGTH))} == {}
