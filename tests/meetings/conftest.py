"""A cell that meets on 6 March 2025: two are ripe, one lacks papers; nine members vote."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from nguon.accounts.models import User
from nguon.core.actor import Actor
from nguon.development.models import Case
from nguon.meetings import operations
from nguon.meetings.models import Meeting
from nguon.meetings.operations import Plan
from nguon.organizations.models import Organization
from tests.development import story

MET_ON = date(2025, 3, 6)
BEFORE = date(2025, 3, 3)
PLAN = Plan(
    met_on=MET_ON,
    voters=9,
    starts_at=time(19, 30),
    venue="Nhà văn hoá khóm",
    chair="Lê Thị Chủ",
    secretary="Hồ Văn Ghi",
    agenda="Xét đề nghị kết nạp\nViệc khác",
)


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.FILES = tmp_path


@pytest.fixture
def secretary(acting: Callable[..., Actor], khe_xong: Organization) -> Actor:
    """The secretary of the cell, three days before the meeting; with an account behind."""
    User(pk=7, username="bi-thu-thu", full_name="Lê Thị Thử").save()
    return acting("cell_secretary", at=khe_xong, today=BEFORE)


@pytest.fixture
def that_evening(secretary: Actor, acting: Callable[..., Actor], khe_xong: Organization) -> Actor:
    """The same on the day of the meeting."""
    return acting("cell_secretary", at=khe_xong, today=MET_ON)


@pytest.fixture
def ripe_case(khe_xong: Organization, secretary: Actor) -> Case:
    """Everything that the cell's resolution needs is there."""
    story.describe(khe_xong)
    told = story.a_case(khe_xong, by=secretary, name="Hồ Thị Bịa")
    story.tell(told, "opinions", by=secretary)
    return told


@pytest.fixture
def second_case(khe_xong: Organization, secretary: Actor, ripe_case: Case) -> Case:
    told = story.a_case(khe_xong, by=secretary, name="Lê Văn Đặt")
    story.tell(told, "opinions", by=secretary)
    return told


@pytest.fixture
def early_case(khe_xong: Organization, secretary: Actor, ripe_case: Case) -> Case:
    """Applied; nobody verified anything yet."""
    told = story.a_case(khe_xong, by=secretary, name="Phan Thị Sớm")
    story.tell(told, "cv", by=secretary)
    return told


@pytest.fixture
def meeting(khe_xong: Organization, secretary: Actor) -> Meeting:
    return operations.call(khe_xong, PLAN, by=secretary)


@pytest.fixture
def called(meeting: Meeting, ripe_case: Case, second_case: Case, secretary: Actor) -> Meeting:
    """The meeting with the two who are ripe on its agenda."""
    refs = [ripe_case.person.ref, second_case.person.ref]
    operations.choose(meeting, refs, by=secretary)
    return meeting
