"""A film of drawn pictures, without an encoder of films.

A lossy WebP picture holds one key frame of VP8; frames of that kind in a row, each with its time,
are a WebM film. It has no sound. The layout is that of the Matroska and WebM container guidelines.
"""

import struct
from collections.abc import Sequence
from io import BytesIO

from PIL import Image

EBML, SEGMENT, INFO = 0x1A45DFA3, 0x18538067, 0x1549A966
TRACKS, CLUSTER, CUES = 0x1654AE6B, 0x1F43B675, 0x1C53BB6B
MILLISECOND = 1_000_000  # nanoseconds, the scale of every time in the film
KEY_FRAME, FIRST_TRACK, PICTURES = 0x80, 1, 1
QUALITY = 60


def webm(frames: Sequence[Image.Image], *, each: int) -> bytes:
    """The pictures, all of one size, one after another, ``each`` milliseconds long."""
    width, height = frames[0].size
    info = _part(0x2AD7B1, MILLISECOND) + _part(0x4489, float(each * len(frames)))
    info += _part(0x4D80, b"nguon") + _part(0x5741, b"nguon")
    shape = _part(0xB0, width) + _part(0xBA, height)
    track = _part(0xD7, FIRST_TRACK) + _part(0x73C5, FIRST_TRACK) + _part(0x83, PICTURES)
    track += _part(0x86, b"V_VP8") + _part(0xE0, shape)
    clusters = [_cluster(_key_frame(frame), number * each) for number, frame in enumerate(frames)]
    head = _part(INFO, info) + _part(TRACKS, _part(0xAE, track))
    body = (
        head + _cues([len(cluster) for cluster in clusters], len(head), each) + b"".join(clusters)
    )
    return _part(EBML, _head()) + _part(SEGMENT, body)


def _head() -> bytes:
    told = ((0x4286, 1), (0x42F7, 1), (0x42F2, 4), (0x42F3, 8), (0x4282, b"webm"))
    return b"".join(_part(name, value) for name, value in (*told, (0x4287, 2), (0x4285, 2)))


def _cluster(frame: bytes, at: int) -> bytes:
    """One frame at its time; a block counts its own from there."""
    block = struct.pack(">BhB", 0x80 | FIRST_TRACK, 0, KEY_FRAME) + frame
    return _part(CLUSTER, _part(0xE7, at) + _part(0xA3, block))


def _cues(sizes: Sequence[int], before: int, each: int) -> bytes:
    """Where the cluster of each time begins, so that a player can jump there."""
    at = before + len(_part(CUES, _points([0] * len(sizes), each)))
    places = [at + sum(sizes[:number]) for number in range(len(sizes))]
    return _part(CUES, _points(places, each))


def _points(places: Sequence[int], each: int) -> bytes:
    points = []
    for number, place in enumerate(places):
        where = _part(0xF7, FIRST_TRACK) + _part(0xF1, struct.pack(">Q", place))
        points.append(_part(0xBB, _part(0xB3, number * each) + _part(0xB7, where)))
    return b"".join(points)


def _key_frame(picture: Image.Image) -> bytes:
    """What the chunk "VP8 " of a lossy WebP picture holds."""
    out = BytesIO()
    picture.convert("RGB").save(out, "WEBP", quality=QUALITY)
    content = out.getvalue()
    at = content.index(b"VP8 ")
    size = int.from_bytes(content[at + 4 : at + 8], "little")
    return content[at + 8 : at + 8 + size]


def _part(name: int, value: int | float | bytes) -> bytes:
    """An element: its name as it is written, the length of the value, the value."""
    if isinstance(value, float):
        value = struct.pack(">d", value)
    elif isinstance(value, int):
        value = value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big")
    named = name.to_bytes((name.bit_length() + 7) // 8, "big")
    return named + _length(len(value)) + value


def _length(size: int) -> bytes:
    """A length in one byte where it fits, else in eight."""
    if size < 0x7F:
        return bytes([0x80 | size])
    return (0x01 << 56 | size).to_bytes(8, "big")
