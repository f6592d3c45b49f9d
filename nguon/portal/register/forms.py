"""What editors enter in the register, and what readers look for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.portal.files.models import StoredFile
from nguon.portal.register.models import (
    NEEDED,
    OWN_FIELDS,
    WITHOUT_VALIDITY,
    Document,
    Holds,
    Kind,
)
from nguon.portal.register.operations import Beside, Content
from nguon.portal.register.queries import Wanted

COMMON = ("number", "title", "type", "field", "issuer", "signer", "issued_on")
TERM = ("effective_from", "effective_to")
DAY = {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
INSTANT = {
    "widget": forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
}
LONG = {"widget": forms.Textarea(attrs={"rows": 5})}
SHOWN_AS: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("issued_on", "effective_from", "effective_to", "deadline_on"), DAY),
    **dict.fromkeys(("summary", "invited"), LONG),
    "meets_at": INSTANT,
    "title": {"widget": forms.Textarea(attrs={"rows": 2})},
}
SUGGESTED = ("type", "field", "issuer", "signer", "standard", "tax")


class Write(forms.Form):
    """A document of one kind: the common fields, its own, its files and what it replaces."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, kind: str, document: Document | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.label_suffix, self.kind = "", kind
        for name in entered(kind):
            self.fields[name] = _field(name, needed=name in NEEDED.get(kind, ("title",)))
        self.fields["replaces"] = Numbers(
            label=gettext_lazy("Thay thế văn bản"),
            help_text=gettext_lazy(
                "Số, ký hiệu của văn bản trong sổ; nhiều văn bản cách nhau dấu ;"
            ),
        )
        self.fields["amends"] = Numbers(label=gettext_lazy("Thay thế một phần văn bản"))
        self.fields["files"] = forms.ModelMultipleChoiceField(
            label=gettext_lazy("Tệp đã đính kèm"),
            queryset=StoredFile.objects.filter(pk__in=_attached(document)),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=gettext_lazy("Bỏ dấu để gỡ tệp khỏi văn bản."),
        )
        self.fields["upload"] = forms.FileField(
            label=gettext_lazy("Thêm tệp (PDF, DOCX)"), required=False, max_length=255
        )

    @classmethod
    def of(cls, document: Document) -> "Write":
        """The form with what the document says now."""
        told = {name: getattr(document, name) for name in entered(document.kind)}
        whole = document.replaces.select_related("replaced").order_by("pk")
        beside = {
            "seen": document.edition,
            "files": _attached(document),
            "replaces": _numbers(row.replaced for row in whole if row.whole),
            "amends": _numbers(row.replaced for row in whole if not row.whole),
        }
        if document.meets_at:
            told["meets_at"] = timezone.localtime(document.meets_at)
        return cls(kind=document.kind, document=document, initial=told | beside)

    def content(self) -> Content:
        return Content(**{name: self.cleaned_data[name] for name in entered(self.kind)})

    def beside(self, *new: StoredFile) -> Beside:
        told = self.cleaned_data
        return Beside([*told["files"], *new], told["replaces"], told["amends"])


class Numbers(forms.CharField):
    """Documents of the register by their numbers."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=400, **options)

    def clean(self, value: Any) -> list[Document]:
        wanted = [part.strip() for part in super().clean(value).split(";") if part.strip()]
        return [self.one(number) for number in wanted]

    def one(self, number: str) -> Document:
        found = list(Document.objects.filter(number__iexact=number)[:2])
        if not found:
            raise ValidationError(_("Trong sổ không có văn bản số %s.") % number)
        if len(found) > 1:
            raise ValidationError(_("Trong sổ có hơn một văn bản số %s.") % number)
        return found[0]


class Look(forms.Form):
    """How readers narrow the register; whatever makes no sense narrows nothing."""

    tim = forms.CharField(max_length=100, required=False)
    loai_so = forms.ChoiceField(choices=Kind.choices, required=False)
    loai = forms.CharField(max_length=60, required=False)
    linh_vuc = forms.CharField(max_length=80, required=False)
    co_quan = forms.CharField(max_length=150, required=False)
    nam = forms.IntegerField(min_value=1945, max_value=2100, required=False)
    hieu_luc = forms.ChoiceField(choices=Holds.choices, required=False)

    def wanted(self, *, kind: str = "", year: int | None = None) -> Wanted:
        self.is_valid()
        told = self.cleaned_data
        return Wanted(
            words=told.get("tim", ""),
            kind=kind or told.get("loai_so", ""),
            type=told.get("loai", ""),
            field=told.get("linh_vuc", ""),
            issuer=told.get("co_quan", ""),
            year=year or told.get("nam"),
            holds=told.get("hieu_luc", ""),
        )


class Withdraw(forms.Form):
    why = forms.CharField(label=gettext_lazy("Lý do gỡ"), max_length=300)


def entered(kind: str) -> tuple[str, ...]:
    """The fields that an editor fills in for a document of a kind, in their order."""
    term = () if kind in WITHOUT_VALIDITY else TERM
    return (*COMMON, *OWN_FIELDS[kind], *term, "summary")


def _field(name: str, *, needed: bool) -> forms.Field:
    column = Document._meta.get_field(name)
    shown: dict[str, Any] = SHOWN_AS.get(name, {})
    made: forms.Field = column.formfield(required=needed, **shown)  # type: ignore[union-attr, assignment]
    if name in SUGGESTED:
        made.widget.attrs["list"] = f"known-{name}"
    return made


def _attached(document: Document | None) -> list[int]:
    if document is None:
        return []
    return list(document.attachments.values_list("file", flat=True))


def _numbers(documents: Any) -> str:
    return "; ".join(document.number for document in documents)
