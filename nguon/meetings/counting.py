"""The sums of a count: who was there, what came back, and whether it adds up. Pure.

Nothing here knows a voter: a count is numbers and nothing else.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _

from nguon.development.operations import Departure
from nguon.rulebook import EVENT_TYPES


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many belong to the cell or the committee, and how many of these were there.

    ``present`` are those who may vote. Whoever is exempt, elsewhere or suspended and was there
    is not in those fields.
    """

    full_members: int
    present: int
    exempt_absent: int = 0
    temporarily_elsewhere_absent: int = 0
    suspended: int = 0
    probationary: int = 0

    @property
    def left_out(self) -> int:
        return self.exempt_absent + self.temporarily_elsewhere_absent + self.suspended

    @property
    def counted(self) -> int:
        """The base of two thirds.

        Source: vote.cell.
        """
        return self.full_members - self.left_out


@dataclass(frozen=True, slots=True)
class Ballots:
    """One vote in totals. Of a show of hands ``issued``, ``returned``, ``valid`` are nothing."""

    yes: int
    no: int
    blank: int = 0
    issued: int | None = None
    returned: int | None = None
    valid: int | None = None

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.blank

    @property
    def invalid(self) -> int | None:
        if self.returned is None or self.valid is None:
            return None
        return self.returned - self.valid


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted, by the reference of the person; on whom nothing is said was not voted.

    ``listed`` are those whom the cell agreed to list, ``documents`` the numbers of the
    resolutions, ``despite`` why a vote stands against a finding.
    """

    attendance: Attendance
    ballots: Mapping[str, Ballots] = field(default_factory=dict)
    listed: Collection[str] = ()
    documents: Mapping[str, str] = field(default_factory=dict)
    despite: Mapping[str, Departure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not add up. ``whom`` is empty for the attendance; ``field`` names the place."""

    whom: str
    field: str
    message: str


def faults_of_attendance(count: Attendance) -> Iterator[Fault]:
    """Yield what cannot be of the numbers of those who were there."""
    if count.counted < 0:
        told = {"left": count.left_out, "all": count.full_members}
        words = _("Vắng được trừ %(left)d, nhiều hơn tổng số %(all)d.") % told
        yield Fault("", "full_members", words)
    elif count.present > count.counted:
        told = {"present": count.present, "counted": count.counted}
        words = _("Có mặt %(present)d, nhiều hơn %(counted)d người được tính.") % told
        yield Fault("", "present", words)


def faults_of_ballots(whom: str, name: str, vote: Ballots, count: Attendance) -> Iterator[Fault]:
    """Yield what does not add up of one vote; each sentence names whom and which numbers."""
    if vote.issued is None:
        if vote.cast > count.present:
            told = {"name": name, "cast": vote.cast, "present": count.present}
            words = _("%(name)s: cộng %(cast)d lượt giơ thẻ, nhiều hơn %(present)d người có mặt.")
            yield Fault(whom, "yes", words % told)
        return
    yield from _of_paper(whom, name, vote, count)


def _of_paper(whom: str, name: str, vote: Ballots, count: Attendance) -> Iterator[Fault]:
    issued, returned, valid = vote.issued or 0, vote.returned or 0, vote.valid or 0
    told = {"name": name, "issued": issued, "returned": returned, "valid": valid}
    told |= {"present": count.present, "cast": vote.cast}
    if issued > count.present:
        words = _("%(name)s: phát %(issued)d phiếu, nhiều hơn %(present)d người có mặt.")
        yield Fault(whom, "issued", words % told)
    if returned > issued:
        words = _("%(name)s: thu về %(returned)d phiếu, nhiều hơn %(issued)d phiếu phát ra.")
        yield Fault(whom, "returned", words % told)
    if valid > returned:
        words = _("%(name)s: %(valid)d phiếu hợp lệ, nhiều hơn %(returned)d phiếu thu về.")
        yield Fault(whom, "valid", words % told)
    if vote.cast != valid:
        words = _(
            "%(name)s: tán thành, không tán thành, để trống cộng là %(cast)d, "
            "khác %(valid)d phiếu hợp lệ."
        )
        yield Fault(whom, "yes", words % told)


def fields_of(kind: str, attendance: Attendance, vote: Ballots) -> dict[str, int]:
    """Return the fields of the act that a vote becomes.

    Reading: what was left blank or was not valid stands in no field; it counts as not in favour.
    """
    told = {**asdict(attendance), "members": attendance.full_members, "yes": vote.yes}
    told["no"] = vote.no
    return {spec.name: told[spec.name] for spec in EVENT_TYPES[kind] if spec.name in told}
