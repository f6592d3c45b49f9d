"""Two clerks at one file, each in a browser of their own: nothing of either is lost."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from nguon.accounts.models import Role
from nguon.organizations.models import Organization
from nguon.people.models import Person
from tests import cast, staff
from tests.development import story

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def places() -> dict[str, Organization]:
    return cast.settle()


@pytest.fixture
def person(places: dict[str, Organization]) -> Person:
    return story.a_person(places["khe-xong"], by=cast.system(), name="Hồ Thị Bịa")


@pytest.fixture
def a_clerk(
    browser: Browser,
    browser_context_args: dict[str, Any],
    live_server: LiveServer,
    places: dict[str, Organization],
) -> Iterator[Callable[..., Page]]:
    """Open a browser in which another clerk of the commune is signed in."""
    opened = []

    def sit_down(**options: Any) -> Page:
        context = browser.new_context(**browser_context_args, **options, base_url=live_server.url)
        name = settings.SESSION_COOKIE_NAME
        user = staff.employ(Role.CLERK, places["krong-klang"])
        value = staff.enter(Client(), user).cookies[name].value
        context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield sit_down
    for context in opened:
        context.close()


def test_the_second_chooses_field_by_field_on_a_phone_and_without_scripts(
    a_clerk: Callable[..., Page], person: Person
) -> None:
    first, second = a_clerk(), a_clerk(viewport=PHONE, java_script_enabled=False)
    for page in (first, second):
        page.goto(f"/nguoi/{person.ref}/sua/")
    first.get_by_label("Nghề nghiệp, việc làm").fill("Trồng rừng")
    first.get_by_label("Điện thoại").fill("0911")
    first.get_by_label("Lý do sửa, căn cứ").fill("Hỏi lại")
    first.get_by_role("button", name="Ghi sửa đổi").click()
    expect(first.get_by_role("status")).to_contain_text("Đã sửa")

    second.get_by_label("Điện thoại").fill("0912")
    second.get_by_label("Quê quán").fill("Đakrông")
    second.get_by_label("Lý do sửa, căn cứ").fill("Gọi điện")
    second.get_by_role("button", name="Ghi sửa đổi").click()

    expect(second.get_by_role("heading", level=1)).to_have_text("Hai người cùng sửa")
    assert second.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(second.get_by_role("radio", name="Trồng rừng")).to_be_checked()
    expect(second.get_by_role("radio", name="Đakrông")).to_be_checked()
    second.get_by_role("radio", name="0912").check()
    second.get_by_role("button", name="Ghi theo lựa chọn").click()

    expect(second.get_by_role("status")).to_contain_text("Đã sửa")
    for text in ("Trồng rừng", "0912", "Đakrông"):
        expect(second.get_by_text(text, exact=True).first).to_be_visible()
