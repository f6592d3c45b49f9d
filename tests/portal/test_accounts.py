"""Accounts of this site open by a one-time link and need a second step."""

import pytest
from django.test import Client
from django.utils import timezone

from nguon.cli import main
from nguon.core import installation
from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.portal import demonstration
from nguon.portal.accounts import issue_link
from nguon.portal.models import User
from tests.portal.conftest import FIREFOX, NOW

PASSPHRASE = "mười hai con trâu đi qua suối"

pytestmark = pytest.mark.django_db


def choose(client: Client, path: str, passphrase: str = PASSPHRASE):
    return client.post(path, {"new_password1": passphrase, "new_password2": passphrase})


def test_the_owner_chooses_a_passphrase_signs_in_and_is_asked_for_a_second_step(
    client, moderator, system
):
    assert not moderator.has_usable_password()
    answer = choose(client, issue_link(moderator, by=system))
    assert answer["Location"] == "/dang-nhap/?next=/xac-thuc/"
    client.post("/dang-nhap/", {"login": "kiem-duyet", "password": PASSPHRASE})
    assert client.get("/kiem-duyet/")["Location"] == "/xac-thuc/"
    assert AuditEntry.objects.filter(action="portal.set_passphrase").count() == 1


def test_a_link_works_once(client, moderator, system):
    path = issue_link(moderator, by=system)
    choose(client, path)
    assert choose(client, path, "một câu khác hẳn để thử lại").status_code == 404
    assert client.get(path).status_code == 404
    moderator.refresh_from_db()
    assert moderator.check_password(PASSPHRASE)


@pytest.mark.parametrize("poor", ["ngắn", "matkhaumatkhau12", "kiem-duyet-kiem"])
def test_a_poor_passphrase_is_refused_at_its_field(client, moderator, poor, system):
    page = choose(client, issue_link(moderator, by=system), poor)
    assert page.status_code == 200
    assert "errorlist" in page.text
    moderator.refresh_from_db()
    assert not moderator.has_usable_password()


@pytest.mark.parametrize("token", ["", "kiem-duyet", "kiem-duyet.x-y", "ai-do.x-y", "."])
def test_a_made_up_link_opens_nothing(client, moderator, token):
    assert client.get(f"/kich-hoat/{token}/").status_code == 404


def test_a_suspended_account_is_not_opened(client, moderator, system):
    path = issue_link(moderator, by=system)
    User.objects.update(is_active=False)
    assert choose(client, path).status_code == 404


def test_on_invented_data_the_link_alone_lets_in(client, system):
    demonstration.create(today=timezone.localdate(), at=timezone.now())
    path = issue_link(User.objects.get(username=demonstration.MODERATOR), by=system)
    assert "Vào xem thử" in client.get(path).text
    assert client.post(path)["Location"] == "/ban-bien-tap/"
    assert "Một người mẹ" in client.get("/kiem-duyet/").text
    assert client.post(path).status_code == 404


def test_on_a_real_site_the_link_alone_does_not_let_in(client, moderator, system):
    installation.settle(installation.OFFICE, at=NOW)
    assert client.post(issue_link(moderator, by=system)).status_code == 200
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


def account(*words: str) -> int:
    return main(["portal-account", "--address", "http://portal.example/", *words])


def test_the_command_line_opens_an_account_and_prints_its_link(client, capsys):
    words = ("--user", "kiem-duyet", "--name", "Nguyễn Thị Mẫu", "--role", "moderator")
    assert account(*words) == 0
    link = capsys.readouterr().out.strip().rpartition(" ")[2]
    assert link.startswith("http://portal.example/kich-hoat/kiem-duyet.")
    page = client.get(link.removeprefix("http://portal.example"))
    assert "Tài khoản của Nguyễn Thị Mẫu" in page.text
    assert account("--user", "kiem-duyet") == 0  # a new link for whoever is locked out
    assert User.objects.count() == 1
    assert AuditEntry.objects.filter(action="portal.issue_link").count() == 2


@pytest.mark.parametrize(
    "words", [("--user", "moi"), ("--user", "moi", "--name", "A"), ("--user", "Có Dấu")]
)
def test_the_command_line_refuses_half_an_account(capsys, words):
    assert account(*words) == 2
    assert capsys.readouterr().err
    assert not User.objects.exists()


def test_the_command_line_says_how_to_begin_and_then_keeps_quiet(capsys, db):
    assert account() == 0
    assert "nguon portal-account --user" in capsys.readouterr().out
    assert account("--user", "moi", "--name", "A", "--role", "editor") == 0
    capsys.readouterr()
    assert account() == 0
    assert not capsys.readouterr().out


def test_only_the_command_line_hands_out_links(moderator, moderating):
    with pytest.raises(NotAllowed):
        issue_link(moderator, by=moderating)
