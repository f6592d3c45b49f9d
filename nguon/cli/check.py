"""Check both sites' set-up; ``--deploy`` as for a site that others reach."""

import argparse
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.core.checks import ERROR, WARNING, CheckMessage, Error, run_checks
from django.utils import timezone, translation

from nguon import cli
from nguon.cli import processes
from nguon.cli.language import Say

IN_VIETNAMESE = {
    "security.W004": "chưa bật HSTS, trình duyệt còn vào qua HTTP (NGUON_HTTPS=1).",
    "security.W005": "HSTS chưa gồm các tên miền con (NGUON_HTTPS=1).",
    "security.W008": "trang không tự chuyển sang HTTPS (NGUON_HTTPS=1).",
    "security.W012": "cookie của phiên đăng nhập còn đi qua kết nối không mã hoá (NGUON_HTTPS=1).",
    "security.W016": "cookie chống giả mạo còn đi qua kết nối không mã hoá (NGUON_HTTPS=1).",
}


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--deploy",
        action="store_true",
        help=say("xét như khi người khác truy cập được", "as for a site that others reach"),
    )
    parser.add_argument(
        "--site",
        choices=processes.SITES,
        help=say("chỉ một trang (mặc định cả hai)", "one site only (default both)"),
    )


def run(options: argparse.Namespace) -> int:
    if options.site:
        return check_one(options.site, deploy=options.deploy, language=options.lang)
    deploy = ["--deploy"] if options.deploy else []
    codes = [
        processes.call(site, "check", "--site", site, "--lang", options.lang, *deploy)
        for site in processes.SITES
    ]
    return max(codes)


def check_one(site: str, *, deploy: bool, language: str) -> int:
    """Run every check of one site and print what it finds; 1 if anything must be mended."""
    cli.set_up_django(site)
    worst = WARNING if deploy else ERROR
    with translation.override(language):
        found = run_checks(include_deployment_checks=deploy)
        found += [*undeclared(), *deployment().findings(at=timezone.now())] if deploy else []
    found = [message for message in found if not message.is_silenced()]
    for message in found:
        print(f"{site}: {_said(message, language)}")
    faults = [message for message in found if message.level >= worst]
    print(f"{site}: {len(faults)} ✗" if faults else f"{site}: ✓")
    return 1 if faults else 0


def undeclared() -> Iterator[CheckMessage]:
    """Addresses of this site that nobody said for whom they are; they are not served."""
    for route in import_module("nguon.core.http.policy").routes():
        if route.policy is None:
            yield Error(route.path, id="nguon.route")


def deployment() -> Any:
    """What looks at the site; it knows models, so it is read once the site is known."""
    return import_module("nguon.core.deployment")


def _said(message: CheckMessage, language: str) -> str:
    """A finding in the language chosen; Django's own come in English."""
    if language == "en" or message.id not in IN_VIETNAMESE:
        return str(message)
    return f"({message.id}) {IN_VIETNAMESE[message.id]}"
