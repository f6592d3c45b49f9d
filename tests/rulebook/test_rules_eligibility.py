"""Tables: age, schooling, citizenship and children, tested on the day of the cell's meeting."""

from tests.rulebook.building import act, case
from tests.rulebook.tables import Row, Tables, differences, each_row, prepared, resolved

NO_UNIONS = {"youth_union_present": False}
MOUNTAINS = {"difficult_area": True}
BOARD, PROVINCE = "deciding_standing_board", "provincial_standing_board"

# One day of a meeting under each regime, with the regulation that is cited and its mark.
MEETINGS = {
    "2015-06-10": ("45-QĐ/TW 2011-11-01", "C2"),
    "2018-06-10": ("29-QĐ/TW 2016-07-25", "C2"),
    "2022-06-10": ("24-QĐ/TW 2021-07-30", "C2"),
    "2025-06-10": ("232-QĐ/TW 2025-01-20", "C2"),
    "2025-11-10": ("294-QĐ/TW 2025-05-26", "C2"),
    "2026-05-10": ("20-QĐ/TW 2026-04-08", "U"),
    "2026-09-10": ("208-QĐ/TW 2026-07-26", "C1"),
}


def ready(day, *more, place=None, **person):
    """A file that is ready for the cell to meet on ``day``."""
    return case([*prepared(day), *more], place=place, **person)


def met(day, *more, place=None, **person):
    """A file that the cell considered on ``day``."""
    return case([*resolved(day), *more], place=place, **person)


def cited(regulation, mark, **fields):
    return {"citation": {"instrument": regulation}, "confidence": mark, **fields}


# --- R-AGE-01


def eighteen():
    for day, (regulation, mark) in MEETINGS.items():
        year, month = int(day[:4]) - 18, day[5:7]
        young = {"place": NO_UNIONS}
        yield Row(
            f"{day}: eighteen on that very day",
            met(day, born=f"{year}-{month}-10", **young),
            day,
            codes=set(),
            holds={"stage": "cell_resolution", "may_proceed": True},
        )
        yield Row(
            f"{day}: eighteen on the next day, by month",
            met(day, born=f"{year}-{month}-11", **young),
            day,
            codes={"age_day_not_reached"},
            findings={
                "age_day_not_reached": cited(
                    regulation, mark, on=f"{day[:8]}11", severity="warn", rule="R-AGE-01"
                )
            },
            holds={"stage": "cell_resolution", "may_proceed": True},
        )
        later = f"{int(month) + 1:02}"
        yield Row(
            f"{day}: eighteen in the next month",
            met(day, born=f"{year}-{later}-01", **young),
            day,
            codes={"age_below_minimum"},
            findings={
                "age_below_minimum": cited(
                    regulation, mark, on=f"{day[:5]}{later}-01", severity="block", rule="R-AGE-01"
                )
            },
            holds={"stage": "opinions", "may_proceed": False},
        )


AGE_BELOW = [
    *eighteen(),
    Row(
        "the last day of the month before",
        ready("2019-07-31", born="2001-08-31", place=NO_UNIONS),
        "2019-07-31",
        findings={"age_below_minimum": {"on": "2019-08-01"}},
        steps={"cell_resolution": {"earliest_on": "2019-08-01"}},
        holds={"next_change_on": "2019-08-01"},
    ),
    Row(
        "the first day of the month",
        ready("2019-07-31", born="2001-08-31", place=NO_UNIONS),
        "2019-08-01",
        codes={"age_day_not_reached"},
        findings={"age_day_not_reached": {"on": "2019-08-31"}},
        steps={"cell_resolution": {"earliest_on": None}},
        holds={"assumptions": [{"parameter": "age.mode", "value": "MONTH"}]},
    ),
    Row(
        "born on a leap day: the day before 28 February",
        ready("2018-02-27", born="2000-02-29", place=NO_UNIONS),
        "2018-02-27",
        findings={"age_day_not_reached": {"on": "2018-02-28"}},
    ),
    Row(
        "born on a leap day: 28 February",
        ready("2018-02-27", born="2000-02-29", place=NO_UNIONS),
        "2018-02-28",
        codes=set(),
    ),
    Row(
        "born on a leap day: January",
        ready("2018-01-31", born="2000-02-29", place=NO_UNIONS),
        "2018-01-31",
        findings={"age_below_minimum": {"on": "2018-02-01"}},
    ),
    Row(
        "born on the last day of a year",
        ready("2018-11-30", born="2000-12-31", place=NO_UNIONS),
        "2018-11-30",
        findings={"age_below_minimum": {"on": "2018-12-01"}},
    ),
    Row(
        "born on the first day of a year",
        ready("2018-12-31", born="2001-01-01", place=NO_UNIONS),
        "2018-12-31",
        findings={"age_below_minimum": {"on": "2019-01-01"}},
    ),
    Row(
        "too young when the cell met stays so",
        met("2019-07-31", born="2001-08-02", place=NO_UNIONS),
        "2020-01-15",
        findings={"age_below_minimum": {"on": "2019-08-01"}},
        holds={"stage": "opinions"},
    ),
    Row(
        "too young at the first meeting, old enough at the second",
        met(
            "2019-07-31",
            act("cell_resolution", "2019-08-01", full_members=9, yes=9),
            born="2001-08-02",
            place=NO_UNIONS,
        ),
        "2019-08-01",
        codes={"age_day_not_reached"},
        holds={"stage": "cell_resolution"},
    ),
    Row(
        "before there are opinions nothing is said of age",
        case(prepared("2019-07-31", opinions=None), born="2001-08-02", place=NO_UNIONS),
        "2019-07-31",
        codes=set(),
    ),
]

# --- R-AGE-02


def over(day, *more, born="1950-01-10", cell=True, **person):
    place = {"cell_present": cell}
    return ready(day, *more, born=born, place=place, **person)


def consent(on, kind="over_age", body=PROVINCE):
    return act("exception_consent", on, kind=kind, body=body)


BOTH = {"age_above_maximum", "over_age_consent_missing"}
NEED = {"special_need": True}


def sixty():
    for day, (regulation, mark) in MEETINGS.items():
        if regulation.startswith("45-"):
            continue
        year, month = int(day[:4]) - 60, int(day[5:7])
        yield Row(
            f"{day}: sixty in this month, by month not over",
            ready(day, born=f"{year}-{month:02}-01"),
            day,
            codes=set(),
            holds={"may_proceed": True},
        )
        yield Row(
            f"{day}: sixty in the month before",
            ready(day, born=f"{year}-{month - 1:02}-28"),
            day,
            codes=BOTH,
            findings={
                code: cited(regulation, mark, on=f"{day[:8]}01", severity="block", rule="R-AGE-02")
                for code in BOTH
            },
        )


AGE_ABOVE = [
    *sixty(),
    *(
        Row(
            f"sixty on 2020-05-10, meeting on {day}",
            ready("2020-05-05", born="1960-05-10"),
            day,
            codes=set(),
        )
        for day in ("2020-05-09", "2020-05-10", "2020-05-11", "2020-05-31")
    ),
    Row(
        "the first day of the month after",
        ready("2020-05-05", born="1960-05-10"),
        "2020-06-01",
        codes=BOTH,
        findings={"age_above_maximum": {"on": "2020-06-01"}},
    ),
    Row(
        "the month is still running when it ends: the next change is its end",
        ready("2020-05-11", born="1960-05-10"),
        "2020-05-11",
        holds={"next_change_on": "2020-06-01"},
    ),
    Row(
        "born on a leap day",
        ready("2020-02-10", born="1960-02-29"),
        "2020-02-29",
        codes=set(),
    ),
    Row(
        "born on a leap day: March",
        ready("2020-02-10", born="1960-02-29"),
        "2020-03-01",
        codes=BOTH,
    ),
    Row(
        "R0 counts by year: the last day of the year of the 60th birthday",
        ready("2015-12-01", born="1955-01-01"),
        "2015-12-31",
        codes=set(),
    ),
    Row(
        "R0 counts by year: the first day of the year after",
        ready("2015-12-01", born="1955-12-31"),
        "2016-01-01",
        codes=BOTH,
        findings={code: cited("45-QĐ/TW 2011-11-01", "C1", on="2016-01-01") for code in BOTH},
    ),
    Row(
        "the last day of R0: not over by year",
        ready("2016-07-20", born="1956-05-10"),
        "2016-07-24",
        codes=set(),
        holds={"regime": "R0", "next_change_on": "2016-07-25"},
    ),
    Row(
        "the first day of R1: over by month",
        ready("2016-07-20", born="1956-05-10"),
        "2016-07-25",
        codes=BOTH,
        findings={"age_above_maximum": {"on": "2016-06-01"}},
        holds={"regime": "R1"},
    ),
    Row(
        "special need and consent",
        over("2019-05-15", consent("2019-05-14"), **NEED),
        "2019-05-15",
        codes=set(),
    ),
    Row(
        "special need, no consent",
        over("2019-05-15", **NEED),
        "2019-05-15",
        codes={"over_age_consent_missing"},
    ),
    Row(
        "consent, neither need nor a place without a cell",
        over("2019-05-15", consent("2019-05-14")),
        "2019-05-15",
        codes={"age_above_maximum"},
    ),
    Row(
        "a place without a cell, and consent",
        over("2019-05-15", consent("2019-05-14"), cell=False),
        "2019-05-15",
        codes={"no_cell_assign_nearest"},
        holds={"may_proceed": True},
    ),
    Row(
        "not healthy: need and consent do not help",
        over("2019-05-15", consent("2019-05-14"), healthy=False, **NEED),
        "2019-05-15",
        codes={"age_above_maximum"},
    ),
    Row(
        "health does not matter below the limit",
        over("2019-05-15", born="1970-01-10", healthy=False),
        "2019-05-15",
        codes=set(),
    ),
    Row(
        "the consent of the deciding board is not enough",
        over("2019-05-15", consent("2019-05-14", body=BOARD), **NEED),
        "2019-05-15",
        codes={"over_age_consent_missing"},
    ),
    Row(
        "a consent to something else is not enough",
        over("2019-05-15", consent("2019-05-14", kind="elder"), **NEED),
        "2019-05-15",
        codes={"over_age_consent_missing"},
    ),
    Row(
        "the consent may follow the cell's resolution",
        met("2019-05-15", consent("2019-05-16"), born="1950-01-10", **NEED),
        "2019-05-16",
        codes=set(),
        holds={"stage": "cell_resolution"},
    ),
    Row(
        "until it is in, its absence blocks after the cell's resolution, too",
        met("2019-05-15", consent("2019-05-16"), born="1950-01-10", **NEED),
        "2019-05-15",
        codes={"over_age_consent_missing"},
        holds={"stage": "cell_resolution"},
    ),
    *(
        Row(
            f"decided on 2019-06-20, consent of {on}",
            case(
                [
                    *resolved("2019-05-15"),
                    act("admission_decision", "2019-06-20", members=11, yes=11),
                    consent(on),
                ],
                born="1950-01-10",
                route={"grassroots_committee": False},
                **NEED,
            ),
            "2019-06-21",
            codes=found,
            holds={"stage": stage},
        )
        for on, found, stage in (
            ("2019-06-19", set(), "admission_decision"),
            ("2019-06-20", {"over_age_consent_missing"}, "cell_resolution"),
            ("2019-06-21", {"over_age_consent_missing"}, "cell_resolution"),
        )
    ),
    Row(
        "sixty when the cell met, over it when decided: asked at the meeting",
        case(
            [
                *resolved("2020-05-25"),
                act("admission_decision", "2020-06-20", members=11, yes=11),
            ],
            born="1960-05-10",
            route={"grassroots_committee": False},
        ),
        "2020-06-20",
        codes=set(),
        holds={"stage": "admission_decision"},
    ),
    Row(
        "health unknown",
        over("2019-05-15", consent("2019-05-14"), healthy=None, **NEED),
        "2019-05-15",
        codes={"fact_unknown"},
        findings={
            "fact_unknown": {
                "field": "person.healthy",
                "ask": "applicant",
                "severity": "block",
                "rule": "R-AGE-02",
            }
        },
    ),
    Row(
        "need unknown",
        over("2019-05-15", consent("2019-05-14"), special_need=None),
        "2019-05-15",
        codes={"fact_unknown"},
        findings={"fact_unknown": {"field": "person.special_need", "severity": "block"}},
    ),
    Row(
        "need unknown where there is no cell: it does not matter",
        over("2019-05-15", consent("2019-05-14"), cell=False, special_need=None),
        "2019-05-15",
        codes={"no_cell_assign_nearest"},
    ),
    Row(
        "not healthy, need unknown: it does not matter",
        over("2019-05-15", consent("2019-05-14"), healthy=False, special_need=None),
        "2019-05-15",
        codes={"age_above_maximum"},
    ),
    Row(
        "a cell unknown: asked as a bar and as a question of help",
        over("2019-05-15", consent("2019-05-14"), cell=None),
        "2019-05-15",
        codes={"fact_unknown"},
        findings={"fact_unknown": {"field": "place.cell_present", "severity": "block"}},
        holds={"may_proceed": False},
    ),
    Row(
        "health unknown below the limit: nobody asks",
        over("2019-05-15", born="1970-01-10", healthy=None, special_need=None),
        "2019-05-15",
        codes=set(),
    ),
]

# --- R-EDU

LEVELS = (
    "none",
    "literate",
    "primary_completed",
    "lower_secondary_completed",
    "lower_secondary_equivalent",
    "lower_secondary_diploma",
    "upper_secondary_diploma",
)
LEAST = {
    "2015-06-10": "lower_secondary_equivalent",
    "2018-06-10": "lower_secondary_equivalent",
    "2022-06-10": "lower_secondary_diploma",
    "2025-06-10": "lower_secondary_diploma",
    "2025-11-10": "lower_secondary_diploma",
    "2026-05-10": "lower_secondary_diploma",
    "2026-09-10": "lower_secondary_completed",
}
TOO_LITTLE = {"schooling_insufficient"}


def ordinary_schooling():
    for day, least in LEAST.items():
        regulation, mark = MEETINGS[day]
        for level in LEVELS:
            enough = LEVELS.index(level) >= LEVELS.index(least)
            fields = cited(regulation, mark, severity="block", rule="R-EDU-01")
            yield Row(
                f"{day}: {level}",
                ready(day, schooling=level),
                day,
                codes=set() if enough else TOO_LITTLE,
                findings={} if enough else {"schooling_insufficient": fields},
            )


EQUIVALENT, COMPLETED = "lower_secondary_equivalent", "lower_secondary_completed"
SCHOOLING = [
    *ordinary_schooling(),
    Row(
        "equivalent on the last day of R1",
        ready("2021-07-20", schooling=EQUIVALENT),
        "2021-07-29",
        codes=set(),
        holds={"next_change_on": "2021-07-30"},
    ),
    Row(
        "equivalent on the first day of R2",
        ready("2021-07-20", schooling=EQUIVALENT),
        "2021-07-30",
        codes=TOO_LITTLE,
    ),
    Row(
        "completed on the last day of R4",
        ready("2026-07-20", schooling=COMPLETED),
        "2026-07-25",
        codes=TOO_LITTLE,
        holds={"next_change_on": "2026-07-26"},
    ),
    Row(
        "completed on the first day of R5",
        ready("2026-07-20", schooling=COMPLETED),
        "2026-07-26",
        codes=set(),
    ),
    Row(
        "adopted under R1 and judged later: enough stays enough",
        met("2021-07-29", schooling=EQUIVALENT),
        "2021-10-01",
        without=TOO_LITTLE,
    ),
    Row(
        "unknown",
        ready("2019-05-15", schooling=None),
        "2019-05-15",
        codes={"fact_unknown"},
        findings={
            "fact_unknown": {"field": "person.schooling", "ask": "applicant", "severity": "block"}
        },
    ),
    Row("absent is none", ready("2019-05-15", schooling="none"), "2019-05-15", codes=TOO_LITTLE),
]
FISHER = {"standing": ["fisher_at_sea"]}
DIFFICULT = [
    *(
        Row(
            f"{day}: primary school in the mountains",
            ready(day, schooling="primary_completed", place=MOUNTAINS),
            day,
            codes=set(),
        )
        for day in MEETINGS
    ),
    *(
        Row(
            f"{day}: reads and writes, in the mountains, no elder",
            ready(day, schooling="literate", place=MOUNTAINS),
            day,
            codes=TOO_LITTLE,
            findings={"schooling_insufficient": {"rule": "R-EDU-02"}},
        )
        for day in MEETINGS
    ),
    *(
        Row(
            f"{day}: fishes at sea",
            ready(day, schooling="primary_completed", **FISHER),
            day,
            codes=TOO_LITTLE if day.startswith("2015") else set(),
        )
        for day in MEETINGS
    ),
    Row(
        "fishes at sea, under the guidance of 2012 for the last day",
        ready("2016-09-01", schooling="primary_completed", **FISHER),
        "2016-09-19",
        codes=TOO_LITTLE,
    ),
    Row(
        "fishes at sea, on the first day of the guidance of 2016",
        ready("2016-09-01", schooling="primary_completed", **FISHER),
        "2016-09-20",
        codes=set(),
    ),
    Row(
        "fishes at sea, reads and writes only",
        ready("2019-05-15", schooling="literate", **FISHER),
        "2019-05-15",
        codes=TOO_LITTLE,
    ),
    Row(
        "area unknown, primary school",
        ready("2019-05-15", schooling="primary_completed", place={"difficult_area": None}),
        "2019-05-15",
        codes={"fact_unknown"},
        findings={
            "fact_unknown": {"field": "place.difficult_area", "ask": "grassroots_committee"}
        },
    ),
    Row(
        "area unknown, diploma: nobody asks",
        ready("2019-05-15", place={"difficult_area": None}),
        "2019-05-15",
        codes=set(),
    ),
    Row(
        "area unknown, no schooling at all: nobody asks",
        ready("2019-05-15", schooling="none", place={"difficult_area": None}),
        "2019-05-15",
        codes=TOO_LITTLE,
    ),
]
ELDER, PRESTIGE = {"standing": ["village_elder"]}, {"standing": ["prestigious_person"]}


def agreed(body=BOARD, kind="elder", on="2019-05-14"):
    return act("exception_consent", on, kind=kind, body=body)


def elder(*more, schooling="literate", place=MOUNTAINS, **standing):
    return ready("2019-05-15", *more, schooling=schooling, place=place, **(standing or ELDER))


NO_CONSENT = {"elder_consent_missing"}
ELDERS = [
    Row("elder who reads and writes, consent", elder(agreed()), "2019-05-15", codes=set()),
    Row(
        "elder who reads and writes, no consent",
        elder(),
        "2019-05-15",
        codes=NO_CONSENT,
        findings={"elder_consent_missing": {"rule": "R-EDU-03", "severity": "block"}},
        holds={"assumptions": [{"parameter": "elder.consent_level", "value": BOARD}]},
    ),
    Row("prestigious person, consent", elder(agreed(), **PRESTIGE), "2019-05-15", codes=set()),
    Row("prestigious person, no consent", elder(**PRESTIGE), "2019-05-15", codes=NO_CONSENT),
    Row(
        "elder who cannot write, consent",
        elder(agreed(), schooling="none"),
        "2019-05-15",
        codes=TOO_LITTLE,
        findings={"schooling_insufficient": {"rule": "R-EDU-03"}},
    ),
    Row(
        "elder with primary school needs no consent",
        elder(schooling="primary_completed"),
        "2019-05-15",
        codes=set(),
    ),
    Row(
        "elder in a town: no exception", elder(agreed(), place={}), "2019-05-15", codes=TOO_LITTLE
    ),
    Row(
        "elder with primary school in a town",
        elder(schooling="primary_completed", place={}),
        "2019-05-15",
        codes=TOO_LITTLE,
    ),
    Row(
        "business owner is no elder",
        elder(agreed(), standing=["private_business_owner"]),
        "2019-05-15",
        codes=TOO_LITTLE,
    ),
    Row(
        "consent of the province instead",
        elder(agreed(body=PROVINCE)),
        "2019-05-15",
        codes=NO_CONSENT,
    ),
    Row(
        "consent to another exception",
        elder(agreed(kind="over_age")),
        "2019-05-15",
        codes=NO_CONSENT,
    ),
    Row(
        "standing unknown",
        elder(agreed(), standing=None),
        "2019-05-15",
        codes={"fact_unknown"},
        findings={"fact_unknown": {"field": "person.standing", "ask": "cell_committee"}},
    ),
    Row(
        "standing unknown, diploma: nobody asks",
        elder(schooling=LEVELS[-1], standing=None),
        "2019-05-15",
        codes=set(),
    ),
    Row(
        "an elder over 60, once a member: three written consents",
        ready(
            "2019-12-10",
            act("left_party", "2010-06-15", how="removed"),
            born="1950-01-10",
            schooling="literate",
            place=MOUNTAINS,
            special_need=True,
            **ELDER,
        ),
        "2019-12-10",
        codes={"over_age_consent_missing", "elder_consent_missing", "readmission_consent_missing"},
    ),
    Row(
        "an elder over 60, once a member: all three are there",
        ready(
            "2019-12-10",
            act("left_party", "2010-06-15", how="removed"),
            agreed(on="2019-12-01"),
            agreed(PROVINCE, "over_age", "2019-12-01"),
            agreed(PROVINCE, "readmission", "2019-12-01"),
            born="1950-01-10",
            schooling="literate",
            place=MOUNTAINS,
            special_need=True,
            **ELDER,
        ),
        "2019-12-10",
        codes=set(),
    ),
]

# --- R-CIT

CITIZENS = [
    *(
        Row(
            f"{day}: a foreigner",
            ready(day, citizenship="LA"),
            day,
            codes={"not_a_citizen"},
            findings={"not_a_citizen": {"severity": "block", "rule": "R-CIT"}},
        )
        for day in MEETINGS
    ),
    Row("a citizen", ready("2019-05-15", citizenship="VN"), "2019-05-15", codes=set()),
    Row(
        "unknown",
        ready("2019-05-15", citizenship=None),
        "2019-05-15",
        codes={"fact_unknown"},
        findings={"fact_unknown": {"field": "person.citizenship", "ask": "applicant"}},
    ),
]

# --- R-POP

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
    "R-AGE-01": AGE_BELOW,
    "R-AGE-02": AGE_ABOVE,
    "R-EDU-01": SCHOOLING,
    "R-EDU-02": DIFFICULT,
    "R-EDU-03": ELDERS,
    "R-CIT": CITIZENS,
    "R-POP-01": CHILDREN,
    "R-POP-02": FIFTH,
    "R-POP-03": EXEMPTIONS,
    "R-POP-04": POLICY,
}


@each_row(TABLES)
def test_the_row_holds(rule, row):
    assert differences(row) == []
