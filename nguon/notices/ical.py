"""A calendar of one person's work, as other programs read it (RFC 5545).

It leaves the site and lies on telephones, so it says a step, a place and a reference, and never
who it is about, what somebody typed or what stands in the way.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from nguon.core.crypto import blind_index
from nguon.notices import words
from nguon.notices.queries import Entry

ZONE = "Asia/Ho_Chi_Minh"
AHEAD = timedelta(days=400)
READ_AGAIN = "PT3H"


def calendar(entries: Iterable[Entry], *, today: date, site: str) -> bytes:
    """Write the days of ``entries`` as whole-day events.

    Shape:   byte for byte the same for the same entries on the same day; what has no day is left
             out, and nothing because it waits for long. An entry keeps its identifier when its
             day changes.
    Reading: every event is stamped with the beginning of ``today``, for it tells that day's state.
    """
    made = Calendar()
    for name, value in _head():
        made.add(name, value)
    made.add_component(_zone())
    for entry in _in_reach(entries, today):
        made.add_component(_event(entry, today, site))
    written: bytes = made.to_ical()
    return written


def _head() -> Sequence[tuple[str, str]]:
    return (
        ("prodid", "-//Nguon//Lich viec//VI"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("x-wr-calname", _("Nguồn: việc của tôi")),
        ("x-wr-timezone", ZONE),
        ("x-published-ttl", READ_AGAIN),
    )


def _zone() -> Timezone:
    """Seven hours before UTC all year round, since 1975."""
    zone, since = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE)
    since.add("dtstart", datetime(1975, 6, 13))  # noqa: DTZ001 - local by definition
    since.add("tzoffsetfrom", timedelta(hours=7))
    since.add("tzoffsetto", timedelta(hours=7))
    since.add("tzname", "+07")
    zone.add_component(since)
    return zone


def _in_reach(entries: Iterable[Entry], today: date) -> list[Entry]:
    found = [each for each in entries if each.due_on and each.due_on - today <= AHEAD]
    return sorted(found, key=lambda each: (each.due_on, _identifier(each)))


def _event(entry: Entry, today: date, site: str) -> Event:
    assert entry.due_on is not None  # noqa: S101 - for the type checker
    event, what = Event(), f"{words.plain(entry)} – {entry.place}"
    event.add("uid", _identifier(entry))
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("dtstart", entry.due_on)
    event.add("dtend", entry.due_on + timedelta(days=1))
    late = entry.is_late(today)
    event.add("summary", _("Quá hạn: %s") % what if late else what)
    event.add("description", _told(entry))
    event.add("url", f"{site}{words.path(entry)}")
    event.add("transp", "TRANSPARENT")
    return event


def _told(entry: Entry) -> str:
    said = [str(words.KINDS[entry.kind])]
    if entry.kind in ("step", "reminder"):
        said.append(_("hồ sơ %s") % entry.ref)
    return ", ".join([*said, entry.rule] if entry.rule else said)


def _identifier(entry: Entry) -> str:
    """What stays the same as long as the thing to do does; it tells nothing of what it names."""
    same = f"{entry.kind}\0{entry.ref}\0{entry.code}"
    return f"{blind_index(same, 'calendar')[:32]}@nguon"
