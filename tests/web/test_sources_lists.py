"""The pages of the source list: resolution, helpers, groups, wishes, plans, training, stages."""

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nguon.development import operations as development
from nguon.development.models import Case, CaseEvent
from nguon.people import operations as people
from nguon.people.models import Nomination
from nguon.rulebook import Event
from nguon.sources import lists
from nguon.sources.models import (
    Course,
    FosterStep,
    GroupTag,
    ListMeeting,
    Movement,
    PlannedClass,
    Referral,
    Wish,
)
from tests import cast
from tests.development import story
from tests.web.test_conflict import form_of


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


@pytest.fixture
def person(khe_xong, by):
    return story.a_person(khe_xong, by=by, name="Hồ Thị Bịa")


@pytest.fixture
def listed(khe_xong, by):
    return a_listed_case(khe_xong, by, "Lê Văn Nêu")


def a_listed_case(cell, by, name):
    case = story.a_case(cell, by=by, name=name)
    for kind in ("sourced", "candidate_listed"):
        development.record(case, Event(kind, story.OPENED), by=by)
    return case


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


def test_a_resolution_is_drafted_on_paper_and_entered_afterwards(
    secretary, clerk, person, listed, today, by
):
    chosen = {"moi": [person.ref], "ra": [listed.ref]}
    paper = text(get(secretary, "draft", "khe-xong", **chosen))
    assert "Hồ Thị Bịa, sinh năm 1998" in paper
    assert "Lê Văn Nêu. Lý do: …" in paper
    assert "Lê Văn Nêu" not in paper.partition("3. Đang trong danh sách")[2]
    assert not ListMeeting.objects.visible_to(by).exists()

    form = get(secretary, "resolve", "khe-xong", **chosen).context["form"]
    assert form["listed"].value() == [person.ref]
    given = {"met_on": written(today), "document": "05-NQ/CB", "listed": [person.ref]}
    struck = {f"reason_{listed.ref}": "Đã chuyển đi"}
    done = text(post(secretary, "resolve", "khe-xong", **given, **struck))

    assert "Đã ghi nghị quyết vào hồ sơ từng người." in done
    assert "Lê Văn Nêu</a>: Đã chuyển đi" in done
    assert Case.objects.visible_to(by).get(pk=listed.pk).closed_on == today
    assert get(secretary, "export_sources").status_code == 403
    assert "/danh-sach/xuat/" not in text(get(secretary, "list"))
    names = [row[0] for row in sheet_of(get(clerk, "export_sources"))[1:]]
    assert names == ["Hồ Thị Bịa"]
    assert sheet_of(get(secretary, "export_meetings"))[1][2] == "05-NQ/CB"
    assert "Lý do" not in text(get(secretary, "draft", "khe-xong"))


def test_a_resolution_that_cannot_be_entered_says_of_whom(secretary, listed, person, today, by):
    early = written(story.OPENED - timedelta(days=1))
    given = {"met_on": early, "document": "5", "listed": [person.ref]}

    refused = text(
        post(secretary, "resolve", "khe-xong", **given, **{f"reason_{listed.ref}": "x"})
    )

    assert "Lê Văn Nêu: " in refused
    assert not ListMeeting.objects.visible_to(by).exists()


def test_gaps_are_listed_until_helpers_are_named(secretary, listed, khe_xong, today, by):
    member = story.a_person(khe_xong, by=by, name="Hồ Văn Cũ")
    old = today - timedelta(days=2000)
    people.begin_membership(member, joined_on=old, full_from=old, by=by)
    assert "Chưa có người giúp đỡ" in text(get(secretary, "list", tai="khe-xong"))

    given = {"on": written(today), "document": "6", f"helper_{listed.ref}": member.ref}
    done = text(post(secretary, "helpers", "khe-xong", **given))

    assert "Đã ghi người giúp đỡ cho 1 người." in done
    assert "Chưa có người giúp đỡ" not in done
    act = CaseEvent.objects.visible_to(by).get(case=listed, type="helper_assigned")
    assert act.fields["helper"] == "Hồ Văn Cũ"


def test_the_page_of_a_case_says_that_the_helper_is_gone(secretary, listed, khe_xong, today, by):
    member = story.a_person(khe_xong, by=by, name="Hồ Văn Cũ")
    old = today - timedelta(days=2000)
    people.begin_membership(member, joined_on=old, full_from=old, by=by)
    lists.assign_helpers(khe_xong, {listed: member}, on=today, document="6", by=by)
    page = reverse("development:case", args=[listed.ref])
    assert "không còn ở chi bộ" not in text(secretary.get(page))

    people.end_membership(member, left_on=today, how="own_request", by=by)

    said = text(secretary.get(page))
    assert "Hồ Văn Cũ, người giúp đỡ, không còn ở chi bộ." in said
    assert reverse("development:helper_assigned", args=[listed.ref]) in said


def test_who_names_a_helper_where_somebody_was_named_meanwhile_sees_both(
    secretary, browse, listed, khe_xong, today, by
):
    old, second = today - timedelta(days=2000), browse("cell_secretary", at=khe_xong)
    one, other = (story.a_person(khe_xong, by=by, name=f"Hồ Văn {name}") for name in ("Cũ", "Hai"))
    for member in (one, other):
        people.begin_membership(member, joined_on=old, full_from=old, by=by)
    field, address = f"helper_{listed.ref}", reverse("sources:helpers", args=["khe-xong"])
    page = form_of(second.get(address).text)
    secretary.post(address, form_of(secretary.get(address).text) | {field: one.ref})

    both = second.post(address, page | {field: other.ref})

    assert both.status_code == 409
    row = both.text.partition("Lê Văn Nêu")[2].partition("</tr>")[0]
    assert [name in row for name in ("Hồ Văn Cũ", "Hồ Văn Hai")] == [True, True]
    assert helpers_of(listed, by) == ["Hồ Văn Cũ"]
    second.post(address, form_of(both.text) | {f"pick__{field}": "theirs"})
    assert helpers_of(listed, by) == ["Hồ Văn Cũ"]
    second.post(address, form_of(both.text) | {f"pick__{field}": "mine"})
    assert helpers_of(listed, by) == ["Hồ Văn Cũ", "Hồ Văn Hai"]


def test_two_who_name_helpers_of_two_persons_do_not_meet(
    secretary, browse, listed, khe_xong, today, by
):
    old, second = today - timedelta(days=2000), browse("cell_secretary", at=khe_xong)
    member = story.a_person(khe_xong, by=by, name="Hồ Văn Cũ")
    people.begin_membership(member, joined_on=old, full_from=old, by=by)
    other = a_listed_case(khe_xong, by, "Lê Thị Khác")
    address = reverse("sources:helpers", args=["khe-xong"])
    page = form_of(second.get(address).text)
    ours = form_of(secretary.get(address).text) | {f"helper_{listed.ref}": member.ref}
    secretary.post(address, ours)

    answer = second.post(address, page | {f"helper_{other.ref}": member.ref})

    assert answer.status_code == 302
    assert (helpers_of(listed, by), helpers_of(other, by)) == (["Hồ Văn Cũ"], ["Hồ Văn Cũ"])


def test_who_names_the_helper_whom_somebody_just_named_is_told_that_it_is_so(
    secretary, browse, listed, khe_xong, today, by
):
    old, second = today - timedelta(days=2000), browse("cell_secretary", at=khe_xong)
    member = story.a_person(khe_xong, by=by, name="Hồ Văn Cũ")
    people.begin_membership(member, joined_on=old, full_from=old, by=by)
    address, field = reverse("sources:helpers", args=["khe-xong"]), f"helper_{listed.ref}"
    page = form_of(second.get(address).text)
    secretary.post(address, form_of(secretary.get(address).text) | {field: member.ref})

    answer = second.post(address, page | {field: member.ref, "document": "7"})

    assert "Đã ghi như vậy rồi (Lê Văn Nêu: Hồ Văn Cũ)" in text(answer)
    assert form_of(answer.text)["document"] == ["7"]
    assert helpers_of(listed, by) == ["Hồ Văn Cũ"]


def test_a_helper_named_for_somebody_who_left_the_list_meanwhile_is_not_passed_over(
    secretary, listed, khe_xong, today, by
):
    old, member = today - timedelta(days=2000), story.a_person(khe_xong, by=by, name="Hồ Văn Cũ")
    people.begin_membership(member, joined_on=old, full_from=old, by=by)
    given = {"on": written(today), f"helper_{listed.ref}": member.ref}
    development.record(listed, Event("candidate_struck", today, {"reason": "Chuyển đi"}), by=by)

    answer = text(post(secretary, "helpers", "khe-xong", **given))

    assert "1 người đồng chí phân công vừa ra khỏi danh sách" in answer
    assert helpers_of(listed, by) == []


def helpers_of(case, by):
    rows = CaseEvent.objects.visible_to(by).filter(case=case, type="helper_assigned")
    return [row.fields["helper"] for row in rows.order_by("pk")]


def test_who_ticks_groups_that_somebody_else_ticked_meanwhile_sees_both(
    secretary, browse, listed, khe_xong, by
):
    second = browse("cell_secretary", at=khe_xong)
    address = reverse("sources:groups", args=[listed.person.ref])
    page = form_of(second.get(address).text)
    secretary.post(address, form_of(secretary.get(address).text) | {"groups": ["militia"]})

    both = second.post(address, page | {"groups": ["good_farmer_trader"]})

    assert both.status_code == 409
    assert [name in text(both) for name in ("Dân quân tự vệ", "Sản xuất, kinh doanh giỏi")] == [
        True
    ] * 2
    assert lists.groups_of(listed.person, by=by) == ["militia"]
    second.post(address, form_of(both.text) | {"pick__groups": "mine"})
    assert lists.groups_of(listed.person, by=by) == ["good_farmer_trader"]


def test_groups_overlap_and_the_total_counts_each_once(secretary, listed, by):
    post(secretary, "groups", listed.person.ref, groups=["militia", "youth_union_member"])

    assert GroupTag.objects.visible_to(by).count() == 2
    shown = text(get(secretary, "list"))
    assert 'Tổng số người, mỗi người một lần</th><td class="number">1</td>' in shown


def test_a_wish_is_heard_and_becomes_an_obstacle_or_a_step(secretary, clerk, listed, today, by):
    ref = listed.person.ref
    for kind in ("away", "course"):
        post(secretary, "hear", ref, heard_on=written(today), kind=kind, words="Làm ca đêm")
    away, course = Wish.objects.visible_to(by).order_by("pk")

    address = get(secretary, "raise_of", away.ref).url
    assert address.endswith(f"?nguyen-vong={away.ref}&ho-so={listed.ref}")
    assert "Làm ca đêm" in text(get(secretary, "wishes"))  # nothing stands in the way yet
    owner = secretary.get(address).context["form"].fields["owner"].choices[-1][0]
    told = {"cause": "A1", "owner": owner, "due_on": written(today), "case": listed.ref}
    raised = secretary.post(address, told)
    assert raised.status_code == 302
    step = {"what": "Cử đi học", "who": "Bí thư", "due_on": written(today)}
    assert "Cử đi học" in text(post(secretary, "lead_to_step", course.ref, **step))

    assert "Không có nguyện vọng nào như vậy." in text(get(secretary, "wishes"))
    assert len(sheet_of(get(clerk, "export_wishes", loc="xong"))) == 3
    assert sheet_of(get(secretary, "export_wish_counts"))[1:] == [
        ("Học lớp, bồi dưỡng", 1, 1),
        ("Đi làm, đi học xa", 1, 1),
    ]


def test_who_only_looks_sees_no_wish_and_the_board_only_counts(browse, listed, secretary, today):
    given = {"heard_on": written(today), "kind": "away", "words": "Làm ca đêm"}
    post(secretary, "hear", listed.person.ref, **given)
    where = listed.organization

    assert get(browse("inspection", at=where), "wishes").status_code == 403
    board = browse("superior_board", at=where)
    shown = text(get(board, "wish_counts"))
    assert "Đi làm, đi học xa" in shown
    assert "Lê Văn Nêu" not in shown
    assert "Làm ca đêm" not in shown


def test_a_plan_of_fostering_is_proposed_taken_settled_and_printed(
    secretary, clerk, listed, today, by
):
    ref = listed.person.ref
    page = get(secretary, "person_plan", ref)
    form = page.context["proposing"]
    given = {name: form[name].value() for name in form.fields if not name.startswith("take")}
    given = {name: written(v) if hasattr(v, "year") else v for name, v in given.items()}
    post(secretary, "take_proposed", ref, take_0="on", **given)
    post(secretary, "foster", ref, what="Thăm nhà", who="Bí thư", due_on=written(today))

    first, second = FosterStep.objects.visible_to(by).order_by("pk")
    assert (first.what, second.what) == ("Phân công đảng viên chính thức giúp đỡ", "Thăm nhà")
    wrong = post(secretary, "settle", second.ref, outcome="not_done", on=written(today))
    assert "Không làm được thì ghi lý do." in text(wrong)
    post(secretary, "settle", second.ref, outcome="done", on=written(today))
    post(secretary, "cell_plan", "khe-xong", what="Họp Đoàn", who="Bí thư", due_on=written(today))
    paper = text(get(secretary, "cell_plan", "khe-xong"))
    assert all(words in paper for words in ("Họp Đoàn", "Thăm nhà", "Lê Văn Nêu", "Đã làm"))
    assert "Họp Đoàn" in [row[2] for row in sheet_of(get(clerk, "export_plans"))]


def test_after_a_withdrawal_the_plan_says_only_that(secretary, listed, today, by):
    development.record(listed, Event("application", today), by=by)
    development.withdraw_person(listed.person, on=today, by=by)

    shown = get(secretary, "person_plan", listed.person.ref)

    assert shown.status_code == 200
    assert "Chưa có sự đồng ý" in text(shown)


def test_a_class_opened_from_the_plan_is_the_plans_committees(clerk, today, by):
    line = {"place": "krong-klang", "year": today.year, "kind": "new_member_course"}
    post(clerk, "foresee", **line, month=12, places=40, document="1-KH")
    planned = PlannedClass.objects.visible_to(by).get()

    form = get(clerk, "plan", **{"ke-hoach": planned.ref}).context["form"]

    begins = {name: form[name].value() for name in ("place", "kind", "in_plan")}
    assert begins == {"place": "krong-klang", "kind": "new_member_course", "in_plan": planned.ref}


def test_a_class_is_foreseen_held_changed_and_called_off(clerk, today, by):
    line = {"place": "krong-klang", "kind": "awareness_course", "year": today.year}
    post(clerk, "foresee", **line, month=5, places=40, document="1-KH")
    planned = PlannedClass.objects.visible_to(by).get()
    held = {
        "place": "krong-klang", "kind": "awareness_course", "title": "Lớp khoá 7",
        "starts_on": written(today), "ends_on": written(today), "venue": "Hội trường",
        "capacity": "40", "document": "12-KH/ĐU",
    }  # fmt: skip
    post(clerk, "plan", **held, in_plan=planned.ref)
    course = Course.objects.visible_to(by).get()
    assert course.in_plan_id == planned.pk
    assert sheet_of(get(clerk, "export_training"))[1][5] == "Lớp khoá 7"
    assert "Đã mở lớp theo dòng" in text(post(clerk, "drop_planned", planned.ref))

    changed = text(
        post(clerk, "change_course", course.ref, **held | {"venue": "Nhà văn hoá"}, reason="Mưa")
    )
    assert "trước là Hội trường" in changed
    off = text(post(clerk, "call_off_course", course.ref, reason="Bão"))
    assert f"Đã huỷ ngày {written(today)}." in off
    assert "Điểm danh" not in off


def test_a_movement_is_put_right_and_called_off(clerk, today, by):
    held = {
        "place": "krong-klang", "kind": "emulation", "title": "Thi đua", "held_by": "Đoàn",
        "starts_on": written(today), "ends_on": written(today), "took_part": "30",
    }  # fmt: skip
    post(clerk, "hold", **held)
    row = Movement.objects.visible_to(by).get()

    right = text(post(clerk, "change_movement", row.ref, **held | {"took_part": "13"}, reason="x"))
    assert "trước là 30" in right
    assert "Đã huỷ ngày" in text(post(clerk, "call_off_movement", row.ref, reason="Bão"))
    assert get(clerk, "movements").context["results"] == []


def test_a_stage_opens_to_its_cases_for_those_who_see_names(clerk, browse, listed, krong_klang):
    asked = {"tu": "01/01/2020", "tai": "krong-klang", "cay": "as-was"}
    page = text(get(clerk, "funnel", **asked))
    assert "?buoc=candidate_listed&amp;tu=01%2F01%2F2020" in page

    assert "Lê Văn Nêu" in text(get(clerk, "reached", buoc="candidate_listed", **asked))
    rows = sheet_of(get(clerk, "export_reached", buoc="agreed", **asked))
    assert [row[0] for row in rows[1:]] == ["Lê Văn Nêu"]
    assert "Lê Văn Nêu" in text(get(clerk, "reached", buoc="reviewed", **asked))
    board = browse("superior_board", at=krong_klang)
    assert "buoc=" not in text(get(board, "funnel", **asked))
    assert get(board, "reached", buoc="candidate_listed", **asked).status_code == 403


# --- nobody who refers learns who is known ------------------------------------------------------


@pytest.fixture
def allowed(krong_klang, today, by):
    people.allow_stubs(krong_klang, on=today, document="1", by=by)


NAMED = {"place": "khe-xong", "name": "Lê Văn Nêu", "referred_by": "Đoàn", "reach": "họp"}


def test_naming_again_tells_a_referrer_nothing(allowed, browse, khe_xong, krong_klang, today, by):
    """Unknown, refused, expired, on file, named by others: the same answer, the same list."""
    referrer = browse("referrer", at=krong_klang)

    def named():
        answer = referrer.post(reverse("people:nominate"), NAMED, follow=True)
        own = Nomination.objects.visible_to(by).order_by("pk").last()
        shown = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(answer))
        own.delete()
        Referral.objects.visible_to(by).order_by("pk").last().delete()  # as if this were the first
        return answer.status_code, shown

    unknown = named()
    people.refuse(a_stub(khe_xong, by), by=by)
    refused = named()
    a_stub(khe_xong, by)
    people.expire_stubs(by=cast.system(today + timedelta(days=40)))
    expired = named()
    story.a_person(khe_xong, by=by, name="Lê Văn Nêu")
    on_file = named()
    a_stub(khe_xong, by)
    named_before = named()

    assert "Đã ghi để hỏi ý kiến trong 30 ngày." in unknown[1]
    assert unknown == refused == expired == on_file == named_before


def a_stub(cell, by):
    return people.nominate(
        "Lê Văn Nêu", organization=cell, referred_by="Hội phụ nữ", reach="x", by=by
    )


def test_who_asks_sees_that_somebody_may_be_known_and_counts_one_person(
    allowed, secretary, khe_xong, by
):
    secretary.post(reverse("people:nominate"), NAMED)
    first = Nomination.objects.visible_to(by).get()
    told = secretary.post(
        reverse("people:nominate"), NAMED | {"referred_by": "Dân quân"}, follow=True
    )
    assert "Có người trùng tên đã biết" in text(told)
    second = Nomination.objects.visible_to(by).exclude(pk=first.pk).get()

    shown = text(secretary.get(reverse("people:nomination", args=[second.ref])))
    assert "Đoàn cũng giới thiệu" in shown
    secretary.post(reverse("people:same_person", args=[second.ref]))

    assert Nomination.objects.visible_to(by).get() == first
    assert Referral.objects.visible_to(by).filter(repeated=False).count() == 1


@pytest.mark.parametrize("name", ["list", "meetings", "wishes", "plans", "training"])
def test_a_page_asks_the_same_of_one_as_of_three(secretary, clerk, khe_xong, today, by, name):
    def fill(number):
        case = a_listed_case(khe_xong, by, f"Hồ Thị {number}")
        given = {"heard_on": written(today), "kind": "away"}
        post(secretary, "hear", case.person.ref, **given)
        step = {"what": "Thăm", "who": "Bí thư", "due_on": written(today)}
        post(secretary, "foster", case.person.ref, **step)
        other = a_listed_case(khe_xong, by, f"Lê Thị {number}")
        on = written(today - timedelta(days=number))
        struck = {f"reason_{other.ref}": "x"}
        post(secretary, "resolve", "khe-xong", met_on=on, document="5", **struck)
        line = {"place": "krong-klang", "kind": "awareness_course", "year": today.year}
        post(clerk, "foresee", **line, month=5, places=40, document="1-KH")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert get(clerk, name).status_code == 200
        return len(queries)

    fill(1)
    asked()  # what is kept in memory is there from now on
    few = asked()
    fill(2)
    fill(3)

    assert asked() == few
