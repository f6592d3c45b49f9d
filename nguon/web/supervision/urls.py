"""Addresses of supervision; an obstacle and a visit go by a random reference."""

from django.urls import path

from nguon.web.supervision import charts, obstacles, reminders, visits

app_name = "supervision"
urlpatterns = [
    path("", reminders.board, name="board"),
    path("nhac/", reminders.remind, name="remind"),
    path("nhac/tat-ca/", reminders.listed, name="reminders"),
    path("nhac/xuat/", reminders.export_reminders, name="export_reminders"),
    path("nhac/tra-loi/", reminders.answer, name="answer"),
    path("yen-ang/", reminders.quiet, name="quiet"),
    path("yen-ang/xuat/", reminders.export_quiet, name="export_quiet"),
    path("vuong-mac/", obstacles.listed, name="obstacles"),
    path("vuong-mac/xuat/", obstacles.export, name="export_obstacles"),
    path("vuong-mac/nguyen-nhan/", obstacles.causes, name="causes"),
    path("vuong-mac/nguyen-nhan/bieu-do/<slug:drawing>/", charts.causes, name="draw_causes"),
    path("vuong-mac/nam/bieu-do/<slug:drawing>/", charts.years, name="draw_years"),
    path("vuong-mac/nguyen-nhan/xuat/", obstacles.export_causes, name="export_causes"),
    path("vuong-mac/chi-bo/xuat/", obstacles.export_places, name="export_places"),
    path("vuong-mac/neu/<slug:place>/", obstacles.put_down, name="raise"),
    path("vuong-mac/<str:ref>/", obstacles.shown, name="obstacle"),
    path("vuong-mac/<str:ref>/<slug:act>/", obstacles.act, name="act"),
    path("dia-ban/", visits.areas, name="areas"),
    path("dia-ban/xuat/", visits.export_areas, name="export_areas"),
    path("du-hop/", visits.listed, name="visits"),
    path("du-hop/xuat/", visits.export, name="export_visits"),
    path("du-hop/da-hua/xuat/", visits.export_promises, name="export_promises"),
    path("du-hop/ghi/<slug:place>/", visits.log, name="log_visit"),
    path("du-hop/phieu/<slug:place>/", visits.sheet, name="sheet"),
    path("du-hop/da-lam/", visits.keep_promise, name="keep_promise"),
    path("phoi-hop/", visits.agreements, name="agreements"),
    path("phoi-hop/xuat/", visits.export_agreements, name="export_agreements"),
]
