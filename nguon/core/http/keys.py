"""The passkeys of one's own account: a list, and taking one away."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import ListWebAuthnView, RemoveWebAuthnView
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse

from nguon.core.crypto import reference

PURPOSE = "passkey"


class Keys(ListWebAuthnView):  # type: ignore[misc]
    """One's passkeys, each with its reference."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        keys = [(reference(key.pk, PURPOSE), key) for key in self.get_queryset()]
        return dict(super().get_context_data(keys=keys, **more))


class RemoveKey(RemoveWebAuthnView):  # type: ignore[misc]
    """Take a passkey away, unless nothing else would be left."""

    def get_object(self, queryset: QuerySet[Authenticator] | None = None) -> Authenticator:
        found = (
            key for key in self.get_queryset() if reference(key.pk, PURPOSE) == self.kwargs["ref"]
        )
        key = next(found, None)
        if key is None:
            raise Http404
        return key

    def form_valid(self, form: Form) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.get_object()):
            form.add_error(None, get_adapter().validation_error("cannot_delete_authenticator"))
            refused: HttpResponse = self.form_invalid(form)
            return refused
        done: HttpResponse = super().form_valid(form)
        return done
