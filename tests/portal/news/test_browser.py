"""A real browser: writing that saves itself, on a telephone and for people with disabilities."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from nguon.portal import demonstration
from nguon.portal.accounts import issue_link
from nguon.portal.models import Article, User
from nguon.portal.news.demonstration import WRITER
from nguon.portal.roles import system_actor
from tests.portal.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_writer_writes_on_a_telephone_and_nothing_needs_to_be_saved(page: Page, live_server):
    demonstration.create(today=TODAY, at=NOW)
    page.set_viewport_size({"width": 360, "height": 900})
    writer = User.objects.get(username=WRITER)
    page.goto(live_server.url + issue_link(writer, by=system_actor(today=TODAY, at=NOW)))
    page.get_by_role("button", name="Vào xem thử").click()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.get_by_role("link", name="Ngày hội hiến máu ở xã (mẫu)").click()
    page.get_by_role("toolbar").wait_for()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    sheet = page.get_by_role("textbox", name="Nội dung")
    sheet.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Một câu viết thêm.")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("Đã lưu lúc"))
    article = Article.objects.get(title__startswith="Ngày hội hiến máu")
    assert "Một câu viết thêm." in article.revisions.latest("number").body
    put_in_a_picture(page)
    assert Axe().run(page).violations_count == 0
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu", exact=True).click()
    body = article.revisions.latest("number").body
    assert re.search(r'<figure><img src="/tep/[^"]+" alt="Cầu treo ở bản"', body)
    assert "<figcaption>Ảnh mẫu</figcaption>" in body
    assert complaints == []  # nothing that the content security policy forbids was tried
    page.goto(f"{page.url}cac-ban/")
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def put_in_a_picture(page: Page) -> None:
    """From the library, found without marks; the words in its place cannot be left out."""
    page.get_by_role("button", name="Ảnh", exact=True).click()
    library = page.get_by_role("dialog", name="Chọn ảnh")
    library.get_by_label("Tên tệp, chú thích").fill("cau treo")
    library.get_by_role("button", name="Tìm", exact=True).click()
    expect(library.locator("[data-ref]")).to_have_count(1)
    library.locator("[data-ref]").click()
    words = page.get_by_role("dialog", name="Ảnh trong bài")
    words.get_by_label("Chữ thay ảnh").fill("")
    words.get_by_role("button", name="Ghi").click()
    expect(words).to_be_visible()
    words.get_by_label("Chữ thay ảnh").fill("Cầu treo ở bản")
    words.get_by_label("Chú thích").fill("Ảnh mẫu")
    words.get_by_role("button", name="Ghi").click()
    expect(words).to_be_hidden()


def test_a_reader_makes_the_letters_larger(page: Page, live_server):
    demonstration.create(today=TODAY, at=NOW)
    article = Article.objects.get(published_at__year=2020)
    page.goto(live_server.url + article.get_absolute_url())
    size = "parseFloat(getComputedStyle(document.querySelector('.prose p')).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="Chữ lớn hơn").click()
    assert page.evaluate(size) > before
