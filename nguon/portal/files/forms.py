"""What an editor sends with a file, and how another room's form picks one that is there."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.portal.files import queries
from nguon.portal.files.models import Kind


class Describe(forms.Form):
    """The words that readers are told."""

    alt = forms.CharField(
        label=gettext_lazy("Chữ thay ảnh"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Ảnh cho thấy gì, cho người nghe trang thay vì nhìn."),
    )
    caption = forms.CharField(label=gettext_lazy("Chú thích"), required=False, max_length=300)
    credit = forms.CharField(
        label=gettext_lazy("Người chụp, nguồn"), required=False, max_length=120
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""


class PutIn(Describe):
    """A file of one kind with its words."""

    file = forms.FileField(label=gettext_lazy("Tệp"), max_length=255)
    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=Kind.choices)
    decorative = forms.BooleanField(
        label=gettext_lazy("Ảnh chỉ để trang trí, không cần chữ thay"), required=False
    )
    field_order = ("file", "kind", "alt", "decorative", "caption", "credit")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        bare = not found.get("alt", "").strip() and not found.get("decorative")
        if found.get("kind") == Kind.PICTURE and bare:
            self.add_error(
                "alt", ValidationError(_("Viết chữ thay ảnh, hoặc đánh dấu trang trí."))
            )
        return found


class RichText(forms.Textarea):
    """A text written as it will look; without its script, as plain HTML."""

    template_name = "files/_rich.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-rich": static("django_prose_editor/editor.js"),
            "data-pictures": address_of_picker(Kind.PICTURE),
        }
        return context


class Pick(forms.Widget):
    """The newest files of a kind to choose from, and any other by search or by its code."""

    template_name = "files/_pick_field.html"
    use_fieldset = True
    input_type = "radio"
    choices: object = ()  # set by the field; too many to be shown

    def __init__(self, kind: str = "", *, nothing: str | Promise = "") -> None:
        super().__init__()
        self.kind, self.nothing = kind, nothing

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = [str(ref) for ref in (value if isinstance(value, list) else [value]) if ref]
        context["widget"] |= {
            "type": self.input_type,
            "chosen": chosen,
            "offered": queries.offered(chosen, kind=self.kind),
            "nothing": "" if self.is_required else self.nothing,
            "picker": address_of_picker(self.kind),
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return picked(data, name)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""


class PickMany(Pick):
    """The same for several files at once."""

    input_type = "checkbox"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = data.get(f"{name}-ref", "").split()
        return [*data.getlist(name), *typed]


class FileField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Picks one file of a kind."""

    def __init__(self, kind: str, **options: Any) -> None:
        nothing = options.pop("nothing", gettext_lazy("Không có"))
        options.setdefault("widget", Pick(kind, nothing=nothing))
        super().__init__(queries.library(kind=kind), to_field_name="ref", **options)


class FilesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Picks files of any kind."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", PickMany())
        super().__init__(queries.library(), to_field_name="ref", **options)


def picked(data: Any, name: str) -> str:
    """The code of the file that was picked: one that was typed comes first."""
    typed: str = data.get(f"{name}-ref", "").strip()
    return typed or data.get(name, "")


def address_of_picker(kind: str) -> str:
    """Where files of a kind, or of any, are looked for."""
    return f"{reverse('desk_pick')}?{urlencode({'loai': kind})}"
