"""Addresses of the register; a document's stays as long as the register does."""

from django.urls import path, register_converter

from nguon.portal.register import desk, views
from nguon.portal.register.models import Kind

DESK = "ban-bien-tap/van-ban/"


class DocumentKind:
    """A part of the register in an address."""

    regex = "|".join(Kind.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(DocumentKind, "document_kind")

urlpatterns = [
    path("van-ban/", views.register, name="register"),
    path("van-ban/tai-ve/", views.export, name="register_export"),
    path("van-ban/<document_kind:kind>/", views.kind, name="register_kind"),
    path("van-ban/<document_kind:kind>/<int:year>/", views.year, name="register_year"),
    path("van-ban/<document_kind:kind>/<slug:slug>/", views.document, name="document"),
    path(DESK, desk.desk, name="desk_documents"),
    path(f"{DESK}moi/<document_kind:kind>/", desk.new, name="desk_document_new"),
    path(f"{DESK}<str:ref>/", desk.edit, name="desk_document"),
    path(f"{DESK}<str:ref>/dang/", desk.publish, name="desk_document_publish"),
    path(f"{DESK}<str:ref>/go/", desk.withdraw, name="desk_document_withdraw"),
    path(f"{DESK}<str:ref>/cac-ban/", desk.history, name="desk_document_history"),
]
