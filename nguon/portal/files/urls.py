from django.urls import path

from nguon.portal.files import desk, views

urlpatterns = [
    path("tep/<str:ref>/w/<int:width>/", views.narrower, name="file_narrower"),
    path("tep/<str:ref>/<str:name>", views.file, name="file"),
    path("ban-bien-tap/tep/", desk.library, name="desk_files"),
    path("ban-bien-tap/tep/moi/", desk.put_in, name="desk_put_in"),
    path("ban-bien-tap/tep/chon/", desk.pick, name="desk_pick"),
    path("ban-bien-tap/tep/<str:ref>/", desk.edit, name="desk_file"),
    path("ban-bien-tap/tep/<str:ref>/bo/", desk.remove, name="desk_remove_file"),
]
