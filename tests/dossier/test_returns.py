"""Files sent back with coded reasons, answered by the cell, and what lists may tell of them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.development import operations as development
from nguon.dossier import returns
from nguon.dossier.models import FileReturn
from nguon.people import operations as people
from nguon.people.consent import NoConsent
from nguon.rulebook import Event
from tests import cast
from tests.development import story
from tests.locks import ROWS_ARE_LOCKED, first_locked

BACK, AGAIN = date(2025, 3, 3), date(2025, 3, 10)


@pytest.fixture
def sent(case, system):
    """A file that the cell has resolved on and the committee sent up."""
    story.tell(case, "committee_resolution", by=system)
    return case


@pytest.fixture
def returned(sent, clerk):
    return returns.send_back(
        sent, on=BACK, reasons=["missing", "unsigned"], words="Thiếu giấy của Bịa", by=clerk,
        document="12-CV/VP", due_on=date(2025, 3, 20),
    )  # fmt: skip


def test_a_return_has_a_day_reasons_and_who_sent_it(returned, sent, clerk, krong_klang):
    (shown,) = returns.of_a_case(sent, by=clerk)

    assert shown.reasons == ("Thiếu giấy tờ", "Thiếu chữ ký, con dấu, ngày tháng")
    assert (shown.words, shown.is_open) == ("Thiếu giấy của Bịa", True)
    assert (shown.row.sender, shown.sender) == (krong_klang, "Đảng uỷ thị trấn Krông Klang")
    line = AuditEntry.objects.get(action="dossier.return")
    assert line.detail == {"case": sent.pk, "reasons": ["missing", "unsigned"]}


def test_what_was_written_lies_sealed_and_is_not_in_lists(returned, clerk, case, system):
    assert b"B\xe1\xbb\x8ba" not in bytes(returned.sealed)
    (listed,) = returns.listed(list(returns.returned(by=clerk)), by=clerk)
    assert listed.words == ""

    people.withdraw(case.person, "sensitive", on=cast.TODAY, by=system)
    assert returns.of_a_case(case, by=clerk)[0].words == ""


def test_the_cell_sees_it_and_hands_it_in_again(returned, sent, cell_secretary, clerk):
    assert returns.waiting(by=cell_secretary).get() == returned

    returns.hand_in_again(returned, on=AGAIN, words="Đã bổ sung", by=cell_secretary)

    assert not returns.waiting(by=cell_secretary).exists()
    (shown,) = returns.of_a_case(sent, by=clerk)
    assert shown.answered_on == AGAIN
    with pytest.raises(returns.Over):
        returns.hand_in_again(returned, on=AGAIN, by=cell_secretary)


def test_a_receipt_entered_later_answers_it_too(returned, sent, khe_xong, krong_klang):
    tomorrow = cast.acting("clerk", at=krong_klang, today=cast.TODAY + timedelta(days=1))
    development.record(sent, Event("file_received", AGAIN), by=tomorrow)

    assert not returns.waiting(by=tomorrow).exists()
    assert returns.of_a_case(sent, by=tomorrow)[0].answered_on == AGAIN


def test_a_receipt_of_before_does_not_answer_it(sent, clerk, system):
    development.record(sent, Event("file_received", BACK), by=system)
    later = cast.acting("clerk", at=sent.organization, today=cast.TODAY + timedelta(days=1))
    returns.send_back(sent, on=BACK, reasons=["form"], by=later)

    assert returns.waiting(by=later).count() == 1


def test_it_is_sent_back_once_until_it_is_handed_in(returned, sent, clerk, cell_secretary):
    told = {"on": AGAIN, "reasons": ["vote"], "by": clerk}
    with pytest.raises(returns.Over):
        returns.send_back(sent, **told)

    returns.hand_in_again(returned, on=AGAIN, by=cell_secretary)
    returns.send_back(sent, **told)
    assert len(returns.of_a_case(sent, by=clerk)) == 2


def test_nothing_comes_back_that_never_went_up(case, clerk, system):
    story.tell(case, "opinions", by=system)
    with pytest.raises(returns.NothingSent):
        returns.send_back(case, on=BACK, reasons=["form"], by=clerk)


def test_what_is_decided_does_not_come_back_but_an_earlier_return_may_be_entered(
    case, clerk, system
):
    story.tell(case, "admission_decision", by=system)

    with pytest.raises(returns.Over, match="đã có quyết định"):
        returns.send_back(case, on=date(2025, 3, 18), reasons=["form"], by=clerk)
    assert returns.send_back(case, on=date(2025, 3, 17), reasons=["form"], by=clerk)


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"reasons": []}, returns.Incomplete),
        ({"reasons": ["khác"]}, returns.Incomplete),
        ({"reasons": ["other"]}, returns.Incomplete),
        ({"on": date(2025, 2, 5)}, returns.BadDay),
        ({"on": cast.TODAY + timedelta(days=1)}, returns.BadDay),
        ({"due_on": date(2025, 3, 2)}, returns.BadDay),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(sent, clerk, told, refusal):
    with pytest.raises(refusal):
        returns.send_back(sent, **{"on": BACK, "reasons": ["form"], "by": clerk} | told)
    assert not FileReturn.objects.visible_to(clerk).exists()


def test_the_cell_cannot_send_its_own_file_back_nor_a_neighbour(sent, cell_secretary, neighbour):
    with pytest.raises(NotAllowed):
        returns.send_back(sent, on=BACK, reasons=["form"], by=cell_secretary)
    with pytest.raises(type(sent).DoesNotExist):
        returns.send_back(sent, on=BACK, reasons=["form"], by=neighbour)


def test_without_the_agreement_nothing_is_written_about_the_person(sent, clerk, system):
    people.withdraw(sent.person, "sensitive", on=cast.TODAY, by=system)

    with pytest.raises(NoConsent):
        returns.send_back(sent, on=BACK, reasons=["form"], words="Chưa rõ", by=clerk)
    assert returns.send_back(sent, on=BACK, reasons=["form"], by=clerk).sealed is None


def test_handing_in_again_cannot_lie_before_the_return(returned, cell_secretary):
    for day in (BACK - timedelta(days=1), cast.TODAY + timedelta(days=1)):
        with pytest.raises(returns.BadDay):
            returns.hand_in_again(returned, on=day, by=cell_secretary)


def test_the_database_lets_nobody_rewrite_a_return(returned, system):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        FileReturn.objects.visible_to(system).update(reasons=[])


@ROWS_ARE_LOCKED
def test_the_cell_is_held_before_the_file_as_a_reform_does(sent, clerk):
    def send_back():
        returns.send_back(sent, on=BACK, reasons=["missing"], words="", document="1", by=clerk,
                          due_on=AGAIN)  # fmt: skip

    assert first_locked(send_back) == "organizations_organization"
