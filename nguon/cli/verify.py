"""Walk the audit trail of both sites and name every place where one does not hold.

Of the registry also every paper on record whose file is missing or not whole.
"""

import argparse
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from nguon.cli import no_data, processes
from nguon.cli.language import Say, sayer
from nguon.core import audit, seal
from nguon.core.models import AuditEntry

WHY = {
    "gap": ("thiếu hoặc thừa một dòng", "a line is missing or put in"),
    "link": ("dòng không nối với dòng trước", "the line does not follow the one before"),
    "content": ("nội dung dòng đã bị sửa", "the line was altered"),
    "tail": ("phần cuối chuỗi bị cắt hoặc thay", "the end of the chain was cut or replaced"),
    "anchor": ("không còn dòng cuối lúc niêm phong", "the last line when it was sealed is gone"),
}
PAPERS = {
    "missing": ("tệp của một giấy không còn trên đĩa", "the file of a paper is not on the disk"),
    "size": ("tệp của một giấy không đủ độ dài", "the file of a paper is not whole"),
}
Found = dict[str, Any]


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("--json", action="store_true", help=say("in ra JSON", "print JSON"))
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--seal",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say(
            "ghi niêm phong đầu mọi chuỗi của trang nghiệp vụ, in mã của nó; để ngoài máy",
            "write a seal over all chains of the registry, print its code; keep it elsewhere",
        ),
    )
    which.add_argument(
        "--anchor",
        type=Path,
        metavar=say("TỆP", "FILE"),
        help=say(
            "đối chiếu thêm với một niêm phong trước đây",
            "compare with a seal from before as well",
        ),
    )


def run(options: argparse.Namespace) -> int:
    say = sayer(options.lang)
    if settings.SITE == "portal":
        print(json.dumps(here()))
        return 0
    if fault := no_data(say):  # no faults in nothing would be believed
        print(fault, file=sys.stderr)
        return 2
    if options.seal:
        return write_seal(options.seal, say)
    found = {"registry": here() | papers(), "portal": elsewhere("portal")}
    if options.anchor:
        try:
            found["registry"]["faults"] += against(options.anchor)
        except seal.NotASeal:
            no = ("không phải niêm phong của trang này.", "not a seal of this site.")
            print(f"{options.anchor}: {no[options.lang == 'en']}", file=sys.stderr)
            return 2
    if options.json:
        print(json.dumps(found))
    else:
        tell(found, english=options.lang == "en")
    return 1 if any(site["faults"] or site.get("papers") for site in found.values()) else 0


def here() -> Found:
    """What is wrong with the trail of this site; a site without tables has none."""
    if AuditEntry._meta.db_table not in connection.introspection.table_names():
        return {"lines": 0, "faults": []}
    faults = [{"chain": f.chain, "number": f.number, "why": f.why} for f in audit.verify()]
    return {"lines": AuditEntry.objects.count(), "faults": faults}


def write_seal(file: Path, say: Say) -> int:
    """Write a seal over the chains of this site; its code goes on paper."""
    made = seal.make(at=timezone.now())
    file.write_bytes(made)
    print(f"{file}: {say('mã niêm phong', 'code of the seal')}\n{seal.code(made)}")
    return 0


def against(file: Path) -> list[dict[str, Any]]:
    """What is no longer as it was sealed.

    Raises: seal.NotASeal, OSError.
    """
    _at, heads = seal.read(file.read_bytes())
    return [{"chain": f.chain, "number": f.number, "why": f.why} for f in seal.broken(heads)]


def papers() -> Found:
    """Every paper of the registry whose file is not as it should be, by its reference."""
    if "dossier_paperpart" not in connection.introspection.table_names():
        return {"papers": []}
    care = import_module("nguon.dossier.care")  # the portal, which runs this too, knows no papers
    return {
        "papers": [{"paper": f.paper, "part": f.position, "why": f.why} for f in care.faults()]
    }


def elsewhere(site: str) -> Found:
    """The same of another site, asked in a process of its own."""
    words = processes.command("verify", "--json")
    done = subprocess.run(
        words, env=processes.environment(site), stdout=subprocess.PIPE, check=True
    )
    answer: Found = json.loads(done.stdout)
    return answer


def tell(found: dict[str, Found], *, english: bool) -> None:
    for site, seen in found.items():
        for fault in seen["faults"]:
            print(f"{site} {fault['chain']}/{fault['number']}: {WHY[fault['why']][english]}")
        for gone in seen.get("papers", ()):
            print(f"{site} {gone['paper']}/{gone['part']}: {PAPERS[gone['why']][english]}")
        counted = (seen["lines"], len(seen["faults"]))
        print(
            f"{site}: " + ("%s lines, %s faults" if english else "%s dòng, %s chỗ sai") % counted
        )
