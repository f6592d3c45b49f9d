"""The slip of a transfer is drawn from the letter, by the side that sends."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from nguon.core.actor import Actor, NotAllowed
from nguon.core.models import AuditEntry
from nguon.forms import catalogue, operations
from nguon.forms.sheet import Sheet
from nguon.membership import transfers
from nguon.membership.models import Arrival, Departure
from nguon.organizations.models import Organization
from nguon.people import operations as people
from nguon.people.models import Person
from tests.development import story

pytestmark = pytest.mark.django_db
JOINED, FULL, SENT = date(2015, 5, 19), date(2016, 5, 19), date(2025, 5, 5)


@pytest.fixture
def member(khe_xong: Organization, system: Actor) -> Person:
    person = story.a_person(khe_xong, by=system, name="Hồ Văn Viên", native_place="Xã Thử")
    people.begin_membership(person, joined_on=JOINED, full_from=FULL, by=system)
    return person


@pytest.fixture
def letter(member: Person, mo_o: Organization, clerk: Actor) -> Departure:
    return transfers.send(member, mo_o, paper=paper(), by=clerk)


def paper() -> transfers.Paper:
    return transfers.Paper("12-GT", SENT, "Lý lịch đảng viên")


def said(sheet: Sheet) -> dict[str, str]:
    return {place.name: place.text for place in sheet.places()}


def test_a_slip_says_what_letter_and_file_say(letter: Departure, clerk: Actor) -> None:
    known = said(operations.draw_slip(letter.ref, by=clerk))
    assert known["person.full_name"] == "Hồ Văn Viên"
    assert (known["member.joined_on"], known["member.full_from"]) == ("19/05/2015", "19/05/2016")
    assert known["letter.to"] == "Đảng uỷ xã Mò Ó"
    assert (known["letter.number"], known["letter.on"]) == (
        "12-GT", "ngày 05 tháng 5 năm 2025",
    )  # fmt: skip
    assert known["place.locality"] == "Krông Klang"


def test_what_a_slip_lacks_is_listed_by_name(letter: Departure, clerk: Actor) -> None:
    slip = operations.draw_slip(letter.ref, by=clerk)
    form = catalogue.form("10-shd")
    assert slip.missing() == ["person.card_number", "letter.until"]
    assert [form.label(name) for name in slip.missing()] == [
        "Số thẻ đảng viên", "Sinh hoạt tạm thời đến ngày",
    ]  # fmt: skip


def test_that_a_slip_was_drawn_is_kept(letter: Departure, clerk: Actor) -> None:
    before = AuditEntry.objects.filter(action=operations.DRAWN).count()
    operations.draw_slip(letter.ref, by=clerk)
    assert AuditEntry.objects.filter(action=operations.DRAWN).count() == before + 1


def test_once_the_file_has_left_only_the_letter_speaks(
    letter: Departure,
    clerk: Actor,
    acting: Callable[..., Actor],
    mo_o: Organization,
    thon_mau: Organization,
    system: Actor,
) -> None:
    arrival = Arrival.objects.visible_to(system).get(departure=letter)
    there = acting("clerk", at=mo_o, user_id=8)
    transfers.accept(arrival, cell=thon_mau, on=date(2025, 5, 12), by=there)
    known = said(operations.draw_slip(letter.ref, by=clerk))
    assert known["person.full_name"] == "Hồ Văn Viên"
    assert (known["person.born_on"], known["member.joined_on"]) == ("", "")


def test_the_other_side_and_who_may_not_send_draw_no_slip(
    letter: Departure, acting: Callable[..., Actor], mo_o: Organization, krong_klang: Organization
) -> None:
    with pytest.raises(Departure.DoesNotExist):
        operations.draw_slip(letter.ref, by=acting("clerk", at=mo_o, user_id=8))
    with pytest.raises(NotAllowed):
        operations.draw_slip(letter.ref, by=acting("membership.view", at=krong_klang))


def test_somebody_being_considered_goes_without_a_slip(
    mo_o: Organization, khe_xong: Organization, clerk: Actor
) -> None:
    """Other letters tell of people on the way; their content was not seen."""
    story.describe(khe_xong)
    waiting = story.a_case(khe_xong, by=clerk, name="Hồ Thị Chờ")
    story.tell(waiting, "cell_resolution", by=clerk)
    letter = transfers.send(waiting.person, mo_o, paper=paper(), by=clerk)
    with pytest.raises(catalogue.NoSuchForm):
        operations.draw_slip(letter.ref, by=clerk)


def test_a_slip_is_of_a_letter_and_a_resolution_of_a_case(
    letter: Departure, case: Any, clerk: Actor
) -> None:
    with pytest.raises(catalogue.NoSuchForm):
        operations.draw(case.ref, "10-SHĐ", by=clerk)
    with pytest.raises(catalogue.NoSuchForm):
        operations.draw_slip(letter.ref, code="6-KNĐ", by=clerk)
