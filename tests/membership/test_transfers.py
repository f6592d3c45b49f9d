"""Letters with two sides: who keeps the file, what either side sees, what runs on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.development import operations as development
from nguon.development.models import Case, CaseEvent
from nguon.membership import letters, queries, rules, transfers
from nguon.membership.models import Arrival, Departure
from nguon.organizations import operations as organizations
from nguon.people.models import Consent, Membership, Person
from nguon.rulebook import Event
from nguon.supervision import operations as supervision
from nguon.supervision.models import Obstacle
from tests import cast, staff
from tests.development import story
from tests.locks import ROWS_ARE_LOCKED, first_locked
from tests.membership.conftest import FULL, JOINED, SENT, again, arrived, keepers, paper, sent

OUTSIDE = transfers.Outside("Đảng bộ phường Mẫu, tỉnh Bịa", "other_province")
TODAY = cast.TODAY


def who(rows):
    return [row.person.full_name for row in rows]


def test_until_the_other_side_accepts_the_sending_cell_keeps_the_file(
    member, thon_mau, clerk, there, system
):
    letter = sent(member, thon_mau, by=clerk)

    assert letter.waits
    assert keepers(member, system) == {"khe-xong"}
    assert who(queries.members(by=clerk)) == ["Hồ Văn Viên"]
    assert queries.members(by=there) == []


def test_the_receiver_sees_what_the_letter_says_and_nothing_of_the_file(
    member, thon_mau, clerk, there
):
    sent(member, thon_mau, by=clerk)

    (waiting,) = letters.waiting(by=there)

    assert waiting.letter.name == "Hồ Văn Viên"
    assert waiting.other == "Chi bộ khóm Khe Xong"
    assert (waiting.letter.joined_on, waiting.letter.full_from) == (JOINED, FULL)
    assert not Person.objects.visible_to(there).exists()
    assert not Departure.objects.visible_to(there).exists()
    assert waiting.letter.person is None


def test_the_sender_does_not_see_the_receivers_row(member, thon_mau, clerk):
    sent(member, thon_mau, by=clerk)

    assert not Arrival.objects.visible_to(clerk).exists()


def test_acceptance_moves_the_whole_file_and_sight_at_once(member, thon_mau, clerk, there, system):
    letter = sent(member, thon_mau, by=clerk)

    transfers.accept(arrived(letter, system), cell=thon_mau, on=TODAY, by=there)

    assert keepers(member, system) == {"thon-mau"}
    assert set(Consent.objects.visible_to(there).values_list("person", flat=True)) == {member.pk}
    assert who(queries.members(by=there)) == ["Hồ Văn Viên"]
    assert queries.members(by=clerk) == []
    assert not Person.objects.visible_to(clerk).exists()
    mine = again(letter, system)
    assert (mine.accepted_on, mine.arrived_in) == (TODAY, thon_mau)


def test_a_membership_keeps_its_days(member, thon_mau, clerk, there, system):
    letter = sent(member, thon_mau, by=clerk)
    transfers.accept(arrived(letter, system), cell=thon_mau, on=TODAY, by=there)

    row = Membership.objects.visible_to(there).get(person=member)

    assert (row.joined_on, row.full_from, row.left_on) == (JOINED, FULL, None)


def test_probation_is_not_begun_again_at_the_destination(
    probationer, thon_mau, clerk, there, system
):
    before = Case.objects.visible_to(system).get(person=probationer)
    (was,) = queries.probationers(by=clerk)
    letter = sent(probationer, thon_mau, by=clerk)
    transfers.accept(arrived(letter, system), cell=thon_mau, on=TODAY, by=there)

    (row,) = queries.probationers(by=there)
    after = Case.objects.visible_to(there).get(pk=before.pk)

    assert row.member.ends_on == was.member.ends_on == date(2026, 4, 3)
    assert (after.stage, after.admitted_on) == (before.stage, before.admitted_on)
    assert [(step.step, step.due_on) for step in row.steps] == [
        (step.step, step.due_on) for step in was.steps
    ]
    told = CaseEvent.objects.visible_to(there).filter(case=after).order_by("pk")
    moved, taken_up = list(told)[-2:]
    assert (moved.type, moved.fields["after"]) == ("moved", "admission_decision")
    assert (moved.happened_in.slug, taken_up.happened_in.slug) == ("khe-xong", "thon-mau")
    assert taken_up.type == "followup_started"


def test_what_happens_later_happens_in_the_new_cell(probationer, thon_mau, clerk, there, system):
    letter = sent(probationer, thon_mau, by=clerk)
    transfers.accept(arrived(letter, system), cell=thon_mau, on=date(2025, 5, 20), by=there)
    case = Case.objects.visible_to(there).get(person=probationer)

    later = development.record(case, Event("member_declaration", date(2025, 5, 21)), by=there)
    earlier = development.record(case, Event("new_member_course", date(2025, 5, 9)), by=there)

    assert (later.happened_in.slug, earlier.happened_in.slug) == ("thon-mau", "khe-xong")


def test_after_the_cells_resolution_the_destination_follows_for_three_months(
    candidate, thon_mau, clerk, there, system
):
    letter = sent(candidate, thon_mau, by=clerk)
    transfers.accept(arrived(letter, system), cell=thon_mau, on=TODAY, by=there)

    case = Case.objects.visible_to(there).get(person=candidate)

    moved = CaseEvent.objects.visible_to(there).get(case=case, type="moved")
    assert moved.fields["after"] == "cell_resolution"
    assert case.findings == ["followup_too_short"]
    assert (case.next_step, case.next_earliest_on) == ("cell_resolution", date(2025, 9, 2))


@pytest.mark.parametrize(
    ("until", "after"),
    [
        ("opinions", "listing"),
        ("cell_resolution", "cell_resolution"),
        ("committee_resolution", "cell_resolution"),
        ("admission_decision", "admission_decision"),
    ],
)
def test_the_case_says_after_which_step_somebody_moved(
    until, after, khe_xong, thon_mau, clerk, there, system
):
    story.describe(khe_xong)
    case = story.a_case(khe_xong, by=system)
    story.tell(case, until, by=system)
    letter = sent(case.person, thon_mau, by=clerk)
    transfers.accept(arrived(letter, system), cell=thon_mau, on=TODAY, by=there)

    moved = CaseEvent.objects.visible_to(there).get(case=case, type="moved")

    assert (moved.fields["after"], moved.fields["to"]) == (after, "Chi bộ thôn Mẫu")


def test_rows_of_other_tables_go_along_and_what_tells_of_the_place_stays(
    probationer, khe_xong, thon_mau, clerk, there, system
):
    owner = staff.employ("clerk", khe_xong, on=cast.FIRST_DAY)
    case = Case.objects.visible_to(system).get(person=probationer)
    acting = replace(cast.acting("clerk", at=khe_xong), user_id=owner.pk)
    of_case = supervision.raise_obstacle(
        khe_xong, cause="A1", case=case, owner=owner, due_on=TODAY, by=acting
    )
    of_cell = supervision.raise_obstacle(
        khe_xong, cause="A1", owner=owner, due_on=TODAY, by=acting
    )
    letter = sent(probationer, thon_mau, by=clerk)
    transfers.accept(arrived(letter, system), cell=thon_mau, on=TODAY, by=there)

    assert list(Obstacle.objects.visible_to(there)) == [of_case]
    assert list(Obstacle.objects.visible_to(clerk)) == [of_cell]
    assert [row.pk for row in Departure.objects.visible_to(clerk)] == [letter.pk]


def test_a_committee_takes_somebody_in_at_one_of_its_cells(
    member, mo_o, thon_mau, khom_ban_mau, clerk, there, system
):
    arrival = arrived(sent(member, mo_o, by=clerk), system)
    with pytest.raises(rules.BadReceiver):
        transfers.accept(arrival, cell=khom_ban_mau, on=TODAY, by=there)
    with pytest.raises(rules.BadReceiver):
        transfers.accept(arrival, cell=mo_o, on=TODAY, by=there)

    transfers.accept(arrival, cell=thon_mau, on=TODAY, by=there)

    assert keepers(member, system) == {"thon-mau"}
    assert letters.cells(by=there, under=mo_o) == [("thon-mau", "Chi bộ thôn Mẫu")]


def test_a_letter_sent_back_says_why_and_moves_nothing(member, thon_mau, clerk, there, system):
    letter = sent(member, thon_mau, by=clerk)
    with pytest.raises(rules.Incomplete):
        transfers.return_letter(arrived(letter, system), reason="  ", by=there)

    transfers.return_letter(arrived(letter, system), reason="Thiếu phiếu đảng viên", by=there)

    mine = again(letter, system)
    assert (mine.returned_on, mine.words) == (TODAY, "Thiếu phiếu đảng viên")
    assert keepers(member, system) == {"khe-xong"}
    assert letters.waiting(by=there) == []
    assert sent(member, thon_mau, by=clerk, paper=paper("13-GT")).waits


def test_of_a_candidate_not_accepted_the_other_side_keeps_no_name(
    candidate, thon_mau, clerk, there, system
):
    letter = sent(candidate, thon_mau, by=clerk)
    assert arrived(letter, system).name == "Hồ Thị Chờ"

    transfers.return_letter(arrived(letter, system), reason="Không có hồ sơ kèm theo", by=there)

    assert (arrived(letter, system).name, arrived(letter, system).papers) == ("", "")
    assert again(letter, system).name == "Hồ Thị Chờ"


def test_a_candidate_who_is_erased_leaves_no_letter(khe_xong, thon_mau, clerk, system):
    case = story.a_case(khe_xong, by=system)
    sent(case.person, thon_mau, by=clerk)

    development.withdraw_person(case.person, on=TODAY, by=clerk)

    assert not Departure.objects.visible_to(system).exists()
    assert not Arrival.objects.visible_to(system).exists()


def test_who_comes_second_is_told_what_happened(member, thon_mau, clerk, there, system):
    letter = sent(member, thon_mau, by=clerk)
    arrival = arrived(letter, system)
    transfers.call_off(letter, reason="Không đi nữa", by=clerk)

    with pytest.raises(rules.Settled, match="rút giấy ngày 02/06/2025: Không đi nữa"):
        transfers.accept(arrival, cell=thon_mau, on=TODAY, by=there)
    with pytest.raises(rules.Settled):
        transfers.return_letter(arrival, reason="x", by=there)

    assert keepers(member, system) == {"khe-xong"}


def test_nothing_is_called_off_after_it_was_accepted_or_sent_back(
    member, thon_mau, clerk, there, system
):
    letter = sent(member, thon_mau, by=clerk)
    transfers.accept(arrived(letter, system), cell=thon_mau, on=TODAY, by=there)
    with pytest.raises(rules.Settled, match="tiếp nhận ngày 02/06/2025"):
        transfers.call_off(letter, reason="Không đi nữa", by=clerk)

    back = sent(member, khe := letter.happened_in, by=there, paper=paper("2-GT"))
    transfers.return_letter(arrived(back, system), reason="Sai nơi", by=clerk)
    with pytest.raises(rules.Settled, match="trả lại giấy ngày 02/06/2025: Sai nơi"):
        transfers.call_off(back, reason="x", by=there)
    assert khe.slug == "khe-xong"


def test_one_letter_at_a_time(member, thon_mau, khom_ban_mau, clerk):
    sent(member, thon_mau, by=clerk)

    with pytest.raises(rules.UnderWay, match="rút giấy trước"):
        sent(member, khom_ban_mau, by=clerk, paper=paper("13-GT"))


def test_a_letter_may_be_called_off_and_another_sent(member, thon_mau, khom_ban_mau, clerk):
    transfers.call_off(sent(member, thon_mau, by=clerk), reason="Đổi nơi đến", by=clerk)

    assert sent(member, khom_ban_mau, by=clerk, paper=paper("13-GT")).waits


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"paper": paper(number=" ")}, rules.Incomplete),
        ({"paper": paper(on=TODAY + timedelta(days=1))}, rules.BadDay),
        ({"until": SENT}, rules.BadDay),
    ],
)
def test_a_letter_has_a_number_and_possible_days(change, refusal, member, thon_mau, clerk, system):
    with pytest.raises(refusal):
        sent(member, thon_mau, by=clerk, **change)

    assert not Departure.objects.visible_to(system).exists()


def test_nobody_is_sent_to_where_they_are_or_to_what_has_ended(
    member, khe_xong, krong_klang, thon_mau, mo_o, clerk, system
):
    with pytest.raises(rules.BadReceiver):
        sent(member, khe_xong, by=clerk)
    organizations.dissolve(thon_mau, successor=mo_o, on=TODAY, document="9", by=system)
    with pytest.raises(rules.BadReceiver):
        sent(member, thon_mau, by=clerk)
    with pytest.raises(rules.Incomplete):
        sent(member, transfers.Outside(" ", "other_province"), by=clerk)


def test_who_is_neither_member_nor_considered_is_not_sent(khe_xong, thon_mau, clerk, system):
    person = story.a_person(khe_xong, by=system)

    with pytest.raises(rules.NothingToSend):
        sent(person, thon_mau, by=clerk)


def test_acceptance_lies_between_letter_and_today_and_after_what_the_case_holds(
    probationer, thon_mau, clerk, there, system
):
    letter = sent(probationer, thon_mau, by=clerk, paper=paper(on=date(2025, 3, 20)))
    arrival = arrived(letter, system)
    for day in (date(2025, 3, 19), TODAY + timedelta(days=1)):
        with pytest.raises(rules.BadDay):
            transfers.accept(arrival, cell=thon_mau, on=day, by=there)
    with pytest.raises(rules.Refused, match="việc ngày 03/04/2025"):
        transfers.accept(arrival, cell=thon_mau, on=date(2025, 4, 2), by=there)

    assert keepers(probationer, system) == {"khe-xong"}
    assert again(letter, system).waits


def test_a_letter_gets_late_by_the_regulation_of_its_day(member, thon_mau, clerk, there):
    sent(member, thon_mau, by=clerk, paper=paper(on=date(2025, 4, 17)))

    (waiting,) = letters.waiting(by=there)
    (mine,) = letters.board(by=clerk).outgoing

    assert waiting.limit == mine.limit == date(2025, 6, 2)
    assert waiting.cited.citation.instrument == "232-QĐ/TW 2025-01-20"
    assert not waiting.overdue
    assert letters.board(by=replace(clerk, today=date(2025, 6, 3))).outgoing[0].overdue
    assert letters.board(by=replace(there, today=date(2025, 6, 3))).incoming[0].overdue


def test_who_goes_for_a_while_stays_on_the_list_of_the_cell(
    member, thon_mau, clerk, there, system
):
    letter = sent(member, thon_mau, by=clerk, until=date(2025, 12, 31))
    transfers.accept(arrived(letter, system), cell=thon_mau, on=date(2025, 5, 8), by=there)

    (row,) = queries.members(by=clerk)
    assert row.elsewhere == again(letter, system)
    assert keepers(member, system) == {"khe-xong"}
    assert [shown.letter.name for shown in letters.board(by=there).guests] == ["Hồ Văn Viên"]
    assert not Person.objects.visible_to(there).exists()
    with pytest.raises(rules.UnderWay, match="tạm thời"):
        sent(member, thon_mau, by=clerk, paper=paper("13-GT"))

    transfers.end_stay(arrived(letter, system), on=TODAY, by=there)

    assert again(letter, system).ended_on == TODAY
    assert queries.members(by=clerk)[0].elsewhere is None
    assert letters.board(by=there).guests == ()


def test_either_side_notes_the_return_once(member, thon_mau, clerk, there, system):
    letter = sent(member, thon_mau, by=clerk, until=date(2025, 12, 31))
    with pytest.raises(rules.Over):
        transfers.end_stay(letter, on=TODAY, by=clerk)
    transfers.accept(arrived(letter, system), cell=thon_mau, on=date(2025, 5, 8), by=there)
    with pytest.raises(rules.BadDay):
        transfers.end_stay(letter, on=date(2025, 5, 7), by=clerk)

    transfers.end_stay(letter, on=TODAY, by=clerk)

    with pytest.raises(rules.Over):
        transfers.end_stay(arrived(letter, system), on=TODAY, by=there)
    assert arrived(letter, system).ended_on == TODAY


def test_a_candidate_does_not_go_for_a_while(candidate, thon_mau, clerk):
    with pytest.raises(rules.NothingToSend):
        sent(candidate, thon_mau, by=clerk, until=date(2025, 12, 31))


def test_who_went_to_a_place_outside_is_a_member_of_no_place_here(member, clerk, system):
    letter = sent(member, OUTSIDE, by=clerk)
    assert who(queries.members(by=clerk)) == ["Hồ Văn Viên"]

    transfers.confirm_outside(letter, on=TODAY, by=clerk)

    assert queries.members(by=clerk) == []
    assert Membership.objects.visible_to(clerk).get(person=member).left_on is None
    with pytest.raises(rules.UnderWay, match="ngoài hệ thống"):
        sent(member, OUTSIDE, by=clerk, paper=paper("13-GT"))
    with pytest.raises(rules.Settled):
        transfers.confirm_outside(letter, on=TODAY, by=clerk)


def test_a_case_that_went_outside_is_closed_with_the_move_in_it(candidate, clerk, system):
    letter = sent(candidate, OUTSIDE, by=clerk)
    transfers.confirm_outside(letter, on=TODAY, by=clerk)

    case = Case.objects.visible_to(clerk).get(person=candidate)

    assert (case.closed_on, case.stage) == (TODAY, "moved_out")


def test_who_comes_back_from_outside_is_taken_in_where_the_file_is(member, clerk, system):
    letter = sent(member, OUTSIDE, by=clerk)
    transfers.confirm_outside(letter, on=date(2025, 5, 20), by=clerk)
    back = transfers.Paper("77-GT", date(2025, 5, 28))
    with pytest.raises(rules.BadDay):
        transfers.take_back(
            letter, origin="Phường Mẫu", paper=back, on=date(2025, 5, 27), by=clerk
        )

    row = transfers.take_back(letter, origin="Phường Mẫu", paper=back, on=TODAY, by=clerk)

    assert (row.person_id, row.joined_on, row.reach) == (member.pk, JOINED, "other_province")
    assert who(queries.members(by=clerk)) == ["Hồ Văn Viên"]
    with pytest.raises(rules.Over):
        transfers.take_back(letter, origin="Phường Mẫu", paper=back, on=TODAY, by=clerk)


def test_only_a_place_outside_is_confirmed_by_the_sender(member, thon_mau, clerk):
    letter = sent(member, thon_mau, by=clerk)

    with pytest.raises(rules.BadReceiver):
        transfers.confirm_outside(letter, on=TODAY, by=clerk)
    with pytest.raises(rules.Over):
        transfers.take_back(letter, origin="x", paper=paper(), on=TODAY, by=clerk)


def from_outside(cell, by, *, origin=OUTSIDE, until=None, on=TODAY, **change):
    told = {"name": "Trần Văn Đến", "joined_on": date(2019, 9, 2), "full_from": date(2020, 9, 2)}
    letter = transfers.Paper("5-GT", SENT, "Lý lịch đảng viên")
    who = transfers.Newcomer(**{**told, **change})
    return transfers.receive_from_outside(
        cell, who, origin, paper=letter, on=on, until=until, by=by
    )


def test_the_letter_is_the_ground_for_the_file_of_who_comes_from_outside(thon_mau, acting, system):
    secretary = acting("secretary", at=thon_mau)
    row = from_outside(thon_mau, secretary, details={"born_on": date(1990, 1, 1)})

    (found,) = queries.members(by=secretary)

    assert found.person.pk == row.person_id
    assert (found.membership.joined_on, found.is_full) == (date(2019, 9, 2), True)
    ground = Consent.objects.visible_to(system).get(person=found.person)
    assert (ground.basis, ground.document, ground.document_on) == ("membership", "5-GT", SENT)


def test_of_a_guest_from_outside_only_the_letter_is_kept(thon_mau, there):
    row = from_outside(thon_mau, there, until=date(2025, 12, 31))

    assert not Person.objects.visible_to(there).exists()
    assert [shown.letter for shown in letters.board(by=there).guests] == [row]
    transfers.end_stay(row, on=TODAY, by=there)
    assert letters.board(by=there).guests == ()


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": ""}, rules.Incomplete),
        ({"joined_on": TODAY + timedelta(days=1)}, rules.BadDay),
        ({"full_from": date(2019, 9, 1)}, rules.BadDay),
        ({"on": SENT - timedelta(days=1)}, rules.BadDay),
        ({"origin": transfers.Outside("", "other_province")}, rules.Incomplete),
    ],
)
def test_an_arrival_from_outside_is_complete_or_not_written(
    change, refusal, thon_mau, there, system
):
    with pytest.raises(refusal):
        from_outside(thon_mau, there, **change)

    assert not Arrival.objects.visible_to(system).exists()
    assert not Person.objects.visible_to(system).exists()


def test_people_are_taken_in_at_cells(mo_o, there):
    with pytest.raises(rules.BadReceiver):
        from_outside(mo_o, there)


def test_who_may_not_send_or_receive_writes_nothing(
    member, khe_xong, thon_mau, acting, clerk, there, system
):
    looker = acting("inspection", at=khe_xong)
    with pytest.raises(NotAllowed):
        sent(member, thon_mau, by=looker)
    letter = sent(member, thon_mau, by=clerk)
    with pytest.raises(NotAllowed):
        transfers.call_off(letter, reason="x", by=looker)
    guide = acting("area_member", at=thon_mau)
    with pytest.raises(NotAllowed):
        transfers.accept(arrived(letter, system), cell=thon_mau, on=TODAY, by=guide)
    with pytest.raises(NotAllowed):
        from_outside(thon_mau, guide)
    with pytest.raises(Arrival.DoesNotExist):
        transfers.accept(arrived(letter, system), cell=thon_mau, on=TODAY, by=clerk)
    with pytest.raises(Departure.DoesNotExist):
        transfers.call_off(letter, reason="x", by=there)

    assert again(letter, system).waits


def test_either_side_finds_the_acts_in_its_own_trail(
    member, khe_xong, thon_mau, clerk, there, system
):
    letter = sent(member, thon_mau, by=clerk)
    transfers.accept(arrived(letter, system), cell=thon_mau, on=TODAY, by=there)

    def told(place):
        lines = AuditEntry.objects.filter(chain=place.pk, action__startswith="membership.")
        return list(lines.order_by("number").values_list("action", "actor_id"))

    assert told(khe_xong) == [("membership.send", 7), ("membership.accepted_there", 8)]
    assert told(thon_mau) == [("membership.offered", 7), ("membership.accept", 8)]


def test_a_letter_finds_who_took_over_from_the_place_it_was_sent_to(
    member, thon_mau, mo_o, khom_ban_mau, clerk, system
):
    letter = sent(member, thon_mau, by=clerk)
    organizations.dissolve(thon_mau, successor=khom_ban_mau, on=TODAY, document="9", by=system)

    (waiting,) = letters.waiting(by=clerk)
    transfers.accept(waiting.letter, cell=khom_ban_mau, on=TODAY, by=clerk)

    assert keepers(member, system) == {"khom-ban-mau"}
    assert again(letter, system).arrived_in == khom_ban_mau


@ROWS_ARE_LOCKED
def test_both_cells_are_held_before_the_letter_as_a_reform_does(
    member, thon_mau, clerk, there, system
):
    letter = sent(member, thon_mau, by=clerk)
    arrival = arrived(letter, system)

    def accept():
        transfers.accept(arrival, cell=thon_mau, on=TODAY, by=there)

    assert first_locked(accept) == "organizations_organization"
