"""The pages of stubs: name, tell, and either answer with one tap."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nguon.people import operations
from nguon.people.models import Nomination, Person, StubsAllowed
from tests import cast
from tests.staff import employ, enter

DAY = "%d/%m/%Y"


@pytest.fixture
def today(db):
    return timezone.localdate()


@pytest.fixture
def clerk(krong_klang):
    return enter(Client(), employ("clerk", krong_klang))


@pytest.fixture
def stub(krong_klang, khe_xong, today):
    by = cast.acting("clerk", at=krong_klang, today=today)
    operations.allow_stubs(krong_klang, on=today, document="1-NQ/ĐU", by=by)
    return name_somebody("Hồ Văn Mẫu", khe_xong, today)


def name_somebody(name, at, today):
    by = cast.acting("clerk", at=at, today=today)
    return operations.nominate(
        name, organization=at, referred_by="Chi đoàn", reach="qua chi đoàn", by=by
    )


def page(client, view, /, *args):
    return client.get(reverse(f"people:{view}", args=args))


def send(client, view, /, *args, **typed):
    return client.post(reverse(f"people:{view}", args=args), typed)


def stubs(at, today):
    return Nomination.objects.visible_to(cast.acting("clerk", at=at, today=today)).count()


PAGES = ["nominations", "nominate", "referrals", "allow_stubs"]
STUBS_PAGES = ["nomination", "nomination_sheet", "agree"]


@pytest.mark.parametrize(
    ("role", "lists", "stubs"),
    [
        ("clerk", [200, 200, 403, 200], [200, 200, 200]),
        ("cell_secretary", [200, 200, 403, 403], [200, 200, 200]),
        ("secretary", [403, 403, 403, 200], [403, 403, 403]),
        ("referrer", [403, 200, 200, 403], [403, 403, 403]),
        ("area_member", [403, 403, 403, 403], [403, 403, 403]),
        ("administrator", [403, 403, 403, 403], [403, 403, 403]),
    ],
)
def test_a_role_opens_what_the_table_says(stub, krong_klang, role, lists, stubs):
    client = enter(Client(), employ(role, krong_klang))
    assert [page(client, name).status_code for name in PAGES] == lists
    assert [page(client, name, stub.ref).status_code for name in STUBS_PAGES] == stubs


def test_out_of_sight_is_not_there(stub, mo_o):
    neighbour = enter(Client(), employ("clerk", mo_o))
    for name in STUBS_PAGES:
        assert page(neighbour, name, stub.ref).status_code == 404
    for name in ("give_notice", "agree", "refuse"):
        assert send(neighbour, name, stub.ref).status_code == 404
    assert "Hồ Văn Mẫu" not in page(neighbour, "nominations").content.decode()


NAMED = {
    "place": "khe-xong",
    "name": "Hồ Thị Nêu",
    "referred_by": "Chi hội phụ nữ",
    "reach": "gặp ở nhà",
}


def test_before_the_decision_nobody_is_named(places, clerk, khe_xong, today):
    answer = send(clerk, "nominate", **NAMED)
    assert "chưa quyết định" in answer.content.decode()
    assert stubs(khe_xong, today) == 0


def test_the_decision_needs_its_document_and_then_holds(places, clerk, khe_xong, today):
    on = today.strftime(DAY)
    assert send(clerk, "allow_stubs", place="krong-klang", on=on).status_code == 200
    assert not StubsAllowed.objects.exists()
    decided = {"place": "krong-klang", "on": on, "document": "1-NQ/ĐU"}
    assert send(clerk, "allow_stubs", **decided).status_code == 302
    assert send(clerk, "nominate", **NAMED).status_code == 302
    assert "Hồ Thị Nêu" in page(clerk, "nominations").content.decode()


def test_the_form_asks_for_name_place_introducer_and_way_alone(stub, clerk):
    asked = page(clerk, "nominate").context["form"].fields
    assert set(asked) == {"place", "name", "referred_by", "reach"}


def test_a_mass_organisation_sees_how_many_it_referred_and_never_whom(
    stub, krong_klang, khe_xong, today, system
):
    """A list that lost a name before its 30 days were over would tell who refused."""
    referrer = enter(Client(), employ("referrer", krong_klang))
    assert send(referrer, "nominate", **NAMED).url == reverse("people:referrals")
    page(referrer, "referrals")  # where it says that it is recorded, once
    before = main_of(page(referrer, "referrals"))
    assert "Chi bộ khóm Khe Xong" in before
    assert "Hồ Thị Nêu" not in before

    named = Nomination.objects.visible_to(system).get(referred_by=NAMED["referred_by"])
    operations.refuse(named, by=cast.acting("clerk", at=krong_klang, today=today))

    assert main_of(page(referrer, "referrals")) == before


def main_of(answer):
    return answer.text.partition("<main")[2].partition("</main>")[0]


def test_told_then_agreed_makes_a_person(stub, clerk, khe_xong, today):
    on = today.strftime(DAY)
    send(clerk, "give_notice", stub.ref, on=on)
    assert "Đã thông báo ngày" in page(clerk, "nomination", stub.ref).content.decode()
    typed = {"full_name": stub.name, "document": "3-PĐY", "document_on": on, "method": "paper"}
    assert "checked" not in page(clerk, "agree", stub.ref).content.decode()
    answer = send(clerk, "agree", stub.ref, agrees_development="on", **typed)
    person = Person.objects.visible_to(cast.acting("clerk", at=khe_xong)).get()
    assert answer.url == reverse("people:person", args=[person.ref])
    assert stubs(khe_xong, today) == 0


def test_nobody_agrees_before_being_told(stub, clerk, khe_xong, today):
    typed = {"full_name": stub.name, "document": "3", "document_on": today.strftime(DAY)}
    answer = send(clerk, "agree", stub.ref, agrees_development="on", method="paper", **typed)
    assert "Chưa thông báo" in answer.content.decode()
    assert stubs(khe_xong, today) == 1


@pytest.mark.parametrize("on", ["hôm qua", "", "31/02/2026"])
def test_a_day_that_is_none_is_said(stub, clerk, on):
    answer = send(clerk, "give_notice", stub.ref, on=on)
    shown = clerk.get(answer.url).content.decode()
    assert 'class="notice error"' in shown
    assert "Đã thông báo ngày" not in shown


def test_a_notice_is_not_given_tomorrow(stub, clerk, today):
    send(clerk, "give_notice", stub.ref, on=(today + timedelta(days=1)).strftime(DAY))
    shown = page(clerk, "nomination", stub.ref).content.decode()
    assert "đến hôm nay" in shown
    assert "Đã thông báo ngày" not in shown


def test_a_refusal_is_one_tap_asks_nothing_and_leaves_nothing(stub, clerk, khe_xong, today):
    shown = page(clerk, "nomination", stub.ref).content.decode()
    assert reverse("people:refuse", args=[stub.ref]) in shown
    assert reverse("people:agree", args=[stub.ref]) in shown
    answer = send(clerk, "refuse", stub.ref)
    assert answer.url == reverse("people:nominations")
    after = clerk.get(answer.url).content.decode()
    assert "Hồ Văn Mẫu" not in after
    assert "từ chối" not in after.replace("ai đã từ chối", "")
    assert stubs(khe_xong, today) == 0


def test_looking_at_an_answer_changes_nothing(stub, clerk, khe_xong, today):
    assert page(clerk, "refuse", stub.ref).status_code == 405
    assert page(clerk, "give_notice", stub.ref).status_code == 405
    assert stubs(khe_xong, today) == 1


def test_the_list_of_three_takes_the_queries_of_the_list_of_one(stub, clerk, khe_xong, today):
    page(clerk, "nominations")  # the first page after signing in also settles the session
    counts = []
    for name in ("Hồ Văn Hai", "Hồ Văn Ba"):
        with CaptureQueriesContext(connection) as asked:
            page(clerk, "nominations")
        counts.append(len(asked))
        name_somebody(name, khe_xong, today)
    assert counts[0] == counts[1]


def test_the_sheet_bears_the_name_and_both_answers(stub, clerk):
    shown = page(clerk, "nomination_sheet", stub.ref).content.decode()
    assert "Hồ Văn Mẫu" in shown
    assert shown.count("☐ Đồng ý") == shown.count("☐ Không đồng ý") == 4
