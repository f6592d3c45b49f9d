"""``nguon evaluate``: facts in, assessments out, one file or a stream of lines."""

import argparse
import gc
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from importlib import import_module
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from nguon.cli.language import Say, reason, sayer
from nguon.rulebook import (
    STEPS,
    BadDocument,
    CaseFacts,
    Fault,
    NoRuleInForce,
    Wanted,
    evaluate,
    load,
    read_facts,
    render,
)
from nguon.rulebook.law.vocabulary import Language

Judge = Callable[[CaseFacts, date, Language], dict[str, Any]]
OK, BAD_INPUT = 0, 2
LONGEST_VALUE = 80

A_DAY = Wanted("một ngày có thật, viết năm-tháng-ngày", "a real date, year-month-day")
JSON = Wanted("một văn bản JSON đúng chuẩn", "a well-formed JSON text")
UTF8 = Wanted("mã UTF-8, không có dấu BOM", "UTF-8 without a byte order mark")
ONCE = Wanted("mỗi trường chỉ một lần", "every field once only")
A_NUMBER = Wanted("một số thông thường", "an ordinary number")
SHALLOW = Wanted("ít tầng lồng nhau hơn", "fewer levels of nesting")
A_FILE = Wanted("một tệp đọc được", "a file that can be read")


VIETNAM = timezone(timedelta(hours=7))


def today() -> date:
    """Give the day in Viet Nam: the command line is a delivery and may read the clock."""
    return datetime.now(VIETNAM).date()


def arguments(parser: argparse.ArgumentParser, say: Callable[[str, str], str]) -> None:
    """Declare what the command takes."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "file", nargs="?", metavar="case.json", help=say("tệp hồ sơ", "file of one case")
    )
    what.add_argument(
        "--batch",
        metavar="cases.jsonl",
        help=say("mỗi dòng một hồ sơ; - là đầu vào chuẩn", "one case a line; - is standard input"),
    )
    parser.add_argument(
        "--explain",
        nargs="?",
        const="all",
        choices=("all", *STEPS),
        metavar=say("BƯỚC", "STEP"),
        help=say(
            "nói rõ vì sao: cả hồ sơ, hoặc một bước (được làm chưa, vì sao, sớm nhất ngày nào)",
            "say why: the whole case, or one step (may it be done, why not, from when)",
        ),
    )
    parser.add_argument(
        "--as-of",
        metavar=say("NGÀY", "DATE"),
        help=say("xét đến hết ngày này", "judge as of the end of this day"),
    )
    parser.add_argument(
        "--lang", choices=("vi", "en"), default="vi", help=say("ngôn ngữ", "language")
    )


def run(options: argparse.Namespace) -> int:
    """Judge and print; 0 when every document was in order, 2 when one was refused."""
    lang: Language = "en" if options.lang == "en" else "vi"
    try:
        return _run(options, lang)
    except BadDocument as refusal:
        _tell(refusal.faults, lang)
        return BAD_INPUT


def _run(options: argparse.Namespace, lang: Language) -> int:
    as_of = _day(options.as_of, "--as-of") if options.as_of else None
    out = sys.stdout.buffer
    judge = _explainer(options) if options.explain else _assessment
    if options.batch:
        with _opened(options.batch, sayer(lang)) as lines:
            return judge_batch(lines, out, as_of, lang)
    with _opened(options.file, sayer(lang)) as source:
        document = _judged(source.read(), as_of, lang, judge)
    out.write(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")
    out.flush()
    return OK


def judge_batch(
    lines: Iterable[bytes], out: BinaryIO, as_of: date | None = None, lang: Language = "vi"
) -> int:
    """Judge line after line; a refused one is told with its number and the rest goes on."""
    code = OK
    with _without_cycle_search():
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                out.write(orjson.dumps(_judged(line, as_of, lang)) + b"\n")
            except BadDocument as refusal:
                _tell(refusal.faults, lang, number)
                gc.collect(1)  # a refusal holds on to the frames that it came through
                code = BAD_INPUT
    out.flush()
    return code


@contextmanager
def _without_cycle_search() -> Iterator[None]:
    """Leave the search for reference cycles off: reading and judging make none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _assessment(facts: CaseFacts, as_of: date, lang: Language) -> dict[str, Any]:
    return render(evaluate(facts, as_of), lang)


def _explainer(options: argparse.Namespace) -> Judge:
    """Give what explains instead of judging; imported only when asked for."""
    if options.batch:
        raise BadDocument([_fault("--explain", "--batch", "case.json")])
    judge: Judge = import_module("nguon.cli.explain").explainer(options.explain)
    return judge


def _judged(
    raw: bytes, as_of: date | None, lang: Language, judge: Judge = _assessment
) -> dict[str, Any]:
    document = _parsed(raw)
    if type(document) is dict and "facts" in document:
        odd = sorted(document.keys() - {"facts", "as_of"})
        if odd:
            raise BadDocument([_fault(odd[0], document[odd[0]], "facts, as_of")])
        if "as_of" in document:
            as_of = _day(document["as_of"], "as_of")
        document = document["facts"]
    facts = read_facts(document)
    try:
        return judge(facts, as_of or today(), lang)
    except NoRuleInForce as none:
        days = [event.on for event in facts.events]
        path = f"events[{days.index(none.day)}].on" if none.day in days else "as_of"
        raise BadDocument([Fault(path, none.day.isoformat(), _a_day_with_law())]) from None


def _a_day_with_law() -> Wanted:
    first = load().first_day.isoformat()
    return Wanted(f"một ngày từ {first} trở đi, quy định cũ hơn chưa có", f"a day from {first} on")


def _fault(path: str, value: object, expected: str) -> Fault:
    return Fault(path, value, Wanted(expected, expected))


def _parsed(raw: bytes) -> Any:
    """Parse JSON strictly: no field twice, no NaN, no byte order mark.

    The fast parser takes the last of two fields of one name. There are as many colons outside
    strings as fields, so as many fields in the result as colons at all proves that none was lost.
    """
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return _parsed_strictly(raw)
    return document if _fields(document) == raw.count(b":") else _parsed_strictly(raw)


def _fields(document: object) -> int:
    """Count the fields of all objects in a document of the usual depth."""
    if type(document) is not dict:
        return -1
    count = len(document)
    for value in document.values():
        if type(value) is dict:
            count += _fields(value)
        elif type(value) is list:
            count += sum([len(one) for one in value if type(one) is dict])
    return count


def _parsed_strictly(raw: bytes) -> Any:
    try:
        if raw.startswith(b"\xef\xbb\xbf"):
            raise BadDocument([Fault("$", "BOM", UTF8)])
        document = json.loads(raw.decode("utf-8"), object_pairs_hook=_object)
    except UnicodeDecodeError as fault:
        raise BadDocument([Fault("$", f"byte {fault.start}", UTF8)]) from None
    except RecursionError:
        raise BadDocument([Fault("$", "…", SHALLOW)]) from None
    except json.JSONDecodeError as fault:
        where = f"{fault.lineno}:{fault.colno}"  # line and column
        raise BadDocument([Fault("$", where, JSON)]) from None
    except BadDocument:
        raise
    except ValueError:  # an integer of thousands of digits
        raise BadDocument([Fault("$", "…", A_NUMBER)]) from None
    if faults := list(_misread(document)):
        raise BadDocument(faults)
    return document


class _Doubled(dict[str, Any]):
    """An object some of whose fields were given more than once: ``twice`` names them."""

    twice: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = _Doubled(found)
    counted = Counter(name for name, _ in pairs)
    doubled.twice = tuple(name for name in found if counted[name] > 1)
    return doubled


def _misread(document: Any) -> Iterator[Fault]:
    """Fields given twice and numbers that are none, each with its path among the facts."""
    left = [("", document)]
    while left:
        path, value = left.pop()
        if isinstance(value, _Doubled):
            yield from (Fault(_inside(path, name), value[name], ONCE) for name in value.twice)
        if isinstance(value, float) and not isfinite(value):
            yield Fault(path or "$", value, A_NUMBER)
        left += reversed(_parts(path, value))


def _parts(path: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, list):
        return [(f"{path}[{number}]", part) for number, part in enumerate(value)]
    if isinstance(value, dict):
        return [(_inside(path, name), part) for name, part in value.items()]
    return []


def _inside(path: str, name: str) -> str:
    """The path of a field; the facts may stand by themselves or beside a day."""
    shown = ascii(name)[1:-1]
    whole = f"{path}.{shown}" if path else shown
    return whole.removeprefix("facts.")


def _day(text: object, path: str) -> date:
    if isinstance(text, str) and len(text) == 10 and text[4] == text[7] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise BadDocument([Fault(path, text, A_DAY)])


@contextmanager
def _opened(name: str, say: Say) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        source = Path(name).open("rb")  # noqa: SIM115 - closed below; writing may fail, too
    except (OSError, ValueError) as fault:
        why = reason(fault, say) if isinstance(fault, OSError) else "NUL"
        raise BadDocument([Fault(name, why, A_FILE)]) from None
    with source:
        yield source


def _tell(faults: Iterable[Fault], lang: Language, line: int | None = None) -> None:
    """Write one line a fault: where, what was found, what was expected."""
    found, wanted, at = ("found", "expected", "line") if lang == "en" else ("thấy", "cần", "dòng")
    for fault in faults:
        place = f"{at} {line}: {fault.path}" if line else fault.path
        expected = fault.expected.en if lang == "en" else fault.expected.vi
        text = f"{place}: {found} {_shown(fault.value)}; {wanted} {expected}\n"
        sys.stderr.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stderr.buffer.flush()


def _shown(value: object) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
