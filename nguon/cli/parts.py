"""The parts of a backup that one site gives and takes, asked of it in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from nguon.cli import processes
from nguon.cli.language import Say

NOTHING: Mapping[str, str] = {}
PROOF = "_proof"
ADDRESSES = ("DATABASE_URL", "PORTAL_DATABASE_URL")
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
Told = dict[str, Any]


class Refused(Exception):
    """It cannot be done; ``vi`` and ``en`` say why. Nothing was left behind."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en

    def said(self, say: Say) -> str:
        return say(self.vi, self.en)


def ask(site: str, verb: str, place: Path, environment: Mapping[str, str] = NOTHING) -> Told:
    """Return what a site answers.

    Raises: Refused.
    """
    done = subprocess.run(
        [sys.executable, "-m", "nguon.cli.backup_part", verb, str(place)],
        env={**processes.environment(site), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        told: Told = json.loads(done.stdout)
    except json.JSONDecodeError:
        sys.stderr.write(done.stderr)
        raise Refused(
            f"{site}: không đọc được dữ liệu (xem lỗi phía trên).",
            f"{site}: the data cannot be read (see the fault above).",
        ) from None
    if "refused" in told:
        raise _refusal(site, told["refused"], told["of"])
    return told


def verify(environment: Mapping[str, str], sites: Collection[str]) -> Told:
    """Return what ``nguon verify`` finds in data that lie elsewhere, by site."""
    site = "registry" if "registry" in sites else "portal"  # which asks the other itself
    done = subprocess.run(
        processes.command("verify", "--json"),
        env={**processes.environment(site), **environment},
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise Refused(f"{site}: không kiểm tra được nhật ký.", f"{site}: no trail to verify.")
    told: Told = json.loads(done.stdout)
    return told if site == "registry" else {site: told}


def databases_of_a_proof() -> dict[str, str]:
    """The addresses of databases beside those in use; nothing on SQLite."""
    registry = os.environ.get("DATABASE_URL", "")
    if not registry.startswith("postgres"):
        return {}
    portal = os.environ.get("PORTAL_DATABASE_URL") or _with_end(registry, "_portal")
    return dict(
        zip(ADDRESSES, (_with_end(each, PROOF) for each in (registry, portal)), strict=True)
    )


def _with_end(address: str, end: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"{parts.path}{end}"))


def _refusal(site: str, code: str, of: str) -> Refused:
    kind = KINDS.get(of, of)
    words = {
        "OtherDatabase": (
            f"{site}: không khớp ({kind}): khác loại cơ sở dữ liệu, hoặc khác bản chương trình.",
            f"{site}: it does not fit ({kind}): another database, or release of the program.",
        ),
        "NotEmpty": (
            f"{site}: cơ sở dữ liệu đã có dữ liệu; chỉ khôi phục vào nơi trống.",
            f"{site}: there are data already; a backup is restored into an empty place only.",
        ),
        "Differs": (
            f"{site}: dữ liệu ghi ra khác dữ liệu đã sao lưu ({of}); đã bỏ.",
            f"{site}: what was loaded is not what was saved ({of}); it was thrown away.",
        ),
    }
    unreachable = (
        f"{site}: cơ sở dữ liệu không trả lời: {of}",
        f"{site}: the database does not answer: {of}",
    )
    return Refused(*words.get(code, unreachable))
