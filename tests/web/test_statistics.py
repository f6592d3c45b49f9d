"""Pages of the statistics: a period, a table, who stands behind a number, closing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nguon.accounts.models import Role
from nguon.statistics.models import Closing
from tests.planning.published import Newcomer, admit_all, spread

TABLE = "/thong-ke/krong-klang/2024/2-btctw/"


@pytest.fixture
def people(khe_xong, system):
    admit_all(spread([khe_xong], [date(2024, 5, 19)] * 6, woman=True), by=system)


@pytest.fixture
def secretary(browse, krong_klang, people):
    return browse(Role.SECRETARY, at=krong_klang)


def words(client, address, **options):
    return client.get(address, **options).content.decode()


def test_the_way_from_a_place_to_a_table_and_to_the_people_in_it(secretary):
    chosen = secretary.get("/thong-ke/?tai=krong-klang&ky=2024")
    assert chosen.headers["Location"] == "/thong-ke/krong-klang/2024/"
    assert TABLE in words(secretary, "/thong-ke/krong-klang/2024/")
    page = words(secretary, TABLE)
    assert "Tổng số đảng viên mới kết nạp" in page
    assert f'href="{TABLE}nguoi/I.women/?"' in page
    behind = words(secretary, f"{TABLE}nguoi/I.women/")
    assert behind.count("/ho-so/") >= 2


def test_what_is_empty_says_why_and_the_sealed_opens_to_nobody(secretary):
    page = words(secretary, TABLE)

    assert "Chưa đếm dân tộc, tôn giáo của kỳ này." in page
    assert "Sổ chưa có mục này." in page
    assert f"{TABLE}nguoi/I.minority/" not in page
    assert secretary.get(f"{TABLE}nguoi/I.minority/").status_code == 404


def test_counting_shows_totals_and_never_a_name(secretary):
    asked = secretary.post("/thong-ke/krong-klang/2024/dem/", follow=True).content.decode()

    assert "Đã đếm trên dữ liệu của" in asked
    page = words(secretary, "/thong-ke/krong-klang/2024/4-btctw/")
    assert "Bru - Vân Kiều" in page
    assert "/nguoi/ethnicity" not in page


def test_closing_keeps_the_figures_and_shows_later_ones_beside(secretary, khe_xong, system):
    there = "/thong-ke/krong-klang/2024/"
    assert "Chưa chốt" in words(secretary, there)
    secretary.post(f"{there}chot/", {"document": "12-BC/ĐU"})
    admit_all([Newcomer(khe_xong, date(2024, 9, 2))], by=system)

    page = words(secretary, TABLE)
    assert "Số đã chốt lúc" in page
    assert "Chữ ký đúng." in page
    assert "nay 7 (+1)" in page
    assert "Số đã chốt lúc" not in words(secretary, f"{TABLE}?ban=nay")
    secretary.post(f"{there}dinh-chinh/", {"document": "13-BC/ĐU", "reason": "Ghi muộn"})
    assert "Chốt đính chính" in words(secretary, there)
    assert Closing.objects.visible_to(system).count() == 2


def test_a_closing_without_its_paper_is_refused(secretary, system):
    page = secretary.post("/thong-ke/krong-klang/2024/chot/", {"document": ""})

    assert page.status_code == 200
    assert not Closing.objects.visible_to(system).exists()


@pytest.mark.parametrize("kind", ["xlsx", "pdf", "json"])
def test_a_table_leaves_as_a_file(kind, secretary):
    answer = secretary.get(f"{TABLE}tep/{kind}/")

    assert answer.status_code == 200
    assert f"bieu-2-btctw-krong-klang-2024.{kind}" in answer.headers["Content-Disposition"]


def test_the_checks_of_a_period_stand_on_one_page(secretary):
    page = words(secretary, "/thong-ke/krong-klang/2024/kiem-tra/")

    assert "1-BTCTW B.1 = 2-BTCTW I" in page
    assert "KHÔNG khớp" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/thong-ke/mo-o/2024/", "/thong-ke/mo-o/2024/2-btctw/", "/thong-ke/khong-co/2024/",
        "/thong-ke/krong-klang/2024-h3/", "/thong-ke/krong-klang/2024/9-btctw/",
        f"{TABLE}tep/exe/", f"{TABLE}nguoi/khong-co/",
        "/thong-ke/krong-klang/2024/dinh-chinh/",
    ],
)  # fmt: skip
def test_what_is_out_of_sight_or_unknown_is_not_there(address, secretary):
    assert secretary.get(address).status_code == 404


@pytest.mark.parametrize("act", ["dem", "chot"])
def test_a_role_that_only_reads_figures_neither_counts_nor_closes(
    act, browse, krong_klang, people
):
    superior = browse(Role.SUPERIOR_BOARD, at=krong_klang)

    assert superior.get(TABLE).status_code == 200
    there = f"/thong-ke/krong-klang/2024/{act}/"
    assert superior.post(there, {"document": "1"}).status_code == 403
    assert superior.get(f"{TABLE}nguoi/I/").status_code == 403


def test_more_people_and_places_ask_no_more_of_the_database(
    secretary, khe_xong, khom_ban_mau, system
):
    def statements():
        with CaptureQueriesContext(connection) as seen:
            assert secretary.get(TABLE).status_code == 200
        return len(seen)

    statements()
    few = statements()
    admit_all(spread([khe_xong, khom_ban_mau], [date(2024, 9, 2)] * 6), by=system)

    assert statements() == few
