"""From the proposal to the signed file: who may, what the public reads, who is named."""

from datetime import date, timedelta

import orjson
import pytest
from django.conf import settings

from nguon.core import signing
from nguon.core.actor import NotAllowed
from nguon.people import operations as people
from nguon.people.consent import ConsentGiven
from nguon.people.models import Basis, Purpose
from nguon.planning import operations as planning
from nguon.reports.models import Publication, PublicationStatus
from nguon.reports.publication import operations, queries
from tests import cast
from tests.planning.story import TERM, admit

CLERK, SECRETARY = 11, 12


@pytest.fixture(autouse=True)
def outbox(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "SITE_DATA", tmp_path)
    return tmp_path / "published"


@pytest.fixture
def clerk(krong_klang, acting):
    return acting("clerk", at=krong_klang, user_id=CLERK)


@pytest.fixture
def secretary(krong_klang, acting):
    return acting("secretary", at=krong_klang, user_id=SECRETARY)


@pytest.fixture
def term(krong_klang, khe_xong, khom_ban_mau, system):
    """Nine, nine, nine, nine and two admitted in the years of the term."""
    planning.plan_term(krong_klang, by=system, **TERM)
    for number in range(38):
        cell = khe_xong if number % 2 else khom_ban_mau
        admit(cell, date(2015 + min(number // 9, 4), 3, 1 + number % 9))


@pytest.fixture
def publish(krong_klang, clerk, secretary, term, django_capture_on_commit_callbacks):
    def published(kind="term_results", **more):
        row = operations.propose(krong_klang, kind, "2015-2020", by=clerk, **more)
        with django_capture_on_commit_callbacks(execute=True):
            return operations.approve(row, by=secretary)

    return published


def agree(person, *, by):
    given = ConsentGiven(Purpose.PUBLICATION, Basis.CONSENT, "phiếu", date(2025, 1, 2), "ký")
    people.give_consent(person, given, by=by)


def read(outbox):
    (file,) = outbox.iterdir()
    return signing.read(file.read_bytes(), queries.public_key())


def test_what_the_public_reads_is_what_was_approved(publish, outbox):
    publish()

    told = read(outbox)

    assert told["title"] == "Kết quả kết nạp đảng viên nhiệm kỳ 2015-2020"
    assert told["organization"] == "Đảng uỷ thị trấn Krông Klang"
    rows = {row["label"]: row["cells"] for row in told["tables"][0]["rows"]}
    assert rows["2015"] == [9, "10–12"]
    assert rows["2019"] == [None, "10–12"]
    assert [label for label, cells in rows.items() if cells[0] is None] == ["2018", "2019"]
    assert rows["Cả nhiệm kỳ"] == [38, "50–60"]
    assert "10 × 5" in told["tables"][0]["base"]
    assert told["names"] == []


def test_no_cell_of_the_file_is_from_one_to_four(publish, outbox):
    publish()
    cells = [c for t in read(outbox)["tables"] for r in t["rows"] for c in r["cells"]]

    assert cells
    assert not [c for c in cells if isinstance(c, int) and 0 < c < 5]


def test_who_proposed_does_not_approve(krong_klang, term, acting):
    both = acting("secretary", at=krong_klang, user_id=CLERK)
    row = operations.propose(krong_klang, "term_results", "2015-2020", by=both)

    with pytest.raises(operations.Refused, match="tự duyệt"):
        operations.approve(row, by=both)
    assert Publication.objects.visible_to(both).get().status == PublicationStatus.PROPOSED


def test_the_office_proposes_and_does_not_approve(krong_klang, term, clerk, acting):
    row = operations.propose(krong_klang, "term_results", "2015-2020", by=clerk)

    with pytest.raises(NotAllowed):
        operations.approve(row, by=acting("clerk", at=krong_klang, user_id=99))


def test_the_neighbour_neither_sees_nor_publishes_it(krong_klang, mo_o, term, clerk, acting):
    row = operations.propose(krong_klang, "term_results", "2015-2020", by=clerk)
    neighbour = acting("secretary", at=mo_o)

    with pytest.raises(Publication.DoesNotExist):
        operations.approve(row, by=neighbour)
    assert queries.publications(by=neighbour) == []


def test_two_more_people_since_the_last_time_are_not_told_by_the_difference(
    publish, krong_klang, khe_xong, clerk
):
    publish(on=date(2018, 12, 31))
    later = publish()  # the same, and two in 2019
    admit(khe_xong, date(2019, 9, 1))
    again = operations.propose(krong_klang, "term_results", "2015-2020", by=clerk)

    for row in (later, again):
        rows = {each["label"]: each["cells"][0] for each in row.content["tables"][0]["rows"]}
        assert (rows["2017"], rows["2019"], rows["Cả nhiệm kỳ"]) == (9, None, None)


def test_what_was_approved_meanwhile_counts(krong_klang, khe_xong, term, clerk, secretary):
    first = operations.propose(krong_klang, "term_results", "2015-2020", by=clerk)
    admit(khe_xong, date(2015, 9, 1))
    second = operations.propose(krong_klang, "term_results", "2015-2020", by=clerk)
    operations.approve(first, by=secretary)

    with pytest.raises(operations.Refused, match="quá nhỏ"):
        operations.approve(second, by=secretary)


def test_a_withdrawal_is_signed_and_takes_the_place_of_the_file(
    publish, secretary, outbox, django_capture_on_commit_callbacks
):
    row = publish()
    with django_capture_on_commit_callbacks(execute=True):
        operations.withdraw(row, reason="Số liệu cần đối chiếu lại.", by=secretary)

    told = read(outbox)
    assert (told["type"], told["ref"], told["serial"]) == ("withdrawal", row.ref, 2)
    assert told["reason"] == "Số liệu cần đối chiếu lại."


def test_only_who_agreed_is_named(publish, khe_xong, system, outbox, term):
    willing = admit(khe_xong, date(2016, 4, 2)).case.person
    admit(khe_xong, date(2016, 4, 3))
    agree(willing, by=system)

    publish("new_members")

    assert read(outbox)["names"] == [willing.full_name]


def test_whoever_takes_the_consent_back_is_in_no_file_any_more(
    publish, khe_xong, system, outbox, term, django_capture_on_commit_callbacks
):
    stays, goes = (admit(khe_xong, date(2016, 4, day)).case.person for day in (2, 3))
    agree(stays, by=system)
    agree(goes, by=system)
    row = publish("new_members")
    assert goes.full_name in read(outbox)["names"]

    with django_capture_on_commit_callbacks(execute=True):
        operations.withdraw_consent(goes, Purpose.PUBLICATION, on=cast.TODAY, by=system)

    assert goes.full_name.encode() not in b"".join(f.read_bytes() for f in outbox.iterdir())
    assert (read(outbox)["serial"], read(outbox)["names"]) == (2, [stays.full_name])
    with django_capture_on_commit_callbacks(execute=True):
        operations.withdraw_consent(stays, Purpose.PUBLICATION, on=cast.TODAY, by=system)
    assert (read(outbox)["type"], read(outbox)["ref"]) == ("withdrawal", row.ref)


def test_the_folder_can_be_written_anew_to_the_byte(publish, outbox):
    publish()
    (file,) = outbox.iterdir()
    before = file.read_bytes()
    file.unlink()

    assert operations.write_out() == 1
    assert file.read_bytes() == before
    assert operations.write_out() == 0


def test_one_byte_altered_or_another_key_is_not_genuine(publish, outbox):
    publish()
    (file,) = outbox.iterdir()
    whole = file.read_bytes()

    with pytest.raises(signing.NotGenuine) as altered:
        signing.read(whole.replace(b'[9,"', b'[8,"', 1), queries.public_key())
    with pytest.raises(signing.NotGenuine) as spaced:
        signing.read(
            orjson.dumps(orjson.loads(whole), option=orjson.OPT_INDENT_2), queries.public_key()
        )
    with pytest.raises(signing.NotGenuine) as foreign:
        signing.read(whole, signing.public_key(b"x" * 32))
    codes = [each.value.code for each in (altered, spaced, foreign)]
    assert codes == ["signature", "form", "key"]


def test_a_day_ahead_is_read_as_today(krong_klang, term, clerk):
    ahead = cast.TODAY + timedelta(days=400)
    row = operations.propose(krong_klang, "term_results", "2015-2020", on=ahead, by=clerk)

    assert row.as_of == date(2019, 12, 31)
