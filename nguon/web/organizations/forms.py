"""Forms of the tree: the day to look at, and what each act needs to know."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.validators import validate_slug
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.organizations import operations, queries
from nguon.organizations.models import (
    OPEN_END,
    Organization,
    PartyRank,
    Qualifier,
    Setting,
    Tier,
    Version,
)
from nguon.web.forms import ByDayForm, DateField, Form, KnownField

NAME = {"autocapitalize": "none", "autocomplete": "off", "class": "short"}
NUMBER = {"inputmode": "numeric", "autocomplete": "off", "class": "short"}
NOBODY_NEAR = _("Không có tổ chức nào chọn được trong phạm vi của đồng chí.")
RANK_BLANK = [("", _("Chọn…")), *PartyRank.choices]


class DayForm(ByDayForm):
    """The day whose tree is shown."""

    ngay = DateField(label=_("Cây tổ chức vào ngày"), required=False)


class ActForm(Form):
    """What every act needs: its day and its document. ``act`` is one of ``operations``."""

    act: ClassVar[Callable[..., Any]]
    title: ClassVar[str | Promise]
    seen = ""  # the mark of what the page showed, for an act that changes it
    on = DateField(label=_("Có hiệu lực từ ngày"))
    document = forms.CharField(label=_("Số, ngày văn bản quyết định"), max_length=200)

    def __init__(self, *args: Any, organization: Organization, by: Actor, **options: Any) -> None:
        super().__init__(*args, **{"initial": {"on": by.today}, **options})
        self.organization, self.by = organization, by
        self.version = queries.version_on(organization, by.today) or Version(tier=Tier.CENTRAL)
        self.order_fields([name for name in self.fields if name not in ("on", "document")])
        self.prepare()

    def prepare(self) -> None:
        """Offer the choices that this organisation has."""

    def arguments(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """What the act takes besides day, document and actor."""
        return (self.organization,), {}

    def carry_out(self, do: Callable[..., Any] | None = None) -> Any:
        """Do it, or have ``do`` do it."""
        given, named = self.arguments()
        act = type(self).act
        named |= {name: self.cleaned_data[name] for name in ("on", "document")} | {"by": self.by}
        return do(act, *given, **named) if do else act(*given, **named)

    def offer_near(self, name: str, tiers: Sequence[str]) -> None:
        """Let the field ``name`` choose among organisations of ``tiers`` nearby."""
        near = queries.nearby(self.organization, tiers, by=self.by)
        places = [(each.organization.slug, each.name) for each in near]
        several = isinstance(self.fields[name], forms.MultipleChoiceField)
        self.offer(name, places if several else [("", _("Chọn…")), *places])
        if not places:
            self.fields[name].help_text = NOBODY_NEAR

    def place(self, name: str) -> Organization:
        return queries.find(self.cleaned_data[name])

    def places(self, name: str) -> list[Organization]:
        return [queries.find(slug) for slug in self.cleaned_data[name]]

    @property
    def tiers_above(self) -> list[str]:
        return Tier.values[: Tier.values.index(self.version.tier)]

    @property
    def tiers_below(self) -> list[str]:
        return Tier.values[Tier.values.index(self.version.tier) + 1 :]


class EstablishForm(ActForm):
    act, title = operations.establish, _("Lập tổ chức trực thuộc")
    name = forms.CharField(label=_("Tên tổ chức"), max_length=200)
    slug = forms.CharField(
        label=_("Tên ngắn trong địa chỉ, không dấu"),
        help_text=_("Ví dụ: khom-khe-xong. Về sau không đổi được."),
        max_length=80,
        validators=[validate_slug],
        widget=forms.TextInput(attrs={**NAME, "data-slug-of": "name"}),
    )
    tier = forms.ChoiceField(label=_("Cấp"))
    party_rank = forms.ChoiceField(label=_("Loại hình tổ chức đảng"), choices=RANK_BLANK)
    code = forms.CharField(
        label=_("Mã tổ chức"),
        required=False,
        max_length=24,
        help_text=_("Năm nhóm chữ số, ví dụ 45.012.003.000.001."),
        widget=forms.TextInput(attrs=NUMBER),
    )

    def prepare(self) -> None:
        self.offer("tier", ((tier, Tier(tier).label) for tier in self.tiers_below))
        self.initial["tier"] = Tier.CELL

    def arguments(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        typed = self.cleaned_data
        named = {name: typed[name] for name in ("name", "tier", "party_rank", "code")}
        return (typed["slug"],), {"parent": self.organization, **named}


class RenameForm(ActForm):
    act, title = operations.rename, _("Đổi tên, cấp, loại hình hoặc mã")
    name = forms.CharField(label=_("Tên tổ chức"), max_length=200)
    tier = forms.ChoiceField(label=_("Cấp"), choices=Tier.choices)
    party_rank = forms.ChoiceField(label=_("Loại hình tổ chức đảng"), choices=PartyRank.choices)
    code = forms.CharField(
        label=_("Mã tổ chức"),
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs=NUMBER),
    )

    def prepare(self) -> None:
        for name in ("name", "tier", "party_rank", "code"):
            self.initial[name] = getattr(self.version, name)

    def arguments(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        typed = self.cleaned_data
        named = {name: typed[name] for name in ("name", "tier", "party_rank", "code")}
        return (self.organization,), named | {"seen": self.seen}


class MoveForm(ActForm):
    act, title = operations.move, _("Chuyển sang trực thuộc tổ chức khác")
    parent = forms.ChoiceField(label=_("Trực thuộc"))

    def prepare(self) -> None:
        self.offer_near("parent", self.tiers_above)

    def arguments(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.organization,), {"parent": self.place("parent")}


class MergeForm(ActForm):
    act, title = operations.merge, _("Nhận sáp nhập tổ chức khác")
    predecessors = forms.MultipleChoiceField(
        label=_("Tổ chức được sáp nhập vào đây"),
        help_text=_("Các tổ chức này kết thúc; hồ sơ và tổ chức trực thuộc chuyển về đây."),
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        self.offer_near("predecessors", [self.version.tier])

    def arguments(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.places("predecessors"),), {"into": self.organization}


class SplitForm(ActForm):
    act, title = operations.split, _("Chia thành nhiều tổ chức")
    successors = forms.MultipleChoiceField(
        label=_("Các tổ chức kế thừa"),
        help_text=_("Lập tổ chức mới và chuyển các tổ chức trực thuộc trước, rồi mới chia."),
        widget=forms.CheckboxSelectMultiple,
    )
    keeper = forms.ChoiceField(label=_("Tổ chức giữ hồ sơ và phần còn lại"))

    def prepare(self) -> None:
        self.offer_near("successors", [self.version.tier])
        self.offer_near("keeper", [self.version.tier])

    def arguments(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        heirs = {"successors": self.places("successors"), "keeper": self.place("keeper")}
        return (self.organization,), heirs


class DissolveForm(ActForm):
    act, title = operations.dissolve, _("Giải thể")
    successor = forms.ChoiceField(
        label=_("Tổ chức kế thừa"),
        help_text=_("Nhận toàn bộ hồ sơ và các tổ chức trực thuộc."),
    )

    def prepare(self) -> None:
        self.offer_near("successor", [*self.tiers_above, self.version.tier])

    def arguments(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.organization,), {"successor": self.place("successor")}


class AuthoriseForm(ActForm):
    act, title = operations.authorise, _("Uỷ quyền quyết định kết nạp")
    until = DateField(
        label=_("Đến trước ngày"), required=False, help_text=_("Để trống nếu chưa có hạn.")
    )

    def arguments(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.organization,), {"until": self.cleaned_data["until"] or OPEN_END}


class ProfileForm(Form):
    """What is known of an area in one year; what is left empty stays as it is."""

    year = forms.IntegerField(label=_("Năm"), min_value=1900, max_value=9998)
    households = forms.IntegerField(label=_("Số hộ"), min_value=0, required=False)
    population = forms.IntegerField(label=_("Số dân"), min_value=0, required=False)
    minority_percent = forms.DecimalField(
        label=_("Tỷ lệ đồng bào dân tộc thiểu số (%)"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        required=False,
    )
    minority_qualifier = forms.ChoiceField(
        label=_("Tỷ lệ ấy được in là"),
        choices=[("", _("Chưa rõ")), *Qualifier.choices],
        required=False,
        help_text=_("Ví dụ: báo in “hơn 42 %” thì chọn “hơn”."),
    )
    women = forms.IntegerField(label=_("Số nữ trong số dân"), min_value=0, required=False)
    of_age = forms.IntegerField(label=_("Số người từ 18 tuổi"), min_value=0, required=False)
    aged_18_30 = forms.IntegerField(label=_("Số người 18–30 tuổi"), min_value=0, required=False)
    union_members = forms.IntegerField(
        label=_("Số đoàn viên từ 18 tuổi"), min_value=0, required=False
    )
    away = forms.IntegerField(label=_("Số người đi làm ăn xa"), min_value=0, required=False)
    setting = forms.ChoiceField(
        label=_("Chi bộ ở nơi nào"),
        choices=[("", _("Chưa rõ")), *Setting.choices],
        required=False,
    )
    difficult_area = KnownField(label=_("Địa bàn khó khăn theo quy định"))
    youth_union_present = KnownField(label=_("Có tổ chức Đoàn"))
    trade_union_present = KnownField(label=_("Có tổ chức công đoàn"))
    source = forms.CharField(label=_("Nguồn số liệu"), max_length=200, required=False)

    def values(self) -> dict[str, Any]:
        return {
            name: value for name, value in self.cleaned_data.items() if value not in (None, "")
        }
