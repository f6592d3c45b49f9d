"""The words that data files may use: codes of the contract, marks, units, facts."""

from typing import Final, Literal

from nguon.rulebook.case.facts import ASK, EVENT_TYPES, PERSON, PLACE, READ_BY_NO_RULE, ROUTE

MARKS: Final = ("C2", "C1", "K", "I", "U")
SEVERITIES: Final = ("block", "warn", "info")
Language = Literal["vi", "en"]
LANGUAGES: Final = ("vi", "en")
COUNTED: Final = (
    "months",
    "working days",
    "persons",
    "children",
    "ballots",
    "times",
    "percent",
    "points",
)
UNITS: Final = (*COUNTED, "word", "list", "flag")
STEP_NAMES: Final = (
    "sourced",
    "candidate_listed",
    "awareness_course",
    "application",
    "cv",
    "verification",
    "introduction",
    "opinions",
    "cell_resolution",
    "section_appraisal",
    "committee_resolution",
    "admission_decision",
    "admission_ceremony",
    "member_declaration",
    "new_member_course",
    "probation_review",
    "recognition_resolution",
    "recognition_committee_resolution",
    "recognition_decision",
    "card_issued",
)
EXITS: Final = ("withdrawn", "struck", "moved_out", "removed")
ROUTES: Final = frozenset(field.name for field in ROUTE)
FACTS: Final = frozenset(
    {f"person.{field.name}" for field in PERSON}
    | {f"place.{field.name}" for field in PLACE}
    | {f"route.{name}" for name in ROUTES}
    | EVENT_TYPES.keys()
)
CHOICES: Final = frozenset(
    choice
    for fields in (PERSON, PLACE, *EVENT_TYPES.values())
    for field in fields
    for choice in field.choices
)
# Facts that a rule may have to ask for, and who can supply them.
ASKED: Final = {path: ask for path, ask in ASK.items() if path[7:] not in READ_BY_NO_RULE}
PHRASES: Final = ("beyond", "no_day", "not_applied", "yes", "no")
ANY_DAY, ANY_NUMBER = "any day", "any number"  # what a parameter may leave free among its choices
# In which groups of labels a word that is a value finds its own words; the first one counts.
WORDS_OF_VALUES: Final = (
    "value",
    "schooling",
    "threshold",
    "actor",
    "subject",
    "relation",
    "reason",
    "exit",
    "event",
)
