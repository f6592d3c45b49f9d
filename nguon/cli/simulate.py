"""Create large invented data in an empty ``NGUON_DATA``, for measurements."""

import argparse
import sys
from importlib import import_module

from django.conf import settings
from django.utils import timezone

from nguon.cli import processes
from nguon.cli.language import Say, sayer
from nguon.cli.options import day
from nguon.cli.prepare import prepare
from nguon.core import installation


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--scale",
        choices=("town", "province"),
        default="town",
        help=say("cỡ dữ liệu (mặc định %(default)s)", "how much (default %(default)s)"),
    )
    parser.add_argument(
        "--seed", type=int, default=1, help=say("số gieo ngẫu nhiên", "seed of the random numbers")
    )
    parser.add_argument(
        "--day", type=day(say), help=say("ngày của dữ liệu", "the day of the data")
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
    maker.simulate(maker.SCALES[options.scale], seed=options.seed, today=today)
    return processes.call("portal", "demo", "--day", today.isoformat(), "--lang", options.lang)
