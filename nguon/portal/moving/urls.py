"""Addresses as the old site had them; the last ones of all, see ``views``."""

from django.urls import re_path

from nguon.portal.moving import views

START = r"^(?:index\.php/)?(?:(?P<lang>[a-z]{2})/)?"
MODULE = r"(?P<module>[a-z0-9][a-z0-9-]{0,58})/"
ALIAS = r"(?P<alias>[A-Za-z0-9][A-Za-z0-9-]{0,250})"
WORDS = r"(?:[^/]{1,250}/){0,3}"

urlpatterns = [
    re_path(
        START + MODULE + WORDS + r"[^/]{0,250}-(?P<number>\d{1,18})(?:\.html|/)$",
        views.old_page,
        name="old_page",
    ),
    re_path(START + MODULE + r"rss/(?:" + ALIAS + r"/?)?$", views.old_feed, name="old_feed"),
    re_path(START + r"rss/" + MODULE + r"(?:" + ALIAS + r"/?)?$", views.old_feed, name="old_feed"),
    re_path(START + MODULE + ALIAS + r"/$", views.old_category, name="old_category"),
]
