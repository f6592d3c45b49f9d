"""What may be said against recording something of grading; each message is fit to show."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.evaluation import words
from nguon.evaluation.judging import Told
from nguon.rulebook.rules.grading import Objection


class Refused(ValueError):
    """What was to be recorded cannot stand. The message is fit to show; nothing was written."""


class Incomplete(Refused):
    """Words, a document or a number that the record needs are missing."""


class BadDay(Refused):
    """The day lies where it cannot, or no regulation on grading is held for it."""


class NotByTheRules(Refused):
    """The regulation of the day does not know such a round, or such a table."""


class RoundExists(Refused):
    """The committee has a round for that period."""


class NothingToGrade(Refused):
    """Nobody stood under the committee on the day of grading."""


class TableExists(Refused):
    """The committee has a table by that document and day."""


class BadPoints(Refused):
    """Points below nought, above those of the criterion, or for one filled from figures."""


class BadVote(Refused):
    """More voted or came than were summoned; ``field`` is the number that is too high."""

    def __init__(self, said: str, field: str) -> None:
        super().__init__(said)
        self.field = field


class NotOpen(Refused):
    """The grade was decided already, or was not decided yet."""


class NotGraded(Refused):
    """The member is not graded in this round; the message says by which rule."""


class AppealedAlready(Refused):
    """An appeal is waiting for its answer, or was answered."""


class AgainstTheRules(Refused):
    """Objections stand against the decision, and no departure was given; ``told`` has them."""

    def __init__(self, told: Sequence[Told]) -> None:
        super().__init__(_("Còn điều trái quy định; ghi lý do và cấp có thẩm quyền nếu vẫn làm."))
        self.told = tuple(told)

    @property
    def said(self) -> list[words.Said]:
        return [words.said(one.kept()) for one in self.told]


def refuse(found: Iterable[Objection]) -> None:
    """Refuse what the regulation does not know; a departure would be no help."""
    told = [words.say(one) for one in found]
    if told:
        raise NotByTheRules(" ".join(f"{one.sentence} ({one.rule})" for one in told))


def required(text: str, said: str) -> None:
    if not tidy(text):
        raise Incomplete(said)


def require_past(day: date, by: Actor) -> None:
    if day > by.today:
        raise BadDay(_("Ngày %s chưa tới.") % f"{day:%d/%m/%Y}")
