"""The command line as a whole: help in both languages, exit codes, no traceback for anybody."""

import subprocess
import sys
from pathlib import Path

import pytest

from nguon import cli
from nguon.cli import processes
from nguon.cli.language import choose_language
from tests.words import VIETNAMESE


def nguon(*words: str, data: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    settings = processes.environment("registry") | {"NGUON_DATA": str(data)} | environment
    settings.pop("DATABASE_URL", None)
    if "NGUON_SITE" not in environment:
        del settings["NGUON_SITE"]
    return subprocess.run(
        [sys.executable, "-m", "nguon", *words],
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_says_what_it_does_in_both_languages(command, tmp_path):
    vietnamese = nguon(command, "--help", data=tmp_path)
    english = nguon(command, "--help", "--lang", "en", data=tmp_path)

    assert (vietnamese.returncode, english.returncode) == (0, 0)
    assert cli.COMMANDS[command].vi.split()[0] in vietnamese.stdout
    assert cli.COMMANDS[command].en.split()[0] in english.stdout
    assert "usage" not in vietnamese.stdout
    assert not VIETNAMESE.search(english.stdout)


def test_without_a_command_the_help_names_them_all(tmp_path):
    said = nguon(data=tmp_path)

    assert said.returncode == 0
    assert all(command in said.stdout for command in cli.COMMANDS)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["nothing-like-this"], "nothing-like-this"),
        (["worklist"], "--org"),
        (["worklist", "--org", "x"], "nguon up"),
        (["attainment", "--org", "x", "--term", "2015-2020"], "nguon up"),
        (["demo", "--day", "2026-02-30"], "2026-02-30"),
        (["simulate", "--scale", "galaxy"], "galaxy"),
        (["demo", "--day", "2019-01-01"], "2025-10-19"),
        (["import", "x.xlsx", "--org", "x", "--purposes", "zz"], "'zz': không có mục đích này"),
        (["calendar", "x"], "'x': cần một số nguyên"),
        (["registry", "--port", "99999"], "99999"),
        (["portal", "--port", "0"], "65535"),
        (["up", "--registry-port", "x"], "65535"),
    ],
)
def test_bad_input_is_answered_with_one_sentence_and_exit_code_two(words, part, tmp_path):
    refused = nguon(*words, data=tmp_path)

    assert refused.returncode == 2
    assert part in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["up"],
        ["registry"],
        ["worklist", "--org", "x"],
        ["demo"],
        ["check"],
        ["verify"],
        ["migrate"],
    ],
)
def test_a_folder_that_cannot_be_made_is_named(words):
    refused = nguon(*words, data=Path("/proc/xyz"))

    assert refused.returncode == 2
    assert "/proc/xyz" in refused.stderr
    assert "không có tệp hay thư mục này" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_where_nothing_is_nothing_holds_either(tmp_path):
    for words in (["verify"], ["verify", "--json"], ["verify", "--seal", str(tmp_path / "seal")]):
        refused = nguon(*words, data=tmp_path)

        assert (refused.returncode, refused.stdout) == (2, "")
        assert f"{tmp_path}: chưa có dữ liệu" in refused.stderr
    assert not (tmp_path / "seal").exists()


def test_a_full_disk_is_told_with_a_sentence(tmp_path):
    with Path("/dev/full").open("w") as full:
        refused = subprocess.run(
            processes.command("calendar", "2020"),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert refused.returncode == 2
    assert refused.stderr == "Không đọc hay ghi tiếp được: ổ đĩa đã đầy.\n"


def test_a_site_that_does_not_exist_stops_the_process(tmp_path):
    refused = nguon("migrate", data=tmp_path, NGUON_SITE="bazaar")

    assert refused.returncode == 2
    assert "bazaar" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("words", "environment", "language"),
    [
        ([], {}, "vi"),
        (["--lang", "en"], {}, "en"),
        (["--lang=en"], {}, "en"),
        ([], {"NGUON_LANG": "en"}, "en"),
        (["--lang", "vi"], {"NGUON_LANG": "en"}, "vi"),
        (["--org", "vi-xuyen"], {"NGUON_LANG": "en"}, "en"),
    ],
)
def test_the_language_is_vietnamese_unless_somebody_asks(words, environment, language):
    assert choose_language(words, environment) == language


def test_the_language_may_stand_before_the_command(tmp_path):
    said = nguon("--lang", "en", "worklist", "--help", data=tmp_path)

    assert said.returncode == 0
    assert "--org" in said.stdout
    assert "usage" in said.stdout
