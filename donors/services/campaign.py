"""Acts on campaigns: plan, publish, close."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.models import SupportArea
from donors.models import Campaign
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.states import check_move

MOVES: dict[str, set[str]] = {"draft": {"published"}, "published": {"closed"}, "closed": set()}


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
) -> Campaign:
    """Make or change a campaign; both days are inside it. Raises Refusal when they are reversed."""
    require(user, "campaigns.edit", unit=unit)
    if last_day < first_day:
        raise Refusal(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."), field="last_day")
    row = campaign or Campaign(unit=unit)
    row.name, row.summary, row.target, row.area = name, summary, target, area
    row.valid = (first_day, last_day + datetime.timedelta(days=1))
    row.save()
    record(user, "campaign.edit" if campaign else "campaign.plan", row, right="campaigns.edit", unit=unit)
    return row


@transaction.atomic
def move_campaign(*, user: Any, campaign: Campaign, state: str) -> Campaign:
    """Publish a drafted campaign or close a published one."""
    row = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    require(user, "campaigns.edit", unit=row.unit_id)
    check_move(MOVES, row.state, state, labels=dict(Campaign.State.choices))
    row.state = state
    row.save(update_fields=["state"])
    record(user, f"campaign.{state}", row, right="campaigns.edit", unit=row.unit_id)
    return row
