"""Addresses of the staff site, one include a domain."""

from django.urls import include, path
from django.views.i18n import set_language

from nguon.core.http.policy import PUBLIC, declare
from nguon.web import drafts

declare({"set_language": PUBLIC})

urlpatterns = [
    path("", include("nguon.core.http.urls")),
    path("", include("nguon.web.accounts.urls")),
    path("", include("nguon.web.home.urls")),
    path("", include("nguon.web.notices.urls")),
    path("", include("nguon.web.people.urls")),
    path("ho-so/", include("nguon.web.development.urls")),
    path("giay-to/", include("nguon.web.papers.urls")),
    path("ho-so-giay/", include("nguon.web.dossier.urls")),
    path("dang-vien/", include("nguon.web.membership.urls")),
    path("so/", include("nguon.web.books.urls")),
    path("to-chuc/", include("nguon.web.organizations.urls")),
    path("nhiem-ky/", include("nguon.web.planning.urls")),
    path("giam-sat/", include("nguon.web.supervision.urls")),
    path("hop/", include("nguon.web.meetings.urls")),
    path("nguon-phat-trien/", include("nguon.web.sources.urls")),
    path("thong-ke/", include("nguon.web.statistics.urls")),
    path("cong-bo/", include("nguon.web.publications.urls")),
    path("danh-gia/", include("nguon.web.evaluation.urls")),
    path("quyen/", include("nguon.web.rights.urls")),
    path("quy-dinh/", include("nguon.web.rulebook.urls")),
    path("nhap-excel/", include("nguon.web.roster.urls")),
    path("ngon-ngu/", set_language, name="set_language"),
    path("ban-nhap/", drafts.keep, name="keep_draft"),
]
