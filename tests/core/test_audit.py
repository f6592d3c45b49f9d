"""The trail: one line per act, chained, and every alteration is found."""

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from nguon.core import audit
from nguon.core.audit import Break, verify
from nguon.core.models import AuditEntry, AuditHead
from tests.cast import NOW, system
from tests.torture.tampering import by_the_master_of_the_database


@pytest.fixture
def chain(places, khe_xong):
    """Five more lines in the chain of one cell; the first was its establishment."""
    with transaction.atomic():
        for number in range(5):
            audit.record("people.open", khe_xong, by=system(), number=number, place="Khe Xong")
    return AuditEntry.objects.filter(chain=khe_xong.pk)


def breaks():
    return [(found.chain, found.number, found.why) for found in verify()]


def test_an_untouched_trail_holds(chain):
    assert list(verify()) == []


def test_lines_are_numbered_and_linked_within_their_chain(chain, khe_xong):
    lines = list(chain.order_by("number"))
    assert [line.number for line in lines] == [1, 2, 3, 4, 5, 6]
    assert [line.previous for line in lines[1:]] == [line.hash for line in lines[:-1]]
    assert lines[0].previous == ""
    head = AuditHead.objects.get(pk=khe_xong.pk)
    assert (head.length, head.last_hash) == (6, lines[-1].hash)


def test_what_belongs_to_no_organisation_has_the_chain_of_the_site(places):
    with transaction.atomic():
        audit.record_of("job:nightly", 0, "jobs.run", by=system(), detail={})
    entry = AuditEntry.objects.get(chain=0)
    assert (entry.chain, entry.number, entry.subject) == (0, 1, "job:nightly")
    assert (entry.at, entry.actor_id) == (NOW, 0)


@pytest.mark.django_db(transaction=True)
def test_a_line_is_written_with_its_act_or_not_at_all(places, khe_xong):
    before = AuditEntry.objects.count()
    with pytest.raises(TransactionManagementError):
        audit.record("people.open", khe_xong, by=system())
    with pytest.raises(RuntimeError), transaction.atomic():
        fail_after_a_line(khe_xong)
    assert AuditEntry.objects.count() == before
    assert list(verify()) == []


def fail_after_a_line(organization):
    audit.record("people.open", organization, by=system())
    raise RuntimeError


@pytest.mark.parametrize(
    "change",
    [
        {"action": "people.close"},
        {"subject": "people.person:2"},
        {"actor_id": 99},
        {"at": NOW.replace(hour=9)},
        {"detail": {"number": 7, "place": "Khe Xong"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_altered_line_is_found(chain, khe_xong, change):
    with by_the_master_of_the_database():
        chain.filter(number=3).update(**change)
    assert breaks() == [(khe_xong.pk, 3, "content")]


def test_a_line_with_a_hash_of_its_own_is_found_by_the_next(chain, khe_xong):
    with by_the_master_of_the_database():
        chain.filter(number=3).update(hash="0" * 64)
    assert breaks() == [(khe_xong.pk, 3, "content"), (khe_xong.pk, 4, "link")]


def test_a_missing_line_is_found(chain, khe_xong):
    with by_the_master_of_the_database():
        chain.filter(number=3).delete()
    assert breaks() == [(khe_xong.pk, 4, "gap")]


def test_a_cut_tail_is_found(chain, khe_xong):
    with by_the_master_of_the_database():
        chain.filter(number__gt=4).delete()
    assert breaks() == [(khe_xong.pk, 4, "tail")]


def test_a_chain_that_vanished_is_found(chain, khe_xong):
    with by_the_master_of_the_database():
        chain.delete()
    assert breaks() == [(khe_xong.pk, 0, "tail")]


def test_a_chain_without_its_head_is_found(chain, khe_xong):
    AuditHead.objects.filter(pk=khe_xong.pk).delete()
    assert breaks() == [(khe_xong.pk, 6, "tail")]


def test_swapped_lines_are_found(chain, khe_xong):
    with by_the_master_of_the_database():
        chain.filter(number=3).update(number=33)
        chain.filter(number=4).update(number=3)
        chain.filter(number=33).update(number=4)
    assert {number for _, number, _ in breaks()} >= {3, 4}


def test_a_line_put_in_from_another_chain_is_found(chain, khe_xong, mo_o):
    with by_the_master_of_the_database():
        chain.filter(number=6).update(chain=mo_o.pk, number=2)
    assert breaks() == [
        (khe_xong.pk, 5, "tail"),
        (mo_o.pk, 2, "link"),
        (mo_o.pk, 2, "tail"),
    ] or breaks() == [(mo_o.pk, 2, "link"), (khe_xong.pk, 5, "tail"), (mo_o.pk, 2, "tail")]


def test_a_forged_line_needs_the_key(chain, khe_xong):
    """Whoever can write to the database but has not the key cannot make a line that holds."""
    last = chain.get(number=6)
    forged = AuditEntry(
        chain=khe_xong.pk,
        number=7,
        at=NOW,
        actor_id=7,
        action="people.open",
        subject="people.person:1",
        detail={},
        previous=last.hash,
        hash="f" * 64,
    )
    forged.save()
    AuditHead.objects.filter(pk=khe_xong.pk).update(length=7, last_hash=forged.hash)
    assert list(verify()) == [Break(khe_xong.pk, 7, "content")]


def test_who_looked_at_something_is_found_by_an_index(places, khe_xong, mo_o):
    with transaction.atomic():
        for action in ("people.vault.read", "people.open", "people.vault.read"):
            audit.record(action, khe_xong, by=system())
        audit.record("people.vault.read", mo_o, by=system())
    assert [line.number for line in audit.readings(khe_xong)] == [4, 2]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "audit_of_readings" in audit.readings(khe_xong).explain()


def test_lines_about_many_subjects_hold_like_single_ones(places, khe_xong, mo_o):
    with transaction.atomic():
        audit.record_all("people.open", [khe_xong, mo_o, khe_xong], by=system(), fields=["x"])
    lines = AuditEntry.objects.filter(action="people.open").order_by("chain", "number")
    expected = sorted([(khe_xong.pk, 2), (khe_xong.pk, 3), (mo_o.pk, 2)])
    assert [(line.chain, line.number) for line in lines] == expected
    assert list(verify()) == []


def test_lines_written_together_hold_like_single_ones(places, khe_xong, mo_o):
    trail = audit.Trail(by=system())
    trail.add("people.open", "people.person:1", khe_xong.pk, place="Khe Xong")
    trail.add("people.close", "people.person:1", khe_xong.pk)
    trail.add("people.open", "people.person:2", mo_o.pk)
    with transaction.atomic():
        trail.write()
        trail.write()  # there is nothing left to write
        audit.record("people.open", khe_xong, by=system())
    lines = AuditEntry.objects.filter(chain=khe_xong.pk, number__gt=1).order_by("number")
    assert [(line.action, line.detail) for line in lines] == [
        ("people.open", {"place": "Khe Xong"}),
        ("people.close", {}),
        ("people.open", {}),
    ]
    assert {line.at for line in lines} == {NOW}
    assert list(verify()) == []
