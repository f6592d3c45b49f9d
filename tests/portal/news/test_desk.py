"""The page on which articles are written: nothing is lost, and only who may does what."""

from io import BytesIO

import pytest
from django.core import signing
from openpyxl import load_workbook

from nguon.portal.models import Article
from nguon.portal.news import desk
from nguon.portal.news import operations as news
from tests.portal.conftest import NOW, sign_in

pytestmark = pytest.mark.django_db
LIST = "/ban-bien-tap/bai-viet/"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def told(article, **more):
    return {
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "category": article.category.pk,
        "seen": 1,
    } | more


@pytest.fixture
def place(draft):
    return f"{LIST}{draft.ref}/"


def test_whoever_writes_begins_with_a_title_and_goes_on(writer, category):
    browser = sign_in(writer)
    answer = browser.post(f"{LIST}moi/", {"title": "Bài mới", "category": category.pk})
    article = Article.objects.get()
    assert answer["Location"] == f"{LIST}{article.ref}/"
    assert (article.poster, article.state) == (writer, "draft")
    assert "Bài mới" in browser.get(answer["Location"]).text


def test_the_page_saves_by_itself_and_says_when(writer, draft, place):
    answer = sign_in(writer).post(f"{place}luu/", told(draft, lead="Lời mới"))
    assert answer.json()["said"].startswith("Đã lưu lúc")
    assert draft.revisions.get().lead == "Lời mới"


def test_a_draft_that_cannot_be_saved_says_why(writer, draft, place, correcting):
    browser = sign_in(writer)
    assert browser.post(f"{place}luu/", told(draft, title="")).status_code == 422
    news.send(draft, by=correcting)
    answer = browser.post(f"{place}luu/", told(draft, lead="Sửa lén"))
    assert (answer.status_code, answer.json()["said"][:3]) == (422, "Bài")
    assert draft.revisions.get().lead == "Lời dẫn."


def test_the_second_editor_sees_both_versions(writer, second, draft, place):
    sign_in(writer).post(f"{place}luu/", told(draft, lead="Của người viết"))
    browser = sign_in(second)
    answer = browser.post(place, told(draft, lead="Của biên tập", seen=0, do="send"), follow=True)
    text = answer.text
    assert "Hồ Thị Viết cũng đã sửa bài này" in text
    assert "Của biên tập" in text
    assert Article.objects.get().stage == "draft"  # not sent on before both were seen
    both = browser.get(f"{place}cac-ban/", {"cu": 1, "moi": 2}).text
    assert "<del>Của người viết" in " ".join(both.split()) or "người viết" in both
    answer = browser.post(place, told(draft, lead="Của cả hai", seen=2, do="send"), follow=True)
    assert Article.objects.get().stage == "editing"


def test_the_buttons_lead_from_desk_to_desk(writer, second, editor, draft, place):
    sign_in(writer).post(place, told(draft, do="send"))
    sign_in(second).post(place, told(draft, do="pass"))
    sign_in(editor).post(place, told(draft, do="publish", at="2025-06-02T09:00"))
    article = Article.objects.get()
    assert (article.state, f"{article.published_at:%H:%M}") == ("published", "02:00")
    sign_in(editor).post(f"{place}go/")
    assert Article.objects.get().state == "withdrawn"


def test_nobody_reaches_past_their_role(writer, second, moderator, draft, place, write, client):
    other = write("Của người khác")
    assert client.get(place)["Location"].startswith("/dang-nhap/")
    assert sign_in(moderator).get(place).status_code == 403
    assert sign_in(writer).get(f"{LIST}{other.ref}/").status_code == 404
    assert sign_in(writer).get(f"{LIST}{other.ref}/cac-ban/").status_code == 404
    assert other.title not in sign_in(writer).get(LIST).text
    assert other.title in sign_in(second).get(LIST).text
    assert sign_in(second).post(f"{LIST}{other.ref}/go/").status_code == 403
    sign_in(writer).post(place, told(draft, do="publish"))  # the button is not there for a writer
    assert Article.objects.get(pk=draft.pk).state == "draft"


def test_a_foreign_page_cannot_write(writer, draft, place):
    browser = sign_in(writer)
    browser.handler.enforce_csrf_checks = True
    for address in (place, f"{place}luu/", f"{place}cac-ban/1/"):
        assert browser.post(address, told(draft, lead="Từ nơi khác")).status_code == 403
    assert draft.revisions.get().lead == "Lời dẫn."


@pytest.mark.parametrize("field", ["title", "lead", "body", "author", "source", "tags"])
def test_a_script_is_inert_on_every_page_of_the_desk(editor, editing, draft, place, field):
    browser = sign_in(editor)
    browser.post(place, told(draft, **{field: SCRIPT}))
    token = desk.PREVIEWS.sign(f"{draft.ref}.{news.newest(draft)}")
    for address in (LIST, place, f"{place}cac-ban/", f"/xem-truoc/{token}/"):
        text = browser.get(address).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    refused = browser.post(place, told(draft, **{field: SCRIPT, "category": 0}))
    assert refused.status_code == 422
    assert "<script>alert" not in refused.text


def test_a_link_of_a_source_runs_nothing(editor, draft, place):
    answer = sign_in(editor).post(place, told(draft, source_link="javascript:alert(1)"))
    assert answer.status_code == 422
    assert draft.revisions.get().source_link == ""


def test_a_preview_is_for_who_has_the_link_and_ends(client, draft):
    token = desk.PREVIEWS.sign(f"{draft.ref}.1")
    answer = client.get(f"/xem-truoc/{token}/?hep")
    assert draft.title in answer.text
    assert "on-a-phone" in answer.text
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert client.get(f"/xem-truoc/{token}x/").status_code == 404
    old = signing.Signer(salt="news.preview").sign(f"{draft.ref}.1:1AAAAA")
    assert client.get(f"/xem-truoc/{old}/").status_code == 404


def test_the_list_is_filtered_and_taken_along(editor, write, draft):
    write("=1+1", at=NOW)
    browser = sign_in(editor)
    assert "Bản nháp đầu" not in browser.get(LIST, {"tinh-trang": "published"}).text
    assert "=1+1" not in browser.get(LIST, {"tinh-trang": "draft"}).text
    assert "Bản nháp đầu" in browser.get(LIST, {"tu-khoa": "nhap dau"}).text
    sheet = browser.get(LIST, {"dang": "csv"}).text
    assert sheet.startswith("\ufeffTiêu đề,")
    assert "\r\n'=1+1," in sheet
    book = load_workbook(BytesIO(browser.get(LIST, {"dang": "xlsx"}).content)).active
    assert [cell.value for cell in book[1]][:2] == ["Tiêu đề", "Chuyên mục"]
    formula = next(row for row in book.iter_rows(min_row=2) if row[0].value == "=1+1")
    assert formula[0].data_type == "s"


def test_the_list_costs_the_same_for_one_and_for_three(
    editor, write, django_assert_num_queries, django_assert_max_num_queries
):
    browser = sign_in(editor)
    write("Một")
    with django_assert_max_num_queries(12) as first:
        browser.get(LIST)
    write("Hai")
    write("Ba")
    with django_assert_num_queries(len(first)):
        browser.get(LIST)


def test_an_article_can_be_printed_alone(client, article):
    text = client.get(f"{article.get_absolute_url()}in/").text
    assert article.title in text
    assert f"http://testserver{article.get_absolute_url()}" in text
    assert "Gửi ý kiến" not in text
    assert client.get(f"/tin/noi-khac/{article.slug}/in/").status_code == 301
