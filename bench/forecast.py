"""N5: does the range of a forecast hold as often as it says? Back-tested on generated histories.

Areas of ten cells are told year by year with a pace and a share of drop-outs of their own. On
a day of each history the forecast sees what had happened by then; what happened afterwards says
whether the range held. Prints one JSON object: the share that held, among all and among the
forecasts that expected ten admissions or more. The other side is what an office does by hand,
last year's admissions carried forward, with the range that a Poisson count would have.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from nguon.planning.forecast import LEVEL, PHASES, Area, Forecast, Life, interval

BEGAN, ENDED = date(2012, 1, 1), date(2026, 1, 1)
CELLS, AREAS = 10, 10
PAUSES = (30, 80, 100, 60, 40, 15)  # mean days of a third of each phase
HORIZONS = (60, 180, 365, 900)
MANY = 10
WANTED, NOT_MORE = LEVEL, 0.9


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.forecast", description=__doc__)
    parser.add_argument("--histories", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    tried = [one for n in range(options.histories) for one in backtest(options.seed * 10_000 + n)]
    print(json.dumps({**summed_up(tried), "seed": options.seed}, indent=2))
    return 0


def summed_up(tried: list[tuple[float, bool, bool]]) -> dict[str, Any]:
    many = [one for one in tried if one[0] >= MANY]
    held, held_of_many = _share(tried, 1), _share(many, 1)
    return {
        "bench": "forecast",
        "id": "N5",
        "forecasts": len(tried),
        "held": held,
        "expecting_ten_or_more": len(many),
        "held_of_these": held_of_many,
        "by_hand_held": _share(tried, 2),
        "by_hand_held_of_these": _share(many, 2),
        "target": {"held_at_least": WANTED, "held_of_these_at_most": NOT_MORE},
        "ok": held >= WANTED and WANTED <= held_of_many <= NOT_MORE,
    }


def backtest(seed: int) -> Iterator[tuple[float, bool, bool]]:
    """Of ten areas that lie together: what was expected, whether it held, and held by hand."""
    chance = Random(seed)
    areas = [list(tell(chance)) for _ in range(AREAS)]
    around = Area([life for lives in areas for life in lives], AREAS * CELLS)
    as_of = date(2021, 1, 1) + timedelta(days=chance.randint(0, 900))
    for lives in areas:
        days = chance.choice(HORIZONS)
        outlook = Forecast(Area(lives, CELLS), around, as_of=as_of).until(
            as_of + timedelta(days=days)
        )
        came = _admitted(lives, as_of, outlook.until)
        usual = _admitted(lives, as_of - timedelta(days=365), as_of) * days / 365
        low, high = interval(usual, usual)
        yield outlook.expected, outlook.low <= came <= outlook.high, low <= came <= high


def tell(chance: Random) -> Iterator[Life]:
    """The cases of one area, from the first to the last day."""
    pace = CELLS * chance.uniform(0.3, 2.0) / 365
    lasting = chance.uniform(0.4, 0.85)
    day = 0.0
    while (day := day + chance.expovariate(pace)) < (ENDED - BEGAN).days:
        yield _live(BEGAN + timedelta(days=int(day)), lasting, chance)


def _live(day: date, lasting: float, chance: Random) -> Life:
    reached = {}
    for phase, pause in zip(PHASES, PAUSES, strict=True):
        reached[phase] = day
        if chance.random() > lasting ** (1 / len(PHASES)):
            return Life(reached, ended_on=day + timedelta(days=chance.randint(20, 400)))
        day += timedelta(days=int(chance.gammavariate(3, pause)))
    return Life(reached, admitted_on=day)


def _admitted(lives: Sequence[Life], after: date, until: date) -> int:
    return sum(1 for life in lives if life.admitted_on and after < life.admitted_on <= until)


def _share(tried: Sequence[tuple[float, bool, bool]], column: int) -> float:
    return round(sum(one[column] for one in tried) / max(len(tried), 1), 3)


if __name__ == "__main__":
    raise SystemExit(main())
