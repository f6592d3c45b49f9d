"""Addresses of terms: an organisation's slug, then the term."""

from django.urls import path

from nguon.web.planning import forecast, lists, views

app_name = "planning"
urlpatterns = [
    path("", views.terms, name="terms"),
    path("xuat/", lists.terms, name="export_terms"),
    path("lap/", views.plan, name="plan"),
    path("<slug:place>/<slug:term>/", views.term, name="term"),
    path("<slug:place>/<slug:term>/xuat/", views.export, name="export"),
    path("<slug:place>/<slug:term>/da-ket-nap/", views.admitted, name="admitted"),
    path("<slug:place>/<slug:term>/da-ket-nap/xuat/", lists.admitted, name="export_admitted"),
    path("<slug:place>/<slug:term>/du-bao/", forecast.forecast, name="forecast"),
    path("<slug:place>/<slug:term>/du-bao/xuat/", forecast.export, name="export_forecast"),
    path("<slug:place>/<slug:term>/chi-tieu/", views.targets, name="targets"),
    path("<slug:place>/<slug:term>/phan-cong/", views.duties, name="duties"),
    path("<slug:place>/<slug:term>/phan-cong/xuat/", lists.duties, name="export_duties"),
    path("<slug:place>/<slug:term>/phan-cong/thoi/", views.end_duty, name="end_duty"),
    path("<slug:place>/<slug:term>/het-nguon/", views.no_source, name="no_source"),
]
