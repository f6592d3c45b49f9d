"""Counted totals: at any moment what counting the rows gives, whoever asks and wherever."""

from datetime import date, timedelta

import pytest
from django.db import connection

from nguon.accounts.actors import system_actor
from nguon.core import audit
from nguon.demo import landscape, simulate
from nguon.demo.story import office_hours
from nguon.development import operations, projection, queries, totals
from nguon.development.models import Case, CaseEvent, Fold, Total
from nguon.organizations import operations as tree
from nguon.organizations.queries import find
from nguon.planning.queries import years_of
from nguon.rulebook import Event
from tests.cast import TODAY, acting, system
from tests.development import story
from tests.plans import read_whole

KINDS = (totals.STAGE, totals.DUE, totals.WAITING, totals.STUCK, totals.ADMITTED)
AFTER = date(2026, 8, 3)
NATION = simulate.Scale(
    landscape.Size(communes=4, cells=40, provinces=2, joined=1, districts=3, former=12, central=1),
    members=40,
    cases=200,
    stories=60,
    totals=False,
)


@pytest.fixture
def two_communes(case, clerk, places):
    """A case on its way in one commune, one that waits for a decision in the other."""
    story.tell(case, "cell_resolution", by=clerk)
    story.describe(places["thon-mau"])
    other = story.a_case(places["thon-mau"], by=system(), name="Hồ Văn Khác")
    story.tell(other, "committee_resolution", by=system())
    totals.fold(by=system())
    return case, other


def known(by, organization=None):
    return totals.counted(KINDS, by=by, organization=organization)


def by_rows(by, organization=None):
    """What is told where there are no totals."""
    held = list(Fold.objects.values())
    Fold.objects.all().delete()
    told = told_of(by, organization)
    Fold.objects.bulk_create(Fold(**each) for each in held)
    return told


def told_of(by, organization=None):
    return (
        queries.pipeline(by=by, organization=organization),
        queries.tally(by=by, organization=organization),
    )


def assert_exact(places, *, slugs=("quang-tri", "dakrong", "krong-klang", "mo-o")):
    for slug in slugs:
        at = places[slug]
        assert known(system(), at) is not None
        assert told_of(system(), at) == by_rows(system(), at)


# --- the same as the rows -----------------------------------------------------------------------


def test_before_the_first_fold_the_rows_are_counted(case, clerk):
    assert known(clerk) is None
    assert queries.tally(by=clerk).open == 1


def test_every_place_above_a_cell_has_its_totals(two_communes, places):
    assert_exact(places)
    assert queries.tally(by=system()).open == 2
    assert totals.compare(on=TODAY) == []


def test_an_act_counts_at_once_though_nothing_was_folded_since(two_communes, places, clerk):
    case, _ = two_communes
    folded = Fold.objects.get().line
    before = queries.pipeline(by=system())
    operations.record(case, Event("committee_resolution", TODAY, VOTE), by=clerk)

    assert queries.pipeline(by=system()) != before
    assert_exact(places)
    assert Fold.objects.get().line == folded


VOTE = {"members": 15, "yes": 14}


def test_opening_closing_and_taking_back_count_at_once(two_communes, places, clerk, khom_ban_mau):
    case, other = two_communes
    story.describe(khom_ban_mau)
    story.a_case(khom_ban_mau, by=clerk, name="Hồ Thị Mới")
    assert_exact(places)
    operations.close(other, on=TODAY, by=system())
    assert_exact(places)
    last = CaseEvent.objects.visible_to(clerk).filter(case=case).order_by("pk").last()
    operations.retract(last, reason="ghi nhầm", by=clerk)
    assert_exact(places)
    assert queries.tally(by=system()).open == 2


def test_somebody_forgotten_is_no_longer_counted(two_communes, places, clerk, khom_ban_mau):
    story.describe(khom_ban_mau)
    opened = story.a_case(khom_ban_mau, by=clerk, name="Hồ Thị Quên")
    totals.fold(by=system())
    operations.withdraw_person(opened.person, on=TODAY, by=clerk)
    assert not Case.objects.visible_to(clerk).filter(pk=opened.pk).exists()
    assert_exact(places)
    totals.fold(by=system())
    assert totals.compare(on=TODAY) == []


def test_what_a_round_judged_anew_counts_at_once(two_communes, places):
    case, _ = two_communes
    Case.objects.visible_to(system()).filter(pk=case.pk).update(stage="sourced", release="older")
    totals.fold(by=system())
    Fold.objects.update(line=audit.last_line())
    Total.objects.all().delete()
    Fold.objects.all().delete()
    totals.fold(by=system())
    assert projection.refresh_due(by=system()) == 1
    assert_exact(places)


def test_a_fold_takes_in_what_was_done_and_is_then_the_rows_again(two_communes, places, clerk):
    case, _ = two_communes
    operations.record(case, Event("committee_resolution", TODAY, VOTE), by=clerk)
    assert totals.compare(on=TODAY) != []
    assert totals.fold(by=system()) > 0
    assert totals.compare(on=TODAY) == []
    assert_exact(places)
    assert totals.fold(by=system()) == 0


# --- where they may not serve -------------------------------------------------------------------


def test_who_sees_a_part_is_told_of_the_part(two_communes, places, clerk, secretary):
    assert known(clerk) is not None
    assert known(secretary) is None
    assert known(clerk, places["quang-tri"]) is None
    assert queries.tally(by=clerk).open == queries.tally(by=secretary).open == 1
    seats = acting("clerk", at=places["krong-klang"])
    both = {a: s | acting("clerk", at=places["mo-o"]).seats(a) for a, s in seats.grants.items()}
    assert known(type(seats)(7, "", TODAY, seats.at, both)) is None


def test_on_another_day_the_rows_are_counted(two_communes, places):
    assert known(system(TODAY + timedelta(days=1)), places["quang-tri"]) is None
    assert queries.tally(by=system(TODAY + timedelta(days=1))).open == 2


def test_after_an_act_on_the_tree_the_rows_are_counted_until_it_is_at_rest(two_communes, places):
    on = TODAY
    tree.merge([places["mo-o"]], into=places["krong-klang"], on=on, document="01", by=system())
    assert known(system(), places["krong-klang"]) is None
    assert queries.tally(by=system(), organization=places["krong-klang"]).open == 2
    assert totals.fold(by=system()) == 0
    later = system_actor(today=TODAY, at=system().at + totals.AT_REST + timedelta(minutes=1))
    assert totals.fold(by=later) > 0
    assert_exact(places, slugs=("quang-tri", "dakrong", "krong-klang"))
    assert totals.compare(on=TODAY) == []


def test_too_much_since_the_fold_is_counted_by_rows(two_communes, places, clerk, monkeypatch):
    case, _ = two_communes
    operations.record(case, Event("committee_resolution", TODAY, VOTE), by=clerk)
    monkeypatch.setattr(totals, "MOST", 0)
    assert known(system(), places["quang-tri"]) is None


# --- larger -------------------------------------------------------------------------------------


@pytest.fixture
def nation(db):
    simulate.simulate(NATION, seed=4, today=AFTER, tell=lambda *_: None)
    return system_actor(today=AFTER, at=office_hours(AFTER))


def test_after_the_reforms_totals_are_what_counting_the_rows_gives(nation):
    assert totals.compare(on=AFTER) == []
    for slug in ("trung-uong-ml", "tinh-ml", "tinh-ml-1", "xa-ml-0", "xa-ml-3"):
        at = find(slug)
        assert known(nation, at) is not None
        assert told_of(nation, at) == by_rows(nation, at)
        if slug != "trung-uong-ml":
            counted = years_of(at, by=nation)
            held = Fold.objects.get()
            Fold.objects.all().delete()
            assert counted == years_of(at, by=nation)
            held.save(force_insert=True)
            assert sum(row.admitted for row in counted) > 0


def test_figures_and_lists_of_a_large_place_read_no_table_from_end_to_end(nation):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def look():
        for slug in ("trung-uong-ml", "tinh-ml", "xa-ml-0"):
            queries.desk(by=nation, organization=find(slug), waiting=5, stuck=5)
            queries.pipeline(by=nation, organization=find(slug))
        years_of(find("tinh-ml"), by=nation)

    large = {table for table in read_whole(look) if table.startswith(("development", "people"))}
    assert large == set()


def test_the_list_of_a_large_place_is_the_list_of_its_rows(nation):
    whole = queries.worklist(by=nation)
    assert len(whole) > 20
    assert [item.due_on for item in whole if item.due_on] == sorted(
        item.due_on for item in whole if item.due_on
    )
    assert queries.desk(by=nation, waiting=7, offset=3).waiting == whole[3:10]
    parts = [queries.worklist(by=nation, organization=find(slug)) for slug in PROVINCES]
    assert sorted(i.case_ref for i in whole) == sorted(i.case_ref for p in parts for i in p)


PROVINCES = ("tinh-ml", "tinh-ml-1")
