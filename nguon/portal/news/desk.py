"""The editors' pages of articles: the list, the page to write on, revisions, preview."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nguon.core.actor import Actor
from nguon.core.http.door import actor_of
from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.desk import act
from nguon.portal.models import Article, Category, User
from nguon.portal.news import forms, operations, queries
from nguon.portal.news.models import Revision
from nguon.portal.news.words import may_write
from nguon.portal.operations import NotPossible, sanitised
from nguon.portal.roles import PUBLISH, WRITE
from nguon.portal.sheets import comma_separated, sheet

A_PAGE = 30
UNREADABLE = 422
PREVIEW_LASTS = 7 * 24 * 3600
PREVIEWS = signing.TimestampSigner(salt="news.preview")
SAVED = {"xlsx": sheet, "csv": comma_separated}


@require_safe
@policy(WRITE)
def articles(request: HttpRequest) -> HttpResponse:
    by, chosen = actor_of(request), _chosen(request)
    found = queries.articles_of(by, at=by.at, **chosen)
    if (form := request.GET.get("dang")) in SAVED:
        return _saved([queries.listed(article, at=by.at) for article in found], form, by=by)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("trang"))
    asked = request.GET.copy()
    asked.pop("trang", None)
    context = {
        "page": page,
        "rows": [queries.listed(article, at=by.at) for article in page],
        "chosen": chosen,
        "statuses": queries.STATUS,
        "query": f"{asked.urlencode()}&" if asked else "",
        "may_publish": by.seats(PUBLISH),
    }
    return render(request, "news/articles.html", context)


def _chosen(request: HttpRequest) -> dict[str, str]:
    """Which articles are asked for."""
    return {
        "status": request.GET.get("tinh-trang", ""),
        "category": request.GET.get("chuyen-muc", ""),
        "words": request.GET.get("tu-khoa", ""),
    }


@policy(WRITE)
def begin(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    form = forms.Begin(request.POST or None)
    if form.is_valid():
        poster = get_object_or_404(User, pk=by.user_id)
        article = operations.write_article(
            form.cleaned_data["title"],
            category=form.cleaned_data["category"],
            lead="",
            body="",
            author=by.name,
            poster=poster,
            by=by,
        )
        return redirect("article_work", article.ref)
    context = {"form": form, "categories_exist": Category.objects.exists()}
    return render(request, "news/begin.html", context)


@policy(WRITE)
def work(request: HttpRequest, ref: str) -> HttpResponse:
    by, article = actor_of(request), _find(request, ref)
    if request.method != "POST":
        return _show(request, article, by)
    form = forms.Write(_with_clean_body(request))
    steps = forms.Steps(request.POST)
    if not form.is_valid() or not steps.is_valid():
        return _show(request, article, by, form=form, steps=steps, status=UNREADABLE)
    try:
        _keep_and_act(request, article, form, steps.cleaned_data)
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
    return redirect("article_work", ref)


@require_POST
@policy(WRITE)
def save(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep what stands on the page right now; asked for by the page itself while one writes."""
    article = _find(request, ref)
    form = forms.Write(request.POST)
    if not form.is_valid():
        said = "; ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"said": said}, status=UNREADABLE)
    seen = form.cleaned_data["seen"]
    try:
        saved = operations.save_revision(article, form.words(), seen=seen, by=actor_of(request))
    except NotPossible as refusal:
        return JsonResponse({"said": str(refusal)}, status=UNREADABLE)
    said = _("Đã lưu lúc %(time)s.") % {
        "time": f"{timezone.localtime(saved.revision.saved_at):%H:%M:%S}"
    }
    if saved.unseen:
        said = f"{said} {_seen_elsewhere(saved.unseen)}"
    return JsonResponse({"said": said, "seen": seen if saved.unseen else saved.revision.number})


@require_POST
@policy(WRITE)
def related(request: HttpRequest, ref: str) -> HttpResponse:
    by, article = actor_of(request), _find(request, ref)
    form = forms.Related(request.POST, article=article, at=by.at)
    if form.is_valid():
        chosen = form.cleaned_data["related"]
        act(
            request,
            lambda: operations.choose_related(article, chosen, by=by),
            _("Đã ghi các bài liên quan."),
        )
    return redirect("article_work", ref)


@require_POST
@policy(WRITE)
def attach(request: HttpRequest, ref: str) -> HttpResponse:
    by, article = actor_of(request), _find(request, ref)
    form = forms.Files(request.POST, article=article)
    if form.is_valid():
        files = form.in_order()
        said = _("Đã ghi ảnh và tệp kèm theo.")
        act(request, lambda: operations.attach(article, files, by=by), said)
    return redirect("article_work", ref)


@require_POST
@policy(PUBLISH)
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    by, article = actor_of(request), _find(request, ref)
    said = _("Bài đã được gỡ: không ai đọc được nữa. Nội dung còn nguyên.")
    act(request, lambda: operations.withdraw(article, by=by), said)
    return redirect("article_work", ref)


@require_safe
@policy(WRITE)
def revisions(request: HttpRequest, ref: str) -> HttpResponse:
    article = _find(request, ref)
    found = list(article.revisions.select_related("by", "category"))
    numbers = {each.number: each for each in found}
    new = numbers.get(_number(request, "moi"), found[0])
    old = numbers.get(_number(request, "cu"), numbers.get(new.base, new))
    context = {
        "article": article,
        "revisions": found,
        "old": old,
        "new": new,
        "pieces": queries.changes(old, new),
        "writable": may_write(article, actor_of(request)),
    }
    return render(request, "news/revisions.html", context)


@require_POST
@policy(WRITE)
def restore(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    by, article = actor_of(request), _find(request, ref)
    said = _("Bản cũ đã thành bản đang làm; bài đang đăng chưa đổi.")
    try:
        act(request, lambda: operations.restore(article, number, by=by), said)
    except Revision.DoesNotExist as missing:
        raise Http404 from missing
    return redirect("article_work", ref)


@require_safe
@never_cache
@policy(PUBLIC)
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """One revision as readers would see it, for whoever was given the link, for seven days."""
    try:
        ref, number = PREVIEWS.unsign(token, max_age=PREVIEW_LASTS).split(".")
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    found = Revision.objects.select_related("article__poster", "category")
    revision = get_object_or_404(found, article__ref=ref, number=number)
    shots = queries.pictures(revision.article)
    context = {
        "article": queries.as_article(revision, at=timezone.now()),
        "page": {"picture": next(iter(shots), None), "pictures": shots[1:]},
        "revision": revision,
        "narrow": "hep" in request.GET,
    }
    answer = render(request, "news/preview.html", context)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _find(request: HttpRequest, ref: str) -> Article:
    article = get_object_or_404(Article.objects.select_related("category", "poster"), ref=ref)
    if not queries.may_see(article, actor_of(request)):
        raise Http404
    return article


def _show(
    request: HttpRequest,
    article: Article,
    by: Actor,
    *,
    form: forms.Write | None = None,
    steps: forms.Steps | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = queries.work_on(article, by=by)
    told = {name: getattr(shown.revision, name) for name in ("title", "lead", "body", "author")}
    more = ("source", "source_link", "tags", "category")
    told |= {name: getattr(shown.revision, name) for name in more}
    times = {"at": _local(article.published_at), "until": _local(article.expires_at)}
    token = PREVIEWS.sign(f"{article.ref}.{shown.revision.number}")
    context = {
        "work": shown,
        "article": article,
        "form": form or forms.Write(initial=told | {"seen": shown.newest}),
        "steps": steps or forms.Steps(initial=times),
        "related": forms.Related(article=article, at=by.at),
        "files": forms.Files(article=article),
        "pictures": queries.pictures(article),
        "history": article.steps.select_related("by")[:12],
        "preview": request.build_absolute_uri(reverse("article_preview", args=[token])),
    }
    return render(request, "news/work.html", context, status=status)


def _keep_and_act(
    request: HttpRequest, article: Article, form: forms.Write, asked: dict[str, Any]
) -> None:
    """Keep the text first; go on only if nobody else has written meanwhile."""
    by, do = actor_of(request), request.POST.get("do", "")
    seen = form.cleaned_data["seen"]
    saved = operations.save_revision(article, form.words(), seen=seen, by=by)
    if saved.unseen:
        messages.warning(request, _seen_elsewhere(saved.unseen))
        return
    if do == "send":
        operations.send(article, by=by)
        messages.success(request, _("Đã gửi ban biên tập."))
    elif do == "pass":
        operations.pass_on(article, by=by)
        messages.success(request, _("Đã chuyển người duyệt đăng."))
    elif do == "back":
        operations.send_back(article, asked["reason"], by=by)
        messages.success(request, _("Đã trả lại người viết, kèm lý do."))
    elif do == "publish":
        operations.publish(article, at=asked["at"] or by.at, until=asked["until"], by=by)
        messages.success(request, _("Đã đăng, hoặc sẽ đăng vào giờ đã hẹn."))
    else:
        messages.success(request, _("Đã lưu."))


def _seen_elsewhere(unseen: list[Revision]) -> str:
    other = unseen[0]
    name = other.by.full_name if other.by else _("Hệ thống")
    said = _(
        "%(name)s cũng đã sửa bài này (bản %(number)d). Cả hai bản đều được giữ; "
        "xin so sánh rồi làm tiếp."
    )
    return said % {"name": name, "number": other.number}


def _with_clean_body(request: HttpRequest) -> Any:
    told = request.POST.copy()
    told["body"] = sanitised(told.get("body", ""))
    return told


def _local(at: datetime | None) -> datetime | None:
    return timezone.localtime(at) if at else None


def _number(request: HttpRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 0


def _saved(rows: list[queries.Listed], form: str, *, by: Actor) -> HttpResponse:
    """The list to save: a workbook, or bare CSV for other programs."""
    heading = [
        *(_("Tiêu đề"), _("Chuyên mục"), _("Người viết")),
        *(_("Tình trạng"), _("Đăng lúc"), _("Lượt xem")),
    ]
    told = [_told(row) for row in rows]
    name = f"bai-viet-{by.today:%Y-%m-%d}"
    answer = SAVED[form](name, _("Bài viết"), heading, told)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _told(row: queries.Listed) -> list[Any]:
    article = row.article
    state = ", ".join(str(word) for word in row.words)
    told = [article.title, article.category.name, article.poster.full_name, state]
    return [*told, article.published_at, article.views]
