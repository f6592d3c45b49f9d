"""Accounts of this site open by a one-time link and need a second step."""

import pytest
from django.test import Client
from django.utils import timezone

from nguon.core import installation
from nguon.core.models import AuditEntry
from nguon.portal import demonstration
from nguon.portal.accounts import activation_path
from nguon.portal.models import User
from tests.portal.conftest import FIREFOX, NOW

PASSPHRASE = "mười hai con trâu đi qua suối"

pytestmark = pytest.mark.django_db


def choose(client: Client, path: str, passphrase: str = PASSPHRASE):
    return client.post(path, {"new_password1": passphrase, "new_password2": passphrase})


def test_the_owner_chooses_a_passphrase_signs_in_and_is_asked_for_a_second_step(client, moderator):
    assert not moderator.has_usable_password()
    answer = choose(client, activation_path(moderator))
    assert answer["Location"] == "/dang-nhap/?next=/xac-thuc/"
    client.post("/dang-nhap/", {"login": "kiem-duyet", "password": PASSPHRASE})
    assert client.get("/kiem-duyet/")["Location"] == "/xac-thuc/"
    assert AuditEntry.objects.filter(action="portal.set_passphrase").count() == 1


def test_a_link_works_once(client, moderator):
    path = activation_path(moderator)
    choose(client, path)
    assert choose(client, path, "một câu khác hẳn để thử lại").status_code == 404
    assert client.get(path).status_code == 404
    moderator.refresh_from_db()
    assert moderator.check_password(PASSPHRASE)


@pytest.mark.parametrize("poor", ["ngắn", "matkhaumatkhau12", "kiem-duyet-kiem"])
def test_a_poor_passphrase_is_refused_at_its_field(client, moderator, poor):
    page = choose(client, activation_path(moderator), poor)
    assert page.status_code == 200
    assert "errorlist" in page.text
    moderator.refresh_from_db()
    assert not moderator.has_usable_password()


@pytest.mark.parametrize("token", ["", "kiem-duyet", "kiem-duyet.x-y", "ai-do.x-y", "."])
def test_a_made_up_link_opens_nothing(client, moderator, token):
    assert client.get(f"/kich-hoat/{token}/").status_code == 404


def test_a_suspended_account_is_not_opened(client, moderator):
    path = activation_path(moderator)
    User.objects.update(is_active=False)
    assert choose(client, path).status_code == 404


def test_on_invented_data_the_link_alone_lets_in(client):
    demonstration.create(today=timezone.localdate(), at=timezone.now())
    path = activation_path(User.objects.get(username=demonstration.MODERATOR))
    assert "Vào xem thử" in client.get(path).text
    assert client.post(path)["Location"] == "/kiem-duyet/"
    assert "Một người mẹ" in client.get("/kiem-duyet/").text
    assert client.post(path).status_code == 404


def test_on_a_real_site_the_link_alone_does_not_let_in(client, moderator):
    installation.settle(installation.OFFICE, at=NOW)
    assert client.post(activation_path(moderator)).status_code == 200
    assert client.get("/kiem-duyet/").status_code == 302


@pytest.mark.parametrize("page", ["/dang-nhap/", "/xac-thuc/", "/kiem-duyet/"])
def test_staff_pages_stand_in_the_frame_of_this_site(signed_in, page):
    browser = Client(HTTP_USER_AGENT=FIREFOX) if page == "/dang-nhap/" else signed_in
    answer = browser.get(page)
    assert answer.status_code == 200
    assert "Cổng thông tin" in answer.text


def test_guesses_at_a_passphrase_are_counted(client, moderator):
    for _guess in range(11):
        page = client.post("/dang-nhap/", {"login": "kiem-duyet", "password": "đoán mò thôi mà"})
    assert "Thử quá nhiều lần" in page.text
