"""Several at one case at the same moment: nothing is doubled, nothing is lost unseen."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from nguon.core import audit
from nguon.development import operations, projection
from nguon.development.models import CaseEvent
from tests.development import story

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 4


def at_once(*doings):
    """Do all of it at the same moment, each over a connection of its own; what came of each."""
    ready = Barrier(len(doings))

    def work(doing):
        try:
            ready.wait()
            return doing()
        except operations.Refused as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(work, doings))


def test_a_button_pressed_several_times_enters_one_act(case, clerk):
    press = lambda: operations.record(case, story.STORY[0], by=clerk)  # noqa: E731

    rows = at_once(*[press] * MANY)

    assert len({row.pk for row in rows}) == 1
    assert CaseEvent.objects.visible_to(clerk).count() == 1


def test_of_several_who_saw_the_same_one_enters_and_the_others_look_again(case, clerk):
    shown = operations.record(case, story.STORY[0], by=clerk).pk

    came = at_once(
        *[
            lambda event=event: operations.record(case, event, by=clerk, seen=shown)
            for event in story.STORY[1 : 1 + MANY]
        ]
    )

    assert came.count(operations.ChangedMeanwhile) == MANY - 1
    assert CaseEvent.objects.visible_to(clerk).count() == 2


def test_acts_in_neighbouring_cases_are_all_entered_and_the_trail_holds(case, clerk, khom_ban_mau):
    cases = [case, *(story.a_case(khom_ban_mau, by=clerk, name=f"Hồ Văn {n}") for n in "ABC")]

    came = at_once(*[lambda one=one: story.tell(one, "cv", by=clerk) for one in cases])

    assert [len(rows) for rows in came] == [5] * len(cases)
    assert projection.compare(by=clerk) == []
    assert list(audit.verify()) == []


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_an_act_on_its_way_holds_up_no_other_cell(case, clerk, khom_ban_mau):
    other = story.a_case(khom_ban_mau, by=clerk, name="Hồ Văn Khác")

    def enter_at_once():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            return operations.record(other, story.STORY[0], by=clerk)

    with transaction.atomic():
        operations.record(case, story.STORY[0], by=clerk)
        (row,) = at_once(enter_at_once)

    assert row.organization_id == khom_ban_mau.pk
    assert CaseEvent.objects.visible_to(clerk).count() == 2
