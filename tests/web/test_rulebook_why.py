"""From a case to its reasons: the page of a step, of everything, and both as JSON."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from nguon.accounts.models import Role
from nguon.core.guard import unscoped
from nguon.core.models import AuditEntry
from nguon.development import operations, verdicts
from nguon.rulebook import STEPS, Event
from tests.development import story

pytestmark = pytest.mark.django_db
BORN = timezone.localdate() - timedelta(days=200)
CHILDREN = [date(2018, 1, 1), date(2020, 1, 1), BORN]


@pytest.fixture
def keeper(khe_xong, acting):
    story.describe(khe_xong)
    return acting(story.CLERK, at=khe_xong)


@pytest.fixture
def case(khe_xong, keeper):
    case = story.a_case(khe_xong, by=keeper)
    story.tell(case, "opinions", by=keeper)
    return case


@pytest.fixture
def with_children(khe_xong, keeper):
    """Somebody whose verdict turns on a sensitive fact."""
    case = story.a_case(khe_xong, by=keeper, secret={"children_born": CHILDREN})
    story.tell(case, "opinions", by=keeper)
    return case


@pytest.fixture
def clerk(browse, krong_klang):
    return browse(Role.CLERK, at=krong_klang)


@pytest.fixture
def inspection(browse, krong_klang):
    return browse(Role.INSPECTION, at=krong_klang)


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_findings_and_next_steps_of_a_case_lead_to_their_reasons(case, clerk):
    page = read(clerk, f"/ho-so/{case.ref}/")
    assert f'href="/ho-so/{case.ref}/vi-sao/"' in page
    assert f'href="/ho-so/{case.ref}/vi-sao/cell_resolution/"' in page


@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_its_page(step, case, clerk):
    assert '<h2 id="state">' in read(clerk, f"/ho-so/{case.ref}/vi-sao/{step}/")


def test_the_page_of_a_step_says_what_must_come_first_and_from_when(case, clerk):
    page = read(clerk, f"/ho-so/{case.ref}/vi-sao/recognition_resolution/")
    assert "Còn chờ bước trước" in page
    assert f'href="/ho-so/{case.ref}/vi-sao/admission_ceremony/"' in page
    assert "+ 12 tháng" in page


def test_the_whole_case_is_opened_with_its_reckoning(case, clerk, keeper):
    story_on = [event for event in story.STORY if event.type == "cell_resolution"]
    operations.record(case, story_on[0], by=keeper)
    page = read(clerk, f"/ho-so/{case.ref}/vi-sao/")
    assert "9 đảng viên chính thức − 0 được miễn − 0 ở nơi khác − 0 bị đình chỉ = 9" in page
    assert "06/02/2025 + 60 ngày làm việc" in page
    assert "/quy-dinh/dieu/decision.limit/" in page


def test_the_reasons_are_handed_out_as_json(case, clerk):
    whole = json.loads(clerk.get(f"/ho-so/{case.ref}/vi-sao/json/").content)
    one = json.loads(clerk.get(f"/ho-so/{case.ref}/vi-sao/cell_resolution/json/").content)
    assert [step["step"] for step in whole["steps"]] == list(STEPS)
    assert (one["schema"], one["step"]) == ("case-explanation/1", "cell_resolution")


@pytest.mark.parametrize("address", ["vi-sao/dancing/", "vi-sao/dancing/json/"])
def test_a_step_that_there_is_none_of_is_not_found(address, case, clerk):
    assert clerk.get(f"/ho-so/{case.ref}/{address}").status_code == 404


@pytest.mark.parametrize("address", ["", "json/", "cv/", "cv/json/"])
def test_the_neighbour_finds_nothing_there(address, case, browse, mo_o):
    neighbour = browse(Role.CLERK, at=mo_o)
    assert neighbour.get(f"/ho-so/{case.ref}/vi-sao/{address}").status_code == 404


# --- what is sensitive


@pytest.mark.parametrize("address", ["", "json/", "cell_resolution/", "cell_resolution/json/"])
def test_what_rests_on_sensitive_facts_opens_only_with_the_file(
    address, with_children, clerk, inspection
):
    where = f"/ho-so/{with_children.ref}/vi-sao/{address}"
    opened, shut = read(clerk, where), read(inspection, where)
    assert "R-POP-01" in opened
    for telling in ("R-POP", f"{BORN:%d/%m/%Y}", BORN.isoformat(), "population"):
        assert telling not in shut
    assert "nhạy cảm" in shut or '"concealed": true' in shut


def test_each_look_at_the_reasons_is_noted_like_a_look_at_the_file(with_children, clerk):
    with unscoped("the test reads the trail"):
        before = AuditEntry.objects.filter(action="people.vault.read").count()
        clerk.get(f"/ho-so/{with_children.ref}/vi-sao/cell_resolution/")
        assert AuditEntry.objects.filter(action="people.vault.read").count() > before


def test_a_change_that_touches_only_what_is_sensitive_is_not_in_lists(with_children, keeper):
    found = verdicts.touched(date(2018, 8, 28), by=keeper)
    assert (found.cases, found.examined) == ((), 1)


# --- where no rule can be applied


def test_a_case_from_before_the_first_regulation_says_that_it_cannot_be_judged(
    khe_xong, keeper, clerk
):
    case = story.a_case(khe_xong, by=keeper, on=date(2011, 10, 1), born_on=date(1985, 1, 1))
    operations.record(
        case,
        Event("cell_resolution", date(2011, 10, 15), {"full_members": 9, "yes": 9}),
        by=keeper,
    )
    assert "Chưa xét được hồ sơ này" in read(clerk, f"/ho-so/{case.ref}/vi-sao/")
    assert "Chưa xét được hồ sơ này" in read(clerk, f"/ho-so/{case.ref}/vi-sao/cv/")
    assert json.loads(clerk.get(f"/ho-so/{case.ref}/vi-sao/cv/json/").content) == {}
    assert verdicts.touched(date(2016, 7, 25), by=keeper).unjudged == 1
