"""Somebody with two offices: what one permits here is not permitted where the other only looks."""

import pytest
from django.test import Client
from django.utils import timezone

from nguon.accounts import operations as accounts
from nguon.accounts.models import Role
from nguon.development import operations as development
from nguon.development.models import Case, CaseEvent
from nguon.organizations.models import Organization
from nguon.web.development.tokens import token_of
from tests import cast, staff
from tests.development import story

pytestmark = pytest.mark.django_db

ACTS = (
    "/nguoi/{person}/sua/", "/nguoi/{person}/khai/", "/nguoi/{person}/dong-y/",
    "/nguoi/{person}/rut/sensitive/", "/ho-so/mo/{person}/",
    "/quyen/nguoi/{person}/tranh-chap/",
)  # fmt: skip


@pytest.fixture
def both(khe_xong: Organization, mo_o: Organization) -> Client:
    """Secretary of a cell, and inspector of the neighbouring commune."""
    user, by = staff.employ(Role.CELL_SECRETARY, khe_xong), cast.system(timezone.localdate())
    accounts.assign_role(
        user, role=Role.INSPECTION, organization=mo_o, on=by.today, document="2", by=by
    )
    return staff.enter(Client(), user)


def case_at(place: Organization) -> tuple[Case, CaseEvent]:
    by = cast.system(timezone.localdate())
    story.describe(place)
    person = story.a_person(place, by=by, name="Hồ Thị Bịa")
    case = development.open_case(person, on=story.OPENED, by=by)
    return case, story.tell(case, "candidate_listed", by=by)[-1]


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_offered_where_the_office_holds_and_refused_where_one_only_looks(
    both: Client, khe_xong: Organization, thon_mau: Organization, act: str
) -> None:
    here, there = (case_at(place)[0].person.ref for place in (khe_xong, thon_mau))
    assert both.get(f"/nguoi/{there}/").status_code == 200
    assert both.get(act.format(person=here)).status_code == 200
    assert both.get(act.format(person=there)).status_code == 403


def test_what_was_entered_elsewhere_is_not_offered_to_be_taken_back(
    both: Client, khe_xong: Organization, thon_mau: Organization
) -> None:
    for place, answer in ((khe_xong, 200), (thon_mau, 403)):
        case, last = case_at(place)
        link = f"/ho-so/{case.ref}/rut-lai/{token_of(last.pk)}/"
        assert both.get(f"/ho-so/{case.ref}/").status_code == 200
        assert both.get(link).status_code == answer
