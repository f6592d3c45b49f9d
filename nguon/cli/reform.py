"""A list of merges, splits and moves: rehearse it, apply it whole, undo it, compare figures."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import timezone, translation

from nguon.accounts.actors import system_actor
from nguon.cli.language import Say, sayer
from nguon.cli.options import day
from nguon.cli.worklist import NOT_A_PLACE, refuse
from nguon.core.actor import Actor
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.organizations.reform.rows import Act, Fault
from nguon.reports.faults import refusal
from nguon.reports.models import Reform, ReformStatus
from nguon.reports.reform import runs, sheet
from nguon.reports.sheets import CannotRead

OK, REFUSED = 0, 2
SHOWN = 20


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    kinds = parser.add_subparsers(dest="what", required=True, metavar=say("VIỆC", "WHAT"))
    for what, vi, en in (
        ("preview", "xem trước một danh sách, không ghi gì", "rehearse a list, write nothing"),
        ("apply", "áp dụng trọn một danh sách", "apply a list whole"),
    ):
        kind = kinds.add_parser(what, help=say(vi, en), description=say(vi, en))
        kind.add_argument("file", type=Path, help=say("tệp .xlsx hoặc .csv", "a file"))
        _place(kind, say)
        _bad_rows(kind, say)
        _common(kind, say)
    _undo(kinds, say)
    vi, en = "đối chiếu số liệu trước và sau", "compare figures before and after"
    verify = kinds.add_parser("verify", help=say(vi, en), description=say(vi, en))
    _which(verify, say)
    _common(verify, say)
    vi, en = "ghi tệp mẫu để điền", "write the workbook to fill in"
    template = kinds.add_parser("template", help=say(vi, en), description=say(vi, en))
    template.add_argument("file", type=Path, metavar="FILE.xlsx")


def run(options: argparse.Namespace) -> int:
    do = {
        "preview": _preview, "apply": _apply, "undo": _take_back, "verify": _verify,
        "template": _template,
    }[options.what]  # fmt: skip
    with translation.override(options.lang):
        try:
            return do(options)
        except tree.NoSuchOrganization:
            return refuse(NOT_A_PLACE, options, options.org)
        except CannotRead as cannot:
            return _refuse(f"{options.file}: {refusal(cannot)}")
        except (runs.NotNow, Reform.DoesNotExist) as refused:
            return _refuse(str(refused))


def _undo(kinds: Any, say: Say) -> None:
    vi, en = "đính chính: khôi phục cây cũ từ một ngày", "restore the former tree from a day on"
    kind = kinds.add_parser("undo", help=say(vi, en), description=say(vi, en))
    _which(kind, say)
    kind.add_argument(
        "--on", type=day(say), required=True, metavar=say("NGÀY", "DATE"),
        help=say("đính chính từ ngày này", "from this day on"),
    )  # fmt: skip
    for name, vi, en in (
        ("--document", "văn bản đính chính", "the correcting document"),
        ("--reason", "vì sao đính chính", "why"),
    ):
        kind.add_argument(name, required=True, metavar=say("CHỮ", "TEXT"), help=say(vi, en))
    kind.add_argument(
        "--rows", type=int, nargs="+", default=[], metavar=say("HÀNG", "ROW"),
        help=say("chỉ các hàng này (mặc định cả danh sách)", "only these rows (all)"),
    )  # fmt: skip
    _common(kind, say)


def _place(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--org", default="", metavar=say("MÃ", "CODE"),
        help=say("cấp uỷ chỉ đạo (mặc định tổ chức cao nhất)", "whose list it is (the topmost)"),
    )  # fmt: skip


def _which(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "list", metavar=say("MÃ_HOẶC_TỆP", "REF_OR_FILE"),
        help=say("mã của danh sách đã áp dụng, hoặc chính tệp ấy", "its reference, or the file"),
    )  # fmt: skip
    parser.add_argument(
        "--org", default="", metavar=say("MÃ", "CODE"),
        help=say("danh sách của cấp uỷ nào (mặc định nơi nào cũng được)", "whose list (anybody)"),
    )  # fmt: skip


def _bad_rows(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--bad-rows", type=Path, metavar="FILE.xlsx",
        help=say("ghi các hàng không nhận ra tệp này", "write the refused rows to this file"),
    )  # fmt: skip


def _common(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("--json", action="store_true", help=say("in ra JSON", "print JSON"))
    parser.add_argument("--lang", choices=("vi", "en"), help=say("ngôn ngữ", "language"))


# --- what is done -------------------------------------------------------------------------------


def _preview(options: argparse.Namespace) -> int:
    looked = runs.look(options.file.read_bytes(), name=options.file.name, by=_actor())
    if options.bad_rows and looked.faults:
        options.bad_rows.write_bytes(sheet.bad_rows(looked.sheet.pages, looked.faults))
    told = looked.effects.to_json() if looked.effects else None
    if options.json:
        _print_json({"faults": [asdict(each) for each in looked.faults], "effects": told})
    else:
        say = sayer(options.lang)
        lines = _faults(looked.faults, say) if looked.faults else _effects(told or {}, say)
        print("\n".join(lines))
    return REFUSED if looked.faults else OK


def _apply(options: argparse.Namespace) -> int:
    by, content = _actor(), options.file.read_bytes()
    place = tree.find(options.org, on=by.today) if options.org else _topmost(by)
    new = runs.start(content, organization=place, name=options.file.name, by=by, background=False)
    runs.work(new, by=by)
    found = _fresh(new, by)
    if found.faults:
        return _told_faults(found, options)
    return _carried_out(found, by, options)


def _take_back(options: argparse.Namespace) -> int:
    by = _actor()
    undo = runs.ask_undo(
        _chosen(options, by), rows=options.rows, on=options.on, document=options.document,
        reason=options.reason, by=by, background=False,
    )  # fmt: skip
    runs.work(undo, by=by)
    found = _fresh(undo, by)
    return _told_faults(found, options) if found.faults else _carried_out(found, by, options)


def _carried_out(run: Reform, by: Actor, options: argparse.Namespace) -> int:
    try:
        runs.confirm(run, by=by, background=False)
    except runs.NotNow:
        runs.cancel(run, by=by)
        raise
    runs.work(_fresh(run, by), by=by)
    found = _fresh(run, by)
    if found.status != ReformStatus.DONE:
        return _told_faults(found, options)
    return _told_comparison(found, options)


def _verify(options: argparse.Namespace) -> int:
    by = _actor()
    found = _chosen(options, by)
    runs.compare_again(found, by=by)
    return _told_comparison(_fresh(found, by), options)


def _template(options: argparse.Namespace) -> int:
    options.file.write_bytes(sheet.template())
    return OK


def _actor() -> Actor:
    now = timezone.now()
    return system_actor(today=timezone.localdate(now), at=now)


def _topmost(by: Actor) -> Organization:
    numbers = sorted(seat.organization_id for seat in by.seats(runs.CHANGE))
    return Organization.objects.get(pk=numbers[0])


def _fresh(run: Reform, by: Actor) -> Reform:
    return runs.reforms(by=by).get(pk=run.pk)


def _chosen(options: argparse.Namespace, by: Actor) -> Reform:
    """The applied list of this reference, or the one that this file is.

    Raises: Reform.DoesNotExist, also where several places applied the file; NoSuchOrganization.
    """
    done = runs.reforms(by=by).filter(status=ReformStatus.DONE, undoes=None)
    if options.org:
        done = done.filter(organization=tree.find(options.org, on=by.today))
    path = Path(options.list)
    if path.is_file():
        rows = done.filter(imprint=runs.imprint_of(path.read_bytes(), path.name))
    else:
        rows = done.filter(ref=options.list)
    found = list(rows.order_by("pk"))
    if len(found) == 1:
        return found[0]
    raise Reform.DoesNotExist(_not_one(found, options))


def _not_one(found: list[Reform], options: argparse.Namespace) -> str:
    say, refs = sayer(options.lang), ", ".join(each.ref for each in found)
    if found:
        vi = f"{options.list}: đã áp dụng nhiều lần ({refs}); ghi mã của một lần, hoặc --org."
        return say(vi, f"{options.list}: applied more than once ({refs}); name one, or --org.")
    vi = f"{options.list}: không có danh sách đã áp dụng nào như vậy."
    return say(vi, f"{options.list}: no list that was applied is this one.")


# --- what is printed ----------------------------------------------------------------------------


def _told_faults(run: Reform, options: argparse.Namespace) -> int:
    faults, say = runs.faults_of(run), sayer(options.lang)
    if getattr(options, "bad_rows", None) and (content := runs.bad_rows_of(run)):
        options.bad_rows.write_bytes(content)
    if options.json:
        _print_json({"ref": run.ref, "status": run.status, "faults": run.faults})
    else:
        lines = _faults(faults, say) if faults else iter([runs.why_failed(run)])
        print("\n".join(lines), file=sys.stderr)
    return REFUSED


def _told_comparison(run: Reform, options: argparse.Namespace) -> int:
    told: dict[str, Any] = run.compared or {}
    if options.json:
        _print_json({"ref": run.ref, "status": run.status, "compared": told})
    else:
        print("\n".join(_comparison(run, told, sayer(options.lang))))
    return OK if told.get("same") else REFUSED


def _comparison(run: Reform, told: dict[str, Any], say: Say) -> Iterator[str]:
    yield say(f"Danh sách {run.ref}: {len(run.steps)} việc.", f"List {run.ref}: done.")
    after = {(each["slug"], each["term"]): each for each in told.get("after", [])}
    for was in told.get("before", []):
        now = after.get((was["slug"], was["term"]), {}).get("admitted", "–")
        mark = "=" if was["admitted"] == now else "≠"
        yield f"  {was['name']}, {was['term']}: {was['admitted']} {mark} {now}"
    if told.get("same"):
        yield say("Số liệu đã qua không đổi một chữ số nào.", "No digit of the past differs.")
    else:
        yield say("Có số khác trước.", "Figures differ from before.")


def _faults(faults: Any, say: Say) -> Iterator[str]:
    rows = len({(each.sheet, each.row) for each in faults})
    yield say(f"{rows} hàng không nhận được:", f"{rows} rows refused:")
    for each in faults[:SHOWN]:
        yield f"  {_where(each, say)}: {each.why}"
    if len(faults) > SHOWN:
        rest = len(faults) - SHOWN
        yield say(
            f"  … và {rest} lý do nữa (--json, --bad-rows).", f"  … and {rest} more (--json)."
        )


def _where(fault: Fault, say: Say) -> str:
    column = sheet.WHICH.get(fault.column, "")
    return f"{say('hàng', 'row')} {fault.row}" + (f", {column}" if column else "")


def _effects(told: dict[str, Any], say: Say) -> Iterator[str]:
    """What a list would do, for the terminal; persons are counted and never named."""
    names = told["names"]
    yield say("Xem trước, chưa ghi gì.", "A rehearsal: nothing was written.")
    for step in told["steps"][:SHOWN]:
        who, into = ("; ".join(names.get(slug, slug) for slug in step[each]) for each in PARTS)
        act = str(Act(step["act"]).label)
        yield (
            f"  {step['row']}. {act}: {who} → {into}" if into else f"  {step['row']}. {act}: {who}"
        )
    yield _count("tổ chức có thay đổi", "organisations change",
                 told["changes"], say)  # fmt: skip
    for vi, en, each, persons in (
        ("thôi thấy một phần", "see less", "lose", "losing"),
        ("thấy thêm", "see more", "gain", "gaining"),
    ):
        roles, who = sum(seat["holders"] for seat in told[each]), told[persons]
        yield say(f"{roles} vai trò ({who} người) {vi}.", f"{roles} roles ({who} people) {en}.")
        yield from _seats(told[each], say)
    verdicts = told["verdicts"]
    yield say(
        f"{verdicts['open']} hồ sơ đang mở trên địa bàn thay đổi; xét thử {verdicts['judged']}, "
        f"{verdicts['changed']} có kết luận khác.",
        f"{verdicts['open']} open cases on changed ground; {verdicts['judged']} judged both ways, "
        f"{verdicts['changed']} differ.",
    )
    for each in told["targets"][:SHOWN]:
        parts = " + ".join(str(lower) for _who, lower, _upper in each["parts"])
        yield f"  {each['keeper']}, {each['term']}: {parts} = {each['lower']}"
    if told["uncovered"]:
        yield _count("chi bộ không còn ai phụ trách", "cells with nobody in charge",
                     len(told["uncovered"]), say)  # fmt: skip


def _seats(found: list[dict[str, Any]], say: Say) -> Iterator[str]:
    """Where the roles are held, and what of the tree it is about; nobody is named."""
    for seat in found[:SHOWN]:
        some = "; ".join(seat["some"]) + ("; …" if seat["places"] > len(seat["some"]) else "")
        n, count = seat["holders"], seat["places"]
        yield say(
            f"  {seat['slug']}: {n} vai trò, {count} tổ chức ({some})",
            f"  {seat['slug']}: {n} roles, {count} organisations ({some})",
        )


PARTS = ("who", "into")


def _count(vi: str, en: str, number: int, say: Say) -> str:
    return f"{number} {say(vi, en)}."


def _print_json(told: dict[str, Any]) -> None:
    print(json.dumps(told, ensure_ascii=False, indent=2))


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return REFUSED
