"""Documents spoilt in several places at once: each ends in an assessment or in its reasons.

``make torture`` runs many more of them, from another seed (``NGUON_MORE``, ``NGUON_SEED``).
"""

import io
import json
import os
import random

import pytest

from nguon.cli.evaluate import judge_batch
from nguon.rulebook import EVENT_TYPES, PERSON, PLACE
from tests.rulebook.building import act, case, way

MORE, SEED = int(os.environ.get("NGUON_MORE", "1")), int(os.environ.get("NGUON_SEED", "20260726"))
CHILDREN = ["2010-02-02", "2012-04-04", "2017-06-01"]
WHOLE = [
    case(way("card_issued"), children_born=CHILDREN, standing=["village_elder"]),
    case(way("opinions", years=7), route={"grassroots_committee": False}, married=True),
    case(
        [
            act("left_party", "2012-01-10", how="population_policy"),
            act("conviction", "2011-12-01", gravity="less_serious"),
            act("conviction_cleared", "2013-05-05"),
            *way("admission_ceremony"),
            act("removal_resolution", "2020-01-10", full_members=9, yes=7),
            act("removal_committee_resolution", "2020-01-20", members=15, yes=10),
            act("removal_decision", "2020-02-03", members=11, yes=6),
        ]
    ),
    case(
        [
            *way("committee_resolution", years=6),
            act("file_received", "2025-06-02"),
            act("moved", "2025-06-20", after="cell_resolution"),
            act("followup_started", "2025-06-23"),
            act("exception_consent", "2025-07-01", kind="elder", body="deciding_standing_board"),
        ],
        route={"section_committee": True},
    ),
    case([], **{f.name: None for f in PERSON[1:]}, place={f.name: None for f in PLACE}),
]
DAYS = ["2011-10-31", "2016-07-25", "2019-02-29", "2020-02-29", "2025-07-01", "2026-07-26"]
ODD = [None, True, 0, 1, -1, 2.5, 10**25, "", "x", "VN", "2019-02-30", "9999-12-31", "0001-01-01"]
WORDS = sorted(
    {w for fields in (*EVENT_TYPES.values(), PERSON) for f in fields for w in f.choices}
    | EVENT_TYPES.keys()
)


def places(value, way=()):
    """Every place in a document, as the keys that lead to it."""
    held = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in held:
        yield (*way, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*way, key))


def spoil(chance, document):
    """Change, drop, double or exchange something somewhere."""
    way = chance.choice(list(places(document)))
    holder = document
    for key in way[:-1]:
        holder = holder[key]
    last, what = way[-1], chance.randrange(6)
    if what == 0:
        del holder[last]
    elif what == 1 and isinstance(holder, list):
        holder.insert(0, holder[last])
    elif what == 2 and isinstance(holder, dict):
        holder[chance.choice(["on", "yes", "kind", "x"])] = chance.choice(ODD)
    elif what == 3:
        holder[last] = chance.choice(WORDS)
    elif what == 4:
        holder[last] = chance.choice(DAYS)
    else:
        holder[last] = chance.choice([*ODD, [], {}, [[]], {"a": 1}])


def line(chance):
    document = json.loads(json.dumps(chance.choice(WHOLE)))
    for _ in range(chance.randint(0, 4)):
        spoil(chance, document)
    return json.dumps({"facts": document, "as_of": chance.choice(DAYS)}).encode()


@pytest.mark.parametrize("part", range(MORE))
def test_documents_spoilt_in_several_places_end_in_an_assessment_or_in_reasons(part, capfd):
    chance, out = random.Random(SEED + part), io.BytesIO()
    lines = [line(chance) for _ in range(3_000)]
    assert judge_batch(lines, out) == 2
    told = capfd.readouterr().err.splitlines()
    refused = {one.split(":")[0] for one in told}
    assert all(": thấy " in one for one in told), [one for one in told if ": thấy " not in one][:3]
    came = [json.loads(one) for one in out.getvalue().splitlines()]
    assert len(came) + len(refused) == len(lines)
    assert len(came) > 200
    for one in came:
        blocked = any(finding["severity"] == "block" for finding in one["findings"])
        assert one["may_proceed"] is not blocked
