"""Acts on the directory of services: add, correct, say that a place no longer takes children."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from children.models import ServiceProvider
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import nfc

RIGHT = "services.edit"
FIELDS = ("name", "kind", "unit", "address", "phone", "hours", "note")


@transaction.atomic
def add_provider(*, user: Any, **values: Any) -> ServiceProvider:
    """Add a service; ``unit`` is the commune, district or province whose children it takes."""
    require(user, RIGHT, unit=values["unit"])
    made = ServiceProvider(checked_on=today())
    _write(made, values)
    record(user, "provider.add", made, right=RIGHT, unit=made.unit_id)
    return made


@transaction.atomic
def edit_provider(*, user: Any, provider: ServiceProvider, **values: Any) -> ServiceProvider:
    """Correct an entry; saving says that it was checked today."""
    row = ServiceProvider.objects.select_for_update(of=("self",), no_key=True).get(pk=provider.pk)
    require(user, RIGHT, unit=row.unit_id)
    require(user, RIGHT, unit=values["unit"])
    changed = [name for name in FIELDS if getattr(row, name) != values[name]]
    row.checked_on = today()
    _write(row, values)
    record(user, "provider.edit", row, right=RIGHT, unit=row.unit_id, fields=changed)
    return row


def _write(row: ServiceProvider, values: dict[str, Any]) -> None:
    for name in FIELDS:
        value = values[name]
        setattr(row, name, nfc(value) if isinstance(value, str) else value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refusal(_("Cơ sở này đã có trong danh bạ với cùng dịch vụ."), field="name") from None


@transaction.atomic
def end_provider(*, user: Any, provider: ServiceProvider) -> ServiceProvider:
    """From today on it takes no more children; plans that name it keep its name."""
    row = ServiceProvider.objects.select_for_update(of=("self",), no_key=True).get(pk=provider.pk)
    require(user, RIGHT, unit=row.unit_id)
    if row.ended_on:
        raise Refusal(_("Cơ sở này đã ngừng từ trước."))
    row.ended_on = today()
    row.save(update_fields=["ended_on"])
    record(user, "provider.end", row, right=RIGHT, unit=row.unit_id)
    return row
