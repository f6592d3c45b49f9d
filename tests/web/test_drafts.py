"""What is being typed is kept, sealed, until the form is sent."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from nguon.accounts.actors import actor
from nguon.accounts.models import Role, User
from nguon.core.actor import Actor
from nguon.development import operations as development
from nguon.web import drafts
from nguon.web.development.urls import ACTS
from nguon.web.models import Draft
from tests import staff
from tests.development import story

pytestmark = pytest.mark.django_db
FORM = "/nguoi/them/"
ADDRESS = f"/ban-nhap/?form={FORM}"


@pytest.fixture
def clerk(client: Client, krong_klang) -> Client:
    return staff.enter(client, staff.employ(Role.CLERK, krong_klang))


def test_a_draft_is_kept_under_seal_and_without_the_token(clerk):
    answer = clerk.post(ADDRESS, {"note": "Hồ Thị Thử", "csrfmiddlewaretoken": "t"})

    row = Draft.objects.get()
    assert answer.status_code == 204
    assert row.form == FORM
    assert "Thử".encode() not in bytes(row.sealed)


def test_the_form_opens_again_with_what_was_typed(clerk, rf):
    clerk.post(ADDRESS, {"note": "Hồ Thị Thử", "yes": ["1", "2"]})
    request = rf.get(FORM)
    request.actor = acting_for(Draft.objects.get().user)

    assert drafts.kept(request) == {"note": "Hồ Thị Thử", "yes": ["1", "2"]}


def test_a_second_draft_of_the_same_form_takes_the_place_of_the_first(clerk):
    clerk.post(ADDRESS, {"note": "một"})
    clerk.post(ADDRESS, {"note": "hai"})

    assert Draft.objects.count() == 1


def test_nobody_gets_the_draft_of_somebody_else(clerk, krong_klang, rf):
    clerk.post(ADDRESS, {"note": "riêng"})
    request = rf.get(FORM)
    request.actor = acting_for(staff.employ(Role.CLERK, krong_klang))

    assert drafts.kept(request) == {}


def test_what_nobody_came_back_to_goes_after_two_weeks(clerk):
    clerk.post(ADDRESS, {"note": "cũ"})
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=15))

    clerk.post("/ban-nhap/?form=/nguon/moi/", {"note": "mới"})

    assert [row.form for row in Draft.objects.all()] == ["/nguon/moi/"]


@pytest.mark.parametrize(
    "form", ["", "https://elsewhere.example/", "//elsewhere.example/", "/khong-co/"]
)
def test_a_draft_belongs_to_a_form_of_this_site(clerk, form):
    answer = clerk.post(f"/ban-nhap/?form={form}", {"note": "x"})

    assert answer.status_code == 400
    assert not Draft.objects.exists()


def test_what_was_being_typed_about_a_person_goes_with_the_person(clerk, khe_xong, acting):
    by = acting([*story.CLERK, "people.erase"], at=khe_xong)
    case = story.a_case(khe_xong, by=by)
    clerk.post(f"/ban-nhap/?form=/ho-so/{case.ref}/{ACTS['cv']}/", {"note": "Hồ Thị Bịa"})
    clerk.post(ADDRESS, {"note": "người khác"})
    assert Draft.objects.count() == 2

    development.forget(case.person, by=by)

    assert [row.form for row in Draft.objects.all()] == [FORM]


def test_no_draft_is_kept_about_a_case_out_of_sight(client, khe_xong, mo_o, acting):
    case = story.a_case(khe_xong, by=acting(story.CLERK, at=khe_xong))
    stranger = staff.enter(client, staff.employ(Role.CLERK, mo_o))

    answer = stranger.post(f"/ban-nhap/?form=/ho-so/{case.ref}/{ACTS['cv']}/", {"note": "x"})

    assert answer.status_code == 404
    assert not Draft.objects.exists()


def test_a_draft_larger_than_any_form_is_refused(clerk):
    answer = clerk.post(ADDRESS, {"note": "a" * (drafts.LARGEST + 1)})

    assert answer.status_code == 413
    assert not Draft.objects.exists()


def test_whoever_is_not_signed_in_keeps_nothing(client):
    answer = client.post(ADDRESS, {"note": "x"})

    assert answer.status_code == 302
    assert not Draft.objects.exists()


def acting_for(user: User) -> Actor:
    now = timezone.now()
    return actor(user, today=timezone.localdate(now), at=now)
