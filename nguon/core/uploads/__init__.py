"""Uploads made harmless: a picture, a PDF or a document goes in, its plain content comes out.

The type is told by the content, never by the name. What comes out is written anew: pictures
without metadata, PDFs without scripts, attachments and outside links, documents that had no
macros. The work is done in a process of its own with little memory and little time, so that a
hostile file costs nobody but whoever sent it.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.core.confined import secrecy
from nguon.core.confined.refusal import NAME, kind_of

PICTURES = frozenset({"jpeg", "png", "webp"})
SCANS = PICTURES | {"pdf"}
PAPERS = SCANS | {"docx"}
PACKAGES = frozenset({"xlsx", "odt"})  # to be published as they are; taken only where asked for
MEGABYTE = 1 << 20
SECONDS = 20
LONGEST_NAME = 255
MEDIA = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
}
REASONS: dict[str, Promise] = {
    "empty": _("Tệp rỗng."),
    "too_large": _("Tệp lớn quá mức cho phép."),
    "unknown_kind": _("Không nhận ra loại tệp; hãy gửi ảnh chụp, PDF hoặc .docx."),
    "kind_not_taken": _("Ở đây không nhận loại tệp này."),
    "broken": _("Tệp hỏng hoặc bị cắt cụt, không mở được."),
    "encrypted": _("Tệp đặt mật khẩu; hãy gửi bản không khoá."),
    "too_many_pages": _("Tệp có quá nhiều trang."),
    "page_size": _("Tệp có trang khổ quá lớn, không in được."),
    "too_many_pixels": _("Ảnh có quá nhiều điểm ảnh."),
    "macros": _("Tệp có macro hoặc mã chạy được."),
    "outside_link": _("Tệp nối ra nguồn bên ngoài."),
    "embedded": _("Tệp có tệp khác nhúng bên trong."),
    "bomb": _("Tệp nén phình ra quá lớn."),
    "secret": _("Tệp có dấu chỉ mức độ mật; hệ thống này không được lưu tài liệu mật."),
    "too_costly": _("Tệp đòi quá nhiều bộ nhớ hoặc thời gian để kiểm tra."),
}


class Unacceptable(ValueError):
    """A file is not taken; ``code`` is one of ``REASONS``, the message is fit to show."""

    def __init__(self, code: str) -> None:
        super().__init__(REASONS[code])  # in words once somebody reads it
        self.code = code


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost: bytes, pages, and points of a picture."""

    size: int = 20 * MEGABYTE
    pages: int = 60
    pixels: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Clean:
    """A file that may be kept. ``width`` and ``height`` are of the first page or the picture."""

    kind: str
    content: bytes
    pages: int
    width: int
    height: int

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


def clean(
    content: bytes, *, name: str = "", kinds: frozenset[str] = PAPERS, limits: Limits | None = None
) -> Clean:
    """Return what may be kept of an upload.

    Reading: ``name`` is looked at for a mark of secrecy only.
    Raises:  Unacceptable. Nothing is stored anywhere, whatever happens.
    """
    allowed = limits or Limits()
    require_at_sight(content, kinds=kinds, limits=allowed)
    work = "packages" if kinds & PACKAGES else "clean"
    cleaned = _read(_in_a_process(work, content, allowed, readable(name)))
    if cleaned.kind not in kinds:
        raise Unacceptable("kind_not_taken")
    return cleaned


def require_at_sight(content: bytes, *, kinds: frozenset[str], limits: Limits) -> None:
    """Pass, or say what its length and first bytes are enough to say.

    Raises: Unacceptable.
    """
    if not content:
        raise Unacceptable("empty")
    if len(content) > limits.size:
        raise Unacceptable("too_large")
    kind = kind_of(content)
    if kind not in kinds:
        raise Unacceptable("kind_not_taken" if kind else "unknown_kind")


def require_unmarked(name: str) -> None:
    """Pass, unless the name of a file says that it is secret.

    Raises: Unacceptable.
    """
    if secrecy.marked_name(name):
        raise Unacceptable("secret")


def preview(cleaned: Clean, *, page: int = 1, width: int = 900, form: str = "png") -> bytes:
    """Return one page of a cleaned file as a picture of at most ``width`` points across.

    Shape:  ``form`` is ``png``; of a picture also ``webp``, which is smaller.
    Raises: Unacceptable for a page that is not there, or a file that shows nothing.
    """
    asked = f"{cleaned.kind}:{page}:{width}:{form}"
    told, _newline, picture = _in_a_process("preview", cleaned.content, Limits(), asked)
    _refuse(told)
    return picture


def text_of(content: bytes) -> str:
    """Return the words in a cleaned PDF or document, read in the confined process.

    Raises: Unacceptable.
    """
    told, _newline, text = _in_a_process("text", content, Limits(), "")
    _refuse(told)
    return text.decode()


def readable(name: str) -> str:
    """The end of a name, as another process can be told it."""
    whole = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(sign for sign in whole if sign >= " ")[-LONGEST_NAME:]


def _read(answer: tuple[dict[str, object], bytes, bytes]) -> Clean:
    told, _newline, content = answer
    _refuse(told)
    return Clean(content=content, **told)  # type: ignore[arg-type]


def _refuse(told: dict[str, object]) -> None:
    if "refused" in told:
        raise Unacceptable(str(told["refused"]))


def _in_a_process(
    work: str, content: bytes, limits: Limits, name: str
) -> tuple[dict[str, object], bytes, bytes]:
    """Ask ``inside`` with the file on its input; its first line is what it found.

    Reading: a name may be that of a person, and what a process was started with anybody on the
             machine may read: it goes where only who runs this may look.
    """
    asked = [work, str(limits.pages), str(limits.pixels)]
    surroundings = {"PATH": "", "LC_ALL": "C.UTF-8", "PYTHONPATH": ":".join(sys.path)}
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "nguon.core.confined.inside", *asked],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=surroundings | {NAME: name},
        )
    except subprocess.TimeoutExpired:
        raise Unacceptable("too_costly") from None
    head, newline, rest = ended.stdout.partition(b"\n")
    if ended.returncode or not newline:
        raise Unacceptable("too_costly")
    return json.loads(head), newline, rest
