"""Random trees and lists: places follow the edges whatever is applied or undone, pasts stay."""

from collections import Counter
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from nguon.organizations import operations, placement
from nguon.organizations.models import OPEN_END, Organization, Placement, Version
from nguon.organizations.models import on as valid_on
from nguon.organizations.reform.acts import carry_out
from nguon.organizations.reform.rows import BadList, Row
from nguon.organizations.reform.undo import take_back
from tests.cast import DOCUMENT, system

BORN, REFORM, LATER = date(2015, 1, 1), date(2025, 3, 1), date(2025, 4, 1)
TODAY = date(2025, 5, 1)
TIERS = {"tinh": "province", "xa": "commune", "cb": "cell"}

communes = st.integers(0, 4).map(lambda n: f"xa-{n}")
cells = st.integers(0, 7).map(lambda n: f"cb-{n}")
names = st.integers(0, 2).map(lambda n: f"Xã mới {n}")
row = st.one_of(
    st.tuples(st.just("merge"), st.lists(communes, min_size=1, max_size=3), names | communes),
    st.tuples(st.just("merge"), st.lists(cells, min_size=1, max_size=3), cells),
    st.tuples(st.just("move"), st.lists(cells, min_size=1, max_size=2), communes | names),
    st.tuples(st.just("split"), st.lists(communes, min_size=1, max_size=1), names),
    st.tuples(st.just("rename"), st.lists(cells | communes, min_size=1, max_size=1), names),
    st.tuples(st.just("dissolve"), st.lists(cells, min_size=1, max_size=1), cells),
)


def grow():
    """A province, five communes, eight cells spread over them."""
    by, made = system(TODAY), {}
    for slug, above in [
        ("tinh", None), *((f"xa-{n}", "tinh") for n in range(5)),
        *((f"cb-{n}", f"xa-{n % 5}") for n in range(8)),
    ]:  # fmt: skip
        made[slug] = operations.establish(
            slug, name=slug, tier=TIERS[slug.split("-")[0]], party_rank="superior_committee",
            parent=made.get(above), on=BORN, document=DOCUMENT, by=by,
        )  # fmt: skip
        by = system(TODAY)


def rows_of(drawn):
    for number, (act, who, word) in enumerate(drawn, start=2):
        said = {"parent": word} if act == "move" else {"name": word}
        yield Row("Trang 1", number, act, tuple(who), REFORM, DOCUMENT, **said)
        if act == "split":
            yield Row("Trang 1", number, act, tuple(who), REFORM, DOCUMENT, name=f"{word} B")


def standing(day):
    columns = ("organization__slug", "province", "commune", "cell")
    return sorted(Placement.objects.filter(valid_on(day)).values_list(*columns), key=str)


def everything():
    return [
        list(Version.objects.order_by("pk").values()),
        list(Placement.objects.order_by("organization", "valid_from").values_list()),
    ]


@pytest.mark.django_db
def test_lists_are_whole_or_not_at_all_and_undone_without_a_trace_in_the_past():
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(row, min_size=1, max_size=5))
    def try_one(drawn):
        with transaction.atomic():
            grow()
            before, eve = everything(), standing(BORN)
            try:
                done = carry_out(rows_of(drawn), by=system(TODAY))
            except BadList:
                event("refused")
                assert everything() == before
            else:
                event("carried out")
                stands_whole()
                assert standing(BORN) == eve
                applied = standing(REFORM)
                take_back(done, on=LATER, document=DOCUMENT, reason="x", by=system(TODAY))
                stands_whole()
                assert (standing(BORN), standing(LATER)) == (eve, eve)
                assert standing(REFORM) == applied
            transaction.set_rollback(True)

    try_one()


def stands_whole():
    """Every living organisation has one place, and every place follows from the edges."""
    assert placement.compare() == []
    placed = Counter(
        Placement.objects.filter(valid_to=OPEN_END).values_list("organization", flat=True)
    )
    living = Organization.objects.filter(versions__valid_to=OPEN_END)
    assert placed == Counter(living.values_list("pk", flat=True))
