"""Movements in numbers; a referral is counted, whatever becomes of it."""

from datetime import date

import pytest

from nguon.core.actor import NotAllowed
from nguon.people import operations as people
from nguon.people.models import Nomination
from nguon.sources import operations, queries
from nguon.sources.models import Movement, Referral
from tests import cast

BEGUN, OVER = date(2025, 3, 1), date(2025, 3, 31)


@pytest.fixture
def referrer(officer, krong_klang):
    return officer("referrer", at=krong_klang)


@pytest.fixture
def hold(krong_klang, referrer):
    def held(by=referrer, **otherwise):
        usual = {
            "kind": "youth_union_activity", "title": "Tháng Thanh niên", "held_by": "Đoàn xã",
            "starts_on": BEGUN, "ends_on": OVER, "took_part": 42,
        }  # fmt: skip
        return operations.hold_movement(krong_klang, **usual | otherwise, by=by)

    return held


@pytest.fixture
def allowed(krong_klang, system):
    people.allow_stubs(krong_klang, on=cast.FIRST_DAY, document="1", by=system)


def refer(movement, place, by, name="Lê Văn Nêu"):
    return operations.refer(
        name, organization=place, referred_by="Đoàn", reach="họp", movement=movement, by=by
    )


def counted(by, year=2025):
    found = queries.results(by=by, year=year)
    return [(each.kind.value, each.held, each.took_part, each.referred) for each in found]


def test_a_mass_organisation_puts_down_what_it_held(hold, referrer):
    row = hold()

    assert [line.row for line in queries.movement_lines(by=referrer, year=2025)] == [row]
    assert counted(referrer) == [("youth_union_activity", 1, 42, 0)]
    assert counted(referrer, 2024) == []


def test_the_results_of_a_year_are_added_up_by_kind(hold, clerk):
    hold()
    hold(took_part=8)
    hold(kind="emulation", took_part=5)
    hold(starts_on=date(2024, 3, 1), ends_on=date(2024, 3, 2))

    assert counted(clerk) == [("emulation", 1, 5, 0), ("youth_union_activity", 2, 50, 0)]


def test_a_refused_and_an_expired_referral_look_like_one_that_stands(
    hold, allowed, krong_klang, referrer, clerk, system
):
    row = hold()
    stubs = [refer(row, krong_klang, referrer, name) for name in ("Lê Văn A", "Lê Văn B")]
    standing = queries.movement_lines(by=clerk), list(rows(system))

    people.refuse(stubs[0], by=system)
    after_refusal = queries.movement_lines(by=clerk), list(rows(system))
    people.expire_stubs(by=cast.system(date(2025, 8, 1)))
    after_expiry = queries.movement_lines(by=clerk), list(rows(system))

    assert not Nomination.objects.visible_to(system).exists()
    assert standing[0][0].referred == 2
    assert standing == after_refusal == after_expiry


def rows(by):
    return Referral.objects.visible_to(by).order_by("pk").values()


def test_a_count_of_referrals_holds_no_word_of_anybody():
    kept = {column.name for column in Referral._meta.concrete_fields}

    assert kept == {"id", "organization", "made_for", "on", "movement", "made_by", "repeated"}


def test_nobody_is_counted_where_naming_is_not_allowed(hold, krong_klang, referrer, system):
    row = hold()

    with pytest.raises(people.StubsNotAllowed):
        refer(row, krong_klang, referrer)
    assert not Referral.objects.visible_to(system).exists()


def test_a_movement_out_of_sight_takes_no_referral(
    hold, allowed, officer, places, system, khe_xong
):
    row = hold()
    elsewhere = officer("referrer", at=khe_xong)

    with pytest.raises(Movement.DoesNotExist):
        refer(row, khe_xong, elsewhere)
    assert not Referral.objects.visible_to(system).exists()
    assert not Nomination.objects.visible_to(system).exists()


@pytest.mark.parametrize(
    ("otherwise", "refusal"),
    [
        ({"title": ""}, operations.Incomplete),
        ({"held_by": " "}, operations.Incomplete),
        ({"ends_on": date(2025, 2, 28)}, operations.BadDay),
        ({"starts_on": date(2025, 6, 3), "ends_on": date(2025, 6, 3)}, operations.BadDay),
    ],
)
def test_a_movement_without_what_it_needs_is_not_put_down(hold, system, otherwise, refusal):
    with pytest.raises(refusal):
        hold(**otherwise)
    assert not Movement.objects.visible_to(system).exists()


def test_who_only_looks_puts_down_no_movement(hold, officer, krong_klang, system):
    with pytest.raises(NotAllowed):
        hold(by=officer("inspection", at=krong_klang))
    assert not Movement.objects.visible_to(system).exists()
