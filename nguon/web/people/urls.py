from django.urls import path

from nguon.web.people import nominations, views

app_name = "people"
urlpatterns = [
    path("nguoi/", views.search, name="search"),
    path("nguoi/trung/", views.duplicates, name="duplicates"),
    path("nguoi/phieu/", views.sheet, name="sheet"),
    path("nguoi/them/", views.register, name="register"),
    path("nguoi/<str:ref>/", views.person, name="person"),
    path("nguoi/<str:ref>/mo/", views.open_sensitive, name="open_sensitive"),
    path("nguoi/<str:ref>/sua/", views.correct, name="correct"),
    path("nguoi/<str:ref>/khai/", views.declare, name="declare"),
    path("nguoi/<str:ref>/dong-y/", views.give_consent, name="give_consent"),
    path("nguoi/<str:ref>/rut/<slug:purpose>/", views.withdraw, name="withdraw"),
    path("nguon/", nominations.nominations, name="nominations"),
    path("nguon/moi/", nominations.nominate, name="nominate"),
    path("nguon/cua-toi/", nominations.referrals, name="referrals"),
    path("nguon/cho-phep/", nominations.allow_stubs, name="allow_stubs"),
    path("nguon/<str:ref>/", nominations.nomination, name="nomination"),
    path("nguon/<str:ref>/phieu/", nominations.sheet, name="nomination_sheet"),
    path("nguon/<str:ref>/thong-bao/", nominations.give_notice, name="give_notice"),
    path("nguon/<str:ref>/dong-y/", nominations.agree, name="agree"),
    path("nguon/<str:ref>/khong-dong-y/", nominations.refuse, name="refuse"),
]
