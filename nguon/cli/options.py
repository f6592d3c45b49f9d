"""Kinds of arguments that several commands take."""

import argparse
from collections.abc import Callable
from datetime import date

from nguon.cli.language import Say


def day(say: Say) -> Callable[[str], date]:
    """A day of the calendar, year-month-day."""

    def read(text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise argparse.ArgumentTypeError(
                say(
                    f"{text!r}: cần một ngày có thật, viết năm-tháng-ngày (2020-03-01)",
                    f"{text!r}: expected a real date, year-month-day (2020-03-01)",
                )
            ) from None

    return read
