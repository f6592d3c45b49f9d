"""The list on its way into the register: what becomes of people, their cases and their papers."""

from datetime import date

import pytest

from nguon.core import audit
from nguon.core.guard import unscoped
from nguon.core.models import AuditEntry
from nguon.development import projection
from nguon.development.models import Case, CaseEvent
from nguon.development.operations import retract
from nguon.development.queries import worklist
from nguon.organizations import operations as tree
from nguon.people import vault
from nguon.people.details import checked
from nguon.people.models import Consent, Membership, Person, PersonKey
from nguon.reports import operations
from nguon.reports.operations import bad_rows, import_roster, teach_columns
from nguon.reports.sheets import read
from tests import cast
from tests.reports.books import (
    EVERYTHING,
    OF_MEMBERS,
    THE_33,
    TIES,
    YEAR_SHEET,
    book,
    person,
    roster,
)

LISTED, COURSE, ADMITTED = date(2023, 3, 1), date(2023, 9, 30), date(2024, 5, 19)


def member(**said):
    return person(
        admitted="Đã kết nạp",
        admitted_on=ADMITTED,
        decided_on=date(2024, 5, 2),
        decision_document="31-QĐ/HU",
        **said,
    )


def test_a_person_of_the_list_comes_on_file_with_case_and_acts(take, khe_xong, system):
    report = take(
        roster(
            person(
                office_code="GV001",
                phone="0912 345 678",
                position="Giáo viên",
                class_name="10A",
                listed_on=LISTED,
                listing_document="12-BC/CB",
                helper="Lê Văn Thử",
                certificate_on=COURSE,
                certificate_document="77-QĐ",
                certificate_by="Trung tâm Mẫu",
                class_document="9-QĐ",
                class_document_on=date(2023, 8, 1),
            )
        )
    )
    assert (report.read, report.accepted, report.persons, report.events) == (1, 1, 1, 3)
    found = Person.objects.visible_to(system).get()
    assert (found.full_name, found.born_on) == ("Hồ Thị Mẫu", date(1998, 9, 5))
    assert (found.organization_id, found.office_code) == (khe_xong.pk, "GV001")
    assert (found.phone, found.occupation) == ("0912345678", "Giáo viên, lớp 10A")
    case = Case.objects.visible_to(system).get()
    assert (case.person_id, case.opened_on, case.opened_in_id) == (found.pk, LISTED, khe_xong.pk)
    first, *acts = CaseEvent.objects.visible_to(system).order_by("happened_on", "pk")
    assert (first.type, first.happened_on) == ("sourced", LISTED)
    assert "muộn nhất" in first.note
    assert [(a.type, a.document, a.fields, a.note) for a in acts] == [
        ("candidate_listed", "12-BC/CB", {"helper": "Lê Văn Thử"}, ""),
        (
            "awareness_course",
            "77-QĐ",
            {"place": "Trung tâm Mẫu"},
            "QĐ mở lớp 9-QĐ; ngày 01/08/2023",
        ),
    ]


def test_what_is_written_by_column_is_what_registering_would_have_written(take, system):
    take(roster(person(id_number="045098001234", native_place="Đakrông")))
    found = Person.objects.visible_to(system).get()
    before = {field.attname: getattr(found, field.attname) for field in Person._meta.fields}
    after = checked(found, cast.TODAY)
    assert {
        field.attname: getattr(after, field.attname) for field in Person._meta.fields
    } == before


def test_the_chain_holds_and_says_who_came_on_file(take):
    take(roster(member(), person(full_name="Hồ Hai")), ties=(OF_MEMBERS, EVERYTHING))
    assert list(audit.verify()) == []
    said = list(AuditEntry.objects.values_list("action", flat=True))
    assert said.count("people.registered") == 2
    assert said.count("development.open_case") == 2
    assert said.count("people.membership_begun") == 1
    assert said.count("development.past_entered") == 1


def test_a_consent_says_purpose_number_day_and_the_words_that_were_read(take, system):
    take(roster(person()), ties=[EVERYTHING])
    given = Consent.objects.visible_to(system).order_by("purpose")
    assert [(c.purpose, c.basis, c.document) for c in given] == [
        ("development", "consent", "05-PĐY"),
        ("sensitive", "consent", "05-PĐY"),
        ("statistics", "consent", "05-PĐY"),
    ]
    assert all(c.document_on == date(2025, 3, 1) and c.notice_hash for c in given)


def test_ethnicity_is_sealed_where_it_was_agreed_to_and_nowhere_else(
    take, system, acting, khe_xong
):
    report = take(roster(person(ethnicity="Bru - Vân Kiều")))
    assert report.not_stored == {"Dân tộc": 1}
    ((_heading, _count, why),) = report.left_out
    assert "chưa có sự đồng ý" in why
    assert not PersonKey.objects.exists()
    report = take(roster(person(ethnicity="Bru - Vân Kiều")), ties=[EVERYTHING])
    assert report.not_stored == {}
    found = Person.objects.visible_to(system).select_related("organization").get()
    opened = vault.read(found, ["ethnicity"], by=acting("clerk", at=khe_xong), why="test")
    assert opened == {"ethnicity": "Bru - Vân Kiều"}


def test_a_new_member_s_ethnicity_lies_under_the_member_s_document(take, system, acting, khe_xong):
    report = take(roster(member(ethnicity="Tà Ôi")))
    assert report.not_stored == {}
    found = Person.objects.visible_to(system).select_related("organization").get()
    opened = vault.read(found, ["ethnicity"], by=acting("clerk", at=khe_xong), why="test")
    assert opened == {"ethnicity": "Tà Ôi"}


def test_an_admission_is_entered_as_the_list_states_it_without_a_vote(take, system):
    take(roster(member(guide="Lê Văn Hướng")))
    assert Membership.objects.visible_to(system).get().joined_on == ADMITTED
    acts = CaseEvent.objects.visible_to(system).order_by("type")
    assert [a.type for a in acts] == ["admission_ceremony", "helper_assigned"]
    held, guided = acts
    assert (held.document, held.note) == (
        "31-QĐ/HU",
        "Quyết định kết nạp ngày 02/05/2024, ghi theo danh sách.",
    )
    assert held.against
    assert held.despite["authority"] == "31-QĐ/HU"
    assert guided.fields == {"helper": "Lê Văn Hướng"}
    assert "không ghi ngày phân công" in guided.note


def test_a_decision_without_a_ceremony_is_left_where_it_is_and_told(take, system):
    report = take(roster(person(decided_on=date(2025, 5, 2), decision_document="31-QĐ")))
    assert report.not_stored == {"Ngày quyết định": 1, "Số QĐ Kết nạp đảng viên": 1}
    assert {why for _, _, why in report.left_out} == {"thiếu ngày kết nạp"}
    assert not CaseEvent.objects.visible_to(system).exists()


def test_a_move_is_an_act_of_the_case(take, system):
    take(roster(person(listed_on=LISTED, moved_on=date(2024, 1, 2), moved_to="Đảng bộ Mẫu")))
    moved = CaseEvent.objects.visible_to(system).get(type="moved")
    assert moved.fields == {"after": "listing", "to": "Đảng bộ Mẫu"}


def test_the_work_list_is_right_right_after_and_the_same_once_refreshed(take, system, krong_klang):
    take(roster(person(listed_on=LISTED, certificate_on=COURSE), member(full_name="Hồ Hai")))
    at_once = worklist(by=system, organization=krong_klang)
    assert [item.step for item in at_once if item.person_name == "Hồ Thị Mẫu"] == ["application"]
    projection.refresh_due(by=system)
    assert worklist(by=system, organization=krong_klang) == at_once
    assert projection.compare(by=system) == []


def test_the_same_file_twice_finds_everybody_known(take, rows):
    content = roster(
        member(listed_on=LISTED, ethnicity="Kinh", guide="Lê Văn Hướng"),
        person(full_name="Hồ Hai", office_code="A2", certificate_on=COURSE),
    )
    first = take(content, ties=(OF_MEMBERS, EVERYTHING))
    assert (first.persons, first.known, first.events) == (2, 0, 5)
    before = rows()
    again = take(content, ties=(OF_MEMBERS, EVERYTHING))
    assert (again.persons, again.known, again.events, again.refused) == (0, 2, 0, [])
    assert rows() == before


def test_a_cell_filled_since_adds_only_what_is_new(take, system):
    take(roster(person(listed_on=LISTED)))
    projection.refresh_due(by=system)
    report = take(roster(person(listed_on=LISTED, certificate_on=COURSE, phone="0912345678")))
    assert (report.persons, report.known, report.events) == (0, 1, 1)
    assert Person.objects.visible_to(system).get().phone == "0912345678"
    assert Case.objects.visible_to(system).get().release == ""


def test_somebody_known_who_was_admitted_since_becomes_a_member(take, system):
    take(roster(person(listed_on=LISTED)))
    report = take(roster(member(listed_on=LISTED)))
    assert (report.known, report.events) == (1, 1)
    assert Membership.objects.visible_to(system).get().joined_on == ADMITTED


def test_an_act_that_was_taken_back_does_not_come_again_with_the_list(take, system):
    content = roster(person(listed_on=LISTED))
    take(content)
    act = CaseEvent.objects.visible_to(system).get(type="candidate_listed")
    retract(act, reason="Nhầm người", by=system)
    assert take(content).events == 0


def test_a_dry_run_says_the_same_and_writes_nothing(take, rows):
    content = roster(member(listed_on=LISTED), person(full_name="", born_on="1998"))
    before = rows()
    dry = take(content, dry_run=True)
    assert rows() == before
    wet = take(content)
    assert dry.dry_run
    for name in ("read", "accepted", "persons", "known", "events", "refused", "not_stored"):
        assert getattr(dry, name) == getattr(wet, name)


def test_acts_happened_where_the_cell_stood_then_and_the_file_is_where_it_is_now(
    take, system, places, krong_klang, khe_xong, khom_ban_mau
):
    tree.merge([khe_xong], into=khom_ban_mau, on=date(2024, 1, 1), document="9-QĐ", by=system)
    take(roster(person(listed_on=LISTED, certificate_on=date(2024, 9, 30))))
    assert Person.objects.visible_to(system).get().organization_id == khom_ban_mau.pk
    acts = CaseEvent.objects.visible_to(system).order_by("happened_on")
    assert [a.happened_in_id for a in acts] == [khe_xong.pk, khe_xong.pk, khom_ban_mau.pk]


def test_an_import_that_is_stopped_keeps_whole_persons_and_goes_on_next_time(
    take, system, monkeypatch
):
    monkeypatch.setattr("nguon.reports.operations.PORTION", 2)
    people = [person(full_name="Hồ Mẫu", office_code=f"A{n}", listed_on=LISTED) for n in range(5)]
    stopped = take(roster(*people), watch=lambda done, total: done < 2)
    assert stopped.cancelled
    assert Person.objects.visible_to(system).count() == 2
    assert CaseEvent.objects.visible_to(system).count() == 4
    rest = take(roster(*people))
    assert (rest.known, rest.persons) == (2, 3)


def test_rows_that_came_into_a_cell_meanwhile_are_found_on_the_second_try(
    take, system, monkeypatch
):
    content = roster(person(id_number="045098001234"))
    asked = operations.queries.known_people
    tries = []

    def late(entries, **options):
        tries.append(1)
        if len(tries) > 1:
            return asked(entries, **options)
        return operations.Known()

    take(content)
    monkeypatch.setattr(operations.queries, "known_people", late)
    report = take(content)
    assert (len(tries), report.known, report.persons) == (2, 1, 0)


def test_the_workbook_of_bad_rows_holds_them_as_text_with_every_reason(take):
    content = book(
        {
            "Danh sách": (THE_33, [person(), person(full_name="=1+1", born_on=date(1998, 9, 5))]),
            "2023": (
                YEAR_SHEET,
                [person(full_name="-Nguyễn", office_code="007", born_on="29/02/23")],
            ),
        }
    )
    report = take(content, dry_run=True)
    made = bad_rows(content, report)
    first, second = read(made)
    assert [first.name, second.name] == ["Danh sách", "2023"]
    heading, row = (cells for _, cells in first.rows)
    assert heading[-1] == "Lý do không nhận"
    assert row[2] == "=1+1"
    assert row[5] == "05/09/1998"
    assert "Họ và tên có chữ số" in row[-1]
    assert second.rows[1][1][1:3] == ["007", "-Nguyễn"]


def test_a_sheet_that_is_put_right_goes_in_again(take):
    content = roster(person(), person(full_name="Hồ Hai", born_on="29/02/2023"))
    report = take(content)
    again = read(bad_rows(content, report))[0]
    headings, row = (list(cells) for _, cells in again.rows)
    row[headings.index("Ngày, tháng, năm sinh")] = "28/02/1999"
    mended = book({"Danh sách": (headings, [dict(zip(headings, row, strict=True))])})
    second = take(mended)
    assert (second.persons, second.refused) == (1, [])


def test_the_office_s_own_words_for_a_column_are_remembered(take, acting, krong_klang, system):
    clerk = acting("clerk", at=krong_klang)
    teach_columns(krong_klang, {"Chỗ Ở\nHiện Tại": "address", "Lạ": "skip"}, by=clerk)
    teach_columns(krong_klang, {"Chỗ Ở Hiện Tại": "address"}, by=clerk)
    content = roster(
        person(**{"Chỗ ở hiện tại": "Khóm Mẫu", "Lạ": "x"}),
        columns=[*THE_33, "Chỗ ở hiện tại", "Lạ"],
    )
    report = take(content)
    assert report.unknown_columns == {}
    assert Person.objects.visible_to(system).get().address == "Khóm Mẫu"
    with pytest.raises(KeyError):
        teach_columns(krong_klang, {"x": "no_such_column"}, by=clerk)


def test_the_neighbours_see_nothing_of_those_taken_over(take, acting, mo_o):
    take(roster(person(listed_on=LISTED)))
    neighbour = acting("clerk", at=mo_o)
    for model in (Person, Case, CaseEvent, Consent, Membership):
        assert not model.objects.visible_to(neighbour).exists()
    with unscoped("a test that there is something to see"):
        assert Person.unscoped.exists()


def test_a_whole_office_is_taken_over_by_the_system_at_any_height(take, system, quang_tri):
    report = import_roster(roster(person()), organization=quang_tri, ties=TIES, by=system)
    assert report.persons == 1
