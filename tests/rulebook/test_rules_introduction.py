"""Tables: sources, the course, application and CV, verification, introductions, opinions."""

from tests.rulebook.building import CELL, MEMBER, act, case
from tests.rulebook.tables import (
    Row,
    Tables,
    before,
    differences,
    each_row,
    prepared,
    resolved,
)

DAY = "2019-09-10"
MARRIED = {"married": True}
YOUNG = {"born": "1995-03-12", "youth_union_member": True}
UNION = {"trade_union_present": True}
EVERYTHING = {"CN-NTVĐ", "1-KNĐ", "2-KNĐ", "3-KNĐ", "5-KNĐ"}


def verified(*subjects, day=DAY, **fields):
    return [act("verification", before(day, 100), subject=one, **fields) for one in subjects]


def introduced(*introductions, day=DAY, resolution=False, **facts):
    """An ordinary file with these introductions instead; perhaps adopted, too."""
    acts = prepared(day, introduction=None) + list(introductions)
    if resolution:
        acts.append(act("cell_resolution", day, **CELL))
    return case(acts, **facts)


def member(name="DV-07", on=None, day=DAY, **fields):
    return act("introduction", on or before(day, 47), **{**MEMBER, "introducer": name, **fields})


def body(by, on=None, day=DAY):
    return act("introduction", on or before(day, 45), by=by)


def course(issued, day, **more):
    return case(resolved(day, awareness_course=issued), **more)


TABLES: Tables = {
    "R-SRC-01": [
        Row(
            "nothing is done yet",
            case(),
            DAY,
            codes=set(),
            steps={"sourced": {"actor": "cell"}},
            holds={"stage": None},
        ),
    ],
    "R-SRC-02": [
        Row(
            "a source is listed next",
            case([act("sourced", "2019-01-07", referred_by="Hội Nông dân")]),
            DAY,
            codes=set(),
            steps={"candidate_listed": {"actor": "cell", "rule": "R-SRC-02"}},
            holds={"stage": "sourced"},
        ),
        Row(
            "struck",
            case(
                [
                    act("sourced", "2019-01-07"),
                    act("candidate_listed", "2019-02-04"),
                    act("candidate_struck", "2019-08-05"),
                ]
            ),
            DAY,
            codes=set(),
            missing=set(),
            holds={"stage": "struck", "next_steps": []},
        ),
        Row(
            "listed again",
            case(
                [
                    act("sourced", "2019-01-07"),
                    act("candidate_listed", "2019-02-04"),
                    act("candidate_struck", "2019-08-05"),
                    act("candidate_listed", "2019-09-02"),
                ]
            ),
            DAY,
            codes=set(),
            steps={"awareness_course": {"form": "CN-NTVĐ"}},
            holds={"stage": "candidate_listed"},
        ),
        Row(
            "struck on a day not yet come",
            case([act("sourced", "2019-01-07"), act("candidate_struck", "2019-09-11")]),
            DAY,
            holds={"stage": "sourced"},
        ),
    ],
    "R-SRC-03": [
        Row(
            "a helper is named: no step of its own",
            case(
                [
                    act("sourced", "2019-01-07"),
                    act("candidate_listed", "2019-02-04"),
                    act("helper_assigned", "2019-02-04", helper="DV-07"),
                ]
            ),
            DAY,
            codes=set(),
            holds={"stage": "candidate_listed"},
        ),
    ],
    "R-SRC-04": [
        Row(
            "no least time on the list",
            case(prepared(DAY, candidate_listed=before(DAY, 1))),
            DAY,
            codes=set(),
            holds={"stage": "opinions"},
        ),
    ],
    "R-CLS-01": [
        Row(
            "no certificate at the meeting",
            case(resolved(DAY, awareness_course=None)),
            DAY,
            findings={
                "certificate_missing": {
                    "severity": "block",
                    "rule": "R-CLS-01",
                    "confidence": "C2",
                }
            },
            missing={"CN-NTVĐ"},
            holds={"stage": "candidate_listed"},
        ),
        Row(
            "no certificate before the meeting",
            case(prepared(DAY, awareness_course=None)),
            DAY,
            codes={"certificate_missing"},
            missing={"CN-NTVĐ"},
            steps={"awareness_course": {"actor": "political_centre"}},
        ),
        Row(
            "issued the day after the meeting",
            case(resolved(DAY, awareness_course="2019-09-11")),
            "2019-09-12",
            findings={"certificate_missing": {}},
            holds={"may_proceed": False},
        ),
        Row(
            "issued on the day of the meeting",
            case(resolved(DAY, awareness_course=DAY)),
            DAY,
            codes=set(),
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "no opinions yet: nothing absent is told",
            case(
                [
                    act("sourced", "2019-01-07"),
                    act("candidate_listed", "2019-02-04"),
                    act("application", "2019-03-04"),
                ]
            ),
            DAY,
            without={"certificate_missing", "step_out_of_order"},
            holds={"stage": "candidate_listed"},
        ),
    ],
    "R-CLS-02": [
        Row(
            "the day before the last",
            course("2014-09-11", DAY),
            DAY,
            codes=set(),
            holds={"dates": {"certificate_valid_until": "2019-09-11"}},
        ),
        Row(
            "the last day",
            course("2014-09-10", DAY),
            DAY,
            codes={"certificate_boundary"},
            findings={"certificate_boundary": {"severity": "warn", "on": DAY, "rule": "R-CLS-02"}},
            holds={"may_proceed": True, "stage": "cell_resolution"},
        ),
        Row(
            "the day after",
            course("2014-09-09", DAY),
            DAY,
            codes={"certificate_expired"},
            findings={"certificate_expired": {"severity": "block", "on": "2019-09-09"}},
            holds={"stage": "opinions"},
        ),
        Row(
            "of a leap day, its last day",
            course("2016-02-29", "2021-02-28"),
            "2021-02-28",
            codes={"certificate_boundary"},
            holds={"dates": {"certificate_valid_until": "2021-02-28"}},
        ),
        Row(
            "of a leap day, the day after",
            course("2016-02-29", "2021-03-01"),
            "2021-03-01",
            codes={"certificate_expired"},
        ),
        Row(
            "until a leap year",
            course("2019-02-28", "2024-02-29"),
            "2024-02-29",
            codes={"certificate_expired"},
        ),
        Row(
            "under R5 as inferred",
            course("2021-08-05", "2026-08-05"),
            "2026-08-05",
            findings={"certificate_boundary": {"confidence": "I"}},
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "ninety-one days left",
            case(prepared(DAY, awareness_course="2014-12-10")),
            DAY,
            codes=set(),
        ),
        Row(
            "ninety days left",
            case(prepared(DAY, awareness_course="2014-12-09")),
            DAY,
            codes={"certificate_expiring"},
            findings={"certificate_expiring": {"on": "2019-12-09", "severity": "warn"}},
        ),
        Row(
            "no day left",
            case(prepared(DAY, awareness_course="2014-09-10")),
            DAY,
            without={"certificate_expired"},
            holds={"may_proceed": True},
        ),
        Row(
            "expired while waiting",
            case(prepared(DAY, awareness_course="2014-09-09")),
            DAY,
            codes={"certificate_expired"},
        ),
        Row(
            "adopted in time, expired since", course("2014-09-11", DAY), "2019-12-02", codes=set()
        ),
        Row(
            "studied again",
            case(
                [
                    *prepared(DAY, awareness_course="2014-09-09"),
                    act("awareness_course", "2019-08-20"),
                ]
            ),
            DAY,
            codes=set(),
            holds={"dates": {"certificate_valid_until": "2024-08-20"}},
        ),
        Row(
            "studied again after the meeting: too late for it",
            case(
                [
                    *resolved(DAY, awareness_course="2014-09-09"),
                    act("awareness_course", "2019-09-20"),
                ]
            ),
            "2019-09-20",
            findings={"certificate_expired": {}},
            holds={"stage": "opinions"},
        ),
        Row(
            "studied again, then met again",
            case(
                [
                    *resolved(DAY, awareness_course="2014-09-09"),
                    act("awareness_course", "2019-09-20"),
                    act("cell_resolution", "2019-10-10", **CELL),
                ]
            ),
            "2019-10-10",
            codes=set(),
            holds={"stage": "cell_resolution"},
        ),
    ],
    "R-APP-01": [
        Row(
            "the CV the day before",
            case(prepared(DAY, application="2019-03-05", cv="2019-03-04")),
            DAY,
            codes={"cv_before_application"},
            findings={
                "cv_before_application": {
                    "severity": "warn",
                    "rule": "R-APP-01",
                    "confidence": "C2",
                }
            },
            holds={"stage": "opinions", "may_proceed": True},
        ),
        Row(
            "both on one day",
            case(prepared(DAY, application="2019-03-05", cv="2019-03-05")),
            DAY,
            codes=set(),
        ),
        Row(
            "the CV the day after",
            case(prepared(DAY, application="2019-03-05", cv="2019-03-06")),
            DAY,
            codes=set(),
        ),
        Row(
            "a new CV mends it",
            case(
                [
                    *prepared(DAY, application="2019-03-05", cv="2019-03-04"),
                    act("cv", "2019-04-01"),
                ]
            ),
            DAY,
            codes=set(),
        ),
        Row(
            "no application at the meeting",
            case(resolved(DAY, application=None)),
            DAY,
            findings={"step_out_of_order": {"rule": "R-ORD-01"}},
            missing={"1-KNĐ"},
            holds={"stage": "awareness_course"},
        ),
    ],
    "R-CV-01": [
        Row(
            "the CV comes next",
            case(prepared(DAY)[:4]),
            DAY,
            codes=set(),
            steps={"cv": {"actor": "applicant", "form": "2-KNĐ", "rule": "R-CV-01"}},
            holds={"stage": "application"},
        ),
        Row(
            "no CV at the meeting",
            case(resolved(DAY, cv=None)),
            DAY,
            findings={"step_out_of_order": {}},
            missing={"2-KNĐ"},
        ),
    ],
    "R-VER-01": [
        Row(
            "not the mother",
            case([one for one in prepared(DAY) if one.get("subject") != "mother"]),
            DAY,
            codes={"verification_missing"},
            findings={"verification_missing": {"severity": "block", "rule": "R-VER-01"}},
            holds={"stage": "cv"},
        ),
        Row(
            "a spouse and the parents-in-law",
            case([*prepared(DAY), *verified("spouse", "father_in_law")], **MARRIED),
            DAY,
            codes={"verification_missing"},
        ),
        Row(
            "all of them",
            case(
                [*prepared(DAY), *verified("spouse", "father_in_law", "mother_in_law")], **MARRIED
            ),
            DAY,
            codes=set(),
        ),
        Row(
            "a foreign spouse implies a marriage",
            case(prepared(DAY), foreign_spouse=True),
            DAY,
            codes={"verification_missing"},
        ),
        Row(
            "a child the day before eighteen",
            case(prepared(DAY), children_born=["2001-09-11"]),
            DAY,
            codes=set(),
        ),
        Row(
            "a child of eighteen",
            case(prepared(DAY), children_born=["2001-09-10"]),
            DAY,
            codes={"verification_missing"},
        ),
        Row(
            "one act for all the children",
            case([*prepared(DAY), *verified("child")], children_born=["1999-01-01", "2001-09-10"]),
            DAY,
            codes=set(),
        ),
        Row(
            "a child born on a leap day is eighteen on 28 February",
            case(prepared("2026-02-28"), children_born=["2008-02-29"]),
            "2026-02-28",
            codes={"verification_missing"},
        ),
        Row(
            "no child of eighteen at the meeting, one since",
            case(resolved(DAY), children_born=["2001-09-11"]),
            "2019-09-30",
            codes=set(),
        ),
        Row(
            "verified after the meeting",
            case(
                [
                    *[one for one in resolved(DAY) if one.get("subject") != "father"],
                    act("verification", "2019-09-11", subject="father"),
                ]
            ),
            "2019-09-11",
            findings={"verification_missing": {}},
            holds={"may_proceed": False},
        ),
    ],
    "R-VER-02": [
        Row("what was found stays on paper: no finding", case(prepared(DAY)), DAY, codes=set()),
    ],
    "R-VER-03": [
        Row(
            "relatives who are members are not verified",
            case(
                [
                    act("verification", before(DAY, 120), subject="applicant"),
                    *[one for one in prepared(DAY) if one["type"] != "verification"],
                    *verified(
                        "father",
                        "mother",
                        "father_in_law",
                        "mother_in_law",
                        exempt="member_relative",
                    ),
                    *verified("spouse"),
                ],
                **MARRIED,
            ),
            DAY,
            codes=set(),
            holds={"stage": "opinions"},
        ),
        Row(
            "in R3 as well",
            case([*prepared("2025-10-15", verification={"exempt": "member_relative"})]),
            "2025-10-15",
            codes=set(),
        ),
    ],
    "R-VER-04": [
        Row(
            "one place since the grandparents: no separate paper",
            case(prepared(DAY, verification={"exempt": "same_place"})),
            DAY,
            codes=set(),
            missing=set(),
        ),
        Row(
            "nobody verified, nobody could be a relative",
            case(
                prepared(
                    DAY, verification={"exempt": "same_place", "verifier_relation": "sibling"}
                )
            ),
            DAY,
            codes=set(),
        ),
    ],
    "R-VER-05": [
        Row(
            "a discharged soldier",
            case(prepared(DAY, sourced={"source_group": "discharged_soldier"})),
            DAY,
            codes={"cv_compare_enlistment"},
            findings={
                "cv_compare_enlistment": {
                    "severity": "info",
                    "rule": "R-VER-05",
                    "confidence": "K",
                }
            },
            holds={"may_proceed": True},
        ),
        Row("any other source", case(prepared(DAY)), DAY, codes=set()),
    ],
    "R-VER-08": [
        *(
            Row(
                f"verified by {relation}",
                case(prepared(DAY, verification={"verifier_relation": relation})),
                DAY,
                findings={
                    "verifier_is_relative": {
                        "severity": "block",
                        "rule": "R-VER-08",
                        "confidence": "C1",
                    }
                },
                holds={"may_proceed": False},
            )
            for relation in ("self", "parent", "spouse", "sibling", "child")
        ),
        Row(
            "verified by somebody else",
            case(prepared(DAY, verification={"verifier_relation": "none"})),
            DAY,
            codes=set(),
        ),
        Row(
            "at once, before anything else is told",
            case(
                [
                    act("sourced", "2019-01-07"),
                    act(
                        "verification", "2019-03-04", subject="father", verifier_relation="sibling"
                    ),
                ]
            ),
            DAY,
            codes={"verifier_is_relative"},
        ),
        Row(
            "verified again by another",
            case(
                [
                    *prepared(DAY, verification={"verifier_relation": "sibling"}),
                    *verified("applicant", "father", "mother"),
                ]
            ),
            DAY,
            codes=set(),
        ),
        Row(
            "verified again, but only the father",
            case(
                [
                    *prepared(DAY, verification={"verifier_relation": "sibling"}),
                    *verified("father"),
                ]
            ),
            DAY,
            findings={"verifier_is_relative": {}},
        ),
    ],
    "R-VER-09": [
        Row(
            "no conclusion",
            case(prepared(DAY), political_history_issue=True),
            DAY,
            codes={"political_conclusion_missing"},
            findings={
                "political_conclusion_missing": {
                    "severity": "block",
                    "rule": "R-VER-09",
                    "citation": {"instrument": "126-QĐ/TW 2018-02-28"},
                }
            },
        ),
        Row(
            "by the regulation of 2022",
            case(prepared("2023-06-12"), political_history_issue=True),
            "2023-06-12",
            findings={
                "political_conclusion_missing": {"citation": {"instrument": "58-QĐ/TW 2022-02-08"}}
            },
        ),
        Row(
            "concluded on the day of the meeting",
            case(
                [*resolved(DAY), act("political_conclusion", DAY, outcome="may_be_considered")],
                political_history_issue=True,
            ),
            DAY,
            codes=set(),
        ),
        Row(
            "concluded the day after the meeting",
            case(
                [
                    *resolved(DAY),
                    act("political_conclusion", "2019-09-11", outcome="may_be_considered"),
                ],
                political_history_issue=True,
            ),
            "2019-09-11",
            findings={"political_conclusion_missing": {}},
        ),
        Row(
            "concluded against",
            case(
                [*prepared(DAY), act("political_conclusion", "2019-08-01", outcome="may_not")],
                political_history_issue=True,
            ),
            DAY,
            codes={"political_conclusion_negative"},
            findings={"political_conclusion_negative": {"severity": "block"}},
        ),
        Row(
            "concluded again, for",
            case(
                [
                    *prepared(DAY),
                    act("political_conclusion", "2019-08-01", outcome="may_not"),
                    act("political_conclusion", "2019-08-20", outcome="may_be_considered"),
                ],
                political_history_issue=True,
            ),
            DAY,
            codes=set(),
        ),
        Row("a relative who left the Party is no bar", case(prepared(DAY)), DAY, codes=set()),
    ],
    "R-INT-01": [
        Row(
            "eleven months",
            introduced(member(months_together=11), member("DV-11")),
            DAY,
            codes={"introducer_too_recent"},
            findings={
                "introducer_too_recent": {
                    "severity": "block",
                    "rule": "R-INT-01",
                    "confidence": "C1",
                }
            },
        ),
        Row(
            "twelve months",
            introduced(member(months_together=12), member("DV-11")),
            DAY,
            codes=set(),
        ),
        Row(
            "a probationary member",
            introduced(member(full_member=False), member("DV-11")),
            DAY,
            findings={
                "introducer_not_full_member": {
                    "severity": "block",
                    "rule": "R-INT-01",
                    "confidence": "C2",
                }
            },
            holds={"may_proceed": False},
        ),
        Row(
            "one without fault more",
            introduced(member(full_member=False), member("DV-11"), member("DV-12")),
            DAY,
            codes=set(),
        ),
        Row(
            "residence in R0",
            introduced(
                member(day="2013-09-10", basis="residence"),
                member("DV-11", day="2013-09-10"),
                day="2013-09-10",
                born="1970-03-12",
            ),
            "2013-09-10",
            codes={"introducer_basis_unconfirmed"},
            findings={
                "introducer_basis_unconfirmed": {
                    "severity": "warn",
                    "confidence": "U",
                    "rule": "R-INT-01",
                }
            },
        ),
        Row(
            "residence on the last day before R3",
            introduced(
                member(day="2025-08-10", on="2025-06-30", basis="residence"),
                member("DV-11", day="2025-08-10"),
                day="2025-08-10",
            ),
            "2025-08-10",
            codes={"introducer_basis_unconfirmed"},
            holds={"stage": "opinions", "may_proceed": True},
        ),
        Row(
            "residence on the first day of R3",
            introduced(
                member(day="2025-08-10", on="2025-07-01", basis="residence"),
                member("DV-11", day="2025-08-10"),
                day="2025-08-10",
            ),
            "2025-08-10",
            codes=set(),
        ),
        Row(
            "residence, but eleven months, in R3",
            introduced(
                member(day="2025-10-10", basis="residence", months_together=11),
                member("DV-11", day="2025-10-10"),
                day="2025-10-10",
            ),
            "2025-10-10",
            findings={"introducer_too_recent": {}},
        ),
        Row(
            "study counts",
            introduced(member(basis="study"), member("DV-11", basis="study")),
            DAY,
            codes=set(),
        ),
        Row(
            "told before the opinions",
            case([act("sourced", "2019-01-07"), member(months_together=11)]),
            DAY,
            codes={"introducer_too_recent"},
        ),
    ],
    "R-INT-02": [
        Row(
            "the twelve months are waived for a replacement",
            introduced(member(months_together=0, replacement=True), member("DV-11")),
            DAY,
            codes=set(),
        ),
        Row(
            "a replacement must be a full member",
            introduced(member(full_member=False, replacement=True), member("DV-11")),
            DAY,
            findings={"introducer_not_full_member": {}},
        ),
    ],
    "R-INT-03": [
        Row(
            "no member of the union",
            introduced(member(), member("DV-11"), born="1995-03-12"),
            DAY,
            findings={
                "youth_union_membership_required": {
                    "severity": "block",
                    "rule": "R-INT-03",
                    "confidence": "C2",
                }
            },
            holds={"may_proceed": False},
        ),
        Row(
            "no union in the place: two members",
            introduced(
                member(), member("DV-11"), born="1995-03-12", place={"youth_union_present": False}
            ),
            DAY,
            codes=set(),
        ),
        Row(
            "no union in the place: one member is not enough",
            introduced(
                member(),
                body("youth_union"),
                born="1995-03-12",
                place={"youth_union_present": False},
            ),
            DAY,
            codes={"introducer_missing"},
        ),
        Row(
            "the day before thirty",
            introduced(member(), member("DV-11"), born="1989-09-11"),
            DAY,
            findings={"youth_union_membership_required": {}},
        ),
        Row(
            "thirty",
            introduced(member(), member("DV-11"), born="1989-09-10"),
            DAY,
            without={"youth_union_membership_required"},
        ),
        Row(
            "over youth age",
            introduced(member(), member("DV-11"), born="1988-09-10"),
            DAY,
            codes=set(),
        ),
    ],
    "R-INT-04": [
        Row(
            "one member",
            introduced(member()),
            DAY,
            codes={"introducer_missing"},
            findings={
                "introducer_missing": {"severity": "block", "rule": "R-INT-04", "confidence": "C2"}
            },
            missing={"3-KNĐ"},
            holds={"stage": "verification"},
        ),
        Row(
            "the same member twice",
            introduced(member(), member(on="2019-08-01")),
            DAY,
            codes={"introducer_missing"},
        ),
        Row(
            "two without a name are two",
            introduced(member(""), member("", on="2019-08-01")),
            DAY,
            codes=set(),
        ),
        Row(
            "a farmers' association is none",
            introduced(member(), body("other_body")),
            DAY,
            codes={"introducer_missing"},
        ),
        Row(
            "the youth union is none beyond youth age",
            introduced(member(), body("youth_union")),
            DAY,
            codes={"introducer_missing"},
        ),
        Row(
            "the second the day after the meeting",
            introduced(member(), member("DV-11", on="2019-09-11"), resolution=True),
            "2019-09-11",
            findings={"introducer_missing": {}},
            holds={"may_proceed": False},
        ),
        Row(
            "the second on the day of the meeting",
            introduced(member(), member("DV-11", on=DAY), resolution=True),
            DAY,
            codes=set(),
            holds={"stage": "cell_resolution"},
        ),
    ],
    "R-INT-05": [
        Row(
            "one member and the union",
            introduced(member(), body("youth_union"), **YOUNG),
            DAY,
            codes=set(),
            missing=set(),
        ),
        Row(
            "the union is missing",
            introduced(member(), member("DV-11"), **YOUNG),
            DAY,
            codes={"youth_union_introduction_missing"},
            findings={
                "youth_union_introduction_missing": {
                    "severity": "block",
                    "rule": "R-INT-05",
                    "confidence": "C2",
                }
            },
            missing={"4-KNĐ"},
        ),
        Row(
            "the member is missing",
            introduced(body("youth_union"), **YOUNG),
            DAY,
            codes={"introducer_missing"},
            findings={"introducer_missing": {"rule": "R-INT-05"}},
            missing={"3-KNĐ"},
        ),
        Row(
            "young in a place with a trade union",
            introduced(member(), body("youth_union"), place=UNION, **YOUNG),
            DAY,
            codes=set(),
        ),
    ],
    "R-INT-06": [
        Row(
            "one member and the trade union",
            introduced(member(), body("trade_union"), place=UNION, trade_union_member=True),
            DAY,
            codes=set(),
            missing=set(),
        ),
        Row(
            "the trade union is missing",
            introduced(member(), place=UNION, trade_union_member=True),
            DAY,
            codes={"trade_union_introduction_missing"},
            findings={
                "trade_union_introduction_missing": {
                    "severity": "block",
                    "rule": "R-INT-06",
                    "confidence": "K",
                }
            },
            missing={"4A-KNĐ"},
        ),
        Row(
            "the member is missing",
            introduced(body("trade_union"), place=UNION, trade_union_member=True),
            DAY,
            codes={"introducer_missing"},
            findings={"introducer_missing": {"rule": "R-INT-06"}},
        ),
        Row(
            "no trade union in the place",
            introduced(member(), member("DV-11"), trade_union_member=True),
            DAY,
            codes=set(),
        ),
    ],
    "R-OPI-01": [
        Row(
            "none at the meeting",
            case(resolved(DAY, opinions=None)),
            DAY,
            findings={
                "opinions_missing": {"severity": "block", "rule": "R-OPI-01", "confidence": "C2"}
            },
            missing={"5-KNĐ"},
            holds={"stage": "introduction"},
        ),
        Row(
            "the day after the meeting",
            case(resolved(DAY, opinions="2019-09-11")),
            "2019-09-11",
            findings={"opinions_missing": {}},
        ),
        Row(
            "on its day",
            case(resolved(DAY, opinions=DAY)),
            DAY,
            codes=set(),
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "not yet: the step that comes next",
            case(prepared(DAY, opinions=None)),
            DAY,
            codes=set(),
            missing={"5-KNĐ"},
            steps={"opinions": {"actor": "cell_committee", "form": "5-KNĐ", "due_on": None}},
        ),
    ],
}


@each_row(TABLES)
def test_the_making_of_the_file_by_its_rules(rule, row):
    assert not differences(row)
