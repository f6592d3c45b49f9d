"""What people asked about their own data these weeks, an alarm, and who answers for data."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from nguon.people.models import Person
from nguon.rights import duties, incidents, operations

Acting = Callable[[str, date], Actor]


def tell(places: Mapping[str, Organization], acting: Acting, today: date) -> None:
    """Play it through operations: one waits, one was refused, one is of a stranger."""
    commune, days = places["huong-hiep"], timedelta
    by = acting("van-phong", today)
    duties.name_officer(
        commune,
        name="Trần Thị Mẫu An",
        reach="Văn phòng Đảng uỷ, phòng 2",
        degree="Cử nhân luật",
        years=4,
        document="12-QĐ/ĐU (mẫu)",
        valid_from=today - days(90),
        by=acting("bi-thu", today - days(90)),
    )
    first, second = Person.objects.visible_to(by).select_related("organization").order_by("pk")[:2]
    came = today - days(6)
    waits = operations.receive(
        commune, person=first, kind="view", received_on=came, document="3-YC", by=by
    )
    operations.answer(waits, on=came, words="Sẽ in toàn bộ dữ liệu cho anh, chị.", by=by)
    kept = operations.receive(
        commune, person=second, kind="delete", received_on=came, document="4-YC", by=by
    )
    operations.refuse(
        kept, ground="member_file", told_on=today, words="Đã nói rõ căn cứ giữ hồ sơ.", by=by
    )
    operations.receive(commune, kind="view", received_on=today, document="5-YC", by=by)
    about = "Một bản in danh sách để quên ở phòng họp."
    alarm = incidents.sound(commune, kind="leak", noticed_at=by.at, about=about, by=by)
    incidents.notify(alarm, at=by.at, document="2-TB (mẫu)", by=by)
