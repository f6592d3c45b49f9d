"""The same rules as bare ifs: what somebody in a hurry would write for the ordinary way.

Numbers, citations and sentences stand in the code; nothing is checked on reading, nothing is
general. It judges the full cases of ``generate_cases`` and gives the same documents as
``nguon evaluate --batch``; a test holds both together. It is here to be measured against.
"""

import calendar
import json
from datetime import date, timedelta

from nguon.rulebook import load

HOLIDAYS = load().calendar.holidays
REGIMES = [
    ("R0", "45-QĐ/TW 2011-11-01", "2011-11-01"),
    ("R1", "29-QĐ/TW 2016-07-25", "2016-07-25"),
    ("R2", "24-QĐ/TW 2021-07-30", "2021-07-30"),
    ("R2b", "232-QĐ/TW 2025-01-20", "2025-01-20"),
    ("R3", "294-QĐ/TW 2025-05-26", "2025-07-01"),
    ("R4", "20-QĐ/TW 2026-04-08", "2026-04-08"),
    ("R5", "208-QĐ/TW 2026-07-26", "2026-07-26"),
]
GUIDANCE = [
    ("01-HD/TW 2012-01-05", "2012-01-05"),
    ("01-HD/TW 2016-09-20", "2016-09-20"),
    ("01-HD/TW 2021-09-28", "2021-09-28"),
    ("06-HD/TW 2025-06-09", "2025-07-01"),
    ("01-HD/TW 2026-05-19", "2026-05-19"),
]
ACTS = {
    "cell_resolution": "Nghị quyết chi bộ đề nghị kết nạp",
    "committee_resolution": "Nghị quyết đảng uỷ cơ sở đề nghị kết nạp",
    "admission_decision": "Quyết định kết nạp",
    "admission_ceremony": "Lễ kết nạp",
    "recognition_resolution": "Nghị quyết chi bộ công nhận chính thức",
    "recognition_committee_resolution": "Nghị quyết đảng uỷ cơ sở công nhận chính thức",
    "recognition_decision": "Quyết định công nhận đảng viên chính thức",
}
DEPENDS = {
    "committee_resolution": ["cell_resolution"],
    "admission_decision": ["cell_resolution", "committee_resolution"],
    "admission_ceremony": ["admission_decision"],
    "recognition_resolution": ["admission_ceremony"],
    "recognition_committee_resolution": ["recognition_resolution"],
    "recognition_decision": ["recognition_resolution", "recognition_committee_resolution"],
}
DAYS: list[str] = []
BEFORE: dict[str, int] = {}
_day = date(2012, 1, 1)
while _day < date(2032, 1, 1):
    if _day.weekday() < 5 and _day not in HOLIDAYS:
        DAYS.append(_day.isoformat())
    BEFORE[_day.isoformat()] = len(DAYS)
    _day += timedelta(days=1)


def working_days(day: str, count: int) -> str:
    return DAYS[BEFORE[day] + count - 1]


def months_later(day: str, months: int) -> str:
    years, month = divmod(int(day[5:7]) - 1 + months, 12)
    year, number = int(day[:4]) + years, int(day[8:])
    if number > 28:
        number = min(number, calendar.monthrange(year, month + 1)[1])
    return f"{year:04}-{month + 1:02}-{number:02}"


def shown(day: str) -> str:
    return f"{day[8:]}/{day[5:7]}/{day[:4]}"


WHO = {
    "declaration_late": 1,
    "introducer_missing": 2,
    "introducer_too_recent": 2,
    "certificate_boundary": 3,
    "certificate_expired": 3,
    "vote_below_threshold": 4,
    "step_out_of_order": 4,
    "ceremony_late": 4,
    "recognition_review_late": 4,
    "decision_late": 5,
    "recognition_decision_late": 5,
}
JUDGED = (
    "cell_resolution",
    "committee_resolution",
    "admission_decision",
    "admission_ceremony",
    "member_declaration",
    "recognition_resolution",
    "recognition_committee_resolution",
    "recognition_decision",
)


def regime(day: str) -> int:
    place = 6
    while REGIMES[place][2] > day:
        place -= 1
    return place


def guidance(day: str) -> str:
    place = 4
    while GUIDANCE[place][1] > day:
        place -= 1
    return GUIDANCE[place][0]


def finding(
    code: str, severity: str, rule: str, on: str, by: str, point: str | None, mark: str, text: str
) -> dict[str, object]:
    return {
        "code": code,
        "severity": severity,
        "rule": rule,
        "on": on,
        "citation": {"instrument": by, "point": point},
        "confidence": mark,
        "message": text,
    }


def judge(line: bytes) -> bytes:  # noqa: C901, PLR0915 - this is the point of it
    document = json.loads(line)
    facts, as_of = document["facts"], document["as_of"]
    person, route, place = facts["person"], facts["route"], facts["place"]
    acts: dict[str, list[dict[str, object]]] = {}
    for event in sorted(facts["events"], key=lambda e: e["on"]):
        if event["on"] <= as_of:
            acts.setdefault(event["type"], []).append(event)
    on = {kind: same[-1]["on"] for kind, same in acts.items()}
    last = {kind: same[-1] for kind, same in acts.items()}
    findings: list[dict[str, object]] = []
    met, now = on["cell_resolution"], regime(as_of)
    law = regime(met)
    by = REGIMES[law][1]
    born = person["born"]
    mark = ("C2", "C2", "C2", "C2", "C2", "U", "C1")

    # the person, on the day of the meeting
    stands = True
    if months_later(born, 216)[:7] > met[:7]:
        stands = False
    if law == 0:
        over = int(met[:4]) - int(born[:4]) > 60
    else:
        over = months_later(born, 721)[:7] <= met[:7]
    if over or person["citizenship"] != "VN":
        stands = False
    if person["schooling"] in ("none", "literate"):
        stands = False
    if person["schooling"] == "primary_completed" and not place["difficult_area"]:
        stands = False
    years_30, years_31 = months_later(born, 360), months_later(born, 372)
    if place["youth_union_present"] and met < years_30 and not person["youth_union_member"]:
        stands = False
    if len(person.get("children_born", ())) >= 3 or person.get("political_history_issue"):
        stands = False

    # the papers
    valid_until = months_later(acts["awareness_course"][-1]["on"], 60)
    if met > valid_until:
        stands = False
        instrument = guidance(met)
        findings.append(
            finding(
                "certificate_expired",
                "block",
                "R-CLS-02",
                valid_until,
                instrument,
                "5.4" if instrument in ("01-HD/TW 2021-09-28", "06-HD/TW 2025-06-09") else None,
                {"01-HD/TW 2012-01-05": "C1", "01-HD/TW 2026-05-19": "I"}.get(instrument, "C2"),
                f"Giấy chứng nhận học lớp nhận thức đã hết giá trị ngày {shown(valid_until)}; "
                "phải học lại.",
            )
        )
    needed = ["applicant", "father", "mother"]
    if person.get("married"):
        needed += ["spouse", "father_in_law", "mother_in_law"]
    done = {v["subject"] for v in acts["verification"] if v["on"] <= met}
    if not all(subject in done for subject in needed):
        stands = False
    members, introduced_by_union, recent = 0, False, False
    for event in acts["introduction"]:
        if event["on"] > met:
            continue
        if event["by"] == "youth_union":
            introduced_by_union = True
        elif event["by"] == "member" and event["full_member"]:
            if event["months_together"] >= 12:
                members += 1
                continue
            recent = True
            own = regime(event["on"])
            findings.append(
                finding(
                    "introducer_too_recent",
                    "block",
                    "R-INT-01",
                    event["on"],
                    REGIMES[own][1],
                    "3.2" if 1 <= own <= 4 else None,
                    ("C1", "C1", "C1", "C1", "C1", "U", "C1")[own],
                    f"Người giới thiệu ngày {shown(event['on'])} ({event['introducer']}) mới cùng "
                    f"sinh hoạt {event['months_together']} tháng; cần 12 tháng.",
                )
            )
    if met < years_31 and place["youth_union_present"] and person["youth_union_member"]:
        if members < 1 or not introduced_by_union:
            stands = False
    elif members < 2:
        stands = False
    if on["opinions"] > met or met > months_later(on["cv"], 12):
        stands = False

    # votes
    votes: dict[str, dict[str, object]] = {}
    for kind in ACTS:
        if kind == "admission_ceremony":
            continue
        act = last[kind]
        if "full_members" in act:
            counted = (
                act["full_members"]
                - act.get("exempt_absent", 0)
                - act.get("temporarily_elsewhere_absent", 0)
                - act.get("suspended", 0)
            )
        else:
            counted = act["members"]
        if kind.endswith("decision"):
            least = counted // 2 + 1
        else:
            least = (2 * counted + 2) // 3
        votes[kind] = {
            "counted": counted,
            "needed": least,
            "yes": act["yes"],
            "passed": act["yes"] >= least,
        }
    adopted = votes["cell_resolution"]["passed"]
    if not adopted:
        stands = False
        vote = votes["cell_resolution"]
        findings.append(
            finding(
                "vote_below_threshold",
                "block",
                "R-VOTE-01",
                met,
                by,
                "9.3.2" if law == 4 else None,
                ("C2", "C2", "C2", "C2", "C2", "U", "I")[law],
                f"Nghị quyết chi bộ đề nghị kết nạp ngày {shown(met)}: {vote['yes']} phiếu tán "
                f"thành, cần {vote['needed']} trên {vote['counted']}.",
            )
        )
    if last["cell_resolution"]["full_members"] < 3:
        stands = False

    # order
    standing = {"cell_resolution"} if stands else set()
    for kind, requires in DEPENDS.items():
        lacking = [r for r in requires if r not in standing or on[r] > on[kind]]
        if lacking:
            own = regime(on[kind])
            findings.append(
                finding(
                    "step_out_of_order",
                    "block",
                    "R-ORD-01",
                    on[kind],
                    REGIMES[own][1],
                    None,
                    mark[own],
                    f"{ACTS[kind]} ngày {shown(on[kind])} làm khi chưa có hợp lệ: "
                    f"{', '.join(ACTS[r] for r in lacking)}.",
                )
            )
        elif votes.get(kind, {"passed": True})["passed"]:
            standing.add(kind)

    # limits
    decided, held = on["admission_decision"], on["admission_ceremony"]
    ends_on = months_later(held, 12)
    if adopted:
        own = regime(decided)
        due, beyond = working_days(met, 60), working_days(met, 90)
        if decided > due:
            text = f"Quá hạn quyết định ngày {shown(due)}."
            if decided > beyond:
                text += f" Cả thời hạn kéo dài ({shown(beyond)}) cũng đã qua."
            findings.append(
                finding(
                    "decision_late",
                    "warn",
                    "R-DEC-02",
                    due,
                    REGIMES[own][1],
                    "4.3" if own in (1, 3) else None,
                    ("U", "C2", "I", "C2", "I", "U", "U")[own],
                    text,
                )
            )
    own = regime(held)
    due = working_days(on["decision_received"] if own < 6 else decided, 30)
    if held > due:
        findings.append(
            finding(
                "ceremony_late",
                "warn",
                "R-CER-01",
                due,
                REGIMES[own][1],
                "4.1–4.2" if own in (1, 3) else None,
                ("U", "C2", "C2", "C2", "C2", "U", "C1")[own],
                f"Quá hạn tổ chức lễ kết nạp ngày {shown(due)}; cần cấp uỷ cấp trên trực tiếp "
                "đồng ý.",
            )
        )
    due = working_days(held, 30)
    if on["member_declaration"] > due:
        raise ValueError("no such case is generated")
    reviewed = on["recognition_resolution"]
    own = regime(reviewed)
    due = working_days(ends_on, 30)
    if reviewed > due:
        findings.append(
            finding(
                "recognition_review_late",
                "warn",
                "R-OFF-01",
                due,
                REGIMES[own][1],
                "4.1–4.2" if own in (1, 3) else None,
                ("U", "C2", "C2", "C2", "C2", "U", "I")[own],
                f"Quá hạn chi bộ xét công nhận chính thức ngày {shown(due)}.",
            )
        )
    recognised = on["recognition_decision"]
    own = regime(recognised)
    due, beyond = working_days(reviewed, 30), working_days(reviewed, 60)
    if recognised > due:
        text = f"Quá hạn quyết định công nhận chính thức ngày {shown(due)}."
        if recognised > beyond:
            text += f" Cả thời hạn kéo dài ({shown(beyond)}) cũng đã qua."
        findings.append(
            finding(
                "recognition_decision_late",
                "warn",
                "R-OFF-03",
                due,
                REGIMES[own][1],
                "4.3" if own in (1, 3) else None,
                ("U", "C1", "I", "C1", "I", "U", "U")[own],
                text,
            )
        )

    # what comes next
    stage, steps, missing = "card_issued", [], []
    next_change = REGIMES[now + 1][2] if now < 6 else None
    boundary = False
    if not stands:
        stage = "verification" if recent else "opinions"
        steps = [
            {
                "step": "introduction" if recent else "cell_resolution",
                "actor": "introducers" if recent else "cell",
                "form": "3-KNĐ" if recent else "6-KNĐ",
                "earliest_on": None,
                "due_on": None,
                "extended_due_on": None,
                "overdue": False,
                "rule": "R-INT-04" if recent else "R-VOTE-01",
            }
        ]
        if as_of > valid_until:
            missing.append("CN-NTVĐ")
        elif as_of == valid_until:
            boundary = True
            after = (date.fromisoformat(valid_until) + timedelta(days=1)).isoformat()
            next_change = min(next_change or after, after)
        else:
            next_change = min(next_change or valid_until, valid_until)
        missing += ["3-KNĐ", "5-KNĐ"]
    if len(findings) > 1:
        findings.sort(key=lambda f: (WHO[f["code"]], f["severity"]))  # block before warn
    assumptions = [
        {"parameter": "cell.new_member_cv_days", "value": 30, "confidence": "C1"},
        {"parameter": "deadline.day1", "value": "next working day", "confidence": "U"},
    ]
    if boundary:
        assumptions.insert(
            0, {"parameter": "certificate.boundary_inclusive", "value": True, "confidence": "U"}
        )
    if now == 5 or any(regime(on[act]) == 5 for act in JUDGED if act in on):
        assumptions.append({"parameter": "r4.inherit_from", "value": "R3", "confidence": "U"})
    under_r5 = regime(decided) == 6 or regime(recognised) == 6
    if under_r5:
        value = "more_than_half"
        assumptions.append({"parameter": "r5.btv_threshold", "value": value, "confidence": "I"})
    if regime(decided) == 6:
        assumptions.append({"parameter": "r5.decision_limit", "value": 60, "confidence": "U"})
    if under_r5 and route["grassroots_committee"]:
        value = "as the route says"
        assumptions.append({"parameter": "r5.middle_body_step", "value": value, "confidence": "U"})
    board = ("district",) * 4 + ("commune",) * 2 + ("grassroots",)
    if adopted and board[law] == "district" != board[regime(decided)]:
        open_then = ("transition_2025.rerun_cell_vote", "transition_2025.restart_clock")
        assumptions += [{"parameter": p, "value": False, "confidence": "U"} for p in open_then]
    value = "Mon-Fri less public holidays"
    assumptions.append({"parameter": "working_day.calendar", "value": value, "confidence": "U"})
    return json.dumps(
        {
            "schema": "case-assessment/1",
            "id": facts["id"],
            "as_of": as_of,
            "regime": REGIMES[now][0],
            "stage": stage,
            "may_proceed": not any(f["severity"] == "block" for f in findings),
            "next_change_on": next_change,
            "next_steps": steps,
            "findings": findings,
            "votes": votes,
            "authority": {
                "admission": f"{board[regime(decided)]}_standing_board",
                "threshold": "more_than_half",
            },
            "dates": {
                "certificate_valid_until": valid_until,
                "probation_ends_on": ends_on,
                "full_member_from": ends_on,
                "party_age_from": decided,
            },
            "missing": missing,
            "assumptions": assumptions,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
