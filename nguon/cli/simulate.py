"""Create large invented data in an empty ``NGUON_DATA``, for measurements."""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from time import monotonic

from django.conf import settings
from django.utils import timezone

from nguon.cli import processes
from nguon.cli.language import Say, sayer
from nguon.cli.options import day, number
from nguon.cli.prepare import prepare
from nguon.core import installation

PAUSE = 2.0
STOPPED = 130


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--scale",
        choices=("town", "province", "nation"),
        default="town",
        help=say("cỡ dữ liệu (mặc định %(default)s)", "how much (default %(default)s)"),
    )
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
        help=say("ngày của dữ liệu", "the day of the data"),
    )


def run(options: argparse.Namespace) -> int:
    say = sayer(options.lang)
    today = options.day or timezone.localdate()
    prepare()
    if installation.kind() is not None:
        print(
            say(
                f"{settings.DATA}: đã có dữ liệu; lệnh này chỉ dùng cho thư mục trống.",
                f"{settings.DATA}: there are data already; this needs an empty folder.",
            ),
            file=sys.stderr,
        )
        return 2
    maker = import_module("nguon.demo.simulate")
    scale = maker.SCALES[options.scale]
    try:
        maker.simulate(scale, seed=options.seed, today=today, tell=_teller(say))
    except KeyboardInterrupt:
        print(
            say(
                f"\nĐã dừng; trong {settings.DATA} không có gì được giữ lại.",
                f"\nStopped; nothing was kept in {settings.DATA}.",
            ),
            file=sys.stderr,
        )
        return STOPPED
    return processes.call("portal", "demo", "--day", today.isoformat(), "--lang", options.lang)


def _teller(say: Say) -> Callable[[str, int, int], None]:
    """Say on standard error how far it is, at most once in two seconds and at each end."""
    words = {
        "places": say("tổ chức", "organisations"),
        "stories": say("diễn biến đã xét", "ways of a case judged"),
        "cases": say("hồ sơ", "cases"),
        "members": say("đảng viên", "members"),
        "trail": say("nhật ký", "lines of the trail"),
        "indexes": say("chỉ mục", "indexes"),
        "totals": say("tổng hợp", "totals"),
    }
    began = said = monotonic()

    def tell(what: str, done: int, of: int) -> None:
        nonlocal said
        now = monotonic()
        if now - said >= PAUSE or done >= of:
            said = now
            line = f"{now - began:6.0f} s  {words[what]}: {done:,}/{of:,}"
            print(line, file=sys.stderr, flush=True)

    return tell
