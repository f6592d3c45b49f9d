"""BI-01, BI-02 in short: every address of the public site, with values that nobody would type."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from nguon.core.http.policy import routes
from tests.portal import fuzzed
from tests.torture import fuzzing

pytestmark = [pytest.mark.django_db, pytest.mark.pure, pytest.mark.timeout(300)]


@pytest.fixture
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_odd_values_break_no_page(quiet: None) -> None:
    who = fuzzed.clients()
    again = contextmanager(fuzzing.taken_back)
    fuzz = fuzzing.Fuzz(who, fuzzed.addresses(who), seed=20260731, clean=again)
    tally = fuzz.run(len(list(routes())))
    assert tally.wrong == {}
    assert len(tally.routes) == len({route.name for route in routes()})
