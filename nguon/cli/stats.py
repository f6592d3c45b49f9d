"""Statutory statistics from the command line: a table as text, JSON, workbook or PDF."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from django.utils import timezone, translation

from nguon.accounts.actors import system_actor
from nguon.cli.language import Say, sayer
from nguon.cli.worklist import NOT_A_PLACE, refuse
from nguon.organizations import queries as tree
from nguon.planning.attainment import AS_WAS, TREES
from nguon.statistics import catalogue, operations, pdf, queries, words, xlsx
from nguon.statistics.periods import Named, NoSuchPeriod, named
from nguon.statistics.table import Filled, Table

BAD_INPUT = 2
FORMATS = ("text", "json", "xlsx", "pdf")
NUMBER = 8  # characters a number takes at least


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "table",
        metavar=say("BIỂU", "TABLE"),
        help=say("“list”, hoặc mã như 2-BTCTW", "“list”, or a code such as 2-BTCTW"),
    )
    parser.add_argument(
        "--org",
        metavar=say("MÃ", "CODE"),
        help=say("địa chỉ hoặc mã của tổ chức", "its slug or code"),
    )
    parser.add_argument(
        "--period",
        metavar="2019",
        help=say("2019, 2019-H1 hoặc 2024-Q1", "2019, 2019-H1, 2024-Q1"),
    )
    parser.add_argument(
        "--tree",
        choices=TREES,
        default=AS_WAS,
        help=say(
            "cây tổ chức lúc đó (as-was) hay hiện nay (as-is)",
            "the tree as it was then, or as it is now",
        ),
    )
    parser.add_argument(
        "--format", choices=FORMATS, help=say("dạng (theo tên tệp, nếu có)", "form of the output")
    )
    parser.add_argument("--out", type=Path, metavar="F", help=say("tệp để ghi", "file to write"))
    parser.add_argument(
        "--count-groups",
        action="store_true",
        help=say("đếm lại dân tộc, tôn giáo trước", "count ethnicity and religion anew first"),
    )


def run(options: argparse.Namespace) -> int:
    say = sayer(options.lang)
    with translation.override(options.lang):
        if options.table == "list":
            print("\n".join(_line(form, say) for form in catalogue.forms().values()))
            return 0
        if not options.org or not options.period:
            return _say(say("Cần --org và --period.", "--org and --period are needed."))
        try:
            return _told(options, named(options.period), say)
        except NoSuchPeriod as wrong:
            return _say(f"--period: {wrong}")
        except catalogue.NoSuchTable:
            see = say(
                "không có biểu này; xem: nguon stats list", "no such table; see: nguon stats list"
            )
            return _say(f"{options.table}: {see}")
        except tree.NoSuchOrganization:
            return refuse(NOT_A_PLACE, options, options.org)
        except operations.Refused as refusal:
            return _say(str(refusal))


def _told(options: argparse.Namespace, period: Named, say: Say) -> int:
    now = timezone.now()
    by = system_actor(today=timezone.localdate(now), at=now)
    place = tree.find(options.org, on=period.period.last_day)
    code = catalogue.form(options.table).code
    if options.count_groups:
        operations.count_groups(place, period, by=by, tree=options.tree)
    return _write(queries.table_of(place, code, period, by=by, tree=options.tree), options, say)


def _write(table: Table, options: argparse.Namespace, say: Say) -> int:
    kind = options.format or (options.out.suffix[1:].lower() if options.out else "text")
    if kind not in FORMATS:
        return _say(f"--out {options.out}: .json, .xlsx, .pdf")
    content = WRITERS[kind](table)
    if options.out is None and kind in ("xlsx", "pdf"):
        return _say(say("Cần --out cho tệp này.", "--out is needed for this."))
    if options.out is None:
        print(content.decode())
        return 0
    options.out.write_bytes(content)
    print(options.out)
    return 0


def _say(why: str) -> int:
    print(why, file=sys.stderr)
    return BAD_INPUT


def _json(table: Table) -> bytes:
    return json.dumps(table.to_json(), ensure_ascii=False, indent=2).encode()


def _text(table: Table) -> bytes:
    return "\n".join(lines(table)).encode()


WRITERS: dict[str, Callable[[Table], bytes]] = {
    "text": _text,
    "json": _json,
    "xlsx": xlsx.workbook,
    "pdf": pdf.document,
}


def lines(table: Table) -> Iterator[str]:
    """The table as a text for the terminal: what is empty says why."""
    yield f"{table.form.code}  {table.form.title}"
    yield f"{table.place.name}, {table.named.words}, {words.tree(table)}"
    for filled in table.sheets:
        yield from ("", *_sheet(filled))
    for found in table.checks:
        if found.holds is False:
            yield "!  " + " · ".join(words.check(found)) + f": {found.left} / {found.right}"


def _sheet(filled: Filled) -> Iterator[str]:
    """As wide as its longest label, each column as its heading."""
    heads = {key: f"{label!s:>{NUMBER}}" for key, label in filled.columns}
    labels = [f"{'  ' * line.row.depth}{line.label}" for line in filled.shown]
    wide = max(map(len, (filled.sheet.title, *labels)))
    yield f"{filled.sheet.title:{wide}}  {'  '.join(heads.values())}"
    for label, line in zip(labels, filled.shown, strict=True):
        numbers = (f"{words.shown(line.cells[key]):>{len(head)}}" for key, head in heads.items())
        yield f"{label:{wide}}  {'  '.join(numbers)}  {words.remark(line)}".rstrip()


def _line(form: catalogue.Form, say: Say) -> str:
    state = (
        f"{form.instrument} ({form.mark})" if form.sheets else say("chưa có mẫu", "layout unseen")
    )
    return f"{form.code:10} {form.title} — {state}"
