"""The calendar as other programs read it (RFC 5545), for everybody."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from nguon.portal.agenda.models import Entry, State

ZONE = "Asia/Ho_Chi_Minh"
HERE = ZoneInfo(ZONE)
READ_AGAIN = "PT1H"


def calendar(entries: Iterable[Entry], *, name: str, site: str) -> bytes:
    """Write ``entries`` as events.

    Shape:   byte for byte the same for the same entries; an entry keeps its identifier when its
             time changes, and a higher sequence tells which text is the later one.
    Units:   hours of Viet Nam, named; an entry without an hour is of the whole day.
    """
    made = Calendar()
    for key, value in _head(name):
        made.add(key, value)
    made.add_component(_zone())
    for entry in entries:
        made.add_component(_event(entry, site))
    written: bytes = made.to_ical()
    return written


def _head(name: str) -> Sequence[tuple[str, str]]:
    return (
        ("prodid", "-//Nguon//Lich cong tac//VI"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("x-wr-calname", name),
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


def _event(entry: Entry, site: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.ref}@lich-cong-tac")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.touched_at)
    _set_time(event, entry)
    event.add(
        "summary", entry.what if entry.starts else f"{entry.get_half_display()}: {entry.what}"
    )
    if entry.place:
        event.add("location", entry.place)
    event.add("description", _told(entry))
    event.add("url", f"{site}{entry.get_absolute_url()}")
    event.add("status", "CANCELLED" if entry.state == State.CANCELLED else "CONFIRMED")
    return event


def _set_time(event: Event, entry: Entry) -> None:
    if entry.starts is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return
    event.add("dtstart", datetime.combine(entry.day, entry.starts, HERE))
    if entry.ends:
        event.add("dtend", datetime.combine(entry.day, entry.ends, HERE))


def _told(entry: Entry) -> str:
    lines = []
    if entry.mark:
        said = f" ({entry.said})" if entry.said else ""
        lines.append(f"{entry.mark.label}{said}")
    if entry.who:
        lines.append(_("Chủ trì, thành phần: %s") % entry.who)
    if entry.prepares:
        lines.append(_("Chuẩn bị: %s") % entry.prepares)
    return "\n".join(lines)
