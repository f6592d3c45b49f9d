"""Make ``examples/roster.xlsx``: a list as an office keeps it, with the faults such lists have.

    .venv/bin/python -m examples.make_roster

Five sheets as in the real one; the year sheets carry people of the first again. Everybody is
invented and bears the middle name "Mẫu", which means sample. The same bytes come out every time.
"""

import random
import sys
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from nguon.reports.columns import COLUMNS

FILE = Path(__file__).with_name("roster.xlsx")
SEED = 1
CELLS = (
    "Chi bộ khóm Khe Xong",
    "Chi bộ khóm Ban Mai",
    "Chi bộ khóm Suối Mơ",
    "Chi bộ khóm Đồi Hoa",
    "Chi bộ khóm Nắng Mới",
    "Chi bộ Trường học",
)
GIVEN = (
    "An",
    "Bình",
    "Chung",
    "Diễm",
    "Đào",
    "Giang",
    "Hà",
    "Hiền",
    "Hoà",
    "Hương",
    "Khánh",
    "Lan",
    "Linh",
    "Mai",
    "Nga",
    "Nhung",
    "Oanh",
    "Phúc",
    "Quý",
    "Sơn",
    "Tâm",
    "Thảo",
    "Thuỷ",
    "Trang",
    "Tuấn",
    "Uyên",
    "Vân",
    "Vinh",
    "Xuân",
    "Yến",
)
FAMILY = ("Hồ", "Nguyễn", "Lê", "Trần", "Hoàng", "Đinh")
PEOPLES = ("Bru - Vân Kiều", "Kinh", "Tà Ôi")

HEADING = {column.key: column.heading for column in COLUMNS}
MAIN = tuple(column.key for column in COLUMNS if column.number)
CONSENT = ("consent_document", "consent_on")
NUMBERED = {column.number: column.key for column in COLUMNS if column.number}
YEAR = tuple(NUMBERED[n] for n in (1, 2, 3, 6, 7, 8, 9, 10, 12, 13, 14, 15, 18, 19, 20, 26))
SHEETS: dict[str, tuple[str, ...]] = {
    "Danh sách đối tượng Đảng": (*MAIN, *CONSENT),
    "2022": YEAR,
    "2023": YEAR,
    "2024": (*YEAR, "phone"),
    "2024(v1)": (*YEAR, "phone", "address", "remark", "id_number", "Người kiểm tra"),
}
SAID_OTHERWISE = {"2024": {"phone": "Số điện thoại"}, "2024(v1)": {"phone": "Số điện thoại"}}

Said = dict[str, Any]


def main() -> int:
    chance = random.Random(SEED)  # noqa: S311 - invented people, not secrets
    people = [person(chance, number) for number in range(1, 45)]
    sheets = {
        "Danh sách đối tượng Đảng": people,
        "2022": [dict(each) for each in people[4:9]],
        "2023": [dict(each) for each in people[12:17]],
        "2024": [dict(each) for each in people[20:25]],
        "2024(v1)": [dict(each) for each in people[30:36]],
    }
    spoil(sheets)
    write(sheets)
    return 0


def person(chance: random.Random, number: int) -> Said:
    """Somebody of one of the cells; a seventh of them have been admitted."""
    listed = date(2021, 1, 5) + timedelta(days=chance.randrange(900))
    course = listed + timedelta(days=chance.randrange(40, 240))
    female = chance.random() < 0.5
    said: Said = {
        "ordinal": number,
        "office_code": f"GV{number:03}",
        "full_name": f"{chance.choice(FAMILY)} Mẫu {GIVEN[number % len(GIVEN)]}",
        "phone": f"09{chance.randrange(10**8):08}",
        "gender": "Nữ" if female else "Nam",
        "born_on": date(1985, 1, 1) + timedelta(days=chance.randrange(7000)),
        "ethnicity": chance.choice(PEOPLES),
        "native_place": "Đakrông, Quảng Trị",
        "position": chance.choice(("Giáo viên", "Nông dân", "Công an viên", "Cán bộ khóm")),
        "cell": chance.choice(CELLS),
        "listing_document": f"{chance.randrange(1, 40):02}-BC/CB",
        "listed_on": listed,
        "helper": f"Lê Mẫu {chance.choice(GIVEN)}",
        "helper_on": listed + timedelta(days=7),
        "consent_document": f"{number:02}-PĐY",
        "consent_on": date(2025, 3, 3) + timedelta(days=number),
    }
    if number % 3:
        said |= {
            "class_document": f"{chance.randrange(100, 300)}-QĐ/BTG",
            "class_document_on": course - timedelta(days=20),
            "class_period": "5 ngày",
            "certificate_on": course,
            "certificate_document": f"{chance.randrange(1000, 9999)}",
            "certificate_by": "Trung tâm chính trị Mẫu",
        }
    if number % 7 == 0:
        said |= {
            "admitted": "Đã kết nạp",
            "decided_on": course + timedelta(days=300),
            "decision_document": f"{chance.randrange(100, 900)}-QĐ/HU",
            "admitted_on": course + timedelta(days=312),
            "guide": f"Trần Mẫu {chance.choice(GIVEN)}",
        }
    return said


def spoil(sheets: dict[str, list[Said]]) -> None:
    """Put in what such lists have: some of it can be read all the same, some cannot."""
    main = sheets["Danh sách đối tượng Đảng"]
    readable = {
        1: {"born_on": "05/09/1998", "full_name": unicodedata.normalize("NFD", "Hồ Mẫu Thuỷ")},
        2: {"born_on": 36526},
        9: {"listed_on": "2023-04-12", "phone": 912345678},
        10: {"full_name": "  lê   mẫu  Hương ", "cell": "khóm Khe Xong"},
    }
    faulty = {
        3: {"born_on": "29/02/2023"},
        11: {"full_name": ""},
        18: {"cell": "Chi bộ khóm Khe Song"},
        19: {"born_on": "1996"},
        26: {"listed_on": "12/4/22"},
        27: {"full_name": "TrÇn ThÞ MÉu"},
        28: {"certificate_on": "", "certificate_document": "1234"},
        37: {"consent_document": "", "consent_on": ""},
        38: {"consent_document": "", "consent_on": ""},
        41: {"born_on": date(2010, 5, 19)},
    }
    for number, change in (readable | faulty).items():
        main[number] |= change
    sheets["2023"][1]["born_on"] = date(1990, 1, 1)  # contradicts the first sheet
    sheets["2024(v1)"][0] |= {"id_number": "045098000001", "remark": "đã gọi"}
    sheets["2024(v1)"][1] |= {"id_number": 45098000002}  # Excel took the zero
    for said in sheets["2024(v1)"]:
        said["Người kiểm tra"] = "Lê Mẫu An"


def write(sheets: dict[str, list[Said]]) -> None:
    with xlsxwriter.Workbook(FILE) as book:
        book.set_properties({"title": "Danh sách mẫu", "created": datetime(2025, 6, 2)})  # noqa: DTZ001
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "top"})
        title = book.add_format({"bold": True, "align": "center", "font_size": 14})
        for name, people in sheets.items():
            page = book.add_worksheet(name)
            columns = SHEETS[name]
            page.merge_range(0, 0, 0, len(columns) - 1, f"{name.upper()} (dữ liệu mẫu)", title)
            page.set_column(0, len(columns), 14)
            page.freeze_panes(3, 3)
            for column, key in enumerate(columns):
                heading = SAID_OTHERWISE.get(name, {}).get(key, HEADING.get(key, key))
                page.write_string(2, column, heading.replace(" và ", " và\n"), head)
            for line, said in enumerate(people, start=3):
                put_row(page, line, [said.get(key, "") for key in columns], day)
            if name == "2022":
                page.merge_range(5, 8, 6, 8, "07-BC/CB")  # among the people


def put_row(page: Any, line: int, cells: Sequence[Any], day: Any) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            page.write_datetime(line, column, cell, day)
        elif isinstance(cell, str):
            page.write_string(line, column, cell)
        else:
            page.write_number(line, column, cell)


if __name__ == "__main__":
    sys.exit(main())
