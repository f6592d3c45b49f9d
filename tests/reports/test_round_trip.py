"""Out and in again: what the office's list and the national sheet hold survives our own import."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.development import operations as development
from nguon.people import operations as people
from nguon.people import vault
from nguon.people.models import Membership, Person
from nguon.reports import clerk, lists, national, sealed
from nguon.reports.columns import BY_KEY, HEADINGS, plain
from nguon.reports.operations import import_roster
from nguon.reports.parcel import unwrapped
from nguon.rulebook import Event
from tests import cast
from tests.development import story
from tests.reports.books import EVERYTHING, OF_MEMBERS, book

pytestmark = pytest.mark.django_db
TIES = (OF_MEMBERS, EVERYTHING)
WORDS = "ba bốn từ ghép lại"
SOMEBODY = {
    "office_code": "SV001",
    "full_name": "Hồ Thị Mẫu",
    "phone": "0912345678",
    "gender": "Nữ",
    "born_on": date(1998, 9, 5),
    "ethnicity": "Bru - Vân Kiều",
    "native_place": "Thôn Mẫu, xã Mò Ó",
    "position": "-Nguyễn, giáo viên",
    "class_name": "10A",
    "cell": "Chi bộ khóm Khe Xong",
    "listing_document": "=12-BC/CB",
    "listed_on": date(2023, 3, 1),
    "helper": "Lê Văn Thử",
    "helper_on": date(2023, 3, 2),
    "class_document": "9-QĐ; bổ sung",
    "class_document_on": date(2023, 8, 1),
    "class_period": "từ 05 đến 09/9",
    "certificate_on": date(2023, 9, 30),
    "certificate_document": "0077",
    "certificate_by": "Trung tâm Mẫu",
    "then_unit": "Trường Mẫu",
    "then_cell": "Chi bộ khác",
    "then_committee": "Đảng uỷ Mẫu",
    "then_province": "Tỉnh uỷ Quảng Trị",
    "list_code": "@07",
    "admitted": "Đã kết nạp",
    "decided_on": date(2024, 5, 2),
    "decision_document": "31-QĐ/HU",
    "admitted_on": date(2024, 5, 19),
    "guide": "Trần Văn Thử",
    "moved_on": date(2024, 8, 1),
    "moved_to": "Đảng bộ Mẫu",
    "id_number": "045098001234",
    "address": "Khóm Khe Xong",
    "consent_document": "05-PĐY",
    "consent_on": date(2025, 3, 1),
}


class Undo(Exception):
    """Nothing of an example stays."""


def out(place, by):
    """The office's workbook of a place, its sensitive column filled, by sheet."""
    found = sealed._clerk(place, cast.TODAY, by, "test")[0]
    return found, told(found)


def told(content):
    sheets = openpyxl.load_workbook(BytesIO(content)).worksheets
    return {s.title: [[cell.value for cell in row] for row in s.iter_rows()] for s in sheets}


def taken(content, place, by):
    report = import_roster(content, organization=place, ties=TIES, by=by)
    assert report.refused == []
    return report


def shown(content):
    """The rows of the main sheet by column, days as days."""
    heading, *rows = told(content)[clerk.MAIN]
    keys = {BY_KEY[key].heading: key for key in (*clerk.THE_33, *clerk.BESIDE)}
    return [
        {
            keys[name]: value.date() if hasattr(value, "date") else value
            for name, value in zip(heading, row, strict=True)
            if value is not None and keys[name] != "ordinal"
        }
        for row in rows
    ]


@pytest.fixture
def both(acting, khe_xong, krong_klang):
    return acting("clerk", at=krong_klang)


def test_every_column_of_the_33_comes_back_as_it_went_in(krong_klang, both):
    columns = (*clerk.THE_33, *clerk.BESIDE)
    taken(book({"Danh sách": (columns, [SOMEBODY])}), krong_klang, both)

    content, sheets = out(krong_klang, both)

    assert shown(content) == [SOMEBODY]
    assert sheets[clerk.MAIN][0][:33] == [BY_KEY[key].heading for key in clerk.THE_33]
    assert list(sheets) == [clerk.MAIN, "2023", "2024", "2025", "2025(v1)"]
    assert [len(rows[0]) for rows in sheets.values()] == [37, 16, 16, 17, 19]
    assert [row[2] for row in sheets["2023"]] == ["Họ và tên", "Hồ Thị Mẫu"]
    assert sheets["2025"][0][-1] == "Số điện thoại"
    assert sheets["2025(v1)"][0][-2:] == ["Nơi ở", "Ghi chú"]


@pytest.fixture
def admitted(khe_xong, system):
    """Somebody known before the listing, with a paper of the decision and one of the ceremony."""
    story.describe(khe_xong)
    case = story.a_case(khe_xong, by=system)
    story.tell(case, "committee_resolution", by=system)
    for kind, on, told in (
        ("admission_decision", date(2025, 3, 18), {"members": 12, "yes": 12, "document": "31-QĐ"}),
        ("decision_received", date(2025, 3, 21), {}),
        ("admission_ceremony", date(2025, 4, 3), {"document": "05-BB"}),
    ):
        development.record(case, Event(kind, on, told), by=system)
    return case


def test_the_list_of_what_is_on_file_says_nothing_new_and_nothing_else(
    admitted, krong_klang, both
):
    content, _sheets = out(krong_klang, both)
    report = import_roster(content, organization=krong_klang, ties=TIES, by=both)
    assert report.refused == []
    assert (report.known, report.persons, report.events) == (1, 0, 0)


def test_another_number_of_the_decision_is_told(admitted, krong_klang, both):
    content, _sheets = out(krong_klang, both)
    opened = openpyxl.load_workbook(BytesIO(content))
    heading, row = list(opened[clerk.MAIN].iter_rows())[:2]
    place = [cell.value for cell in heading].index(BY_KEY["decision_document"].heading)
    assert row[place].value == "31-QĐ"
    row[place].value = "32-QĐ"
    changed = BytesIO()
    opened.save(changed)
    report = import_roster(changed.getvalue(), organization=krong_klang, ties=TIES, by=both)
    assert any("nội dung khác" in each.reason for each in report.refused)


def test_without_opening_the_vault_only_that_column_is_empty(krong_klang, both):
    taken(book({"x": ((*clerk.THE_33, *clerk.BESIDE), [SOMEBODY])}), krong_klang, both)

    ((_person, line),) = clerk.lines(krong_klang, on=cast.TODAY, by=both)

    assert "ethnicity" not in line


texts = st.text("AaĂăÂâĐđÊêƠơ -=+@,;.0123", min_size=1, max_size=30)
tidy = texts.map(lambda words: " ".join(words.split())).filter(bool)
days = st.dates(date(2019, 1, 1), date(2024, 12, 31))
somebody = st.fixed_dictionaries(
    {
        "full_name": st.sampled_from(["Hồ Thị Mẫu", "Đinh Văn Thử", "Lê Ân"]),
        "born_on": st.dates(date(1960, 1, 1), date(2000, 1, 1)),
        "cell": st.sampled_from(["Chi bộ khóm Khe Xong", "Chi bộ khóm Bản Mẫu"]),
        "consent_document": tidy,
        "consent_on": days,
    },
    optional={
        "office_code": tidy,
        "gender": st.sampled_from(["Nam", "Nữ"]),
        "phone": st.from_regex(r"0[2-9][0-9]{8}", fullmatch=True),
        "ethnicity": tidy,
        "native_place": tidy,
        "address": tidy,
        "listed_on": days,
        "certificate_on": days,
        "certificate_document": tidy,
        "class_period": tidy,
        "admitted_on": days,
        "decided_on": days,
        "decision_document": tidy,
    },
)


def coherent(person):
    """Without what hangs in the air: the import refuses or leaves it, and says so."""
    needs = {
        "certificate_document": "certificate_on",
        "class_period": "certificate_on",
        "decided_on": "admitted_on",
        "decision_document": "admitted_on",
    }
    return {key: value for key, value in person.items() if needs.get(key, key) in person}


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(somebody.map(coherent), min_size=1, max_size=3))
def test_export_import_export_gives_the_same_rows(krong_klang, both, found):
    columns = (*clerk.THE_33, *clerk.BESIDE)
    numbered = [{**one, "id_number": f"04509800{n:04d}"} for n, one in enumerate(found, start=1)]
    for n, one in enumerate(numbered):
        if "office_code" in one:
            one["office_code"] = f"{n}{one['office_code']}"
    first = second = None
    try:
        with transaction.atomic():
            taken(book({"Danh sách": (columns, numbered)}), krong_klang, both)
            first, _sheets = out(krong_klang, both)
            raise Undo
    except Undo:
        pass
    try:
        with transaction.atomic():
            assert not Person.objects.visible_to(both).exists()
            taken(first, krong_klang, both)
            second, _sheets = out(krong_klang, both)
            raise Undo
    except Undo:
        pass
    assert told(second) == told(first)
    assert len(shown(first)) == len(found)


# --- the national sheet -------------------------------------------------------------------------


def a_member(place, by, name="Hồ Văn Quốc", **details):
    person = story.a_person(
        place, by=by, name=name, **{"born_on": date(1980, 2, 3), "gender": "male", **details}
    )
    people.begin_membership(
        person, joined_on=date(2005, 5, 19), full_from=date(2006, 5, 19),
        card_number="001234567890", by=by,
    )  # fmt: skip
    vault.write(person, {"ethnicity": "Pa Cô", "religion": "Không"}, by=by, why="test")
    return person


def handing(place, **said):
    return sealed.Handing(
        said.get("to", place), said.get("why", "national_system"),
        said.get("delete_on", date(2025, 6, 30)), said.get("passphrase", WORDS),
    )  # fmt: skip


def national_sheet(place, by, what="quoc-gia"):
    archive = sealed.hand_over(what, place, handing(place), on=cast.TODAY, by=by)
    return unwrapped(archive, passphrase=WORDS)


def test_the_national_sheet_has_29_headings_or_33_and_only_text(khe_xong, krong_klang, both):
    a_member(khe_xong, cast.system(), id_number="045080000012")

    content = national_sheet(krong_klang, both)
    (heading, row), *_ = told(content).values()
    wide = next(iter(told(national_sheet(krong_klang, both, "quoc-gia-33")).values()))

    assert (len(heading), len(wide[0])) == (29, 33)
    assert wide[0][:29] == heading
    assert heading[5] == "Sinh ngày * (dd/mm/yyyy)"
    by_name = dict(zip(heading, row, strict=True))
    assert by_name["Sinh ngày * (dd/mm/yyyy)"] == "03/02/1980"
    assert by_name["Số thẻ Đảng* (12 số theo HD38-HD/BTCTW)"] == "001234567890"
    assert by_name["Số định danh cá nhân *"] == "045080000012"
    assert by_name["Ngày vào Đảng chính thức*"] == "19/05/2006"
    assert all(value is None or isinstance(value, str) for value in row)


def test_nobody_before_an_admission_is_in_the_national_sheet(khe_xong, krong_klang, both):
    story.describe(khe_xong)
    case = story.a_case(khe_xong, by=cast.system(), name="Hồ Thị Chờ")
    story.tell(case, "cell_resolution", by=cast.system())

    assert len(next(iter(told(national_sheet(krong_klang, both)).values()))) == 1


def test_the_national_sheet_survives_our_import(khe_xong, krong_klang, both):
    system = cast.system()
    a_member(khe_xong, system, id_number="045080000012", native_place="Thôn Mẫu")
    a_member(khe_xong, system, "Hồ Thị Cũ", id_number="012345678", gender="female")
    first = national_sheet(krong_klang, both)

    with transaction.atomic():
        for person in Person.objects.visible_to(system):
            Membership.objects.visible_to(system).filter(person=person).delete()
            people.erase(person, by=system)
        taken(first, krong_klang, both)

    assert told(national_sheet(krong_klang, both)) == told(first)


def test_every_heading_that_the_register_keeps_is_known_to_the_import():
    kept = [each for each in national.THE_29 if each.kept and each.key != "ordinal"]
    assert [each.heading for each in kept if plain(each.heading) not in HEADINGS] == []


# --- who may, and what is noted -----------------------------------------------------------------


def test_each_person_opened_and_the_hand_over_stand_in_the_trail(khe_xong, krong_klang, both):
    person = a_member(khe_xong, cast.system())
    silent = a_member(khe_xong, cast.system(), "Hồ Văn Rút")
    people.withdraw(silent, "sensitive", on=cast.TODAY, by=cast.system())

    content = national_sheet(krong_klang, both)

    heading, *rows = next(iter(told(content).values()))
    ethnic = heading.index("Dân tộc *")
    assert {row[2]: row[ethnic] for row in rows} == {"Hồ Văn Quốc": "Pa Cô", "Hồ Văn Rút": None}
    lines = AuditEntry.objects.filter(action="people.vault.read", detail__why="national_system")
    assert [line.subject for line in lines] == [f"people.person:{person.pk}"]
    (line,) = AuditEntry.objects.filter(action="reports.sealed_export")
    assert line.detail == {
        "list": "quoc-gia", "rows": 2, "to": krong_klang.pk, "why": "national_system",
        "delete_on": "2025-06-30",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["cell_secretary", "area_member", "inspection", "superior_board"])
def test_other_roles_take_no_locked_list(role, khe_xong, acting):
    a_member(khe_xong, cast.system())
    by = acting(role, at=khe_xong)

    with pytest.raises(NotAllowed):
        sealed.hand_over("7-hsdv", khe_xong, handing(khe_xong), on=cast.TODAY, by=by)
    assert not AuditEntry.objects.filter(action="reports.sealed_export").exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"passphrase": "ngắn quá"}, "passphrase"),
        ({"delete_on": cast.TODAY}, "delete_on"),
        ({"delete_on": date(2025, 9, 1)}, "delete_on"),
    ],
)
def test_a_hand_over_that_says_too_little_opens_nothing(said, field, khe_xong, both):
    a_member(khe_xong, cast.system())

    with pytest.raises(sealed.CannotHandOver) as refused:
        sealed.hand_over("7-hsdv", khe_xong, handing(khe_xong, **said), on=cast.TODAY, by=both)

    assert refused.value.field == field
    assert not AuditEntry.objects.filter(detail__why="national_system").exists()


def test_the_locked_book_has_its_third_column_whole_and_the_open_one_has_not(khe_xong, both):
    a_member(khe_xong, cast.system())

    archive = sealed.hand_over("7-hsdv", khe_xong, handing(khe_xong), on=cast.TODAY, by=both)
    content = unwrapped(archive, passphrase=WORDS)

    assert "Nam\nPa Cô\nKhông" in str(told(content)).replace("\\n", "\n")
    with pytest.raises(sealed.CannotHandOver):
        handing(khe_xong, passphrase="").check(cast.TODAY)


# --- the writer ---------------------------------------------------------------------------------

HOSTILE = (
    "=1+1", "+84", "-Nguyễn", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1+1", "－1", "＋1", "＠x",
    "\u200b=1", "\u00a0=1", "\n=1", "\x00=1",
)  # fmt: skip


@pytest.mark.parametrize("spooled", [False, True])
def test_no_text_becomes_a_formula_and_none_is_changed(spooled):
    rows = [[words] for words in HOSTILE] + [["Nguyễn - Văn"]]
    into = BytesIO()
    if spooled:
        assert lists.spool("x", ["Chữ"], rows, into=into) == len(rows)
    else:
        into.write(lists.workbook("x", ["Chữ"], rows))
    sheet = openpyxl.load_workbook(into).active

    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    plain_ones = [cell.value for cell in cells if not cell.quotePrefix]
    assert plain_ones == ["Nguyễn - Văn"]
    assert [c.value for c in cells][2] == "-Nguyễn"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:A{len(rows) + 1}")
