"""Every field has a class; what is sensitive is a column nowhere but in the vault."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models

from nguon.people import vault
from nguon.people.models import Correction, Person, SealedValue

pytestmark = pytest.mark.pure

HOLDS_WORDS = (
    models.CharField,
    models.TextField,
    models.DateField,
    models.JSONField,
    models.BinaryField,
    models.BooleanField,
    models.FileField,
)

# Looked at and found to say nothing about a person. A new field needs a class or a line here.
ABOUT_NOBODY = {
    "accounts.installation": {"document", "secretary"},
    "accounts.roleassignment": {"valid_from", "valid_to", "role", "document"},
    "accounts.lostdevice": {"asked_at", "agreed_at", "ended_at", "carried_out"},
    "accounts.setupcode": {"code_hash", "made_at", "expires_at", "used_at"},
    "accounts.user": {"password", "last_login", "is_active"},
    "people.stubsallowed": {"valid_from", "valid_to", "document"},
    "people.nomination": {"ref", "made_on", "expires_on", "notified_on"},
    "people.person": {"ref"},
    "people.retentionnotice": {"since", "erase_on", "noted_on"},
    "people.correction": {"fields", "recorded_at"},
    "people.frozen": {"field", "since"},
    "people.personkey": {"wrapped"},
    "people.sealedvalue": {"field"},
    "people.consent": {
        *("purpose", "basis", "document", "document_on", "notice_version", "notice_hash"),
        *("method", "recorded_at", "withdrawn_on"),
    },
}
WATCHED = [
    *apps.get_app_config("people").get_models(),
    *apps.get_app_config("accounts").get_models(),
]


def named(model):
    return set(getattr(model, "protection", {}))


@pytest.mark.parametrize("model", WATCHED, ids=lambda model: model._meta.label_lower)
def test_every_field_that_could_speak_of_a_person_has_a_class(model):
    could = {field.name for field in model._meta.fields if isinstance(field, HOLDS_WORDS)}
    assert could - named(model) == ABOUT_NOBODY.get(model._meta.label_lower, set())


@pytest.mark.parametrize("model", WATCHED, ids=lambda model: model._meta.label_lower)
def test_a_class_names_a_field_that_is_there_with_clause_purpose_and_time(model):
    assert named(model) <= {field.name for field in model._meta.fields}
    for rule in getattr(model, "protection", {}).values():
        assert rule.level in {"P2", "P3"}
        assert all((rule.clause, rule.purposes, rule.keep))


def test_no_sensitive_field_is_a_column_of_any_table():
    columns = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.name in vault.SENSITIVE
    }
    assert columns == set()


def test_what_is_sensitive_is_kept_in_bytes_alone():
    for model in apps.get_models():
        for name, rule in getattr(model, "protection", {}).items():
            if rule.level == "P3":
                assert isinstance(model._meta.get_field(name), models.BinaryField)


@pytest.mark.parametrize("field", vault.SENSITIVE)
def test_nothing_filters_or_sorts_by_what_is_sensitive(field):
    for query in ({field: "x"}, {f"{field}__contains": "x"}, {"sealedvalue__sealed": b"x"}):
        with pytest.raises(FieldError):
            Person.unscoped.filter(**query)
    with pytest.raises(FieldError):
        Person.unscoped.order_by(field)


@pytest.mark.parametrize("model", [SealedValue, Correction])
def test_no_row_leads_from_a_person_to_the_vault(model):
    (link,) = [f for f in model._meta.fields if f.is_relation]
    assert link.remote_field.hidden
