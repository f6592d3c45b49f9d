"""A file that was acknowledged is on the disk, with the folders that lead to it."""

import os
from pathlib import Path

import pytest

from nguon.core import disk

pytestmark = pytest.mark.pure


@pytest.fixture
def through(monkeypatch) -> list[Path]:
    """What was sent through to the disk, in its order, as it was called at that moment."""
    sent: list[Path] = []
    really = os.fsync

    def note(handle: int) -> None:
        sent.append(Path(f"/proc/self/fd/{handle}").readlink())
        really(handle)

    monkeypatch.setattr(os, "fsync", note)
    return sent


def test_the_file_then_every_folder_that_names_it_goes_to_the_disk(tmp_path, through):
    place = tmp_path / "papers" / "ab" / "abc"
    disk.write_whole(place, b"x", within=tmp_path, mode=0o600)
    assert place.read_bytes() == b"x"
    assert through[0].name.startswith(disk.ROUGH)
    assert through[1:] == [tmp_path / "papers" / "ab", tmp_path / "papers", tmp_path]


@pytest.mark.parametrize(("mode", "folder"), [(0o600, 0o700), (0o640, 0o750)])
def test_whoever_may_read_the_file_may_walk_to_it(tmp_path, mode, folder):
    place = tmp_path / "ab" / "abc"
    disk.write_whole(place, b"x", within=tmp_path, mode=mode)
    assert (place.stat().st_mode & 0o777, place.parent.stat().st_mode & 0o777) == (mode, folder)


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "abc").mkdir()
    with pytest.raises(OSError, match="abc"):
        disk.write_whole(tmp_path / "abc", b"x", within=tmp_path, mode=0o600)
    assert list(tmp_path.iterdir()) == [tmp_path / "abc"]
