"""What can be entered at all: the shape of an act, told in words that the form can show."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nguon.development.facts import NoBirthday, Refused
from nguon.people.models import Person
from nguon.rulebook import BadDocument, Event, Fault, Wanted, read_facts

LONGEST = {"document": 120, "note": 500}  # what the columns hold
LONGEST_TEXT = 300
NOT_LATER = Wanted("một ngày không sau hôm nay", "a day not later than today")
NOT_EMPTY = Wanted("không để trống", "not empty")


class BadEvent(Refused):
    """The act cannot be entered as it is. ``faults`` names field, value and what was expected."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(_said(fault) for fault in faults))


def check_event(event: Event, person: Person, *, today: date) -> None:
    """Pass, or say everything that is wrong with an act.

    Reading: an act cannot lie after today, nor before the person's birth.
    Raises:  BadEvent, NoBirthday.
    """
    if person.born_on is None:
        raise NoBirthday
    faults = [*_of_the_contract(event, person.born_on), *_long(event.fields)]
    if event.on > today:
        faults.append(Fault("on", event.on.isoformat(), NOT_LATER))
    if faults:
        raise BadEvent(faults)


def check_departure(words: Mapping[str, str]) -> None:
    """Pass if every word that a departure or a retraction needs is there.

    Raises: BadEvent.
    """
    faults = [Fault(name, word, NOT_EMPTY) for name, word in words.items() if not word.strip()]
    faults += [fault for word in words.values() for fault in _long({"note": word})]
    if faults:
        raise BadEvent(faults)


def _of_the_contract(event: Event, born: date) -> list[Fault]:
    """What the case contract refuses, with the paths of a single event."""
    document = {
        "schema": "case-facts/1",
        "id": "-",
        "person": {"born": born.isoformat()},
        "events": [{"type": event.type, "on": event.on.isoformat(), **event.fields}],
    }
    try:
        read_facts(document)
    except BadDocument as refusal:
        found = refusal.faults
        return [fault._replace(path=fault.path.removeprefix("events[0].")) for fault in found]
    return []


def _long(fields: Mapping[str, Any]) -> Iterator[Fault]:
    """Texts that no column holds: too long, or with characters that a database refuses."""
    for name, text in fields.items():
        most = LONGEST.get(name, LONGEST_TEXT)
        if isinstance(text, str) and (len(text) > most or "\0" in text):
            expected = Wanted(f"nhiều nhất {most} chữ", f"at most {most} letters")
            yield Fault(name, text[:20], expected)


def _said(fault: Fault) -> str:
    expected = fault.expected.en if get_language() == "en" else fault.expected.vi
    return _("%(field)s = %(value)r: cần %(expected)s") % {
        "field": fault.path,
        "value": fault.value,
        "expected": expected,
    }
