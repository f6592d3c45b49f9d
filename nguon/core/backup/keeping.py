"""Where backups lie, for whom they are sealed, which are kept, and what to tell of them."""

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

RECIPIENTS = "backup-recipients.txt"
STATE = "backups.json"
ERASURES = "erasures.log"
NAME, SUFFIX = "nguon-%Y-%m-%dT%H%M%S", ".age"
NEWEST, DAYS, MONTHS = 4, 30, 12
BACKED_UP_WITHIN, PROVEN_WITHIN = timedelta(hours=24), timedelta(days=35)
LEAST_PAUSE, MOST_PAUSE, SHARE = timedelta(minutes=15), timedelta(hours=23), 50


@dataclass(frozen=True, slots=True)
class State:
    """When the last backup was made, how long that took, and when one was last proven.

    Units: ``took`` in seconds.
    """

    made_at: datetime | None = None
    proven_at: datetime | None = None
    took: float = 0
    fault: str = ""

    def is_due(self, at: datetime) -> bool:
        """Whether it is time for the next: a quarter of an hour on, or later if it takes long."""
        pause = min(max(LEAST_PAUSE, timedelta(seconds=self.took * SHARE)), MOST_PAUSE)
        return self.made_at is None or at >= self.made_at + pause

    def warnings(self, at: datetime) -> dict[str, str]:
        """What somebody must be told: no ``backup`` for a day, no ``proof`` for 35 days."""
        seen = (
            ("backup", self.made_at, BACKED_UP_WITHIN),
            ("proof", self.proven_at, PROVEN_WITHIN),
        )
        sentences = {
            "backup": _("Hơn 24 giờ chưa có bản sao lưu: chạy “nguon backup” và xem lý do."),
            "proof": _("Hơn 35 ngày chưa khôi phục thử bản sao lưu: chạy “nguon backup --prove”."),
        }
        late = (code for code, last, within in seen if last is None or at - last > within)
        return {code: sentences[code] for code in late}


def folder(data: Path) -> Path:
    """Where the program puts backups by itself: another disk, if ``NGUON_BACKUPS`` names one."""
    return Path(os.environ.get("NGUON_BACKUPS") or data / "backups")


def recipients(data: Path) -> list[str]:
    """The public keys for which backups are sealed; none before sheets are printed."""
    try:
        lines = (data / RECIPIENTS).read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return []
    return [line for line in lines if line and not line.startswith("#")]


def state(data: Path) -> State:
    """What is known of the last backups."""
    try:
        told: dict[str, Any] = json.loads((data / STATE).read_bytes())
    except FileNotFoundError:
        return State()
    at = {key: datetime.fromisoformat(told[key]) for key in ("made_at", "proven_at") if told[key]}
    return State(**{**told, **at})


def note(data: Path, now: State) -> None:
    """Keep what is known of the last backups."""
    days = {key: at.isoformat() if at else None for key, at in
            (("made_at", now.made_at), ("proven_at", now.proven_at))}  # fmt: skip
    told = {**days, "took": now.took, "fault": now.fault}
    write_whole(data / STATE, json.dumps(told).encode())


def to_drop(files: Iterable[Path]) -> list[Path]:
    """Return the backups of a folder that have served.

    Reading: kept are the newest four, the last of each of 30 days and of each of 12 months that
             have any; a file of another name is nobody's business here.
    """
    dated = sorted(((at, file) for file in files if (at := _made(file))), reverse=True)
    kept = {file for _at, file in dated[:NEWEST]}
    days: dict[date, Path] = {}
    months: dict[tuple[int, int], Path] = {}
    for at, file in dated:
        days.setdefault(at.date(), file)
        months.setdefault((at.year, at.month), file)
    kept |= set(list(days.values())[:DAYS]) | set(list(months.values())[:MONTHS])
    return [file for _at, file in dated if file not in kept]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file through to the disk, or leave the old one as it was."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """See that names put into a folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _made(file: Path) -> datetime | None:
    try:
        return datetime.strptime(file.name, NAME + SUFFIX)  # noqa: DTZ007
    except ValueError:
        return None
