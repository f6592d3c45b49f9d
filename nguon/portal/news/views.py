"""The pages with articles. Reading sets no cookie and writes nothing."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.http import category_at, from_this_site, new_stamp, note_visit, reader_of, tell
from nguon.portal.models import Article
from nguon.portal.news import queries
from nguon.portal.news.models import Tag
from nguon.portal.operations import NotPossible
from nguon.portal.readers import forms
from nguon.portal.readers import operations as readers

A_PAGE = 20
UNREADABLE = 422


@require_safe
@policy(PUBLIC)
def category(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    found = category_at(slug)
    if found.slug != slug:
        return redirect(found, permanent=True)
    articles = Paginator(queries.category_articles(found, at=now), A_PAGE)
    note_visit(request, at=now)
    shown = articles.get_page(request.GET.get("trang"))
    return render(request, "news/category.html", {"category": found, "page": shown})


@require_safe
@policy(PUBLIC)
def article(request: HttpRequest, category: str, slug: str) -> HttpResponse:
    now = timezone.now()
    found = find(slug, now, reader=reader_of(request).key)
    if found.article.category.slug != category:
        return redirect(found.article, permanent=True)
    note_visit(request, at=now, article=found.article)
    form = forms.WriteComment(at=now, article=found.article)
    return show(request, found, form, reply_to=request.GET.get("tra-loi", ""))


@require_safe
@policy(PUBLIC)
def sheet(request: HttpRequest, category: str, slug: str) -> HttpResponse:
    """The article alone, for paper."""
    found = find(slug, timezone.now(), reader="")
    if found.article.category.slug != category:
        return redirect("article_sheet", found.article.category.slug, slug, permanent=True)
    return render(request, "news/sheet.html", {"article": found.article, "page": found})


@require_safe
@policy(PUBLIC)
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    found = get_object_or_404(Tag, slug=slug)
    articles = Paginator(queries.tagged(found, at=now), A_PAGE)
    note_visit(request, at=now)
    shown = articles.get_page(request.GET.get("trang"))
    return render(request, "news/tag.html", {"tag": found, "page": shown})


@from_this_site
@policy(PUBLIC)
def comment(request: HttpRequest, category: str, slug: str) -> HttpResponse:
    now = timezone.now()
    found = find(slug, now, reader=reader_of(request).key)
    if request.method != "POST":
        return redirect(found.article)
    form = forms.WriteComment(request.POST, at=now, article=found.article)
    if form.is_valid() and take_comment(request, found.article, form, now):
        sent = _("Ý kiến đã được nhận, đang chờ duyệt và chưa hiện trên trang.")
        tell(request, messages.SUCCESS, sent, "comment")
        return redirect(f"{found.article.get_absolute_url()}#gui-y-kien")
    return show(request, found, form, reply_to=request.POST.get("parent", ""), status=UNREADABLE)


def take_comment(
    request: HttpRequest, article: Article, form: forms.WriteComment, at: datetime
) -> bool:
    """Keep a comment, or put into the form why it cannot be kept."""
    try:
        readers.submit_comment(
            article,
            name=form.cleaned_data["name"],
            text=form.cleaned_data["text"],
            parent=form.cleaned_data["parent"],
            reader=reader_of(request),
            at=at,
        )
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def find(slug: str, at: datetime, *, reader: str) -> queries.ArticlePage:
    """An article that everybody may read, or 404."""
    try:
        return queries.article_page(slug, reader=reader, at=at)
    except Article.DoesNotExist as missing:
        raise Http404 from missing


def show(
    request: HttpRequest,
    page: queries.ArticlePage,
    form: forms.WriteComment,
    *,
    reply_to: str,
    status: int = 200,
) -> HttpResponse:
    """The article with the form below it, in answer to a comment if one was picked."""
    threads = [comment for thread in page.threads for comment in (thread.comment, *thread.replies)]
    context = {
        "page": page,
        "article": page.article,
        "form": form,
        "reply_to": next((c for c in threads if reply_to and c.ref == reply_to), None),
        "stamp": new_stamp(form.at),
    }
    return render(request, "news/article.html", context, status=status)
