"""Walk the audit trail of both sites and name every place where one does not hold."""

import argparse
import json
import subprocess
from typing import Any

from django.conf import settings
from django.db import connection

from nguon.cli import processes
from nguon.cli.language import Say
from nguon.core import audit
from nguon.core.models import AuditEntry

WHY = {
    "gap": ("thiếu hoặc thừa một dòng", "a line is missing or put in"),
    "link": ("dòng không nối với dòng trước", "the line does not follow the one before"),
    "content": ("nội dung dòng đã bị sửa", "the line was altered"),
    "tail": ("phần cuối chuỗi bị cắt hoặc thay", "the end of the chain was cut or replaced"),
}
Found = dict[str, Any]


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("--json", action="store_true", help=say("in ra JSON", "print JSON"))


def run(options: argparse.Namespace) -> int:
    if settings.SITE == "portal":
        print(json.dumps(here()))
        return 0
    found = {"registry": here(), "portal": elsewhere("portal")}
    if options.json:
        print(json.dumps(found))
    else:
        tell(found, english=options.lang == "en")
    return 1 if any(site["faults"] for site in found.values()) else 0


def here() -> Found:
    """What is wrong with the trail of this site; a site without tables has none."""
    if AuditEntry._meta.db_table not in connection.introspection.table_names():
        return {"lines": 0, "faults": []}
    faults = [{"chain": f.chain, "number": f.number, "why": f.why} for f in audit.verify()]
    return {"lines": AuditEntry.objects.count(), "faults": faults}


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
        counted = (seen["lines"], len(seen["faults"]))
        print(
            f"{site}: " + ("%s lines, %s faults" if english else "%s dòng, %s chỗ sai") % counted
        )
