"""Tables: the population policy, tested on the day of the cell's meeting."""

from tests.rulebook.building import act, case
from tests.rulebook.meetings import MEETINGS, cited, met, ready
from tests.rulebook.tables import Row, Tables, differences, each_row, prepared

NO_UNIONS = {"youth_union_present": False}
PROVINCE = "provincial_standing_board"
TWO = ["2009-02-02", "2010-04-04"]
WAIT, BARRED = {"population_rule_wait"}, {"population_rule_barred"}


def parent(day, *births, **person):
    return ready(day, children_born=[*births], **person)


POPULATION = "05-QĐi/TW 2018-08-28"
CHILDREN = [
    Row("two children", parent("2019-05-15", *TWO), "2019-05-15", codes=set()),
    Row(
        "third child: the day before 24 months",
        parent("2019-05-15", *TWO, "2017-05-16"),
        "2019-05-15",
        codes=WAIT,
        findings={
            "population_rule_wait": cited(
                POPULATION, "C2", on="2019-05-16", severity="block", rule="R-POP-01"
            )
        },
        steps={"cell_resolution": {"earliest_on": "2019-05-16"}},
        holds={"next_change_on": "2019-05-16"},
    ),
    Row(
        "third child: 24 months",
        parent("2019-05-15", *TWO, "2017-05-15"),
        "2019-05-15",
        codes=set(),
        steps={"cell_resolution": {"earliest_on": None}},
    ),
    Row(
        "third child: the day after",
        parent("2019-05-15", *TWO, "2017-05-14"),
        "2019-05-15",
        codes=set(),
    ),
    Row(
        "third child of a leap day: 27 February",
        parent("2022-02-27", *TWO, "2020-02-29"),
        "2022-02-27",
        findings={"population_rule_wait": {"on": "2022-02-28"}},
    ),
    Row(
        "third child of a leap day: 28 February",
        parent("2022-02-27", *TWO, "2020-02-29"),
        "2022-02-28",
        codes=set(),
    ),
    Row(
        "third child of 28 February: the year of the leap day",
        parent("2024-02-28", *TWO, "2022-02-28"),
        "2024-02-28",
        codes=set(),
    ),
    Row(
        "third child of the last day of a year",
        parent("2019-12-30", *TWO, "2017-12-31"),
        "2019-12-30",
        findings={"population_rule_wait": {"on": "2019-12-31"}},
    ),
    Row(
        "fourth child: the day before 36 months",
        parent("2019-05-15", *TWO, "2011-06-01", "2016-05-16"),
        "2019-05-15",
        codes=WAIT,
        findings={"population_rule_wait": {"on": "2019-05-16"}},
    ),
    Row(
        "fourth child: 36 months",
        parent("2019-05-15", *TWO, "2011-06-01", "2016-05-15"),
        "2019-05-15",
        codes=set(),
    ),
    Row(
        "fourth child: the day after",
        parent("2019-05-15", *TWO, "2011-06-01", "2016-05-14"),
        "2019-05-15",
        codes=set(),
    ),
    Row(
        "fourth child of a leap day",
        parent("2023-02-27", *TWO, "2011-06-01", "2020-02-29"),
        "2023-02-27",
        findings={"population_rule_wait": {"on": "2023-02-28"}},
    ),
    Row(
        "twins as third and fourth child wait for the fourth",
        parent("2019-05-15", *TWO, "2017-01-10", "2017-01-10"),
        "2019-05-15",
        codes=WAIT,
        findings={"population_rule_wait": {"on": "2020-01-10"}},
    ),
    Row(
        "twins as second and third child",
        parent("2019-05-15", "2010-02-02", "2018-01-10", "2018-01-10"),
        "2019-05-15",
        findings={"population_rule_wait": {"on": "2020-01-10"}},
    ),
    Row(
        "births in any order",
        parent("2019-05-15", "2018-01-10", *TWO),
        "2019-05-15",
        findings={"population_rule_wait": {"on": "2020-01-10"}},
    ),
    Row(
        "a third child still to be born on the day",
        parent("2019-05-15", *TWO, "2019-05-16"),
        "2019-05-15",
        codes=set(),
        holds={"next_change_on": "2019-05-16"},
    ),
    Row(
        "a third child born on the very day",
        parent("2019-05-15", *TWO, "2019-05-15"),
        "2019-05-15",
        findings={"population_rule_wait": {"on": "2021-05-15"}},
    ),
    Row(
        "the last day on which the policy of 2018 did not hold",
        parent("2018-08-27", *TWO, "2017-01-10"),
        "2018-08-27",
        codes=set(),
        holds={"next_change_on": "2018-08-28"},
    ),
    Row("its first day", parent("2018-08-27", *TWO, "2017-01-10"), "2018-08-28", codes=WAIT),
    *(
        Row(
            f"{day}: it goes on",
            parent(day, *TWO, f"{int(day[:4]) - 2}{day[4:8]}11"),
            day,
            codes=WAIT,
            findings={"population_rule_wait": cited(POPULATION, "C2", on=f"{day[:8]}11")},
        )
        for day in list(MEETINGS)[2:]
    ),
    Row(
        "resolved too early stays so",
        met("2019-05-15", children_born=[*TWO, "2017-05-16"]),
        "2019-06-30",
        findings={"population_rule_wait": {"on": "2019-05-16"}},
        holds={"stage": "opinions"},
    ),
    Row(
        "a child born after the cell met changes nothing",
        met("2019-05-15", children_born=[*TWO, "2019-05-16"]),
        "2019-06-30",
        codes=set(),
    ),
    Row(
        "under age and third child: the later day",
        ready(
            "2019-05-15",
            born="2001-08-20",
            children_born=["2017-01-01"] * 2 + ["2018-05-30"],
            place=NO_UNIONS,
        ),
        "2019-05-15",
        codes={"age_below_minimum", "population_rule_wait"},
        steps={"cell_resolution": {"earliest_on": "2020-05-30"}},
    ),
    Row(
        "children unknown",
        ready("2019-05-15", children_born=None),
        "2019-05-15",
        codes={"fact_unknown"},
        findings={"fact_unknown": {"field": "person.children_born", "ask": "applicant"}},
    ),
]
FIVE = [*TWO, "2011-06-01", "2013-08-01", "2015-10-01"]
FIFTH = [
    Row(
        "fifth child, however long ago",
        parent("2026-09-10", *FIVE),
        "2026-09-10",
        codes=BARRED,
        findings={
            "population_rule_barred": cited(
                POPULATION, "C2", on="2015-10-01", severity="block", rule="R-POP-02"
            )
        },
        steps={"cell_resolution": {"earliest_on": None}},
    ),
    Row(
        "sixth child: barred since the fifth",
        parent("2019-05-15", *FIVE, "2018-01-01"),
        "2019-05-15",
        codes=BARRED,
        findings={"population_rule_barred": {"on": "2015-10-01"}},
    ),
    Row(
        "twins as fourth and fifth child",
        parent("2019-05-15", *TWO, "2011-06-01", "2013-08-01", "2013-08-01"),
        "2019-05-15",
        codes=BARRED,
        findings={"population_rule_barred": {"on": "2013-08-01"}},
    ),
    Row("four children long ago", parent("2019-05-15", *FIVE[:4]), "2019-05-15", codes=set()),
    Row(
        "the day before the policy of 2018", parent("2018-08-27", *FIVE), "2018-08-27", codes=set()
    ),
    Row("its first day", parent("2018-08-27", *FIVE), "2018-08-28", codes=BARRED),
    Row(
        "five children, grown up or not: who is 18 is verified, too",
        parent("2019-05-15", "2001-05-15", *FIVE[1:]),
        "2019-05-15",
        codes={"population_rule_barred", "verification_missing"},
    ),
]
EXEMPT = {"population_exemption": True}
EXEMPTIONS = [
    Row(
        "third child, exempt",
        parent("2019-05-15", *TWO, "2018-01-10", **EXEMPT),
        "2019-05-15",
        codes=set(),
    ),
    Row(
        "fourth child, exempt",
        parent("2019-05-15", *TWO, "2017-01-10", "2018-01-10", **EXEMPT),
        "2019-05-15",
        codes=set(),
    ),
    Row("fifth child, exempt", parent("2019-05-15", *FIVE, **EXEMPT), "2019-05-15", codes=set()),
    Row(
        "third child, exemption unknown",
        parent("2019-05-15", *TWO, "2018-01-10", population_exemption=None),
        "2019-05-15",
        codes={"fact_unknown"},
        findings={
            "fact_unknown": {
                "field": "person.population_exemption",
                "severity": "block",
                "rule": "R-POP-01",
            }
        },
    ),
    Row(
        "two children, exemption unknown: nobody asks",
        parent("2019-05-15", *TWO, population_exemption=None),
        "2019-05-15",
        codes=set(),
    ),
    Row(
        "third child long ago, exemption unknown: nobody asks",
        parent("2019-05-15", *TWO, "2010-01-10", population_exemption=None),
        "2019-05-15",
        codes=set(),
    ),
]
LEFT = {"how": "population_policy"}


def put_out(on, *births, applied="2021-06-20", **person):
    """Put out for a birth, and applying again with the province's consent."""
    acts = [
        act("left_party", on, how="population_policy"),
        *prepared("2021-12-10", application=applied, cv="2021-07-01"),
        act("exception_consent", "2021-12-01", kind="readmission", body=PROVINCE),
    ]
    return case(acts, children_born=[*births], **person)


THIRD, FOURTH = [*TWO, "2018-10-01"], [*TWO, "2016-10-01", "2018-06-01"]
DAY = "2021-12-10"
EARLY = {"readmission_too_early"}
POLICY = [
    Row(
        "third child: the day before 24 months",
        put_out("2019-06-21", *THIRD),
        DAY,
        codes=EARLY,
        findings={
            "readmission_too_early": cited(
                POPULATION, "C2", on="2021-06-21", severity="block", rule="R-REA-03"
            )
        },
    ),
    Row("third child: 24 months", put_out("2019-06-20", *THIRD), DAY, codes=set()),
    Row("third child: the day after", put_out("2019-06-19", *THIRD), DAY, codes=set()),
    Row(
        "fourth child: the day before 36 months",
        put_out("2018-06-21", *FOURTH),
        DAY,
        codes=EARLY,
        findings={"readmission_too_early": {"on": "2021-06-21"}},
    ),
    Row("fourth child: 36 months", put_out("2018-06-20", *FOURTH), DAY, codes=set()),
    Row(
        "another child after leaving: never",
        put_out("2019-01-10", *THIRD, "2019-03-01"),
        DAY,
        findings={
            "readmission_barred": cited(
                POPULATION, "C2", on="2019-03-01", severity="block", rule="R-POP-04"
            )
        },
    ),
    Row(
        "another child after leaving, one of the exempt situations",
        put_out("2019-01-10", *THIRD, "2019-03-01", **EXEMPT),
        DAY,
        without={"readmission_barred"},
    ),
    Row(
        "a child of the day of leaving is the one it was for",
        put_out("2018-10-01", *THIRD),
        DAY,
        without={"readmission_barred"},
    ),
    Row(
        "another child, exemption unknown",
        put_out("2019-01-10", *THIRD, "2019-03-01", population_exemption=None),
        DAY,
        findings={"fact_unknown": {"field": "person.population_exemption"}},
        without={"readmission_barred"},
    ),
    Row(
        "applied before the policy of 2018: the ordinary 36 months",
        case(
            [
                act("left_party", "2015-09-01", how="population_policy"),
                *prepared("2018-12-10", application="2018-08-27", cv="2018-08-28"),
            ],
            children_born=[*TWO, "2014-01-01"],
        ),
        "2018-12-10",
        findings={"readmission_too_early": {"on": "2018-09-01", "rule": "R-REA-01"}},
    ),
    Row(
        "applied on its first day: 24 months",
        case(
            [
                act("left_party", "2015-09-01", how="population_policy"),
                *prepared("2018-12-10", application="2018-08-28", cv="2018-08-29"),
            ],
            children_born=[*TWO, "2014-01-01"],
        ),
        "2018-12-10",
        without=EARLY,
    ),
]

TABLES: Tables = {
    "R-POP-01": CHILDREN,
    "R-POP-02": FIFTH,
    "R-POP-03": EXEMPTIONS,
    "R-POP-04": POLICY,
}


@each_row(TABLES)
def test_the_row_holds(rule, row):
    assert differences(row) == []
