"""The reform of 1 July 2025: the district ends, communes merge under the province."""

from collections.abc import Callable, Mapping, MutableMapping
from datetime import date

from nguon.accounts import operations as accounts
from nguon.accounts.models import User
from nguon.core.actor import Actor
from nguon.demo import areas, cast, quality
from nguon.organizations import operations as organizations
from nguon.organizations.models import Organization, PartyRank, Tier

DOCUMENT = "NQ 1680/NQ-UBTVQH15 16/06/2025; QĐ 10-QĐ/TU 30/06/2025 (mẫu)"
MERGED = (
    ("huong-hiep", "Xã Hướng Hiệp", ("krong-klang", "mo-o", "huong-hiep-cu")),
    ("xa-dakrong", "Xã Đakrông", ("dakrong-cu",)),
)


def play(
    places: MutableMapping[str, Organization],
    users: Mapping[str, User],
    system: Callable[[date], Actor],
    today: date,
) -> None:
    """Merge, say who works where from then on, and what the merged places look like."""
    by = system(cast.REFORM)
    for slug, name, parts in MERGED:
        merge(places, slug, name, parts, by)
    organizations.dissolve(
        places["dakrong"],
        successor=places["quang-tri"],
        on=cast.REFORM,
        document=DOCUMENT,
        by=by,
    )
    reappoint(places, users, by)
    areas.describe_merged(places, by)
    quality.describe_merged(places, by)
    if today >= cast.RENAMED:
        rename_ranks(places, system(cast.RENAMED))


def merge(
    places: MutableMapping[str, Organization],
    slug: str,
    name: str,
    parts: tuple[str, ...],
    by: Actor,
) -> None:
    places[slug] = organizations.establish(
        slug,
        name=name,
        tier=Tier.COMMUNE,
        party_rank=PartyRank.SUPERIOR_COMMITTEE,
        parent=places["quang-tri"],
        on=cast.REFORM,
        document=DOCUMENT,
        code=cast.CODES[slug],
        by=by,
    )
    organizations.merge(
        [places[part] for part in parts],
        into=places[slug],
        on=cast.REFORM,
        document=DOCUMENT,
        by=by,
    )


def reappoint(places: Mapping[str, Organization], users: Mapping[str, User], by: Actor) -> None:
    for official in cast.OFFICIALS:
        if official.before != official.after:
            user = users[official.username]
            for held in user.assignments.filter(valid_to__gt=cast.REFORM):
                accounts.revoke_role(held, on=cast.REFORM, by=by)
            accounts.assign_role(
                user,
                role=official.role,
                organization=places[official.after],
                on=cast.REFORM,
                document="QĐ 03-QĐ/ĐU 01/07/2025 (mẫu)",
                by=by,
            )


def rename_ranks(places: Mapping[str, Organization], by: Actor) -> None:
    for slug, _, _ in MERGED:
        organizations.rename(
            places[slug],
            party_rank=PartyRank.GRASSROOTS_PARTY_BODY,
            on=cast.RENAMED,
            document="208-QĐ/TW 2026-07-26",
            by=by,
        )
