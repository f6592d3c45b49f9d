"""Where readers give points, and where moderators decide."""

from django.urls import path

from nguon.portal.readers import desk, views

urlpatterns = [
    path("kiem-duyet/", desk.moderation, name="moderation"),
    path("kiem-duyet/ca-trang/", desk.show_page, name="show_page"),
    path("kiem-duyet/<str:ref>/", desk.decide, name="decide"),
    path("kiem-duyet/<str:ref>/yeu-cau/", desk.demand, name="demand"),
    path("tin/<slug:category>/<slug:slug>/danh-gia/", views.rate, name="rate"),
]
