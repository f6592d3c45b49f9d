"""Rows that belong to an organisation: read on somebody's behalf, or not at all."""

from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.manager import ManagerDescriptor

from nguon.core import wall
from nguon.core.actor import Actor, Seat
from nguon.core.guard import Unscoped
from nguon.organizations.models import Organization, Placement, Tier

M = TypeVar("M", bound="Scoped", covariant=True)


class ScopedManager(models.Manager[M]):
    """The ``objects`` of every scoped table. Only ``visible_to`` reads; naked use raises."""

    def get_queryset(self) -> models.QuerySet[M]:
        raise Unscoped(f"{self.model.__name__}: dùng .visible_to(actor)")

    def visible_to(self, actor: Actor, *, action: str = "") -> models.QuerySet[M]:
        """What ``actor`` may read, by the tree of the actor's day.

        ``action`` takes the place of the table's own where a role sees a narrower list of it.
        """
        return self.seen_from(actor.seats(action or self.model.view_action), on=actor.today)

    def seen_from(self, seats: Iterable[Seat], *, on: date) -> models.QuerySet[M]:
        """What stands under one of ``seats``: ``visible_to`` for reads that are prepared.

        Reading: nearly everything stands under the top, so from there each row is asked; a list
                 of all places, made for every statement, would cost more than what is looked for.
        """
        seats = list(seats)
        if any(seat.tier == Tier.CENTRAL for seat in seats):
            return self.seen_in_order(seats, on=on)
        there = Placement.objects.under(seats, on=on)
        return super().get_queryset().filter(organization__in=there.values("organization"))

    def seen_in_order(self, seats: Iterable[Seat], *, on: date) -> models.QuerySet[M]:
        """What ``seen_from`` finds, for lists that end after some rows of an order with an index.

        Reading: each row is asked whether it stands there, so that the database goes through the
                 order and stops; for a small place it would go far to find few.
        """
        there = Placement.objects.under(seats, on=on)
        itself = there.filter(organization=models.OuterRef("organization"))
        return super().get_queryset().filter(models.Exists(itself))

    def create(self, **values: Any) -> M:
        return super().get_queryset().create(**values)

    def bulk_create(self, rows: Any, **options: Any) -> list[M]:  # type: ignore[override]
        return super().get_queryset().bulk_create(rows, **options)


class OpenManager(models.Manager[M]):
    """``unscoped``: whoever names it reads past the second wall, and test_architecture lists who
    does. What the framework does with the same manager unasked stays behind the wall.
    """

    is_named = False

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        super().contribute_to_class(cls, name)
        setattr(cls, name, Named(self))

    def get_queryset(self) -> models.QuerySet[M]:
        rows = super().get_queryset()
        return rows.filter(RawSQL(wall.MARK, [], BOOLEAN)) if self.is_named else rows  # noqa: S611


class Named(ManagerDescriptor):
    """``Model.unscoped`` as somebody wrote it, unlike the base manager of the framework."""

    def __get__(self, instance: Any, cls: type[models.Model] | None = None) -> Any:
        manager = copy(super().__get__(instance, cls))
        manager.is_named = True
        return manager


BOOLEAN = models.BooleanField()


class Scoped(models.Model):
    """A row that belongs to exactly one organisation, named on the row itself.

    ``happens`` names the columns, if any, that say where something happened and when: what is
    dated on or after the end of an organisation, recorded late, happened with its successor.
    ``when_ground_changes`` is what its columns become when ranks, places or profiles under it
    change, for rows with derived columns: whatever makes them be derived anew. ``binds_below``
    marks papers about nobody, which who stands below reads through what hangs on them: a cell its
    sheet with the round that it is of.
    """

    view_action: ClassVar[str]
    happens: ClassVar[tuple[str, str] | None] = None
    when_ground_changes: ClassVar[dict[str, Any]] = {}
    binds_below: ClassVar[bool] = False
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")

    objects = ScopedManager()
    unscoped = OpenManager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "objects"


class LastingManager(ScopedManager[M]):
    """Writes down for whom a row was made, unless the row says so itself."""

    def create(self, **values: Any) -> M:
        row = self.model(**values)
        self.bulk_create([row])
        return row

    def bulk_create(self, rows: Any, **options: Any) -> list[M]:  # type: ignore[override]
        rows = list(rows)
        for row in rows:
            row.made_for_id = row.made_for_id or row.organization_id
        return super().bulk_create(rows, **options)


class Lasting(Scoped):
    """A scoped row that also tells for which organisation it was made.

    That changes only where ``happens`` says so, for a row dated after the organisation's end.

    What was decided once for an organisation stays once even after two of them merged, so
    constraints name ``made_for`` and not the keeper.
    """

    made_for = models.ForeignKey(Organization, models.PROTECT, related_name="+", editable=False)

    objects: ClassVar[LastingManager[Any]] = LastingManager()

    class Meta(Scoped.Meta):
        abstract = True
