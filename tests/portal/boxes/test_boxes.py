"""Links, pages that stay, and notices: ordered by whoever may, shown in their time."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from nguon.core.actor import NotAllowed
from nguon.portal.boxes import operations, queries
from nguon.portal.boxes.models import Link, StaticPage
from nguon.portal.operations import NotPossible
from nguon.portal.search.models import Entry
from tests.portal.conftest import TODAY, sign_in

pytestmark = pytest.mark.django_db


def test_links_stand_in_the_order_they_were_given_and_can_be_moved(editing):
    made = [operations.add_link(n, f"https://{n}.example", by=editing) for n in ("a", "b", "c")]
    operations.move(made[2], up=True, by=editing)
    assert [link.title for link in Link.objects.all()] == ["a", "c", "b"]
    operations.move(made[0], up=True, by=editing)
    assert [link.title for link in Link.objects.all()] == ["a", "c", "b"]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//example.org", "/noi-bo", ""]
)
def test_a_link_that_is_no_address_of_a_site_is_refused(address, editing):
    with pytest.raises(NotPossible, match="https"):
        operations.add_link("Lạ", address, by=editing)
    assert not Link.objects.exists()


def test_links_and_notices_stand_on_the_front_page_in_their_time(editing, client):
    today = timezone.localdate()
    operations.add_link("Công báo tỉnh", "https://congbao.example", by=editing)
    operations.give_notice("Nghỉ lễ", "Trực theo lịch.", valid_from=today, by=editing)
    over = today - timedelta(days=1)
    operations.give_notice("Đã qua", valid_from=over, valid_to=today, by=editing)
    page = client.get("/").text
    assert 'href="https://congbao.example"' in page
    assert "Nghỉ lễ" in page
    assert "Đã qua" not in page


def test_a_notice_that_ended_stays_in_the_archive_and_one_to_come_does_not_stand_there(
    editing, client
):
    today = timezone.localdate()
    over, ahead = today - timedelta(days=9), today + timedelta(days=9)
    ended = operations.give_notice("Đã qua", valid_from=over, valid_to=today, by=editing)
    coming = operations.give_notice("Sắp tới", valid_from=ahead, by=editing)
    archive = client.get("/thong-bao/").text
    assert "Đã qua" in archive
    assert "Đã hết" in archive
    assert "Sắp tới" not in archive
    assert client.get(ended.get_absolute_url()).status_code == 200
    assert client.get(coming.get_absolute_url()).status_code == 404
    assert ended.get_absolute_url() in client.get("/tim-kiem/", {"q": "da qua"}).text


def test_the_archive_is_a_file_without_what_is_to_come_and_without_formulas(editing, client):
    today = timezone.localdate()
    began, ahead = today - timedelta(days=9), today + timedelta(days=9)
    operations.give_notice("Đã qua", "Trực", valid_from=began, valid_to=today, by=editing)
    operations.give_notice("=1+1", "Hai dòng,\nmột ô", valid_from=today, by=editing)
    operations.give_notice("Sắp tới", valid_from=ahead, by=editing)
    assert "/thong-bao/tat-ca.csv" in client.get("/thong-bao/").text
    answer = client.get("/thong-bao/tat-ca.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert lines[1:] == [
        [f"{today}", "", "'=1+1", "Hai dòng,\nmột ô"],
        [f"{began}", f"{today - timedelta(days=1)}", "Đã qua", "Trực"],
    ]


def test_a_notice_ends_after_it_begins(editing):
    with pytest.raises(NotPossible, match="sau ngày bắt đầu"):
        operations.give_notice("Sai", valid_from=TODAY, valid_to=TODAY, by=editing)


def test_a_page_that_stays_runs_nothing_and_is_found(editing, client):
    page = operations.write_page(
        "Giới thiệu", "<p onclick=x()>Đảng uỷ</p><script>x()</script>", in_menu=True, shown=True,
        by=editing,
    )  # fmt: skip
    shown = client.get("/trang/gioi-thieu/").text
    assert "<p>Đảng uỷ</p>" in shown
    assert "x()" not in shown
    assert Entry.objects.filter(kind="page").exists()
    operations.change_page(
        page, title="Giới thiệu", body="", in_menu=True, shown=False, by=editing
    )
    assert client.get("/trang/gioi-thieu/").status_code == 404
    assert not Entry.objects.filter(kind="page").exists()
    assert queries.menu() == []


def test_whoever_does_not_order_the_site_changes_none_of_it(editing, moderating):
    link = operations.add_link("a", "https://a.example", by=editing)
    for act in (
        lambda: operations.add_link("b", "https://b.example", by=moderating),
        lambda: operations.remove_link(link, by=moderating),
        lambda: operations.move(link, up=True, by=moderating),
        lambda: operations.write_page("t", "b", in_menu=True, shown=True, by=moderating),
        lambda: operations.give_notice("t", valid_from=TODAY, by=moderating),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (Link.objects.count(), StaticPage.objects.count()) == (1, 0)


def test_a_new_office_opens_its_categories_itself_and_their_addresses_stay(editor, client):
    browser = sign_in(editor)
    new = "/ban-bien-tap/khung/chuyen-muc/moi/"
    browser.post(new, {"name": "Xây dựng Đảng", "order": 2})
    browser.post(new, {"name": "Thông báo", "order": 1})
    page = client.get("/").text
    assert page.index("/tin/thong-bao/") < page.index("/tin/xay-dung-dang/")
    browser.post(
        "/ban-bien-tap/khung/chuyen-muc/xay-dung-dang/", {"name": "Công tác Đảng", "order": 0}
    )
    assert "Công tác Đảng" in client.get("/tin/xay-dung-dang/").text
    assert browser.post(new, {"name": " ", "order": 1}).status_code == 422


def test_the_desk_page_makes_changes_and_says_what_is_wrong(editor):
    browser = sign_in(editor)
    made = browser.post(
        "/ban-bien-tap/khung/lien-ket/moi/",
        {"title": "Cổng chính phủ", "address": "https://chinhphu.example"},
        follow=True,
    )
    assert "Cổng chính phủ" in made.text
    wrong = {"title": "Sai", "valid_from": "2/6/2025", "valid_to": "1/6/2025"}
    told = browser.post("/ban-bien-tap/khung/thong-bao/moi/", wrong)
    assert told.status_code == 422
    assert "Ngày hết phải sau ngày bắt đầu" in told.text
    for page in ("khung", "khung/trang/moi", "khung/thong-bao/moi", "khung/lien-ket/moi"):
        assert browser.get(f"/ban-bien-tap/{page}/").status_code == 200


def test_the_desk_stays_shut_to_whoever_only_moderates(moderator):
    assert sign_in(moderator).get("/ban-bien-tap/khung/").status_code == 403
