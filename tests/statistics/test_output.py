"""Files of a table, opened again by other readers; the command line."""

import json
from datetime import date
from io import BytesIO

import openpyxl
import pikepdf
import pypdfium2
import pytest

from nguon import cli
from nguon.statistics import pdf, xlsx
from tests.planning.published import Newcomer, admit_all, spread
from tests.statistics.conftest import table, told

ADMITTED, WOMEN, UNION, YOUNG = 333, 122, 262, 213


@pytest.fixture
def some(khe_xong, system):
    days = [date(2024, 5, 19)] * 3
    admit_all(spread([khe_xong], days, woman=True) + spread([khe_xong], days[:1]), by=system)


def test_the_workbook_has_live_totals_a4_and_what_it_rests_on(krong_klang, some, clerk):
    found = table(krong_klang, "1", "2024", clerk)

    book = openpyxl.load_workbook(BytesIO(xlsx.workbook(found)))

    page = book["1-BTCTW"]
    rows = {page.cell(row, 1).value: row for row in range(6, page.max_row)}
    closing = page.cell(rows["D. Đảng viên có đến cuối kỳ (D = A + B − C)"], 2)
    opening, gains, losses = (
        rows[name]
        for name in (
            "A. Đảng viên cuối kỳ trước chuyển sang",
            "B. Đảng viên tăng trong kỳ",
            "C. Đảng viên giảm trong kỳ",
        )
    )
    assert closing.value == f"=B{opening}+B{gains}-B{losses}"
    assert (page.page_setup.paperSize, page.print_title_rows) == (9, "$5:$5")
    values = openpyxl.load_workbook(BytesIO(xlsx.workbook(found)), data_only=True)["1-BTCTW"]
    assert values.cell(closing.row, 2).value == 4
    told_of = dict(row[:2] for row in book["Nguồn"].iter_rows(values_only=True))
    assert told_of["Cách đọc"] == "theo cây tổ chức lúc đó"
    assert told_of["Lập lúc"] == "02/06/2025 08:00"
    assert "R-STAT-02" in told_of["Quy tắc"]
    assert {row[2] for row in book["Kiểm tra"].iter_rows(min_row=2, values_only=True)} <= {
        "khớp", "thiếu số, chưa xét",
    }  # fmt: skip


@pytest.mark.parametrize("code", ["2", "4", "5", "6A", "6F"])
def test_every_layout_becomes_a_workbook_and_a_page(code, krong_klang, some, clerk):
    found = table(krong_klang, code, "2024", clerk)

    book = openpyxl.load_workbook(BytesIO(xlsx.workbook(found)))
    assert book.sheetnames[0] == found.form.code
    with pikepdf.open(BytesIO(pdf.document(found))) as paper:
        width, height = (float(paper.pages[0].mediabox[n]) for n in (2, 3))
    assert {round(width), round(height)} == {595, 842}


def test_the_page_says_the_table_the_place_and_who_signs(krong_klang, some, clerk):
    paper = pypdfium2.PdfDocument(pdf.document(table(krong_klang, "2", "2024", clerk)))
    text = "".join(page.get_textpage().get_text_bounded() for page in paper)

    for words in ("Biểu số 2-BTCTW", "Đảng viên mới kết nạp", "năm 2024", "NGƯỜI LẬP BIỂU"):
        assert words in text


def test_json_has_stable_keys_iso_days_and_what_a_share_is_of(krong_klang, some, clerk):
    told_of = table(krong_klang, "2", "2024", clerk).to_json()

    assert (told_of["form"], told_of["starts_on"], told_of["ends_on"]) == (
        "2-BTCTW", "2024-01-01", "2024-12-31",
    )  # fmt: skip
    (women,) = [row for row in told_of["sheets"][0]["rows"] if row["key"] == "I.women"]
    assert women["values"] == {
        "now": {"value": 3},
        "before": {"value": 0},
        "percent": {"value": None, "numerator": 3, "denominator": 0},
    }
    json.dumps(told_of)


def test_quang_tri_in_the_first_quarter_of_2024_as_the_press_printed_it(
    quang_tri, thon_mau, system
):
    """333 admitted: 122 women, 262 union members, 213 aged 18–30; 137 more than a year before."""
    admit_all(
        [
            Newcomer(
                thon_mau, date(2024, 1, 1 + n % 31), woman=n < WOMEN, union=n < UNION,
                young=n >= ADMITTED - YOUNG,
            )
            for n in range(ADMITTED)
        ]
        + [Newcomer(thon_mau, date(2023, 1, 1 + n % 31)) for n in range(ADMITTED - 137)],
        by=system,
    )  # fmt: skip

    found = table(quang_tri, "2", "2024-Q1", system)

    assert told(found, "I", "I.women", "I.union", "II.2.18-30") == [
        ADMITTED, WOMEN, UNION, YOUNG,
    ]  # fmt: skip
    assert told(found, "I", column="before") == [196]
    assert [check for check in found.checks if check.holds is False] == []


def test_the_command_writes_each_form(krong_klang, some, tmp_path, capsys):
    asked = ["stats", "2-BTCTW", "--org", "krong-klang", "--period", "2024", "--lang", "vi"]

    assert cli.main([*asked, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["sheets"][0]["rows"][0]["values"]["now"] == {
        "value": 4
    }
    for kind, start in (("xlsx", b"PK"), ("pdf", b"%PDF")):
        out = tmp_path / f"b.{kind}"
        assert cli.main([*asked, "--out", str(out)]) == 0
        assert out.read_bytes().startswith(start)
    capsys.readouterr()
    assert cli.main(asked) == 0
    assert "Tổng số đảng viên mới kết nạp" in capsys.readouterr().out
    assert cli.main(["stats", "list"]) == 0
    assert "6A-BTCTW" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [
        ["9-BTCTW", "--org", "krong-klang", "--period", "2024"],
        ["2", "--org", "krong-klang", "--period", "2024-H3"],
        ["2", "--org", "khong-co", "--period", "2024"],
        ["2", "--org", "krong-klang"],
        ["2", "--org", "krong-klang", "--period", "2024", "--format", "pdf"],
    ],
)
def test_the_command_says_what_is_wrong(wrong, places, capsys):

    assert cli.main(["stats", *wrong]) == 2
    assert capsys.readouterr().err
