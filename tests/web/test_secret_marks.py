"""What bears a mark of secrecy is refused by every way in, and not a byte of it is kept."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from nguon.accounts.models import Role
from nguon.core import guard
from nguon.organizations.models import Organization
from nguon.web.models import Draft
from tests.core.test_secrecy import STAMPS

Browse = Callable[..., Client]
Build = Callable[[xlsxwriter.Workbook], object]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def kept() -> tuple[dict[str, int], int]:
    """How many rows there are of each kind, and how many bytes of files."""
    with guard.unscoped("counted"), connection.cursor() as cursor:
        rows = {}
        for model in apps.get_models():
            if model._meta.label != "sessions.Session":
                cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
                rows[model._meta.label] = cursor.fetchone()[0]
    files = [path for path in Path(settings.FILES).rglob("*") if path.is_file()]
    return rows, sum(path.stat().st_size for path in files)


@pytest.fixture
def clerk(browse: Browse, krong_klang: Organization) -> Client:
    return browse(Role.CLERK, at=krong_klang)


def test_a_form_with_a_mark_is_refused_before_any_page_sees_it(clerk: Client) -> None:
    clerk.get("/")
    before = kept()
    for stamp in STAMPS:
        answer = clerk.post("/ban-nhap/?form=/toi/", {"ghi-chu": f"Xin ý kiến\n{stamp}"})
        assert answer.status_code == 422, stamp
        assert stamp not in answer.content.decode() or stamp in ("Mật", "Tối mật")
    assert kept() == before
    assert not Draft.objects.exists()


def test_the_page_says_what_to_do(clerk: Client) -> None:
    page = clerk.post("/ban-nhap/?form=/toi/", {"ghi-chu": "MẬT"}).content.decode()
    assert "máy không nối mạng" in page
    assert "người có thẩm quyền" in page


def test_a_sentence_about_secrets_is_kept(clerk: Client) -> None:
    answer = clerk.post("/ban-nhap/?form=/toi/", {"ghi-chu": "Đã cam kết giữ bí\nmật"})
    assert answer.status_code == 204
    assert Draft.objects.count() == 1


def test_a_file_whose_name_says_it_is_refused_wherever_it_is_put(clerk: Client) -> None:
    for name in ("TUYỆT MẬT so 5.xlsx", "toi_mat.xlsx", "MA\u0323\u0302T.xlsx"):
        sent = SimpleUploadedFile(name, workbook(lambda book: None), XLSX)
        answer = clerk.post("/nhap-excel/", {"file": sent, "place": "krong-klang"})
        assert answer.status_code == 422
    assert kept()[0]["reports.ImportRun"] == 0


@pytest.mark.parametrize(
    "build",
    [
        lambda book: book.get_worksheet_by_name("DS").write(0, 0, "TỐI MẬT"),
        lambda book: book.get_worksheet_by_name("DS").write(9, 9, "MẬT"),
        lambda book: book.get_worksheet_by_name("DS").set_header("&C&BMẬT"),
        lambda book: book.get_worksheet_by_name("DS").set_footer("&RTUYỆT MẬT"),
        lambda book: book.add_worksheet("TUYỆT MẬT"),
        lambda book: book.set_properties({"keywords": "Tối mật"}),
        lambda book: book.get_worksheet_by_name("DS").write_rich_string(
            5, 1, "M", book.add_format({"bold": True}), "Ậ", "T"
        ),
    ],
)
def test_a_list_with_a_mark_is_not_even_kept_until_it_is_read(
    clerk: Client, build: Build, tmp_path: Path
) -> None:
    clerk.get("/")
    before = kept()
    sent = SimpleUploadedFile("ds.xlsx", workbook(build), XLSX)
    answer = clerk.post("/nhap-excel/", {"file": sent, "place": "krong-klang"})
    assert "mức độ mật" in str(answer.context["form"].errors["file"])
    assert kept() == before


def test_somebody_called_mat_may_stand_on_a_list(clerk: Client) -> None:
    named = workbook(lambda book: book.get_worksheet_by_name("DS").write(3, 1, "Mật"))
    sent = SimpleUploadedFile("ds.xlsx", named, XLSX)
    answer = clerk.post("/nhap-excel/", {"file": sent, "place": "krong-klang"})
    assert answer.status_code == 302


def workbook(build: Build) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("DS")
        sheet.write_row(1, 0, ["Họ và tên", "Ngày sinh"])
        sheet.write_row(2, 0, ["Hồ Văn Đặt Ra", "01/02/2000"])
        build(book)
    return out.getvalue()
