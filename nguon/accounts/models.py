"""Accounts of the staff site and their dated roles."""

import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nguon.core.fields import MEMBER_FILE, personal
from nguon.organizations.models import Dated, Organization


class Role(models.TextChoices):
    """What somebody may hold at an organisation; ``roles.ROLES`` says what it permits."""

    CELL_SECRETARY = "cell_secretary", _("Bí thư chi bộ")
    CLERK = "clerk", _("Văn phòng cấp uỷ")
    AREA_MEMBER = "area_member", _("Cấp uỷ viên phụ trách địa bàn")
    SECRETARY = "secretary", _("Bí thư, thường trực cấp uỷ")
    SUPERIOR_BOARD = "superior_board", _("Cơ quan cấp trên")
    REFERRER = "referrer", _("Mặt trận, đoàn thể giới thiệu nguồn")
    INSPECTION = "inspection", _("Uỷ ban kiểm tra")
    DATA_PROTECTION = "data_protection", _("Người bảo vệ dữ liệu cá nhân")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)

    def create_user(self, username: str, full_name: str, password: str | None = None) -> "User":
        user = self.model(username=username, full_name=full_name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One human's account. There are no groups and no superuser: roles say everything.

    ``scope_version`` rises with each change of roles, so that open sessions notice.
    """

    username = models.SlugField(_("Tên đăng nhập"), max_length=60, unique=True)
    full_name = models.CharField(_("Họ và tên"), max_length=200)
    is_active = models.BooleanField(default=True)
    scope_version = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects = UserManager()

    protection: ClassVar[dict[str, Any]] = {
        "username": personal("3(10)", "access", keep=MEMBER_FILE),
        "full_name": personal("3(1)", "access", keep=MEMBER_FILE),
    }

    class Meta:
        db_table = "accounts_user"

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name


class RoleAssignment(Dated):
    """A role somebody holds at an organisation from a day until another, by a document.

    ``instead_of`` is set while somebody acts for another for a limited time. Only ``valid_to``
    changes.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=20, choices=Role)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    document = models.CharField(max_length=200)
    instead_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "organization", "valid_from"], name="one_role_a_day"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="role_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} @ {self.organization_id}"


def new_code() -> str:
    return secrets.token_hex(8)


class SetupCode(models.Model):
    """A one-time code, shown on the console, with which an account is opened or reopened.

    Only the hash is kept; ``used_at`` closes it for good, ``expires_at`` in any case.
    """

    code_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"#{self.pk}"


class LostDevice(models.Model):
    """That somebody lost the second factor, and what two office holders did about it.

    Who asks and who agrees are two people, neither of them the owner. From the agreement the
    owner sees it for a day on every sign-in that still works, and may call it off.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="lost_devices")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    carried_out = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at=None), name="one_open_loss_a_user"
            ),
            models.CheckConstraint(
                condition=~Q(agreed_by=F("asked_by")), name="two_people_decide_about_a_loss"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
