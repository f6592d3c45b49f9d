"""The register: kinds with their fields, validity on a day, what replaces what, who may write."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from nguon.core import audit
from nguon.core.actor import NotAllowed
from nguon.portal.models import User
from nguon.portal.operations import NotPossible
from nguon.portal.register import operations, queries
from nguon.portal.register.models import Document, Holds, Kind, Revision
from nguon.portal.search.models import Entry as Found
from tests.portal.conftest import NOW, TODAY, sign_in
from tests.portal.register.conftest import content

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MEETING = {
    "meets_at": datetime(2025, 6, 5, 1, 0, tzinfo=UTC),
    "place": "Hội trường xã",
    "invited": "Trưởng các thôn; bí thư các chi bộ",
}


def there(on: date = TODAY, **wanted: object) -> list[str]:
    found = queries.found(queries.Wanted(**wanted), on=on, at=NOW)
    return [document.title for document in found]


# --- what readers see -------------------------------------------------------------------------


def test_nobody_reads_a_draft_nor_what_was_withdrawn(client, editing, issue):
    draft = operations.write(Kind.NEW, content("Bản nháp kín"), by=editing)
    gone = operations.withdraw(issue("Gỡ đi", number="9/TB"), "Đăng nhầm sổ", by=editing)
    for page in ("/van-ban/", "/van-ban/van-ban-moi/", "/van-ban/van-ban-moi/2025/", "/"):
        assert "Bản nháp kín" not in client.get(page).text
        assert "Gỡ đi" not in client.get(page).text
    assert client.get(draft.get_absolute_url()).status_code == 404
    answer = client.get(gone.get_absolute_url())
    assert answer.status_code == 410
    assert "Đăng nhầm sổ" in answer.text
    assert "Gỡ đi" not in answer.text
    assert not Found.objects.exists()


def test_an_invitation_says_when_where_and_who_in_the_hours_of_viet_nam(client, issue):
    page = issue("Họp giao ban", kind=Kind.INVITATION, **MEETING).get_absolute_url()
    assert page.startswith("/van-ban/giay-moi-hop/")
    text = client.get(page).text
    for told in ("08:00 05/06/2025", "Hội trường xã", "Trưởng các thôn"):
        assert told in text
    assert "hiệu lực" not in text.lower()
    assert "08:00 05/06/2025" in client.get("/van-ban/giay-moi-hop/").text


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (Kind.INVITATION, "thời gian họp, địa điểm, thành phần mời"),
        (Kind.CONCLUSION, "cuộc họp"),
        (Kind.ISO, "bộ tài liệu, mã tài liệu, lần ban hành"),
    ],
)
def test_what_a_kind_needs_is_there_before_it_is_published(editing, kind, missing):
    draft = operations.write(kind, content(), by=editing)
    with pytest.raises(NotPossible, match=missing):
        operations.publish(draft, by=editing)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_database_itself_refuses_an_invitation_without_a_place(editing):
    draft = operations.write(Kind.INVITATION, content(), by=editing)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=draft.pk).update(state="published", published_at=NOW)


def test_fields_of_another_kind_are_not_kept(editing):
    told = content(place="Hội trường", tax="Thuế đất", concerns="Hộ gia đình")
    document = operations.write(Kind.TAX, told, by=editing)
    assert (document.place, document.tax, document.concerns) == ("", "Thuế đất", "Hộ gia đình")


# --- validity -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "ends", "on", "said"),
    [
        (None, None, TODAY, "không ghi hiệu lực"),
        (TODAY, None, TODAY - DAY, "chưa có hiệu lực, có hiệu lực từ 02/06/2025"),
        (TODAY, None, TODAY, "còn hiệu lực"),
        (date(2024, 1, 1), TODAY, TODAY - DAY, "còn hiệu lực"),
        (date(2024, 1, 1), TODAY, TODAY, "hết hiệu lực từ 02/06/2025"),
        (None, TODAY, TODAY, "hết hiệu lực từ 02/06/2025"),
        (None, TODAY, TODAY - DAY, "không ghi hiệu lực"),
    ],
)
def test_validity_is_computed_for_a_day_and_the_filter_agrees(issue, begins, ends, on, said):
    document = issue(effective_from=begins, effective_to=ends)
    page = queries.document_page(document.kind, document.slug, on=on, at=NOW)
    assert str(page.validity) == said
    fitting = [holds for holds in Holds if there(on, holds=holds)]
    assert fitting == [page.validity.holds]


def test_what_is_replaced_ends_when_the_other_begins_and_says_so_both_ways(client, issue):
    old = issue("Quy chế cũ", number="1/QĐ-UBND", effective_from=date(2024, 1, 1))
    new = issue("Quy chế mới", number="2/QĐ-UBND", effective_from=TODAY, replaces=(old,))
    before = queries.document_page(old.kind, old.slug, on=TODAY - DAY, at=NOW)
    assert before.validity.holds == Holds.NOW
    assert there(holds=Holds.OVER) == ["Quy chế cũ"]
    text = client.get(old.get_absolute_url()).text
    assert text.index("Văn bản này đã được thay thế.") < text.index("<h1")
    assert "Hết hiệu lực từ 02/06/2025" in text
    assert new.get_absolute_url() in text
    assert old.get_absolute_url() in client.get(new.get_absolute_url()).text


def test_what_is_replaced_in_part_still_holds(client, issue):
    old = issue("Quy chế cũ", effective_from=date(2024, 1, 1))
    issue("Sửa đổi", effective_from=TODAY, amends=(old,))
    text = client.get(old.get_absolute_url()).text
    assert "Văn bản này đã được thay thế." not in text
    assert "(một phần)" in text
    assert there(holds=Holds.NOW) == ["Sửa đổi", "Quy chế cũ"]


def test_a_draft_ends_nothing_and_a_withdrawn_one_no_longer_does(client, editing, issue):
    old = issue("Quy chế cũ", effective_from=date(2024, 1, 1))
    beside = operations.Beside(replaces=[old])
    draft = operations.write(
        Kind.NEW, content("Nháp kín", effective_from=TODAY), beside, by=editing
    )
    assert "Quy chế cũ" in there(holds=Holds.NOW)
    assert "Nháp kín" not in client.get(old.get_absolute_url()).text
    operations.publish(draft, by=editing)
    assert "Quy chế cũ" in there(holds=Holds.OVER)
    operations.withdraw(draft, "Sai", by=editing)
    assert "Quy chế cũ" in there(holds=Holds.NOW)
    assert "Nháp kín" not in client.get(old.get_absolute_url()).text


def test_no_document_replaces_itself_nor_two_each_other(editing, issue):
    first = issue("Một")
    second = issue("Hai", replaces=(first,))
    for other in (first, second):
        beside = operations.Beside(replaces=[other])
        with pytest.raises(NotPossible):
            operations.rewrite(first, content("Một"), beside, seen=1, by=editing)
    assert first.replaces.count() == 0


def test_of_an_iso_document_the_latest_version_is_in_force_and_ends_the_one_before(client, issue):
    told = {"kind": Kind.ISO, "standard": "TCVN ISO 9001:2015", "code": "QT-01"}
    for version, begins in ((1, date(2023, 1, 1)), (2, date(2024, 1, 1)), (3, TODAY + DAY)):
        issue("Kiểm soát tài liệu", version=version, effective_from=begins, **told)
    (one,) = queries.iso_sets(on=TODAY, at=NOW)
    (document,) = one.documents
    assert document.current.version == 2
    assert [other.version for other in document.others] == [3, 1]
    (tomorrow,) = queries.iso_sets(on=TODAY + DAY, at=NOW)
    assert tomorrow.documents[0].current.version == 3
    assert "lần 3, từ 03/06/2025" in client.get("/van-ban/tai-lieu-iso/").text
    with pytest.raises(NotPossible, match="đã đăng"):
        issue("Kiểm soát tài liệu", version=2, **told)


# --- finding ------------------------------------------------------------------------------------


def test_words_are_found_with_or_without_marks_and_the_very_words_first(issue):
    issue("Về má của học sinh", issued_on=date(2025, 5, 30), signer="Hồ Văn Ký")
    issue("Về mã của học sinh", issued_on=date(2025, 5, 1))
    assert there(words="mã học") == ["Về mã của học sinh", "Về má của học sinh"]
    assert there(words="HOC SINH ho van ky") == ["Về má của học sinh"]
    assert there(words="không có") == []


@pytest.mark.parametrize(
    "wanted",
    [
        {"kind": Kind.TAX},
        {"type": "Thông tư"},
        {"field": "Thuế"},
        {"issuer": "Bộ Mẫu"},
        {"year": 2024},
    ],
)
def test_each_filter_narrows_the_list(issue, wanted):
    issue("Khác")
    told = {"type": "Thông tư", "field": "Thuế", "issuer": "Bộ Mẫu"}
    issue("Thuế đất", kind=Kind.TAX, issued_on=date(2024, 5, 1), **told)
    assert there(**wanted) == ["Thuế đất"]


@pytest.mark.parametrize(
    "query", ["nam=abc", "hieu_luc=x", "loai_so=y", "trang=-1", "nam=9999999999"]
)
def test_a_filter_that_makes_no_sense_narrows_nothing(client, issue, query):
    issue("Có đây")
    assert "Có đây" in client.get(f"/van-ban/?{query}").text


def test_the_list_of_a_page_leaves_as_a_workbook_without_formulas(client, issue):
    issue("=HYPERLINK(1)", number="+1/QĐ")
    issue("Ngoài bộ lọc", kind=Kind.TAX)
    answer = client.get("/van-ban/tai-ve/", {"loai_so": "van-ban-moi"})
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows())
    assert len(rows) == 2
    cells = {cell.value: cell.data_type for cell in rows[1]}
    assert cells["=HYPERLINK(1)"] == "s"
    assert cells["+1/QĐ"] == "s"
    assert datetime(2025, 5, 20) in cells


def test_of_an_iso_document_the_front_page_shows_the_newest_version_alone(issue):
    told = {"kind": Kind.ISO, "standard": "ISO 9001:2015"}
    issue("Kiểm soát tài liệu", code="QT-01", version=1, issued_on=date(2024, 5, 1), **told)
    newest = issue("Kiểm soát tài liệu", code="QT-01", version=2, **told)
    other = issue("Đánh giá nội bộ", code="QT-02", version=1, **told)
    box = queries.boxes(at=NOW)[Kind.ISO]
    assert {each.pk for each in box} == {newest.pk, other.pk}


def test_the_box_and_the_archive_of_a_kind_and_year(client, issue):
    for number in range(6):
        issue(f"Văn bản {number}", issued_on=date(2025, 5, 1 + number))
    issue("Năm trước", issued_on=date(2024, 12, 31))
    issue("Sổ khác", kind=Kind.POLICY)
    box = queries.boxes(at=NOW)[Kind.NEW]
    assert [document.title for document in box] == [f"Văn bản {n}" for n in (5, 4, 3, 2, 1)]
    text = client.get("/van-ban/van-ban-moi/2024/").text
    assert "Năm trước" in text
    assert "Văn bản 5" not in text
    assert client.get("/van-ban/khong-co-so/").status_code == 404


def test_an_address_stays_and_two_of_one_title_have_their_own(client, editing, issue):
    first = issue("Kế hoạch", number="2025")
    second = issue("Kế hoạch", number="2025")
    assert first.slug != second.slug
    operations.rewrite(first, content("Tên khác"), operations.Beside(), seen=1, by=editing)
    assert "Tên khác" in client.get(first.get_absolute_url()).text


# --- the desk -----------------------------------------------------------------------------------


def test_two_editors_at_once_the_second_sees_both_texts(editing, issue):
    document = issue("Bản gốc")
    page = f"/ban-bien-tap/van-ban/{document.ref}/"
    here = sign_in_as(editing)
    operations.rewrite(document, content("Của người kia"), operations.Beside(), seen=1, by=editing)
    told = {"title": "Của tôi", "type": "Quyết định", "seen": "1"}
    both = here.post(page, told)
    assert both.status_code == 422
    assert "Của tôi" in both.text
    assert "Của người kia" in both.text
    document.refresh_from_db()
    assert document.title == "Của người kia"
    assert 'name="seen" value="2"' in both.text
    assert here.post(page, told | {"seen": "2"}).status_code == 302
    document.refresh_from_db()
    assert document.title == "Của tôi"
    history = here.get(f"{page}cac-ban/").text
    assert all(title in history for title in ("Bản gốc", "Của người kia", "Của tôi"))


def sign_in_as(by):
    return sign_in(User.objects.get(pk=by.user_id))


def test_editions_are_never_changed_nor_lost(issue):
    issue()
    for act in (lambda: Revision.objects.update(edition=7), Revision.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_who_may_write_edit_and_publish(writer, editing, moderating, issue):
    mine = operations.write(Kind.NEW, content("Của tôi"), by=writer)
    theirs = operations.write(Kind.NEW, content("Của người khác"), by=editing)
    nothing = operations.Beside()
    operations.rewrite(mine, content("Sửa"), nothing, seen=1, by=writer)
    for act in (
        lambda: operations.rewrite(theirs, content("Sửa trộm"), nothing, seen=1, by=writer),
        lambda: operations.publish(mine, by=writer),
        lambda: operations.write(Kind.NEW, content(), by=moderating),
        lambda: queries.desk("draft", "", by=moderating),
    ):
        with pytest.raises(NotAllowed):
            act()
    operations.publish(mine, by=editing)
    with pytest.raises(NotAllowed):
        operations.rewrite(mine, content("Sửa bản đã đăng"), nothing, seen=2, by=writer)
    assert list(queries.desk("draft", "", by=writer)) == []
    assert {d.title for d in Document.objects.all()} == {"Sửa", "Của người khác"}


def test_from_draft_with_a_file_to_the_public_page_by_hand(client, writer_user, editor, pdf):
    writing, desk = sign_in(writer_user), "/ban-bien-tap/van-ban/"
    told = {"title": "Về trực lũ", "number": "12/QĐ-UBND", "effective_from": "2025-06-01"}
    page = writing.post(f"{desk}moi/van-ban-moi/", told | {"upload": pdf})["Location"]
    assert writing.post(f"{page}dang/").status_code == 403
    sign_in(editor).post(f"{page}dang/")
    document = Document.objects.get()
    text = client.get(document.get_absolute_url()).text
    assert "12/QĐ-UBND" in text
    assert "quyet-dinh.pdf" in text
    assert Found.objects.get().address == document.get_absolute_url()
    assert not list(audit.verify())


def test_a_number_that_is_not_in_the_register_replaces_nothing(writer_user):
    answer = sign_in(writer_user).post(
        "/ban-bien-tap/van-ban/moi/van-ban-moi/", {"title": "Mới", "replaces": "99/QĐ"}
    )
    assert answer.status_code == 422
    assert "không có văn bản số 99/QĐ" in answer.text
    assert not Document.objects.exists()


def test_a_writer_does_not_open_the_draft_of_another(writer_user, editing, client):
    theirs = operations.write(Kind.NEW, content("Nháp của người khác"), by=editing)
    page = f"/ban-bien-tap/van-ban/{theirs.ref}/"
    for path in (page, f"{page}cac-ban/"):
        assert sign_in(writer_user).get(path).status_code == 404
        assert client.get(path)["Location"].startswith("/dang-nhap/")
    assert "Nháp của" not in sign_in(writer_user).get("/ban-bien-tap/van-ban/").text


@pytest.fixture
def pdf() -> SimpleUploadedFile:
    buffer = BytesIO()
    made = pikepdf.new()
    made.add_blank_page()
    made.save(buffer)
    return SimpleUploadedFile("Quyết định.pdf", buffer.getvalue(), "application/pdf")


def test_a_future_publication_is_not_read_before_its_instant(issue, editing):
    document = operations.write(Kind.NEW, content("Chưa tới giờ"), by=editing)
    operations.publish(document, by=replace(editing, at=NOW + DAY))
    assert there() == []
