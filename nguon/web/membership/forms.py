"""Forms of members' lists, of what is given to them, of leaving, and of letters."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.membership import letters
from nguon.membership.codes import Body, Growth, Reach, Standing
from nguon.membership.transfers import Newcomer, Outside, Paper
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.people.models import Gender, LeftHow, Person
from nguon.planning.attainment import AS_IS, AS_WAS
from nguon.web.forms import DateField, FilterForm, PlaceForm, RefusableForm

CHOOSE = ("", _("Chọn…"))
WORDS = forms.Textarea(attrs={"rows": 3})
DOCUMENT = _("Số, ngày của văn bản")
NUMBER = _("Số giấy giới thiệu")
DATED = _("Ngày của giấy")
PAPERS = _("Giấy tờ kèm theo")
ABOUT = _("Chỉ ghi điều cần cho việc công nhận; không ghi dữ liệu nhạy cảm.")


class MembersForm(FilterForm):
    """Members of which place, and of which kind; nothing means all in sight."""

    tai = forms.ChoiceField(label=_("Tổ chức"), required=False)
    loai = forms.ChoiceField(
        label=_("Đảng viên"),
        required=False,
        choices=[("", _("Tất cả"))]
        + [each for each in Standing.choices if each[0] != "candidate"],
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("tai", [("", _("Tất cả")), *tree.places("membership.view", by=by)])

    def organization(self) -> Organization | None:
        slug = self.cleaned_data.get("tai") if self.is_valid() else ""
        return Organization.objects.get(slug=slug) if slug else None

    def kind(self) -> str:
        return self.cleaned_data.get("loai", "") if self.is_valid() else ""


class MovementsForm(FilterForm):
    """Between which two days, and in which tree."""

    tu = DateField(label=_("Từ ngày"), required=False)
    den = DateField(label=_("Đến ngày"), required=False)
    cay = forms.ChoiceField(
        label=_("Tổ chức"),
        required=False,
        choices=((AS_IS, _("như hiện nay")), (AS_WAS, _("như lúc ấy"))),
    )

    def days(self, today: date) -> tuple[date, date]:
        """The days asked about; by default this year until today."""
        given = self.cleaned_data if self.is_valid() else {}
        last = given.get("den") or today
        first = given.get("tu") or date(last.year, 1, 1)
        return min(first, last), last

    def tree(self) -> str:
        return (self.cleaned_data.get("cay") if self.is_valid() else "") or AS_IS


# --- what is given to members -------------------------------------------------------------------


class DutyForm(RefusableForm):
    """A task in a mass organisation, the hamlet or the cell."""

    body = forms.ChoiceField(label=_("Ở đâu"), choices=[CHOOSE, *Body.choices])
    task = forms.CharField(
        label=_("Nhiệm vụ"), max_length=300, help_text=_("Ví dụ: Chi hội phó phụ nữ khóm")
    )
    on = DateField(label=_("Từ ngày"))
    document = forms.CharField(label=DOCUMENT, max_length=200)


class PositionForm(RefusableForm):
    """A position held, planned for or introduced to."""

    growth = forms.ChoiceField(label=_("Sự việc"), choices=[CHOOSE, *Growth.choices])
    title = forms.CharField(label=_("Chức vụ"), max_length=200)
    place = forms.CharField(label=_("Cơ quan, tổ chức"), max_length=200)
    on = DateField(label=_("Từ ngày"))
    document = forms.CharField(label=DOCUMENT, max_length=200)


class EndForm(RefusableForm):
    """Which task or position ends, and from which day."""

    what = forms.ChoiceField(choices=(("duty", ""), ("position", "")), widget=forms.HiddenInput)
    row = forms.IntegerField(widget=forms.HiddenInput)
    on = DateField(label=_("Thôi từ ngày"))


class NoteForm(RefusableForm):
    """How a probationary member comes along, in a few words."""

    on = DateField(label=_("Ngày"))
    words = forms.CharField(label=_("Nhận xét"), max_length=500, widget=WORDS, help_text=ABOUT)


class RecogniseForm(RefusableForm):
    """From which day somebody is a full member, by which decision."""

    full_from = DateField(label=_("Chính thức từ ngày"))
    document = forms.CharField(label=DOCUMENT, max_length=200)


class LeaveForm(RefusableForm):
    """How and when somebody left, and by which paper."""

    how = forms.ChoiceField(label=_("Vì sao"), choices=[CHOOSE, *LeftHow.choices])
    on = DateField(label=_("Từ ngày"))
    document = forms.CharField(
        label=DOCUMENT, max_length=200, required=False, help_text=_("Từ trần thì không cần.")
    )
    words = forms.CharField(label=_("Ghi chú"), max_length=500, required=False, widget=WORDS)


class TakeUpForm(RefusableForm):
    """Whether a leaving was entered by mistake, or was ended by a decision."""

    kind = forms.ChoiceField(
        label=_("Việc cần ghi"),
        choices=(
            ("corrected", _("Ghi nhầm: người này không ra khỏi Đảng")),
            ("restored", _("Có quyết định phục hồi đảng tịch")),
        ),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("Lý do, hoặc số quyết định"), max_length=200)
    on = DateField(
        label=_("Phục hồi từ ngày"), required=False, help_text=_("Ghi nhầm thì để trống.")
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("kind") == "restored" and not self.cleaned_data.get("on"):
            self.add_error("on", _("Ghi ngày phục hồi."))
        return self.cleaned_data


# --- letters ------------------------------------------------------------------------------------


class SendForm(RefusableForm):
    """Where somebody is introduced to, by which letter, for good or for a while."""

    receiver = forms.ChoiceField(label=_("Nơi đến trong phạm vi quản lý"), required=False)
    code = forms.CharField(
        label=_("Mã tổ chức của nơi đến"),
        max_length=80,
        required=False,
        help_text=_("Nơi đến khác có dùng hệ thống này: ghi mã tổ chức (ghi trong giấy)."),
    )
    outside = forms.CharField(
        label=_("Nơi đến ngoài hệ thống"),
        max_length=200,
        required=False,
        help_text=_("Tên tổ chức đảng, xã, tỉnh; chỉ ghi khi không chọn được ở trên."),
    )
    reach = forms.ChoiceField(label=_("Nơi ấy thuộc"), choices=Reach.choices, required=False)
    number = forms.CharField(label=NUMBER, max_length=120)
    sent_on = DateField(label=DATED)
    papers = forms.CharField(label=PAPERS, max_length=500, required=False, widget=WORDS)
    until = DateField(
        label=_("Sinh hoạt tạm thời đến ngày"),
        required=False,
        help_text=_("Để trống là chuyển chính thức."),
    )

    def __init__(self, *args: Any, by: Actor, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by = by
        own = person.organization.slug
        places = [each for each in tree.places("organizations.view", by=by) if each[0] != own]
        self.offer("receiver", [("", _("Chọn nơi đến")), *places])

    def clean(self) -> dict[str, Any]:
        named = [name for name in ("receiver", "code", "outside") if self.cleaned_data.get(name)]
        if len(named) != 1:
            raise ValidationError(_("Ghi nơi đến ở đúng một trong ba ô."))
        if code := self.cleaned_data.get("code"):
            try:
                self.cleaned_data["found"] = tree.find(code.strip(), on=self.by.today)
            except tree.NoSuchOrganization as unknown:
                self.add_error("code", str(unknown))
        return self.cleaned_data

    def to(self) -> Organization | Outside:
        given = self.cleaned_data
        if given["outside"]:
            return Outside(given["outside"], given["reach"] or Reach.SAME_PROVINCE)
        found: Organization = given.get("found") or Organization.objects.get(
            slug=given["receiver"]
        )
        return found

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        paper = Paper(given["number"], given["sent_on"], given["papers"])
        return {"to": self.to(), "paper": paper, "until": given["until"]}


class ReasonForm(RefusableForm):
    """Why."""

    reason = forms.CharField(label=_("Lý do"), max_length=500, widget=WORDS)


class DayForm(RefusableForm):
    """On which day."""

    on = DateField(label=_("Ngày"))


class AcceptForm(DayForm):
    """At which cell, and on which day."""

    field_order = ("cell", "on")
    cell = forms.ChoiceField(label=_("Về chi bộ"))

    def __init__(self, *args: Any, cells: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("cell", [CHOOSE, *cells])

    def values(self) -> dict[str, Any]:
        cell = Organization.objects.get(slug=self.cleaned_data["cell"])
        return {"cell": cell, "on": self.cleaned_data["on"]}


class BackForm(RefusableForm):
    """By which letter somebody came back from a place outside."""

    origin = forms.CharField(label=_("Nơi giới thiệu về"), max_length=200)
    number = forms.CharField(label=NUMBER, max_length=120)
    sent_on = DateField(label=DATED)
    on = DateField(label=_("Tiếp nhận ngày"))

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        paper = Paper(given["number"], given["sent_on"])
        return {"origin": given["origin"], "paper": paper, "on": given["on"]}


class FromOutsideForm(PlaceForm):
    """What the letter of somebody from a place outside says."""

    place = forms.ChoiceField(label=_("Về chi bộ"))
    name = forms.CharField(label=_("Họ và tên"), max_length=200)
    born_on = DateField(label=_("Ngày sinh"), required=False)
    gender = forms.ChoiceField(
        label=_("Giới tính"), required=False, choices=[("", _("Chưa rõ")), *Gender.choices]
    )
    joined_on = DateField(label=_("Ngày vào Đảng"))
    full_from = DateField(
        label=_("Chính thức từ ngày"), required=False, help_text=_("Đang dự bị thì để trống.")
    )
    origin = forms.CharField(label=_("Nơi giới thiệu đến"), max_length=200)
    reach = forms.ChoiceField(label=_("Nơi ấy thuộc"), choices=Reach.choices)
    number = forms.CharField(label=NUMBER, max_length=120)
    sent_on = DateField(label=DATED)
    papers = forms.CharField(label=PAPERS, max_length=500, required=False, widget=WORDS)
    on = DateField(label=_("Tiếp nhận ngày"))
    until = DateField(
        label=_("Sinh hoạt tạm thời đến ngày"),
        required=False,
        help_text=_("Để trống là chuyển chính thức."),
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, by=by, action="membership.receive", **options)
        self.offer("place", [CHOOSE, *letters.cells(by=by)])

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        details = {"born_on": given["born_on"], "gender": given["gender"]}
        return {
            "who": Newcomer(given["name"], given["joined_on"], given["full_from"], details),
            "origin": Outside(given["origin"], given["reach"]),
            "paper": Paper(given["number"], given["sent_on"], given["papers"]),
            "on": given["on"],
            "until": given["until"],
        }
