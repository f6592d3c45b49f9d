"""What ``nguon rules`` prints: documents for JSON, and the same in lines for people."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from nguon.cli.language import Say
from nguon.rulebook import (
    RELEASE,
    Change,
    Flaw,
    NoRuleInForce,
    NoSuchProvision,
    NoSuchRelease,
    Provision,
    Rulebook,
    codes_of,
    differences,
    editions_of,
    label,
    parameters_of,
    unit_in_words,
    value_in_words,
)
from nguon.rulebook.law.vocabulary import Language

AUTHORITIES: Final = (
    "decision.authority",
    "decision.threshold",
    "decision.delegated_authority",
    "decision.delegated_threshold",
)
ONE_DAY: Final = timedelta(1)


# --- refusals


def no_provision(unknown: NoSuchProvision, say: Say) -> str:
    text = say(
        f"{unknown.asked!r}: không có điều khoản hay quy tắc này.",
        f"{unknown.asked!r}: no such provision or rule.",
    )
    if not unknown.near:
        return text
    near = ", ".join(unknown.near)
    return f"{text} " + say(f"Gần giống: {near}.", f"Did you mean: {near}?")


def no_release(unknown: NoSuchRelease, say: Say) -> str:
    held = ", ".join(unknown.held) or say("chưa có bản nào", "none yet")
    return say(
        f"{unknown.asked!r}: không có bản phát hành này; các bản đã phát hành: {held}.",
        f"{unknown.asked!r}: no such release; released so far: {held}.",
    )


def no_law(none: NoRuleInForce, book: Rulebook, say: Say) -> str:
    first = book.first_day.isoformat()
    return say(
        f"{none.day.isoformat()}: chưa có quy định nào; bản sớm nhất từ {first}.",
        f"{none.day.isoformat()}: no law is held; the earliest begins on {first}.",
    )


# --- lint


def lint_document(
    found: Sequence[Flaw], book: Rulebook | None, release: str | None, lang: str
) -> dict[str, Any]:
    return {
        "schema": "rules-lint/1",
        "release": release,
        "sound": not found,
        **(_counts(book) if book else {}),
        "faults": [
            {
                "file": flaw.file,
                "line": flaw.line,
                "entry": flaw.entry,
                "reason": flaw.reason.en if lang == "en" else flaw.reason.vi,
            }
            for flaw in found
        ],
    }


def sound(book: Rulebook, say: Say) -> str:
    n = _counts(book)
    return say(
        f"Hợp lệ: {n['provisions']} điều khoản với {n['values']} giá trị, {n['citations']} trích "
        f"dẫn, {n['instruments']} văn bản, {n['codes']} mã kết luận, {n['parameters']} tham số.",
        f"Sound: {n['provisions']} provisions with {n['values']} values, {n['citations']} "
        f"citations, {n['instruments']} instruments, {n['codes']} finding codes, "
        f"{n['parameters']} parameters.",
    )


def _counts(book: Rulebook) -> dict[str, int]:
    values = sum(map(len, book.editions.values()))
    return {
        "provisions": len(book.editions),
        "values": values,
        "citations": values + 2 * len(book.regimes),
        "instruments": len(book.instruments),
        "codes": len(book.codes),
        "parameters": len(book.parameters),
    }


# --- show


def provision_document(
    name: str, on: date | None, book: Rulebook, lang: Language
) -> dict[str, Any]:
    """Give all that is known of a provision: editions, findings of its rule, what is left open.

    Raises: NoRuleInForce for a day before the first regulation.
    """
    editions = (book.provision(name, on),) if on else editions_of(name, book)
    first = editions[0]
    return {
        "provision": name,
        "rule": first.rule,
        "says": first.says,
        "unit": first.unit,
        "unit_in_words": unit_in_words(first.unit, lang, book),
        "rounding": first.rounding,
        "checked_on": first.checked_on,
        "editions": [edition_document(edition, book, lang) for edition in editions],
        "findings": [
            {"code": code, "severity": book.codes[code].severity}
            for code in codes_of(first.rule, book)
        ],
        "parameters": [
            {
                "parameter": one.name,
                "value": one.value,
                "confidence": one.confidence,
                "why": one.why,
            }
            for one in parameters_of(first.rule, book)
        ],
    }


def edition_document(edition: Provision, book: Rulebook, lang: Language) -> dict[str, Any]:
    instrument = book.instruments[edition.citation.instrument]
    return {
        "value": edition.value,
        "in_words": value_in_words(edition, lang, book),
        "valid_from": edition.valid_from,
        "valid_to": None if edition.valid_to == date.max else edition.valid_to,
        "instrument": instrument.name,
        "title": instrument.title,
        "issuer": instrument.issuer,
        "point": edition.citation.point,
        "confidence": edition.confidence,
        "confidence_means": label("confidence", edition.confidence, lang, book),
        "goes_on": edition.goes_on,
    }


def provision_lines(one: dict[str, Any], say: Say) -> Iterator[str]:
    yield f"{one['provision']} ({one['rule']})"
    yield f"  {one['says']}"
    if one["rounding"]:
        yield "  " + say("Làm tròn: ", "Rounding: ") + one["rounding"]
    for edition in one["editions"]:
        yield from _edition_lines(edition, say)
    checked = one["checked_on"]
    yield (
        "  "
        + say("Đối chiếu với văn bản: ", "Compared with the instrument: ")
        + (_day(checked) if checked else say("chưa", "not yet"))
    )
    for finding in one["findings"]:
        yield "  " + say("Kết luận: ", "Finding: ") + f"{finding['code']} [{finding['severity']}]"
    for parameter in one["parameters"]:
        value = f"{parameter['parameter']} = {parameter['value']} [{parameter['confidence']}]"
        yield "  " + say("Còn để ngỏ: ", "Left open: ") + f"{value}: {parameter['why']}"
    yield ""


def _edition_lines(edition: dict[str, Any], say: Say) -> Iterator[str]:
    until = edition["valid_to"]
    period = say("từ ", "from ") + _day(edition["valid_from"])
    if until:
        period += say(" đến hết ", " to ") + _day(until - ONE_DAY)
    else:
        period += say(" đến nay", " on")
    yield f"  * {edition['in_words']}, {period}"
    point = edition["point"]
    where = say(", điểm ", ", point ") + point if point else ""
    yield f"    {edition['instrument']}{where}: {edition['title']} ({edition['issuer']})"
    yield f"    {edition['confidence']}: {edition['confidence_means']}"
    if edition["goes_on"]:
        yield "    " + say("Vẫn theo: ", "Goes on: ") + edition["goes_on"]


# --- diff


def diff_document(first: date, second: date, book: Rulebook, lang: Language) -> dict[str, Any]:
    """Give what differs between two days: regime, who decides, every provision.

    Raises: NoRuleInForce for a day before the first regulation.
    """
    days = (first, second)
    return {
        "schema": "rules-diff/1",
        "release": RELEASE,
        "from": first,
        "to": second,
        "regime": _both([book.regime_on(day).code for day in days]),
        "authorities": {
            name: _both([_words(name, day, book, lang) for day in days]) for name in AUTHORITIES
        },
        "changes": [_change(change, book, lang) for change in differences(first, second, book)],
    }


def _both(found: Sequence[Any]) -> dict[str, Any]:
    return {"before": found[0], "after": found[1]}


def _words(name: str, on: date, book: Rulebook, lang: Language) -> str:
    return value_in_words(book.provision(name, on), lang, book)


def _change(change: Change, book: Rulebook, lang: Language) -> dict[str, Any]:
    before = change.before
    return {
        "provision": change.provision,
        "rule": change.after.rule,
        "says": change.after.says,
        "on": change.on,
        "what": "value" if change.of_value else "citation",
        "before": edition_document(before, book, lang) if before else None,
        "after": edition_document(change.after, book, lang),
    }


def diff_lines(found: dict[str, Any], say: Say) -> Iterator[str]:
    yield f"{_day(found['from'])} → {_day(found['to'])}"
    yield say("Quy định: ", "Regime: ") + _arrow(found["regime"], say)
    for name, both in found["authorities"].items():
        yield f"  {name}: {_arrow(both, say)}"
    of_value = [one for one in found["changes"] if one["what"] == "value"]
    cited = [one for one in found["changes"] if one["what"] == "citation"]
    yield say(f"Đổi nội dung: {len(of_value)}", f"Values that differ: {len(of_value)}")
    for one in of_value:
        yield f"  {one['provision']} ({one['rule']}): {one['says']}"
        for which in ("before", "after"):
            yield f"    {'-' if which == 'before' else '+'} {_cited(one[which], True)}"
    yield say(f"Chỉ đổi căn cứ: {len(cited)}", f"Only cited anew: {len(cited)}")
    for one in cited:
        before, after = (_cited(one[which], False) for which in ("before", "after"))
        yield f"  {one['provision']} ({one['rule']}): {before} → {after}"


def _arrow(both: dict[str, Any], say: Say) -> str:
    before, after = both["before"], both["after"]
    same = say("như cũ", "the same")
    return f"{after} ({same})" if before == after else f"{before} → {after}"


def _cited(edition: dict[str, Any], with_value: bool) -> str:
    source = " ".join(filter(None, (edition["instrument"], edition["point"])))
    value = f"{edition['in_words']}, " if with_value else ""
    return f"{value}{source} [{edition['confidence']}]"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
