"""Move a NukeViet site here: its dump is read as text, no database server is needed."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from django.db import transaction
from django.utils import timezone, translation

from nguon.cli.language import Say, sayer
from nguon.portal.models import User
from nguon.portal.moving import dump, laws, operations
from nguon.portal.moving.operations import Report
from nguon.portal.roles import system_actor

KINDS = {
    "category": ("chuyên mục", "categories"),
    "article": ("bài viết", "articles"),
    "comment": ("ý kiến", "comments"),
    "document": ("văn bản", "documents"),
    "picture": ("ảnh", "pictures"),
    "table": ("hàng trong bảng", "rows of tables"),
}


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "file", type=Path, metavar=say("TỆP", "FILE"), help=say("tệp .sql đã giải nén", "the .sql")
    )
    parser.add_argument(
        "--poster",
        required=True,
        metavar=say("TÊN", "NAME"),
        help=say("tài khoản của cổng đứng tên đăng", "the portal account that posts"),
    )
    parser.add_argument(
        "--uploads",
        type=Path,
        metavar=say("THƯ_MỤC", "FOLDER"),
        help=say("thư mục uploads của trang cũ, hoặc .zip", "the old uploads folder, or a .zip"),
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=say("chỉ báo cáo, không ghi gì", "only report, write nothing"),
    )
    parser.add_argument("--json", action="store_true", help=say("in ra JSON", "print JSON"))


def run(options: argparse.Namespace) -> int:
    say = sayer(options.lang)
    poster = User.objects.filter(username=options.poster).first()
    if poster is None:
        why = say("không có tài khoản này", "no such account")
        print(f"--poster {options.poster!r}: {why}", file=sys.stderr)
        return 2
    try:
        with translation.override(options.lang):
            report = _move(options, poster)
    except OSError as unreadable:
        print(f"{options.file}: {unreadable.strerror}", file=sys.stderr)
        return 2
    except dump.NotADump:
        why = say("không phải văn bản mysqldump đã giải nén", "not an unpacked mysqldump text")
        print(f"{options.file}: {why}", file=sys.stderr)
        return 2
    _print(report, say, as_json=options.json)
    return 0


def _move(options: argparse.Namespace, poster: User) -> Report:
    """Move, or go through it and take everything back; pictures then stay where they are."""
    if not options.dry_run:
        return _read(options, poster, options.uploads)
    with transaction.atomic():
        report = _read(options, poster, None)
        transaction.set_rollback(True)
    return report


def _read(options: argparse.Namespace, poster: User, pictures: Path | None) -> Report:
    now = timezone.now()
    by = system_actor(today=timezone.localdate(now), at=now)
    with tempfile.TemporaryDirectory() as folder, options.file.open("rb") as file:
        return operations.move(
            file,
            staging=Path(folder) / "rows",
            poster=poster,
            by=by,
            pictures=pictures,
            rooms=(laws.move_documents,),
        )


def _print(report: Report, say: Say, *, as_json: bool) -> None:
    if as_json:
        missed = [[*key, number] for key, number in sorted(report.missed.items())]
        told = {"came": report.came, "before": report.before, "missed": missed}
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for kind, words in KINDS.items():
        came, before = report.came[kind], report.before[kind]
        if came or before:
            known = say(f", {before} đã chuyển từ trước", f", {before} had come before")
            print(f"{say(*words)}: {came}" + (known if before else ""))
    if report.missed:
        print(say("Không chuyển được:", "Did not come:"))
    for (kind, why), number in sorted(report.missed.items()):
        which = [each for of, each, reason in report.told if (of, reason) == (kind, why) and each]
        print(f"  {say(*KINDS[kind])}, {number}: {why} {', '.join(which[:10])}".rstrip())
