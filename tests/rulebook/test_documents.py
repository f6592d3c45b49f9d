"""Certificate, CV, verification, introductions, opinions and the age of the file."""

import pytest

from tests.rulebook.building import CELL, MEMBER, act, case, codes, found, judged, step, the, way

READY = "2019-05-15"


def introduced(*acts, **facts):
    return case([*way("opinions", without="introduction"), *acts], **facts)


def member(on="2019-03-29", name="DV-07", **fields):
    return act("introduction", on, **{**MEMBER, "introducer": name, **fields})


def test_the_certificate_is_needed_at_the_meeting():
    document = case(way("cell_resolution", without="awareness_course"))
    assert {"certificate_missing", "step_out_of_order"} <= codes(document, READY)
    later = [
        *way("cell_resolution", without="awareness_course"),
        act("awareness_course", "2019-05-16"),
    ]
    assert "certificate_missing" in codes(case(later), "2019-06-01")


@pytest.mark.parametrize(
    ("course", "met", "code"),
    [
        ("2014-05-14", READY, "certificate_expired"),
        ("2014-05-15", READY, "certificate_boundary"),
        ("2014-05-16", READY, None),
        ("2016-02-29", "2021-02-28", "certificate_boundary"),
        ("2016-02-29", "2021-03-01", "certificate_expired"),
    ],
)
def test_the_certificate_holds_sixty_months_its_last_day_included(course, met, code):
    acts = way("cell_resolution", awareness_course=course, cell_resolution=met)
    told = {c for c in codes(case(acts), met) if c.startswith("certificate")}
    assert told == ({code} if code else set())


@pytest.mark.parametrize(
    ("as_of", "code"),
    [
        ("2019-02-13", None),  # còn 91 ngày
        ("2019-02-14", "certificate_expiring"),  # còn 90 ngày
        ("2019-05-15", "certificate_expiring"),
        ("2019-05-16", "certificate_expired"),
    ],
)
def test_ninety_days_before_its_end_the_certificate_is_told(as_of, code):
    document = case(way("cv", awareness_course="2014-05-15"))
    told = found(document, as_of, code) if code else []
    assert codes(document, as_of) == ({code} if code else set())
    assert [one["on"] for one in told] == (["2019-05-15"] if code else [])
    assert judged(document, as_of)["dates"]["certificate_valid_until"] == "2019-05-15"


def test_after_the_resolution_the_certificate_may_run_out():
    document = case(way("cell_resolution", awareness_course="2014-05-20"))
    assert codes(document, "2019-06-01") == set()


def test_of_two_certificates_the_last_one_counts():
    acts = [*way("opinions", awareness_course="2013-01-01"), act("awareness_course", "2019-02-02")]
    assert codes(case(acts), READY) == set()
    assert judged(case(acts), READY)["dates"]["certificate_valid_until"] == "2024-02-02"


@pytest.mark.parametrize(
    ("cv", "application", "warned"),
    [
        ("2018-10-25", "2018-10-26", True),
        ("2018-10-26", "2018-10-26", False),
        ("2018-10-25", None, True),
    ],
)
def test_the_application_comes_before_the_cv(cv, application, warned):
    document = case(way("cv", cv=cv, application=application))
    assert ("cv_before_application" in codes(document, "2018-12-01")) is warned


def test_a_new_application_after_the_cv_makes_it_too_early_again():
    document = case([*way("cv"), act("application", "2018-12-01")])
    assert the(document, "2018-12-02", "cv_before_application")["on"] == "2018-11-06"


@pytest.mark.parametrize(
    ("facts", "besides"),
    [
        ({}, set()),
        ({"married": True}, {"spouse", "father_in_law", "mother_in_law"}),
        ({"foreign_spouse": True}, {"spouse", "father_in_law", "mother_in_law"}),
        ({"children_born": ["2001-05-15"]}, {"child"}),
        ({"children_born": ["2001-05-16"]}, set()),
    ],
)
def test_who_must_be_verified_depends_on_the_family(facts, besides):
    told = found(case(way("opinions"), **facts), READY, "verification_missing")
    assert bool(told) is bool(besides)
    verified = [act("verification", "2019-02-01", subject=subject) for subject in besides]
    assert codes(case([*way("opinions"), *verified], **facts), READY) == set()


def test_a_verification_after_the_meeting_comes_too_late_for_it():
    acts = [*way("cell_resolution", without="verification")]
    acts += [act("verification", "2019-05-15", subject=s) for s in ("applicant", "father")]
    acts += [act("verification", "2019-05-16", subject="mother")]
    document = case(acts)
    message = the(document, "2019-06-01", "verification_missing")["message"]
    assert message == "Chưa thẩm tra: mẹ đẻ."
    assert judged(document, "2019-06-01")["stage"] == "opinions"


@pytest.mark.parametrize("relation", ["self", "parent", "spouse", "sibling", "child"])
def test_a_relative_may_not_verify(relation):
    document = case(way("verification", verification={"verifier_relation": relation}))
    assert len(found(document, "2019-01-16", "verifier_is_relative")) == 3
    assert judged(document, "2019-01-16")["stage"] == "cv"


def test_who_was_verified_by_a_relative_is_not_missing_besides():
    document = case(way("opinions", verification={"verifier_relation": "sibling"}))
    assert codes(document, READY) == {"verifier_is_relative"}


def test_another_verification_of_the_same_subject_mends_it():
    acts = [act("verification", "2019-01-10", subject="father", verifier_relation="sibling")]
    assert codes(case([*way("opinions"), *acts]), READY) == set()


def test_a_relatives_verification_mended_after_the_meeting_was_missing_at_it():
    acts = way("cell_resolution", verification={"verifier_relation": "sibling"})
    acts += [
        act("verification", "2019-05-20", subject=s) for s in ("applicant", "father", "mother")
    ]
    assert codes(case(acts), "2019-06-01") == {"verification_missing"}


@pytest.mark.parametrize("exempt", ["member_relative", "same_place"])
def test_an_exempt_relative_needs_no_verifier(exempt):
    document = case(
        way("opinions", verification={"exempt": exempt, "verifier_relation": "sibling"})
    )
    assert codes(document, READY) == set()
    named = {a["parameter"] for a in judged(document, READY)["assumptions"]}
    assert ("verification.member_relative" in named) is (exempt == "member_relative")


def test_two_full_members_introduce_in_the_general_case():
    assert codes(introduced(member()), READY) == {"introducer_missing"}
    assert codes(
        introduced(member(), act("introduction", "2019-04-01", by="other_body")), READY
    ) == {"introducer_missing"}
    assert codes(introduced(member(), member(name="DV-11")), READY) == set()


def test_two_introductions_by_the_same_member_are_one():
    assert codes(introduced(member(), member("2019-04-02")), READY) == {"introducer_missing"}
    assert codes(introduced(member(name=""), member("2019-04-02", name="")), READY) == set()


def test_of_two_introductions_by_the_same_member_the_better_one_counts():
    worse = member("2019-04-02", months_together=1)
    assert codes(introduced(member(), worse, member(name="DV-11")), READY) == set()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"full_member": False}, "introducer_not_full_member"),
        ({"months_together": 11}, "introducer_too_recent"),
        ({"months_together": 12}, None),
        ({"months_together": 0, "replacement": True}, None),
        ({"basis": "study"}, None),
    ],
)
def test_an_introducer_is_a_full_member_twelve_months_together(fields, code):
    document = introduced(member(), member("2019-04-01", "DV-11", **fields))
    assert codes(document, READY) == ({code} if code else set())
    assert not code or the(document, READY, code)["on"] == "2019-04-01"


def test_a_faulty_introduction_is_told_at_once_and_forgotten_when_there_are_enough():
    faulty = member("2019-03-01", "DV-99", full_member=False)
    acts = [*way("verification"), faulty]
    assert codes(case(acts), "2019-03-02") == {"introducer_not_full_member"}
    assert codes(case([*way("opinions"), faulty]), READY) == set()


def test_a_faulty_introduction_mended_after_the_meeting_was_missing_at_it():
    acts = [*way("cell_resolution", without="introduction"), member()]
    acts += [member("2019-04-01", "DV-99", full_member=False), member("2019-05-20", "DV-11")]
    assert codes(case(acts), "2019-06-01") == {"introducer_missing"}


@pytest.mark.parametrize(
    ("on", "warned"), [("2025-06-30", True), ("2025-07-01", False), ("2019-04-01", True)]
)
def test_the_place_of_residence_counts_from_2025_and_is_unconfirmed_before(on, warned):
    document = introduced(member(on), member(on, "DV-11", basis="residence"))
    assert ("introducer_basis_unconfirmed" in codes(document, on)) is warned
    confirmed = introduced(member(on), member(on, "DV-11", basis="residence"), member(on, "DV-12"))
    assert "introducer_basis_unconfirmed" not in codes(confirmed, on)


def test_an_introduction_before_the_first_regulation_is_judged_by_the_first():
    acts = [act("introduction", "2011-10-01", **{**MEMBER, "introducer": "DV-01"})]
    assert codes(case([*way("sourced", years=-7), *acts]), "2011-12-01") == set()


YOUNG = {"born": "1997-02-11", "youth_union_member": True}
WORKER = {"trade_union_member": True, "place": {"trade_union_present": True}}


@pytest.mark.parametrize(
    ("facts", "union", "code"),
    [
        (YOUNG, "youth_union", "youth_union_introduction_missing"),
        (WORKER, "trade_union", "trade_union_introduction_missing"),
    ],
)
def test_a_union_introduces_together_with_one_member(facts, union, code):
    assert codes(introduced(member(), **facts), READY) == {code}
    both = introduced(member(), act("introduction", "2019-04-01", by=union), **facts)
    assert codes(both, READY) == set()
    alone = introduced(act("introduction", "2019-04-01", by=union), **facts)
    assert codes(alone, READY) == {"introducer_missing"}


@pytest.mark.parametrize(
    ("born", "facts", "ways"),
    [
        ("1988-05-16", {"youth_union_member": True}, {"youth_union_introduction_missing"}),  # 30
        ("1988-05-15", {"youth_union_member": True}, {"introducer_missing"}),  # tròn 31
        ("1988-05-16", {}, {"introducer_missing"}),  # 30 tuổi, không là đoàn viên
        ("1988-05-16", WORKER, {"trade_union_introduction_missing"}),
        (
            "1997-02-11",
            {"youth_union_member": True, "place": {"youth_union_present": False}},
            {"introducer_missing"},
        ),
    ],
)
def test_at_thirty_a_union_member_is_still_introduced_by_the_union(born, facts, ways):
    assert codes(introduced(member(), born=born, **facts), READY) == ways


def test_that_thirty_is_open_is_named_among_the_assumptions():
    document = introduced(member(), born="1988-05-16", youth_union_member=True)
    assert "youth.age_thirty" in {a["parameter"] for a in judged(document, READY)["assumptions"]}


def test_the_cell_considers_after_the_opinions_are_summed_up():
    document = case(way("cell_resolution", opinions="2019-05-16"))
    assert {"opinions_missing", "step_out_of_order"} <= codes(document, "2019-06-01")


@pytest.mark.parametrize(("met", "stale"), [("2019-11-06", False), ("2019-11-07", True)])
def test_a_file_passes_its_twelve_months_the_day_after_they_end(met, stale):
    document = case(way("cell_resolution", cell_resolution=met))
    assert ("file_stale" in codes(document, met)) is stale


def test_a_stale_file_says_what_to_do_anew():
    finding = the(case(way("opinions")), "2019-11-07", "file_stale")
    assert finding["on"] == "2019-11-06"
    assert finding["redo"] == ["verification", "introduction", "opinions"]


AGAIN = [member("2019-11-08"), member("2019-11-08", "DV-11")]


def test_introductions_and_opinions_given_anew_make_the_file_good():
    heard = act("opinions", "2019-11-08")
    half = case([*way("opinions"), *AGAIN, act("verification", "2019-11-08", subject="father")])
    assert the(half, "2019-11-10", "file_stale")["redo"] == ["opinions"]
    one = case([*way("opinions"), AGAIN[0], heard])
    assert the(one, "2019-11-10", "file_stale")["redo"] == ["verification", "introduction"]
    assert codes(case([*way("opinions"), *AGAIN, heard]), "2019-11-10") == set()
    too_soon = [{**again, "on": "2019-11-06"} for again in AGAIN]
    assert "file_stale" in codes(case([*way("opinions"), *too_soon, heard]), "2019-11-10")


def test_a_stale_file_asks_the_union_anew_too():
    acts = [*way("opinions", without="introduction"), member(), member("2019-11-08")]
    acts += [act("introduction", on, by="youth_union") for on in ("2019-04-01", "2019-11-09")]
    acts.append(act("opinions", "2019-11-08"))
    assert "file_stale" not in codes(case(acts, **YOUNG), "2019-11-10")
    assert "file_stale" in codes(case(acts[:-2] + acts[-1:], **YOUNG), "2019-11-10")
    missing = judged(case(acts[:-2] + acts[-1:], **YOUNG), "2019-11-10")["missing"]
    assert missing == ["4-KNĐ"]


def test_a_new_cv_draws_the_file_up_again():
    assert "file_stale" not in codes(
        case([*way("opinions"), act("cv", "2019-10-01")]), "2020-10-01"
    )


def test_a_discharged_soldiers_cv_is_compared_while_the_file_is_undecided():
    soldier = way("cell_resolution", sourced={"source_group": "discharged_soldier"})
    assert codes(case(soldier), READY) == {"cv_compare_enlistment"}
    decided = way("admission_decision", sourced={"source_group": "discharged_soldier"})
    assert codes(case(decided), "2019-06-21") == set()


@pytest.mark.parametrize(
    ("upto", "missing"),
    [
        ("sourced", ["CN-NTVĐ", "1-KNĐ", "2-KNĐ", "3-KNĐ", "5-KNĐ"]),
        ("awareness_course", ["1-KNĐ", "2-KNĐ", "3-KNĐ", "5-KNĐ"]),
        ("verification", ["3-KNĐ", "5-KNĐ"]),
        ("opinions", []),
        ("cell_resolution", []),
        ("admission_ceremony", ["1-HSĐV", "2-HSĐV", "CN-ĐVM", "10-KNĐ", "11-KNĐ", "12-KNĐ"]),
        ("new_member_course", ["10-KNĐ", "11-KNĐ", "12-KNĐ"]),
        ("probation_review", []),
    ],
)
def test_the_papers_missing_are_those_of_the_next_resolution(upto, missing):
    acts = way(upto)
    assert judged(case(acts), acts[-1]["on"])["missing"] == missing


def test_the_sections_appraisal_is_missing_at_the_committees_resolution():
    document = case(way("cell_resolution"), route={"section_committee": True})
    assert judged(document, READY)["missing"] == ["7-KNĐ"]


def test_papers_with_a_fault_do_not_lie_on_the_table():
    faulty = introduced(member(), member(name="DV-11", months_together=3))
    assert judged(faulty, READY)["missing"] == ["3-KNĐ"]
    old = case(way("opinions", awareness_course="2013-01-01"))
    assert judged(old, READY)["missing"] == ["CN-NTVĐ"]
    assert judged(case(way("opinions")), "2019-11-07")["missing"] == ["3-KNĐ", "5-KNĐ"]
    for facts, form in ((YOUNG, "4-KNĐ"), (WORKER, "4A-KNĐ")):
        assert judged(introduced(member(), **facts), READY)["missing"] == [form]


def test_the_step_that_comes_next_is_the_first_that_is_not_complete():
    document = introduced(member(), member(name="DV-11", full_member=False))
    assert judged(document, READY)["stage"] == "verification"
    assert step(document, READY, "introduction")["form"] == "3-KNĐ"
    again = act("cell_resolution", READY, **CELL)
    assert judged(case([*way("opinions", without="verification"), again]), READY)["stage"] == "cv"
