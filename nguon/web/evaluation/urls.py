"""Addresses of grading; rounds, tables and sheets go by a random reference."""

from django.urls import path

from nguon.web.evaluation import members, rounds, sheets

app_name = "evaluation"
urlpatterns = [
    path("", rounds.listed, name="rounds"),
    path("xuat/", rounds.export_rounds, name="export_rounds"),
    path("tieu-chi/", rounds.tables, name="tables"),
    path("tieu-chi/xuat/", rounds.export_tables, name="export_tables"),
    path("tieu-chi/lap/", rounds.lay_down, name="lay_down"),
    path("tieu-chi/<str:ref>/", rounds.table, name="table"),
    path("tieu-chi/<str:ref>/xuat/", rounds.export_table, name="export_table"),
    path("dot/mo/", rounds.open_round, name="open_round"),
    path("dot/<str:ref>/", rounds.shown, name="round"),
    path("dot/<str:ref>/xuat/", rounds.export, name="export"),
    path("dot/<str:ref>/tong-hop/", rounds.export_totals, name="export_totals"),
    path("dot/<str:ref>/quyet-dinh/", rounds.decide, name="decide"),
    path("dot/<str:ref>/dang-vien/", members.listed, name="members"),
    path("dot/<str:ref>/dang-vien/xuat/", members.export, name="export_members"),
    path("dot/<str:ref>/dang-vien/quyet-dinh/", members.decide, name="decide_members"),
    path("dot/<str:ref>/dang-vien/cap-nhat/", members.enlist, name="enlist"),
    path("phieu/<str:ref>/", sheets.shown, name="sheet"),
    path("phieu/<str:ref>/in/", sheets.paper, name="paper"),
    path("phieu/<str:ref>/ket-nap/", sheets.admitted, name="admitted"),
    path("phieu/<str:ref>/cham/", sheets.fill, name="fill"),
    path("phieu/<str:ref>/minh-chung/", sheets.add_evidence, name="add_evidence"),
    path("phieu/<str:ref>/minh-chung/bo/", sheets.drop_evidence, name="drop_evidence"),
    path("phieu/<str:ref>/kien-nghi/", sheets.appeal, name="appeal"),
    path("phieu/<str:ref>/tra-loi/", sheets.answer, name="answer"),
    path("phieu/<str:ref>/khong-xep-loai/", sheets.exclude, name="exclude"),
    path("phieu/<str:ref>/ghi/<slug:act>/", sheets.act, name="act"),
    path("dang-vien/<str:ref>/", members.shown, name="member"),
    path("dang-vien/<str:ref>/cham/", members.fill, name="fill_member"),
    path("dang-vien/<str:ref>/vang/", members.absence, name="absence"),
    path("dang-vien/<str:ref>/kien-nghi/", members.appeal, name="appeal_member"),
    path("dang-vien/<str:ref>/tra-loi/", members.answer, name="answer_member"),
    path("dang-vien/<str:ref>/ghi/<slug:act>/", members.act, name="act_member"),
]
