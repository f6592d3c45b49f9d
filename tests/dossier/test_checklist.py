"""The checklist: by route and regime, what is there, missing, out of date, to be made again."""

from datetime import date

import pytest

from nguon.development import handing_over
from nguon.development import operations as development
from nguon.dossier import catalogue, queries
from nguon.dossier.checklist import State
from nguon.rulebook import Event, load
from tests import cast
from tests.development import story

FIRST = ["CN-NTVĐ", "1-KNĐ", "2-KNĐ", "TT", "3-KNĐ", "4-KNĐ", "5-KNĐ"]


def states(found):
    return {line.kind.code: line.state for part in found.parts for line in part.lines}


def line(found, code):
    return next(each for part in found.parts for each in part.lines if each.kind.code == code)


def part(found, code="admission"):
    return next(each for each in found.parts if each.code == code)


@pytest.fixture
def seen(case, clerk):
    """The checklist of the case as the clerk sees it."""
    return lambda by=clerk: queries.checklist(case.ref, by=by)


def test_every_paper_of_the_list_has_ground_and_archive_code():
    for kind in catalogue.kinds().values():
        assert kind.provision in load().editions or kind.confidence
    codes = [kind.archive for kind in catalogue.kinds().values() if kind.archive]
    assert sorted(codes) == ["01", "02", "03", "05", "07", *map(str, range(37, 53))]


@pytest.mark.parametrize(
    ("day", "instrument"),
    [
        (date(2012, 5, 1), "12-HD/BTCTW 2012-05-17"),
        (date(2017, 6, 4), "12-HD/BTCTW 2012-05-17"),
        (date(2017, 6, 5), "09-HD/BTCTW 2017-06-05"),
        (date(2022, 1, 18), "12-HD/BTCTW 2022-01-18"),
        (date(2025, 7, 1), "38-HD/BTCTW 2024-10-31"),
    ],
)
def test_the_forms_are_those_of_the_day(day, instrument):
    assert catalogue.guidance_on(day).instrument == instrument


def test_before_the_first_guidance_there_is_none():
    assert catalogue.guidance_on(date(2011, 10, 31)) is None


def test_of_an_empty_dossier_everything_that_can_be_there_is_missing(seen):
    found = seen()

    assert {code for code, state in states(found).items() if state == State.MISSING} == {
        *FIRST, "HV",
    }  # fmt: skip
    assert part(found).words.startswith("đủ 0 trong 8 giấy tờ; còn thiếu: ")
    assert part(found, "recognition").words == ""


def test_what_the_route_does_not_need_says_why(seen):
    found = seen()

    assert line(found, "7-KNĐ").why.startswith("Giữa chi bộ và cấp quyết định")
    assert line(found, "4A-KNĐ").why == (
        "Người này do một đảng viên chính thức và Đoàn thanh niên giới thiệu."
    )
    assert line(found, "ĐY").state == line(found, "CT").state == State.NOT_NEEDED
    assert states(found)["8-KNĐ"] == State.LATER


def test_acts_and_kept_papers_both_make_it_present(seen, put, case, system):
    story.tell(case, "application", by=system)
    put("2-KNĐ", "lý lịch")

    found = seen()

    assert [line(found, code).state for code in ("1-KNĐ", "2-KNĐ")] == [State.PRESENT] * 2
    assert [act.on for act in line(found, "1-KNĐ").acts] == [date(2024, 10, 25)]
    assert [each.pages for each in line(found, "2-KNĐ").kept] == [1]
    assert line(found, "2-KNĐ").why == "Có bản lưu; chưa ghi việc."
    assert part(found).there == 3


def test_a_whole_admission_is_complete_in_words(seen, put, case, system):
    story.tell(case, "admission_ceremony", by=system)
    put("HV", "bằng")

    found = seen()

    assert part(found).words == "đủ 11 trong 11 giấy tờ"
    assert part(found, "recognition").words.startswith("đủ 0 trong 4 giấy tờ; còn thiếu: ")
    assert states(found)["13-KNĐ"] == State.LATER


def test_a_certificate_past_its_end_is_expired_with_the_article(case, clerk, system):
    story.tell(case, "awareness_course", by=system)

    late = cast.acting("clerk", at=case.organization, today=date(2028, 9, 8))
    found = line(queries.checklist(case.ref, by=late), "CN-NTVĐ")

    assert (found.state, found.ground.provision) == (State.EXPIRED, "certificate.validity")
    assert "07/09/2028" in found.why


def test_a_picture_of_an_old_certificate_is_expired_too(put, seen):
    put("CN-NTVĐ", dated_on=date(2020, 5, 20))

    assert line(seen(), "CN-NTVĐ").state == State.EXPIRED


def test_what_a_stale_file_asks_for_anew_is_to_be_made_again(case, system):
    story.tell(case, "opinions", by=system)

    late = cast.acting("clerk", at=case.organization, today=date(2025, 11, 6))
    found = queries.checklist(case.ref, by=late)

    again = {code for code, state in states(found).items() if state == State.REDO}
    assert again == {"TT", "3-KNĐ", "4-KNĐ", "5-KNĐ"}
    assert line(found, "5-KNĐ").ground.provision == "file.validity"
    assert "phải làm lại: " in part(found).words


def test_what_lay_on_the_table_of_a_passed_vote_does_not_grow_stale(case, system):
    story.tell(case, "cell_resolution", by=system)

    late = cast.acting("clerk", at=case.organization, today=date(2026, 1, 6))
    assert State.REDO not in states(queries.checklist(case.ref, by=late)).values()


def test_one_introducer_too_few_is_missing_although_one_is_there(khe_xong, clerk, system):
    story.describe(khe_xong, youth_union_present=False)
    case = story.a_case(khe_xong, by=system)
    story.tell(case, "verification", by=system)
    development.record(
        case, Event("introduction", date(2025, 1, 8), {"by": "member", **story.INTRODUCED}),
        by=system,
    )  # fmt: skip

    found = line(queries.checklist(case.ref, by=clerk), "3-KNĐ")

    assert (found.state, len(found.acts)) == (State.MISSING, 1)
    assert found.ground.rule.startswith("R-INT")


def test_an_unknown_fact_leaves_open_what_is_needed(khe_xong, clerk, system):
    story.describe(khe_xong, youth_union_present=None)
    case = story.a_case(khe_xong, by=system)

    found = line(queries.checklist(case.ref, by=clerk), "4-KNĐ")

    assert found.state == State.UNKNOWN
    assert "tổ chức đoàn thể" in found.why


def test_without_a_birthday_the_list_still_shows_what_is_there(khe_xong, clerk, system, put):
    case = story.a_case(khe_xong, by=system, name="Hồ Văn Ngày")
    case.person.born_on = None
    case.person.save(update_fields=["born_on"])

    found = queries.checklist(case.ref, by=clerk)

    assert "ngày sinh" in found.refused
    assert line(found, "4-KNĐ").state == State.UNKNOWN
    assert line(found, "1-KNĐ").state == State.MISSING


def test_a_case_that_has_moved_shows_its_papers_where_it_is_now(
    put, case, khe_xong, thon_mau, system
):
    paper = put()
    handing_over.hand_over(case.person, thon_mau, letter="3/GT", on=cast.TODAY, by=system)

    there = cast.acting("cell_secretary", at=thon_mau)
    assert [each.ref for each in line(queries.checklist(case.ref, by=there), "1-KNĐ").kept] == [
        paper.ref
    ]
    assert queries.page(queries.paper(paper.ref, by=there), 1, by=there)
    here = cast.acting("cell_secretary", at=khe_xong)
    with pytest.raises(type(paper).DoesNotExist):
        queries.paper(paper.ref, by=here)
