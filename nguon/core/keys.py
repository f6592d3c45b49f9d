"""Keys of one site: files of random bytes, made at first use, readable by the owner alone."""

import os
import re
import secrets
from pathlib import Path

SIZE = 32
WRITTEN = re.compile(rf"[0-9a-f]{{{2 * SIZE}}}")


class DamagedKey(ValueError):
    """A key file does not hold a key. Nothing replaces it: restore it from the copy."""


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

        Raises: DamagedKey; OSError if the folder cannot be written to or the file not be read.
        """
        if name not in self._read:
            path = self.folder / name
            if not path.exists():
                self._make(path)
            text = path.read_text(encoding="ascii", errors="replace").strip()
            if not WRITTEN.fullmatch(text):
                raise DamagedKey(
                    f"{path}: không phải một khoá; hãy khôi phục từ bản sao lưu. "
                    "(Not a key; restore it from the backup.)"
                )
            self._read[name] = text
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
