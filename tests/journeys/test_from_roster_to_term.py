"""An office's day in a real browser: from the Excel list to the figure of the term."""

import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from nguon.accounts.models import Role, User
from nguon.demo import lives
from nguon.development import operations as development
from nguon.development.models import Case
from nguon.jobs import daily
from nguon.jobs.runner import run_waiting_tasks
from nguon.organizations.models import Organization
from nguon.people import operations as people
from nguon.people.models import Purpose
from nguon.planning import operations as planning
from nguon.planning.models import Term
from nguon.rulebook import Event
from nguon.web.development.urls import ACTS
from tests import cast, staff
from tests.development import story
from tests.reports.books import person, roster

pytestmark = pytest.mark.django_db(transaction=True)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME = "Hồ Thị Mẫu Chờ"
CITED = re.compile(r"Theo \S+ ngày \d\d/\d\d/\d{4}, .*điểm.*R-INT-05", re.S)
STUCK = "đang vướng"
HELPERS = ("Đảng viên Mẫu Một", "Đảng viên Mẫu Hai")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    shutil.rmtree(Path(settings.FILES) / "imports", ignore_errors=True)


@pytest.fixture
def places() -> dict[str, Organization]:
    settled = cast.settle()
    story.describe(settled["khe-xong"])
    return settled


@pytest.fixture
def clerk(places: dict[str, Organization]) -> User:
    return staff.employ(Role.CLERK, places["krong-klang"])


@pytest.fixture
def term(places: dict[str, Organization]) -> Term:
    """The term under way, with one to two admissions a year."""
    begins = timezone.localdate().replace(month=1, day=1) - timedelta(days=365)
    begins = begins.replace(month=1, day=1)
    return planning.plan_term(
        places["krong-klang"],
        slug=f"{begins.year}-{begins.year + 5}",
        starts_on=begins,
        ends_on=date(begins.year + 5, 1, 1),
        yearly_lower=1,
        yearly_upper=2,
        document="01-NQ/ĐH",
        decided_on=begins,
        by=cast.system(begins),
    )


@pytest.fixture
def life() -> lives.Life:
    """Acts around a meeting of the cell that took place ten weeks ago."""
    return lives.Life(
        young=True,
        married=False,
        meeting=lives.workday(timezone.localdate() - timedelta(days=70)),
        full_members=9,
        board=11,
        committee=15,
        source_group="youth_union_member",
        helpers=HELPERS,
    )


@pytest.fixture
def blocked(places: dict[str, Organization], life: lives.Life) -> Case:
    """A case that stands still: nobody of the Youth Union has introduced the person."""
    acts = list(lives.acts(life, until=life.meeting, last="opinions"))
    by = cast.system(acts[0].on)
    born = lives.workday(date(life.meeting.year - 24, 3, 4))
    row = story.a_person(places["khe-xong"], by=by, name=NAME, born_on=born)
    people.give_consent(row, story.agreed("statistics")[0], by=by)
    case = development.open_case(row, on=acts[0].on, by=by)
    for event in acts:
        if event.fields.get("by") != "youth_union":
            development.record(case, event, by=cast.system(event.on))
    return case


def test_from_the_excel_list_to_the_figure_of_the_term(
    page: Page,
    live_server: LiveServer,
    complaints: list[str],
    sign_in: Callable[[User], None],
    picture: Callable[[str], None],
    clerk: User,
    term: Term,
    blocked: Case,
    life: lives.Life,
) -> None:
    acts = list(lives.acts(life, until=timezone.localdate(), last="admission_ceremony"))
    sign_in(clerk)
    page.goto(live_server.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Việc của tôi ngày")

    import_a_list(page, picture)

    see_what_is_in_the_way(page, picture)
    record(page, next(event for event in acts if event.fields.get("by") == "youth_union"))
    expect(page.get_by_role("heading", name="Kết luận: được làm bước tiếp theo")).to_be_visible()
    picture("unblocked")
    page.get_by_role("link", name="Hôm nay").click()
    expect(page.locator("table", has_text=STUCK)).to_have_count(0)
    due = page.get_by_role("row", name=NAME)
    expect(due).to_contain_text("Nghị quyết chi bộ đề nghị kết nạp")

    assert reached(page, term) == "0"
    open_case(page)
    for event in acts[[event.type for event in acts].index("cell_resolution") :]:
        record(page, event)
    assert reached(page, term) == "1"
    daily.do_round(at=timezone.now())
    page.reload()
    expect(page.locator(".figures")).to_contain_text("không nêu số vì quá ít người")
    picture("term")
    assert complaints == []


def see_what_is_in_the_way(page: Page, picture: Callable[[str], None]) -> None:
    page.get_by_role("link", name="Hôm nay").click()
    stuck = page.get_by_role("row", name=NAME).filter(has_text=STUCK)
    expect(stuck.get_by_role("link", name=NAME)).to_be_visible()
    picture("today")
    stuck.get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", name="Kết luận: còn vướng")).to_be_visible()
    heading = page.get_by_role("heading", name="Chưa có nghị quyết giới thiệu của Đoàn")
    expect(heading).to_be_visible()
    article = page.locator(".finding .source").first
    expect(article).to_have_text(CITED)
    picture("blocked")


def record(page: Page, event: Event) -> None:
    """Enter one act from the page of the case, as the paper on the desk says."""
    link = page.locator(f"a[href$='/{ACTS[event.type]}/']").first
    if not link.is_visible():
        page.get_by_text("Ghi việc khác").click()
    link.click()
    page.locator("[name=on]").fill(f"{event.on:%d/%m/%Y}")
    for name, value in event.fields.items():
        field = page.locator(f"[name=act_{name}], [name={name}]")
        if field.first.get_attribute("type") == "radio":
            page.locator(f"[name=act_{name}][value={value}]").check()
        elif value is True:
            field.check()
        else:
            field.fill(str(value))
    page.get_by_role("button", name="Ghi vào hồ sơ").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi")


def open_case(page: Page) -> None:
    page.get_by_role("link", name="Hôm nay").click()
    page.get_by_role("link", name=NAME).first.click()


def reached(page: Page, term: Term) -> str:
    """How many were admitted, as the page of the term says."""
    page.get_by_role("link", name="Nhiệm kỳ, chỉ tiêu").first.click()
    page.get_by_role("link", name="Đảng uỷ thị trấn Krông Klang").click()
    return page.locator(".figures b").first.inner_text()


def import_a_list(page: Page, picture: Callable[[str], None]) -> None:
    good = person(full_name="Hồ Văn Mẫu Mới")
    bad = person(full_name="Lê Thị Mẫu Sai", born_on="29/02/2023")
    page.get_by_role("link", name="Nhập Excel").click()
    file = {"name": "danh-sach.xlsx", "mimeType": XLSX, "buffer": roster(good, bad)}
    page.get_by_label("Tệp Excel").set_input_files(file)
    page.get_by_role("button", name="Đọc thử").click()
    expect(page.locator("#progress progress")).to_be_visible()
    run_waiting_tasks()
    expect(page.get_by_text("chưa ghi gì vào hệ thống")).to_be_visible()  # by itself

    page.get_by_label("Phiếu đồng ý đã ký").check()
    page.get_by_label("Số của phiếu hoặc văn bản").fill("05-PĐY")
    page.get_by_label("Ngày của phiếu hoặc văn bản").fill("01/03/2025")
    page.get_by_label(str(Purpose.DEVELOPMENT.label)).check()
    page.get_by_role("button", name="Gắn và xét lại").click()
    run_waiting_tasks()
    expect(page.get_by_role("button", name="Ghi 1 hàng đã nhận")).to_be_visible()
    expect(page.get_by_role("row", name="29/02/2023")).to_be_visible()
    picture("import")
    page.get_by_role("button", name="Ghi 1 hàng đã nhận").click()
    run_waiting_tasks()
    expect(page.get_by_text("Đã ghi xong")).to_be_visible()
    expect(page.get_by_role("link", name="Hồ Văn Mẫu Mới")).to_be_visible()
