"""Explanations and answers as documents and as lines of text, in both languages."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from nguon.rulebook.case.facts import EVENT_TYPES
from nguon.rulebook.explain.account import Account, Explanation, Used
from nguon.rulebook.explain.reckoning import Reason, plain, sentence
from nguon.rulebook.explain.why import Answer
from nguon.rulebook.law.book import Parameter, Provision, Rulebook
from nguon.rulebook.law.loading import load
from nguon.rulebook.law.vocabulary import Language
from nguon.rulebook.sentences import finding_message, iso, label, step_label

SCHEMA: Final = "case-explanation/1"
DATES: Final[Mapping[str, tuple[str, str]]] = {
    "certificate_valid_until": ("Giấy chứng nhận có giá trị đến", "Certificate valid until"),
    "probation_ends_on": ("Hết thời kỳ dự bị", "End of probation"),
    "full_member_from": ("Đảng viên chính thức từ", "Full member from"),
    "party_age_from": ("Tuổi đảng tính từ", "Party age from"),
}
KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "deadline": ("Thời hạn", "Limit"),
    "vote": ("Biểu quyết", "Vote"),
}
STATES: Final[Mapping[str, tuple[str, str]]] = {
    "done": ("Đã làm", "Done"),
    "possible": ("Làm được ngay", "May be done now"),
    "waits": ("Còn chờ bước trước", "Waits for earlier steps"),
    "blocked": ("Còn vướng", "Blocked"),
    "not_needed": ("Không cần", "Not needed"),
}
WHY_NOT: Final[Mapping[str, tuple[str, str]]] = {
    "": ("", ""),
    "route": ("không có cấp này trên đường đi của hồ sơ", "no such body on the way of this file"),
    "delegated": (
        "đảng uỷ cơ sở được uỷ quyền nên tự quyết định",
        "the grassroots committee was authorised and decides itself",
    ),
    "exit": ("hồ sơ đã dừng", "the case has ended"),
    "superior_decides": (
        "đã biểu quyết đủ số lần, cấp trên quyết định",
        "the ballots are used up, the superior decides",
    ),
}
OTHER_FACTS: Final[Mapping[str, tuple[str, str]]] = {
    "person.born": ("ngày sinh", "date of birth"),
    "full_members": ("đảng viên chính thức", "full members"),
    "members": ("tổng số uỷ viên", "members of the body"),
    "exempt_absent": ("được miễn, vắng mặt", "exempt and absent"),
    "temporarily_elsewhere_absent": ("ở nơi khác, vắng mặt", "elsewhere and absent"),
    "suspended": ("bị đình chỉ sinh hoạt", "suspended"),
    "yes": ("tán thành", "in favour"),
}
# Which group of labels puts the codes of a fact into words.
CODED: Final = {"person.schooling": "schooling", "person.standing": "standing"}
NOTHING: Final = ("chưa có", "none")
UNKNOWN: Final = ("chưa biết", "not known")
YES_NO: Final = (("không", "no"), ("có", "yes"))


def answer_document(
    answer: Answer, lang: Language, book: Rulebook | None = None
) -> dict[str, Any]:
    """Give an answer about one step, ready for JSON.

    Shape: keys in a fixed order; ``text`` says the same line by line.
    """
    book = book or load()
    return {
        "schema": SCHEMA,
        "id": answer.id,
        "as_of": answer.as_of.isoformat(),
        "step": answer.step,
        "title": step_label(answer.step, lang, book),
        "state": answer.state,
        "reason": answer.reason or None,
        "done_on": iso(answer.done_on),
        "recorded_on": iso(answer.recorded_on),
        "findings": [document(one, lang, book) for one in answer.findings],
        "concealed": answer.concealed,
        "missing": list(answer.missing),
        "waits_for": [{"step": s, "title": step_label(s, lang, book)} for s in answer.waits_for],
        "earliest_on": iso(answer.earliest_on),
        "earliest": [_line(one, lang, book) for one in answer.earliest],
        "deadline": document(answer.deadline, lang, book) if answer.deadline else None,
        "vote": document(answer.vote, lang, book) if answer.vote else None,
        "assumptions": [assumption(one) for one in answer.assumptions],
        "text": list(answer_lines(answer, lang, book)),
    }


def account_document(
    account: Account, answers: tuple[Answer, ...], lang: Language, book: Rulebook | None = None
) -> dict[str, Any]:
    """Give everything that is said of a case, and the answer for every step, ready for JSON."""
    book = book or load()
    parts = ("findings", "deadlines", "votes", "dates")
    return {
        "schema": SCHEMA,
        "id": account.id,
        "as_of": account.as_of.isoformat(),
        **{part: [document(one, lang, book) for one in getattr(account, part)] for part in parts},
        "assumptions": [assumption(one) for one in account.assumptions],
        "steps": [answer_document(one, lang, book) for one in answers],
    }


def document(one: Explanation, lang: Language, book: Rulebook | None = None) -> dict[str, Any]:
    """Give one explanation, ready for JSON."""
    book = book or load()
    finding = one.finding
    return {
        "kind": one.kind,
        "about": one.about,
        "title": title(one, lang, book),
        "severity": finding.severity if finding else None,
        "on": iso(one.on),
        "rule": one.rule,
        "provision": _law(one.provision, book),
        "confidence": {
            "mark": one.provision.confidence,
            "meaning": label("confidence", one.provision.confidence, lang, book),
        },
        "facts": [
            {"fact": fact.fact, "value": plain(fact.value), "text": fact_words(fact, lang, book)}
            for fact in one.facts
        ],
        "arithmetic": [_line(line, lang, book) for line in one.sums],
    }


def _law(provision: Provision, book: Rulebook) -> dict[str, Any]:
    instrument = book.instruments[provision.citation.instrument]
    return {
        "name": provision.name,
        "says": provision.says,
        "value": plain(provision.value),
        "unit": provision.unit,
        "instrument": instrument.name,
        "title": instrument.title,
        "point": provision.citation.point,
    }


def assumption(parameter: Parameter) -> dict[str, Any]:
    """Give an open parameter with the value taken, its mark and why it is open."""
    return {
        "parameter": parameter.name,
        "value": plain(parameter.value),
        "confidence": parameter.confidence,
        "why": parameter.why,
    }


def _line(one: Reason, lang: Language, book: Rulebook) -> dict[str, Any]:
    values = {name: plain(value) for name, value in one.values.items()}
    return {"line": one.line, "values": values, "text": sentence(one, lang, book)}


# --- words


def title(one: Explanation, lang: Language, book: Rulebook | None = None) -> str:
    """Say what an explanation is about in one sentence."""
    if one.finding:
        return finding_message(one.finding, lang, book)
    day = f"{one.on:%d/%m/%Y}" if one.on else ""
    if one.kind == "date":
        return f"{DATES[one.about][lang == 'en']} {day}"
    return f"{KINDS[one.kind][lang == 'en']}: {label('act', one.about, lang, book)} {day}"


def state_words(answer: Answer, lang: Language) -> str:
    """Say the state of a step, with the day on which it was done or why it is not needed."""
    en = lang == "en"
    words = STATES[answer.state][en]
    if answer.done_on:
        return f"{words} {answer.done_on:%d/%m/%Y}"
    return f"{words}: {WHY_NOT[answer.reason][en]}" if answer.reason else words


def fact_words(fact: Used, lang: Language, book: Rulebook | None = None) -> str:
    """Say a fact that something rests on."""
    return f"{_fact_name(fact.fact, lang, book)}: {_fact_value(fact, lang, book)}"


def _fact_name(path: str, lang: Language, book: Rulebook | None) -> str:
    act, _, name = path.rpartition(".")
    if path in EVENT_TYPES:
        return label("act", path, lang, book)
    if act in EVENT_TYPES:
        return OTHER_FACTS[name][lang == "en"]
    if path in OTHER_FACTS:
        return OTHER_FACTS[path][lang == "en"]
    return label("field", path, lang, book)


def _fact_value(fact: Used, lang: Language, book: Rulebook | None) -> str:
    value, en = fact.value, lang == "en"
    if value is None:
        return UNKNOWN[en]
    if isinstance(value, bool):
        return YES_NO[value][en]
    parts = value if isinstance(value, tuple) else (value,)
    group = CODED.get(fact.fact)
    said = (label(group, one, lang, book) if group else _one(one) for one in parts)
    return ", ".join(said) or NOTHING[en]


def _one(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def lines(one: Explanation, lang: Language, book: Rulebook | None = None) -> Iterator[str]:
    """Say one explanation line by line: what, by which article, on which facts, how reckoned."""
    book = book or load()
    law = one.provision
    point = f", {law.citation.point}" if law.citation.point else ""
    yield title(one, lang, book)
    yield (
        f"  {one.rule} · {law.citation.instrument}{point} · {law.confidence}: "
        f"{label('confidence', law.confidence, lang, book)}"
    )
    yield f"  {law.says}"
    yield from (f"  · {fact_words(fact, lang, book)}" for fact in one.facts)
    yield from (f"  = {sentence(line, lang, book)}" for line in one.sums)


def answer_lines(answer: Answer, lang: Language, book: Rulebook | None = None) -> Iterator[str]:
    """Say an answer line by line."""
    book = book or load()
    yield f"{step_label(answer.step, lang, book)}: {state_words(answer, lang)}"
    yield from _in_the_way(answer, lang, book)
    for one in (*answer.findings, answer.deadline, answer.vote):
        if one:
            yield from lines(one, lang, book)
    for parameter in answer.assumptions:
        yield f"{parameter.name} = {parameter.value} ({parameter.confidence}): {parameter.why}"


def _in_the_way(answer: Answer, lang: Language, book: Rulebook) -> Iterator[str]:
    en = lang == "en"
    if answer.recorded_on:
        yield RECORDED[en].replace("$day", f"{answer.recorded_on:%d/%m/%Y}")
    if answer.waits_for:
        yield f"{WAITS_FOR[en]}: {', '.join(step_label(s, lang, book) for s in answer.waits_for)}"
    if answer.earliest_on:
        yield EARLIEST[en].replace("$day", f"{answer.earliest_on:%d/%m/%Y}")
        yield from (f"  = {sentence(line, lang, book)}" for line in answer.earliest)
    if answer.missing:
        yield f"{MISSING[en]}: {', '.join(answer.missing)}"
    if answer.concealed:
        yield CONCEALED[en]


WAITS_FOR: Final = ("Phải làm trước", "To be done before")
RECORDED: Final = (
    "Đã ghi ngày $day nhưng chưa có giá trị",
    "Recorded on $day, but it does not count",
)
EARLIEST: Final = ("Sớm nhất: $day", "At the earliest: $day")
MISSING: Final = ("Giấy tờ còn thiếu", "Papers missing")
CONCEALED: Final = ("Phần còn lại: mở hồ sơ", "The rest: open the file")
