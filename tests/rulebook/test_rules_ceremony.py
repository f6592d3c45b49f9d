"""Tables: the ceremony and the declaration of the new member."""

from tests.rulebook.building import act, case
from tests.rulebook.tables import Row, Tables, admitted, differences, each_row


def received(issued, on, *, ceremony=None):
    """A decision of ``issued`` that the cell received on ``on``; perhaps the ceremony."""
    acts = admitted(
        issued, admission_decision=issued, decision_received=on, admission_ceremony=ceremony
    )
    return case(acts)


CEREMONIES = [
    (
        "2015-12-28",
        "2016-01-04",
        "2016-02-22",
        "2016-02-23",
        "45-QĐ/TW 2011-11-01",
        "U",
    ),
    (
        "2019-12-20",
        "2019-12-25",
        "2020-02-13",
        "2020-02-14",
        "29-QĐ/TW 2016-07-25",
        "C2",
    ),
    (
        "2022-01-04",
        "2022-01-10",
        "2022-02-28",
        "2022-03-01",
        "24-QĐ/TW 2021-07-30",
        "C2",
    ),
    (
        "2025-02-03",
        "2025-02-10",
        "2025-03-24",
        "2025-03-25",
        "232-QĐ/TW 2025-01-20",
        "C2",
    ),
    (
        "2025-07-07",
        "2025-07-10",
        "2025-08-21",
        "2025-08-22",
        "294-QĐ/TW 2025-05-26",
        "C2",
    ),
    (
        "2026-05-11",
        "2026-05-20",
        "2026-07-01",
        "2026-07-02",
        "20-QĐ/TW 2026-04-08",
        "U",
    ),
    (
        "2026-07-28",
        "2026-08-10",
        "2026-09-10",
        "2026-09-11",
        "208-QĐ/TW 2026-07-26",
        "C1",
    ),
]


DECLARATIONS = [  # ceremony, limit, the day after, the instrument that held then, its mark
    ("2012-02-01", "2012-03-14", "2012-03-15", "45-QĐ/TW 2011-11-01", "U"),
    ("2015-02-04", "2015-03-25", "2015-03-26", "12-HD/BTCTW 2012-05-17", "I"),
    ("2020-02-14", "2020-03-27", "2020-03-30", "09-HD/BTCTW 2017-06-05", "I"),
    ("2023-01-10", "2023-02-28", "2023-03-01", "12-HD/BTCTW 2022-01-18", "C1"),
    ("2025-01-20", "2025-03-10", "2025-03-11", "38-HD/BTCTW 2024-10-31", "I"),
]


TABLES: Tables = {
    "R-CER-01": [
        *(
            Row(
                f"{cite[:9]}: the limit itself",
                received(issued, on),
                limit,
                without={"ceremony_late"},
                steps={
                    "admission_ceremony": {
                        "due_on": limit,
                        "overdue": False,
                        "extended_due_on": None,
                    }
                },
            )
            for issued, on, limit, _, cite, _ in CEREMONIES
        ),
        *(
            Row(
                f"{cite[:9]}: the day after",
                received(issued, on),
                after,
                findings={
                    "ceremony_late": {
                        "on": limit,
                        "severity": "warn",
                        "rule": "R-CER-01",
                        "citation": {"instrument": cite},
                        "confidence": mark,
                    }
                },
                steps={"admission_ceremony": {"due_on": limit, "overdue": True}},
            )
            for issued, on, limit, after, cite, mark in CEREMONIES
        ),
        *(
            Row(
                f"{cite[:9]}: held on the last day",
                received(issued, on, ceremony=limit),
                after,
                without={"ceremony_late"},
                holds={"stage": "admission_ceremony"},
            )
            for issued, on, limit, after, cite, _ in CEREMONIES
        ),
        *(
            Row(
                f"{cite[:9]}: held a day late",
                received(issued, on, ceremony=after),
                after,
                findings={"ceremony_late": {"on": limit}},
                holds={"stage": "admission_ceremony"},
            )
            for issued, on, limit, after, cite, _ in CEREMONIES
        ),
        Row(
            "not yet received: nothing runs before R5",
            case(
                admitted(
                    "2019-12-20",
                    admission_decision="2019-12-20",
                    decision_received=None,
                    admission_ceremony=None,
                )
            ),
            "2020-06-01",
            without={"ceremony_late"},
            steps={"admission_ceremony": {"due_on": None, "overdue": False, "actor": "cell"}},
        ),
        Row(
            "not yet received: the issue counts in R5",
            case(
                admitted(
                    "2026-07-28",
                    admission_decision="2026-07-28",
                    decision_received=None,
                    admission_ceremony=None,
                )
            ),
            "2026-09-11",
            findings={"ceremony_late": {"on": "2026-09-10"}},
        ),
        Row(
            "issued in R4, held in R5: the ceremony falls under its own day",
            received("2026-07-20", "2026-07-24", ceremony="2026-09-01"),
            "2026-09-01",
            findings={"ceremony_late": {"on": "2026-08-31"}},
        ),
        Row(
            "issued and held in R4: from receipt",
            received("2026-06-01", "2026-06-15", ceremony="2026-07-24"),
            "2026-07-24",
            without={"ceremony_late"},
        ),
        Row(
            "held on the day of the decision",
            case(
                admitted(
                    "2024-03-01", admission_decision="2024-03-01", decision_received="2024-03-01"
                )
            ),
            "2024-03-01",
            codes=set(),
            holds={
                "stage": "admission_ceremony",
                "dates": {"probation_ends_on": "2025-03-01", "party_age_from": "2024-03-01"},
            },
        ),
        Row(
            "received at another place after a move: from there",
            case(
                [
                    *admitted("2023-10-02", admission_ceremony=None),
                    act("moved", "2023-09-20", after="admission_decision"),
                    act("decision_received", "2023-09-29"),
                ]
            ),
            "2023-11-10",
            without={"ceremony_late"},
            steps={"admission_ceremony": {"due_on": "2023-11-10", "overdue": False}},
        ),
    ],
    "R-CER-03": [
        Row(
            "naming the helper of a new member changes nothing",
            case([*admitted("2024-02-29"), act("helper_assigned", "2024-02-29", helper="DV-09")]),
            "2024-03-01",
            holds={"stage": "admission_ceremony", "may_proceed": True},
        ),
    ],
    "R-CER-02": [
        Row(
            "the limit itself",
            case(admitted("2020-02-14", decision_received="2020-02-10")),
            "2020-03-27",
            codes=set(),
            steps={
                "member_declaration": {
                    "due_on": "2020-03-27",
                    "overdue": False,
                    "actor": "new_member",
                }
            },
            missing={"1-HSĐV", "2-HSĐV", "CN-ĐVM", "10-KNĐ", "11-KNĐ", "12-KNĐ"},
        ),
        Row(
            "the day after, a Saturday",
            case(admitted("2020-02-14", decision_received="2020-02-10")),
            "2020-03-28",
            codes={"declaration_late"},
            findings={
                "declaration_late": {"on": "2020-03-27", "severity": "warn", "rule": "R-CER-02"}
            },
            steps={"member_declaration": {"overdue": True}},
        ),
        Row(
            "handed in on the last day",
            case(
                [
                    *admitted("2020-02-14", decision_received="2020-02-10"),
                    act("member_declaration", "2020-03-27"),
                ]
            ),
            "2020-05-01",
            codes=set(),
            no_step={"member_declaration"},
            missing={"CN-ĐVM", "10-KNĐ", "11-KNĐ", "12-KNĐ"},
            holds={"stage": "member_declaration"},
        ),
        Row(
            "handed in late",
            case(
                [
                    *admitted("2020-02-14", decision_received="2020-02-10"),
                    act("member_declaration", "2020-03-30"),
                ]
            ),
            "2020-05-01",
            codes={"declaration_late"},
            findings={"declaration_late": {"on": "2020-03-27"}},
        ),
        Row(
            "across the turn of the year and Tết 2027",
            case(admitted("2026-11-30", decision_received="2026-11-20")),
            "2027-01-12",
            without={"declaration_late"},
            steps={"member_declaration": {"due_on": "2027-01-12"}},
        ),
        Row(
            "C1 under the guidance of 2022",
            case(admitted("2023-01-10", decision_received="2023-01-03")),
            "2023-06-01",
            findings={
                "declaration_late": {
                    "confidence": "C1",
                    "citation": {"instrument": "12-HD/BTCTW 2022-01-18", "point": "2.2"},
                }
            },
        ),
        *(
            Row(
                f"held {held}: declared on the last day",
                case([*admitted(held), act("member_declaration", limit)], born="1970-01-01"),
                after,
                codes=set(),
            )
            for held, limit, after, *_ in DECLARATIONS
        ),
        *(
            Row(
                f"held {held}: declared a day late",
                case([*admitted(held), act("member_declaration", after)], born="1970-01-01"),
                after,
                codes={"declaration_late"},
                findings={
                    "declaration_late": {
                        "on": limit,
                        "confidence": mark,
                        "citation": {"instrument": cite},
                    }
                },
            )
            for held, limit, after, cite, mark in DECLARATIONS
        ),
    ],
}


@each_row(TABLES)
def test_the_ceremony_by_its_rules(rule, row):
    assert not differences(row)
