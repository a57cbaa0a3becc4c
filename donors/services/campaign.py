"""Acts on campaigns: plan, show a picture, publish, close, tell the results."""

import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from children.models import Need, SupportArea
from donors.models import Campaign
from donors.models.campaign import URGENT_DAYS
from donors.progress import Progress, by_area, received_by_campaign, total
from lao_cai_support.accounts.rights import require
from lao_cai_support.areas.unitmap import covered_units
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import remove_private, store_private
from lao_cai_support.web.states import check_move
from lao_cai_support.web.uploads import check_picture

RIGHT = "campaigns.edit"
MOVES: dict[str, set[str]] = {
    "draft": {"published"},
    "published": {"closed"},
    "closed": {"settled"},
    "settled": set(),
}
# The blocks of publicity that a person writes; see Campaign.
BLOCKS = (
    "call_no", "call_on", "beneficiaries", "support_level", "receiver", "receive_time", "receive_place", "receive_way",
)  # fmt: skip


@transaction.atomic
def save_campaign(
    *,
    user: Any,
    campaign: Campaign | None,
    unit: Any,
    name: str,
    summary: str,
    target: int,
    area: SupportArea | None,
    first_day: datetime.date,
    last_day: datetime.date,
    kind: str = Campaign.Kind.ORDINARY,
    **blocks: Any,
) -> Campaign:
    """Make or change a campaign; both days are inside it, ``blocks`` are those of BLOCKS.

    Raises Refusal when the days are reversed, for an urgent one beyond its 90 days, and for one that is over.
    """
    require(user, RIGHT, unit=unit)
    if last_day < first_day:
        raise Refusal(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."), field="last_day")
    if kind == Campaign.Kind.URGENT and (last_day - first_day).days >= URGENT_DAYS:
        raise Refusal(
            _("Vận động khẩn cấp chỉ tiếp nhận nhiều nhất %(days)d ngày (NĐ 93/2021). Hãy rút ngắn thời gian.")
            % {"days": URGENT_DAYS},
            field="last_day",
        )
    row = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk) if campaign else Campaign(unit=unit)
    if row.state in ("closed", "settled"):
        raise Refusal(_("Chiến dịch đã kết thúc nên không sửa được nữa."))
    row.name, row.summary, row.target, row.area, row.kind = name, summary, target, area, kind
    row.valid = (first_day, last_day + datetime.timedelta(days=1))
    for block, value in blocks.items():
        if block not in BLOCKS:
            raise ValueError(block)
        setattr(row, block, value)
    if row.state == "published":
        _refuse_untold(row)
    row.save()
    record(user, "campaign.edit" if campaign else "campaign.plan", row, right=RIGHT, unit=unit)
    return row


def _refuse_untold(row: Campaign) -> None:
    missing = row.missing_blocks
    if missing:
        raise Refusal(
            _("Trang công khai còn thiếu: %(blocks)s. Hãy ghi đủ rồi công bố.") % {"blocks": ", ".join(missing)}
        )


@transaction.atomic
def move_campaign(*, user: Any, campaign: Campaign, state: str, results: str = "") -> Campaign:
    """Publish a drafted campaign, close a published one, tell the results of a closed one.

    Raises Refusal for a page that does not tell what it must, and for results without words.
    """
    row = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    require(user, RIGHT, unit=row.unit_id)
    check_move(MOVES, row.state, state, labels=dict(Campaign.State.choices))
    if state == "published":
        _refuse_untold(row)
    if state == "settled":
        if not results.strip():
            raise Refusal(_("Hãy ghi kết quả: đã nhận gì, trao cho ai, phần còn lại thế nào."), field="results")
        row.results = results.strip()
    row.state = state
    row.save(update_fields=["state", "results"])
    record(user, f"campaign.{state}", row, right=RIGHT, unit=row.unit_id)
    return row


@transaction.atomic
def show_picture(*, user: Any, campaign: Campaign, upload: Any, alt: str, no_face: bool) -> Campaign:
    """Keep a picture for the public page, re-drawn. Raises Refusal unless the officer says that no child's face is seen."""
    row = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    require(user, RIGHT, unit=row.unit_id)
    if not no_face:
        raise Refusal(
            _("Hãy xem kỹ ảnh và xác nhận không thấy mặt trẻ em nào; nếu có, hãy chọn ảnh khác."), field="no_face"
        )
    if not alt.strip():
        raise Refusal(_("Hãy mô tả ảnh cho người không nhìn được."), field="alt")
    picture = check_picture(upload, max_side=1200)
    transaction.on_commit(partial(remove_private, row.picture))
    row.picture = store_private("pictures", picture.content, ending="jpg")
    row.picture_alt, row.picture_checked_by = alt.strip()[:200], user
    row.save(update_fields=["picture", "picture_alt", "picture_checked_by"])
    record(user, "campaign.picture", row, right=RIGHT, unit=row.unit_id)
    return row


@transaction.atomic
def remove_picture(*, user: Any, campaign: Campaign) -> Campaign:
    row = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    require(user, RIGHT, unit=row.unit_id)
    if not row.picture:
        raise Refusal(_("Chiến dịch không có ảnh."))
    transaction.on_commit(partial(remove_private, row.picture))
    row.picture, row.picture_alt = "", ""
    row.save(update_fields=["picture", "picture_alt"])
    record(user, "campaign.picture_gone", row, right=RIGHT, unit=row.unit_id)
    return row


def need_of(campaign: Campaign) -> int:
    """What published needs in the campaign's unit and area, due from its first day, still lack, in đồng."""
    needs = Need.objects.filter(
        unit__in=covered_units(campaign.unit_id, today()), state="published", needed_by__gte=campaign.valid.lower
    )
    if campaign.area_id:
        needs = needs.filter(item__area=campaign.area_id)
    left = Sum((F("quantity") - F("delivered")) * F("unit_value"))
    return needs.order_by().aggregate(left=left)["left"] or 0


def figures_of(campaign: Campaign) -> dict[str, Any]:
    """Need, pledged, received and delivered, apart; what was received without a pledge is among the received."""
    pledges = campaign.pledges.filter(state__in=["accepted", "fulfilled"])
    done: Progress = total(by_area(pledges))
    done.received = received_by_campaign([campaign.pk]).get(campaign.pk, 0)
    return {"need": need_of(campaign), "done": done, "givers": pledges.values("donor").distinct().count()}
