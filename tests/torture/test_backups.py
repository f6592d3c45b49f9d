"""A backup made, damaged, brought back; and nobody who was erased comes back with it."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from nguon.cli import processes
from nguon.cli.prepare import leave_database
from nguon.core.backup import keeping
from tests.torture.spare import PAPER

pytestmark = pytest.mark.django_db  # so that there are tables to be copied
ENGINE = os.environ.get("NGUON_TEST_DB", "sqlite")
BLANK = f"blank_{os.getpid()}"
# A browser that goes away in the middle of a page leaves the connection of its thread behind.
LEAVE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"


class Machine:
    """A folder of data with databases of its own, and the program started there."""

    def __init__(self, folder: Path, name: str) -> None:
        self.data = folder / name
        self.environment = processes.environment("registry") | {"NGUON_DATA": str(self.data)}
        self.name = f"{name}_{os.getpid()}"
        if ENGINE == "postgresql":
            here = urlsplit(os.environ["DATABASE_URL"])
            self.environment["DATABASE_URL"] = here._replace(path=f"/{self.name}").geturl()

    def run(self, *words: object) -> "subprocess.CompletedProcess[str]":
        return self._start("nguon", *words)

    def lay_out(self, *ends: str) -> None:
        """Take the tables that the tests have already: making them takes a third of a minute."""
        if ENGINE == "sqlite":
            (self.data / "registry").mkdir(parents=True)
            copy = self.data / "registry" / "db.sqlite3"
            with closing(sqlite3.connect(copy)) as target:
                connection.ensure_connection()
                connection.connection.backup(target)
            return
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            for end in ends or ("",):
                server.execute(f'CREATE DATABASE "{self.name}{end}" TEMPLATE "{BLANK}"')

    def ask(self, word: str, site: str = "registry") -> dict:
        self.environment["NGUON_SITE"] = site
        done = self._start("tests.torture.spare", word)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def forget(self) -> None:
        if ENGINE == "postgresql":
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
                for end in ("", "_portal", "_proof", "_portal_proof"):
                    server.execute(f'DROP DATABASE IF EXISTS "{self.name}{end}"')

    def _start(self, module: str, *words: object) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", module, *map(str, words)]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def tables(django_db_setup, django_db_blocker):
    """Empty tables of the registry, to be copied; nobody may be connected to them meanwhile."""
    with django_db_blocker.unblock():
        if ENGINE == "postgresql":
            theirs = connection.settings_dict["NAME"]
            leave_database()
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
                server.execute(LEAVE, [theirs])
                server.execute(f'CREATE DATABASE "{BLANK}" TEMPLATE "{theirs}"')
        yield


@pytest.fixture(scope="module")
def office(tmp_path_factory, tables):
    """An office with two persons, backed up with both on file; one was erased afterwards."""
    folder = tmp_path_factory.mktemp("office")
    machine = Machine(folder, "first")
    machine.lay_out("", "_proof")
    machine.ask("open")
    machine.ask("tables", "portal")
    (folder / "sheets.txt").write_text(machine.run("backup-keys", "--lang", "en").stdout)
    machine.before = machine.ask("tell")
    machine.backup, machine.sheets = folder / "a.age", folder / "sheets.txt"
    made = machine.run("backup", machine.backup, "--prove")
    assert made.returncode == 0, made.stderr
    machine.ask("erase")
    machine.after = machine.ask("tell")
    machine.erasures = folder / "erasures.log"
    machine.run("backup", folder / "b.age")  # leaves the list of the erased beside
    yield machine
    machine.forget()


@pytest.fixture
def empty(tmp_path, tables):
    machine = Machine(tmp_path, "second")
    if ENGINE == "postgresql":
        machine.lay_out()
    yield machine
    machine.forget()


def test_everything_comes_back_on_an_empty_machine_with_the_key_of_one_sheet(office, empty):
    second_sheet = office.sheets.read_text().split("\f")[1]
    (key := empty.data.parent / "key.txt").write_text(second_sheet)
    (alone := empty.data.parent / "alone.age").write_bytes(office.backup.read_bytes())

    done = empty.run("restore", alone, "--key", key)

    assert done.returncode == 0, done.stderr
    assert "erasures.log" in done.stderr  # somebody is told that the list is not there
    told = empty.ask("tell")
    assert told["people"] == office.before["people"]
    assert len(told["sealed"]) == 2
    assert told["cases"] == office.before["cases"]
    assert set(told["lines"]) >= set(office.before["lines"])
    assert told["files"] == [PAPER.decode()]
    assert keeping.recipients(empty.data) == keeping.recipients(office.data)


def test_who_was_erased_after_the_backup_is_erased_again_before_anybody_can_look(office, empty):
    assert len(office.before["people"]) == len(office.after["people"]) + 1

    done = empty.run("restore", office.backup, "--key", office.sheets, "--lang", "en")

    assert done.returncode == 0, done.stderr
    assert "Erased again: 1" in done.stdout
    assert empty.ask("tell")["people"] == office.after["people"]
    if ENGINE == "sqlite":
        held = [path.read_bytes() for path in empty.data.rglob("*") if path.is_file()]
        assert not [each for each in held if "Bịa Xoá".encode() in each]


def test_the_list_of_the_erased_names_nobody(office):
    text = office.erasures.read_text()

    assert '"people.erased"' in text
    assert "Bịa" not in text
    assert "Tr" not in text


def test_a_machine_with_data_is_left_as_it_is(office):
    done = office.run("restore", office.backup, "--key", office.sheets, "--lang", "en")

    assert done.returncode == 2
    assert "empty place" in done.stderr
    assert office.ask("tell")["people"] == office.after["people"]


@pytest.mark.parametrize("damage", ["flip", "cut", "other_key"])
def test_what_is_refused_leaves_nothing_behind(office, empty, damage):
    content, key = bytearray(office.backup.read_bytes()), str(office.sheets)
    if damage == "flip":
        content[len(content) // 2] ^= 1
    elif damage == "cut":
        del content[-1]
    else:
        key = "AGE-SECRET-KEY-1THISISNOTAKEY"
    (spoilt := empty.data.parent / "spoilt.age").write_bytes(content)

    done = empty.run("restore", spoilt, "--key", key, "--lang", "en")

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert {"flip": "damaged", "cut": "damaged", "other_key": "letter"}[damage] in done.stderr
    assert list(empty.data.rglob("*")) == []


def test_a_backup_holds_no_key_of_the_site_in_the_clear_even_once_it_is_open(office, tmp_path):
    from nguon.cli import sealed_keys  # noqa: PLC0415
    from nguon.core.backup import parcel  # noqa: PLC0415

    keys = [each.read_text().strip() for each in (office.data / "registry" / "keys").iterdir()]
    with office.backup.open("rb") as sealed:
        parcel.unpack(sealed, sealed_keys.read(str(office.sheets)), tmp_path)

    assert len(keys) >= 3
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for key in keys:
        assert key.encode() not in held
        assert bytes.fromhex(key) not in held


def test_a_private_key_lies_nowhere_on_the_server(office):
    held = [path for path in office.data.rglob("*") if path.is_file()]

    words = office.sheets.read_text().splitlines()
    printed = [line for line in words if line.startswith("    ") and line == line.upper()]
    groups = [line.split()[:3] for line in printed]
    typed = ["".join(each).encode() for each in groups]

    assert len(typed) == 6
    for path in held:
        content = path.read_bytes().upper()
        assert not [each for each in typed if each in content], path
    state = keeping.state(office.data)
    assert state.made_at is not None
    assert state.proven_at is not None
