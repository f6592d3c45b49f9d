"""What the journeys share: signing in as on the first day, and pictures of the way."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import hotp_value
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from nguon.accounts import operations
from nguon.accounts.models import User
from nguon.core.actor import Actor

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "img"
WIDTHS = (360, 1280)
HEIGHT = 800
PASSPHRASE = "suối reo bên nương ngô chín"


@pytest.fixture
def sign_in(page: Page, live_server: LiveServer) -> Callable[[User], None]:
    """Go in as somebody does the first time: a one-time code, a passphrase, an app."""

    def enter(user: User) -> None:
        by = Actor(0, "Hệ thống", timezone.localdate(), timezone.now(), {})
        page.goto(f"{live_server.url}/bat-dau/{operations.issue_code(user, by=by)}/")
        page.get_by_label("Câu mật khẩu mới").fill(PASSPHRASE)
        page.get_by_label("Nhập lại").fill(PASSPHRASE)
        page.get_by_role("button", name="Đặt và vào").click()
        page.get_by_role("link", name="Bật ứng dụng").click()
        secret = page.locator("code").inner_text()
        page.get_by_label("Mã 6 chữ số").fill(f"{hotp_value(secret, int(time.time()) // 30):06d}")
        page.get_by_role("button", name="Bật", exact=True).click()
        expect(page.locator("ul.codes li")).to_have_count(10)

    return enter


@pytest.fixture
def picture(page: Page) -> Callable[[str], None]:
    """Take a picture for the docs at both widths, if ``NGUON_SCREENSHOTS=1`` asks for it."""

    def take(name: str) -> None:
        if os.environ.get("NGUON_SCREENSHOTS") != "1":
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.screenshot(path=PICTURES / f"journey-{name}-{width}.png")

    return take
