"""Clips and captions, told by what they hold: whole MP4 or WebM, and plain text."""

from django.utils.translation import gettext as _

MP4, WEBM, VTT = "video/mp4", "video/webm", "text/vtt"
EBML, WEBM_DOCTYPE = b"\x1a\x45\xdf\xa3", b"\x42\x82\x84webm"
BOX_HEAD, WIDE_HEAD = 8, 16
FIRST_BYTES = 4096


class NotAClip(ValueError):
    """The bytes are no clip that browsers play; the message is fit to show."""


def media_type(content: bytes) -> str:
    """MP4 or WebM.

    Raises: NotAClip.
    """
    if content.startswith(EBML) and WEBM_DOCTYPE in content[:FIRST_BYTES]:
        return WEBM
    if content[4:8] == b"ftyp" and {b"moov", b"mdat"} <= set(_boxes(content)):
        return MP4
    raise NotAClip(_("Video phải là tệp MP4 hoặc WebM nguyên vẹn."))


def _boxes(content: bytes) -> list[bytes]:
    """The kinds of the outermost boxes of an MP4, which must fill it to the last byte."""
    found, at = [], 0
    while at < len(content):
        size, head = int.from_bytes(content[at : at + 4], "big"), BOX_HEAD
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + WIDE_HEAD], "big"), WIDE_HEAD
        size = size or len(content) - at
        if size < head or at + size > len(content):
            raise NotAClip(_("Video bị cắt cụt hoặc hỏng."))
        found.append(content[at + 4 : at + 8])
        at += size
    return found


def captions(content: bytes) -> str:
    """The text of WebVTT captions.

    Raises: NotAClip.
    """
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise NotAClip(_("Phụ đề phải là chữ UTF-8 theo dạng WebVTT.")) from None
    first, _newline, _rest = text.partition("\n")
    if first.split(" ")[0] != "WEBVTT" or "-->" not in text or "\0" in text:
        raise NotAClip(_("Phụ đề phải là tệp WebVTT: dòng đầu WEBVTT, rồi các đoạn có giờ."))
    return text
