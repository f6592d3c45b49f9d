"""Forms of obstacles, visits, reminders and agreements."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nguon.accounts.models import User
from nguon.core.actor import Actor
from nguon.development.models import Case
from nguon.planning.attainment import AS_WAS
from nguon.supervision.causes import Cause
from nguon.supervision.operations import Promised
from nguon.web.forms import DateField, FilterForm, Form, PlaceForm, RefusableForm, UnderForm
from nguon.web.planning.forms import TREES

PROMISES = 3  # lines on the form; a meeting that promises more is logged with another
WORDS = forms.Textarea(attrs={"rows": 3})
NO_NAMES = _("Không ghi tên người.")


class ListForm(UnderForm):
    """Which obstacles: of one cause, place and year, open or closed, all or only mine."""

    field_order = ("tai", "nguyen_nhan", "nam", "loc")
    nam = forms.IntegerField(label=_("Nêu năm"), required=False, min_value=2000, max_value=2200)
    nguyen_nhan = forms.ChoiceField(label=_("Nguyên nhân"), required=False)
    loc = forms.ChoiceField(
        label=_("Xem"),
        required=False,
        choices=(
            ("", _("Đang mở")),
            ("cua-toi", _("Tôi phụ trách")),
            ("da-go", _("Đã gỡ")),
            ("ca-hai", _("Đang mở và đã gỡ")),
        ),
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="supervision.view", **options)
        self.offer("nguyen_nhan", [("", _("Mọi nguyên nhân")), *Cause.choices])

    def asked(self) -> dict[str, Any]:
        """What the query takes; a typing error falls back to nothing asked."""
        given = self.cleaned_data if self.is_valid() else {}
        chosen = given.get("loc")
        return {
            "cause": given.get("nguyen_nhan") or "",
            "mine": chosen == "cua-toi",
            "closed": None if chosen == "ca-hai" else chosen == "da-go",
            "year": given.get("nam"),
            "organization": self.organization(),
        }


class OwnerForm(RefusableForm):
    """Who is to clear it, and by which day."""

    owner = forms.ChoiceField(label=_("Người gỡ"))
    due_on = DateField(label=_("Hạn"))

    def __init__(self, *args: Any, owners: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("owner", ((user.username, user.full_name) for user in owners))

    def who(self) -> User:
        return User.objects.get(username=self.cleaned_data["owner"])


class RaiseForm(OwnerForm):
    """What stands in the way of a cell or of one of its cases."""

    field_order = ("cause", "case", "detail", "owner", "due_on")
    cause = forms.ChoiceField(label=_("Nguyên nhân"), choices=Cause.choices)
    case = forms.ChoiceField(label=_("Hồ sơ liên quan"), required=False)
    detail = forms.CharField(
        label=_("Cụ thể"), max_length=300, required=False, widget=WORDS, help_text=NO_NAMES
    )

    def __init__(self, *args: Any, cases: Iterable[Case], **options: Any) -> None:
        super().__init__(*args, **options)
        self.cases = {case.ref: case for case in cases}
        named = ((ref, case.person.full_name) for ref, case in self.cases.items())
        self.offer("case", [("", _("Cả chi bộ")), *named])

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "cause": given["cause"],
            "case": self.cases.get(given["case"]),
            "detail": given["detail"],
            "owner": self.who(),
            "due_on": given["due_on"],
        }


class WordsForm(RefusableForm):
    """What was done, or why."""

    words = forms.CharField(
        label=_("Nội dung"), max_length=500, widget=WORDS, help_text=NO_NAMES, required=False
    )


class LaterForm(WordsForm):
    """Why, and by which day."""

    due_on = DateField(label=_("Hạn mới"))


class HandForm(OwnerForm, WordsForm):
    """Why, who, and by which day."""

    field_order = ("words", "owner", "due_on")


class VisitForm(RefusableForm):
    """One meeting of a cell, logged in a minute."""

    met_on = DateField(label=_("Ngày họp"))
    attended = forms.TypedChoiceField(
        label=_("Dự họp"),
        choices=(("yes", _("Có dự")), ("no", _("Không dự được (ghi lý do)"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    cases = forms.MultipleChoiceField(
        label=_("Hồ sơ đã bàn"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("Ghi chú"), max_length=1000, required=False, widget=WORDS, help_text=NO_NAMES
    )

    def __init__(self, *args: Any, cases: Iterable[Case], **options: Any) -> None:
        super().__init__(*args, **options)
        self.of_cell = {case.ref: case for case in cases}
        self.offer("cases", ((ref, each.person.full_name) for ref, each in self.of_cell.items()))
        if not self.of_cell:
            del self.fields["cases"]
        for number in range(1, PROMISES + 1):
            self.fields[f"words_{number}"] = forms.CharField(
                label=_("Việc được hứa %d") % number, max_length=300, required=False
            )
            self.fields[f"due_{number}"] = DateField(label=_("Hạn"), required=False)

    def clean(self) -> dict[str, Any]:
        for number in range(1, PROMISES + 1):
            if self.cleaned_data.get(f"words_{number}") and not self.cleaned_data.get(
                f"due_{number}"
            ):
                self.add_error(f"due_{number}", _("Ghi hạn của việc được hứa."))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "met_on": given["met_on"],
            "attended": given["attended"],
            "words": given["words"],
            "cases": [self.of_cell[ref] for ref in given.get("cases", ())],
            "promises": list(self._promised()),
        }

    def _promised(self) -> Iterable[Promised]:
        for number in range(1, PROMISES + 1):
            if words := self.cleaned_data[f"words_{number}"]:
                yield Promised(words, self.cleaned_data[f"due_{number}"])


class RowForm(Form):
    """Which row of a list an answer is about."""

    row = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(RowForm):
    """What comes of a reminder."""

    words = forms.CharField(label=_("Trả lời"), max_length=500)


class KeptForm(RowForm):
    """When something promised was done."""

    on = DateField(label=_("Xong ngày"))


class AgreeForm(PlaceForm):
    """What was agreed with whom."""

    field_order = ("place", "on", "partner", "words", "document")
    on = DateField(label=_("Ngày"))
    partner = forms.CharField(
        label=_("Phối hợp với"), max_length=200, help_text=_("Ví dụ: Mặt trận, Đoàn thanh niên")
    )
    words = forms.CharField(
        label=_("Nội dung thống nhất"), max_length=1000, widget=WORDS, help_text=NO_NAMES
    )
    document = forms.CharField(label=_("Văn bản"), max_length=200, required=False)

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="supervision.agree", **options)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.field_order[1:]}


class QuietForm(FilterForm):
    """Since when nothing was recorded."""

    tu = DateField(label=_("Chưa có việc nào được ghi từ ngày"), required=False)

    def since(self, today: date) -> date:
        """The day asked about; by default a quarter of a year back."""
        given = self.cleaned_data.get("tu") if self.is_valid() else None
        return given or today - timedelta(days=90)


class CausesForm(UnderForm):
    """Of which place and year causes are counted, and in which tree; nothing means all."""

    field_order = ("tai", "nam", "cay")
    nam = forms.IntegerField(label=_("Năm"), required=False, min_value=2000, max_value=2200)
    cay = forms.ChoiceField(label=_("Đọc theo"), choices=TREES, required=False)

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="planning.view", **options)

    def asked(self) -> dict[str, Any]:
        """What the counts take; a typing error falls back to nothing asked."""
        given = self.cleaned_data if self.is_valid() else {}
        return {
            "organization": self.organization(),
            "year": given.get("nam"),
            "tree": given.get("cay") or AS_WAS,
        }
