"""Addresses of publications."""

from django.urls import path

from nguon.portal.publications import desk, views

DESK = "ban-bien-tap/so-lieu/"

urlpatterns = [
    path("so-lieu/", views.publications, name="publications"),
    path("so-lieu/<str:ref>/", views.publication, name="publication"),
    path(DESK, desk.desk, name="desk_publications"),
    path(f"{DESK}<str:ref>/go/", desk.take_down, name="take_down_publication"),
]
