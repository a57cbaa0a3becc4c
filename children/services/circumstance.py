"""Acts on a child's circumstances: open and end them."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from children.models import Child, CircumstanceKind, CircumstanceSpell
from children.services.child import lock_child
from children.services.household import current_poverty
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal


def _check_poverty(child: Child, kind: CircumstanceKind) -> None:
    """HC13 is for poor and near-poor households of the year, each its own sub-group (NĐ 56/2017 Art. 15)."""
    if not kind.code.startswith("HC13"):
        return
    held = current_poverty(child.household, today())
    category = held.category if held else None
    fits = category and {"HC13.01": category.poor, "HC13.02": category.near_poor}.get(
        kind.code, category.poor or category.near_poor
    )
    if not fits:
        raise Refusal(
            _(
                "Nhóm này cần hộ nghèo hoặc cận nghèo đúng loại trong năm nay. "
                "Hãy ghi diện hộ trước, hoặc chọn nguy cơ NC07 nếu hộ không thuộc diện nghèo, cận nghèo."
            ),
            field="kind",
        )


@transaction.atomic
def open_circumstance(
    *, user: Any, child: Child, kind: CircumstanceKind, since: datetime.date, evidence: str = ""
) -> CircumstanceSpell:
    """A circumstance holds from the day on. HC04 needs the commune board's certificate (TT 01/2019 Art. 2)."""
    row = lock_child(child)
    require(user, "children.edit", unit=row.unit_id)
    if since > today():
        raise Refusal(_("Ngày bắt đầu không thể sau hôm nay."), field="since")
    if kind.sealed:
        raise Refusal(_("Nhóm này thuộc diện niêm phong. Hãy ghi ở trang hồ sơ niêm phong của trẻ."), field="kind")
    _check_poverty(row, kind)
    if kind.code.startswith("HC04") and not evidence.strip():
        raise Refusal(_("Trẻ khuyết tật cần số giấy xác nhận mức độ khuyết tật của xã."), field="evidence")
    try:
        with transaction.atomic():
            spell = CircumstanceSpell.objects.create(
                child=row, kind=kind, valid=DateRange(since, None), evidence=evidence
            )
    except IntegrityError:
        raise Refusal(_("Trẻ đã có hoàn cảnh này trong cùng thời gian."), field="kind") from None
    record(user, "child.circumstance", row, right="children.edit", unit=row.unit_id, fields=["circumstances"])
    return spell


@transaction.atomic
def end_circumstance(*, user: Any, spell: CircumstanceSpell, last_day: datetime.date) -> CircumstanceSpell:
    """The circumstance held until the day, the day included."""
    child = lock_child(spell.child)
    require(user, "children.edit", unit=child.unit_id)
    if spell.kind.sealed:
        raise Refusal(_("Nhóm này thuộc diện niêm phong. Hãy ghi ở trang hồ sơ niêm phong của trẻ."), field="kind")
    if last_day < spell.valid.lower:
        raise Refusal(_("Ngày cuối không thể trước ngày bắt đầu."), field="last_day")
    spell.valid = DateRange(spell.valid.lower, last_day + datetime.timedelta(days=1))
    spell.save(update_fields=["valid"])
    record(user, "child.circumstance_end", child, right="children.edit", unit=child.unit_id, fields=["circumstances"])
    return spell
