"""What an editor says of an album or a clip."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from nguon.portal.files.forms import FileField
from nguon.portal.files.models import Kind


class AlbumWords(forms.Form):
    title = forms.CharField(label=gettext_lazy("Tên"), max_length=200)
    about = forms.CharField(
        label=gettext_lazy("Giới thiệu"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""


class ClipWords(AlbumWords):
    video = FileField(Kind.CLIP, label=gettext_lazy("Video"))
    poster = FileField(Kind.PICTURE, label=gettext_lazy("Ảnh mở đầu"), required=False)
    captions = FileField(
        Kind.CAPTIONS,
        label=gettext_lazy("Phụ đề"),
        required=False,
        help_text=gettext_lazy("Lời nói trong video, cho người không nghe được."),
    )


class AddPicture(forms.Form):
    picture = FileField(Kind.PICTURE, label=gettext_lazy("Ảnh trong thư viện"))
