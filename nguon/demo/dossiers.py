"""Papers of an invented dossier, a file that came back, and a book with something overdue."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from nguon.core.actor import Actor
from nguon.development.models import Case
from nguon.dossier import book, operations, returns
from nguon.dossier.book import Slip
from nguon.dossier.models import BookLine, FileReturn
from nguon.dossier.operations import Sent
from nguon.organizations.models import Organization

Acting = Callable[[str, date], Actor]
Reason = FileReturn.Reason
OFFICE, BOARD = "Văn phòng Đảng uỷ (mẫu)", "Ban Xây dựng Đảng (mẫu)"


def tell(places: Mapping[str, Organization], acting: Acting, today: date) -> None:
    """Play it through operations."""
    by = acting("van-phong", today)
    returns.send_back(
        _under_way(places["nang-moi"], by),
        on=today - timedelta(days=4),
        reasons=[Reason.MISSING, Reason.UNSIGNED],
        words="Bổ sung bản tổng hợp ý kiến; đóng dấu giáp lai lý lịch (mẫu).",
        document="07-TB/BXD (mẫu)",
        due_on=today + timedelta(days=10),
        by=by,
    )
    case = _under_way(places["suoi-mo"], by)
    _keep(case, by)
    _lend(case, acting, today)


def _keep(case: Case, by: Actor) -> None:
    scans = {"1-KNĐ": 1, "2-KNĐ": 2, "5-KNĐ": 1}
    for code, pages in scans.items():
        files = [Sent("", _scan(f"{code} {number}", number)) for number in range(1, pages + 1)]
        operations.add(case, code=code, files=files, by=by)


def _lend(case: Case, acting: Acting, today: date) -> None:
    lent, what = today - timedelta(days=30), BookLine.What.ADMISSION
    by = acting("van-phong", lent)
    back = book.lend(
        case.person,
        Slip(what, OFFICE, BOARD, pieces=11, document="02/PM (mẫu)"),
        on=lent - timedelta(days=20),
        until=lent,
        by=by,
    )
    book.bring_back(back, on=lent, words="đủ 11 tài liệu", by=by)
    book.lend(
        case.person,
        Slip(what, OFFICE, BOARD, pieces=11, document="05/PM (mẫu)"),
        on=lent,
        until=today - timedelta(days=9),
        by=by,
    )


def _under_way(cell: Organization, by: Actor) -> Case:
    rows = Case.objects.visible_to(by).filter(organization=cell, admitted_on__isnull=True)
    sent_up = rows.filter(events__type="file_received").select_related("person")
    found: Case = sent_up.order_by("pk")[0]
    return found


def _scan(words: str, seed: int) -> bytes:
    """A page that looks like one: a heading that says it is a sample, and grey lines."""
    page = Image.new("RGB", (620, 877), "white")
    pen = ImageDraw.Draw(page)
    pen.text((60, 60), f"SAMPLE {words.encode('ascii', 'replace').decode()}", fill="black")
    for line in range(24):
        width = 380 + (line * 37 + seed * 61) % 120
        pen.rectangle((60, 110 + line * 28, 60 + width, 120 + line * 28), fill="#b9bec4")
    out = BytesIO()
    page.save(out, "JPEG")
    return out.getvalue()
