"""What a site loads when it starts, and what waits for the first page that asks for it."""

import json
import subprocess
import sys

import pytest

from nguon.cli import processes

STARTED = """
import gc, json, sys
from nguon import wsgi
from django.urls import get_resolver
from nguon.rulebook import load
print(json.dumps({
    "pages": "url_patterns" in vars(get_resolver()),
    "modules": sorted(sys.modules),
    "law": load.cache_info().currsize,
    "set_aside": gc.get_freeze_count(),
    "collects": gc.isenabled(),
}))
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    data = str(tmp_path_factory.mktemp("data"))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", STARTED],
        env=processes.environment("registry") | {"NGUON_DATA": data},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_site_that_starts_has_its_pages_ready(started):
    assert started["pages"]
    assert "nguon.web.people.views" in started["modules"]


def test_a_start_waits_neither_for_the_law_nor_for_the_writer_of_workbooks(started):
    assert started["law"] == 0
    assert "xlsxwriter" not in started["modules"]


def test_what_a_start_loads_is_set_aside_and_garbage_is_collected_after_it(started):
    assert started["set_aside"] > 50_000
    assert started["collects"]


def test_a_site_never_serves_the_files_that_tests_collected_for_themselves():
    def folder(**more):
        done = subprocess.run(
            [sys.executable, "-c", "from nguon import settings; print(settings.STATIC_ROOT)"],
            env=processes.environment("registry") | more,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    assert folder(NGUON_PLAIN_STATIC="1") != folder(NGUON_PLAIN_STATIC="0")
