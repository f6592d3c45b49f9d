"""The tests stand where they think they stand: engine, library, folder, browser."""

import os
import sqlite3
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Page


@pytest.mark.django_db
def test_the_tests_run_on_the_engine_that_was_asked_for():
    assert connection.vendor == os.environ.get("NGUON_TEST_DB", "sqlite")
    assert "test" in str(connection.settings_dict["NAME"])


@pytest.mark.pure
def test_the_process_uses_an_sqlite_without_the_fault_of_the_reset_log():
    assert sqlite3.sqlite_version_info >= (3, 51, 3)


@pytest.mark.pure
def test_the_tests_keep_away_from_the_data_of_whoever_runs_them():
    assert Path(settings.DATA).is_relative_to(Path(tempfile.gettempdir()).resolve())


@pytest.mark.pure
def test_the_browser_is_a_vietnamese_readers(page: Page):
    page.set_content("<h1>Nguồn đảng viên</h1>")
    assert page.get_by_role("heading", name="Nguồn đảng viên").is_visible()
    assert page.evaluate("navigator.language") == "vi-VN"
