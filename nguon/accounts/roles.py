"""What each role may do: the whole of it, as data.

An action reaches the organisation the role is held at and everything under it. Each act of the
procedure is an action of its own, ``development.<event type>``, so that the table can be read
beside the rulebook's steps.
"""

from nguon.accounts.models import Role
from nguon.rulebook import EVENT_TYPES

VIEW_TREE = frozenset({"organizations.view"})
VIEW_CASES = VIEW_TREE | {"people.view", "development.view"}
VIEW_FIGURES = VIEW_TREE | {"planning.view"}
CLEARING = frozenset({"supervision.view", "supervision.raise", "supervision.act"})
FOSTERING = frozenset({"sources.view", "sources.hear", "sources.foster", "sources.movements"})
SENDING = FOSTERING | {"sources.propose", "sources.count"}
TEACHING = SENDING | {"sources.plan", "sources.hold"}
FOLLOWING = frozenset({"membership.view", "membership.note"})
PAPERS = frozenset({"dossier.keep", "dossier.book", "dossier.lend"})
CHARGING = FOLLOWING | {"membership.charge", "membership.send", "membership.receive"}
MEETING = frozenset({"meetings.view"})
CALLING = MEETING | {"meetings.call"}
VISITING = CLEARING | {"supervision.visit", "supervision.agree"}
READING_GRADES = frozenset({"evaluation.view", "evaluation.totals"})
GRADING = READING_GRADES | {"evaluation.members", "evaluation.fill", "evaluation.appeal"}
TELLING = frozenset({"publication.view", "publication.propose"})
RECEIVING = frozenset({"rights.view", "rights.receive", "rights.alarm"})
ANSWERING = RECEIVING | {"rights.answer", "rights.incidents"}
DECIDING_GRADES = GRADING | {"evaluation.open", "evaluation.decide"}

CELL_ACTS = frozenset(
    f"development.{event}"
    for event in EVENT_TYPES
    if event
    not in {
        "section_appraisal",
        "committee_resolution",
        "political_conclusion",
        "exception_consent",
        "file_received",
        "decision_extension",
        "admission_decision",
        "recognition_committee_resolution",
        "recognition_decision",
        "card_issued",
        "removal_committee_resolution",
        "removal_decision",
    }
)
ALL_ACTS = frozenset(f"development.{event}" for event in EVENT_TYPES)

ASKING = frozenset({"people.nominations", "people.nominate", "people.consent", "people.register"})
KEEPING = ASKING | {"people.correct", "people.open", "people.withdraw", "people.membership"}

ROLES: dict[str, frozenset[str]] = {
    Role.CELL_SECRETARY: VIEW_CASES
    | VIEW_FIGURES
    | GRADING
    | CELL_ACTS
    | KEEPING
    | CLEARING
    | SENDING
    | CHARGING
    | CALLING
    | PAPERS
    | RECEIVING
    | {"sources.hold", "development.open_case", "development.retract"},
    Role.CLERK: VIEW_CASES
    | VIEW_FIGURES
    | DECIDING_GRADES
    | ALL_ACTS
    | KEEPING
    | VISITING
    | TEACHING
    | CHARGING
    | CALLING
    | PAPERS
    | TELLING
    | ANSWERING
    | {
        "rights.file",
        "dossier.return",
        "membership.leave",
        "supervision.remind",
        "development.open_case",
        "development.retract",
        "organizations.profile",
        "organizations.change",
        "people.allow_stubs",
        "forms.keep",
        "people.import",
        "people.export",
        "planning.set_target",
        "planning.assign",
        "planning.report_no_source",
        "statistics.count",
        "accounts.view",
    },
    Role.AREA_MEMBER: VIEW_CASES
    | VIEW_FIGURES
    | READING_GRADES
    | VISITING
    | FOLLOWING
    | FOSTERING
    | MEETING
    | {"development.helper_assigned"},
    Role.SECRETARY: VIEW_CASES
    | VIEW_FIGURES
    | DECIDING_GRADES
    | ALL_ACTS
    | VISITING
    | TEACHING
    | CHARGING
    | CALLING
    | PAPERS
    | TELLING
    | ANSWERING
    | {
        "rights.file",
        "rights.name_officer",
        "publication.approve",
        "dossier.return",
        "membership.leave",
        "supervision.remind",
        "development.open_case",
        "organizations.profile",
        "organizations.change",
        "people.allow_stubs",
        "forms.keep",
        "people.membership",
        "people.open",
        "people.export",
        "planning.set_target",
        "planning.assign",
        "planning.report_no_source",
        "statistics.count",
        "statistics.close",
        "accounts.view",
        "accounts.assign",
    },
    Role.SUPERIOR_BOARD: VIEW_FIGURES | {"evaluation.totals"},
    Role.REFERRER: VIEW_TREE
    | {"people.nominate", "people.referrals", "sources.movements", "sources.hold"},
    Role.INSPECTION: VIEW_CASES
    | VIEW_FIGURES
    | READING_GRADES
    | MEETING
    | {"supervision.view", "sources.view", "sources.movements", "membership.view", "audit.view"}
    | {"dossier.book"},
    Role.DATA_PROTECTION: VIEW_TREE
    | {"people.view", "people.consent", "people.withdraw", "people.erase", "audit.view"}
    | {"publication.view", "rights.impact"}
    | ANSWERING,
    Role.ADMINISTRATOR: VIEW_TREE | {"accounts.view", "accounts.assign"},
}

# Before these whoever sits there says again who they are: lists of people that leave, a whole
# file, decisions on membership, words to the public, rights of others, and what cannot be undone.
CONFIRMED = frozenset(
    {
        "people.export",
        "people.erase",
        "rights.file",
        "development.admission_decision",
        "development.decision_extension",
        "development.recognition_decision",
        "development.removal_decision",
        "statistics.close",
        "publication.approve",
        "accounts.assign",
    }
)

ACTIONS: frozenset[str] = frozenset().union(*ROLES.values())

# Keeping the machinery going: rebuild projections, expire stubs, count totals. Not for people.
SYSTEM: frozenset[str] = ACTIONS | {"people.erase", "people.read_for_statistics"}
