"""Serve one site. On SQLite one process does all writing, background work in a thread of it."""

import argparse
import sys
import time
from importlib import import_module
from typing import IO, Any

from django.conf import settings
from django.db import connection
from gunicorn.app.base import BaseApplication

from nguon.cli import folder
from nguon.cli.language import Say, sayer
from nguon.cli.options import cannot_listen, port
from nguon.cli.prepare import leave_database, prepare
from nguon.cli.processes import PORTS
from nguon.rulebook import load

BACKGROUND = {"registry": "nguon.jobs.runner", "portal": "nguon.portal.housekeeping"}
THREADS = 8
WORKERS_ON_A_SERVER_DATABASE = 2
PATIENCE = 3.0  # the workers of a server that was killed need a moment to notice
BAD_INPUT = 2


def arguments(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--port",
        type=port(say),
        metavar=say("SỐ", "NUMBER"),
        default=PORTS[parser.prog.split()[-1]],  # a site's command is its name
        help=say("cổng (mặc định %(default)s)", "port (default %(default)s)"),
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar=say("ĐỊA_CHỈ", "ADDRESS"),
        help=say(
            "địa chỉ nghe (mặc định %(default)s; ra ngoài máy này cần máy chủ đứng trước)",
            "address to listen on (default %(default)s; beyond this machine needs a front server)",
        ),
    )


def run(options: argparse.Namespace) -> int:
    say = sayer(options.lang)
    deadline = time.monotonic() + PATIENCE
    while isinstance(place := _reserved(options, say), str):
        if time.monotonic() > deadline:
            print(place, file=sys.stderr)
            return BAD_INPUT
        time.sleep(0.2)
    with place:
        return _serve(options)


def _reserved(options: argparse.Namespace, say: Say) -> IO[str] | str:
    """The lock of the site's folder, its port being free; or why there is none."""
    try:
        lock = folder.hold(settings.SITE, f"http://{options.host}:{options.port}/")
    except folder.Served as served:
        return served.said(say)
    if why := cannot_listen(options.host, options.port, say):
        lock.close()
        return why
    return lock


def _serve(options: argparse.Namespace) -> int:
    if settings.SITE == "registry":
        load()  # faulty data are refused now, not at somebody's page; the workers inherit the rest
    prepare()
    on_sqlite = connection.vendor == "sqlite"
    leave_database()
    Server(
        {
            "bind": f"{options.host}:{options.port}",
            "workers": 1 if on_sqlite else WORKERS_ON_A_SERVER_DATABASE,
            "worker_class": "gthread",
            "threads": THREADS,
            "preload_app": True,
            "timeout": 120,
            "graceful_timeout": 20,
            "keepalive": 5,
            "limit_request_line": 4094,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": _start_background,
            "worker_exit": _stop_background,
        }
    ).run()
    return 0


class Server(BaseApplication):  # type: ignore[misc]
    """The WSGI server, configured by us and not by files it may find."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.chosen = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        # Not before ``prepare``: the server of static files looks for them when it is made.
        return import_module("nguon.wsgi").application


def _start_background(worker: Any) -> None:
    import_module(BACKGROUND[settings.SITE]).start()


def _stop_background(server: Any, worker: Any) -> None:
    import_module(BACKGROUND[settings.SITE]).stop()
