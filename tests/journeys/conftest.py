"""What the journeys share: signing in as on the first day, and pictures of the way."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import hotp_value
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from nguon.accounts import operations
from nguon.accounts.actors import system_actor
from nguon.accounts.models import User
from nguon.core.actor import Actor
from nguon.demo import story
from tests.browser import listen

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "img"
WIDTHS = (360, 1280)
HEIGHT = 800
PATIENCE = 20_000  # milliseconds until a page must show it, on a crowded machine
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


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's browser, and what it complained about."""

    page: Page
    complaints: list[str]


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration as of today, told once; it outlives the tests of a file, then goes."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        story.tell(seed=1, today=timezone.localdate())
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)
        yield
        call_command("flush", verbosity=0, interactive=False)
    connection.close()


@pytest.fixture(scope="module")
def seats(
    told: None, browser: Browser, browser_context_args: dict[str, Any], live_server: LiveServer
) -> Iterator[Callable[[str], Seat]]:
    """Give officials of the demonstration a browser each, let in by a one-time address."""
    taken: dict[str, Seat] = {}
    expect.set_options(timeout=PATIENCE)

    def seat(username: str) -> Seat:
        if username not in taken:
            context = browser.new_context(**browser_context_args, base_url=live_server.url)
            page = context.new_page()
            taken[username] = Seat(page, listen(page))
            page.goto(f"/bat-dau/{one_time_code(username)}/")
            page.get_by_role("button", name="Vào", exact=True).click()
        return taken[username]

    yield seat
    expect.set_options(timeout=None)
    for each in taken.values():
        each.page.context.close()


def one_time_code(username: str) -> str:
    now = timezone.now()
    by = system_actor(today=timezone.localdate(now), at=now)
    return operations.issue_code(User.objects.get(username=username), by=by)


def official(username: str) -> Any:
    """A fixture: this official at the first page, whose browser never complains."""

    @pytest.fixture
    def at_work(seats: Callable[[str], Seat]) -> Iterator[Page]:
        seat = seats(username)
        seat.page.goto("/")
        yield seat.page
        assert seat.complaints == []

    return at_work


office = official("van-phong")
secretary = official("bi-thu")
area_member = official("phu-trach")
cell = official("chi-bo-khe-xong")
ban_mai = official("chi-bo-ban-mai")
front = official("mat-tran")
