"""Statutory forms from the command line: which there are, and one drawn from a case."""

import argparse
import sys
from pathlib import Path

from django.utils import timezone, translation

from nguon.accounts.actors import system_actor
from nguon.cli.language import Say, sayer
from nguon.development.models import Case
from nguon.forms import catalogue, docx, operations, pdf
from nguon.forms.sheet import Sheet

BAD_INPUT = 2
WRITERS = {".docx": docx.document, ".pdf": pdf.document}


class Unusable(ValueError):
    """What was asked for cannot be drawn; the message says why."""


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "form",
        metavar=say("MẪU", "FORM"),
        help=say(
            "“list” để xem có những mẫu nào, hoặc mã mẫu như 6-KNĐ",
            "“list” to see which there are, or a code such as 6-KND",
        ),
    )
    parser.add_argument(
        "--case", metavar=say("HỒ_SƠ", "REF"), help=say("mã hồ sơ", "the case's reference")
    )
    parser.add_argument(
        "--number",
        type=int,
        default=0,
        metavar="N",
        help=say("lần thứ mấy, nếu việc có nhiều lần", "which one, of an act done several times"),
    )
    parser.add_argument(
        "--out", type=Path, metavar="F", help=say("tệp .docx hoặc .pdf", "a .docx or .pdf file")
    )


def run(options: argparse.Namespace) -> int:
    say = sayer(options.lang)
    with translation.override(options.lang):
        if options.form == "list":
            print("\n".join(_line(form, say) for form in catalogue.forms().values()))
            return 0
        try:
            _draw(options, say)
        except Unusable as reason:
            print(reason, file=sys.stderr)
            return BAD_INPUT
    return 0


def _line(form: catalogue.Form, say: Say) -> str:
    latest = form.editions[-1]
    state = f"{latest.instrument} ({latest.confidence})"
    if not latest.layout:
        state = say("chưa có mẫu", "no specimen seen")
    elif form.by_hand:
        state += say("; bản nháp để chép tay", "; a draft to copy by hand")
    return f"{form.code:10} {form.title} — {state}"


def _draw(options: argparse.Namespace, say: Say) -> None:
    if not options.case or not options.out:
        raise Unusable(say("Cần --case và --out.", "--case and --out are needed."))
    writer = WRITERS.get(options.out.suffix.lower())
    if writer is None:
        told = say("cần tệp .docx hoặc .pdf", "a .docx or .pdf file is needed")
        raise Unusable(f"--out {options.out}: {told}")
    sheet = _sheet(options, say)
    options.out.write_bytes(writer([sheet]))
    _tell_missing(sheet, options, say)


def _sheet(options: argparse.Namespace, say: Say) -> Sheet:
    now = timezone.now()
    by = system_actor(today=timezone.localdate(now), at=now)
    try:
        return operations.draw(options.case, options.form, by=by, number=options.number)
    except catalogue.NoSuchForm:
        told = say("không có mẫu này; xem: nguon form list", "no such form; see: nguon form list")
        raise Unusable(f"{options.form}: {told}") from None
    except Case.DoesNotExist:
        told = say("không có hồ sơ này", "there is no such case")
        raise Unusable(f"--case {options.case}: {told}") from None
    except operations.NoSpecimen as gap:
        told = say("chưa có mẫu cho ngày", "no specimen was seen for")
        raise Unusable(f"{gap.code}: {told} {gap.day:%d/%m/%Y}") from None


def _tell_missing(sheet: Sheet, options: argparse.Namespace, say: Say) -> None:
    """What could not be filled in comes first to mind when the paper is in hand."""
    form = catalogue.form(options.form)
    missing = sheet.missing()
    if missing:
        print(say("Chưa có, để dòng chấm:", "Not known, left dotted:"))
        print("\n".join(f"  {form.label(name)}" for name in missing))
    print(options.out)
