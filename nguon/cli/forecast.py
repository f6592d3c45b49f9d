"""How many admissions are to be expected to the end of the year and of a term, as a range."""

import argparse
import json
import sys
from collections.abc import Iterator

from django.utils import timezone, translation

from nguon.accounts.actors import system_actor
from nguon.cli.language import Say, sayer
from nguon.cli.options import day
from nguon.cli.worklist import NOT_A_PLACE, refuse
from nguon.organizations import queries as tree
from nguon.planning.forecast import Outlook
from nguon.planning.histories import Expected, expected
from nguon.planning.reading import NoSuchTerm

BAD_INPUT = 2


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--org",
        required=True,
        metavar=say("MÃ", "CODE"),
        help=say("địa chỉ hoặc mã của tổ chức", "its slug or code"),
    )
    parser.add_argument(
        "--term", required=True, metavar="2025-2030", help=say("nhiệm kỳ", "the term")
    )
    parser.add_argument(
        "--as-of",
        type=day(say),
        metavar=say("NGÀY", "DATE"),
        help=say("dự báo từ sau ngày này (mặc định hôm nay)", "from the day after this (today)"),
    )
    parser.add_argument("--json", action="store_true", help=say("in ra JSON", "print JSON"))


def run(options: argparse.Namespace) -> int:
    now = timezone.now()
    by = system_actor(today=timezone.localdate(now), at=now)
    as_of = options.as_of or by.today
    with translation.override(options.lang):
        try:
            found = expected(tree.find(options.org, on=as_of), options.term, as_of=as_of, by=by)
        except tree.NoSuchOrganization:
            return refuse(NOT_A_PLACE, options, options.org)
        except NoSuchTerm as unknown:
            print(f"--term {options.term!r}: {unknown}", file=sys.stderr)
            return BAD_INPUT
        if options.json:
            print(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
        else:
            print("\n".join(lines(found, sayer(options.lang))))
    return 0


def lines(found: Expected, say: Say) -> Iterator[str]:
    """The forecast as a text for the terminal."""
    since = say("sau ngày", "after")
    yield f"{found.place.name}, {found.term}, {since} {found.as_of:%d/%m/%Y}"
    if found.is_over and found.whole_term:
        ended, so_many = found.whole_term.until, found.whole_term.admitted
        yield say(
            f"Nhiệm kỳ đã hết ngày {ended:%d/%m/%Y}: đã kết nạp {so_many}.",
            f"The term ended on {ended:%d/%m/%Y}: {so_many} admitted.",
        )
        return
    if found.year is None or found.whole_term is None or found.sample is None:
        yield say(
            f"Quá ít lịch sử để dự báo: mới thấy {found.admissions} lần kết nạp.",
            f"Too little history to forecast: {found.admissions} admissions seen.",
        )
        return
    yield _line(say("Đến cuối năm", "To the end of the year"), found.year, say)
    yield _line(say("Đến hết nhiệm kỳ", "To the end of the term"), found.whole_term, say)
    sample = found.sample
    yield say(
        f"Học từ {sample.cases} hồ sơ, {sample.admissions} lần kết nạp ở đây; "
        f"{sample.wider_cases} hồ sơ, {sample.wider_admissions} lần ở {found.wider or 'đây'}.",
        f"Learned from {sample.cases} cases and {sample.admissions} admissions here; "
        f"{sample.wider_cases} and {sample.wider_admissions} in {found.wider or 'the same'}.",
    )


def _line(heading: str, outlook: Outlook, say: Say) -> str:
    more = say("thêm", "another")
    done = say("đã kết nạp", "admitted so far")
    level = say("ít nhất 4 lần trong 5", "at least 4 times in 5")
    alone = outlook.low == outlook.high
    between = f"{outlook.low}" if alone else f"{outlook.low}–{outlook.high}"
    return (
        f"{heading} ({outlook.until:%d/%m/%Y}): {done} {outlook.admitted}, {more} "
        f"{between} ({level})"
    )
