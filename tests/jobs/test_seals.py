"""A seal a day beside the backups; what was sealed must be there the day after."""

from datetime import timedelta

import pytest
from django.db import transaction

from nguon.core import audit, seal
from nguon.core.backup import age, keeping
from nguon.core.models import AuditHead
from nguon.jobs import seals
from tests import cast
from tests.torture.tampering import by_the_master_of_the_database

pytestmark = pytest.mark.django_db
TOMORROW = cast.TODAY + timedelta(days=1)


@pytest.fixture
def data(tmp_path):
    public = age.recipient_of(age.new_identity())
    keeping.write_whole(tmp_path / keeping.RECIPIENTS, public.encode())
    return tmp_path


def test_nothing_is_sealed_before_keys_were_printed(tmp_path, places):
    assert seals.renew(tmp_path, by=cast.system()) is None


def test_a_day_has_one_seal_and_it_holds_every_chain(data, khe_xong):
    path = seals.renew(data, by=cast.system())
    first = path.read_bytes()
    with transaction.atomic():
        audit.record("people.open", khe_xong, by=cast.system())

    assert seals.renew(data, by=cast.system()).read_bytes() == first
    _at, heads = seal.read(first)
    assert heads.keys() == set(AuditHead.objects.values_list("pk", flat=True))


def test_a_trail_that_was_put_back_is_told_the_day_after(data, khe_xong):
    seals.renew(data, by=cast.system())
    head = AuditHead.objects.get(pk=khe_xong.pk)
    with by_the_master_of_the_database():
        audit.AuditEntry.objects.filter(chain=head.pk, number=head.length).delete()
    AuditHead.objects.filter(pk=head.pk).update(length=0, last_hash="")
    assert list(audit.verify()) == []

    with pytest.raises(seals.Broken, match=str(head.pk)):
        seals.renew(data, by=cast.system(TOMORROW))


def test_an_untouched_trail_is_sealed_anew_the_day_after(data, khe_xong):
    seals.renew(data, by=cast.system())

    assert seals.renew(data, by=cast.system(TOMORROW)).exists()
