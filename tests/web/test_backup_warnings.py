"""The page of today tells an office, and no demonstration, that its backups are not in order."""

import pytest
from django.conf import settings

from nguon.accounts.models import Role
from nguon.core import installation
from nguon.core.backup import age, keeping
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path


@pytest.fixture
def page(data, browse, krong_klang):
    browser = browse(Role.CLERK, at=krong_klang)
    return lambda: browser.get("/").content.decode()


def test_an_office_without_sheets_is_told_to_print_them(page):
    installation.settle(installation.OFFICE, at=cast.NOW)
    assert "nguon backup-keys" in page()


def test_an_office_without_a_backup_or_a_proof_is_told(page, data):
    installation.settle(installation.OFFICE, at=cast.NOW)
    public = age.recipient_of(age.new_identity())
    keeping.write_whole(data / keeping.RECIPIENTS, public.encode())

    told = page()

    assert "Hơn 24 giờ" in told
    assert "Hơn 35 ngày" in told


def test_a_demonstration_is_told_nothing(page):
    installation.settle(installation.DEMONSTRATION, at=cast.NOW)
    assert "nguon backup" not in page()
