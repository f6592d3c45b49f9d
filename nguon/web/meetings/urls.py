"""Addresses of meetings and of their packs; both go by a random reference."""

from django.urls import path

from nguon.web.meetings import packs, views, votes

app_name = "meetings"
urlpatterns = [
    path("", views.meetings, name="meetings"),
    path("xuat/", views.export, name="export"),
    path("goi/", views.call, name="call"),
    path("bo/<str:ref>/", packs.pack, name="pack"),
    path("bo/<str:ref>/tien-do/", packs.progress, name="progress"),
    path("bo/<str:ref>/dung/", packs.cancel, name="cancel_pack"),
    path("bo/<str:ref>/xoa/", packs.drop, name="drop_pack"),
    path("bo/<str:ref>/tai/", packs.take, name="take_pack"),
    path("<str:ref>/", views.meeting, name="meeting"),
    path("<str:ref>/sua/", views.change, name="change"),
    path("<str:ref>/nguoi/", views.choose, name="choose"),
    path("<str:ref>/nguoi/xuat/", views.export_people, name="export_people"),
    path("<str:ref>/hoan/", views.call_off, name="call_off"),
    path("<str:ref>/bo-giay-to/", packs.start, name="start_pack"),
    path("<str:ref>/du-thao/", packs.drafts, name="drafts"),
    path("<str:ref>/kiem-phieu/", votes.count, name="count"),
    path("<str:ref>/ghi-lai/", votes.reopen, name="reopen"),
]
