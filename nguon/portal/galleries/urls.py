from django.urls import path

from nguon.portal.galleries import desk, views

urlpatterns = [
    path("hinh-anh/", views.albums, name="albums"),
    path("hinh-anh/<slug:slug>/", views.album, name="album"),
    path("video/", views.clips, name="clips"),
    path("video/<slug:slug>/", views.clip, name="clip"),
    path("ban-bien-tap/hinh-anh/", desk.galleries, name="desk_galleries"),
    path("ban-bien-tap/hinh-anh/album/moi/", desk.new_album, name="desk_new_album"),
    path("ban-bien-tap/hinh-anh/album/<slug:slug>/", desk.edit_album, name="desk_album"),
    path("ban-bien-tap/hinh-anh/album/<slug:slug>/anh/", desk.arrange, name="desk_arrange"),
    path("ban-bien-tap/hinh-anh/video/moi/", desk.new_clip, name="desk_new_clip"),
    path("ban-bien-tap/hinh-anh/video/<slug:slug>/", desk.edit_clip, name="desk_clip"),
    path(
        "ban-bien-tap/hinh-anh/<str:kind>/<slug:slug>/hien/", desk.show, name="desk_show_gallery"
    ),
]
