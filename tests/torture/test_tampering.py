"""AU-02, AU-03, AU-04: whoever alters the trail is found; who may not write it may not act."""

import os

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from nguon.core import audit, seal
from nguon.core.models import AuditEntry
from nguon.organizations import operations as organizations
from nguon.people import operations as people
from nguon.people.models import Nomination
from tests import cast
from tests.torture import campaign
from tests.torture.tampering import CHANGES, by_the_master_of_the_database

pytestmark = pytest.mark.django_db
LINES = 12


@pytest.fixture
def chains(places, khe_xong, mo_o):
    """Two chains of a dozen lines each, beside those that every place has."""
    with transaction.atomic():
        for number in range(LINES):
            for place in (khe_xong, mo_o):
                audit.record("people.open", place, by=cast.system(), n=number)
    return list(AuditEntry.objects.filter(chain__in=[khe_xong.pk, mo_o.pk]).order_by("pk"))


def found(sealed) -> bool:
    return any(audit.verify()) or any(seal.broken(sealed))


def tried(change, chance, lines, sealed) -> tuple[bool, bool]:
    """Whether a change was found, and whether the chains alone would have told; it is undone."""
    point = transaction.savepoint()
    with by_the_master_of_the_database():
        change(chance, [AuditEntry.objects.get(pk=line.pk) for line in lines])
    told = found(sealed), any(audit.verify())
    transaction.savepoint_rollback(point)
    return told


@pytest.mark.timeout(1200)
def test_every_tampering_is_found(chains):
    _at, sealed = seal.read(seal.make(at=cast.NOW))
    assert not found(sealed)
    chance, total = campaign.chance("AU-02"), campaign.times(21, 1000)

    missed, alone = [], 0
    for number in range(total):
        change = CHANGES[number % len(CHANGES)]
        seen, by_itself = tried(change, chance, chains, sealed)
        alone += by_itself
        if not seen:
            missed.append((number, change.__name__))

    assert not found(sealed)  # each was undone
    campaign.hand_in(
        "AU-02", "tamperings of the trail", count=total, wrong=[str(each) for each in missed],
        wanted=1000, passes="100 % found", note=f"{alone} without a seal",
    )  # fmt: skip
    assert missed == []


@pytest.mark.parametrize("name", ["cut_tail", "roll_back"])
def test_a_cut_that_the_head_agrees_with_is_found_by_a_seal_alone(chains, name):
    """What a chain cannot know: this is why seals are kept elsewhere."""
    _at, sealed = seal.read(seal.make(at=cast.NOW))
    change = next(each for each in CHANGES if each.__name__ == name)

    assert tried(change, campaign.chance(name), chains, sealed) == (True, False)


def test_a_seal_that_was_altered_is_none(chains):
    made = seal.make(at=cast.NOW)

    with pytest.raises(seal.NotASeal):
        seal.read(made.replace(b'"at":"2', b'"at":"3'))


def test_a_chain_that_grew_since_still_has_its_seal(chains, khe_xong):
    _at, sealed = seal.read(seal.make(at=cast.NOW))
    with transaction.atomic():
        audit.record("people.open", khe_xong, by=cast.system())

    assert not found(sealed)


@pytest.mark.parametrize("statement", ["UPDATE {} SET action = 'x'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_alter_a_line(chains, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(AuditEntry._meta.db_table))

    campaign.hand_in("AU-03", statement.split()[0].lower(), count=1, wrong=(), passes="refused")


@pytest.fixture
def no_more_lines(places):
    """The trail cannot be written: the disk under it is full, or somebody locked it away."""
    table = AuditEntry._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH ROW "
                "EXECUTE FUNCTION nguon_append_only()"
            )
        else:
            cursor.execute(
                f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'full'); END"
            )


def rows_of_everything(model: type[Model]) -> int:
    return model._base_manager.count()


def test_an_act_that_cannot_be_told_does_not_happen(khe_xong, krong_klang, acting, request):
    clerk = acting("clerk", at=krong_klang)
    people.allow_stubs(krong_klang, on=cast.TODAY, document="1-QĐ/ĐU", by=clerk)
    names = {"referred_by": "Mặt trận", "reach": "tại nhà", "by": clerk}
    named = people.nominate("Hồ Văn Bịa", organization=khe_xong, **names)
    request.getfixturevalue("no_more_lines")
    acts = {
        "nominate": lambda: people.nominate("Hồ Thị Bịa", organization=khe_xong, **names),
        "notice": lambda: people.give_notice(named, on=cast.TODAY, by=clerk),
        "refuse": lambda: people.refuse(named, by=clerk),
        "rename": lambda: organizations.rename(
            khe_xong, name="Khác", on=cast.TODAY, document="2-QĐ", by=cast.system()
        ),
    }

    happened = []
    for name, act in acts.items():
        try:
            act()
        except DatabaseError:
            continue
        happened.append(name)

    campaign.hand_in(
        "AU-04", "acts without a line", count=len(acts), wrong=happened, passes="0 happen"
    )
    assert happened == []
    rows = Nomination.objects.visible_to(cast.system())
    assert [(row.pk, row.notified_on) for row in rows] == [(named.pk, None)]


@pytest.mark.timeout(1200)
def test_every_line_is_walked_and_a_million_of_them_in_half_a_minute(places, khe_xong):
    """How long it took is only handed in: no test among the others asks a clock."""
    before, many = AuditEntry.objects.count(), campaign.times(300, 1_000_000)
    seconds = measured(khe_xong, many)

    assert AuditEntry.objects.count() == before + many
    campaign.hand_in(
        "AU-02", "1 M lines verified", count=many, wanted=1_000_000,
        wrong=["took longer"] if seconds > 30 else (), passes="≤ 30 s",
        note=f"{seconds:.1f} s of the processor",
    )  # fmt: skip


def measured(place, lines: int) -> float:
    """Processor seconds for so many lines: what else the machine does is not counted."""
    with transaction.atomic(), audit.Trail(by=cast.system()) as trail:
        for number in range(lines):
            trail.record("people.open", place, n=number)
    began = os.times()
    assert list(audit.verify()) == []
    ended = os.times()
    return ended.user + ended.system - began.user - began.system
