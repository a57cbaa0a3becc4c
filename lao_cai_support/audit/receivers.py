"""Events of the shared pages that belong in the log."""

from typing import Any

from django.dispatch import receiver
from structlog.contextvars import get_contextvars

from lao_cai_support.audit.models import Act
from lao_cai_support.web.clock import now
from lao_cai_support.web.export import exported


@receiver(exported, dispatch_uid="audit_exported")
def list_exported(sender: Any, *, request: Any, key: str, kind: str, count: int, **_kwargs: Any) -> None:
    """A list left the portal as a file: who took it, which list, how many rows (ASVS 8.2.2, 16.3)."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return  # open data is for everyone and nobody is noted
    Act.objects.create(
        at=now(),
        user=user,
        act="list.export",
        object_type="list",
        object_code=key[:60],
        detail={"kind": kind, "rows": count},
        request_id=str(get_contextvars().get("request_id", ""))[:40],
    )
