"""L-21 to L-24: an alarm starts 72 hours, people are counted from the trail, the pack is ready."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

import docx as word
import pytest

from nguon.core.actor import NotAllowed
from nguon.forms import docx, pdf
from nguon.people import operations as people
from nguon.people import vault
from nguon.rights import duties, incidents, operations, papers, queries
from nguon.rights.models import Impact, Incident, Officer
from nguon.rights.operations import Refused
from tests.cast import HANOI, NOW, TODAY, instant
from tests.people.sheets import ALL, signed

NOTICED = datetime(2025, 5, 31, 9, 30, tzinfo=HANOI)


@pytest.fixture
def alarm(clerk, krong_klang):
    return incidents.sound(
        krong_klang, kind="leak", noticed_at=NOTICED, about="mất máy tính của văn phòng", by=clerk
    )


def words_of(sheet):
    document = word.Document(BytesIO(docx.document([sheet])))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_first_alarm_starts_seventy_two_hours(alarm, clerk):
    assert alarm.notify_by - alarm.noticed_at == timedelta(hours=72)
    assert incidents.hours_left(alarm, NOW) == 25
    assert incidents.hours_left(alarm, alarm.notify_by + timedelta(minutes=1)) == -1
    assert [row.pk for row in incidents.waiting(by=clerk)] == [alarm.pk]


def test_people_are_counted_once_each_from_the_trail(alarm, clerk, acting, krong_klang, khe_xong):
    thief = acting("clerk", at=krong_klang, user_id=31)
    for name in ("Hồ Văn Một", "Hồ Văn Hai", "Hồ Văn Ba"):
        person = people.register(
            name, organization=khe_xong, consents=signed(*ALL), by=clerk, born_on=date(2000, 1, 2)
        )
        vault.write(person, {"healthy": True}, by=clerk, why="declared")
        for _time in range(2 if name != "Hồ Văn Ba" else 0):
            vault.read(person, ["healthy"], by=thief, why="check")
        vault.read(person, ["healthy"], by=clerk, why="check")
    span = {"since": NOW - timedelta(hours=1), "until": NOW, "by": clerk}
    assert incidents.count_people(alarm, accounts=[31], **span).people == 2
    assert incidents.count_people(alarm, accounts=[31, clerk.user_id], **span).people == 3
    before = {"since": NOW - timedelta(hours=2), "until": NOW - timedelta(hours=1), "by": clerk}
    assert incidents.count_people(alarm, accounts=[31], **before).people == 0


def test_the_notice_says_what_is_known_and_leaves_the_rest_open(alarm, clerk, krong_klang):
    name_somebody(krong_klang, clerk)
    incidents.count_people(alarm, accounts=[1], since=NOTICED, until=NOW, by=clerk)
    row = Incident.objects.visible_to(clerk).select_related("organization").get()
    said = words_of(papers.notice(row, by=clerk))
    for words in ("09 giờ 30, 31/05/2025", "09 giờ 30, 03/06/2025", "mất máy tính", "Lê Thị Thử"):
        assert words in said, words
    assert "ảnh hưởng: 0" in said
    assert pdf.document([papers.minutes(row, by=clerk)]).startswith(b"%PDF")


def test_it_is_told_and_closed_with_words(alarm, clerk):
    for words in ({"at": NOW, "document": " "}, {"at": NOTICED - timedelta(1), "document": "9"}):
        with pytest.raises(Refused):
            incidents.notify(alarm, **words, by=clerk)
    incidents.notify(alarm, at=NOW, document="9-TB", by=clerk)
    assert not incidents.waiting(by=clerk).exists()
    with pytest.raises(Refused):
        incidents.close(alarm, on=TODAY, outcome=" ", by=clerk)
    incidents.close(alarm, on=TODAY, outcome="đã khoá máy từ xa", by=clerk)
    with pytest.raises(Refused):
        incidents.notify(alarm, at=NOW, document="10-TB", by=clerk)


def test_the_cell_sounds_the_alarm_and_the_office_handles_it(acting, khe_xong, neighbour):
    secretary = acting("cell_secretary", at=khe_xong)
    told = {"kind": "wrong_purpose", "noticed_at": NOW, "about": "đọc danh sách ở chợ"}
    row = incidents.sound(khe_xong, **told, by=secretary)
    with pytest.raises(Incident.DoesNotExist):
        incidents.close(row, on=TODAY, outcome="x", by=secretary)
    with pytest.raises(NotAllowed):
        incidents.sound(khe_xong, **told, by=neighbour)
    assert not incidents.incidents(by=neighbour).exists()


def test_a_right_that_is_overdue_raises_one_incident(ask, clerk, system):
    row = ask("view")
    on_time = replace(system, today=row.answer_by, at=instant(row.answer_by))
    assert incidents.raise_overdue(by=on_time) == []
    after = row.answer_by + timedelta(days=1)
    late = replace(system, today=after, at=instant(after))
    (raised,) = incidents.raise_overdue(by=late)
    assert (raised.kind, raised.request_id) == ("overdue", row.pk)
    assert incidents.raise_overdue(by=late) == []
    operations.fulfil(row, on=TODAY, by=clerk)
    assert queries.request(row.ref, by=clerk).row.outcome == "done"


# --- who answers for data, and the impact file --------------------------------------------------


def name_somebody(place, by, **other):
    told = {
        "name": "Lê Thị Thử", "reach": "văn phòng", "degree": "cử nhân", "years": 3,
        "document": "4-QĐ", "valid_from": TODAY,
    }  # fmt: skip
    return duties.name_officer(place, **told | other, by=replace(by, grants=by.grants | {
        "rights.name_officer": by.seats("rights.view")
    }))  # fmt: skip


def test_the_nearest_officer_protects_the_data_of_a_cell(
    clerk, acting, dakrong, krong_klang, khe_xong, mo_o
):
    district = acting(["rights.view"], at=dakrong)
    name_somebody(dakrong, district, name="Người Cấp Huyện")
    assert duties.officer_of(khe_xong, TODAY).name == "Người Cấp Huyện"
    name_somebody(krong_klang, clerk)
    assert duties.officer_of(khe_xong, TODAY).name == "Lê Thị Thử"
    assert duties.officer_of(mo_o, TODAY).name == "Người Cấp Huyện"
    assert duties.officer_of(khe_xong, TODAY - timedelta(days=1)) is None


@pytest.mark.parametrize(
    "wrong", [{"years": 1}, {"degree": " "}, {"document": ""}, {"reach": ""}, {"name": ""}]
)
def test_an_officer_is_named_in_writing_with_degree_and_two_years(clerk, krong_klang, wrong):
    with pytest.raises(Refused):
        name_somebody(krong_klang, clerk, **wrong)
    assert not Officer.objects.exists()


@pytest.mark.parametrize(
    ("gone", "told"), [(0, 0), (1, 1), (29, 1), (30, 30), (54, 30), (55, 55), (59, 55), (60, 60)]
)
def test_the_impact_file_reminds_until_it_is_sent(gone, told):
    row = Impact(begun_on=TODAY, due_on=TODAY + timedelta(days=60))
    assert duties.reminder(row, TODAY + timedelta(days=gone)) == told


def test_the_impact_file_lists_every_field_and_comes_back_in_six_months(acting, krong_klang):
    officer = acting("data_protection", at=krong_klang)
    row = duties.begin_impact(krong_klang, begun_on=date(2025, 4, 10), by=officer)
    with pytest.raises(Refused):
        duties.begin_impact(krong_klang, begun_on=TODAY, by=officer)
    said = words_of(papers.impact(row, by=officer))
    for field, _rule in papers.register():
        assert field in said
    sent = duties.send_impact(row, sent_on=TODAY, document="7-CV", by=officer)
    assert sent.due_on == date(2025, 12, 2)
    assert [duties.reminder(sent, day) for day in (TODAY, date(2025, 12, 2))] == [0, 60]
