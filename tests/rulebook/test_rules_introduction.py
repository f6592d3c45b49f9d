"""Tables: who introduces, and the opinions asked."""

from tests.rulebook.building import CELL, MEMBER, act, case
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
YOUNG = {"born": "1995-03-12", "youth_union_member": True}
UNION = {"trade_union_present": True}


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


def born(day, years, *, days=0):
    """Who is so many years old on ``day``; with ``days=1`` only on the next."""
    return before(f"{int(day[:4]) - years}{day[4:]}", -days)


def by_two(day):
    return member(day=day), member("DV-11", day=day)


TABLES: Tables = {
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
        Row(
            "told on its very day",
            case([act("sourced", "2019-01-07"), member(on=DAY, full_member=False)]),
            DAY,
            codes={"introducer_not_full_member"},
        ),
        Row(
            "not told the day before",
            case([act("sourced", "2019-01-07"), member(on=DAY, full_member=False)]),
            "2019-09-09",
            codes=set(),
        ),
        Row(
            "unconfirmed, but two others are beyond doubt",
            introduced(member("DV-05", basis="residence"), member(), member("DV-11")),
            DAY,
            codes=set(),
        ),
        Row(
            "unconfirmed and one other",
            introduced(member("DV-05", basis="residence"), member()),
            DAY,
            codes={"introducer_basis_unconfirmed"},
            missing=set(),
            holds={"stage": "opinions"},
        ),
        *(
            Row(
                f"{regime}: eleven months",
                introduced(
                    member(day=day, months_together=11),
                    member("DV-11", day=day),
                    day=day,
                    born="1970-01-01",
                ),
                day,
                codes={"introducer_too_recent"},
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"{regime}: twelve months",
                introduced(
                    member(day=day, months_together=12),
                    member("DV-11", day=day),
                    day=day,
                    born="1970-01-01",
                ),
                day,
                codes=set(),
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"{regime}: by the place of residence",
                introduced(
                    member(day=day, basis="residence"),
                    member("DV-11", day=day),
                    day=day,
                    born="1970-01-01",
                ),
                day,
                codes={"introducer_basis_unconfirmed"} if day < "2025-07-01" else set(),
                holds={"may_proceed": True},
            )
            for regime, day in DAYS.items()
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
        *(
            Row(
                f"{regime}: the day before thirty",
                introduced(*by_two(day), day=day, born=born(day, 30, days=1)),
                day,
                findings={"youth_union_membership_required": {}},
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"{regime}: thirty",
                introduced(*by_two(day), day=day, born=born(day, 30)),
                day,
                codes=set(),
            )
            for regime, day in DAYS.items()
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
        *(
            Row(
                f"{regime}: two members",
                introduced(*by_two(day), day=day, born="1970-01-01"),
                day,
                codes=set(),
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"{regime}: only one",
                introduced(member(day=day), day=day, born="1970-01-01"),
                day,
                codes={"introducer_missing"},
            )
            for regime, day in DAYS.items()
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
        Row(
            "a union member the day before thirty-one",
            introduced(member(), member("DV-11"), born="1988-09-11", youth_union_member=True),
            DAY,
            codes={"youth_union_introduction_missing"},
        ),
        Row(
            "a union member of thirty-one: two members",
            introduced(member(), member("DV-11"), born="1988-09-10", youth_union_member=True),
            DAY,
            codes=set(),
        ),
        Row(
            "of thirty and no union member: two members",
            introduced(member(), member("DV-11"), born="1989-09-10"),
            DAY,
            codes=set(),
        ),
        Row(
            "the union on the day of the meeting",
            introduced(member(), body("youth_union", on=DAY), resolution=True, **YOUNG),
            DAY,
            codes=set(),
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "the union the day after the meeting",
            introduced(member(), body("youth_union", on="2019-09-11"), resolution=True, **YOUNG),
            "2019-09-11",
            findings={"youth_union_introduction_missing": {}},
            holds={"may_proceed": False},
        ),
        *(
            Row(
                f"{regime}: one member and the union",
                introduced(
                    member(day=day),
                    body("youth_union", day=day),
                    day=day,
                    born=born(day, 20),
                    youth_union_member=True,
                ),
                day,
                codes=set(),
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"{regime}: a union member the day before thirty-one",
                introduced(
                    *by_two(day), day=day, born=born(day, 31, days=1), youth_union_member=True
                ),
                day,
                codes={"youth_union_introduction_missing"},
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"{regime}: a union member of thirty-one",
                introduced(*by_two(day), day=day, born=born(day, 31), youth_union_member=True),
                day,
                codes=set(),
            )
            for regime, day in DAYS.items()
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
def test_introductions_by_their_rules(rule, row):
    assert not differences(row)
