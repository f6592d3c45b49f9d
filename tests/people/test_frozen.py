"""L-10: what somebody disputes is out of use: nobody shows, changes, judges or exports it."""

from datetime import date

import pytest

from nguon.core import audit
from nguon.core.actor import NotAllowed
from nguon.development import operations as development
from nguon.development.models import Case
from nguon.people import operations, vault
from nguon.people.models import Frozen, Person
from tests.development import story
from tests.people.sheets import trail

BORN = date(2000, 4, 12)


def now(person, clerk):
    return Person.objects.visible_to(clerk).get(pk=person.pk)


def test_the_value_leaves_the_file_and_comes_back_as_it_was(thu, clerk):
    for field, value in (("born_on", BORN), ("gender", "female"), ("id_number", "045200001234")):
        operations.freeze(thu, field, words="giấy khai sinh khác", by=clerk)
        assert not getattr(now(thu, clerk), field)
        assert field in vault.frozen_fields(thu)
        operations.thaw(thu, field, by=clerk)
        assert getattr(now(thu, clerk), field) == value
    assert not Frozen.objects.exists()
    assert list(audit.verify()) == []


def test_a_disputed_number_is_found_by_nobody(thu, clerk):
    operations.freeze(thu, "id_number", words="số cũ", by=clerk)
    assert now(thu, clerk).id_index is None
    operations.thaw(thu, "id_number", by=clerk)
    assert now(thu, clerk).id_index == thu.id_index


def test_a_sensitive_value_is_read_by_nobody_until_it_is_settled(thu, clerk):
    vault.write(thu, {"ethnicity": "Bru - Vân Kiều"}, by=clerk, why="declared")
    operations.freeze(thu, "ethnicity", words="là Tà Ôi", by=clerk)
    assert vault.read(thu, ["ethnicity"], by=clerk, why="check") == {"ethnicity": None}
    (kept,) = vault.open_frozen(thu, by=clerk, why="check")
    assert (kept["value"], kept["words"]) == ("Bru - Vân Kiều", "là Tà Ôi")
    operations.thaw(thu, "ethnicity", by=clerk)
    assert vault.read(thu, ["ethnicity"], by=clerk, why="check")["ethnicity"] == "Bru - Vân Kiều"


@pytest.mark.parametrize(("field", "value"), [("phone", "0912000111"), ("ethnicity", "Tà Ôi")])
def test_nobody_changes_it_meanwhile(thu, clerk, field, value):
    operations.freeze(thu, field, words="sai", by=clerk)
    with pytest.raises(vault.Disputed):
        operations.correct(thu, {field: value}, reason="sửa", by=clerk)
    if field == "ethnicity":
        with pytest.raises(vault.Disputed):
            vault.write(thu, {field: value}, by=clerk, why="declared")
    with pytest.raises(vault.Disputed):
        operations.freeze(thu, field, words="lần nữa", by=clerk)
    assert trail(f"people.person:{thu.pk}")[-1][0] == "people.frozen"


def test_a_case_is_judged_without_it(thu, clerk, system):
    case = development.open_case(thu, on=story.OPENED, by=system)
    story.tell(case, "candidate_listed", by=system)
    development.freeze(thu, "born_on", words="sai năm", by=clerk)
    assert "fact_unknown" in findings(case, system)
    development.thaw(thu, "born_on", by=clerk)
    assert "fact_unknown" not in findings(case, system)


def findings(case, by):
    return str(Case.objects.visible_to(by).get(pk=case.pk).findings)


def test_the_name_stays_and_a_reason_is_needed(thu, clerk):
    with pytest.raises(operations.BadDetail):
        operations.freeze(thu, "full_name", words="sai", by=clerk)
    with pytest.raises(operations.BadDetail):
        operations.freeze(thu, "phone", words=" ", by=clerk)
    with pytest.raises(operations.BadDetail):
        operations.thaw(thu, "phone", by=clerk)
    assert not Frozen.objects.exists()


def test_it_goes_with_the_agreement_and_with_the_person(thu, clerk):
    vault.write(thu, {"religion": "Không"}, by=clerk, why="declared")
    for field in ("religion", "gender"):
        operations.freeze(thu, field, words="sai", by=clerk)
    operations.withdraw(thu, "sensitive", on=clerk.today, by=clerk)
    assert list(vault.frozen_fields(thu)) == ["gender"]
    operations.withdraw(thu, "development", on=clerk.today, by=clerk)
    operations.erase(thu, by=clerk)
    assert not Frozen.objects.exists()


def test_the_neighbour_and_the_reader_freeze_nothing(thu, neighbour, acting, krong_klang, clerk):
    with pytest.raises(Person.DoesNotExist):
        operations.freeze(thu, "gender", words="sai", by=neighbour)
    with pytest.raises(NotAllowed):
        operations.freeze(thu, "gender", words="sai", by=acting("secretary", at=krong_klang))
    assert now(thu, clerk).gender == "female"
