"""Charts on pages and as files: what is written on them, and how they are handed out."""

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from nguon.core import typesetting
from nguon.planning.attainment import AS_IS, YearRow
from nguon.reports.charts.drawing import Chart, Words
from nguon.reports.charts.upright import Group, columns
from nguon.web import download

SVG = "image/svg+xml"
KINDS = {"svg": SVG, "png": typesetting.PICTURE}


def words(title: str, unit: str, across: str, *, place: str, on: date, tree: str) -> Words:
    """The words of a chart; ``on`` is the last day that was counted."""
    said = _("%(place)s, đếm đến hết ngày %(day)s, theo cây tổ chức lúc đó. Chương trình Nguồn.")
    if tree == AS_IS:
        said = _(
            "%(place)s, đếm đến hết ngày %(day)s, theo cây tổ chức hiện nay. Chương trình Nguồn."
        )
    source = said % {"place": place, "day": f"{on:%d/%m/%Y}"}
    return Words(title, _("Đơn vị: %s") % unit, across, source)


def years(rows: Sequence[YearRow], *, place: str, on: date, tree: str) -> Chart:
    """Admissions in the frame of the lower bound of the target, year by year."""
    title = _("Kết nạp so với chỉ tiêu từng năm")
    told = words(title, _("người"), _("Năm"), place=place, on=on, tree=tree)
    groups = [
        Group(f"{row.year}", (row.admitted if row.begun else None,), row.target.lower)
        for row in rows
    ]
    return columns("years", told, groups, [_("Kết nạp")], frame=_("Chỉ tiêu, mức thấp"))


def file(chart: Chart | None, name: str, kind: str) -> HttpResponse:
    """A chart as .svg or .png, named after what it shows and never after a person."""
    if chart is None or kind not in KINDS:
        raise Http404
    content = chart.file.encode() if kind == "svg" else typesetting.picture(chart.file)
    return download.attachment(content, f"{name}.{kind}", KINDS[kind])
