"""Addresses of members and of their letters; each goes by a random reference."""

from django.urls import path

from nguon.web.membership import acts, figures, lists, transfers

app_name = "membership"
urlpatterns = [
    path("", lists.members, name="members"),
    path("xuat/", lists.export_members, name="export_members"),
    path("du-bi/", lists.probation, name="probation"),
    path("du-bi/xuat/", lists.export_probation, name="export_probation"),
    path("nhiem-vu/", lists.duties, name="duties"),
    path("nhiem-vu/xuat/", lists.export_duties, name="export_duties"),
    path("bien-dong/<slug:place>/", figures.movements, name="movements"),
    path("bien-dong/<slug:place>/xuat/", figures.export, name="export_movements"),
    path("chuyen/", transfers.board, name="transfers"),
    path("chuyen/xuat/", transfers.export, name="export_transfers"),
    path("chuyen/den/moi/", transfers.from_outside, name="from_outside"),
    path("chuyen/di/<str:ref>/", transfers.departure, name="departure"),
    path("chuyen/di/<str:ref>/<slug:act>/", transfers.act_on_departure, name="on_departure"),
    path("chuyen/den/<str:ref>/", transfers.arrival, name="arrival"),
    path("chuyen/den/<str:ref>/<slug:act>/", transfers.act_on_arrival, name="on_arrival"),
    path("<str:ref>/", acts.member, name="member"),
    path("<str:ref>/chuyen-di/", transfers.send, name="send"),
    path("<str:ref>/nhiem-vu/", acts.give_duty, name="give_duty"),
    path("<str:ref>/chuc-vu/", acts.hold_position, name="hold_position"),
    path("<str:ref>/thoi/", acts.end, name="end"),
    path("<str:ref>/nhan-xet/", acts.note, name="note"),
    path("<str:ref>/cong-nhan/", acts.recognise, name="recognise"),
    path("<str:ref>/ra-khoi-dang/", acts.leave, name="leave"),
    path("<str:ref>/phuc-hoi/", acts.take_up_again, name="take_up_again"),
]
