"""Addresses of the rights desk; a request goes by a random reference."""

from django.urls import path

from nguon.web.rights import desk, disputes, duties, incidents, subject

app_name = "rights"
urlpatterns = [
    path("", desk.listed, name="desk"),
    path("xuat/", desk.export, name="export"),
    path("tiep-nhan/", desk.receive, name="receive"),
    path("nguoi/<str:ref>/tiep-nhan/", desk.receive_from, name="receive_from"),
    path("nguoi/<str:ref>/ai-xem/", subject.readers, name="readers"),
    path("nguoi/<str:ref>/ai-xem/xuat/", subject.export_readers, name="export_readers"),
    path("nguoi/<str:ref>/can-cu/", subject.bases, name="bases"),
    path("nguoi/<str:ref>/tranh-chap/", disputes.freeze, name="freeze"),
    path("nguoi/<str:ref>/het-tranh-chap/<slug:field>/", disputes.thaw, name="thaw"),
    path("nguoi/<str:ref>/toan-bo/<slug:kind>/", subject.file, name="file"),
    path("su-co/", incidents.listed, name="incidents"),
    path("su-co/xuat/", incidents.export, name="export_incidents"),
    path("su-co/bao/", incidents.sound, name="sound"),
    path("su-co/<str:ref>/", incidents.shown, name="incident"),
    path("su-co/<str:ref>/giay/<slug:paper>/<slug:kind>/", incidents.paper, name="paper"),
    path("su-co/<str:ref>/<slug:act>/", incidents.act, name="handle"),
    path("trach-nhiem/", duties.shown, name="duties"),
    path("trach-nhiem/cu/", duties.name_officer, name="name_officer"),
    path("trach-nhiem/tac-dong/<slug:place>/bat-dau/", duties.begin, name="begin_impact"),
    path("trach-nhiem/tac-dong/<slug:place>/gui/", duties.send, name="send_impact"),
    path("trach-nhiem/tac-dong/<slug:place>/<slug:kind>/", duties.paper, name="impact"),
    path("<str:ref>/", desk.shown, name="request"),
    path("<str:ref>/<slug:act>/", desk.act, name="act"),
]
