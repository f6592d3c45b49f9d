"""Forms of the import. Boxes of consent start empty; each purpose is a box of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from nguon.people.models import Basis, Purpose
from nguon.reports.columns import COLUMNS, SKIP
from nguon.reports.queries import offices
from nguon.reports.report import Tie
from nguon.web.forms import DateField, Form

LATER = ("", _("Chưa chọn"))
NOT_READ = (SKIP, _("Bỏ qua cột này"))


class UploadForm(Form):
    """Which list, and of which committee."""

    place = forms.ChoiceField(label=_("Cấp uỷ của danh sách"))
    file = forms.FileField(
        label=_("Tệp Excel (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("Nhiều nhất 12 MB. Tệp được giữ kín và bị xoá khi nhập xong."),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("place", offices(by=by))

    def organization(self) -> Organization:
        return Organization.objects.get(slug=self.cleaned_data["place"])


class TieForm(Form):
    """What stands behind rows: a signed sheet for candidates, a document for members."""

    basis = forms.ChoiceField(
        label=_("Căn cứ"),
        choices=[
            (Basis.CONSENT, _("Phiếu đồng ý đã ký (đối tượng)")),
            (Basis.MEMBERSHIP, _("Văn bản làm căn cứ giữ hồ sơ (đảng viên)")),
        ],
        widget=forms.RadioSelect,
    )
    document = forms.CharField(label=_("Số của phiếu hoặc văn bản"), max_length=120)
    document_on = DateField(label=_("Ngày của phiếu hoặc văn bản"))
    purposes = forms.MultipleChoiceField(
        label=_("Phiếu đồng ý những gì (đánh dấu đúng như trên phiếu)"),
        choices=Purpose.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sheet = forms.ChoiceField(label=_("Trang tính"), required=False)
    first = forms.IntegerField(label=_("Từ hàng"), min_value=1, required=False)
    last = forms.IntegerField(label=_("Đến hàng"), min_value=1, required=False)

    def __init__(self, *args: Any, sheets: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("sheet", [("", _("Mọi trang")), *((name, name) for name in sheets)])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if last and (not first or last < first):
            raise ValidationError(_("Hàng cuối phải sau hàng đầu."))
        return said

    def tie(self) -> Tie:
        said = self.cleaned_data
        of_members = said["basis"] == Basis.MEMBERSHIP
        purposes = (Purpose.DEVELOPMENT.value,) if of_members else tuple(said["purposes"])
        return Tie(
            said["basis"],
            said["document"],
            said["document_on"],
            purposes,
            said["sheet"],
            said["first"] or 0,
            said["last"] or 0,
        )


class ColumnsForm(Form):
    """What the headings that nobody knew yet mean; asked once."""

    def __init__(self, *args: Any, headings: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.headings = list(dict.fromkeys(headings))
        columns = [(column.key, column.heading) for column in COLUMNS]
        for number, heading in enumerate(self.headings):
            self.fields[f"heading_{number}"] = forms.ChoiceField(
                label=heading, choices=[LATER, NOT_READ, *columns], required=False
            )

    def meanings(self) -> Mapping[str, str]:
        said = (self.cleaned_data[f"heading_{n}"] for n in range(len(self.headings)))
        return {heading: key for heading, key in zip(self.headings, said, strict=True) if key}
