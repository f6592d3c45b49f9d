"""Addresses of notices; the calendar's carries its key, for calendar programs cannot sign in."""

from django.urls import path

from nguon.web.notices import views

app_name = "notices"
urlpatterns = [
    path("thong-bao/", views.notices, name="notices"),
    path("thong-bao/lich/", views.renew_feed, name="renew_feed"),
    path("thong-bao/lich/thoi/", views.withdraw_feed, name="withdraw_feed"),
    path("thong-bao/thu/", views.subscribe, name="subscribe"),
    path("thong-bao/thu/thoi/", views.unsubscribe, name="unsubscribe"),
    path("lich/<str:token>.ics", views.feed, name="feed"),
]
