"""A task acts for whoever asked for it, with no more than that person holds by now."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from nguon.accounts import operations as accounts
from nguon.accounts.actors import actor, originator, require_still
from nguon.accounts.models import Role, User
from nguon.core.actor import Actor, NotAllowed
from nguon.organizations.models import Organization
from nguon.people.models import Person
from nguon.reports import runs
from nguon.reports.models import ImportRun, RunStatus
from tests import cast, staff
from tests.reports.books import person as line
from tests.reports.books import roster

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def clerk(krong_klang: Organization) -> User:
    return staff.employ(Role.CLERK, krong_klang, on=cast.TODAY)


def on(user: User, day: date = cast.TODAY) -> Actor:
    return actor(user, today=day, at=cast.instant(day))


def asked(user: User, day: date = cast.TODAY) -> Actor | None:
    return originator(user.pk, today=day, at=cast.instant(day))


def end(user: User, day: date) -> None:
    accounts.revoke_role(user.assignments.get(), on=day, by=cast.system(day))


def test_it_acts_with_what_was_asked_for_and_still_holds(clerk: User) -> None:
    assert asked(clerk).grants == on(clerk).grants
    assert asked(clerk).today == cast.TODAY


def test_a_role_that_ended_after_midnight_counts_no_more_for_what_was_asked_before(
    clerk: User,
) -> None:
    end(clerk, cast.TODAY + timedelta(days=1))

    assert on(clerk).grants != {}
    assert asked(clerk).grants == {}


def test_a_role_that_was_given_meanwhile_does_not_count_either(
    clerk: User, mo_o: Organization
) -> None:
    later = cast.TODAY + timedelta(days=1)
    accounts.assign_role(
        clerk, role=Role.CLERK, organization=mo_o, on=later, document="2", by=cast.system(later)
    )
    assert asked(clerk).grants == on(clerk).grants


def test_nobody_acts_for_an_account_that_is_suspended_or_not_there(clerk: User) -> None:
    accounts.suspend(clerk, by=cast.system())
    assert asked(clerk).grants == {}
    assert originator(10**6, today=cast.TODAY, at=cast.NOW) is None


def test_whoever_loses_the_role_while_the_task_runs_is_stopped(clerk: User) -> None:
    by = asked(clerk)
    require_still(by)
    end(clerk, cast.TODAY)
    with pytest.raises(NotAllowed):
        require_still(by)


def test_an_import_asked_for_before_midnight_writes_nothing_for_whoever_was_demoted(
    clerk: User, krong_klang: Organization
) -> None:
    run = runs.start(roster(line()), organization=krong_klang, name="a", by=on(clerk))
    end(clerk, cast.TODAY + timedelta(days=1))
    runs.work_off.func(run.pk, clerk.pk, cast.TODAY.isoformat(), cast.NOW.isoformat())
    assert ImportRun.objects.visible_to(cast.system()).get(pk=run.pk).status == RunStatus.WAITING


def test_an_import_stops_with_nothing_written_when_the_role_ends_in_the_middle(
    clerk: User, krong_klang: Organization
) -> None:
    by = asked(clerk)
    run = runs.start(roster(line()), organization=krong_klang, name="a", by=by)
    end(clerk, cast.TODAY)
    runs.work(run, by=by)
    assert run.status == RunStatus.FAILED
    assert not Person.objects.visible_to(cast.system()).exists()


def test_the_day_of_the_database_is_that_of_the_office(clerk: User) -> None:
    """Otherwise a task between midnight and seven would go by the day before."""
    today = timezone.localdate()
    assert asked(clerk, today).grants == on(clerk, today).grants
