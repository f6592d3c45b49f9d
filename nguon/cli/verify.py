"""Walk the audit trail and name every place where it does not hold."""

import argparse
import json

from django.db import connection

from nguon.cli.language import Say
from nguon.core import audit
from nguon.core.models import AuditEntry

WHY = {
    "gap": ("thiếu hoặc thừa một dòng", "a line is missing or put in"),
    "link": ("dòng không nối với dòng trước", "the line does not follow the one before"),
    "content": ("nội dung dòng đã bị sửa", "the line was altered"),
    "tail": ("phần cuối chuỗi bị cắt hoặc thay", "the end of the chain was cut or replaced"),
}


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("--json", action="store_true", help=say("in ra JSON", "print JSON"))


def run(options: argparse.Namespace) -> int:
    if AuditEntry._meta.db_table not in connection.introspection.table_names():
        faults, lines = [], 0
    else:
        faults, lines = list(audit.verify()), AuditEntry.objects.count()
    if options.json:
        found = [{"chain": f.chain, "number": f.number, "why": f.why} for f in faults]
        print(json.dumps({"lines": lines, "faults": found}))
    else:
        _print(faults, lines, english=options.lang == "en")
    return 1 if faults else 0


def _print(faults: list[audit.Break], lines: int, *, english: bool) -> None:
    for fault in faults:
        print(f"{fault.chain}/{fault.number}: {WHY[fault.why][english]}")
    if english:
        print(f"{lines} lines, {len(faults)} faults")
    else:
        print(f"{lines} dòng, {len(faults)} chỗ sai")
