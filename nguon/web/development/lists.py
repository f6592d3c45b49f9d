"""What a list of cases was asked for: under which organisation, which part, which page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.development import queries, words
from nguon.development.queries import Desk, Tally, WorkItem
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.planning.attainment import AS_IS
from nguon.reports.charts.drawing import Chart
from nguon.reports.charts.lying import Row, bars
from nguon.rulebook import step_label
from nguon.web import drawn
from nguon.web.development.labels import FINDINGS
from nguon.web.http import actor_of

PAGE = 50
LAST_PAGE = 1_000_000
HEADING = (
    _("Họ và tên"),
    _("Chi bộ"),
    _("Đã xong bước"),
    _("Bước tiếp theo"),
    _("Ai thực hiện"),
    _("Sớm nhất"),
    _("Hạn"),
    _("Quá hạn"),
    _("Vướng"),
)


STAGES = (_("Giai đoạn"), _("Số hồ sơ"))


@dataclass(frozen=True)
class Asked:
    """One request for a list; ``number`` is the page, from 1."""

    actor: Actor
    organization: Organization | None
    stuck: bool
    number: int

    @cached_property
    def desk(self) -> Desk:
        """Counts, and the part of the list that the page shows."""
        first = (self.number - 1) * PAGE
        return queries.desk(
            by=self.actor,
            organization=self.organization,
            offset=first,
            waiting=0 if self.stuck else PAGE,
            stuck=PAGE if self.stuck else 0,
        )

    @property
    def tally(self) -> Tally:
        return self.desk.tally

    @cached_property
    def organization_name(self) -> str:
        where = self.organization
        return tree.name_on(where, self.actor.today) if where else ""

    @property
    def under(self) -> str:
        """The part of an address that keeps a list to the organisation asked about."""
        return f"to-chuc={self.organization.slug}&" if self.organization else ""

    @property
    def kept(self) -> str:
        """The part of an address that keeps a list to what was asked, but for its page."""
        return f"{self.under}loc=vuong&" if self.stuck else self.under

    @property
    def pages(self) -> int:
        total = self.tally.stuck if self.stuck else self.tally.waiting
        return max(1, -(-total // PAGE))

    def page(self) -> list[WorkItem]:
        return self.desk.stuck if self.stuck else self.desk.waiting


def asked_for(request: HttpRequest) -> Asked:
    """Read what was asked for; an organisation out of sight is not there."""
    actor = actor_of(request)
    slug, number = request.GET.get("to-chuc", ""), request.GET.get("trang", "1")
    organization = tree.visible(actor).filter(slug=slug).first() if slug else None
    if slug and organization is None:
        raise Http404
    if not number.isdecimal() or not 1 <= int(number) <= LAST_PAGE:
        raise Http404
    return Asked(actor, organization, request.GET.get("loc") == "vuong", int(number))


def rows(asked: Asked) -> Iterator[tuple[Any, ...]]:
    """Every case of the list, for a workbook; what is sensitive stays out."""
    listed = queries.stuck if asked.stuck else queries.each_waiting
    for item in listed(by=asked.actor, organization=asked.organization):
        yield (
            item.person_name,
            item.organization,
            _step(item.stage),
            words.event(item.step),
            words.actor(item.actor),
            item.earliest_on,
            item.due_on,
            item.overdue,
            "; ".join(str(FINDINGS.get(code, code)) for code in item.findings),
        )


def pipeline_chart(stages: Mapping[str, int], asked: Asked) -> Chart:
    """How many cases have reached each stage, a bar each."""
    on, place = asked.actor.today, asked.organization_name or gettext("Mọi nơi được xem")
    title, unit = gettext("Hồ sơ theo giai đoạn đã xong"), gettext("hồ sơ")
    across = gettext("Giai đoạn")
    written = drawn.words(title, unit, across, place=place, on=on, tree=AS_IS)
    rows = [Row(name, (number,)) for name, number in stage_rows(stages)]
    return bars("pipeline", written, rows, [unit])


def stage_rows(stages: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """How many cases have reached each stage, for a workbook."""
    for stage, number in stages.items():
        yield _step(stage) or gettext("Chưa bắt đầu"), number


def _step(code: str) -> str:
    return step_label(code, words.language()) if code else ""
