"""``nguon check --deploy`` passes where everything is as it must be, and names each fault."""

import os
import stat
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from nguon.cli import processes
from nguon.core import audit, deployment, guard, installation
from nguon.core.backup import keeping
from nguon.core.keys import Keyring
from nguon.core.models import AuditHead
from tests.cast import NOW

OF_THE_MACHINE = {"nguon.clock", "nguon.disk"}
ONLY_TOLD = {"nguon.wall"}  # SQLite has no second one


PROVEN = keeping.State(made_at=timezone.now(), proven_at=timezone.now())


def called(*words: str, folder: Path, **surroundings: str) -> "subprocess.CompletedProcess[str]":
    inherited = {name: value for name, value in os.environ.items() if "ASYNC" not in name}
    return subprocess.run(
        processes.command("check", *words, "--lang", "en"),
        env={**inherited, "NGUON_DATA": str(folder), "DATABASE_URL": "", **surroundings},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.pure
def test_a_site_set_up_properly_passes_but_for_what_the_machine_lacks(tmp_path: Path) -> None:
    told = {"NGUON_HOSTS": "nguon.example", "NGUON_SECURITY_CONTACT": "mailto:a@nguon.example"}
    keeping.note(tmp_path, PROVEN)
    done = called("--deploy", folder=tmp_path, NGUON_HTTPS="1", **told)
    found = {line.partition("(")[2].partition(")")[0] for line in done.stdout.splitlines()}
    assert found - {""} - ONLY_TOLD <= OF_THE_MACHINE, done.stdout
    assert done.stdout.count("nguon.wall") == 1
    assert done.returncode == (1 if found & OF_THE_MACHINE else 0)


@pytest.mark.pure
def test_a_site_for_this_machine_alone_does_not_pass(tmp_path: Path) -> None:
    done = called("--deploy", "--site", "registry", folder=tmp_path)
    for finding in ("security.W004", "security.W010", "nguon.no_host", "nguon.proxy"):
        assert finding in done.stdout
    assert done.returncode == 1


@pytest.fixture
def proper(settings: Any, tmp_path: Path, db: None) -> Any:
    """Settings as behind a front server, with keys and data of their own."""
    for name, value in {
        "ALLOWED_HOSTS": ["nguon.example"],
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
        "SECURITY_CONTACT": "mailto:bao-mat@nguon.example",
        "SESSION_COOKIE_NAME": "__Host-a",
        "CSRF_COOKIE_NAME": "__Host-b",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": deployment.YEAR,
        "DATA": tmp_path,
        "SITE_DATA": tmp_path,
        "KEYS": Keyring(tmp_path / "keys"),
    }.items():
        setattr(settings, name, value)
    tmp_path.chmod(0o700)
    keeping.note(tmp_path, PROVEN)
    for name in ("secret_key", "master", "index"):
        settings.KEYS.text(name)
    return settings


def ids() -> set[str]:
    """What is found, but for the machine and for how the database of the tests runs."""
    beside = OF_THE_MACHINE | ONLY_TOLD | {"nguon.durability"}
    return {str(finding.id) for finding in deployment.findings(at=timezone.now())} - beside


def test_nothing_is_found_where_everything_is_right(proper: Any) -> None:
    assert ids() == set()


Plant = Callable[[Any], object]
POLICY = {"default-src": ["'none'"], "script-src": ["'self'"]}


def put(name: str, value: object) -> Plant:
    return lambda site: setattr(site, name, value)


def ago(**time: int) -> datetime:
    return timezone.now() - timedelta(**time)


def policy(**more: list[str]) -> Plant:
    said = POLICY | {name.replace("_", "-"): sources for name, sources in more.items()}
    return put("CONTENT_SECURITY_POLICY", {"DIRECTIVES": said})


FAULTS: list[tuple[Plant, str]] = [
    (put("DEBUG", True), "debug"),
    (put("SECURITY_CONTACT", ""), "contact"),
    (put("ALLOWED_HOSTS", ["*"]), "hosts"),
    (put("ALLOWED_HOSTS", [".example"]), "hosts"),
    (put("ALLOWED_HOSTS", ["localhost"]), "no_host"),
    (put("SECURE_PROXY_SSL_HEADER", None), "proxy"),
    (put("ALLAUTH_TRUSTED_PROXY_COUNT", 0), "proxy"),
    (put("USE_X_FORWARDED_HOST", True), "forwarded"),
    (put("SESSION_COOKIE_NAME", "session"), "cookie"),
    (put("SESSION_COOKIE_SECURE", False), "cookie"),
    (put("SESSION_COOKIE_HTTPONLY", False), "cookie"),
    (put("SESSION_COOKIE_SAMESITE", "None"), "cookie"),
    (put("SESSION_COOKIE_DOMAIN", "nguon.example"), "cookie"),
    (put("CSRF_COOKIE_SECURE", False), "cookie"),
    (policy(script_src=["'self'", "'unsafe-inline'"]), "csp"),
    (policy(style_src=["https://cdn.example"]), "csp"),
    (policy(default_src=["'self'"]), "csp"),
    (policy(script_src=["data:"]), "csp"),
    (put("SECURE_HSTS_SECONDS", deployment.YEAR - 1), "hsts"),
    (put("UPLOAD_LIMIT", 13 << 20), "uploads"),
    (put("DATA_UPLOAD_MAX_NUMBER_FIELDS", None), "uploads"),
    (put("MFA_SUPPORTED_TYPES", []), "mfa"),
    (put("ACCOUNT_ADAPTER", "allauth.account.adapter.DefaultAccountAdapter"), "mfa"),
    (lambda site: (site.KEYS.folder / "master").chmod(0o640), "keys"),
    (lambda site: site.KEYS.folder.chmod(0o755), "keys"),
    (lambda site: site.SITE_DATA.chmod(0o755), "data"),
    (lambda site: keeping.note(site.DATA, replace(PROVEN, made_at=ago(days=2))), "backup"),
    (lambda site: keeping.note(site.DATA, replace(PROVEN, proven_at=ago(days=36))), "proof"),
    (lambda site: installation.settle(installation.DEMONSTRATION, at=NOW), "demonstration"),
]


@pytest.mark.parametrize(("plant", "found"), FAULTS)
def test_each_fault_is_found_by_its_name(proper: Any, plant: Plant, found: str) -> None:
    plant(proper)
    assert ids() == {f"nguon.{found}"}


def test_a_database_that_forgets_or_obeys_no_rule_is_found(proper: Any) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=OFF")
            found = ids()
            cursor.execute("PRAGMA secure_delete=ON")
        assert found == {"nguon.sqlite"}
    else:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE people_person NO FORCE ROW LEVEL SECURITY")
        assert ids() == {"nguon.rls"}


def test_a_trail_that_does_not_hold_is_found(proper: Any, system: object) -> None:
    with guard.unscoped("planted"):
        head = AuditHead.objects.order_by("chain").first()
        assert head is not None
        AuditHead.objects.filter(pk=head.pk).delete()
    assert any(True for _found in audit.verify())
    assert ids() == {"nguon.trail"}


def test_keys_of_this_very_site_are_private() -> None:
    for path in Path(settings.KEYS.folder).iterdir():
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077
