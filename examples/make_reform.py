"""Make ``examples/reform.xlsx``: a list of acts on the cells of the demonstration.

    .venv/bin/python -m examples.make_reform

Places and documents are invented. The same bytes come out every time.
"""

import sys
from datetime import datetime
from pathlib import Path

import xlsxwriter

FILE = Path(__file__).with_name("reform.xlsx")
HEADINGS = (
    "Việc", "Tổ chức", "Tên mới", "Mã mới", "Trực thuộc", "Cấp", "Loại hình", "Văn bản",
    "Ngày hiệu lực", "Ghi chú",
)  # fmt: skip
PAPER = "NQ 05-NQ/ĐU 2025-09-20 (mẫu)"
DAY = datetime(2025, 10, 1)  # noqa: DTZ001 - a workbook knows no zone
ACTS = (
    ("Sáp nhập", "Chi bộ khóm Nắng Mới; Chi bộ khóm Bến Trăng", "Chi bộ khóm Trăng Mới", "",
     "Lập mới, kế thừa cả hai"),
    ("Chia", "Chi bộ thôn Đá Trắng", "Chi bộ thôn Đá Trắng 1", "", "Giữ hồ sơ"),
    ("Chia", "Chi bộ thôn Đá Trắng", "Chi bộ thôn Đá Trắng 2", "", ""),
    ("Đổi tên", "Chi bộ khóm Đồi Hoa", "Chi bộ khóm Đồi Hoa 1", "", ""),
    ("Chuyển", "Chi bộ thôn Gió Ngàn", "", "Xã Hướng Hiệp", ""),
)  # fmt: skip


def main() -> int:
    with xlsxwriter.Workbook(FILE) as book:
        book.set_properties({"created": DAY})
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        page = book.add_worksheet("Danh sách")
        page.set_column(0, len(HEADINGS) - 1, 24)
        page.write_row(0, 0, HEADINGS, bold)
        for line, (act, who, name, parent, note) in enumerate(ACTS, start=1):
            said = {"Việc": act, "Tổ chức": who, "Tên mới": name, "Trực thuộc": parent,
                    "Văn bản": PAPER, "Ghi chú": note}  # fmt: skip
            page.write_row(line, 0, [said.get(heading, "") for heading in HEADINGS])
            page.write_datetime(line, HEADINGS.index("Ngày hiệu lực"), DAY, day)
    return 0


if __name__ == "__main__":
    sys.exit(main())
