"""Addresses of the statistics: an organisation, then a period, then a table."""

from django.urls import path

from nguon.web.statistics import acts, flow, views

app_name = "statistics"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:place>/<slug:period>/", views.period, name="period"),
    path("<slug:place>/<slug:period>/kiem-tra/", views.checks, name="checks"),
    path("<slug:place>/<slug:period>/dem/", acts.count, name="count"),
    path("<slug:place>/<slug:period>/chot/", acts.close, name="close"),
    path("<slug:place>/<slug:period>/dinh-chinh/", acts.correct, name="correct"),
    path("<slug:place>/<slug:period>/tang-giam/", flow.flow, name="flow"),
    path("<slug:place>/<slug:period>/tang-giam/xuat/", flow.export_flow, name="export_flow"),
    path(
        "<slug:place>/<slug:period>/tang-giam/bieu-do/<slug:drawing>/",
        flow.draw_flow,
        name="draw_flow",
    ),
    path(
        "<slug:place>/<slug:period>/<slug:form>/bieu-do/<slug:drawing>/",
        flow.chart,
        name="chart",
    ),
    path("<slug:place>/<slug:period>/<slug:form>/", views.table, name="table"),
    path("<slug:place>/<slug:period>/<slug:form>/tep/<slug:kind>/", views.paper, name="file"),
    path("<slug:place>/<slug:period>/<slug:form>/nguoi/<str:row>/", views.names, name="names"),
    path(
        "<slug:place>/<slug:period>/<slug:form>/nguoi/<str:row>/xuat/",
        views.export_names,
        name="export_names",
    ),
]
