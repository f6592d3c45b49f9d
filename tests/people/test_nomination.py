"""L-01, N-01, N-04: nobody is kept who was not asked; who says no leaves no trace."""

from datetime import date, timedelta

import pytest

from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.people import operations
from nguon.people.models import Consent, Nomination, Person, StubsAllowed
from tests.cast import TODAY, system
from tests.people.sheets import of_member, signed, trail

DECISION = "15-NQ/ĐU 10/01/2025"
ALLOWED_SINCE = date(2025, 1, 10)


@pytest.fixture
def allowed(krong_klang, clerk):
    return operations.allow_stubs(krong_klang, on=ALLOWED_SINCE, document=DECISION, by=clerk)


@pytest.fixture
def stub(allowed, khe_xong, clerk):
    return name_somebody(khe_xong, clerk)


def name_somebody(organization, by, name="Hồ Văn Mẫu"):
    return operations.nominate(
        name, organization=organization, referred_by="Chi đoàn khóm", reach="qua chi đoàn", by=by
    )


def nobody_is_kept(by):
    return not Nomination.objects.visible_to(by).exists() and not (
        Person.objects.visible_to(by).exists()
    )


def test_nobody_may_be_named_before_the_committee_decided_so(khe_xong, clerk):
    with pytest.raises(operations.StubsNotAllowed):
        name_somebody(khe_xong, clerk)
    assert nobody_is_kept(clerk)


def test_the_decision_of_one_commune_does_not_reach_the_next(allowed, thon_mau, neighbour):
    with pytest.raises(operations.StubsNotAllowed):
        name_somebody(thon_mau, neighbour)


def test_the_decision_needs_its_document(krong_klang, clerk):
    with pytest.raises(operations.BadDetail):
        operations.allow_stubs(krong_klang, on=TODAY, document=" ", by=clerk)
    assert not StubsAllowed.objects.exists()


def test_a_cell_secretary_cannot_decide_it(khe_xong, acting):
    secretary = acting("cell_secretary", at=khe_xong)
    with pytest.raises(NotAllowed):
        operations.allow_stubs(khe_xong, on=TODAY, document=DECISION, by=secretary)


def test_a_later_decision_takes_the_place_of_the_standing_one(allowed, krong_klang, clerk):
    operations.allow_stubs(krong_klang, on=TODAY, document="20-NQ/ĐU 02/06/2025", by=clerk)
    spells = StubsAllowed.objects.order_by("pk").values_list("valid_from", "valid_to")
    assert [spell[0] for spell in spells] == [ALLOWED_SINCE, TODAY]
    assert spells[0][1] == TODAY


def test_a_stub_holds_name_place_introducer_way_and_nothing_else(stub):
    held = {field.name for field in Nomination._meta.fields}
    assert held == {
        *("id", "ref", "organization", "name", "referred_by", "reach"),
        *("made_on", "expires_on", "notified_on", "made_by"),
    }
    assert stub.expires_on == TODAY + timedelta(days=30)


def test_a_stub_without_a_name_is_refused(allowed, khe_xong, clerk):
    with pytest.raises(operations.BadDetail):
        name_somebody(khe_xong, clerk, name="  ")


def test_a_mass_organisation_names_but_does_not_see(allowed, khe_xong, acting):
    referrer = acting("referrer", at=khe_xong)
    name_somebody(khe_xong, referrer)
    assert list(Nomination.objects.visible_to(referrer)) == []


@pytest.mark.parametrize(("days", "kept"), [(29, 1), (30, 0), (31, 0)])
def test_a_stub_deletes_itself_on_the_thirtieth_day(stub, clerk, days, kept):
    ended = operations.expire_stubs(by=system(TODAY + timedelta(days=days)))
    assert (ended, Nomination.objects.visible_to(clerk).count()) == (1 - kept, kept)


def test_expiring_twice_ends_nothing_twice(stub):
    then = system(TODAY + timedelta(days=40))
    assert (operations.expire_stubs(by=then), operations.expire_stubs(by=then)) == (1, 0)


def test_nobody_agrees_before_having_been_told(stub, clerk):
    with pytest.raises(operations.NotAskedYet):
        operations.agree(stub, consents=signed("development"), by=clerk)
    assert Nomination.objects.visible_to(clerk).count() == 1
    assert not Person.objects.visible_to(clerk).exists()


@pytest.mark.parametrize("on", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_the_notice_is_given_between_naming_and_today(stub, clerk, on):
    with pytest.raises(operations.BadDetail):
        operations.give_notice(stub, on=on, by=clerk)


def test_who_agrees_becomes_a_person_and_the_stub_is_gone(stub, clerk, khe_xong):
    operations.give_notice(stub, on=TODAY, by=clerk)
    person = operations.agree(
        stub, consents=signed("development", on=TODAY), by=clerk, born_on=date(2001, 2, 3)
    )
    assert (person.full_name, person.organization) == ("Hồ Văn Mẫu", khe_xong)
    assert not Nomination.objects.visible_to(clerk).exists()


def test_a_document_cannot_agree_in_a_persons_place(stub, clerk):
    operations.give_notice(stub, on=TODAY, by=clerk)
    with pytest.raises(operations.NoBasis):
        operations.agree(stub, consents=of_member(), by=clerk)


def test_a_refusal_leaves_nothing(stub, clerk):
    operations.give_notice(stub, on=TODAY, by=clerk)
    operations.refuse(stub, by=clerk)
    assert nobody_is_kept(clerk)
    assert not Consent.objects.visible_to(clerk).exists()


def test_refusing_is_no_harder_than_agreeing_it_asks_for_nothing(stub, clerk):
    assert operations.refuse(stub, by=clerk) is None  # neither a notice nor a reason


def test_the_trail_of_a_refusal_is_that_of_an_expiry(allowed, khe_xong, clerk):
    refused, expired = name_somebody(khe_xong, clerk), name_somebody(khe_xong, clerk)
    numbers = [refused.pk, expired.pk]
    operations.refuse(refused, by=clerk)
    operations.expire_stubs(by=system(TODAY + timedelta(days=30)))
    lines = [
        AuditEntry.objects.filter(subject=f"people.nomination:{number}").values_list(
            "action", "detail"
        )
        for number in numbers
    ]
    assert (
        list(lines[0]) == list(lines[1]) == [("people.nominated", {}), ("people.stub_ended", {})]
    )


def test_who_agreed_leaves_that_line_too_so_that_it_says_nothing(stub, clerk):
    number = stub.pk
    operations.give_notice(stub, on=TODAY, by=clerk)
    operations.agree(stub, consents=signed("development", on=TODAY), by=clerk)
    actions = [action for action, _ in trail(f"people.nomination:{number}")]
    assert actions == ["people.nominated", "people.notice_given", "people.stub_ended"]


def test_the_neighbouring_commune_neither_sees_nor_touches_the_stub(stub, neighbour):
    assert list(Nomination.objects.visible_to(neighbour)) == []
    for act in (operations.refuse, lambda row, by: operations.give_notice(row, on=TODAY, by=by)):
        with pytest.raises(Nomination.DoesNotExist):
            act(stub, by=neighbour)


def test_seeing_stubs_is_not_enough_to_end_them(stub, acting, khe_xong):
    looker = acting(["people.nominations"], at=khe_xong)
    with pytest.raises(NotAllowed):
        operations.refuse(stub, by=looker)
    assert Nomination.objects.visible_to(looker).count() == 1
