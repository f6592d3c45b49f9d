"""Create the demonstration in an empty ``NGUON_DATA``: the registry's story, then the portal's."""

import argparse
import sys
from datetime import date
from importlib import import_module

from django.conf import settings
from django.utils import timezone

from nguon.cli import processes
from nguon.cli.language import Say, sayer
from nguon.cli.options import day, number
from nguon.cli.prepare import prepare
from nguon.core import installation

CHAPTERS = {
    "places": ("tổ chức, tài khoản, số liệu địa bàn", "organisations, accounts, areas"),
    "before": ("những người kết nạp 2015–2025", "those admitted 2015–2025"),
    "reform": ("sắp xếp ngày 01/07/2025", "the reform of 1 July 2025"),
    "since": ("những người kết nạp từ đó", "those admitted since"),
    "under_way": ("hồ sơ đang làm", "cases under way"),
    "totals": ("tính các số tổng", "counting totals"),
}


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--seed",
        type=number(say),
        default=1,
        metavar=say("SỐ", "NUMBER"),
        help=say("số gieo ngẫu nhiên", "seed of the random numbers"),
    )
    parser.add_argument(
        "--day",
        type=day(say),
        metavar=say("NGÀY", "DATE"),
        help=say("ngày của câu chuyện", "the day of the story"),
    )
    parser.add_argument(
        "--if-new",
        action="store_true",
        help=say("thôi nếu đã có dữ liệu", "do nothing if there are data"),
    )


def run(options: argparse.Namespace) -> int:
    say = sayer(options.lang)
    today = options.day or timezone.localdate()
    earliest = import_module("nguon.demo.cast").EARLIEST if settings.SITE == "registry" else today
    if today < earliest:
        early = (
            f"--day {today}: câu chuyện kể từ ngày {earliest}; hãy chọn ngày ấy trở đi.",
            f"--day {today}: the story can be told from {earliest} on; choose that day or later.",
        )
        print(say(*early), file=sys.stderr)
        return 2
    prepare()
    if settings.SITE == "portal":
        return _fill_portal(today)
    if installation.kind() is None:
        _tell(options.seed, today, say)
    elif not options.if_new:
        print(
            say(
                f"{settings.DATA}: đã có dữ liệu; lệnh này chỉ dùng cho thư mục trống.",
                f"{settings.DATA}: there are data already; this needs an empty folder.",
            ),
            file=sys.stderr,
        )
        return 2
    if installation.is_demonstration():
        words = ("--day", today.isoformat(), "--lang", options.lang)
        return processes.call("portal", "demo", *words) or _carry_over(options.lang)
    return processes.call("portal", "prepare")


def _tell(seed: int, today: date, say: Say) -> None:
    """Play the story, with a line a chapter: it takes most of a minute."""
    story = import_module("nguon.demo.story")
    print(say("Đang tạo dữ liệu trình diễn:", "Creating demonstration data:"), flush=True)

    def begins(chapter: str) -> None:
        number, words = 1 + story.CHAPTERS.index(chapter), say(*CHAPTERS[chapter])
        print(f"  {number}/{len(story.CHAPTERS)} {words}", flush=True)

    story.tell(seed=seed, today=today, begins=begins)


def _carry_over(language: str) -> int:
    """Carry what was approved to the portal, which is told whose signature it is to believe."""
    signed = import_module("nguon.reports.publication.queries")
    folder, key = str(signed.folder()), signed.public_key()
    signed.folder().mkdir(parents=True, exist_ok=True)
    return processes.call("portal", "take-in", folder, "--trust", key, "--lang", language)


def _fill_portal(today: date) -> int:
    """The portal's own part; a portal that has content stays as it is."""
    import_module("nguon.portal.demonstration").create(today=today, at=timezone.now())
    return 0
