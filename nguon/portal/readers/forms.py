"""What readers and moderators send. Forms work without scripts and need no cookie."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.portal.forms import Moment, Stamped
from nguon.portal.http import age_of
from nguon.portal.models import POINTS, Article, Comment, CommentState

TOO_QUICK = timedelta(seconds=3)


class Rate(Stamped):
    points = forms.TypedChoiceField(coerce=int, choices=[(n, str(n)) for n in POINTS])


class WriteComment(Stamped):
    """A comment. ``website`` is a trap: people do not see it, programs fill it in."""

    name = forms.CharField(
        label=gettext_lazy("Tên hiển thị"),
        max_length=80,
        help_text=gettext_lazy("Có thể là bút danh; không cần tên thật."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Ý kiến"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    parent = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(
        label=gettext_lazy("Để trống ô này"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, article: Article, **options: Any) -> None:
        super().__init__(*args, **options)
        self.article = article

    def clean_stamp(self) -> str:
        stamp = super().clean_stamp()
        if age_of(stamp, self.at) < TOO_QUICK:
            raise ValidationError(_("Gửi nhanh quá. Xin đọc lại rồi gửi."))
        return stamp

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Ô này phải để trống."))
        return ""

    def clean_parent(self) -> Comment | None:
        ref = self.cleaned_data["parent"]
        if not ref:
            return None
        found = shown_comment(self.article, ref)
        if found is None:
            raise ValidationError(_("Ý kiến được trả lời không còn ở đây."))
        return found


class Decide(forms.Form):
    decision = forms.ChoiceField(choices=[(s, s) for s in ("show", "hide")])


class Demanded(forms.Form):
    """By which paper who demands that a comment is hidden."""

    document = forms.CharField(label=gettext_lazy("Số văn bản yêu cầu"), max_length=80)
    issuer = forms.CharField(label=gettext_lazy("Cơ quan yêu cầu"), max_length=200)
    received_at = forms.DateTimeField(label=gettext_lazy("Nhận lúc"), widget=Moment)
    urgent = forms.BooleanField(
        label=gettext_lazy("Khẩn cấp (ẩn trong 6 giờ, thay vì 24 giờ)"), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""


def shown_comment(article: Article, ref: str) -> Comment | None:
    """The comment ``ref`` below ``article``, if everybody may read it."""
    return article.comments.filter(ref=ref, state=CommentState.SHOWN).first()
