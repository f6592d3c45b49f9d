from django.urls import path

from nguon.web.people import lists, nominations, retention, views

app_name = "people"
urlpatterns = [
    path("nguoi/", views.search, name="search"),
    path("nguoi/xuat/", lists.found, name="export_found"),
    path("nguoi/trung/", views.duplicates, name="duplicates"),
    path("nguoi/trung/xuat/", lists.duplicates, name="export_duplicates"),
    path("nguoi/phieu/", views.sheet, name="sheet"),
    path("nguoi/luu-giu/", retention.running_out, name="running_out"),
    path("nguoi/luu-giu/xuat/", lists.running_out, name="export_running_out"),
    path("nguoi/them/", views.register, name="register"),
    path("nguoi/<str:ref>/", views.person, name="person"),
    path("nguoi/<str:ref>/mo/", views.open_sensitive, name="open_sensitive"),
    path("nguoi/<str:ref>/het-han/", retention.erase, name="erase"),
    path("nguoi/<str:ref>/sua/", views.correct, name="correct"),
    path("nguoi/<str:ref>/khai/", views.declare, name="declare"),
    path("nguoi/<str:ref>/dong-y/", views.give_consent, name="give_consent"),
    path("nguoi/<str:ref>/rut/<slug:purpose>/", views.withdraw, name="withdraw"),
    path("nguon/", nominations.nominations, name="nominations"),
    path("nguon/xuat/", lists.nominations, name="export_nominations"),
    path("nguon/moi/", nominations.nominate, name="nominate"),
    path("nguon/cua-toi/", nominations.referrals, name="referrals"),
    path("nguon/cua-toi/xuat/", lists.referrals, name="export_referrals"),
    path("nguon/cho-phep/", nominations.allow_stubs, name="allow_stubs"),
    path("nguon/<str:ref>/", nominations.nomination, name="nomination"),
    path("nguon/<str:ref>/phieu/", nominations.sheet, name="nomination_sheet"),
    path("nguon/<str:ref>/thong-bao/", nominations.give_notice, name="give_notice"),
    path("nguon/<str:ref>/dong-y/", nominations.agree, name="agree"),
    path("nguon/<str:ref>/cung-nguoi/", nominations.same_person, name="same_person"),
    path("nguon/<str:ref>/khong-dong-y/", nominations.refuse, name="refuse"),
]
