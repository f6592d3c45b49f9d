"""Take an Excel roster over: 0 when everybody was accepted, 1 when rows were refused, 2 for bad
input."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone, translation

from nguon.accounts.actors import system_actor
from nguon.cli.language import Say, reason, sayer
from nguon.cli.options import day
from nguon.cli.worklist import NOT_A_PLACE, refuse
from nguon.development import projection
from nguon.organizations import queries as tree
from nguon.organizations.queries import NoSuchOrganization
from nguon.people.models import Basis, Purpose
from nguon.reports.faults import refusal
from nguon.reports.operations import bad_rows, import_roster
from nguon.reports.report import BadTie, ImportReport, Tie
from nguon.reports.sheets import CannotRead

OK, ROWS_REFUSED, BAD_INPUT = 0, 1, 2
SHOWN = 20


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("file", type=Path, help=say("tệp .xlsx", "an .xlsx file"))
    parser.add_argument(
        "--org",
        required=True,
        metavar=say("MÃ", "CODE"),
        help=say("địa chỉ hoặc mã tổ chức", "slug or code"),
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=say("chỉ xét, không ghi", "check, write nothing")
    )
    parser.add_argument("--json", action="store_true", help=say("in ra JSON", "print JSON"))
    _what_stands_behind(parser, say)
    parser.add_argument(
        "--bad-rows",
        type=Path,
        metavar="FILE.xlsx",
        help=say("ghi các hàng không nhận ra tệp này", "write the refused rows to this file"),
    )
    parser.add_argument(
        "--as-of",
        type=day(say),
        metavar=say("NGÀY", "DATE"),
        help=say("coi như hôm nay là ngày này", "take this day as today"),
    )


def _what_stands_behind(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--consent-sheet",
        metavar=say("SỐ:NGÀY", "NUMBER:DATE"),
        type=_document(say),
        help=say(
            "số và ngày của phiếu đồng ý mà mọi người trong danh sách đã ký",
            "number and date of the consent sheet that everybody on the list signed",
        ),
    )
    parser.add_argument(
        "--legal-basis",
        metavar=say("VĂN_BẢN:NGÀY", "DOCUMENT:DATE"),
        type=_document(say),
        help=say(
            "văn bản làm căn cứ giữ hồ sơ của đảng viên", "document behind the files of members"
        ),
    )
    parser.add_argument(
        "--purposes",
        default=Purpose.DEVELOPMENT.value,
        type=_purposes(say),
        metavar=say("MỤC_ĐÍCH", "PURPOSE,…"),
        help=say(
            "phiếu đồng ý những gì (mặc định %(default)s): ",
            "what the sheet agrees to (default %(default)s): ",
        )
        + ", ".join(Purpose.values),
    )


def run(options: argparse.Namespace) -> int:
    with translation.override(options.lang):
        try:
            report = _import(options)
        except NoSuchOrganization:
            return refuse(NOT_A_PLACE, options, options.org)
        except BadTie as wrong:
            return _bad_input(str(wrong))
        except CannotRead as cannot:
            return _bad_input(f"{options.file}: {refusal(cannot)}")
        except OSError as wrong:
            return _bad_input(f"{wrong.filename}: {_of_a_file(wrong, sayer(options.lang))}")
        if options.json:
            print(json.dumps(as_json(report), ensure_ascii=False, indent=2))
        else:
            print("\n".join(summary(report, sayer(options.lang))))
    return ROWS_REFUSED if report.refused else OK


def as_json(report: ImportReport) -> dict[str, Any]:
    """What ``--json`` prints."""
    said = {**asdict(report), "refused_rows": report.refused_rows}
    said["refused"] = [{**asdict(each), "reason": each.reason} for each in report.refused]
    del said["people"]
    return said


def summary(report: ImportReport, say: Say) -> Iterator[str]:
    """What people read: the counts, the first refusals, what was left where it is."""
    if report.dry_run:
        yield say("Xét thử, chưa ghi gì.", "Dry run: nothing was written.")
    yield say(
        f"{report.file} → {report.organization}: đọc {report.read} hàng, nhận {report.accepted}, "
        f"không nhận {report.refused_rows}; {report.persons} người mới, {report.known} người đã "
        f"có, {report.events} việc.",
        f"{report.file} → {report.organization}: {report.read} rows read, {report.accepted} "
        f"accepted, {report.refused_rows} refused; {report.persons} new persons, {report.known} "
        f"known, {report.events} acts.",
    )
    for each in report.refused[:SHOWN]:
        yield f"  {each.sheet}, {each.row}, {each.column} “{each.value}”: {each.reason}"
    if len(report.refused) > SHOWN:
        yield say(
            f"  … và {len(report.refused) - SHOWN} lý do nữa (--json, --bad-rows).",
            f"  … and {len(report.refused) - SHOWN} more reasons (--json, --bad-rows).",
        )
    for sheet, headings in report.unknown_columns.items():
        yield say("Cột chưa hiểu", "Unknown columns") + f" ({sheet}): {'; '.join(headings)}"
    if report.not_stored:
        left = "; ".join(f"{name} ({count}): {why}" for name, count, why in report.left_out)
        yield say("Không ghi", "Not stored") + f": {left}."


def _import(options: argparse.Namespace) -> ImportReport:
    now = timezone.now()
    by = system_actor(today=options.as_of or timezone.localdate(now), at=now)
    organization = tree.find(options.org, on=by.today)
    content = options.file.read_bytes()
    report = import_roster(
        content,
        organization=organization,
        ties=_ties(options),
        by=by,
        dry_run=options.dry_run,
        file=options.file.name,
    )
    if not options.dry_run:
        projection.refresh_due(by=by)  # until then every list judges the new cases by itself
    if options.bad_rows:
        options.bad_rows.write_bytes(bad_rows(content, report))
    return report


def _ties(options: argparse.Namespace) -> list[Tie]:
    ties = []
    if options.legal_basis:
        ties.append(Tie(Basis.MEMBERSHIP, *options.legal_basis))
    if options.consent_sheet:
        number, signed_on = options.consent_sheet
        ties.append(Tie(Basis.CONSENT, number, signed_on, purposes=options.purposes))
    return ties


def _purposes(say: Say) -> Any:
    """Read purposes with commas between; one that nobody knows is named."""

    def read(text: str) -> tuple[str, ...]:
        found = tuple(filter(None, map(str.strip, text.split(","))))
        known = ", ".join(Purpose.values)
        for unknown in (each for each in found if each not in Purpose.values):
            raise argparse.ArgumentTypeError(
                say(
                    f"{unknown!r}: không có mục đích này; các mục đích: {known}",
                    f"{unknown!r}: no such purpose; there are: {known}",
                )
            )
        return found

    return read


def _document(say: Say) -> Any:
    """Read NUMBER:DATE; the number may hold colons, the date is ISO or dd/mm/yyyy."""

    def read(text: str) -> tuple[str, date]:
        number, _, written = text.rpartition(":")
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                on = datetime.strptime(written.strip(), form).date()  # noqa: DTZ007 - a day
            except ValueError:
                continue
            if number.strip():
                return number.strip(), on
        raise argparse.ArgumentTypeError(
            say(
                f"{text!r}: cần SỐ:NGÀY, ví dụ 05-PĐY:2025-06-01",
                f"{text!r}: expected NUMBER:DATE",
            )
        )

    return read


def _of_a_file(wrong: OSError, say: Say) -> str:
    """What is wrong with a file that cannot be opened, and what to do."""
    if isinstance(wrong, FileNotFoundError):
        return say(
            "không có tệp hay thư mục này; xem lại tên và đường dẫn.",
            "there is no such file or folder; check its name and path.",
        )
    if isinstance(wrong, IsADirectoryError):
        return say("đây là thư mục; ghi tên một tệp .xlsx.", "a folder; name an .xlsx file.")
    if isinstance(wrong, PermissionError):
        return say(
            "không có quyền mở tệp này; xem lại quyền, hoặc đóng tệp trong Excel.",
            "no permission to open this file; check its permissions, or close it in Excel.",
        )
    return say("không mở được tệp", "cannot be opened") + f" ({reason(wrong, say)})."


def _bad_input(why: str) -> int:
    print(why, file=sys.stderr)
    return BAD_INPUT
