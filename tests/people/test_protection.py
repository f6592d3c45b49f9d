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


# Of every other table: what is typed, gathered or sealed, and says nothing about a person (names
# and numbers of papers of an office, addresses within the program, codes, figures). A new field
# needs a class or a word here.
ELSEWHERE = {
    "core.attempt": {"key"},
    "core.auditentry": {"action", "detail", "hash", "previous", "subject"},
    "core.audithead": {"last_hash"},
    "development.case": {
        "findings",
        "next_actor",
        "next_rule",
        "next_step",
        "ref",
        "release",
        "stage",
        "steps",
    },
    "development.caseevent": {"against", "despite", "document", "type"},
    "development.total": {"key", "kind"},
    "dossier.bookline": {"ref"},
    "dossier.filereturn": {"reasons", "ref"},
    "dossier.paper": {"code", "ref"},
    "dossier.paperpart": {"digest"},
    "evaluation.criteriatable": {"document", "ref", "title"},
    "evaluation.criterion": {"code", "name", "source"},
    "evaluation.gradinground": {"document", "outstanding", "ref"},
    "evaluation.membersheet": {"ref"},
    "evaluation.sheet": {"ref"},
    "evaluation.sheetact": {"against", "despite", "document", "points"},
    "evaluation.sheetappeal": {"answer", "document"},
    "forms.ownedition": {"content", "digest"},
    "forms.ownform": {"act", "ref", "title", "withdrawn_why"},
    "meetings.meeting": {"agenda", "called_off_why", "ref", "reopened_why", "venue"},
    "meetings.pack": {"failed", "ref"},
    "membership.arrival": {"from_name", "number", "ref"},
    "membership.departure": {"number", "ref", "to_name"},
    "membership.duty": {"document"},
    "membership.leaving": {"document"},
    "membership.position": {"document"},
    "notices.feed": {"language", "token_hash"},
    "notices.letter": {"fault"},
    "notices.subscription": {"language"},
    "organizations.areaprofile": {"source"},
    "organizations.authorisation": {"document"},
    "organizations.edge": {"document"},
    "organizations.handover": {"label", "rows"},
    "organizations.organization": {"slug"},
    "organizations.succession": {"document"},
    "organizations.version": {"code", "document", "folded", "name"},
    "planning.celltarget": {"document"},
    "planning.floor": {"document"},
    "planning.grouptotal": {"dimension", "imprint", "value"},
    "planning.handdown": {"departs", "document", "reason"},
    "planning.nosourceleft": {"document", "reason"},
    "planning.parttarget": {"document"},
    "planning.stage": {"document", "name"},
    "planning.term": {"document", "slug"},
    "reports.bookcomparison": {"partner", "ref"},
    "reports.columnmapping": {"column", "heading"},
    "reports.importrun": {"counts", "failed", "file", "ref", "ties"},
    "reports.publication": {"claims", "reason", "ref", "term"},
    "reports.reform": {
        "about",
        "compared",
        "document",
        "effects",
        "failed",
        "faults",
        "file",
        "imprint",
        "language",
        "pages",
        "picked",
        "reason",
        "ref",
        "rows",
        "steps",
    },
    "rights.impact": {"document"},
    "rights.incident": {"document", "ref"},
    "rights.officer": {"document"},
    "rights.request": {"ref"},
    "sources.amendment": {"before", "reason"},
    "sources.cellreview": {"counts"},
    "sources.course": {"document", "ref", "title", "venue"},
    "sources.fosterstep": {"ref"},
    "sources.listmeeting": {"document", "ref"},
    "sources.movement": {"document", "held_by", "ref", "title"},
    "sources.participant": {"days"},
    "sources.plannedclass": {"document", "ref"},
    "sources.round": {"document", "ref"},
    "sources.wish": {"ref"},
    "statistics.closing": {"document", "figures", "period", "reason", "ref", "signature"},
    "statistics.groupcount": {"dimension", "period", "tree", "value", "whom"},
    "supervision.agreement": {"document"},
    "supervision.obstacle": {"ref"},
    "supervision.reminder": {"rule"},
    "supervision.visit": {"ref"},
    "web.draft": {"form"},
}
TYPED = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
)
OTHERS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("nguon.") and model not in WATCHED
]


def named(model):
    return set(getattr(model, "protection", {}))


@pytest.mark.parametrize("model", WATCHED, ids=lambda model: model._meta.label_lower)
def test_every_field_that_could_speak_of_a_person_has_a_class(model):
    could = {field.name for field in model._meta.fields if isinstance(field, HOLDS_WORDS)}
    assert could - named(model) == ABOUT_NOBODY.get(model._meta.label_lower, set())


@pytest.mark.parametrize("model", OTHERS, ids=lambda model: model._meta.label_lower)
def test_every_typed_field_elsewhere_has_a_class_or_was_found_to_be_about_nobody(model):
    typed = {
        field.name
        for field in model._meta.fields
        if isinstance(field, TYPED) and not field.choices
    }
    assert typed - named(model) == ELSEWHERE.get(model._meta.label_lower, set())


@pytest.mark.parametrize("model", [*WATCHED, *OTHERS], ids=lambda model: model._meta.label_lower)
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
