"""Addresses of the tree: an organisation's slug, then the act."""

from django.urls import path

from nguon.web.organizations import acts, views

app_name = "organizations"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("xuat/", views.export, name="export"),
    path("<slug:slug>/", views.organization, name="organization"),
    path("<slug:slug>/so-lieu/", acts.record_profile, name="record_profile"),
    path("<slug:slug>/lap/", acts.establish, name="establish"),
    path("<slug:slug>/doi-ten/", acts.rename, name="rename"),
    path("<slug:slug>/chuyen/", acts.move, name="move"),
    path("<slug:slug>/sap-nhap/", acts.merge, name="merge"),
    path("<slug:slug>/tach/", acts.split, name="split"),
    path("<slug:slug>/giai-the/", acts.dissolve, name="dissolve"),
    path("<slug:slug>/uy-quyen/", acts.authorise, name="authorise"),
]
