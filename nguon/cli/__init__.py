"""The command line. ``main`` picks a command; each command is a module of its own.

A command module has ``arguments(parser, say)`` and ``run(options) -> int``; ``say(vi, en)`` picks
the language. Commands that need a database name the site whose settings they run under and are
imported only after Django is set up, so that ``nguon evaluate`` starts without it.
"""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import django

from nguon import __version__
from nguon.cli import folder, processes
from nguon.cli.language import Say, choose_language, reason, sayer, translate_argparse

OK, FOUND_FAULTS, BAD_INPUT = 0, 1, 2
EITHER = "either"  # the site that NGUON_SITE names


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its module, the site it needs (if any), and its one-line help."""

    module: str
    site: str | None
    vi: str
    en: str
    needs_data: bool = False


COMMANDS = {
    "up": Command(
        "nguon.cli.up",
        None,
        "Mở cả hai trang: đăng ký và cổng thông tin",
        "Start both sites, registry and portal",
    ),
    "registry": Command("nguon.cli.serve", "registry", "Mở trang nghiệp vụ", "Start the registry"),
    "portal": Command("nguon.cli.serve", "portal", "Mở cổng thông tin", "Start the portal"),
    "evaluate": Command(
        "nguon.cli.evaluate",
        None,
        "Xét một hồ sơ theo quy định: JSON vào, JSON ra",
        "Judge a case by the regulations: JSON in, JSON out",
    ),
    "calendar": Command(
        "nguon.cli.calendar",
        None,
        "Lịch ngày làm việc của một năm, theo đó tính mọi thời hạn",
        "The working days of a year, by which every limit is counted",
    ),
    "rules": Command(
        "nguon.cli.rules",
        None,
        "Các quy định: kiểm tra, xem, so sánh, xét ảnh hưởng",
        "The regulations: check, show, compare, and see what a change does",
    ),
    "worklist": Command(
        "nguon.cli.worklist",
        "registry",
        "Việc đến hạn trong ngày",
        "What is due on a day",
        needs_data=True,
    ),
    "attainment": Command(
        "nguon.cli.attainment",
        "registry",
        "Kết quả kết nạp so với chỉ tiêu nhiệm kỳ",
        "Admissions against the term's target",
        needs_data=True,
    ),
    "forecast": Command(
        "nguon.cli.forecast",
        "registry",
        "Dự báo kết nạp đến cuối năm và hết nhiệm kỳ",
        "Forecast admissions to the end of year and term",
        needs_data=True,
    ),
    "form": Command(
        "nguon.cli.form",
        "registry",
        "Mẫu văn bản: danh mục, và điền một mẫu từ hồ sơ",
        "Statutory forms: which there are, and one drawn from a case",
        needs_data=True,
    ),
    "stats": Command(
        "nguon.cli.stats",
        "registry",
        "Thống kê: Biểu 1–7 của một tổ chức trong một kỳ",
        "Statistics: tables 1 to 7 of a place and period",
        needs_data=True,
    ),
    "publish": Command(
        "nguon.cli.publish",
        "registry",
        "Công bố: in khoá, ghi tệp đã ký, xem những gì đã duyệt",
        "Publications: print the key, write signed files, list what was approved",
        needs_data=True,
    ),
    "take-in": Command(
        "nguon.cli.take_in",
        "portal",
        "Nhận tệp công bố đã ký vào cổng thông tin, hoặc tin một khoá",
        "Take signed publications into the portal, or believe a key",
        needs_data=True,
    ),
    "import-nukeviet": Command(
        "nguon.cli.import_nukeviet",
        "portal",
        "Chuyển bài, văn bản, ý kiến từ bản sao lưu NukeViet",
        "Move articles, documents, comments from a NukeViet dump",
        needs_data=True,
    ),
    "search-rebuild": Command(
        "nguon.cli.search_rebuild",
        "portal",
        "Dựng lại phần tìm kiếm của cổng thông tin",
        "Build the search of the portal anew",
        needs_data=True,
    ),
    "import": Command(
        "nguon.cli.import_roster",
        "registry",
        "Đưa danh sách Excel vào",
        "Take an Excel roster over",
        needs_data=True,
    ),
    "reform": Command(
        "nguon.cli.reform",
        "registry",
        "Sắp xếp tổ chức theo danh sách: xem trước, áp dụng, đính chính, đối chiếu",
        "Reform the tree by a list: preview, apply, undo, verify",
        needs_data=True,
    ),
    "demo": Command(
        "nguon.cli.demo", EITHER, "Tạo dữ liệu trình diễn", "Create demonstration data"
    ),
    "simulate": Command(
        "nguon.cli.simulate",
        EITHER,
        "Tạo dữ liệu lớn để đo tốc độ",
        "Create large invented data for measurements",
    ),
    "verify": Command(
        "nguon.cli.verify", EITHER, "Kiểm tra nhật ký của hai trang", "Verify both audit trails"
    ),
    "backup": Command(
        "nguon.cli.backup",
        None,
        "Sao lưu cả hai trang vào một tệp mã hoá",
        "Back both sites up into one encrypted file",
    ),
    "restore": Command(
        "nguon.cli.restore",
        None,
        "Khôi phục một bản sao lưu trên máy trống",
        "Restore a backup on an empty machine",
    ),
    "backup-keys": Command(
        "nguon.cli.backup_keys",
        None,
        "Tạo khoá sao lưu, in tờ khôi phục một lần",
        "Make the keys of backups, print the recovery sheets once",
    ),
    "prepare": Command(
        "nguon.cli.prepare",
        EITHER,
        "Chuẩn bị cơ sở dữ liệu và tệp tĩnh của một trang (NGUON_SITE)",
        "Make one site's database and static files ready (NGUON_SITE)",
    ),
    "sign-in": Command(
        "nguon.cli.sign_in",
        "registry",
        "Tạo mã đăng nhập hoặc mã thiết lập dùng một lần",
        "Make a one-time sign-in or setup code",
        needs_data=True,
    ),
    "portal-account": Command(
        "nguon.cli.portal_account",
        "portal",
        "Mở tài khoản của cổng thông tin, in đường dẫn vào một lần",
        "Open an account of the portal, print a one-time link",
    ),
    "docs": Command(
        "nguon.cli.docs",
        "registry",
        "Viết các trang tra cứu trong docs/reference",
        "Write the reference pages under docs/reference",
    ),
    "check": Command(
        "nguon.cli.check", None, "Kiểm tra cài đặt của hai trang", "Check both sites' set-up"
    ),
}
FROM_DJANGO = {
    "migrate": (
        "Đưa các bảng của một trang (NGUON_SITE) lên bản mới; lệnh của Django",
        "Bring one site's tables (NGUON_SITE) up to date; a command of Django",
    ),
}
DJANGO_COMMANDS = ("migrate", "makemigrations", "showmigrations", "collectstatic", "shell")


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 1 (faults found), 2 (bad input)."""
    words = list(sys.argv[1:] if argv is None else argv)
    language = choose_language(words, os.environ)
    words = _without_language(words)
    translate_argparse(language)
    say = sayer(language)
    try:
        code = _chosen(words, say, language)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever was reading has seen enough
        code = OK
    except folder.CannotKeep as refusal:
        return _refuse(refusal.said(say))
    except unsound_rulebook() as unsound:
        return _refuse("\n".join(flaw.told(language) for flaw in unsound.flaws))
    except OSError as wrong:
        where = wrong.filename or say("Không đọc hay ghi tiếp được", "Cannot read or write on")
        code = _refuse(f"{where}: {reason(wrong, say)}.")
    else:
        return code
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left of the output
    return code


def unsound_rulebook() -> Any:
    """What faulty data of the regulations raise; the rulebook is loaded only when it counts."""
    return import_module("nguon.rulebook").BadRulebook


def _chosen(words: list[str], say: Say, language: str) -> int:
    if words and words[0] in DJANGO_COMMANDS:
        return _django(words)
    if not words or words[0] not in COMMANDS:
        return _help(words, say)
    return _run(words[0], words[1:], say, language)


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return BAD_INPUT


def _without_language(words: list[str]) -> list[str]:
    """``nguon --lang en COMMAND`` is ``nguon COMMAND``; the language is chosen already."""
    if words[:1] == ["--lang"] and words[1:2] in (["vi"], ["en"]):
        return words[2:]
    return words[1:] if words[:1] in (["--lang=vi"], ["--lang=en"]) else words


def _run(name: str, words: list[str], say: Say, language: str) -> int:
    command = COMMANDS[name]
    if command.site:
        set_up_django(command.site)
    module = import_module(command.module)
    parser = argparse.ArgumentParser(
        prog=f"nguon {name}", description=say(command.vi, command.en), allow_abbrev=False
    )
    module.arguments(parser, say)
    if not any(action.dest == "lang" for action in parser._actions):
        _language_option(parser, say)
    options = parser.parse_args(words)
    options.lang, options.command = language, name
    if command.needs_data and (fault := no_data(say)):
        return _refuse(fault)
    run: Callable[[argparse.Namespace], int] = module.run
    return run(options)


def _language_option(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("--lang", choices=("vi", "en"), help=say("ngôn ngữ", "language"))


def set_up_django(site: str) -> None:
    if site == EITHER:
        os.environ.setdefault("NGUON_SITE", "registry")
    else:
        os.environ["NGUON_SITE"] = site
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nguon.settings")
    _make_folder()
    django.setup()


def _make_folder() -> None:
    """Make the folder that the settings keep keys in; a site of no such name is theirs to tell."""
    site = os.environ.get("NGUON_SITE", "registry")
    if site in processes.SITES:
        folder.make(site)


def no_data(say: Say) -> str:
    """Why nothing can be read: the database is not there, or nobody has prepared it."""
    database = import_module("django.db")
    where = import_module("django.conf").settings.DATA
    try:
        tables = database.connection.introspection.table_names()
    except database.OperationalError as unreachable:
        return say(f"Không mở được cơ sở dữ liệu: {unreachable}", f"No database: {unreachable}")
    if "core_installation" in tables:
        return ""
    return say(
        f"{where}: chưa có dữ liệu; hãy chạy nguon up (hoặc nguon up --empty) trước.",
        f"{where}: no data yet; run nguon up (or nguon up --empty) first.",
    )


def _django(words: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nguon.settings")
    _make_folder()
    import_module("django.core.management").execute_from_command_line(["nguon", *words])
    return OK


def _help(words: list[str], say: Say) -> int:
    parser = argparse.ArgumentParser(
        prog="nguon", description=say("Phát triển đảng viên", "Party member development")
    )
    parser.add_argument(
        "--version",
        action="version",
        version=__version__,
        help=say("hiện phiên bản rồi thôi", "show the version and exit"),
    )
    _language_option(parser, say)
    rows = parser.add_subparsers(title=say("lệnh", "commands"), metavar="", dest="command")
    for name, command in COMMANDS.items():
        rows.add_parser(name, help=say(command.vi, command.en))
    for name, words_for in FROM_DJANGO.items():
        rows.add_parser(name, help=say(*words_for))
    if words and not words[0].startswith("-"):
        print(say(f"Không có lệnh {words[0]!r}.", f"No command {words[0]!r}."), file=sys.stderr)
        return BAD_INPUT
    parser.parse_args(words)
    parser.print_help()
    return OK
