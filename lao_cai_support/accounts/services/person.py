"""Acts on accounts: give one, put it right, close and open it, a new password, a new second factor."""

import datetime
import secrets
from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lao_cai_support.accounts.models import User
from lao_cai_support.accounts.rights import require
from lao_cai_support.accounts.roles import Role
from lao_cai_support.accounts.services.membership import keep_an_administrator
from lao_cai_support.accounts.signals import act_done
from lao_cai_support.web.errors import Refusal

RIGHT = "people.manage"
FIRST_PASSWORD_LIFE = datetime.timedelta(days=7)


def new_password() -> str:
    """A random first password: four groups of four, easy to copy from paper (79 bits)."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _i in range(4)) for _g in range(4))


@transaction.atomic
def create_person(*, user: User, username: str, full_name: str, email: str = "") -> tuple[User, str]:
    """Give an account. Gives the person and a first password, which is stored nowhere and shown once.

    The password lapses after seven days unless it is changed. Raises Refusal for a user name that is taken or
    malformed.
    """
    require(user, RIGHT)
    person = User(
        username=username.strip().lower(),
        full_name=full_name,
        email=email.strip(),
        must_change_password=True,
        first_password_until=timezone.now() + FIRST_PASSWORD_LIFE,
    )
    password = new_password()
    person.set_password(password)
    try:
        person.full_clean()
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise Refusal(sentences[0], field=field) from None
    person.save()
    act_done.send(User, user=user, act="account.create", obj=person, right=RIGHT)
    return person, password


@transaction.atomic
def edit_person(*, user: User, person: User, fields: Mapping[str, Any]) -> User:
    """Put name or e-mail right; the user name stays, since the log names it."""
    require(user, RIGHT)
    row = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    changed = [name for name in ("full_name", "email") if name in fields and getattr(row, name) != fields[name]]
    for name in changed:
        setattr(row, name, fields[name])
    if changed:
        row.save(update_fields=changed)
        act_done.send(User, user=user, act="account.edit", obj=row, right=RIGHT, fields=changed)
    return row


@transaction.atomic
def reset_password(*, user: User, person: User) -> str:
    """A new first password, shown once; every open session of the person ends with the old one."""
    require(user, RIGHT)
    row = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if row.pk == user.pk:
        raise Refusal(_("Hãy đổi mật khẩu của chính mình ở trang Đổi mật khẩu."), code="self")
    password = new_password()
    row.set_password(password)
    row.must_change_password = True
    row.first_password_until = timezone.now() + FIRST_PASSWORD_LIFE
    row.save(update_fields=["password", "must_change_password", "first_password_until"])
    act_done.send(User, user=user, act="account.password_reset", obj=row, right=RIGHT)
    return password


@transaction.atomic
def disable_person(*, user: User, person: User, reason: str) -> User:
    """Close an account at once, open sessions too; nothing the person did is lost."""
    require(user, RIGHT)
    row = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if row.pk == user.pk:
        raise Refusal(_("Không thể tự khóa tài khoản của chính mình. Hãy nhờ một quản trị viên khác."), code="self")
    if not row.is_active:
        raise Refusal(_("Tài khoản này đã khóa. Hãy tải lại trang."), code="move")
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do khóa tài khoản."), field="reason")
    if row.has_role(Role.ADMINISTRATOR):
        keep_an_administrator(without=row)
    row.is_active = False
    row.save(update_fields=["is_active"])
    act_done.send(User, user=user, act="account.disable", obj=row, right=RIGHT, reason=reason.strip())
    return row


@transaction.atomic
def enable_person(*, user: User, person: User, reason: str) -> User:
    """Open a closed account again."""
    require(user, RIGHT)
    row = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if row.is_active:
        raise Refusal(_("Tài khoản này đang mở. Hãy tải lại trang."), code="move")
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do mở lại tài khoản."), field="reason")
    row.is_active = True
    row.save(update_fields=["is_active"])
    act_done.send(User, user=user, act="account.enable", obj=row, right=RIGHT, reason=reason.strip())
    return row


@transaction.atomic
def reset_second_factor(*, user: User, person: User, reason: str) -> User:
    """Take the app and the recovery codes away (a lost phone); the next sign-in asks to set it up again."""
    require(user, RIGHT)
    row = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if row.pk == user.pk:
        raise Refusal(_("Hãy đổi bước xác thực của chính mình ở trang Xác thực hai bước."), code="self")
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do gỡ bước xác thực thứ hai."), field="reason")
    gone, _rows = Authenticator.objects.filter(user=row).delete()
    if not gone:
        raise Refusal(_("Người này chưa cài bước xác thực thứ hai."), code="move")
    act_done.send(User, user=user, act="account.second_factor_reset", obj=row, right=RIGHT, reason=reason.strip())
    return row


def choose_language(*, user: User, language: str) -> None:
    """Remember the person's language for the next sign-in and for letters."""
    if user.language != language:
        User.objects.filter(pk=user.pk).update(language=language)
        user.language = language
