"""Days, names and places that the tests of all packages share. Everybody here is invented."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone

from nguon.accounts.actors import system_actor
from nguon.accounts.roles import ROLES
from nguon.core.actor import Actor, Seat
from nguon.organizations import operations
from nguon.organizations.models import Organization, Version, on
from tests.kept import Kept

TODAY = date(2025, 6, 2)
FIRST_DAY = date(2010, 1, 1)
HANOI = timezone(timedelta(hours=7))
NOW = datetime(2025, 6, 2, 8, 0, tzinfo=HANOI)
DOCUMENT = "01-QĐ/TU 01/01/2010"

# slug: name, tier, party rank, parent
PLACES = {
    "quang-tri": ("Tỉnh uỷ Quảng Trị", "province", "provincial_committee", None),
    "dakrong": ("Huyện uỷ Đakrông", "district", "district_committee", "quang-tri"),
    "krong-klang": ("Đảng uỷ thị trấn Krông Klang", "commune", "grassroots_party_body", "dakrong"),
    "khe-xong": ("Chi bộ khóm Khe Xong", "cell", "subordinate_cell", "krong-klang"),
    "khom-ban-mau": ("Chi bộ khóm Bản Mẫu", "cell", "subordinate_cell", "krong-klang"),
    "mo-o": ("Đảng uỷ xã Mò Ó", "commune", "grassroots_party_body", "dakrong"),
    "thon-mau": ("Chi bộ thôn Mẫu", "cell", "subordinate_cell", "mo-o"),
}


def instant(day: date) -> datetime:
    """Eight in the morning of ``day`` in Viet Nam."""
    return datetime(day.year, day.month, day.day, 8, tzinfo=HANOI)


def system(today: date = TODAY) -> Actor:
    """The system's own actor on a day."""
    return system_actor(today=today, at=instant(today))


def acting(
    what: str | Iterable[str], *, at: Organization, today: date = TODAY, user_id: int = 7
) -> Actor:
    """Somebody who holds a role, or just the named actions, at ``at`` on ``today``."""
    named = [what] if isinstance(what, str) else list(what)
    actions = {action for name in named for action in ROLES.get(name, {name})}
    tier = Version.objects.filter(on(today), organization=at).values_list("tier", flat=True)
    seats = frozenset(Seat(each, at.pk) for each in tier)
    return Actor(user_id, "Người Thử Việc", today, instant(today), dict.fromkeys(actions, seats))


def establish() -> dict[str, Organization]:
    """Establish the places of the cast by operations."""
    found: dict[str, Organization] = {}
    for slug, (name, tier, party_rank, parent) in PLACES.items():
        found[slug] = operations.establish(
            slug,
            name=name,
            tier=tier,
            party_rank=party_rank,
            parent=found[parent] if parent else None,
            on=FIRST_DAY,
            document=DOCUMENT,
            by=system(),
        )
    return found


settle = Kept(establish)  # the places of the cast, as every test finds them
