"""Identities, and where they stood when. What is derived says so.

Every validity is half-open, ``[valid_from, valid_to)``, with ``OPEN_END`` for "still".
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Seat

OPEN_END = date(9999, 12, 31)


class Tier(models.TextChoices):
    """Columns of the placement table; for statistics and access, never for procedure."""

    CENTRAL = "central", _("Trung ương")
    PROVINCE = "province", _("Tỉnh")
    DISTRICT = "district", _("Huyện")
    COMMUNE = "commune", _("Xã, phường, thị trấn")
    UNIT = "unit", _("Đơn vị giữa")
    CELL = "cell", _("Chi bộ")


class PartyRank(models.TextChoices):
    """What the procedure calls an organisation; changed in 2025 and 2026 while tiers did not."""

    CENTRAL_COMMITTEE = "central_committee", _("Ban Chấp hành Trung ương")
    PROVINCIAL_COMMITTEE = "provincial_committee", _("Tỉnh uỷ")
    DISTRICT_COMMITTEE = "district_committee", _("Huyện uỷ")
    SUPERIOR_COMMITTEE = "superior_committee", _("Đảng uỷ cấp trên trực tiếp cơ sở")
    GRASSROOTS_PARTY_BODY = "grassroots_party_body", _("Đảng bộ cơ sở")
    SECTION_BODY = "section_body", _("Đảng bộ bộ phận")
    SUBGRASSROOTS_BODY = "subgrassroots_body", _("Đảng bộ trực thuộc cơ sở")
    BASE_CELL = "base_cell", _("Chi bộ cơ sở")
    SUBORDINATE_CELL = "subordinate_cell", _("Chi bộ trực thuộc")


def on(day: date) -> Q:
    """What is valid on ``day``."""
    return Q(valid_from__lte=day, valid_to__gt=day)


class Organization(models.Model):
    """An identity that outlives its names, ranks and parents; those are dated rows elsewhere.

    ``slug`` never changes: addresses and the command line use it.
    """

    slug = models.SlugField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.slug

    def seats_on(self, day: date) -> frozenset[Seat]:
        """Itself and everything above it on ``day``; nothing if it did not exist then."""
        known: dict[date, frozenset[Seat]] = self.__dict__.get("_seats", {})
        return known[day] if day in known else self._seats_on(day)

    def stands_under(self, day: date, above: Mapping[str, int | None]) -> None:
        """Let this object, loaded for one act, answer ``seats_on`` for ``day`` from memory."""
        self._seats = {day: _seats(above)}

    def _seats_on(self, day: date) -> frozenset[Seat]:
        return _seats(self.placements.filter(on(day)).values(*Tier.values).first() or {})


def _seats(above: Mapping[str, int | None]) -> frozenset[Seat]:
    return frozenset(Seat(tier, number) for tier, number in above.items() if number is not None)


class Dated(models.Model):
    """A row that holds from a day until, but not on, another.

    A row that ends on the day it begins never held: a later act of that day took its place.
    """

    valid_from = models.DateField()
    valid_to = models.DateField(default=OPEN_END)

    class Meta:
        abstract = True


class Version(Dated):
    """What one organisation was called and was, during one spell. Only ``valid_to`` changes.

    ``code`` is the organisation code ``M1.M2.M3.M4.M5`` of the archives; it changes with reforms.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True, editable=False)
    tier = models.CharField(max_length=10, choices=Tier)
    party_rank = models.CharField(max_length=24, choices=PartyRank)
    code = models.CharField(max_length=24, blank=True, db_index=True)
    document = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(valid_to=OPEN_END), name="one_open_version"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_to=OPEN_END) & ~Q(code=""),
                name="one_organization_a_code",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="version_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Edge(Dated):
    """Who stood directly above whom, and by which document. Only ``valid_to`` changes."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="edges")
    parent = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    document = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(valid_to=OPEN_END), name="one_open_edge"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="edge_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("organization")), name="nobody_above_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} ⊂ {self.parent_id}"


class SuccessionKind(models.TextChoices):
    MERGE = "merge", _("Sáp nhập")
    SPLIT = "split", _("Chia, tách")
    DISSOLVE = "dissolve", _("Giải thể")


class SuccessionQuerySet(models.QuerySet["Succession"]):
    def in_force(self, day: date) -> "SuccessionQuerySet":
        """Who had taken over from whom by ``day``, without what had been put right by then."""
        return self.filter(happened_on__lte=day, revoked_on__gt=day)


class Succession(models.Model):
    """Who took over from an organisation on a day. A split has several, the keeper first.

    ``keeps_rows`` marks the one successor to which all rows of the predecessor went. Only
    ``revoked_on`` changes, once: from that day on the predecessor stands again.
    """

    predecessor = models.ForeignKey(Organization, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organization, models.PROTECT, related_name="inheritances")
    kind = models.CharField(max_length=10, choices=SuccessionKind)
    happened_on = models.DateField()
    document = models.CharField(max_length=200)
    keeps_rows = models.BooleanField()
    revoked_on = models.DateField(default=OPEN_END)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "happened_on"],
                condition=Q(revoked_on=OPEN_END),
                name="one_succession_a_day",
            ),
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=Q(keeps_rows=True, revoked_on=OPEN_END),
                name="one_keeper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id} {self.happened_on:%d/%m/%Y}"


class Handover(models.Model):
    """The rows of one table that a succession gave to another keeper, so that they find back.

    ``label`` is the model's, ``rows`` are numbers and nothing else. Rows are only ever added.
    """

    succession = models.ForeignKey(Succession, models.PROTECT, related_name="handovers")
    label = models.CharField(max_length=60)
    rows = models.JSONField()

    def __str__(self) -> str:
        return f"#{self.succession_id} {self.label}"


class Authorisation(Dated):
    """A grassroots committee was authorised to decide admission itself (``route.delegated``)."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="authorisations")
    document = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.organization_id} {self.document}"


class Setting(models.TextChoices):
    """What kind of place a cell is at; offices and hamlets are told apart in figures."""

    HAMLET = "hamlet", _("Thôn, bản, khóm, tổ dân phố")
    OFFICE = "office", _("Cơ quan")
    SCHOOL = "school", _("Trường học")
    HEALTH = "health", _("Trạm y tế, bệnh viện")
    ENTERPRISE = "enterprise", _("Doanh nghiệp, hợp tác xã")
    FORCES = "forces", _("Quân sự, công an, biên phòng")
    OTHER = "other", _("Nơi khác")


class Qualifier(models.TextChoices):
    """How a printed share is meant; the word belongs to the figure and is never dropped."""

    EXACT = "exact", _("đúng")
    MORE_THAN = "more_than", _("hơn")
    NEARLY = "nearly", _("gần")
    ABOUT = "about", _("khoảng")


PARTS = {"women": "population", "aged_18_30": "of_age", "union_members": "of_age"}


def _is_part_of(whole: str, part: str) -> models.CheckConstraint:
    unknown = Q(**{f"{part}__isnull": True}) | Q(**{f"{whole}__isnull": True})
    return models.CheckConstraint(
        condition=unknown | Q(**{f"{part}__lte": F(whole)}),
        name=f"{part}_are_part_of_the_area",
        violation_error_message=_("Một phần không thể lớn hơn toàn bộ."),
    )


class AreaProfile(models.Model):
    """What is known of an organisation's area in one year; ``None`` is unknown.

    The yes/no fields are the ``place`` facts of the case contract. ``women`` are of the whole
    population, ``aged_18_30`` and ``union_members`` (of the Youth Union) of those ``of_age``.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="profiles")
    year = models.PositiveSmallIntegerField()
    households = models.PositiveIntegerField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    minority_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    minority_qualifier = models.CharField(max_length=10, choices=Qualifier, null=True, blank=True)
    women = models.PositiveIntegerField(null=True, blank=True)
    of_age = models.PositiveIntegerField(null=True, blank=True)
    aged_18_30 = models.PositiveIntegerField(null=True, blank=True)
    union_members = models.PositiveIntegerField(null=True, blank=True)
    away = models.PositiveIntegerField(null=True, blank=True)
    setting = models.CharField(max_length=10, choices=Setting, null=True, blank=True)
    difficult_area = models.BooleanField(null=True, blank=True)
    youth_union_present = models.BooleanField(null=True, blank=True)
    trade_union_present = models.BooleanField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "year"], name="one_profile_a_year"),
            models.CheckConstraint(
                condition=Q(minority_percent__isnull=True)
                | Q(minority_percent__gte=0, minority_percent__lte=100),
                name="minority_percent_is_a_percentage",
                violation_error_message=_("Tỷ lệ phải từ 0 đến 100."),
            ),
            *(_is_part_of(whole, part) for part, whole in PARTS.items()),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.year}"


class PlacementQuerySet(models.QuerySet["Placement"]):
    def under(self, seats: Iterable[Seat], *, on: date) -> "PlacementQuerySet":
        """Every organisation that stood under one of ``seats`` on ``on``, itself included."""
        by_tier: dict[str, list[int]] = {}
        for tier, organization_id in seats:
            by_tier.setdefault(tier, []).append(organization_id)
        reach = Q(pk__in=[])
        for tier, ids in by_tier.items():
            reach |= Q(**{tier: ids[0]}) if len(ids) == 1 else Q(**{f"{tier}__in": ids})
        return self.filter(reach, valid_from__lte=on, valid_to__gt=on)


class Placement(Dated):
    """Where one organisation stood during one spell.

    Derived from the dated edges by ``placement.rebuild``; nobody edits it.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="placements")
    central = models.BigIntegerField(null=True)
    province = models.BigIntegerField(null=True)
    district = models.BigIntegerField(null=True)
    commune = models.BigIntegerField(null=True)
    unit = models.BigIntegerField(null=True)
    cell = models.BigIntegerField(null=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=[tier, "organization", "valid_from", "valid_to"],
                name=f"placed_under_{tier}",
            )
            for tier in Tier.values
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.valid_from}–{self.valid_to}"
