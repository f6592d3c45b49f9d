"""A malformed document is refused as a whole, with the path of every fault."""

import pytest

from nguon.rulebook import BadDocument, Event, Field, Person, read_facts
from nguon.rulebook.case.reading import wanted
from tests.rulebook.building import CELL, act, case, way


def faults(document):
    with pytest.raises(BadDocument) as refusal:
        read_facts(document)
    return {fault.path: fault for fault in refusal.value.faults}


def event(**fields):
    return case([{"type": "cell_resolution", "on": "2019-05-15", **CELL, **fields}])


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (None, "$"),
        ([], "$"),
        ({}, "schema"),
        ({**case(), "schema": "case-facts/2"}, "schema"),
        ({**case(), "schema": None}, "schema"),
        ({**case(), "id": 7}, "id"),
        ({**case(), "id": "\ud800"}, "id"),
        ({**case(), "case": 1}, "case"),
        ({k: v for k, v in case().items() if k != "person"}, "person"),
        ({**case(), "person": None}, "person"),
        ({**case(), "person": {}}, "person.born"),
        ({**case(), "place": []}, "place"),
        ({**case(), "events": {}}, "events"),
        ({**case(), "events": None}, "events"),
        (case(born="2001-02-29"), "person.born"),
        (case(born="20010228"), "person.born"),
        (case(born=None), "person.born"),
        (case(born=20010228), "person.born"),
        (case(age=40), "person.age"),
        (case(**{"a b": 1}), "person.'a b'"),
        (case(citizenship="vn"), "person.citizenship"),
        (case(citizenship="VNM"), "person.citizenship"),
        (case(gender="x"), "person.gender"),
        (case(schooling=[]), "person.schooling"),
        (case(standing=["king"]), "person.standing[0]"),
        (case(standing=["village_elder", "village_elder"]), "person.standing[1]"),
        (case(standing="village_elder"), "person.standing"),
        (case(healthy=1), "person.healthy"),
        (case(married="true"), "person.married"),
        (case(children_born="2010-01-01"), "person.children_born"),
        (case(children_born=["2010-01-01", "2010-02-30"]), "person.children_born[1]"),
        (case(children_born=["2010-01-01", "1984-03-11"]), "person.children_born[1]"),
        (case(place={"difficult_area": 0}), "place.difficult_area"),
        (case(route={"delegated": None}), "route.delegated"),
        (case([3]), "events[0]"),
        (case([{}]), "events[0].type"),
        (case([act("party", "2019-01-01")]), "events[0].type"),
        (case([{"type": ["cv"], "on": "2019-01-01"}]), "events[0].type"),
        (case([{"type": "cv"}]), "events[0].on"),
        (case([act("cv", "2019-02-29")]), "events[0].on"),
        (case([act("cv", 20190228)]), "events[0].on"),
        (case([act("cv", "1984-03-11")]), "events[0].on"),
        (case([act("cv", "2019-01-01", yes=1)]), "events[0].yes"),
        (case([act("cv", "2019-01-01", note=None)]), "events[0].note"),
        (case([act("verification", "2019-01-01")]), "events[0].subject"),
        (case([act("introduction", "2019-01-01", by="member")]), "events[0].full_member"),
        (case([act("introduction", "2019-01-01", by="member")]), "events[0].months_together"),
        (event(yes=-1), "events[0].yes"),
        (event(yes="9"), "events[0].yes"),
        (event(yes=9.0), "events[0].yes"),
        (event(yes=True), "events[0].yes"),
        (event(yes=2**60), "events[0].yes"),
        (event(full_members=9, yes=10), "events[0].yes"),
        (event(full_members=9, yes=9, exempt_absent=1), "events[0].yes"),
        (event(full_members=9, yes=6, no=4), "events[0].no"),
        (event(full_members=2, yes=0, suspended=3), "events[0].full_members"),
        (case([act("committee_resolution", "2019-01-01", members=9, yes=10)]), "events[0].yes"),
        (
            case([*way("cv"), act("recognition_resolution", "2020-01-01", **CELL, ballot=4)]),
            "events[5].ballot",
        ),
        (
            case([act("recognition_resolution", "2020-01-01", **CELL, ballot=0)]),
            "events[0].ballot",
        ),
    ],
)
def test_a_malformed_document_is_refused_with_the_path_of_the_fault(document, path):
    assert path in faults(document)


def test_every_fault_is_told_at_once():
    document = case([act("cv", "x"), act("party", "2019-01-01")], born="x", healthy=3)
    assert set(faults(document)) == {
        "person.born",
        "person.healthy",
        "events[0].on",
        "events[1].type",
    }


def test_a_sum_of_votes_names_both_fields():
    fault = faults(event(full_members=9, yes=6, no=4))["events[0].no"]
    assert "events[0].yes" in fault.expected.vi
    assert "events[0].yes" in fault.expected.en


def test_the_last_vote_that_fits_is_accepted():
    read_facts(event(full_members=9, yes=6, no=3))
    read_facts(event(full_members=9, yes=6, no=2, exempt_absent=1))


def test_absent_and_null_are_not_the_same():
    absent, null = (
        read_facts(case()),
        read_facts(case(healthy=None, standing=None, children_born=None)),
    )
    assert (absent.person.healthy, absent.person.standing, absent.person.children_born) == (
        True,
        (),
        (),
    )
    assert (null.person.healthy, null.person.standing, null.person.children_born) == (
        None,
        None,
        None,
    )
    assert absent.place.cell_present is True
    assert absent.route.grassroots_committee is True
    assert read_facts(case(standing=[])).person.standing == ()


def test_fields_of_an_act_that_are_absent_have_their_defaults():
    facts = read_facts(case([act("introduction", "2019-01-01", by="youth_union")]))
    assert facts.events[0]["basis"] == "work"
    assert facts.events[0]["introducer"] == ""
    assert facts.events[0] == Event("introduction", facts.events[0].on, {"by": "youth_union"})
    assert Event("cv", facts.events[0].on)["note"] == ""


def test_an_act_more_leaves_the_facts_as_they_were():
    facts = read_facts(case())
    more = facts.with_event(Event("cv", facts.person.born))
    assert (len(facts.events), len(more.events)) == (0, 1)
    assert Person(facts.person.born).schooling == "none"


def test_the_refusal_reads_as_one_line_a_fault():
    with pytest.raises(BadDocument, match=r"person\.born: a real date"):
        read_facts(case(born="x"))


@pytest.mark.parametrize(
    "kind", ["text", "country", "flag", "date", "count", "choice", "choices", "dates"]
)
def test_what_a_field_may_hold_is_said_in_both_languages(kind):
    known, unknown = wanted(Field("x", kind)), wanted(Field("x", kind, nullable=True))
    assert known.vi != known.en
    assert "null" in unknown.vi
    assert "null" in unknown.en


def test_an_act_shows_what_was_given_and_equals_one_that_spells_the_defaults_out():
    facts = read_facts(case([act("introduction", "2019-01-01", by="youth_union")]))
    (one,) = facts.events
    assert one.fields == {"by": "youth_union"}
    assert one == Event("introduction", one.on, {"by": "youth_union", "basis": "work"})
    assert one != Event("introduction", one.on, {"by": "trade_union"})
    assert one != "introduction"
    assert repr(one) == "Event('introduction', 2019-01-01, {'by': 'youth_union'})"


@pytest.mark.parametrize(
    ("standing", "path"),
    [
        (["village_elder", "king"], "person.standing[1]"),
        (["village_elder", "village_elder"], "person.standing[1]"),
        ([None], "person.standing[0]"),
        ("village_elder", "person.standing"),
    ],
)
def test_a_fault_in_a_list_is_told_at_its_place(standing, path):
    with pytest.raises(BadDocument) as refusal:
        read_facts(case([], standing=standing))
    assert [fault.path for fault in refusal.value.faults] == [path]


def test_more_members_left_out_than_there_are_names_the_number_written_down():
    vote = {"full_members": 2, "exempt_absent": 3, "yes": 0}
    with pytest.raises(BadDocument) as refusal:
        read_facts(case([act("cell_resolution", "2019-05-15", **vote)]))
    (fault,) = refusal.value.faults
    assert (fault.path, fault.value) == ("events[0].full_members", 2)
