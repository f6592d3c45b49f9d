"""The whole file of one person, for the person: every row about them, opened, with who read it.

Rows are found by following the database's own references to the person, so a table that is added
later is in the file by itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import yaml
from django.apps import apps
from django.db import transaction
from django.db.models import BinaryField, Field, ForeignKey, Model
from django.utils.translation import override

from nguon.accounts.models import User
from nguon.core import audit, typesetting
from nguon.core.actor import Actor
from nguon.core.models import AuditEntry
from nguon.organizations.models import Organization
from nguon.organizations.queries import ancestors, name_on
from nguon.organizations.scoping import Scoped
from nguon.people import queries as people
from nguon.people import vault
from nguon.people.models import Correction, Frozen, Name, Person, PersonKey, SealedValue

MAKING, MADE, WHY, EXPORTED = "rights.file", "rights.file_made", "subject_file", "reports.exported"
WORDS, PAGE = (Path(__file__).with_name(name) for name in ("subject.yaml", "subject.typ"))
IN_THE_VAULT: set[type[Model]] = {Correction, Frozen, PersonKey, SealedValue}
BY_NUMBER = frozenset({"recorded_by", "added_by", "out_by", "received_by", "made_by"})
OPENED = ("people.open", "audit.view")  # what making the file takes with it
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one table, each by the names of its columns; ``code`` names the table."""

    code: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class SubjectFile:
    """All that is kept of one person on a day.

    ``sensitive`` and ``corrections`` are what the vault holds, nothing where the agreement was
    taken back; ``readings`` who opened it; ``exports`` which lists left the places that keep it.
    """

    name: str
    made_on: date
    sections: tuple[Section, ...]
    sensitive: Row
    disputed: tuple[Row, ...]
    corrections: tuple[Row, ...]
    readings: tuple[Row, ...]
    exports: tuple[Row, ...]


@transaction.atomic
def make(person: Person, *, by: Actor) -> SubjectFile:
    """Return everything that is kept of a person; that it was made is on the trail.

    Reading: whoever may make it reads all of it, whatever else the role sees.
    Raises:  NotAllowed, Person.DoesNotExist.
    """
    seen = Person.objects.visible_to(by).select_related("organization")
    person = seen.get(pk=person.pk)
    by.require(MAKING, at=person.organization)
    within = by.lent([*_view_actions(), *OPENED], of=MAKING)
    audit.record(MADE, person, by=by)
    sensitive, corrections = _sealed(person, within)
    return SubjectFile(
        person.full_name,
        by.today,
        tuple(_sections(person, within)),
        sensitive,
        tuple(vault.open_frozen(person, by=within, why=WHY)),
        corrections,
        tuple(_readings(person, within)),
        tuple(_exports(person, within)),
    )


def as_json(file: SubjectFile) -> bytes:
    """Return a file for a machine, under the names of the columns."""
    told = {
        "name": file.name,
        "made_on": file.made_on,
        "sections": {section.code: section.rows for section in file.sections},
        "sensitive": file.sensitive,
        "disputed": file.disputed,
        "corrections": file.corrections,
        "readings": file.readings,
        "exports": file.exports,
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2, default=str)


def as_pdf(file: SubjectFile) -> bytes:
    """Return a file for people, in Vietnamese."""
    words = _words()
    parts = [(words["sections"][each.code], each.rows) for each in file.sections]
    parts += [
        ("Dữ liệu nhạy cảm (được mã hoá)", (file.sensitive,) if file.sensitive else ()),
        ("Đang tranh chấp: giữ kín, không ai dùng", file.disputed),
        ("Đã sửa: giá trị cũ và lý do", tuple(map(_flat, file.corrections))),
        ("Ai đã mở dữ liệu nhạy cảm", file.readings),
        ("Danh sách đã xuất ở nơi giữ hồ sơ", file.exports),
    ]
    told = {
        "title": "TOÀN BỘ DỮ LIỆU VỀ MỘT NGƯỜI",
        "name": file.name,
        "made_on": f"{file.made_on:%d/%m/%Y}",
        "parts": [
            {"title": title, "rows": [_lines(row) for row in rows]} for title, rows in parts
        ],
        "none": "Không có.",
    }
    return typesetting.pdf(PAGE, told)


# --- rows ---------------------------------------------------------------------------------------


def tables() -> dict[type[Model], list[str]]:
    """Return every table with rows about a person, and the columns by which they hang on one.

    Shape: the person first; a table after those on which it hangs.
    """
    found: dict[type[Model], list[str]] = {Person: []}
    while added := {
        model: columns
        for model in _own_models()
        if model not in found and (columns := _columns_to(model, found))
    }:
        found |= added
    return found


def kept_in() -> list[str]:
    """Return the names of the database's tables that hold something of people."""
    held: list[type[Model]] = [*tables(), *IN_THE_VAULT, Name]
    return [model._meta.db_table for model in held]


def _own_models() -> Iterator[type[Model]]:
    for model in apps.get_models():
        if model.__module__.startswith("nguon.") and model not in IN_THE_VAULT:
            yield model


def _columns_to(model: type[Model], found: Iterable[type[Model]]) -> list[str]:
    known = set(found)
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model in known
    ]


def _sections(person: Person, by: Actor) -> Iterator[Section]:
    held: dict[type[Model], list[Model]] = {Person: [person]}
    for model, columns in tables().items():
        if model is not Person:
            held[model] = _rows(model, columns, held, by)
        if rows := held[model]:
            told = tuple(_told(row, person, by) for row in rows)
            yield Section(model._meta.label_lower, told)


def _rows(
    model: type[Model], columns: list[str], held: Mapping[type[Model], list[Model]], by: Actor
) -> list[Model]:
    """The rows that hang on one that is held; each once."""
    seen = model.objects.visible_to(by) if issubclass(model, Scoped) else model.objects.all()  # type: ignore[attr-defined]
    found: dict[Any, Model] = {}
    for column in columns:
        above: Any = model._meta.get_field(column).related_model
        numbers = [row.pk for row in held.get(above, [])]
        found |= {row.pk: row for row in seen.filter(**{f"{column}__in": numbers})}
    return [found[number] for number in sorted(found)]


def _told(row: Model, person: Person, by: Actor) -> Row:
    told: Row = {}
    for field in row._meta.concrete_fields:
        if not (field.primary_key or field.name in _words()["left_out"]):
            value = _value(row, field, person, by)
            if value not in (None, "", [], {}):
                told[field.name] = value
    return told


def _value(row: Model, field: "Field[Any, Any]", person: Person, by: Actor) -> Any:
    if field.is_relation:
        return _named(row, field, by)
    value = getattr(row, field.name)
    if isinstance(field, BinaryField):
        return _opened(row, person, by) if value is not None else None
    if field.name in BY_NUMBER:
        return _called(value)
    if field.choices and isinstance(value, str):
        with override("vi"):
            return str(dict(field.flatchoices).get(value, value))
    return value


def _named(row: Model, field: "Field[Any, Any]", by: Actor) -> str | None:
    """What an organisation or an account is called; other rows have a section of their own."""
    if field.related_model is Organization and (place := getattr(row, field.name)):
        return name_on(place, by.today)
    return _called(getattr(row, field.attname)) if field.related_model is User else None


def _called(account: int | None) -> str | None:
    if account is None:
        return None
    return User.objects.filter(pk=account).values_list("full_name", flat=True).first()


def _opened(row: Model, person: Person, by: Actor) -> Any:
    """What lies sealed in an act or a return of the case; a draft is the typist's own."""
    if not hasattr(row, "case_id"):
        return None
    try:
        return vault.open_events(person, [bytes(row.sealed)], by=by, why=WHY)[0]  # type: ignore[attr-defined]
    except vault.NoConsent:
        return None


# --- what is not in rows ------------------------------------------------------------------------


def _sealed(person: Person, by: Actor) -> tuple[Row, tuple[Row, ...]]:
    try:
        values = vault.read(person, vault.SENSITIVE, by=by, why=WHY)
        corrections = vault.open_corrections(person, by=by, why=WHY)
    except vault.NoConsent:
        return {}, ()
    known = {field: value for field, value in values.items() if value is not None}
    return known, tuple(corrections)


def _readings(person: Person, by: Actor) -> Iterator[Row]:
    for each in people.readings(person, by=by, limit=None):
        yield {"at": each.at, "who": each.who, "fields": each.fields, "why": each.why}


def _exports(person: Person, by: Actor) -> Iterator[Row]:
    """The lists that left a place that keeps or oversees the file since it is there."""
    places = [*ancestors(person.organization, on=by.today), person.organization]
    chains = {place.pk: name_on(place, by.today) for place in places}
    lines = AuditEntry.objects.filter(chain__in=chains, action=EXPORTED)
    lines = lines.filter(at__date__gte=person.registered_on).order_by("-at", "-pk")
    names = dict(User.objects.values_list("pk", "full_name"))
    for line in lines:
        who = names.get(line.actor_id, "")
        yield {"at": line.at, "who": who, "list": line.detail["list"], "place": chains[line.chain]}


# --- words --------------------------------------------------------------------------------------

MORE = {
    "at": "Lúc",
    "by": "Người sửa",
    "who": "Ai",
    "why": "Vì sao",
    "list": "Danh sách",
    "place": "Nơi",
    "sealed": "Điều ghi kín",
    "value": "Giá trị",
}


def _flat(correction: Row) -> Row:
    """A correction as one row: what stood there, then the rest."""
    return {**correction["old"], **{key: correction[key] for key in ("reason", "at")}}


def _lines(row: Row) -> list[list[str]]:
    return [[_label(name), _shown(value)] for name, value in row.items()]


def _label(name: str) -> str:
    return MORE.get(name) or str(_words()["fields"].get(name, name))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y %H:%M" if hasattr(value, "hour") else "%d/%m/%Y")
    if isinstance(value, Mapping):
        return "; ".join(f"{_label(str(key))}: {_shown(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value))
    return str(value)


def _view_actions() -> set[str]:
    return {model.view_action for model in _own_models() if issubclass(model, Scoped)}


@cache
def _words() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return read
