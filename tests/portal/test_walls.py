"""The public site stands alone: nothing of the registry is in its process, no route is open by
accident, and its headers let nothing in from elsewhere."""

import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver

from nguon.core.fields import Protected
from nguon.core.http.policy import PUBLIC, policy_of, routes
from nguon.portal.roles import ACTIONS
from tests.portal.conftest import sign_in

REGISTRY = {
    "organizations", "accounts", "people", "development", "planning", "reports", "rulebook", "web",
    "jobs", "demo", "api", "supervision", "sources", "evaluation",
}  # fmt: skip
READERS = {
    "home", "category", "article", "article_sheet", "article_preview", "tag",
    "rate", "comment", "set_language", "activate", "security_txt",
    "account_login", "account_inactive", "account_logout", "mfa_authenticate",
    "mfa_login_webauthn",
    "agenda", "agenda_week", "agenda_week_file", "agenda_feed",
    "register", "register_kind", "register_year", "register_export", "document",
    "answers", "answer", "ask", "question_status",
    "file", "file_narrower", "albums", "album", "clips", "clip", "static_page",
    "notice", "notices", "notices_file",
    "search", "feed", "feed_of_a_kind", "feed_of_a_category", "sitemap", "sitemap_part", "robots",
    "statistics", "statistics_export",
    "publications", "publication", "old_page", "old_feed", "old_category",
}  # fmt: skip
SERVING = """
import sys
from nguon.wsgi import application
from django.urls import get_resolver
list(get_resolver().url_patterns)
from nguon.portal import housekeeping
print(*sorted(name for name in sys.modules if name.startswith("nguon.")))
"""


def test_no_package_of_the_registry_is_installed_here():
    installed = {app.name for app in apps.get_app_configs() if app.name.startswith("nguon")}
    assert {"nguon.core", "nguon.portal"} <= installed
    assert all(name == "nguon.core" or name.startswith("nguon.portal") for name in installed)


def test_a_serving_process_has_imported_nothing_of_the_registry():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SERVING], capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[1] for name in done.stdout.split()}
    assert loaded <= {"core", "portal", "settings", "urls", "wsgi"}
    assert not loaded & REGISTRY


def test_no_table_of_the_registry_is_in_this_database():
    tables = {model._meta.db_table.split("_")[0] for model in apps.get_models()}
    rooms = {app.label for app in apps.get_app_configs() if app.name.startswith("nguon.portal.")}
    assert tables <= {"core", "portal", "account", "mfa", "auth", "django"} | rooms
    assert not rooms & REGISTRY - {"statistics"}


def test_the_sites_share_neither_folder_nor_keys_nor_cookies():
    assert settings.SITE_DATA.name == "portal"
    assert settings.KEYS.folder.parent.name == "portal"
    for cookie in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert "portal" in cookie


def test_every_route_has_a_policy_and_only_readers_pages_are_public():
    found = list(routes())
    assert not [route for route in found if route.policy is None]
    assert {route.name for route in found if route.policy == PUBLIC} == READERS
    actions = {route.policy for route in found} - {PUBLIC, "own_account", "signed_in"}
    assert actions <= ACTIONS


@pytest.mark.django_db
def test_a_route_without_a_policy_is_not_served(client, moderator):
    patterns = get_resolver().url_patterns[0].url_patterns
    home = next(pattern for pattern in patterns if getattr(pattern, "name", "") == "home")
    kept = home.callback.policy
    del home.callback.policy
    try:
        assert policy_of(home.callback, "home") is None
        assert client.get("/").status_code == 404
        assert sign_in(moderator).get("/").status_code == 404
    finally:
        home.callback.policy = kept


def test_every_personal_field_says_how_it_is_protected():
    for model in apps.get_app_config("portal").get_models():
        for name, protection in getattr(model, "protection", {}).items():
            assert model._meta.get_field(name)
            assert isinstance(protection, Protected)


@pytest.mark.django_db
def test_headers_let_nothing_in_and_nobody_frame_us(client, article):
    for page in ("/", article.get_absolute_url(), "/dang-nhap/", "/khong-co/"):
        answer = client.get(page)
        directives = dict(
            part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; ")
        )
        assert directives["default-src"] == "'none'"
        assert directives["script-src"] == directives["style-src"] == "'self'"
        assert directives["frame-ancestors"] == "'none'"
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
