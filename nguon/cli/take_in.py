"""Take signed files into the public site, or tell it whose signature it is to believe."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils import timezone, translation

from nguon.cli.language import Say, sayer
from nguon.core.actor import Actor
from nguon.portal.operations import NotPossible
from nguon.portal.publications import operations
from nguon.portal.roles import system_actor


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say("tệp đã ký, hoặc thư mục có các tệp ấy", "signed files, or folders of them"),
    )
    parser.add_argument(
        "--trust",
        metavar=say("KHOÁ", "KEY"),
        help=say("tin khoá này (nguon publish --key)", "believe this key (nguon publish --key)"),
    )


def run(options: argparse.Namespace) -> int:
    say = sayer(options.lang)
    now = timezone.now()
    by = system_actor(today=timezone.localdate(now), at=now)
    with translation.override(options.lang):
        try:
            if options.trust:
                operations.trust(options.trust, by=by)
                print(say("Đã tin khoá này.", "This key is believed."))
            return max([_take(*each, by, say) for each in _files(options.paths)], default=0)
        except NotPossible as refusal:
            print(refusal, file=sys.stderr)
            return 2


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """Files as they are named; of a folder those of its publications, in order, the new ones."""
    for path in paths:
        if path.is_dir():
            yield from ((each, True) for each in sorted(path.glob("cong-bo-*.json")))
        else:
            yield path, False


def _take(path: Path, only_new: bool, by: Actor, say: Say) -> int:
    try:
        row = operations.take_in(path.read_bytes(), by=by)
    except operations.TakenAlready as known:
        if not only_new:
            print(f"{path.name}: {known}", file=sys.stderr)
        return int(not only_new)
    except operations.NotTaken as refusal:
        print(f"{path.name}: {refusal}", file=sys.stderr)
        return 1
    except OSError as unreadable:
        print(f"{path}: {unreadable.strerror}", file=sys.stderr)
        return 2
    print(f"{path.name}: {row.get_state_display()}. {row.title}")
    return 0
