"""L-29: a lawful demand hides a comment in time, and what was said is kept as evidence."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.portal import operations
from nguon.portal.models import Comment, CommentState, Demand, Role
from nguon.portal.operations import NotPossible
from nguon.portal.readers import operations as readers
from nguon.portal.roles import actor
from tests.portal.conftest import NOW, TODAY, sign_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PAPER = {"document": "12/YC-TEST", "issuer": "Cơ quan Thử nghiệm"}


@pytest.fixture
def shown(submit, moderating):
    """A comment that came in two days ago and that everybody reads."""
    return readers.show_comment(submit("Lời cần gỡ", at=NOW - 48 * HOUR), by=moderating)


@pytest.fixture
def demand(shown, moderating):
    def demanded(comment=shown, *, by=moderating, **more):
        told = {**PAPER, "received_at": NOW - HOUR, "urgent": False} | more
        return readers.hide_on_demand(comment, **told, by=by)

    return demanded


def test_the_comment_is_out_of_sight_at_once_and_its_words_are_kept(demand, shown, client):
    assert "Lời cần gỡ" in client.get(shown.article.get_absolute_url()).text
    demand()
    assert "Lời cần gỡ" not in client.get(shown.article.get_absolute_url()).text
    shown.refresh_from_db()
    assert (shown.state, shown.text) == (CommentState.HIDDEN, "Lời cần gỡ")


@pytest.mark.parametrize(
    ("urgent", "gone", "late"),
    [(False, 24, False), (False, 25, True), (True, 6, False), (True, 7, True)],
)
def test_a_day_is_the_time_and_six_hours_when_it_is_urgent(demand, urgent, gone, late):
    row = demand(received_at=NOW - gone * HOUR, urgent=urgent)
    assert row.hide_by - row.received_at == (6 if urgent else 24) * HOUR
    assert row.is_late is late


def test_what_a_moderator_had_hidden_before_was_in_time(demand, shown, moderator):
    readers.hide_comment(shown, by=actor(moderator, today=TODAY, at=NOW - 40 * HOUR))
    row = demand(received_at=NOW - 30 * HOUR)
    assert (row.hidden_at, row.is_late) == (NOW - 40 * HOUR, False)


def test_nobody_shows_it_again_one_by_one_or_by_the_page(demand, shown, moderating, signed_in):
    demand()
    with pytest.raises(NotPossible, match="12/YC-TEST"):
        readers.show_comment(shown, by=moderating)
    said = signed_in.post(f"/kiem-duyet/{shown.ref}/", {"decision": "show"}, follow=True).text
    assert "12/YC-TEST" in said
    assert readers.show_comments([shown], by=moderating) == 0
    assert Comment.objects.get().state == CommentState.HIDDEN


def test_the_evidence_cannot_be_erased_while_the_demand_stands(demand, shown):
    demand()
    for row in (shown, shown.article):
        with pytest.raises(ProtectedError), transaction.atomic():
            row.delete()


@pytest.mark.parametrize(
    "wrong",
    [
        {"document": "  "},
        {"issuer": ""},
        {"received_at": NOW + timedelta(minutes=1)},
        {"received_at": NOW - 49 * HOUR},
    ],
)
def test_a_demand_that_cannot_be_is_refused_and_changes_nothing(demand, shown, wrong):
    with pytest.raises(NotPossible):
        demand(**wrong)
    assert Comment.objects.get().state == CommentState.SHOWN
    assert not Demand.objects.exists()


def test_a_second_demand_names_the_first(demand):
    demand()
    with pytest.raises(NotPossible, match="12/YC-TEST"):
        demand(document="13/YC-TEST")


def test_the_trail_says_who_and_whether_in_time_and_not_what(demand, shown, moderator):
    demand()
    line = AuditEntry.objects.get(action="portal.comment_demanded")
    assert (line.subject, line.actor_id) == (f"portal.comment:{shown.pk}", moderator.pk)
    assert line.detail == {"demand": Demand.objects.get().pk, "late": False}


def test_only_moderators_may(demand, shown, system):
    writer = operations.open_account(
        "viet-bai", "Lê Thị Viết", roles=[Role.EDITOR], on=TODAY, by=system
    )
    with pytest.raises(NotAllowed):
        demand(by=actor(writer, today=TODAY, at=NOW))
    page = f"/kiem-duyet/{shown.ref}/yeu-cau/"
    assert sign_in(writer).get(page).status_code == 403
    assert sign_in(writer).post(page, PAPER).status_code == 403
    assert Comment.objects.get().state == CommentState.SHOWN


def test_it_is_recorded_on_a_page_and_told_below_the_hidden_comment(signed_in, shown):
    page = f"/kiem-duyet/{shown.ref}/yeu-cau/"
    asked = signed_in.get(page).text
    assert "Lời cần gỡ" in asked
    told = {**PAPER, "received_at": f"{timezone.localtime(NOW - 47 * HOUR):%Y-%m-%dT%H:%M}"}
    assert signed_in.post(page, told)["Location"] == "/kiem-duyet/"
    hidden = signed_in.get("/kiem-duyet/?trang-thai=hidden").text
    for words in ("12/YC-TEST", "Cơ quan Thử nghiệm", "Quá hạn"):
        assert words in hidden, words
    assert page not in hidden


def test_a_form_that_lacks_something_comes_back_with_what_was_typed(signed_in, shown):
    answer = signed_in.post(f"/kiem-duyet/{shown.ref}/yeu-cau/", {"document": "12/YC-TEST"})
    assert answer.status_code == 422
    assert 'value="12/YC-TEST"' in answer.text
    assert Comment.objects.get().state == CommentState.SHOWN
