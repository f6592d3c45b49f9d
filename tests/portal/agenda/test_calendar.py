"""The calendar: proposed, approved, published as a week; what changes afterwards is marked."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from nguon.core import audit
from nguon.core.actor import NotAllowed
from nguon.portal.agenda import operations, queries
from nguon.portal.agenda.models import Entry, Half, Week
from nguon.portal.operations import NotPossible
from nguon.portal.search.models import Entry as Found
from nguon.portal.search.models import Text
from tests.portal.agenda.conftest import MONDAY, WEEK, plan
from tests.portal.conftest import NOW, TODAY, sign_in

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=5)


def test_nobody_reads_a_proposal_nor_a_week_that_is_not_published(
    client, office, writer, approved
):
    approved("Họp ban chỉ đạo")
    operations.propose(plan("Tiếp đoàn kiểm tra"), by=writer)
    assert "chưa được công bố" in client.get(WEEK).text
    operations.publish_week(MONDAY, by=office)
    text = client.get(WEEK).text
    assert "Họp ban chỉ đạo" in text
    for page in (WEEK, "/lich-cong-tac.ics", f"{WEEK}lich.ics"):
        assert "Tiếp đoàn kiểm tra" not in client.get(page).text
    assert not Text.objects.filter(text__contains="Tiếp đoàn").exists()


def test_a_week_stands_in_the_order_of_its_days_with_their_names(client, office, approved):
    approved("Việc chiều", half=Half.AFTERNOON, starts=time(14), ends=None)
    approved("Việc sáng muộn", starts=time(10), ends=None)
    approved("Việc sáng", starts=None, ends=None)
    approved("Trực chủ nhật", day=date(2025, 6, 8))
    operations.publish_week(MONDAY, by=office)
    text = client.get(WEEK).text
    words = ["Thứ hai", "Việc sáng", "Việc sáng muộn", "Việc chiều", "Thứ ba", "Chủ nhật", "Trực"]
    places = [text.index(word) for word in words]
    assert places == sorted(places)
    assert "tuần 23, từ 02/06 đến 08/06/2025" in text
    assert "Thứ bảy" not in text


def test_the_weeks_of_a_year_meet_without_a_gap(client):
    assert 'href="/lich-cong-tac/2027/1/"' in client.get("/lich-cong-tac/2026/53/").text
    assert 'href="/lich-cong-tac/2026/53/"' in client.get("/lich-cong-tac/2027/1/").text
    for none in ("2025/53", "2025/0", "1999/1", "2101/1"):
        assert client.get(f"/lich-cong-tac/{none}/").status_code == 404
    assert client.get("/lich-cong-tac/").status_code == 200


def test_what_changes_after_publication_is_marked_and_says_what_changed(client, office, approved):
    first, second = approved("Họp chi bộ"), approved("Kiểm tra rừng")
    operations.publish_week(MONDAY, by=office)
    assert "Thay đổi" not in client.get(WEEK).text
    later = replace(office, at=NOW + LATER)
    moved = operations.change(first, plan("Họp chi bộ", starts=time(9)), seen=0, by=later)
    operations.cancel(second, "Mưa lũ", by=later)
    added = operations.propose(plan("Tiếp công dân"), by=later)
    operations.approve(added, by=later)
    text = " ".join(client.get(WEEK).text.split())
    assert moved.said == "sửa bắt đầu"
    assert "(sửa bắt đầu)" in text
    assert "<s>Kiểm tra rừng</s>" in text
    assert "(Mưa lũ)" in text
    assert ">Bổ sung</span> Tiếp công dân" in text


def test_what_changes_before_publication_is_not_marked(client, office, approved):
    entry = approved("Họp chi bộ")
    operations.change(entry, plan("Họp chi bộ mở rộng"), seen=0, by=office)
    operations.cancel(approved("Việc thừa"), "Trùng", by=office)
    operations.publish_week(MONDAY, by=replace(office, at=NOW + LATER))
    text = client.get(WEEK).text
    assert "Họp chi bộ mở rộng" in text
    assert "Việc thừa" not in text
    assert "Thay đổi" not in text


def test_two_who_change_at_once_do_not_overwrite_each_other(office, approved):
    entry = approved("Họp chi bộ")
    operations.change(entry, plan("Của người thứ nhất"), seen=0, by=office)
    with pytest.raises(operations.Meanwhile):
        operations.change(entry, plan("Của người thứ hai"), seen=0, by=office)
    entry.refresh_from_db()
    assert entry.what == "Của người thứ nhất"


def test_a_writer_proposes_and_changes_only_what_is_theirs_and_undecided(writer, office, approved):
    mine, theirs = operations.propose(plan(), by=writer), operations.propose(plan(), by=office)
    operations.change(mine, plan("Sửa lại"), seen=0, by=writer)
    with pytest.raises(NotAllowed):
        operations.change(theirs, plan("Sửa trộm"), seen=0, by=writer)
    for decide in (operations.approve, operations.publish_week):
        with pytest.raises(NotAllowed):
            decide(mine if decide is operations.approve else MONDAY, by=writer)
    operations.approve(mine, by=office)
    with pytest.raises(NotAllowed):
        operations.change(mine, plan("Sửa sau khi duyệt"), seen=1, by=writer)
    assert not Entry.objects.filter(what__contains="trộm").exists()
    assert not Week.objects.filter(published_at__isnull=False).exists()


def test_who_neither_writes_nor_keeps_the_calendar_proposes_nothing(moderating):
    with pytest.raises(NotAllowed):
        operations.propose(plan(), by=moderating)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        {"what": "   "},
        {"starts": None},
        {"starts": time(10), "ends": time(9)},
        {"starts": time(9), "ends": time(9)},
    ],
)
def test_hours_that_run_backwards_are_refused(office, told):
    with pytest.raises(NotPossible):
        operations.propose(plan(**told), by=office)
    assert not Entry.objects.exists()


def test_the_database_itself_refuses_an_end_before_the_beginning(office):
    entry = operations.propose(plan(), by=office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(starts=time(10), ends=time(9))


def test_an_entry_does_not_move_to_another_week(office, approved):
    entry = approved()
    with pytest.raises(NotPossible, match="tuần khác"):
        operations.change(entry, plan(day=MONDAY + timedelta(days=7)), seen=0, by=office)


def test_a_decision_needs_its_reason_and_falls_once(office):
    entry = operations.propose(plan(), by=office)
    with pytest.raises(NotPossible):
        operations.decline(entry, " ", by=office)
    operations.decline(entry, "Trùng giờ", by=office)
    with pytest.raises(NotPossible):
        operations.approve(entry, by=office)
    with pytest.raises(NotPossible):
        operations.publish_week(MONDAY, by=office)


def test_the_box_of_the_front_page_shows_what_comes_next(office, approved):
    approved("Đã qua", day=MONDAY)
    approved("Ngày mai", day=MONDAY + timedelta(days=1))
    assert queries.box(today=TODAY, at=NOW).entries == []
    operations.publish_week(MONDAY, by=office)
    box = queries.box(today=TODAY + timedelta(days=1), at=NOW)
    assert [entry.what for entry in box.entries] == ["Ngày mai"]


def test_search_finds_a_published_week_and_the_trail_holds(office, approved):
    approved("Tiếp xúc cử tri")
    assert not Found.objects.filter(kind="event").exists()
    operations.publish_week(MONDAY, by=office)
    found = Found.objects.get(kind="event")
    assert (found.key, found.address) == ("2025-23", WEEK)
    assert "Tiếp xúc cử tri" in Text.objects.get(entry=found).text
    assert not list(audit.verify())


# --- the desk ---------------------------------------------------------------------------------


FORM = {"day": "2025-06-03", "half": "1", "what": "Họp giao ban", "starts": "08:00", "ends": ""}


def test_from_a_proposal_to_the_public_page_by_hand(client, writer_user, office_user):
    writing, keeping = sign_in(writer_user), sign_in(office_user)
    desk = "/ban-bien-tap/lich-cong-tac/"
    entry = writing.post(f"{desk}moi/", FORM)["Location"]
    assert "Họp giao ban" in keeping.get(f"{desk}2025/23/").text
    assert writing.post(f"{entry}quyet-dinh/", {"decision": "approve"}).status_code == 403
    keeping.post(f"{entry}quyet-dinh/", {"decision": "approve"})
    changed = keeping.post(entry, FORM | {"what": "Giao ban tháng", "seen": "0"})
    assert changed.status_code == 302
    stale = keeping.post(entry, FORM | {"what": "Bản cũ", "seen": "0"})
    assert stale.status_code == 422
    assert "Người khác vừa sửa" in stale.text
    assert "Bản cũ" in stale.text
    keeping.post(f"{desk}2025/23/cong-bo/")
    assert "Giao ban tháng" in client.get(WEEK).text


def test_a_writer_does_not_see_the_proposals_of_others(writer_user, office):
    theirs = operations.propose(plan("Việc kín của văn phòng"), by=office)
    writing, desk = sign_in(writer_user), "/ban-bien-tap/lich-cong-tac/"
    assert "Việc kín" not in writing.get(f"{desk}2025/23/").text
    assert writing.get(f"{desk}viec/{theirs.ref}/").status_code == 404


def test_moderators_and_strangers_do_not_enter_the_desk(client, signed_in):
    desk = "/ban-bien-tap/lich-cong-tac/"
    for page in (desk, f"{desk}moi/", f"{desk}2025/23/"):
        assert signed_in.get(page).status_code == 403
        assert client.get(page)["Location"].startswith("/dang-nhap/")
