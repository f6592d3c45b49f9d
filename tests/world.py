"""A small country in which every organisation's data carry its own word.

Whatever a page shows can then be traced to whom it belongs. ``Owner`` pairs an organisation with
the action that its data are seen by; ``World`` knows what to put into an address to ask for the
data of a place.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.db.models import CharField, Model, TextField
from django.utils import timezone

from nguon.accounts.models import Role, RoleAssignment, User
from nguon.core.actor import Actor
from nguon.core.guard import unscoped
from nguon.core.text import fold
from nguon.development import operations as development
from nguon.development.models import Case, CaseEvent
from nguon.dossier import shelf
from nguon.dossier.models import BookLine, FileReturn, Paper, PaperPart
from nguon.evaluation.models import (
    CriteriaTable,
    Criterion,
    Evidence,
    GradingRound,
    Mark,
    MemberAct,
    MemberAppeal,
    MemberMark,
    MemberSheet,
    Sheet,
    SheetAct,
    SheetAppeal,
)
from nguon.forms.models import OwnEdition, OwnForm
from nguon.meetings.models import Matter, Meeting, Pack
from nguon.membership.models import Arrival, Departure, Duty, Leaving, Note, Position
from nguon.organizations import operations as organizations
from nguon.organizations.models import Organization
from nguon.organizations.scoping import Scoped
from nguon.people import operations as people
from nguon.people import vault
from nguon.people.models import Nomination, Person, RetentionNotice, new_ref
from nguon.planning.models import (
    Assignment,
    CellTarget,
    Floor,
    GroupTotal,
    HandDown,
    NoSourceLeft,
    PartTarget,
    Stage,
    Term,
)
from nguon.reports.models import (
    BookComparison,
    ColumnMapping,
    ImportRun,
    Publication,
    PublishedName,
    Reform,
)
from nguon.rights import duties, incidents
from nguon.rights import operations as rights
from nguon.rights.models import Incident, Request
from nguon.sources.models import (
    Amendment,
    CellReview,
    Course,
    FosterStep,
    GroupTag,
    Invitation,
    ListLine,
    ListMeeting,
    Movement,
    Participant,
    PlannedClass,
    Referral,
    Round,
    Wish,
)
from nguon.statistics.models import Closing, GroupCount
from nguon.statistics.operations import ALWAYS
from nguon.supervision.models import (
    Agreement,
    Obstacle,
    ObstacleStep,
    Promise,
    Reminder,
    SpokenOf,
    Visit,
)
from tests import cast, staff
from tests.canaries import token
from tests.development import story
from tests.forms.papers import template

# Beside the cast: another district with a commune, and two cells that have ended.
MORE_PLACES = {
    "huong-hoa": ("Huyện uỷ Hướng Hoá", "district", "district_committee", "quang-tri"),
    "tan-mau": ("Đảng uỷ xã Tân Mẫu", "commune", "grassroots_party_body", "huong-hoa"),
    "khom-cu": ("Chi bộ khóm Cũ", "cell", "subordinate_cell", "krong-klang"),
    "thon-cu": ("Chi bộ thôn Cũ", "cell", "subordinate_cell", "mo-o"),
}
ENDED = {"khom-cu": "khom-ban-mau", "thon-cu": "thon-mau"}
FAR = {"khe-xong", "thon-mau", "khom-cu"}  # where cases have come a long way
ENDED_ON = date(2025, 5, 1)
SETTLED_ON = date(2025, 3, 1)
HELD_BY_NAME = ("organizations.view", "name")
HELD_BY_ACCOUNT = ("accounts.view", "account")

# Text columns whose content means something to the program; all others carry the word.
TECHNICAL = {
    "ref", "id_index", "folded", "spelled", "sort_key", "citizenship", "type", "stage",
    "next_step", "next_actor", "next_rule", "release", "dimension", "value", "imprint", "slug",
    "column", "file", "notice_version", "notice_hash", "code", "tier", "party_rank",
    "step", "rule", "failed", "language", "period", "tree", "whom", "signature",
    "digest", "act",
}  # fmt: skip
# The database refuses to change them.
ONLY_ADDED = (
    BookComparison, Closing, Note, Leaving, SheetAct, MemberAct, Paper, FileReturn, BookLine,
)  # fmt: skip
FREE_IN_EVENTS = ("introducer", "helper", "document")


@dataclass
class Holdings:
    """What one place has, as addresses ask for it."""

    organization: Organization
    case: Case
    event: CaseEvent
    person: Person
    nomination: Nomination
    run: ImportRun
    reform: Reform
    term: Term
    user: User
    assignment: RoleAssignment
    obstacle: Obstacle
    visit: Visit
    course: Course
    round: Round
    movement: Movement
    member: Person
    departure: Departure
    arrival: Arrival
    meeting: ListMeeting
    planned: PlannedClass
    wish: Wish
    foster_step: FosterStep
    table: CriteriaTable
    grading: GradingRound
    sheet: Sheet
    member_sheet: MemberSheet
    called: Meeting
    pack: Pack
    paper: Paper
    returned: FileReturn
    line: BookLine
    own: OwnForm
    published: Publication
    request: Request
    incident: Incident


@dataclass
class World:
    """All places with their holdings; ``owners`` maps the number of a word to whose it is."""

    places: dict[str, Organization]
    holdings: dict[str, Holdings] = field(default_factory=dict)
    owners: dict[int, tuple[Organization, str, str]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def word(self, organization: Organization, action: str, kind: str) -> str:
        """A new word for what is seen by ``action`` at ``organization``."""
        number = next(self.numbers)
        self.owners[number] = (organization, action, kind)
        return token(number)

    def keeper(self, slug: str) -> Organization:
        """Who keeps the rows of a place today."""
        return self.places[ENDED.get(slug, slug)]


def build() -> World:
    """Settle the country, fill it through operations, and write the words into it."""
    world = World({})
    for slug, (_, tier, rank, parent) in (cast.PLACES | MORE_PLACES).items():
        world.places[slug] = _settle(world, slug, tier, rank, parent)
    for slug, organization in world.places.items():
        world.holdings[slug] = _fill(organization, cast.system(SETTLED_ON))
        _mark(world, world.holdings[slug], organization)
    for slug, heir in ENDED.items():
        organizations.dissolve(
            world.places[slug], successor=world.places[heir], on=ENDED_ON, document="9",
            by=cast.system(ENDED_ON),
        )  # fmt: skip
    return world


def _settle(world: World, slug: str, tier: str, rank: str, parent: str | None) -> Organization:
    word = token(number := next(world.numbers))
    made = organizations.establish(
        slug, name=word, tier=tier, party_rank=rank,
        parent=world.places[parent] if parent else None,
        on=cast.FIRST_DAY, document=word, by=cast.system(),
    )  # fmt: skip
    world.owners[number] = (made, *HELD_BY_NAME)
    organizations.record_profile(made, 2019, source=word, households=100, by=cast.system())
    return made


def _fill(place: Organization, by: Actor) -> Holdings:
    story.describe(place)
    person = story.a_person(place, by=by, name="Hồ Thị Bịa", address="x", phone="1")
    case = development.open_case(person, on=story.OPENED, by=by)
    far = "cell_resolution" if place.slug in FAR else "candidate_listed"
    event = story.tell(case, far, by=by)[-1]
    people.allow_stubs(place, on=by.today, document="1", by=by)
    nomination = people.nominate(
        "Lê Văn Nêu", organization=place, referred_by="Đoàn", reach="x", by=by
    )
    here = {"organization": place}
    term = Term.objects.create(
        **here, slug="2020-2025", starts_on=date(2020, 6, 1), ends_on=date(2025, 6, 1),
        yearly_lower=1, yearly_upper=2, document="x", decided_on=date(2020, 6, 1),
    )  # fmt: skip
    in_term = {"term": term, "year": 2024}
    CellTarget.objects.create(
        **here, **in_term, lower=1, upper=2, document="x", decided_on=date(2024, 1, 1)
    )
    _plan(here, in_term, by)
    GroupTotal.objects.create(
        **here, **in_term, dimension="minority", value="yes", persons=1, counted=1, of=1,
        held_at=by.at,
    )  # fmt: skip
    member = story.a_person(place, by=by, name="Hồ Văn Cũ")
    Assignment.objects.create(
        **here, member=member, task="x", document="x", valid_from=date(2021, 1, 1)
    )
    NoSourceLeft.objects.create(
        **here, year=2024, reason="x", document="x", recorded_at=by.at, recorded_by=0
    )
    _count_and_close(here, by)
    ColumnMapping.objects.create(**here, heading="x", column="full_name")
    BookComparison.objects.create(
        **here, on=by.today, with_whom="above", partner="x", full=1, probationary=1, theirs=2,
        people="x", differences="x", recorded_at=by.at, recorded_by=0,
    )  # fmt: skip
    RetentionNotice.objects.create(
        **here, person=person, since=by.today, erase_on=by.today, noted_on=by.today
    )
    begun = {"file": "x", "started_at": by.at, "started_by": 0}
    run = ImportRun.objects.create(**here, **begun)
    reform = Reform.objects.create(**here, **begun, language="vi", on=by.today)
    people.begin_membership(member, joined_on=date(2025, 2, 20), card_number="1", by=by)
    user = staff.employ(Role.REFERRER, place, on=by.today)
    obstacle, visit = _supervise(place, case, user, by)
    return Holdings(
        place, case, event, person, nomination, run, reform, term, user, user.assignments.get(),
        obstacle, visit, *_find_sources(place, case, user, by),
        *_follow_a_member(member, by), *_keep_list(place, case, user, by),
        *_grade(place, member, user, by), *_call_a_meeting(place, person, user, by),
        *_keep_dossier(place, case, by), _keep_own(place, by), _publish(place, member, by),
        *_ask_for(place, person, by),
    )  # fmt: skip


def _ask_for(place: Organization, person: Person, by: Actor) -> tuple[Request, Incident]:
    """A request about the own data with what was said; an incident; the impact file."""
    row = rights.receive(
        place, person=person, kind="view", received_on=by.today, document="1", by=by
    )
    rights.answer(row, on=by.today, words="x", by=by)
    duties.begin_impact(place, begun_on=by.today, by=by)
    return row, incidents.sound(place, kind="leak", noticed_at=by.at, about="x", by=by)


def _publish(place: Organization, member: Person, by: Actor) -> Publication:
    """A publication that names somebody."""
    here = {"organization": place}
    content = {
        "kind": "new_members", "title": "x", "organization": "x", "place": place.slug,
        "period": "x", "as_of": "2025-01-01", "tables": [], "sources": [], "notes": [],
    }  # fmt: skip
    row: Publication = Publication.objects.create(
        **here, kind="new_members", term="x", as_of=by.today, status="published", content=content,
        claims=[], serial=1, signed_names=1, issued_on=by.today, reason="x", proposed_at=by.at,
        proposed_by=0, decided_at=by.at, decided_by=0,
    )  # fmt: skip
    PublishedName.objects.create(**here, publication=row, person=member)
    return row


def _keep_own(place: Organization, by: Actor) -> OwnForm:
    """A template of the office's own; what it says names nobody."""
    here = {"organization": place}
    own = OwnForm.objects.create(**here, title="x", act="cell_resolution")
    OwnEdition.objects.create(
        **here, form=own, valid_from=date(2011, 11, 1), content=template("{person.full_name}"),
        digest="x", recorded_at=by.at, recorded_by=0,
    )  # fmt: skip
    return own


def _plan(here: dict[str, Any], in_term: dict[str, Any], by: Actor) -> None:
    """A plan of the year with a part, a floor, and the decision that handed the year down."""
    told = {"document": "x", "decided_on": date(2024, 1, 1)}
    recorded = {"recorded_at": by.at, "recorded_by": 0}
    stage = Stage.objects.create(
        **here, **told, **recorded, name="x", lower=1, upper=2,
        starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1),
    )  # fmt: skip
    PartTarget.objects.create(**here, **told, stage=stage, group="women", lower=1, unit="persons")
    Floor.objects.create(**here, tier="cell", lower=1, valid_from=date(2024, 1, 1), document="x")
    HandDown.objects.create(
        **here, **in_term, **told, **recorded, asked_lower=1, asked_upper=2, reserve_lower=0,
        reserve_upper=0, reason="x",
    )  # fmt: skip


def _count_and_close(here: dict[str, Any], by: Actor) -> None:
    """Totals of a year, and the year closed with tables that hold nothing."""
    for dimension, value in ALWAYS.items():
        GroupCount.objects.create(
            **here, period="2024", tree="as-was", whom="admitted", dimension=dimension,
            value=value, persons=0, women=0, counted=0, of=0, held_at=by.at,
        )  # fmt: skip
    Closing.objects.create(
        **here, period="2024", document="x", figures={}, signature="0" * 64, closed_at=by.at
    )


def _keep_dossier(
    place: Organization, case: Case, by: Actor
) -> tuple[Paper, FileReturn, BookLine]:
    here = {"organization": place}
    told, added = {"recorded_at": by.at, "recorded_by": 0}, {"added_at": by.at, "added_by": 0}
    paper = Paper.objects.create(**here, **added, case=case, code="1-KNĐ", document="x")
    PaperPart.objects.create(
        **here, **added, paper=paper, position=1, digest=f"{case.pk:064x}", kind="docx", pages=1,
        width=0, height=0, size=1,
    )  # fmt: skip
    returned = FileReturn.objects.create(
        **here, **told, case=case, kind="returned", on=by.today, sender=place, reasons=["form"]
    )
    line = BookLine.objects.create(
        **here, **told, person=case.person, kind="lent", what="admission", on=by.today,
        until=by.today, giver="x", taker="x", words="x",
    )  # fmt: skip
    return paper, returned, line


def _supervise(place: Organization, case: Case, user: User, by: Actor) -> tuple[Obstacle, Visit]:
    here, told = {"organization": place}, {"recorded_at": by.at}
    obstacle = Obstacle.objects.create(
        **here, cause="A1", case=case, detail="x", raised_on=by.today, raised_by=user, owner=user,
        desk=place, due_on=by.today,
    )  # fmt: skip
    ObstacleStep.objects.create(
        **here, **told, obstacle=obstacle, kind="action", on=by.today, words="x", recorded_by=user
    )
    visit = Visit.objects.create(**here, **told, visitor=user, met_on=by.today, words="x")
    SpokenOf.objects.create(**here, visit=visit, case=case)
    Promise.objects.create(**here, visit=visit, words="x", due_on=by.today)
    Reminder.objects.create(
        **here, case=case, step="application", rule="R-APP-01", due_on=by.today, level=0,
        addressee=place, told_on=by.today, answer="x",
    )  # fmt: skip
    Agreement.objects.create(**here, **told, on=by.today, partner="x", words="x", recorded_by=user)
    return obstacle, visit


def _find_sources(
    place: Organization, case: Case, user: User, by: Actor
) -> tuple[Course, Round, Movement]:
    here = {"organization": place}
    course = Course.objects.create(
        **here, kind="awareness_course", title="x", starts_on=by.today, ends_on=by.today,
        venue="x", capacity=9, document="x", planned_at=by.at, planned_by=user,
    )  # fmt: skip
    Invitation.objects.create(**here, course=course)
    Participant.objects.create(
        **here, course=course, case=case, proposed_on=by.today, proposed_by=user,
        accepted_on=by.today,
    )  # fmt: skip
    told = Round.objects.create(
        **here, held_on=by.today, document="x", opened_at=by.at, opened_by=user
    )
    CellReview.objects.create(**here, round=told, counts={"pupil": 1}, counted_on=by.today)
    movement = Movement.objects.create(
        **here, kind="emulation", title="x", held_by="x", starts_on=by.today, ends_on=by.today,
        took_part=1, document="x", recorded_at=by.at, recorded_by=user,
    )  # fmt: skip
    Referral.objects.create(**here, on=by.today, movement=movement)
    return course, told, movement


def _keep_list(
    place: Organization, case: Case, user: User, by: Actor
) -> tuple[ListMeeting, PlannedClass, Wish, FosterStep]:
    here, told = {"organization": place}, {"recorded_at": by.at, "recorded_by": user}
    meeting = ListMeeting.objects.create(**here, **told, met_on=by.today, document="x")
    ListLine.objects.create(**here, meeting=meeting, case=case, kind="listed")
    GroupTag.objects.create(**here, person=case.person, group="militia")
    planned = PlannedClass.objects.create(
        **here, **told, year=by.today.year, month=9, kind="awareness_course", places=9,
        document="x",
    )  # fmt: skip
    course = Course.objects.visible_to(by).get(organization=place)
    Amendment.objects.create(**here, **told, course=course, kind="changed", reason="x")
    wish = Wish.objects.create(
        **here, person=case.person, kind="course", words="x", heard_on=by.today, heard_by=user,
        recorded_at=by.at,
    )  # fmt: skip
    step = FosterStep.objects.create(
        **here, **told, person=case.person, year=by.today.year, what="x", who="x",
        due_on=by.today, words="x",
    )  # fmt: skip
    return meeting, planned, wish, step


def _follow_a_member(member: Person, by: Actor) -> tuple[Person, Departure, Arrival]:
    here = {"organization": member.organization}
    told = {**here, "recorded_at": by.at, "recorded_by": 0}
    letter = {
        **told, "happened_in": member.organization, "way": "official", "standing": "probationary",
        "name": "x", "number": "x", "sent_on": by.today, "papers": "x", "reach": "other_province",
        "words": "x",
    }  # fmt: skip
    departure = Departure.objects.create(**letter, person=member, to_name="x")
    arrival = Arrival.objects.create(**letter, from_name="x", joined_on=by.today)
    held = {**told, "person": member, "valid_from": by.today, "document": "x"}
    Duty.objects.create(**held, body="front", task="x")
    Position.objects.create(**held, growth="held", title="x", place="x")
    Note.objects.create(**told, person=member, on=by.today, words="x")
    Leaving.objects.create(
        **told, person=member, kind="left", how="own_request", standing="full", on=by.today,
        happened_in=member.organization, document="x", words="x",
    )  # fmt: skip
    return member, departure, arrival


def _add_marked(rows: Any, words: dict[str, str]) -> None:
    """Rows that are only ever added get their words in another row like them."""
    row = rows.order_by("pk").last()
    if isinstance(row, BookComparison):
        row.ref = "".join(reversed(row.ref))
    if isinstance(row, Closing):
        row.ref, row.corrects_id = "".join(reversed(row.ref)), row.pk
    elif hasattr(row, "ref"):
        row.ref = new_ref()
    row.pk = None
    for name, word in words.items():
        setattr(row, name, word)
    row.save(force_insert=True)


def _grade(
    place: Organization, member: Person, user: User, by: Actor
) -> tuple[CriteriaTable, GradingRound, Sheet, MemberSheet]:
    here, told = {"organization": place}, {"recorded_at": by.at, "recorded_by": user}
    graded = {"starts_on": date(2024, 1, 1), "ends_on": date(2025, 1, 1)}
    table, of_members = (
        CriteriaTable.objects.create(
            **here, whom=whom, title="x", document="x", decided_on=graded["starts_on"]
        )
        for whom in ("organizations", "members")
    )
    first, second = (
        Criterion.objects.create(table=each, position=1, code="1", name="x", max_points=50)
        for each in (table, of_members)
    )
    held = GradingRound.objects.create(
        **here, **graded, period="year", graded_on=date(2024, 12, 20), table=table,
        member_table=of_members, document="x", opened_at=by.at, opened_by=user,
    )  # fmt: skip
    sheet = Sheet.objects.create(**here, round=held, state="decided", grade="good")
    of_member = MemberSheet.objects.create(
        **here, round=held, person=member, joined_on=date(2015, 2, 20), state="decided",
        grade="good",
    )  # fmt: skip
    Mark.objects.create(**here, sheet=sheet, criterion=first, whose="own", points=1)
    MemberMark.objects.create(**here, sheet=of_member, criterion=second, whose="own", points=1)
    Evidence.objects.create(
        **here, sheet=sheet, criterion=first, document="x", added_at=by.at, added_by=user
    )
    decided = {"kind": "decided", "on": by.today, "grade": "good", "document": "x"}
    SheetAct.objects.create(**here, **told, **decided, sheet=sheet, words="x")
    MemberAct.objects.create(**here, **told, **decided, sheet=of_member)
    appealed = {"appealed_on": by.today, "document": "x", "due_on": by.today}
    SheetAppeal.objects.create(**here, **told, **appealed, sheet=sheet, words="x")
    MemberAppeal.objects.create(**here, **told, **appealed, sheet=of_member)
    return table, held, sheet, of_member


def _call_a_meeting(
    place: Organization, person: Person, user: User, by: Actor
) -> tuple[Meeting, Pack]:
    here = {"organization": place}
    called = Meeting.objects.create(
        **here, met_on=by.today, voters=9, called_at=by.at, called_by=user
    )
    Matter.objects.create(
        **here, meeting=called, person=person, kind="cell_resolution", position=1
    )
    pack = Pack.objects.create(
        **here, meeting=called, status="cancelled", started_at=by.at, ended_at=by.at, started_by=0
    )
    return called, pack


def _mark(world: World, held: Holdings, place: Organization) -> None:
    """Write the words of a place into every free text of its rows."""
    with unscoped("the words of a test country"):
        for model in scoped_models():
            rows = model.unscoped.filter(organization=place)  # type: ignore[attr-defined]
            assert rows.exists(), f"{model.__name__}: fill it in tests/world.py"
            word = world.word(place, model.view_action, model.__name__)
            words = {name: word[:length] for name, length in free_texts(model)}
            if model in ONLY_ADDED:
                _add_marked(rows, words)
            else:
                rows.update(**words)
            if model is Person:
                rows.update(folded=fold(word), spelled=fold(word), sort_key=fold(word))
            if model is CaseEvent:
                _mark_events(rows, word)
    word = world.word(place, "organizations.view", "office holder")
    User.objects.filter(pk=held.user.pk).update(full_name=word)
    word = world.word(place, *HELD_BY_ACCOUNT)
    RoleAssignment.objects.filter(pk=held.assignment.pk).update(document=word)
    secret = world.word(place, "people.open", "vault")
    vault.write(held.person, {"ethnicity": secret}, by=cast.system(), why="test")
    content = world.word(place, "people.open", "paper").encode()
    name = f"{held.case.pk:064x}"
    shelf.put(name, vault.seal_paper(held.person, content, name=name))


def _mark_events(rows: Any, word: str) -> None:
    for row in rows:
        row.fields |= {name: word for name in FREE_IN_EVENTS if name in row.fields}
        row.save(update_fields=["fields"])


def scoped_models() -> list[type[Scoped]]:
    return [model for model in apps.get_models() if issubclass(model, Scoped)]


def free_texts(model: type[Model]) -> Iterator[tuple[str, int | None]]:
    """Name and length of the columns into which somebody types."""
    for column in model._meta.concrete_fields:
        typed = isinstance(column, CharField | TextField) and not column.choices
        if typed and column.name not in TECHNICAL:
            yield column.name, column.max_length


def people_of(world: World) -> dict[str, User]:
    """One account for every role, seated at the commune or at a cell of it, and odd ones out."""
    commune, cell = world.places["krong-klang"], world.places["khe-xong"]
    today = timezone.localdate()
    at_a_cell = {Role.CELL_SECRETARY, Role.REFERRER}
    found = {
        str(role): staff.employ(role, cell if role in at_a_cell else commune) for role in Role
    }
    found["clerk of a district"] = staff.employ(Role.CLERK, world.places["dakrong"])
    found["secretary of what ended"] = staff.employ(
        Role.SECRETARY, world.places["khom-cu"], on=SETTLED_ON
    )
    found["nobody"] = staff.employ(Role.CLERK, commune)
    before = today - timedelta(days=30)
    found["nobody"].assignments.update(valid_from=before, valid_to=today)
    found["delegate"] = staff.employ(Role.REFERRER, cell)  # still lent after a midnight of asking
    found["delegate"].assignments.update(
        role=Role.CLERK, valid_to=today + timedelta(days=3), instead_of=found["clerk"]
    )
    return found
