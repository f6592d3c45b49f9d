"""Count ethnicity and religion through the vault; close a period, and correct what was closed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import SYSTEM_USER, Actor
from nguon.core.text import tidy
from nguon.organizations.models import Organization
from nguon.organizations.placement import portions
from nguon.organizations.queries import successor
from nguon.people import vault
from nguon.people.models import Gender, Person
from nguon.planning.attainment import AS_WAS, TREES
from nguon.planning.few import is_few
from nguon.statistics import admissions, queries
from nguon.statistics.counting import people_of
from nguon.statistics.figures import MEMBERS, Span
from nguon.statistics.models import Closing, GroupCount
from nguon.statistics.periods import Named
from nguon.statistics.roll import Roll
from nguon.statistics.sealed import ADMITTED, ALWAYS, DIMENSIONS, NO, YES

COUNTING, CLOSING = "statistics.count", "statistics.close"
HANDED_IN = ("half", "year")


class Refused(ValueError):
    """What was asked for cannot be; the message is fit to show and nothing was written."""


class NotOver(Refused):
    """The period runs still, or is none that is handed in."""


class ClosedAlready(Refused):
    """The period was closed; only a correcting closing may follow."""


class Incomplete(Refused):
    """A document or a reason is missing."""


@transaction.atomic
def count_groups(
    organization: Organization, named: Named, *, by: Actor, tree: str = AS_WAS
) -> int:
    """Count ethnicity, religion and marriage to foreigners of a place and period anew.

    Shape:   how many people were read; each leaves a line in the trail. The totals of before are
             replaced whole.
    Reading: of those whose files ``by`` may count and who agreed to statistics or stand in a
             member's file; the others stay unknown. Of fewer than five nothing is read or kept.
    Raises:  NotAllowed, NoSuchPlace, Refused.
    """
    keeper = _lock(successor(organization, on=by.today))
    by.require(COUNTING, at=keeper)
    span = Span(organization, named, by, tree)
    if tree not in TREES or named.kind not in HANDED_IN or span.why_empty:
        raise NotOver(_("Kỳ này không lập biểu theo dân tộc, tôn giáo."))
    if span.is_cell:
        raise Refused(_("Ở một chi bộ, tổng số sẽ nói về từng người nên không đếm."))
    of = {
        ADMITTED: admissions.people(span.reading),
        MEMBERS: Roll(span.reading, span.last).people(),
    }
    if is_few(max(map(len, of.values()))):
        raise Refused(_("Ở đây chỉ có vài người: tổng số sẽ nói về từng người nên không đếm."))
    reading = by.lent(["people.read_for_statistics"], of=COUNTING)
    read = sum(_count(span, whom, numbers, keeper, reading) for whom, numbers in of.items())
    about = {"period": named.name, "tree": tree, "read": read}
    audit.record(COUNTING, organization, by=by, **about)
    return read


@transaction.atomic
def close_period(organization: Organization, named: Named, *, document: str, by: Actor) -> Closing:
    """Close a period that is over: its tables are kept, signed, as they are now.

    Reading: of the tree as it was; nothing that is entered later changes them.
    Raises:  NotAllowed, NoSuchPlace, Refused. Nothing is written when it raises.
    """
    keeper = _ready(organization, named, document, by)
    if Closing.objects.visible_to(by).filter(made_for=organization, period=named.name).exists():
        raise ClosedAlready(_("Kỳ này đã chốt; muốn sửa thì chốt đính chính, có lý do."))
    return _close(organization, keeper, named, document, by)


@transaction.atomic
def correct_closing(closing: Closing, *, document: str, reason: str, by: Actor) -> Closing:
    """Close a period once more because what was closed was wrong; the earlier one stays.

    Raises: NotAllowed, Closing.DoesNotExist, Refused. Nothing is written when it raises.
    """
    row = Closing.objects.visible_to(by).select_related("made_for").get(pk=closing.pk)
    from_name = queries.period_of(row)
    keeper = _ready(row.made_for, from_name, document, by)
    if not tidy(reason):
        raise Incomplete(_("Phải ghi lý do đính chính."))
    if Closing.objects.visible_to(by).filter(corrects=row).exists():
        raise ClosedAlready(_("Lần chốt này đã được đính chính; hãy đính chính lần sau cùng."))
    return _close(row.made_for, keeper, from_name, document, by, corrects=row, reason=reason)


# --- pieces -------------------------------------------------------------------------------------


def _ready(organization: Organization, named: Named, document: str, by: Actor) -> Organization:
    keeper = _lock(successor(organization, on=by.today))
    by.require(CLOSING, at=keeper)
    if named.kind not in HANDED_IN or named.period.ends_on > by.today:
        raise NotOver(_("Chỉ chốt kỳ 6 tháng hoặc năm đã hết."))
    if not tidy(document):
        raise Incomplete(_("Phải ghi số văn bản."))
    return keeper


def _close(
    organization: Organization,
    keeper: Organization,
    named: Named,
    document: str,
    by: Actor,
    *,
    corrects: Closing | None = None,
    reason: str = "",
) -> Closing:
    tables = queries.tables_of(organization, named, by=by)
    row = Closing(
        organization=keeper,
        made_for=organization,
        period=named.name,
        document=tidy(document),
        figures={code: table.to_json() for code, table in tables.items()},
        corrects=corrects,
        reason=tidy(reason),
        closed_at=by.at,
        closed_by_id=None if by.user_id == SYSTEM_USER else by.user_id,
    )
    row.signature = queries.signature_of(row)
    row.save(force_insert=True)
    about = {"period": named.name, "signature": row.signature}
    audit.record(CLOSING, row, by=by, corrects=corrects.pk if corrects else None, **about)
    return row


def _count(span: Span, whom: str, numbers: Sequence[int], keeper: Organization, by: Actor) -> int:
    seen = Person.objects.visible_to(by, action=COUNTING).only("organization", "gender")
    people = [person for part in portions(numbers) for person in seen.filter(pk__in=part)]
    women = [person for person in people if person.gender == Gender.FEMALE]
    others = [person for person in people if person.gender != Gender.FEMALE]
    key = {"made_for": span.organization, "period": span.named.name, "tree": span.tree}
    GroupCount.objects.visible_to(by).filter(whom=whom, **key).delete()
    if is_few(len(numbers)):
        return 0
    for dimension in DIMENSIONS:
        told = [_lines(dimension, vault.tally(some, dimension, by=by)) for some in (women, others)]
        rows = list(_rows(dimension, told, len(numbers)))
        GroupCount.objects.bulk_create(
            GroupCount(
                organization=keeper, whom=whom, dimension=dimension, held_at=by.at, **key, **row
            )
            for row in rows
        )
    return len(women) + len(others)


def _lines(dimension: str, values: Mapping[str, int]) -> Counter[str]:
    """Recorded values on the lines of the table."""
    found: Counter[str] = Counter()
    for value, persons in values.items():
        if dimension == "foreign_spouse":
            found[YES if value == "True" else NO] += persons
        else:
            found[people_of(dimension, value)] += persons
    return found


def _rows(dimension: str, told: Sequence[Counter[str]], of: int) -> Iterable[dict[str, Any]]:
    women, others = told
    every = women + others
    counted = sum(number for value, number in every.items() if value)
    for value in sorted({ALWAYS[dimension], *every} - {""}):
        yield {
            "value": value,
            "persons": every[value],
            "women": women[value],
            "counted": counted,
            "of": of,
        }


def _lock(organization: Organization) -> Organization:
    """Two who count or close at once go one after the other."""
    return Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
