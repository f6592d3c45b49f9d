"""Charts where a reader expects them, each beside its table, and as files to take along."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import openpyxl
import pytest
from django.utils import timezone
from PIL import Image

from nguon.planning import operations as planning
from nguon.supervision import operations as supervision
from tests import cast, staff
from tests.development import story
from tests.planning.published import Newcomer, admit_all, spread
from tests.planning.story import TERM
from tests.statistics.conftest import a_member

PLACE = "krong-klang"
FILES = {
    f"/nhiem-ky/{PLACE}/2015-2020/bieu-do/": f"chi-tieu-{PLACE}-2015-2020",
    f"/nhiem-ky/{PLACE}/2015-2020/bieu-do/thang/": f"ket-nap-thang-{PLACE}-2015-2020",
    f"/nhiem-ky/{PLACE}/cac-nam/bieu-do/": f"chi-tieu-{PLACE}",
    f"/nhiem-ky/{PLACE}/sau-ket-nap/bieu-do/": f"sau-ket-nap-{PLACE}",
    f"/nhiem-ky/{PLACE}/ket-qua/2016/bieu-do/": f"ket-nap-thang-{PLACE}-2016",
    "/nguon-phat-trien/giai-doan/bieu-do/": "giai-doan",
    "/ho-so/giai-doan/bieu-do/": "giai-doan",
    "/giam-sat/vuong-mac/nguyen-nhan/bieu-do/": "nguyen-nhan",
    "/giam-sat/vuong-mac/nam/bieu-do/": "vuong-mac-nam",
    f"/thong-ke/{PLACE}/2016/1-btctw/bieu-do/": f"bieu-1-btctw-{PLACE}-2016",
    f"/thong-ke/{PLACE}/2016/2-btctw/bieu-do/": f"bieu-2-btctw-{PLACE}-2016",
    f"/thong-ke/{PLACE}/2016/5-btctw/bieu-do/": f"bieu-5-btctw-{PLACE}-2016",
    f"/thong-ke/{PLACE}/2016/tang-giam/bieu-do/": f"tang-giam-{PLACE}-2016",
}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def country(krong_klang, khe_xong, system):
    """A term with admissions, a member, a case that has begun and what is in its way."""
    planning.plan_term(krong_klang, **TERM, by=system)
    days = [date(2016, 5, 19)] * 3 + [date(2018, 9, 2)]
    admit_all(spread([khe_xong], days, woman=True), by=system)
    a_member(khe_xong, system)
    case = story.a_case(khe_xong, by=system)
    story.tell(case, "candidate_listed", by=system)
    return case


@pytest.fixture
def clerk(browse, country, krong_klang):
    return browse("clerk", at=krong_klang)


def drawn(client, address, kind="svg"):
    answer = client.get(f"{address}{kind}/")
    assert answer.status_code == 200, address
    return answer


def said(client, address):
    """All that a drawing says, in one line."""
    page = ElementTree.fromstring(drawn(client, address).content)
    return " ".join(each.text for each in page.iter(f"{SVG}text"))


def test_every_chart_is_a_file_named_after_what_it_shows(clerk):
    for address, name in FILES.items():
        answer = drawn(clerk, address)
        assert answer.headers["Content-Type"] == "image/svg+xml"
        assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{name}.svg"
        assert ElementTree.fromstring(answer.content).attrib["role"] == "img"
        assert "Hồ Văn" not in answer.content.decode()
    with Image.open(BytesIO(drawn(clerk, next(iter(FILES)), "png").content)) as picture:
        assert picture.format == "PNG"
    assert clerk.get(next(iter(FILES)) + "gif/").status_code == 404


def test_a_chart_and_the_links_to_its_files_stand_on_the_page_of_its_numbers(clerk):
    for address in FILES:
        above = address.partition("bieu-do/")[0]
        page = above.replace("vuong-mac/nam/", "vuong-mac/nguyen-nhan/")
        page = page.replace(f"/nhiem-ky/{PLACE}/cac-nam/", f"/to-chuc/{PLACE}/")
        shown = clerk.get(page).content.decode()
        if "nguyen-nhan" not in page:  # nothing was put down
            assert f'href="{address}svg/' in shown, address
            assert f'href="{address}png/' in shown, address
            assert '<svg class="chart" role="img"' in shown
            assert "<table" in shown
        assert 'style="' not in shown


def test_what_was_reached_and_what_was_asked_are_on_the_chart_of_the_years(clerk):
    told = said(clerk, f"/nhiem-ky/{PLACE}/2015-2020/bieu-do/")

    assert "Kết nạp so với chỉ tiêu từng năm" in told
    assert "Đơn vị: người" in told
    assert "theo cây tổ chức lúc đó" in told
    there = f"/nhiem-ky/{PLACE}/2015-2020/bieu-do/svg/?cay=as-is"
    assert "theo cây tổ chức hiện nay" in " ".join(clerk.get(there).content.decode().split())


def test_the_funnel_and_the_files_count_the_same_case(clerk, system):
    funnel = clerk.get("/nguon-phat-trien/giai-doan/bieu-do/svg/?tu=01/01/2015").content.decode()
    page = ElementTree.fromstring(funnel)

    assert "Được đưa vào danh sách bồi dưỡng: 1" in page.find(f"{SVG}desc").text
    pipeline = ElementTree.fromstring(drawn(clerk, "/ho-so/giai-doan/bieu-do/").content)
    assert ": 1" in pipeline.find(f"{SVG}desc").text


def test_obstacles_are_ranked_by_cause_and_told_by_year(clerk, krong_klang, khe_xong, country):
    owner = staff.employ("secretary", khe_xong)
    by = replace(cast.system(timezone.localdate()), user_id=owner.pk)  # who works there today
    for cause in ("G2", "A1", "A1"):
        supervision.raise_obstacle(khe_xong, cause=cause, owner=owner, due_on=by.today, by=by)

    told = said(clerk, "/giam-sat/vuong-mac/nguyen-nhan/bieu-do/")

    assert told.index("A1 Thanh niên đi học") < told.index("G2 Thiếu sóng")
    assert "Chưa gỡ" in told
    assert f"{by.today.year}" in said(clerk, "/giam-sat/vuong-mac/nam/bieu-do/")
    assert "svg/" in clerk.get("/giam-sat/vuong-mac/nguyen-nhan/").content.decode()


def test_a_breakdown_draws_what_its_table_says_and_nothing_it_keeps_back(clerk):
    told = said(clerk, f"/thong-ke/{PLACE}/2016/2-btctw/bieu-do/")

    assert "I. Tổng số đảng viên mới kết nạp 3" in told
    assert "nữ 3" in told
    assert "dân tộc thiểu số –" in told
    assert "Tuổi đời" in told
    assert "Trung học phổ thông" in told
    assert "Tuổi bình quân" not in told


def test_totals_of_groups_are_drawn_once_they_are_counted_and_never_of_a_cell(
    browse, country, krong_klang, khe_xong, system
):
    days = [date(2016, 9, 2)] * 12
    admit_all([Newcomer(khe_xong, on, minority=n < 6) for n, on in enumerate(days)], by=system)
    secretary = browse("secretary", at=krong_klang)
    secretary.post(f"/thong-ke/{PLACE}/2016/dem/")

    told = said(secretary, f"/thong-ke/{PLACE}/2016/2-btctw/bieu-do/")
    of_cell = said(secretary, "/thong-ke/khe-xong/2016/2-btctw/bieu-do/")

    assert "dân tộc thiểu số –" not in told
    assert "dân tộc thiểu số –" in of_cell


def test_what_came_and_went_stands_year_by_year_as_page_drawing_and_sheet(clerk, khe_xong, system):
    admit_all([Newcomer(khe_xong, date(2019, 5, 19))], by=system)
    page = " ".join(clerk.get(f"/thong-ke/{PLACE}/2019/tang-giam/").content.decode().split())
    book = openpyxl.load_workbook(
        BytesIO(clerk.get(f"/thong-ke/{PLACE}/2019/tang-giam/xuat/").content)
    )
    rows = {row[0]: row[1:] for row in book.active.iter_rows(values_only=True)}

    assert list(rows)[-6:] == [2014, 2015, 2016, 2017, 2018, 2019]
    for year in range(2014, 2020):
        opening, gained, lost, closing = rows[year]
        assert closing == opening + gained - lost
        assert f"{year}: Tăng {gained}, Giảm {lost}" in page
    assert rows[2015][1] == 1
    assert f'href="/thong-ke/{PLACE}/2015/1-btctw/?">2015</a>' in page
