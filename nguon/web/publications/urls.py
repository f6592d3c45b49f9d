"""Addresses of what is published."""

from django.urls import path

from nguon.web.publications import views

app_name = "publications"
urlpatterns = [
    path("", views.publications, name="publications"),
    path("de-nghi/", views.propose, name="propose"),
    path("<str:ref>/", views.publication, name="publication"),
    path("<str:ref>/quyet-dinh/", views.decide, name="decide"),
    path("<str:ref>/tep/", views.file, name="file"),
]
