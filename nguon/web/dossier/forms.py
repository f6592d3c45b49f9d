"""Forms of papers, of files sent back, and of the book of loans."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.core.actor import Actor
from nguon.dossier.book import Slip
from nguon.dossier.catalogue import PARTS, kinds
from nguon.dossier.models import BookLine, FileReturn, Paper
from nguon.dossier.operations import TOLD, NotTaken, Sent
from nguon.web.dossier.words import WHAT_TO_DO
from nguon.web.forms import DateField, Form, RefusableForm, UnderForm

ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.docx"
WORDS = forms.Textarea(attrs={"rows": 3})
MEGABYTE = 1 << 20


class ManyFiles(forms.FileInput):
    """A choice of several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files in the order in which they were chosen."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", ManyFiles(attrs={"accept": ACCEPTED}))
        super().__init__(allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        given = data if isinstance(data, list | tuple) else [data]
        found = [super(FilesField, self).clean(each, initial) for each in given]
        if any((each.size or 0) > settings.UPLOAD_LIMIT for each in found):
            raise ValidationError(self._too_large(), code="too_large")
        return found

    def _too_large(self) -> str:
        most = settings.UPLOAD_LIMIT // MEGABYTE
        return _(
            "Mỗi lần gửi nhiều nhất %d MB. Chưa ghi gì: gửi ít trang hơn, rồi mở giấy ấy và thêm "
            "các trang còn lại."
        ) % most  # fmt: skip


class FilesForm(RefusableForm):
    """The pages of a paper."""

    scans = FilesField(
        label=gettext_lazy("Ảnh chụp hoặc tệp"),
        help_text=gettext_lazy(
            "JPEG, PNG, WebP, PDF hoặc .docx không có macro, tất cả nhiều nhất 12 MB. Chọn nhiều "
            "ảnh thì mỗi ảnh là một trang, theo thứ tự đã chọn. Không chụp thẻ căn cước; không "
            "đưa lên tài liệu có độ mật."
        ),
    )

    def sent(self) -> list[Sent]:
        return [Sent(each.name or "", each.read()) for each in self.cleaned_data["scans"]]

    def refuse(self, refusal: Exception) -> None:
        """Say what is wrong with a file, and what to do about it."""
        super().refuse(refusal)
        if isinstance(refusal, NotTaken) and refusal.code in WHAT_TO_DO:
            self.add_error("scans", str(WHAT_TO_DO[refusal.code]))


class PaperForm(FilesForm):
    """Which paper, of which day and number, with its pages."""

    field_order = ("code", "scans", "dated_on", "document")
    code = forms.ChoiceField(label=gettext_lazy("Giấy"))
    dated_on = DateField(label=gettext_lazy("Ngày ghi trên giấy"), required=False)
    document = forms.CharField(label=gettext_lazy("Số, ký hiệu"), max_length=120, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: list[tuple[str, Any]] = [("", _("Chọn giấy"))]
        for part, title in PARTS.items():
            own = [kind for kind in kinds().values() if kind.part == part]
            choices.append((str(title), [(kind.code, _named(kind.code)) for kind in own]))
        self.offer("code", choices)

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {name: given[name] for name in ("code", "dated_on", "document")}


class OutForm(RefusableForm):
    """Why a paper is taken out."""

    why = forms.ChoiceField(
        label=gettext_lazy("Lý do"),
        choices=[(code, label) for code, label in Paper.Out.choices if code != TOLD],
        help_text=gettext_lazy(
            "Giấy đã có bản khác thay thì bản cũ được giữ; các lý do khác thì nội dung bị huỷ "
            "hẳn, chỉ còn dòng ghi đã rút."
        ),
    )


class SendBackForm(RefusableForm):
    """What is wrong with a file that goes back."""

    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Lý do"),
        choices=FileReturn.Reason.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label=gettext_lazy("Cần làm gì"), max_length=1000, required=False, widget=WORDS,
        help_text=gettext_lazy("Lời này được giữ kín, chỉ người được mở hồ sơ đọc."),
    )  # fmt: skip
    on = DateField(label=gettext_lazy("Ngày trả"))
    due_on = DateField(label=gettext_lazy("Nộp lại trước ngày"), required=False)
    document = forms.CharField(
        label=gettext_lazy("Số công văn, phiếu trả"), max_length=120, required=False
    )


class HandInForm(RefusableForm):
    """That a file was handed in again."""

    on = DateField(label=gettext_lazy("Ngày nộp lại"))
    words = forms.CharField(
        label=gettext_lazy("Đã bổ sung gì"), max_length=1000, required=False, widget=WORDS
    )


class ReturnedForm(UnderForm):
    """Which returns: under one place, those waiting or all."""

    loc = forms.ChoiceField(
        label=gettext_lazy("Xem"),
        required=False,
        choices=(("", gettext_lazy("Chưa nộp lại")), ("tat-ca", gettext_lazy("Tất cả"))),
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="development.view", **options)

    def all(self) -> bool:
        return self.is_valid() and self.cleaned_data["loc"] == "tat-ca"


class BookForm(UnderForm):
    """Which lines of the book: of one place and year, or only what is out."""

    field_order = ("tai", "nam", "loc")
    nam = forms.IntegerField(
        label=gettext_lazy("Năm"), required=False, min_value=2000, max_value=2200
    )
    loc = forms.ChoiceField(
        label=gettext_lazy("Xem"),
        required=False,
        choices=(("", gettext_lazy("Tất cả")), ("dang-muon", gettext_lazy("Đang cho mượn"))),
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="dossier.book", **options)

    def asked(self) -> dict[str, Any]:
        """What the query takes; a typing error falls back to nothing asked."""
        given = self.cleaned_data if self.is_valid() else {}
        return {
            "organization": self.organization(),
            "year": given.get("nam"),
            "out": given.get("loc") == "dang-muon",
        }


class SlipForm(RefusableForm):
    """A dossier that changes hands: for good, or lent until a day."""

    field_order = ("kind", "what", "on", "until", "giver", "taker", "pieces", "document", "words")
    kind = forms.ChoiceField(
        label=gettext_lazy("Việc"),
        choices=[(each.value, each.label) for each in (BookLine.Kind.LENT, BookLine.Kind.HANDED)],
    )
    what = forms.ChoiceField(label=gettext_lazy("Loại hồ sơ"), choices=BookLine.What.choices)
    on = DateField(label=gettext_lazy("Ngày"))
    until = DateField(
        label=gettext_lazy("Hạn trả"), required=False,
        help_text=gettext_lazy("Phải ghi khi cho mượn."),
    )  # fmt: skip
    giver = forms.CharField(label=gettext_lazy("Bên giao"), max_length=200)
    taker = forms.CharField(label=gettext_lazy("Bên nhận"), max_length=200)
    pieces = forms.IntegerField(
        label=gettext_lazy("Số tờ, số tài liệu"), required=False, min_value=1, max_value=9999
    )
    document = forms.CharField(
        label=gettext_lazy("Số phiếu, biên bản"), max_length=120, required=False
    )
    words = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") == BookLine.Kind.LENT and "until" in given and not given["until"]:
            self.add_error("until", _("Cho mượn thì phải ghi hạn trả."))
        return given

    def slip(self) -> Slip:
        given = self.cleaned_data
        names = ("what", "giver", "taker", "pieces", "document", "words")
        return Slip(**{name: given[name] for name in names})


class BackForm(RefusableForm):
    """That a dossier is back."""

    on = DateField(label=gettext_lazy("Ngày trả"))
    words = forms.CharField(label=gettext_lazy("Tình trạng"), max_length=300, required=False)


class StrikeForm(RefusableForm):
    """Why a line is struck out."""

    words = forms.CharField(label=gettext_lazy("Lý do gạch bỏ"), max_length=300)


FORMS: dict[str, type[Form]] = {"tra": BackForm, "gach": StrikeForm, "chua-tra": StrikeForm}


def _named(code: str) -> str:
    title = kinds()[code].title
    return f"{code} {title}" if any(sign.isdigit() for sign in code) else title


def given(form: Form, names: Sequence[str]) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in names}
