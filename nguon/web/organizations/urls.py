"""Addresses of the tree: an organisation's slug, then the act."""

from django.urls import path

from nguon.web.organizations import acts, reforms, views

app_name = "organizations"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("xuat/", views.export, name="export"),
    path("sap-xep/", reforms.reforms, name="reforms"),
    path("sap-xep/mau/", reforms.reform_template, name="reform_template"),
    path("sap-xep/xuat/", reforms.export_reforms, name="export_reforms"),
    path("sap-xep/<str:ref>/", reforms.reform, name="reform"),
    path("sap-xep/<str:ref>/tien-do/", reforms.reform_progress, name="reform_progress"),
    path("sap-xep/<str:ref>/ap-dung/", reforms.apply_reform, name="apply_reform"),
    path("sap-xep/<str:ref>/dung/", reforms.stop_reform, name="stop_reform"),
    path("sap-xep/<str:ref>/doi-chieu/", reforms.compare_reform, name="compare_reform"),
    path("sap-xep/<str:ref>/dinh-chinh/", reforms.undo_reform, name="undo_reform"),
    path("sap-xep/<str:ref>/hang-loi/", reforms.reform_bad_rows, name="reform_bad_rows"),
    path("sap-xep/<str:ref>/xuat/", reforms.export_reform, name="export_reform"),
    path("sap-xep/<str:ref>/quyen/", reforms.export_access, name="export_access"),
    path("<slug:slug>/", views.organization, name="organization"),
    path("<slug:slug>/so-lieu/xuat/", views.export_profiles, name="export_profiles"),
    path("<slug:slug>/so-lieu/", acts.record_profile, name="record_profile"),
    path("<slug:slug>/lap/", acts.establish, name="establish"),
    path("<slug:slug>/doi-ten/", acts.rename, name="rename"),
    path("<slug:slug>/chuyen/", acts.move, name="move"),
    path("<slug:slug>/sap-nhap/", acts.merge, name="merge"),
    path("<slug:slug>/tach/", acts.split, name="split"),
    path("<slug:slug>/giai-the/", acts.dissolve, name="dissolve"),
    path("<slug:slug>/uy-quyen/", acts.authorise, name="authorise"),
]
