"""Every verdict opens to its reckoning, and every step says why not and from when."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nguon.rulebook import EVENT_TYPES, PERSON, STEPS, evaluate, load, read_facts
from nguon.rulebook.explain.account import Used, account
from nguon.rulebook.explain.document import (
    DATES,
    account_document,
    answer_document,
    answer_lines,
    document,
    fact_words,
    lines,
)
from nguon.rulebook.explain.reckoning import LINES, sentence
from nguon.rulebook.explain.why import ABOUT, every_step, steps_of, why
from nguon.rulebook.law.vocabulary import ASKED
from nguon.rulebook.sentences import PLACE
from tests.rulebook.building import act, case, way
from tests.rulebook.planting import changed
from tests.rulebook.strategies import cases_on_a_day

D = date.fromisoformat
BOOK = load()
ASKED_OF_PERSON = {path.removeprefix("person.") for path in ASKED}


def answer(facts, step, as_of, **changed):
    return why(read_facts(case(facts, **changed)), step, D(as_of))


def opened(part, about, facts, as_of, **changed):
    found = getattr(account(read_facts(case(facts, **changed)), D(as_of)), part)
    (one,) = [each for each in found if each.about == about]
    return one


def said(explanation, lang="vi"):
    return [sentence(line, lang, BOOK) for line in explanation.sums]


# --- the reckoning


def test_a_limit_tells_the_day_it_runs_from_and_the_days_off_it_leaves_out():
    late = opened(
        "findings",
        "ceremony_late",
        way("decision_received", years=0, decision_received="2019-12-25"),
        "2020-02-14",
    )
    assert said(late) == [
        "Chi bộ nhận quyết định 25/12/2019 + 30 ngày làm việc = 13/02/2020",
        "Ngày thứ nhất là ngày làm việc liền sau: 26/12/2019",
        (
            "Bỏ qua thứ bảy, chủ nhật và 6 ngày nghỉ: 01/01/2020 (Tết Dương lịch), "
            "23/01–24/01/2020 (Tết Nguyên đán), 27/01–29/01/2020 (Tết Nguyên đán)"
        ),
        "Ngày xét 14/02/2020 đã qua 13/02/2020 mà chưa làm: chậm",
    ]
    assert said(late, "en")[0] == (
        "Decision received by the cell 25/12/2019 + 30 working days = 13/02/2020"
    )


@pytest.mark.parametrize(
    ("as_of", "last"),
    [
        ("2020-02-12", "Ngày xét 12/02/2020 chưa qua 13/02/2020: còn hạn"),
        ("2020-02-13", "Ngày xét 13/02/2020 chưa qua 13/02/2020: còn hạn"),
        ("2020-02-14", "Ngày xét 14/02/2020 đã qua 13/02/2020 mà chưa làm: chậm"),
    ],
)
def test_the_last_day_of_a_limit_is_still_in_time(as_of, last):
    limit = opened(
        "deadlines",
        "admission_ceremony",
        way("decision_received", decision_received="2019-12-25"),
        as_of,
    )
    assert (limit.on, said(limit)[-1]) == (D("2020-02-13"), last)


def test_an_act_in_time_and_an_act_too_late_are_compared_with_the_limit():
    for ceremony, words in (("2019-08-06", "đúng hạn"), ("2019-08-07", "chậm")):
        limit = opened(
            "deadlines",
            "admission_ceremony",
            way("admission_ceremony", admission_ceremony=ceremony),
            "2019-09-01",
        )
        assert said(limit)[-1].endswith(words)


def test_recognition_considered_before_probation_ends_meets_no_limit():
    late = opened(
        "findings",
        "recognition_review_late",
        way("recognition_resolution", recognition_resolution="2019-12-20"),
        "2020-12-28",
    )
    assert said(late)[-1].startswith("Ngày xét 28/12/2020 đã qua")


def test_an_extension_is_reckoned_from_the_same_day():
    acts = [*way("committee_resolution"), act("decision_extension", "2019-08-01")]
    limit = opened("deadlines", "admission_decision", acts, "2019-08-10")
    assert "Được kéo dài thêm 30 ngày làm việc: 15/05/2019 + 90 = 19/09/2019" in said(limit)
    assert limit.on == D("2019-09-19")


def test_under_the_last_regime_the_ceremonys_limit_runs_from_the_decision():
    acts = way("decision_received", years=7, admission_decision="2026-07-28")
    limit = opened("deadlines", "admission_ceremony", acts, "2026-09-01")
    assert said(limit)[0] == "Quyết định kết nạp 28/07/2026 + 30 ngày làm việc = 10/09/2026"


def test_beyond_the_calendars_years_the_reckoning_says_so():
    acts = way("cell_resolution", years=8, cell_resolution="2027-12-01")
    limit = opened("deadlines", "admission_decision", acts, "2027-12-02")
    assert "Lịch chưa có năm 2028: năm ấy chỉ bỏ thứ bảy, chủ nhật" in said(limit)


def test_a_vote_tells_who_counts_and_how_many_suffice():
    nine = {"full_members": 9, "exempt_absent": 1, "yes": 6, "no": 2}
    vote = opened(
        "votes", "cell_resolution", way("cell_resolution", cell_resolution=nine), "2019-05-16"
    )
    assert said(vote) == [
        "9 đảng viên chính thức − 1 được miễn − 0 ở nơi khác − 0 bị đình chỉ = 8",
        "2/3 của 8: cần ít nhất 6, vì 3 × 6 ≥ 2 × 8",
        "Tán thành 6 ≥ 6: đạt",
    ]


def test_a_board_decides_by_more_than_half_and_an_authorised_committee_by_two_thirds():
    board = {"members": 12, "yes": 6}
    facts = way("admission_decision", admission_decision=board)
    assert said(opened("votes", "admission_decision", facts, "2019-07-01"))[1:] == [
        "Trên một nửa của 12: cần ít nhất 7, vì 2 × 7 > 12",
        "Tán thành 6 < 7: không đạt",
    ]
    delegated = opened(
        "votes", "admission_decision", facts, "2019-07-01", route={"delegated": True}
    )
    assert said(delegated)[1] == "2/3 của 12: cần ít nhất 8, vì 3 × 8 ≥ 2 × 12"


@pytest.mark.parametrize(
    ("code", "acts", "as_of", "person", "line"),
    [
        (
            "age_below_minimum",
            way("opinions"),
            "2019-05-31",
            {"born": "2001-06-30"},
            "Ngày sinh 30/06/2001 + 216 tháng (18 năm) = 30/06/2019",
        ),
        (
            "age_day_not_reached",
            way("cell_resolution"),
            "2019-05-16",
            {"born": "2001-05-30"},
            "Ngày sinh 30/05/2001 + 216 tháng (18 năm) = 30/05/2019",
        ),
        (
            "schooling_insufficient",
            way("opinions"),
            "2019-05-10",
            {"schooling": "primary_completed"},
            "Đã có: hoàn thành tiểu học. Mức thấp nhất được xét: tương đương trung học cơ sở",
        ),
        (
            "population_rule_wait",
            way("opinions"),
            "2019-05-10",
            {"children_born": ["2010-01-01", "2013-01-01", "2018-09-01"]},
            "Ngày sinh con 01/09/2018 + 24 tháng (2 năm) = 01/09/2020",
        ),
        (
            "certificate_expired",
            way("cell_resolution", awareness_course="2014-05-14"),
            "2019-05-16",
            {},
            "Nghị quyết chi bộ đề nghị kết nạp ngày 15/05/2019, sau 14/05/2019",
        ),
        (
            "certificate_expiring",
            way("opinions", awareness_course="2014-05-14"),
            "2019-05-10",
            {},
            "Ngày xét 10/05/2019: còn 4 ngày đến 14/05/2019",
        ),
        (
            "file_stale",
            way("opinions"),
            "2019-11-07",
            {},
            "Ngày xét 07/11/2019, sau 06/11/2019",
        ),
        (
            "introducer_missing",
            [one for one in way("opinions") if one.get("introducer") != "DV-11"],
            "2019-05-10",
            {},
            "Có 1, cần 2: thiếu",
        ),
        (
            "step_out_of_order",
            way("cell_resolution", without="opinions"),
            "2019-05-16",
            {},
            "Chưa có trước đó: Lấy ý kiến đoàn thể và nơi cư trú",
        ),
        (
            "recognition_before_probation_end",
            way("recognition_resolution", recognition_resolution="2020-07-04"),
            "2020-07-20",
            {},
            "Nghị quyết chi bộ công nhận chính thức ngày 04/07/2020, trước 05/07/2020",
        ),
        (
            "new_member_course_missing",
            way("probation_review", without="new_member_course"),
            "2020-07-07",
            {},
            "Chưa ghi: Học lớp đảng viên mới",
        ),
        (
            "readmission_too_early",
            [act("left_party", "2016-01-31", how="own_request_family"), *way("application")],
            "2018-11-01",
            {},
            "Ra khỏi Đảng 31/01/2016 + 36 tháng (3 năm) = 31/01/2019",
        ),
    ],
)
def test_a_finding_shows_what_was_reckoned(code, acts, as_of, person, line):
    assert line in said(opened("findings", code, acts, as_of, **person))


def test_a_finding_names_article_mark_and_the_facts_it_used():
    one = opened("findings", "age_below_minimum", way("opinions"), "2019-05-10", born="2002-01-01")
    told = document(one, "en")
    assert (told["provision"]["instrument"], told["provision"]["value"]) == (
        "29-QĐ/TW 2016-07-25",
        216,
    )
    assert told["confidence"] == {"mark": "C2", "meaning": "two published texts agree"}
    assert told["facts"] == [
        {"fact": "person.born", "value": "2002-01-01", "text": "date of birth: 01/01/2002"}
    ]
    assert told["arithmetic"][0]["values"]["end"] == "2020-01-01"


def test_the_dates_of_a_member_are_reckoned_too():
    dates = account(read_facts(case(way("card_issued"))), D("2020-12-01")).dates
    assert {one.about: str(one.on) for one in dates} == {
        "certificate_valid_until": "2023-09-07",
        "probation_ends_on": "2020-07-05",
        "full_member_from": "2020-07-05",
        "party_age_from": "2019-06-20",
    }
    assert set(DATES) == {one.about for one in dates}


# --- why not, and from when


@pytest.mark.parametrize(
    ("upto", "as_of", "step", "state"),
    [
        ("opinions", "2019-05-01", "opinions", "done"),
        ("opinions", "2019-05-01", "cell_resolution", "possible"),
        ("opinions", "2019-05-01", "section_appraisal", "not_needed"),
        ("opinions", "2019-05-01", "admission_decision", "waits"),
        ("cell_resolution", "2019-05-20", "committee_resolution", "possible"),
        ("probation_review", "2020-07-08", "recognition_resolution", "possible"),
        ("recognition_decision", "2020-08-10", "card_issued", "possible"),
    ],
)
def test_a_step_is_done_or_possible_or_waits_or_is_not_needed(upto, as_of, step, state):
    assert answer(way(upto), step, as_of).state == state


def test_a_step_that_waits_names_every_step_before_it():
    waiting = answer(way("opinions"), "admission_ceremony", "2019-05-01")
    assert waiting.waits_for == ("cell_resolution", "committee_resolution", "admission_decision")
    assert waiting.missing == ("6-KNĐ", "8-KNĐ", "9-KNĐ")


@pytest.mark.parametrize(
    ("as_of", "earliest"),
    [("2020-07-04", "2020-07-05"), ("2020-07-05", None), ("2020-07-06", None)],
)
def test_recognition_is_possible_twelve_months_after_the_ceremony(as_of, earliest):
    acts = way("probation_review", probation_review="2020-07-01")
    found = answer(acts, "recognition_resolution", as_of)
    assert found.earliest_on == (D(earliest) if earliest else None)
    assert found.state == ("blocked" if earliest else "possible")


def test_recognition_waits_twelve_months_after_a_ceremony_still_to_come():
    found = answer(way("opinions"), "card_issued", "2020-02-29")
    assert found.earliest_on == D("2021-02-28")
    assert [sentence(one, "vi", BOOK) for one in found.earliest] == [
        "Nếu làm bước “Lễ kết nạp” vào ngày 29/02/2020",
        "Lễ kết nạp 29/02/2020 + 12 tháng = 28/02/2021",
    ]


def test_waiting_times_add_up_along_the_chain():
    found = answer(way("opinions"), "recognition_decision", "2019-05-10", born="2002-03-15")
    assert found.earliest_on == D("2021-03-01")  # đủ tuổi theo tháng, rồi 12 tháng dự bị


def test_the_meeting_is_blocked_by_everything_that_forbids_it():
    acts = [one for one in way("opinions") if one.get("introducer") != "DV-11"]
    found = answer(acts, "cell_resolution", "2019-05-10", citizenship="LA", born="2003-01-01")
    assert {one.about for one in found.findings} >= {"not_a_citizen", "age_below_minimum"}
    assert (found.state, found.waits_for) == ("waits", ("introduction",))
    assert found.earliest_on == D("2021-01-01")


def test_a_lost_vote_says_why_it_does_not_count_and_may_be_tried_again():
    acts = way("cell_resolution", cell_resolution={"yes": 5})
    found = answer(acts, "cell_resolution", "2019-05-20")
    assert (found.state, found.recorded_on) == ("possible", D("2019-05-15"))
    assert [one.about for one in found.findings] == ["vote_below_threshold"]
    assert "Đã ghi ngày 15/05/2019 nhưng chưa có giá trị" in list(answer_lines(found, "vi"))


def test_a_refused_admission_sends_everything_back_to_the_cell():
    acts = way("admission_decision", admission_decision={"admitted": False})
    assert answer(acts, "admission_ceremony", "2019-07-01").waits_for[0] == "cell_resolution"
    assert answer(acts, "admission_decision", "2019-07-01").state == "done"


def test_consents_block_the_decision_only_until_they_are_there():
    old = {"born": "1955-03-12", "special_need": True}
    acts = way("committee_resolution")
    asked = answer(acts, "admission_decision", "2019-06-01", **old)
    assert (asked.state, [one.about for one in asked.findings if one.finding.blocks]) == (
        "blocked",
        ["over_age_consent_missing"],
    )
    consent = act(
        "exception_consent", "2019-05-30", kind="over_age", body="provincial_standing_board"
    )
    assert answer([*acts, consent], "admission_decision", "2019-06-01", **old).state == "possible"


@pytest.mark.parametrize(
    ("acts", "route", "step", "reason"),
    [
        (way("opinions"), {}, "section_appraisal", "route"),
        (way("opinions"), {"delegated": True}, "committee_resolution", "delegated"),
        ([*way("opinions"), act("withdrawn", "2019-05-02")], {}, "cell_resolution", "exit"),
    ],
)
def test_a_step_that_is_not_needed_says_why(acts, route, step, reason):
    found = answer(acts, step, "2019-06-01", route=route)
    assert (found.state, found.reason) == ("not_needed", reason)
    assert next(answer_lines(found, "vi")).count(":") == 2


def test_after_three_lost_ballots_the_superior_decides_without_the_cell():
    lost = [
        act("recognition_resolution", f"2020-{month}-10", full_members=15, yes=4, ballot=ballot)
        for month, ballot in (("07", 1), ("08", 2), ("09", 3))
    ]
    found = answer([*way("probation_review"), *lost], "recognition_resolution", "2020-10-01")
    assert (found.state, found.reason) == ("not_needed", "superior_decides")


def test_an_application_too_early_is_blocked_until_the_wait_is_over():
    acts = [act("left_party", "2017-01-31", how="own_request_family"), *way("awareness_course")]
    moved = [{**one, "on": one["on"].replace("2018", "2019")} for one in acts]
    found = answer(moved, "application", "2019-10-01")
    assert (found.state, found.earliest_on) == ("blocked", D("2020-01-31"))


def test_a_faulty_paper_says_what_is_wrong_with_it():
    acts = way("opinions", verification=None)
    acts += [act("verification", "2019-01-15", subject="applicant", verifier_relation="sibling")]
    found = answer(acts, "verification", "2019-05-01")
    assert found.state == "possible"
    assert {one.about for one in found.findings} == {
        "verifier_is_relative",
        "verification_missing",
    }


def test_after_a_move_the_followup_is_reckoned_even_before_it_has_begun():
    acts = [*way("cell_resolution"), act("moved", "2019-06-01", after="cell_resolution")]
    found = answer([*acts, act("cv", "2019-06-02")], "cell_resolution", "2019-06-10")
    assert found.earliest_on == D("2019-09-10")
    begun = [*acts, act("followup_started", "2019-06-05")]
    assert answer(begun, "cell_resolution", "2019-06-10").earliest_on == D("2019-09-05")


# --- what lists may show


CHILDREN = {"children_born": ["2010-01-01", "2013-01-01", "2018-09-01"]}


def test_without_the_open_file_what_is_sensitive_stays_out():
    found = answer(way("opinions"), "cell_resolution", "2019-05-10", **CHILDREN)
    assert found.earliest_on == D("2020-09-01")

    shown = found.without_sensitive()
    written = json.dumps(answer_document(shown, "vi"), ensure_ascii=False)
    assert shown.concealed
    assert shown.earliest_on is None
    assert "population" not in written
    assert "2018" not in "".join(answer_lines(shown, "vi"))
    assert "mở hồ sơ" in written


def test_an_answer_that_tells_nothing_sensitive_stays_whole_but_for_its_assumptions():
    found = answer(way("opinions"), "cell_resolution", "2019-05-10", born="2002-03-15")
    shown = found.without_sensitive()
    assert (shown.concealed, shown.findings) == (False, found.findings)
    assert shown.earliest_on == D("2020-03-01")


# --- facts in words


@pytest.mark.parametrize("field", [f for f in PERSON if f.choices and f.name in ASKED_OF_PERSON])
def test_every_choice_of_a_fact_is_put_into_words(field):
    for code in field.choices:
        value = (code,) if field.kind == "choices" else code
        used = Used(f"person.{field.name}", value)
        assert code not in fact_words(used, "vi")
        assert "_" not in fact_words(used, "en")


def test_of_several_choices_each_is_put_into_words():
    used = Used("person.standing", ("village_elder", "fisher_at_sea"))
    assert fact_words(used, "en").endswith(": village elder, fisher at sea")
    assert fact_words(Used("person.standing", ()), "vi").endswith(": chưa có")


def test_a_step_is_named_as_the_rulebook_asked_names_it(folder):
    changed(folder, "steps.yaml", "Nghị quyết chi bộ đề nghị kết nạp", "Chi bộ biểu quyết")
    facts, then = read_facts(case(way("opinions"))), load(folder)
    told = answer_document(why(facts, "committee_resolution", D("2019-05-01"), then), "vi", then)
    assert told["waits_for"] == [{"step": "cell_resolution", "title": "Chi bộ biểu quyết"}]
    assert "Phải làm trước: Chi bộ biểu quyết" in told["text"]


# --- everything, always


def test_every_finding_is_explained_at_a_step_that_there_is():
    assert set(ABOUT) <= BOOK.codes.keys()
    assert {step for steps in ABOUT.values() for step in steps} <= set(STEPS)


@settings(max_examples=60, deadline=None)
@given(cases_on_a_day())
def test_whatever_happened_everything_is_explained_in_both_languages(drawn):
    written, as_of = drawn
    facts = read_facts(written)
    verdict = evaluate(facts, as_of)
    whole, answers = account(facts, as_of), every_step(facts, as_of)

    assert [one.finding for one in whole.findings] == list(verdict.findings)
    assert {one.about for one in whole.votes} == set(verdict.votes)
    assert whole.assumptions == verdict.assumptions
    assert [one.step for one in answers] == list(STEPS)
    for one in (*whole.findings, *whole.deadlines, *whole.votes, *whole.dates):
        assert one.provision.citation.instrument in BOOK.instruments
        for lang in ("vi", "en"):
            assert all("$" not in line for line in lines(one, lang))
    json.dumps(account_document(whole, answers, "en"))


LIMITED = ("admission_decision", "admission_ceremony", "recognition_resolution", "card_issued")


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(LIMITED),
    st.dictionaries(
        st.sampled_from(LIMITED[:-1]), st.dates(D("2019-05-01"), D("2021-06-01")).map(str)
    ),
    st.dates(D("2019-05-16"), D("2022-01-01")),
)
def test_what_is_found_late_is_never_reckoned_to_be_in_time(upto, days, as_of):
    whole = account(read_facts(case(way(upto, **days))), as_of)
    for one in whole.findings:
        if one.about.endswith("_late"):
            assert one.sums[-1].line in ("done_late", "passed_without")


@settings(max_examples=60, deadline=None)
@given(cases_on_a_day())
def test_the_answers_agree_with_the_assessment(drawn):
    written, as_of = drawn
    facts = read_facts(written)
    verdict = evaluate(facts, as_of)
    answers = {one.step: one for one in every_step(facts, as_of)}

    if verdict.stage in STEPS:
        assert answers[verdict.stage].state == "done"
    for step in verdict.next_steps:
        found = answers[step.step]
        if not found.waits_for and found.state != "done":
            assert found.earliest_on == step.earliest_on
        if step.due_on and found.deadline:
            assert found.deadline.on == step.limit
    for finding in verdict.findings:
        assert set(steps_of(finding)) <= EVENT_TYPES.keys()


def test_every_line_of_reckoning_has_the_same_values_in_both_languages():
    for vi, en in LINES.values():
        assert set(PLACE.findall(vi)) == set(PLACE.findall(en))


# --- the command


def explained(*words, document):
    return subprocess.run(
        [sys.executable, "-m", "nguon", "evaluate", *words],
        input=json.dumps(document),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_answers_for_one_step_as_json(tmp_path: Path):
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case(way("opinions"))))
    said = explained(
        str(file),
        "--as-of",
        "2019-05-01",
        "--explain",
        "recognition_decision",
        "--lang",
        "en",
        document={},
    )
    told = json.loads(said.stdout)
    assert (told["schema"], told["state"], told["earliest_on"]) == (
        "case-explanation/1",
        "waits",
        "2020-05-01",
    )
    assert "At the earliest: 01/05/2020" in told["text"]


def test_the_command_opens_the_whole_case(tmp_path: Path):
    said = explained("-", "--explain", "--as-of", "2019-05-16", document=case(way("opinions")))
    assert [step["step"] for step in json.loads(said.stdout)["steps"]] == list(STEPS)


@pytest.mark.parametrize("words", [("--explain", "dancing"), ("--batch", "-", "--explain")])
def test_a_step_that_is_none_and_a_batch_end_with_two(words):
    first = () if "--batch" in words else ("-",)
    assert explained(*first, *words, document=case()).returncode == 2
