"""Write the bill of materials (CycloneDX 1.6) of the locked dependencies, or print it.

``python -m tools.sbom [FILE]``: every package of ``requirements.txt`` with its version and the
hashes of its files. The same lock gives the same bytes, so that two builds can be compared.
"""

import json
import re
import sys
import uuid
from pathlib import Path
from typing import Any

from nguon import __version__

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.txt"
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
SPACE = uuid.UUID("5b8f2f0e-7a53-4d0e-9c36-2d6b1f6a9c11")


class NotPinned(ValueError):
    """A line of the lock names no version, or a package has no hash."""


def bill(lock: str) -> dict[str, Any]:
    """The bill of materials of a lock.

    Raises: NotPinned.
    """
    components = [component(entry) for entry in entries(lock)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(SPACE, lock)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "name": "nguon", "version": __version__,
                "licenses": [{"license": {"id": "EUPL-1.2"}}],
            }
        },
        "components": components,
    }  # fmt: skip


def entries(lock: str) -> list[str]:
    """One text a package: its line, and those that go on behind a backslash."""
    joined = re.sub(r"\\\n\s*", " ", lock)
    return [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]


def component(entry: str) -> dict[str, Any]:
    found = PINNED.match(entry)
    hashes = HASH.findall(entry)
    if not found or not hashes:
        raise NotPinned(entry[:80])
    name, version = found["name"].lower().replace("_", "-"), found["version"]
    address = f"pkg:pypi/{name}@{version}"
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": version,
        "purl": address,
        "hashes": [{"alg": "SHA-256", "content": each} for each in sorted(hashes)],
    }


def main() -> None:
    text = json.dumps(bill(LOCK.read_text(encoding="utf-8")), indent=1) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
