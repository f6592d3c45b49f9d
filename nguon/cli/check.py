"""Check both sites' set-up; ``--deploy`` as for a site that others reach."""

import argparse

from django.core.checks import ERROR, WARNING, run_checks

from nguon import cli
from nguon.cli import processes
from nguon.cli.language import Say


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
        return check_one(options.site, deploy=options.deploy)
    deploy = ["--deploy"] if options.deploy else []
    codes = [
        processes.call(site, "check", "--site", site, "--lang", options.lang, *deploy)
        for site in processes.SITES
    ]
    return max(codes)


def check_one(site: str, *, deploy: bool) -> int:
    """Run every check of one site and print what it finds; 1 if anything must be mended."""
    cli.set_up_django(site)
    worst = WARNING if deploy else ERROR
    found = run_checks(include_deployment_checks=deploy)
    for message in found:
        print(f"{site}: {message}")
    faults = [message for message in found if message.level >= worst]
    print(f"{site}: {len(faults)} ✗" if faults else f"{site}: ✓")
    return 1 if faults else 0
