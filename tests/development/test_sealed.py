"""What is sensitive lies under seal: no column tells it, and the lists do not either."""

import json
from datetime import date

import pytest
from django.db import connection

from nguon.core.guard import unscoped
from nguon.core.models import AuditEntry
from nguon.development import operations, queries
from nguon.development.models import Case, CaseEvent
from nguon.development.operations import Departure
from nguon.people import operations as people
from nguon.people.models import Consent
from nguon.rulebook import Event
from tests.cast import TODAY
from tests.development import story

CONCLUSION = Event(
    "political_conclusion",
    date(2025, 1, 5),
    {"outcome": "may_not", "document": "77-KL/HU", "note": "Mật thư CANARY"},
)


def columns():
    """Every column of cases and acts, sealed bytes as the database keeps them."""
    found = []
    with unscoped("the test reads raw rows"), connection.cursor() as cursor:
        for table in ("development_case", "development_caseevent", "core_auditentry"):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                raw = (v.tobytes() if isinstance(v, memoryview) else v for v in row)
                found += [v.decode("latin-1") if isinstance(v, bytes) else str(v) for v in raw]
    return "\n".join(found)


@pytest.mark.parametrize(
    ("event", "canaries"),
    [
        (CONCLUSION, ("political_conclusion", "may_not", "77-KL/HU", "CANARY")),
        (Event("conviction", TODAY, {"gravity": "corruption"}), ("conviction", "corruption")),
        (Event("conviction_cleared", TODAY), ("conviction",)),
        (Event("left_party", TODAY, {"how": "expelled"}), ("left_party", "expelled")),
    ],
)
def test_no_column_tells_the_nature_of_a_sensitive_act(case, clerk, event, canaries):
    row = operations.record(case, event, by=clerk)

    assert (row.type, row.fields, row.document, row.note) == ("sealed", {}, "", "")
    raw = columns()
    assert [canary for canary in canaries if canary in raw] == []


def test_the_verdict_reads_it_all_the_same(case, clerk):
    story.tell(case, "opinions", by=clerk)
    operations.record(case, CONCLUSION, by=clerk)

    shown = queries.case_file(case.ref, by=clerk)

    assert "political_conclusion_negative" in [finding.code for finding in shown.findings]


def test_in_lists_the_finding_is_only_said_to_be_there(case, clerk):
    story.tell(case, "opinions", by=clerk)
    operations.record(case, CONCLUSION, by=clerk)

    (item,) = queries.worklist(by=clerk)

    assert (item.concealed, item.findings, item.step) == (True, (), "cell_resolution")
    assert item.blocked_since == date(2025, 1, 20)


def test_a_sensitive_fact_of_the_person_is_concealed_too(khe_xong, clerk):
    story.describe(khe_xong)
    five = ["2017-01-01", "2018-02-01", "2019-03-01", "2020-04-01", "2022-05-01"]
    case = story.a_case(khe_xong, by=clerk, secret={"children_born": five}, married=False)
    story.tell(case, "opinions", by=clerk)

    (item,) = queries.worklist(by=clerk)

    assert (item.concealed, item.findings) == (True, ())
    assert "population_rule" not in columns()


def test_a_departure_from_a_sensitive_finding_is_sealed_with_its_reason(case, clerk):
    story.tell(case, "opinions", by=clerk)
    operations.record(case, CONCLUSION, by=clerk)
    departure = Departure("Vì kết luận CANARY được xem lại", "Ban Thường vụ Tỉnh uỷ")

    row = operations.record(case, story.STORY[11], by=clerk, despite=departure)

    assert (row.against, row.despite) == ([], None)
    assert "CANARY" not in columns()
    entry = next(e for e in queries.case_file(case.ref, by=clerk).timeline if e.id == row.pk)
    assert entry.against == ("political_conclusion_negative",)
    assert entry.reason == departure.reason


def test_a_refusal_tells_a_sensitive_finding_to_those_only_who_may_open_the_file(
    case, clerk, acting, khe_xong
):
    story.tell(case, "opinions", by=clerk)
    operations.record(case, CONCLUSION, by=clerk)
    minutes = acting(
        ["people.view", "development.view", "development.cell_resolution"], at=khe_xong
    )

    with pytest.raises(operations.AgainstTheRules, match="mở hồ sơ để xem") as refusal:
        operations.record(case, story.STORY[11], by=minutes)
    assert (refusal.value.findings, refusal.value.concealed) == ((), True)
    with pytest.raises(operations.AgainstTheRules, match="kết luận") as refusal:
        operations.record(case, story.STORY[11], by=clerk)
    assert not refusal.value.concealed


def test_what_was_sealed_once_is_not_asked_about_again(case, clerk):
    story.tell(case, "opinions", by=clerk)
    operations.record(case, CONCLUSION, by=clerk)
    departure = Departure("Có lý do", "Ban Thường vụ Tỉnh uỷ")
    operations.record(case, story.STORY[11], by=clerk, despite=departure)

    with pytest.raises(operations.AgainstTheRules) as refusal:
        operations.record(case, story.STORY[12], by=clerk)

    codes = [finding.code for finding in refusal.value.findings]
    assert codes == ["step_out_of_order"]


def test_the_reason_for_taking_a_sealed_act_back_is_sealed(case, clerk):
    row = operations.record(case, CONCLUSION, by=clerk)

    operations.retract(row, reason="CANARY: kết luận của người khác", by=clerk)

    assert "CANARY" not in columns()
    (entry,) = queries.case_file(case.ref, by=clerk).timeline
    assert entry.taken_back.reason == "CANARY: kết luận của người khác"


def test_a_sensitive_act_sent_twice_is_one_act(case, clerk):
    once = operations.record(case, CONCLUSION, by=clerk)

    assert operations.record(case, CONCLUSION, by=clerk) == once


def test_every_look_leaves_a_line_and_the_line_names_no_value(case, clerk):
    operations.record(case, CONCLUSION, by=clerk)
    before = AuditEntry.objects.filter(action="people.vault.read").count()

    queries.case_file(case.ref, by=clerk)

    lines = AuditEntry.objects.filter(action="people.vault.read").order_by("pk")[before:]
    assert [sorted(line.detail["fields"]) for line in lines] == [
        sorted(story.SENSITIVE.keys() - {"ethnicity"}),
        ["event"],
    ]
    assert "may_not" not in json.dumps([line.detail for line in lines])


def test_who_may_not_open_the_file_sees_that_something_is_there(case, clerk, acting, khe_xong):
    story.tell(case, "opinions", by=clerk)
    operations.record(case, CONCLUSION, by=clerk)

    shown = queries.case_file(case.ref, by=acting("area_member", at=khe_xong, user_id=12))

    assert (shown.concealed, shown.may_open, shown.assessment) == (True, False, None)
    assert "political" not in repr([(e.type, e.title, e.fields) for e in shown.timeline])
    (sealed,) = [entry for entry in shown.timeline if entry.concealed]
    assert (sealed.type, sealed.document, sealed.note, sealed.fields) == ("sealed", "", "", {})
    assert sealed.title == "Việc có dữ liệu nhạy cảm"
    assert "CANARY" not in repr(shown)


def test_without_agreement_to_sensitive_data_nothing_sensitive_is_entered(khe_xong, clerk):
    person = people.register(
        "Hồ Thị Chưa Thuận",
        organization=khe_xong,
        consents=story.agreed("development"),
        by=clerk,
        **story.BASIC,
    )
    case = operations.open_case(person, on=story.OPENED, by=clerk)

    with pytest.raises(operations.FileForbids, match="Chưa có sự đồng ý"):
        operations.record(case, CONCLUSION, by=clerk)
    assert not CaseEvent.objects.visible_to(clerk).exists()


def test_after_that_agreement_was_withdrawn_the_rest_of_the_case_goes_on(case, clerk):
    operations.record(case, CONCLUSION, by=clerk)
    people.withdraw(case.person, "sensitive", on=TODAY, by=clerk)

    operations.record(case, story.STORY[0], by=clerk)

    assert Case.objects.visible_to(clerk).get().stage == "sourced"
    (sealed, _sourced) = sorted(
        queries.case_file(case.ref, by=clerk).timeline, key=lambda entry: entry.id
    )
    assert (sealed.type, sealed.fields) == ("sealed", {})


def test_values_whose_agreement_is_gone_are_unknown_even_before_they_are_destroyed(case, clerk):
    story.tell(case, "opinions", by=clerk)
    Consent.objects.visible_to(clerk).filter(purpose="sensitive").update(withdrawn_on=TODAY)

    shown = queries.case_file(case.ref, by=clerk)

    assert {(f.code, f.ask) for f in shown.findings} >= {("fact_unknown", "grassroots_committee")}
