"""Settings of both sites. ``NGUON_SITE`` picks apps, addresses, users and database.

All state lives under ``NGUON_DATA``; a site has its own folder there with database, keys and
files. Values that make no sense stop the process with a sentence instead of a guess.
"""

import os
import sqlite3
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import environ
from csp.constants import NONE, SELF

from nguon.core.keys import Keyring

BASE = Path(__file__).resolve().parent
ROOT = BASE.parent
SITES = ("registry", "portal")


class Misconfigured(SystemExit):
    """A setting makes no sense; the message names it, its value and what was expected.

    It is said in both languages, since the one to speak is not known yet.
    """

    def __init__(self, setting: str, vi: str, en: str) -> None:
        print(f"{setting}: {vi}\n{setting}: {en}", file=sys.stderr)  # noqa: T201
        super().__init__(2)


def read_site() -> str:
    site = os.environ.get("NGUON_SITE", "registry")
    if site not in SITES:
        known = ", ".join(SITES)
        raise Misconfigured(
            f"NGUON_SITE={site!r}", f"phải là một trong {known}.", f"must be one of {known}."
        )
    return site


SITE = read_site()
DATA = Path(os.environ.get("NGUON_DATA") or ROOT / "var").resolve()
SITE_DATA = DATA / SITE
FILES = SITE_DATA / "files"
KEYS = Keyring(SITE_DATA / "keys")
OVER_HTTPS = os.environ.get("NGUON_HTTPS") == "1"

SECRET_KEY = KEYS.text("secret_key")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("NGUON_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ROOT_URLCONF = "nguon.urls"
WSGI_APPLICATION = "nguon.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# --- database ---------------------------------------------------------------------------------

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; "
    "PRAGMA wal_autocheckpoint=400;"
)


def database_url(site: str) -> str:
    """The address of a site's database, or nothing for SQLite under ``NGUON_DATA``.

    ``DATABASE_URL`` names the registry's; the portal has ``PORTAL_DATABASE_URL`` or a database
    of the same server whose name ends in ``_portal``.
    """
    registry = os.environ.get("DATABASE_URL", "")
    if site == "registry" or not registry:
        return registry
    parts = urlsplit(registry)
    beside = urlunsplit(parts._replace(path=f"{parts.path}_portal"))
    return os.environ.get("PORTAL_DATABASE_URL", beside)


def sqlite_database() -> dict[str, Any]:
    if sqlite3.sqlite_version_info < (3, 51, 3):
        raise Misconfigured(
            f"SQLite {sqlite3.sqlite_version}",
            "cần bản 3.51.3 trở lên.",
            "3.51.3 or later needed.",
        )
    return {
        "ENGINE": "nguon.core.sqlite",
        "NAME": SITE_DATA / "db.sqlite3",
        # A reader waits less where the database is open: a thread of the public site keeps it so.
        "CONN_MAX_AGE": 60 if SITE == "portal" else 0,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def read_database() -> dict[str, Any]:
    url = database_url(SITE)
    if not url or url.startswith("sqlite"):
        return sqlite_database()
    if not url.startswith(("postgres://", "postgresql://")):
        raise Misconfigured(
            "DATABASE_URL",
            "chỉ nhận postgresql://… (bỏ trống để dùng SQLite).",
            "only postgresql://… is understood (leave it empty for SQLite).",
        )
    found = dict(environ.Env.db_url_config(url))
    pool = {"min_size": 1, "max_size": 12, "timeout": 10}
    found["OPTIONS"] = {**found.get("OPTIONS", {}), "pool": pool}
    found["ENGINE"] = "nguon.core.postgresql"
    return found


DATABASES = {"default": read_database()}

# --- apps -------------------------------------------------------------------------------------

COMMON_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "nguon.core",
]
SITE_APPS = {
    "registry": [
        "django_htmx",  # for the script that pages load; nothing is asked of its middleware
        "django_tasks",
        "django_tasks_db",
        "nguon.organizations",
        "nguon.accounts",
        "nguon.people",
        "nguon.development",
        "nguon.dossier",
        "nguon.planning",
        "nguon.supervision",
        "nguon.sources",
        "nguon.evaluation",
        "nguon.membership",
        "nguon.reports",
        "nguon.forms",
        "nguon.statistics",
        "nguon.rights",
        "nguon.notices",
        "nguon.meetings",
        "nguon.jobs",
        "nguon.web",
    ],
    "portal": [
        "django_prose_editor",  # for the script that the editors' pages load
        "nguon.portal",
        "nguon.portal.freshness",
        "nguon.portal.search",
        "nguon.portal.statistics",
        "nguon.portal.files",
        "nguon.portal.galleries",
        "nguon.portal.boxes",
        "nguon.portal.readers",
        "nguon.portal.news",
        "nguon.portal.publications",
        "nguon.portal.moving",
        "nguon.portal.register",
        "nguon.portal.agenda",
        "nguon.portal.questions",
    ],
}
INSTALLED_APPS = COMMON_APPS + SITE_APPS[SITE]
AUTH_USER_MODEL = {"registry": "accounts.User", "portal": "portal.User"}[SITE]

SITE_MIDDLEWARE = {
    "registry": ["nguon.web.http.ActorMiddleware"],
    "portal": ["nguon.portal.http.PolicyMiddleware"],
}
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "nguon.core.http.headers.HeadersMiddleware",
    "nguon.core.http.addresses.AddressMiddleware",
    "nguon.core.http.trouble.Sessions",
    "nguon.core.http.even.EvenMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    *SITE_MIDDLEWARE[SITE],
    "nguon.core.http.secrecy.SecrecyMiddleware",
]
SITE_TEMPLATES = {"registry": "web", "portal": "portal"}
SITE_CONTEXT = {"registry": ["nguon.web.context.rooms"], "portal": ["nguon.portal.context.frame"]}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / SITE_TEMPLATES[SITE] / "templates", BASE / "core" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nguon.core.http.context.site",
                *SITE_CONTEXT[SITE],
            ]
        },
    }
]
TICK = float(os.environ.get("NGUON_TICK", "0.05"))  # seconds; tests that ask thousands: none
KEEP_PAGES = SITE == "portal" and os.environ.get("NGUON_KEEP_PAGES", "1") == "1"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_NAME = f"nguon_{SITE}_language"
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["nguon.core.formats"]

# --- sign-in and sessions ---------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["nguon.core.passphrases.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 14},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "nguon.core.passphrases.NotCommon"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "nguon.core.http.signin.Adapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "nguon.core.http.forms.Login",
    "reauthenticate": "nguon.core.http.forms.Reauthenticate",
    "change_password": "nguon.core.http.forms.ChangePassphrase",
}
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # core.http.throttle counts for all processes
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # as long as sensitive values may stay on a screen
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if OVER_HTTPS else 0
MFA_ADAPTER = "nguon.core.http.signin.Factors"
MFA_FORMS = {
    "authenticate": "nguon.core.http.forms.SecondFactor",
    "reauthenticate": "nguon.core.http.forms.SecondFactorAgain",
    "activate_totp": "nguon.core.http.forms.ActivateApp",
    "add_webauthn": "nguon.core.http.forms.AddKey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Nguồn"
MFA_TOTP_TOLERANCE = 1  # one step: a telephone whose clock is a little off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not OVER_HTTPS

SECURITY_CONTACT = os.environ.get("NGUON_SECURITY_CONTACT", "")  # mailto: or https:

COOKIE_PREFIX = "__Host-" if OVER_HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}nguon_{SITE}_session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}nguon_{SITE}_csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OVER_HTTPS
SESSION_COOKIE_AGE = 10 * 3600
SECURE_SSL_REDIRECT = OVER_HTTPS  # also where the front server forgot to
SECURE_HSTS_SECONDS = 63_072_000 if OVER_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = OVER_HTTPS
# Only whoever owns the whole domain may put it on the browsers' list of HTTPS names.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OVER_HTTPS else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- letters ----------------------------------------------------------------------------------

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAIL_SCHEMES = ("smtp", "smtp+tls", "smtps")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def read_post() -> str:
    """The address of the office's mail server, or nothing: letters are then put into a folder.

    ``smtp+tls://`` asks for encryption before anything else, ``smtps://`` begins with it.
    """
    name = "NGUON_SMTP_URL" if os.environ.get("NGUON_SMTP_URL") else "EMAIL_URL"
    url = os.environ.get(name, "")
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in MAIL_SCHEMES or not parts.hostname:
        known = ", ".join(f"{scheme}://" for scheme in MAIL_SCHEMES)
        raise Misconfigured(
            name, f"phải bắt đầu bằng một trong {known}", f"must begin with one of {known}"
        )
    if parts.username and parts.scheme == "smtp" and parts.hostname not in LOOPBACK:
        raise Misconfigured(
            name,
            "mật khẩu không được đi qua mạng khi chưa mã hoá; dùng smtp+tls:// hoặc smtps://.",
            "a password must not cross the network in the clear; use smtp+tls:// or smtps://.",
        )
    if not os.environ.get("NGUON_MAIL_FROM"):
        raise Misconfigured(
            "NGUON_MAIL_FROM",
            f"cần địa chỉ người gửi khi có {name}.",
            f"the sender's address is needed with {name}.",
        )
    return url


def read_letter_day() -> int | None:
    """On which day of the week letters go out, Monday being 0; nothing for "none"."""
    day = os.environ.get("NGUON_LETTER_DAY", WEEKDAYS[0])
    if day == "none":
        return None
    if day not in WEEKDAYS:
        known = ", ".join(WEEKDAYS)
        raise Misconfigured(
            f"NGUON_LETTER_DAY={day!r}",
            f"phải là none hoặc một trong {known}.",
            f"must be none or one of {known}.",
        )
    return WEEKDAYS.index(day)


SMTP_URL = read_post()
MAIL_FROM = os.environ.get("NGUON_MAIL_FROM", "nguon@localhost")
LETTER_DAY = read_letter_day()
OUTBOX = DATA / "outbox"
ADDRESS = os.environ.get("NGUON_ADDRESS", "http://localhost:8000").rstrip("/")

# --- static files and uploads -----------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "core" / "static", ROOT / "build" / "static"]
PLAIN_STATIC = os.environ.get("NGUON_PLAIN_STATIC") == "1"  # tests serve files as they are
STATIC_ROOT = ROOT / "build" / "collected" / (f"{SITE}-plain" if PLAIN_STATIC else SITE)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_STATIC
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FILES = 20  # all in memory, UPLOAD_LIMIT together
FILE_UPLOAD_HANDLERS = ["nguon.core.http.uploads.InMemory"]
UPLOAD_LIMIT = 12 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A refusal is no fault of the site, and its address may hold a one-time code.
    "loggers": {"django.request": {"level": "ERROR"}},
}
