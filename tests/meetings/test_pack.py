"""The pack: one file to print, sealed, stopped, gone; ballots alike; drafts with their numbers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from django.conf import settings
from django.db.models.functions import Now

from nguon.core.actor import Actor, NotAllowed
from nguon.core.models import AuditEntry
from nguon.development.models import Case
from nguon.meetings import operations, packs, queries
from nguon.meetings.counting import Attendance, Ballots, Count
from nguon.meetings.models import Matter, Meeting, Pack, PackStatus
from nguon.organizations.models import Organization
from nguon.people import operations as people
from tests.development import story
from tests.meetings.conftest import MET_ON, PLAN

pytestmark = pytest.mark.django_db
NINE = Attendance(full_members=9, present=9, probationary=2)


def fresh(pack: Pack, by: Actor) -> Pack:
    return packs.packs(by=by).get(pk=pack.pk)


def made(meeting: Meeting, by: Actor) -> Pack:
    pack = packs.start(meeting, by=by)
    packs.work(fresh(pack, by), by=by)
    return fresh(pack, by)


def pages(pack: Pack, by: Actor) -> list[str]:
    opened = pypdfium2.PdfDocument(packs.content_of(pack, by=by))
    assert {tuple(round(side) for side in page.get_size()) for page in opened} == {(595, 842)}
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in opened]


def kept() -> list[Path]:
    return sorted((Path(settings.FILES) / "packs").glob("*"))


def test_the_pack_has_every_paper_in_its_order_each_on_the_front_of_a_leaf(
    called: Meeting, secretary: Actor, khe_xong: Organization
) -> None:
    member = story.a_person(khe_xong, by=secretary, name="Trần Văn Ký")
    people.begin_membership(member, joined_on=story.OPENED, full_from=story.OPENED, by=secretary)
    pack = made(called, secretary)
    found = pages(pack, secretary)
    assert (pack.status, pack.pages, pack.done) == (PackStatus.READY, len(found), pack.total)
    titles = [
        "CHƯƠNG TRÌNH HỌP", "NHỮNG NGƯỜI ĐƯỢC XÉT", "PHIẾU ĐẾM NGƯỜI DỰ HỌP",
        "PHIẾU BIỂU QUYẾT", "BIÊN BẢN KIỂM PHIẾU", "BIÊN BẢN họp Chi bộ khóm Khe Xong",
        "NGHỊ QUYẾT đề nghị kết nạp",
    ]  # fmt: skip
    begins = [next(n for n, page in enumerate(found) if title in page) for title in titles]
    assert begins == sorted(begins)
    assert all(number % 2 == 0 for number in begins)
    assert "19 giờ 30" in found[0]
    assert "Nhà văn hoá khóm" in found[0]
    assert "Trần Văn Ký" in found[4]  # to sign that he came, and nowhere near a ballot
    assert not any("Trần Văn Ký" in page for page in found if "PHIẾU BIỂU QUYẾT" in page)
    drafts = [page for page in found if "DỰ THẢO" in page]
    assert ["Hồ Thị Bịa" in page for page in drafts] == [True, False]
    assert "ngày 06 tháng 3 năm 2025" in drafts[0]
    assert "Chủ trì hội nghị: đồng chí Lê Thị Chủ" in drafts[0]
    assert "Thư ký hội nghị: đồng chí Hồ Văn Ghi" in drafts[0]
    dated = [page for page in found if ", ngày 06 tháng 3 năm 2025" in page and "ĐẢNG" in page]
    assert all("VIỆT NAM Krông Klang, ngày" in page for page in dated)


def test_a_printer_of_one_side_gets_no_white_backs(called: Meeting, secretary: Actor) -> None:
    pack = made(called, secretary)
    fronts = [page for page in pages(pack, secretary) if page]
    assert 0 < len(fronts) < pack.pages
    told = packs.content_of(pack, one_sided=True, by=secretary)
    opened = pypdfium2.PdfDocument(told)
    found = [" ".join(page.get_textpage().get_text_bounded().split()) for page in opened]
    assert found == fronts


def test_there_are_as_many_ballots_as_voters_and_none_differs_from_another(
    called: Meeting, secretary: Actor
) -> None:
    found = pages(made(called, secretary), secretary)
    printed = [page for page in found if "PHIẾU BIỂU QUYẾT" in page]
    for name in ("Hồ Thị Bịa", "Lê Văn Đặt"):
        own = [page for page in printed if name in page]
        assert sum(page.count("PHIẾU BIỂU QUYẾT") for page in own) == 9
        ballots = {part.strip() for page in own for part in page.split("PHIẾU BIỂU QUYẾT")[1:]}
        starts = {each.split("Đánh dấu X")[0].strip() for each in ballots}
        assert len(starts) == 1  # no number, no mark
        assert name in next(iter(starts))
    behind = [found[number + 1] for number, page in enumerate(found) if page in printed]
    assert set(behind) == {""}


@pytest.mark.parametrize(("way", "ballots"), [("together", 9), ("hands", 0)])
def test_one_ballot_with_all_names_or_none_for_a_show_of_hands(
    called: Meeting, secretary: Actor, way: str, ballots: int
) -> None:
    operations.change(called, replace(PLAN, way=way), by=secretary)
    found = pages(made(called, secretary), secretary)
    printed = [page for page in found if "PHIẾU BIỂU QUYẾT" in page]
    assert sum(page.count("PHIẾU BIỂU QUYẾT") for page in printed) == ballots
    assert all(page.count("Hồ Thị Bịa") == page.count("Lê Văn Đặt") for page in printed)


def test_the_overview_says_what_each_still_needs_and_nothing_sensitive(
    meeting: Meeting, secretary: Actor, early_case: Case, khe_xong: Organization
) -> None:
    secret = {"political_history_issue": True}
    case = story.a_case(khe_xong, by=secretary, name="Ngô Văn Kín", secret=secret)
    story.tell(case, "opinions", by=secretary)
    operations.choose(meeting, [early_case.person.ref, case.person.ref], by=secretary)
    overview = pages(made(meeting, secretary), secretary)[2]
    assert "Chưa thẩm tra" in overview
    assert "3-KNĐ" in overview
    assert "mở hồ sơ để xem" in overview
    assert "chính trị" not in overview.replace("chính trị - xã hội", "")


def test_the_file_lies_sealed_and_nobody_else_takes_it(
    called: Meeting, secretary: Actor, acting: Callable[..., Actor],
    khom_ban_mau: Organization, krong_klang: Organization,
) -> None:  # fmt: skip
    pack = made(called, secretary)
    (path,) = kept()
    assert b"%PDF" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert list(packs.packs(by=acting("cell_secretary", at=khom_ban_mau))) == []
    looking = acting("inspection", at=krong_klang)
    with pytest.raises(NotAllowed):
        packs.content_of(pack, by=looking)
    packs.content_of(pack, by=secretary)
    assert AuditEntry.objects.filter(action="meetings.pack_taken").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_file_goes_after_hours_or_at_once(called: Meeting, secretary: Actor) -> None:
    first, second = made(called, secretary), made(called, secretary)
    packs.drop(first, by=secretary)
    assert packs.content_of(fresh(first, secretary), by=secretary) is None
    assert len(kept()) == 1
    ended = fresh(second, secretary).ended_at
    assert packs.forget_old(by=replace(secretary, at=ended + timedelta(hours=11))) == 0
    assert packs.forget_old(by=replace(secretary, at=ended + timedelta(hours=12))) == 1
    assert kept() == []
    assert fresh(second, secretary).status == PackStatus.GONE


def test_a_pack_is_stopped_before_it_begins_and_while_it_is_drawn(
    called: Meeting, secretary: Actor
) -> None:
    waiting = packs.start(called, by=secretary)
    packs.cancel(waiting, by=secretary)
    packs.work(fresh(waiting, secretary), by=secretary)
    assert fresh(waiting, secretary).status == PackStatus.CANCELLED

    begun = packs.start(called, by=secretary)
    Pack.objects.visible_to(secretary).filter(pk=begun.pk).update(status=PackStatus.WORKING)
    packs.cancel(begun, by=secretary)
    assert fresh(begun, secretary).status == PackStatus.WORKING
    packs.work(fresh(begun, secretary), by=secretary)
    assert fresh(begun, secretary).status == PackStatus.CANCELLED
    assert kept() == []
    with pytest.raises(packs.NotNow):
        packs.cancel(begun, by=secretary)


def test_who_lost_the_right_meanwhile_gets_no_pack(
    called: Meeting, secretary: Actor, acting: Callable[..., Actor], khe_xong: Organization
) -> None:
    pack = packs.start(called, by=secretary)
    few = acting(
        ["meetings.view", "meetings.call", "people.view", "development.view"], at=khe_xong
    )
    packs.work(fresh(pack, few), by=few)
    assert (fresh(pack, secretary).status, kept()) == (PackStatus.FAILED, [])


def test_nobody_on_the_agenda_is_no_pack(meeting: Meeting, secretary: Actor) -> None:
    with pytest.raises(packs.NotNow):
        packs.start(meeting, by=secretary)


def words_of(content: bytes) -> str:
    opened = docx.Document(BytesIO(content))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in opened.paragraphs), *cells])


def test_after_the_vote_minutes_and_resolutions_carry_the_numbers(
    called: Meeting, that_evening: Actor, ripe_case: Case, second_case: Case
) -> None:
    def drafts() -> str:
        return words_of(packs.drafts(queries.whole(called.ref, by=that_evening), by=that_evening))

    before = drafts()
    assert "DỰ THẢO" in before
    assert "77,8%" not in before
    vote = Ballots(yes=7, no=2, issued=9, returned=9, valid=9)
    ballots: dict[str, Any] = {ripe_case.person.ref: vote, second_case.person.ref: vote}
    operations.confirm(called, Count(NINE, ballots), by=that_evening)
    after = drafts()
    assert "DỰ THẢO" not in after
    assert "77,8%" in after
    assert "Số tính vào biểu quyết: 9; cần ít nhất 6 tán thành" in after
    assert after.count("đạt\n") == 2
    assert AuditEntry.objects.filter(action="meetings.drafts_taken").count() == 2

    assert "Có mặt: chính thức 9 đồng chí" in after
    assert "Vắng mặt: chính thức 0 đồng chí" in after

    found = pages(made(called, that_evening), that_evening)
    assert not any("PHIẾU BIỂU QUYẾT" in page for page in found)
    assert "BIÊN BẢN KIỂM PHIẾU" in found[0]


def test_a_lost_vote_stands_in_the_minutes_and_proposes_nobody(
    called: Meeting, that_evening: Actor, ripe_case: Case, second_case: Case
) -> None:
    lost = Ballots(yes=5, no=4, issued=9, returned=9, valid=9)
    won = Ballots(yes=7, no=2, issued=9, returned=9, valid=9)
    ballots: dict[str, Any] = {ripe_case.person.ref: lost, second_case.person.ref: won}
    operations.confirm(called, Count(NINE, ballots), by=that_evening)

    found = pages(made(called, that_evening), that_evening)

    assert any("không đạt" in page for page in found if "BIÊN BẢN họp" in page)
    resolutions = [page for page in found if "NGHỊ QUYẾT" in page]
    assert len(resolutions) == 1
    assert "Lê Văn Đặt" in resolutions[0]
    drafts = words_of(packs.drafts(queries.whole(called.ref, by=that_evening), by=that_evening))
    assert "đề nghị kết nạp quần chúng Hồ Thị Bịa" not in drafts


def test_the_pack_speaks_of_the_day_of_the_meeting(called: Meeting, secretary: Actor) -> None:
    assert f"{MET_ON:%d tháng %-m năm %Y}" in pages(made(called, secretary), secretary)[0]


def drawn_by_another(pack: Pack, by: Actor, ago: timedelta) -> None:
    worked_at = Now() - ago
    seen = Pack.objects.visible_to(by).filter(pk=pack.pk)
    seen.update(status=PackStatus.WORKING, worked_at=worked_at)


def test_who_asks_twice_gets_the_first(called: Meeting, secretary: Actor) -> None:
    first = packs.start(called, by=secretary)
    assert packs.start(called, by=secretary) == first
    assert AuditEntry.objects.filter(action="meetings.pack_started").count() == 1

    packs.work(fresh(first, secretary), by=secretary)
    assert packs.start(called, by=secretary) != first


def test_a_repeated_task_does_not_draw_what_another_is_drawing(
    called: Meeting, secretary: Actor
) -> None:
    pack = packs.start(called, by=secretary)
    drawn_by_another(pack, secretary, timedelta(minutes=1))

    packs.work(fresh(pack, secretary), by=secretary)

    assert fresh(pack, secretary).status == PackStatus.WORKING
    assert kept() == []
    assert packs.take_up(by=secretary) == 0


def test_a_pack_that_was_cut_off_is_asked_for_again_and_drawn(
    called: Meeting, secretary: Actor
) -> None:
    pack = packs.start(called, by=secretary)
    drawn_by_another(pack, secretary, timedelta(minutes=4))

    assert packs.take_up(by=secretary) == 1
    packs.work(fresh(pack, secretary), by=secretary)

    assert fresh(pack, secretary).status == PackStatus.READY


def test_a_pack_ends_when_it_is_drawn_and_not_when_it_was_asked_for(
    called: Meeting, secretary: Actor
) -> None:
    pack = made(called, secretary)

    assert pack.ended_at is not None
    assert pack.worked_at is not None
    assert pack.ended_at >= pack.worked_at > pack.started_at


def test_a_pack_goes_at_once_with_whoever_stands_in_it(
    called: Meeting, secretary: Actor, system: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    person = story.a_person(called.organization, by=system, name="Ngô Thị Rút")
    considered = {"organization": called.organization, "kind": "candidate_listed", "position": 9}
    Matter.objects.create(meeting=called, person=person, **considered)
    pack = made(called, secretary)
    assert len(kept()) == 1

    with django_capture_on_commit_callbacks(execute=True):
        people.erase(person, by=system)

    assert kept() == []
    assert fresh(pack, secretary).status == PackStatus.GONE


def test_a_pack_is_not_kept_if_somebody_in_it_was_erased_while_it_was_drawn(
    called: Meeting, secretary: Actor
) -> None:
    pack = packs.start(called, by=secretary)
    seen = Pack.objects.visible_to(secretary).filter(pk=pack.pk)
    assert packs._claimed(fresh(pack, secretary), secretary)
    packs._keep(pack, b"drawn with a name")
    seen.update(status=PackStatus.GONE, cancel_asked=True)
    packs._finish(fresh(pack, secretary), 7, 2, secretary)

    assert fresh(pack, secretary).status == PackStatus.GONE
