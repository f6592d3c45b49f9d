"""In a real browser: a passkey is added after the first sign-in, and then opens the site alone."""

import time

import pytest
from allauth.mfa.totp.internal.auth import hotp_value
from django.utils import timezone
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from nguon.accounts import operations
from nguon.accounts.models import Role, User
from nguon.core.actor import Actor
from tests import cast, staff

pytestmark = pytest.mark.django_db(transaction=True)

PASSPHRASE = "suối reo bên nương ngô chín"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def clerk() -> User:
    return staff.employ(Role.CLERK, cast.settle()["krong-klang"])


@pytest.fixture
def code(clerk: User) -> str:
    now = timezone.now()
    return operations.issue_code(clerk, by=Actor(0, "Hệ thống", timezone.localdate(), now, {}))


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complained about: above all what the content policy blocked."""
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.fixture
def first_sign_in(page: Page, live_server: LiveServer, code: str) -> None:
    page.goto(f"{live_server.url}/bat-dau/{code}/")
    page.get_by_label("Câu mật khẩu mới").fill(PASSPHRASE)
    page.get_by_label("Nhập lại").fill(PASSPHRASE)
    page.get_by_role("button", name="Đặt và vào").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cách đăng nhập của đồng chí")


def test_a_passkey_opens_the_site_alone(
    page: Page, live_server: LiveServer, first_sign_in: None, complaints: list[str]
) -> None:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    page.get_by_role("link", name="Thêm khoá truy cập").click()
    page.get_by_label("Đặt tên cho khoá").fill("Máy văn phòng")
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mã dự phòng")
    expect(page.locator("ul.codes li")).to_have_count(10)

    page.get_by_role("button", name="Đăng xuất").click()
    page.goto(f"{live_server.url}/dang-nhap/")
    page.get_by_role("button", name="Vào bằng khoá truy cập").click()
    page.wait_for_url(f"{live_server.url}/")
    page.goto(f"{live_server.url}/xac-thuc/khoa/")
    expect(page.get_by_role("rowheader")).to_have_text("Máy văn phòng")
    assert complaints == []


def test_the_button_waits_for_what_it_needs_and_says_why_there_was_no_key(
    page: Page, live_server: LiveServer, first_sign_in: None
) -> None:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    refusing = AUTHENTICATOR | {"isUserVerified": False}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": refusing})
    slow: list[Route] = []
    page.route("**/onload*.js", lambda road: slow.append(road))

    page.get_by_role("link", name="Thêm khoá truy cập").click(no_wait_after=True)
    add = page.get_by_role("button", name="Thêm", exact=True)
    expect(add).to_be_disabled()
    slow[0].continue_()
    expect(add).to_be_enabled()
    add.click()
    expect(page.get_by_role("alert")).to_contain_text("Xin bấm lại")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thêm khoá truy cập")


def test_an_app_is_added_from_the_picture_and_asked_for_at_the_next_sign_in(
    page: Page, live_server: LiveServer, clerk: User, first_sign_in: None, complaints: list[str]
) -> None:
    page.get_by_role("link", name="Bật ứng dụng").click()
    drawn = page.locator("img.qr").evaluate("picture => picture.naturalWidth")
    assert drawn > 0
    secret = page.locator("code").inner_text()
    page.get_by_label("Mã 6 chữ số").fill(code_of(secret))
    page.get_by_role("button", name="Bật", exact=True).click()
    expect(page.locator("ul.codes li")).to_have_count(10)
    spare = page.locator("ul.codes li").first.inner_text()

    page.get_by_role("button", name="Đăng xuất").click()
    page.goto(f"{live_server.url}/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(clerk.username)
    page.get_by_label("Câu mật khẩu").fill(PASSPHRASE)
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Mã 6 chữ số").fill(spare)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{live_server.url}/")
    assert complaints == []


def code_of(secret: str) -> str:
    """What the app on the telephone shows now."""
    return f"{hotp_value(secret, int(time.time()) // 30):06d}"
