"""Words of the dossier: what to do about a file that is refused, lines of the lists."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.development.facts import Act
from nguon.development.words import cited, event
from nguon.dossier.book import Line as BookedLine
from nguon.dossier.checklist import Line, Part
from nguon.dossier.returns import Returned
from nguon.web.development.labels import CHOICES

AGAIN = _("Mở tệp bằng chương trình của nó, lưu lại thành PDF rồi gửi bản PDF ấy.")
WHAT_TO_DO: Mapping[str, Promise] = {
    "empty": _("Chọn lại tệp: tệp đã gửi không có nội dung."),
    "too_large": _("Chụp với cỡ ảnh vừa, hoặc tách thành nhiều tệp nhỏ hơn."),
    "unknown_kind": _("Chụp ảnh giấy bằng điện thoại, hoặc lưu tài liệu thành PDF."),
    "kind_not_taken": AGAIN,
    "broken": _("Mở thử tệp trên máy; nếu không mở được thì chụp hoặc quét lại."),
    "encrypted": _("Bỏ mật khẩu của tệp rồi gửi lại."),
    "too_many_pages": _("Tách thành các giấy riêng theo danh mục."),
    "page_size": _("Quét lại ở khổ A4."),
    "too_many_pixels": _("Chụp hoặc quét lại ở độ phân giải thấp hơn (300 điểm mỗi inch là đủ)."),
    "macros": AGAIN,
    "outside_link": AGAIN,
    "embedded": AGAIN,
    "bomb": _("Không mở tệp này; báo người phụ trách máy tính và xin lại bản khác."),
    "secret": _(
        "Không đưa tài liệu mật lên đây; bảo quản theo quy định về bảo vệ bí mật nhà nước. Nếu "
        "không phải tài liệu mật, xoá chữ chỉ độ mật rồi gửi lại."
    ),
    "too_costly": _("In tệp ra PDF đơn giản hơn, hoặc chụp ảnh giấy."),
}
CHECKLIST = (
    _("Phần"),
    _("Mã"),
    _("Giấy tờ"),
    _("Mã lưu trữ"),
    _("Tình trạng"),
    _("Vì sao"),
    _("Việc đã ghi"),
    _("Bản lưu"),
    _("Quy tắc"),
    _("Văn bản"),
    _("Độ tin cậy"),
)
RETURNED = (
    _("Ngày trả"),
    _("Chi bộ"),
    _("Họ và tên"),
    _("Nơi trả"),
    _("Lý do"),
    _("Văn bản"),
    _("Nộp lại trước ngày"),
    _("Đã nộp lại"),
)
BOOK = (
    _("TT"),
    _("Ngày"),
    _("Họ và tên người có hồ sơ"),
    _("Chi bộ"),
    _("Loại hồ sơ"),
    _("Số tài liệu"),
    _("Việc"),
    _("Bên giao"),
    _("Bên nhận"),
    _("Hạn trả"),
    _("Ngày trả"),
    _("Văn bản"),
    _("Ghi chú"),
)


def checklist(parts: Iterable[Part]) -> Iterator[list[Any]]:
    """The lines of the checklist as a workbook shows them."""
    for part in parts:
        for line in part.lines:
            yield [part.title, *_paper(line)]


def deed(act: Act) -> str:
    """An act in words, with whom it is about where several of a kind are made."""
    subject = act.event.fields.get("subject") if act.event else None
    whose = f" ({CHOICES['subject', subject]})" if subject else ""
    return f"{event(act.kind)}{whose}"


def _paper(line: Line) -> list[Any]:
    acts = "; ".join(f"{deed(act)} {act.on:%d/%m/%Y}" for act in line.acts)
    ground = line.ground
    where = f"{cited(ground.instrument)} {ground.point}".strip() if ground else ""
    told = [line.kind.code, line.kind.title, line.archive, str(line.state.label), line.why, acts]
    pages = len(line.kept) or None
    sure = ground.confidence if ground else ""
    return [*told, pages, ground.rule if ground else line.kind.rule, where, sure]


def returned(rows: Iterable[Returned], *, names: bool) -> Iterator[list[Any]]:
    """The returns as a workbook shows them, with names or without."""
    for each in rows:
        row = each.row
        line = [row.on, each.place, row.case.person.full_name, each.sender]
        line += ["; ".join(each.reasons), row.document, row.due_on, each.answered_on]
        yield line if names else line[:2] + line[3:]


def book(lines: Iterable[BookedLine]) -> Iterator[list[Any]]:
    """The lines of the book in its columns."""
    for each in lines:
        row = each.row
        told = [each.number, row.on, each.name, each.place, str(row.get_what_display())]
        told += [row.pieces, str(row.get_kind_display()), row.giver, row.taker, row.until]
        yield [*told, each.back_on, row.document, _notes(each)]


def _notes(line: BookedLine) -> str:
    struck = str(_("gạch bỏ: %s")) % line.struck if line.struck else ""
    return "; ".join(each for each in (line.row.words, line.back_words, struck) if each)
