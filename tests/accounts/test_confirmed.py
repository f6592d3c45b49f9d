"""Before what cannot be taken back, whoever sits there says again who they are."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from nguon.accounts.models import Role, User
from nguon.accounts.roles import ACTIONS, CONFIRMED, ROLES
from nguon.core.http.policy import routes
from tests import staff

pytestmark = pytest.mark.django_db
ARGUMENT = re.compile(r"<(?:\w+:)?\w+>")
TOO_LONG = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
HERE = "http://testserver"


@pytest.fixture
def clerk(browse, krong_klang) -> Client:
    return browse(Role.CLERK, at=krong_klang)


@pytest.fixture
def long_here(clerk) -> Client:
    return staff.signed_in_before(clerk, TOO_LONG)


def long_after_entering(user: User) -> Client:
    return staff.signed_in_before(staff.enter(Client(), user), TOO_LONG)


def asks_again(answer, back: str) -> bool:
    return (answer.status_code, getattr(answer, "url", "")) == (
        302,
        f"{reverse('account_reauthenticate')}?next={back}",
    )


def test_each_is_an_action_that_somebody_has():
    assert CONFIRMED <= ACTIONS


def test_every_route_of_such_an_action_asks_whoever_holds_it(khe_xong):
    """Before it looks for the thing: the address of one that is not there asks, too."""
    browsers = {role: long_after_entering(staff.employ(role, khe_xong)) for role in Role.values}
    told = [(route, ARGUMENT.sub("1", route.path)) for route in routes()]
    asked = [
        (path, asks_again(browsers[role].get(path), path))
        for route, path in told
        if route.policy in CONFIRMED
        for role in [next(role for role in ROLES if route.policy in ROLES[role])]
    ]

    assert len(asked) > 30
    assert [path for path, again in asked if not again] == []


def test_who_just_signed_in_is_not_asked(clerk):
    assert clerk.get(reverse("people:export_found")).status_code == 200


def test_who_reads_a_list_is_not_asked_whoever_takes_it_along_is(long_here):
    address = reverse("people:export_found")

    assert long_here.get(reverse("people:search")).status_code == 200
    assert asks_again(long_here.get(address), address)


def test_a_form_that_was_filled_in_too_long_leads_back_to_its_page(long_here):
    page = reverse("people:search")
    send = {"path": reverse("people:export_found"), "headers": {"referer": f"{HERE}{page}?tai=x"}}

    assert asks_again(long_here.post(**send), f"{page}%3Ftai%3Dx")


def test_nobody_is_led_to_another_site(long_here):
    for told in ("https://testserver/", "http://elsewhere.example/", "//elsewhere.example/", ""):
        send = {"path": reverse("people:export_found"), "headers": {"referer": told}}
        assert asks_again(long_here.post(**send), "/")


def test_after_the_answer_it_goes_on(krong_klang):
    user = staff.employ(Role.CLERK, krong_klang)
    user.set_password("một câu mật khẩu để thử")
    user.save()
    browser, address = long_after_entering(user), reverse("people:export_found")
    asking = browser.get(address).url

    browser.post(asking, {"password": "sai"})
    assert asks_again(browser.get(address), address)
    done = browser.post(asking, {"password": "một câu mật khẩu để thử"})

    assert (done.status_code, done.url) == (302, address)
    assert browser.get(address).status_code == 200


def test_on_invented_data_nobody_has_anything_to_show(long_here, krong_klang):
    kept = long_here.session
    kept["demonstration"] = int(kept["_auth_user_id"])
    kept.save()

    assert long_here.get(reverse("people:export_found")).status_code == 200
