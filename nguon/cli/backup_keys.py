"""Make the keys of backups and print them once, each on a recovery sheet of its own."""

import argparse
import sys
from datetime import date, datetime
from pathlib import Path

from nguon.cli import folder, sealed_keys
from nguon.cli.language import Say, sayer
from nguon.core.backup import bech32, keeping
from nguon.core.backup.age import new_identity, recipient_of

SHEETS = 2
BAD_INPUT = 2
WIDE = 72


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--again",
        action="store_true",
        help=say(
            "thay cặp khoá cũ (bản sao lưu cũ vẫn cần tờ cũ)",
            "replace the old keys (old backups still need the old sheets)",
        ),
    )
    which.add_argument(
        "--if-none",
        action="store_true",
        help=say("chỉ khi chưa có khoá nào", "only if there are none yet"),
    )
    which.add_argument(
        "--check",
        metavar=say("KHOÁ", "KEY"),
        help=say(
            "gõ lại khoá trên tờ (hoặc tên tệp) xem có đúng không",
            "see whether the key of a sheet (typed, or a file) is one of them",
        ),
    )


def run(options: argparse.Namespace) -> int:
    say, data = sayer(options.lang), folder.make(folder.UP)
    known = keeping.recipients(data)
    if options.check is not None:
        return _check(options.check, known, say)
    if known and options.if_none:
        return 0
    if known and not options.again:
        there = say(
            "Đã có khoá sao lưu. Mất cả hai tờ thì dùng --again để làm khoá mới.",
            "There are keys already. If both sheets are lost, make new ones with --again.",
        )
        print(there, file=sys.stderr)
        return BAD_INPUT
    _make(data, say)
    return 0


def _make(data: Path, say: Say) -> None:
    """The private parts go to the printer and nowhere else."""
    pairs = [(each, recipient_of(each)) for each in (new_identity() for _ in range(SHEETS))]
    today = datetime.now().astimezone().date()
    for number, (private, public) in enumerate(pairs, start=1):
        print(sheet(number, private, public, today, say))
    sys.stdout.flush()
    lines = [f"# {today:%Y-%m-%d}", *(public for _private, public in pairs), ""]
    keeping.write_whole(data / keeping.RECIPIENTS, "\n".join(lines).encode())


def sheet(number: int, private: str, public: str, day: date, say: Say) -> str:
    """One recovery sheet, to be printed and put into an envelope."""
    head = say("TỜ KHÔI PHỤC", "RECOVERY SHEET")
    where = (
        say("két của cơ quan", "the safe of the office"),
        say("cấp trên trực tiếp giữ, trong phong bì niêm phong", "the superior, under seal"),
    )[number - 1]
    lines = [
        "=" * WIDE,
        f"NGUỒN – {head} {number}/{SHEETS}            {day:%d/%m/%Y}",
        "=" * WIDE,
        say(
            f"Giữ ở: {where}.\nMột tờ là đủ để mở mọi bản sao lưu. Máy chủ không giữ khoá này: "
            "mất cả hai tờ\nthì không ai mở được bản sao lưu nữa. Ai có tờ này và một bản sao "
            "lưu thì đọc\nđược tất cả.",
            f"Kept at: {where}.\nOne sheet opens every backup. The server does not hold this key: "
            "if both sheets\nare lost, nobody can open a backup. Whoever has this sheet and a "
            "backup can\nread everything.",
        ),
        "",
        *(f"    {line}" for line in sealed_keys.grouped(private)),
        "",
        say(f"Khoá công khai: {public}", f"Public key: {public}"),
        "",
        say(
            "Khôi phục trên máy trống, sau khi cài chương trình (make setup):",
            "To restore on an empty machine, once the program is there (make setup):",
        ),
        say(
            "    .venv/bin/nguon restore TỆP.age --key KHOÁ.txt",
            "    .venv/bin/nguon restore FILE.age --key KEY.txt",
        ),
        say(
            "KHOÁ.txt là ba dòng trên, gõ lại; có dấu cách hay không đều được. Gõ sai một chữ\n"
            "thì chương trình báo ngay. Để tệp erasures.log cạnh bản sao lưu: ai đã được xoá\n"
            "sau ngày sao lưu sẽ được xoá lại. Hai lần một năm thử: nguon backup-keys --check.",
            "KEY.txt is the three lines above, typed; blanks do not matter. A wrong letter is\n"
            "told at once. Put erasures.log beside the backup: whoever was erased after it\n"
            "is erased again. Twice a year try: nguon backup-keys --check.",
        ),
        "=" * WIDE,
    ]
    return "\n".join(lines) + "\n\f"


def _check(given: str, known: list[str], say: Say) -> int:
    try:
        fits = [recipient_of(each) in known for each in sealed_keys.read(given)]
    except bech32.Mistyped:
        print(say("Không phải khoá: gõ thiếu hoặc sai chữ.", "No key: a letter is wrong."))
        return BAD_INPUT
    if all(fits):
        print(say("Đúng: khoá này mở được bản sao lưu.", "Right: this key opens the backups."))
        return 0
    print(say("Khoá thật nhưng không phải của máy này.", "A key, but not one of this machine."))
    return 1
