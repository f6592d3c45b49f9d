"""Read a facts document, or refuse it whole with the path of each fault.

The fast way only answers yes or no; which faults there are is worked out when there are any.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from nguon.rulebook.case.facts import (
    COMMON,
    EVENT_TYPES,
    PERSON,
    PLACE,
    REQUIRED_OF_MEMBERS,
    ROUTE,
    SCHEMA,
    CaseFacts,
    Event,
    Field,
    Person,
    Place,
    Route,
)


class Wanted(NamedTuple):
    """What was expected in a place of the document, in both languages."""

    vi: str
    en: str


class Fault(NamedTuple):
    """One fault of a document: where, what was found, what was expected."""

    path: str
    value: object
    expected: Wanted


class BadDocument(ValueError):
    """The document is refused as a whole; ``faults`` says why, place by place."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{f.path}: {f.expected.en}" for f in faults))
        self.faults = faults


class Missing:
    """Stands for the value of a field that is not there."""

    def __repr__(self) -> str:
        return "–"


ABSENT: Final = Missing()

A_TEXT = Wanted("một chuỗi chữ", "a text")
A_DATE = Wanted(
    "một ngày có thật, viết năm-tháng-ngày (2019-06-30)",
    "a real date, year-month-day (2019-06-30)",
)
AN_OBJECT = Wanted("một đối tượng {…}", "an object {…}")
A_LIST = Wanted("một danh sách […]", "a list […]")
REQUIRED = Wanted("trường này bắt buộc phải có", "this field must be there")
NO_SUCH_FIELD = Wanted("không có trường nào tên như vậy ở đây", "no field of this name here")
NOT_BEFORE_BIRTH = Wanted("một ngày không trước ngày sinh", "a day not before the person's birth")
AN_EVENT_TYPE = Wanted("một loại sự kiện trong hợp đồng dữ liệu", "an event type of the contract")

Check = Callable[[Any], bool]
# What a field's JSON type must be, what else it must fulfil, and whether it may be unknown.
Test = tuple[type, Check | None, bool]


def is_date(value: object) -> bool:
    """Tell whether ``value`` is written as ``2019-06-30`` and exists in the calendar."""
    return _date(value) is not None


def _date(value: object) -> date | None:
    """Read a day; None unless it is written as ``2019-06-30`` and exists in the calendar."""
    if type(value) is not str or len(value) != 10 or value[4] != "-" or value[7] != "-":
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _is_country(value: str) -> bool:
    return len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()


def _test_of(spec: Field) -> Test:
    choices = frozenset(spec.choices)
    checks: dict[str, tuple[type, Check | None]] = {
        "text": (str, None),
        "country": (str, _is_country),
        "flag": (bool, None),
        "date": (str, is_date),
        "count": (int, range(spec.least, spec.most + 1).__contains__),
        "choice": (str, choices.__contains__),
        "choices": (list, lambda value: _is_set_of(value, choices)),
        "dates": (list, lambda value: all(map(is_date, value))),
    }
    return (*checks[spec.kind], spec.nullable)


def _is_set_of(value: list[Any], choices: frozenset[str]) -> bool:
    return all(type(one) is str and one in choices for one in value) and len(set(value)) == len(
        value
    )


def wanted(spec: Field) -> Wanted:
    """Say in both languages what a field may hold."""
    one_of = ", ".join(spec.choices)
    words = {
        "text": A_TEXT,
        "country": Wanted("mã nước hai chữ in hoa (VN)", "a country code of two capitals (VN)"),
        "flag": Wanted("true hoặc false", "true or false"),
        "date": A_DATE,
        "count": Wanted(
            f"một số nguyên từ {spec.least} đến {spec.most}",
            f"a whole number from {spec.least} to {spec.most}",
        ),
        "choice": Wanted(f"một trong: {one_of}", f"one of: {one_of}"),
        "choices": Wanted(
            f"danh sách không lặp lấy từ: {one_of}", f"a list without repetition of: {one_of}"
        ),
        "dates": Wanted("danh sách các ngày có thật", "a list of real dates"),
    }[spec.kind]
    if spec.nullable:
        return Wanted(f"{words.vi}; null là chưa biết", f"{words.en}; null for unknown")
    return words


class _Reader:
    """Checks one object of the document field by field.

    ``later`` names a day that whoever reads the object converts, and thereby checks, himself;
    ``more`` lists the faults that show only between fields.
    """

    __slots__ = ("asks_more", "more", "quick", "required", "specs", "tests")

    def __init__(
        self, specs: tuple[Field, ...], later: str = "", more: "More | None" = None
    ) -> None:
        self.more = more
        self.specs = {spec.name: spec for spec in specs}
        self.tests = {spec.name: _test_of(spec) for spec in specs}
        self.required = frozenset(spec.name for spec in specs if spec.required)
        self.asks_more = not self.required <= {"type", "on"}
        self.quick = {name: test[:2] for name, test in self.tests.items()}
        if later:
            self.quick[later] = (str, None)

    def accepts(self, raw: dict[str, Any]) -> bool:
        """Tell whether every field is known and right, and none is missing."""
        tests = self.quick
        try:
            for name, value in raw.items():
                kind, check = tests[name]
                if type(value) is kind:
                    if check is not None and not check(value):
                        return False
                elif value is not None or not self.specs[name].nullable:
                    return False
        except KeyError:
            return False
        return self.required <= raw.keys()

    def faults(self, raw: dict[str, Any], path: str) -> list[Fault]:
        """List what is wrong with ``raw``: the slow way, taken only when something is."""
        found = [Fault(f"{path}{n}", ABSENT, REQUIRED) for n in sorted(self.required - raw.keys())]
        for name, value in raw.items():
            if name not in self.tests:
                found.append(Fault(f"{path}{_step(name)}", value, NO_SUCH_FIELD))
            elif not _fulfils(self.tests[name], value):
                found.extend(_inside(self.specs[name], value, f"{path}{name}"))
        return found


def _fulfils(test: Test, value: object) -> bool:
    kind, check, nullable = test
    if type(value) is kind:
        return check is None or check(value)
    return value is None and nullable


def _step(name: str) -> str:
    return name if name.isidentifier() else ascii(name)


def _inside(spec: Field, value: object, path: str) -> list[Fault]:
    """Point into a list at the members that are wrong, else at the list itself."""
    if spec.kind == "dates" and type(value) is list:
        wrong = [i for i, day in enumerate(value) if not is_date(day)]
        return [Fault(f"{path}[{i}]", value[i], A_DATE) for i in wrong]
    if spec.kind == "choices" and type(value) is list:
        wrong = [i for i, one in enumerate(value) if one not in spec.choices or one in value[:i]]
        return [Fault(f"{path}[{i}]", value[i], wanted(spec)) for i in wrong]
    return [Fault(path, value, wanted(spec))]


_PERSON, _PLACE, _ROUTE = _Reader(PERSON), _Reader(PLACE), _Reader(ROUTE)
_TYPE_AND_DAY = (Field("type", "text", required=True), Field("on", "date", required=True))
_TOP = _Reader((Field("schema", "text", required=True), Field("id", "text", required=True)))
_PARTS: Final = ("person", "place", "route", "events")
_VOTES_OF_A_CELL = frozenset({"cell_resolution", "recognition_resolution", "removal_resolution"})
_VOTES_OF_A_COMMITTEE = frozenset(
    k for k, own in EVENT_TYPES.items() if own[:1] == EVENT_TYPES["committee_resolution"][:1]
)


def read_facts(document: object) -> CaseFacts:
    """Read a facts document, or refuse it whole.

    Shape:  ``document`` is parsed JSON; paths read ``person.born`` or ``events[2].yes``, counted
            from 0 in the document as it was handed in.
    Raises: BadDocument with every fault found.
    """
    if type(document) is not dict:
        raise BadDocument([Fault("$", document, AN_OBJECT)])
    faults = _top_faults(document)
    person = _part(document, "person", _PERSON, faults)
    place = _part(document, "place", _PLACE, faults)
    route = _part(document, "route", _ROUTE, faults)
    born = date.fromisoformat(person["born"]) if is_date(person.get("born")) else date.min
    _children(person, born, faults)
    events = _events(document.get("events", []), born, faults)
    if faults:
        raise BadDocument(faults)
    return CaseFacts(document["id"], _person(person, born), Place(**place), Route(**route), events)


def _top_faults(document: dict[str, Any]) -> list[Fault]:
    own = {name: value for name, value in document.items() if name not in _PARTS}
    faults = [] if _TOP.accepts(own) else _TOP.faults(own, "")
    if own.get("schema", SCHEMA) != SCHEMA:
        faults.append(Fault("schema", own["schema"], Wanted(SCHEMA, SCHEMA)))
    if type(own.get("id")) is str and not _can_be_written(own["id"]):
        faults.append(Fault("id", own["id"], A_TEXT))
    if "person" not in document:
        faults.append(Fault("person", ABSENT, REQUIRED))
    return faults


def _can_be_written(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _part(
    document: dict[str, Any], name: str, reader: _Reader, faults: list[Fault]
) -> dict[str, Any]:
    raw = document.get(name, {})
    if type(raw) is not dict:
        faults.append(Fault(name, raw, AN_OBJECT))
        return {}
    if name in document and not reader.accepts(raw):
        faults.extend(reader.faults(raw, f"{name}."))
    return raw


def _children(person: dict[str, Any], born: date, faults: list[Fault]) -> None:
    children = person.get("children_born")
    for i, day in enumerate(children if type(children) is list else ()):
        if is_date(day) and date.fromisoformat(day) < born:
            faults.append(Fault(f"person.children_born[{i}]", day, NOT_BEFORE_BIRTH))


def _person(raw: dict[str, Any], born: date) -> Person:
    values = {**raw, "born": born}
    if values.get("standing"):
        values["standing"] = tuple(sorted(values["standing"]))
    elif "standing" in values and values["standing"] is not None:
        values["standing"] = ()
    children = values.get("children_born")
    if children is not None:
        values["children_born"] = tuple(sorted(map(date.fromisoformat, children)))
    return Person(**values)


def _events(raw: object, born: date, faults: list[Fault]) -> tuple[Event, ...]:
    if type(raw) is not list:
        faults.append(Fault("events", raw, A_LIST))
        return ()
    events = []
    for i, one in enumerate(raw):
        event = _event(one, born)
        if event is None:
            faults.extend(_event_faults(one, born, f"events[{i}]"))
        else:
            events.append(event)
    return tuple(events)


def _event(raw: Any, born: date) -> Event | None:
    """Read one act the fast way; ``None`` when anything about it is wrong."""
    try:
        kind, written = raw["type"], raw["on"]
        reader = _EVENTS[kind]
        tests = reader.quick
        for name, value in raw.items():
            json_type, check = tests[name]
            if type(value) is not json_type or (check is not None and not check(value)):
                return None
        if len(written) != 10 or written[4] != "-" or written[7] != "-":
            return None
        on = date.fromisoformat(written)
    except (KeyError, TypeError, ValueError):
        return None
    if on < born or (reader.asks_more and not reader.required <= raw.keys()):
        return None
    if reader.more is not None and reader.more(kind, raw, ""):
        return None
    return Event(kind, on, raw)


def _event_faults(raw: Any, born: date, path: str) -> list[Fault]:
    """List everything that is wrong with one act."""
    if type(raw) is not dict:
        return [Fault(path, raw, AN_OBJECT)]
    kind = raw.get("type", ABSENT)
    reader = _EVENTS.get(kind) if type(kind) is str else None
    if reader is None:
        return [Fault(f"{path}.type", kind, REQUIRED if kind is ABSENT else AN_EVENT_TYPE)]
    faults = reader.faults(raw, f"{path}.")
    if is_date(raw.get("on")) and date.fromisoformat(raw["on"]) < born:
        faults.append(Fault(f"{path}.on", raw["on"], NOT_BEFORE_BIRTH))
    if reader.more and (not faults or kind == "introduction"):
        faults += reader.more(kind, raw, path)
    return faults


def _introduction_faults(kind: str, raw: dict[str, Any], path: str) -> list[Fault]:
    if raw.get("by") != "member":
        return []
    absent = [name for name in REQUIRED_OF_MEMBERS if name not in raw]
    return [Fault(f"{path}.{name}", ABSENT, REQUIRED) for name in absent]


def counted(vote: Mapping[str, Any]) -> int:
    """Count the full members whose vote makes the base of a cell's resolution.

    Source: vote.cell.
    """
    base: int = vote["full_members"]
    for left_out in ("exempt_absent", "temporarily_elsewhere_absent", "suspended"):
        base -= vote.get(left_out, 0)
    return base


def _vote_faults(kind: str, raw: dict[str, Any], path: str) -> list[Fault]:
    """More votes than members counted, or more members left out than there are."""
    base = raw["members"] if kind in _VOTES_OF_A_COMMITTEE else counted(raw)
    yes, no = raw["yes"], raw.get("no", 0)
    if yes + no <= base:
        return []
    return _too_many_votes(path, base, raw)


def _too_many_votes(path: str, base: int, raw: dict[str, Any]) -> list[Fault]:
    yes = raw["yes"]
    if base < 0:
        return [
            Fault(
                f"{path}.full_members",
                raw["full_members"],
                Wanted(
                    "số đảng viên chính thức không ít hơn số người không tính",
                    "no fewer full members than are left out of the count",
                ),
            )
        ]
    if yes > base:
        most = Wanted(
            f"nhiều nhất là {base}, số người được tính", f"at most {base}, the members counted"
        )
        return [Fault(f"{path}.yes", yes, most)]
    most = Wanted(
        f"nhiều nhất là {base - yes}: được tính {base}, {path}.yes là {yes}",
        f"at most {base - yes}: {base} counted, {path}.yes is {yes}",
    )
    return [Fault(f"{path}.no", raw["no"], most)]


More = Callable[[str, dict[str, Any], str], list[Fault]]
_MORE: dict[str, More] = {
    **dict.fromkeys(_VOTES_OF_A_CELL | _VOTES_OF_A_COMMITTEE, _vote_faults),
    "introduction": _introduction_faults,
}
_EVENTS = {
    kind: _Reader((*_TYPE_AND_DAY, *COMMON, *own), later="on", more=_MORE.get(kind))
    for kind, own in EVENT_TYPES.items()
}
