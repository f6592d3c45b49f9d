"""Each day a seal over the trail, beside the backups; the one before is compared first."""

from pathlib import Path

from nguon.core import seal
from nguon.core.actor import Actor
from nguon.core.backup import keeping

FOLDER, KEPT = "seals", 400


class Broken(Exception):
    """What was sealed is no longer there: lines were cut off, or the database is an older one."""


def renew(data: Path, *, by: Actor) -> Path | None:
    """Seal the trail for this day unless that was done; nothing before keys were printed.

    Raises: Broken, once the new seal is written: it is told in the log, and only on that day.
    """
    if not keeping.recipients(data):
        return None
    place = keeping.folder(data) / FOLDER
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = place / f"{by.today:%Y-%m-%d}.json"
    if path.exists():
        return path
    before = sorted(place.glob("*.json"))
    keeping.write_whole(path, seal.make(at=by.at))
    for old in before[:-KEPT]:
        old.unlink()
    if before:
        _compare(before[-1])
    return path


def _compare(path: Path) -> None:
    at, heads = seal.read(path.read_bytes())
    chains = [broken.chain for broken in seal.broken(heads)]
    if chains:
        raise Broken(f"{path}: {at}: {len(chains)}: {chains[:20]}")
