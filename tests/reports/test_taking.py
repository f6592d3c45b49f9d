"""Whose people a list may name that leaves: of places where lists may be taken away, no others."""

import weakref

import openpyxl
import pytest
from django.db import DatabaseError, connection

from nguon.core.actor import Actor, NotAllowed
from nguon.core.models import AuditEntry
from nguon.development import queries as cases
from nguon.membership import queries as members
from nguon.people import queries as people
from nguon.people.models import Person
from nguon.reports import exports
from tests import cast
from tests.development import story

SEEN = "people.view"


@pytest.fixture
def everybody(khe_xong, khom_ban_mau, thon_mau, system):
    for name, cell in (("Một", khe_xong), ("Hai", khom_ban_mau), ("Ba", thon_mau)):
        story.a_person(cell, by=system, name=f"Người {name}")


@pytest.fixture
def reading(acting):
    """Somebody who reads people at one place and may take lists away at another."""

    def act(*, sees, takes) -> Actor:
        both = {SEEN: cast.acting(SEEN, at=sees).grants[SEEN]}
        for action in ("people.export", "organizations.view"):
            both[action] = frozenset().union(
                *(acting(action, at=at).grants[action] for at in takes)
            )
        return Actor(1, "Người Đọc", cast.TODAY, cast.NOW, both)

    return act


def taken(by) -> list[str]:
    people = Person.objects.visible_to(by).order_by("pk")
    rows = ([person.full_name] for person in people)
    content = exports.hand_over("thu", "Thử", ["Họ và tên"], rows, by=by, under=SEEN)
    sheet = openpyxl.load_workbook(content).active
    return [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_of_what_is_seen_only_people_of_places_where_lists_leave_are_in_it(
    everybody, quang_tri, krong_klang, reading
):
    by = reading(sees=quang_tri, takes=[krong_klang])

    *names, said = taken(exports.taker(by))

    assert names == ["Người Một", "Người Hai"]
    assert "không có người của" in said
    assert "Quảng Trị" in said
    line = AuditEntry.objects.get(action="reports.exported")
    assert line.subject == f"organizations.organization:{krong_klang.pk}"
    assert line.detail["rows"] == 2


def test_who_sees_a_cell_and_takes_lists_at_the_commune_takes_the_cell(
    everybody, khe_xong, krong_klang, reading
):
    assert taken(exports.taker(reading(sees=khe_xong, takes=[krong_klang]))) == ["Người Một"]


def test_where_nothing_that_is_seen_may_leave_the_list_is_empty_and_says_so(
    everybody, mo_o, krong_klang, reading
):
    (said,) = taken(exports.taker(reading(sees=mo_o, takes=[krong_klang])))

    assert "không có người của" in said


def test_the_right_to_see_alone_takes_nothing_away(everybody, krong_klang, reading):
    by = reading(sees=krong_klang, takes=[])

    with pytest.raises(NotAllowed):
        exports.taker(by)
    with pytest.raises(NotAllowed):
        taken(by)
    assert not AuditEntry.objects.filter(action="reports.exported").exists()


class Row(list):
    """A row of which can be told when nobody holds it any more."""


def test_no_row_of_a_long_list_is_kept_and_none_is_written_inside_the_trails_transaction(
    everybody, krong_klang, reading
):
    by = exports.taker(reading(sees=krong_klang, takes=[krong_klang]))
    told, open_before = [], len(connection.savepoint_ids)

    def rows():
        for number in range(200):
            assert sum(each() is not None for each in told) <= 2
            assert len(connection.savepoint_ids) == open_before
            row = Row([f"Người {number}"])
            told.append(weakref.ref(row))
            yield row
            del row

    with exports.hand_over("thu", "Thử", ["Họ và tên"], rows(), by=by, under=SEEN) as content:
        assert openpyxl.load_workbook(content).active.max_row == 201
    assert AuditEntry.objects.get(action="reports.exported").detail["rows"] == 200


def test_what_cannot_be_noted_does_not_leave(everybody, krong_klang, reading):
    by = exports.taker(reading(sees=krong_klang, takes=[krong_klang]))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditentry RENAME TO elsewhere")

    with pytest.raises(DatabaseError):
        taken(by)


def test_nothing_of_a_list_stays_on_the_disk_when_it_breaks_off(
    everybody, krong_klang, reading, tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    by = exports.taker(reading(sees=krong_klang, takes=[krong_klang]))

    def rows():
        yield ["Người Một"]
        assert list(tmp_path.iterdir())  # it is being written here
        raise DatabaseError

    with pytest.raises(DatabaseError):
        exports.hand_over("thu", "Thử", ["Họ và tên"], rows(), by=by, under=SEEN)
    assert list(tmp_path.iterdir()) == []
    assert not AuditEntry.objects.filter(action="reports.exported").exists()


def test_lists_told_one_after_another_are_those_that_pages_show(everybody, system, khe_xong):
    story.describe(khe_xong)
    for name in ("Bốn", "Năm"):
        story.a_case(khe_xong, by=system, name=f"Người {name}")
    story.tell(
        story.a_case(khe_xong, by=system, name="Người Sáu"), "admission_ceremony", by=system
    )

    found = list(people.each_found("", by=system))
    assert found == people.search("", by=system, limit=100)
    assert len(found) == 6
    listed = list(members.each_member(by=system))
    assert listed == members.members(by=system)
    assert len(listed) == 1
    waiting = list(cases.each_waiting(by=system))
    assert waiting == cases.worklist(by=system)
    assert len(waiting) == 3
