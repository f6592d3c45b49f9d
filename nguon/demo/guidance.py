"""What the committee did about its cells these last months: visits, obstacles, reminders."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from nguon.accounts.models import User
from nguon.core.actor import Actor
from nguon.notices import operations as notices
from nguon.organizations.models import Organization
from nguon.supervision import operations, queries
from nguon.supervision.causes import Cause
from nguon.supervision.operations import Promised

Acting = Callable[[str, date], Actor]


def tell(
    places: Mapping[str, Organization], users: Mapping[str, User], acting: Acting, today: date
) -> None:
    """Play it through operations: a cell that has nobody to admit, and how it is helped."""
    _visit(places["khe-xong"], acting, today)
    _put_down(places, users, acting, today)
    _clear_one(places["ban-mai"], users, acting, today)
    _agree(places["huong-hiep"], acting, today)
    operations.remind(by=acting("van-phong", today - timedelta(days=16)))
    operations.remind(by=acting("van-phong", today))
    office = acting("van-phong", today - timedelta(days=21))
    notices.subscribe("van-phong@huong-hiep.example", language="vi", by=office)


def _visit(cell: Organization, acting: Acting, today: date) -> None:
    met, missed = today - timedelta(days=40), today - timedelta(days=10)
    by = acting("phu-trach", met)
    operations.log_visit(
        cell,
        met_on=met,
        words="Chi bộ họp tại nhà sinh hoạt cộng đồng; bàn danh sách thanh niên đi làm xa.",
        cases=list(queries.open_cases(cell, by=by)[:2]),
        promises=[
            Promised("Lập danh sách thanh niên đi làm xa theo hộ", met + timedelta(days=14)),
            Promised("Mời Đoàn xã dự họp tháng sau", today + timedelta(days=6)),
        ],
        by=by,
    )
    operations.log_visit(
        cell, met_on=missed, attended=False, words="Ngầm tràn ngập, không qua được.",
        by=acting("phu-trach", missed),
    )  # fmt: skip


def _put_down(
    places: Mapping[str, Organization], users: Mapping[str, User], acting: Acting, today: date
) -> None:
    told = today - timedelta(days=35)
    away = operations.raise_obstacle(
        places["khe-xong"],
        cause=Cause.AWAY,
        detail="Phần lớn thanh niên làm ở các khu công nghiệp phía Nam",
        owner=users["phu-trach"],
        due_on=today - timedelta(days=5),
        by=acting("chi-bo-khe-xong", told),
    )
    operations.act(
        away, words="Gọi điện cho từng gia đình, hẹn gặp dịp Tết", by=acting("phu-trach", told)
    )
    operations.raise_obstacle(
        places["khe-xong"],
        cause=Cause.UNAWARE,
        owner=users["van-phong"],
        due_on=today + timedelta(days=45),
        by=acting("phu-trach", told),
    )
    check = operations.raise_obstacle(
        places["thon-da-trang"],
        cause=Cause.CHECK_SLOW,
        detail="Thẩm tra ở tỉnh khác, chưa có trả lời",
        owner=users["van-phong"],
        due_on=today + timedelta(days=20),
        by=acting("van-phong", told),
    )
    operations.escalate(
        check,
        words="Đề nghị cấp trên trao đổi với cấp uỷ nơi đó",
        due_on=today + timedelta(days=30),
        by=acting("van-phong", today),
    )


def _clear_one(cell: Organization, users: Mapping[str, User], acting: Acting, today: date) -> None:
    told = today - timedelta(days=60)
    helper = operations.raise_obstacle(
        cell,
        cause=Cause.NO_HELPER,
        owner=users["chi-bo-ban-mai"],
        due_on=told + timedelta(days=30),
        by=acting("chi-bo-ban-mai", told),
    )
    operations.close(helper, by=acting("chi-bo-ban-mai", told + timedelta(days=20)))


def _agree(commune: Organization, acting: Acting, today: date) -> None:
    day = today - timedelta(days=25)
    operations.note_agreement(
        commune,
        on=day,
        partner="Mặt trận, Đoàn thanh niên, Hội phụ nữ xã",
        words="Mỗi quý cùng rà soát nguồn từng thôn; Hội phụ nữ vận động hội viên đi học.",
        document="Biên bản 04-BB (mẫu)",
        by=acting("van-phong", day),
    )
