from django.urls import path

from nguon.web.accounts import begin, losses, views

app_name = "accounts"
urlpatterns = [
    path("bat-dau/", begin.begin, name="begin"),
    path("bat-dau/<str:code>/", begin.use_code, name="use_code"),
    path("toi/", views.me, name="me"),
    path("tai-khoan/", views.accounts, name="accounts"),
    path("tai-khoan/xuat/", views.export, name="export"),
    path("tai-khoan/them/", views.appoint, name="appoint"),
    path("tai-khoan/<slug:username>/", views.account, name="account"),
    path("tai-khoan/<slug:username>/xuat/", views.export_roles, name="export_roles"),
    path("tai-khoan/<slug:username>/vai-tro/", views.assign_role, name="assign_role"),
    path(
        "tai-khoan/<slug:username>/vai-tro/<str:ref>/thoi/", views.revoke_role, name="revoke_role"
    ),
    path("toi/khong-mat-thiet-bi/", losses.not_lost, name="not_lost"),
    path("tai-khoan/<slug:username>/mat-thiet-bi/", losses.loss, name="loss"),
    path("tai-khoan/<slug:username>/mat-thiet-bi/<str:act>/", losses.act, name="loss_act"),
    path("tai-khoan/<slug:username>/ma/", views.issue_code, name="issue_code"),
    path("tai-khoan/<slug:username>/tam-khoa/", views.suspend, name="suspend"),
    path("tai-khoan/<slug:username>/mo-lai/", views.reopen, name="reopen"),
]
