"""Pictures of the old site, from its uploads folder or a zip of it."""

import html
import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from nguon.core.actor import Actor
from nguon.portal.files import operations as files
from nguon.portal.files.models import Kind, StoredFile
from nguon.portal.operations import NotPossible

LARGEST = 12 * 1024 * 1024
IMG = re.compile(r"<img\b[^>]{0,4000}>", re.I)
SRC = re.compile(r"\bsrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)


@dataclass
class Pictures:
    """Where pictures are looked for; what came and what did not is counted."""

    root: Path | None
    came: int = 0
    missing: int = 0
    refused: int = 0
    known: dict[str, StoredFile | None] = field(default_factory=dict)

    def in_body(self, body: str, *, title: str, by: Actor) -> str:
        """``body`` with its pictures taken from here; those that are not found go."""

        def ours(found: "re.Match[str]") -> str:
            src, alt = SRC.search(found[0]), ALT.search(found[0])
            kept = self.keep(_first(src), alt=_first(alt) or title, by=by)
            if kept is None:
                return ""
            size = f'width="{kept.width}" height="{kept.height}"'
            return f'<img src="{kept.get_absolute_url()}" alt="{html.escape(kept.alt)}" {size}>'

        return IMG.sub(ours, body)

    def keep(self, address: str, *, alt: str, by: Actor) -> StoredFile | None:
        """The picture that stood at an address of the old site, kept here once."""
        path = address.replace("\\", "/").rpartition("uploads/")[2].lstrip("/")
        if not path:
            return None
        if path not in self.known:
            self.known[path] = self._take(path, alt=alt[:250], by=by)
        return self.known[path]

    def _take(self, path: str, *, alt: str, by: Actor) -> StoredFile | None:
        content = self._find(PurePosixPath(path))
        if content is None:
            self.missing += 1
            return None
        upload = io.BytesIO(content)
        upload.name = PurePosixPath(path).name
        try:
            kept = files.keep(upload, kind=Kind.PICTURE, alt=alt, by=by)
        except NotPossible:
            self.refused += 1
            return None
        self.came += 1
        return kept

    def _find(self, path: PurePosixPath) -> bytes | None:
        """The bytes of a file within the folder or zip; nothing outside it is ever opened."""
        if self.root is None or ".." in path.parts or path.is_absolute():
            return None
        if self.root.is_dir():
            return self._in_folder(path)
        with zipfile.ZipFile(self.root) as box:
            wanted = {str(path), f"uploads/{path}"}
            for entry in box.infolist():
                if entry.filename in wanted and entry.file_size <= LARGEST:
                    with box.open(entry) as file:
                        return file.read(LARGEST)
        return None

    def _in_folder(self, path: PurePosixPath) -> bytes | None:
        assert self.root is not None  # noqa: S101 - for the type checker
        root = self.root.resolve()
        for found in (root / path, root / "uploads" / path):
            real = found.resolve()
            if real.is_relative_to(root) and real.is_file() and real.stat().st_size <= LARGEST:
                return real.read_bytes()
        return None


def _first(found: "re.Match[str] | None") -> str:
    return html.unescape(found[1] or found[2] or "") if found else ""
