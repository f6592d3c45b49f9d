"""Where articles stand, and where they are written."""

from django.urls import path

from nguon.portal.news import desk, views

DESK = "ban-bien-tap/bai-viet"

urlpatterns = [
    path("tin/<slug:slug>/", views.category, name="category"),
    path("tin/<slug:category>/<slug:slug>/", views.article, name="article"),
    path("tin/<slug:category>/<slug:slug>/in/", views.sheet, name="article_sheet"),
    path("tin/<slug:category>/<slug:slug>/y-kien/", views.comment, name="comment"),
    path("the/<slug:slug>/", views.tag, name="tag"),
    path("xem-truoc/<str:token>/", desk.preview, name="article_preview"),
    path(f"{DESK}/", desk.articles, name="articles"),
    path(f"{DESK}/moi/", desk.begin, name="article_begin"),
    path(f"{DESK}/<str:ref>/", desk.work, name="article_work"),
    path(f"{DESK}/<str:ref>/luu/", desk.save, name="article_save"),
    path(f"{DESK}/<str:ref>/lien-quan/", desk.related, name="article_related"),
    path(f"{DESK}/<str:ref>/tep/", desk.attach, name="article_attach"),
    path(f"{DESK}/<str:ref>/go/", desk.withdraw, name="article_withdraw"),
    path(f"{DESK}/<str:ref>/cac-ban/", desk.revisions, name="article_revisions"),
    path(f"{DESK}/<str:ref>/cac-ban/<int:number>/", desk.restore, name="article_restore"),
]
