"""Both sides of a letter at the same moment: one act counts, the other is told of it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from nguon.membership import rules, transfers
from nguon.people import operations as people
from tests import cast
from tests.development import story
from tests.membership.conftest import again, arrived, keepers, paper, sent

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*doings):
    """Do all of it at the same moment, each over a connection of its own; what came of each."""
    ready = Barrier(len(doings))

    def work(doing):
        try:
            ready.wait()
            return doing()
        except rules.Refused as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(work, doings))


@pytest.fixture
def letter(khe_xong, thon_mau, system):
    person = story.a_person(khe_xong, by=system, name="Hồ Văn Viên")
    people.begin_membership(person, joined_on=cast.TODAY, by=system)
    return sent(person, thon_mau, by=system, paper=paper(on=cast.TODAY))


def test_of_calling_off_and_accepting_one_happens(letter, thon_mau, clerk, there, system):
    arrival = arrived(letter, system)

    came = at_once(
        lambda: transfers.call_off(letter, reason="Không đi nữa", by=clerk),
        lambda: transfers.accept(arrival, cell=thon_mau, on=cast.TODAY, by=there),
        lambda: transfers.return_letter(arrival, reason="Thiếu giấy", by=there),
    )

    assert came.count(rules.Settled) == 2
    row = again(letter, system)
    where = "thon-mau" if row.accepted_on else "khe-xong"
    assert keepers(row.person_id, system) == {where}
    assert again(arrival, system).settled_on == row.settled_on


def test_a_person_is_sent_once(letter, khom_ban_mau, clerk, system):
    transfers.call_off(letter, reason="Đổi nơi đến", by=clerk)
    numbers = [paper(f"{number}-GT", cast.TODAY) for number in range(3)]

    came = at_once(
        *[
            lambda each=each: sent(letter.person, khom_ban_mau, by=clerk, paper=each)
            for each in numbers
        ]
    )

    assert came.count(rules.UnderWay) == 2
