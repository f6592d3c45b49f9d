"""Addresses of the books of a place."""

from django.urls import path

from nguon.web.books import comparing, views

app_name = "books"
urlpatterns = [
    path("", views.places, name="places"),
    path("<slug:place>/", views.index, name="index"),
    path("<slug:place>/doi-khop/", comparing.comparisons, name="comparisons"),
    path("<slug:place>/doi-khop/xuat/", comparing.export, name="export_comparisons"),
    path("<slug:place>/tep-nhap/", views.export_national, name="export_national"),
    path("<slug:place>/danh-sach-van-phong/", views.export_clerk, name="export_clerk"),
    path("<slug:place>/tep-khoa/", views.sealed, name="sealed"),
    path("<slug:place>/<slug:book>/", views.book, name="book"),
    path("<slug:place>/<slug:book>/xuat/", views.export, name="export_book"),
]
