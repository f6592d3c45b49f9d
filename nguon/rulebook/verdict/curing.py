"""Who can cure a finding. Findings are told in this order: first what those closest can mend."""

from collections.abc import Iterable, Mapping
from typing import Final

from nguon.rulebook.law.findings import Finding
from nguon.rulebook.law.vocabulary import SEVERITIES

# Bodies are named as the actors of steps; ``time`` cures what needs waiting only.
CURES: Final[Mapping[str, tuple[str, ...]]] = {
    "applicant": (
        "schooling_insufficient",
        "not_a_citizen",
        "youth_union_membership_required",
        "cv_before_application",
    ),
    "new_member": ("declaration_late",),
    "youth_union": ("youth_union_introduction_missing",),
    "trade_union": ("trade_union_introduction_missing",),
    "introducers": (
        "introducer_missing",
        "introducer_not_full_member",
        "introducer_too_recent",
        "introducer_basis_unconfirmed",
    ),
    "political_centre": (
        "certificate_missing",
        "certificate_expired",
        "certificate_expiring",
        "certificate_boundary",
        "new_member_course_missing",
    ),
    "cell_committee": (
        "verification_missing",
        "verifier_is_relative",
        "cv_compare_enlistment",
        "opinions_missing",
        "file_stale",
    ),
    "cell": (
        "vote_below_threshold",
        "step_out_of_order",
        "ceremony_late",
        "recognition_before_probation_end",
        "recognition_review_late",
    ),
    "section_committee": (),
    "grassroots_committee": (
        "political_conclusion_missing",
        "cell_too_small",
        "no_cell_assign_nearest",
    ),
    "deciding_standing_board": (
        "elder_consent_missing",
        "decision_late",
        "recognition_decision_late",
        "ballots_exhausted",
        "authority_changed",
    ),
    "provincial_standing_board": ("over_age_consent_missing", "readmission_consent_missing"),
    "time": (
        "age_below_minimum",
        "age_day_not_reached",
        "population_rule_wait",
        "followup_too_short",
        "readmission_too_early",
    ),
    "nobody": (
        "age_above_maximum",
        "population_rule_barred",
        "political_conclusion_negative",
        "readmission_barred",
        "readmission_once_only",
    ),
}
CURER: Final = {code: body for body, codes in CURES.items() for code in codes}
PLACE: Final = {body: place for place, body in enumerate(CURES)}


def curer(finding: Finding) -> str:
    """Name who can cure a finding; an unknown fact is cured by who can supply it.

    Shape: an actor of a step, ``time`` when only waiting helps, or ``nobody``.
    """
    return finding.ask or CURER[finding.code]


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Put findings into the order of who can cure them, those closest to the person first.

    Shape: of those that one body can cure, what blocks comes before what warns or informs.
    """
    return tuple(sorted(findings, key=_place))


def _place(finding: Finding) -> tuple[int, int]:
    return PLACE[curer(finding)], SEVERITIES.index(finding.severity)
