"""The round begins a backup when it is due, and writes down outside who was erased."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from nguon.core.backup import age, keeping
from nguon.development import operations as development
from nguon.development.models import Case
from nguon.jobs import backups, erasures
from nguon.people import operations as people
from nguon.people.consent import ConsentGiven
from nguon.people.models import Basis, Consent, Nomination, Person, Purpose
from tests import cast
from tests.development import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder of data whose recovery sheets were printed."""
    public = age.recipient_of(age.new_identity())
    keeping.write_whole(tmp_path / keeping.RECIPIENTS, public.encode())
    return tmp_path


def test_nothing_begins_before_the_sheets_are_printed(tmp_path, places):
    assert not backups.begin_if_due(tmp_path, by=cast.system())


def test_nothing_begins_while_the_last_backup_is_young(keys, places):
    by = cast.system()
    keeping.note(keys, keeping.State(made_at=by.at - timedelta(minutes=14), took=1))

    assert not backups.begin_if_due(keys, by=by)


@pytest.mark.pure  # a server's database outlives the folder, so only SQLite has none
def test_a_backup_that_cannot_be_made_is_noted_with_its_reason(keys, places):
    """The folder holds no site at all, so the command refuses."""
    assert backups.begin_if_due(keys, by=cast.system())

    assert backups.wait() == 2
    assert "no data yet" in keeping.state(keys).fault
    assert list(keys.glob("backups/*.age*")) == []


@pytest.fixture
def named(khe_xong, krong_klang, acting) -> Nomination:
    clerk = acting("clerk", at=krong_klang)
    people.allow_stubs(krong_klang, on=cast.TODAY, document="1-QĐ/ĐU", by=clerk)
    return people.nominate(
        "Hồ Văn Bịa", organization=khe_xong, referred_by="Mặt trận", reach="tại nhà", by=clerk
    )


def test_who_is_forgotten_is_listed_by_number_here_and_beside_the_backups(tmp_path, named):
    (tmp_path / "backups").mkdir()
    people.refuse(named, by=cast.system())

    erasures.note(tmp_path)
    erasures.note(tmp_path)  # nothing twice

    text = (tmp_path / keeping.ERASURES).read_text()
    (line,) = map(json.loads, text.splitlines())
    assert line["subject"].startswith("people.nomination:")
    assert "Bịa" not in text
    assert (tmp_path / "backups" / keeping.ERASURES).read_text() == text


def test_a_line_that_the_database_knows_is_not_done_again(tmp_path, named):
    people.refuse(named, by=cast.system())
    erasures.note(tmp_path)

    assert erasures.replay(tmp_path / keeping.ERASURES, by=cast.system()) == (0, [])


@pytest.fixture
def agreed(khe_xong) -> Person:
    given = [ConsentGiven(Purpose.DEVELOPMENT, Basis.CONSENT, "1-PĐ (thử)", date(2024, 1, 2))]
    return people.register(
        "Hồ Thị Bịa",
        organization=khe_xong,
        consents=given,
        born_on=date(1999, 5, 6),
        by=cast.system(),
    )


def a_line(action: str, number: int, **more: str) -> str:
    told = {"line": 9, "chain": 1, "number": 99, "hash": "f" * 64, "at": f"{cast.NOW.isoformat()}"}
    kind = {"people.stub_ended": "nomination"}.get(action, "person")
    subject = f"people.{kind}:{number}"
    return json.dumps({**told, "action": action, "subject": subject, **more}) + "\n"


def test_a_stub_that_came_back_with_an_old_backup_goes_again(tmp_path, named):
    (log := tmp_path / "log").write_text(a_line("people.stub_ended", named.pk))

    assert erasures.replay(log, by=cast.system()) == (1, [])
    assert not Nomination.objects.visible_to(cast.system()).exists()


def test_an_agreement_that_was_taken_back_is_taken_back_again(tmp_path, khe_xong, agreed):
    line = a_line("people.consent_withdrawn", agreed.pk, purpose="development")
    (log := tmp_path / "log").write_text(line)

    assert erasures.replay(log, by=cast.system()) == (1, [])
    assert erasures.replay(log, by=cast.system()) == (0, [])
    rows = Consent.objects.visible_to(cast.system()).filter(person=agreed)
    assert [row.withdrawn_on for row in rows] == [cast.TODAY]


def test_a_file_with_a_case_that_came_back_goes_again_whole(tmp_path, agreed):
    case = development.open_case(agreed, on=story.OPENED, by=cast.system())
    story.tell(case, "candidate_listed", by=cast.system())
    (log := tmp_path / "log").write_text(a_line("people.erased", agreed.pk))

    assert erasures.replay(log, by=cast.system()) == (1, [])
    assert not Person.objects.visible_to(cast.system()).exists()
    assert not Case.objects.visible_to(cast.system()).exists()


def test_whom_the_law_does_not_let_go_is_handed_to_somebody(tmp_path, agreed):
    by = cast.system()
    people.begin_membership(agreed, joined_on=date(2024, 1, 5), by=by)
    (log := tmp_path / "log").write_text(a_line("people.erased", agreed.pk))

    done, left = erasures.replay(log, by=by)

    assert (done, [line["subject"] for line in left]) == (0, [f"people.person:{agreed.pk}"])
    assert Person.objects.visible_to(by).filter(pk=agreed.pk).exists()
