"""The pages of supervision: put down, handed on, answered, promised, printed, exported."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from nguon.accounts.models import Role
from nguon.supervision.models import Obstacle, Promise, Reminder, SpokenOf, Visit
from tests import cast, staff
from tests.development import story


@pytest.fixture
def today(places):
    return timezone.localdate()


@pytest.fixture
def by(today):
    return cast.system(today)


@pytest.fixture
def guide(khe_xong):
    return staff.employ(Role.AREA_MEMBER, khe_xong)


@pytest.fixture
def visitor(client, guide):
    return staff.enter(client, guide)


def text(answer):
    return " ".join(answer.content.decode().split())


def post(browser, name, *args, **given):
    return browser.post(reverse(f"supervision:{name}", args=args), given, follow=True)


def get(browser, name, *args, **asked):
    return browser.get(reverse(f"supervision:{name}", args=args), asked)


def sheet_of(answer):
    rows = openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    return list(rows)


def written(day):
    return f"{day:%d/%m/%Y}"


def test_a_member_in_charge_puts_down_an_obstacle_and_clears_it(visitor, guide, today, by):
    soon = written(today + timedelta(days=30))
    page = post(visitor, "raise", "khe-xong", cause="A1", owner=guide.username, due_on=soon)
    assert "Thanh niên đi học, đi làm ăn xa" in text(page)
    obstacle = Obstacle.objects.visible_to(by).get()

    later = written(today + timedelta(days=60))
    post(visitor, "act", obstacle.ref, "action", **{"action-words": "Gặp từng hộ"})
    post(
        visitor, "act", obstacle.ref, "postponed",
        **{"postponed-words": "Chờ Tết", "postponed-due_on": later},
    )  # fmt: skip
    shown = text(post(visitor, "act", obstacle.ref, "closed"))

    assert all(words in shown for words in ("Gặp từng hộ", "Chờ Tết", later, "Đã gỡ"))
    assert "Mở lại" in shown


def test_what_the_domain_refuses_stands_on_the_page(visitor, guide, today, by):
    soon = today + timedelta(days=30)
    post(visitor, "raise", "khe-xong", cause="A1", owner=guide.username, due_on=written(soon))
    obstacle = Obstacle.objects.visible_to(by).get()

    shown = post(
        visitor, "act", obstacle.ref, "postponed",
        **{"postponed-words": "Chờ", "postponed-due_on": written(soon)},
    )  # fmt: skip

    assert f"Hạn mới phải sau hạn cũ {written(soon)}" in text(shown)
    assert post(visitor, "act", obstacle.ref, "khong-co").status_code == 404


def test_a_visit_is_logged_with_cases_and_promises(visitor, khe_xong, today, by):
    case = story.a_case(khe_xong, by=by)
    due = written(today + timedelta(days=14))
    given = {"met_on": written(today), "attended": "yes", "cases": [case.ref]}

    lacking = post(visitor, "log_visit", "khe-xong", **given, words_1="Lập danh sách")
    done = post(visitor, "log_visit", "khe-xong", **given, words_1="Lập danh sách", due_1=due)

    assert "Ghi hạn của việc được hứa." in text(lacking)
    assert "Lập danh sách" in text(done)
    assert SpokenOf.objects.visible_to(by).get().visit_id == Visit.objects.visible_to(by).get().pk
    promise = Promise.objects.visible_to(by).get()
    kept = post(visitor, "keep_promise", row=promise.pk, on=written(today))
    assert "Đã ghi việc làm xong." in text(kept)
    assert "Lập danh sách" not in text(get(visitor, "visits"))


def test_the_office_reminds_and_the_cell_answers(browse, khe_xong, krong_klang, by):
    story.describe(khe_xong)
    story.tell(story.a_case(khe_xong, by=by), "decision_received", by=by)
    clerk, secretary = browse("clerk", at=krong_klang), browse("cell_secretary", at=khe_xong)

    assert "Đã gửi 1 lời nhắc." in text(post(clerk, "remind"))
    assert "Không có lời nhắc mới" in text(post(clerk, "remind"))
    assert "R-CER-01" in text(get(secretary, "board"))
    reminder = Reminder.objects.visible_to(by).get()
    post(secretary, "answer", row=reminder.pk, words="Tổ chức lễ tuần này")

    assert "Không có lời nhắc nào đang chờ." in text(get(clerk, "board"))


def test_the_sheet_for_the_meeting_lists_what_is_open(visitor, guide, khe_xong, today, by):
    story.a_case(khe_xong, by=by, name="Hồ Thị Bịa Phiếu")
    post(visitor, "raise", "khe-xong", cause="D2", owner=guide.username, due_on=written(today))

    shown = text(get(visitor, "sheet", "khe-xong"))

    assert "Hồ Thị Bịa Phiếu" in shown
    assert "Thiếu người giúp đỡ" in shown


def test_every_list_comes_out_as_a_workbook(visitor, guide, khe_xong, today, by):
    post(visitor, "raise", "khe-xong", cause="A1", owner=guide.username, due_on=written(today))
    post(visitor, "log_visit", "khe-xong", met_on=written(today), attended="yes", words="Tốt")

    assert sheet_of(get(visitor, "export_obstacles"))[1][:2] == (
        "Chi bộ khóm Khe Xong",
        "Thanh niên đi học, đi làm ăn xa",
    )
    assert sheet_of(get(visitor, "export_visits"))[1][1] == "Chi bộ khóm Khe Xong"
    assert sheet_of(get(visitor, "export_areas"))[1][1] == guide.full_name
    assert sheet_of(get(visitor, "export_causes"))[1] == (
        "A1", "Thanh niên đi học, đi làm ăn xa", 1, 0,
    )  # fmt: skip
    assert len(sheet_of(get(visitor, "export_quiet"))) == 1


def test_a_cell_without_any_record_is_listed_as_quiet(visitor):
    assert "Chi bộ khóm Khe Xong" in text(get(visitor, "quiet"))


def test_the_superior_board_sees_counts_of_causes_only(browse, visitor, guide, dakrong, today):
    post(visitor, "raise", "khe-xong", cause="A1", owner=guide.username, due_on=written(today))
    superior = browse("superior_board", at=dakrong)

    assert "Thanh niên đi học, đi làm ăn xa" in text(get(superior, "causes"))
    assert get(superior, "obstacles").status_code == 403


def test_what_was_agreed_is_put_down_and_shown(browse, krong_klang, today):
    clerk = browse("clerk", at=krong_klang)
    given = {"place": "krong-klang", "on": written(today), "partner": "Mặt trận thị trấn"}

    shown = post(clerk, "agreements", **given, words="Cùng rà soát")

    assert "Mặt trận thị trấn" in text(shown)
    assert sheet_of(get(clerk, "export_agreements"))[1][3] == "Cùng rà soát"


def test_an_obstacle_of_a_case_stands_on_its_page(visitor, guide, khe_xong, today, by):
    case = story.a_case(khe_xong, by=by)
    page = reverse("development:case", args=[case.ref])
    assert f"?ho-so={case.ref}" in text(visitor.get(page))

    soon = written(today + timedelta(days=30))
    given = {"cause": "D2", "case": case.ref, "owner": guide.username, "due_on": soon}
    post(visitor, "raise", "khe-xong", **given)

    assert "Thiếu người giúp đỡ" in text(visitor.get(page))


def test_causes_are_counted_by_place_year_and_tree_and_open_to_their_obstacles(
    visitor, guide, khe_xong, today
):
    post(visitor, "raise", "khe-xong", cause="G2", owner=guide.username, due_on=written(today))
    asked = {"tai": "khe-xong", "nam": today.year, "cay": "as-is"}

    page = text(get(visitor, "causes", **asked))

    assert "Thiếu sóng, sóng lõm" in page
    assert f"?nguyen_nhan=G2&amp;loc=ca-hai&amp;tai=khe-xong&amp;nam={today.year}" in page
    behind = {"nguyen_nhan": "G2", "loc": "ca-hai", "tai": "khe-xong", "nam": today.year}
    assert len(get(visitor, "obstacles", **behind).context["rows"]) == 1
    assert get(visitor, "obstacles", **behind | {"nam": today.year - 1}).context["rows"] == []
    assert sheet_of(get(visitor, "export_places", **asked))[1] == ("Chi bộ khóm Khe Xong", 1, 0)
    assert sheet_of(get(visitor, "export_causes", **asked | {"nam": today.year - 1}))[1:] == []


def test_who_was_in_charge_is_told_for_any_day_with_the_latest_visit(visitor, guide, today):
    post(visitor, "log_visit", "khe-xong", met_on=written(today), attended="yes")

    assert sheet_of(get(visitor, "export_areas"))[1][6].date() == today
    before = {"ngay": written(today - timedelta(days=400))}
    assert "Phân công có hiệu lực vào ngày" in text(get(visitor, "areas", **before))
    assert sheet_of(get(visitor, "export_areas", **before))[1][1] == "Chưa có ai"


def test_every_reminder_and_promise_leaves_as_a_workbook(browse, khe_xong, krong_klang, today, by):
    story.describe(khe_xong)
    case = story.a_case(khe_xong, by=by)
    story.tell(case, "decision_received", by=by)
    clerk, secretary = browse("clerk", at=krong_klang), browse("cell_secretary", at=khe_xong)
    post(clerk, "remind")
    row = Reminder.objects.visible_to(by).get()
    post(secretary, "answer", row=row.pk, words="Tổ chức lễ tuần này")

    assert "Tổ chức lễ tuần này" in text(get(clerk, "reminders"))
    line = sheet_of(get(clerk, "export_reminders"))[1]
    assert (line[0], line[2], line[7]) == (
        "Chi bộ khóm Khe Xong", "R-CER-01", "Tổ chức lễ tuần này",
    )  # fmt: skip
    given = {"met_on": written(today), "attended": "yes", "cases": [case.ref]}
    post(clerk, "log_visit", "khe-xong", **given, words_1="Lập danh sách", due_1=written(today))
    assert sheet_of(get(clerk, "export_promises"))[1][1] == "Lập danh sách"
    assert "Hồ Thị Bịa</a>" in text(get(clerk, "visits"))
