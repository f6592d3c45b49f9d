"""Which backups are kept, when the next is due, and when somebody must be told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nguon.core.backup import keeping
from nguon.core.backup.keeping import State

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def backup(at: datetime) -> Path:
    return Path(at.strftime(keeping.NAME + keeping.SUFFIX))


def test_kept_are_the_newest_thirty_days_and_twelve_months():
    hourly = [backup(NOW - timedelta(hours=each)) for each in range(24 * 500)]

    kept = set(hourly) - set(keeping.to_drop(hourly))

    days = {NOW.date() - timedelta(days=each) for each in range(30)}
    assert {datetime.strptime(each.name[6:16], "%Y-%m-%d").date() for each in kept} >= days
    assert len({each.name[6:13] for each in kept}) == 12
    # four of the newest, of which one is its day's last; thirty days; the months before these
    assert len(kept) == 3 + 30 + 10
    assert hourly[0] in kept


def test_the_last_of_a_day_is_kept_and_not_its_first():
    morning, evening = backup(NOW - timedelta(days=9, hours=8)), backup(NOW - timedelta(days=9))
    newest = [backup(NOW - timedelta(hours=each)) for each in range(4)]

    assert keeping.to_drop([morning, evening, *newest]) == [morning]


def test_files_of_other_names_are_left_alone():
    assert keeping.to_drop([Path("erasures.log"), Path("nguon-old.age")]) == []


@pytest.mark.parametrize(
    ("made", "proven", "told"),
    [
        (None, None, ["backup", "proof"]),
        (timedelta(hours=24), timedelta(days=35), []),
        (timedelta(hours=24, seconds=1), timedelta(days=35), ["backup"]),
        (timedelta(hours=1), timedelta(days=35, seconds=1), ["proof"]),
    ],
)
def test_somebody_is_told_after_a_day_without_a_backup_and_35_without_a_proof(made, proven, told):
    at = [None if ago is None else NOW - ago for ago in (made, proven)]

    assert list(State(*at).warnings(NOW)) == told


@pytest.mark.parametrize(
    ("took", "pause"),
    [
        (2, timedelta(minutes=15)),
        (60, timedelta(minutes=50)),
        (7200, timedelta(hours=23)),
    ],
)
def test_the_next_is_due_after_a_quarter_of_an_hour_or_later_if_it_takes_long(took, pause):
    state = State(NOW, None, took)

    assert not state.is_due(NOW + pause - timedelta(seconds=1))
    assert state.is_due(NOW + pause)


def test_what_is_noted_is_read_again(tmp_path):
    noted = State(NOW, None, 1.5, "the disk is full")

    assert keeping.state(tmp_path) == State()
    keeping.note(tmp_path, noted)
    assert keeping.state(tmp_path) == noted
