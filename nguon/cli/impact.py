"""``nguon rules impact``: the open cases that another rulebook judges otherwise, by reference."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from nguon.accounts.actors import system_actor
from nguon.cli.language import Say, sayer
from nguon.development.impact import Affected, impact
from nguon.rulebook import RELEASE, Rulebook
from nguon.rulebook.verdict.comparing import Difference, Told, Turned

OK = 0
PAIRS = ("stage", "authority", "threshold", "missing", "may_proceed", "judged")
MANY = 1000  # from so many cases on, and after every so many, it is said how far it is


def run(options: argparse.Namespace, before: Rulebook) -> int:
    """Print what differs; progress goes to stderr, so that the answer can be piped."""
    now = timezone.now()
    by = system_actor(today=timezone.localdate(now), at=now)
    say = sayer(options.lang)
    judged: list[int] = [0]

    def told(done: int, total: int) -> None:
        judged[0] = total
        if so_far := progress(done, total):
            print(so_far, file=sys.stderr, flush=True)

    counts: Counter[str] = Counter()
    documents = []
    for one in impact(before, by=by, told=told):
        counts.update(changes_of(one.difference))
        if options.json:
            documents.append(document(one))
        else:
            print("\n".join(lines(one, say)), flush=True)
    total = {
        "schema": "rules-impact/1",
        "from": options.since,
        "to": RELEASE,
        "as_of": by.today.isoformat(),
        "judged": judged[0],
        "affected": counts["case"],
    }
    return _finish(options, total, counts, documents, say)


def _finish(
    options: argparse.Namespace,
    total: dict[str, Any],
    counts: Counter[str],
    documents: list[dict[str, Any]],
    say: Say,
) -> int:
    changes = {name: counts[name] for name in sorted(counts) if name != "case"}
    if options.json:
        answer = {**total, "changes": changes, "cases": documents}
        print(json.dumps(answer, ensure_ascii=False, indent=2))
        return OK
    judged, affected = total["judged"], counts["case"]
    print(
        say(
            f"{judged} hồ sơ đang mở, {affected} hồ sơ đổi kết luận.",
            f"{judged} open cases, {affected} change verdict.",
        )
    )
    for name, count in changes.items():
        print(f"  {count:>6}  {name}")
    return OK


def progress(done: int, total: int) -> str:
    """Say how far it is, if there are many cases and it is time to say so again."""
    due = total >= MANY and (done % MANY == 0 or done == total)
    return f"{done}/{total}" if due else ""


def changes_of(found: Difference) -> Iterator[str]:
    """Name the kinds of change in one case, each once, for counting."""
    yield "case"
    yield from sorted({f"+{code}" for code in found.codes_came})
    yield from sorted({f"-{code}" for code in found.codes_gone})
    yield from sorted({f"+step {step}" for step in found.steps_came})
    yield from sorted({f"-step {step}" for step in found.steps_gone})
    yield from sorted({f"turned {turned.code}" for turned in _turned(found)})
    yield from sorted({f"vote {vote.act}" for vote in found.votes})
    yield from sorted({f"moved {moved.of or 'case'}.{moved.day}" for moved in found.moved})
    for name in PAIRS:
        if pair := getattr(found, name):
            yield f"{name} {_plain(pair[0])} → {_plain(pair[1])}"
    if found.concealed:
        yield "concealed"


def document(one: Affected) -> dict[str, Any]:
    """Give one case as JSON takes it."""
    found = one.difference
    return {
        "case": one.case_ref,
        "codes": {"came": found.codes_came, "gone": found.codes_gone},
        "turned": [
            {
                "code": turned.code,
                "before": _findings(turned.before),
                "after": _findings(turned.after),
            }
            for turned in _turned(found)
        ],
        "votes": [
            {"act": vote.act, "before": vote.before, "after": vote.after} for vote in found.votes
        ],
        "concealed": found.concealed,
        "steps": {"came": found.steps_came, "gone": found.steps_gone},
        "moved": [
            {
                "step": moved.of or None,
                "day": moved.day,
                "before": moved.before and moved.before.isoformat(),
                "after": moved.after and moved.after.isoformat(),
            }
            for moved in found.moved
        ],
        **{
            name: {"before": pair[0], "after": pair[1]} if pair else None
            for name in PAIRS
            for pair in (getattr(found, name),)
        },
    }


def lines(one: Affected, say: Say) -> Iterator[str]:
    """Say what differs in one case: its reference, and a line a change."""
    found = one.difference
    yield one.case_ref
    yield from (f"  + {code}" for code in found.codes_came)
    yield from (f"  - {code}" for code in found.codes_gone)
    for turned in _turned(found):
        yield f"  {turned.code}: {_in_a_line(turned.before)} → {_in_a_line(turned.after)}"
    yield from (f"  + {say('bước', 'step')} {step}" for step in found.steps_came)
    yield from (f"  - {say('bước', 'step')} {step}" for step in found.steps_gone)
    for vote in found.votes:
        yield f"  {vote.act}: {vote.before} → {vote.after} {say('phiếu', 'votes')}"
    for moved in found.moved:
        what = f"{moved.of}.{moved.day}" if moved.of else moved.day
        yield f"  {what}: {moved.before or '–'} → {moved.after or '–'}"
    for name in PAIRS:
        if pair := getattr(found, name):
            yield f"  {name}: {_plain(pair[0])} → {_plain(pair[1])}"
    if found.concealed:
        yield "  " + say(
            "điều dựa trên dữ liệu nhạy cảm đã khác: mở hồ sơ để xem",
            "what rests on sensitive facts differs: open the file to see",
        )


def _turned(found: Difference) -> Iterator[Turned]:
    """Give the findings that are there before and after, with another severity or day."""
    return (one for one in found.findings if len(one.before) == len(one.after))


def _findings(told: tuple[Told, ...]) -> list[dict[str, str | None]]:
    return [{"severity": severity, "on": on.isoformat() if on else None} for severity, on in told]


def _in_a_line(told: tuple[Told, ...]) -> str:
    return ", ".join(f"{severity} {on or ''}".strip() for severity, on in told)


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).strip('"') if value is not None else "–"
