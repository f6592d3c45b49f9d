"""Addresses of the forms: of all, of a letter of transfer, of one case, of one form of it."""

from django.urls import path

from nguon.web.papers import views

app_name = "papers"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("xuat/", views.export, name="export"),
    path("chuyen/<str:letter>/", views.slip, name="slip"),
    path("chuyen/<str:letter>/<str:kind>/", views.slip_paper, name="slip_paper"),
    path("<str:ref>/", views.of_case, name="of_case"),
    path("<str:ref>/in/", views.print_chosen, name="print_chosen"),
    path("<str:ref>/<str:form>/", views.sheet, name="sheet"),
    path("<str:ref>/<str:form>/<str:kind>/", views.paper, name="paper"),
]
