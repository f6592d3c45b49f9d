"""Addresses of the forms: of all, of an office, of a letter of transfer, of a case."""

from django.urls import path

from nguon.web.papers import own, views

app_name = "papers"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("xuat/", views.export, name="export"),
    path("mau-rieng/", own.papers, name="own"),
    path("mau-rieng/xuat/", own.export, name="own_export"),
    path("mau-rieng/them/", own.keep, name="own_keep"),
    path("mau-rieng/cho-dien/", own.places, name="own_places"),
    path("mau-rieng/cho-dien/xuat/", own.export_places, name="own_places_export"),
    path("mau-rieng/<str:paper>/", own.paper, name="own_paper"),
    path("mau-rieng/<str:paper>/tep/", own.template, name="own_template"),
    path("mau-rieng/<str:paper>/xem-thu/", own.preview, name="own_preview"),
    path("mau-rieng/<str:paper>/thay/", own.lay_anew, name="own_lay_anew"),
    path("mau-rieng/<str:paper>/thoi-dung/", own.withdraw, name="own_withdraw"),
    path("chuyen/<str:letter>/", views.slip, name="slip"),
    path("chuyen/<str:letter>/<str:kind>/", views.slip_paper, name="slip_paper"),
    path("<str:ref>/", views.of_case, name="of_case"),
    path("<str:ref>/in/", views.print_chosen, name="print_chosen"),
    path("<str:ref>/mau-rieng/<str:paper>/", own.sheet, name="own_sheet"),
    path("<str:ref>/mau-rieng/<str:paper>/docx/", own.document, name="own_document"),
    path("<str:ref>/<str:form>/", views.sheet, name="sheet"),
    path("<str:ref>/<str:form>/<str:kind>/", views.paper, name="paper"),
]
