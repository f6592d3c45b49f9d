"""The database itself refuses to change what is only ever added to."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from nguon.core.append_only import protect
from nguon.core.models import AuditEntry, Installation
from nguon.organizations.models import Edge, Succession, Version

pytestmark = pytest.mark.django_db
LATER = date(2025, 7, 1)


def refused(act):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        act()


def test_a_line_of_the_trail_is_neither_changed_nor_removed(places):
    before = list(AuditEntry.objects.order_by("pk").values())
    refused(lambda: AuditEntry.objects.filter(number=1).update(action="nothing.happened"))
    refused(lambda: AuditEntry.objects.filter(number=1).delete())
    refused(lambda: AuditEntry.objects.all()._raw_delete("default"))
    assert list(AuditEntry.objects.order_by("pk").values()) == before


def test_what_a_database_is_for_stays(db):
    Installation.objects.create(kind="office", made_at="2025-06-02T08:00+07:00")
    refused(lambda: Installation.objects.update(kind="demonstration"))
    refused(lambda: Installation.objects.all().delete())


@pytest.mark.parametrize("model", [Version, Edge])
def test_history_of_the_tree_changes_only_by_closing_a_row_once(places, model):
    row = model.objects.order_by("pk").first()
    refused(lambda: model.objects.filter(pk=row.pk).update(document="another"))
    refused(lambda: model.objects.filter(pk=row.pk).update(valid_from=LATER))
    refused(lambda: model.objects.filter(pk=row.pk).delete())

    assert model.objects.filter(pk=row.pk).update(valid_to=LATER) == 1
    refused(lambda: model.objects.filter(pk=row.pk).update(valid_to=date(2026, 1, 1)))


def test_a_succession_is_never_taken_back(places, mo_o, krong_klang):
    Succession.objects.create(
        predecessor=mo_o,
        successor=krong_klang,
        kind="merge",
        happened_on=LATER,
        document="1",
        keeps_rows=True,
    )
    refused(lambda: Succession.objects.update(document="2"))
    refused(lambda: Succession.objects.all().delete())


@pytest.mark.parametrize("run", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_tests_that_empty_the_database_leave_the_refusal_in_place(run, places):
    assert AuditEntry.objects.count() == len(places)
    refused(lambda: AuditEntry.objects.all().delete())


def test_every_protected_table_still_has_its_triggers(db):
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(query[connection.vendor])
        there = {name for (name,) in cursor.fetchall()}
    tables = {
        model._meta.db_table for model in (AuditEntry, Installation, Version, Edge, Succession)
    }
    assert {f"{table}_no_{event}" for table in tables for event in ("update", "delete")} <= there


@pytest.mark.django_db(transaction=True)
def test_a_migration_can_take_the_refusal_down_and_put_it_up_again(places):
    step = protect("core_auditentry")
    first = AuditEntry.objects.filter(number=1)
    with connection.schema_editor() as editor:
        step.reverse_code(None, editor)
    assert first.update(action="something.else") == len(places)
    with connection.schema_editor() as editor:
        step.code(apps, editor)
    refused(lambda: first.update(action="nothing.happened"))
