"""What came of a term against its target. Totals by group that changed are counted anew first."""

import argparse
import json
import sys
from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone, translation

from nguon.accounts.actors import system_actor
from nguon.cli.language import Say, sayer
from nguon.cli.options import day
from nguon.cli.worklist import NOT_A_PLACE, refuse
from nguon.core.actor import Actor
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.planning import operations
from nguon.planning.attainment import AS_WAS, TREES, Attainment, CellRow
from nguon.planning.quality import Comparison
from nguon.planning.queries import attainment_of
from nguon.planning.reading import NoSuchTerm, read_term

BAD_INPUT = 2


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--org",
        required=True,
        metavar=say("MÃ", "CODE"),
        help=say("địa chỉ hoặc mã của tổ chức", "its slug or code"),
    )
    parser.add_argument(
        "--term", required=True, metavar="2015-2020", help=say("nhiệm kỳ", "the term")
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
        "--as-of",
        type=day(say),
        metavar=say("NGÀY", "DATE"),
        help=say("tính đến hết ngày này (mặc định hôm nay)", "count up to this day (today)"),
    )
    parser.add_argument("--json", action="store_true", help=say("in ra JSON", "print JSON"))


def run(options: argparse.Namespace) -> int:
    now = timezone.now()
    by = system_actor(today=timezone.localdate(now), at=now)
    with translation.override(options.lang):
        try:
            result = _result(tree.find(options.org, on=options.as_of or by.today), options, by)
        except tree.NoSuchOrganization:
            return refuse(NOT_A_PLACE, options, options.org)
        except NoSuchTerm as unknown:
            print(f"--term {options.term!r}: {unknown}", file=sys.stderr)
            return BAD_INPUT
        if options.json:
            print(json.dumps(result.to_json(), ensure_ascii=False, indent=2))
        else:
            print("\n".join(lines(result, sayer(options.lang))))
    return 0


def _result(organization: Organization, options: argparse.Namespace, by: Actor) -> Attainment:
    reading = read_term(organization, options.term, by=by, tree=options.tree)
    operations.recount_stale(by=by, terms=[term.pk for term in reading.terms])
    return attainment_of(organization, options.term, by=by, tree=options.tree, as_of=options.as_of)


def lines(result: Attainment, say: Say) -> Iterator[str]:
    """The result as a text for the terminal."""
    yield from _head(result, say)
    yield ""
    yield say("năm    kết nạp  chỉ tiêu", "year  admitted    target")
    for row in result.by_year:
        asked = f"{row.target.lower}–{row.target.upper}"
        reached = row.admitted if row.begun else "–"
        yield f"{row.year}  {reached:>8}  {asked:>8}"
    yield ""
    yield say("Chi bộ (số kết nạp):", "Cells (admitted):")
    yield from (f"  {cell.admitted:>4}  {_cell(cell, say)}" for cell in result.by_cell)


def _head(result: Attainment, say: Say) -> Iterator[str]:
    which = {AS_WAS: say("cây lúc đó", "tree as it was")}
    trees = which.get(result.tree, say("cây hiện nay", "tree as it is"))
    up_to = say("tính đến", "up to")
    yield f"{result.place.name}, {result.term} ({trees}, {up_to} {result.as_of:%d/%m/%Y})"
    reached = _percent(result.attainment_percent, say)
    yield say("Kết nạp", "Admitted") + f": {result.admitted} ÷ ({result.base_written}) = {reached}"
    upper = _percent(result.percent_of_upper, say)
    yield say("Theo mức cao", "Of the upper bound") + f": {result.target.upper}: {upper}"
    yield _minority(result, say)
    yield _quality(result, say)
    yield from _beside(result, say)
    if result.now_in:
        names = ", ".join(place.name for place in result.now_in)
        yield say("Nay thuộc", "Now in") + f": {names}"


def _minority(result: Attainment, say: Say) -> str:
    words = say("Dân tộc thiểu số", "Ethnic minorities")
    if result.minority_is_few:
        return f"{words}: " + say("không nêu số vì quá ít người", "too few people to be told")
    if result.minority is None:
        return f"{words}: " + say("chưa đếm", "not counted")
    found = result.minority
    known = say("trong số đã rõ", "of those known")
    return f"{words}: {found.persons} ({known}: {found.counted}/{found.of})"


def _quality(result: Attainment, say: Say) -> str:
    found = result.quality
    parts = (
        (say("quyết định chậm", "late decisions"), found.late_decisions),
        (say("lễ kết nạp chậm", "late ceremonies"), found.late_ceremonies),
        (say("công nhận chậm", "late recognitions"), found.late_recognitions),
        (say("khác kết luận của quy định", "decided against a finding"), found.departures),
        (say("đã ra khỏi Đảng", "left again"), found.withdrawn_after_admission),
    )
    return say("Chất lượng", "Quality") + ": " + ", ".join(f"{words} {n}" for words, n in parts)


MEASURES = {
    "late_steps": ("bước làm sau hạn", "steps done late"),
    "returned_files": ("hồ sơ bị trả lại", "files returned"),
    "not_confirmed": ("hết dự bị chưa được công nhận", "probation not confirmed"),
    "left_within_three_years": ("ra khỏi Đảng trong ba năm", "left within three years"),
    "december": ("kết nạp trong tháng 12", "admitted in December"),
}
GROUPS = {
    "women": ("nữ", "women"),
    "youth": ("18–30 tuổi", "aged 18–30"),
    "union": ("đoàn viên", "Youth Union members"),
    "minority": ("dân tộc thiểu số", "ethnic minorities"),
}


def _beside(result: Attainment, say: Say) -> Iterator[str]:
    """Every measure of its base, and groups against the people; a dash where it is not known."""
    for measure in result.beside.measures:
        told = f"{measure.count}/{measure.of}" if measure.of else "–"
        yield f"  {say(*MEASURES[measure.code])}: {told}"
    yield say("So với dân cư", "Against the population") + ":"
    for each in result.beside.comparisons:
        own = f"{each.admitted.part}/{each.admitted.whole}" if each.admitted else "–"
        yield f"  {say(*GROUPS[each.code])}: {own}; {_people(each, say)}"


def _people(each: Comparison, say: Say) -> str:
    if each.population is None:
        return "–"
    word = QUALIFIERS.get(each.population.qualifier)
    share = f"{each.population.percent.normalize():f} %"
    written = say(share.replace(".", ","), share)
    return f"{say(*word)} {written}" if word else written


QUALIFIERS = {
    "more_than": ("hơn", "more than"),
    "nearly": ("gần", "nearly"),
    "about": ("khoảng", "about"),
}


def _cell(cell: CellRow, say: Say) -> str:
    notes = [cell.place.name]
    if cell.households is not None:
        notes.append(f"{cell.households} " + say("hộ", "households"))
    if cell.no_source_in:
        notes.append(say("báo cáo hết nguồn", "reported nobody left"))
    if cell.now_in:
        notes.append(say("nay thuộc", "now in") + f" {cell.now_in.name}")
    return ", ".join(notes)


def _percent(value: Decimal | None, say: Say) -> str:
    return "–" if value is None else say(f"{value}".replace(".", ","), f"{value}") + " %"
