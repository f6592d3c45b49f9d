"""``nguon rules``: what the regulations held say, whether they are sound, what a change does."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from nguon import cli
from nguon.cli import rules_words as words
from nguon.cli.language import Say, sayer
from nguon.cli.options import day
from nguon.rulebook import (
    RELEASE,
    BadRulebook,
    NoRuleInForce,
    NoSuchProvision,
    NoSuchRelease,
    Rulebook,
    faults,
    find,
    load,
    release,
)
from nguon.rulebook.law.files import DATA

OK, FOUND_FAULTS, BAD_INPUT = 0, 1, 2


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    kinds = parser.add_subparsers(
        required=True, dest="what", metavar=say("VIỆC", "ACTION"), title=say("việc", "actions")
    )
    lint = _kind(kinds, "lint", "Kiểm tra các tệp dữ liệu", "Check the data files", say)
    lint.add_argument(
        "--data",
        type=Path,
        metavar=say("THƯ_MỤC", "FOLDER"),
        help=say("thư mục khác của dữ liệu", "another folder of data"),
    )
    show = _kind(kinds, "show", "Xem một điều khoản", "Show a provision", say)
    show.add_argument(
        "provision",
        metavar=say("ĐIỀU_KHOẢN", "PROVISION"),
        help=say("tên, hoặc mã quy tắc như R-AGE-01", "its name, or a rule such as R-AGE-01"),
    )
    show.add_argument(
        "--on",
        type=day(say),
        metavar=say("NGÀY", "DATE"),
        help=say("chỉ bản có hiệu lực ngày ấy", "only the edition in force on that day"),
    )
    diff = _kind(kinds, "diff", "So sánh hai ngày", "Compare two days", say)
    for name, vi, en in (("first", "ngày trước", "one day"), ("second", "ngày sau", "another")):
        diff.add_argument(name, type=day(say), metavar=say("NGÀY", "DATE"), help=say(vi, en))
    impact = _kind(
        kinds,
        "impact",
        "Hồ sơ nào đổi kết luận so với một bản phát hành",
        "Which cases change verdict against a release",
        say,
    )
    impact.add_argument(
        "--from",
        dest="since",
        required=True,
        metavar=say("BẢN", "RELEASE"),
        help=say(
            "bản phát hành (2026.1), hoặc thư mục dữ liệu", "a release (2026.1), or a data folder"
        ),
    )


def _kind(kinds: Any, name: str, vi: str, en: str, say: Say) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = kinds.add_parser(
        name, help=say(vi, en), description=say(vi, en), allow_abbrev=False
    )
    parser.add_argument("--json", action="store_true", help=say("in ra JSON", "print JSON"))
    parser.add_argument("--lang", choices=("vi", "en"), help=say("ngôn ngữ", "language"))
    return parser


def run(options: argparse.Namespace) -> int:
    """Do what was asked; 1 only for faults that ``lint`` found, 2 for what cannot be asked."""
    say = sayer(options.lang)
    try:
        return WHAT[options.what](options, say)
    except NoSuchProvision as unknown:
        return _refuse(words.no_provision(unknown, say))
    except NoSuchRelease as unknown:
        return _refuse(words.no_release(unknown, say))
    except BadRulebook as unsound:
        return _refuse("\n".join(flaw.told(options.lang) for flaw in unsound.flaws))
    except NoRuleInForce as none:
        return _refuse(words.no_law(none, load(), say))


def lint(options: argparse.Namespace, say: Say) -> int:
    """Print every fault, one a line; or say what is sound."""
    folder = options.data or DATA
    if not folder.is_dir():
        return _refuse(say(f"{folder}: không có thư mục này.", f"{folder}: no such folder."))
    found = faults(folder)
    book = None if found else load(folder)
    if options.json:
        release_name = RELEASE if folder == DATA else None
        _print_json(words.lint_document(found, book, release_name, options.lang))
    elif book is None:
        _print(flaw.told(options.lang) for flaw in found)
    else:
        _print([words.sound(book, say)])
    return FOUND_FAULTS if found else OK


def show(options: argparse.Namespace, say: Say) -> int:
    book, names = load(), find(options.provision)
    found = [words.provision_document(name, options.on, book, options.lang) for name in names]
    if options.json:
        _print_json({"schema": "provisions/1", "release": RELEASE, "provisions": found})
    else:
        _print(line for one in found for line in words.provision_lines(one, say))
    return OK


def diff(options: argparse.Namespace, say: Say) -> int:
    found = words.diff_document(options.first, options.second, load(), options.lang)
    if options.json:
        _print_json(found)
    else:
        _print(words.diff_lines(found, say))
    return OK


def impact(options: argparse.Namespace, say: Say) -> int:
    """Judge the open cases by both rulebooks; only this needs a database."""
    before = _before(options.since)
    cli.set_up_django("registry")
    if fault := cli.no_data(say):
        return _refuse(fault)
    run: Callable[[argparse.Namespace, Rulebook], int] = import_module("nguon.cli.impact").run
    return run(options, before)


def _before(since: str) -> Rulebook:
    folder = Path(since)
    if (folder / "instruments.yaml").is_file():
        return load(folder)
    return load(release=release(since).version)


WHAT = {"lint": lint, "show": show, "diff": diff, "impact": impact}


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return BAD_INPUT


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _print_json(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2, default=_iso))


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))
