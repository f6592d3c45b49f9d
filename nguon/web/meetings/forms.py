"""Forms of meetings: where and when, why not, and the count. A count holds numbers only."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.development.operations import Departure
from nguon.meetings.counting import Attendance, Ballots, Count, Fault
from nguon.meetings.models import LISTING, Way
from nguon.meetings.operations import MOST_VOTERS, Forbidden, Plan
from nguon.meetings.queries import Entry, Whole, voters_at
from nguon.organizations.models import Organization
from nguon.organizations.queries import places
from nguon.web.forms import DateField, Form, RefusableForm, TimeField

NUMBER = {"class": "short", "inputmode": "numeric", "autocomplete": "off"}
MOST = 5000
RECKON = "tinh-lai"
AGENDA = _("Xét đề nghị kết nạp, công nhận đảng viên chính thức\nViệc khác của chi bộ")
ATTENDED = {
    "full_members": _("Tổng số đảng viên chính thức"),
    "present": _("Có mặt, được biểu quyết"),
    "exempt_absent": _("Vắng: được miễn công tác và sinh hoạt"),
    "temporarily_elsewhere_absent": _("Vắng: sinh hoạt tạm thời nơi khác"),
    "suspended": _("Đang bị đình chỉ sinh hoạt"),
    "probationary": _("Đảng viên dự bị"),
}
OF_A_BODY = {"full_members": _("Tổng số uỷ viên"), "present": _("Có mặt")}
PAPER = {
    "issued": _("Phiếu phát ra"),
    "returned": _("Phiếu thu về"),
    "valid": _("Phiếu hợp lệ"),
}
CAST = {"yes": _("Tán thành"), "no": _("Không tán thành"), "blank": _("Để trống")}


class PlanForm(RefusableForm):
    """When, where, who leads and how is voted."""

    met_on = DateField(label=_("Ngày họp"))
    starts_at = TimeField(label=_("Giờ bắt đầu"), required=False)
    venue = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    chair = forms.CharField(label=_("Chủ trì"), max_length=120, required=False)
    secretary = forms.CharField(label=_("Thư ký"), max_length=120, required=False)
    way = forms.ChoiceField(
        label=_("Cách biểu quyết"),
        choices=Way.choices,
        initial=Way.EACH,
        widget=forms.RadioSelect,
    )
    voters = forms.IntegerField(
        label=_("Số người biểu quyết"),
        min_value=1,
        max_value=MOST_VOTERS,
        required=False,
        widget=forms.NumberInput(attrs=NUMBER),
        help_text=_("In bằng ấy phiếu. Để trống: số đảng viên chính thức chi bộ đang giữ hồ sơ."),
    )
    agenda = forms.CharField(
        label=_("Nội dung, mỗi dòng một việc"),
        max_length=2000,
        required=False,
        initial=AGENDA,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def plan(self, place: Organization, *, by: Actor) -> Plan:
        said = {name: self.cleaned_data[name] for name in Plan.__dataclass_fields__}
        return Plan(**{**said, "voters": said["voters"] or len(voters_at(place, by=by))})


class CallForm(PlanForm):
    """The same, and of which cell or committee."""

    place = forms.ChoiceField(label=_("Chi bộ, cấp uỷ"))
    field_order = ("place", "met_on")

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("place", places("meetings.call", by=by))

    def organization(self) -> Organization:
        return Organization.objects.get(slug=self.cleaned_data["place"])


class WhyForm(RefusableForm):
    """A reason, and what the page showed."""

    why = forms.CharField(
        label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class CountForm(Form):
    """The count of a meeting; ``final`` if it is to be recorded, else it is only reckoned."""

    changed_meanwhile = False

    def __init__(self, *args: Any, whole: Whole, final: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.whole, self.final = whole, final
        self.paper = whole.meeting.way != Way.HANDS
        self.together = whole.meeting.way == Way.TOGETHER
        self.attended = ATTENDED if whole.is_of_a_cell else OF_A_BODY
        for name, label in self.attended.items():
            self._number(name, label, None if name in OF_A_BODY else 0)
        if self.paper and self.together:
            for name, label in PAPER.items():
                self._number(name, label)
        for entry in self._waiting():
            self._of(entry)
        if any(entry.matter.kind == LISTING for entry in self._waiting()):
            self._text("document-list", _("Số nghị quyết đưa vào danh sách"), 120)

    def _waiting(self) -> list[Entry]:
        return [e for e in self.whole.entries if e.ref and e.matter.event_id is None]

    def _of(self, entry: Entry) -> None:
        agreed = entry.matter.kind == LISTING
        label = _("Chi bộ thống nhất đưa vào danh sách") if agreed else _("Đã biểu quyết")
        self.fields[f"voted-{entry.ref}"] = forms.BooleanField(
            label=label, required=False, initial=True
        )
        if self.initial:  # a draft tells of a box by leaving it out
            self.initial.setdefault(f"voted-{entry.ref}", False)
        if agreed:
            return
        for name, label in PAPER.items() if self.paper and not self.together else ():
            self._number(f"{name}-{entry.ref}", label, required=False)
        for name, label in CAST.items():
            initial = 0 if name == "blank" else None
            self._number(f"{name}-{entry.ref}", label, initial, required=False)
        self._text(f"document-{entry.ref}", _("Số nghị quyết"), 120)
        if self.data.get(f"reason-{entry.ref}") is not None:
            self._ask_why(entry.ref)

    def _ask_why(self, ref: str) -> None:
        self._text(f"reason-{ref}", _("Lý do vẫn quyết định"), 500)
        self._text(f"authority-{ref}", _("Ai có thẩm quyền quyết định"), 200)

    def _number(
        self, name: str, label: Any, initial: int | None = None, *, required: bool = True
    ) -> None:
        self.fields[name] = forms.IntegerField(
            label=label,
            min_value=0,
            max_value=MOST,
            required=required and self.final and initial is None,
            initial=initial,
            widget=forms.NumberInput(attrs=NUMBER),
        )

    def _text(self, name: str, label: Any, longest: int) -> None:
        self.fields[name] = forms.CharField(label=label, max_length=longest, required=False)

    def clean(self) -> dict[str, Any]:
        """Who was voted on has every number; who was not needs none."""
        said: dict[str, Any] = super().clean() or {}
        for entry in self._voted() if self.final else ():
            for name in (*self._paper_of(entry.ref), f"yes-{entry.ref}", f"no-{entry.ref}"):
                if said.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Phải ghi số này."))
        return said

    def count(self) -> Count | None:
        """What was typed; nothing while the numbers of those who were there are missing."""
        said = self.cleaned_data
        if any(said.get(name) is None for name in OF_A_BODY):
            return None
        attendance = Attendance(**{name: said.get(name) or 0 for name in self.attended})
        votes = {e.ref: vote for e in self._voted() if (vote := self._vote(e.ref))}
        listed = [e.ref for e in self._waiting() if self._is_listed(e)]
        documents = {e.ref: said.get(f"document-{e.ref}", "") for e in self._waiting()}
        documents |= dict.fromkeys(listed, said.get("document-list", ""))
        return Count(attendance, votes, listed, documents, dict(self._departures()))

    def blame(self, fault: Fault) -> None:
        """Put what does not add up beside the number that it names."""
        names = (f"{fault.field}-{fault.whom}", fault.field)
        self.add_error(next((n for n in names if n in self.fields), None), fault.message)

    def ask_for_departures(self, refusal: Forbidden) -> None:
        """Rules forbid some acts: say which, and ask for reason and authority."""
        for ref, words in refusal.refusals.items():
            self._ask_why(ref)
            self.add_error(f"reason-{ref}", words)

    def people(self) -> Iterator[tuple[Entry, list[forms.BoundField]]]:
        """Each person with the fields that are theirs."""
        for entry in self._waiting():
            own = [name for name in self.fields if name.endswith(f"-{entry.ref}")]
            yield entry, [self[name] for name in own]

    def attendance(self) -> list[forms.BoundField]:
        return [self[name] for name in self.attended]

    def ballots(self) -> list[forms.BoundField]:
        """What was counted once for all."""
        return [self[name] for name in PAPER if name in self.fields]

    def number_of_listing(self) -> forms.BoundField | None:
        return self["document-list"] if "document-list" in self.fields else None

    def _voted(self) -> list[Entry]:
        said = getattr(self, "cleaned_data", {})
        found = (e for e in self._waiting() if e.matter.kind != LISTING)
        return [e for e in found if said.get(f"voted-{e.ref}")]

    def _is_listed(self, entry: Entry) -> bool:
        return entry.matter.kind == LISTING and bool(self.cleaned_data[f"voted-{entry.ref}"])

    def _paper_of(self, ref: str) -> list[str]:
        if not self.paper:
            return []
        return [name if self.together else f"{name}-{ref}" for name in PAPER]

    def _vote(self, ref: str) -> Ballots | None:
        said = self.cleaned_data
        names = [f"yes-{ref}", f"no-{ref}", *self._paper_of(ref)]
        if any(said.get(name) is None for name in names):
            return None
        paper = {name.partition("-")[0]: said[name] for name in self._paper_of(ref)}
        cast = {name: said.get(f"{name}-{ref}") or 0 for name in CAST}
        return Ballots(**cast, **paper)

    def _departures(self) -> Iterator[tuple[str, Departure]]:
        for entry in self._waiting():
            reason = self.cleaned_data.get(f"reason-{entry.ref}")
            if reason:
                authority = self.cleaned_data.get(f"authority-{entry.ref}", "")
                yield entry.ref, Departure(reason, authority)
