"""The clerk's columns as data: what they are called, what they hold, what they feed.

The office's list has 33; a few more turn up beside them and are known as well, among them the
sheet of consent of each row. A column is found by its heading, never by its position.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nguon.core.text import fold

Kind = Literal["text", "name", "day", "id", "card", "phone", "sex", "admitted", "cell", "none"]
SKIP = "skip"  # what a clerk answers about a heading that should not be read


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its number in the list of 33 (0 beside it), headings, and what it holds.

    ``longest`` is how much text the register keeps of it. A column of the kind ``none`` is known
    and left where it is: nothing of it is taken over.
    """

    key: str
    number: int
    heading: str
    kind: Kind = "text"
    aliases: tuple[str, ...] = ()
    longest: int = 120


COLUMNS = (
    Column("ordinal", 1, "STT", "none", ("TT", "Số TT", "Số thứ tự")),
    Column(
        "office_code",
        2,
        "Mã GV/SV",
        aliases=("Mã GV", "Mã SV", "MSSV", "Mã giáo viên, sinh viên", "Mã cán bộ", "Mã hồ sơ"),
        longest=40,
    ),
    Column("full_name", 3, "Họ và tên", "name", ("Họ tên", "Họ và tên khai sinh", "Họ, tên")),
    Column("phone", 4, "SĐT", "phone", ("Số điện thoại", "Điện thoại", "Số ĐT", "ĐT", "Di động")),
    Column("gender", 5, "Giới tính", "sex", ("Nam/Nữ", "Giới", "Nam, nữ")),
    Column(
        "born_on",
        6,
        "Ngày, tháng, năm sinh",
        "day",
        (
            "Ngày sinh",
            "Sinh ngày",
            "Sinh ngày (dd/mm/yyyy)",
            "Năm sinh",
            "Ngày tháng năm sinh (dd/mm/yyyy)",
        ),
    ),
    Column("ethnicity", 7, "Dân tộc", longest=60),
    Column(
        "native_place",
        8,
        "Quê quán",
        aliases=("Nguyên quán", "Quê quán (theo mô hình 2 cấp): Địa chỉ chi tiết"),
        longest=300,
    ),
    Column("position", 9, "Chức vụ", aliases=("Chức danh", "Nghề nghiệp", "Chức vụ, nghề nghiệp")),
    Column("class_name", 10, "Lớp", longest=60),
    Column(
        "cell",
        11,
        "Tên chi bộ công nhận",
        "cell",
        (
            "Chi bộ công nhận",
            "Tên chi bộ",
            "Chi bộ",
            "Chi bộ đang sinh hoạt",
            "Tổ chức Đảng đang sinh hoạt (không sửa)",
            "Tổ chức Đảng đang sinh hoạt",
        ),
        longest=200,
    ),
    Column(
        "listing_document",
        12,
        "Số Báo cáo CB công nhận đối tượng cảm tình Đảng",
        aliases=("Số báo cáo chi bộ công nhận đối tượng cảm tình Đảng", "Số báo cáo công nhận"),
    ),
    Column(
        "listed_on",
        13,
        "Ngày họp CB công nhận đối tượng cảm tình Đảng",
        "day",
        ("Ngày họp chi bộ công nhận đối tượng cảm tình Đảng", "Ngày công nhận đối tượng"),
    ),
    Column(
        "helper",
        14,
        "Đảng viên được giúp đỡ",
        aliases=("Đảng viên giúp đỡ", "Đảng viên được phân công giúp đỡ"),
        longest=200,
    ),
    Column("helper_on", 15, "Ngày được phân công giúp đỡ", "day", ("Ngày phân công giúp đỡ",)),
    Column(
        "class_document",
        16,
        "Số QĐ mở lớp Bồi dưỡng nhận thức về Đảng",
        aliases=("Số quyết định mở lớp bồi dưỡng nhận thức về Đảng", "Số QĐ mở lớp"),
    ),
    Column("class_document_on", 17, "Ngày QĐ mở lớp Bồi dưỡng", "day", ("Ngày QĐ mở lớp",)),
    Column(
        "class_period",
        18,
        "Thời gian lớp bồi dưỡng CC ĐT Đảng",
        aliases=("Thời gian lớp bồi dưỡng", "Thời gian học"),
    ),
    Column(
        "certificate_on",
        19,
        "Ngày cấp CC BĐ",
        "day",
        ("Ngày cấp CC BD", "Ngày cấp chứng chỉ", "Ngày cấp giấy chứng nhận"),
    ),
    Column(
        "certificate_document",
        20,
        "Số QĐ của CC BD",
        aliases=("Số QĐ của CC BĐ", "Số chứng chỉ", "Số giấy chứng nhận"),
    ),
    Column("certificate_by", 21, "Đơn vị cấp CC", aliases=("Đơn vị cấp chứng chỉ", "Nơi cấp CC")),
    Column("then_unit", 22, "Tên đơn vị công tác/học khi cấp chứng chỉ"),
    Column("then_cell", 23, "Tên chi bộ sinh hoạt khi cấp CC"),
    Column("then_committee", 24, "Tên Đảng uỷ sinh hoạt khi cấp CC"),
    Column("then_province", 25, "Tên tỉnh uỷ sinh hoạt khi cấp CC"),
    Column("list_code", 26, "Mã số", longest=40),
    Column("admitted", 27, "Kết nạp Đảng", "admitted", ("Đã kết nạp Đảng", "Kết nạp")),
    Column("decided_on", 28, "Ngày quyết định", "day", ("Ngày QĐ kết nạp",)),
    Column(
        "decision_document",
        29,
        "Số QĐ Kết nạp đảng viên",
        aliases=("Số quyết định kết nạp đảng viên", "Số QĐ kết nạp"),
    ),
    Column("admitted_on", 30, "Ngày kết nạp Đảng", "day", ("Ngày kết nạp", "Ngày vào Đảng")),
    Column("guide", 31, "Đảng viên hướng dẫn", longest=200),
    Column("moved_on", 32, "Ngày chuyển sinh hoạt", "day", ("Ngày chuyển sinh hoạt Đảng",)),
    Column("moved_to", 33, "Nơi chuyển tới", aliases=("Nơi chuyển đến",)),
    Column("full_from", 0, "Ngày vào Đảng chính thức", "day", ("Ngày chính thức",)),
    Column(
        "card_number",
        0,
        "Số thẻ Đảng",
        "card",
        ("Số thẻ Đảng (12 số theo HD38-HD/BTCTW)", "Số thẻ đảng viên"),
        longest=12,
    ),
    Column("religion", 0, "Tôn giáo", longest=60),
    Column("old_id", 0, "Số CMND cũ", "id"),
    Column(
        "id_number",
        0,
        "Số định danh cá nhân",
        "id",
        ("Số CCCD", "CCCD", "Số CMND", "CMND", "CMND/CCCD", "Số CMND/CCCD", "Số định danh"),
    ),
    Column("address", 0, "Nơi ở", aliases=("Nơi ở hiện nay", "Chỗ ở", "Địa chỉ"), longest=300),
    Column("remark", 0, "Ghi chú", "none"),
    Column(
        "consent_document",
        0,
        "Số phiếu đồng ý",
        aliases=("Phiếu đồng ý", "Số phiếu đồng ý đã ký"),
    ),
    Column(
        "consent_on",
        0,
        "Ngày phiếu đồng ý",
        "day",
        ("Ngày ký phiếu đồng ý", "Ngày đồng ý"),
    ),
)
BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}
IN_EVERY_SHEET = ("full_name", "born_on")
IN_SOME_SHEET = ("cell",)


def plain(heading: object) -> str:
    """Return what a heading is known by: no marks, capitals, spaces, line breaks or signs."""
    return "".join(sign for sign in fold(str(heading)) if sign.isalnum())


HEADINGS: Mapping[str, str] = {
    plain(name): column.key for column in COLUMNS for name in (column.heading, *column.aliases)
}
