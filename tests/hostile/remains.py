"""What of some markers is still in a file, however deep it is packed."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pikepdf


def remains(content: bytes, markers: tuple[bytes, ...]) -> list[str]:
    """The markers that are still found in a file, in its parts, in its objects and streams."""
    layers = list(_layers(content))
    return [str(marker) for marker in markers if any(marker in layer for layer in layers)]


def _layers(content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as package:
            for name in package.namelist():
                yield name.encode()
                yield package.read(name)
    if content.startswith(b"%PDF"):
        with pikepdf.open(BytesIO(content)) as opened:
            for each in opened.objects:
                yield each.unparse(resolved=True)
                if isinstance(each, pikepdf.Stream):
                    yield each.read_raw_bytes()
            yield str(opened.Root.keys()).encode()
