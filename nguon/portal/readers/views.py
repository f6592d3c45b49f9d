"""Readers give points, without a script and without an account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nguon.core.http.policy import PUBLIC, policy
from nguon.portal.http import from_this_site, reader_who_rates, remember_reader, tell
from nguon.portal.models import Article
from nguon.portal.operations import NotPossible
from nguon.portal.readers import forms, operations


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
    except NotPossible as refusal:
        tell(request, messages.WARNING, str(refusal), "rating")
    else:
        tell(request, messages.SUCCESS, _("Cảm ơn quý vị đã đánh giá."), "rating")
        remember_reader(answer, token)
    return answer
