"""Noting what is wrong with data files: where, and why in both languages."""

from collections.abc import Collection
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from nguon.rulebook.law.files import NO_TABLE, Flaw, Path_, Said, Tables
from nguon.rulebook.law.vocabulary import MARKS, WORDS_OF_VALUES

REASONS: Final = {
    "absent": Said("không có tệp này", "the file is not there"),
    "bad_order": Said("chồng: sai thứ tự", "overlap: begins no later than the one before"),
    "bad_rule": Said("{rule} không phải mã quy tắc", "{rule} is no rule id"),
    "bad_value": Said("{value} không phải giá trị {unit}", "{value} is no number or {unit}"),
    "before_law": Said(
        "bắt đầu trước giai đoạn đầu tiên, {since}",
        "outside all regimes: the first begins {since}",
    ),
    "cites_nothing": Said(
        "{name} không có trong instruments.yaml", "{name} is not in instruments.yaml"
    ),
    "declares_nothing": Said(
        "khai {kind} từ {since} đến {until} mà không có",
        "declares a {kind} from {since} to {until} that is not there",
    ),
    "elsewhere": Said("đã có trong {other}", "is in another file already: {other}"),
    "ended": Said(
        "{name} hết hiệu lực ngày {ended}; nếu vẫn theo thì ghi goes_on và lý do",
        "{name} was no longer in force from {ended}; if it goes on, say why in goes_on",
    ),
    "ended_early": Said("hết hiệu lực trước khi có hiệu lực", "ended before it was in force"),
    "gap": Said(
        "hở: không có bản nào từ {since} đến {until}", "gap: no edition from {since} to {until}"
    ),
    "heir_late": Said(
        "bản thay thế có hiệu lực từ {since}, bản này hết hiệu lực {ended}",
        "replaced from {since} on, but ended {ended}",
    ),
    "lacks": Said("thiếu {keys}", "lacks {keys}"),
    "needs_reason": Said("cần ghi lý do", "needs a reason"),
    "no_choice": Said("{value} không nằm trong {choices}", "{value} is none of {choices}"),
    "no_code": Said("mã này không có trong findings.yaml", "findings.yaml has no such code"),
    "no_date": Said("không phải ngày", "is no date"),
    "no_editions": Said("không có bản nào", "has no editions"),
    "no_list": Said("không phải dãy", "is no list"),
    "no_message": Said("không có lời trong messages.yaml", "has no message in messages.yaml"),
    "no_period": Said(
        "không phải quãng ngày [từ, đến) với từ < đến, hoặc [từ, null]",
        "is no half-open period of days: [from, to] with from < to, or [from, null]",
    ),
    "no_rule": Said("không quy tắc nào cho ra mã này", "no rule gives this code"),
    "no_table": NO_TABLE,
    "no_text": Said("không phải chữ", "is no text"),
    "no_words": Said(
        "messages.yaml không có lời cho {word}", "messages.yaml has no words for {word}"
    ),
    "not_declared_over": Said("ghi goes_on mà {name} còn hiệu lực", "goes_on, but {name} holds"),
    "not_in_force": Said("{name} chưa có hiệu lực ngày {on}", "{name} was not in force on {on}"),
    "not_open": Said("giai đoạn cuối phải còn hiệu lực", "the last regime does not go on"),
    "not_steps": Said(
        "không đúng các bước của quy trình, theo thứ tự",
        "the steps are not those of the contract in order",
    ),
    "odd": Said("có khoá lạ {keys}", "has unknown keys {keys}"),
    "other_places": Said(
        "hai thứ tiếng không cùng chỗ điền: {vi} và {en}",
        "the languages do not have the same places: {vi} and {en}",
    ),
    "overlap": Said(
        "chồng: hai bản cùng có hiệu lực từ {since} đến {until}",
        "overlap: two editions hold from {since} to {until}",
    ),
    "regime_apart": Said(
        "hở hoặc chồng: cần bắt đầu từ {expected}", "gap or overlap: expected {expected}"
    ),
    "unknown": Said("không có: {names}", "unknown: {names}"),
    "unknown_heir": Said(
        "thay bằng văn bản lạ {heir}", "replaced by an unknown instrument {heir}"
    ),
    "unknown_mark": Said("dấu tin cậy lạ {mark}", "unknown mark {mark}"),
    "unread": Said("không chỗ nào đọc", "nothing reads it"),
}
Period = tuple[date, date]


class At(NamedTuple):
    """A place in a data file."""

    file: str
    path: Path_ = ()

    def below(self, *keys: object) -> "At":
        """Give a place further in."""
        return At(self.file, (*self.path, *keys))


class Lint:
    """The tables, and the flaws found in them so far."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.flaws: list[Flaw] = []

    @cached_property
    def words(self) -> set[str]:
        """The words that a value may be, since messages.yaml can say them."""
        labels = self.tables["messages.yaml"].get("labels")
        groups = labels if isinstance(labels, dict) else {}
        said = (groups.get(name) for name in WORDS_OF_VALUES)
        found = {str(code) for group in said if isinstance(group, dict) for code in group}
        return found | set(self.tables["steps.yaml"])

    def need(self, at: At, sound: object, reason: str, **names: object) -> bool:
        """Note a flaw unless ``sound``; tell whether it was."""
        if not sound:
            vi, en = REASONS[reason]
            said = Said(vi.format_map(names), en.format_map(names))
            self.flaws.append(Flaw(*at, said))
        return bool(sound)

    def has(self, at: At, entry: object, must: Collection[str], may: Collection[str] = ()) -> bool:
        """Tell whether an entry has the keys that it must have, and no others than it may have."""
        if not isinstance(entry, dict):
            self.flaws.append(Flaw(*at, NO_TABLE))
            return False
        odd = sorted(map(str, entry.keys() - {*must, *may}))
        self.need(at, not odd, "odd", keys=", ".join(odd))
        lacks = sorted(must - entry.keys())
        return self.need(at, not lacks, "lacks", keys=", ".join(lacks))

    def mark(self, at: At, mark: object) -> None:
        """Note a confidence mark that there is not."""
        self.need(at, mark in MARKS, "unknown_mark", mark=mark)

    def reason(self, at: At, why: object) -> None:
        """Note that something declared has no reason beside it."""
        self.need(at, isinstance(why, str) and why, "needs_reason")

    def known(self, at: At, names: Any, known: Collection[str]) -> None:
        """Note names that there are not."""
        if self.need(at, isinstance(names, list), "no_list"):
            odd = sorted({str(one) for one in names} - set(known))
            self.need(at, not odd, "unknown", names=", ".join(odd))

    def period(self, at: At, valid: object) -> Period | None:
        """Read a half-open period of days, or note why it is none."""
        if isinstance(valid, list) and len(valid) == 2:
            since, until = valid[0], valid[1] or date.max
            if isinstance(since, date) and isinstance(until, date) and since < until:
                return since, until
        self.need(at, False, "no_period")
        return None
