"""Addresses of the calendar."""

from django.urls import path

from nguon.portal.agenda import desk, views

DESK = "ban-bien-tap/lich-cong-tac/"

urlpatterns = [
    path("lich-cong-tac.ics", views.feed, name="agenda_feed"),
    path("lich-cong-tac/", views.agenda, name="agenda"),
    path("lich-cong-tac/<int:year>/<int:number>/", views.week, name="agenda_week"),
    path(
        "lich-cong-tac/<int:year>/<int:number>/lich.ics", views.week_file, name="agenda_week_file"
    ),
    path(DESK, desk.desk, name="desk_agenda"),
    path(f"{DESK}moi/", desk.new, name="desk_agenda_new"),
    path(f"{DESK}viec/<str:ref>/", desk.edit, name="desk_agenda_entry"),
    path(f"{DESK}viec/<str:ref>/quyet-dinh/", desk.decide, name="desk_agenda_decide"),
    path(f"{DESK}<int:year>/<int:number>/", desk.desk_week, name="desk_agenda_week"),
    path(f"{DESK}<int:year>/<int:number>/cong-bo/", desk.publish, name="desk_agenda_publish"),
]
