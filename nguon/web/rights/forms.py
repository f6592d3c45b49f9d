"""Forms of the rights desk."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nguon.accounts.models import User
from nguon.core.actor import Actor
from nguon.rights.incidents import HERE, SOUNDED
from nguon.rights.models import Ground, Kind
from nguon.web.forms import DateField, FilterForm, PlaceForm, RefusableForm

WORDS = forms.Textarea(attrs={"rows": 3})
CLOCK = forms.TimeInput(format="%H:%M", attrs={"class": "short", "placeholder": "08:30"})


class AskedForm(RefusableForm):
    """What somebody on file asks for."""

    kind = forms.ChoiceField(label=_("Yêu cầu"), choices=Kind.choices)
    received_on = DateField(label=_("Nhận ngày"))
    document = forms.CharField(
        label=_("Số vào sổ"), max_length=40, help_text=_("Chỉ ghi số, không ghi tên.")
    )
    helped = forms.BooleanField(
        label=_("Có bên khác xử lý dữ liệu thay cơ quan (hạn dài hơn)"), required=False
    )


class StrangerForm(PlaceForm, AskedForm):
    """What somebody asks for who is not on file; nothing is kept of them."""

    field_order = ("place", "kind", "received_on", "document", "helped")

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="rights.receive", **options)


class StepForm(RefusableForm):
    """What was done, on which day."""

    on = DateField(label=_("Ngày"))
    words = forms.CharField(
        label=_("Đã nói gì với người yêu cầu"), max_length=500, widget=WORDS, required=False
    )


class RefuseForm(RefusableForm):
    """On which ground it may not be done, and when the person was told."""

    ground = forms.ChoiceField(label=_("Căn cứ từ chối"), choices=Ground.choices)
    told_on = DateField(label=_("Đã báo người yêu cầu ngày"))
    words = forms.CharField(label=_("Đã nói gì với người yêu cầu"), max_length=500, widget=WORDS)


class DisputeForm(RefusableForm):
    """Which field the person says is wrong, and what was said."""

    field = forms.ChoiceField(label=_("Điều cho là sai"))
    words = forms.CharField(
        label=_("Người đó nói gì"),
        max_length=500,
        widget=WORDS,
        help_text=_("Được giữ kín cùng giá trị đang tranh chấp."),
    )

    def __init__(self, *args: Any, fields: Iterable[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("field", fields)


class AlarmForm(PlaceForm):
    """What went wrong with people's data, and when it was noticed."""

    field_order = ("place", "kind", "noticed_on", "noticed_time", "about", "cyber")
    kind = forms.ChoiceField(
        label=_("Loại"), choices=[(each.value, each.label) for each in SOUNDED]
    )
    noticed_on = DateField(label=_("Phát hiện ngày"))
    noticed_time = forms.TimeField(label=_("Lúc (giờ:phút)"), widget=CLOCK)
    about = forms.CharField(
        label=_("Việc đã xảy ra"),
        max_length=500,
        widget=WORDS,
        help_text=_("Không ghi tên người."),
    )
    cyber = forms.BooleanField(
        label=_("Là sự cố an ninh mạng nghiêm trọng (báo lần đầu trong 24 giờ)"), required=False
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="rights.alarm", **options)

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        at = datetime.combine(said["noticed_on"], said["noticed_time"], tzinfo=HERE)
        return {"noticed_at": at, **{name: said[name] for name in ("kind", "about", "cyber")}}


class CountForm(RefusableForm):
    """Whose reading between which days is counted."""

    accounts = forms.MultipleChoiceField(label=_("Tài khoản"), widget=forms.CheckboxSelectMultiple)
    since = DateField(label=_("Từ ngày"))
    until = DateField(label=_("Đến hết ngày"))

    def __init__(self, *args: Any, users: Iterable[User] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(user.username, user.full_name) for user in users]
        self.fields["accounts"].choices = named  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        users = User.objects.filter(username__in=said["accounts"])
        return {
            "accounts": sorted(users.values_list("pk", flat=True)),
            "since": datetime.combine(said["since"], time.min, tzinfo=HERE),
            "until": datetime.combine(said["until"], time.max, tzinfo=HERE),
        }


class NotifyForm(RefusableForm):
    """When the authority was told, and by which paper."""

    told_on = DateField(label=_("Thông báo ngày"))
    told_time = forms.TimeField(label=_("Lúc (giờ:phút)"), widget=CLOCK)
    document = forms.CharField(label=_("Số của thông báo"), max_length=40)

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        at = datetime.combine(said["told_on"], said["told_time"], tzinfo=HERE)
        return {"at": at, "document": said["document"]}


class CloseForm(RefusableForm):
    """What came of it."""

    on = DateField(label=_("Ngày"))
    outcome = forms.CharField(
        label=_("Kết quả xử lý"), max_length=500, widget=WORDS, help_text=_("Không ghi tên người.")
    )

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class OfficerForm(PlaceForm):
    """Who protects the data, by which paper."""

    field_order = ("place", "name", "reach", "degree", "years", "document", "valid_from")
    name = forms.CharField(label=_("Họ và tên"), max_length=200)
    reach = forms.CharField(label=_("Cách liên hệ"), max_length=200)
    degree = forms.CharField(label=_("Bằng cấp"), max_length=200)
    years = forms.IntegerField(label=_("Số năm kinh nghiệm"), min_value=0, max_value=60)
    document = forms.CharField(label=_("Văn bản cử"), max_length=200)
    valid_from = DateField(label=_("Từ ngày"))

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="rights.name_officer", **options)


class BeginForm(RefusableForm):
    """Since when the office processes people's data."""

    begun_on = DateField(label=_("Bắt đầu xử lý dữ liệu ngày"))


class SendForm(RefusableForm):
    """When the impact file was sent, by which paper."""

    sent_on = DateField(label=_("Gửi ngày"))
    document = forms.CharField(label=_("Số của văn bản gửi"), max_length=40)


class WhichForm(FilterForm):
    """Open requests, or those that have ended."""

    loc = forms.ChoiceField(
        label=_("Xem"), required=False, choices=(("", _("Đang mở")), ("xong", _("Đã kết thúc")))
    )

    def closed(self) -> bool:
        return self.is_valid() and self.cleaned_data["loc"] == "xong"
