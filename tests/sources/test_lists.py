"""The source list of a cell: monthly resolution, helpers, groups, one person in several bodies."""

from datetime import date

import pytest

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.development import operations as development
from nguon.development.models import Case, CaseEvent
from nguon.membership import transfers
from nguon.membership.models import Arrival
from nguon.people import operations as people
from nguon.people.consent import NoConsent
from nguon.people.models import Person
from nguon.rulebook import Event
from nguon.sources import lists, operations, stages
from nguon.sources.models import ListLine, ListMeeting
from tests import cast
from tests.development import story

MET = date(2025, 5, 5)
GIVEN = {"met_on": MET, "document": "05-NQ/CB"}


@pytest.fixture
def person(khe_xong, system):
    """Somebody who agreed to be followed and has no case yet."""
    return story.a_person(khe_xong, by=system, name="Hồ Thị Bịa")


@pytest.fixture
def listed(khe_xong, system):
    """Somebody whom the cell listed before."""
    case = story.a_case(khe_xong, by=system, name="Lê Văn Nêu", gender="male")
    development.record(case, story.STORY[0], by=system)
    development.record(case, Event("candidate_listed", date(2023, 4, 10)), by=system)
    return case


@pytest.fixture
def member(khe_xong, system):
    """A full member of the cell."""
    return a_member(khe_xong, system, "Hồ Văn Cũ", date(2015, 1, 1))


def a_member(cell, by, name, full_from):
    found = story.a_person(cell, by=by, name=name, gender="male")
    people.begin_membership(found, joined_on=date(2014, 1, 1), full_from=full_from, by=by)
    return found


def resolve(cell, by, listed=(), struck=None, **otherwise):
    return lists.resolve(cell, **GIVEN | otherwise, listed=listed, struck=struck or {}, by=by)


def acts(case, by):
    rows = CaseEvent.objects.visible_to(by).filter(case=case).order_by("pk")
    return [(row.type, row.happened_on, row.document) for row in rows]


def test_one_resolution_lists_some_and_strikes_others_in_their_cases_at_once(
    person, listed, khe_xong, cell_secretary
):
    meeting = resolve(khe_xong, cell_secretary, [person], {listed: "Đã chuyển đi nơi khác"})

    case = Case.objects.visible_to(cell_secretary).get(person=person)
    assert acts(case, cell_secretary) == [
        ("sourced", MET, ""),
        ("candidate_listed", MET, "05-NQ/CB"),
    ]
    assert acts(listed, cell_secretary)[-1] == ("candidate_struck", MET, "05-NQ/CB")
    listed.refresh_from_db(from_queryset=Case.objects.visible_to(cell_secretary))
    assert listed.closed_on == MET
    assert [(line.kind, line.case_id) for line in lists.lines_of(meeting, by=cell_secretary)] == [
        ("listed", case.pk),
        ("struck", listed.pk),
    ]
    names = [each.name for each in lists.candidates(by=cell_secretary, organization=khe_xong)]
    assert names == ["Hồ Thị Bịa"]


def test_one_refusal_leaves_nothing_of_the_whole_resolution(
    person, listed, khe_xong, cell_secretary, system
):
    with pytest.raises(lists.ListedAlready, match="Lê Văn Nêu"):
        resolve(khe_xong, cell_secretary, [person, listed.person])

    assert not ListMeeting.objects.visible_to(system).exists()
    assert not Case.objects.visible_to(system).filter(person=person).exists()


@pytest.mark.parametrize(
    ("otherwise", "refusal"),
    [
        ({"document": " "}, operations.Incomplete),
        ({"met_on": date(2025, 6, 3)}, operations.BadDay),
        ({"listed": ()}, lists.NothingResolved),
    ],
)
def test_a_resolution_without_what_it_needs_is_not_entered(
    person, khe_xong, cell_secretary, system, otherwise, refusal
):
    with pytest.raises(refusal):
        resolve(khe_xong, cell_secretary, **{"listed": [person], **otherwise})
    assert not ListMeeting.objects.visible_to(system).exists()


def test_nobody_is_struck_without_a_reason(listed, khe_xong, cell_secretary, system):
    with pytest.raises(operations.Incomplete):
        resolve(khe_xong, cell_secretary, struck={listed: " "})
    assert acts(listed, system)[-1][0] == "candidate_listed"


def test_a_meeting_is_entered_once(person, listed, khe_xong, cell_secretary):
    resolve(khe_xong, cell_secretary, [person])

    with pytest.raises(lists.ResolvedAlready, match="05/05/2025"):
        resolve(khe_xong, cell_secretary, struck={listed: "Thôi phấn đấu"})


def test_the_cell_beside_neither_lists_nor_strikes_here(
    person, listed, khe_xong, khom_ban_mau, officer, system
):
    neighbour = officer("cell_secretary", at=khom_ban_mau)

    with pytest.raises(NotAllowed):
        resolve(khe_xong, neighbour, [person])
    with pytest.raises(Person.DoesNotExist):
        resolve(khom_ban_mau, neighbour, [person])
    with pytest.raises(Case.DoesNotExist):
        resolve(khom_ban_mau, neighbour, struck={listed: "Thôi"})
    assert not ListLine.objects.visible_to(system).exists()


def test_who_took_the_agreement_back_is_not_listed(listed, khe_xong, cell_secretary, system):
    development.record(listed, story.STORY[3], by=system)
    development.withdraw_person(listed.person, on=cast.TODAY, by=system)

    with pytest.raises(NoConsent):
        resolve(khe_xong, cell_secretary, [listed.person])


def test_who_was_struck_can_be_listed_again_and_begins_anew(
    listed, khe_xong, cell_secretary, system
):
    resolve(khe_xong, cell_secretary, struck={listed: "Thôi phấn đấu"})
    resolve(khe_xong, cell_secretary, [listed.person], met_on=date(2025, 6, 1))

    cases = Case.objects.visible_to(system).filter(person=listed.person)
    assert sorted(case.closed_on is None for case in cases) == [False, True]


def test_whoever_was_struck_and_forgotten_is_in_no_resolution(
    listed, khe_xong, cell_secretary, system
):
    meeting = resolve(khe_xong, cell_secretary, struck={listed: "Thôi phấn đấu"})

    development.withdraw_person(listed.person, on=cast.TODAY, by=cell_secretary)

    assert lists.lines_of(meeting, by=system) == []
    assert not Person.objects.visible_to(system).filter(pk=listed.person_id).exists()


def test_the_draft_offers_who_agreed_and_who_is_listed(person, listed, member, khe_xong, clerk):
    draft = lists.draft(khe_xong, by=clerk)

    assert draft.new == [person]
    assert [each.case for each in draft.listed] == [listed]
    assert [(each.person, each.helps) for each in draft.helpers] == [(member, 0)]


# --- helpers ------------------------------------------------------------------------------------


def test_whoever_nobody_helps_is_a_gap_until_helpers_are_named_for_several_at_once(
    person, listed, member, khe_xong, cell_secretary
):
    resolve(khe_xong, cell_secretary, [person])
    gaps = lists.source_list(by=cell_secretary).gaps
    assert [each.name for each in gaps] == ["Hồ Thị Bịa", "Lê Văn Nêu"]

    pairs = {each.case: member for each in gaps}
    lists.assign_helpers(khe_xong, pairs, on=MET, document="06-NQ/CB", by=cell_secretary)

    found = lists.source_list(by=cell_secretary)
    assert found.gaps == []
    assert [helper.helps for helper in lists.draft(khe_xong, by=cell_secretary).helpers] == [2]
    assert ("helper_assigned", MET, "06-NQ/CB") in acts(listed, cell_secretary)


def test_only_a_full_member_of_the_cell_helps(
    listed, khe_xong, khom_ban_mau, cell_secretary, system
):
    later = a_member(khe_xong, system, "Hồ Văn Mới", date(2025, 6, 1))
    elsewhere = a_member(khom_ban_mau, system, "Hồ Văn Xa", date(2015, 1, 1))

    for member in (later, elsewhere, listed.person):
        with pytest.raises(lists.NoFullMember):
            lists.assign_helpers(
                khe_xong, {listed: member}, on=MET, document="6", by=cell_secretary
            )
    assert "helper_assigned" not in [act[0] for act in acts(listed, system)]


@pytest.fixture
def helped(listed, member, khe_xong, cell_secretary):
    lists.assign_helpers(khe_xong, {listed: member}, on=MET, document="6", by=cell_secretary)
    assert lists.source_list(by=cell_secretary).gaps == []
    return listed


def moves_away(member, to, by):
    letter = transfers.send(member, to, paper=transfers.Paper("41-GT", cast.TODAY), by=by)
    arrival = Arrival.objects.visible_to(by).get(departure=letter)
    transfers.accept(arrival, cell=to, on=cast.TODAY, by=by)


def leaves_the_party(member, to, by):
    people.end_membership(member, left_on=cast.TODAY, how="own_request", by=by)


@pytest.mark.parametrize("goes", [moves_away, leaves_the_party])
def test_whose_helper_is_gone_is_a_gap_again(
    helped, member, khom_ban_mau, cell_secretary, system, goes
):
    goes(member, khom_ban_mau, system)

    (gap,) = lists.source_list(by=cell_secretary).gaps

    assert (gap.case, gap.helper, gap.helper_left) == (helped, "Hồ Văn Cũ", True)
    assert lists.helper_who_left(helped, by=cell_secretary) == "Hồ Văn Cũ"


def test_a_member_of_the_same_name_who_stays_is_nobody_who_left(
    helped, member, khe_xong, khom_ban_mau, cell_secretary, system
):
    a_member(khe_xong, system, member.full_name, date(2015, 1, 1))
    moves_away(member, khom_ban_mau, system)

    assert lists.source_list(by=cell_secretary).gaps == []
    assert lists.helper_who_left(helped, by=cell_secretary) == ""


def test_who_takes_over_from_another_helper_is_a_replacement(
    listed, member, khe_xong, cell_secretary, system
):
    other = a_member(khe_xong, system, "Hồ Văn Hai", date(2015, 1, 1))
    for number, each in enumerate((member, other), 1):
        on = date(2025, 5, number)
        lists.assign_helpers(khe_xong, {listed: each}, on=on, document="", by=cell_secretary)

    rows = CaseEvent.objects.visible_to(system).filter(case=listed, type="helper_assigned")
    told = [row.fields for row in rows.order_by("pk")]
    assert told == [
        {"helper": "Hồ Văn Cũ", "replacement": False},
        {"helper": "Hồ Văn Hai", "replacement": True},
    ]


# --- one person in several bodies ---------------------------------------------------------------


def test_one_person_in_several_groups_counts_in_each_and_once_in_all(
    listed, person, khe_xong, cell_secretary
):
    resolve(khe_xong, cell_secretary, [person])
    lists.set_groups(
        person, ["youth_union_member", "militia", "association_member"], by=cell_secretary
    )
    lists.set_groups(listed.person, ["militia"], by=cell_secretary)

    found = lists.source_list(by=cell_secretary)

    assert {each.group.value: each.people for each in found.groups} == {
        "militia": 2,
        "youth_union_member": 1,
        "association_member": 1,
        "woman": 1,
    }
    assert found.total == 2


def test_the_group_of_the_first_act_counts_beside_the_others_once(listed, system, cell_secretary):
    act = Event("sourced", date(2023, 3, 10), {"source_group": "militia"})
    development.record(listed, act, by=system)
    lists.set_groups(listed.person, ["militia"], by=cell_secretary)

    found = lists.source_list(by=cell_secretary)

    assert [(each.group.value, each.people) for each in found.groups] == [("militia", 1)]


def test_women_and_minorities_are_no_tags(person, cell_secretary):
    with pytest.raises(ValueError, match="WOMAN"):
        lists.set_groups(person, ["woman"], by=cell_secretary)


def test_who_only_looks_says_nothing_of_groups(person, officer, khe_xong):
    with pytest.raises(NotAllowed):
        lists.set_groups(person, ["militia"], by=officer("inspection", at=khe_xong))


@pytest.fixture
def allowed(krong_klang, system):
    people.allow_stubs(krong_klang, on=cast.FIRST_DAY, document="1", by=system)


def referred(by, **otherwise):
    period = {"since": date(2025, 1, 1), "until": cast.TODAY}
    return {stage.code: stage.people for stage in stages.funnel(**period, by=by)}["referred"]


def test_whoever_three_bodies_refer_is_one_person_once_it_was_seen(
    allowed, khe_xong, clerk, system
):
    stubs = [
        operations.refer(
            "Lê Văn Nêu", organization=khe_xong, referred_by=body, reach="họp", by=clerk
        )
        for body in ("Đoàn thanh niên", "Hội phụ nữ", "Dân quân")
    ]
    assert referred(clerk) == 3

    for stub in stubs[1:]:
        operations.same_person(stub, by=clerk)

    assert referred(clerk) == 1


def test_that_somebody_was_known_looks_in_the_trail_like_every_end_of_a_stub(
    allowed, khe_xong, clerk, system
):
    def lines_of(end):
        stub = operations.refer(
            "Lê Văn Nêu", organization=khe_xong, referred_by="Đoàn", reach="x", by=clerk
        )
        last = AuditEntry.objects.latest("pk").pk
        end(stub)
        lines = AuditEntry.objects.filter(pk__gt=last)
        return [(line.action, line.detail) for line in lines]

    known = lines_of(lambda stub: operations.same_person(stub, by=clerk))
    refused = lines_of(lambda stub: people.refuse(stub, by=clerk))
    expired = lines_of(lambda stub: people.expire_stubs(by=cast.system(date(2025, 8, 1))))

    assert known == refused == expired == [("people.stub_ended", {})]


def test_a_committee_does_not_list_or_strike_for_its_cells(krong_klang, khe_xong, listed, system):
    assert listed.ref not in {e.case.ref for e in lists.draft(krong_klang, by=system).listed}
    assert listed.ref in {e.case.ref for e in lists.draft(khe_xong, by=system).listed}
    with pytest.raises(operations.Refused, match="không có trong danh sách"):
        resolve(krong_klang, system, struck={listed: "thử"})
