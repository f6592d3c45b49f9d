"""What every answer carries, and what nobody gets by forging, replaying or framing."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from nguon.accounts.models import Role
from nguon.organizations.models import Organization
from tests import staff

Browse = Callable[..., Client]


@pytest.mark.parametrize("path", ["/dang-nhap/", "/khong-co-trang-nay/"])
def test_every_answer_forbids_framing_sniffing_and_foreign_scripts(
    client: Client, db: None, path: str
) -> None:
    headers = client.get(path).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_what_a_signed_in_person_sees_is_kept_by_no_cache(
    browse: Browse, krong_klang: Organization
) -> None:
    answer = browse(Role.CLERK, at=krong_klang).get("/tai-khoan/")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_forged_form_changes_nothing(browse: Browse, krong_klang: Organization) -> None:
    someone = staff.employ(Role.CLERK, krong_klang)
    forged = staff.enter(Client(enforce_csrf_checks=True), staff.employ("secretary", krong_klang))
    answer = forged.post(f"/tai-khoan/{someone.username}/tam-khoa/")
    assert answer.status_code == 403
    assert "Trang đã cũ" in answer.content.decode()
    someone.refresh_from_db()
    assert someone.is_active


def test_the_session_key_turns_at_sign_in_and_dies_at_sign_out(
    client: Client, krong_klang: Organization
) -> None:
    client.get("/dang-nhap/")
    fixed = client.cookies.get(settings.SESSION_COOKIE_NAME)
    staff.enter(client, staff.employ(Role.CLERK, krong_klang))
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert fixed is None or fixed.value != kept
    client.post("/dang-xuat/")
    replayed = Client()
    replayed.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert "/dang-nhap/" in replayed.get("/").headers["Location"]


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "https://evil.example/"])
def test_signing_in_leads_to_no_other_site(
    client: Client, krong_klang: Organization, elsewhere: str
) -> None:
    clerk = staff.employ(Role.CLERK, krong_klang)
    clerk.set_password("suối reo bên nương ngô chín")
    clerk.save()
    typed = {"login": clerk.username, "password": "suối reo bên nương ngô chín"}
    answer = client.post("/dang-nhap/", typed | {"next": elsewhere})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "https:evil.example", "/\\evil.example"])
def test_choosing_a_language_leads_to_no_other_site(client: Client, elsewhere: str) -> None:
    answer = client.post("/ngon-ngu/", {"language": "en", "next": elsewhere})
    assert answer.headers["Location"] == "/"


def test_session_cookies_are_out_of_reach_of_scripts_and_other_sites(
    client: Client, krong_klang: Organization
) -> None:
    staff.enter(client, staff.employ(Role.CLERK, krong_klang))
    client.post("/ngon-ngu/", {"language": "en"})
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert session.value
