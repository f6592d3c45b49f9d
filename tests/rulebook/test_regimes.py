"""Which regulation and which guidance govern a day: the day before and the day of each change."""

from datetime import date

import pytest

from nguon.rulebook import NoRuleInForce, load
from tests.rulebook.building import case, judged

REGIMES = [
    ("2011-11-01", "R0", "45-QĐ/TW 2011-11-01", "01-HD/TW 2012-01-05"),
    ("2016-07-24", "R0", "45-QĐ/TW 2011-11-01", "01-HD/TW 2012-01-05"),
    ("2016-07-25", "R1", "29-QĐ/TW 2016-07-25", "01-HD/TW 2012-01-05"),
    ("2016-09-19", "R1", "29-QĐ/TW 2016-07-25", "01-HD/TW 2012-01-05"),
    ("2016-09-20", "R1", "29-QĐ/TW 2016-07-25", "01-HD/TW 2016-09-20"),
    ("2021-07-29", "R1", "29-QĐ/TW 2016-07-25", "01-HD/TW 2016-09-20"),
    ("2021-07-30", "R2", "24-QĐ/TW 2021-07-30", "01-HD/TW 2016-09-20"),
    ("2021-09-27", "R2", "24-QĐ/TW 2021-07-30", "01-HD/TW 2016-09-20"),
    ("2021-09-28", "R2", "24-QĐ/TW 2021-07-30", "01-HD/TW 2021-09-28"),
    ("2025-01-19", "R2", "24-QĐ/TW 2021-07-30", "01-HD/TW 2021-09-28"),
    ("2025-01-20", "R2b", "232-QĐ/TW 2025-01-20", "01-HD/TW 2021-09-28"),
    ("2025-06-30", "R2b", "232-QĐ/TW 2025-01-20", "01-HD/TW 2021-09-28"),
    ("2025-07-01", "R3", "294-QĐ/TW 2025-05-26", "06-HD/TW 2025-06-09"),
    ("2026-04-07", "R3", "294-QĐ/TW 2025-05-26", "06-HD/TW 2025-06-09"),
    ("2026-04-08", "R4", "20-QĐ/TW 2026-04-08", "06-HD/TW 2025-06-09"),
    ("2026-05-18", "R4", "20-QĐ/TW 2026-04-08", "06-HD/TW 2025-06-09"),
    ("2026-05-19", "R4", "20-QĐ/TW 2026-04-08", "01-HD/TW 2026-05-19"),
    ("2026-07-25", "R4", "20-QĐ/TW 2026-04-08", "01-HD/TW 2026-05-19"),
    ("2026-07-26", "R5", "208-QĐ/TW 2026-07-26", "01-HD/TW 2026-05-19"),
]


@pytest.mark.parametrize(("on", "code", "regulation", "guidance"), REGIMES)
def test_a_day_falls_under_its_regulation_and_the_guidance_applied_then(
    on, code, regulation, guidance
):
    regime = load().regime_on(date.fromisoformat(on))
    assert (regime.code, regime.regulation, regime.guidance) == (code, regulation, guidance)
    assert judged(case(), on)["regime"] == code


def test_before_the_first_regulation_there_is_none():
    with pytest.raises(NoRuleInForce):
        load().regime_on(date(2011, 10, 31))
