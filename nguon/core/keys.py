"""Keys of one site: files of random bytes, made at first use, readable by the owner alone."""

import os
import secrets
from pathlib import Path

SIZE = 32


class Keyring:
    """The folder of a site's keys. ``bytes`` and ``text`` make a key that is not there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, str] = {}

    def bytes(self, name: str) -> bytes:
        """Return the 32 bytes of the key ``name``."""
        return bytes.fromhex(self.text(name))

    def text(self, name: str) -> str:
        """Return the key ``name`` as 64 hexadecimal digits.

        Raises: OSError if the folder cannot be written to or the file not be read.
        """
        if name not in self._read:
            path = self.folder / name
            if not path.exists():
                self._make(path)
            self._read[name] = path.read_text(encoding="ascii").strip()
        return self._read[name]

    def _make(self, path: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(SIZE))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # fails if another process was first; then its key counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
