"""What the tree cannot take. Each refusal has a name of its own and says what to do instead."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.validators import slug_re
from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from nguon.core.text import tidy
from nguon.organizations.models import (
    OPEN_END,
    Edge,
    Organization,
    PartyRank,
    Succession,
    Tier,
    Version,
)
from nguon.organizations.placement import portions

CODE = re.compile(r"\d{2}\.\d{3}\.\d{3}\.\d{3}\.\d{3}")
ORDER = {tier: number for number, tier in enumerate(Tier.values)}


class Refused(ValueError):
    """The tree cannot take an act. The message is fit to show; nothing was written."""


class Incomplete(Refused):
    """A name, a document or an address that every act of this kind needs is missing."""


class SlugTaken(Refused):
    """Another organisation has this address."""


class WrongCode(Refused):
    """An organisation code is not of the form ``M1.M2.M3.M4.M5``."""


class CodeTaken(Refused):
    """Another organisation has this code at the time."""


class NotThere(Refused):
    """The organisation did not stand on the day: not yet, or no more."""


class TierOrder(Refused):
    """An organisation would stand under one of its own or of a lower tier."""


class Cycle(Refused):
    """An organisation would stand below itself."""


class IntoItself(Refused):
    """An organisation cannot be its own successor."""


class Overlap(Refused):
    """A later change is on record already; the past is not rewritten."""


class TooEarly(Refused):
    """An act that ends an organisation is recorded only once its day has come."""


class NothingChanges(Refused):
    """What is to be recorded is so already."""


class WrongFigure(Refused):
    """A figure of an area cannot be true, or is not one that is kept."""


def name_of(organization: Organization) -> str:
    """The last known name, for messages."""
    last = organization.versions.order_by("-valid_from", "-pk").first()
    return last.name if last else organization.slug


def complete(name: str, document: str) -> None:
    if not tidy(name):
        raise Incomplete(_("Phải ghi tên của tổ chức."))
    cited(document)


def cited(document: str) -> None:
    if not tidy(document):
        raise Incomplete(_("Phải ghi số, ngày của văn bản quyết định."))


def free_slug(slug: str) -> None:
    if not slug_re.match(slug) or slug != slug.lower():
        raise Incomplete(
            _("Địa chỉ “%s”: chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối.") % slug
        )
    if Organization.objects.filter(slug=slug).exists():
        raise SlugTaken(_("Đã có tổ chức mang địa chỉ “%s”; hãy chọn địa chỉ khác.") % slug)


def known(tier: str, party_rank: str) -> None:
    if tier not in Tier.values or party_rank not in PartyRank.values:
        raise Incomplete(_("Phải chọn cấp và loại hình tổ chức trong danh mục."))


def free_code(code: str, *, since: date, but: Organization | None = None) -> None:
    """``code`` may be borne from ``since`` on: it has the form and nobody else bears it."""
    if not code:
        return
    if not CODE.fullmatch(code):
        raise WrongCode(
            _("Mã “%s”: phải gồm năm nhóm chữ số 2.3.3.3.3, ví dụ 45.012.003.000.000.") % code
        )
    holders = lasting(Version.objects.filter(code=code), since, OPEN_END)
    if holder := holders.exclude(organization=but).first():
        raise CodeTaken(_("Mã “%(code)s” đang là của “%(who)s”.") % {"code": code, "who": holder})


def standing(organization: Organization, day: date) -> None:
    """The organisation stands on ``day`` and has not ended since."""
    span = list(organization.versions.order_by("valid_from", "valid_to"))
    if not span or day < span[0].valid_from:
        raise NotThere(
            _("“%(who)s” chưa có vào ngày %(day)s; tổ chức lập ngày %(first)s.")
            % {
                "who": name_of(organization),
                "day": f"{day:%d/%m/%Y}",
                "first": f"{span[0].valid_from:%d/%m/%Y}" if span else "—",
            }
        )
    if span[-1].valid_to != OPEN_END:
        not_ended(organization)


def not_ended(organization: Organization) -> None:
    if organization.versions.filter(valid_to=OPEN_END).exists():
        return
    end = organization.versions.aggregate(last=Max("valid_to"))["last"]
    raise NotThere(
        _("“%(who)s” đã kết thúc ngày %(day)s; hãy ghi ở tổ chức kế thừa.")
        % {"who": name_of(organization), "day": f"{end:%d/%m/%Y}" if end else "—"}
    )


def nothing_later(rows: QuerySet[Any], organization: Organization, day: date) -> None:
    """No change among ``rows`` begins after ``day``: the past is not rewritten."""
    later = rows.filter(valid_from__gt=day).order_by("valid_from").last()
    if later is not None:
        _refuse_overlap(organization, later.valid_from, later.document)


def _refuse_overlap(organization: Organization, day: date, document: str) -> None:
    raise Overlap(
        _(
            "“%(who)s” đã có thay đổi từ ngày %(day)s (%(document)s). Lịch sử không viết lại: hãy "
            "ghi việc này từ ngày đó trở đi, hoặc ghi văn bản đính chính."
        )
        % {"who": name_of(organization), "day": f"{day:%d/%m/%Y}", "document": document}
    )


def nothing_later_below(organization: Organization, day: date) -> None:
    """Nobody came to or left ``organization`` after ``day``, from below or by succession."""
    below = lasting(Edge.objects.filter(parent=organization), day, OPEN_END)
    for edge in below.filter(Q(valid_from__gt=day) | ~Q(valid_to=OPEN_END)):
        if edge.valid_from > day:
            _refuse_overlap(edge.organization, edge.valid_from, edge.document)
        after = edge.organization.edges.filter(valid_from=edge.valid_to).last() or edge
        _refuse_overlap(edge.organization, edge.valid_to, after.document)
    inherited = organization.inheritances.filter(happened_on__gt=day).first()
    if inherited:
        _refuse_overlap(organization, inherited.happened_on, inherited.document)


def may_end(organization: Organization, day: date, today: date) -> None:
    """The organisation stands, nothing of its history lies after ``day``, and the day has come."""
    if day > today:
        raise TooEarly(
            _("Việc kết thúc “%(who)s” có hiệu lực ngày %(day)s: chỉ ghi từ ngày đó trở đi.")
            % {"who": name_of(organization), "day": f"{day:%d/%m/%Y}"}
        )
    standing(organization, day)
    nothing_later(organization.versions.all(), organization, day)
    nothing_later(organization.edges.all(), organization, day)
    nothing_later_below(organization, day)


def explained(document: str, reason: str) -> None:
    """What puts something right cites a document and says why."""
    cited(document)
    if not tidy(reason):
        raise Incomplete(_("Phải ghi vì sao đính chính."))


def ended_by(organization: Organization, day: date, today: date) -> list[Succession]:
    """The successions that ended ``organization``, which may be put right on ``day``."""
    names = {"who": name_of(organization), "day": f"{day:%d/%m/%Y}"}
    if day > today:
        raise TooEarly(_("“%(who)s”: việc đính chính chỉ ghi từ ngày %(day)s trở đi.") % names)
    if organization.versions.filter(valid_to=OPEN_END).exists():
        raise NothingChanges(_("“%(who)s” đang hoạt động, không có gì để khôi phục.") % names)
    rows = organization.successions.filter(revoked_on=OPEN_END).select_related("successor")
    found = list(rows.order_by("-keeps_rows", "pk"))
    if not found:
        raise NotThere(_("Không thấy văn bản nào đã kết thúc “%(who)s”.") % names)
    if found[0].happened_on > day:
        _refuse_overlap(organization, found[0].happened_on, found[0].document)
    return found


def may_inherit(successor: Organization, organization: Organization, day: date) -> None:
    """``successor`` may take over from ``organization``, with all that stands under it."""
    if successor == organization:
        raise IntoItself(_("“%s” không thể kế thừa chính mình.") % name_of(organization))
    standing(successor, day)
    no_cycle(organization, successor, day)


def fits_under(parent: Organization, tier: str, start: date, end: date = OPEN_END) -> None:
    """Something of ``tier`` may stand under ``parent`` from ``start`` until ``end``."""
    for version in lasting(parent.versions, start, end):
        in_order(version, tier)


def known_figures(strange: set[str]) -> None:
    if strange:
        raise WrongFigure(_("Không có số liệu mang tên: %s.") % ", ".join(sorted(strange)))


def stood_in(organization: Organization, year: int, today: date) -> None:
    """The organisation stood on some day of ``year``, and that year has begun."""
    if year > today.year:
        raise WrongFigure(_("Năm %d chưa tới, chưa thể có số liệu.") % year)
    if not lasting(organization.versions, date(year, 1, 1), date(year + 1, 1, 1)).exists():
        names = {"who": name_of(organization), "year": year}
        raise WrongFigure(_("“%(who)s” không có trong năm %(year)d.") % names)


def tiers_fit_under(organizations: Iterable[int], parent: Organization, day: date) -> None:
    """These may stand under ``parent`` from ``day`` on, whatever tier each has when."""
    above = list(lasting(parent.versions, day, OPEN_END))
    for portion in portions(organizations):
        below = lasting(Version.objects.filter(organization__in=portion), day, OPEN_END)
        for lower in below:
            since = max(day, lower.valid_from)
            for upper in above:
                if upper.valid_from < lower.valid_to and upper.valid_to > since:
                    in_order(upper, lower.tier)


def may_become(
    organization: Organization,
    current: Version,
    kind: dict[str, str],
    changed: list[str],
    day: date,
) -> None:
    """What ``kind`` names may hold for ``organization`` from ``day`` on, and something changes."""
    if not changed:
        raise NothingChanges(_("“%s” đang mang đúng tên, cấp, loại hình và mã này.") % current)
    if "name" in kind and not tidy(kind["name"]):
        raise Incomplete(_("Phải ghi tên của tổ chức."))
    known(kind.get("tier", current.tier), kind.get("party_rank", current.party_rank))
    if "code" in changed:
        free_code(kind["code"], since=day, but=organization)
    if "tier" in changed:
        for edge in lasting(organization.edges, day, OPEN_END):
            fits_under(edge.parent, kind["tier"], max(day, edge.valid_from), edge.valid_to)
        fits_over(organization, kind["tier"], day)


def not_under_already(organization: Organization, parent: Organization) -> None:
    if organization.edges.filter(parent=parent, valid_to=OPEN_END).exists():
        names = {"who": name_of(organization), "parent": name_of(parent)}
        raise NothingChanges(_("“%(who)s” đang trực thuộc “%(parent)s” rồi.") % names)


def not_authorised_already(organization: Organization, start: date, end: date) -> None:
    if end <= start:
        raise Overlap(_("Ngày hết uỷ quyền phải sau ngày bắt đầu."))
    if earlier := lasting(organization.authorisations, start, end).first():
        _refuse_overlap(organization, earlier.valid_from, earlier.document)


def fits_over(organization: Organization, tier: str, start: date) -> None:
    """From ``start`` on, ``organization`` may be of ``tier`` with those who stand under it."""
    for edge in lasting(Edge.objects.filter(parent=organization), start, OPEN_END):
        during = max(start, edge.valid_from), edge.valid_to
        for version in lasting(edge.organization.versions, *during):
            in_order(Version(name=name_of(organization), tier=tier), version.tier)


def in_order(upper: Version, tier: str) -> None:
    if ORDER[upper.tier] >= ORDER[tier]:
        raise TierOrder(
            _("“%(who)s” thuộc cấp %(upper)s, không thể có cấp %(lower)s trực thuộc.")
            % {"who": upper, "upper": Tier(upper.tier).label, "lower": Tier(tier).label}
        )


def no_cycle(organization: Organization, parent: Organization, day: date) -> None:
    """``parent`` does not stand below ``organization`` on ``day`` or later."""
    above, fresh = {parent.pk}, {parent.pk}
    while fresh:
        edges = lasting(Edge.objects.filter(organization__in=fresh), day, OPEN_END)
        fresh = set(edges.values_list("parent_id", flat=True)) - above
        above |= fresh
    if organization.pk in above:
        raise Cycle(
            _("“%(upper)s” đang trực thuộc “%(who)s”; không thể đặt ngược lại.")
            % {"who": name_of(organization), "upper": name_of(parent)}
        )


def lasting(rows: Any, start: date, end: date) -> Any:
    """The rows that held on a day of ``[start, end)``."""
    held = Q(valid_to__gt=start) & Q(valid_to__gt=F("valid_from"))
    return rows.filter(held, valid_from__lt=end)
