"""Start both sites: prepare them, fill them on the first start, say how to sign in, watch them."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Collection
from types import FrameType
from typing import IO

from nguon.cli import folder, processes
from nguon.cli.language import Say, sayer
from nguon.cli.options import cannot_listen, port

HOST = "127.0.0.1"
PATIENCE = 60.0
Chosen = dict[str, int | None]
Processes = dict[str, "subprocess.Popen[bytes]"]


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--empty",
        action="store_true",
        help=say(
            "cơ quan thật: không tạo dữ liệu trình diễn, in mã thiết lập một lần",
            "a real office: no demonstration data, print a one-time setup code",
        ),
    )
    for site, vi, en in (
        ("registry", "cổng nghiệp vụ", "registry's port"),
        ("portal", "cổng công khai", "portal's port"),
    ):
        parser.add_argument(
            f"--{site}-port", type=port(say), metavar=say("SỐ", "NUMBER"), help=say(vi, en)
        )


def run(options: argparse.Namespace) -> int:
    """Start both sites unless a port is taken or this folder is served already."""
    say = sayer(options.lang)
    chosen = {"registry": options.registry_port, "portal": options.portal_port}
    try:
        with folder.hold(folder.UP) as lock:
            for site in chosen:
                folder.look(site)
            if not (why := _cannot_listen(chosen, say)):
                return _serve(options, chosen, lock, say)
    except folder.Served as served:
        why = served.said(say)
    print(why, file=sys.stderr)
    return 2


def _cannot_listen(chosen: Chosen, say: Say) -> str:
    asked = list(filter(None, chosen.values()))
    if len(set(asked)) < len(asked):
        return say("Hai trang cần hai cổng khác nhau.", "The sites need a port each.")
    return next(filter(None, (cannot_listen(HOST, each, say) for each in asked)), "")


def _serve(options: argparse.Namespace, chosen: Chosen, lock: IO[str], say: Say) -> int:
    # Also where a script that runs us in the background has had Ctrl-C ignored.
    for interrupt in (signal.SIGINT, signal.SIGTERM):
        signal.signal(interrupt, _as_interrupt)
    sites: Processes = {}
    try:
        print(say("Đang chuẩn bị cơ sở dữ liệu…", "Preparing the databases…"), flush=True)
        if code := _fill(empty=options.empty, language=options.lang):
            return code
        print(say("Đang mở hai trang…", "Starting both sites…"), flush=True)
        ports = _ports(chosen)  # not before: meanwhile somebody else may have taken one
        folder.write(lock, _address(ports["registry"]))
        os.environ.setdefault("NGUON_ADDRESS", _address(ports["registry"]))  # for links in letters
        for site, number in ports.items():
            words = (site, "--port", str(number), "--lang", options.lang)
            sites[site] = processes.start(site, *words)
        if not all(wait_for(sites[site], ports[site]) for site in sites):
            print(say("Một trang không mở được.", "A site did not start."), flush=True)
            return 2
        _announce(ports, say, options.lang)
        return watch(sites)
    except KeyboardInterrupt:
        print(say("\nĐang đóng hai trang…", "\nStopping both sites…"), flush=True)
        return 0
    finally:
        stop(sites)


def free_port(first: int, taken: Collection[int | None] = ()) -> int:
    """The first port from ``first`` on, in steps of two, on which nobody listens."""
    for number in range(first, first + 200, 2):
        with socket.socket() as probe:
            if number not in taken and probe.connect_ex((HOST, number)):
                return number
    return first


def wait_for(process: "subprocess.Popen[bytes]", port: int) -> bool:
    """Wait until a site answers; false if its process ended or it took too long."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
            return True
        except urllib.error.HTTPError as answer:
            return answer.code < 500  # an answer, if only to say no
        except OSError:
            time.sleep(0.1)
    return False


def watch(sites: Processes) -> int:
    """Come back when one of the sites has ended by itself: 2, for that is no way to end."""
    while all(process.poll() is None for process in sites.values()):
        time.sleep(0.5)
    return 2


def stop(sites: Processes) -> None:
    """Ask both to finish what they are at, then see that they are gone."""
    for process in sites.values():
        process.terminate()
    for process in sites.values():
        try:
            process.wait(25)
        except subprocess.TimeoutExpired:
            process.kill()


def _fill(*, empty: bool, language: str) -> int:
    if empty:
        keys = ("backup-keys", "--if-none", "--lang", language)
        return processes.prepare_both() or processes.call("registry", *keys)
    return processes.call("registry", "demo", "--if-new", "--lang", language)


def _ports(chosen: Chosen) -> dict[str, int]:
    """What was chosen, and a free one for whom nothing was."""
    return {
        site: number or free_port(processes.PORTS[site], chosen.values())
        for site, number in chosen.items()
    }


def _address(number: int) -> str:
    return f"http://localhost:{number}/"


def _announce(ports: dict[str, int], say: Say, language: str) -> None:
    registry, portal = (_address(ports[site]) for site in ("registry", "portal"))
    print(say(f"Trang nghiệp vụ:   {registry}", f"Registry: {registry}"))
    print(say(f"Cổng thông tin:    {portal}", f"Portal:   {portal}"), flush=True)
    processes.call("registry", "sign-in", "--address", registry, "--lang", language)
    processes.call("portal", "portal-account", "--address", portal, "--lang", language)
    print(say("Ctrl-C để đóng cả hai.", "Ctrl-C stops both."), flush=True)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
