"""The pages of meetings: called, chosen, printed, counted, taken back; by whom, seen by whom."""

from datetime import time
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nguon.accounts.models import Role
from nguon.development.models import CaseEvent
from nguon.jobs.runner import run_waiting_tasks
from nguon.meetings import operations, packs, queries
from nguon.meetings.models import Meeting, Pack
from nguon.meetings.operations import Plan
from nguon.web.forms import TimeField
from tests import cast, staff
from tests.development import story

pytestmark = pytest.mark.django_db
ATTENDED = {
    "full_members": "9", "present": "9", "exempt_absent": "0",
    "temporarily_elsewhere_absent": "0", "suspended": "0", "probationary": "1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def today(places):
    return timezone.localdate()


@pytest.fixture
def by(today):
    return cast.system(today)


@pytest.fixture
def secretary(client, khe_xong):
    return staff.enter(client, staff.employ(Role.CELL_SECRETARY, khe_xong))


@pytest.fixture
def cases(khe_xong, by):
    story.describe(khe_xong)
    found = [story.a_case(khe_xong, by=by, name=name) for name in ("Hồ Thị Bịa", "Lê Văn Đặt")]
    for case in found:
        story.tell(case, "opinions", by=by)
    return found


@pytest.fixture
def meeting(khe_xong, cases, today, by, secretary):
    user = staff.User.objects.latest("pk")
    seated = cast.acting("cell_secretary", at=khe_xong, today=today, user_id=user.pk)
    made = operations.call(khe_xong, Plan(met_on=today, voters=9), by=seated)
    operations.choose(made, [case.person.ref for case in cases], by=seated)
    return made


def text(answer):
    return " ".join(answer.content.decode().split())


def post(browser, name, *args, **given):
    return browser.post(reverse(f"meetings:{name}", args=args), given, follow=True)


def get(browser, name, *args, **asked):
    return browser.get(reverse(f"meetings:{name}", args=args), asked)


def votes(case, yes, no, valid=9, **more):
    given = {"yes": yes, "no": no, "blank": 0, "issued": 9, "returned": 9, "valid": valid}
    given |= {"voted": "on", "document": "05-NQ/CB", **more}
    return {f"{name}-{case.person.ref}": value for name, value in given.items()}


def resolutions(by):
    rows = CaseEvent.objects.visible_to(by).filter(type="cell_resolution").order_by("pk")
    return [row.fields["yes"] for row in rows.filter(retracted_by__isnull=True)]


@pytest.mark.parametrize("typed", ["19:30", "19h30", "19H30", "19g30", "19 giờ 30"])
def test_a_time_is_typed_as_people_write_it(typed):
    assert TimeField().clean(typed) == time(19, 30)


def test_a_time_that_is_none_is_told_with_an_example():
    with pytest.raises(ValidationError, match="19h30"):
        TimeField().clean("25h")


@pytest.mark.django_db(transaction=True)
def test_from_the_call_to_the_printed_pack(secretary, cases, today, by):
    called = post(
        secretary, "call",
        place="khe-xong", met_on=f"{today:%d/%m/%Y}", starts_at="19:30", venue="Nhà văn hoá",
        way="each", voters="9", agenda="Xét kết nạp",
    )  # fmt: skip
    assert "Chọn người xét" in text(called)
    assert "Hồ Thị Bịa" in text(called)
    ref = Meeting.objects.visible_to(by).get().ref
    chosen = {"people": [case.person.ref for case in cases], "pack": "1"}
    waits = post(secretary, "choose", ref, **chosen)
    assert "Đang chờ" in text(waits)
    assert "Dừng lại" in text(waits)

    run_waiting_tasks()
    pack = Pack.objects.visible_to(by).get()
    assert get(secretary, "progress", pack.ref).headers["HX-Refresh"] == "true"
    assert "Tải để in (PDF)" in text(get(secretary, "pack", pack.ref))
    taken = get(secretary, "take_pack", pack.ref)
    assert taken.content.startswith(b"%PDF")
    assert taken.headers["Cache-Control"] == "no-store"
    assert "B%E1%BB%8Ba" not in taken.headers["Content-Disposition"]

    assert "Tệp đã xoá" in text(post(secretary, "drop_pack", pack.ref))
    assert "Tệp không còn" in text(
        secretary.get(reverse("meetings:take_pack", args=[pack.ref]), follow=True)
    )


def test_a_pack_is_stopped_with_a_button(secretary, meeting, by):
    post(secretary, "start_pack", meeting.ref)
    pack = Pack.objects.visible_to(by).get()
    assert "Đã dừng" in text(post(secretary, "cancel_pack", pack.ref))
    assert "đang ở bước" in text(post(secretary, "cancel_pack", pack.ref))


def test_the_count_is_reckoned_while_it_is_typed_and_nothing_is_written(
    secretary, meeting, cases, by
):
    given = ATTENDED | votes(cases[0], 6, 3) | {"tinh-lai": "1"}
    shown = text(post(secretary, "count", meeting.ref, **given))
    assert "6 tán thành trên 9 người được tính; cần 6" in shown
    assert "R-VOTE-01" in shown
    assert resolutions(by) == []
    lost = text(post(secretary, "count", meeting.ref, **given | votes(cases[0], 5, 4)))
    assert "không đạt" in lost


def test_what_does_not_add_up_is_told_beside_its_number(secretary, meeting, cases, by):
    given = ATTENDED | votes(cases[0], 6, 2) | votes(cases[1], 9, 0)
    shown = text(post(secretary, "count", meeting.ref, **given))
    assert "Hồ Thị Bịa: tán thành, không tán thành, để trống cộng là 8" in shown
    assert 'value="05-NQ/CB"' in shown
    missing = text(post(secretary, "count", meeting.ref, **{**given, "present": ""}))
    assert "bắt buộc" in missing
    assert resolutions(by) == []


def test_an_act_against_the_rules_asks_for_reason_and_authority(secretary, meeting, cases, by):
    """The papers of the story are long out of date by today."""
    given = ATTENDED | votes(cases[0], 9, 0)
    shown = text(post(secretary, "count", meeting.ref, **given))
    assert f'name="reason-{cases[0].person.ref}"' in shown
    assert f'name="reason-{cases[1].person.ref}"' not in shown
    assert resolutions(by) == []
    why = {"reason": "Cấp trên đồng ý", "authority": "Thường trực"}
    done = text(post(secretary, "count", meeting.ref, **ATTENDED, **votes(cases[0], 9, 0, **why)))
    assert "Đã ghi kết quả" in done
    assert resolutions(by) == [9]
    assert CaseEvent.objects.visible_to(by).get(type="cell_resolution").document == "05-NQ/CB"

    post(secretary, "reopen", meeting.ref, why="Đọc nhầm")
    assert resolutions(by) == []


def test_the_second_of_two_clerks_is_told_and_keeps_what_was_typed(
    secretary, meeting, cases, by, khe_xong
):
    seen = queries.whole(meeting.ref, by=by).mark
    operations.change(meeting, Plan(met_on=meeting.met_on, voters=8), by=by)
    given = ATTENDED | votes(cases[0], 7, 2) | {"seen": seen}
    shown = text(post(secretary, "count", meeting.ref, **given))
    assert "người khác đã ghi thay đổi" in shown
    assert 'value="7"' in shown
    assert resolutions(by) == []
    assert 'value="7"' in text(get(secretary, "count", meeting.ref))  # the draft survives

    change = {"met_on": f"{meeting.met_on:%d/%m/%Y}", "way": "each", "voters": "7", "seen": seen}
    page = secretary.post(reverse("meetings:change", args=[meeting.ref]), change)
    assert page.status_code == 409
    assert "Hai người cùng sửa" in text(page)


def test_lists_leave_as_workbooks(secretary, meeting, client, krong_klang):
    rows = openpyxl.load_workbook(BytesIO(get(secretary, "export").content)).active
    assert [row[2] for row in rows.iter_rows(values_only=True)][-1] == "Chi bộ khóm Khe Xong"
    assert get(secretary, "export_people", meeting.ref).status_code == 403
    clerk = staff.enter(client, staff.employ(Role.CLERK, krong_klang))
    people = openpyxl.load_workbook(BytesIO(get(clerk, "export_people", meeting.ref).content))
    names = [row[0] for row in people.active.iter_rows(values_only=True)]
    assert {"Hồ Thị Bịa", "Lê Văn Đặt"} <= set(names)


def test_drafts_come_as_a_document_to_edit(secretary, meeting):
    assert get(secretary, "drafts", meeting.ref).content.startswith(b"PK")


def test_the_neighbouring_cell_finds_nothing(client, meeting, khom_ban_mau):
    neighbour = staff.enter(client, staff.employ(Role.CELL_SECRETARY, khom_ban_mau))
    for name in ("meeting", "choose", "count", "drafts"):
        assert get(neighbour, name, meeting.ref).status_code == 404
    assert "Khe Xong" not in text(get(neighbour, "meetings"))


def test_who_looks_may_not_call_and_a_meeting_stands_on_the_list_of_the_day(
    client, meeting, khe_xong
):
    guide = staff.enter(client, staff.employ(Role.AREA_MEMBER, khe_xong))
    assert "Hồ Thị Bịa" in text(get(guide, "meeting", meeting.ref))
    assert get(guide, "call").status_code == 403
    today = text(guide.get(reverse("home:today")))
    assert reverse("meetings:meeting", args=[meeting.ref]) in today


def test_a_page_asks_as_often_for_two_as_for_one(secretary, meeting, cases, by):
    def asked():
        with CaptureQueriesContext(connection) as found:
            get(secretary, "meeting", meeting.ref)
        return len(found)

    asked()
    two = asked()
    operations.choose(meeting, [cases[0].person.ref], by=by)
    assert asked() == two


def test_a_meeting_is_called_off_with_a_reason(secretary, meeting, by):
    post(secretary, "call_off", meeting.ref, why="Mưa lũ")
    shown = text(get(secretary, "meeting", meeting.ref))
    assert "Cuộc họp hoãn: Mưa lũ" in shown
    with pytest.raises(packs.NotNow):
        packs.start(Meeting.objects.visible_to(by).select_related("organization").get(), by=by)
