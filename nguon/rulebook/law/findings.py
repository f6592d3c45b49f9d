"""What a rule says about a case: a code of the contract, a day, a citation and the reasons."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from nguon.rulebook.case.facts import SENSITIVE_EVENTS, SENSITIVE_FACTS

Severity = Literal["block", "warn", "info"]
SENSITIVE: Final = SENSITIVE_FACTS | SENSITIVE_EVENTS


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in an instrument of the register."""

    instrument: str
    point: str | None


@dataclass(slots=True)
class Finding:
    """One finding of the case contract; the sentence is put to it when it is shown.

    ``because`` holds what the sentence tells (numbers, days, codes); ``rests_on`` names the facts
    and events that the verdict turned on. Not frozen, for the speed of making it; nobody changes
    one.
    """

    code: str
    severity: Severity
    rule: str
    on: date | None
    citation: Citation
    confidence: str
    rests_on: tuple[str, ...] = ()
    because: Mapping[str, Any] = field(default_factory=dict)
    field: str | None = None
    ask: str | None = None
    redo: tuple[str, ...] = ()
    # The name of what it cites, where an explanation starts; the same said twice is said once.
    provision: str = dataclasses.field(default="", compare=False)

    @property
    def blocks(self) -> bool:
        """Whether the next act would be invalid."""
        return self.severity == "block"

    @property
    def sensitive(self) -> bool:
        """Whether it rests on a sensitive fact or event, so that lists conceal it."""
        return not SENSITIVE.isdisjoint(self.rests_on)
