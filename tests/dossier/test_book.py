"""The book of dossiers: handed on, lent until a day, brought back, struck out, never rewritten."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from nguon.core.actor import NotAllowed
from nguon.development import handing_over
from nguon.dossier import book
from nguon.dossier.book import Slip
from nguon.dossier.checks import Refused
from nguon.dossier.models import BookLine, FileReturn
from nguon.membership.transfers import STAYS
from tests import cast
from tests.development import story
from tests.locks import ROWS_ARE_LOCKED, first_locked

LENT, UNTIL = date(2025, 4, 1), date(2025, 4, 15)
SLIP = Slip("admission", "Văn phòng Đảng uỷ", "Uỷ ban kiểm tra", pieces=12, document="03/PM")


@pytest.fixture
def person(case):
    return case.person


@pytest.fixture
def line(person, clerk):
    return book.lend(person, SLIP, on=LENT, until=UNTIL, by=clerk)


def test_the_book_shows_who_has_a_dossier_and_until_when(line, clerk):
    (shown,) = book.book(by=clerk)

    assert (shown.number, shown.name, shown.place) == (
        1, "Hồ Thị Bịa", "Chi bộ khóm Khe Xong",
    )  # fmt: skip
    assert (shown.row.taker, shown.row.pieces, shown.row.until) == ("Uỷ ban kiểm tra", 12, UNTIL)
    assert shown.is_out
    assert not shown.is_overdue(UNTIL)
    assert shown.is_overdue(UNTIL + timedelta(days=1))


def test_what_is_brought_back_is_out_no_more(line, clerk):
    book.bring_back(line, on=date(2025, 4, 20), words="đủ 12 tờ", by=clerk)

    (shown,) = book.book(by=clerk)
    assert (shown.back_on, shown.back_words, shown.is_out) == (
        date(2025, 4, 20), "đủ 12 tờ", False,
    )  # fmt: skip
    assert book.book(by=clerk, out=True) == []
    with pytest.raises(book.Over):
        book.bring_back(line, on=date(2025, 4, 21), by=clerk)


def test_a_wrong_line_is_struck_out_and_stays_to_be_read(line, person, clerk):
    book.strike(line, words="ghi nhầm người", by=clerk)

    (shown,) = book.book(by=clerk)
    assert (shown.struck, shown.is_out) == ("ghi nhầm người", False)
    with pytest.raises(book.Over):
        book.strike(line, words="lần nữa", by=clerk)
    book.lend(person, SLIP, on=LENT, until=UNTIL, by=clerk)


def test_a_bringing_back_that_was_wrong_is_struck_out_and_the_dossier_is_out(line, clerk):
    back = book.bring_back(line, on=date(2025, 4, 20), by=clerk)
    book.strike(back, words="chưa trả", by=clerk)

    assert book.book(by=clerk, out=True)[0].row == line
    book.bring_back(line, on=date(2025, 4, 21), by=clerk)
    assert book.book(by=clerk)[0].back_on == date(2025, 4, 21)


def test_a_bringing_back_stands_once_the_dossier_was_lent_anew(line, person, clerk):
    with pytest.raises(book.Over, match="chưa ghi trả"):
        book.strike_back(line, words="chưa trả", by=clerk)
    back = book.bring_back(line, on=date(2025, 4, 20), by=clerk)
    later = date(2025, 4, 21)
    again = book.lend(person, SLIP, on=later, until=later, by=clerk)

    for wrong in (lambda: book.strike(back, words="chưa trả", by=clerk),
                  lambda: book.strike_back(line, words="chưa trả", by=clerk)):  # fmt: skip
        with pytest.raises(book.Over, match="đang cho mượn"):
            wrong()

    book.bring_back(again, on=date(2025, 4, 22), by=clerk)
    book.strike_back(line, words="chưa trả", by=clerk)
    assert [shown.row for shown in book.book(by=clerk, out=True)] == [line]


def test_one_dossier_is_lent_to_one_at_a_time(line, person, clerk):
    with pytest.raises(book.Over, match="đang cho mượn"):
        book.hand_over(person, SLIP, on=LENT, by=clerk)
    other = Slip("member", SLIP.giver, SLIP.taker)
    assert book.hand_over(person, other, on=LENT, by=clerk).kind == "handed"


def test_what_was_handed_over_for_good_does_not_come_back(person, clerk):
    handed = book.hand_over(person, SLIP, on=LENT, by=clerk)

    with pytest.raises(book.Over):
        book.bring_back(handed, on=LENT, by=clerk)
    assert book.book(by=clerk, out=True) == []


@pytest.mark.parametrize(
    "told",
    [
        {"until": LENT - timedelta(days=1)},
        {"on": cast.TODAY + timedelta(days=1), "until": cast.TODAY + timedelta(days=9)},
        {"slip": Slip("other", "a", "b")},
        {"slip": Slip("admission", " ", "b")},
        {"slip": Slip("admission", "a", "")},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(person, clerk, told):
    given = {"slip": SLIP, "on": LENT, "until": UNTIL} | told
    with pytest.raises(Refused):
        book.lend(person, given.pop("slip"), by=clerk, **given)
    assert not BookLine.objects.visible_to(clerk).exists()


def test_the_days_of_a_line_follow_each_other(line, clerk):
    for day in (LENT - timedelta(days=1), cast.TODAY + timedelta(days=1)):
        with pytest.raises(book.BadDay):
            book.bring_back(line, on=day, by=clerk)


def test_who_looks_may_not_write_and_a_neighbour_sees_nothing(
    line, person, acting, krong_klang, neighbour
):
    inspector = acting("inspection", at=krong_klang)

    assert len(book.book(by=inspector)) == 1
    with pytest.raises(NotAllowed):
        book.bring_back(line, on=UNTIL, by=inspector)
    assert book.book(by=neighbour) == []
    with pytest.raises(BookLine.DoesNotExist):
        book.line(line.ref, by=neighbour)


def test_the_book_stays_with_its_place_when_the_person_moves(
    line, person, khe_xong, thon_mau, system, clerk, neighbour
):
    handing_over.hand_over(person, thon_mau, letter="3/GT", on=cast.TODAY, by=system, stays=STAYS)

    assert [each.row for each in book.book(by=clerk)] == [line]
    assert book.book(by=neighbour) == []


def test_a_dossier_lent_by_the_former_place_is_not_lent_again(
    line, person, thon_mau, clerk, neighbour, system
):
    handing_over.hand_over(person, thon_mau, letter="3/GT", on=cast.TODAY, by=system, stays=STAYS)

    with pytest.raises(book.Over, match="trước đây"):
        book.lend(person, SLIP, on=cast.TODAY, until=cast.TODAY, by=neighbour)

    book.bring_back(line, on=cast.TODAY, by=clerk)
    assert book.lend(person, SLIP, on=cast.TODAY, until=cast.TODAY, by=neighbour).pk


def test_one_line_and_three_take_the_same_number_of_statements(
    line, khe_xong, clerk, system, django_assert_max_num_queries
):
    with django_assert_max_num_queries(4):
        assert len(book.book(by=clerk)) == 1
    for name in ("Hồ Văn Hai", "Hồ Văn Ba"):
        book.lend(story.a_person(khe_xong, by=system, name=name), SLIP, on=LENT, until=UNTIL,
                  by=clerk)  # fmt: skip
    with django_assert_max_num_queries(4):
        assert [each.number for each in book.book(by=clerk)] == [1, 2, 3]


@pytest.mark.parametrize("model", [BookLine, FileReturn])
def test_what_a_paper_is_called_may_name_somebody_and_is_protected(model):
    assert model.protection["document"].level == "P2"


def test_the_database_lets_nobody_rewrite_the_book(line, system):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        BookLine.objects.visible_to(system).update(taker="Người khác")


@ROWS_ARE_LOCKED
def test_the_office_is_held_before_its_line_as_a_reform_does(line, clerk):
    def bring_back():
        book.bring_back(line, on=date(2025, 4, 20), by=clerk)

    assert first_locked(bring_back) == "organizations_organization"
