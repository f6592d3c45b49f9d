"""Addresses of dossiers; a case, a paper, a return and a line of the book go by references."""

from django.urls import path

from nguon.web.dossier import book, papers, returns, views

app_name = "dossier"
urlpatterns = [
    path("", views.board, name="board"),
    path("tra-lai/", returns.listed, name="returned"),
    path("tra-lai/xuat/", returns.export, name="export_returned"),
    path("tra-lai/<str:returned>/nop-lai/", returns.hand_in_again, name="hand_in_again"),
    path("so/", book.listed, name="book"),
    path("so/xuat/", book.export, name="export_book"),
    path("so/ghi/<str:person>/", book.enter, name="enter"),
    path("so/dong/<str:line>/", book.line, name="line"),
    path("so/dong/<str:line>/<slug:act>/", book.settle, name="settle"),
    path("giay/<str:paper>/", papers.shown, name="paper"),
    path("giay/<str:paper>/trang/<str:page>/", papers.page, name="page"),
    path("giay/<str:paper>/tai-ve/", papers.download, name="download"),
    path("giay/<str:paper>/them-trang/", papers.add_pages, name="add_pages"),
    path("giay/<str:paper>/rut/", papers.take_out, name="take_out"),
    path("<str:ref>/", views.checklist, name="checklist"),
    path("<str:ref>/xuat/", views.export, name="export_checklist"),
    path("<str:ref>/them/", papers.add, name="add"),
    path("<str:ref>/tra/", returns.send_back, name="send_back"),
]
