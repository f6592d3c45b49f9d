"""A lost telephone or key: two office holders let its owner start anew, who is told a day before.

One asks, another agrees; for a day the owner may call it off from wherever the sign-in still
works. Then the old factors go, every open session ends, and a one-time code is handed over in
person. One office holder alone, or one who stole a name, gets no further than asking.
"""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from nguon.accounts.models import LostDevice, User
from nguon.accounts.operations import ASSIGN, NotPossible, issue_code
from nguon.accounts.operations import _require_reach as require_reach
from nguon.core import audit
from nguon.core.actor import Actor

TOLD_BEFORE = timedelta(hours=24)
LIVES = timedelta(days=7)


def open_loss(user: User) -> LostDevice | None:
    """The procedure that is under way for an account, if any."""
    return LostDevice.objects.filter(user=user, ended_at=None).select_related("asked_by").first()


def open_loss_of(by: Actor) -> LostDevice | None:
    """What others began for the account of whoever asks."""
    return LostDevice.objects.filter(user=by.user_id, ended_at=None).first()


@transaction.atomic
def report(user: User, *, by: Actor) -> LostDevice:
    """Say that the owner, who came in person, lost the device.

    Raises: NotAllowed, NotPossible.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    _require_other(user, by)
    _close_stale(user, by)
    if open_loss(user):
        raise NotPossible(_("Đã có đề nghị cho tài khoản này."))
    loss = LostDevice.objects.create(user=user, asked_by_id=by.user_id, asked_at=by.at)
    audit.record("accounts.loss_reported", user, by=by, loss=loss.pk)
    return loss


@transaction.atomic
def agree(user: User, *, by: Actor) -> LostDevice:
    """Agree as the second office holder; the day in which the owner may object begins.

    Raises: NotAllowed, NotPossible.
    """
    loss = _locked(user, by)
    _require_other(loss.user, by)
    if loss.asked_by_id == by.user_id:
        raise NotPossible(_("Người thứ hai phải là người khác với người đề nghị."))
    if loss.agreed_at:
        raise NotPossible(_("Đã có người thứ hai đồng ý."))
    loss.agreed_by_id, loss.agreed_at = by.user_id, by.at
    loss.save(update_fields=["agreed_by", "agreed_at"])
    audit.record("accounts.loss_agreed", loss.user, by=by, loss=loss.pk)
    return loss


@transaction.atomic
def carry_out(user: User, *, by: Actor) -> str:
    """Take the old factors away and return the one-time code to hand over in person.

    Reading: a day after the agreement at the earliest, since then the owner has been told.
    Raises:  NotAllowed, NotPossible.
    """
    loss = _locked(user, by)
    _require_other(loss.user, by)
    if loss.agreed_at is None:
        raise NotPossible(_("Chưa có người thứ hai đồng ý."))
    if by.at < loss.agreed_at + TOLD_BEFORE:
        raise NotPossible(_("Chủ tài khoản phải được báo trước 24 giờ."))
    _end(loss, by, carried_out=True)
    Authenticator.objects.filter(user=loss.user).delete()
    loss.user.set_unusable_password()
    loss.user.save(update_fields=["password"])  # which ends every session
    User.objects.filter(pk=loss.user.pk).update(scope_version=F("scope_version") + 1)
    audit.record("accounts.loss_carried_out", loss.user, by=by, loss=loss.pk)
    return issue_code(loss.user, by=by)


@transaction.atomic
def call_off(user: User, *, by: Actor) -> LostDevice:
    """Stop it: the owner still has the device, or an office holder thinks better of it.

    Raises: NotAllowed, NotPossible.
    """
    loss = _locked(user, by)
    if loss.user_id != by.user_id:
        require_reach(loss.user, by)
    _end(loss, by)
    audit.record("accounts.loss_called_off", loss.user, by=by, loss=loss.pk)
    return loss


def _locked(user: User, by: Actor) -> LostDevice:
    """The open procedure of an account; what nobody followed up within a week counts no more."""
    loss = LostDevice.objects.select_for_update(of=("self",)).select_related("user")
    found = loss.filter(user=user, ended_at=None, asked_at__gte=by.at - LIVES).first()
    if found is None:
        raise NotPossible(_("Không có đề nghị nào cho tài khoản này."))
    return found


def _require_other(user: User, by: Actor) -> None:
    """An office holder who reaches every role of the account, and is not its owner."""
    require_reach(user, by)
    if user.pk == by.user_id or not by.seats(ASSIGN):
        raise NotPossible(_("Không ai tự đặt lại bước xác thực của chính mình."))


def _close_stale(user: User, by: Actor) -> None:
    """Make room for a new procedure after one that nobody followed up."""
    old = LostDevice.objects.filter(user=user, ended_at=None, asked_at__lt=by.at - LIVES)
    old.update(ended_at=by.at)


def _end(loss: LostDevice, by: Actor, *, carried_out: bool = False) -> None:
    loss.ended_at, loss.carried_out = by.at, carried_out
    loss.save(update_fields=["ended_at", "carried_out"])
