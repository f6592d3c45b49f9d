"""Open an account of the public site, or let its owner in again: print a one-time link.

Whoever can start this on the machine itself may do so; every link is recorded in the trail.
"""

import argparse
import sys

from django.utils import timezone, translation

from nguon.cli.language import Say, sayer
from nguon.core import installation
from nguon.core.actor import Actor
from nguon.portal import demonstration, operations
from nguon.portal.accounts import issue_link
from nguon.portal.models import Role, User
from nguon.portal.roles import system_actor

HOW = (
    "Mở tài khoản cho cổng: nguon portal-account --user TEN --name 'HỌ VÀ TÊN' --role moderator",
    "Open a portal account: nguon portal-account --user NAME --name 'FULL NAME' --role moderator",
)


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("--user", help=say("tên đăng nhập", "user name"))
    parser.add_argument("--name", help=say("họ và tên, nếu mở mới", "full name, for a new one"))
    parser.add_argument(
        "--role",
        action="append",
        choices=Role.values,
        help=say("vai trò, nếu mở mới; nhắc lại được", "role, for a new one; may be repeated"),
    )
    parser.add_argument(
        "--address",
        default="http://localhost:8001/",
        help=say("địa chỉ cổng thông tin", "the portal's address"),
    )


def run(options: argparse.Namespace) -> int:
    say = sayer(options.lang)
    now = timezone.now()
    by = system_actor(today=timezone.localdate(now), at=now)
    if not options.user and not installation.is_demonstration():
        if not User.objects.exists():
            print(say(*HOW))
        return 0
    with translation.override(options.lang):
        try:
            user = _account(options, by)
        except operations.NotPossible as refusal:
            print(refusal, file=sys.stderr)
            return 2
    link = f"{options.address.rstrip('/')}{issue_link(user, by=by)}"
    said = (f"Vào cổng một lần ({user.full_name}): ", f"One-time portal link ({user.full_name}): ")
    print(say(*said) + link, flush=True)
    return 0


def _account(options: argparse.Namespace, by: Actor) -> User:
    """The account that was named, opened if it is new.

    Raises: operations.NotPossible.
    """
    username = options.user or demonstration.MODERATOR
    found = User.objects.filter(username=username.strip().lower()).first()
    return found or operations.open_account(
        username, options.name or "", roles=options.role or (), on=by.today, by=by
    )
