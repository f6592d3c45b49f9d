"""Stub, consent, person, membership; and the sealed values that only the vault opens."""

import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nguon.core.fields import MEMBER_FILE, personal, sensitive
from nguon.organizations.models import OPEN_END, Dated, Organization
from nguon.organizations.scoping import Scoped

PROOF = "life of the data + 5 years"


def new_ref() -> str:
    """A random reference for addresses; never a row number."""
    return secrets.token_urlsafe(9)


class Gender(models.TextChoices):
    FEMALE = "female", _("Nữ")
    MALE = "male", _("Nam")


class Schooling(models.TextChoices):
    """The values of ``person.schooling`` in the case contract."""

    NONE = "none", _("Chưa biết đọc, viết")
    LITERATE = "literate", _("Biết đọc, biết viết chữ quốc ngữ")
    PRIMARY = "primary_completed", _("Hoàn thành tiểu học")
    LOWER_COMPLETED = "lower_secondary_completed", _("Hoàn thành chương trình THCS")
    LOWER_EQUIVALENT = "lower_secondary_equivalent", _("Tương đương THCS")
    LOWER_DIPLOMA = "lower_secondary_diploma", _("Tốt nghiệp THCS")
    UPPER_DIPLOMA = "upper_secondary_diploma", _("Tốt nghiệp THPT")


class Standing(models.TextChoices):
    """The values of ``person.standing`` in the case contract."""

    VILLAGE_ELDER = "village_elder", _("Già làng")
    PRESTIGIOUS = "prestigious_person", _("Người có uy tín")
    BUSINESS_OWNER = "private_business_owner", _("Chủ doanh nghiệp tư nhân")
    FISHER = "fisher_at_sea", _("Người đánh cá trên biển")


class StubsAllowed(Dated):
    """A committee decided, by a document, that those beneath it may name people to be asked.

    Without a row nobody may be named before having agreed. The rule is about the place, not
    about anybody, and ends with the organisation that made it.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    document = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(valid_to=OPEN_END),
                name="one_standing_permission_for_stubs",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.document}"


class Nomination(Scoped):
    """A stub: somebody was named to the office and has not been asked yet.

    Holds nothing but what carrying out the notice needs, for at most 30 days; then it deletes
    itself. Agreement turns it into a person, refusal leaves no trace.
    """

    view_action = "people.nominations"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=200)
    referred_by = models.CharField(max_length=200)
    reach = models.CharField(max_length=200)
    made_on = models.DateField()
    expires_on = models.DateField(db_index=True)
    notified_on = models.DateField(null=True)
    made_by = models.BigIntegerField()

    protection: ClassVar[dict[str, Any]] = {
        "name": personal("3(1)", "notice", keep="30 days"),
        "referred_by": personal("3(1)", "notice", keep="30 days"),
        "reach": personal("3(5)", "notice", keep="30 days"),
    }

    def __str__(self) -> str:
        return f"#{self.pk}"


class Person(Scoped):
    """Somebody who agreed to be in the register, with only what the purpose needs.

    ``None`` is unknown, which is neither yes nor no. ``folded``, ``spelled`` and ``sort_key``
    are derived from the name: the first finds it without diacritics, the second with them, the
    third sorts it in Vietnamese order by given name.
    """

    view_action = "people.view"
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    full_name = models.CharField(max_length=200)
    folded = models.CharField(max_length=202, editable=False, db_index=True)
    spelled = models.CharField(max_length=402, editable=False)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    born_on = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=6, choices=Gender, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    id_number = models.CharField(max_length=12, blank=True)
    id_index = models.CharField(max_length=64, null=True, unique=True, editable=False)
    office_code = models.CharField(max_length=40, blank=True)
    native_place = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=300, blank=True)
    occupation = models.CharField(max_length=200, blank=True)
    schooling = models.CharField(max_length=30, choices=Schooling, null=True, blank=True)
    standing = models.JSONField(null=True, blank=True)
    youth_union_member = models.BooleanField(null=True, blank=True)
    trade_union_member = models.BooleanField(null=True, blank=True)
    married = models.BooleanField(null=True, blank=True)
    citizenship = models.CharField(max_length=2, null=True, blank=True)
    special_need = models.BooleanField(null=True, blank=True)
    registered_on = models.DateField()

    protection: ClassVar[dict[str, Any]] = {
        "full_name": personal("3(1)"),
        "folded": personal("3(1)"),
        "spelled": personal("3(1)"),
        "sort_key": personal("3(1)"),
        "born_on": personal("3(2)"),
        "gender": personal("3(3)"),
        "phone": personal("3(5)"),
        "id_number": personal("3(5)"),
        "id_index": personal("3(5)"),
        "office_code": personal("3(5)"),
        "native_place": personal("3(4)"),
        "address": personal("3(4)"),
        "occupation": personal("3(1)"),
        "schooling": personal("3(1)"),
        "standing": personal("3(1)"),
        "youth_union_member": personal("3(1)"),
        "trade_union_member": personal("3(1)"),
        "married": personal("3(7)"),
        "citizenship": personal("3(4)"),
        "special_need": personal("3(1)"),
        "registered_on": personal("3(1)"),
    }

    class Meta:
        indexes = [
            # a search by name is answered from this index alone
            models.Index(fields=["organization", "sort_key", "folded"], name="people_by_name"),
            models.Index(fields=["born_on"], name="people_by_birth"),
            models.Index(
                fields=["office_code"], condition=~Q(office_code=""), name="people_by_office_code"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Correction(models.Model):
    """What stood in a file before it was corrected, and why. Rows are only added.

    ``sealed`` holds the old values and the reason under the person's key, so that they go with
    the person; ``fields`` names what was changed. Only the vault reads and writes these rows.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    fields = models.JSONField()
    sealed = models.BinaryField()
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    protection: ClassVar[dict[str, Any]] = {"sealed": sensitive("4(1)")}

    def __str__(self) -> str:
        return f"#{self.pk}"


class Frozen(models.Model):
    """A field of a file that the person disputes: nobody uses its value until that is settled.

    The value leaves the file and lies in ``sealed`` with what was said against it, so that no
    page, list, print or verdict can show it. Only the vault reads and writes these rows.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    field = models.CharField(max_length=40)
    sealed = models.BinaryField()
    since = models.DateField()
    recorded_by = models.BigIntegerField()

    protection: ClassVar[dict[str, Any]] = {"sealed": sensitive("4(1)")}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "field"], name="a_field_is_frozen_once")
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.field}"


class PersonKey(models.Model):
    """The data key of one person, wrapped by the master key. Destroying it erases, everywhere."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return f"#{self.pk}"


class SealedValue(models.Model):
    """One sensitive field of one person, encrypted with that person's key."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    field = models.CharField(max_length=40)
    sealed = models.BinaryField()

    protection: ClassVar[dict[str, Any]] = {"sealed": sensitive("4(1)")}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "field"], name="one_sealed_value_a_field")
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.field}"


class Purpose(models.TextChoices):
    """What a person is asked to agree to, each by itself."""

    DEVELOPMENT = "development", _("Theo dõi, bồi dưỡng và xét kết nạp")
    SENSITIVE = "sensitive", _("Ghi dữ liệu cá nhân nhạy cảm mà thủ tục cần")
    STATISTICS = "statistics", _("Thống kê theo dân tộc, tôn giáo (chỉ tổng số)")
    PUBLICATION = "publication", _("Đăng tên, ảnh trên cổng thông tin")


class Basis(models.TextChoices):
    CONSENT = "consent", _("Sự đồng ý của người đó")
    MEMBERSHIP = "membership", _("Hồ sơ đảng viên theo văn bản")


class Consent(Scoped):
    """One person's agreement to one purpose, or the document that stands in its place.

    Rows are only added; ``withdrawn_on`` is the one column that changes, once.
    ``representative`` names who agreed for somebody under 18 by law, and the written reason.
    """

    view_action = "people.view"
    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    basis = models.CharField(max_length=12, choices=Basis)
    document = models.CharField(max_length=120)
    document_on = models.DateField()
    notice_version = models.CharField(max_length=20, blank=True)
    notice_hash = models.CharField(max_length=64, blank=True)
    method = models.CharField(max_length=40, blank=True)
    witness = models.CharField(max_length=200, blank=True)
    representative = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()
    withdrawn_on = models.DateField(null=True)

    protection: ClassVar[dict[str, Any]] = {
        "witness": personal("3(1)", "proof", keep=PROOF),
        "representative": personal("3(8)", "proof", keep=PROOF),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_on__isnull=True),
                name="one_standing_consent_a_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.purpose}"


class RetentionNotice(Scoped):
    """A file whose time runs out: nothing for 22 months, or struck off; noted by the daily round.

    It erases nothing. Somebody decides by ``erase_on``; the note goes with the file, or when
    the file lives again.
    """

    view_action = "people.withdraw"
    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    since = models.DateField()
    erase_on = models.DateField(db_index=True)
    noted_on = models.DateField()

    def __str__(self) -> str:
        return f"#{self.person_id} {self.erase_on:%d/%m/%Y}"


class MembershipKind(models.TextChoices):
    PROBATIONARY = "probationary", _("Đảng viên dự bị")
    FULL = "full", _("Đảng viên chính thức")


class LeftHow(models.TextChoices):
    """The values of ``left_party.how`` in the case contract, and death."""

    REMOVED = "removed", _("Bị xoá tên")
    EXPELLED = "expelled", _("Bị khai trừ")
    OWN_REQUEST = "own_request", _("Xin ra khỏi Đảng")
    OWN_REQUEST_FAMILY = "own_request_family", _("Xin ra vì gia đình đặc biệt khó khăn")
    DROPPED_OUT = "dropped_out", _("Tự bỏ sinh hoạt")
    POPULATION_POLICY = "population_policy", _("Vi phạm chính sách dân số")
    DIED = "died", _("Từ trần")


class Membership(Scoped):
    """One person's time in the Party, from the ceremony to the day of leaving (exclusive)."""

    view_action = "people.view"
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    joined_on = models.DateField()
    full_from = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    left_how = models.CharField(max_length=24, choices=LeftHow, blank=True)
    card_number = models.CharField(max_length=12, blank=True)

    protection: ClassVar[dict[str, Any]] = {
        "card_number": personal("3(5)", "membership", keep=MEMBER_FILE),
        "joined_on": personal("3(1)", "membership", keep=MEMBER_FILE),
        "full_from": personal("3(1)", "membership", keep=MEMBER_FILE),
        "left_on": personal("3(1)", "membership", keep=MEMBER_FILE),
        "left_how": personal("3(1)", "membership", keep=MEMBER_FILE),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(left_on__isnull=True),
                name="one_membership_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.joined_on:%d/%m/%Y}"


class Name(models.Model):
    """A name that somebody on file bears, as it is sorted and found; see ``stock``.

    Derived from the rows of people; it goes with the last who bears it, and so do its words, which
    the database keeps in an index of its own.
    """

    sort_key = models.CharField(max_length=400, db_index=True)
    folded = models.CharField(max_length=202)
    spelled = models.CharField(max_length=402)

    protection: ClassVar[dict[str, Any]] = {
        "sort_key": personal("3(1)"),
        "folded": personal("3(1)"),
        "spelled": personal("3(1)"),
    }

    def __str__(self) -> str:
        return f"#{self.pk}"
