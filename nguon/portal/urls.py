"""Addresses of the public site, in Vietnamese words without diacritics."""

from django.urls import include, path

from nguon.portal import accounts, desk, home

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("nguon.core.http.urls")),
    path("ngon-ngu/", home.language, name="set_language"),
    path("kich-hoat/<str:token>/", accounts.activate, name="activate"),
    path("ban-bien-tap/", desk.first, name="desk"),
    path("", include("nguon.portal.files.urls")),
    path("", include("nguon.portal.galleries.urls")),
    path("", include("nguon.portal.boxes.urls")),
    path("", include("nguon.portal.readers.urls")),
    path("", include("nguon.portal.news.urls")),
    path("", include("nguon.portal.publications.urls")),
    path("", include("nguon.portal.register.urls")),
    path("", include("nguon.portal.agenda.urls")),
    path("", include("nguon.portal.questions.urls")),
    path("", include("nguon.portal.search.urls")),
    path("", include("nguon.portal.statistics.urls")),
    path("", include("nguon.portal.moving.urls")),  # old addresses come after all others
]
