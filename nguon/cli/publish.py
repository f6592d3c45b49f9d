"""Write the signed files of what was approved; print the key that the public site checks with.

What may be published is decided on the pages, by two people. This command only carries it out:
whoever no longer agrees to be named goes first, then the files follow from what is stored.
"""

import argparse
import shutil
import sys
from pathlib import Path

from django.utils import timezone, translation

from nguon.accounts.actors import system_actor
from nguon.cli.language import Say, sayer
from nguon.reports.publication import operations, queries


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--key",
        action="store_true",
        help=say("chỉ in khoá công khai cho cổng thông tin", "only print the portal's public key"),
    )
    parser.add_argument(
        "--to",
        type=Path,
        metavar=say("THƯ_MỤC", "FOLDER"),
        help=say("chép các tệp vào đây (USB, thư mục chung)", "copy the files here (USB, share)"),
    )


def run(options: argparse.Namespace) -> int:
    say = sayer(options.lang)
    if options.key:
        print(queries.public_key())
        return 0
    if options.to is not None and not options.to.is_dir():
        why = say("không có thư mục này", "no such folder")
        print(f"--to {options.to}: {why}", file=sys.stderr)
        return 2
    now = timezone.now()
    with translation.override(options.lang):
        operations.obey_consents(by=system_actor(today=timezone.localdate(now), at=now))
        operations.write_out()
        _tell(say)
    if options.to is not None:
        for path in sorted(queries.folder().glob("*.json")):
            shutil.copyfile(path, options.to / path.name)
    return 0


def _tell(say: Say) -> None:
    rows = queries.issued()
    print(f"{queries.folder()}: {len(rows)} " + say("tệp", "files"))
    for row in rows:
        print(f"  {queries.file_name(row)}  {row.get_status_display()}  {row.title}")
