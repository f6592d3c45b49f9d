"""Bring a backup back on an empty machine, with the key from a recovery sheet.

Everything is written beside the place where it belongs, checked there, and moved at the end:
what is refused leaves nothing behind. Whoever was erased after the backup is erased again first.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from nguon.cli import folder, parts, sealed_keys
from nguon.cli.backup_part import SAVED
from nguon.cli.language import Say, sayer
from nguon.cli.parts import Refused
from nguon.core.backup import bech32, keeping, parcel
from nguon.core.backup.age import Damaged, NotSealed, Opener, WrongKey

FOUND_FAULTS, BAD_INPUT = 1, 2
TRIVIAL = {"served.lock", "keys/secret_key"}  # what a look at an empty folder leaves there
Manifest = dict[str, Any]


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("file", type=Path, metavar=say("TỆP", "FILE"))
    parser.add_argument(
        "--key",
        required=True,
        action="append",
        metavar=say("KHOÁ", "KEY"),
        help=say(
            "khoá trên tờ khôi phục: gõ vào, hoặc tên tệp có khoá",
            "the key of a recovery sheet: typed, or a file that holds it",
        ),
    )
    parser.add_argument(
        "--erasures",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say(
            "danh sách đã xoá (mặc định erasures.log cạnh bản sao lưu)",
            "list of the erased (default erasures.log beside the backup)",
        ),
    )


def run(options: argparse.Namespace) -> int:
    os.umask(0o077)
    say, data = sayer(options.lang), folder.make(folder.UP)
    log = options.erasures or options.file.resolve().parent / keeping.ERASURES
    stage = Path(tempfile.mkdtemp(prefix=".restore-", dir=data))
    try:
        if options.erasures and not log.exists():
            raise Refused(f"{log}: không có tệp này.", f"{log}: no such file.")
        identities = _keys(options.key)
        manifest = take_out(options.file, identities, stage)
        require_empty(data, manifest["sites"])
        return _bring_back(manifest, identities, log, data, stage, say)
    except Refused as refusal:
        print(refusal.said(say), file=sys.stderr)
        return BAD_INPUT
    finally:
        shutil.rmtree(stage)


def _bring_back(
    manifest: Manifest, identities: Sequence[str], log: Path, data: Path, stage: Path, say: Say
) -> int:
    environment = {"NGUON_DATA": str(stage)}
    _put_keys(stage, identities)
    load(manifest, stage, environment)
    try:
        erased = _erase_again(manifest, log, stage, environment)
        found = parts.verify(environment, manifest["sites"])
        _move(manifest["sites"], stage, data)
    except BaseException:
        _clear(manifest["sites"], stage, environment)
        raise
    return _tell(manifest, erased, log, found, say)


def take_out(file: Path, identities: Sequence[str], stage: Path) -> Manifest:
    """Unpack a backup into a folder: what is not in tables lies where the site expects it.

    Raises: Refused, OSError.
    """
    unpacked = stage / "parcel"
    unpacked.mkdir()
    try:
        with file.open("rb") as sealed:
            manifest = parcel.unpack(sealed, identities, unpacked)
    except (NotSealed, WrongKey, Damaged, parcel.NotAParcel) as fault:
        raise _refusal(file, fault) from fault
    for site, saved in manifest["sites"].items():
        (unpacked / site / SAVED).write_text(json.dumps(saved))
        rest = unpacked / site / "rest"
        if rest.exists():
            rest.rename(stage / site)
        (stage / site).mkdir(mode=0o700, exist_ok=True)
    return manifest


def load(manifest: Manifest, stage: Path, environment: Mapping[str, str]) -> None:
    """Fill the databases of a stage, all or none.

    Raises: Refused.
    """
    loaded: list[str] = []
    try:
        for site in manifest["sites"]:
            parts.ask(site, "load", stage / "parcel" / site, environment)
            loaded.append(site)
    except BaseException:
        _clear(loaded, stage, environment)
        raise


def require_empty(data: Path, sites: Iterable[str]) -> None:
    """See that nothing of these sites is there yet.

    Raises: Refused.
    """
    for site in sites:
        top = data / site
        there = {str(path.relative_to(top)) for path in top.rglob("*") if path.is_file()}
        if there - TRIVIAL:
            raise Refused(
                f"{top}: đã có dữ liệu; chỉ khôi phục vào nơi trống (NGUON_DATA).",
                f"{top}: there are data already; a backup is restored into an empty place only "
                "(NGUON_DATA).",
            )


def _clear(sites: Iterable[str], stage: Path, environment: Mapping[str, str]) -> None:
    for site in sites:
        parts.ask(site, "clear", stage, environment)


def _keys(given: Iterable[str]) -> list[str]:
    try:
        return [key for each in given for key in sealed_keys.read(each)]
    except bech32.Mistyped:
        raise Refused(
            "--key: không phải khoá trên tờ khôi phục: gõ thiếu hoặc sai chữ.",
            "--key: not the key of a recovery sheet: a letter is missing or wrong.",
        ) from None


def _put_keys(stage: Path, identities: Sequence[str]) -> None:
    with (stage / "parcel" / "keys.age").open("rb") as sealed:
        keys = json.loads(Opener(sealed, identities).read())
    for site, named in keys.items():
        place = stage / site / "keys"
        place.mkdir(mode=0o700)
        for name, key in named.items():
            keeping.write_whole(place / name, key.encode())


def _erase_again(
    manifest: Manifest, log: Path, stage: Path, environment: Mapping[str, str]
) -> dict[str, Any]:
    if "registry" not in manifest["sites"]:
        return {"done": 0, "left": []}
    if log.exists():
        shutil.copyfile(log, stage / "parcel" / keeping.ERASURES)
    return parts.ask("registry", "replay", stage / "parcel", environment)


def _move(sites: Iterable[str], stage: Path, data: Path) -> None:
    for site in sites:
        if (data / site).exists():
            (data / site).rename(stage / f"{site}-before")
        (stage / site).rename(data / site)
    for name, kept in (("parcel/recipients.txt", keeping.RECIPIENTS), (keeping.ERASURES,) * 2):
        if (stage / name).exists():
            (stage / name).replace(data / kept)
    keeping.sync_folder(data)


def _tell(
    manifest: Manifest, erased: Mapping[str, Any], log: Path, found: Mapping[str, Any], say: Say
) -> int:
    made = f"{datetime.fromisoformat(manifest['made_at']).astimezone():%d/%m/%Y %H:%M}"
    print(say(f"Đã khôi phục bản sao lưu lúc {made}.", f"Restored the backup made at {made}."))
    if not log.exists() and "registry" in manifest["sites"]:
        print(
            say(
                "CHÚ Ý: không có erasures.log cạnh bản sao lưu: ai được xoá sau lúc đó nay lại có "
                "trong dữ liệu. Tìm tệp này (nơi để các bản sao lưu) rồi khôi phục lại.",
                "MIND: no erasures.log beside the backup: whoever was erased since is back. Find "
                "that file (where backups lie) and restore again.",
            ),
            file=sys.stderr,
        )
    print(say(f"Xoá lại sau sao lưu: {erased['done']}", f"Erased again: {erased['done']}"))
    for subject in erased["left"]:
        print(say(f"PHẢI XOÁ TAY: {subject}", f"ERASE BY HAND: {subject}"), file=sys.stderr)
    faults = 0
    for site in manifest["sites"]:
        seen = found[site]
        wrong = len(seen["faults"]) + len(seen.get("papers", ()))
        faults += wrong
        words = (site, seen["lines"], wrong)
        print(say("%s: %s dòng nhật ký, %s chỗ sai", "%s: %s lines, %s faults") % words)
    return FOUND_FAULTS if faults or erased["left"] else 0


def _refusal(file: Path, fault: Exception) -> Refused:
    words: dict[type[Exception], tuple[str, str]] = {
        NotSealed: ("không phải bản sao lưu của Nguồn.", "not a backup of Nguồn."),
        WrongKey: (
            "khoá này không mở được tệp (khoá của tờ khác, hoặc đầu tệp đã hỏng).",
            "this key does not open it (the key of another sheet, or its head is damaged).",
        ),
        Damaged: (
            "tệp đã hỏng hoặc thiếu phần cuối; hãy dùng bản khác. Chưa có gì được ghi.",
            "damaged, or its end is missing; use another. Nothing was written.",
        ),
        parcel.NotAParcel: (
            "mở được nhưng không phải bản sao lưu mà bản chương trình này đọc được.",
            "it opens, but holds no backup that this release of the program can read.",
        ),
    }
    vi, en = words[type(fault)]
    return Refused(f"{file}: {vi}", f"{file}: {en}")
