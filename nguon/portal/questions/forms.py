"""What citizens and those who answer them send."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.portal.forms import Stamped
from nguon.portal.http import age_of
from nguon.portal.questions.models import Question
from nguon.portal.questions.operations import Asked, Published

TOO_QUICK = timedelta(seconds=3)
OFF = {"autocomplete": "off"}


class Plain(forms.Form):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""


class Ask(Stamped):
    """A question. ``website`` is a trap: people do not see it, programs fill it in."""

    title = forms.CharField(
        label=gettext_lazy("Hỏi về việc gì"),
        max_length=150,
        help_text=gettext_lazy("Một câu ngắn, ví dụ: Thời gian cấp lại giấy khai sinh."),
    )
    text = forms.CharField(
        label=gettext_lazy("Nội dung câu hỏi"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "Không ghi số căn cước, số điện thoại, tình trạng sức khoẻ hay tên người khác."
        ),
    )
    name = forms.CharField(
        label=gettext_lazy("Tên hoặc bút danh"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    contact = forms.CharField(
        label=gettext_lazy("Điện thoại hoặc thư điện tử (không bắt buộc)"),
        max_length=120,
        required=False,
        help_text=gettext_lazy(
            "Được niêm phong, chỉ người trả lời mở được khi cần hỏi thêm; xoá 30 ngày sau khi trả "
            "lời, chậm nhất 180 ngày sau khi gửi."
        ),
    )
    may_publish = forms.BooleanField(
        label=gettext_lazy("Đồng ý đăng câu hỏi và câu trả lời cho mọi người đọc"),
        required=False,
        help_text=gettext_lazy("Rút lại được bất cứ lúc nào bằng mã tra cứu."),
    )
    may_name = forms.BooleanField(
        label=gettext_lazy("Khi đăng, được nêu tên hoặc bút danh ở trên"), required=False
    )
    website = forms.CharField(
        label=gettext_lazy("Để trống ô này"),
        required=False,
        widget=forms.TextInput(attrs={**OFF, "tabindex": "-1"}),
    )

    def clean_stamp(self) -> str:
        stamp = super().clean_stamp()
        if age_of(stamp, self.at) < TOO_QUICK:
            raise ValidationError(_("Gửi nhanh quá. Xin đọc lại rồi gửi."))
        return stamp

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Ô này phải để trống."))
        return ""

    def asked(self) -> Asked:
        told = self.cleaned_data
        return Asked(
            title=told["title"],
            text=told["text"],
            name=told["name"],
            contact=told["contact"],
            may_publish=told["may_publish"],
            may_name=told["may_name"],
            form=told["stamp"],
        )


class Receipt(Plain):
    """The code that was shown when the question was sent."""

    code = forms.CharField(
        label=gettext_lazy("Mã tra cứu"),
        max_length=40,
        help_text=gettext_lazy("16 chữ và số, dạng XXXX-XXXX-XXXX-XXXX."),
        widget=forms.TextInput(
            attrs={**OFF, "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )
    act = forms.ChoiceField(choices=[(s, s) for s in ("see", "withdraw")], required=False)


class Assign(Plain):
    department = forms.CharField(label=gettext_lazy("Bộ phận trả lời"), max_length=150)


class Answer(Plain):
    department = forms.CharField(label=gettext_lazy("Bộ phận trả lời"), max_length=150)
    text = forms.CharField(
        label=gettext_lazy("Nội dung trả lời"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class Refuse(Plain):
    reason = forms.CharField(
        label=gettext_lazy("Lý do không trả lời"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Publish(Plain):
    """What everybody is to read; at first the words of the question itself."""

    title = forms.CharField(label=gettext_lazy("Tiêu đề"), max_length=150)
    text = forms.CharField(
        label=gettext_lazy("Câu hỏi, đã bỏ thông tin cá nhân"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    answer = forms.CharField(
        label=gettext_lazy("Câu trả lời"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    named = forms.BooleanField(label=gettext_lazy("Nêu tên người hỏi"), required=False)

    @classmethod
    def of(cls, question: Question) -> "Publish":
        """The form with what is published, or what might be."""
        return cls(
            initial={
                "title": question.public_title or question.title,
                "text": question.public_text or question.text,
                "answer": question.public_answer or question.answer,
                "named": bool(question.public_name),
            }
        )

    def published(self) -> Published:
        return Published(**self.cleaned_data)
