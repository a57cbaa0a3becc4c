"""Rows of the log that no act of the office writes by itself: accounts, sign-ins, second factors, exports."""

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db.models import Model
from django.dispatch import receiver
from structlog.contextvars import get_contextvars

from lao_cai_support.accounts.models import User
from lao_cai_support.accounts.signals import act_done
from lao_cai_support.audit.models import Act
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now
from lao_cai_support.web.export import exported


@receiver(act_done)
def on_act(
    sender: Any,
    *,
    user: User | None,
    act: str,
    obj: Model,
    right: str = "",
    unit: Any = None,
    reason: str = "",
    fields: Iterable[str] = (),
    detail: Mapping[str, Any] | None = None,
    **kwargs: Any,
) -> None:
    """An act on an account: same transaction, one row."""
    facts = dict(detail or {})
    if unit is not None:
        facts["unit"] = unit.code
    # The account belongs to no unit, so the row does not either: it is read at the province.
    record(user, act, obj, right=right, reason=reason, fields=fields, detail=facts)


@receiver(account.user_logged_in)
def on_sign_in(sender: Any, user: User, **kwargs: Any) -> None:
    record(user, "account.sign_in", user)


@receiver(user_logged_out)
def on_sign_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None and user.pk:
        record(user, "account.sign_out", user)


@receiver(account.password_changed)
@receiver(account.password_set)
@receiver(account.password_reset)
def on_password(sender: Any, user: User, **kwargs: Any) -> None:
    record(user, "account.password_change", user)


@receiver(mfa.authenticator_added)
def on_second_factor(sender: Any, user: User, **kwargs: Any) -> None:
    record(user, "account.second_factor_on", user)


@receiver(mfa.authenticator_removed)
def on_second_factor_off(sender: Any, user: User, **kwargs: Any) -> None:
    record(user, "account.second_factor_off", user)


@receiver(user_login_failed)
def on_failed(sender: Any, credentials: Mapping[str, Any], **kwargs: Any) -> None:
    """Against a known account only: a stranger's typing stays out of a log that is never deleted."""
    _of_account(credentials.get("username"), "account.sign_in_failed")


@receiver(user_locked_out)
def on_locked(sender: Any, username: str | None = None, **kwargs: Any) -> None:
    _of_account(username, "account.locked")


def _of_account(username: Any, act: str) -> None:
    person = User.objects.filter(username=username).first() if username else None
    if person:
        record(None, act, person)


@receiver(exported)
def on_export(
    sender: Any,
    *,
    request: Any,
    key: str,
    kind: str,
    count: int,
    user: Any = None,
    reason: str = "",
    unit: Any = None,
    detail: Mapping[str, Any] | None = None,
    **kwargs: Any,
) -> None:
    """A list left the portal as a file: who took it, which list, how many rows, why (ASVS 8.2.2, 16.3)."""
    user = user or getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return  # open data is for everyone and nobody is noted
    Act.objects.create(
        at=now(),
        user=user,
        act="list.export",
        object_type="list",
        object_code=key[:60],
        unit_id=getattr(unit, "pk", unit),
        reason=reason,
        detail={"kind": kind, "rows": count, **(detail or {})},
        request_id=str(get_contextvars().get("request_id", ""))[:40],
    )
