"""The code list of what stands in the way, as committees name it in their reports."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Cause(models.TextChoices):
    """Why a cell or a case does not get on. The letter groups, the number never changes."""

    AWAY = "A1", _("Thanh niên đi học, đi làm ăn xa")
    UNFIT = "A2", _("Người ở lại chưa đủ điều kiện về tuổi, học vấn, tiêu chuẩn")
    RELUCTANT = "A3", _("Ngại vào Đảng, động cơ chưa rõ")
    UNAWARE = "A4", _("Nhận thức còn hạn chế, thiếu thông tin")
    AGEING = "A5", _("Chi bộ già hoá")
    LIVELIHOOD = "A6", _("Bận làm kinh tế gia đình; đảng phí, thời gian sinh hoạt")
    FEW_SOURCES = "A7", _("Thiếu hoặc không còn nguồn")
    HARD_GROUPS = "A8", _("Khó vận động một số nhóm quần chúng")
    CHECK_SLOW = "B1", _("Thẩm tra lý lịch khó hoặc chậm")
    CHECK_COST = "B2", _("Kinh phí thẩm tra lý lịch")
    STANDARDS = "B3", _("Quần chúng vướng tiêu chuẩn")
    TARGET_MISSED = "C1", _("Chưa đạt chỉ tiêu kết nạp")
    NONE_FOR_YEARS = "C2", _("Nhiệm kỳ hoặc nhiều năm không kết nạp đảng viên")
    WEAK_CELL = "C3", _("Ít đảng viên, sinh hoạt ghép, chi bộ yếu")
    UNEVEN = "C4", _("Mất cân đối: kết nạp dồn ở cơ quan, ít ở thôn, bản")
    PROCEDURE = "D1", _("Lúng túng về quy trình, thủ tục")
    NO_HELPER = "D2", _("Thiếu người giúp đỡ hoặc giúp đỡ chưa sát")
    FORMALISM = "D3", _("Thủ tục hình thức: làm máy móc, chậm, ghi lùi ngày, bỏ bước")
    PASSIVE = "D4", _("Cấp uỷ, bí thư chưa chú trọng; tìm nguồn còn hẹp")
    POVERTY = "E1", _("Kinh tế khó khăn, thiếu việc làm tại chỗ")
    TERRAIN = "E2", _("Địa bàn cách trở, lũ lụt, xa xôi")
    CUSTOMS = "E3", _("Tập quán, di cư tự do, ma tuý, an ninh")
    LOST_AFTER = "F1", _("Khó giữ, khó theo dõi đảng viên sau kết nạp")
    MOVED_AFTER = "F2", _("Chuyển sinh hoạt ngay sau kết nạp")
    BY_HAND = "G1", _("Theo dõi thủ công bằng sổ, Excel")
    NO_SIGNAL = "G2", _("Thiếu sóng, sóng lõm, thiếu điện lưới")
    NO_DEVICE = "G3", _("Thiếu thiết bị, kỹ năng số hạn chế")
    TYPED_TWICE = "G4", _("Nhập liệu trùng lặp, dữ liệu chưa sạch")


# Said of one person they would tell what only the sealed part of the file may hold.
NEVER_OF_A_PERSON: Final = frozenset({Cause.HARD_GROUPS, Cause.STANDARDS, Cause.CUSTOMS})
# What is seen, not why it is so: counted apart, so that nobody takes the fever for the illness.
SYMPTOMS: Final = frozenset(
    {
        Cause.AGEING,
        Cause.TARGET_MISSED,
        Cause.NONE_FOR_YEARS,
        Cause.WEAK_CELL,
        Cause.UNEVEN,
        Cause.LOST_AFTER,
        Cause.MOVED_AFTER,
    }
)
