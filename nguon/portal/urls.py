"""Addresses of the public site, in Vietnamese words without diacritics."""

from django.urls import include, path

from nguon.portal import accounts, views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("nguon.core.http.urls")),
    path("ngon-ngu/", views.language, name="set_language"),
    path("kich-hoat/<str:token>/", accounts.activate, name="activate"),
    path("kiem-duyet/", views.moderation, name="moderation"),
    path("kiem-duyet/<str:ref>/", views.decide, name="decide"),
    path("tin/<slug:slug>/", views.category, name="category"),
    path("tin/<slug:category>/<slug:slug>/", views.article, name="article"),
    path("tin/<slug:category>/<slug:slug>/danh-gia/", views.rate, name="rate"),
    path("tin/<slug:category>/<slug:slug>/y-kien/", views.comment, name="comment"),
]
