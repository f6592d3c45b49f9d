"""What must be so before others may reach a site; ``nguon check --deploy`` asks all of it.

Each function looks at one thing as it really is (pragmas are read back, files are looked at, the
trail is walked) and yields a finding for each fault. The framework's own checks come besides.
"""

import ctypes
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from csp.constants import NONE, SELF
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info
from django.db import connection
from django.utils.translation import gettext as _

from nguon.core import audit, installation, policies, room, wall
from nguon.core.backup import keeping
from nguon.core.models import AuditEntry, Installation

OLDEST_SQLITE = (3, 51, 3)
PRAGMAS = {
    "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1,
    "trusted_schema": 0, "cell_size_check": 1,
}  # fmt: skip
YEAR = 31_536_000  # seconds
LARGEST_UPLOAD = 12 * 1024 * 1024
MOST_FIELDS = 1000
OTHERS = stat.S_IRWXG | stat.S_IRWXO
HARMLESS_SOURCES = frozenset({SELF, NONE})
UNSYNCHRONISED = 5  # TIME_ERROR of adjtimex(2)
Findings = Iterator[CheckMessage]


def findings(*, at: datetime) -> list[CheckMessage]:
    """Everything that is not as it must be at an instant, in the order of the list below."""
    return [finding for look in LOOKS for finding in look()] + list(backups(at))


def names() -> Findings:
    """The site answers to the names it was given, and to no others."""
    open_names = [name for name in settings.ALLOWED_HOSTS if name.startswith((".", "*"))]
    if open_names:
        yield _fault("hosts", _("NGUON_HOSTS mở cho mọi tên máy; hãy ghi đúng từng tên."))
    elif not set(settings.ALLOWED_HOSTS) - {*settings.LOOPBACK, "[::1]", ""}:
        yield _fault("no_host", _("NGUON_HOSTS chưa có tên máy mà người khác sẽ truy cập."))


def framework() -> Findings:
    """Nothing is left open that only helps a programmer."""
    if settings.DEBUG:
        yield _fault("debug", _("Chế độ gỡ lỗi đang bật."))
    if apps.is_installed("django.contrib.admin"):
        yield _fault("admin", _("Trang quản trị của Django đang được cài."))


def proxies() -> Findings:
    """Only the front server is believed, and only about what it sets itself."""
    trusted = settings.SECURE_PROXY_SSL_HEADER == ("HTTP_X_FORWARDED_PROTO", "https")
    if not trusted or settings.ALLAUTH_TRUSTED_PROXY_COUNT != 1:
        yield _fault("proxy", _("Chưa đặt sau máy chủ đứng trước có HTTPS (NGUON_HTTPS=1)."))
    if settings.USE_X_FORWARDED_HOST or settings.USE_X_FORWARDED_PORT:
        yield _fault("forwarded", _("Tên máy do người truy cập tự khai đang được tin."))


def cookies() -> Findings:
    """Cookies that open something belong to one host, one site and HTTPS alone."""
    for kind in ("SESSION", "CSRF"):
        said = {part: getattr(settings, f"{kind}_COOKIE_{part}") for part in COOKIE}
        if not all(good(said[part]) for part, good in COOKIE.items()):
            yield _fault("cookie", _("Cookie %(kind)s chưa an toàn.") % {"kind": kind.lower()})


COOKIE: dict[str, Callable[[object], bool]] = {
    "NAME": lambda name: str(name).startswith("__Host-"),
    "SECURE": bool,
    "HTTPONLY": bool,
    "SAMESITE": lambda site: site in ("Lax", "Strict"),
    "DOMAIN": lambda domain: domain is None,
    "PATH": lambda path: path == "/",
}


def content_policy() -> Findings:
    """Pages load from their own site and nothing that stands inside them runs."""
    said = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    for name, sources in said.items():
        foreign = set(sources) - HARMLESS_SOURCES - ({"data:"} if name == "img-src" else set())
        if foreign:
            yield _fault("csp", _("CSP %(name)s nhận nguồn lạ.") % {"name": name})
    if said.get("default-src") != [NONE]:
        yield _fault("csp", _("CSP chưa cấm những gì không nêu tên (default-src)."))


def transport() -> Findings:
    """A browser that was here once comes back by HTTPS alone for a year at least."""
    if settings.SECURE_HSTS_SECONDS < YEAR:
        yield _fault("hsts", _("HSTS ngắn hơn một năm."))


def limits() -> Findings:
    """Nobody sends more than the front server lets through either."""
    within = (
        settings.UPLOAD_LIMIT <= LARGEST_UPLOAD,
        (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or LARGEST_UPLOAD + 1) <= LARGEST_UPLOAD,
        (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or MOST_FIELDS + 1) <= MOST_FIELDS,
        (settings.DATA_UPLOAD_MAX_NUMBER_FILES or MOST_FIELDS + 1) <= MOST_FIELDS,
    )
    if not all(within):
        yield _fault("uploads", _("Giới hạn tệp và biểu mẫu gửi lên quá rộng."))


def second_factor() -> Findings:
    """Nobody gets in by a passphrase alone, nor by a code on invented data."""
    asked = "allauth.mfa" in settings.INSTALLED_APPS and settings.MFA_SUPPORTED_TYPES
    ours = settings.ACCOUNT_ADAPTER == "nguon.core.http.signin.Adapter"
    if not (asked and ours):
        yield _fault("mfa", _("Đăng nhập chưa đòi bước xác thực thứ hai."))
    if _has(Installation._meta.db_table) and installation.is_demonstration():
        yield _fault("demonstration", _("Đây là dữ liệu dùng thử: chỉ một mã là vào được."))


def keys() -> Findings:
    """Keys and data are readable by whoever runs the site, and by nobody else."""
    for path in (settings.KEYS.folder, *_files(settings.KEYS.folder)):
        if not _is_private(path):
            yield _fault("keys", _("Người khác đọc được khoá %(name)s.") % {"name": path.name})
    if not _is_private(settings.SITE_DATA):
        yield _fault("data", _("Người khác trên máy này mở được thư mục dữ liệu."))


def database() -> Findings:
    """The database keeps what it acknowledged and erases what it was told to."""
    yield from (_sqlite() if connection.vendor == "sqlite" else _postgresql())


def trail() -> Findings:
    """Every line of the trail follows the one before."""
    if _has(AuditEntry._meta.db_table) and any(True for _found in audit.verify()):
        yield _fault("trail", _("Chuỗi nhật ký không khớp; xem `nguon verify`."))


def backups(at: datetime) -> Findings:
    """A backup of today is there, and one was brought back not long ago."""
    for code, sentence in keeping.state(settings.DATA).warnings(at).items():
        yield _fault(code, sentence)


def contact() -> Findings:
    """Whoever finds a weakness can tell somebody."""
    if not settings.SECURITY_CONTACT.startswith(("mailto:", "https://")):
        yield _fault(
            "contact", _("Chưa có địa chỉ nhận báo lỗi bảo mật (NGUON_SECURITY_CONTACT).")
        )


def disk() -> Findings:
    """There is room for what comes in until somebody looks again."""
    if room.is_short(settings.DATA):
        yield _fault("disk", _("Đĩa còn trống dưới 15 %."))


def clock() -> Findings:
    """The machine's clock is set by others; deadlines and codes go by it."""
    if not is_synchronised():
        yield _fault("clock", _("Đồng hồ máy chưa được đồng bộ (NTP)."))


def is_synchronised() -> bool:
    """Whether the system says that its clock is kept right; unknown counts as yes."""
    try:
        asked = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))
    except (AttributeError, OSError):
        return True  # another system, which is asked by its own means
    return bool(asked != UNSYNCHRONISED)


LOOKS: tuple[Callable[[], Findings], ...] = (
    framework, names, proxies, cookies, content_policy, transport, limits, second_factor, keys,
    database, trail, contact, disk, clock,
)  # fmt: skip


def _sqlite() -> Findings:
    wrong = []
    with connection.cursor() as cursor:
        for name, wanted in PRAGMAS.items():
            cursor.execute(f"PRAGMA {name}")
            if cursor.fetchone()[0] != wanted:
                wrong.append(name)
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        wrong.append("sqlite_version")
    if wrong:
        yield _fault("sqlite", _("SQLite chạy sai: %(what)s.") % {"what": ", ".join(wrong)})
    if wall.tables():
        yield Info(
            _(
                "SQLite không có lớp chặn thứ hai theo dòng: chỉ chương trình giữ phạm vi; "
                "PostgreSQL có cả hai."
            ),
            id="nguon.wall",
        )


def _postgresql() -> Findings:
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        )
        if cursor.fetchone()[0]:
            yield _fault("role", _("Tài khoản cơ sở dữ liệu vượt được mọi quy tắc theo dòng."))
        for name in ("synchronous_commit", "full_page_writes", "fsync"):
            cursor.execute(f"show {name}")
            if cursor.fetchone()[0] == "off":
                yield _fault("durability", _("PostgreSQL tắt %(name)s.") % {"name": name})
    if open_tables := policies.faulty():
        yield _fault("rls", _("Còn %(n)s bảng chưa bật quy tắc theo dòng.")
                     % {"n": len(open_tables)})  # fmt: skip


def _has(table: str) -> bool:
    return table in connection.introspection.table_names()


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _is_private(path: Path) -> bool:
    if not path.exists():
        return True
    seen = path.stat()
    return seen.st_uid == os.geteuid() and not seen.st_mode & OTHERS


def _fault(what: str, said: str) -> CheckMessage:
    return Error(said, id=f"nguon.{what}")
