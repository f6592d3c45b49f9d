"""Addresses of terms: an organisation's slug, then the term."""

from django.urls import path

from nguon.web.planning import board, drawn, figures, forecast, lists, plans, views

app_name = "planning"
urlpatterns = [
    path("", views.terms, name="terms"),
    path("xuat/", lists.terms, name="export_terms"),
    path("lap/", views.plan, name="plan"),
    path("<slug:place>/duoc-giao/", board.received, name="received"),
    path("<slug:place>/duoc-giao/xuat/", board.export_received, name="export_received"),
    path("<slug:place>/muc-san/", plans.floors, name="floors"),
    path("<slug:place>/muc-san/xuat/", plans.export_floors, name="export_floors"),
    path("<slug:place>/muc-san/dat/", plans.set_floor, name="set_floor"),
    path("cach-tinh/", figures.measures, name="measures"),
    path("<slug:place>/sau-ket-nap/", figures.retention, name="retention"),
    path("<slug:place>/sau-ket-nap/xuat/", figures.export_retention, name="export_retention"),
    path("<slug:place>/ket-qua/<slug:period>/", figures.period, name="period"),
    path("<slug:place>/ket-qua/<slug:period>/xuat/", figures.export_period, name="export_period"),
    path(
        "<slug:place>/ket-qua/<slug:period>/da-ket-nap/",
        figures.period_admitted,
        name="period_admitted",
    ),
    path(
        "<slug:place>/ket-qua/<slug:period>/da-ket-nap/xuat/",
        figures.export_period_admitted,
        name="export_period_admitted",
    ),
    path("<slug:place>/cac-nam/bieu-do/<slug:drawing>/", drawn.place, name="chart_place"),
    path("<slug:place>/sau-ket-nap/bieu-do/<slug:drawing>/", drawn.retention, name="chart_stays"),
    path(
        "<slug:place>/ket-qua/<slug:period>/bieu-do/<slug:drawing>/",
        drawn.period_months,
        name="chart_period_months",
    ),
    path("<slug:place>/<slug:term>/bieu-do/<slug:drawing>/", drawn.term, name="chart"),
    path(
        "<slug:place>/<slug:term>/bieu-do/thang/<slug:drawing>/",
        drawn.term_months,
        name="chart_months",
    ),
    path("<slug:place>/<slug:term>/", views.term, name="term"),
    path("<slug:place>/<slug:term>/xuat/", views.export, name="export"),
    path("<slug:place>/<slug:term>/da-ket-nap/", views.admitted, name="admitted"),
    path("<slug:place>/<slug:term>/da-ket-nap/xuat/", lists.admitted, name="export_admitted"),
    path("<slug:place>/<slug:term>/du-bao/", forecast.forecast, name="forecast"),
    path("<slug:place>/<slug:term>/du-bao/xuat/", forecast.export, name="export_forecast"),
    path("<slug:place>/<slug:term>/chi-tieu/", board.targets, name="targets"),
    path("<slug:place>/<slug:term>/chi-tieu/xuat/", board.export, name="export_targets"),
    path("<slug:place>/<slug:term>/chi-tieu/giao/", board.hand_down, name="hand_down"),
    path("<slug:place>/<slug:term>/ke-hoach/", plans.stages, name="stages"),
    path("<slug:place>/<slug:term>/ke-hoach/xuat/", plans.export_stages, name="export_stages"),
    path("<slug:place>/<slug:term>/ke-hoach/lap/", plans.plan_stage, name="plan_stage"),
    path("<slug:place>/<slug:term>/ke-hoach/thanh-phan/", plans.ask_part, name="ask_part"),
    path("<slug:place>/<slug:term>/phan-cong/", views.duties, name="duties"),
    path("<slug:place>/<slug:term>/phan-cong/xuat/", lists.duties, name="export_duties"),
    path("<slug:place>/<slug:term>/phan-cong/thoi/", views.end_duty, name="end_duty"),
    path("<slug:place>/<slug:term>/het-nguon/", views.no_source, name="no_source"),
]
