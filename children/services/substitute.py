"""Prices of items, and what may take the place of a need's item: a size up, an equivalent item."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.models import Item, ItemPrice, Need, NeedState
from children.models.item import SIZES
from children.services.need import unit_value
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import nfc


@transaction.atomic
def set_price(*, user: Any, item: Item, year: int, unit_value: int, source: str) -> ItemPrice:
    """The value of one unit in a year, đồng, with its source; needs assessed before keep the value they were given."""
    require(user, "prices.edit")
    if not source.strip():
        raise Refusal(_("Hãy ghi căn cứ của đơn giá."), field="source")
    if not 2019 <= year <= today().year + 1:
        raise Refusal(_("Chỉ ghi đơn giá đến năm sau."), field="year")
    row, _created = ItemPrice.objects.update_or_create(
        item=item, year=year, defaults={"unit_value": unit_value, "source": nfc(source.strip())}
    )
    record(user, "price.set", row, right="prices.edit", item=item.pk, year=year, value=unit_value)
    return row


def size_up(need: Need) -> str:
    """The next size, which serves a growing child as well; "" at the largest or without sizes."""
    sizes = SIZES[need.item.size_kind]
    at = sizes.index(need.size) + 1 if need.size in sizes else len(sizes)
    return sizes[at] if at < len(sizes) else ""


@transaction.atomic
def substitute(*, user: Any, need: Need, item: Item, size: str, reason: str) -> Need:
    """Another size or an equivalent item in the need's place, before anything is promised; the value follows the item."""
    row = Need.objects.select_for_update(of=("self",), no_key=True).select_related("item").get(pk=need.pk)
    require(user, "needs.substitute", unit=row.unit_id)
    if row.state in (NeedState.CLOSED, NeedState.WITHDRAWN):
        raise Refusal(_("Nhu cầu đã đóng hoặc đã rút."))
    if row.reserved or row.delivered:
        raise Refusal(_("Nhu cầu đã có phần giữ chỗ hoặc đã trao nên không đổi được."))
    if item.pk != row.item_id and not row.item.substitutes.filter(substitute=item).exists():
        raise Refusal(_("Hãy chọn một mặt hàng tương đương trong danh mục."), field="item")
    if (item.sizes and row.child_id and size not in item.sizes) or (size and size not in item.sizes):
        raise Refusal(_("Mặt hàng này cần cỡ. Các cỡ: %(sizes)s.") % {"sizes": ", ".join(item.sizes)}, field="size")
    if (item.pk, size) == (row.item_id, row.size):
        raise Refusal(_("Hãy chọn cỡ hoặc mặt hàng khác."), field="size")
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do."), field="reason")
    detail = {"item_before": row.item_id, "size_before": row.size, "item_after": item.pk, "size_after": size}
    if item.pk != row.item_id:
        row.unit_value = unit_value(item, today())
    row.item, row.size = item, size
    row.save(update_fields=["item", "size", "unit_value"])
    record(user, "need.substitute", row, right="needs.substitute", unit=row.unit_id, reason=reason, detail=detail)
    return row
