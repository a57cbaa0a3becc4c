"""Writing the log: one row per act, in the act's own transaction."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model, QuerySet
from structlog.contextvars import get_contextvars

from lao_cai_support.accounts.rights import acting_membership
from lao_cai_support.audit.models import Act, RecordView
from lao_cai_support.web.clock import now


def _name(obj: Model) -> tuple[str, str]:
    return obj._meta.label_lower, str(getattr(obj, "code", obj.pk))


def record(
    user: Any,
    act: str,
    obj: Model,
    *,
    right: str = "",
    unit: Any = None,
    reason: str = "",
    fields: Iterable[str] = (),
    detail: Mapping[str, Any] | None = None,
    **facts: Any,
) -> Act:
    """Write who did what to which record.

    ``act`` is the verb shown in the history (see audit/acts.py), ``right`` the named right it was done under,
    ``unit`` where it belongs, ``fields`` the names of the changed fields, ``facts`` small plain facts
    (amounts, counts, codes; ``detail`` takes those whose names are taken). Never pass a child's name or id
    number: the log is read outside the child's scope.
    """
    object_type, object_code = _name(obj)
    return Act.objects.create(
        at=now(),
        user=user,
        membership=acting_membership(user, right, unit=unit) if user and right else None,
        act=act,
        object_type=object_type,
        object_code=object_code,
        unit_id=getattr(unit, "pk", unit),
        reason=reason,
        fields=sorted(fields),
        detail={**(detail or {}), **facts},
        request_id=str(get_contextvars().get("request_id", ""))[:40],
    )


def record_many(user: Any, act: str, objects: Iterable[Model], *, right: str) -> None:
    """The same act on many records, one row each, in one query; each record tells its own unit."""
    moment, request_id = now(), str(get_contextvars().get("request_id", ""))[:40]
    rows = []
    for obj in objects:
        object_type, object_code = _name(obj)
        unit = getattr(obj, "unit_id", None)
        rows.append(
            Act(
                at=moment,
                user=user,
                membership=acting_membership(user, right, unit=unit) or acting_membership(user, right),
                act=act,
                object_type=object_type,
                object_code=object_code,
                unit_id=unit,
                fields=[],
                detail={},
                request_id=request_id,
            )
        )
    Act.objects.bulk_create(rows)


def seen(user: Any, obj: Model, page: str, *, right: str) -> None:
    """Write that the user opened the record's page."""
    object_type, object_code = _name(obj)
    RecordView.objects.create(
        at=now(),
        user=user,
        membership=acting_membership(user, right),
        object_type=object_type,
        object_code=object_code,
        page=page,
    )


def seen_many(user: Any, objects: Iterable[Model], page: str, *, right: str) -> None:
    """Write that the user opened a page on which these records stand, one row each, in one query."""
    moment, membership = now(), acting_membership(user, right)
    names = [_name(obj) for obj in objects]
    RecordView.objects.bulk_create(
        RecordView(at=moment, user=user, membership=membership, object_type=kind, object_code=code, page=page)
        for kind, code in names
    )


def history_of(obj: Model) -> QuerySet[Act]:
    """The acts on a record, newest first, with the actor's name."""
    object_type, object_code = _name(obj)
    return Act.objects.filter(object_type=object_type, object_code=object_code).select_related("user", "membership")


def views_of(obj: Model) -> QuerySet[RecordView]:
    """Who opened a record, newest first."""
    object_type, object_code = _name(obj)
    return RecordView.objects.filter(object_type=object_type, object_code=object_code).select_related("user")
