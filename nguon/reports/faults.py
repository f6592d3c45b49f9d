"""Reasons put into sentences, when somebody is there to read them and in his or her language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.reports.columns import HEADINGS, plain
from nguon.reports.sheets import CannotRead

OURS, NOT_ALLOWED = "ours", "not_allowed"

OF_A_CELL: Mapping[str, Promise] = {
    "missing_full_name": _("Thiếu họ và tên."),
    "missing_born_on": _("Thiếu ngày sinh."),
    "missing_cell": _("Không ghi chi bộ ở trang nào, nên không biết hồ sơ thuộc chi bộ nào."),
    "missing_beside": _("Thiếu ô này: ô đi cùng đã ghi mà thiếu nó thì không hiểu được."),
    "missing_ceremony": _("Ghi là đã kết nạp mà thiếu ngày kết nạp."),
    "not_admitted_on_a_day": _("Ghi là chưa kết nạp mà lại có ngày kết nạp."),
    "under_16": _("Người chưa đủ 16 tuổi: không được ghi vào hệ thống."),
    "under_18": _(
        "Từ 16 đến dưới 18 tuổi cần người đại diện theo pháp luật và lý do: nhập từng người trên "
        "trang Người."
    ),
    "before_birth": _("Ngày này trước ngày sinh."),
    "two_digit_year": _("Năm chỉ có hai chữ số, có thể hiểu hai cách: ghi đủ bốn chữ số."),
    "year_only": _("Chỉ có năm: cần đủ ngày, tháng, năm."),
    "month_only": _("Chỉ có tháng và năm: cần đủ ngày, tháng, năm."),
    "no_such_day": _("Không có ngày này trong lịch (dạng ngày/tháng/năm)."),
    "not_a_day": _("Không phải là một ngày: ghi dạng ngày/tháng/năm, ví dụ 05/09/1998."),
    "before_1900": _("Ngày trước năm 1900."),
    "in_future": _("Ngày sau hôm nay (%(today)s)."),
    "lost_zero": _(
        "Số có %(digits)s chữ số: Excel đã bỏ số 0 ở đầu. Đổi định dạng cột thành “Text” rồi gõ "
        "lại đủ %(full)s chữ số."
    ),
    "bad_id": _("Số định danh có 12 chữ số (chứng minh cũ: 9)."),
    "bad_card": _("Số thẻ đảng viên chỉ có chữ số, nhiều nhất 12."),
    "full_before_joined": _("Ngày chính thức trước ngày vào Đảng."),
    "bad_phone": _("Không phải là số điện thoại trong nước."),
    "bad_sex": _("Ghi “Nam” hoặc “Nữ”."),
    "bad_admitted": _("Ghi “Đã kết nạp” hoặc “Chưa kết nạp”, hoặc để trống."),
    "digit_in_name": _("Họ và tên có chữ số."),
    "legacy_letters": _("Chữ gõ bằng phông cũ (TCVN3, VNI): đổi sang Unicode rồi nhập lại."),
    "capital_inside": _("Chữ hoa giữa từ: có thể thiếu dấu cách, hoặc gõ bằng phông cũ."),
    "strange_sign": _("Họ và tên có ký tự lạ: “%(sign)s”."),
    "not_a_name": _("Không phải là họ và tên."),
    "formula_error": _("Công thức trong ô báo lỗi."),
    "too_long": _("Dài quá %(longest)s chữ."),
    "merged": _("Hàng này có ô bị gộp: bỏ gộp (Unmerge) rồi ghi đủ từng ô."),
    "unknown_cell": _("Không có chi bộ nào tên như vậy ở đây. Gần giống: %(near)s."),
    "cell_not_clear": _("Tên này có thể là nhiều chi bộ: %(near)s."),
    "contradiction": _(
        "Cùng một người mà ô %(here)s khác với ô %(there)s trang “%(sheet)s” (%(other)s)."
    ),
    "same_person": _(
        "Cùng một người với hàng %(row)s trang “%(sheet)s”, mà hàng ấy không nhận được."
    ),
    "no_basis": _(
        "Chưa gắn với phiếu đồng ý đã ký nào (số, ngày), cũng không có văn bản làm căn cứ."
    ),
    "no_member_basis": _("Đảng viên mà chưa gắn với văn bản làm căn cứ giữ hồ sơ (số, ngày)."),
    "known_elsewhere": _("Số định danh này đã có trong hệ thống ở đơn vị khác."),
    "in_other_cell": _("Người này đang có hồ sơ ở “%(where)s”: chuyển hồ sơ trước rồi mới nhập."),
    "differs_on_file": _(
        "Khác với hồ sơ đang giữ (%(kept)s): sửa ở trang của người đó, có lý do."
    ),
    "differs_in_case": _("Hồ sơ đã ghi việc này với nội dung khác: sửa ở trang hồ sơ."),
    "several_on_file": _("Có nhiều người trên hệ thống giống người này: cần số định danh."),
    "case_closed": _("Hồ sơ của người này đã đóng, không ghi thêm được."),
    "member_already": _("Hệ thống đã ghi người này vào Đảng ngày %(kept)s."),
}
OF_A_FILE: Mapping[str, Promise] = {
    "empty_file": _("Tệp rỗng, không có gì để đọc."),
    "too_large": _("Tệp lớn quá %(most)s. Hãy chia danh sách thành nhiều tệp."),
    "old_format": _("Tệp Excel đời cũ (.xls). Mở bằng Excel, lưu thành “.xlsx” rồi nhập lại."),
    "encrypted": _("Tệp có mật khẩu. Bỏ mật khẩu trong Excel rồi nhập lại."),
    "web_page": _("Đây là trang web đổi đuôi, không phải tệp Excel. Lưu lại thành “.xlsx”."),
    "open_document": _("Đây là tệp OpenDocument. Lưu lại thành “.xlsx” rồi nhập."),
    "binary_workbook": _("Tệp dạng nhị phân (.xlsb). Lưu lại thành “.xlsx” rồi nhập."),
    "not_a_workbook": _("Đây không phải là tệp Excel (.xlsx)."),
    "macros": _("Tệp có macro (.xlsm). Lưu lại thành “.xlsx” không macro rồi nhập."),
    "external_links": _("Tệp nối tới tệp hoặc nguồn dữ liệu khác. Bỏ liên kết, lưu lại rồi nhập."),
    "embedded_objects": _("Tệp có đối tượng nhúng. Bỏ đi, lưu lại rồi nhập."),
    "secret": _(
        "Tệp có dấu chỉ mức độ mật: không nhận, chưa ghi gì. Nếu không phải tài liệu mật, bỏ dấu "
        "ấy khỏi ô, đầu trang hoặc tên trang tính rồi nhập lại."
    ),
    "bomb": _("Tệp phình ra quá lớn khi giải nén: không mở."),
    "damaged": _("Tệp hỏng hoặc bị cắt giữa chừng: không đọc được."),
    "dates_from_1904": _(
        "Tệp tính ngày từ năm 1904, nên ngày có thể lệch bốn năm. Trong Excel bỏ chọn “Use 1904 "
        "date system”, xem lại các ngày rồi nhập."
    ),
    "nothing_inside": _("Tệp không có ô nào có chữ."),
    "too_many_rows": _("Nhiều quá %(most)s hàng. Hãy chia danh sách thành nhiều tệp."),
    "too_heavy": _("Đọc tệp này tốn quá nhiều bộ nhớ hoặc thời gian: không nhận."),
    "no_list": _("Không thấy cột “Họ và tên” ở trang nào, trong 20 hàng đầu (%(headings)s)."),
    "no_list_of_acts": _(
        "Không thấy hàng tiêu đề có cột “Việc” ở trang nào, trong 20 hàng đầu (%(headings)s)."
    ),
    "missing_columns": _(
        "Trang “%(sheet)s” thiếu cột bắt buộc: %(columns)s. Cột chưa hiểu: %(unknown)s."
    ),
    "column_twice": _("Trang “%(sheet)s” có hai cột cùng nghĩa “%(column)s”: bỏ bớt một."),
}
OF_A_RUN: Mapping[str, Promise] = {
    **OF_A_FILE,
    OURS: _("Có lỗi trong chương trình; người quản trị xem nhật ký máy chủ."),
    NOT_ALLOWED: _("Người nhập không còn quyền nhập danh sách vào đây."),
}

NOT_AGREED = _("chưa có sự đồng ý cho ghi dữ liệu nhạy cảm của những người này")
# Why a filled cell was left where it is: what the list would have to hold besides.
WITHOUT: Mapping[str, Promise] = {
    "ethnicity": NOT_AGREED,
    "religion": NOT_AGREED,
    "decided_on": _("thiếu ngày kết nạp"),
    "decision_document": _("thiếu ngày kết nạp"),
    "guide": _("thiếu ngày kết nạp"),
}
NO_CERTIFICATE = _("thiếu ngày cấp giấy chứng nhận")


def left_out(heading: str) -> str:
    """Say why the cells of a column were left where they are, in the reader's language."""
    return str(WITHOUT.get(HEADINGS[plain(heading)], NO_CERTIFICATE))


def reason(code: str, about: Mapping[str, str]) -> str:
    """Say why a row is refused, in the reader's language."""
    return str(OF_A_CELL[code]) % about


def refusal(cannot: CannotRead) -> str:
    """Say why a file cannot be read, in the reader's language."""
    return failure(cannot.code, cannot.about)


def failure(code: str, about: Mapping[str, str]) -> str:
    """Say why an import failed, in the reader's language."""
    return str(OF_A_RUN[code]) % about
