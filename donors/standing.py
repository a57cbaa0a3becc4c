"""How far a pledge has come, computed from its record: promised, signed, received, matched, handed over."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from donors.models import Pledge
from lao_cai_support.web.money import format_number


@dataclass(frozen=True)
class Step:
    label: str
    done: bool
    current: bool = False


def standing(pledge: Pledge, allocations: Iterable[Any]) -> list[Step]:
    """The steps of a pledge with how far each is. What is handed over counts in pieces, else in đồng."""
    given = sum(line.delivered for line in allocations) if pledge.quantity else 0
    worth = sum(line.value for line in allocations if line.state == "fulfilled")
    total = pledge.quantity or pledge.value
    come = pledge.received_quantity if pledge.quantity else pledge.received_value
    held = pledge.allocated_quantity if pledge.quantity else pledge.allocated_value
    handed = given if pledge.quantity else worth
    signed = pledge.accepted_on is not None
    steps = [
        (_("Đã hứa"), True),
        (_("Đã ký thỏa thuận"), signed),
        (_part(_("Quỹ đã nhận %(part)s"), _("Quỹ đã nhận"), come, total), signed and come >= total),
        (_part(_("Đã phân bổ %(part)s"), _("Đã phân bổ"), held, total), held >= total),
        (_part(_("Đã trao %(part)s"), _("Đã trao, có ký nhận"), handed, total), handed >= total),
    ]
    if pledge.route == Pledge.Route.DIRECT:
        del steps[2]
    ended = pledge.state in ("refused", "withdrawn", "written_off")
    open_step = next((index for index, (_label, done) in enumerate(steps) if not done), None)
    return [Step(label, done, index == open_step and not ended) for index, (label, done) in enumerate(steps)]


def _part(some: str, whole: str, part: int, total: int) -> str:
    if part <= 0 or part >= total:
        return whole
    return some % {"part": f"{format_number(part)} / {format_number(total)}"}
