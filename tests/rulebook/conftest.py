"""A copy of the data files for tests that plant something in them."""

import shutil

import pytest

from nguon.rulebook.law.loading import DATA


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")
