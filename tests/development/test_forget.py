"""Withdrawing: before an application nothing is left of the person, after it an act is entered."""

import pytest
from django.db import connection

from nguon.core import audit
from nguon.core.actor import NotAllowed
from nguon.core.guard import unscoped
from nguon.core.models import AuditEntry
from nguon.development import operations, projection
from nguon.development.facts import dossier
from nguon.development.models import Case, CaseEvent
from nguon.people.models import Person
from nguon.rulebook import Event
from tests.cast import TODAY
from tests.development import story

NAME = "Hồ Văn Tên Riêng"
CANARIES = (NAME, "riêng", "ghi chú lạ", "CANARY-7")


INDEX = "people_name_words"  # has no rows to read; what it keeps lies in tables beside it


def everything():
    """Every value of every table as text."""
    found = []
    with unscoped("the test reads raw rows"), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for table in tables - {INDEX}:
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


@pytest.fixture
def prospect(khe_xong, clerk):
    """Somebody with a case, a few acts, one taken back and one under seal; no application."""
    case = story.a_case(khe_xong, by=clerk, name=NAME)
    story.tell(case, "awareness_course", by=clerk)
    row = operations.record(
        case,
        Event("helper_assigned", TODAY, {"helper": "CANARY-7", "note": "ghi chú lạ"}),
        by=clerk,
    )
    operations.retract(row, reason="CANARY-7", by=clerk)
    operations.record(case, Event("conviction", TODAY, {"gravity": "less_serious"}), by=clerk)
    return case.person


def test_before_an_application_nothing_is_left(prospect, clerk):
    assert all(canary in everything() for canary in (NAME, "ghi chú lạ", "CANARY-7"))

    assert operations.withdraw_person(prospect, on=TODAY, by=clerk) is None

    left = everything()
    assert [canary for canary in CANARIES if canary in left] == []
    assert not Case.objects.visible_to(clerk).exists()
    assert not CaseEvent.objects.visible_to(clerk).exists()
    assert not Person.objects.visible_to(clerk).exists()


def test_the_trail_stays_whole_and_names_nobody(prospect, clerk):
    operations.withdraw_person(prospect, on=TODAY, by=clerk)

    assert list(audit.verify()) == []
    assert AuditEntry.objects.filter(action="people.erased").count() == 1


def test_after_an_application_the_withdrawal_is_an_act_and_the_case_is_closed(case, clerk):
    story.tell(case, "application", by=clerk)

    closed = operations.withdraw_person(case.person, on=TODAY, by=clerk)

    assert closed == case
    case = Case.objects.visible_to(clerk).get()
    assert (case.stage, case.next_step, case.closed_on) == ("withdrawn", "", TODAY)
    assert CaseEvent.objects.visible_to(clerk).filter(type="withdrawn").count() == 1


def test_after_an_application_nobody_is_forgotten(case, clerk):
    story.tell(case, "application", by=clerk)

    with pytest.raises(operations.AlreadyApplied, match="đã nộp đơn"):
        operations.forget(case.person, by=clerk)
    assert CaseEvent.objects.visible_to(clerk).count() == 4


def test_an_application_that_was_entered_by_mistake_does_not_keep_the_file(case, clerk):
    *_, application = story.tell(case, "application", by=clerk)
    operations.retract(application, reason="Đơn của người khác", by=clerk)

    assert operations.withdraw_person(case.person, on=TODAY, by=clerk) is None
    assert not Person.objects.visible_to(clerk).exists()


def test_the_data_protection_person_forgets_without_ever_seeing_the_case(
    prospect, acting, krong_klang, clerk
):
    officer = acting("data_protection", at=krong_klang, user_id=11)
    operations.withdraw_person(prospect, on=TODAY, by=officer)

    assert not Person.objects.visible_to(clerk).exists()


def test_after_an_application_the_data_protection_person_records_the_withdrawal(
    case, clerk, acting, krong_klang
):
    story.tell(case, "application", by=clerk)
    officer = acting("data_protection", at=krong_klang, user_id=11)

    closed = operations.withdraw_person(case.person, on=TODAY, by=officer)

    assert closed == case
    assert Case.objects.visible_to(clerk).get().closed_on == TODAY
    (row,) = CaseEvent.objects.visible_to(clerk).filter(type="withdrawn")
    assert row.recorded_by == officer.user_id
    assert list(audit.verify()) == []


def test_recording_a_withdrawal_lends_no_sight_of_the_case_and_no_other_act(
    case, clerk, acting, krong_klang
):
    story.tell(case, "application", by=clerk)
    officer = acting("data_protection", at=krong_klang, user_id=11)
    operations.withdraw_purpose(case.person, "sensitive", on=TODAY, by=officer)

    assert not Case.objects.visible_to(officer).exists()
    with pytest.raises(Case.DoesNotExist):
        operations.record(case, Event("withdrawn", TODAY), by=officer)
    with pytest.raises(operations.AlreadyApplied):
        operations.forget(case.person, by=officer)


def test_the_data_protection_person_of_the_neighbours_withdraws_nobody(case, clerk, acting, mo_o):
    story.tell(case, "application", by=clerk)

    with pytest.raises(Person.DoesNotExist):
        operations.withdraw_person(
            case.person, on=TODAY, by=acting("data_protection", at=mo_o, user_id=12)
        )
    assert Case.objects.visible_to(clerk).get().closed_on is None


@pytest.mark.parametrize("role", ["area_member", "secretary", "inspection"])
def test_others_forget_nobody(prospect, acting, krong_klang, role, clerk):
    with pytest.raises(NotAllowed):
        operations.forget(prospect, by=acting(role, at=krong_klang))
    assert CaseEvent.objects.visible_to(clerk).count() == 6


def test_the_neighbour_does_not_even_find_the_person(prospect, neighbour, clerk):
    with pytest.raises(Person.DoesNotExist):
        operations.withdraw_person(prospect, on=TODAY, by=neighbour)
    assert Person.objects.visible_to(clerk).count() == 1


def test_whoever_got_further_has_applied_even_if_the_application_was_never_entered(case, clerk):
    operations.record(case, Event("cv", TODAY), by=clerk)

    with pytest.raises(operations.AlreadyApplied):
        operations.forget(case.person, by=clerk)


def test_after_the_case_was_closed_a_withdrawal_is_still_taken(case, clerk):
    story.tell(case, "application", by=clerk)
    operations.close(case, on=TODAY, by=clerk)

    assert operations.withdraw_person(case.person, on=TODAY, by=clerk) is None
    assert CaseEvent.objects.visible_to(clerk).filter(type="withdrawn").count() == 0
    assert Person.objects.visible_to(clerk).count() == 1


def test_withdrawing_another_purpose_leaves_the_case_and_judges_it_anew(case, clerk):
    story.tell(case, "opinions", by=clerk)

    operations.withdraw_purpose(case.person, "sensitive", on=TODAY, by=clerk)

    case = Case.objects.visible_to(clerk).get()
    assert (case.stage, case.closed_on, case.concealed) == ("opinions", None, True)


@pytest.fixture
def held(khe_xong, clerk):
    """A case in which a sensitive fact stands in the way, as the list says."""
    case = story.a_case(khe_xong, by=clerk, secret={"political_history_issue": True})
    story.tell(case, "opinions", by=clerk)
    row = Case.objects.visible_to(clerk).select_related("person").get()
    assert (row.concealed, row.blocked_since is not None) == (True, True)
    return row


@pytest.mark.parametrize("role", ["clerk", "data_protection"])
def test_once_the_agreement_is_withdrawn_no_verdict_rests_on_what_was_sealed(
    held, acting, krong_klang, clerk, role
):
    who = acting(role, at=krong_klang, user_id=11)
    Case.unscoped.filter(pk=held.pk).update(stage="rests on what was sealed")

    operations.withdraw_purpose(held.person, "sensitive", on=TODAY, by=who)

    row = Case.objects.visible_to(clerk).select_related("person", "organization").get()
    assert dossier(row, by=clerk).sensitive == {}
    said = projection.columns_of(dossier(row, by=clerk), TODAY)
    assert {name: getattr(row, name) for name in said} == said


def test_the_verdict_of_a_closed_case_rests_on_it_no_longer_either(held, clerk):
    operations.close(held, on=TODAY, by=clerk)
    Case.unscoped.filter(pk=held.pk).update(stage="rests on what was sealed")

    operations.withdraw_purpose(held.person, "sensitive", on=TODAY, by=clerk)

    assert Case.objects.visible_to(clerk).get().stage == "opinions"
