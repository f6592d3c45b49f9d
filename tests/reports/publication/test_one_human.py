"""Four eyes are those of two people, whatever roles one of them is lent meanwhile."""

from datetime import timedelta

import pytest
from django.conf import settings

from nguon.accounts import operations as accounts
from nguon.accounts.actors import actor
from nguon.accounts.models import Role, User
from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from nguon.reports.models import Publication, PublicationStatus
from nguon.reports.publication import operations
from tests import cast, staff

pytestmark = pytest.mark.django_db
EMPTY = {
    "kind": "term_results", "title": "x", "organization": "x", "place": "krong-klang",
    "period": "x", "as_of": "2025-01-01", "tables": [], "sources": [], "notes": [],
}  # fmt: skip


@pytest.fixture(autouse=True)
def outbox(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "SITE_DATA", tmp_path)


@pytest.fixture
def lent(krong_klang: Organization) -> User:
    """A clerk who stands in for the secretary for a week."""
    secretary = staff.employ(Role.SECRETARY, krong_klang, on=cast.TODAY)
    clerk = staff.employ(Role.CLERK, krong_klang, on=cast.TODAY)
    accounts.assign_role(
        clerk, role=Role.SECRETARY, organization=krong_klang, on=cast.TODAY, document="2",
        until=cast.TODAY + timedelta(days=7), instead_of=secretary, by=cast.system(),
    )  # fmt: skip
    return clerk


def acting_as(user: User) -> Actor:
    return actor(user, today=cast.TODAY, at=cast.NOW)


def proposed_by(number: int, place: Organization) -> Publication:
    row: Publication = Publication.objects.create(
        organization=place, made_for=place, kind="term_results", term="2015-2020",
        as_of=cast.TODAY, status=PublicationStatus.PROPOSED, content=EMPTY, claims=[],
        proposed_at=cast.NOW, proposed_by=number,
    )  # fmt: skip
    return row


def test_whoever_proposed_does_not_approve_in_a_role_that_was_lent(
    lent: User, krong_klang: Organization
) -> None:
    by = acting_as(lent)
    assert by.may("publication.approve", at=krong_klang)
    row = proposed_by(lent.pk, krong_klang)

    with pytest.raises(operations.Refused, match="tự duyệt"):
        operations.approve(row, by=by)
    assert Publication.objects.visible_to(by).get().status == PublicationStatus.PROPOSED


def test_what_another_proposed_is_approved_in_a_role_that_was_lent(
    lent: User, krong_klang: Organization
) -> None:
    row = operations.approve(proposed_by(lent.pk + 1, krong_klang), by=acting_as(lent))
    assert row.status == PublicationStatus.PUBLISHED
