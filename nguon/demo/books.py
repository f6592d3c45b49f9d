"""What makes books: somebody came and left, somebody died, the list was compared twice."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from nguon.core.actor import Actor
from nguon.demo.cast import EARLIEST, REFORM
from nguon.membership import operations, transfers
from nguon.membership.codes import Reach
from nguon.organizations.models import Organization
from nguon.people.models import LeftHow, Person
from nguon.reports.books.comparing import Compared, compare
from nguon.reports.books.reading import counted
from nguon.reports.models import WithWhom

Acting = Callable[[str, date], Actor]
CAME = (
    ("Trần Thị Mẫu Cao Niên", date(1969, 9, 2), LeftHow.DIED, ""),
    ("Nguyễn Văn Mẫu Ra Đi", date(2001, 2, 3), LeftHow.OWN_REQUEST, "45-QĐ/ĐU (mẫu)"),
)
WHO = "Lê Thị Mẫu Văn Phòng, Hồ Văn Mẫu Cấp Trên"


def tell(places: Mapping[str, Organization], acting: Acting, today: date) -> None:
    """Play it through operations, in a cell of the commune of today."""
    if today < EARLIEST:
        return
    by = acting("van-phong", today - timedelta(days=100))
    for number, (name, joined_on, how, document) in enumerate(CAME, start=1):
        person = _take_in(places["ben-trang"], name, joined_on, f"{80 + number}-GT (mẫu)", by)
        on = today - timedelta(days=60 - 20 * number)
        operations.leave(person, how=how, on=on, document=document, by=acting("van-phong", on))
    _compare(places["huong-hiep"], acting, today)


def _take_in(cell: Organization, name: str, joined_on: date, number: str, by: Actor) -> Person:
    letter = transfers.receive_from_outside(
        cell,
        transfers.Newcomer(name, joined_on, joined_on.replace(year=joined_on.year + 1)),
        transfers.Outside("Đảng bộ xã Mẫu, cùng tỉnh", Reach.SAME_PROVINCE),
        paper=transfers.Paper(number, by.today - timedelta(days=5), "Lý lịch đảng viên"),
        on=by.today,
        by=by,
    )
    assert letter.person is not None  # noqa: S101 - for the type checker
    return letter.person


def _compare(commune: Organization, acting: Acting, today: date) -> None:
    """Half a year ago one line was missing above; a quarter ago all agreed."""
    for days, missing in ((190, 1), (98, 0)):
        on = today - timedelta(days=days)
        if on < REFORM:
            continue
        by = acting("van-phong", on)
        total = sum(counted(commune, on=on, by=by))
        words = "Sổ cấp trên chưa ghi một người mới kết nạp; cấp trên bổ sung." if missing else ""
        partner = "Ban Tổ chức Tỉnh uỷ (mẫu)"
        said = Compared(on, WithWhom.ABOVE, partner, total - missing, WHO, words)
        compare(commune, said, by=by)
