"""Make a one-time code: for the demonstration, for a new office, or for somebody locked out.

Whoever can start this on the machine itself may do so; every code is recorded in the trail.
"""

import argparse
import sys

from django.utils import timezone

from nguon.accounts import office, operations
from nguon.accounts.actors import system_actor
from nguon.accounts.models import User
from nguon.cli.language import Say, sayer
from nguon.core import installation

DEMONSTRATION_USER = "van-phong"


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--address",
        default="http://localhost:8000/",
        help=say("địa chỉ trang nghiệp vụ", "the registry's address"),
    )
    parser.add_argument("--user", help=say("tên đăng nhập của một người", "somebody's user name"))


def run(options: argparse.Namespace) -> int:
    say = sayer(options.lang)
    start = f"{options.address.rstrip('/')}/bat-dau/"
    if options.user or installation.is_demonstration():
        return _for_user(options.user or DEMONSTRATION_USER, start, say)
    try:
        code = office.first_setup_code(at=timezone.now())
    except office.AlreadyOpen:
        print(say("Đăng nhập bằng tài khoản đã mở.", "Sign in with an open account."), flush=True)
        return 0
    print(
        say(
            f"Mã thiết lập dùng một lần, trong 30 phút: {code}\nNhập mã tại {start}",
            f"One-time setup code, for 30 minutes: {code}\nEnter it at {start}",
        ),
        flush=True,
    )
    return 0


def _for_user(username: str, start: str, say: Say) -> int:
    user = User.objects.filter(username=username).first()
    if user is None:
        print(
            say(f"Không có tài khoản {username!r}.", f"No account {username!r}."), file=sys.stderr
        )
        return 2
    now = timezone.now()
    code = operations.issue_code(user, by=system_actor(today=timezone.localdate(now), at=now))
    print(
        say(
            f"Đăng nhập một lần ({user.full_name}): {start}{code}/",
            f"One-time sign-in ({user.full_name}): {start}{code}/",
        ),
        flush=True,
    )
    return 0
