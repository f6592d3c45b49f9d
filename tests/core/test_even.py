"""What is denied to somebody signed in takes a whole tick, whether it is there or not."""

from time import perf_counter

import pytest
from django.test import Client

TICK = 0.05


def seconds(client: Client, path: str, status: int) -> float:
    began = perf_counter()
    assert client.get(path).status_code == status
    return perf_counter() - began


@pytest.mark.parametrize("path", ["/to-chuc/mo-o/", "/to-chuc/khong-co/", "/khong-co-trang/"])
def test_out_of_sight_and_not_there_are_denied_no_sooner_than_at_a_tick(
    path, browse, krong_klang, settings
):
    clerk = browse("clerk", at=krong_klang)
    settings.TICK = TICK

    assert seconds(clerk, path, 404) >= TICK
