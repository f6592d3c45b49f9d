from django.urls import path

from nguon.portal.boxes import desk, views

urlpatterns = [
    path("trang/<slug:slug>/", views.static_page, name="static_page"),
    path("thong-bao/", views.notices, name="notices"),
    path("thong-bao/tat-ca.csv", views.notices_file, name="notices_file"),
    path("thong-bao/<int:number>/", views.notice, name="notice"),
    path("ban-bien-tap/khung/", desk.boxes, name="desk_boxes"),
    path("ban-bien-tap/khung/chuyen-muc/moi/", desk.new_category, name="desk_new_category"),
    path("ban-bien-tap/khung/chuyen-muc/<slug:slug>/", desk.edit_category, name="desk_category"),
    path(
        "ban-bien-tap/khung/chuyen-muc/<slug:slug>/gop/",
        desk.join_category,
        name="desk_join_category",
    ),
    path("ban-bien-tap/khung/lien-ket/moi/", desk.new_link, name="desk_new_link"),
    path("ban-bien-tap/khung/lien-ket/<int:number>/", desk.edit_link, name="desk_link"),
    path("ban-bien-tap/khung/lien-ket/<int:number>/bo/", desk.remove_link, name="desk_drop_link"),
    path("ban-bien-tap/khung/trang/moi/", desk.new_page, name="desk_new_page"),
    path("ban-bien-tap/khung/trang/<slug:slug>/", desk.edit_page, name="desk_page"),
    path("ban-bien-tap/khung/thong-bao/moi/", desk.new_notice, name="desk_new_notice"),
    path("ban-bien-tap/khung/thong-bao/<int:number>/", desk.edit_notice, name="desk_notice"),
    path("ban-bien-tap/khung/<str:kind>/<int:number>/thu-tu/", desk.move, name="desk_move"),
]
