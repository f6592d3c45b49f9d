from django.urls import path

from nguon.web.roster import views

app_name = "roster"
urlpatterns = [
    path("", views.runs, name="runs"),
    path("xuat/", views.export, name="export"),
    path("<str:ref>/", views.run, name="run"),
    path("<str:ref>/tien-do/", views.progress, name="progress"),
    path("<str:ref>/cot/", views.teach, name="teach"),
    path("<str:ref>/gan/", views.tie, name="tie"),
    path("<str:ref>/bo-gan/", views.untie, name="untie"),
    path("<str:ref>/ghi/", views.confirm, name="confirm"),
    path("<str:ref>/huy/", views.cancel, name="cancel"),
    path("<str:ref>/hang-loi/", views.bad_rows, name="bad_rows"),
]
