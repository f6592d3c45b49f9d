"""Acts that change the tree. Each cites a document; history is added to, never rewritten.

An act closes the row that held until its day and opens the next one. It is refused when a later
change of the same organisation is on record already; an act of the same day takes its place.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import SYSTEM_USER, Actor, NotAllowed
from nguon.core.text import fold, tidy
from nguon.organizations import placement, rules
from nguon.organizations.models import Edge, Organization, Version

CHANGE = "organizations.change"


@transaction.atomic
def establish(
    slug: str,
    *,
    name: str,
    tier: str,
    party_rank: str,
    parent: Organization | None,
    on: date,
    document: str,
    code: str = "",
    by: Actor,
) -> Organization:
    """Establish an organisation under ``parent`` from the day ``on``.

    Reading: nobody stands above the first organisation of an office; only the system may make it.
    Raises:  NotAllowed, rules.Refused. Nothing is written when it raises.
    """
    _lock_tree()
    _require_place_under(parent, by)
    rules.complete(name, document)
    rules.known(tier, party_rank)
    rules.free_slug(slug)
    rules.free_code(code, since=on)
    if parent is not None:
        rules.standing(parent, on)
        rules.fits_under(parent, tier, on)

    organization = Organization.objects.create(slug=slug)
    _open_version(
        organization, on, document, name=name, tier=tier, party_rank=party_rank, code=code
    )
    if parent is not None:
        Edge.objects.create(
            organization=organization, parent=parent, valid_from=on, document=tidy(document)
        )
    placement.rebuild([organization.pk])
    audit.record(
        "organizations.establish", organization, by=by, on=f"{on}", parent=parent and parent.pk
    )
    return organization


def _lock_tree() -> None:
    """One act on the tree at a time: a move may concern whoever stands below.

    The oldest organisation's row stands for the whole tree; rows of other tables may still be
    written meanwhile, so the lock leaves foreign keys alone.
    """
    Organization.objects.select_for_update(no_key=True).order_by("pk").first()


def _require_place_under(parent: Organization | None, by: Actor) -> None:
    if parent is not None:
        rules.not_ended(parent)
        by.require(CHANGE, at=parent)
    elif by.user_id != SYSTEM_USER:
        raise NotAllowed(_("Chỉ khi lập hệ thống mới có tổ chức không trực thuộc ai."))


def _open_version(
    organization: Organization, on: date, document: str, *, name: str, **values: str
) -> Version:
    return Version.objects.create(
        organization=organization,
        valid_from=on,
        document=tidy(document),
        name=tidy(name),
        folded=fold(name),
        **values,
    )
