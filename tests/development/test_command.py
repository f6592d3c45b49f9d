"""``nguon worklist``: the list of a day on the command line."""

import json
from datetime import date

import pytest

from nguon.cli import main
from nguon.development import operations, queries
from nguon.development.models import Case
from nguon.organizations import operations as tree
from nguon.rulebook import Event
from tests.development import story

AS_OF = "2025-06-02"


@pytest.fixture
def due(case, clerk):
    story.tell(case, "cell_resolution", by=clerk)
    return case


def run(capsys, *words):
    code = main(["worklist", *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_it_prints_one_item_a_step_with_who_must_act_until_when(due, capsys):
    code, out, _ = run(capsys, "--org", "krong-klang", "--as-of", AS_OF, "--json")

    printed = json.loads(out)
    assert (code, printed["organization"], printed["as_of"]) == (0, "krong-klang", AS_OF)
    first, second = printed["items"]
    assert {
        name: first[name] for name in ("case", "step", "actor", "due_on", "overdue", "rule")
    } == {
        "case": due.ref,
        "step": "admission_decision",
        "actor": "district_standing_board",
        "due_on": "2025-05-06",
        "overdue": True,
        "rule": "R-DEC-02",
    }
    assert (second["step"], second["due_on"], second["overdue"]) == (
        "committee_resolution",
        None,
        False,
    )


def test_it_says_the_same_as_the_page_and_no_more_persons_than_codes(due, capsys, clerk):
    _, out, _ = run(capsys, "--org", "khe-xong", "--as-of", AS_OF, "--json")

    listed = queries.worklist(by=clerk, as_of=date.fromisoformat(AS_OF))
    assert sorted(item["step"] for item in json.loads(out)["items"]) == sorted(
        step.step for item in listed for step in item.steps
    )
    assert "Bịa" not in out


def test_a_code_names_the_place_as_well_as_a_slug(due, capsys, khe_xong, system):
    code = "45.001.002.000.007"
    tree.rename(khe_xong, on=date(2024, 1, 1), document="1-QĐ/ĐU", code=code, by=system)

    code, out, _ = run(capsys, "--org", "45.001.002.000.007", "--as-of", AS_OF, "--json")

    assert (code, json.loads(out)["organization"]) == (0, "khe-xong")


def test_another_day_gives_the_list_of_that_day(due, capsys):
    _, out, _ = run(capsys, "--org", "khe-xong", "--as-of", "2024-10-30", "--json")

    assert [item["step"] for item in json.loads(out)["items"]] == ["cv"]


def test_without_json_it_is_a_table_in_words(due, capsys):
    code, out, _ = run(capsys, "--org", "khe-xong", "--as-of", AS_OF)

    head, columns, first, _second = out.splitlines()
    assert (code, head) == (0, "Chi bộ khóm Khe Xong, 02/06/2025")
    assert columns.split()[0] == "hạn"
    assert first.startswith("06/05/2025  quá hạn  Quyết định kết nạp")


def test_the_table_speaks_english_when_asked(due, capsys):
    _, out, _ = run(capsys, "--org", "khe-xong", "--as-of", AS_OF, "--lang", "en")

    assert "overdue  Decision on admission" in out


def test_an_extended_limit_shows_both_days(due, capsys, clerk):
    operations.record(due, Event("decision_extension", date(2025, 4, 28)), by=clerk)

    _, out, _ = run(capsys, "--org", "khe-xong", "--as-of", AS_OF, "--json")

    first = json.loads(out)["items"][0]
    assert (first["due_on"], first["overdue"]) == ("2025-05-06", False)
    assert first["extended_due_on"] > AS_OF


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--org", "nowhere"), "nowhere"),
        (("--org", "krong-klang", "--as-of", "2025-02-30"), "2025-02-30"),
        (("--org", "krong-klang", "--as-of", "hôm nay"), "hôm nay"),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_bad_input_is_one_clear_sentence_and_exit_2(places, capsys, words, named, lang):
    code, out, err = run(capsys, *words, "--json", "--lang", lang)

    assert (code, out) == (2, "")
    assert named in err
    assert len(err.splitlines()) == 1


def test_a_place_without_cases_has_an_empty_list(places, capsys):
    code, out, _ = run(capsys, "--org", "mo-o", "--as-of", AS_OF, "--json")

    assert (code, json.loads(out)["items"]) == (0, [])


def test_nothing_is_written_by_reading(due, capsys, clerk):
    before = Case.objects.visible_to(clerk).values_list("judged_on", "next_change_on").get()

    run(capsys, "--org", "krong-klang", "--as-of", AS_OF, "--json")

    after = Case.objects.visible_to(clerk).values_list("judged_on", "next_change_on").get()
    assert after == before
