"""Find the Chromium that the browser tests drive; ``python -m tools.browser`` installs it.

Playwright's own browser builds are not used: they come from outside the package registries.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PACKAGES = ["chromium", "fonts-liberation"]


class NoBrowser(RuntimeError):
    """There is no Chromium; the message says how to get one."""


def find() -> Path:
    """The browser's program.

    Raises: NoBrowser.
    """
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    raise NoBrowser(
        "The browser tests need Chromium and found none on the PATH. "
        "Debian: apt-get install chromium (`make browser` does it when run by root)."
    )


def install() -> None:
    """Install it from Debian's packages, if this is root on such a system."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    get = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*get, "update"], env=quiet, check=False)
    wanted = [*get, "install", "-y", "--no-install-recommends", *PACKAGES]
    subprocess.run(wanted, env=quiet, stdout=subprocess.DEVNULL, check=False)


def main() -> None:
    try:
        find()
    except NoBrowser:
        install()
    try:
        find()
    except NoBrowser as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main()
