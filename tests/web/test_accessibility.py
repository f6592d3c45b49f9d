"""Every page in a real browser: nothing stands in the way of people with disabilities.

The pages come from the resolver, so a new one is looked at by itself. Each is looked at on a phone
and on a desk, light and dark; nothing may run out of a phone's width, be blocked by the content
policy, or be asked of another machine.
"""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from nguon.accounts.actors import actor
from nguon.accounts.models import Role, User
from nguon.core.http.policy import Route, routes
from nguon.jobs.runner import run_waiting_tasks
from nguon.reports import runs
from nguon.rulebook import EVENT_TYPES
from tests import cast, staff, world
from tests.reports.books import person, roster
from tests.test_scope_matrix import fill
from tests.world import World

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.pure,
    pytest.mark.timeout(1200),
]

HEIGHT = 900
VIEWS = ((360, "light"), (1280, "light"), (360, "dark"))  # dark colours are those of any width
ALL = {"resultTypes": ["violations"]}
ASKED = {"light": ALL, "dark": {**ALL, "runOnly": ["color-contrast"]}}
# The forms of the acts are one page; these have every kind of field between them.
ACTS = {"sourced", "verification", "introduction", "exception_consent", "cell_resolution"}
# Pieces of a page, asked for by the page itself.
PARTS = {"roster:progress", "meetings:progress", "organizations:reform_progress"}
ROLES = (Role.CLERK, Role.SECRETARY, Role.ADMINISTRATOR, Role.REFERRER)


@pytest.fixture
def country() -> World:
    return world.build()


@pytest.fixture
def clerk(country: World) -> User:
    return staff.employ(Role.CLERK, country.places["krong-klang"])


@pytest.fixture
def enter(context: BrowserContext, live_server: LiveServer) -> Callable[[User], Client]:
    """Let the browser in as somebody; returns a plain client that is in as well."""

    def let_in(user: User) -> Client:
        client = staff.enter(Client(), user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        context.add_cookies([cookie])
        return client

    return let_in


def faults(page: Page) -> Iterator[str]:
    """What is wrong with the page that is open, at both widths, light and dark."""
    for width, scheme in VIEWS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        here = f"{page.url} {width} {scheme}"
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"{here}: runs out of the screen"
        for found in Axe().run(page, options=ASKED[scheme]).response["violations"]:
            places = [each["html"][:160] for each in found["nodes"][:3]]
            yield f"{here}: {found['id']} {places}"


def pages() -> Iterator[Route]:
    for route in routes():
        act = route.name.removeprefix("development:")
        if route.name not in PARTS and (act in ACTS or act not in EVENT_TYPES):
            yield route


def paths(country: World, client: Client, seen: set[str]) -> Iterator[str]:
    """An address for every page that this person can open and nobody has looked at yet."""
    for route, slug in product(pages(), ("khe-xong", "krong-klang")):
        if route.name not in seen:
            path = fill(route, country.holdings[slug])
            if _is_a_page(client, path):
                seen.add(route.name)
                yield path


def _is_a_page(client: Client, path: str) -> bool:
    answer = client.get(path)
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


def test_every_page_is_for_everybody(
    page: Page,
    live_server: LiveServer,
    complaints: list[str],
    country: World,
    enter: Callable[[User], Client],
) -> None:
    seen: set[str] = set()
    wrong: list[str] = []
    for role in ROLES:
        page.goto("about:blank")  # a page that asks again would ask as somebody else
        client = enter(staff.employ(role, country.places["krong-klang"]))
        for path in paths(country, client, seen):
            page.goto(live_server.url + path)
            wrong += faults(page)
    assert "\n".join(wrong + complaints) == ""
    assert len(seen) > 50


def test_the_door_is_for_everybody(
    page: Page, live_server: LiveServer, complaints: list[str], db: None
) -> None:
    wrong: list[str] = []
    for path in ("/dang-nhap/", "/bat-dau/"):
        page.goto(live_server.url + path)
        wrong += faults(page)
    page.goto(f"{live_server.url}/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill("khong-co-ai")
    page.get_by_label("Câu mật khẩu").fill("khong phai the nay")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    wrong += faults(page)
    assert "\n".join(wrong + complaints) == ""


def test_what_is_not_there_says_so_to_everybody(
    page: Page, live_server: LiveServer, db: None, enter: Callable[[User], Client]
) -> None:
    enter(staff.employ(Role.ADMINISTRATOR, cast.settle()["krong-klang"]))
    wrong: list[str] = []
    for path in ("/khong-co-trang-nay/", "/nguoi/"):
        page.goto(live_server.url + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        wrong += faults(page)
    for alone in ("500.html", "full.html", "away.html"):
        page.set_content(render_to_string(alone))
        wrong += faults(page)
    assert "\n".join(wrong) == ""


def test_a_refusal_a_warning_and_a_mistake_are_for_everybody(
    page: Page,
    live_server: LiveServer,
    complaints: list[str],
    country: World,
    clerk: User,
    enter: Callable[[User], Client],
) -> None:
    enter(clerk)
    wrong: list[str] = []
    for show in (refuse_a_resolution, preview_a_name, leave_a_form_empty, find_nobody):
        show(page, live_server.url, country)
        wrong += faults(page)
    assert "\n".join(wrong + complaints) == ""


def refuse_a_resolution(page: Page, site: str, country: World) -> None:
    case = country.holdings["khom-ban-mau"].case
    page.goto(f"{site}/ho-so/{case.ref}/nghi-quyet-chi-bo/")
    page.get_by_label("Ngày chi bộ họp ra nghị quyết").fill("02/06/2025")
    page.get_by_label("Tổng số đảng viên chính thức").fill("9")
    page.get_by_label("Số phiếu tán thành").fill("9")
    page.get_by_role("button", name="Ghi vào hồ sơ").click()
    expect(page.get_by_role("alert")).to_contain_text("Quy định không cho")


def preview_a_name(page: Page, site: str, country: World) -> None:
    page.goto(f"{site}/to-chuc/khe-xong/doi-ten/")
    page.locator("[name=name]").fill("Chi bộ khóm Khe Xong Mới")
    page.locator("[name=on]").fill(f"{timezone.localdate():%d/%m/%Y}")
    page.locator("[name=document]").fill("05-QĐ/ĐU")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Nếu ghi")).to_be_visible()


def leave_a_form_empty(page: Page, site: str, country: World) -> None:
    page.goto(f"{site}/nguoi/them/")
    page.locator("main form").first.evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Ghi vào danh sách").click()
    expect(page.locator(".errorlist").first).to_be_visible()


def find_nobody(page: Page, site: str, country: World) -> None:
    page.goto(f"{site}/nguoi/?q=khong-co-ai-ten-nay")
    expect(page.get_by_text("không tìm thấy ai")).to_be_visible()


def test_an_import_under_way_and_to_be_looked_over_is_for_everybody(
    page: Page,
    live_server: LiveServer,
    complaints: list[str],
    country: World,
    clerk: User,
    enter: Callable[[User], Client],
) -> None:
    enter(clerk)
    now = timezone.now()
    by = actor(clerk, today=timezone.localdate(now), at=now)
    rows = (person(), person(full_name="Lê Văn Sai", born_on="29/02/2023"))
    run = runs.start(
        roster(*rows, columns=("full_name", "born_on", "cell", "Cột lạ")),
        organization=country.places["krong-klang"],
        name="danh-sach.xlsx",
        by=by,
    )
    page.goto(f"{live_server.url}/nhap-excel/{run.ref}/")
    wrong = [*faults(page)]
    run_waiting_tasks()
    expect(page.get_by_role("heading", name="Cột chưa hiểu")).to_be_visible()
    wrong += faults(page)
    page.goto(f"{live_server.url}/nhap-excel/")
    wrong += faults(page)
    assert "\n".join(wrong + complaints) == ""
