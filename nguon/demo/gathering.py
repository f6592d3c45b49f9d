"""A cell that meets on the coming Thursday: seven people to consider, the papers to be printed."""

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from typing import Any

from nguon.core.actor import Actor
from nguon.demo import lives
from nguon.meetings import operations, ripe
from nguon.meetings.operations import Plan
from nguon.organizations.models import Organization

Acting = Callable[[str, date], Actor]
CELL, SECRETARY = "ban-mai", "chi-bo-ban-mai"
THURSDAY, WEEK = 3, 7
SINCE_ADMISSION = 442  # days from the cell's resolution to a fortnight after probation
VOTERS = 11
# Five to be admitted, of whom one lacks the opinions, and two to be recognised.
ADMITTED: tuple[dict[str, Any], ...] = (
    {"young": True, "minority": False},
    {"young": False, "minority": False},
    {"young": True, "minority": True},
    {"young": True, "minority": False},
    {"young": False, "minority": True, "skip": ("opinions",)},
)
RECOGNISED: tuple[dict[str, Any], ...] = (
    {"young": True, "minority": False},
    {"young": False, "minority": False},
)


def coming_thursday(today: date) -> date:
    """The next Thursday after a day."""
    return today + timedelta(days=(THURSDAY - today.weekday() - 1) % WEEK + 1)


def bring_together(play: Callable[..., None], today: date) -> None:
    """Tell the ways of the seven as far as they have come."""
    meeting = coming_thursday(today)
    for who in ADMITTED:
        play(CELL, meeting, last="opinions", **who)
    for who in RECOGNISED:
        before = lives.workday(meeting - timedelta(days=SINCE_ADMISSION))
        play(CELL, before, last="probation_review", **who)


def tell(places: Mapping[str, Organization], acting: Acting, today: date) -> None:
    """The secretary of the cell calls the meeting and puts the seven on the agenda."""
    cell, by = places[CELL], acting(SECRETARY, today)
    plan = Plan(
        met_on=coming_thursday(today),
        voters=VOTERS,
        starts_at=time(19, 30),
        venue="Nhà sinh hoạt cộng đồng khóm Ban Mai",
        chair="Nguyễn Văn Mẫu Chủ",
        secretary="Trần Thị Mẫu Ghi",
        agenda="Xét đề nghị kết nạp, công nhận đảng viên chính thức\nViệc tháng tới của chi bộ",
    )
    meeting = operations.call(cell, plan, by=by)
    found = [offer for offer in ripe.offers(cell, on=plan.met_on, by=by) if offer.case]
    wanted = found[: len(ADMITTED) + len(RECOGNISED)]
    operations.choose(meeting, [offer.person.ref for offer in wanted], by=by)
