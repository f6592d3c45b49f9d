"""Where anybody sees how much the site is read."""

from django.urls import path

from nguon.portal.statistics import views

urlpatterns = [
    path("thong-ke-truy-cap/", views.history, name="statistics"),
    path("thong-ke-truy-cap/tung-ngay.csv", views.export, name="statistics_export"),
]
