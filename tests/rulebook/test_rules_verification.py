"""Tables: who is verified, by whom, and the political conclusion."""

from tests.rulebook.building import act, case
from tests.rulebook.tables import (
    DAYS,
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


def verified(*subjects, day=DAY, **fields):
    return [act("verification", before(day, 100), subject=one, **fields) for one in subjects]


TABLES: Tables = {
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
        *(
            Row(
                f"{regime}: married, and nobody of that side verified",
                case(prepared(day), born="1970-01-01", married=True),
                day,
                codes={"verification_missing"},
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"{regime}: a child the day before eighteen",
                case(
                    prepared(day),
                    born="1970-01-01",
                    children_born=[before(f"{int(day[:4]) - 18}{day[4:]}", -1)],
                ),
                day,
                codes=set(),
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"{regime}: a child of eighteen",
                case(
                    prepared(day),
                    born="1970-01-01",
                    children_born=[f"{int(day[:4]) - 18}{day[4:]}"],
                ),
                day,
                codes={"verification_missing"},
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"{regime}: the father not verified",
                case(
                    [one for one in prepared(day) if one.get("subject") != "father"],
                    born="1970-01-01",
                ),
                day,
                codes={"verification_missing"},
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"{regime}: the mother-in-law not verified",
                case(
                    [*prepared(day), *verified("spouse", "father_in_law", day=day)],
                    born="1970-01-01",
                    married=True,
                ),
                day,
                codes={"verification_missing"},
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"before the first guidance: {shows}",
                case(prepared("2011-12-05"), born="1970-01-01", children_born=[child]),
                "2011-12-05",
                codes=codes,
            )
            for shows, child, codes in [
                ("a child the day before eighteen", "1993-12-06", set()),
                ("a child of eighteen", "1993-12-05", {"verification_missing"}),
            ]
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
        Row(
            "on the very day",
            case(
                [
                    *[one for one in prepared(DAY) if one.get("subject") != "father"],
                    act("verification", DAY, subject="father", verifier_relation="sibling"),
                ]
            ),
            DAY,
            codes={"verifier_is_relative"},
        ),
        Row(
            "verified again after the meeting: at the meeting it was missing",
            case(
                [
                    *resolved(DAY, verification={"verifier_relation": "sibling"}),
                    *[
                        act("verification", "2019-09-20", subject=one)
                        for one in ("applicant", "father", "mother")
                    ],
                ]
            ),
            "2019-09-20",
            codes={"verification_missing"},
            holds={"stage": "opinions"},
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
    "R-VER-06": [
        Row(
            "a spouse abroad is verified like any other",
            case(
                [*prepared(DAY), *verified("spouse", "father_in_law", "mother_in_law")],
                foreign_spouse=True,
            ),
            DAY,
            codes=set(),
        ),
    ],
    "R-VER-07": [
        Row(
            "an answer after half a year holds nothing up",
            case(
                prepared(DAY, application="2019-02-11", cv="2019-02-20", verification="2019-09-02")
            ),
            DAY,
            codes=set(),
            holds={"stage": "opinions"},
        ),
    ],
}


@each_row(TABLES)
def test_verification_by_its_rules(rule, row):
    assert not differences(row)
