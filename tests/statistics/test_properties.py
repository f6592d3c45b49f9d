"""Whatever happened to people, the tables agree with each other, in either tree."""

from datetime import date, timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nguon.membership import operations, transfers
from nguon.membership.models import Arrival
from nguon.membership.rules import Refused
from nguon.organizations import operations as organizations
from nguon.people.models import Membership
from nguon.planning.attainment import AS_IS, AS_WAS
from nguon.statistics import queries
from nguon.statistics.periods import named
from tests import cast
from tests.planning.published import Newcomer, admit_all
from tests.statistics.conftest import broken

BEGINS = date(2023, 1, 1)
DAYS = st.integers(0, 880).map(lambda days: BEGINS + timedelta(days=days))
CELLS = ("khe-xong", "khom-ban-mau", "thon-mau")
NEWCOMERS = st.lists(
    st.tuples(st.sampled_from(CELLS), DAYS, st.booleans(), st.booleans(), st.booleans()),
    min_size=1, max_size=4,
)  # fmt: skip
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["move", "out", "leave", "put elsewhere", "merge"]),
        st.integers(0, 3), st.sampled_from(CELLS), st.integers(0, 60),
    ),
    max_size=4,
)  # fmt: skip
CODES = ("1-BTCTW", "2-BTCTW", "3-BTCTW", "5-BTCTW")
PERIODS = st.sampled_from(["2023", "2024", "2024-H1", "2025"])


def happens(what, number, cell, days, places):
    """One act on one of the members, on a day after all admissions; a refused one is none."""
    on = cast.TODAY - timedelta(days=60 - days)
    by = cast.system()
    here = Membership.objects.visible_to(by).order_by("pk").select_related("person__organization")
    person = here[number % here.count()].person
    if what == "move":
        _move(person, places[cell], on, by)
    elif what == "out":
        outside = transfers.Outside("Nơi bịa", "other_province")
        letter = transfers.send(person, outside, paper=_paper(on), by=by)
        transfers.confirm_outside(letter, on=on, by=by)
    elif what == "leave":
        operations.leave(person, how="own_request", on=on, document="1", by=by)
    elif what == "put elsewhere":
        organizations.move(places[cell], parent=places["mo-o"], on=on, document="9", by=by)
    else:
        organizations.merge(
            [places["khe-xong"]], into=places["thon-mau"], on=on, document="9", by=by
        )


def _paper(on):
    return transfers.Paper("1-GT", on, "Lý lịch")


def _move(person, cell, on, by):
    letter = transfers.send(person, cell, paper=_paper(on), by=by)
    arrival = Arrival.objects.visible_to(by).get(departure=letter)
    transfers.accept(arrival, cell=cell, on=on, by=by)


def try_each(acts, places):
    for act in acts:
        try:
            with transaction.atomic():
                happens(*act, places)
        except (Refused, ValueError, LookupError):
            continue


@settings(
    max_examples=6, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    newcomers=NEWCOMERS, acts=ACTS, period=PERIODS, tree=st.sampled_from([AS_WAS, AS_IS]),
    place=st.sampled_from(["quang-tri", "krong-klang", "mo-o", "khom-ban-mau"]),
)  # fmt: skip
def test_identities_hold_over_any_history(places, newcomers, acts, period, tree, place):
    with transaction.atomic():
        admit_all(
            [
                Newcomer(places[cell], on, woman=woman, young=young, union=union)
                for cell, on, woman, young, union in newcomers
            ],
            by=cast.system(),
        )
        try_each(acts, places)

        tables = queries.tables_of(
            places[place], named(period), by=cast.system(), tree=tree, codes=CODES
        )
        faults = broken(tables)
        transaction.set_rollback(True)

    assert faults == []
    judged = [check for check in queries.checks_of(tables) if check.holds]
    assert len(judged) > 20
