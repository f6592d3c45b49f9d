"""Kinds of arguments that several commands take."""

import argparse
import socket
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


def number(say: Say) -> Callable[[str], int]:
    """A whole number."""

    def read(text: str) -> int:
        try:
            return int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(
                say(f"{text!r}: cần một số nguyên", f"{text!r}: expected a whole number")
            ) from None

    return read


def port(say: Say) -> Callable[[str], int]:
    """A port that a site can be reached at."""

    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536:
            return int(text)
        raise argparse.ArgumentTypeError(
            say(f"{text!r}: cần một số từ 1 đến 65535", f"{text!r}: expected a number, 1 to 65535")
        )

    return read


def cannot_listen(host: str, number: int, say: Say) -> str:
    """Why no server can listen there, or nothing if one can."""
    try:
        found = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
        with socket.socket(found[0], found[1]) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[4])
    except socket.gaierror:
        return say(f"{host}: không có địa chỉ này.", f"{host}: no such address.")
    except PermissionError:
        return say(f"Cổng {number}: không có quyền mở.", f"Port {number}: no permission to open.")
    except OSError:
        return say(
            f"{host}, cổng {number}: đã có chương trình khác dùng, hoặc không phải địa chỉ của "
            "máy này; hãy chọn cổng khác.",
            f"{host}, port {number}: in use by another program, or no address of this machine; "
            "choose another port.",
        )
    return ""
