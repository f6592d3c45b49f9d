"""The form of the hand-down board: a pair of numbers a line, the reserve, one document."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nguon.organizations.models import Organization
from nguon.planning.attainment import Range
from nguon.planning.proposal import Proposal
from nguon.planning.rows import Board, Row
from nguon.web.forms import DateField, Form

SHORT = {"class": "short", "inputmode": "numeric", "autocomplete": "off"}
MOST = 10_000
RECALCULATE = "tinh-lai"
BOUNDS = {"lower": _("mức thấp"), "upper": _("mức cao")}


class HandDownForm(Form):
    """What each is to be asked, what is held back, and the paper; ``final`` if it is to be kept.

    A sum can be recalculated before the paper is there.
    """

    document = forms.CharField(label=_("Số, ký hiệu văn bản giao chỉ tiêu"), max_length=200)
    decided_on = DateField(label=_("Ngày văn bản"))
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Chỉ ghi khi tổng không khớp hoặc có nơi dưới mức sàn; lý do được lưu cùng quyết định."
        ),
    )
    stand = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, board: Board, final: bool = True, **options: Any) -> None:
        super().__init__(*args, initial={"stand": board.stand}, **options)
        self.board = board
        for row in board.rows:
            self._ask(row.place.slug, row.place.name, row.target)
        self._ask("du-phong", _("dự phòng"), board.reserve, prefix="reserve")
        for name in ("document", "decided_on"):
            self.fields[name].required = final

    def _ask(self, slug: str, name: Any, now: Range | None, prefix: str = "") -> None:
        for bound, words in BOUNDS.items():
            self.fields[f"{prefix or bound}-{bound if prefix else slug}"] = forms.IntegerField(
                label=f"{name}, {words}",
                min_value=0,
                max_value=MOST,
                required=False,
                initial=getattr(now, bound, None),
                widget=forms.NumberInput(attrs=SHORT),
            )

    def lines(self) -> Iterator[tuple[Row, forms.BoundField, forms.BoundField]]:
        for row in self.board.rows:
            yield row, self[f"lower-{row.place.slug}"], self[f"upper-{row.place.slug}"]

    def held_back(self) -> tuple[forms.BoundField, forms.BoundField]:
        return self["reserve-lower"], self["reserve-upper"]

    def paper(self) -> list[forms.BoundField]:
        return [self["document"], self["decided_on"], self["reason"]]

    def clean(self) -> dict[str, Any]:
        for row in self.board.rows:
            pair = [self.cleaned_data.get(f"{b}-{row.place.slug}") for b in BOUNDS]
            if pair.count(None) == 1 and not self.errors:
                said = _("%(cell)s: ghi cả mức thấp và mức cao, hoặc để trống cả hai.")
                raise ValidationError(said, params={"cell": row.place.name})
        return self.cleaned_data

    def targets(self) -> dict[int, Range]:
        """What was typed, by number of the place; lines that are empty or no numbers left out."""
        pairs = (
            (row.number, [self._number(f"{b}-{row.place.slug}") for b in BOUNDS])
            for row in self.board.rows
        )
        return {number: Range(*pair) for number, pair in pairs if None not in pair}

    def reserve(self) -> Range:
        lower, upper = self._number("reserve-lower"), self._number("reserve-upper")
        return Range(lower or 0, max(lower or 0, upper or 0))

    def asked(self) -> dict[Organization, Range]:
        """``targets`` by organisation, for the act."""
        typed = self.targets()
        places = Organization.objects.in_bulk(typed)
        return {places[number]: asked for number, asked in typed.items()}

    def proposal(self) -> Proposal:
        """The year as it would stand with what was typed so far."""
        if not self.is_bound:
            return self.board.proposal()
        self.errors  # noqa: B018 - cleans what can be cleaned
        return self.board.proposal(self.targets(), self.reserve())

    def given(self) -> dict[str, Any]:
        """What the act takes beside the targets."""
        given = {name: self.cleaned_data[name] for name in ("document", "decided_on", "reason")}
        return given | {"reserve": self.reserve(), "stand": self.cleaned_data["stand"] or None}

    def _number(self, name: str) -> Any:
        return getattr(self, "cleaned_data", {}).get(name)
