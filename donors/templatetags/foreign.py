"""What a page about a pledge tells of the approval that a foreign gift needs."""

from typing import Any

from django import template

from donors.models import ForeignApproval, Pledge
from lao_cai_support.accounts.rights import can
from lao_cai_support.web.clock import today

register = template.Library()


@register.inclusion_tag("donors/_foreign.html", takes_context=True)
def foreign_gift(context: dict[str, Any], pledge: Pledge) -> dict[str, Any]:
    """The state of the approval, or that none was asked for; nothing for a gift from inside the country."""
    if not pledge.donor.foreign:
        return {}
    approval = ForeignApproval.objects.filter(pledge=pledge).order_by("-pk").first()
    user = context["request"].user
    return {
        "pledge": pledge,
        "approval": approval,
        "late": bool(approval and approval.due_on and approval.due_on < today()),
        "may_see": can(user, "foreign.view", unit=pledge.unit_id),
        "may_ask": can(user, "foreign.request", unit=pledge.unit_id)
        and pledge.state in ("offered", "accepted")
        and (approval is None or approval.state in ("refused", "lapsed")),
    }
