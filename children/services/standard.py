"""Standards of items: the sector writes what satisfies a need, and goods are held against it when they come in."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.models import Item, ItemStandard
from lao_cai_support.accounts.rights import can, require
from lao_cai_support.accounts.roles import Role
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.text import nfc

RIGHT = "standards.edit"


def may_set(user: Any, item: Item) -> bool:
    """The province for every item, a sector for those of its own area of support."""
    if not can(user, RIGHT):
        return False
    held = [membership for membership in user.current_memberships() if membership.role == Role.SECTOR_REVIEWER]
    return can(user, "prices.edit") or any(membership.support_area == item.area_id for membership in held)


@transaction.atomic
def set_standard(
    *,
    user: Any,
    item: Item,
    requirements: str,
    decision: str,
    valid_from: datetime.date,
    least_age: int | None = None,
    most_age: int | None = None,
    expiry_left: int | None = None,
    new_only: bool = False,
    papers: str = "",
) -> ItemStandard:
    """A new version of the item's standard; ``expiry_left`` in days at the moment of receipt. Raises Refusal at the
    field. What was received before keeps the standard of its day."""
    require(user, RIGHT)
    if not may_set(user, item):
        raise Refusal(_("Mặt hàng này thuộc ngành khác."), code="right")
    Item.objects.select_for_update(no_key=True).get(pk=item.pk)  # versions are numbered one after the other
    last = ItemStandard.objects.filter(item=item).order_by("-version").first()
    for value, field in ((requirements, "requirements"), (decision, "decision")):
        if not value.strip():
            raise Refusal(_("Hãy ghi rõ mục này."), field=field)
    if (least_age is None) != (most_age is None):
        raise Refusal(_("Hãy ghi cả hai tuổi, hoặc để trống cả hai."), field="most_age")
    if least_age is not None and most_age is not None and least_age > most_age:
        raise Refusal(_("Tuổi đầu không được lớn hơn tuổi cuối."), field="most_age")
    if valid_from < today():
        raise Refusal(_("Tiêu chuẩn mới áp dụng từ hôm nay trở đi."), field="valid_from")
    if last and valid_from < last.valid_from:
        raise Refusal(_("Phiên bản trước áp dụng từ một ngày sau ngày này."), field="valid_from")
    made = ItemStandard.objects.create(
        item=item,
        version=last.version + 1 if last else 1,
        requirements=nfc(requirements.strip()),
        least_age=least_age,
        most_age=most_age,
        expiry_left=expiry_left,
        new_only=new_only,
        papers=nfc(papers.strip()),
        valid_from=valid_from,
        decision=nfc(decision.strip()),
        made_by=user,
        made_on=today(),
    )
    record(user, "standard.set", made, right=RIGHT, item=item.pk, version=made.version)
    return made


def check_goods(item: Item, day: datetime.date, *, expires_on: datetime.date | None, used: bool, papers: str) -> None:
    """Hold goods that come in on the day against the item's standard. Raises Refusal at what falls short."""
    standard = ItemStandard.objects.in_force(day).filter(item=item).first()
    if standard is None:
        return
    told = {"item": str(item), "decision": standard.decision}
    if standard.new_only and used:
        raise Refusal(
            _("Tiêu chuẩn của “%(item)s” (%(decision)s) chỉ nhận hàng mới.") % told, field="used", code="standard"
        )
    if standard.papers and not papers.strip():
        raise Refusal(
            _("Tiêu chuẩn của “%(item)s” (%(decision)s) đòi giấy: %(papers)s.") % (told | {"papers": standard.papers}),
            field="quality_paper",
            code="standard",
        )
    if standard.expiry_left is None:
        return
    if expires_on is None or (expires_on - day).days < standard.expiry_left:
        raise Refusal(
            _("Tiêu chuẩn của “%(item)s” (%(decision)s) đòi hạn dùng còn ít nhất %(days)s ngày.")
            % (told | {"days": standard.expiry_left}),
            field="expires_on",
            code="standard",
        )
