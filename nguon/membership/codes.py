"""What a letter, a duty and a position may be; the values stand in the database."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Way(models.TextChoices):
    """How somebody goes: for good, or for a while with the file staying where it is."""

    OFFICIAL = "official", _("Chính thức")
    TEMPORARY = "temporary", _("Tạm thời")


class Standing(models.TextChoices):
    """What somebody is on the day of a letter."""

    CANDIDATE = "candidate", _("Người đang được xem xét kết nạp")
    PROBATIONARY = "probationary", _("Đảng viên dự bị")
    FULL = "full", _("Đảng viên chính thức")


class Reach(models.TextChoices):
    """Where a place lies that keeps no files here, as the statistics ask."""

    SAME_PROVINCE = "same_province", _("Trong tỉnh")
    OTHER_PROVINCE = "other_province", _("Tỉnh khác")


class Body(models.TextChoices):
    """Where a member was given a task."""

    YOUTH_UNION = "youth_union", _("Đoàn thanh niên")
    WOMENS_UNION = "womens_union", _("Hội Phụ nữ")
    FARMERS_UNION = "farmers_union", _("Hội Nông dân")
    FRONT = "front", _("Mặt trận Tổ quốc")
    VETERANS = "veterans", _("Hội Cựu chiến binh")
    TRADE_UNION = "trade_union", _("Công đoàn")
    ELDERLY = "elderly", _("Hội Người cao tuổi")
    MILITIA = "militia", _("Dân quân, tự vệ")
    HAMLET = "hamlet", _("Ban quản lý khóm, thôn, tổ dân phố")
    CELL = "cell", _("Chi bộ, tổ đảng")
    OTHER = "other", _("Việc khác")


class Growth(models.TextChoices):
    """How a position stands to somebody: held, planned for, or introduced to."""

    HELD = "held", _("Giữ chức vụ")
    PLANNED = "planned", _("Được quy hoạch")
    INTRODUCED = "introduced", pgettext_lazy("position", "Được giới thiệu")
