"""The pages about people: who may, what they show, what they do, and what they never show."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nguon.core.models import AuditEntry
from nguon.people import operations, vault
from nguon.people.consent import ConsentGiven
from nguon.people.models import Consent, Person
from nguon.rights import duties
from tests import cast
from tests.staff import employ, enter

SIGNED_ON = date(2025, 5, 20)
SECRET = "Tôn giáo Quýnhthử"


def signed(*purposes):
    return [ConsentGiven(purpose, "consent", "07-PĐY", SIGNED_ON) for purpose in purposes]


def enrol(full_name, at, *purposes, **details):
    """Somebody on file who agreed to development and to what is named."""
    by = cast.acting("clerk", at=at)
    consents = signed("development", *purposes)
    return operations.register(full_name, organization=at, consents=consents, by=by, **details)


@pytest.fixture
def thu(khe_xong):
    person = enrol("Hồ Thị Thử", khe_xong, "sensitive", born_on=date(2000, 4, 12))
    by = cast.acting("clerk", at=khe_xong)
    vault.write(person, {"religion": SECRET, "healthy": True}, by=by, why="declared")
    return person


@pytest.fixture
def clerk(krong_klang):
    return enter(Client(), employ("clerk", krong_klang))


@pytest.fixture
def neighbour(mo_o):
    return enter(Client(), employ("clerk", mo_o))


def page(client, view, /, *args, **query):
    return client.get(reverse(f"people:{view}", args=args), query)


def send(client, view, /, *args, **typed):
    return client.post(reverse(f"people:{view}", args=args), typed)


SHEET = {"document": "09-PĐY", "document_on": "20/05/2025", "method": "paper"}


# --- who may -----------------------------------------------------------------------------------

PERSONS_PAGES = ["person", "correct", "declare", "give_consent"]


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        ("clerk", [200, 200, 200, 200]),
        ("cell_secretary", [200, 200, 200, 200]),
        ("secretary", [200, 403, 403, 403]),
        ("area_member", [200, 403, 403, 403]),
        ("inspection", [200, 403, 403, 403]),
        ("data_protection", [200, 403, 403, 200]),
        ("superior_board", [403, 403, 403, 403]),
        ("referrer", [403, 403, 403, 403]),
        ("administrator", [403, 403, 403, 403]),
    ],
)
def test_a_role_opens_what_the_table_says(thu, krong_klang, role, codes):
    client = enter(Client(), employ(role, krong_klang))
    assert [page(client, name, thu.ref).status_code for name in PERSONS_PAGES] == codes


@pytest.mark.parametrize("name", PERSONS_PAGES)
def test_out_of_sight_is_not_there(thu, neighbour, name):
    assert page(neighbour, name, thu.ref).status_code == 404
    assert page(neighbour, name, "khong-co-ai").status_code == 404


@pytest.mark.parametrize("name", PERSONS_PAGES)
def test_who_is_not_signed_in_is_sent_to_sign_in(thu, client, name):
    answer = page(client, name, thu.ref)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


def test_what_is_changed_out_of_sight_stays(thu, neighbour, clerk):
    typed = {"full_name": "Khác", "reason": "x", "religion": "x", "why": "case", **SHEET}
    for name in ("correct", "declare", "give_consent", "open_sensitive"):
        assert send(neighbour, name, thu.ref, **typed).status_code == 404
    assert send(neighbour, "withdraw", thu.ref, "development", on="02/06/2025").status_code == 404
    assert "Hồ Thị Thử" in page(clerk, "person", thu.ref).content.decode()


# --- search ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["thử", "thu", "THU ho", ""])
def test_people_are_found_with_and_without_marks(thu, clerk, text):
    assert (
        reverse("people:person", args=[thu.ref]) in page(clerk, "search", q=text).content.decode()
    )


def test_the_neighbour_finds_nobody(thu, neighbour):
    shown = page(neighbour, "search", q="thử").content.decode()
    assert "không tìm thấy ai" in shown
    assert thu.ref not in shown


def test_the_list_runs_by_given_name(khe_xong, clerk):
    for full_name in ("Lê Văn Út", "Đỗ Thị An", "Hồ Văn Đạo"):
        enrol(full_name, khe_xong)
    shown = page(clerk, "search").content.decode()
    places = [shown.index(name) for name in ("Đỗ Thị An", "Hồ Văn Đạo", "Lê Văn Út")]
    assert places == sorted(places)


def queries_of(client, *address, **query):
    with CaptureQueriesContext(connection) as asked:
        page(client, *address, **query)
    return len(asked)


def test_a_list_of_three_takes_the_queries_of_a_list_of_one(khe_xong, clerk):
    enrol("Hồ Văn Một", khe_xong)
    page(clerk, "search")  # the first page after signing in also settles the session
    one = queries_of(clerk, "search", q="ho")
    enrol("Hồ Văn Hai", khe_xong)
    enrol("Hồ Văn Ba", khe_xong)
    assert queries_of(clerk, "search", q="ho") == one


def test_likely_duplicates_are_shown_and_nothing_is_merged(khe_xong, clerk):
    born = date(1999, 9, 9)
    two = [enrol(name, khe_xong, born_on=born) for name in ("Hồ Thị Hòa", "Hồ Thị Hoà")]
    shown = page(clerk, "duplicates").content.decode()
    assert all(person.ref in shown for person in two)


# --- the file ----------------------------------------------------------------------------------


def test_a_page_shows_basic_data_consents_and_no_sensitive_word(thu, clerk):
    shown = page(clerk, "person", thu.ref).content.decode()
    assert all(word in shown for word in ("Hồ Thị Thử", "12/04/2000", "07-PĐY", "Chưa có ai mở"))
    assert SECRET not in shown
    assert not AuditEntry.objects.filter(action=vault.READ).exists()


def test_nothing_sensitive_is_filled_into_a_form(thu, clerk):
    for name in ("correct", "declare", "give_consent"):
        assert SECRET not in page(clerk, name, thu.ref).content.decode()


def test_opening_is_a_post_that_leaves_one_line_and_is_kept_by_no_cache(thu, clerk):
    assert page(clerk, "open_sensitive", thu.ref).status_code == 405
    answer = send(clerk, "open_sensitive", thu.ref, why="case")
    assert SECRET in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    (line,) = AuditEntry.objects.filter(action=vault.READ)
    assert line.detail == {"fields": sorted(vault.SENSITIVE), "why": "case"}
    assert "Xem xét hồ sơ" in page(clerk, "person", thu.ref).content.decode()


def test_without_a_reason_from_the_list_nothing_is_opened(thu, clerk):
    assert send(clerk, "open_sensitive", thu.ref, why="vì Hồ Thị Thử").status_code == 302
    assert not AuditEntry.objects.filter(action=vault.READ).exists()


def test_without_agreement_the_page_says_so_and_opens_nothing(khe_xong, clerk):
    person = enrol("Lê Văn Khước", khe_xong)
    shown = send(clerk, "open_sensitive", person.ref, why="case").content.decode()
    assert "Chưa có sự đồng ý" in shown
    assert not AuditEntry.objects.filter(action=vault.READ).exists()


def test_who_may_not_open_sees_no_button(thu, krong_klang):
    member = enter(Client(), employ("area_member", krong_klang))
    shown = page(member, "person", thu.ref).content.decode()
    assert reverse("people:open_sensitive", args=[thu.ref]) not in shown
    assert "Ai đã mở" not in shown
    assert send(member, "open_sensitive", thu.ref, why="case").status_code == 403


# --- changes -----------------------------------------------------------------------------------


def now_on_file(person):
    return Person.objects.visible_to(cast.acting("clerk", at=person.organization)).get(
        pk=person.pk
    )


def test_a_correction_changes_what_differs_and_keeps_the_old(thu, clerk):
    typed = {"full_name": "Hồ Thị Thuỷ", "born_on": "12/04/2000", "reason": "theo khai sinh"}
    answer = send(clerk, "correct", thu.ref, **typed, standing="none_of_these", married="no")
    assert answer.status_code == 302
    row = now_on_file(thu)
    assert (row.full_name, row.standing, row.married) == ("Hồ Thị Thuỷ", [], False)
    (line,) = AuditEntry.objects.filter(action="people.corrected")
    assert line.detail["fields"] == ["full_name", "married", "standing"]
    opened = send(clerk, "open_sensitive", thu.ref, why="check").content.decode()
    assert "Hồ Thị Thử" in opened
    assert "theo khai sinh" in opened


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"full_name": "Hồ Thị Thử", "born_on": "31/02/2000"}, "errorlist"),
        ({"full_name": "Hồ Thị Thử", "born_on": "12/04/2000"}, "Không có gì khác"),
        ({"full_name": "Hồ Thị Thử", "id_number": "12"}, "12 chữ số"),
        ({"full_name": "Hồ Thị Thử", "born_on": "12/04/2020"}, "16 tuổi"),
        ({"full_name": "Thử", "standing": ["none_of_these", "village_elder"]}, "bỏ các dấu khác"),
    ],
)
def test_a_fault_is_said_in_words_and_nothing_changes(thu, clerk, typed, said):
    answer = send(clerk, "correct", thu.ref, reason="x", **typed)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not AuditEntry.objects.filter(action="people.corrected").exists()


def test_sensitive_answers_are_sealed_and_an_empty_box_changes_nothing(thu, clerk):
    typed = {"religion": "", "children_born": "01/05/2021, 30/11/2023", "reason": "tự khai"}
    assert send(clerk, "declare", thu.ref, **typed).status_code == 302
    by = cast.acting("clerk", at=thu.organization)
    assert vault.read(thu, ["religion", "children_born"], by=by, why="check") == {
        "religion": SECRET,
        "children_born": ["2021-05-01", "2023-11-30"],
    }


def test_a_file_read_often_takes_the_queries_of_one_read_once(thu, clerk):
    send(clerk, "open_sensitive", thu.ref, why="case")
    one = queries_of(clerk, "person", thu.ref)
    for _ in range(3):
        send(clerk, "open_sensitive", thu.ref, why="check")
    assert queries_of(clerk, "person", thu.ref) == one


@pytest.mark.parametrize("children", ["31/02/2021", "2021", "một"])
def test_days_of_birth_must_be_days(thu, clerk, children):
    answer = send(clerk, "declare", thu.ref, children_born=children, reason="x")
    assert "không phải là ngày" in answer.content.decode()


def test_no_children_is_an_answer_and_nothing_at_all_is_not(thu, clerk):
    assert send(clerk, "declare", thu.ref, children_born="0", reason="x").status_code == 302
    assert "Chưa điền mục nào" in send(clerk, "declare", thu.ref, reason="x").content.decode()


# --- agreeing and withdrawing --------------------------------------------------------------------


def test_every_box_of_consent_starts_empty(clerk, thu):
    for answer in (page(clerk, "register"), page(clerk, "give_consent", thu.ref)):
        shown = answer.content.decode()
        assert shown.count('name="agrees_') >= 2
        assert "checked" not in shown


def test_the_sheet_of_consent_names_who_protects_the_data(clerk, krong_klang):
    assert "Người bảo vệ dữ liệu cá nhân:" not in page(clerk, "sheet").text
    duties.name_officer(
        krong_klang, name="Lê Thị Thử", reach="văn phòng", degree="cử nhân", years=3,
        document="4-QĐ", valid_from=SIGNED_ON, by=cast.acting("secretary", at=krong_klang),
    )  # fmt: skip

    assert "Người bảo vệ dữ liệu cá nhân: Lê Thị Thử, văn phòng." in page(clerk, "sheet").text


def test_only_purposes_not_yet_agreed_to_are_asked(thu, clerk):
    shown = page(clerk, "give_consent", thu.ref).content.decode()
    assert 'name="agrees_statistics"' in shown
    assert 'name="agrees_sensitive"' not in shown
    assert send(clerk, "give_consent", thu.ref, agrees_statistics="on", **SHEET).status_code == 302
    by = cast.acting("clerk", at=thu.organization)
    assert Consent.objects.visible_to(by).get(purpose="statistics").document == "09-PĐY"


def test_silence_is_no(thu, clerk):
    answer = send(clerk, "give_consent", thu.ref, **SHEET)
    assert "Chưa có mục đích nào" in answer.content.decode()


NEW = {"place": "khe-xong", "full_name": "Lê Thị Mới", "born_on": "01/02/2003", **SHEET}


def test_somebody_who_signed_is_put_on_file(places, clerk):
    answer = send(clerk, "register", agrees_development="on", agrees_sensitive="on", **NEW)
    by = cast.acting("clerk", at=places["khe-xong"])
    person = Person.objects.visible_to(by).get()
    assert answer.url == reverse("people:person", args=[person.ref])
    assert {row.purpose for row in person.consents.model.objects.visible_to(by)} == {
        "development",
        "sensitive",
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Chưa có sự đồng ý"),
        ({"agrees_development": "on", "born_on": "01/02/2015"}, "16 tuổi"),
        ({"agrees_development": "on", "place": "thon-mau"}, "errorlist"),
        ({"agrees_development": "on", "document_on": "01/01/2099"}, "không sau hôm nay"),
        ({"agrees_development": "on", "document": ""}, "errorlist"),
    ],
)
def test_without_basis_age_place_or_sheet_nobody_is_put_on_file(places, clerk, typed, said):
    answer = send(clerk, "register", **{**NEW, **typed})
    assert said in answer.content.decode()
    assert not Person.objects.visible_to(cast.acting("clerk", at=places["krong-klang"])).exists()


def test_a_likely_duplicate_is_shown_before_it_is_written(thu, clerk):
    again = {**NEW, "full_name": "HỒ THỊ THỬ", "born_on": "12/04/2000", "agrees_development": "on"}
    shown = send(clerk, "register", **again).content.decode()
    assert thu.ref in shown
    assert send(clerk, "register", different="on", **again).status_code == 302


def test_a_number_on_file_elsewhere_tells_nothing_more(mo_o, places, clerk):
    other = enrol("Phan Thị Lạ", places["thon-mau"], id_number="045200001234")
    typed = {**NEW, "id_number": "045200001234", "agrees_development": "on"}
    shown = send(clerk, "register", **typed).content.decode()
    assert "đã có trong hệ thống ở đơn vị khác" in shown
    assert "Phan Thị Lạ" not in shown
    assert other.ref not in shown
    assert AuditEntry.objects.filter(action="people.id_number_known").count() == 1


def test_withdrawing_everything_before_an_application_leaves_nobody(thu, clerk):
    on = timezone.localdate().strftime("%d/%m/%Y")
    assert page(clerk, "withdraw", thu.ref, "development").status_code == 200
    answer = send(clerk, "withdraw", thu.ref, "development", on=on)
    assert answer.url == reverse("people:search")
    assert page(clerk, "person", thu.ref).status_code == 404
    assert "Hồ Thị Thử" not in clerk.get(answer.url).content.decode()


def test_withdrawing_one_purpose_keeps_the_rest(thu, clerk):
    on = timezone.localdate().strftime("%d/%m/%Y")
    answer = send(clerk, "withdraw", thu.ref, "sensitive", on=on)
    assert answer.url == reverse("people:person", args=[thu.ref])
    assert "đã rút" in clerk.get(answer.url).content.decode()
    again = send(clerk, "withdraw", thu.ref, "sensitive", on=on)
    assert "Không có sự đồng ý nào" in again.content.decode()


def test_a_purpose_that_is_none_is_not_there(thu, clerk):
    assert page(clerk, "withdraw", thu.ref, "loyalty").status_code == 404


def test_the_sheet_to_sign_has_two_equal_boxes_a_purpose(clerk, places):
    shown = page(clerk, "sheet").content.decode()
    assert shown.count("☐ Đồng ý") == shown.count("☐ Không đồng ý") == 4
    assert "NHẠY CẢM" in shown
