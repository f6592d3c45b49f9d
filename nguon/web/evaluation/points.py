"""Filling in the points of one side, where two may do it at once."""

from collections.abc import Iterable
from functools import partial
from typing import Any, TypeVar

from django.http import HttpRequest

from nguon.evaluation import operations
from nguon.evaluation.models import MemberSheet, Sheet, Whose
from nguon.evaluation.queries import CriterionLine
from nguon.web import conflict, drafts
from nguon.web.evaluation import steps
from nguon.web.evaluation.forms import PointsForm
from nguon.web.http import actor_of

S = TypeVar("S", Sheet, MemberSheet)
SIDE = "cap-uy"  # in addresses the side of the committee
Watch = conflict.Watch[PointsForm]


def side(request: HttpRequest) -> Whose:
    """Whose points an address is about."""
    return Whose.COMMITTEE if request.GET.get("ben") == SIDE else Whose.OWN


def watch(
    request: HttpRequest, row: Sheet | MemberSheet, lines: Iterable[CriterionLine], whose: str
) -> Watch:
    """The form of one side, with the mark of what it shows; each side has its own draft."""
    build, by = partial(PointsForm, lines=tuple(lines), row=row), actor_of(request)

    def current() -> conflict.Current:
        values = build().begin(operations.filled(row, whose=whose, by=by))
        return conflict.Current(values, operations.mark_of_points(row, whose=whose, by=by))

    draft = request.path if whose == Whose.OWN else f"{request.path}{drafts.PART}{SIDE}"
    return conflict.Watch(request, build, current, draft=draft)


def recorded(request: HttpRequest, watch: Watch, row: S, whose: str) -> bool:
    """Whether the points are recorded now; what the domain says against them goes on the form.

    Raises: versions.ChangedMeanwhile.
    """
    form, by = watch.form, actor_of(request)
    told: dict[str, Any] = {"whose": whose, "seen": watch.seen, "by": by}
    if not steps.done(request, form, lambda: operations.fill(row, **form.values(), **told)):
        return False
    watch.done()
    return True
