"""The site without a mouse, without scripts, on a phone, and on paper."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import hotp_value
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from nguon.accounts import operations
from nguon.accounts.models import Role, User
from nguon.core.actor import Actor
from nguon.development.models import Case
from nguon.jobs.runner import run_waiting_tasks
from nguon.organizations.models import Organization
from tests import cast, staff
from tests.development import story
from tests.reports.books import person, roster

pytestmark = pytest.mark.django_db(transaction=True)

PASSPHRASE = "suối reo bên nương ngô chín"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PHONE = {"width": 360, "height": 740}
FOCUSED = """() => {
  const here = document.activeElement, style = getComputedStyle(here);
  const label = here.labels && here.labels.length ? here.labels[0].innerText : here.innerText;
  return [label || "", style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2];
}"""


@pytest.fixture
def places() -> dict[str, Organization]:
    return cast.settle()


@pytest.fixture
def clerk(places: dict[str, Organization]) -> User:
    return staff.employ(Role.CLERK, places["krong-klang"])


@pytest.fixture
def case(places: dict[str, Organization]) -> Case:
    """A case whose next step is the course."""
    story.describe(places["khe-xong"])
    found = story.a_case(places["khe-xong"], by=cast.system())
    story.tell(found, "candidate_listed", by=cast.system())
    return found


@pytest.fixture
def inside(page: Page, context: BrowserContext, live_server: LiveServer, clerk: User) -> Page:
    """A browser in which the clerk is signed in."""
    name = settings.SESSION_COOKIE_NAME
    value = staff.enter(Client(), clerk).cookies[name].value
    context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    return page


@pytest.fixture
def without_scripts(
    browser: Browser, browser_context_args: dict[str, Any], live_server: LiveServer
) -> Iterator[Page]:
    context = browser.new_context(
        **browser_context_args, java_script_enabled=False, base_url=live_server.url
    )
    yield context.new_page()
    context.close()


def tab_to(page: Page, words: str) -> None:
    """Press Tab until ``words`` has the focus; wherever it stops on the way can be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        label, outlined = page.evaluate(FOCUSED)
        assert outlined, f"nobody sees that the focus is on {label!r}"
        if words in label:
            return
    pytest.fail(f"Tab does not come to {words!r}")


def test_an_act_is_entered_with_tab_and_enter_alone(
    inside: Page, live_server: LiveServer, case: Case
) -> None:
    page, keys = inside, inside.keyboard
    page.goto(f"{live_server.url}/ho-so/{case.ref}/")
    tab_to(page, "Tới nội dung chính")
    expect(page.get_by_role("link", name="Tới nội dung chính")).to_be_in_viewport()
    keys.press("Enter")
    expect(page.locator("main")).to_be_focused()
    tab_to(page, "Ghi: Học lớp bồi dưỡng")
    keys.press("Enter")
    expect(page.get_by_label("Ngày cấp giấy chứng nhận")).to_be_visible()
    tab_to(page, "Ngày cấp giấy chứng nhận")
    keys.type("07/09/2023")
    tab_to(page, "Số văn bản")
    keys.type("15/GCN")
    tab_to(page, "Ghi vào hồ sơ")
    keys.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Đã ghi")
    expect(page.locator(".timeline")).to_contain_text("số 15/GCN")


def test_signing_in_recording_and_importing_need_no_scripts(
    without_scripts: Page, clerk: User, case: Case
) -> None:
    page = without_scripts
    sign_in(page, clerk)
    page.goto(f"/ho-so/{case.ref}/lop-boi-duong-nhan-thuc/")
    page.get_by_label("Ngày cấp giấy chứng nhận").fill("07/09/2023")
    page.get_by_role("button", name="Ghi vào hồ sơ").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi")

    page.get_by_role("link", name="Nhập Excel").click()
    file = {"name": "danh-sach.xlsx", "mimeType": XLSX, "buffer": roster(person())}
    page.get_by_label("Tệp Excel").set_input_files(file)
    page.get_by_role("button", name="Đọc thử").click()
    run_waiting_tasks()
    page.get_by_role("link", name="Làm mới").click()
    page.get_by_label("Phiếu đồng ý đã ký").check()
    page.get_by_label("Số của phiếu hoặc văn bản").fill("05-PĐY")
    page.get_by_label("Ngày của phiếu hoặc văn bản").fill("01/03/2025")
    page.get_by_label("Theo dõi, bồi dưỡng và xét kết nạp").check()
    page.get_by_role("button", name="Gắn và xét lại").click()
    run_waiting_tasks()
    page.get_by_role("link", name="Làm mới").click()
    page.get_by_role("button", name="Ghi 1 hàng đã nhận").click()
    run_waiting_tasks()
    page.get_by_role("link", name="Làm mới").click()
    expect(page.get_by_text("Đã ghi xong")).to_be_visible()


def sign_in(page: Page, user: User) -> None:
    by = Actor(0, "Hệ thống", timezone.localdate(), timezone.now(), {})
    page.goto(f"/bat-dau/{operations.issue_code(user, by=by)}/")
    page.get_by_label("Câu mật khẩu mới").fill(PASSPHRASE)
    page.get_by_label("Nhập lại").fill(PASSPHRASE)
    page.get_by_role("button", name="Đặt và vào").click()
    page.get_by_role("link", name="Bật ứng dụng").click()
    secret = page.locator("code").inner_text()
    page.get_by_label("Mã 6 chữ số").fill(f"{hotp_value(secret, int(time.time()) // 30):06d}")
    page.get_by_role("button", name="Bật", exact=True).click()
    expect(page.locator("ul.codes li")).to_have_count(10)


def test_a_phone_shows_the_work_first_and_the_rooms_on_a_tap(
    inside: Page, live_server: LiveServer, case: Case
) -> None:
    page = inside
    page.set_viewport_size(PHONE)
    page.goto(live_server.url)
    expect(page.get_by_role("link", name="Nhập Excel")).to_have_count(0)
    expect(page.get_by_role("heading", level=2).first).to_be_in_viewport()
    page.get_by_text("Các phần: Hôm nay").click()
    page.get_by_role("link", name="Hồ sơ", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ")


def test_paper_shows_the_case_and_nothing_to_press(
    inside: Page, live_server: LiveServer, case: Case
) -> None:
    page = inside
    page.goto(f"{live_server.url}/ho-so/{case.ref}/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".timeline")).to_be_visible()
    assert (
        page.locator("header, nav, footer, button, .button").locator("visible=true").count() == 0
    )
