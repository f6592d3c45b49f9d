"""What is known of the area of a place that a merger or a split made: from what came before it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from nguon.organizations.models import AreaProfile, Organization, Succession

KINDS = ("setting", "difficult_area", "youth_union_present", "trade_union_present")
NUMBERS = (
    "households", "population", "women", "of_age", "aged_18_30", "union_members", "away",
)  # fmt: skip


def inherit(successions: Sequence[Succession], *, whole: bool) -> None:
    """Let a place that begins with an act have what all its predecessors had in common.

    Shape:   successions of one act and one document; ``whole`` if each predecessor went over as a
             whole, so that its numbers may be added.
    Reading: what is unknown of one is unknown; a place that stood before, or whose figures were
             entered, keeps its own.
    """
    heirs: dict[Organization, list[Organization]] = {}
    for each in successions:
        heirs.setdefault(each.successor, []).append(each.predecessor)
    for heir, predecessors in heirs.items():
        _inherit(heir, predecessors, successions[0], whole)


def _inherit(
    heir: Organization, predecessors: list[Organization], act: Succession, whole: bool
) -> None:
    source = _("Từ các tổ chức trước khi sắp xếp, %s") % act.document
    own = AreaProfile.objects.filter(organization=heir).first()
    if heir.versions.filter(valid_from__lt=act.happened_on).exists():
        return
    if own is not None and own.source != source[:200]:
        return
    known = {
        row.organization_id: row
        for row in AreaProfile.objects.filter(
            organization__in=predecessors, year__lte=act.happened_on.year
        ).order_by("year")
    }
    if len(known) < len(predecessors):
        return
    parts = [*known.values(), *([own] if own else [])]
    row = own or AreaProfile(organization=heir, year=act.happened_on.year, source=source[:200])
    for name in KINDS:
        setattr(row, name, _common([getattr(part, name) for part in parts]))
    for name in NUMBERS if whole else ():
        setattr(row, name, _sum([getattr(part, name) for part in parts]))
    row.save()


def _common(values: Sequence[Any]) -> Any:
    return values[0] if len(set(values)) == 1 else None


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
