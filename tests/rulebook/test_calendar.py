"""The published calendar: every day off with its reason, checked against a library of others."""

import json
import subprocess
import sys
from calendar import isleap
from datetime import date, timedelta

import holidays as library
import pytest

from nguon import cli
from nguon.rulebook import add_working_days, is_working_day, load
from nguon.rulebook.law.holidays import BadHolidays, Holidays, NoSuchYear

D = date.fromisoformat
BOOK = load()
OURS = BOOK.holidays
YEARS = range(2015, 2028)


def special(day):
    return OURS.on(D(day))


def calendar(*words):
    return subprocess.run(
        [sys.executable, "-m", "nguon", "calendar", *words],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("day", "name", "why", "other"),
    [
        ("2020-01-23", "tet", "statutory", None),
        ("2020-01-25", "tet", "statutory", "2020-01-28"),  # mùng một rơi vào thứ bảy
        ("2020-01-28", "tet", "substitute", "2020-01-25"),
        ("2023-05-03", "victory", "substitute", "2023-04-30"),
        ("2025-05-02", "swap", "swapped_off", "2025-04-26"),
        ("2025-04-26", "swap", "swapped_work", "2025-05-02"),
        ("2019-01-05", "swap", "swapped_work", "2018-12-31"),  # hai bên ở hai năm
        ("2026-11-24", "culture", "announced", None),
        ("2020-03-01", "weekend", "weekend", None),
    ],
)
def test_a_special_day_has_a_name_and_a_reason(day, name, why, other):
    found = special(day)
    assert (found.name, found.why, found.other) == (name, why, D(other) if other else None)


def test_an_ordinary_working_day_is_not_special():
    assert special("2020-03-02") is None


def test_swapped_and_announced_days_do_not_count_in_limits():
    assert is_working_day(D("2025-05-02"))
    assert not is_working_day(D("2025-04-26"))
    assert is_working_day(D("2026-11-24"))
    assert add_working_days(D("2025-04-29"), 1) == D("2025-05-02")


def test_the_law_of_the_day_makes_a_day_free():
    assert (special("2020-09-02").document[:10], special("2020-09-02").point) == (
        "10/2012/QH",
        "115.1",
    )
    assert (special("2021-02-15").document[:10], special("2021-02-15").point) == (
        "45/2019/QH",
        "111.3",
    )


@pytest.mark.parametrize("year", YEARS)
def test_a_year_lists_every_day_that_is_not_worked(year):
    found = OURS.year(year)
    first = date(year, 1, 1)
    days = [first + timedelta(n) for n in range(366 if isleap(year) else 365)]
    off = {day for day in days if not is_working_day(day)}
    assert {day.on for day in found.days if day.why != "swapped_work" and day.counts} | {
        day.on for day in found.days if day.why == "swapped_work"
    } == off
    assert found.working_days == len(days) - len(off)
    assert [day.on for day in found.days] == sorted(day.on for day in found.days)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_special_day_can_be_put_into_words(year, lang):
    for day in OURS.year(year).days:
        assert OURS.name(day, lang)
        assert "$" not in OURS.reason(day, lang)


# --- a library that others keep up: where it differs, the data say why


def theirs(year):
    found = library.country_holidays("VN", years=[year], language="en_US")
    return {day for day in found if day.year == year and day.weekday() < 5}, {
        day for day in found.weekend_workdays if day.year == year
    }


@pytest.mark.parametrize("year", YEARS)
def test_where_the_library_differs_the_data_explain_the_day(year):
    counted = {day.on for day in OURS.year(year).days if day.counts and day.on.weekday() < 5}
    shown = {day.on for day in OURS.year(year).days if day.why in ("swapped_off", "announced")}
    free, _ = theirs(year)
    differing = (free ^ counted) | (free ^ (counted | shown))

    unexplained = {day for day in differing if not OURS.on(day) or not OURS.on(day).note}
    assert unexplained == set(), f"{year}: {sorted(map(str, unexplained))}"


@pytest.mark.parametrize("year", YEARS)
def test_the_days_that_the_library_makes_up_are_ours_or_explained(year):
    worked = {day.on for day in OURS.year(year).days if day.why == "swapped_work"}
    _, made_up = theirs(year)
    assert made_up <= worked
    assert all(OURS.on(day).note == "swap_of_new_year_2026" for day in worked - made_up)


def test_the_library_and_we_differ_on_these_days_only():
    differing = set()
    for year in YEARS:
        counted = {day.on for day in OURS.year(year).days if day.counts and day.on.weekday() < 5}
        differing |= theirs(year)[0] ^ counted
    assert sorted(map(str, differing)) == [
        "2015-01-02",
        "2015-02-16",
        "2015-04-29",
        "2018-12-31",
        "2019-04-29",
        "2024-04-29",
        "2025-05-02",
        "2026-08-31",
        "2026-11-24",
        "2027-11-24",
    ]


# --- what counting left out


def test_counting_names_the_days_off_that_it_leaves_out():
    left_out = OURS.left_out(D("2019-12-25"), D("2020-02-13"))
    assert [str(day.on) for day in left_out] == [
        "2020-01-01",
        "2020-01-23",
        "2020-01-24",
        "2020-01-27",
        "2020-01-28",
        "2020-01-29",
    ]
    assert OURS.left_out(D("2020-01-01"), D("2020-01-02")) == ()


# --- faulty data


def year_with(days, **more):
    return {
        "names": {"tet": {}, "swap": {}},
        "reasons": {},
        "notes": {},
        "laws": [{"valid": [None, None], "document": "x", "statutory": "1", "substitute": "2"}],
        "weekend": {},
        2020: {"confidence": "C2", "days": days, **more},
    }


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (year_with({D("2020-01-25"): "tet"}), "weekend"),
        (year_with({D("2020-01-28"): {"name": "tet", "for": D("2020-01-24")}}), "no weekend"),
        (year_with({D("2020-01-24"): "carnival"}), "no name carnival"),
        (year_with({D("2021-01-01"): "tet"}), "no day of 2020"),
        (year_with({}, holiday=1), "unknown keys"),
        (
            year_with({}, swaps=[{"free": D("2020-01-22"), "worked": D("2020-01-19")}]),
            "swapped with a Saturday",
        ),
        (
            year_with({}, announced={D("2020-01-22"): {"name": "tet", "note": "nowhere"}}),
            "no note nowhere",
        ),
        (year_with({}, announced={D("2021-01-22"): {"name": "tet"}}), "no day of 2020"),
    ],
)
def test_unsound_days_are_refused_with_the_reason(entry, reason):
    with pytest.raises(BadHolidays, match=reason):
        Holidays(entry)


def test_a_day_under_no_law_is_refused():
    entry = year_with({D("2020-01-24"): "tet"})
    entry["laws"][0]["valid"] = [D("2021-01-01"), None]
    with pytest.raises(BadHolidays, match="no law"):
        Holidays(entry)


def test_a_year_that_is_not_held_is_refused_with_those_that_are():
    with pytest.raises(NoSuchYear) as refusal:
        OURS.year(2031)
    assert refusal.value.held == tuple(YEARS)


# --- the command


def test_the_command_prints_every_month_with_its_days_off():
    printed = calendar("2020").stdout
    assert all(f"Tháng {month}/2020" in printed for month in range(1, 13))
    assert "23/01 Tết Nguyên đán" in printed
    assert " *23 *24  *25 *26".replace("  ", " ") in printed.replace("  ", " ")
    assert "working_day.calendar" in printed


def test_the_command_gives_the_year_as_json_with_its_assumptions():
    answer = calendar("2025", "--json", "--lang", "en")
    document = json.loads(answer.stdout)

    swapped = [day for day in document["days"] if day["why"] == "swapped_off"]
    assert answer.returncode == 0
    assert document["years_held"] == list(YEARS)
    assert [(day["on"], day["other"], day["counts"]) for day in swapped] == [
        ("2025-05-02", "2025-04-26", False)
    ]
    assert swapped[0]["document"] == "6150/TB-BLĐTBXH 2024-12-03"
    assert [one["parameter"] for one in document["assumptions"]] == [
        "deadline.day1",
        "working_day.calendar",
    ]


@pytest.mark.parametrize("year", ["2014", "2028"])
def test_a_year_outside_the_data_ends_with_two_and_the_years_held(year):
    refused = calendar(year)
    assert refused.returncode == 2
    assert (refused.stdout, "2015–2027" in refused.stderr) == ("", True)


def test_the_command_can_be_called_in_english(capsys):
    assert cli.main(["calendar", "2027", "--lang", "en"]) == 0
    assert "uncertain" in capsys.readouterr().out
