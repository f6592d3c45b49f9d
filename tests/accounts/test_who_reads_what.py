"""The page of who reads which personal data says what the program does."""

from pathlib import Path

import pytest
from django.apps import apps

from nguon.accounts.roles import ROLES
from nguon.cli.docs_access import NOT_SCOPED, access_page, read_by
from nguon.organizations.scoping import Scoped
from nguon.people.models import Person

pytestmark = pytest.mark.pure
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "who-reads-what.md"


def printed() -> dict[tuple[str, str], tuple[str, str, str]]:
    """Table and class -> fields, action, roles, as the page prints them."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if "| P" in line]
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return {(what, level): (fields, by, roles) for what, level, fields, by, roles in cells}


def test_every_personal_field_stands_on_the_page_under_its_class() -> None:
    said = {
        (what, field.strip(), level)
        for (what, level), (fields, _by, _roles) in printed().items()
        for field in fields.split(",")
    }
    held = {
        (model._meta.label, field, each.level)
        for model in apps.get_models()
        for field, each in getattr(model, "protection", {}).items()
    }
    assert said == held


def test_the_roles_on_the_page_are_those_of_the_table() -> None:
    for what, (_fields, by, roles) in printed().items():
        held = {role for role, actions in ROLES.items() if by.strip("`") in actions}
        assert set(roles.replace("—", "").split(", ")) - {""} == held, what


def test_a_table_of_organisations_is_read_by_the_action_that_scopes_it() -> None:
    for model in apps.get_models():
        if issubclass(model, Scoped) and getattr(model, "protection", {}):
            assert model._meta.label not in NOT_SCOPED
            assert read_by(model, "P2") == model.view_action


def test_nobody_who_administers_accounts_reads_anything_of_persons() -> None:
    read = {what for what, (*_, roles) in printed().items() if "administrator" in roles}
    assert read == {("accounts.User", "P2")}


def test_a_table_nobody_spoke_for_is_refused() -> None:
    class Unspoken:
        _meta = type("Meta", (), {"label": "people.Unspoken"})

    with pytest.raises(LookupError, match=r"people\.Unspoken"):
        read_by(Unspoken, "P2")  # type: ignore[arg-type]


def test_the_page_is_made_of_the_models_as_they_are() -> None:
    assert any(Person._meta.label in line for line in access_page(""))
