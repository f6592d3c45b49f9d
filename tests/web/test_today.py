"""The first page: what is mine today, by role, on a phone, on paper and as a workbook."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from nguon.accounts.models import Role
from nguon.development import projection
from nguon.supervision import operations as supervision
from tests import cast, staff
from tests.development import story

pytestmark = pytest.mark.django_db
ENOUGH = 13  # statements, those of session and roles among them; the wish is twelve


@pytest.fixture
def case(khe_xong, system):
    story.describe(khe_xong)
    return story.a_case(khe_xong, by=system)


def owned_by(user, cell, due_on):
    today = timezone.localdate()
    by = cast.acting("clerk", at=cell, today=today, user_id=user.pk)
    return supervision.raise_obstacle(cell, cause="A1", owner=user, due_on=due_on, by=by)


def test_the_page_says_what_by_which_day_where_and_by_which_rule(case, browse, khe_xong):
    page = browse(Role.CELL_SECRETARY, at=khe_xong).get("/").text

    assert "Hồ Thị Bịa – Phát hiện nguồn" in page
    assert "Chi bộ khóm Khe Xong" in page
    assert "R-SRC-02" in page
    assert f'href="/ho-so/{case.ref}/"' in page


def test_a_step_of_the_committee_is_not_the_cell_secretarys(case, browse, khe_xong, krong_klang):
    story.tell(case, "cell_resolution", by=cast.system())

    cell = browse(Role.CELL_SECRETARY, at=khe_xong).get("/").text
    office = browse(Role.CLERK, at=krong_klang).get("/").text

    assert "Hồ Thị Bịa" not in cell
    assert "Hồ Thị Bịa" in office


def test_who_enters_no_step_sees_those_to_be_urged(case, browse, khe_xong):
    page = browse(Role.AREA_MEMBER, at=khe_xong).get("/").text

    assert "Hồ Thị Bịa" in page
    assert "đồng chí đôn đốc" in page


def test_what_is_late_stands_before_what_comes_later(browse, client, khe_xong):
    clerk = staff.employ(Role.CLERK, khe_xong)
    today = timezone.localdate()
    obstacle = owned_by(clerk, khe_xong, today + timedelta(days=30))
    owned_by(clerk, khe_xong, today)
    type(obstacle).objects.visible_to(cast.system(today)).filter(pk=obstacle.pk).update(
        raised_on=today - timedelta(days=9), due_on=today - timedelta(days=1)
    )

    page = staff.enter(client, clerk).get("/").text

    assert page.index('id="late"') < page.index('id="soon"')
    assert "hôm nay" in page
    assert page.count("Vướng mắc tôi gỡ") == 2


def test_the_page_asks_few_questions_whatever_waits(
    case, client, khe_xong, django_assert_max_num_queries
):
    secretary = staff.employ(Role.CLERK, khe_xong)
    for days in (1, 2, 3):
        owned_by(secretary, khe_xong, timezone.localdate() + timedelta(days=days))
    projection.refresh_due(by=cast.system(timezone.localdate()))
    browser = staff.enter(client, secretary)
    browser.get("/")

    with django_assert_max_num_queries(ENOUGH):
        browser.get("/")


def test_nothing_to_do_is_said(browse, khom_ban_mau):
    assert (
        "Không có việc nào đang chờ đồng chí." in browse(Role.CLERK, at=khom_ban_mau).get("/").text
    )


def test_the_list_leaves_as_a_workbook_and_names_only_where_lists_of_people_may_leave(
    case, browse, khe_xong, krong_klang
):
    for role, place, named in ((Role.CLERK, krong_klang, 7), (Role.CELL_SECRETARY, khe_xong, 6)):
        answer = browse(role, at=place).get("/viec-cua-toi/xuat/")
        lines = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
        assert max(len(line) for line in lines) == named
        assert any("Phát hiện nguồn" in map(str, line) for line in lines)
        assert ("Hồ Thị Bịa" in str(lines)) == (named == 7)
