"""Put everything that both sites keep into one encrypted file, while they are served.

Only public keys are needed; the private ones are on the recovery sheets. What a proof opens the
file with is made for it, sealed to as well, and gone with this process.
"""

import argparse
import fcntl
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from nguon import __version__
from nguon.cli import folder, parts, processes, restore
from nguon.cli.language import Say, sayer
from nguon.cli.parts import Refused
from nguon.core.backup import keeping
from nguon.core.backup.age import Sealer, new_identity, recipient_of
from nguon.core.backup.parcel import Packer

BAD_INPUT = 2
LOCK = "backup.lock"
ROUGH = ".part"
LEFT_OUT = ("db.sqlite3", "served.lock", "keys")
PROOF_EVERY = timedelta(hours=20)  # every night


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say(
            "tệp sẽ ghi; không nêu thì vào thư mục sao lưu (NGUON_BACKUPS), bản cũ được dọn",
            "file to write; without it, into the folder of backups (NGUON_BACKUPS), tidied",
        ),
    )
    parser.add_argument(
        "--site",
        choices=processes.SITES,
        help=say("chỉ một trang (mặc định cả hai)", "one site only (default both)"),
    )
    parser.add_argument(
        "--prove",
        action="store_true",
        help=say(
            "rồi khôi phục thử vào một thư mục nháp và so từng byte",
            "then restore it into a scratch folder and compare every byte",
        ),
    )
    parser.add_argument(
        "--if-due",
        action="store_true",
        help=say("chỉ khi đã đến lúc (máy tự gọi)", "only if it is time (the program asks so)"),
    )


def run(options: argparse.Namespace) -> int:
    os.umask(0o077)
    say, data = sayer(options.lang), folder.make(folder.UP)
    with _alone(data) as alone:
        if not alone:
            print(say("Đang có một lần sao lưu khác.", "A backup is being made."), file=sys.stderr)
            return 0 if options.if_due else BAD_INPUT
        known, now = keeping.state(data), datetime.now(UTC)
        if options.if_due and not known.is_due(now):
            return 0
        try:
            return _back_up(options, data, known, say)
        except Refused as refusal:
            keeping.note(data, replace(known, fault=refusal.en))
            print(refusal.said(say), file=sys.stderr)
            return BAD_INPUT


def _back_up(options: argparse.Namespace, data: Path, known: keeping.State, say: Say) -> int:
    began, at = time.monotonic(), datetime.now(UTC)
    place = options.file or _place(data, at)
    prove = options.prove or (
        options.if_due and (known.proven_at is None or at - known.proven_at > PROOF_EVERY)
    )
    drill = new_identity() if prove else ""
    sites = (options.site,) if options.site else processes.SITES
    made = write(place, sites=sites, data=data, drill=drill, at=at)
    told = f"{place}: {place.stat().st_size:,} byte, {len(made)} tệp"
    print(say(told, told.replace("tệp", "files")))
    if prove:
        prove_file(place, drill, sites=sites, data=data)
        print(say("Đã khôi phục thử: đúng từng byte.", "Restored on trial: every byte is right."))
    if not options.site:
        took = time.monotonic() - began
        proven = at if prove else known.proven_at
        keeping.note(data, keeping.State(at, proven, took))
    if options.file is None:
        _tidy(place.parent)
    _leave_erasures(data, place.parent)
    return 0


def write(
    place: Path, *, sites: Sequence[str], data: Path, drill: str, at: datetime
) -> dict[str, Any]:
    """Write a backup to a file that is not there yet; return its members.

    Raises: Refused, OSError. There is no file when it raises.
    """
    offline = keeping.recipients(data)
    if not offline:
        raise Refused(
            "Chưa có khoá sao lưu: chạy nguon backup-keys và in tờ khôi phục trước.",
            "No keys yet: run nguon backup-keys and print the recovery sheets first.",
        )
    if place.exists():
        raise Refused(f"{place}: đã có tệp này.", f"{place}: there is such a file already.")
    rough = place.with_name(f"{place.name}{ROUGH}")
    try:
        with _scratch(data) as scratch, os.fdopen(_create(rough), "wb") as out:
            to = [*offline, *([recipient_of(drill)] if drill else [])]
            packer = Packer(out, to)
            about = {site: _pack_site(packer, site, data, scratch) for site in sites}
            packer.put_bytes("keys.age", _sealed_keys(sites, data, offline))
            packer.put_path("recipients.txt", data / keeping.RECIPIENTS)
            packer.close({"version": __version__, "made_at": at.isoformat(), "sites": about})
            out.flush()
            os.fsync(out.fileno())
        rough.replace(place)
        keeping.sync_folder(place.resolve().parent)
    finally:
        rough.unlink(missing_ok=True)
    return packer.members


def prove_file(place: Path, drill: str, *, sites: Sequence[str], data: Path) -> None:
    """Restore a file that was just written beside the data in use, and compare.

    Raises: Refused.
    """
    beside = parts.databases_of_a_proof()
    with _scratch(data) as scratch:
        environment = {"NGUON_DATA": str(scratch), **beside}
        manifest = restore.take_out(place, [drill], scratch)
        for site in sites:
            (scratch / site).mkdir(mode=0o700, exist_ok=True)
            (scratch / site / "keys").symlink_to(data / site / "keys")
        try:
            restore.load(manifest, scratch, environment)
            found = parts.verify(environment, sites)
        finally:
            for site in sites if beside else ():
                parts.ask(site, "drop", scratch, environment)
    if faulty := [site for site in sites if found[site]["faults"]]:
        raise Refused(
            f"{', '.join(faulty)}: nhật ký không nguyên vẹn; chạy nguon verify.",
            f"{', '.join(faulty)}: the trail does not hold; run nguon verify.",
        )


def _pack_site(packer: Packer, site: str, data: Path, scratch: Path) -> dict[str, Any]:
    """Tables first: every file that they name was there before them."""
    saved = parts.ask(site, "save", scratch / site)
    if not saved:
        raise Refused(
            f"{site}: chưa có dữ liệu; hãy chạy nguon up (hoặc nguon up --empty) trước.",
            f"{site}: no data yet; run nguon up (or nguon up --empty) first.",
        )
    for table in sorted((scratch / site / "tables").iterdir()):
        packer.put_path(f"{site}/tables/{table.name}", table)
        table.unlink()
    for path in _files(data / site):
        packer.put_path(f"{site}/rest/{path.relative_to(data / site)}", path)
    return saved


def _files(top: Path) -> Iterator[Path]:
    """Every file of a site but its database, its keys, and what is half written."""
    for path in sorted(top.rglob("*")):
        inside = path.relative_to(top).parts
        hidden = any(part.startswith(".") for part in inside)
        if not hidden and not inside[0].startswith(LEFT_OUT) and path.is_file():
            yield path


def _sealed_keys(sites: Sequence[str], data: Path, offline: Sequence[str]) -> bytes:
    """The keys of the sites, sealed once more: a proof opens the backup and not these."""
    keys = {
        site: {path.name: path.read_text("ascii") for path in _files(data / site / "keys")}
        for site in sites
    }
    out = BytesIO()
    with Sealer(out, offline) as sealer:
        sealer.write(json.dumps(keys).encode())
    return out.getvalue()


def _place(data: Path, at: datetime) -> Path:
    beside = keeping.folder(data)
    beside.mkdir(mode=0o700, parents=True, exist_ok=True)
    return beside / at.strftime(keeping.NAME + keeping.SUFFIX)


def _tidy(beside: Path) -> None:
    for old in (*keeping.to_drop(beside.iterdir()), *beside.glob(f"nguon-*{ROUGH}")):
        old.unlink()


def _leave_erasures(data: Path, beside: Path) -> None:
    """Whoever restores the file needs the list of those erased after it was made."""
    log = data / keeping.ERASURES
    if log.exists() and beside.resolve() != data.resolve():
        keeping.write_whole(beside / keeping.ERASURES, log.read_bytes())


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


@contextmanager
def _scratch(data: Path) -> Iterator[Path]:
    """A folder for this alone, on the disk of the data, gone afterwards."""
    scratch = Path(tempfile.mkdtemp(prefix=".backup-", dir=data))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch)


@contextmanager
def _alone(data: Path) -> Iterator[bool]:
    with (data / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
