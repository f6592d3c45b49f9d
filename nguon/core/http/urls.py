"""Addresses of sign-in and of one's own factors, the same on both sites.

The views are the library's; what is not named here cannot be reached.
"""

from allauth.account import views as account
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path

from nguon.core.http import contact, keys, sessions
from nguon.core.http.policy import OWN_ACCOUNT, PUBLIC, declare, policy


@policy(OWN_ACCOUNT)
def passphrase(request: HttpRequest) -> HttpResponseBase:
    """Change one's passphrase; whoever has none got in by a one-time code."""
    if not authenticated_user(request).has_usable_password():
        raise Http404
    answer: HttpResponseBase = account.password_change(request)
    return answer


declare(
    {
        "account_login": PUBLIC,
        "mfa_login_webauthn": PUBLIC,
        "mfa_authenticate": PUBLIC,
        "account_inactive": PUBLIC,
        "account_logout": PUBLIC,
        "account_reauthenticate": OWN_ACCOUNT,
        "mfa_reauthenticate": OWN_ACCOUNT,
        "mfa_reauthenticate_webauthn": OWN_ACCOUNT,
        "mfa_index": OWN_ACCOUNT,
        "mfa_activate_totp": OWN_ACCOUNT,
        "mfa_deactivate_totp": OWN_ACCOUNT,
        "mfa_list_webauthn": OWN_ACCOUNT,
        "mfa_add_webauthn": OWN_ACCOUNT,
        "mfa_remove_webauthn": OWN_ACCOUNT,
        "mfa_view_recovery_codes": OWN_ACCOUNT,
        "mfa_generate_recovery_codes": OWN_ACCOUNT,
    }
)

urlpatterns = [
    path(".well-known/security.txt", contact.security_txt, name="security_txt"),
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-nhap/khoa/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("dang-nhap/buoc-hai/", mfa.authenticate, name="mfa_authenticate"),
    path("dang-nhap/tam-khoa/", account.account_inactive, name="account_inactive"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("xac-nhan/ma/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("xac-nhan/khoa/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("xac-thuc/", mfa.index, name="mfa_index"),
    path("xac-thuc/phien/", sessions.sessions, name="sessions"),
    path("xac-thuc/phien/<str:ref>/", sessions.end, name="end_session"),
    path("xac-thuc/cau-mat-khau/", passphrase, name="account_change_password"),
    path("xac-thuc/ung-dung/", totp.activate_totp, name="mfa_activate_totp"),
    path("xac-thuc/ung-dung/go/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("xac-thuc/khoa/", keys.Keys.as_view(), name="mfa_list_webauthn"),
    path("xac-thuc/khoa/them/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("xac-thuc/khoa/<str:ref>/go/", keys.RemoveKey.as_view(), name="mfa_remove_webauthn"),
    path(
        "xac-thuc/ma-du-phong/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"
    ),
    path(
        "xac-thuc/ma-du-phong/moi/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
]
