"""Where readers search, and where feeds and lists of addresses are fetched."""

from django.urls import path

from nguon.portal.search import feeds, views

urlpatterns = [
    path("tim-kiem/", views.search, name="search"),
    path("rss/", feeds.newest, name="feed"),
    path("rss/chuyen-muc/<slug:slug>/", feeds.of_a_category, name="feed_of_a_category"),
    path("rss/<slug:code>/", feeds.of_a_kind, name="feed_of_a_kind"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", views.sitemap_part, name="sitemap_part"),
    path("robots.txt", views.robots, name="robots"),
]
