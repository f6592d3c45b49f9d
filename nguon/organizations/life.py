"""The life of one organisation: its names, its places, and who came before and after it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from nguon.organizations.models import (
    OPEN_END,
    Organization,
    Succession,
    SuccessionKind,
    Version,
)
from nguon.organizations.queries import Names


@dataclass(frozen=True, slots=True)
class Stage:
    """What held from a day until, but not on, another, and by which document."""

    since: date
    until: date
    what: str
    slug: str
    document: str


@dataclass(frozen=True, slots=True)
class Step:
    """Who took over, or was taken over, on a day; until ``revoked_on``, if it was put right."""

    on: date
    kind: str
    name: str
    slug: str
    keeps_rows: bool
    document: str
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """Names, places and lineage of one organisation over time, each the oldest first."""

    names: tuple[Version, ...]
    above: tuple[Stage, ...]
    came_from: tuple[Step, ...]
    went_to: tuple[Step, ...]

    @property
    def others(self) -> list[str]:
        """Addresses of the organisations that are named."""
        steps = (*self.came_from, *self.went_to)
        return [stage.slug for stage in self.above] + [step.slug for step in steps]

    def name_on(self, day: date) -> str:
        """As ``queries.name_on`` tells it."""
        begun = [version for version in self.names if version.valid_from <= day]
        return (begun[-1] if begun else self.names[0]).name

    def version_on(self, day: date) -> Version | None:
        """As ``queries.version_on`` tells it."""
        held = (each for each in self.names if each.valid_from <= day < each.valid_to)
        return next(held, None)

    @property
    def ended_on(self) -> date | None:
        last = self.names[-1].valid_to if self.names else OPEN_END
        return None if last == OPEN_END else last


def life(organization: Organization) -> Life:
    """Everything on record about one organisation but what an act of the same day replaced."""
    held = Q(valid_to__gt=F("valid_from"))
    edges = organization.edges.filter(held).select_related("parent").order_by("valid_from")
    stood = Q(revoked_on__gt=F("happened_on"))
    inherited = organization.inheritances.filter(stood).select_related("predecessor")
    inherited = inherited.order_by("happened_on")
    handed_over = organization.successions.filter(stood).select_related("successor")
    handed_over = handed_over.order_by("happened_on", "-keeps_rows")
    former = [(each, each.predecessor) for each in inherited]
    later = [(each, each.successor) for each in handed_over]
    names = Names.of([edge.parent_id for edge in edges] + [who.pk for _, who in former + later])
    return Life(
        names=tuple(organization.versions.filter(held).order_by("valid_from")),
        above=tuple(
            Stage(
                edge.valid_from,
                edge.valid_to,
                names.on(edge.parent_id, edge.valid_from).name,
                edge.parent.slug,
                edge.document,
            )
            for edge in edges
        ),
        came_from=tuple(_step(each, who, names) for each, who in former),
        went_to=tuple(_step(each, who, names) for each, who in later),
    )


def _step(succession: Succession, who: Organization, names: Names) -> Step:
    day = succession.happened_on
    return Step(
        day,
        str(SuccessionKind(succession.kind).label),
        names.on(who.pk, day).name,
        who.slug,
        succession.keeps_rows,
        succession.document,
        None if succession.revoked_on == OPEN_END else succession.revoked_on,
    )
