"""Forms about people. Boxes of consent start empty; nothing sensitive is ever filled in."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.people import queries
from nguon.people.consent import ConsentGiven
from nguon.people.models import Basis, Gender, Person, Purpose, Schooling, Standing
from nguon.web.forms import DateField, Form, KnownField, PlaceForm, RefusableForm
from nguon.web.people.labels import BASIC, CITIZENSHIPS, NONE_OF_THESE, REASONS, SENSITIVE

UNKNOWN = ("", _("Chưa rõ"))
METHODS = (("paper", _("Ký phiếu giấy")), ("spoken", _("Nói trước người làm chứng")))
OFF = {"autocomplete": "off"}
DIGITS = {"autocomplete": "off", "inputmode": "numeric", "class": "short"}


class KeeperForm(PlaceForm):
    """The organisation that keeps a file."""

    place = forms.ChoiceField(label=_("Chi bộ, tổ chức đảng theo dõi"))


class BasicForm(RefusableForm):
    """The basic data of a person; what is not known is left open."""

    full_name = forms.CharField(label=BASIC["full_name"], max_length=200)
    born_on = DateField(label=BASIC["born_on"], required=False)
    gender = forms.ChoiceField(
        label=BASIC["gender"], choices=[UNKNOWN, *Gender.choices], required=False
    )
    id_number = forms.CharField(
        label=BASIC["id_number"],
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs=DIGITS),
    )
    phone = forms.CharField(
        label=BASIC["phone"], max_length=30, required=False, widget=forms.TextInput(attrs=DIGITS)
    )
    native_place = forms.CharField(label=BASIC["native_place"], max_length=300, required=False)
    address = forms.CharField(label=BASIC["address"], max_length=300, required=False)
    occupation = forms.CharField(label=BASIC["occupation"], max_length=200, required=False)
    schooling = forms.TypedChoiceField(
        label=BASIC["schooling"],
        choices=[UNKNOWN, *Schooling.choices],
        empty_value=None,
        required=False,
    )
    standing = forms.MultipleChoiceField(
        label=BASIC["standing"],
        choices=[*Standing.choices, (NONE_OF_THESE, _("Không thuộc diện nào"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chưa rõ thì không đánh dấu."),
        required=False,
    )
    citizenship = forms.TypedChoiceField(
        label=BASIC["citizenship"],
        choices=[UNKNOWN, *CITIZENSHIPS.items()],
        empty_value=None,
        required=False,
    )
    youth_union_member = KnownField(label=BASIC["youth_union_member"])
    trade_union_member = KnownField(label=BASIC["trade_union_member"])
    married = KnownField(label=BASIC["married"])
    special_need = KnownField(label=BASIC["special_need"])
    office_code = forms.CharField(label=BASIC["office_code"], max_length=40, required=False)

    def clean_standing(self) -> list[str] | None:
        chosen: list[str] = self.cleaned_data["standing"]
        if NONE_OF_THESE in chosen and len(chosen) > 1:
            raise ValidationError(_("Đã đánh dấu “không thuộc diện nào” thì bỏ các dấu khác."))
        return [value for value in chosen if value != NONE_OF_THESE] if chosen else None

    def basic(self) -> dict[str, Any]:
        """The basic data as typed, by field of the person."""
        return {name: self.cleaned_data[name] for name in BASIC}


class ConsentForm(RefusableForm):
    """What a signed sheet says: a box a purpose, the number and the day of the sheet."""

    document = forms.CharField(label=_("Số phiếu ý kiến"), max_length=120)
    document_on = DateField(label=_("Ngày ký phiếu"))
    method = forms.ChoiceField(label=_("Cách bày tỏ"), choices=METHODS, widget=forms.RadioSelect)
    witness = forms.CharField(label=_("Người làm chứng"), max_length=200, required=False)
    representative = forms.CharField(
        label=_("Người đại diện theo pháp luật và lý do"),
        help_text=_("Chỉ khi người đó từ 16 đến dưới 18 tuổi."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, purposes: Iterable[str] = Purpose, **options: Any) -> None:
        super().__init__(*args, **options)
        boxes: dict[str, forms.Field] = {
            _box(purpose): forms.BooleanField(label=Purpose(purpose).label, required=False)
            for purpose in purposes
        }
        self.fields = {**boxes, **self.fields}

    def boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("agrees_")]

    def others(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("agrees_")]

    def consents(self) -> list[ConsentGiven]:
        """One consent for every box that was ticked."""
        typed = self.cleaned_data
        sheet = ("document", "document_on", "method", "witness", "representative")
        return [
            ConsentGiven(
                purpose=purpose.value, basis=Basis.CONSENT, **{name: typed[name] for name in sheet}
            )
            for purpose in Purpose
            if typed.get(_box(purpose))
        ]


class RegisterForm(ConsentForm, BasicForm, KeeperForm):
    """Somebody who signed the sheet, with the basic data."""

    different = forms.BooleanField(
        label=_("Đã xem: đây là người khác với những người nêu trên"), required=False
    )
    field_order = ("place", *BASIC)

    def about_person(self) -> list[forms.BoundField]:
        return [self[name] for name in ("place", *BASIC)]

    def about_sheet(self) -> list[forms.BoundField]:
        known = {"place", "different", *BASIC}
        return [field for field in self.others() if field.name not in known]

    def same(self, *, by: Actor) -> list[Person]:
        """Who in sight may be this person already, unless the clerk said that nobody is."""
        typed = self.cleaned_data
        if typed["different"]:
            return []
        return queries.likely_same(typed["full_name"], typed["born_on"], "", by=by)


class AgreeForm(ConsentForm, BasicForm):
    """Somebody from the stubs agreed."""

    def about_sheet(self) -> list[forms.BoundField]:
        return [field for field in self.others() if field.name not in BASIC]

    def about_person(self) -> list[forms.BoundField]:
        return [self[name] for name in BASIC]


class CorrectForm(BasicForm):
    """The basic data as they should be, and why."""

    reason = forms.CharField(
        label=_("Lý do sửa, căn cứ"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Giá trị cũ và lý do được giữ kín cùng hồ sơ."),
    )

    def changes(self, person: Person) -> dict[str, Any]:
        """What differs from the file."""
        return {
            name: value for name, value in self.basic().items() if value != getattr(person, name)
        }


class SensitiveForm(RefusableForm):
    """What the procedure must ask. Never filled in: reading it is another act, on record."""

    ethnicity = forms.CharField(
        label=SENSITIVE["ethnicity"], max_length=60, required=False, widget=forms.TextInput(OFF)
    )
    religion = forms.CharField(
        label=SENSITIVE["religion"], max_length=60, required=False, widget=forms.TextInput(OFF)
    )
    healthy = KnownField(label=SENSITIVE["healthy"])
    foreign_spouse = KnownField(label=SENSITIVE["foreign_spouse"])
    children_born = forms.CharField(
        label=SENSITIVE["children_born"],
        help_text=_("Mỗi ngày cách nhau dấu phẩy, ví dụ 01/05/2021, 30/11/2023. Không có con: 0."),
        max_length=200,
        required=False,
        widget=forms.TextInput(OFF),
    )
    population_exemption = KnownField(label=SENSITIVE["population_exemption"])
    political_history_issue = KnownField(label=SENSITIVE["political_history_issue"])
    reason = forms.CharField(label=_("Căn cứ"), max_length=500, initial=_("Người đó tự khai"))

    def clean_children_born(self) -> list[date] | None:
        typed = self.cleaned_data["children_born"].strip()
        if not typed:
            return None
        return [] if typed == "0" else [_day(part) for part in typed.split(",")]

    def values(self) -> Mapping[str, Any]:
        """What was filled in; what was left empty stays as it is."""
        typed = {name: self.cleaned_data[name] for name in SENSITIVE}
        return {name: value for name, value in typed.items() if value not in (None, "")}

    def clean(self) -> None:
        if not self.errors and not self.values():
            raise ValidationError(_("Chưa điền mục nào."))


class OpenForm(Form):
    """Why sensitive fields are opened; a code, for it stays in the trail."""

    why = forms.ChoiceField(label=_("Mở để làm gì"), choices=list(REASONS.items()))


class WithdrawForm(RefusableForm):
    on = DateField(label=_("Ngày rút lại"))


class NominateForm(KeeperForm):
    """Whom to ask; nothing but what asking needs."""

    name = forms.CharField(label=_("Họ và tên"), max_length=200, widget=forms.TextInput(attrs=OFF))
    referred_by = forms.CharField(label=_("Ai giới thiệu"), max_length=200)
    reach = forms.CharField(
        label=_("Gặp bằng cách nào"),
        max_length=200,
        help_text=_("Không ghi dân tộc, tôn giáo, thái độ hay nhận xét."),
    )


class NoticeForm(RefusableForm):
    on = DateField(label=_("Ngày thông báo cho người đó"))


class AllowForm(KeeperForm):
    """The committee's decision that people may be named before they are asked."""

    on = DateField(label=_("Từ ngày"))
    document = forms.CharField(label=_("Số, ngày văn bản quyết định"), max_length=200)


def _box(purpose: str) -> str:
    return f"agrees_{purpose}"


def _day(text: str) -> date:
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 - a day, no hour
    except ValueError as wrong:
        raise ValidationError(_("“%(day)s” không phải là ngày.") % {"day": text}) from wrong
