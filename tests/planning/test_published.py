"""Figures that newspapers printed come out of histories entered through the ordinary ways."""

from datetime import date, timedelta
from decimal import Decimal

from nguon.organizations import operations as organizations
from nguon.planning import operations, periods, queries
from nguon.planning.attainment import AS_IS
from nguon.planning.reading import Period, read_place
from tests.planning.published import Newcomer, admit_all, commune, district, spread

PAPER = {"document": "NQ Đại hội (mẫu)"}
QUARTER = Period.named("2024-q1")


def ask(place, first, last, lower, upper, *, by):
    operations.plan_term(
        place,
        slug=f"{first.year}-{last.year}",
        starts_on=first,
        ends_on=last,
        yearly_lower=lower,
        yearly_upper=upper,
        decided_on=first - timedelta(days=12),
        **PAPER,
        by=by,
    )


def days(first, number, *, apart=17):
    return [first + timedelta(days=apart * turn) for turn in range(number)]


def test_krong_klang_36_of_50_and_a_minority_of_22_per_cent_among_more_than_42(
    krong_klang, khe_xong, khom_ban_mau, system
):
    """Founding article, 7 May 2020: 36, 72 %, 10–12 a year, 8 of minorities, > 42 %, 279, 0."""
    ask(krong_klang, date(2015, 6, 1), date(2020, 6, 1), 10, 12, by=system)
    days_of_36 = days(date(2015, 6, 5), 36, apart=48)
    admit_all(spread([khom_ban_mau], days_of_36[:28]), by=system)
    admit_all(spread([khom_ban_mau], days_of_36[28:], minority=True), by=system)
    organizations.record_profile(khe_xong, 2020, households=279, by=system)
    share = {"minority_percent": Decimal(42), "minority_qualifier": "more_than"}
    organizations.record_profile(krong_klang, 2020, **share, by=system)
    operations.recount_stale(by=system)

    found = queries.attainment_of(krong_klang, "2015-2020", by=system)

    assert (found.admitted, found.target.lower, found.target.upper) == (36, 50, 60)
    assert (found.attainment_percent, found.percent_of_upper) == (Decimal("72.0"), Decimal("60.0"))
    minority = found.beside.comparisons[-1]
    assert (minority.admitted.part, minority.admitted.whole) == (8, 36)
    assert minority.admitted.percent == Decimal("22.2")
    assert (minority.population.qualifier, minority.population.percent) == ("more_than", 42)
    (without,) = found.zero_admission_cells
    assert (without.place.slug, without.households, without.admitted) == ("khe-xong", 279, 0)


def test_hai_hung_34_of_50(quang_tri, system):
    """Commune congress 2025: 34 admitted in 2020-2025, 68 % of the resolution."""
    hai_lang = district("hai-lang", "Huyện uỷ Hải Lăng", parent=quang_tri, by=system)
    hai_hung, cells = commune(
        "hai-hung", "Đảng uỷ xã Hải Hưng", parent=hai_lang, cells=13, by=system
    )
    ask(hai_hung, date(2020, 6, 1), date(2025, 6, 1), 10, 12, by=system)
    admit_all(spread(cells, days(date(2020, 7, 1), 34, apart=50)), by=system)

    found = queries.attainment_of(hai_hung, "2020-2025", by=system)

    assert (found.admitted, found.target.lower) == (34, 50)
    assert found.attainment_percent == Decimal("68.0")


def test_dakrong_commune_has_115_of_its_three_predecessors_as_it_is_and_each_its_own(
    dakrong, quang_tri, system
):
    """Congress of August 2025: Tà Long, Ba Nang and Đakrông together admitted 115."""
    term = (date(2020, 6, 1), date(2025, 6, 1))
    parts = {"ta-long": (41, 8), "ba-nang": (35, 7), "dakrong-cu": (39, 7)}
    places = {}
    for slug, (number, lower) in parts.items():
        places[slug], cells = commune(
            slug, f"Đảng uỷ xã {slug}", parent=dakrong, cells=2, by=system
        )
        ask(places[slug], *term, lower, lower + 1, by=system)
        admit_all(spread(cells, days(date(2020, 6, 10), number, apart=15)), by=system)
    act = {"on": date(2025, 6, 1), "document": "NQ 1680 (mẫu)", "by": system}
    body = {"tier": "commune", "party_rank": "grassroots_party_body", "parent": quang_tri}
    new = organizations.establish("xa-dakrong", name="Đảng uỷ xã Đakrông", **body, **act)
    organizations.merge(list(places.values()), into=new, **act)

    together = queries.attainment_of(new, "2020-2025", by=system, tree=AS_IS)

    assert (together.admitted, together.target.lower) == (115, 110)
    assert {plan.whose.slug for plan in together.plans} == set(parts)
    for slug, (number, lower) in parts.items():
        own = queries.attainment_of(places[slug], "2020-2025", by=system)
        assert (own.admitted, own.target.lower) == (number, lower * 5)
        assert [place.slug for place in own.now_in] == ["xa-dakrong"]


# District committees that were printed by name; the other 81 were admitted elsewhere.
PRINTED = {
    "khoi-co-quan": ("Đảng uỷ Khối cơ quan và doanh nghiệp", 58),
    "trieu-phong": ("Huyện uỷ Triệu Phong", 46),
    "dong-ha": ("Thành uỷ Đông Hà", 42),
    "cam-lo": ("Huyện uỷ Cam Lộ", 41),
    "vinh-linh": ("Huyện uỷ Vĩnh Linh", 33),
    "huong-hoa": ("Huyện uỷ Hướng Hoá", 32),
}
ADMITTED, WOMEN, UNION, YOUNG, MINORITY, MORE = 333, 122, 262, 213, 30, 137


def test_quang_tri_in_the_first_quarter_of_2024(quang_tri, mo_o, thon_mau, system):
    """333 admitted, 137 more than a year before: 122 women, 262 union members, 213 aged 18–30."""
    cells = [thon_mau] * (ADMITTED - sum(number for _, number in PRINTED.values()))
    for slug, (name, number) in PRINTED.items():
        above = district(slug, name, parent=quang_tri, by=system)
        _, (cell,) = commune(f"xa-{slug}", f"Xã ở {name}", parent=above, cells=1, by=system)
        cells += [cell] * number
    begins = date(2024, 1, 1)
    admit_all(
        [
            Newcomer(
                cell,
                begins + timedelta(days=n % 91),
                woman=n < WOMEN,
                union=n < UNION,
                young=n >= ADMITTED - YOUNG,
                minority=n < MINORITY,
            )
            for n, cell in enumerate(cells)
        ],
        by=system,
    )
    a_year_before = [date(2023, 1, 1) + timedelta(days=n % 90) for n in range(ADMITTED - MORE)]
    admit_all(spread([thon_mau], a_year_before), by=system)
    admit_all(spread([thon_mau], [date(2023, 12, 31), date(2024, 4, 1)]), by=system)

    found = periods.result_of(read_place(quang_tri, QUARTER, by=system), QUARTER)

    told = found.breakdown
    assert (found.admitted, found.increase) == (ADMITTED, MORE)
    assert (told.sex["female"], told.youth_union["member"]) == (WOMEN, UNION)
    assert told.age_band["18-30"] == YOUNG
    youth = found.beside.comparisons[1]
    assert (youth.code, youth.admitted.percent) == ("youth", Decimal("64.0"))
    by_place = {each.place.slug: each.admitted for each in found.below}
    assert by_place == {slug: number for slug, (_, number) in PRINTED.items()} | {"dakrong": 81}
    assert found.beside.by_month[3:] == (0,) * 9
