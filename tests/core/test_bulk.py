"""Rows by column are the rows that ``bulk_create`` would have written; lines of a trail hold."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from nguon.core import audit, bulk
from nguon.core.models import Attempt, AuditEntry
from nguon.organizations.models import AreaProfile
from tests import cast

pytestmark = pytest.mark.django_db


def test_rows_by_column_have_the_defaults_that_nobody_named():
    bulk.insert(Attempt, {"key": ["a", "b"]}, every={"slice": 7})
    assert list(Attempt.objects.order_by("key").values_list("key", "slice", "count")) == [
        ("a", 7, 0),
        ("b", 7, 0),
    ]


def test_no_rows_are_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.insert(Attempt, {"key": []}, every={"slice": 7})


def test_a_clash_raises_as_it_does_everywhere():
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Attempt, {"key": ["a", "a"]}, every={"slice": 7})
    assert not Attempt.objects.exists()


def test_fresh_numbers_are_nobody_s_and_later_rows_get_others(khe_xong):
    with transaction.atomic():
        first, second = bulk.new_ids(AreaProfile, 2)
        bulk.insert(
            AreaProfile,
            {"id": [first, second], "organization": [khe_xong.pk] * 2, "year": [2020, 2021]},
            every={},
        )
    made = AreaProfile.objects.create(organization=khe_xong, year=2022)
    assert len({first, second, made.pk}) == 3
    with transaction.atomic():
        assert bulk.new_ids(AreaProfile, 1)[0] not in {first, second, made.pk}


def test_a_trail_writes_the_lines_that_record_would_have_written(khe_xong, khom_ban_mau):
    by = cast.system()
    with transaction.atomic():
        audit.record("test.first", khe_xong, by=by, on=f"{date(2025, 1, 2)}")
        trail = audit.Trail(by)
        trail.add("test.second", "people.person:1", khe_xong.pk, events=[1, 2], đ="ạ")
        trail.add("test.third", "people.person:1", khe_xong.pk)
        trail.add("test.other", "people.person:2", khom_ban_mau.pk)
        trail.write()
        trail.write()
        audit.record("test.last", khe_xong, by=by)
    assert list(audit.verify()) == []
    lines = AuditEntry.objects.filter(action__startswith="test.").order_by("chain", "number")
    assert [(line.chain, line.action) for line in lines] == [
        (khe_xong.pk, "test.first"),
        (khe_xong.pk, "test.second"),
        (khe_xong.pk, "test.third"),
        (khe_xong.pk, "test.last"),
        (khom_ban_mau.pk, "test.other"),
    ]
    assert lines[1].detail == {"events": [1, 2], "đ": "ạ"}


@pytest.mark.django_db(transaction=True)
def test_a_trail_outside_a_transaction_is_refused(khe_xong):
    trail = audit.Trail(cast.system())
    trail.add("test.alone", "people.person:1", khe_xong.pk)
    with pytest.raises(transaction.TransactionManagementError):
        trail.write()


def test_an_update_gives_each_row_its_own_values_and_leaves_the_others_alone(khe_xong):
    first, _second, third = (
        AreaProfile.objects.create(organization=khe_xong, year=year, households=1)
        for year in (2020, 2021, 2022)
    )
    bulk.update(
        AreaProfile,
        {
            first.pk: {"households": 120, "source": "sổ hộ", "difficult_area": True},
            third.pk: {"households": None, "source": "", "difficult_area": None},
        },
    )
    columns = ("households", "source", "difficult_area")
    assert list(AreaProfile.objects.order_by("year").values_list(*columns)) == [
        (120, "sổ hộ", True),
        (1, "", None),
        (None, "", None),
    ]


def test_an_update_of_no_rows_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.update(AreaProfile, {})
