"""A real browser: accessible at both widths, light, and usable without scripts."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, expect

from nguon.portal import demonstration
from nguon.portal.accounts import issue_link
from nguon.portal.models import Article, Comment, User
from nguon.portal.roles import system_actor
from tests.portal.conftest import NOW, TODAY

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "img"
WIDTHS = (360, 1280)
HEIGHT = 900

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def founding() -> Article:
    demonstration.create(today=TODAY, at=NOW)
    return Article.objects.get(published_at__year=2020)


@pytest.fixture
def without_scripts(browser: Browser, browser_context_args: dict, live_server) -> Iterator[Page]:
    context = browser.new_context(
        **browser_context_args, java_script_enabled=False, base_url=live_server.url
    )
    yield context.new_page()
    context.close()


def address(live_server, founding: Article, name: str) -> str:
    path = {
        "home": "/",
        "article": founding.get_absolute_url(),
        "category": founding.category.get_absolute_url(),
        "sign-in": "/dang-nhap/",
    }[name]
    return f"{live_server.url}{path}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["home", "article", "category", "sign-in"])
def test_nothing_stands_in_the_way_of_people_with_disabilities(
    page: Page, live_server, founding, name, width, scheme
):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.goto(address(live_server, founding, name))
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_moderators_queue_is_accessible_and_a_decision_takes_one_click(
    page: Page, live_server, founding
):
    page.set_viewport_size({"width": 360, "height": HEIGHT})
    moderator = User.objects.get(username=demonstration.MODERATOR)
    page.goto(live_server.url + issue_link(moderator, by=system_actor(today=TODAY, at=NOW)))
    page.get_by_role("button", name="Vào xem thử").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.get_by_role("button", name="Cho hiện Một người mẹ").click()
    expect(page.get_by_text("Ý kiến đang hiện trên trang.")).to_be_visible()
    page.goto(address(live_server, founding, "article"))
    expect(page.get_by_text("Con tôi vừa xuất ngũ về")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_demand_is_recorded_on_any_width_and_told_below_what_it_hid(
    page: Page, live_server, founding, width
):
    page.set_viewport_size({"width": width, "height": HEIGHT})
    moderator = User.objects.get(username=demonstration.MODERATOR)
    page.goto(live_server.url + issue_link(moderator, by=system_actor(today=TODAY, at=NOW)))
    page.get_by_role("button", name="Vào xem thử").click()
    page.get_by_role("link", name="Ẩn theo yêu cầu của cơ quan nhà nước").first.click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("Số văn bản yêu cầu").fill("12/YC-TEST")
    page.get_by_label("Cơ quan yêu cầu").fill("Cơ quan Thử nghiệm")
    page.get_by_role("button", name="Ẩn ý kiến").click()
    expect(page.get_by_text("Ý kiến đã được ẩn và giữ làm chứng cứ.")).to_be_visible()
    page.goto(f"{live_server.url}/kiem-duyet/?trang-thai=hidden")
    expect(page.get_by_text("Theo yêu cầu số 12/YC-TEST")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_telephone_the_rooms_of_the_desk_stand_in_one_row_and_each_is_reached(
    page: Page, live_server, founding
):
    page.set_viewport_size({"width": 360, "height": HEIGHT})
    approver = User.objects.get(username="bien-tap")
    page.goto(live_server.url + issue_link(approver, by=system_actor(today=TODAY, at=NOW)))
    page.get_by_role("button", name="Vào xem thử").click()
    rooms = page.get_by_role("navigation", name="Ban biên tập")
    row = rooms.bounding_box()
    assert row is not None
    assert row["height"] < 70
    last = rooms.get_by_role("link").last
    last.focus()
    expect(last).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_an_article_takes_few_requests_all_to_this_site(page: Page, live_server, founding):
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address(live_server, founding, "article"), wait_until="networkidle")
    assert all(answer.url.startswith(live_server.url) for answer in answers)
    assert len(answers) <= 12
    assert sum(len(answer.body()) for answer in answers) <= 150_000  # not even compressed
    assert page.context.cookies() == []
    assert page.evaluate("document.fonts.check('600 16px \"Be Vietnam Pro\"')")


def test_a_reader_without_scripts_rates_once_and_comments(without_scripts: Page, founding):
    page = without_scripts
    page.goto(founding.get_absolute_url())
    page.get_by_role("button", name="4 điểm trên 5").click()
    expect(page.get_by_text("Cảm ơn quý vị đã đánh giá.")).to_be_visible()
    expect(page.get_by_text("Tổng số điểm của bài viết là: 4 trong 1 đánh giá")).to_be_visible()
    expect(page.get_by_role("button", name="4 điểm trên 5")).to_have_count(0)

    page.get_by_label("Tên hiển thị").fill("Bạn đọc thử")
    page.get_by_label("Ý kiến", exact=True).fill("Viết không cần script.")
    time.sleep(3.1)  # the form was made just now, and people take their time
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_text("đang chờ duyệt và chưa hiện trên trang")).to_be_visible()
    assert Comment.objects.get(name="Bạn đọc thử").state == "waiting"


def test_a_reader_without_scripts_switches_the_language(without_scripts: Page, founding):
    page = without_scripts
    page.goto(founding.get_absolute_url())
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text(founding.title)


def test_larger_letters_of_the_reader_make_larger_letters(page: Page, live_server, founding):
    page.goto(address(live_server, founding, "article"))
    size = "parseFloat(getComputedStyle(document.querySelector('.prose p')).fontSize)"
    before = page.evaluate(size)
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert page.evaluate(size) == 2 * before


def test_paper_shows_the_article_and_none_of_the_forms(page: Page, live_server, founding):
    page.goto(address(live_server, founding, "article"))
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Gửi ý kiến")).to_be_hidden()
    expect(page.locator(".parts")).to_be_hidden()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["home", "article"])
def test_what_it_looks_like(page: Page, live_server, founding, name, width):
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.goto(address(live_server, founding, name), wait_until="networkidle")
    picture = PICTURES / f"portal-{name}-{width}.png"
    page.screenshot(path=picture)
    assert picture.stat().st_size < 300_000
