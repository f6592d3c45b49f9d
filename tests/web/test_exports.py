"""Every list can be taken away as a workbook: what the page shows, on record, no formula."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from nguon.accounts.models import Role
from nguon.core.models import AuditEntry
from nguon.people import operations as people
from nguon.planning import operations as planning
from nguon.web import download
from tests import cast
from tests.development import story
from tests.people.sheets import signed

pytestmark = pytest.mark.django_db
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def country(krong_klang, khe_xong, mo_o, thon_mau):
    """A person, a stub, a term and a duty on either side of the border, each with its name."""
    today = timezone.localdate()
    for number, (office, cell) in enumerate(((krong_klang, khe_xong), (mo_o, thon_mau)), start=1):
        by = cast.acting(["clerk", "secretary"], at=office, today=today)
        name = f"{FORMULA} Người {number}"
        consents = signed("development")
        person = people.register(name, organization=cell, consents=consents, by=by)
        again = people.register(name, organization=cell, consents=consents, by=by)
        people.correct(again, {"born_on": date(2000, 1, 1)}, reason="giấy khai sinh", by=by)
        people.correct(person, {"born_on": date(2000, 1, 1)}, reason="giấy khai sinh", by=by)
        people.allow_stubs(office, on=today, document="1-NQ/ĐU", by=by)
        people.nominate(
            f"{FORMULA} Nguồn {number}", organization=cell, referred_by="Đoàn", reach="nhà", by=by
        )
        term = planning.plan_term(
            office,
            slug="2025-2030",
            starts_on=date(2025, 6, 1),
            ends_on=date(2030, 6, 1),
            yearly_lower=2,
            yearly_upper=3,
            document=f"{FORMULA} NQ {number}",
            decided_on=date(2025, 6, 1),
            by=by,
        )
        people.begin_membership(person, joined_on=today, by=by)
        planning.assign(cell, member=person, task="giúp đỡ", on=today, document="2-QĐ/ĐU", by=by)
        assert term


def cells(answer) -> list[list[object]]:
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


TERM = "/nhiem-ky/krong-klang/2025-2030/"
LISTS = {
    "nguoi": (Role.CLERK, "/nguoi/", "/nguoi/xuat/", "Người 1"),
    "co-the-trung": (Role.CLERK, "/nguoi/trung/", "/nguoi/trung/xuat/", "Người 1"),
    "gioi-thieu-nguon": (Role.CLERK, "/nguon/", "/nguon/xuat/", "Nguồn 1"),
    "phan-cong": (Role.CLERK, f"{TERM}phan-cong/", f"{TERM}phan-cong/xuat/", "Người 1"),
    "vai-tro": (Role.CLERK, "/tai-khoan/", "/tai-khoan/xuat/", "Lê Thị Thử"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_people_leaves_whole_scoped_and_on_record(name, country, browse, krong_klang):
    role, page, export, somebody = LISTS[name]
    clerk = browse(role, at=krong_klang)

    rows = cells(clerk.get(export))

    assert f'href="{export}' in clerk.get(page).content.decode()
    assert any(somebody in str(row) for row in rows)
    assert not any(f"{word} 2" in str(row) for row in rows for word in ("Người", "Nguồn", "NQ"))
    line = AuditEntry.objects.get(action="reports.exported")
    assert line.subject == f"organizations.organization:{krong_klang.pk}"
    assert line.detail == {"list": name, "rows": len(rows)}


@pytest.mark.parametrize(
    ("page", "export", "told"),
    [
        ("/to-chuc/", "/to-chuc/xuat/", "Chi bộ khóm Khe Xong"),
        ("/nhiem-ky/", "/nhiem-ky/xuat/", "NQ 1"),
        ("/ho-so/giai-doan/", "/ho-so/giai-doan/xuat/", ""),
    ],
)
def test_a_list_that_names_nobody_leaves_without_a_line(
    page, export, told, country, browse, krong_klang
):
    clerk = browse(Role.CLERK, at=krong_klang)

    rows = cells(clerk.get(export))

    assert f'href="{export}' in clerk.get(page).content.decode()
    assert told in str(rows)
    assert "Chi bộ thôn Mẫu" not in str(rows)
    assert not AuditEntry.objects.filter(action="reports.exported").exists()


def test_the_search_that_was_typed_narrows_the_workbook_too(country, browse, krong_klang):
    clerk = browse(Role.CLERK, at=krong_klang)

    assert cells(clerk.get("/nguoi/xuat/?q=khong-co-ai")) == []
    assert len(cells(clerk.get("/nguoi/xuat/?q=nguoi"))) == 2


def test_the_stuck_cases_leave_as_their_own_list(khe_xong, acting, browse, krong_klang):
    story.describe(khe_xong)
    by = acting(story.CLERK, at=khe_xong)
    story.a_case(khe_xong, by=by)
    clerk = browse(Role.CLERK, at=krong_klang)

    waiting, stuck = cells(clerk.get("/ho-so/xuat/")), cells(clerk.get("/ho-so/xuat/?loc=vuong"))

    assert [row[0] for row in waiting] == ["Hồ Thị Bịa"]
    assert stuck == []
    told = AuditEntry.objects.filter(action="reports.exported").order_by("pk")
    assert [line.detail["list"] for line in told] == ["viec", "vuong"]


@pytest.mark.parametrize("name", LISTS)
def test_a_cell_takes_no_list_of_people_away(name, country, browse, khe_xong):
    _role, _page, export, _somebody = LISTS[name]
    secretary: Client = browse(Role.CELL_SECRETARY, at=khe_xong)

    assert secretary.get(export).status_code in (403, 404)
    assert not AuditEntry.objects.filter(action="reports.exported").exists()


@pytest.mark.parametrize("length", [0, 1, download.AT_ONCE - 1, download.AT_ONCE, 3_000_001])
def test_a_long_workbook_is_sent_piece_by_piece_and_its_file_closed(length):
    content = BytesIO(bytes(length))

    answer = download.file(content, "dài.xlsx")

    assert answer.streaming == (length >= download.AT_ONCE)
    assert b"".join(answer) == bytes(length)
    answer.close()
    assert content.closed
    assert answer.headers["Cache-Control"] == "no-store"
    assert "d%C3%A0i.xlsx" in answer.headers["Content-Disposition"]
