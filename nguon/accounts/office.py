"""The first start of a real office: its place in the tree and its two administrators."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.accounts import operations as accounts
from nguon.accounts.actors import system_actor
from nguon.accounts.models import Role, SetupCode
from nguon.core import audit, installation
from nguon.core.text import fold
from nguon.organizations import operations as organizations
from nguon.organizations.models import Organization, PartyRank, Tier

CODE_LIVES = timedelta(minutes=30)
COMMUNE_ABOVE_GRASSROOTS = (date(2025, 7, 1), date(2026, 7, 26))


class AlreadyOpen(Exception):
    """The office has been opened; its administrators open accounts from now on."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who gets an account when the office opens."""

    username: str
    full_name: str


@dataclass(frozen=True, slots=True)
class Office:
    """What an office says of itself at its first start. ``province`` may stay empty."""

    commune: str
    slug: str
    province: str
    document: str
    administrators: tuple[Newcomer, Newcomer]


@transaction.atomic
def first_setup_code(*, at: datetime) -> str:
    """Return the code with which an empty database becomes an office; earlier ones end.

    Raises: AlreadyOpen, installation.AlreadyInstalled.
    """
    if Organization.objects.exists():
        raise AlreadyOpen
    installation.settle(installation.OFFICE, at=at)
    SetupCode.objects.filter(user=None, used_at=None).update(used_at=at)
    return accounts.store_code(None, at=at, lives=CODE_LIVES)


@transaction.atomic
def open_office(code: str, office: Office, *, today: date, at: datetime) -> list[str]:
    """Establish the office, and return a one-time code for each of its administrators.

    Shape:   the codes in the order of ``office.administrators``.
    Reading: what the procedure calls a commune's committee depends on the day.
    Raises:  accounts.CodeRefused, accounts.NotPossible, organizations' refusals.
    """
    row = accounts.usable_code(code, at=at, lock=True)
    if row.user is not None or Organization.objects.exists():
        raise accounts.CodeRefused(_("Mã này không mở được cơ quan mới."))
    accounts.use_up(row, at=at)
    commune = _establish(office, today=today, at=at)
    by = system_actor(today=today, at=at)
    audit.record("accounts.open_office", commune, by=by)
    return [
        accounts.appoint(
            person.username,
            person.full_name,
            role=Role.ADMINISTRATOR,
            organization=commune,
            on=today,
            document=office.document,
            by=by,
        )
        for person in office.administrators
    ]


def commune_rank(day: date) -> PartyRank:
    """What the procedure calls the committee of a commune on ``day``."""
    begins, ends = COMMUNE_ABOVE_GRASSROOTS
    if begins <= day < ends:
        return PartyRank.SUPERIOR_COMMITTEE
    return PartyRank.GRASSROOTS_PARTY_BODY


def _establish(office: Office, *, today: date, at: datetime) -> Organization:
    province = None
    if office.province:
        province = organizations.establish(
            re.sub(r"[^a-z0-9]+", "-", fold(office.province)).strip("-"),
            name=office.province,
            tier=Tier.PROVINCE,
            party_rank=PartyRank.PROVINCIAL_COMMITTEE,
            parent=None,
            on=today,
            document=office.document,
            by=system_actor(today=today, at=at),
        )
    return organizations.establish(
        office.slug,
        name=office.commune,
        tier=Tier.COMMUNE,
        party_rank=commune_rank(today),
        parent=province,
        on=today,
        document=office.document,
        by=system_actor(today=today, at=at),
    )
