"""What this database is for: invented data, or those of a real office."""

from datetime import datetime

from django.db import IntegrityError, transaction

from nguon.core.models import Installation, InstallationKind
from nguon.core.prepared import Prepared

_kinds = Prepared(lambda: Installation.objects.order_by("pk").values_list("kind")[:1])
DEMONSTRATION = InstallationKind.DEMONSTRATION
OFFICE = InstallationKind.OFFICE


class AlreadyInstalled(Exception):
    """The database was made for something else, and that never changes."""


def kind() -> InstallationKind | None:
    """What the database is for; nothing while nobody has said so."""
    rows = _kinds()
    return InstallationKind(rows[0][0]) if rows else None


def is_demonstration() -> bool:
    """Whether everybody in here is invented."""
    return kind() == DEMONSTRATION


def settle(wanted: InstallationKind, *, at: datetime) -> None:
    """Say what the database is for. Saying the same again changes nothing.

    Raises: AlreadyInstalled if it is for something else.
    """
    try:
        with transaction.atomic():
            Installation(kind=wanted, made_at=at).save(force_insert=True)
    except IntegrityError as taken:
        if (found := kind()) != wanted:
            raise AlreadyInstalled(found) from taken
