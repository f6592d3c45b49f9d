"""Open accounts, give and take roles, hand out one-time codes. One function is one decision."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from nguon.accounts.models import Role, RoleAssignment, SetupCode, User, new_code
from nguon.core import audit, installation
from nguon.core.actor import SYSTEM_USER, Actor, NotAllowed
from nguon.core.crypto import blind_index
from nguon.core.models import AuditEntry
from nguon.organizations.models import OPEN_END, Organization
from nguon.organizations.models import on as standing_on

ASSIGN = "accounts.assign"
CODE_LIVES = timedelta(hours=24)
UNUSED = timedelta(days=45)


class NotPossible(ValueError):
    """The rules of accounts forbid it; the message says why. Nothing was written."""


class CodeRefused(ValueError):
    """The one-time code is unknown, used or too old."""


@transaction.atomic
def open_account(username: str, full_name: str, *, by: Actor) -> User:
    """Open an account without roles and without a passphrase; a one-time code lets it in.

    Raises: NotAllowed, NotPossible.
    """
    if not by.seats(ASSIGN) and by.user_id != SYSTEM_USER:
        raise NotAllowed(_("%(who)s không có quyền mở tài khoản.") % {"who": by.name})
    username = username.strip().lower()
    _check_name(username)
    if not full_name.strip():
        raise NotPossible(_("Cần họ và tên của người dùng."))
    user = User.objects.create_user(username, full_name.strip())
    audit.record("accounts.open", user, by=by)
    return user


@transaction.atomic
def appoint(
    username: str,
    full_name: str,
    *,
    role: str,
    organization: Organization,
    on: date,
    document: str,
    by: Actor,
) -> str:
    """Open an account with its first role and return the one-time code to hand over in person.

    Raises: NotAllowed, NotPossible.
    """
    user = open_account(username, full_name, by=by)
    assign_role(user, role=role, organization=organization, on=on, document=document, by=by)
    return issue_code(user, by=by)


@transaction.atomic
def assign_role(
    user: User,
    *,
    role: str,
    organization: Organization,
    on: date,
    document: str,
    by: Actor,
    until: date = OPEN_END,
    instead_of: User | None = None,
) -> RoleAssignment:
    """Give ``user`` a role at ``organization`` from ``on`` until, but not on, ``until``.

    Reading: whoever acts for another (``instead_of``) does so for a limited time, and only in a
             role that the other holds there.
    Raises:  NotAllowed, NotPossible.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    by.require(ASSIGN, at=organization)
    _refuse_own_account(user, by)
    _check_spell(on, until, document)
    _check_role(user, role, on, until)
    if role != Role.ADMINISTRATOR and installation.kind() == installation.OFFICE:
        _require_two_administrators(by.today)
    if instead_of:
        _check_delegation(instead_of, role, organization, on, until)
    assignment = RoleAssignment.objects.create(
        user=user,
        role=role,
        organization=organization,
        valid_from=on,
        valid_to=until,
        document=document.strip(),
        instead_of=instead_of,
    )
    _note_change(user)
    audit.record("accounts.assign", assignment, by=by, user=user.pk, role=role, on=str(on))
    return assignment


@transaction.atomic
def revoke_role(assignment: RoleAssignment, *, on: date, by: Actor) -> RoleAssignment:
    """End a role: on ``on`` it no longer holds.

    Raises: NotAllowed, NotPossible.
    """
    assignment = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    by.require(ASSIGN, at=_station(assignment, by.today))
    _refuse_own_account(assignment.user, by)
    if not assignment.valid_from <= on < assignment.valid_to:
        raise NotPossible(_("Ngày thôi phải nằm trong thời gian giữ vai trò."))
    assignment.valid_to = on
    assignment.save(update_fields=["valid_to"])
    _note_change(assignment.user)
    audit.record(
        "accounts.revoke", assignment, by=by, user=assignment.user_id, role=assignment.role,
        on=str(on),
    )  # fmt: skip
    return assignment


def suspend(user: User, *, by: Actor) -> User:
    """Close an account for the time being: its sessions end with the next click.

    Raises: NotAllowed, NotPossible.
    """
    return _set_active(user, False, "accounts.suspend", by)


def reopen(user: User, *, by: Actor) -> User:
    """Let a suspended account in again, with the roles that it still holds.

    Raises: NotAllowed, NotPossible.
    """
    return _set_active(user, True, "accounts.reopen", by)


def suspend_unused(*, by: Actor) -> int:
    """Suspend the accounts that nobody entered for 45 days; return how many.

    Reading: an account that was just reopened or claimed counts as used; of the administrators
             the one who was there last stays, so that somebody can open the others again.
    Raises:  NotAllowed.
    Source:  TCVN 14423:2026 cl. 3-5 (accounts unused for 45 days).
    """
    if by.user_id != SYSTEM_USER:
        raise NotAllowed(_("%(who)s không có quyền này.") % {"who": by.name})
    limit = by.at - UNUSED
    recent = AuditEntry.objects.filter(
        action__in=("accounts.reopen", "accounts.claim"), at__gte=limit
    )
    spared = set(recent.values_list("subject", flat=True))
    unused = User.objects.filter(is_active=True, last_login__lt=limit).order_by("pk")
    kept = _last_administrator(by.today)
    gone = [
        user for user in unused if user.pk != kept and f"accounts.user:{user.pk}" not in spared
    ]
    for user in gone:
        _set_active(user, False, "accounts.suspend_unused", by)
    return len(gone)


def _last_administrator(day: date) -> int | None:
    held = RoleAssignment.objects.filter(
        standing_on(day), role=Role.ADMINISTRATOR, user__is_active=True
    )
    latest = held.filter(user__last_login__isnull=False).order_by("-user__last_login").first()
    return latest.user_id if latest else None


@transaction.atomic
def issue_code(user: User, *, by: Actor, lives: timedelta = CODE_LIVES) -> str:
    """Return a new one-time code for ``user``; codes issued before no longer count.

    Raises: NotAllowed, NotPossible.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    _require_reach(user, by)
    SetupCode.objects.filter(user=user, used_at=None).update(used_at=by.at)
    code = store_code(user, at=by.at, lives=lives)
    audit.record("accounts.issue_code", user, by=by)
    return code


def store_code(user: User | None, *, at: datetime, lives: timedelta) -> str:
    """Keep the hash of a new code, and return the code, which is nowhere else."""
    code = new_code()
    SetupCode.objects.create(code_hash=hash_of(code), user=user, made_at=at, expires_at=at + lives)
    return code


def claim(code: str, *, at: datetime, passphrase: str = "") -> User:
    """Use up a one-time code and return whom it lets in.

    Reading: with real data a code opens nothing by itself: its owner sets the passphrase with
             it. With invented data the code alone is enough, since nobody is harmed.
    Raises:  CodeRefused, NotPossible.
    """
    hashed = make_password(passphrase) if passphrase else ""
    with transaction.atomic():
        row = usable_code(code, at=at, lock=True)
        if row.user is None:
            raise CodeRefused(_("Mã này chỉ dùng để mở cơ quan mới."))
        if not hashed and not installation.is_demonstration():
            raise NotPossible(_("Cần đặt câu mật khẩu."))
        use_up(row, at=at)
        if hashed:
            User.objects.filter(pk=row.user.pk).update(password=hashed)
        oneself = Actor(row.user.pk, row.user.full_name, at.date(), at, {})
        audit.record("accounts.claim", row.user, by=oneself, passphrase=bool(hashed))
    return User.objects.get(pk=row.user.pk)


def usable_code(code: str, *, at: datetime, lock: bool = False) -> SetupCode:
    """The code that was handed out, if it can still be used.

    Raises: CodeRefused.
    """
    rows = SetupCode.objects.select_for_update(of=("self",)) if lock else SetupCode.objects
    row = rows.select_related("user").filter(code_hash=hash_of(code), used_at=None).first()
    if row is None or row.expires_at <= at or (row.user and not row.user.is_active):
        raise CodeRefused(_("Mã dùng một lần này không đúng, đã dùng hoặc đã hết hạn."))
    return row


def use_up(row: SetupCode, *, at: datetime) -> None:
    """Close a code for good."""
    row.used_at = at
    row.save(update_fields=["used_at"])


def hash_of(code: str) -> str:
    """What is kept of a one-time code; case and spaces do not matter."""
    return blind_index("".join(code.lower().split()), "setup")


@transaction.atomic
def _set_active(user: User, active: bool, action: str, by: Actor) -> User:
    user = User.objects.select_for_update().get(pk=user.pk)
    _require_reach(user, by)
    _refuse_own_account(user, by)
    user.is_active = active
    user.save(update_fields=["is_active"])
    _note_change(user)
    audit.record(action, user, by=by)
    return user


def _note_change(user: User) -> None:
    """Let open sessions notice that the rights of ``user`` are others now."""
    User.objects.filter(pk=user.pk).update(scope_version=F("scope_version") + 1)


def _check_name(username: str) -> None:
    try:
        validate_slug(username)
    except ValidationError as wrong:
        raise NotPossible(_("Tên đăng nhập chỉ gồm chữ không dấu, chữ số, gạch nối.")) from wrong
    if User.objects.filter(username__iexact=username).exists():
        raise NotPossible(_("Tên đăng nhập này đã có người dùng."))


def _check_spell(begins: date, ends: date, document: str) -> None:
    if ends <= begins:
        raise NotPossible(_("Ngày thôi phải sau ngày bắt đầu."))
    if not document.strip():
        raise NotPossible(_("Cần số, ngày của văn bản phân công."))


def _check_role(user: User, role: str, begins: date, ends: date) -> None:
    """A role is held once at a time; nobody both administers accounts and sees content."""
    if role not in Role.values:
        raise NotPossible(_("Không có vai trò này."))
    meanwhile = user.assignments.filter(valid_from__lt=ends, valid_to__gt=begins)
    others = set(meanwhile.values_list("role", flat=True)) | {role}
    if Role.ADMINISTRATOR in others and len(others) > 1:
        raise NotPossible(_("Người quản trị tài khoản không kiêm vai trò xem hồ sơ."))


def _require_two_administrators(day: date) -> None:
    held = RoleAssignment.objects.filter(standing_on(day), role=Role.ADMINISTRATOR)
    signed_in = held.filter(user__is_active=True, user__last_login__isnull=False)
    if signed_in.values("user").distinct().count() < 2:
        raise NotPossible(
            _("Cần hai người quản trị đã đăng nhập trước khi có ai được nhập dữ liệu.")
        )


def _check_delegation(
    instead_of: User, role: str, organization: Organization, begins: date, ends: date
) -> None:
    theirs = instead_of.assignments.filter(
        role=role, organization=organization, instead_of=None, valid_from__lte=begins
    )
    if ends == OPEN_END or not theirs.filter(valid_to__gte=ends).exists():
        raise NotPossible(
            _("Chỉ thay được vai trò mà người kia đang giữ, trong thời hạn nhất định.")
        )


def _refuse_own_account(user: User, by: Actor) -> None:
    if user.pk == by.user_id:
        raise NotPossible(_("Không ai tự đổi quyền của chính mình."))


def _require_reach(user: User, by: Actor) -> None:
    """Whoever changes an account must reach every place where its owner holds a role."""
    if by.user_id == SYSTEM_USER:
        return
    stations = list(_stations(user, by.today))
    if not stations:
        raise NotAllowed(_("Tài khoản này không thuộc phạm vi của %(who)s.") % {"who": by.name})
    for organization in stations:
        by.require(ASSIGN, at=organization)


def _stations(user: User, day: date) -> Iterable[Organization]:
    """Where ``user`` holds roles on ``day`` or later; if nowhere, where the last one was held."""
    held = user.assignments.select_related("organization").order_by("-valid_to", "-pk")
    lasting = list(held.filter(valid_to__gt=day)) or list(held[:1])
    return [_station(assignment, day) for assignment in lasting]


def _station(assignment: RoleAssignment, day: date) -> Organization:
    """The organisation of a role, or whoever took over from it."""
    place = assignment.organization
    while not place.seats_on(day):
        heir = place.successions.in_force(day).filter(keeps_rows=True).first()
        if heir is None:
            return place
        place = heir.successor
    return place
