"""Papers: taken in harmless, sealed, found twice, opened on record, taken out, destroyed."""

from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from nguon.cli import verify
from nguon.core.actor import NotAllowed
from nguon.core.models import AuditEntry
from nguon.development import operations as development
from nguon.dossier import care, operations, queries, shelf
from nguon.dossier.models import Paper, PaperPart
from nguon.people import operations as people
from nguon.people.consent import NoConsent
from tests import cast
from tests.development import story
from tests.dossier.conftest import picture

HOURS = timedelta(hours=2)


def on_disk(folder):
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def actions(subject):
    lines = AuditEntry.objects.filter(subject=subject).order_by("pk")
    return list(lines.values_list("action", flat=True))


def test_a_picture_lies_sealed_under_a_name_that_tells_nothing(put, folder, cell_secretary):
    paper = put("1-KNĐ", dated_on=date(2024, 10, 25), document="Đơn 25/10")

    (file,) = on_disk(folder)
    part = PaperPart.objects.visible_to(cell_secretary).get(paper=paper)
    assert file.name == part.digest
    assert b"JFIF" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    assert actions(f"dossier.paper:{paper.pk}") == ["dossier.add"]


def test_it_opens_only_with_the_persons_key_and_every_reading_is_on_record(
    put, case, cell_secretary
):
    found = queries.paper(put().ref, by=cell_secretary)

    shown = queries.page(found, 1, by=cell_secretary)
    handed = queries.content(found, by=cell_secretary)

    assert Image.open(BytesIO(shown)).format == "PNG"
    assert (handed.media, handed.ending) == ("image/jpeg", "jpg")
    readings = AuditEntry.objects.filter(action="people.vault.read", detail__paper=found.row.pk)
    assert list(readings.order_by("pk").values_list("detail__why", flat=True)) == [
        "paper", "paper_taken",
    ]  # fmt: skip
    assert {line.subject for line in readings} == {f"people.person:{case.person_id}"}


def test_several_pictures_become_the_pages_of_one_paper(case, cell_secretary):
    files = [picture("1"), picture("2", "PNG")]
    paper = operations.add(case, code="2-KNĐ", files=files, by=cell_secretary)
    operations.add_pages(paper, [picture("3", "WEBP")], by=cell_secretary)

    found = queries.paper(paper.ref, by=cell_secretary)
    whole = queries.content(found, by=cell_secretary)

    assert (found.pages, found.shows) == (3, True)
    assert Image.open(BytesIO(queries.page(found, 3, by=cell_secretary))).width == 60
    with pytest.raises(queries.NoPage):
        queries.page(found, 4, by=cell_secretary)
    with pikepdf.open(BytesIO(whole.content)) as book:
        assert (whole.media, len(book.pages)) == ("application/pdf", 3)
        assert [round(page.mediabox[2]) for page in book.pages] == [595, 595, 595]


def test_the_same_content_twice_is_found(put, case, cell_secretary):
    put("1-KNĐ", "đơn")

    with pytest.raises(operations.HeldAlready, match="Đơn xin vào Đảng"):
        put("2-KNĐ", "đơn")
    with pytest.raises(operations.HeldAlready):
        operations.add(case, code="2-KNĐ", files=[picture("x"), picture("x")], by=cell_secretary)

    assert Paper.objects.visible_to(cell_secretary).count() == 1


def test_the_same_content_out_of_sight_is_refused_in_words_too(
    put, case, mo_o, system, cell_secretary
):
    held = put("1-KNĐ", "đơn")
    PaperPart.objects.visible_to(system).filter(paper=held).update(organization=mo_o)

    with pytest.raises(operations.HeldAlready, match="đã có trong hồ sơ") as refused:
        put("2-KNĐ", "đơn")

    assert refused.value.field == "scans"
    assert Paper.objects.visible_to(system).count() == 1


def test_the_same_picture_in_another_file_is_another_file(put, khe_xong, system, cell_secretary):
    put("HV", "bằng")
    other = story.a_case(khe_xong, by=system, name="Hồ Thị Khác")
    operations.add(other, code="HV", files=[picture("bằng")], by=cell_secretary)

    names = set(PaperPart.objects.visible_to(system).values_list("digest", flat=True))
    assert len(names) == 2


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (operations.Sent("a.jpg", b"MZ\x90\x00"), "unknown_kind"),
        (operations.Sent("a.pdf", b"%PDF-1.7 half"), "broken"),
        (operations.Sent("Kết luận (MẬT).jpg", picture("k").content), "secret"),
    ],
)
def test_what_is_refused_never_reaches_the_disk(case, cell_secretary, folder, sent, code):
    with pytest.raises(operations.NotTaken) as refusal:
        operations.add(case, code="1-KNĐ", files=[picture("b"), sent], by=cell_secretary)

    assert (refusal.value.code, refusal.value.position) == (code, 2)
    assert on_disk(folder) == []
    assert not Paper.objects.visible_to(cell_secretary).exists()


def test_too_many_files_an_unknown_paper_and_a_day_to_come_are_refused(case, cell_secretary):
    told = {"files": [picture()], "by": cell_secretary}

    with pytest.raises(operations.TooMuch):
        operations.add(case, code="1-KNĐ", files=[picture()] * 21, by=cell_secretary)
    with pytest.raises(operations.NoSuchPaper):
        operations.add(case, code="99-KNĐ", **told)
    with pytest.raises(operations.Refused, match="chưa tới"):
        operations.add(case, code="1-KNĐ", dated_on=cast.TODAY + timedelta(days=1), **told)
    with pytest.raises(operations.Incomplete, match="tệp nào"):
        operations.add(case, code="1-KNĐ", files=[], by=cell_secretary)


def test_without_the_agreement_there_is_no_file(case, put, system, folder):
    paper = put()
    people.withdraw(case.person, "sensitive", on=cast.TODAY, by=system)

    with pytest.raises(NoConsent):
        put("2-KNĐ", "b")
    with pytest.raises(NoConsent):
        queries.page(queries.paper(paper.ref, by=system), 1, by=system)

    assert len(on_disk(folder)) == 1


@pytest.mark.django_db(transaction=True)
def test_with_the_agreement_the_papers_go_too(case, put, system, folder):
    paper, replaced = put(), put("2-KNĐ", "b")
    operations.take_out(replaced, why="replaced", by=system)
    people.withdraw(case.person, "sensitive", on=cast.TODAY, by=system)

    assert operations.forget_withdrawn(by=system) == 2
    assert operations.forget_withdrawn(by=system) == 0

    row = queries.paper(paper.ref, by=system).row
    assert (row.out_why, on_disk(folder)) == ("withdrawn", [])
    with pytest.raises(queries.Gone):
        queries.content(queries.paper(paper.ref, by=system), by=system)


def test_whoever_may_not_open_the_case_sees_and_adds_nothing(
    put, case, neighbour, acting, krong_klang
):
    paper = put()
    guide = acting("area_member", at=krong_klang)

    for stranger in (neighbour, guide):
        with pytest.raises(Paper.DoesNotExist):
            queries.paper(paper.ref, by=stranger)
    with pytest.raises(type(case).DoesNotExist):
        put("2-KNĐ", "b", by=neighbour)
    with pytest.raises(NotAllowed):
        put("2-KNĐ", "b", by=guide)
    with pytest.raises(NotAllowed):
        queries.checklist(case.ref, by=guide)


@pytest.mark.django_db(transaction=True)
def test_what_is_replaced_is_kept_and_what_is_mistaken_is_destroyed(put, folder, cell_secretary):
    old, wrong = put("1-KNĐ", "cũ"), put("2-KNĐ", "nhầm")

    operations.take_out(old, why="replaced", by=cell_secretary)
    operations.take_out(wrong, why="mistaken", by=cell_secretary)

    assert queries.content(queries.paper(old.ref, by=cell_secretary), by=cell_secretary)
    with pytest.raises(queries.Gone, match="đã huỷ"):
        queries.content(queries.paper(wrong.ref, by=cell_secretary), by=cell_secretary)
    assert len(on_disk(folder)) == 1
    put("2-KNĐ", "nhầm")  # may come again, where it belongs
    assert len(on_disk(folder)) == 2


@pytest.mark.django_db(transaction=True)
def test_a_file_put_in_again_before_the_old_one_goes_stays(put, case, folder, cell_secretary):
    first = put("1-KNĐ", "x")
    with transaction.atomic():
        operations.take_out(first, why="mistaken", by=cell_secretary)
        put("2-KNĐ", "x")

    assert len(on_disk(folder)) == 1
    assert care.faults() == []


def test_a_paper_is_taken_out_once_and_for_a_reason(put, cell_secretary):
    paper = put()

    for why in ("", "withdrawn", "khác"):
        with pytest.raises(operations.Incomplete):
            operations.take_out(paper, why=why, by=cell_secretary)
    operations.take_out(paper, why="asked", by=cell_secretary)
    with pytest.raises(operations.Over, match="02/06/2025"):
        operations.take_out(paper, why="asked", by=cell_secretary)
    with pytest.raises(operations.Over):
        operations.add_pages(paper, [picture("b")], by=cell_secretary)


def test_the_database_lets_nobody_rewrite_a_paper(put, system):
    paper = put()

    for rows, change in (
        (Paper.objects.visible_to(system), {"code": "2-KNĐ"}),
        (PaperPart.objects.visible_to(system), {"digest": "0" * 64}),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.visible_to(system).filter(pk=paper.pk).update(out_on=cast.TODAY)


def test_what_a_crash_left_is_found_and_removed(put, folder, system):
    put()
    (mine,) = on_disk(folder)
    orphan, rough = folder / "aa" / ("a" * 64), folder / "aa" / ".rough-1"
    shelf.put("a" * 64, b"x")
    rough.write_bytes(b"half")

    assert care.sweep(at=cast.NOW.replace(year=2000)) == 0  # as young as a record under way
    assert care.sweep(at=cast.NOW.replace(year=2100)) == 2

    assert on_disk(folder) == [mine]
    assert not orphan.exists()


def test_a_file_put_in_again_while_the_folder_is_swept_stays(folder):
    shelf.put("a" * 64, b"sealed anew")
    written = (folder / "aa" / ("a" * 64)).stat().st_mtime

    assert not shelf.drop_older("a" * 64, than=written)
    assert shelf.get("a" * 64) == b"sealed anew"
    assert shelf.drop_older("a" * 64, than=written + 1)
    assert not shelf.drop_older("a" * 64, than=written + 1)
    assert on_disk(folder) == []


def test_a_file_that_is_missing_or_cut_is_told(put, folder):
    paper = put("1-KNĐ", "a")
    assert care.faults() == []
    (file,) = on_disk(folder)

    file.write_bytes(file.read_bytes()[:-1])
    assert [fault.why for fault in care.faults()] == ["size"]
    file.unlink()
    assert [fault.why for fault in care.faults()] == ["missing"]
    assert verify.papers()["papers"] == [{"paper": paper.ref, "part": 1, "why": "missing"}]


def test_a_missing_file_says_what_to_do(put, folder, cell_secretary):
    found = queries.paper(put().ref, by=cell_secretary)
    (file,) = on_disk(folder)
    file.unlink()

    with pytest.raises(shelf.NotThere, match="nguon verify"):
        queries.content(found, by=cell_secretary)


def test_a_full_disk_keeps_nothing_and_says_so(put, folder, cell_secretary):
    folder.parent.mkdir(parents=True)
    folder.write_text("a file where the folder should be")

    with pytest.raises(shelf.CannotKeep, match="Chưa có gì được ghi"):
        put()
    assert not Paper.objects.visible_to(cell_secretary).exists()


def test_erasing_somebody_destroys_the_papers(khe_xong, system, folder, put, case):
    put("HV")
    development.forget(case.person, by=system)

    assert not PaperPart.objects.visible_to(system).exists()
    assert care.sweep(at=cast.NOW.replace(year=2100)) == 1
    assert on_disk(folder) == []
