"""``nguon attainment``: what it prints, and what it says to bad input."""

import json
from datetime import date

import pytest

from nguon import cli
from nguon.organizations import operations as organizations
from nguon.planning import operations
from tests.planning.story import admit

IN_2016 = date(2016, 5, 19)


@pytest.fixture
def told(capsys):
    def call(*words):
        code = cli.main(["attainment", *words])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_the_founding_figures_come_out_as_printed(
    krong_klang, khe_xong, khom_ban_mau, term, system, told
):
    for number in range(36):
        ethnicity = "Bru - Vân Kiều" if number < 8 else "Kinh"
        admit(khom_ban_mau, date(2015 + number % 5, 3, 1 + number % 20), ethnicity=ethnicity)
    organizations.record_profile(khe_xong, 2018, by=system, households=279)

    code, out, _ = told("--org", "krong-klang", "--term", "2015-2020", "--json")

    found = json.loads(out)
    assert code == 0
    expected = {
        "admitted": 36,
        "target_lower": 50,
        "target_upper": 60,
        "attainment_percent": 72.0,
        "ethnic_minority": 8,
        "now_in": [],
    }
    assert {name: found[name] for name in expected} == expected
    (zero,) = found["zero_admission_cells"]
    assert (zero["slug"], zero["households"]) == ("khe-xong", 279)
    assert [row["year"] for row in found["by_year"]] == [2015, 2016, 2017, 2018, 2019]
    assert {cell["slug"]: cell["admitted"] for cell in found["by_cell"]} == {
        "khe-xong": 0,
        "khom-ban-mau": 36,
    }


def test_after_the_reform_the_figure_stays_and_says_where_it_is_now(
    krong_klang, mo_o, khe_xong, plan, term, system, told
):
    for _number in range(5):
        admit(khe_xong, IN_2016, ethnicity="Tà Ôi")
    act = {"on": date(2021, 1, 1), "document": "NQ 1680", "by": system}
    organizations.merge([krong_klang], into=mo_o, **act)

    for tree in ("as-was", "as-is"):
        _, out, _ = told("--org", "krong-klang", "--term", "2015-2020", "--tree", tree, "--json")
        found = json.loads(out)
        assert (found["admitted"], found["ethnic_minority"]) == (5, 5)
        assert [place["slug"] for place in found["now_in"]] == ["mo-o"]


def test_an_organisation_is_named_by_its_code_as_well(krong_klang, khe_xong, term, system, told):
    act = {"on": date(2012, 1, 1), "document": "QĐ", "by": system}
    organizations.rename(krong_klang, code="45.012.003.000.000", **act)
    admit(khe_xong, IN_2016)

    code, out, _ = told("--org", "45.012.003.000.000", "--term", "2015-2020", "--json")

    assert (code, json.loads(out)["organization"]["slug"]) == (0, "krong-klang")


def test_the_text_states_the_formula_in_either_language(krong_klang, khe_xong, term, told):
    for _number in range(6):
        admit(khe_xong, IN_2016, ethnicity="Tà Ôi")

    _, vietnamese, _ = told("--org", "krong-klang", "--term", "2015-2020")
    _, english, _ = told("--org", "krong-klang", "--term", "2015-2020", "--lang", "en")

    assert "6 ÷ (10 × 5) = 12,0 %" in vietnamese
    assert "Dân tộc thiểu số: 6 (trong số đã rõ: 6/6)" in vietnamese
    assert "6 ÷ (10 × 5) = 12.0 %" in english


def test_of_few_people_of_a_minority_no_number_is_told(krong_klang, khe_xong, term, told):
    admit(khe_xong, IN_2016, ethnicity="Tà Ôi")

    _, found, _ = told("--org", "krong-klang", "--term", "2015-2020")

    assert "Dân tộc thiểu số: không nêu số vì quá ít người" in found


def test_quality_stands_beside_the_number_in_text_and_json(
    krong_klang, khe_xong, term, system, told
):
    for month in (3, 12, 12):
        admit(khe_xong, date(2016, month, 1))
    share = {"minority_percent": 42, "minority_qualifier": "more_than", "population": 100}
    organizations.record_profile(krong_klang, 2018, **share, women=49, by=system)
    words = ("--org", "krong-klang", "--term", "2015-2020")

    text = told(*words)[1]
    found = json.loads(told(*words, "--json")[1])["quality_measures"]

    for said in (
        "kết nạp trong tháng 12: 2/3",
        "hồ sơ bị trả lại: –",
        "hơn 42 %",
        "nữ: 3/3; 49 %",
    ):
        assert said in text
    measures = {each["code"]: each for each in found["measures"]}
    assert (measures["december"]["count"], measures["december"]["percent"]) == (2, 66.7)
    assert measures["returned_files"] == {
        "code": "returned_files",
        "count": None,
        "of": None,
        "percent": None,
        "empty": "no_files",
        "parts": [],
    }
    assert found["by_month"] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    women = found["against_population"][0]
    assert (women["percent"], women["population_percent"]) == (100.0, 49.0)
    assert found["balance"] == [
        {"code": "unknown", "cells": 2, "admitting_cells": 1, "admitted": 3}
    ]


def test_up_to_a_day_later_admissions_are_left_out(krong_klang, khe_xong, term, told):
    admit(khe_xong, IN_2016)
    words = ("--org", "krong-klang", "--term", "2015-2020", "--json", "--as-of")

    assert json.loads(told(*words, "2016-05-18")[1])["admitted"] == 0
    assert json.loads(told(*words, "2016-05-19")[1])["admitted"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--org", "khong-co", "--term", "2015-2020"), "khong-co"),
        (("--org", "krong-klang", "--term", "1999-2004"), "1999-2004"),
        (("--org", "krong-klang", "--term", "1999-2004", "--tree", "as-is"), "1999-2004"),
    ],
)
def test_an_unknown_place_or_term_is_said_in_one_sentence(krong_klang, term, told, words, said):
    code, out, err = told(*words)

    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("words", [("--as-of", "2016-02-30"), ("--tree", "nay")])
def test_a_wrong_day_or_tree_is_refused(krong_klang, term, told, words):
    with pytest.raises(SystemExit) as stopped:
        told("--org", "krong-klang", "--term", "2015-2020", *words)

    assert stopped.value.code == 2


def test_the_text_tells_what_is_not_known_and_where_things_are_now(
    krong_klang, mo_o, khe_xong, khom_ban_mau, plan, system, told
):
    plan(krong_klang, yearly_lower=0, yearly_upper=0)
    area = {"households": 279, "by": system}
    organizations.record_profile(khe_xong, 2018, **area)
    report = {"reason": "Đi làm ăn xa", "document": "05-BC/CB", "by": system}
    operations.report_no_source(khe_xong, year=2018, **report)
    act = {"document": "NQ 1680", "by": system}
    organizations.dissolve(khom_ban_mau, successor=khe_xong, on=date(2020, 1, 1), **act)
    organizations.merge([krong_klang], into=mo_o, on=date(2021, 1, 1), **act)

    _, out, _ = told("--org", "krong-klang", "--term", "2015-2020")

    for said in (
        "0 ÷ (0 × 5) = –",
        "Dân tộc thiểu số: chưa đếm",
        "Nay thuộc: Đảng uỷ xã Mò Ó",
        "Chi bộ khóm Khe Xong, 279 hộ, báo cáo hết nguồn",
        "Chi bộ khóm Bản Mẫu, nay thuộc Chi bộ khóm Khe Xong",
    ):
        assert said in out
