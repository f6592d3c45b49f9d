"""Moderators show and hide; nobody else sees the queue; every decision is in the trail."""

import re

import pytest
from django.test import Client

from nguon.core import audit
from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.portal import operations
from nguon.portal.models import Comment, Role, RoleHeld
from nguon.portal.readers import operations as readers
from nguon.portal.readers.desk import COMMENTS_A_PAGE
from nguon.portal.roles import actor
from tests.portal.conftest import FIREFOX, NOW, TODAY, sign_in

pytestmark = pytest.mark.django_db


def test_the_queue_shows_what_waits_the_oldest_first(signed_in, submit):
    submit("Ý kiến sau", at=NOW)
    submit("Ý kiến trước", at=NOW.replace(hour=1))
    text = signed_in.get("/kiem-duyet/").text
    assert text.index("Ý kiến trước") < text.index("Ý kiến sau")


@pytest.mark.parametrize(("decision", "state"), [("show", "shown"), ("hide", "hidden")])
def test_one_click_decides_and_the_trail_says_who(signed_in, moderator, submit, decision, state):
    comment = submit("Một ý kiến")
    answer = signed_in.post(f"/kiem-duyet/{comment.ref}/", {"decision": decision})
    assert answer["Location"] == "/kiem-duyet/"
    comment.refresh_from_db()
    assert (comment.state, comment.decided_by) == (state, moderator)
    line = AuditEntry.objects.get(subject=f"portal.comment:{comment.pk}")
    assert (line.action, line.actor_id) == (f"portal.comment_{state}", moderator.pk)
    assert "ý kiến" not in str(line.detail).lower()
    assert not list(audit.verify())


def test_what_is_shown_can_be_hidden_later(signed_in, submit, moderating):
    comment = readers.show_comment(submit("Đang hiện"), by=moderating)
    assert "Đang hiện" in signed_in.get("/kiem-duyet/?trang-thai=shown").text
    signed_in.post(f"/kiem-duyet/{comment.ref}/", {"decision": "hide"})
    assert "Đang hiện</p>" in signed_in.get("/kiem-duyet/?trang-thai=hidden").text


@pytest.mark.parametrize("wanted", ["waiting", "shown", "hidden", "x' OR 1=1", ""])
def test_whatever_state_is_asked_for_there_is_a_page(signed_in, wanted):
    assert signed_in.get("/kiem-duyet/", {"trang-thai": wanted}).status_code == 200


def test_an_unknown_decision_changes_nothing(signed_in, submit):
    comment = submit("Một ý kiến")
    signed_in.post(f"/kiem-duyet/{comment.ref}/", {"decision": "delete"})
    comment.refresh_from_db()
    assert comment.state == "waiting"


def test_a_comment_that_is_not_there_is_not_there(signed_in):
    assert signed_in.post("/kiem-duyet/nowhere/", {"decision": "show"}).status_code == 404


def test_a_stranger_is_sent_to_sign_in_and_changes_nothing(client, submit):
    comment = submit("Một ý kiến")
    assert client.get("/kiem-duyet/")["Location"] == "/dang-nhap/?next=/kiem-duyet/"
    answer = client.post(f"/kiem-duyet/{comment.ref}/", {"decision": "show"})
    assert answer["Location"].startswith("/dang-nhap/")
    comment.refresh_from_db()
    assert comment.state == "waiting"


def test_another_role_does_not_open_the_queue(system, submit):
    writer = operations.open_account(
        "viet-bai", "Lê Thị Viết", roles=[Role.EDITOR], on=TODAY, by=system
    )
    comment = submit("Một ý kiến")
    browser = sign_in(writer)
    assert browser.get("/kiem-duyet/").status_code == 403
    assert browser.post(f"/kiem-duyet/{comment.ref}/", {"decision": "show"}).status_code == 403
    with pytest.raises(NotAllowed):
        readers.show_comment(comment, by=actor(writer, today=TODAY, at=NOW))
    comment.refresh_from_db()
    assert comment.state == "waiting"
    assert not AuditEntry.objects.filter(action__startswith="portal.comment_").exists()


def test_a_role_that_has_ended_opens_nothing(moderator, submit):
    comment = submit("Một ý kiến")
    browser = sign_in(moderator)
    assert browser.get("/kiem-duyet/").status_code == 200
    RoleHeld.objects.filter(user=moderator).update(valid_to=TODAY)
    assert browser.get("/kiem-duyet/").status_code == 403
    assert browser.post(f"/kiem-duyet/{comment.ref}/", {"decision": "show"}).status_code == 403


def test_a_suspended_account_opens_nothing(moderator, signed_in):
    moderator.is_active = False
    moderator.save()
    assert signed_in.get("/kiem-duyet/").status_code == 302


def test_a_passphrase_alone_does_not_open_the_queue(moderator):
    browser = Client(HTTP_USER_AGENT=FIREFOX)
    browser.force_login(moderator, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get("/kiem-duyet/")["Location"] == "/xac-thuc/"


def test_a_foreign_page_cannot_decide_for_the_moderator(moderator, submit):
    comment = submit("Một ý kiến")
    browser = sign_in(moderator)
    browser.handler.enforce_csrf_checks = True
    answer = browser.post(f"/kiem-duyet/{comment.ref}/", {"decision": "show"})
    assert answer.status_code == 403
    assert Comment.objects.get().state == "waiting"


def test_what_a_moderator_sees_is_kept_by_no_cache(signed_in):
    assert signed_in.get("/kiem-duyet/")["Cache-Control"] == "no-store"


def test_the_queue_costs_the_same_for_one_and_for_three(
    signed_in, submit, django_assert_num_queries, django_assert_max_num_queries
):
    submit("Ý kiến 1")
    with django_assert_max_num_queries(12) as first:
        signed_in.get("/kiem-duyet/")
    submit("Ý kiến 2")
    submit("Ý kiến 3", parent=Comment.objects.get(text="Ý kiến 1"))
    with django_assert_num_queries(len(first)):
        signed_in.get("/kiem-duyet/")


def test_a_long_queue_is_turned_page_by_page(signed_in, article):
    Comment.objects.bulk_create(
        Comment(article=article, name=f"Bạn đọc {number}", text="Ý kiến", posted_at=NOW)
        for number in range(COMMENTS_A_PAGE + 1)
    )
    first = signed_in.get("/kiem-duyet/").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    assert following[1] == "?trang-thai=waiting&amp;trang=2"
    second = signed_in.get("/kiem-duyet/" + following[1].replace("&amp;", "&")).text
    assert f"Bạn đọc {COMMENTS_A_PAGE}" in second
    assert first.count("Cho hiện") == COMMENTS_A_PAGE
    assert second.count("Cho hiện") == 1
