"""The pages of the public site. Reading sets no cookie and writes nothing."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from nguon.core.http.door import actor_of
from nguon.core.http.policy import PUBLIC, policy
from nguon.portal import forms, operations, queries
from nguon.portal.http import (
    address_of,
    from_this_site,
    new_stamp,
    reader_of,
    reader_who_rates,
    remember_reader,
)
from nguon.portal.models import Article, Category, Comment, CommentState
from nguon.portal.roles import MODERATE
from nguon.portal.visits import VISITS

A_PAGE = 20
COMMENTS_A_PAGE = 50
UNREADABLE = 422

language = policy(PUBLIC)(from_this_site(set_language))


@require_safe
@policy(PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    note_visit(request, at=now)
    return render(request, "home.html", {"page": queries.front_page(at=now)})


@require_safe
@policy(PUBLIC)
def category(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    found = get_object_or_404(Category, slug=slug)
    articles = Paginator(queries.category_articles(found, at=now), A_PAGE)
    note_visit(request, at=now)
    shown = articles.get_page(request.GET.get("trang"))
    return render(request, "category.html", {"category": found, "page": shown})


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


@require_POST
@from_this_site
@policy(PUBLIC)
def rate(request: HttpRequest, category: str, slug: str) -> HttpResponse:
    now = timezone.now()
    found = get_object_or_404(Article.objects.published(now).select_related("category"), slug=slug)
    form = forms.Rate(request.POST, at=now)
    answer = redirect(f"{found.get_absolute_url()}#danh-gia")
    if not form.is_valid():
        tell(request, messages.WARNING, _("Đánh giá chưa được ghi. Xin thử lại."), "rating")
        return answer
    reader, token = reader_who_rates(request, form.cleaned_data["stamp"])
    try:
        operations.rate(found, form.cleaned_data["points"], reader=reader, at=now)
    except operations.NotPossible as refusal:
        tell(request, messages.WARNING, str(refusal), "rating")
    else:
        tell(request, messages.SUCCESS, _("Cảm ơn quý vị đã đánh giá."), "rating")
        remember_reader(answer, token)
    return answer


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


@require_safe
@policy(MODERATE)
def moderation(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("trang-thai", CommentState.WAITING)
    state = CommentState(wanted) if wanted in CommentState.values else CommentState.WAITING
    queue = Paginator(queries.moderation_queue(state), COMMENTS_A_PAGE)
    page = queue.get_page(request.GET.get("trang"))
    context = {"page": page, "state": state, "states": CommentState}
    return render(request, "moderation.html", context)


@require_POST
@policy(MODERATE)
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    found = get_object_or_404(Comment, ref=ref)
    form = forms.Decide(request.POST)
    if form.is_valid() and form.cleaned_data["decision"] == "show":
        operations.show_comment(found, by=actor_of(request))
        messages.success(request, _("Ý kiến đang hiện trên trang."))
    elif form.is_valid():
        operations.hide_comment(found, by=actor_of(request))
        messages.success(request, _("Ý kiến đã được ẩn."))
    return redirect("moderation")


def take_comment(
    request: HttpRequest, article: Article, form: forms.WriteComment, at: datetime
) -> bool:
    """Keep a comment, or put into the form why it cannot be kept."""
    try:
        operations.submit_comment(
            article,
            name=form.cleaned_data["name"],
            text=form.cleaned_data["text"],
            parent=form.cleaned_data["parent"],
            reader=reader_of(request),
            at=at,
        )
    except operations.NotPossible as refusal:
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
    return render(request, "article.html", context, status=status)


def tell(request: HttpRequest, level: int, text: str, where: str) -> None:
    """Say something at the place of the page where it belongs."""
    messages.add_message(request, level, text, extra_tags=where)


def note_visit(request: HttpRequest, *, at: datetime, article: Article | None = None) -> None:
    """Count a page that somebody opened; not one that a browser fetched in advance."""
    ahead = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    if request.method != "GET" or "prefetch" in ahead:
        return
    VISITS.note(
        request.path,
        address=address_of(request),
        user_agent=request.headers.get("User-Agent", ""),
        day=timezone.localdate(at),
        at=at,
        article=article.pk if article else None,
    )
