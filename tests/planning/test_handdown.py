"""The hand-down board: sums, floors, reserve, chain, gaps, history, and the tree in time."""

from datetime import date

import pytest

from nguon.core.models import AuditEntry
from nguon.organizations import operations as organizations
from nguon.planning import handdown, operations, queries, stages
from nguon.planning.attainment import AS_IS, AS_WAS, Range
from nguon.planning.models import CellTarget, HandDown
from nguon.planning.reading import of_term, read_term
from tests import cast
from tests.planning.story import admit

PAPER = {"document": "07-NQ/ĐU", "decided_on": date(2016, 1, 5)}
LATER = {"document": "09-NQ/ĐU", "decided_on": date(2016, 7, 1)}
DESPITE = {"reason": "Phần còn lại giao sau"}
MERGED = {"on": date(2016, 7, 1), "document": "NQ 5"}


def board(term, year=2016, *, by=None, as_of=None, **options):
    by = by or cast.system()
    return handdown.board(of_term(term, as_of=as_of or by.today), year, by=by, **options)


def read(organization, year=2016, *, tree=AS_IS, as_of=None, slug="2015-2020"):
    by = cast.system()
    return handdown.board(
        read_term(organization, slug, by=by, tree=tree, as_of=as_of), year, by=by
    )


def hand(term, targets, *, by=None, year=2016, **options):
    paper = {"document": PAPER["document"], "decided_on": PAPER["decided_on"]}
    return operations.hand_out(
        term, targets, year=year, by=by or cast.system(), **(paper | options)
    )


def row(found, slug):
    (one,) = [each for each in found.rows if each.place.slug == slug]
    return one


def lines(action):
    return AuditEntry.objects.filter(action=action).count()


# --- the sum, the reserve, the floors ------------------------------------------------------------


def test_a_board_that_adds_up_is_handed_down_with_its_reserve(khe_xong, khom_ban_mau, term):
    hand(term, {khe_xong: Range(3, 4), khom_ban_mau: Range(6, 6)}, reserve=Range(1, 2))

    found = board(term)

    assert (found.handed_out, found.reserve, found.open_lower) == (Range(9, 10), Range(1, 2), 0)
    assert found.proposal().adds_up
    assert (found.paper.document, found.paper.departs) == ("07-NQ/ĐU", ())
    assert lines("planning.hand_out") == 1
    assert lines("planning.set_cell_target") == 2


def test_a_board_that_does_not_add_up_is_refused_whole(khe_xong, khom_ban_mau, term, system):
    with pytest.raises(operations.DoesNotFit, match="mức thấp thiếu 3") as refusal:
        hand(term, {khe_xong: Range(3, 4), khom_ban_mau: Range(4, 8)})

    assert refusal.value.departs == ["sum"]
    assert not CellTarget.objects.visible_to(system).exists()
    assert not HandDown.objects.visible_to(system).exists()
    assert lines("planning.hand_out") == 0


def test_a_reason_lets_it_stand_and_is_kept_with_what_it_departs_from(khe_xong, term, system):
    hand(term, {khe_xong: Range(3, 4)}, **DESPITE)

    (kept,) = HandDown.objects.visible_to(system)

    assert (kept.departs, kept.reason) == (["sum"], "Phần còn lại giao sau")
    assert (kept.asked_lower, kept.asked_upper) == (10, 12)
    assert board(term).paper.reason == "Phần còn lại giao sau"


def test_no_reason_is_kept_where_nothing_departs(khe_xong, term, system):
    hand(term, {khe_xong: Range(10, 12)}, **DESPITE)

    assert HandDown.objects.visible_to(system).get().reason == ""


@pytest.fixture
def floor(dakrong, system):
    """The district lets nothing below one be handed to a cell, since 2016."""
    act = {"on": date(2016, 1, 1), "document": "KH 12-KH/HU", "by": system}
    return operations.set_floor(dakrong, tier="cell", lower=1, **act)


def test_below_the_floor_of_the_committee_above_nothing_is_handed_down(
    khe_xong, khom_ban_mau, term, floor
):
    with pytest.raises(operations.DoesNotFit, match=r"Khe Xong \(0, sàn 1\)") as refusal:
        hand(term, {khom_ban_mau: Range(10, 12)})

    assert refusal.value.departs == ["floor"]
    assert row(board(term), "khe-xong").floor.document == "KH 12-KH/HU"


def test_a_cell_without_anybody_left_is_exempt_from_the_floor(
    khe_xong, khom_ban_mau, term, floor, system
):
    report = {"reason": "Đi làm xa", "document": "05-BC/CB"}
    operations.report_no_source(khe_xong, year=2016, **report, by=system)

    hand(term, {khom_ban_mau: Range(10, 12)})

    exempt = row(board(term), "khe-xong")
    assert (exempt.exemption.reason, exempt.binds) == ("Đi làm xa", None)


def test_of_the_coming_year_too_nobody_left_may_be_reported(khe_xong, term, floor, system):
    coming = system.today.year + 1
    report = {"reason": "Đi làm xa", "document": "05-BC/CB"}

    operations.report_no_source(khe_xong, year=coming, **report, by=system)

    with pytest.raises(operations.NotYet):
        operations.report_no_source(khe_xong, year=coming + 1, **report, by=system)


def test_a_cell_that_came_in_the_middle_of_the_year_is_not_below_the_floor(
    krong_klang, khe_xong, khom_ban_mau, term, floor, system
):
    """What a merger made has the targets of those before it, which stand beside it."""
    hand(term, {khe_xong: Range(3, 4), khom_ban_mau: Range(7, 8)})
    act = {"on": date(2016, 7, 1), "document": "QĐ 9", "by": system}
    merged = organizations.establish(
        "mau-xong", name="Chi bộ Mẫu Xong", tier="cell", party_rank="subordinate_cell",
        parent=krong_klang, **act,
    )  # fmt: skip
    organizations.merge([khe_xong, khom_ban_mau], into=merged, **act)

    assert row(board(term), "mau-xong").binds is None
    assert "floor" not in board(term).proposal().departs


def test_the_nearer_committees_floor_takes_the_place_of_the_higher_ones(
    krong_klang, khe_xong, khom_ban_mau, term, floor, system
):
    act = {"on": date(2016, 1, 2), "document": "NQ xã", "by": system}
    operations.set_floor(krong_klang, tier="cell", lower=4, **act)

    with pytest.raises(operations.DoesNotFit, match="sàn 4"):
        hand(term, {khe_xong: Range(3, 4), khom_ban_mau: Range(7, 8)})


def test_a_floor_binds_from_its_day(khe_xong, khom_ban_mau, term, system, dakrong):
    act = {"on": date(2016, 1, 6), "document": "KH", "by": system}
    operations.set_floor(dakrong, tier="cell", lower=1, **act)

    hand(term, {khom_ban_mau: Range(10, 12)})

    assert board(term, on=date(2016, 1, 5)).proposal().departs == []
    assert board(term, on=date(2016, 1, 6)).proposal().departs == ["floor"]


def test_a_new_floor_ends_the_one_before_and_none_is_put_before_it(dakrong, floor, system):
    act = {"tier": "cell", "document": "KH 2", "by": system}
    operations.set_floor(dakrong, lower=2, on=date(2018, 1, 1), **act)

    told = [(line.lower, line.last_day) for line in stages.floors(dakrong, by=system)]
    assert told == [(1, date(2017, 12, 31)), (2, None)]
    with pytest.raises(operations.FloorExists, match="01/01/2018"):
        operations.set_floor(dakrong, lower=3, on=date(2018, 1, 1), **act)


@pytest.mark.parametrize("tier", ["district", "province", "khong-co"])
def test_a_floor_is_set_for_who_stands_below(dakrong, system, tier):
    with pytest.raises(operations.WrongTier):
        operations.set_floor(
            dakrong, tier=tier, lower=1, on=date(2016, 1, 1), document="KH", by=system
        )


# --- what else is refused ------------------------------------------------------------------------


def test_a_board_that_somebody_else_changed_meanwhile_is_not_overwritten(
    khe_xong, khom_ban_mau, term
):
    stand = board(term).stand
    hand(term, {khe_xong: Range(10, 12)})

    with pytest.raises(operations.ChangedMeanwhile):
        hand(term, {khom_ban_mau: Range(10, 12)}, stand=stand, **LATER, **DESPITE)


def test_a_change_needs_a_later_decision(khe_xong, khom_ban_mau, term):
    hand(term, {khe_xong: Range(4, 5), khom_ban_mau: Range(6, 7)})

    for day in (date(2016, 1, 5), date(2016, 1, 4)):
        with pytest.raises(operations.TargetExists, match="05/01/2016"):
            hand(term, {khe_xong: Range(5, 6), khom_ban_mau: Range(5, 6)}, decided_on=day)


def test_another_reserve_needs_a_later_decision_too(khe_xong, term):
    hand(term, {khe_xong: Range(9, 11)}, reserve=Range(1, 1))

    with pytest.raises(operations.TargetExists):
        hand(term, {}, reserve=Range(2, 2), **DESPITE)


def test_the_same_board_again_is_no_decision(khe_xong, term):
    hand(term, {khe_xong: Range(10, 12)})

    with pytest.raises(operations.NothingChanges):
        hand(term, {khe_xong: Range(10, 12)}, **LATER)


def test_a_year_outside_the_term_has_no_board(khe_xong, term, system):
    with pytest.raises(operations.OutsideTheTerm):
        hand(term, {khe_xong: Range(10, 12)}, year=2021)
    with pytest.raises(KeyError):
        board(term, 2021)


def test_a_cell_secretary_hands_nothing_down(khe_xong, term, acting):
    with pytest.raises(type(term).DoesNotExist):
        hand(term, {khe_xong: Range(10, 12)}, by=acting("cell_secretary", at=khe_xong))


# --- results, last year and this ----------------------------------------------------------------


def test_beside_each_line_stands_what_it_reached_the_year_before(khe_xong, khom_ban_mau, term):
    hand(term, {khe_xong: Range(3, 4)}, year=2015, decided_on=date(2015, 1, 5), **DESPITE)
    admit(khe_xong, date(2015, 5, 19))
    admit(khe_xong, date(2016, 5, 19))

    found = row(board(term), "khe-xong")

    assert (found.before.admitted, found.before.target) == (1, Range(3, 4))
    assert (found.now.admitted, found.now.target) == (1, None)


def test_the_year_before_the_term_counts_with_the_target_of_the_term_before(
    krong_klang, khe_xong, term, plan
):
    days = {"slug": "2020-2025", "starts_on": date(2020, 1, 1), "ends_on": date(2025, 1, 1)}
    after = plan(krong_klang, **days)
    hand(term, {khe_xong: Range(2, 2)}, year=2019, decided_on=date(2019, 1, 5), **DESPITE)
    admit(khe_xong, date(2019, 12, 31))

    found = row(board(after, 2020), "khe-xong").before

    assert (found.admitted, found.target) == (1, Range(2, 2))


def test_nobody_left_one_asked_nobody_admitted_is_no_result(khe_xong, khom_ban_mau, term, system):
    hand(term, {khe_xong: Range(1, 1), khom_ban_mau: Range(9, 11)})
    operations.report_no_source(khe_xong, year=2016, reason="x", document="BC", by=system)

    without, asked = row(board(term), "khe-xong").now, row(board(term), "khom-ban-mau").now

    assert (without.is_not_counted, without.percent) == (True, None)
    assert (asked.is_not_counted, str(asked.percent)) == (False, "0.0")
    admit(khe_xong, date(2016, 5, 19))
    assert str(row(board(term), "khe-xong").now.percent) == "100.0"


# --- any level to those below --------------------------------------------------------------------


def test_a_district_hands_down_to_its_communes_and_each_sees_the_chain(
    krong_klang, mo_o, dakrong, khe_xong, term, plan, acting
):
    of_the_district = plan(dakrong, yearly_lower=12, yearly_upper=14)
    hand(of_the_district, {krong_klang: Range(9, 10), mo_o: Range(3, 4)})

    above = board(of_the_district)
    below = board(term, by=acting("clerk", at=krong_klang))

    assert [each.place.slug for each in above.rows] == ["krong-klang", "mo-o"]
    assert [(each.kind, each.asked, each.holds) for each in below.sources] == [
        ("term", Range(10, 12), False),
        ("superior", Range(9, 10), True),
    ]
    assert (below.sources[1].by.slug, below.asked) == ("dakrong", Range(9, 10))


def test_what_the_cells_of_a_commune_admitted_stands_on_the_communes_line(
    khe_xong, thon_mau, dakrong, plan
):
    of_the_district = plan(dakrong)
    admit(khe_xong, date(2016, 5, 19))
    admit(khe_xong, date(2015, 5, 19))
    admit(thon_mau, date(2016, 5, 19))
    admit(dakrong, date(2016, 5, 19))

    for found in (board(of_the_district), read(dakrong)):
        told = {each.place.slug: (each.before.admitted, each.now.admitted) for each in found.rows}
        assert told == {"krong-klang": (1, 1), "mo-o": (0, 1)}
        assert found.elsewhere == 1


def test_the_cells_of_a_section_body_stand_in_its_place(krong_klang, khe_xong, term, system):
    act = {"on": date(2012, 1, 1), "document": "QĐ", "by": system}
    section = organizations.establish(
        "khoi-a", name="Đảng uỷ bộ phận", tier="unit", party_rank="section_body",
        parent=krong_klang, **act,
    )  # fmt: skip
    organizations.move(khe_xong, parent=section, **act)

    found = [each.place.slug for each in board(term).rows]

    assert found == ["khom-ban-mau", "khe-xong"]


def test_the_plan_of_the_year_goes_before_the_superiors_number(
    krong_klang, dakrong, term, plan, system
):
    hand(plan(dakrong), {krong_klang: Range(9, 10)}, **DESPITE)
    days = {"starts_on": date(2016, 1, 1), "ends_on": date(2017, 1, 1)}
    paper = {"document": "KH 3", "decided_on": date(2016, 1, 9), "by": system}
    operations.plan_stage(krong_klang, lower=11, upper=13, **days, **paper)

    found = board(term)

    assert [source.kind for source in found.sources] == ["term", "superior", "plan"]
    assert (found.asked, board(term, 2017).asked) == (Range(11, 13), Range(10, 12))


# --- who is in charge ----------------------------------------------------------------------------


def test_a_target_with_nobody_in_charge_stands_out(
    krong_klang, khe_xong, khom_ban_mau, term, system, acting
):
    hand(term, {khe_xong: Range(4, 5), khom_ban_mau: Range(6, 7)})
    member = admit(krong_klang, date(2012, 2, 3)).case.person
    (target,) = CellTarget.objects.visible_to(system).filter(made_for=khe_xong)
    duty = {"task": "Dự họp", "on": date(2016, 2, 1), "document": "PC", "by": system}
    operations.assign(khe_xong, member=member, target=target, **duty)

    found = board(term)

    (charge,) = row(found, "khe-xong").in_charge
    assert (charge.name, charge.task, charge.tied) == (member.full_name, "Dự họp", True)
    assert [each.place.slug for each in found.without_member] == ["khom-ban-mau"]
    assert board(term, 2017).without_member == ()


def test_who_sees_only_figures_sees_neither_names_nor_gaps(krong_klang, khe_xong, term, acting):
    hand(term, {khe_xong: Range(10, 12)})

    found = board(term, by=acting("superior_board", at=krong_klang))

    assert row(found, "khe-xong").in_charge is None
    assert found.without_member == ()


def test_a_task_is_tied_to_a_target_of_its_own_cell(krong_klang, khe_xong, khom_ban_mau, term):
    (target,) = hand(term, {khom_ban_mau: Range(10, 12)})
    member = admit(krong_klang, date(2012, 2, 3)).case.person

    with pytest.raises(operations.OtherTarget):
        operations.assign(
            khe_xong, member=member, task="Dự họp", on=date(2016, 2, 1), document="PC",
            target=target, by=cast.system(),
        )  # fmt: skip


# --- history -------------------------------------------------------------------------------------


def test_every_decision_about_a_target_is_told_from_what_to_what(
    khe_xong, khom_ban_mau, term, system, acting
):
    hand(term, {khe_xong: Range(4, 5), khom_ban_mau: Range(6, 7)})
    hand(term, {khe_xong: Range(5, 6), khom_ban_mau: Range(5, 6)}, **LATER)
    hand(term, {khe_xong: Range(1, 1)}, year=2017, decided_on=date(2017, 1, 5), **DESPITE)

    found = handdown.history(khe_xong, by=acting("cell_secretary", at=khe_xong))

    assert [(each.year, each.before, each.after, each.document) for each in found] == [
        (2017, None, Range(1, 1), "07-NQ/ĐU"),
        (2016, Range(4, 5), Range(5, 6), "09-NQ/ĐU"),
        (2016, None, Range(4, 5), "07-NQ/ĐU"),
    ]
    assert {(each.by.slug, each.term, each.recorded_at) for each in found} == {
        ("krong-klang", "2015-2020", cast.NOW)
    }
    assert [each.year for each in handdown.history(khe_xong, by=system, year=2017)] == [2017]
    assert handdown.history(khe_xong, by=acting("cell_secretary", at=khom_ban_mau)) == []


def test_as_of_an_earlier_day_the_earlier_decision_stands(khe_xong, khom_ban_mau, term):
    hand(term, {khe_xong: Range(4, 5), khom_ban_mau: Range(6, 7)})
    hand(term, {khe_xong: Range(5, 6), khom_ban_mau: Range(5, 6)}, **LATER)

    before = board(term, as_of=date(2016, 6, 30))

    assert row(before, "khe-xong").target == Range(4, 5)
    assert row(board(term), "khe-xong").target == Range(5, 6)


# --- through the tree in time --------------------------------------------------------------------


@pytest.fixture
def five_and_seven(krong_klang, mo_o, khe_xong, thon_mau, plan):
    """Two communes that were asked for five and for seven, and handed it to a cell each."""
    first = plan(krong_klang, yearly_lower=5, yearly_upper=6)
    second = plan(mo_o, yearly_lower=7, yearly_upper=8)
    hand(first, {khe_xong: Range(4, 5)}, reserve=Range(1, 1))
    hand(second, {thon_mau: Range(7, 8)})
    return first, second


def test_communes_with_five_and_seven_that_merge_are_asked_for_twelve(
    krong_klang, mo_o, five_and_seven, dakrong
):
    past = [board(term) for term in five_and_seven]
    new = organizations.establish(
        "xa-moi", name="Đảng uỷ xã Mới", tier="commune", party_rank="grassroots_party_body",
        parent=dakrong, by=cast.system(), **MERGED,
    )  # fmt: skip
    organizations.merge([krong_klang, mo_o], into=new, by=cast.system(), **MERGED)

    found = read(new)

    assert (found.asked, found.reserve) == (Range(12, 14), Range(1, 1))
    assert {each.place.slug: each.target for each in found.rows} == {
        "khe-xong": Range(4, 5),
        "khom-ban-mau": None,
        "thon-mau": Range(7, 8),
    }
    assert found.proposal().adds_up
    after = [board(term) for term in five_and_seven]
    assert [(b.asked, b.reserve, b.handed_out) for b in after] == [
        (b.asked, b.reserve, b.handed_out) for b in past
    ]
    by = cast.system()
    whole = queries.attainment_of(new, "2015-2020", by=by, tree=AS_IS)
    assert whole.target == Range(60, 70)


def test_a_year_plan_of_the_merged_commune_takes_the_place_of_both(
    krong_klang, mo_o, five_and_seven, system
):
    organizations.merge([krong_klang], into=mo_o, by=cast.system(), **MERGED)
    days = {"starts_on": date(2016, 1, 1), "ends_on": date(2017, 1, 1)}
    paper = {"document": "KH 9", "decided_on": date(2016, 8, 1), "by": system}
    operations.plan_stage(mo_o, lower=11, upper=12, **days, **paper)

    found = read(mo_o)

    assert (found.asked, read(mo_o, 2017).asked) == (Range(11, 12), Range(12, 14))
    assert [(each.whose.slug, each.holds) for each in found.sources if each.kind == "term"] == [
        ("krong-klang", False),
        ("mo-o", False),
    ]
    assert read(mo_o, as_of=date(2016, 7, 31)).asked == Range(12, 14)


def test_cells_that_merge_within_the_year_give_their_targets_together(
    khe_xong, khom_ban_mau, term, krong_klang
):
    hand(term, {khe_xong: Range(4, 5), khom_ban_mau: Range(6, 7)})
    organizations.merge([khe_xong], into=khom_ban_mau, by=cast.system(), **MERGED)

    was, now = board(term), read(krong_klang)

    assert {each.place.slug: each.target for each in was.rows} == {
        "khe-xong": Range(4, 5),
        "khom-ban-mau": Range(6, 7),
    }
    assert row(was, "khe-xong").change.heirs[0].slug == "khom-ban-mau"
    assert {each.place.slug: each.target for each in now.rows} == {"khom-ban-mau": Range(10, 12)}
    assert was.proposal().adds_up
    assert now.proposal().adds_up


def two_halves(krong_klang):
    """Two cells, established to take the place of one in the middle of 2016."""
    upper, lower = (
        organizations.establish(
            slug, name=name, tier="cell", party_rank="subordinate_cell", parent=krong_klang,
            by=cast.system(), **MERGED,
        )
        for slug, name in (("khe-tren", "Chi bộ Khe Trên"), ("khe-duoi", "Chi bộ Khe Dưới"))
    )  # fmt: skip
    return upper, lower


def test_the_target_of_a_cell_that_was_split_stays_undivided_until_it_is_decided(
    krong_klang, khe_xong, khom_ban_mau, term
):
    hand(term, {khe_xong: Range(4, 5), khom_ban_mau: Range(6, 7)})
    upper, lower = two_halves(krong_klang)
    organizations.split(
        khe_xong, successors=[upper, lower], keeper=upper, by=cast.system(), **MERGED
    )

    was, now = board(term), read(krong_klang)

    assert row(was, "khe-xong").is_undivided
    assert [(left.place.slug, left.asked) for left in now.undivided] == [("khe-xong", Range(4, 5))]
    assert [heir.slug for heir in now.undivided[0].heirs] == ["khe-tren", "khe-duoi"]
    assert {each.place.slug: each.target for each in now.rows} == {
        "khom-ban-mau": Range(6, 7),
        "khe-tren": None,
        "khe-duoi": None,
    }
    assert now.proposal().adds_up

    nothing, divided = Range(0, 0), {"decided_on": date(2016, 8, 1), "document": "10-NQ/ĐU"}
    hand(term, {khe_xong: nothing, upper: Range(3, 3), lower: Range(1, 2)}, **divided)

    assert not row(board(term), "khe-xong").is_undivided
    assert read(krong_klang).undivided == ()
    assert {each.place.slug: each.target for each in read(krong_klang).rows} == {
        "khom-ban-mau": Range(6, 7),
        "khe-tren": Range(3, 3),
        "khe-duoi": Range(1, 2),
    }
    before = board(term, as_of=date(2016, 7, 31))
    assert row(before, "khe-xong").target == Range(4, 5)


def test_what_a_commune_that_was_split_is_asked_waits_to_be_divided(
    krong_klang, mo_o, dakrong, five_and_seven
):
    new = organizations.establish(
        "xa-moi", name="Đảng uỷ xã Mới", tier="commune", party_rank="grassroots_party_body",
        parent=dakrong, by=cast.system(), **MERGED,
    )  # fmt: skip
    organizations.split(
        krong_klang, successors=[mo_o, new], keeper=mo_o, by=cast.system(), **MERGED
    )

    found = read(mo_o)

    waiting = {each.whose.slug: [h.slug for h in each.between] for each in found.sources}
    assert waiting == {"krong-klang": ["mo-o", "xa-moi"], "mo-o": []}
    assert found.asked == Range(12, 14)
    assert [each.between for each in read(mo_o, 2015).sources] == [(), ()]


def test_a_cell_that_moves_within_the_year_leaves_the_past_board_as_it_was(
    krong_klang, mo_o, khe_xong, thon_mau, five_and_seven, acting
):
    first, second = five_and_seven
    at_the_time = board(first, as_of=date(2016, 6, 30))
    organizations.move(khe_xong, parent=mo_o, by=cast.system(), **MERGED)

    left = board(first, by=acting("clerk", at=krong_klang))
    came = row(board(second), "khe-xong")

    assert (left.asked, left.reserve, left.handed_out) == (
        at_the_time.asked,
        at_the_time.reserve,
        at_the_time.handed_out,
    )
    assert row(left, "khe-xong").change.on == date(2016, 7, 1)
    assert (came.came_on, came.target, came.carried) == (date(2016, 7, 1), None, Range(4, 5))
    assert [each.place.slug for each in board(first, 2017).rows] == ["khom-ban-mau"]


def test_a_cell_that_moved_and_was_asked_anew_is_asked_once(
    krong_klang, mo_o, khe_xong, thon_mau, five_and_seven
):
    _first, second = five_and_seven
    organizations.move(khe_xong, parent=mo_o, by=cast.system(), **MERGED)
    hand(second, {khe_xong: Range(2, 2), thon_mau: Range(5, 6)}, decided_on=date(2016, 8, 1))
    organizations.merge([krong_klang], into=mo_o, on=date(2017, 1, 1), document="NQ",
                        by=cast.system())  # fmt: skip

    asked_for = row(read(mo_o), "khe-xong").target
    whole = queries.attainment_of(mo_o, "2015-2020", by=cast.system(), tree=AS_IS)

    assert asked_for == Range(2, 2)
    assert {cell.place.slug: cell.target for cell in whole.by_cell}["khe-xong"] == Range(2, 2)


def test_a_cell_counts_where_it_stood_as_it_was_and_where_it_stands_as_it_is(
    krong_klang, mo_o, khe_xong, thon_mau, dakrong, plan
):
    plan(dakrong)
    admit(khe_xong, date(2016, 5, 19))
    organizations.move(khe_xong, parent=mo_o, by=cast.system(), **MERGED)

    def told(tree):
        return {each.place.slug: each.now.admitted for each in read(dakrong, tree=tree).rows}

    assert told(AS_WAS) == {"krong-klang": 1, "mo-o": 0}
    assert told(AS_IS) == {"krong-klang": 0, "mo-o": 1}


def test_a_board_costs_the_same_for_two_cells_and_for_five(
    krong_klang, khe_xong, term, system, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20) as small:
        board(term)
    for number in range(3):
        organizations.establish(
            f"khom-{number}", name=f"Chi bộ khóm {number}", tier="cell",
            party_rank="subordinate_cell", parent=krong_klang, on=date(2012, 1, 1),
            document="QĐ", by=system,
        )  # fmt: skip
    with django_assert_max_num_queries(20) as large:
        board(term)
    assert len(large) == len(small)
