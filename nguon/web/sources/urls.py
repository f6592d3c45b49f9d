"""Addresses of sources; classes, rounds and movements go by a random reference."""

from django.urls import path

from nguon.web.sources import courses, movements, reviews

app_name = "sources"
urlpatterns = [
    path("", courses.listed, name="courses"),
    path("xuat/", courses.export, name="export_courses"),
    path("lop/mo/", courses.plan, name="plan"),
    path("lop/<str:ref>/", courses.shown, name="course"),
    path("lop/<str:ref>/xuat/", courses.export_list, name="export_list"),
    path("lop/<str:ref>/de-nghi/", courses.propose, name="propose"),
    path("lop/<str:ref>/nhan/", courses.accept, name="accept"),
    path("lop/<str:ref>/dua-ra/", courses.strike, name="strike"),
    path("lop/<str:ref>/diem-danh/", courses.mark, name="mark"),
    path("lop/<str:ref>/chung-nhan/", courses.certify, name="certify"),
    path("phai-hoc/", courses.learners, name="learners"),
    path("phai-hoc/xuat/", courses.export_learners, name="export_learners"),
    path("ra-soat/", reviews.listed, name="rounds"),
    path("ra-soat/xuat/", reviews.export, name="export_stock"),
    path("ra-soat/mo/", reviews.open_round, name="open_round"),
    path("ra-soat/<str:ref>/", reviews.shown, name="round"),
    path("ra-soat/<str:ref>/xuat/", reviews.export_round, name="export_round"),
    path("ra-soat/<str:ref>/<slug:place>/", reviews.count, name="count"),
    path("giai-doan/", reviews.funnel, name="funnel"),
    path("giai-doan/xuat/", reviews.export_funnel, name="export_funnel"),
    path("phong-trao/", movements.listed, name="movements"),
    path("phong-trao/xuat/", movements.export, name="export_movements"),
    path("phong-trao/ghi/", movements.hold, name="hold"),
    path("phong-trao/<str:ref>/gioi-thieu/", movements.refer, name="refer"),
]
