"""What writers, editors and approvers send."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.portal.files.forms import FilesField, RichText
from nguon.portal.files.models import StoredFile
from nguon.portal.forms import Moment
from nguon.portal.models import Article, Category
from nguon.portal.news.words import Words

MOST_OFFERED = 60


class Begin(forms.Form):
    """The first two things that an article needs."""

    title = forms.CharField(label=gettext_lazy("Tiêu đề"), max_length=250)
    category = forms.ModelChoiceField(
        Category.objects.all(), label=gettext_lazy("Chuyên mục"), empty_label=None
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""


class Write(Begin):
    """The whole text; ``seen`` is the newest revision that the page knows."""

    lead = forms.CharField(
        label=gettext_lazy("Lời dẫn"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body = forms.CharField(
        label=gettext_lazy("Nội dung"),
        required=False,
        max_length=200_000,
        widget=RichText(attrs={"rows": 22}),
    )
    author = forms.CharField(label=gettext_lazy("Tác giả"), required=False, max_length=200)
    source = forms.CharField(label=gettext_lazy("Nguồn tin"), required=False, max_length=200)
    source_link = forms.URLField(
        label=gettext_lazy("Địa chỉ nguồn tin"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    tags = forms.CharField(
        label=gettext_lazy("Thẻ"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Cách nhau bằng dấu phẩy."),
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def words(self) -> Words:
        told = dict(self.cleaned_data)
        del told["seen"]
        return Words(**told)


class Steps(forms.Form):
    """What to do with the text besides keeping it."""

    at = forms.DateTimeField(
        label=gettext_lazy("Đăng từ"),
        required=False,
        widget=Moment,
        help_text=gettext_lazy("Để trống: đăng ngay."),
    )
    until = forms.DateTimeField(
        label=gettext_lazy("Đến"),
        required=False,
        widget=Moment,
        help_text=gettext_lazy("Để trống: không hết hạn."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do trả lại"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        if at and at.year < 1990:
            raise ValidationError(_("Ngày giờ đăng không đúng."))
        return at


class Files(forms.Form):
    """Files of the library that stand with the article, in the order in which they were added."""

    attached = FilesField(
        label=gettext_lazy("Ảnh và tệp kèm theo"),
        required=False,
        help_text=gettext_lazy("Ảnh đầu tiên đứng đầu bài."),
    )

    def __init__(self, *args: Any, article: Article, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.chosen = list(article.attachments.values_list("file__ref", flat=True))
        self.initial["attached"] = self.chosen

    def in_order(self) -> list[StoredFile]:
        """Those that stood there first, in their order; then the others."""
        places = {ref: place for place, ref in enumerate(self.chosen)}
        last = len(places)
        return sorted(self.cleaned_data["attached"], key=lambda file: places.get(file.ref, last))


class Related(forms.Form):
    related = forms.ModelMultipleChoiceField(
        Article.objects.none(),
        label=gettext_lazy("Bài liên quan"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=gettext_lazy("Giữ phím Ctrl để chọn nhiều bài."),
    )

    def __init__(self, *args: Any, article: Article, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        chosen = list(article.related.values_list("pk", flat=True))
        newest = Article.objects.published(at).exclude(pk=article.pk).values_list("pk", flat=True)
        offered = Article.objects.filter(pk__in=[*chosen, *newest[:MOST_OFFERED]])
        self.fields["related"].queryset = offered.order_by("-published_at")  # type: ignore[attr-defined]
        self.initial["related"] = chosen
