"""The first page."""

from django.urls import path

from nguon.web.home import views

app_name = "home"
urlpatterns = [
    path("", views.today, name="today"),
    path("viec-cua-toi/xuat/", views.export, name="export"),
]
