"""Whom a row means: found by code, address or name among those that a list may speak of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.organizations.models import Organization, Placement, Version
from nguon.organizations.placement import portions
from nguon.organizations.queries import in_sight
from nguon.organizations.reform.rows import Row, key

CHANGE = "organizations.change"


class Unclear(LookupError):
    """A word means nobody, or more than one; the message is fit to show."""


@dataclass(frozen=True, slots=True)
class _Bearer:
    """Who bore a name or a code from a day until, but not on, another."""

    organization: Organization
    since: date
    until: date


class Directory:
    """Everybody that the rows name and the actor may change, and what the list itself makes."""

    def __init__(self, rows: Iterable[Row], *, by: Actor) -> None:
        words = {key(word) for row in rows for word in _spoken(row)}
        self._bearers: dict[str, list[_Bearer]] = defaultdict(list)
        self._ended: dict[int, int] = {}
        self._missed: dict[str, int] = {}
        for version in _versions(words, by):
            self.note(version)

    def note(self, version: Version) -> None:
        """A name or a code that may be spoken of."""
        bearer = _Bearer(version.organization, version.valid_from, version.valid_to)
        for word in {version.folded, key(version.code), key(version.organization.slug)} - {""}:
            self._bearers[word].append(bearer)

    def end(self, organization: Organization, row: int) -> None:
        """A row of the list ended it."""
        self._ended[organization.pk] = row

    def miss(self, words: Iterable[str], row: int) -> None:
        """A row that should have made these was refused."""
        self._missed |= dict.fromkeys(words, row)

    def known(self, word: str, on: date) -> Organization | None:
        """Whoever bears this on the day and stands still; nothing if nobody does.

        Raises: Unclear if several do.
        """
        found = {
            each.organization.pk: each.organization
            for each in self._bearers.get(key(word), ())
            if each.since <= on < each.until and each.organization.pk not in self._ended
        }
        if len(found) > 1:
            raise Unclear(
                _("Có %(n)d tổ chức mang tên “%(word)s”: hãy ghi mã của tổ chức.")
                % {"n": len(found), "word": word}
            )
        return next(iter(found.values()), None)

    def find(self, word: str, on: date) -> Organization:
        """Whoever bears this on the day; else whoever bore it and is told to have ended.

        Raises: Unclear.
        """
        if (found := self.known(word, on)) is not None:
            return found
        others = {
            each.organization.pk: each.organization for each in self._bearers.get(key(word), ())
        }
        ended = [row for number in others if (row := self._ended.get(number)) is not None]
        names = {"word": word, "day": f"{on:%d/%m/%Y}", "row": ended[0] if ended else 0}
        if ended:
            raise Unclear(_("“%(word)s” đã kết thúc ở hàng %(row)d của danh sách này.") % names)
        if (row := self._missed.get(key(word))) is not None:
            said = _("“%(word)s” do hàng %(row)d lập, mà hàng ấy chưa nhận được.")
            raise Unclear(said % {**names, "row": row})
        if len(others) == 1:
            return next(iter(others.values()))  # the act itself says why not
        said = _("Không có tổ chức nào mang mã hoặc tên “%(word)s” vào ngày %(day)s ở đây.")
        raise Unclear(said % names)


def _spoken(row: Row) -> list[str]:
    return [word for word in (*row.who, row.name, row.code, row.parent) if word]


def _versions(words: set[str], by: Actor) -> list[Version]:
    """Versions that bear one of these words, of organisations that the actor may change.

    Reading: who has ended is known where the successor is in sight; what is out of reach is not
             named.
    """
    found: dict[int, Version] = {}
    for portion in portions(sorted(words)):
        bears = Q(folded__in=portion) | Q(code__in=portion) | Q(organization__slug__in=portion)
        rows = Version.objects.filter(bears).select_related("organization")
        found |= {row.pk: row for row in rows}
    reach = _reach({row.organization_id for row in found.values()}, by)
    return [row for row in found.values() if row.organization_id in reach]


def _reach(numbers: set[int], by: Actor) -> set[int]:
    reach: set[int] = set()
    for portion in portions(sorted(numbers)):
        there = Placement.objects.under(by.seats(CHANGE), on=by.today)
        there = there.filter(organization__in=portion)
        reach |= set(there.values_list("organization_id", flat=True))
    return reach | in_sight(numbers - reach, by=by)
