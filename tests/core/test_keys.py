"""A site's keys are made once, kept from others, and never replaced."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from nguon.core.keys import Keyring

pytestmark = pytest.mark.pure


def test_a_key_is_made_at_first_use_and_stays(tmp_path):
    key = Keyring(tmp_path / "keys").bytes("master")
    assert len(key) == 32
    assert Keyring(tmp_path / "keys").bytes("master") == key


def test_every_name_and_every_site_has_a_key_of_its_own(tmp_path):
    ring, other = Keyring(tmp_path / "registry"), Keyring(tmp_path / "portal")
    assert len({ring.text("master"), ring.text("audit"), other.text("master")}) == 3


def test_only_the_owner_reads_a_key(tmp_path):
    Keyring(tmp_path / "keys").bytes("master")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / "master").stat().st_mode) == 0o600


def test_of_many_that_make_a_key_at_once_one_wins_and_all_agree(tmp_path):
    def make(_):
        return Keyring(tmp_path / "keys").text("master")

    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(make, range(64)))
    assert len(keys) == 1
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["master"]


@pytest.mark.parametrize("content", ["", "no hexadecimal", "00ff"])
def test_a_damaged_key_is_an_error_and_is_not_replaced(tmp_path, content):
    (tmp_path / "master").write_text(content)
    with pytest.raises(ValueError, match="master"):
        Keyring(tmp_path).bytes("master")
    assert (tmp_path / "master").read_text() == content
