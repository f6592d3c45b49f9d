"""Build the search of the public site anew; it can be used meanwhile."""

import argparse
import sys
from collections.abc import Iterator

from django.utils import translation

from nguon.cli.language import Say, sayer
from nguon.portal import finding

EVERY = 50  # things between two signs of life


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--files",
        action="store_true",
        help=say(
            "đọc cả chữ trong tệp PDF, .docx… nhận trước đây mà chưa đọc",
            "also read the words of PDF, .docx… files that were kept before their words were",
        ),
    )


def run(options: argparse.Namespace) -> int:
    say = sayer(options.lang)
    if options.files:
        _tell(say("Tệp đã đọc", "Files read"), finding.read_files())
    with translation.override(options.lang):
        for kind, steps in finding.rebuild():
            _tell(str(kind.label), steps)
    return 0


def _tell(what: str, steps: Iterator[int]) -> None:
    """Go through the steps; how far it is stands on the screen, the sum in the output."""
    number = 0
    for number in steps:
        if number % EVERY == 0 and sys.stderr.isatty():
            print(f"\r{what}: {number}…", end="", file=sys.stderr, flush=True)
    if number >= EVERY and sys.stderr.isatty():
        print("\r", end="", file=sys.stderr)
    print(f"{what}: {number}", flush=True)
