"""The data of the tables: complete, sound, without gaps, and nothing of a layout never seen."""

import pytest

from nguon.core.text import fold
from nguon.statistics import catalogue, counting, figures, words
from nguon.statistics.catalogue import BadTable, Row, Sheet
from nguon.statistics.counting import Who
from nguon.statistics.periods import NoSuchPeriod, named

pytestmark = pytest.mark.pure
SOMEBODY = Who("female", 24, True, "upper_secondary_diploma", "[]", "nông dân")


def lines():
    return [
        (form, sheet, row)
        for form in catalogue.forms().values()
        for sheet in form.sheets
        for row in sheet.rows
    ]


def test_all_seven_tables_are_there_and_five_were_never_seen():
    forms = catalogue.forms()

    assert [form.number for form in forms.values()] == list(catalogue.CODES)
    assert [code for code, form in forms.items() if not form.sheets] == [
        f"6{letter}-BTCTW" for letter in "ABCDE"
    ]


@pytest.mark.parametrize("code", ["2-BTCTW", "2-btctw", "2", "2-TCTW"])
def test_a_table_is_found_however_it_is_called(code):
    assert catalogue.form(code).code == "2-BTCTW"


@pytest.mark.parametrize("code", ["8", "2-KNĐ", ""])
def test_what_is_no_table_is_refused(code):
    with pytest.raises(catalogue.NoSuchTable):
        catalogue.form(code)


def test_every_reason_has_words_and_every_source_is_known():
    assert {row.empty for _, _, row in lines() if row.empty} <= words.WHY.keys()
    used = {row.count.partition(".")[0] for _, _, row in lines() if row.count}
    assert used <= figures.SOURCES.keys()


@pytest.mark.parametrize("age", range(120))
def test_every_age_stands_on_exactly_one_line(age):
    (line,) = {counting.category("age", SOMEBODY._replace(age=age))}
    rows = [row for row in catalogue.groups()["age"]["rows"] if "from" in row]

    assert [row["key"] for row in rows if row["from"] <= age <= row["to"]] == [line]


def test_a_gap_between_bands_is_refused():
    with pytest.raises(BadTable, match="nothing holds from 30 to 32"):
        catalogue._no_gap("age", [(18, 30), (32, 40)])


def test_a_line_that_adds_up_what_is_not_there_is_refused():
    sheet = Sheet("main", "x", "compared", (Row(key="A", label="x", adds=("B",)),), ())
    with pytest.raises(BadTable, match="there is no line B"):
        catalogue._check("x", sheet)


def test_there_are_54_peoples_others_and_those_of_foreign_origin():
    keys = [row["key"] for row in catalogue.peoples()["ethnicity"]]

    assert len(set(keys)) == len(keys) == 56
    assert keys[-2:] == ["other", "foreign"]


@pytest.mark.parametrize(
    ("kind", "recorded", "line"),
    [
        ("ethnicity", "Kinh", "kinh"),
        ("ethnicity", "Bru - Vân Kiều", "bru-van-kieu"),
        ("ethnicity", "Vân Kiều", "bru-van-kieu"),
        ("ethnicity", "Pa Kô", "ta-oi"),
        ("ethnicity", "H'Mông", "hmong"),
        ("ethnicity", "Một dân tộc bịa", "other"),
        ("ethnicity", "", ""),
        ("religion", "Không", "none"),
        ("religion", "Công giáo", "catholic"),
    ],
)
def test_what_is_recorded_finds_its_line(kind, recorded, line):
    assert counting.people_of(kind, recorded) == line


def test_no_word_leads_to_two_lines():
    for rows in catalogue.peoples().values():
        said = [fold(word) for row in rows for word in (row["label"], *row.get("words", ()))]
        assert sorted({word for word in said if said.count(word) > 1}) == []


def test_what_nobody_recorded_is_empty_and_not_zero():
    nobody_knows = SOMEBODY._replace(union=None, age=None, occupation="")
    found = counting.number_all([(nobody_knows, 3)], "admitted")

    assert (found["admitted.union"].number, found["admitted.union"].why) == (None, "not_recorded")
    assert found["admitted.age.18-30"].number is None
    assert found["admitted.age.unknown"].number == 3
    assert found["admitted.women"].number == 3


def test_where_there_is_nobody_every_number_is_zero():
    found = counting.number_all([], "admitted")

    assert {found[f"admitted.{name}"].number for name in ("all", "women", "age.18-30")} == {0}
    assert found["admitted.age.mean"].number is None


def test_a_part_that_is_known_says_of_how_many():
    groups = [(SOMEBODY, 2), (SOMEBODY._replace(union=None), 3)]
    found = counting.number_all(groups, "admitted")["admitted.union"]

    assert (found.number, found.known, found.of) == (2, 2, 5)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2019-h1", "2019-01-01", "2019-06-30"),
        ("2019-H2", "2019-07-01", "2019-12-31"),
        ("2024-q1", "2024-01-01", "2024-03-31"),
    ],
)
def test_a_period_is_read_as_people_write_it(name, first, last):
    found = named(name)

    assert (found.name, f"{found.period.starts_on}", f"{found.period.last_day}") == (
        name.upper(), first, last,
    )  # fmt: skip
    assert found.before.name == name.upper().replace(found.name[:4], str(int(name[:4]) - 1))


@pytest.mark.parametrize("name", ["19", "2019-H3", "2019-Q5", "2019-1", "x"])
def test_what_is_no_period_is_refused(name):
    with pytest.raises(NoSuchPeriod):
        named(name)
