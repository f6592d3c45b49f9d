"""Addresses of the regulations."""

from django.urls import path

from nguon.web.rulebook import views

app_name = "rulebook"
urlpatterns = [
    path("", views.in_force, name="in_force"),
    path("xuat/", views.export, name="export"),
    path("thay-doi/", views.changes, name="changes"),
    path("thay-doi/xuat/", views.export_changes, name="export_changes"),
    path("ho-so/", views.touched, name="touched"),
    path("ho-so/xuat/", views.export_touched, name="export_touched"),
    path("lich/", views.calendar, name="calendar"),
    path("lich/xuat/", views.export_calendar, name="export_calendar"),
    path("ban-dang-dung/", views.release, name="release"),
    path("ban-dang-dung/xuat/", views.export_assumed, name="export_assumed"),
    path("dieu/<str:provision>/", views.provision, name="provision"),
]
