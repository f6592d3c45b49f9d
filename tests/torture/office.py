"""A small invented office for the campaigns: one commune, its cells, a case at each."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from nguon.accounts import operations as accounts
from nguon.accounts.actors import system_actor
from nguon.accounts.models import Role
from nguon.core import installation
from nguon.core.actor import Actor
from nguon.development import operations as development
from nguon.organizations import operations as organizations
from nguon.people import operations as people
from nguon.people.consent import ConsentGiven
from nguon.people.models import Basis, Purpose

BEGAN = date(2024, 1, 2)
DOCUMENT = "QĐ 1-QĐ/TT (thử)"
CELLS = 6


def settle(today: date) -> list[str]:
    """Fill an empty registry; return the references of the cases."""
    with transaction.atomic():
        installation.settle(installation.DEMONSTRATION, at=timezone.now())
        return _settle(today)


def sign_in_code() -> str:
    """Return a one-time code that lets the clerk in."""
    clerk = accounts.User.objects.get(username="van-phong")
    now = timezone.now()
    by = system_actor(today=timezone.localdate(now), at=now)
    return accounts.issue_code(clerk, by=by, lives=timedelta(hours=1))


def actor(day: date) -> Actor:
    """The system's own actor on a day, in the morning."""
    at = timezone.make_aware(datetime.combine(day, time(8)))
    return system_actor(today=day, at=at)


def _settle(today: date) -> list[str]:
    by = actor(BEGAN)
    commune = organizations.establish(
        "xa-thu",
        name="Xã Thử",
        tier="commune",
        party_rank="grassroots_party_body",
        parent=None,
        on=BEGAN,
        document=DOCUMENT,
        by=by,
    )
    clerk = accounts.open_account("van-phong", "Văn phòng Thử", by=actor(today))
    accounts.assign_role(
        clerk,
        role=Role.CLERK,
        organization=commune,
        on=BEGAN,
        document=DOCUMENT,
        by=actor(today),
    )
    return [_case(number, commune, today) for number in range(CELLS)]


def _case(number: int, commune: organizations.Organization, today: date) -> str:
    cell = organizations.establish(
        f"thon-thu-{number}",
        name=f"Chi bộ thôn Thử {number}",
        tier="cell",
        party_rank="subordinate_cell",
        parent=commune,
        on=BEGAN,
        document=DOCUMENT,
        by=actor(today),
    )
    agreed = [ConsentGiven(Purpose.DEVELOPMENT, Basis.CONSENT, "1-PĐ/TT (thử)", BEGAN)]
    person = people.register(
        f"Nguyễn Văn Thử {'ABCDEF'[number]}",
        organization=cell,
        consents=agreed,
        born_on=date(1998, 3, 4),
        by=actor(today),
    )
    case = development.open_case(person, on=BEGAN, by=actor(today))
    return case.ref
