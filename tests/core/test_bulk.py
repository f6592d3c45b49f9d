"""Rows written by column are the rows that would have been written one by one."""

from datetime import date

import pytest

from nguon.core import bulk
from nguon.core.models import AuditHead
from nguon.organizations.models import OPEN_END, Organization, Version

pytestmark = pytest.mark.django_db
TWO = {"slug": ["mot", "hai"]}


def test_rows_have_the_values_given_the_shared_ones_and_defaults(db):
    first, second = bulk.new_ids(Organization, 2)
    bulk.insert(Organization, {"id": [first, second], **TWO}, every={})
    bulk.insert(
        Version,
        {
            "organization": [first, second],
            "name": ["Chi bộ ‘Một’\t\\N", "Chi bộ %s"],
            "folded": ["chi bo mot", "chi bo hai"],
            "valid_from": ["2020-01-31", "2021-02-28"],
        },
        every={"tier": "cell", "party_rank": "base_cell", "document": "1-QĐ"},
    )
    rows = Version.objects.order_by("organization").values_list(
        "organization__slug", "name", "valid_from", "valid_to", "tier", "code", "document"
    )
    same = (OPEN_END, "cell", "", "1-QĐ")
    assert list(rows) == [
        ("mot", "Chi bộ ‘Một’\t\\N", date(2020, 1, 31), *same),
        ("hai", "Chi bộ %s", date(2021, 2, 28), *same),
    ]


def test_numbers_are_fresh_before_and_after(db):
    earlier = Organization.objects.create(slug="truoc")
    numbers = bulk.new_ids(Organization, 2)
    bulk.insert(Organization, {"id": numbers, **TWO}, every={})
    later = Organization.objects.create(slug="sau")
    assert earlier.pk < numbers[0] < numbers[1] < later.pk


def test_a_key_that_is_no_number_of_its_own_is_given(db):
    bulk.insert(AuditHead, {"chain": [5, 6], "length": [1, 2]}, every={"last_hash": "x"})
    heads = AuditHead.objects.filter(last_hash="x").order_by("chain")
    assert [(head.chain, head.length) for head in heads] == [(5, 1), (6, 2)]


def test_nothing_is_nothing(db):
    bulk.insert(Organization, {"slug": []}, every={})
    assert not Organization.objects.exists()
    assert bulk.new_ids(Organization, 0) == []
