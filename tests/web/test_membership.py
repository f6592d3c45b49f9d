"""Pages after admission: lists, a member's way, letters on either side, gains and losses."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from nguon.core.models import AuditEntry
from nguon.membership import transfers
from nguon.membership.models import Arrival, Departure, Duty
from nguon.people import operations as people
from nguon.people.models import Membership, Person
from tests import cast
from tests.development import story


@pytest.fixture
def today(places):
    return timezone.localdate()


@pytest.fixture
def by(today):
    return cast.system(today)


@pytest.fixture
def member(khe_xong, by):
    person = story.a_person(khe_xong, by=by, name="Hồ Văn Viên")
    joined = story.OPENED
    people.begin_membership(person, joined_on=joined, full_from=joined.replace(year=2024), by=by)
    return person


@pytest.fixture
def clerk(browse, krong_klang):
    return browse("clerk", at=krong_klang)


@pytest.fixture
def there(browse, mo_o):
    return browse("clerk", at=mo_o)


def text(answer):
    return " ".join(answer.content.decode().split())


def get(browser, route, *args, **asked):
    return browser.get(reverse(f"membership:{route}", args=args), asked)


def post(browser, route, *args, **given):
    return browser.post(reverse(f"membership:{route}", args=args), given, follow=True)


def sheet_of(answer):
    assert answer.status_code == 200
    rows = openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    return list(rows)


def written(day):
    return f"{day:%d/%m/%Y}"


def introduced(clerk, member, today, **where):
    letter = {"number": "12-GT", "sent_on": written(today), "papers": "Lý lịch đảng viên"}
    return post(clerk, "send", member.ref, **letter, **where)


def test_a_letter_goes_there_and_the_file_comes_along(clerk, there, member, thon_mau, today, by):
    assert "Đã ghi giấy giới thiệu." in text(introduced(clerk, member, today, code="thon-mau"))
    waiting = text(get(there, "transfers"))
    assert "Hồ Văn Viên" in waiting
    arrival = Arrival.objects.visible_to(by).get()
    page = text(get(there, "arrival", arrival.ref))
    assert "Trước khi tiếp nhận, nơi đến chỉ thấy những gì ghi trong giấy." in page
    assert get(there, "member", member.ref).status_code == 404

    done = post(
        there, "on_arrival", arrival.ref, "accept",
        **{"accept-cell": "thon-mau", "accept-on": written(today)},
    )  # fmt: skip

    assert "Đã ghi." in text(done)
    assert "Hồ Văn Viên" in text(get(there, "members"))
    assert get(clerk, "member", member.ref).status_code == 404
    assert "Nơi đến đã" not in text(get(clerk, "members"))
    letter = Departure.objects.visible_to(by).get()
    assert written(today) in text(get(clerk, "departure", letter.ref))


def test_what_waits_for_an_office_stands_among_what_it_has_to_do(clerk, there, member, today):
    introduced(clerk, member, today, code="thon-mau")

    assert "Chờ tiếp nhận chuyển sinh hoạt" in text(there.get("/"))
    assert "Chờ tiếp nhận chuyển sinh hoạt" not in text(clerk.get("/"))
    assert "1 giấy giới thiệu đang chờ tiếp nhận." in text(get(there, "members"))


def test_the_second_of_two_sees_what_the_other_did(clerk, there, member, today, by):
    introduced(clerk, member, today, code="thon-mau")
    arrival = Arrival.objects.visible_to(by).get()
    letter = Departure.objects.visible_to(by).get()
    post(clerk, "on_departure", letter.ref, "call_off", **{"call_off-reason": "Không đi nữa"})

    late = post(
        there, "on_arrival", arrival.ref, "accept",
        **{"accept-cell": "thon-mau", "accept-on": written(today)},
    )  # fmt: skip

    assert f"Nơi đi đã rút giấy ngày {written(today)}: Không đi nữa" in text(late)
    assert Person.objects.visible_to(by).get(pk=member.pk).organization.slug == "khe-xong"


def test_a_letter_comes_back_with_the_reason(clerk, there, member, today, by):
    introduced(clerk, member, today, code="thon-mau")
    arrival = Arrival.objects.visible_to(by).get()
    nothing = post(there, "on_arrival", arrival.ref, "send_back")
    assert "Chưa ghi được" in text(nothing)

    post(there, "on_arrival", arrival.ref, "send_back", **{"send_back-reason": "Thiếu phiếu"})

    assert "Thiếu phiếu" in text(get(clerk, "transfers"))
    shown = get(there, "transfers").text
    assert "Thiếu phiếu" in shown.split('id="undone"')[1]
    assert "<h3>Chuyển đến</h3>" not in shown


@pytest.mark.parametrize(
    "where",
    [{}, {"code": "thon-mau", "outside": "Nơi khác"}, {"code": "khong-co-ma-nay"}],
)
def test_a_letter_names_one_place_that_there_is(where, clerk, member, today, by):
    shown = text(introduced(clerk, member, today, **where))

    assert "Ghi nơi đến ở đúng một trong ba ô." in shown or "Không có tổ chức" in shown
    assert not Departure.objects.visible_to(by).exists()


def test_somebody_goes_to_a_place_outside_and_comes_back(clerk, member, today, by):
    introduced(clerk, member, today, outside="Phường Mẫu", reach="other_province")
    letter = Departure.objects.visible_to(by).get()
    post(clerk, "on_departure", letter.ref, "confirm", **{"confirm-on": written(today)})
    assert "Đã chuyển đến Phường Mẫu" in text(get(clerk, "member", member.ref))
    assert "Hồ Văn Viên" not in text(get(clerk, "members"))

    back = {"origin": "Phường Mẫu", "number": "9-GT", "sent_on": written(today)}
    given = {f"take_back-{name}": value for name, value in (back | {"on": written(today)}).items()}
    post(clerk, "on_departure", letter.ref, "take_back", **given)

    assert "Hồ Văn Viên" in text(get(clerk, "members"))
    figures = text(get(clerk, "movements", "krong-klang"))
    assert "Chuyển đi tỉnh khác" in figures
    assert "Phường Mẫu" in figures


def test_somebody_is_taken_in_from_outside(clerk, today, by):
    given = {
        "place": "khe-xong", "name": "Trần Văn Đến", "origin": "Phường Mẫu", "number": "5-GT",
        "reach": "other_province", "sent_on": written(today), "on": written(today),
        "joined_on": "19/05/2019", "full_from": "19/05/2020", "born_on": "01/02/1990",
        "gender": "male",
    }  # fmt: skip

    assert "Đã tiếp nhận." in text(post(clerk, "from_outside", **given))
    assert "Trần Văn Đến" in text(get(clerk, "members", loai="full"))
    assert "Trần Văn Đến" not in text(get(clerk, "members", loai="probationary"))
    refused = text(post(clerk, "from_outside", **{**given, "full_from": "19/05/2018"}))
    assert "phải là một ngày từ 19/05/2019" in refused


def test_tasks_and_positions_are_given_and_end(clerk, member, today, by):
    on = written(today - timedelta(days=30))
    duty = {"body": "front", "task": "Trưởng ban công tác", "on": on, "document": "3-NQ"}
    post(clerk, "give_duty", member.ref, **duty)
    post(
        clerk, "hold_position", member.ref,
        growth="planned", title="Phó Chủ tịch", place="Xã", on=on, document="7-QĐ",
    )  # fmt: skip
    shown = text(get(clerk, "member", member.ref))
    assert all(words in shown for words in ("Trưởng ban công tác", "Được quy hoạch: Phó Chủ tịch"))
    assert "Chưa được giao nhiệm vụ" not in text(get(clerk, "duties"))

    row = Duty.objects.visible_to(by).get()
    bad = post(clerk, "end", member.ref, what="duty", row=row.pk, on="ngày mai")
    assert "Ngày thôi phải là một ngày có thật." in text(bad)
    early = written(today - timedelta(days=31))
    refused = text(post(clerk, "end", member.ref, what="duty", row=row.pk, on=early))
    assert "phải là một ngày từ" in refused
    post(clerk, "end", member.ref, what="duty", row=row.pk, on=written(today))

    assert "Chưa được giao nhiệm vụ" in text(get(clerk, "duties"))
    assert "Thôi nhiệm vụ" in text(get(clerk, "member", member.ref))


def test_who_is_in_probation_is_followed_on_a_page(browse, khe_xong, clerk, by, today):
    story.describe(khe_xong)
    case = story.a_case(khe_xong, by=by, name="Hồ Thị Mới")
    story.tell(case, "admission_ceremony", by=by)
    guide = browse("area_member", at=khe_xong)

    post(guide, "note", case.person.ref, on=written(today), words="Dự họp đều")

    assert "Dự họp đều" in text(get(guide, "member", case.person.ref))
    shown = text(get(guide, "probation"))
    assert all(words in shown for words in ("Hồ Thị Mới", "DV-07", "03/04/2026", "chưa học"))
    sent_on = clerk.get(reverse("membership:recognise", args=[case.person.ref]), follow=True)
    assert sent_on.redirect_chain == [(reverse("development:case", args=[case.ref]), 302)]
    assert "được ghi trong hồ sơ đang mở này" in text(sent_on)


def test_who_left_is_taken_up_again_by_a_correction_or_a_decision(clerk, member, today, by):
    gone = {"how": "expelled", "on": written(today), "document": "11-QĐ"}
    post(clerk, "leave", member.ref, **gone)
    assert "Bị khai trừ" in text(get(clerk, "member", member.ref))

    lacking = post(clerk, "take_up_again", member.ref, kind="restored", words="12-QĐ")
    assert "Ghi ngày phục hồi." in text(lacking)
    post(clerk, "take_up_again", member.ref, kind="restored", words="12-QĐ", on=written(today))

    assert Membership.objects.visible_to(by).get(person=member).left_on is None
    assert "Phục hồi đảng tịch" in text(get(clerk, "member", member.ref))
    over = post(clerk, "take_up_again", member.ref, kind="corrected", words="x")
    assert "đang là đảng viên" in text(over)
    post(clerk, "leave", member.ref, **gone)
    post(clerk, "take_up_again", member.ref, kind="corrected", words="Nhầm người")
    assert "Ghi nhầm, đã rút lại" in text(get(clerk, "member", member.ref))


LISTS = {
    "members": ("export_members", "Hồ Văn Viên"),
    "duties": ("export_duties", "Chưa được giao"),
    "transfers": ("export_transfers", "Hồ Văn Viên"),
    "probation": ("export_probation", "Hồ Thị Mới"),
}


@pytest.mark.parametrize("page", LISTS)
def test_every_list_leaves_as_the_page_shows_it_and_on_record(
    page, clerk, member, khe_xong, browse, krong_klang, today, by
):
    story.describe(khe_xong)
    case = story.a_case(khe_xong, by=by, name="Hồ Thị Mới")
    story.tell(case, "admission_ceremony", by=by)
    introduced(clerk, member, today, outside="Phường Mẫu", reach="other_province")
    name, somebody = LISTS[page]
    address = reverse(f"membership:{name}")

    rows = sheet_of(clerk.get(address))

    assert f'href="{address}' in get(clerk, page).content.decode()
    assert any(somebody in map(str, row) for row in rows[1:])
    assert AuditEntry.objects.filter(action="reports.exported").count() == 1
    assert browse("inspection", at=krong_klang).get(address).status_code == 403


def test_figures_open_without_names_for_who_sees_figures_only(
    browse, krong_klang, clerk, member, thon_mau, today, by
):
    paper = transfers.Paper("1-GT", today)
    letter = transfers.send(member, thon_mau, paper=paper, by=by)
    arrival = Arrival.objects.visible_to(by).get(departure=letter)
    transfers.accept(arrival, cell=thon_mau, on=today, by=by)
    above = browse("superior_board", at=krong_klang)

    shown, named = (
        text(get(above, "movements", "krong-klang")),
        text(get(clerk, "movements", "krong-klang")),
    )

    assert "Chuyển đi nơi khác trong tỉnh" in shown
    assert "Hồ Văn Viên" not in shown
    assert "Hồ Văn Viên" in named
    rows = dict(sheet_of(get(above, "export_movements", "krong-klang"))[1:])
    assert (rows["Chuyển đi nơi khác trong tỉnh"], rows["Giảm"], rows["Cuối kỳ"]) == (1, 1, 0)
    assert get(above, "members").status_code == 403


def test_lists_ask_as_often_for_three_as_for_one(
    clerk, member, khe_xong, by, django_assert_max_num_queries
):
    def somebody_new(number):
        person = story.a_person(khe_xong, by=by, name=f"Hồ Văn {number}")
        people.begin_membership(person, joined_on=story.OPENED, by=by)

    def asked(name):
        with django_assert_max_num_queries(40) as seen:
            get(clerk, name)
        return len(seen)

    pages = ("members", "duties", "probation", "transfers")
    somebody_new(0)
    get(clerk, "members")
    one = [asked(name) for name in pages]
    for number in range(1, 4):
        somebody_new(number)

    assert [asked(name) for name in pages] == one
