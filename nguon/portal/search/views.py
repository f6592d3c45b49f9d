"""The page that finds, and the lists of everything public for feed readers and search engines."""

import re
from xml.sax.saxutils import escape

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.search import queries
from nguon.portal.search.codes import CODES, code_of
from nguon.portal.search.queries import Question

LONGEST = 200
YEAR = re.compile(r"[12][0-9]{3}")
ADDRESSES_A_PART = 5_000
CLOSED = ("ban-bien-tap", "dang-nhap", "kich-hoat", "tim-kiem", "xac-nhan", "xac-thuc")
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


@require_safe
@policy(PUBLIC)
def search(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    asked = question(request)
    found = queries.found(asked, page=request.GET.get("trang", "1"), at=now)
    context = {
        "asked": asked,
        "found": found,
        "page": found.page,
        "kinds": [(code, kind.label) for code, kind in CODES.items()],
        "kind": code_of(asked.kind) if asked.kind else "",
        "years": reversed(queries.years(at=now)),
        "query": rest_of(request),
    }
    return render(request, "search/search.html", context)


@require_safe
@policy(PUBLIC)
def sitemap(request: HttpRequest) -> HttpResponse:
    parts = Paginator(queries.public(at=timezone.now()), ADDRESSES_A_PART)
    addresses = (reverse("sitemap_part", args=[part]) for part in parts.page_range)
    rows = [f"<sitemap><loc>{absolute(request, address)}</loc></sitemap>" for address in addresses]
    return xml("sitemapindex", rows)


@require_safe
@policy(PUBLIC)
def sitemap_part(request: HttpRequest, part: int) -> HttpResponse:
    try:
        page = Paginator(queries.public(at=timezone.now()), ADDRESSES_A_PART).page(part)
    except EmptyPage as missing:
        raise Http404 from missing
    home = [f"<url><loc>{absolute(request, '/')}</loc></url>"] if part == 1 else []
    rows = [
        f"<url><loc>{absolute(request, entry.address)}</loc><lastmod>{entry.day}</lastmod></url>"
        for entry in page
    ]
    return xml("urlset", home + rows)


@require_safe
@policy(PUBLIC)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: /{path}/" for path in CLOSED)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def question(request: HttpRequest) -> Question:
    """What is sought; of what makes no sense nothing is left."""
    year = request.GET.get("nam", "")
    kind = CODES.get(request.GET.get("loai", ""))
    return Question(
        text=request.GET.get("q", "").strip()[:LONGEST],
        kind=kind.value if kind else "",
        year=int(year) if YEAR.fullmatch(year) else None,
    )


def rest_of(request: HttpRequest) -> str:
    """The question as the address of another page of the same bears it."""
    asked = request.GET.copy()
    asked.pop("trang", None)
    return f"{asked.urlencode()}&" if asked else ""


def absolute(request: HttpRequest, address: str) -> str:
    """An address of this site with its name, as XML bears it."""
    return escape(request.build_absolute_uri(address))


def xml(root: str, rows: list[str]) -> HttpResponse:
    """A document of one list."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{SITEMAPS}">\n'
    text = head + "\n".join(rows) + f"\n</{root}>\n"
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
