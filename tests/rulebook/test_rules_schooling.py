"""Tables: schooling and citizenship, tested on the day of the cell's meeting."""

from tests.rulebook.building import act
from tests.rulebook.meetings import MEETINGS, cited, met, ready
from tests.rulebook.tables import Row, Tables, differences, each_row

MOUNTAINS = {"difficult_area": True}
BOARD, PROVINCE = "deciding_standing_board", "provincial_standing_board"
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

TABLES: Tables = {
    "R-EDU-01": SCHOOLING,
    "R-EDU-02": DIFFICULT,
    "R-EDU-03": ELDERS,
    "R-CIT": CITIZENS,
}


@each_row(TABLES)
def test_the_row_holds(rule, row):
    assert differences(row) == []
