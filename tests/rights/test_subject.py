"""L-09, AU-06: the file of one person holds everything, and who read it is told exactly."""

import json
from collections import Counter
from datetime import date

import pypdfium2
import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from nguon.core import audit
from nguon.core.actor import NotAllowed
from nguon.core.models import READING, AuditEntry
from nguon.development import operations as development
from nguon.people import operations as people
from nguon.people import vault
from nguon.people.models import Person
from nguon.reports import exports
from nguon.rights import subject
from tests import cast
from tests.cast import TODAY
from tests.development import story

NEVER_ABOUT_ONE = {"people.PersonKey", "people.SealedValue", "people.Correction", "people.Frozen"}


@pytest.fixture
def full(thu, clerk, ask):
    """Somebody with a little of everything."""
    vault.write(thu, {"ethnicity": "Dântộcthử", "healthy": True}, by=clerk, why="declared")
    people.correct(thu, {"address": "Thônthử"}, reason="chuyển nhà", by=clerk)
    people.correct(thu, {"address": "Khóm mới"}, reason="chuyển tiếp", by=clerk)
    people.correct(thu, {"born_on": date(2000, 4, 12)}, reason="giấy khai sinh", by=clerk)
    case = development.open_case(thu, on=story.OPENED, by=clerk)
    story.tell(case, "candidate_listed", by=cast.system())
    ask("view")
    return thu


def text_of(pdf):
    return " ".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)
    ).replace("\r\n", " ")


def test_the_file_holds_what_every_table_holds(full, clerk):
    made = subject.make(full, by=clerk)
    told = json.loads(subject.as_json(made))
    assert told["sensitive"] == {"ethnicity": "Dântộcthử", "healthy": True}
    assert [
        each["old"]["address"] for each in told["corrections"] if "address" in each["old"]
    ] == ["Thônthử", ""]
    assert {"people.person", "people.consent", "development.case", "rights.request"} <= set(
        told["sections"]
    )
    events = told["sections"]["development.caseevent"]
    assert [event["type"] for event in events][-1] == "candidate_listed"
    assert told["sections"]["people.person"][0]["address"] == "Khóm mới"


def test_the_page_for_people_says_the_same_in_words(full, clerk):
    page = text_of(subject.as_pdf(subject.make(full, by=clerk)))
    for words in ("Hồ Thị Thử", "Dântộcthử", "Thônthử", "Khóm mới", "chuyển nhà", "0912345678"):
        assert words in page, words
    assert "full_name" not in page


def test_every_table_and_column_about_somebody_has_its_word():
    words = subject._words()
    reached = subject.tables()
    assert [
        m._meta.label_lower for m in reached if m._meta.label_lower not in words["sections"]
    ] == []
    told = {
        field.name
        for model in reached
        for field in model._meta.concrete_fields
        if not field.primary_key
        and not (field.is_relation and field.related_model._meta.model_name not in WHO)
    }
    named = words["fields"].keys() | subject.MORE.keys() | set(words["left_out"])
    assert sorted(told - named) == []


WHO = {"organization", "user"}


def test_every_table_with_a_column_about_a_person_is_followed():
    reached = {model._meta.label for model in subject.tables()}
    about = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Person
    }
    assert about - reached == NEVER_ABOUT_ONE


def test_who_took_lists_of_the_place_is_told(full, clerk):
    exports.note_over("nguoi", "Người", ["x"], [["y"]], by=clerk, under="people.view")
    (taken,) = subject.make(full, by=clerk).exports
    assert (taken["list"], taken["place"]) == ("nguoi", "Đảng uỷ thị trấn Krông Klang")


def test_without_agreement_nothing_sealed_is_opened(full, clerk):
    people.withdraw(full, "sensitive", on=TODAY, by=clerk)
    made = subject.make(full, by=clerk)
    assert made.sensitive == {}
    assert not [each for each in made.readings if each["why"] == "subject_file"]


def test_making_it_is_on_the_trail(full, clerk):
    subject.make(full, by=clerk)
    lines = AuditEntry.objects.filter(subject=f"people.person:{full.pk}", actor_id=clerk.user_id)
    assert lines.filter(action="rights.file_made").count() == 1
    assert lines.filter(action=READING, detail__why="subject_file").count() == 2


def test_only_the_office_makes_it_and_only_of_its_own(full, acting, khe_xong, neighbour):
    with pytest.raises(NotAllowed):
        subject.make(full, by=acting("cell_secretary", at=khe_xong))
    with pytest.raises(Person.DoesNotExist):
        subject.make(full, by=neighbour)
    assert not AuditEntry.objects.filter(action="rights.file_made").exists()


# --- AU-06 --------------------------------------------------------------------------------------

FIELDS = ["ethnicity", "religion", "healthy"]
FIELDS_READ = st.lists(st.sampled_from(FIELDS), min_size=1, max_size=3, unique=True)
STEPS = st.one_of(
    st.tuples(st.sampled_from(["clerk", "secretary", "neighbour", "area_member"]), FIELDS_READ),
    st.tuples(st.sampled_from(["corrections", "file", "write", "verdict", "undone"]), FIELDS_READ),
)


@settings(
    max_examples=8,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=20, max_size=80))
def test_who_read_my_file_is_exact_after_any_steps(full, acting, krong_klang, mo_o, steps):
    who = {
        "clerk": acting("clerk", at=krong_klang, user_id=21),
        "secretary": acting("secretary", at=krong_klang, user_id=22),
        "area_member": acting("area_member", at=krong_klang, user_id=23),
        "neighbour": acting("clerk", at=mo_o, user_id=24),
    }
    with transaction.atomic():
        before = told_of(full)
        expected = Counter()
        for step, fields in steps:
            expected.update(do(step, fields, full, who))
        assert told_of(full) - before == expected
        transaction.set_rollback(True)


def told_of(person):
    lines = audit.readings(person)
    return Counter(
        (line.actor_id, tuple(line.detail["fields"]), line.detail["why"]) for line in lines
    )


def do(step, fields, person, who):
    """Take one step and say which readings it must leave."""
    clerk, found = who["clerk"], ()
    if step in who:
        try:
            vault.read(person, fields, by=who[step], why="check")
        except NotAllowed:
            return []
        return [(who[step].user_id, tuple(sorted(fields)), "check")]
    if step == "corrections":
        vault.open_corrections(person, by=clerk, why="check")
        found = [("correction",)]
    elif step == "file":
        subject.make(person, by=clerk)
        found = [tuple(sorted(vault.SENSITIVE)), ("correction",)]
        return [(clerk.user_id, each, "subject_file") for each in found]
    elif step == "write":
        vault.write(person, {"religion": "Không"}, by=clerk, why="declared")
    elif step == "verdict":
        vault.open_for_verdict([person], by=clerk)
        return [(clerk.user_id, ("healthy",), "verdict")]
    elif step == "undone":
        undo(person, fields, clerk)
    return [(clerk.user_id, each, "check") for each in found]


def undo(person, fields, by):
    """Something that fails after the reading takes its line back with everything else."""
    try:
        with transaction.atomic():
            vault.read(person, fields, by=by, why="check")
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
