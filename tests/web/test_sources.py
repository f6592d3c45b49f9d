"""The pages of sources: a class from its plan to the certificates, a review, a movement."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nguon.development.models import CaseEvent
from nguon.people import operations as people
from nguon.sources.models import Course, Movement, Participant, Referral, Round
from tests import cast
from tests.development import story


@pytest.fixture
def today(places):
    return timezone.localdate()


@pytest.fixture
def by(today):
    return cast.system(today)


@pytest.fixture
def clerk(browse, krong_klang):
    return browse("clerk", at=krong_klang)


@pytest.fixture
def secretary(browse, khe_xong):
    return browse("cell_secretary", at=khe_xong)


def text(answer):
    return " ".join(answer.content.decode().split())


def post(browser, name, /, *args, **given):
    return browser.post(reverse(f"sources:{name}", args=args), given, follow=True)


def get(browser, name, *args, **asked):
    return browser.get(reverse(f"sources:{name}", args=args), asked)


def sheet_of(answer):
    rows = openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    return list(rows)


def written(day):
    return f"{day:%d/%m/%Y}"


def a_plan(today):
    return {
        "place": "krong-klang", "kind": "awareness_course", "title": "Lớp khoá 7",
        "starts_on": written(today), "ends_on": written(today), "venue": "Hội trường",
        "capacity": "1", "document": "12-KH/ĐU",
    }  # fmt: skip


def test_a_class_goes_from_its_plan_to_the_certificates(clerk, secretary, khe_xong, today, by):
    case = story.a_case(khe_xong, by=by, name="Hồ Thị Bịa")
    story.tell(case, "candidate_listed", by=by)
    assert "Lớp khoá 7" in text(post(clerk, "plan", **a_plan(today)))
    ref = Course.objects.visible_to(by).get().ref

    assert "Lớp khoá 7" in text(get(secretary, "courses"))
    post(secretary, "propose", ref, cases=[case.ref])
    row = Participant.objects.visible_to(by).get()
    assert "1 trên 1 chỗ" in text(post(clerk, "accept", ref, rows=[row.pk]))
    marked = {f"days_{row.pk}": [today.isoformat()], f"result_{row.pk}": "passed"}
    post(clerk, "mark", ref, **marked)
    done = post(clerk, "certify", ref, on=written(today), **{f"number_{row.pk}": "07/GCN"})

    assert "Đã ghi giấy chứng nhận vào hồ sơ từng người." in text(done)
    act = CaseEvent.objects.visible_to(by).get(case=case, type="awareness_course")
    assert (act.document, act.happened_on) == ("07/GCN", today)
    (line,) = sheet_of(get(clerk, "export_list", ref))[1:]
    assert [line[0], line[3], line[4], line[5]] == ["Hồ Thị Bịa", 1, "Đạt", "07/GCN"]


def test_who_did_not_pass_is_asked_for_no_number(clerk, khe_xong, today, by):
    case = story.a_case(khe_xong, by=by, name="Hồ Thị Bịa")
    post(clerk, "plan", **a_plan(today))
    ref = Course.objects.visible_to(by).get().ref
    post(clerk, "propose", ref, cases=[case.ref])
    row = Participant.objects.visible_to(by).get()
    post(clerk, "accept", ref, rows=[row.pk])
    assert f"number_{row.pk}" in text(get(clerk, "certify", ref))

    post(clerk, "mark", ref, **{f"result_{row.pk}": "failed"})

    assert f"number_{row.pk}" not in text(get(clerk, "certify", ref))


def test_a_class_of_last_month_says_that_it_is_over(clerk, today):
    given = a_plan(today - timedelta(days=30))

    assert "đã qua. Lớp đã mở thì đánh dấu" in text(post(clerk, "plan", **given))
    done = text(post(clerk, "plan", **given, took_place="on"))
    assert "ghi tiếp ai đã học" in done


def test_what_is_refused_stands_on_the_page_of_the_class(clerk, khe_xong, today, by):
    cases = [story.a_case(khe_xong, by=by, name=name) for name in ("Hồ Thị Bịa", "Lê Văn Nêu")]
    post(clerk, "plan", **a_plan(today))
    ref = Course.objects.visible_to(by).get().ref
    post(clerk, "propose", ref, cases=[case.ref for case in cases])
    first, second = Participant.objects.visible_to(by).order_by("pk")

    assert "Lớp có 1 chỗ" in text(post(clerk, "accept", ref, rows=[first.pk, second.pk]))
    post(clerk, "accept", ref, rows=[first.pk])
    refused = post(clerk, "certify", ref, on=written(today), **{f"number_{first.pk}": "1"})
    assert "Hồ Thị Bịa: Chưa ghi kết quả đạt." in text(refused)
    early = written(today - timedelta(days=1))
    assert "Ngày cấp giấy" in text(
        post(clerk, "certify", ref, on=early, **{f"number_{first.pk}": "1"})
    )
    post(clerk, "strike", ref, row=second.pk)
    assert [row[0] for row in sheet_of(get(clerk, "export_list", ref))[1:]] == ["Hồ Thị Bịa"]


def test_a_plan_that_cannot_be_is_sent_back(clerk, today, by):
    wrong = a_plan(today) | {"ends_on": written(today - timedelta(days=1))}

    assert "trước ngày bắt đầu" in text(post(clerk, "plan", **wrong))
    assert not Course.objects.visible_to(by).exists()


def test_a_class_of_another_commune_is_not_there(clerk, browse, places, today, by):
    post(clerk, "plan", **a_plan(today))
    ref = Course.objects.visible_to(by).get().ref
    stranger = browse("cell_secretary", at=places["thon-mau"])

    assert get(stranger, "course", ref).status_code == 404


def test_who_must_study_is_listed_with_the_reason(clerk, khe_xong, by):
    case = story.a_case(khe_xong, by=by)
    story.tell(case, "candidate_listed", by=by)

    assert "Bước tiếp theo của hồ sơ" in text(get(clerk, "learners"))
    assert [row[0] for row in sheet_of(get(clerk, "export_learners"))[1:]] == ["Hồ Thị Bịa"]


def test_a_review_is_opened_counted_and_exported(clerk, secretary, today, by):
    opened = post(
        clerk, "open_round", place="krong-klang", held_on=written(today), document="3-KH/ĐU"
    )
    assert "0 trên 2 chi bộ đã ghi số." in text(opened)
    ref = Round.objects.visible_to(by).get().ref

    counted = text(post(secretary, "count", ref, "khe-xong", pupil=4, woman=2))

    assert "1 trên 1 chi bộ đã ghi số." in counted
    assert ("Học sinh", 4, None) in sheet_of(get(clerk, "export_round", ref))
    assert ("Học sinh", 4, None) in sheet_of(get(clerk, "export_stock", tai="khe-xong"))
    assert get(secretary, "count", ref, "khom-ban-mau").status_code == 404
    again = post(
        clerk, "open_round", place="krong-klang", held_on=written(today), document="3-KH/ĐU"
    )
    assert "Đã có đợt rà soát ngày" in text(again)


def test_a_movement_is_put_down_and_brings_somebody(browse, krong_klang, clerk, today, by):
    people.allow_stubs(krong_klang, on=today, document="1", by=by)
    referrer = browse("referrer", at=krong_klang)
    held = {
        "place": "krong-klang", "kind": "emulation", "title": "Thi đua mùa xuân",
        "held_by": "Hội Nông dân", "starts_on": written(today), "ends_on": written(today),
        "took_part": "30",
    }  # fmt: skip
    assert "Thi đua mùa xuân" in text(post(referrer, "hold", **held))
    ref = Movement.objects.visible_to(by).get().ref

    start = text(get(referrer, "refer", ref))
    assert 'value="Hội Nông dân"' in start
    post(
        referrer, "refer", ref,
        place="krong-klang", name="Lê Văn Nêu", referred_by="Hội Nông dân", reach="họp thôn",
    )  # fmt: skip

    row = Movement.objects.visible_to(by).get()
    assert Referral.objects.visible_to(by).get().movement_id == row.pk
    line = sheet_of(get(clerk, "export_movements"))[1]
    assert (line[1], line[6], line[7]) == ("Thi đua mùa xuân", 30, 1)
    assert reverse("sources:learners") not in start


def test_naming_somebody_on_the_list_of_referrals_is_counted_too(clerk, khe_xong, today, by):
    people.allow_stubs(khe_xong, on=today, document="1", by=by)
    given = {"place": "khe-xong", "name": "Lê Văn Nêu", "referred_by": "Đoàn", "reach": "họp"}

    clerk.post(reverse("people:nominate"), given)

    assert Referral.objects.visible_to(by).get().movement_id is None


def test_the_stages_read_as_a_table_and_leave_as_one(browse, krong_klang, khe_xong, by):
    board = browse("superior_board", at=krong_klang)
    story.tell(story.a_case(khe_xong, by=by), "candidate_listed", by=by)
    asked = {"tu": "01/01/2020", "tai": "khe-xong"}

    assert "Được đưa vào danh sách bồi dưỡng" in text(get(board, "funnel", **asked))
    sheet = dict(sheet_of(get(board, "export_funnel", **asked)))
    assert (sheet["Được đưa vào danh sách bồi dưỡng"], sheet["Được kết nạp"]) == (1, 0)


@pytest.mark.parametrize("name", ["courses", "course", "learners", "rounds", "movements"])
def test_a_page_asks_the_same_of_one_as_of_three(clerk, khe_xong, krong_klang, today, by, name):
    def fill(number):
        plan = a_plan(today) | {"title": f"Lớp {number}"}
        post(clerk, "plan", **plan)
        held = {**plan, "kind": "emulation", "held_by": "Đoàn", "took_part": "1"}
        post(clerk, "hold", **held)
        on = written(today - timedelta(days=number))
        post(clerk, "open_round", place="krong-klang", held_on=on, document="3")
        case = story.a_case(khe_xong, by=by, name=f"Hồ Thị {number}")
        story.tell(case, "candidate_listed", by=by)
        return case

    def asked():
        course = Course.objects.visible_to(by).order_by("pk").first()
        address = [course.ref] if name == "course" else []
        with CaptureQueriesContext(connection) as queries:
            assert get(clerk, name, *address).status_code == 200
        return len(queries)

    def propose(case):
        first = Course.objects.visible_to(by).order_by("pk").first()
        post(clerk, "propose", first.ref, cases=[case.ref])

    propose(fill(1))
    fill(2)
    asked()  # what is kept in memory is there from now on
    few = asked()
    propose(fill(3))
    propose(fill(4))

    assert asked() == few
