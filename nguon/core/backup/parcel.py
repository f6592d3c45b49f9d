"""What a backup holds: members of a tar file, sealed as they are written, a list of them last.

The list has the length and the SHA-256 of every other member, so that a parcel without it is not
whole, and what comes out is what went in.
"""

import io
import json
import os
import re
import tarfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from nguon.core.backup.age import Damaged, Opener, Sealer

FORMAT = "nguon-backup-1"
MANIFEST = "manifest.json"
NAME = re.compile(r"(?:[^/\x00.][^/\x00]*/)*[^/\x00.][^/\x00]*")  # no way out, nothing hidden
AT_ONCE = 1 << 20
LARGEST_MANIFEST = 1 << 30


class NotAParcel(ValueError):
    """It opened, but holds something else, or was written by a newer program."""


class Packer:
    """A parcel that is being written; ``close`` makes it whole."""

    def __init__(self, out: IO[bytes], recipients: Sequence[str]) -> None:
        self._sealer = Sealer(out, recipients)
        self._tar = tarfile.open(  # noqa: SIM115
            fileobj=self._sealer, mode="w|", format=tarfile.PAX_FORMAT
        )
        self.members: dict[str, dict[str, Any]] = {}

    def put(self, name: str, file: IO[bytes]) -> None:
        """Put in what an open file holds at this moment.

        Raises: ValueError for a name that could lead elsewhere, OSError.
        """
        if not NAME.fullmatch(name):
            raise ValueError(name)
        told = tarfile.TarInfo(name)
        told.size, told.mode = os.fstat(file.fileno()).st_size, 0o600
        read = _Hashed(file)
        self._tar.addfile(told, read)
        self.members[name] = {"size": told.size, "sha256": read.seen.hexdigest()}

    def put_path(self, name: str, path: Path) -> None:
        """Put in a file of the disk; one that has gone meanwhile is left out."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            self.put(name, file)

    def put_bytes(self, name: str, content: bytes) -> None:
        told = tarfile.TarInfo(name)
        told.size, told.mode = len(content), 0o600
        self._tar.addfile(told, io.BytesIO(content))
        self.members[name] = {"size": len(content), "sha256": sha256(content).hexdigest()}

    def close(self, about: dict[str, Any]) -> None:
        """Write the list and the end."""
        told = {**about, "format": FORMAT, "members": self.members}
        self.put_bytes(MANIFEST, json.dumps(told, sort_keys=True).encode())
        self._tar.close()
        self._sealer.close()


def unpack(sealed: IO[bytes], identities: Sequence[str], into: Path) -> dict[str, Any]:
    """Write every member below a folder and return what is told about them.

    Raises: age.NotSealed, age.WrongKey, age.Damaged, NotAParcel, OSError. What is in the folder
            is then to be thrown away.
    """
    opener = Opener(sealed, identities)
    seen: dict[str, dict[str, Any]] = {}
    try:
        with tarfile.open(fileobj=opener, mode="r|") as tar:
            for told in tar:
                seen[told.name] = _take_out(tar, told, into)
        while opener.read(AT_ONCE):
            pass  # to the end, which must be there
    except tarfile.TarError as wrong:
        raise NotAParcel from wrong
    return _manifest(into / MANIFEST, seen)


def _take_out(tar: tarfile.TarFile, told: tarfile.TarInfo, into: Path) -> dict[str, Any]:
    content = tar.extractfile(told) if told.isreg() else None
    if content is None or not NAME.fullmatch(told.name):
        raise NotAParcel(told.name)
    place, seen = into / told.name, sha256()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while portion := content.read(AT_ONCE):
            seen.update(portion)
            file.write(portion)
        file.flush()
        os.fsync(file.fileno())
    return {"size": told.size, "sha256": seen.hexdigest()}


def _manifest(path: Path, seen: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if not path.exists():
        raise Damaged(MANIFEST)
    seen.pop(MANIFEST)
    manifest: dict[str, Any] = json.loads(path.read_bytes())
    if manifest.get("format") != FORMAT:
        raise NotAParcel(FORMAT)
    if manifest["members"] != seen:
        raise Damaged("members")
    return manifest


class _Hashed(io.RawIOBase):
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.seen = file, sha256()

    def read(self, size: int = -1) -> bytes:
        found = self._file.read(size)
        self.seen.update(found)
        return found
