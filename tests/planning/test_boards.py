"""What the planning pages lay out."""

from datetime import date

import pytest

from nguon.organizations import operations as organizations
from nguon.planning import boards, handdown, operations
from nguon.planning.attainment import Place, Range
from nguon.planning.reading import of_term, read_term
from tests import cast
from tests.planning.story import admit, retract

IN_2016 = date(2016, 5, 19)
PAPER = {"document": "07-NQ/ĐU", "decided_on": date(2016, 1, 5)}
DESPITE = {"reason": "Phần còn lại giao đợt sau"}


def board(term, year):
    by = cast.system()
    return handdown.board(of_term(term, as_of=by.today), year, by=by)


def test_terms_come_latest_first_and_then_by_name(krong_klang, mo_o, plan, system):
    plan(mo_o)
    plan(krong_klang)
    plan(mo_o, slug="2020-2025", starts_on=date(2020, 1, 1), ends_on=date(2025, 1, 1))

    found = [(line.slug, line.place.slug) for line in boards.terms(by=system)]

    assert found == [("2020-2025", "mo-o"), ("2015-2020", "krong-klang"), ("2015-2020", "mo-o")]


def test_a_term_of_an_ended_place_keeps_its_name_and_says_who_keeps_it(
    krong_klang, mo_o, term, system
):
    act = {"on": date(2021, 1, 1), "document": "NQ", "by": system}
    organizations.dissolve(krong_klang, successor=mo_o, **act)

    (line,) = boards.terms(by=system)

    assert line.place == Place("krong-klang", "Đảng uỷ thị trấn Krông Klang")
    assert line.keeper == Place("mo-o", "Đảng uỷ xã Mò Ó")
    assert (line.last_day, line.yearly) == (date(2019, 12, 31), Range(10, 12))


def test_the_board_sums_what_was_handed_out_against_what_the_committee_was_asked(
    khe_xong, khom_ban_mau, term, system
):
    targets = {khe_xong: Range(4, 5), khom_ban_mau: Range(7, 8)}
    operations.hand_out(term, targets, year=2016, **PAPER, **DESPITE, by=system)

    found = board(term, 2016)

    assert (found.asked, found.handed_out, found.open_lower) == (Range(10, 12), Range(11, 13), -1)
    assert [row.place.slug for row in found.rows] == ["khom-ban-mau", "khe-xong"]
    assert {row.document for row in found.rows} == {"07-NQ/ĐU"}
    assert board(term, 2017).handed_out == Range(0, 0)


def test_the_board_shows_the_cells_of_that_year_under_their_names_of_it(
    khe_xong, khom_ban_mau, term, system
):
    act = {"document": "QĐ", "by": system}
    organizations.rename(khom_ban_mau, name="Chi bộ khóm Mẫu", on=date(2017, 6, 1), **act)
    organizations.dissolve(khe_xong, successor=khom_ban_mau, on=date(2018, 1, 1), **act)

    def names(year):
        return [row.place.name for row in board(term, year).rows]

    assert names(2016) == ["Chi bộ khóm Bản Mẫu", "Chi bộ khóm Khe Xong"]
    assert names(2018) == ["Chi bộ khóm Mẫu"]


def test_a_cell_that_reported_nobody_left_is_marked_in_that_year(khe_xong, term, system):
    report = {"reason": "Đi làm xa", "document": "05-BC/CB"}
    operations.report_no_source(khe_xong, year=2016, **report, by=system)

    marked = {
        year: [row.place.slug for row in board(term, year).rows if row.exemption]
        for year in (2016, 2017)
    }

    assert marked == {2016: ["khe-xong"], 2017: []}


def test_a_revised_target_takes_the_place_of_the_earlier(khe_xong, term, system):
    operations.hand_out(term, {khe_xong: Range(1, 1)}, year=2016, **PAPER, **DESPITE, by=system)
    later = {"document": "09-NQ/ĐU", "decided_on": date(2016, 7, 1)}
    operations.hand_out(term, {khe_xong: Range(2, 2)}, year=2016, **later, **DESPITE, by=system)

    (row,) = [r for r in board(term, 2016).rows if r.target]

    assert (row.target, row.document) == (Range(2, 2), "09-NQ/ĐU")


def test_one_refused_line_hands_out_nothing(khe_xong, thon_mau, term, system):
    targets = {khe_xong: Range(1, 1), thon_mau: Range(1, 1)}

    with pytest.raises(operations.NotOfTheCommittee):
        operations.hand_out(term, targets, year=2016, **PAPER, by=system)

    assert board(term, 2016).handed_out == Range(0, 0)


def test_duties_are_those_of_today_and_in_sight(
    krong_klang, khe_xong, khom_ban_mau, mo_o, system, acting
):
    member = admit(krong_klang, date(2012, 2, 3)).case.person
    duty = {"member": member, "task": "Dự họp", "document": "PC", "by": system}
    operations.assign(khe_xong, on=date(2016, 1, 2), **duty)
    over = operations.assign(khom_ban_mau, on=date(2016, 1, 2), **duty)
    operations.end_assignment(over, on=date(2020, 1, 1), by=system)

    (found,) = boards.duties(krong_klang, by=system)

    assert (found.place.name, found.member, found.since) == (
        "Chi bộ khóm Khe Xong",
        member,
        date(2016, 1, 2),
    )
    assert boards.duties(krong_klang, by=acting("clerk", at=mo_o)) == []


def test_behind_a_figure_stand_those_whose_cases_are_in_sight(
    krong_klang, khe_xong, khom_ban_mau, term, system, acting
):
    first = admit(khe_xong, date(2015, 5, 19))
    second = admit(khom_ban_mau, IN_2016)
    retract(admit(khe_xong, IN_2016))
    reading = read_term(krong_klang, "2015-2020", by=system)

    def refs(by=system, **options):
        return [each.ref for each in boards.admitted(reading, by=by, **options)]

    assert refs() == [first.case.ref, second.case.ref]
    assert refs(year=2016) == refs(cell="khom-ban-mau") == [second.case.ref]
    assert refs(cell="khong-co") == []
    assert refs(by=acting("cell_secretary", at=khe_xong)) == [first.case.ref]
    assert refs(by=acting("superior_board", at=krong_klang)) == []


def test_behind_a_line_as_it_is_stand_those_of_the_cells_that_were_merged_into_it(
    krong_klang, khe_xong, khom_ban_mau, term, system
):
    event = admit(khe_xong, IN_2016)
    act = {"on": date(2021, 1, 1), "document": "QĐ", "by": system}
    organizations.dissolve(khe_xong, successor=khom_ban_mau, **act)
    reading = read_term(krong_klang, "2015-2020", by=system, tree="as-is")

    (found,) = boards.admitted(reading, by=system, cell="khom-ban-mau")

    assert (found.ref, found.place, found.on) == (event.case.ref, "Chi bộ khóm Khe Xong", IN_2016)
