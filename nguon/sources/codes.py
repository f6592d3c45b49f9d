"""The code lists of sources: among whom a cell looks, and what is held to find them."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class CourseKind(models.TextChoices):
    """Which class it is; the value is the act that its certificate proves."""

    AWARENESS = "awareness_course", _("Lớp bồi dưỡng nhận thức về Đảng")
    NEW_MEMBER = "new_member_course", _("Lớp đảng viên mới")


class Group(models.TextChoices):
    """Among whom sources are looked for; the last two count beside any group."""

    SOLDIER = "discharged_soldier", _("Bộ đội xuất ngũ")
    PUPIL = "pupil", _("Học sinh")
    STUDENT = "student", _("Sinh viên")
    MILITIA = "militia", _("Dân quân tự vệ")
    RESERVIST = "reservist", _("Quân nhân dự bị")
    HAMLET_CADRE = "hamlet_core_cadre", _("Cốt cán thôn, xóm, khóm")
    GOOD_FARMER = "good_farmer_trader", _("Sản xuất, kinh doanh giỏi")
    OUT_OF_POVERTY = "out_of_poverty_household", _("Người thuộc hộ vươn lên thoát nghèo")
    YOUTH_UNION = "youth_union_member", _("Đoàn viên tích cực")
    ASSOCIATION = "association_member", _("Hội viên tích cực của các hội")
    IN_LAW = "in_law_newcomer", _("Con dâu, con rể mới về")
    NEWCOMER = "newcomer", _("Người mới chuyển đến")
    TEACHER = "teacher", _("Giáo viên")
    HEALTH_WORKER = "health_worker", _("Cán bộ y tế")
    WORKER = "worker", _("Công nhân, người lao động")
    TRADE_UNION = "trade_union_member", _("Đoàn viên công đoàn ưu tú")
    PUBLIC_EMPLOYEE = "public_employee", _("Viên chức")
    COMMUNE_STAFF = "commune_staff", _("Cán bộ, công chức, người hoạt động không chuyên trách")
    BUSINESS_OWNER = "private_business_owner", _("Chủ doanh nghiệp tư nhân")
    PRESTIGIOUS = "prestigious_person", _("Già làng, trưởng bản, người có uy tín")
    OTHER = "other", _("Nhóm khác")
    MINORITY = "ethnic_minority", _("Trong đó: người dân tộc thiểu số")
    WOMAN = "woman", _("Trong đó: phụ nữ")


class MovementKind(models.TextChoices):
    """What is held, by the kind that reports name."""

    HCM_STUDY = "hcm_study", _("Học tập và làm theo Bác")
    WORD_AND_DEED = "word_and_deed", _("Nói đi đôi với làm")
    EMULATION = "emulation", _("Phong trào thi đua")
    PRODUCTION = "production_out_of_poverty", _("Thi đua sản xuất, thoát nghèo")
    YOUTH_UNION = "youth_union_activity", _("Hoạt động của Đoàn thanh niên")
    WOMENS_UNION = "womens_union_activity", _("Hoạt động của Hội Phụ nữ")
    FARMERS_UNION = "farmers_union_activity", _("Hoạt động của Hội Nông dân")
    POLITICAL_EDUCATION = "political_education", _("Giáo dục chính trị, tư tưởng")
    DIGITAL_LITERACY = "digital_literacy", _("Bình dân học vụ số")
    OTHER = "other", _("Việc khác")


class WishKind(models.TextChoices):
    """What somebody wishes for or is held back by, in a word that figures can count."""

    COURSE = "course", _("Học lớp, bồi dưỡng")
    TASK = "task", _("Được giao việc, tham gia phong trào")
    TIME = "time", _("Thời gian sinh hoạt, học tập")
    AWAY = "away", _("Đi làm, đi học xa")
    LIVELIHOOD = "livelihood", _("Việc làm, kinh tế gia đình")
    FAMILY = "family", _("Việc gia đình")
    PROCEDURE = "procedure", _("Chưa rõ thủ tục, giấy tờ")
    OTHER = "other", _("Việc khác")


DIMENSIONS: Final = frozenset({Group.MINORITY, Group.WOMAN})
GROUPS: Final = tuple(group for group in Group if group not in DIMENSIONS)
