"""``nguon forecast``: what is to be expected of a term, in numbers and in words."""

import json
from datetime import date, timedelta

import pytest

from nguon.cli import main
from nguon.development.models import CaseEvent
from nguon.organizations import operations as organizations
from nguon.planning import operations
from nguon.planning.forecast import PHASES
from tests import cast
from tests.planning.story import TERM, admit

TERM_NOW = {
    **TERM,
    "slug": "2020-2025",
    "starts_on": date(2020, 6, 1),
    "ends_on": date(2025, 6, 1),
    "decided_on": date(2020, 5, 1),
}
AS_OF = date(2024, 6, 30)


def come(cell, begins, *, steps=6, through=True):
    """Somebody whose case began on a day, two months a phase."""
    ceremony = begins + timedelta(days=60 * len(PHASES))
    event = admit(cell, ceremony)
    told = [
        CaseEvent(
            organization=event.organization,
            case=event.case,
            type=phase,
            happened_on=begins + timedelta(days=60 * number),
            happened_in=cell,
            recorded_at=cast.NOW,
            recorded_by=0,
        )
        for number, phase in enumerate(PHASES[:steps])
    ]
    CaseEvent.objects.bulk_create(told)
    if not through:  # what was held on that day was a review and no ceremony
        held = CaseEvent.objects.visible_to(cast.system()).filter(pk=event.pk)
        held.update(type="opinions", happened_on=begins)


@pytest.fixture
def history(krong_klang, khe_xong, system):
    operations.plan_term(krong_klang, **TERM_NOW, by=system)
    for number in range(16):
        come(khe_xong, date(2020, 1, 5) + timedelta(days=75 * number))
    come(khe_xong, AS_OF - timedelta(days=100), steps=2, through=False)


def forecast(capsys, *words):
    code = main(["forecast", "--term", "2020-2025", "--as-of", "2024-06-30", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.django_db
def test_it_tells_range_sample_pipeline_and_inflow(history, capsys):
    code, out, _ = forecast(capsys, "--org", "krong-klang", "--json")
    told = json.loads(out)

    assert code == 0
    assert told["too_little_history"] is False
    assert told["sample"]["admissions"] == 16
    year, term = told["to_end_of_year"], told["to_end_of_term"]
    assert (year["until"], term["until"]) == ("2024-12-31", "2025-05-31")
    assert year["pipeline"][0]["phase"] == "candidate_listed"
    assert year["low"] <= year["expected"] <= year["high"] + 1
    assert term["total"]["low"] >= term["admitted"] > 0


@pytest.mark.django_db
def test_the_history_goes_along_when_communes_merge(history, krong_klang, mo_o, system, capsys):
    act = {"on": date(2025, 6, 1), "document": "NQ 1680", "by": system}
    organizations.merge([krong_klang], into=mo_o, **act)

    _, out, _ = forecast(capsys, "--org", "mo-o", "--json")

    assert json.loads(out)["sample"]["admissions"] == 16


@pytest.mark.django_db
def test_who_moved_away_is_expected_here_no_more(history, khe_xong, system, capsys):
    _, before, _ = forecast(capsys, "--org", "krong-klang", "--json")
    waiting = CaseEvent.objects.visible_to(system).filter(type="candidate_listed").latest("pk")
    CaseEvent.objects.create(
        organization=khe_xong,
        case_id=waiting.case_id,
        type="moved",
        happened_on=AS_OF,
        happened_in=khe_xong,
        recorded_at=cast.NOW,
        recorded_by=0,
    )
    _, after, _ = forecast(capsys, "--org", "krong-klang", "--json")

    def open_now(said):
        return sum(each["open"] for each in json.loads(said)["to_end_of_year"]["pipeline"])

    assert open_now(before) - open_now(after) == 1


@pytest.mark.django_db
def test_it_says_when_there_is_too_little_history(krong_klang, system, capsys):
    operations.plan_term(krong_klang, **TERM_NOW, by=system)

    code, out, _ = forecast(capsys, "--org", "krong-klang")
    _, told, _ = forecast(capsys, "--org", "krong-klang", "--json")

    assert code == 0
    assert "Quá ít lịch sử" in out
    assert json.loads(told)["too_little_history"] is True


@pytest.mark.django_db
def test_of_a_term_long_over_it_tells_all_who_were_admitted(history, capsys):
    _, out, _ = forecast(capsys, "--org", "krong-klang", "--as-of", "2034-06-30", "--json")
    told = json.loads(out)

    assert told["too_little_history"] is False
    assert (told["to_end_of_year"], told["sample"]) == (None, None)
    assert told["to_end_of_term"]["total"] == {"expected": 16, "low": 16, "high": 16}
    _, words, _ = forecast(capsys, "--org", "krong-klang", "--as-of", "2034-06-30")
    assert "Nhiệm kỳ đã hết ngày 31/05/2025: đã kết nạp 16." in words


@pytest.mark.django_db
def test_in_words_it_names_what_it_learned_from(history, capsys):
    _, out, _ = forecast(capsys, "--org", "krong-klang", "--lang", "en")

    assert "Learned from 17 cases and 16 admissions here" in out


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", [["--org", "khong-co"], ["--org", "mo-o"], ["--org", "krong-klang", "--as-of", "x"]]
)
def test_what_it_cannot_read_ends_with_code_two_and_a_reason(history, capsys, words):
    try:
        code = main(["forecast", "--term", "2020-2025", *words])
    except SystemExit as ended:
        code = ended.code

    assert code == 2
    assert capsys.readouterr().err
