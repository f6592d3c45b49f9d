"""Tables as charts: what came and went, how a whole is made up, the flow of years.

A chart is drawn from the cells of its table: what the table leaves empty, of one cell's ethnicity
or religion above all, stays empty here.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from nguon.reports.charts.drawing import Chart, Words
from nguon.reports.charts.lying import Row, bars
from nguon.reports.charts.upright import Group, columns
from nguon.statistics.counting import Number
from nguon.statistics.queries import YearFlow
from nguon.statistics.table import Filled, Line, Table
from nguon.web import drawn

FLOWS, WHOLES, BODIES = ("1-BTCTW",), ("2-BTCTW", "3-BTCTW"), ("5-BTCTW",)
ANALYSES = (".age.", ".schooling.")


def of_table(table: Table) -> Chart | None:
    """The chart of a table; nothing for one of which there is none."""
    if not table.sheets:
        return None
    if table.form.code in FLOWS:
        return _flow(table)
    if table.form.code in WHOLES + BODIES:
        return _parts(table)
    return None


def of_years(found: tuple[YearFlow, ...], *, place: str, tree: str) -> Chart:
    """Gains and losses year by year."""
    last = max(each.last for each in found)
    words = drawn.words(
        _("Đảng viên tăng, giảm từng năm"), _("đảng viên"), _("Năm"),
        place=place, on=last, tree=tree,
    )  # fmt: skip
    groups = [Group(f"{each.year}", (_whole(each.gained), _whole(each.lost))) for each in found]
    return columns("flow", words, groups, both())


# --- pieces -------------------------------------------------------------------------------------


def _flow(table: Table) -> Chart:
    groups = [
        Group(said, tuple(_whole(table.number(key, column)) for key in ("B", "C")))
        for said, column in ((table.named.before.name, "before"), (table.named.name, "now"))
    ]
    words = _words(table, _("Đảng viên tăng, giảm trong kỳ"), _("đảng viên"), _("Kỳ"))
    return columns("table", words, groups, both())


def _parts(table: Table) -> Chart:
    """Bars of some lines; a line of ours that is nought is left out as in the table."""
    words = _words(table, table.form.title, _("đảng viên"), table.named.words)
    rows = list(_bodies(table.sheets[0]) if table.form.code in BODIES else _whole_and_parts(table))
    return bars("table", words, rows, [_("đảng viên")])


def _bodies(filled: Filled) -> Iterator[Row]:
    for line in filled.shown:
        if line.row.count and line.row.key != "total":
            yield _bar(line, "members")


def _whole_and_parts(table: Table) -> Iterator[Row]:
    """Those that are told of the whole, then each analysis under its head."""
    filled = table.sheets[0]
    (whole, *_rest) = filled.shown
    yield _bar(whole, "now")
    yield Row(_("Trong đó"))
    yield from (_bar(line, "now") for line in filled.shown if line.row.of == whole.row.key)
    heads = {line.row.key: line.label for line in filled.shown if line.row.head}
    said = ""
    for line in filled.shown:
        if line.row.mean or not any(name in line.row.count for name in ANALYSES):
            continue
        if (head := heads.get(line.row.under, "")) != said:
            said = head
            yield Row(head)
        yield _bar(line, "now")


def _bar(line: Line, column: str) -> Row:
    number = _whole(line.cells[column].number)
    return Row(line.label, None if number is None else (number,))


def _whole(number: Number | None) -> int | None:
    return None if number is None else int(number)


def _words(table: Table, title: str, unit: str, across: str) -> Words:
    place, tree = table.place.name, table.tree
    return drawn.words(title, unit, across, place=place, on=table.last, tree=tree)


def both() -> list[str]:
    """What the two sides of a flow are called."""
    return [_("Tăng"), _("Giảm")]
